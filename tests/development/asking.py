"""An office in which HR asks for a test or a course; dates are fixed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from assessments.models import Blueprint
from assessments.services import CellSpec, define_blueprint
from lms.development import services
from lms.development.services import Asked, Due
from lms.development.targets import Ref
from lms.people.models import Role, Unit, User
from tests.assessments.builders import bank, row
from tests.builders import NOW, agency, framework, grant, person, post, unit

SOON = date(2026, 12, 24)


@dataclass
class Office:
    """Who works where."""

    home: Unit
    section: Unit
    head: User
    siti: User
    tono: User
    hr: User
    hr_elsewhere: User
    stranger: User


def make_office() -> Office:
    """Make two agencies, each with somebody in HR."""
    framework()
    home, other = agency(), agency("Kementerian Contoh")
    section = unit("Seksi", home)
    people = [person(name) for name in ("Hadi Pratama", "Siti Rahayu", "Tono", "Sari", "Rina", "Asing")]
    head, siti, tono, hr, hr_elsewhere, stranger = people
    post(head, section, leads=True)
    for who, where in [(siti, section), (tono, section), (hr, home), (hr_elsewhere, other), (stranger, other)]:
        post(who, where)
    grant(hr, Role.HR, home)
    grant(hr_elsewhere, Role.HR, other)
    return Office(home, section, head, siti, tono, hr, hr_elsewhere, stranger)


def a_test(code: str = "UJI") -> Blueprint:
    """Publish a test of one question."""
    bank([row(f"{code}-1")])
    return define_blueprint(code=code, title=f"Tes {code}", cells=[CellSpec("D2", 1, topic="")])


def ask(office: Office, test: Blueprint, *people: User, due: Due | None = None, **more: object) -> Asked:
    """Let HR ask people to take a test."""
    told = {"by": office.hr, "batch": uuid.uuid4(), "reason": "Syarat jabatan.", "at": NOW, **more}
    ids = [who.pk for who in people]
    return services.assign(people=ids, target=Ref("test", test.uuid), due=due or Due.fixed(SOON), **told)
