"""The demo's learning path, written by the trainer, and what HR asks of those who serve citizens at the counter."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from assessments.models import Blueprint
from courses.models import CoursePage
from lms.demo.people import Cast
from lms.development import services
from lms.development.models import LearningPath
from lms.development.services import Due
from lms.development.services.paths import TypedPath
from lms.development.targets import Ref
from lms.people.models import User

NAMESPACE = uuid.UUID("6a1c2f0e-3a52-5d0b-9d55-6a616c757200")
# The office at the counter. Never the agency's own training office: its story is the test that nobody took.
ASKED = ("Bidang Pendaftaran", "Seksi Identitas", "Seksi Pindah")
COURSES = ("KEM-101", "PDP-101")
TASK, VARIETY = "PDP-101-TUGAS", "PDP-RAGAM"
TITLE = "Pelindungan data untuk petugas layanan"
PURPOSE = (
    "Bagi petugas yang memegang data warga setiap hari: mengenali ancaman, memproses data dengan dasar yang sah, lalu "
    "menunjukkannya lewat satu kasus nyata."
)
REASON = "Loket memegang data pribadi warga; syarat jabatan D2 berlaku sejak tahun ini."
EXCUSED = "Sedang tugas belajar sampai akhir semester; diminta lagi sesudahnya."


def make_obligations(cast: Cast, accounts: dict[str, User], *, at: datetime) -> str:
    """Publish the path, ask it of the office at the counter, and excuse one; return what there is in a line."""
    officer, asked_at = accounts["sdm"], at - timedelta(days=12)
    path = write_the_path(cast, accounts["pelatih"], at=at - timedelta(days=20))
    asked = services.assign(
        people=[person.pk for unit in ASKED for person in cast.staff[unit]],
        target=Ref("path", path.uuid),
        due=Due.after_assignment(60),
        reason=REASON,
        batch=uuid.uuid5(NAMESPACE, "counter"),
        by=officer,
        at=asked_at,
    )
    services.tell_people(at=asked_at)
    away = asked.assignment.obligations.get(person=cast.staff["Seksi Pindah"][-1])
    services.excuse(obligation=away.uuid, reason=EXCUSED, by=officer, at=at - timedelta(days=8))
    return f"1 learning path, asked of {asked.asked} people"


def write_the_path(cast: Cast, by: User, *, at: datetime) -> LearningPath:
    """Write and publish the path of the regency."""
    path = services.write_path(typed=TypedPath(TITLE, PURPOSE, cast.regency.uuid), by=by, at=at)
    found = dict(CoursePage.objects.filter(code__in=COURSES).values_list("code", "translation_key"))
    tests = dict(Blueprint.objects.filter(code__in=(TASK, VARIETY)).values_list("code", "uuid"))
    steps = [*(Ref("course", found[code]) for code in COURSES), Ref("test", tests[TASK])]
    for thing in steps:
        services.add_step(path=path.uuid, thing=thing, by=by, at=at)
    services.add_step(path=path.uuid, thing=Ref("test", tests[VARIETY]), is_optional=True, by=by, at=at)
    return services.publish_path(path=path.uuid, by=by, at=at + timedelta(days=2))
