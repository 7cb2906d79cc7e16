"""Give each grant its id, and each account that has signed in or has a password the day on which it began."""

import uuid

from django.db import migrations
from django.db.models import F, Q


def give_ids(apps, schema_editor):
    grants = apps.get_model("people", "RoleGrant").objects
    for grant in grants.filter(uuid=None).iterator():
        grant.uuid = uuid.uuid4()
        grant.save(update_fields=["uuid"])


def note_first_sign_in(apps, schema_editor):
    people = apps.get_model("people", "User").objects
    open_ones = ~Q(password="") & ~Q(password__startswith="!")  # noqa: S106
    people.filter(open_ones, activated_at=None).update(activated_at=F("joined_at"))


class Migration(migrations.Migration):
    dependencies = [("people", "0003_roles_and_codes")]

    operations = [
        migrations.RunPython(give_ids, migrations.RunPython.noop),
        migrations.RunPython(note_first_sign_in, migrations.RunPython.noop),
    ]
