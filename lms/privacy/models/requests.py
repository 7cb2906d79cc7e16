"""What people ask about their data, by when it has to be answered, and everything that happened to it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.people.models import Unit, User


class RequestKind(models.TextChoices):
    """What a person may ask (UU 27/2022, articles 6, 8, 10 and 11)."""

    CORRECTION = "correction", _("correct my data")
    OBJECTION = "objection", _("object to a score or a level")
    RESTRICTION = "restriction", _("restrict the use of my data")
    ERASURE = "erasure", _("erase my data")


class RequestSubject(models.TextChoices):
    """Which data is wrong."""

    NAME = "name", _("name")
    TITLE = "title", _("title before or after the name")
    NIP = "nip", _("NIP")
    EMAIL = "email", _("e-mail address")
    POSTING = "posting", _("post or unit")
    SUPERIOR = "superior", _("superior")
    OTHER = "other", _("something else")


class RequestState(models.TextChoices):
    """How far a request is."""

    RECEIVED = "received", pgettext_lazy("privacy request", "received")
    IN_PROGRESS = "in_progress", pgettext_lazy("privacy request", "being handled")
    DONE = "done", pgettext_lazy("privacy request", "done")
    REFUSED = "refused", pgettext_lazy("privacy request", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("privacy request", "withdrawn")


FINAL_STATES = (RequestState.DONE, RequestState.REFUSED, RequestState.WITHDRAWN)


class SubjectRequest(models.Model):
    """One request of one person. `due_at` is 72 hours after it came (UU 27/2022, articles 30 and 32)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="privacy_requests")
    unit = models.ForeignKey(Unit, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(_("what you ask"), max_length=12, choices=RequestKind)
    about = models.CharField(_("what is wrong"), max_length=10, choices=RequestSubject, blank=True)
    text = models.TextField(_("in your words"), max_length=2000)
    state = models.CharField(_("state"), max_length=12, choices=RequestState, default=RequestState.RECEIVED)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True)
    overdue_told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(kind="erasure", state__in=("received", "in_progress")),
                name="privacy_one_erasure_open",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person", "-received_at"], name="privacy_requests_of"),
            models.Index(
                fields=["due_at"], condition=Q(state__in=("received", "in_progress")), name="privacy_requests_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.received_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        """Whether an answer is still owed."""
        return self.state not in FINAL_STATES


class RequestEvent(models.Model):
    """One line of a request's history; lines are added and never changed."""

    request = models.ForeignKey(SubjectRequest, on_delete=models.CASCADE, related_name="events")
    state = models.CharField(max_length=12, choices=RequestState)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(max_length=2000, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.at:%Y-%m-%d}"
