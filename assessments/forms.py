"""The forms of the item bank."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.answers import Answer, Kind
from assessments.authoring import LONGEST_STEM, ItemContent, Part, fault_of
from assessments.authoring import REASONS as FAULTS
from assessments.importing import LARGEST_FILE, letter
from assessments.models import Item, ItemKind, ItemStatus, ItemUse
from assessments.selectors import BankFilter
from assessments.services.bank import Placing
from lms.competencies.models import Competency, FrameworkStatus, Level

KEY_MARK = "*"
PAIR_MARK = " = "


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
    stem = forms.CharField(
        label=_("Question"),
        max_length=LONGEST_STEM,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One clear question from daily work. Avoid “not” and “except”."),
    )
    options = forms.CharField(
        label=_("Options"),
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_(
            "One option a line. Put a star (*) before each right one. To put in order: write the lines in the right "
            "order. To match pairs: write “left = right”. Learners see them shuffled."
        ),
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
            field = "stem" if fault.endswith("stem") else "options"
            self.add_error(field, gettext(FAULTS[fault]).capitalize() + ".")
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
        return Placing(told["competency"], told["level"], told["use"], told["topic"])


def typed_from(item: Item, content: ItemContent) -> dict[str, Any]:
    """Return an item as its author would type it."""
    return {
        "code": item.code,
        "competency": item.competency_id,
        "level": item.level,
        "kind": item.kind,
        "use": item.use,
        "topic": item.topic,
        "stem": content.stem,
        "options": "\n".join(typed_options(content)),
        "rationale": content.rationale,
        "source": content.source,
    }


def typed_options(content: ItemContent) -> list[str]:
    """Return the lines of the options, with the key as the author marks it."""
    if content.kind == Kind.ORDERING:
        places = content.key["places"]
        return [option.text for option in sorted(content.options, key=lambda option: places[option.id])]
    if content.kind == Kind.MATCHING:
        partners = {choice.id: choice.text for choice in content.choices}
        return [f"{option.text}{PAIR_MARK}{partners[content.key['pairs'][option.id]]}" for option in content.options]
    right = set(content.key["choice"])
    return [f"{KEY_MARK} {option.text}" if option.id in right else option.text for option in content.options]


def content_from_typed(typed: dict[str, Any]) -> ItemContent:
    """Return what the author typed as an item's content; whether it can be asked is checked later."""
    kind: str = typed["kind"]
    lines = [line.strip() for line in typed["options"].splitlines() if line.strip()]
    choices: tuple[Part, ...] = ()
    if kind == Kind.MATCHING:
        pairs = [line.partition(PAIR_MARK) for line in lines]
        lines = [left.strip() for left, _mark, _right in pairs]
        choices = tuple(Part(str(index), right.strip()) for index, (_left, _mark, right) in enumerate(pairs, start=1))
    texts = [line.removeprefix(KEY_MARK).strip() for line in lines]
    return ItemContent(
        kind=kind,
        stem=typed["stem"],
        options=tuple(Part(letter(index), text) for index, text in enumerate(texts)),
        choices=choices,
        key=key_of_lines(kind, lines),
        rationale=typed.get("rationale", ""),
        source=typed.get("source", ""),
    )


def key_of_lines(kind: str, lines: Sequence[str]) -> Answer:
    """Return the key that the order, the pairs or the stars of the lines give."""
    names = [letter(index) for index in range(len(lines))]
    if kind == Kind.ORDERING:
        return {"places": {name: place for place, name in enumerate(names, start=1)}}
    if kind == Kind.MATCHING:
        return {"pairs": {name: str(place) for place, name in enumerate(names, start=1)}}
    return {"choice": [name for name, line in zip(names, lines, strict=True) if line.startswith(KEY_MARK)]}


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
