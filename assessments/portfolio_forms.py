"""The forms of portfolios: writing one, judging one, deciding, and the list of assessors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from assessments.models import (
    ConfidenceChoice,
    MarkChoice,
    OutcomeChoice,
    PortfolioJudgement,
    PortfolioPiece,
)
from assessments.models.portfolios import LONGEST_REASON, LONGEST_TEXT
from assessments.services.assessors import Trained
from assessments.services.files import ANSWER_ENDINGS
from assessments.services.portfolio_judging import Typed
from assessments.services.portfolio_writing import PieceContent
from lms.competencies.models import Area, Indicator, level_word
from lms.people.models import User


def day_input() -> forms.DateInput:
    """Return a field for a day, typed or picked."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def text_area(rows: int) -> forms.Textarea:
    """Return a field for some sentences."""
    return forms.Textarea(attrs={"rows": rows})


class IndicatorsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Indicators to tick, with their level."""

    def label_from_instance(self, obj: Indicator) -> str:
        """Return level and text."""
        return gettext("Level %(level)s: %(text)s") % {"level": obj.level, "text": obj.text}


class DraftForm(forms.Form):
    """Keeps whatever is there: what is needed is asked for when it is handed in, so that nothing typed is ever lost."""

    use_required_attribute = False

    def full_clean(self) -> None:
        """Check what was typed, and take what is empty."""
        needed = [field for field in self.fields.values() if field.required]
        for field in needed:
            field.required = False
        super().full_clean()
        for field in needed:
            field.required = True


class PieceForm(DraftForm):
    """One piece of evidence."""

    title = forms.CharField(
        label=_("What you made or did"),
        max_length=200,
        help_text=_("For example: “Dashboard of service complaints for the regency, in use since March”."),
    )
    made_on = forms.DateField(label=_("When"), widget=day_input())
    situation = forms.CharField(
        label=_("The situation"),
        max_length=LONGEST_TEXT,
        widget=text_area(4),
        help_text=_("What was the task or the problem, and for whom?"),
    )
    own_part = forms.CharField(
        label=_("Your own part"),
        max_length=LONGEST_TEXT,
        widget=text_area(4),
        help_text=_("What did you decide and do yourself, and what did others do?"),
    )
    result = forms.CharField(
        label=_("What came of it"),
        max_length=LONGEST_TEXT,
        widget=text_area(4),
        help_text=_("What changed, how can one see it, and what did you learn?"),
    )
    indicators = IndicatorsField(
        label=_("Which indicators it covers"),
        queryset=Indicator.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    file = forms.FileField(
        label=_("A file that shows it"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ",".join(f".{ending}" for ending in ANSWER_ENDINGS)}),
        help_text=_(
            "PDF, Office document, text or picture (JPEG, PNG), up to 10 MB. Without names and numbers of citizens."
        ),
    )
    link = forms.CharField(
        label=_("Official page"),
        max_length=300,
        required=False,
        help_text=_("Where the work can be seen, if it is public: the address of a page of a government site."),
    )
    witness = forms.CharField(
        label=_("Who can confirm it"),
        max_length=200,
        required=False,
        help_text=_("A full name. Whoever is named here will not be one of your assessors."),
    )

    def __init__(self, *args: Any, indicators: Sequence[Indicator], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        field = self.fields["indicators"]
        assert isinstance(field, IndicatorsField)  # noqa: S101 - declared above
        field.queryset = Indicator.objects.filter(pk__in=[one.pk for one in indicators]).order_by("level", "order")

    @classmethod
    def values_of(cls, piece: PortfolioPiece) -> dict[str, Any]:
        """Return what a piece holds, to fill the form."""
        names = ("title", "made_on", "situation", "own_part", "result", "link", "witness")
        return {
            **{name: getattr(piece, name) for name in names},
            "indicators": [one.pk for one in piece.indicators.all()],
        }

    def clean_made_on(self) -> date | None:
        """Refuse a day to come."""
        day: date | None = self.cleaned_data["made_on"]
        if day is not None and day > self.today:
            raise forms.ValidationError(gettext("This day is still to come. Write when it was made."))
        return day

    @property
    def content(self) -> PieceContent:
        """Return what was typed."""
        typed = {name: value for name, value in self.cleaned_data.items() if name not in ("file", "indicators")}
        return PieceContent(**typed, indicators=tuple(one.pk for one in self.cleaned_data["indicators"]))


class ReflectionForm(DraftForm):
    """What a person writes about the whole."""

    reflection = forms.CharField(
        label=_("Your reflection"),
        max_length=LONGEST_TEXT,
        widget=text_area(7),
        help_text=_("Why does this show the level you claim? What would you do differently, and what comes next?"),
    )


class HandInForm(forms.Form):
    """What a person declares before assessors read."""

    is_own = forms.BooleanField(
        label=_("This is my own work, and where others took part I say so."),
        required=False,
    )
    is_clean = forms.BooleanField(
        label=_("It holds no secret of the state or of an office, and no personal data of citizens."),
        required=False,
    )


class ObjectionForm(forms.Form):
    """Why a person objects."""

    reason = forms.CharField(
        label=_("What the assessors overlooked"),
        max_length=LONGEST_REASON,
        widget=text_area(6),
        help_text=_("Two other assessors read it together with your portfolio."),
    )


class JudgementForm(DraftForm):
    """A mark and a reason for each indicator, the level, how sure, and why."""

    outcome = forms.ChoiceField(label=_("Level that the portfolio shows"), widget=forms.RadioSelect)
    confidence = forms.ChoiceField(label=_("How sure you are"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why this level"),
        max_length=LONGEST_REASON,
        widget=text_area(5),
        help_text=_("The person reads it. Name what convinced you and what is missing still."),
    )

    def __init__(
        self, data: Any = None, *, indicators: Sequence[Indicator], level: int, judgement: PortfolioJudgement | None
    ) -> None:
        self.indicators = indicators
        marks = judgement.marks if judgement else {}
        initial: dict[str, Any] = {}
        for pk, (mark, why) in marks.items():
            initial |= {f"mark_{pk}": mark, f"why_{pk}": why}
        if judgement:
            initial |= {name: getattr(judgement, name) for name in ("outcome", "confidence", "reason")}
        super().__init__(data, initial=initial)
        outcome, confidence = self.fields["outcome"], self.fields["confidence"]
        assert isinstance(outcome, forms.ChoiceField)  # noqa: S101 - declared above
        assert isinstance(confidence, forms.ChoiceField)  # noqa: S101 - declared above
        outcome.choices = outcomes_for(level)
        confidence.choices = [(value, capfirst(label)) for value, label in ConfidenceChoice.choices]
        for one in indicators:
            self.fields[f"mark_{one.pk}"] = forms.ChoiceField(
                label=one.text, choices=MarkChoice, widget=forms.RadioSelect
            )
            self.fields[f"why_{one.pk}"] = forms.CharField(
                label=pgettext_lazy("mark of an indicator", "Why"), max_length=LONGEST_REASON, widget=text_area(3)
            )

    def fields_of(self, indicator: Indicator) -> tuple[forms.BoundField, forms.BoundField]:
        """Return the two fields of one indicator."""
        return self[f"mark_{indicator.pk}"], self[f"why_{indicator.pk}"]

    @property
    def typed(self) -> Typed:
        """Return what was typed."""
        told = self.cleaned_data
        marks = {one.pk: (told.get(f"mark_{one.pk}", ""), told.get(f"why_{one.pk}", "")) for one in self.indicators}
        return Typed(marks, told["outcome"], told["confidence"], told["reason"])


def outcomes_for(level: int) -> list[tuple[str, str]]:
    """Return the three outcomes in words, with the levels they mean."""
    named = {
        OutcomeChoice.CLAIMED: gettext("Level %(level)s (%(word)s), as claimed"),
        OutcomeChoice.LOWER: gettext("One level lower: %(level)s (%(word)s)"),
    }
    levels = {OutcomeChoice.CLAIMED: level, OutcomeChoice.LOWER: level - 1}
    told = [(one.value, named[one] % {"level": levels[one], "word": level_word(levels[one])}) for one in named]
    return [*told, (OutcomeChoice.NEITHER.value, gettext("Neither is shown yet"))]


class NoteForm(forms.Form):
    """What the two conferred about."""

    text = forms.CharField(
        label=_("What you conferred about"),
        max_length=LONGEST_REASON,
        widget=text_area(4),
        help_text=_("Which evidence did you read differently, and what did you make of it together?"),
    )


class DecisionForm(forms.Form):
    """Why the decision is what it is."""

    reason = forms.CharField(
        label=_("Reason of the decision"),
        max_length=LONGEST_REASON,
        widget=text_area(5),
        help_text=_("The person reads it: what is shown, what is missing still, and what would show it."),
    )


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A person to choose by name."""

    def label_from_instance(self, obj: User) -> str:
        """Return the name with titles."""
        return obj.display_name


