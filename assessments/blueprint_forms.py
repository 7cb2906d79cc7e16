"""The forms in which tests are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.assembling import MOST_FORMS
from assessments.blueprint_content import GIVEN_BY_SOURCE, SETTINGS, CellSpec, Settings
from assessments.forms import ReviewForm
from assessments.framework_fields import CompetencyField
from assessments.models import Blueprint, BlueprintMode, BlueprintStatus, Feedback, KeysShown, VersionState
from assessments.models.blueprints import MOST_ON_A_PAGE
from assessments.selectors.blueprints import TestFilter
from lms.competencies.models import Competency, Level

PREFIX = "kelompok"
MOST_CELLS = 30
# Typed in percent, kept as a share.
SHARES = ("level_chance", "exposure_cap")


def whole(label: Any, low: int, high: int, *, required: bool = True, **options: Any) -> forms.IntegerField:
    """Return a field for a whole number between two bounds."""
    return forms.IntegerField(label=label, min_value=low, max_value=high, required=required, **options)


class BlueprintForm(forms.Form):
    """The settings of a test. Empty rules of retakes mean the dated rule that holds for every test."""

    code = forms.CharField(
        label=_("Code"), max_length=60, help_text=_("A short name that nobody else uses, such as TES-PDP-1.")
    )
    title = forms.CharField(label=_("Title"), max_length=200, help_text=_("What learners read in their list of tests."))
    summary = forms.CharField(
        label=_("What it is"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    mode = forms.ChoiceField(
        label=_("How the questions are found"),
        choices=BlueprintMode,
        help_text=_(
            "Drawn: every attempt gets other questions from the groups below. Fixed forms: the same questions for all "
            "who get a form, so that two parallel forms compare before and after. Chosen by the answers: measures "
            "levels with few questions; there is no pass or fail."
        ),
    )
    time_limit_minutes = whole(_("Time (minutes)"), 1, 480, initial=30)
    questions_per_page = whole(_("Questions on a page"), 1, MOST_ON_A_PAGE, initial=1)
    pass_percent = whole(_("Passes from (percent of the points)"), 1, 100, initial=70)
    max_attempts = whole(
        _("Attempts allowed"), 1, 50, required=False, help_text=_("Empty: the rule for every test, which stands above.")
    )
    gap_hours = whole(
        _("Hours between two attempts"), 0, 8760, required=False, help_text=_("Empty: the rule for every test.")
    )
    window_days = whole(
        _("An attempt counts for (days)"), 1, 3650, required=False, help_text=_("Empty: the rule for every test.")
    )
    repeats_after_pass = forms.BooleanField(
        label=_("May be taken again after passing"),
        required=False,
        help_text=_("For a test before and after a course: the second attempt gets another form."),
    )
    is_supervised_only = forms.BooleanField(
        label=_("Only under supervision"),
        required=False,
        help_text=_("The test is not offered to take alone: HR plans sittings in a room where somebody watches."),
    )
    feedback = forms.ChoiceField(label=_("Every attempt tells"), choices=Feedback, initial=Feedback.QUESTIONS)
    keys_shown = forms.ChoiceField(
        label=_("All questions with key and explanation are shown"),
        choices=KeysShown,
        initial=KeysShown.SETTLED,
        help_text=_("A key that is shown at once helps the next attempt: it then measures memory as well."),
    )
    fewest_items = whole(_("Fewest questions of a competency"), 3, 20, initial=8)
    most_items = whole(_("Most questions altogether"), 3, 60, initial=35)
    target_error = forms.FloatField(
        label=_("Ends at a standard error of (logits)"), min_value=0.2, max_value=0.6, initial=0.3, localize=True
    )
    level_chance = whole(_("or when the level is this sure (percent)"), 70, 99, initial=90)
    exposure_cap = whole(_("A question appears in at most (percent of the attempts)"), 10, 100, initial=25)

    # How the page groups the fields.
    ABOUT = ("code", "title", "summary", "mode", "time_limit_minutes", "questions_per_page", "pass_percent")
    RETAKES = ("max_attempts", "gap_hours", "window_days", "repeats_after_pass", "is_supervised_only")
    TELLS = ("feedback", "keys_shown")
    ADAPTIVE = ("fewest_items", "most_items", "target_error", "level_chance", "exposure_cap")

    def __init__(self, *args: Any, test: Blueprint | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if test is None:
            return
        locked = {"code"}
        locked |= {*GIVEN_BY_SOURCE, "is_supervised_only"} if test.source_uuid else set()
        locked |= {"mode"} if test.status != BlueprintStatus.DRAFT or test.is_placement else set()
        for name in locked:
            self.fields[name].disabled = True
        if locked >= {"mode"} and test.mode != BlueprintMode.ADAPTIVE:
            for name in self.ADAPTIVE:
                self.fields[name].disabled = True

    def clean(self) -> dict[str, Any]:
        """Refuse a test that must ask more than it may."""
        told: dict[str, Any] = super().clean() or {}
        fewest, most = told.get("fewest_items"), told.get("most_items")
        if fewest and most and fewest > most:
            self.add_error("most_items", _("Must be at least the fewest questions of a competency."))
        return told

    @property
    def about(self) -> list[forms.BoundField]:
        """Return the fields that say what the test is."""
        return [self[name] for name in self.ABOUT]

    @property
    def retakes(self) -> list[forms.BoundField]:
        """Return the fields about attempts."""
        return [self[name] for name in self.RETAKES]

    @property
    def tells(self) -> list[forms.BoundField]:
        """Return the fields about feedback."""
        return [self[name] for name in self.TELLS]

    @property
    def adaptive(self) -> list[forms.BoundField]:
        """Return the fields of an adaptive test."""
        return [self[name] for name in self.ADAPTIVE]

    @property
    def settings(self) -> Settings:
        """Return what was written."""
        told = {name: self.cleaned_data[name] for name in SETTINGS}
        return Settings(**{**told, **{name: told[name] / 100 for name in SHARES}})


def typed_from(settings: Settings) -> dict[str, Any]:
    """Return settings as they are typed."""
    told = {one.name: getattr(settings, one.name) for one in fields(settings)}
    return {**told, **{name: round(100 * told[name]) for name in SHARES}}


LEVELS = [(level.value, f"{level.value} · {level.label}") for level in Level]


class CellForm(forms.Form):
    """One group of questions."""

    competency = CompetencyField(label=_("Competency"))
    topic = forms.CharField(label=_("Topic"), max_length=60, required=False)
    level_min = forms.TypedChoiceField(label=_("From level"), coerce=int, choices=LEVELS, initial=1)
    level_max = forms.TypedChoiceField(label=_("To level"), coerce=int, choices=LEVELS, initial=5)
    count = whole(_("Questions"), 1, 100)
    is_rated = forms.BooleanField(label=_("Rated by people"), required=False)
    is_unscored = forms.BooleanField(label=_("Self-rating, not counted"), required=False)

    # How many approved items the bank has; None where the row does not say what it wants yet.
    found: int | None = None

    def clean(self) -> dict[str, Any]:
        """Refuse levels that run backwards."""
        told: dict[str, Any] = super().clean() or {}
        low, high = told.get("level_min"), told.get("level_max")
        if low and high and low > high:
            self.add_error("level_max", _("Must not be below the first level."))
        if told.get("is_rated") and told.get("is_unscored"):
            self.add_error("is_unscored", _("A self-rating is read by nobody. Choose one of the two."))
        return told

    @property
    def cell(self) -> CellSpec | None:
        """Return the group as it was typed or kept; None where the row is empty or cannot be read."""
        told = self.cleaned_data if self.is_bound and self.is_valid() else {} if self.is_bound else self.initial
        competency = told.get("competency")
        if not isinstance(competency, Competency) or not told.get("count"):
            return None
        return CellSpec(
            competency.code,
            int(told["count"]),
            topic=told.get("topic", "").strip(),
            level_min=int(told["level_min"]),
            level_max=int(told["level_max"]),
            is_rated=bool(told.get("is_rated")),
            is_unscored=bool(told.get("is_unscored")),
        )


BaseCells = forms.formset_factory(
    CellForm, extra=1, can_delete=True, max_num=MOST_CELLS, absolute_max=MOST_CELLS, validate_max=True
)


class CellFormSet(BaseCells):  # type: ignore[misc, valid-type]
    """The groups of a test, with one empty row more."""

    deletion_widget = forms.CheckboxInput

    @property
    def cells(self) -> tuple[CellSpec, ...]:
        """Return the groups that were written and not struck out."""
        return tuple(form.cell for form in self.forms if form.cell and not form.cleaned_data.get("DELETE"))


def rows_from(cells: tuple[CellSpec, ...], known: Mapping[str, Competency]) -> list[dict[str, Any]]:
    """Return groups as the rows of a form."""
    return [
        {
            "competency": known.get(cell.competency),
            "topic": cell.topic,
            "level_min": cell.level_min,
            "level_max": cell.level_max,
            "count": cell.count,
            "is_rated": cell.is_rated,
            "is_unscored": cell.is_unscored,
        }
        for cell in cells
    ]


def rows_typed(sent: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the rows of a form as somebody is typing them, right or wrong, without empty and struck out ones."""
    total = sent.get(f"{PREFIX}-TOTAL_FORMS", "")
    found = []
    for number in range(min(int(total) if total.isdecimal() and len(total) < 4 else 0, MOST_CELLS)):
        names = ("competency", "topic", "level_min", "level_max", "count", "is_rated", "is_unscored")
        row = {name: sent.get(f"{PREFIX}-{number}-{name}", "") for name in names}
        is_empty = not (row["competency"] or row["topic"] or row["count"])
        if not is_empty and f"{PREFIX}-{number}-DELETE" not in sent:
            found.append(row)
    return found


