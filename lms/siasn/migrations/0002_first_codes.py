"""The first codes of SIASN: examples seen in public clients, to be compared with SIASN's own reference."""

from datetime import date

from django.db import migrations

BASIS = "Contoh dari klien sumber terbuka; cocokkan dengan referensi jenis diklat SIASN"
SINCE = date(2020, 1, 1)
# Leadership training has no row: it stands in SIASN as “diklat struktural”, not as a course.
CODES = {"teknis": ("3", "T"), "fungsional": ("2", "F"), "seminar": ("4", "S")}


def add_codes(apps, schema_editor):
    code = apps.get_model("siasn", "KindCode")
    for kind, (training, certificate) in CODES.items():
        code.objects.create(
            kind=kind, training=training, course="", certificate=certificate, legal_basis=BASIS, valid_from=SINCE
        )


def remove_codes(apps, schema_editor):
    apps.get_model("siasn", "KindCode").objects.filter(agency__isnull=True, valid_from=SINCE).delete()


class Migration(migrations.Migration):
    dependencies = [("siasn", "0001_deliveries")]

    operations = [migrations.RunPython(add_codes, remove_codes)]
