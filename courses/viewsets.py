"""The window in which a trainer chooses a practice question for a lesson."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView, ChosenView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from assessments.access import items_visible_to
from assessments.models import Item, ItemUse
from courses.blocks import KINDS_OF_CHECK, PracticeItemChooser


class ItemSearchForm(BaseFilterForm):
    """Finds items by code or the words of the question."""

    q = forms.CharField(label=_("Search term"), widget=forms.TextInput(), required=False)

    def filter(self, objects: Any) -> Any:
        """Return the items in which every word occurs."""
        words = self.cleaned_data.get("q", "").split()
        self.is_searching, self.search_query = bool(words), " ".join(words)
        for word in words:
            objects = objects.filter(Q(code__icontains=word) | Q(approved__stem__icontains=word))
        return objects


class OwnPracticeItems:
    """Practice items the trainer may read: those of the own agency, and everybody's."""

    filter_form_class = ItemSearchForm
    request: Any
    title_column: Column

    def get_object_list(self) -> Any:
        """Return them with what the list shows, the newest first."""
        mine: Any = items_visible_to(self.request.user, on=timezone.localdate())
        fit = mine.servable().filter(use=ItemUse.PRACTICE, kind__in=KINDS_OF_CHECK)
        return fit.select_related("competency", "approved").order_by("-changed_at", "-pk")

    @property
    def columns(self) -> list[Column]:
        """Return the columns of the list."""
        return [
            self.title_column,
            Column("stem", label=_("Question"), accessor="approved.stem"),
            Column("competency", label=_("Competency"), accessor="competency"),
            Column("level", label=_("Level"), accessor="get_level_display"),
        ]


class ChooseItemView(OwnPracticeItems, ChooseView):
    """The window."""


class ChooseItemResultsView(OwnPracticeItems, ChooseResultsView):
    """Its list after a search."""


class ItemChosenView(ChosenView):
    """What the lesson gets: the item's uuid."""

    def get_object(self, pk: str) -> Item:
        """Return the item, if the trainer may read it."""
        mine = items_visible_to(self.request.user, on=timezone.localdate())
        found: Item = mine.select_related("competency").get(pk=pk)
        return found

    def get_object_id(self, instance: Item) -> str:
        """Return what is stored in the lesson."""
        return str(instance.uuid)

    def get_display_title(self, instance: Item) -> str:
        """Return how the item is named in the form."""
        return PracticeItemChooser().get_display_title(instance)

    def get_edit_item_url(self, instance: Item) -> str:
        """Return nothing: the item bank has its own pages."""
        return ""


class PracticeItemChooserViewSet(ChooserViewSet):
    """Chooses a practice item."""

    model = Item
    icon = "help"
    choose_one_text = _("Choose a question")
    choose_another_text = _("Choose another question")
    page_title = _("Practice questions of the item bank")
    choose_view_class = ChooseItemView
    choose_results_view_class = ChooseItemResultsView
    chosen_view_class = ItemChosenView
    register_widget = False
    per_page = 15