class BlueprintFilterForm(forms.Form):
    """What the list of tests is narrowed to; an unreadable choice narrows nothing."""

    q = forms.CharField(label=_("Search title or code"), required=False, max_length=100)
    kompetensi = CompetencyField(
        label=_("Competency"), required=False, to_field_name="code", empty_label=_("All competencies")
    )
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[
            ("", _("Any status")),
            *BlueprintStatus.choices,
            (VersionState.IN_REVIEW.value, VersionState.IN_REVIEW.label),
        ],
    )

    @property
    def narrowed(self) -> TestFilter:
        """Return the filter; fields that could not be read are left out."""
        self.is_valid()
        told = self.cleaned_data
        competency = told.get("kompetensi")
        return TestFilter(
            search=told.get("q", ""),
            status=told.get("status", ""),
            competency=competency.code if competency else "",
        )


class BlueprintReviewForm(ReviewForm):
    """What a second reader says of a test."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["comment"].help_text = _("Needed when you send the test back: say what should be changed.")


class ProposalForm(forms.Form):
    """How many parallel forms to put together."""

    forms_wanted = forms.TypedChoiceField(
        label=_("Parallel forms"),
        coerce=int,
        choices=[(number, number) for number in range(1, MOST_FORMS + 1)],
        initial=2,
    )
