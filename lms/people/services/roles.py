"""What changes roles."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import Group
from django.db import transaction

from lms.people.models import Role, RoleGrant, Unit, User

GROUP_OF_ROLE: dict[str, str] = {
    Role.TRAINER: "Pelatih",
    Role.SECOND_READER: "Penelaah",
    Role.ADMINISTRATOR: "Administrator",
}


@transaction.atomic
def grant_role(*, person: User, role: Role, unit: Unit, since: date, by: User | None) -> RoleGrant:
    """Grant `role` over `unit` and all below it; the Wagtail group of the role follows."""
    grant: RoleGrant = RoleGrant.objects.create(person=person, role=role, unit=unit, valid_from=since, granted_by=by)
    if role in GROUP_OF_ROLE:
        group, _created = Group.objects.get_or_create(name=GROUP_OF_ROLE[role])
        person.groups.add(group)
    return grant
