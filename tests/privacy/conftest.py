"""A town with its officers, and another agency beside it."""

from __future__ import annotations

import pytest

from lms.people.models import Role
from tests.builders import agency, grant, person, post, unit

NIP = "198503302010121002"


@pytest.fixture
def town():
    """A town with an HR officer, a data protection officer and Siti, who works there."""
    root = agency()
    office = unit("Dinas", root)
    siti, ratna, dewi = person("Siti Aminah", nip=NIP), person("Ratna"), person("Dewi")
    for who in (siti, ratna, dewi):
        post(who, office)
    grant(ratna, Role.HR, root)
    grant(dewi, Role.DPO, root)
    return type("Town", (), {"root": root, "office": office, "siti": siti, "ratna": ratna, "dewi": dewi})


@pytest.fixture
def elsewhere():
    """Another agency with its own HR officer and data protection officer."""
    root = agency("Kabupaten Lain")
    hr, officer = person("Tono"), person("Umar")
    grant(hr, Role.HR, root)
    grant(officer, Role.DPO, root)
    return type("Elsewhere", (), {"hr": hr, "officer": officer})
