"""Files of people and units as HR brings them in, for tests."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from lms.workforce.imports import jobs
from lms.workforce.models import DataImport
from tests.builders import NOW

LINE = {
    "pns_id": "A1",
    "nip_baru": "199001012015031001",
    "nip_lama": "010101",
    "nama": "Sari Dewi",
    "gelar_depan": "",
    "gelar_belakang": "S.Kom.",
    "agama_nama": "rahasia",
    "jenis_pegawai_nama": "PNS",
    "gol_akhir_nama": "III/a",
    "jenis_jabatan_nama": "Pelaksana",
    "jabatan_nama": "Pengelola Data",
    "unor_id": "S1",
    "instansi_kerja_id": "K1",
    "email_gov": "-",
    "tmt_jabatan": "01-03-2025",
    "kedudukan_hukum_nama": "Aktif",
}


def line(number, **more):
    """Return a line about the person with this number."""
    return (
        LINE
        | {
            "pns_id": f"P{number}",
            "nip_baru": f"19900101201503{1 + number // 900}{number % 900 + 1:03}",
            "nama": f"Orang {number}",
        }
        | more
    )


def upload(lines, *, delimiter=",", name="pegawai.csv"):
    """Return lines as an uploaded file."""
    target = io.StringIO()
    writer = csv.DictWriter(target, list(lines[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(lines)
    return SimpleUploadedFile(name, target.getvalue().encode(), "text/csv")


def clock(at=NOW):
    """Return a clock that stands still."""
    return lambda: at


def checked(lines, by, *, kind="people", at=NOW):
    """Bring lines in and check them."""
    job = jobs.request_import(kind=kind, upload=upload(lines), by=by, at=at)
    jobs.carry_on(import_id=job.pk, now=clock(at))
    return DataImport.objects.get(pk=job.pk)


def applied(lines, by, *, kind="people", mode="all", ends_absent=False, at=NOW):
    """Bring lines in, check and apply them."""
    job = checked(lines, by, kind=kind, at=at)
    jobs.apply_import(number=job.uuid, mode=mode, ends_absent=ends_absent, by=by, at=at)
    jobs.carry_on(import_id=job.pk, now=clock(at))
    return DataImport.objects.get(pk=job.pk)


def counts(job):
    """Return what the lines do, without zeros."""
    names = ("created", "moved", "changed", "ended", "absent", "unchanged", "wrong")
    return {name: getattr(job, name) for name in names if getattr(job, name)}


LATER = NOW + timedelta(hours=1)
