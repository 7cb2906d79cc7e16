"""How forms become HTML: every form of the house is drawn by two components."""

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Draw forms and fields with the components of the house.

    Needs `django.forms` in INSTALLED_APPS, where the templates of the widgets live.
    """

    form_template_name = "lms/components/form.html"
    field_template_name = "lms/components/field.html"
