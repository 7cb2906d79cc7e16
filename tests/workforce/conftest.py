"""The agency that tests of HR's pages look at."""

from __future__ import annotations

import uuid

import pytest

from lms.competencies.services import Source, announce_instrument
from lms.people.models import PositionKind, Role
from tests.builders import agency, competency, framework, grant, person, post, unit


@pytest.fixture
def house():
    framework()
    home, other = agency("Kabupaten Contoh"), agency("Kementerian Contoh")
    office = unit("Dinas", home)
    section = unit("Seksi", office)
    people = {
        "hr": (person("Ratna"), home, PositionKind.ADMINISTRATOR),
        "head": (person("Hadi"), office, PositionKind.PENGAWAS),
        "siti": (person("Siti"), section, PositionKind.PELAKSANA),
        "putu": (person("Putu", nip="199001012015031901"), section, PositionKind.PELAKSANA),
        "tono": (person("Tono", nip="199001012015031902"), other, PositionKind.PELAKSANA),
        "other_hr": (person("Olga"), other, PositionKind.PELAKSANA),
    }
    for who, where, kind in people.values():
        post(who, where, kind=kind)
    grant(people["hr"][0], Role.HR, home)
    grant(people["other_hr"][0], Role.HR, other)
    announce_instrument(competency=competency("D2"), source=Source("blueprint", uuid.uuid4(), "Uji"))
    units = {"home": home, "other": other, "office": office, "section": section}
    return {name: who for name, (who, _where, _kind) in people.items()} | units
