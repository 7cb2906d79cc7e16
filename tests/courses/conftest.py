"""What the tests of courses stand on: a framework, an agency, a learner, a small course."""

from __future__ import annotations

from pathlib import Path

import pytest

from courses import services
from courses.models import CatalogueIndexPage, CoursePage
from lms.people.models import Role, Unit, User
from tests.builders import agency, framework, grant, person, post
from tests.courses.builders import course_in


@pytest.fixture
def office(db: None) -> Unit:
    """An agency, with the framework in use."""
    framework()
    return agency("Kementerian Contoh")


@pytest.fixture
def sari(office: Unit) -> User:
    """A civil servant of that agency."""
    somebody = person("Sari Wulandari", nip="19900101 201501 2 901")
    post(somebody, office)
    return somebody


@pytest.fixture
def course(office: Unit, tmp_path: Path) -> CoursePage:
    """A course of two lessons without a test."""
    return course_in(tmp_path)


@pytest.fixture
def tested_course(office: Unit, tmp_path: Path) -> CoursePage:
    """A course of two lessons with a final test."""
    return course_in(tmp_path, with_test=True)


@pytest.fixture
def index(office: Unit) -> CatalogueIndexPage:
    """The catalogue, ready to be written in."""
    return services.set_up_authoring()


@pytest.fixture
def trainer(office: Unit) -> User:
    """A trainer of the agency."""
    budi = person("Budi Santoso")
    grant(budi, Role.TRAINER, office)
    return budi


@pytest.fixture
def reader(office: Unit) -> User:
    """A second reader of the agency."""
    rina = person("Rina Kartika")
    grant(rina, Role.SECOND_READER, office)
    return rina


@pytest.fixture
def own_course(office: Unit, tmp_path: Path) -> CoursePage:
    """A published course of the agency."""
    return course_in(tmp_path, owner=office)


@pytest.fixture
def foreign_trainer(db: None) -> User:
    """A trainer of another agency."""
    luar = person("Luar Instansi")
    grant(luar, Role.TRAINER, agency("Kabupaten Lain"))
    return luar
