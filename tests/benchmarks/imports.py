"""A million profiles from one file, beside people made one by one: `python -m tests.benchmarks imports`.

`PEOPLE` in the environment takes fewer; DATABASE_URL names the server (SQLite without it).
"""

from __future__ import annotations

import io
import os
import time
from datetime import date, timedelta

from tests.benchmarks.stand import empty

PEOPLE = int(os.environ.get("PEOPLE", "1000000"))
UNITS = 2_000
ONE_BY_ONE = 500
COLUMNS = "pns_id,nip_baru,nama,gol_akhir_nama,jenis_jabatan_nama,jabatan_nama,unor_id,tmt_jabatan,agama_nama"
FIRST = date(1962, 1, 1)


def nip_of(number: int) -> str:
    """Return a NIP of its own for each number."""
    born = FIRST + timedelta(days=number % 10_000)
    return f"{born:%Y%m%d}201503{1 + number // 10_000 % 2}{number // 20_000 + 1:03}"


def file_of(people: int) -> bytes:
    """Return a file with that many people."""
    target = io.StringIO()
    target.write(COLUMNS + "\n")
    for number in range(people):
        target.write(
            f"{number:032x},{nip_of(number)},Orang {number},III/a,Pelaksana,Pengelola {number % 40},"
            f"U{number % UNITS},01-03-2020,x\n"
        )
    return target.getvalue().encode()


def main() -> None:
    """Print how long the dry run and the application take, and how long the same takes through the ORM, one by one."""
    with empty():
        from django.core.files.uploadedfile import SimpleUploadedFile
        from django.utils import timezone

        from lms.people import services
        from lms.people.models import Position, Role, Unit, User
        from lms.workforce.imports import jobs
        from lms.workforce.models import DataImport

        agency = Unit.add_root(name="Provinsi Besar", level=0)
        for number in range(UNITS):
            Unit.objects.get(pk=agency.pk).add_child(name=f"Unit {number}", code=f"U{number}", level=1)
        hr = User.objects.create(full_name="Hana", password="!", activated_at=timezone.now())
        services.grant_role(person=hr, role=Role.HR, unit=agency, since=date(2024, 1, 1), by=None)

        began = time.perf_counter()
        position = Position.objects.create(title="Satu per satu", kind="pelaksana")
        for number in range(ONE_BY_ONE):
            who = User.objects.create_user(full_name=f"Orang {number}")
            services.give_number(person=who, text=nip_of(PEOPLE + number), since=date(2020, 3, 1))
            services.post(person=who, position=position, unit=agency, since=date(2020, 3, 1))
        single = (time.perf_counter() - began) / ONE_BY_ONE * PEOPLE
        print(f"one by one (comparator, {ONE_BY_ONE} measured)   {single:9.1f} s for {PEOPLE} people")

        upload = SimpleUploadedFile("pegawai.csv", file_of(PEOPLE), "text/csv")
        began = time.perf_counter()
        job = jobs.request_import(kind="people", upload=upload, by=hr, at=timezone.now())
        print(f"upload taken in                           {time.perf_counter() - began:9.1f} s")
        job.refresh_from_db()
        if job.state != "checked":
            began = time.perf_counter()
            jobs.carry_on(import_id=job.pk, now=timezone.now)
            print(f"dry run                                   {time.perf_counter() - began:9.1f} s")
        DataImport.objects.filter(pk=job.pk).update(mode="good")
        began = time.perf_counter()
        jobs.apply_import(number=job.uuid, mode="good", ends_absent=False, by=hr, at=timezone.now())
        jobs.carry_on(import_id=job.pk, now=timezone.now)
        taken = time.perf_counter() - began
        job.refresh_from_db()
        print(f"applied                                   {taken:9.1f} s for {job.created} people, state {job.state}")


if __name__ == "__main__":
    main()
