"""Pictures and documents of an agency: a collection that its trainers alone may use."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission

from assessments.access import AUTHORS, agencies_of
from courses.models import AgencyFiles
from lms.people.models import Unit, User

FILE_RIGHTS = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")
LONGEST_NAME = 120


@transaction.atomic
def files_of(agency: Unit) -> AgencyFiles:
    """Return where the files of the agency lie, made where it is missing."""
    found = AgencyFiles.objects.filter(agency=agency).select_related("group", "collection").first()
    if found is not None:
        return found
    # Two agencies may share a name; the number of the row tells their groups apart.
    name = f"Pelatih · {agency.name[:LONGEST_NAME]} · {agency.pk}"
    collection: Collection = Collection.get_first_root_node().add_child(name=f"Berkas · {agency.name}"[:255])
    group = Group.objects.create(name=name)
    for right in Permission.objects.filter(
        codename__in=FILE_RIGHTS, content_type__app_label__in=("wagtailimages", "wagtaildocs")
    ):
        GroupCollectionPermission.objects.create(group=group, collection=collection, permission=right)
    made: AgencyFiles = AgencyFiles.objects.create(agency=agency, collection=collection, group=group)
    return made


@transaction.atomic
def settle_files(*, person: User, on: date) -> bool:
    """Let the person use the files of the agencies they write for, and of no other; return whether that changed.

    Two queries for somebody who writes nothing.
    """
    wanted = {files_of(agency).group_id for agency in agencies_of(person, AUTHORS, on=on)}
    managed = AgencyFiles.objects.values("group_id")
    present = set(person.groups.filter(pk__in=managed).values_list("pk", flat=True))
    if wanted != present:
        person.groups.add(*(wanted - present))
        person.groups.remove(*(present - wanted))
    return wanted != present
