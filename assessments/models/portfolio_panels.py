"""Those who judge a portfolio: a panel of two (a third where they differ), their judgements, and the decision."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models.portfolios import LONGEST_REASON, Portfolio
from assessments.portfolio import Confidence, Judgement, Mark, Outcome
from lms.people.models import User

FIRST, APPEAL = 1, 2


class PanelState(models.TextChoices):
    """Two judge; then they agree, or confer; a third decides what conferring leaves open."""

    OPEN = "open", pgettext_lazy("state of a panel", "two assessors judge")
    CONFERRING = "conferring", pgettext_lazy("state of a panel", "the two confer")
    THIRD = "third", pgettext_lazy("state of a panel", "a third assessor judges")
    AGREED = "agreed", pgettext_lazy("state of a panel", "the decision is written")
    DECIDED = "decided", pgettext_lazy("state of a panel", "decided")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of a panel", "taken back")


class HowDecided(models.TextChoices):
    """How a decision came about."""

    AGREED = "agreed", pgettext_lazy("how a portfolio was decided", "both assessors came to the same level")
    CONFERRED = "conferred", pgettext_lazy("how a portfolio was decided", "both assessors agreed after conferring")
    THIRD = "third", pgettext_lazy("how a portfolio was decided", "a third assessor decided")


class OutcomeChoice(models.TextChoices):
    """The level that a portfolio shows, against the one claimed."""

    CLAIMED = Outcome.CLAIMED.value, pgettext_lazy("outcome of a portfolio", "the level claimed is shown")
    LOWER = Outcome.LOWER.value, pgettext_lazy("outcome of a portfolio", "one level lower is shown")
    NEITHER = Outcome.NEITHER.value, pgettext_lazy("outcome of a portfolio", "neither is shown yet")


class MarkChoice(models.TextChoices):
    """What an assessor makes of one indicator."""

    PROVED = Mark.PROVED.value, pgettext_lazy("mark of an indicator", "proved")
    PARTLY = Mark.PARTLY.value, pgettext_lazy("mark of an indicator", "partly proved")
    NOT_YET = Mark.NOT_YET.value, pgettext_lazy("mark of an indicator", "not yet proved")


class ConfidenceChoice(models.TextChoices):
    """How sure an assessor is."""

    HIGH = Confidence.HIGH.value, pgettext_lazy("confidence of an assessor", "sure")
    MEDIUM = Confidence.MEDIUM.value, pgettext_lazy("confidence of an assessor", "fairly sure")
    LOW = Confidence.LOW.value, pgettext_lazy("confidence of an assessor", "not very sure")


class PortfolioPanel(models.Model):
    """One judging of a portfolio: the first, or the one after an appeal.

    `needed` seats judge, of which `taken` are held or have judged. `reason` is what the person reads.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    portfolio = models.ForeignKey(Portfolio, on_delete=models.CASCADE, related_name="panels")
    round = models.PositiveSmallIntegerField(default=FIRST, choices=[(FIRST, "1"), (APPEAL, "2")])
    state = models.CharField(max_length=10, choices=PanelState, default=PanelState.OPEN)
    needed = models.PositiveSmallIntegerField(default=2)
    taken = models.PositiveSmallIntegerField(default=0)
    appeal = models.TextField(_("Why you object"), max_length=LONGEST_REASON, blank=True)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=OutcomeChoice, blank=True)
    level = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(5)])
    how = models.CharField(max_length=10, choices=HowDecided, blank=True)
    reason = models.TextField(_("Reason of the decision"), max_length=LONGEST_REASON, blank=True)
    framework = models.CharField(_("framework"), max_length=240, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["opened_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["portfolio", "round"], condition=~Q(state="withdrawn"), name="assessments_panel_once_a_round"
            ),
            models.CheckConstraint(
                condition=~Q(state="decided") | (~Q(outcome="") & ~Q(reason="") & Q(decided_at__isnull=False)),
                name="assessments_panel_decided_why",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "opened_at"], name="assessments_panels_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.portfolio_id} {self.round} {self.state}"

    @property
    def is_appeal(self) -> bool:
        """Whether the person objected to a first decision."""
        return self.round == APPEAL

    @property
    def is_decided(self) -> bool:
        """Whether the decision stands."""
        return self.state == PanelState.DECIDED

    def is_late(self, at: datetime) -> bool:
        """Whether it should be decided by now."""
        return self.state not in (PanelState.DECIDED, PanelState.WITHDRAWN) and self.due_at < at


class SeatStage(models.TextChoices):
    """A seat is taken, opened after the declaration, has judged; or it went back to the others."""

    TAKEN = "taken", pgettext_lazy("stage of a seat", "taken")
    OPENED = "opened", pgettext_lazy("stage of a seat", "being judged")
    GIVEN = "given", pgettext_lazy("stage of a seat", "judged")
    RECUSED = "recused", pgettext_lazy("stage of a seat", "gave it back")
    LAPSED = "lapsed", pgettext_lazy("stage of a seat", "held too long")


class PortfolioSeat(models.Model):
    """One assessor in one panel. `declared_at`: no conflict of interest was declared. `stands_at`: nothing is revised.

    Who gave a portfolio back never gets it again.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    panel = models.ForeignKey(PortfolioPanel, on_delete=models.CASCADE, related_name="seats")
    assessor = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="portfolio_seats")
    stage = models.CharField(max_length=8, choices=SeatStage, default=SeatStage.TAKEN)
    is_third = models.BooleanField(default=False)
    taken_at = models.DateTimeField()
    due_at = models.DateTimeField()
    declared_at = models.DateTimeField(null=True, blank=True)
    stands_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["taken_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["panel", "assessor"], name="assessments_seat_once"),
            models.CheckConstraint(
                condition=~Q(stage__in=("opened", "given")) | Q(declared_at__isnull=False),
                name="assessments_seat_declared_first",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["assessor", "stage"], name="assessments_seats_of"),
            models.Index(fields=["due_at"], condition=Q(stage__in=("taken", "opened")), name="assessments_seats_due"),
        ]

    def __str__(self) -> str:
        return f"{self.panel_id} {self.stage}"

    @property
    def is_begun(self) -> bool:
        """Whether the judgement is still to come."""
        return self.stage in (SeatStage.TAKEN, SeatStage.OPENED)

    @property
    def is_given(self) -> bool:
        """Whether the judgement was given."""
        return self.stage == SeatStage.GIVEN


class PortfolioJudgement(models.Model):
    """What one assessor makes of a portfolio; the second version is what conferring changed, the first stays.

    `marks` holds by the id of the indicator a mark and its reason: {"12": ["proved", "The order of the head …"]}.
    """

    seat = models.ForeignKey(PortfolioSeat, on_delete=models.CASCADE, related_name="judgements")
    version = models.PositiveSmallIntegerField(default=1)
    marks: models.JSONField[dict[str, list[str]], dict[str, list[str]]] = models.JSONField(default=dict, blank=True)
    outcome = models.CharField(_("Level that the portfolio shows"), max_length=8, choices=OutcomeChoice, blank=True)
    confidence = models.CharField(_("How sure you are"), max_length=8, choices=ConfidenceChoice, blank=True)
    reason = models.TextField(_("Why this level"), max_length=LONGEST_REASON, blank=True)
    kept_at = models.DateTimeField()
    given_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["version"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["seat", "version"], name="assessments_judgement_once"),
            models.CheckConstraint(condition=Q(version__in=(1, 2)), name="assessments_revised_once"),
            models.CheckConstraint(
                condition=Q(given_at__isnull=True) | (~Q(outcome="") & ~Q(confidence="") & ~Q(reason="")),
                name="assessments_judgement_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat_id} {self.version}"

    @property
    def judged(self) -> Judgement:
        """Return the judgement as the pure module reads it; only of one that was given."""
        return Judgement(Outcome(self.outcome), {int(pk): Mark(mark) for pk, (mark, _why) in self.marks.items()})


class PortfolioNote(models.Model):
    """What one of two assessors said while they conferred."""

    panel = models.ForeignKey(PortfolioPanel, on_delete=models.CASCADE, related_name="notes")
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.TextField(_("What you conferred about"), max_length=LONGEST_REASON)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.panel_id} {self.at:%Y-%m-%d}"
