"""Portfolios: what a person hands in to prove level 4 or 5, the rule they follow, and who is trained to judge them."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models.ratings import private_storage
from assessments.portfolio import ADVANCED, EXPERT, LEVELS, Rules
from lms.competencies.models import Area, Competency, Framework, Indicator
from lms.people.models import Unit, User
from lms.people.querysets import DatedQuerySet
from lms.policies import DatedPolicy

LONGEST_TEXT = 4000
LONGEST_REASON = 2000


class PortfolioPolicy(DatedPolicy):
    """Who may claim levels 4 and 5, what a judgement needs, when two agree, and how long each step may take."""

    needed_for_advanced = models.PositiveSmallIntegerField(
        _("level that has to be held to claim level 4"), default=3, validators=[MaxValueValidator(3)]
    )
    needed_for_expert = models.PositiveSmallIntegerField(
        _("level that has to be held to claim level 5"), default=4, validators=[MaxValueValidator(4)]
    )
    needed_percent = models.PositiveSmallIntegerField(
        _("a level is shown from (percent of its indicators)"),
        default=75,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    opposed_most = models.PositiveSmallIntegerField(
        _("indicators over which two who agree may stand opposed"), default=0
    )
    most_pieces = models.PositiveSmallIntegerField(_("pieces of evidence at most"), default=10)
    judge_within_days = models.PositiveSmallIntegerField(_("judged within (working days)"), default=10)
    confer_within_days = models.PositiveSmallIntegerField(_("conferred within (working days)"), default=5)
    appeal_within_days = models.PositiveSmallIntegerField(_("objection within (working days)"), default=14)
    pause_days = models.PositiveSmallIntegerField(_("days before the same competency is claimed again"), default=90)

    class Meta:
        verbose_name = _("rule of portfolios")

    def __str__(self) -> str:
        return f"{self.needed_percent} % ({self.valid_from})"

    @property
    def rules(self) -> Rules:
        """Return the rule as the pure module reads it."""
        needed = {ADVANCED: self.needed_for_advanced, EXPERT: self.needed_for_expert}
        return Rules(needed, self.needed_percent, self.opposed_most)


class AssessorTraining(models.Model):
    """That a person was trained to judge portfolios: of a whole framework, or of some of its areas."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="assessor_trainings")
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="+")
    areas: models.ManyToManyField[Any, Any] = models.ManyToManyField(Area, blank=True, related_name="+")
    agency = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    certificate = models.CharField(_("Number of the training certificate"), max_length=120)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    ended_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=300, blank=True)

    objects: ClassVar[Any] = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("training of an assessor")
        ordering: ClassVar[list[str]] = ["person__full_name", "-valid_from", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")) | Q(ended_at__isnull=False),
                name="assessments_training_has_days",
            ),
            models.CheckConstraint(condition=~Q(certificate=""), name="assessments_training_has_certificate"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person", "valid_from"], name="assessments_trained_on"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.certificate}"


class PortfolioState(models.TextChoices):
    """A portfolio is written, judged, and decided; one that is taken back is written again."""

    DRAFT = "draft", pgettext_lazy("state of a portfolio", "being written")
    JUDGED = "judged", pgettext_lazy("state of a portfolio", "with the assessors")
    DECIDED = "decided", pgettext_lazy("state of a portfolio", "decided")


class Portfolio(models.Model):
    """What a person puts together to prove one level of one competency. `agency` is where they worked at handing in."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="portfolios")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="portfolios")
    level = models.PositiveSmallIntegerField(_("level claimed"), choices=[(level, str(level)) for level in LEVELS])
    state = models.CharField(max_length=8, choices=PortfolioState, default=PortfolioState.DRAFT)
    reflection = models.TextField(_("Reflection"), max_length=LONGEST_TEXT, blank=True)
    agency = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    declared_at = models.DateTimeField(null=True, blank=True)
    handed_in_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("portfolio")
        ordering: ClassVar[list[str]] = ["-changed_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["person", "competency"], condition=~Q(state="decided"), name="assessments_one_open_portfolio"
            ),
            models.CheckConstraint(condition=Q(level__in=LEVELS), name="assessments_portfolio_claims_high"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(handed_in_at__isnull=False, declared_at__isnull=False),
                name="assessments_portfolio_declared",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competency_id} {self.level} {self.state}"

    @property
    def title(self) -> str:
        """Return what it is called where a name is kept: competency and level."""
        return f"Portofolio {self.competency.code} {self.competency.name}, jenjang {self.level}"

    @property
    def is_draft(self) -> bool:
        """Whether the person still writes it."""
        return self.state == PortfolioState.DRAFT

    @property
    def is_judged(self) -> bool:
        """Whether assessors have it."""
        return self.state == PortfolioState.JUDGED

    @property
    def is_decided(self) -> bool:
        """Whether a decision stands."""
        return self.state == PortfolioState.DECIDED


class PortfolioPiece(models.Model):
    """One piece of evidence: what was made, what it shows in the person's words, and the indicators it covers."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    portfolio = models.ForeignKey(Portfolio, on_delete=models.CASCADE, related_name="pieces")
    title = models.CharField(_("What you made or did"), max_length=200, blank=True)
    made_on = models.DateField(_("When"), null=True, blank=True)
    situation = models.TextField(_("The situation"), max_length=LONGEST_TEXT, blank=True)
    own_part = models.TextField(_("Your own part"), max_length=LONGEST_TEXT, blank=True)
    result = models.TextField(_("What came of it"), max_length=LONGEST_TEXT, blank=True)
    indicators: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        Indicator, blank=True, related_name="+", verbose_name=_("Which indicators it covers")
    )
    link = models.CharField(_("Official page"), max_length=300, blank=True)
    witness = models.CharField(_("Who can confirm it"), max_length=200, blank=True)
    file = models.FileField(storage=private_storage, max_length=200, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["added_at", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def missing(self) -> list[str]:
        """Return the labels of what the piece still lacks, besides the indicators that it covers."""
        told = [
            (_("What you made or did"), self.title),
            (_("When"), self.made_on),
            (_("The situation"), self.situation),
            (_("Your own part"), self.own_part),
            (_("What came of it"), self.result),
            (_("a file or the address of an official page"), self.file or self.link),
        ]
        return [str(label) for label, value in told if not value]
