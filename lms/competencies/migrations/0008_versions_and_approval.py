"""Frameworks in versions with a crosswalk, standards that wait for approval, bands of the match, ageing evidence."""

import uuid

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def give_ids(apps, schema_editor):
    """Give each row that had none an id of its own."""
    for name in ("Area", "Indicator", "Standard"):
        model = apps.get_model("competencies", name)
        rows = list(model.objects.filter(uuid__isnull=True).only("pk"))
        for row in rows:
            row.uuid = uuid.uuid4()
        model.objects.bulk_update(rows, ["uuid"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [
        ("competencies", "0007_standards_of_agencies_and_posts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="area",
            name="uuid",
            field=models.UUIDField(default=None, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="evidencerule",
            name="variance_per_year",
            field=models.FloatField(
                default=0,
                help_text="Variance in logits² that a measurement gains for each year since it was made.",
                validators=[django.core.validators.MinValueValidator(0)],
                verbose_name="uncertainty added each year",
            ),
        ),
        migrations.AddField(
            model_name="framework",
            name="carry_due",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="framework",
            name="changed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="framework",
            name="predecessor",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="successors",
                to="competencies.framework",
            ),
        ),
        migrations.AddField(
            model_name="framework",
            name="published_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="framework",
            name="published_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="framework",
            name="return_reason",
            field=models.TextField(blank=True, verbose_name="why it was returned"),
        ),
        migrations.AddField(
            model_name="framework",
            name="submitted_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="framework",
            name="submitted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="indicator",
            name="uuid",
            field=models.UUIDField(default=None, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="standard",
            name="proposed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="standard",
            name="proposed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="standard",
            name="return_reason",
            field=models.TextField(blank=True, verbose_name="why it was returned"),
        ),
        migrations.AddField(
            model_name="standard",
            name="uuid",
            field=models.UUIDField(default=None, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="framework",
            name="status",
            field=models.CharField(
                choices=[
                    ("draft", "draft"),
                    ("submitted", "waits for approval"),
                    ("published", "published"),
                    ("outdated", "outdated"),
                ],
                default="draft",
                max_length=10,
                verbose_name="status",
            ),
        ),
        migrations.AlterField(
            model_name="standard",
            name="state",
            field=models.CharField(
                choices=[("draft", "draft"), ("submitted", "waits for approval"), ("published", "published")],
                default="published",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.CreateModel(
            name="MatchBand",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "legal_basis",
                    models.CharField(
                        help_text="Regulation and article, or “example”.", max_length=300, verbose_name="legal basis"
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="valid from")),
                (
                    "valid_to",
                    models.DateField(
                        blank=True, help_text="Last day; empty while it holds.", null=True, verbose_name="valid to"
                    ),
                ),
                (
                    "verified",
                    models.BooleanField(
                        default=False,
                        help_text="Someone compared this row with the regulation.",
                        verbose_name="checked against the source",
                    ),
                ),
                ("code", models.CharField(max_length=10, verbose_name="code")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("at_least", models.DecimalField(decimal_places=3, max_digits=6, verbose_name="from percent")),
            ],
            options={
                "verbose_name": "band of the job-person match",
                "verbose_name_plural": "bands of the job-person match",
                "constraints": [models.UniqueConstraint(fields=("code", "valid_from"), name="competencies_band_once")],
            },
        ),
        migrations.CreateModel(
            name="Crosswalk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("exactMatchOf", "is the same as"),
                            ("replacedBy", "is replaced by"),
                            ("isRelatedTo", "is related to"),
                            ("isPartOf", "is part of"),
                            ("precedes", "comes before"),
                        ],
                        max_length=20,
                        verbose_name="relation",
                    ),
                ),
                (
                    "destination",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comes_from",
                        to="competencies.competency",
                    ),
                ),
                (
                    "origin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="leads_to",
                        to="competencies.competency",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("origin", "destination", "kind"), name="competencies_crosswalk_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("origin", models.F("destination")), _negated=True),
                        name="competencies_crosswalk_of_two",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LevelDescriptor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Awareness"), (2, "Basic"), (3, "Intermediate"), (4, "Advanced"), (5, "Expert")],
                        verbose_name="level",
                    ),
                ),
                ("text", models.TextField(verbose_name="description")),
                (
                    "competency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="descriptors",
                        to="competencies.competency",
                    ),
                ),
            ],
            options={
                "ordering": ["level"],
                "constraints": [
                    models.UniqueConstraint(fields=("competency", "level"), name="competencies_descriptor_once")
                ],
            },
        ),
        migrations.RunPython(give_ids, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="area",
            name="uuid",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.AlterField(
            model_name="indicator",
            name="uuid",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.AlterField(
            model_name="standard",
            name="uuid",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
    ]
