"""How frameworks come into use, for tests."""

from datetime import date

from lms.competencies.services import frameworks as keeping
from lms.people.models import Role
from lms.people.services import grant_role
from tests.builders import NOW


def keeping_role(who):

    grant_role(person=who, role=Role.ADMINISTRATOR, unit=None, since=date(2024, 1, 1), by=None)


def next_version(house, version="2027.1"):
    return keeping.start_version(framework=house["framework"], version=version, by=house["Wati"], at=NOW)


def publish(house, draft):
    keeping.submit_framework(framework=draft, by=house["Wati"], at=NOW)
    return keeping.publish_framework(framework=draft, by=house["Budi"], at=NOW)
