"""What people are told about their data, who has read it, and on what law each purpose rests."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.people.models import User
from lms.policies import DatedPolicy


class ProcessingPurpose(DatedPolicy):
    """One purpose for which data about people is used, with its legal basis and who receives the data."""

    key = models.CharField(max_length=40)
    title = models.CharField(_("purpose"), max_length=200)
    recipients = models.TextField(_("who receives the data"))

    class Meta:
        verbose_name = _("purpose of processing")
        verbose_name_plural = _("purposes of processing")

    def __str__(self) -> str:
        return gettext(self.title)

    @property
    def recipients_text(self) -> str:
        """Return the recipients in the reader's language."""
        return gettext(self.recipients)


class NoticeVersion(models.Model):
    """One version of the notice; its words are never changed, a new version follows.

    `blocks` is a list of {"title": text, "text": text}; the words of the first version are message ids.
    """

    number = models.PositiveSmallIntegerField(unique=True)
    valid_from = models.DateField(_("valid from"))
    change = models.TextField(_("what has changed"))
    blocks = models.JSONField(default=list)
    published_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField()

    def __str__(self) -> str:
        return gettext("version %(number)s") % {"number": self.number}

    @property
    def sections(self) -> list[tuple[str, str]]:
        """Return heading and text of each block, in the reader's language where it is known."""
        return [(gettext(block["title"]), gettext(block["text"])) for block in self.blocks]

    @property
    def change_text(self) -> str:
        """Return what has changed, in the reader's language where it is known."""
        return gettext(self.change)


class NoticeAcknowledgement(models.Model):
    """A person has read a version of the notice. It is no consent."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices_read")
    version = models.ForeignKey(NoticeVersion, on_delete=models.PROTECT, related_name="acknowledgements")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "version"], name="privacy_notice_read_once")
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.at:%Y-%m-%d}"
