"""Where the files of an agency lie in Wagtail: a collection, and the group of those who use it."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.db import models
from wagtail.models import Collection

from lms.people.models import Unit


class AgencyFiles(models.Model):
    """The collection of one agency's pictures and documents, and the group that may use it."""

    agency = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="+")
    collection = models.OneToOneField(Collection, on_delete=models.PROTECT, related_name="+")
    group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.agency)
