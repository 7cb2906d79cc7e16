"""Standards of one post and of one agency, with a range, drafts and who approved. What there is stays in force."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("competencies", "0006_what_enters_personnel_decisions"),
        ("people", "0007_a_part_lies_in_a_unit"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="standard",
            name="competencies_standard_once",
        ),
        migrations.AddField(
            model_name="standard",
            name="agency",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="standards",
                to="people.unit",
                verbose_name="agency",
            ),
        ),
        migrations.AddField(
            model_name="standard",
            name="approved_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="standard",
            name="approved_by",
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
            name="highest",
            field=models.PositiveSmallIntegerField(
                blank=True,
                choices=[(1, "Awareness"), (2, "Basic"), (3, "Intermediate"), (4, "Advanced"), (5, "Expert")],
                null=True,
                verbose_name="up to level",
            ),
        ),
        migrations.AddField(
            model_name="standard",
            name="may_be_lowered",
            field=models.BooleanField(default=False, verbose_name="an agency may ask for less"),
        ),
        migrations.AddField(
            model_name="standard",
            name="position",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="standards",
                to="people.position",
                verbose_name="post",
            ),
        ),
        migrations.AddField(
            model_name="standard",
            name="state",
            field=models.CharField(
                choices=[("draft", "draft"), ("published", "published")],
                default="published",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AddConstraint(
            model_name="standard",
            constraint=models.UniqueConstraint(
                condition=models.Q(("agency__isnull", True), ("position__isnull", True), ("state", "published")),
                fields=("position_kind", "competency", "valid_from"),
                name="competencies_standard_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="standard",
            constraint=models.UniqueConstraint(
                condition=models.Q(("agency__isnull", True), ("position__isnull", False), ("state", "published")),
                fields=("position", "competency", "valid_from"),
                name="competencies_standard_of_post_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="standard",
            constraint=models.UniqueConstraint(
                condition=models.Q(("agency__isnull", False), ("position__isnull", True), ("state", "published")),
                fields=("agency", "position_kind", "competency", "valid_from"),
                name="competencies_standard_of_agency_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="standard",
            constraint=models.UniqueConstraint(
                condition=models.Q(("agency__isnull", False), ("position__isnull", False), ("state", "published")),
                fields=("agency", "position", "competency", "valid_from"),
                name="competencies_standard_of_agency_post_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="standard",
            constraint=models.CheckConstraint(
                condition=models.Q(("highest__isnull", True), ("highest__gte", models.F("level")), _connector="OR"),
                name="competencies_standard_range",
            ),
        ),
    ]
