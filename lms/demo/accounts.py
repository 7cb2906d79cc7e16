"""The accounts of the demo, in seats that let each journey be walked."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings

from lms.demo.people import Cast
from lms.people import services
from lms.people.models import Role, User

AUDIT_DAYS = 60


def make_accounts(cast: Cast, since: date, today: date) -> dict[str, User]:
    """Give eleven people an e-mail address, the demo password and their roles; return them by account name."""
    accounts = {
        "pegawai": name(cast.staff["Seksi Identitas"][0], "Sari Melati Puspitasari", "A.Md."),
        "atasan": name(cast.heads["Seksi Identitas"], "Bambang Hariyanto", "S.Sos."),
        "sdm": name(cast.heads["Bidang Bangkom"], "Ratna Kusumawati", "S.Psi., M.M."),
        "pelatih": name(cast.staff["Bidang Bangkom"][0], "Yusuf Ramadhan", "S.Pd., M.Pd."),
        "penelaah": name(cast.staff["Bidang Bangkom"][1], "Maria Goreti Wea", "S.H., M.H."),
        "penilai": name(cast.staff["Bidang Bangkom"][2], "Johanis Rumaropen", "S.IP., M.A.P."),
        "pengawas": name(cast.staff["Bidang Bangkom"][3], "Agus Prasetyo", "S.Sos."),
        "mentor": name(cast.heads["Bidang Layanan"], "I Made Suardana", "S.Kom., M.T."),
        "admin": name(cast.staff["Bangkom"][0], "Hesti Wahyuningsih", "S.Kom."),
        "petugas": name(cast.staff["Bangkom"][1], "Dewi Anggraini Putri", "S.H."),
        "auditor": name(cast.staff["Inspektorat"][0], "Theresia Ambar Lestari", "S.E., M.Ak."),
    }
    for short, person in accounts.items():
        person.email = f"{short}@contoh.example"
        person.set_password(settings.DEMO_PASSWORD)
        person.is_superuser = person.is_staff = short == "admin"
        person.save()
    admin = accounts["admin"]
    for account, role, unit in [
        ("sdm", Role.HR, cast.regency),
        ("sdm", Role.MENTORING_COORDINATOR, cast.regency),
        ("pelatih", Role.TRAINER, cast.regency),
        ("penelaah", Role.SECOND_READER, cast.regency),
        ("penilai", Role.RATER, cast.regency),
        ("penelaah", Role.RATER, cast.regency),
        ("pengawas", Role.PROCTOR, cast.regency),
        ("admin", Role.ADMINISTRATOR, cast.ministry),
        ("petugas", Role.DPO, None),
    ]:
        services.grant_role(person=accounts[account], role=role, unit=unit, since=since, by=admin)
    services.grant_role(
        person=accounts["auditor"],
        role=Role.AUDITOR,
        unit=cast.regency,
        since=today,
        until=today + timedelta(days=AUDIT_DAYS - 1),
        by=accounts["petugas"],
    )
    ministry_hr = cast.heads["Bangkom"]
    services.grant_role(person=ministry_hr, role=Role.HR, unit=cast.ministry, since=since, by=admin)
    return accounts


def name(person: User, full_name: str, degrees: str) -> User:
    """Give the person the name the demo tells its story with."""
    person.full_name, person.title_after = full_name, degrees
    return person
