"""What the tests of courses stand on: a framework, an agency, a learner, a small course."""

from __future__ import annotations

from pathlib import Path

import pytest

from courses.models import CoursePage
from lms.people.models import Unit, User
from tests.builders import agency, framework, person, post
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
