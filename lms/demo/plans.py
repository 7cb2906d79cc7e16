"""The demo's development plans: what a superior finds in the inbox, in every state people will meet."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from lms.competencies.selectors import GapSummary, gaps_of
from lms.demo.people import Cast
from lms.development import services
from lms.development.models import Plan
from lms.development.services.plans import TypedGoal, agree_to_plan, return_plan
from lms.people.models import User

GOALS = 2
TEAM = "Seksi Identitas"
WAYS = (
    "Ikut kursusnya bulan ini, lalu mencoba satu hal baru di loket setiap minggu.",
    "Didampingi rekan yang sudah mahir, dua jam setiap Jumat.",
    "Membaca pedomannya, merapikan satu prosedur seksi, lalu mengikuti tes.",
    "Mengerjakan rekap bulanan sendiri dan meminta masukan atasan.",
    "Mengajarkannya kepada dua rekan setelah kursus selesai.",
)
REASON = "Tujuannya baik. Tambahkan bagaimana hasilnya terlihat di loket, dan undurkan satu bulan supaya tidak terburu."


def make_plans(cast: Cast, accounts: dict[str, User], *, at: datetime) -> str:
    """Let the team of the superior write plans, each with the number of days since; return what there is in a line."""
    superior, team = accounts["atasan"], cast.staff[TEAM]
    write(accounts["pegawai"], 0, at=at - timedelta(days=1))
    for number, days in ((1, 4), (2, 2)):
        send(team[number], number, at=at - timedelta(days=days))
    back = send(team[3], 3, at=at - timedelta(days=9))
    return_plan(uuid=back.uuid, reason=REASON, by=superior, at=at - timedelta(days=6))
    for number, days in ((4, 130), (5, 30), (6, 150)):
        plan = send(team[number], number, at=at - timedelta(days=days))
        agree_to_plan(uuid=plan.uuid, by=superior, at=at - timedelta(days=days - 3))
    services.finish_plan(plan=plan.uuid, by=team[6], at=at - timedelta(days=3))
    return f"{Plan.objects.count()} plans, {services.ask_how_it_goes(at=at)} asked how it goes"


def write(person: User, number: int, *, at: datetime) -> Plan:
    """Write a plan with the most urgent gaps as goals, each one level up."""
    on = timezone.localdate(at)
    plan = services.start_plan(by=person, at=at)
    for place, row in enumerate(GapSummary(gaps_of(person, viewer=person, on=on)).open[:GOALS]):
        typed = TypedGoal(
            competency=row.competency,
            to_level=min((row.gap.attained or 0) + 1, row.gap.required),
            by_on=on + timedelta(days=90 + 60 * place),
            offer=None,
            how=WAYS[(number + place) % len(WAYS)],
        )
        services.add_goal(plan=plan.uuid, typed=typed, by=person, at=at)
    return plan


def send(person: User, number: int, *, at: datetime) -> Plan:
    """Write a plan and send it to the superior."""
    return services.send_plan(plan=write(person, number, at=at).uuid, by=person, at=at)
