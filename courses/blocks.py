"""What a lesson is made of. Blocks hold data; their look is in `templates/courses/blocks/`.

A check holds only the uuid of a practice item of the bank: neither the question nor its key is in the page, its
revisions or the search index.
"""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.widgets import BaseChooser
from wagtail.images.blocks import ImageChooserBlock

from assessments.answers import Kind
from assessments.models import Item, ItemUse

TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link"]
SMALL_TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link"]

# In a lesson a question is answered with one click or a few; orders, pairs and what is typed belong into a test.
KINDS_OF_CHECK = (Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE, Kind.SITUATIONAL)


class UnreadTable(ValidationError):
    """The rows of a table do not have the same number of columns."""


class TableValue(blocks.StructValue):
    """A table as its author typed it, read into cells."""

    @property
    def lines(self) -> list[list[str]]:
        """Return all rows as cells, the heading first."""
        rows = [line for line in str(self["rows"]).splitlines() if line.strip()]
        return [[cell.strip() for cell in row.strip().strip("|").split("|")] for row in rows]

    @property
    def heading(self) -> list[str]:
        """Return the cells of the first row."""
        return self.lines[0] if self.lines else []

    @property
    def body(self) -> list[list[str]]:
        """Return the rows below the heading."""
        return self.lines[1:]


class TableBlock(blocks.StructBlock):
    """A table, one row a line with | between the columns."""

    caption = blocks.CharBlock(label=_("Title of the table"), max_length=120, required=False)
    rows = blocks.TextBlock(
        label=_("Rows"),
        help_text=_("One row on each line, with | between the columns. The first row is the heading."),
    )

    class Meta:
        icon = "table"
        label = _("Table")
        template = "courses/blocks/table.html"
        value_class = TableValue

    def clean(self, value: TableValue) -> TableValue:
        """Refuse a table without rows, or with rows of different length."""
        cleaned: TableValue = super().clean(value)
        widths = {len(row) for row in cleaned.lines}
        if len(cleaned.lines) < 2 or len(widths) != 1:
            told = _("A table needs a heading and at least one row, all with the same number of columns.")
            raise blocks.StructBlockValidationError(block_errors={"rows": UnreadTable(told)})
        return cleaned


class CalloutContent(blocks.StreamBlock):
    """What may stand inside a callout."""

    text = blocks.RichTextBlock(
        label=_("Text"), features=SMALL_TEXT_FEATURES, icon="pilcrow", template="courses/blocks/text.html"
    )
    table = TableBlock()

    class Meta:
        min_num = 1


class CalloutBlock(blocks.StructBlock):
    """A part of the lesson that is set apart: an example, something to remember, something to do."""

    kind = blocks.ChoiceBlock(
        label=_("Kind"),
        choices=[
            ("contoh", _("Example from the office")),
            ("ingat", _("Worth remembering")),
            ("coba", _("Try it at your desk")),
        ],
        default="contoh",
    )
    title = blocks.CharBlock(
        label=_("Title"),
        max_length=120,
        required=False,
        help_text=_("A few words. Not needed for “Worth remembering”."),
    )
    content = CalloutContent(label=_("Content"))

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        template = "courses/blocks/callout.html"


class PictureBlock(blocks.StructBlock):
    """A picture with the words for those who cannot see it."""

    image = ImageChooserBlock(label=_("Picture"))
    alt = blocks.CharBlock(
        label=_("What the picture shows"),
        max_length=250,
        help_text=_("Read aloud to those who cannot see the picture. Say what matters for the lesson."),
    )
    caption = blocks.CharBlock(label=_("Caption"), max_length=250, required=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "courses/blocks/picture.html"


class PracticeItemChooser(BaseChooser):
    """Lets a trainer choose a practice item of the own agency; the value is the item's uuid."""

    model = Item
    icon = "help"
    choose_one_text = _("Choose a question")
    choose_another_text = _("Choose another question")
    chooser_modal_url_name = "practice_item_chooser:choose"
    show_edit_link = False

    def get_instance(self, value: Any) -> Item | None:
        """Return the item with this uuid."""
        if value is None or isinstance(value, Item):
            return value
        found: Item | None = Item.objects.select_related("competency").filter(uuid=value).first()
        return found

    def get_value_data_from_instance(self, instance: Item) -> dict[str, Any]:
        """Return what the form shows of the item."""
        return {"id": str(instance.uuid), "edit_url": "", "title": self.get_display_title(instance)}

    def get_display_title(self, instance: Item) -> str:
        """Return code, competency and level: enough to recognise the question, nothing of its key."""
        return f"{instance.code} · {instance.competency.code} · {instance.get_level_display()}"


class CheckField(forms.UUIDField):
    """A uuid that names a practice item which can stand in a lesson."""

    def clean(self, value: Any) -> uuid.UUID | None:
        """Return the uuid after asking the bank."""
        cleaned: uuid.UUID | None = super().clean(value)
        if cleaned is not None and not is_practice_item(cleaned):
            raise ValidationError(_("This question cannot stand in a lesson. Choose a practice question of the bank."))
        return cleaned


def is_practice_item(item: uuid.UUID) -> bool:
    """Whether the item is for practice and of a kind that fits a lesson."""
    return bool(Item.objects.filter(uuid=item, use=ItemUse.PRACTICE, kind__in=KINDS_OF_CHECK).exists())


class CheckBlock(blocks.FieldBlock):
    """A knowledge check: the uuid of a practice item as text; loading a page asks the bank nothing."""

    def __init__(self, required: bool = True, help_text: Any = "", **kwargs: Any) -> None:
        self._required = required
        self._help_text = help_text
        super().__init__(**kwargs)

    @cached_property
    def widget(self) -> PracticeItemChooser:
        """Return the chooser."""
        return PracticeItemChooser()

    @cached_property
    def field(self) -> CheckField:
        """Return the form field."""
        return CheckField(required=self._required, help_text=self._help_text, widget=self.widget)

    def get_prep_value(self, value: Any) -> str | None:
        """Return the uuid as it is stored."""
        return str(value) if value else None

    def value_from_form(self, value: Any) -> str | None:
        """Return the uuid as text."""
        return str(value) if value else None

    def value_for_form(self, value: Any) -> str | None:
        """Return the uuid as text."""
        return str(value) if value else None

    def get_form_state(self, value: Any) -> dict[str, Any] | None:
        """Return what the chooser shows in the form."""
        return self.widget.get_value_data(value)

    class Meta:
        icon = "help"
        label = _("Knowledge check")


class LessonBody(blocks.StreamBlock):
    """The text of a lesson."""

    text = blocks.RichTextBlock(
        label=_("Text"), features=TEXT_FEATURES, icon="pilcrow", template="courses/blocks/text.html"
    )
    callout = CalloutBlock()
    table = TableBlock()
    picture = PictureBlock()
    check = CheckBlock(
        help_text=_("A practice question of the item bank. The lesson counts as done once it is answered rightly.")
    )


class SourceBlock(blocks.StructBlock):
    """One source of a lesson."""

    tag = blocks.CharBlock(label=_("Mark"), max_length=20, required=False)
    text = blocks.CharBlock(
        label=_("Source"), max_length=400, help_text=_("Regulation and article, or author, title and year.")
    )
    url = blocks.URLBlock(label=_("Address"), required=False)

    class Meta:
        icon = "link"
        label = _("Source")
