"""The forms of the item bank."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.answers import RATED
from assessments.authoring import FAULTS_OF_STEM, LONGEST_STEM, ItemContent, fault_of
from assessments.authoring import REASONS as FAULTS
from assessments.item_table import LARGEST_FILE
from assessments.models import Item, ItemKind, ItemStatus, ItemUse
from assessments.notation import lines_of, parts_from, with_all_or_nothing
from assessments.selectors import BankFilter
from assessments.services.bank import NobodyWouldRead, Placing
from lms.competencies.models import Competency, FrameworkStatus, Level
from lms.sentences import sentence


class CompetencyField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A competency of the published framework, with its code first."""

    def __init__(self, **options: Any) -> None:
        rows = Competency.objects.filter(framework__status=FrameworkStatus.PUBLISHED)
        super().__init__(queryset=rows.order_by("order", "code"), **options)

    def label_from_instance(self, obj: Competency) -> str:
        """Return code and name."""
        return f"{obj.code} {obj.name}"


class ItemForm(forms.Form):
    """An item as its author types it: one option a line, a star before what is right."""

    code = forms.CharField(
        label=_("Code"),
        max_length=60,
        help_text=_("A short name that nobody else uses, such as PDP-12."),
    )
    competency = CompetencyField(label=_("Competency"))
    level = forms.TypedChoiceField(
        label=_("Level"),
        coerce=int,
        choices=[(level.value, f"{level.value} · {level.label}") for level in Level],
        help_text=_("The level at which somebody answers this right two times out of three."),
    )
    kind = forms.ChoiceField(label=_("Kind of question"), choices=ItemKind)
    use = forms.ChoiceField(
        initial=ItemUse.EXAM,
        label=_("Use"),
        choices=ItemUse,
        help_text=_("Exam items never appear in lessons; practice items certify nothing."),
    )
    topic = forms.CharField(
        label=_("Topic"), max_length=60, required=False, help_text=_("The course or subject, such as PDP-101.")
    )
    enemies = forms.CharField(
        label=_("Not together with"),
        max_length=60,
        required=False,
        help_text=_("Questions that give each other away bear the same word here and are never asked together."),
    )
    stem = forms.CharField(
        label=_("Question"),
        max_length=LONGEST_STEM,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One clear question from daily work. Avoid “not” and “except”."),
    )
    options = forms.CharField(
        label=_("Options and key"),
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_(
            "Learners see options shuffled. How each kind of question is written stands at the end of this form."
        ),
    )
    all_or_nothing = forms.BooleanField(
        label=_("All or nothing"),
        required=False,
        help_text=_("For a multiple choice: points only if every right option is chosen and no other."),
    )
    rationale = forms.CharField(
        label=_("Explanation"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Why the key is right. Learners read it after the test."),
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=300,
        required=False,
        help_text=_("Regulation and article, or “praktik yang baik”."),
    )

    def __init__(
        self, *args: Any, item: Item | None = None, content: ItemContent | None = None, **options: Any
    ) -> None:
        if item is not None and content is not None:
            options.setdefault("initial", typed_from(item, content))
        super().__init__(*args, **options)
        if item is not None:
            self.fields["code"].disabled = True
            self.fields["kind"].disabled = True

    def clean(self) -> dict[str, Any]:
        """Read the options, and refuse what cannot be asked with the reason beside the field."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not {"kind", "stem", "options"} <= cleaned.keys():
            return cleaned
        content = content_from_typed(cleaned)
        fault = fault_of(content)
        if fault:
            field = "stem" if fault in FAULTS_OF_STEM else "options"
            reason = gettext(FAULTS[fault])
            self.add_error(field, f"{reason[:1].upper()}{reason[1:]}.")
        if content.kind in RATED and cleaned.get("use") == ItemUse.PRACTICE:
            self.add_error("use", sentence(NobodyWouldRead()))
        cleaned["content"] = content
        return cleaned

    @property
    def content(self) -> ItemContent:
        """Return what was written."""
        content: ItemContent = self.cleaned_data["content"]
        return content

    @property
    def placing(self) -> Placing:
        """Return where it stands in the framework."""
        told = self.cleaned_data
        return Placing(told["competency"], told["level"], told["use"], told["topic"], told["enemies"])


def typed_from(item: Item, content: ItemContent) -> dict[str, Any]:
    """Return an item as its author would type it."""
    return {
        "code": item.code,
        "competency": item.competency_id,
        "level": item.level,
        "kind": item.kind,
        "use": item.use,
        "topic": item.topic,
        "enemies": item.enemies,
        "stem": content.stem,
        "options": "\n".join(lines_of(content)),
        "all_or_nothing": bool(content.key.get("all_or_nothing")),
        "rationale": content.rationale,
        "source": content.source,
    }


def content_from_typed(typed: dict[str, Any]) -> ItemContent:
    """Return what the author typed as an item's content; whether it can be asked is checked later."""
    lines = [line.strip() for line in typed["options"].splitlines() if line.strip()]
    written = parts_from(typed["kind"], lines, stem=typed["stem"])
    return ItemContent(
        kind=typed["kind"],
        stem=typed["stem"],
        options=written.options,
        choices=written.choices,
        key=with_all_or_nothing(typed["kind"], written.key) if typed.get("all_or_nothing") else written.key,
        rationale=typed.get("rationale", ""),
        source=typed.get("source", ""),
    )


class BankFilterForm(forms.Form):
    """What the list of items is narrowed to; an unreadable choice narrows nothing."""

    q = forms.CharField(label=_("Search code or text"), required=False, max_length=100)
    kompetensi = CompetencyField(
        label=_("Competency"), required=False, to_field_name="code", empty_label=_("All competencies")
    )
    status = forms.ChoiceField(label=_("Status"), required=False, choices=[("", _("Any status")), *ItemStatus.choices])
    kegunaan = forms.ChoiceField(label=_("Use"), required=False, choices=[("", _("Any use")), *ItemUse.choices])

    @property
    def narrowed(self) -> BankFilter:
        """Return the filter; fields that could not be read are left out."""
        self.is_valid()
        told = self.cleaned_data
        competency = told.get("kompetensi")
        return BankFilter(
            competency=competency.code if competency else "",
            status=told.get("status", ""),
            use=told.get("kegunaan", ""),
            search=told.get("q", ""),
        )


class ReviewForm(forms.Form):
    """What a second reader says."""

    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed when you send the item back: say what should be changed."),
    )


class ImportForm(forms.Form):
    """A file of items."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_(
            "At most 2 MB, UTF-8, separated by semicolons or commas. Good rows are imported, bad rows are listed."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> Any:
        """Refuse a file that is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 2 MB. Split it into parts."))
        return file
