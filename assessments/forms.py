"""The forms of the item bank."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import Image
from wagtail.images.permissions import permission_policy
from wagtail.images.widgets import AdminImageChooser

from assessments.answers import RATED
from assessments.authoring import FAULTS_OF_PICTURE, FAULTS_OF_STEM, LONGEST_STEM, ItemContent, fault_of
from assessments.authoring import REASONS as FAULTS
from assessments.framework_fields import CompetencyField, IndicatorField
from assessments.models import Case, CaseVersion, ItemKind, ItemStatus, ItemUse, ItemVersion
from assessments.models.cases import picture_on
from assessments.notation import lines_of, parts_from, with_all_or_nothing
from assessments.selectors import BankFilter
from assessments.selectors.cases import case_list
from assessments.services.bank import ONLY_IN_TESTS, IndicatorElsewhere, NobodyWouldRead, OnlyForTests, Placing
from assessments.stimuli import LONGEST_ALT, LONGEST_DESCRIPTION, LONGEST_TEXT, LONGEST_TITLE, CaseContent, Picture
from lms.competencies.models import FrameworkStatus, Level
from lms.people.models import User
from lms.sentences import sentence


class PictureField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A picture of the library that the author may choose."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Image.objects.all(), widget=AdminImageChooser, required=False, **options)


def picture_in(cleaned: dict[str, Any]) -> Picture | None:
    """Return the picture of a form with what is read in its place."""
    image = cleaned.get("picture")
    if image is None:
        return None
    return Picture(image.get_file_hash(), cleaned.get("alt", ""), cleaned.get("description", ""))


class CaseForm(forms.Form):
    """A case as its author writes it."""

    code = forms.CharField(
        label=_("Code"), max_length=60, help_text=_("A short name that no other case uses, such as PDP-K1.")
    )
    title = forms.CharField(label=_("Title"), max_length=LONGEST_TITLE)
    text = forms.CharField(
        label=_("Text of the case"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("The situation or document that the questions are about. Learners see it beside each of them."),
    )
    source = forms.CharField(label=_("Source"), max_length=300, required=False)
    picture = PictureField(label=_("Picture"), help_text=_("Only where words do not do, such as a plan or a chart."))
    alt = forms.CharField(
        label=_("Text in place of the picture"),
        max_length=LONGEST_ALT,
        required=False,
        help_text=_("One sentence for whoever cannot see the picture."),
    )
    description = forms.CharField(
        label=_("Long description of the picture"),
        max_length=LONGEST_DESCRIPTION,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Everything in the picture that the questions need, in words. Everybody can open it."),
    )

    def __init__(self, *args: Any, viewer: User, version: CaseVersion | None = None, **options: Any) -> None:
        if version is not None:
            options.setdefault("initial", typed_from_case(version))
        super().__init__(*args, **options)
        present = picture_on(version) if version else None
        self.fields["picture"].queryset = pictures_for(viewer, present)  # type: ignore[attr-defined]
        self.fields["code"].disabled = version is not None

    @property
    def content(self) -> CaseContent:
        """Return what was written."""
        told = self.cleaned_data
        return CaseContent(told["code"], told["title"], told["text"], told["source"], picture_in(told))


def typed_from_case(version: CaseVersion) -> dict[str, Any]:
    """Return a case as its author would type it."""
    return {
        "code": version.case.code,
        "title": version.title,
        "text": version.text,
        "source": version.source,
        "picture": version.picture,
        "alt": version.alt_text,
        "description": version.long_description,
    }


def pictures_for(viewer: User, present: Picture | None) -> QuerySet[Image]:
    """Return the pictures that the author may choose, and the one that stands there already."""
    allowed = permission_policy.instances_user_has_any_permission_for(viewer, ["choose"])
    same = Q(file_hash=present.file) if present else Q(pk__in=[])
    pictures: QuerySet[Image] = Image.objects.filter(Q(pk__in=allowed.values("pk")) | same)
    return pictures


class CaseField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A case within reach, with its code first."""

    def label_from_instance(self, obj: Case) -> str:
        """Return code and title."""
        return f"{obj.code} {getattr(obj, 'title', '')}".strip()


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
    indicator = IndicatorField(
        label=_("Indicator"),
        required=False,
        empty_label=_("none chosen yet"),
        help_text=_("The behaviour of this competency and level that a right answer shows; learners read it."),
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
    case = CaseField(
        queryset=Case.objects.none(),
        label=_("Case"),
        required=False,
        empty_label=_("stands alone"),
        help_text=_("The case it hangs on. Questions on one case are read, asked and shown together."),
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
    picture = PictureField(
        label=_("Picture"), help_text=_("For a region of a picture; other kinds of question have none.")
    )
    alt = forms.CharField(
        label=_("Text in place of the picture"),
        max_length=LONGEST_ALT,
        required=False,
        help_text=_("One sentence for whoever cannot see the picture. It must not give the answer away."),
    )
    description = forms.CharField(
        label=_("Long description of the picture"),
        max_length=LONGEST_DESCRIPTION,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Everything in the picture that the questions need, in words. Everybody can open it."),
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
        self,
        *args: Any,
        viewer: User,
        version: ItemVersion | None = None,
        content: ItemContent | None = None,
        **options: Any,
    ) -> None:
        if version is not None and content is not None:
            options.setdefault("initial", typed_from(version, content))
        super().__init__(*args, **options)
        self.fields["case"].queryset = case_list(viewer, on=timezone.localdate())  # type: ignore[attr-defined]
        present = content.picture if content else None
        self.fields["picture"].queryset = pictures_for(viewer, present)  # type: ignore[attr-defined]
        if version is not None:
            self.fields["code"].disabled = self.fields["case"].disabled = True
            self.fields["kind"].disabled = True
            self.offer_place_of(version)

    def offer_place_of(self, version: ItemVersion) -> None:
        """Let an item of an earlier version of the framework stay where it stands."""
        stands = version.item.competency
        if stands.framework.status != FrameworkStatus.PUBLISHED:
            self.fields["competency"].offer_older(stands)  # type: ignore[attr-defined]
            self.fields["indicator"].offer_older(stands)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Read the options, and refuse what cannot be asked with the reason beside the field."""
        cleaned: dict[str, Any] = super().clean() or {}
        shown, place = cleaned.get("indicator"), (cleaned.get("competency"), cleaned.get("level"))
        if shown and all(place) and (shown.competency, shown.level) != place:
            self.add_error("indicator", sentence(IndicatorElsewhere()))
        if not {"kind", "stem", "options"} <= cleaned.keys():
            return cleaned
        content = content_from_typed(cleaned)
        fault = fault_of(content)
        if fault:
            field = "stem" if fault in FAULTS_OF_STEM else "picture" if fault in FAULTS_OF_PICTURE else "options"
            reason = gettext(FAULTS[fault])
            self.add_error(field, f"{reason[:1].upper()}{reason[1:]}.")
        if content.kind in RATED and cleaned.get("use") == ItemUse.PRACTICE:
            self.add_error("use", sentence(NobodyWouldRead()))
        if (content.case is not None or content.kind in ONLY_IN_TESTS) and cleaned.get("use") == ItemUse.PRACTICE:
            self.add_error("use", sentence(OnlyForTests()))
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
        place = (told["competency"], told["level"], told["use"], told["topic"], told["enemies"])
        return Placing(*place, told["indicator"])


def typed_from(version: ItemVersion, content: ItemContent) -> dict[str, Any]:
    """Return an item in this version as its author would type it."""
    item = version.item
    return {
        "code": item.code,
        "competency": item.competency_id,
        "level": item.level,
        "indicator": version.indicator_id,
        "kind": item.kind,
        "use": item.use,
        "topic": item.topic,
        "enemies": item.enemies,
        "case": item.case_id,
        "stem": content.stem,
        "options": "\n".join(lines_of(content)),
        "all_or_nothing": bool(content.key.get("all_or_nothing")),
        "rationale": content.rationale,
        "source": content.source,
        "picture": Image.objects.filter(file_hash=content.picture.file).first() if content.picture else None,
        "alt": content.picture.alt if content.picture else "",
        "description": content.picture.description if content.picture else "",
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
        case=CaseContent(typed["case"].code) if typed.get("case") else None,
        picture=picture_in(typed) if typed["kind"] == ItemKind.HOTSPOT else None,
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

    tried = forms.BooleanField(
        label=_("I answered it with the keyboard alone and had it read aloud"),
        required=False,
        help_text=_("Needed to approve: use Tab, arrows and space only, then listen to it with a screen reader."),
    )

    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed when you send the item back: say what should be changed."),
    )
