"""Who keeps frameworks and standards."""

import pytest

from lms.people.models import Role
from tests.builders import agency, framework, grant, person
from tests.competencies.keeping import keeping_role


@pytest.fixture
def house():
    made = framework()
    here = agency()
    people = {name: person(name) for name in ("Wati", "Budi", "Sari")}
    for name in ("Wati", "Budi"):
        keeping_role(people[name])
    grant(people["Sari"], Role.ADMINISTRATOR, here)
    return {"framework": made, "here": here, **people}
