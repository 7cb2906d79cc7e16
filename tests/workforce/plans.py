"""Courses and plans of training, for tests."""

from __future__ import annotations

from decimal import Decimal

from courses.importing import import_course
from lms.workforce.models import TrainingPlan
from lms.workforce.plans import jobs
from tests.builders import NOW
from tests.courses.builders import write_course


def course_about(folder, code, jp, targets):
    """Publish a course that leads to these levels and takes so many hours."""
    where = write_course(folder / code, lessons=1)
    for name in ("kursus.md", "01-modul-satu/modul.md"):
        text = (where / name).read_text().replace("TST-101", code).replace("Kursus uji", f"Kursus {code}")
        text = text.replace("jp: 2", f"jp: {jp}").replace("{D2: 2}", targets)
        (where / name).write_text(text)
    report = import_course(where, owner_unit=None, at=NOW)
    assert not report.errors, report.errors
    return report.course


def asked(house, *, unit="home", who="hr", jp=20, year=2027, split="together", at=NOW):
    """Ask for a plan."""
    return jobs.request_plan(unit=house[unit].uuid, year=year, jp=Decimal(jp), split=split, by=house[who], at=at)


def made(house, **more):
    """Ask for a plan and have it computed."""
    plan = asked(house, **more)
    jobs.carry_on(plan_id=plan.pk, now=lambda: NOW)
    return TrainingPlan.objects.get(pk=plan.pk)
