"""The placement test: one adaptive sitting that measures what a person's post asks for."""

from django.db import migrations

CODE = "penempatan"


def add_placement(apps, schema_editor):
    apps.get_model("assessments", "Blueprint").objects.get_or_create(
        code=CODE,
        defaults={
            "title": "Tes penempatan",
            "summary": "Satu kali duduk untuk mengukur kompetensi yang diminta jabatan Anda. Soal menyesuaikan jawaban.",
            "mode": "adaptive",
            "is_placement": True,
            "status": "published",
            "time_limit_minutes": 60,
        },
    )


def remove_placement(apps, schema_editor):
    apps.get_model("assessments", "Blueprint").objects.filter(code=CODE, attempts=None).delete()


class Migration(migrations.Migration):
    dependencies = [("assessments", "0003_adaptive_tests")]

    operations = [migrations.RunPython(add_placement, remove_placement)]