class AreasField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Areas of a framework to tick."""

    def label_from_instance(self, obj: Area) -> str:
        """Return code and name."""
        return f"{obj.code} {obj.name}"


class TrainingForm(forms.Form):
    """That a rater was trained as assessor."""

    person = PersonField(
        label=_("Rater"),
        empty_label=_("Choose a rater"),
        queryset=User.objects.none(),
        to_field_name="uuid",
        help_text=_("Raters of your agency. Give the role first where somebody is missing here."),
    )
    certificate = forms.CharField(label=_("Number of the training certificate"), max_length=120)
    valid_from = forms.DateField(label=_("Trained from"), widget=day_input())
    valid_to = forms.DateField(label=_("Valid until"), required=False, widget=day_input())
    areas = AreasField(
        label=_("Only for these areas"),
        queryset=Area.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick nothing if the training covers the whole framework."),
    )

    def __init__(self, data: Any = None, *, raters: QuerySet[User], areas: QuerySet[Area], today: date) -> None:
        super().__init__(data, initial={"valid_from": today})
        person, topics = self.fields["person"], self.fields["areas"]
        assert isinstance(person, PersonField)  # noqa: S101 - declared above
        assert isinstance(topics, AreasField)  # noqa: S101 - declared above
        person.queryset, topics.queryset = raters, areas

    @property
    def trained(self) -> Trained:
        """Return what was typed."""
        told = self.cleaned_data
        return Trained(
            person=told["person"].uuid,
            valid_from=told["valid_from"],
            valid_to=told["valid_to"],
            certificate=told["certificate"],
            areas=tuple(one.pk for one in told["areas"]),
        )
