"""Takes over under which id SIASN knows a person: more rooms than that of HR's files need it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0009_sessions_with_their_person"),
        ("workforce", "0004_id_in_siasn_goes_to_people"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="SiasnPerson",
                    fields=[
                        (
                            "person",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="siasn",
                                serialize=False,
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("siasn_id", models.CharField(max_length=42, unique=True)),
                    ],
                ),
            ],
        ),
    ]
