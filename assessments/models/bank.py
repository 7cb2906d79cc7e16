"""The item bank: items, their immutable versions, the keys in a table of their own, and reviews."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.answers import Kind
from assessments.authoring import ItemContent, Part
from assessments.models.cases import Case, CaseVersion, case_content_of, picture_on
from assessments.querysets import ItemQuerySet
from lms.competencies.models import Competency, Indicator, Level
from lms.people.models import Unit, User


class ItemKind(models.TextChoices):
    """Kinds of question, in words."""

    SINGLE = Kind.SINGLE.value, _("single choice")
    MULTIPLE = Kind.MULTIPLE.value, _("multiple choice")
    TRUE_FALSE = Kind.TRUE_FALSE.value, _("true or false")
    ORDERING = Kind.ORDERING.value, _("put in order")
    MATCHING = Kind.MATCHING.value, _("match pairs")
    NUMERIC = Kind.NUMERIC.value, pgettext_lazy("kind of question", "number")
    SHORT_TEXT = Kind.SHORT_TEXT.value, _("short text")
    CLOZE = Kind.CLOZE.value, _("text with gaps")
    SITUATIONAL = Kind.SITUATIONAL.value, _("situational judgement")
    ESSAY = Kind.ESSAY.value, _("essay")
    UPLOAD = Kind.UPLOAD.value, pgettext_lazy("kind of question", "file")
    CHECKLIST = Kind.CHECKLIST.value, _("observed task")
    LIKERT = Kind.LIKERT.value, _("self-rating")
    HOTSPOT = Kind.HOTSPOT.value, _("region of a picture")


class ItemUse(models.TextChoices):
    """What an item is for: an exam item is never shown in a lesson."""

    PRACTICE = "practice", pgettext_lazy("use of an item", "practice")
    EXAM = "exam", pgettext_lazy("use of an item", "exam")


class ItemStatus(models.TextChoices):
    """Where the newest version of an item stands."""

    DRAFT = "draft", pgettext_lazy("status of an item", "draft")
    IN_REVIEW = "in_review", pgettext_lazy("status of an item", "in review")
    PILOT = "pilot", pgettext_lazy("status of an item", "being tried out")
    ACTIVE = "active", pgettext_lazy("status of an item", "active")
    SUSPENDED = "suspended", pgettext_lazy("status of an item", "suspended")
    RETIRED = "retired", pgettext_lazy("status of an item", "retired")


class Item(models.Model):
    """One question of the bank, through all its versions.

    `status` speaks of the newest version; `approved` is the version that is asked, which stays the earlier one
    while a revision waits for its second reader. An item being tried out is asked too, but counts for nothing. No
    `unit` means that the item belongs to everybody. Items that hang on one `case` are asked together.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=60, unique=True)
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="items")
    level = models.PositiveSmallIntegerField(_("level"), choices=Level)
    kind = models.CharField(_("kind of question"), max_length=12, choices=ItemKind)
    use = models.CharField(_("use"), max_length=10, choices=ItemUse, default=ItemUse.EXAM)
    status = models.CharField(_("status"), max_length=10, choices=ItemStatus, default=ItemStatus.DRAFT)
    topic = models.CharField(_("topic"), max_length=60, blank=True)
    enemies = models.CharField(
        _("not together with"),
        max_length=60,
        blank=True,
        help_text=_("Questions that give each other away bear the same word here and are never asked together."),
    )
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="items")
    language = models.CharField(_("language"), max_length=5, default="id")
    owner = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="items")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="items")
    approved = models.ForeignKey(
        "ItemVersion", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(_("created"))
    changed_at = models.DateTimeField(_("changed"))

    objects: ClassVar[Any] = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=5), name="assessments_item_level"),
            models.CheckConstraint(
                condition=~Q(status__in=("active", "pilot")) | Q(approved__isnull=False),
                name="assessments_active_is_approved",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["competency", "level", "use", "status"], name="assessments_item_draw"),
            models.Index(fields=["-changed_at"], name="assessments_item_changed"),
        ]

    def __str__(self) -> str:
        return self.code


class ItemVersion(models.Model):
    """One wording of an item; once it was shown to a learner it never changes. The key is elsewhere.

    `indicator` is the behaviour of the item's competency and level that the question shows. Where none was named one
    may be added later, because that says something about the answers and nothing about what was asked.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    stem = models.TextField(_("question"))
    options = models.JSONField(default=list)
    choices = models.JSONField(default=list, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    case_version = models.ForeignKey(
        CaseVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="item_versions"
    )
    picture = models.ForeignKey(
        "wagtailimages.Image", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    alt_text = models.CharField(_("text in place of the picture"), max_length=300, blank=True)
    long_description = models.TextField(_("long description of the picture"), blank=True)
    sha256 = models.CharField(max_length=64)
    written_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["item", "number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["item", "number"], name="assessments_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.item_id} v{self.number}"


class ItemKey(models.Model):
    """What is right, and why. A table of its own: no page of a learner and no statement reads it before the end."""

    version = models.OneToOneField(ItemVersion, on_delete=models.CASCADE, related_name="secret")
    key = models.JSONField()
    rationale = models.TextField(_("explanation"), blank=True)

    def __str__(self) -> str:
        return f"{self.version_id}"


class ReviewDecision(models.TextChoices):
    """What a second reader says."""

    APPROVED = "approved", _("approved")
    SENT_BACK = "sent_back", _("sent back")


class Review(models.Model):
    """The word of a second person on a version; never its author's."""

    version = models.ForeignKey(ItemVersion, on_delete=models.CASCADE, related_name="reviews")
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="item_reviews")
    decision = models.CharField(_("decision"), max_length=10, choices=ReviewDecision)
    comment = models.TextField(_("comment"), blank=True)
    was_tried = models.BooleanField(_("tried with the keyboard alone and read aloud"), default=False)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.version_id} {self.decision}"


def content_of(version: ItemVersion) -> ItemContent:
    """Return a version with its key as the author wrote it (reads the item, the key and the case)."""
    return ItemContent(
        kind=version.item.kind,
        stem=version.stem,
        options=tuple(Part(option["id"], option["text"]) for option in version.options),
        choices=tuple(Part(choice["id"], choice["text"]) for choice in version.choices),
        key=version.secret.key,
        rationale=version.secret.rationale,
        source=version.source,
        language=version.item.language,
        case=case_content_of(version.case_version) if version.case_version else None,
        picture=picture_on(version),
    )
