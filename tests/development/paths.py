"""Learning paths for tests: written, published and asked for."""

from __future__ import annotations

import uuid

from assessments.models import Blueprint
from assessments.services import CellSpec, define_blueprint, start_attempt, submit
from lms.development import services
from lms.development.models import LearningPath, Obligation
from lms.development.services.obligations import Due
from lms.development.services.paths import (
    TypedPath,
)
from lms.development.targets import Ref
from tests.assessments.builders import bank, row
from tests.builders import NOW
from tests.development.asking import SOON


def begin(office, *, by=None, where=None, title="Pelindungan data") -> LearningPath:
    typed = TypedPath(title, "Untuk petugas loket.", (where or office.home).uuid)
    return services.write_path(typed=typed, by=by or office.hr, at=NOW)


def add(office, path, *tests, optional=False, kind="test"):
    for thing in tests:
        services.add_step(path=path.uuid, thing=Ref(kind, thing.uuid), is_optional=optional, by=office.hr, at=NOW)


def published(office, *tests, **more) -> LearningPath:
    path = begin(office, **more)
    add(office, path, *tests)
    return services.publish_path(path=path.uuid, by=office.hr, at=NOW)


def ask(office, path, *people, due=SOON):
    return services.assign(
        people=[who.pk for who in people],
        target=Ref("path", path.uuid),
        due=Due.fixed(due),
        reason="Data warga dipegang loket.",
        batch=uuid.uuid4(),
        by=office.hr,
        at=NOW,
    )


def measured_by(code: str) -> Blueprint:
    """Publish a test whose result is evidence."""
    bank([row(f"{code}-{number}", topic=code) for number in range(1, 7)])
    return define_blueprint(code=code, title=f"Tes {code}", cells=[CellSpec("D2", 6, topic=code)])


def take(who, test):
    return submit(person=who, attempt=start_attempt(person=who, blueprint=test, at=NOW).uuid, at=NOW)


def state_of(who):
    return Obligation.objects.get(person=who, target_kind="path").state
