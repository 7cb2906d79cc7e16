"""A leader sees the own unit in totals, while the post is held; nobody else does, and nobody by name."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.html import strip_tags

from lms.people.models import Position, PositionKind, Posting, PostingKind
from lms.people.services import post as post_to
from lms.workforce import selectors, services
from tests.builders import NOW, TODAY, agency, competency, framework, person, post, signed_in, unit
from tests.workforce.builders import prove

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    """An office with a head, a section of seven and one of three; and another office beside it."""
    framework()
    home = agency("Kabupaten Contoh")
    where, beside = unit("Dinas", home), unit("Badan", home)
    large, small = unit("Seksi Besar", where), unit("Seksi Kecil", where)
    head, peer = person("Hadi"), person("Sejawat")
    post(head, where, kind=PositionKind.PENGAWAS, leads=True)
    post(peer, beside, kind=PositionKind.PENGAWAS, leads=True)
    staff = []
    for number in range(10):
        staff.append(person(f"Rahasia{number}"))
        post(staff[-1], large if number < 7 else small, kind=PositionKind.PELAKSANA)
    prove(staff[0], "D2", 3)
    services.recompute_all(at=NOW)
    found = {"home": home, "where": where, "beside": beside, "large": large, "small": small}
    return found | {"head": head, "peer": peer, "staff": staff}


def shown(office, where=None):
    own = selectors.own_unit(office["head"], office[where].uuid if where else None, on=TODAY)
    column = competency("D2").pk
    cells = {row.unit.name: row.cells[column] for row in own.found.rows} | {"": own.found.total.cells[column]}
    return {name: None if cell.is_hidden else (cell.met, cell.required) for name, cell in cells.items()}


def test_the_head_sees_totals_and_no_cell_of_few_people(office):
    assert shown(office) == {"Seksi Besar": None, "Seksi Kecil": None, "Dinas": None, "": (1, 11)}
    assert shown(office, "small") == {"Seksi Kecil": None, "": None}


def test_the_page_names_nobody_and_says_what_it_is_for(office):
    page = signed_in(office["head"]).get("/tim/unit/")

    assert "Untuk pengembangan, bukan dasar hukuman" in page.text
    assert "Rahasia" not in page.text
    assert "/sdm/" not in page.text
    assert "/tim/unit/" in signed_in(office["head"]).get("/tim/").text


def test_peers_staff_and_heads_of_other_units_see_nothing_of_it(office):
    staff = signed_in(office["staff"][0])

    assert staff.get("/tim/unit/").status_code == 404
    assert "/tim/unit/" not in staff.get("/tim/").text
    for where in ("where", "large", "home"):
        assert signed_in(office["peer"]).get(f"/tim/unit/?unit={office[where].uuid}").status_code == 404
    for where in ("beside", "home"):
        assert signed_in(office["head"]).get(f"/tim/unit/?unit={office[where].uuid}").status_code == 404
    assert signed_in(office["head"]).get(f"/tim/unit/?unit={office['large'].uuid}").status_code == 200


@pytest.mark.parametrize("kind", [PostingKind.PLT, PostingKind.PLH])
def test_who_acts_sees_it_while_they_act(office, kind):
    acting, today = person("Wakil"), timezone.localdate()
    post(acting, office["beside"], kind=PositionKind.PENGAWAS)
    position = Position.objects.filter(kind=PositionKind.PENGAWAS).first()
    post_to(person=acting, position=position, unit=office["where"], since=today, kind=kind, is_head=True)
    posting = Posting.objects.filter(person=acting, kind=kind)
    client = signed_in(acting)

    posting.update(valid_to=today)
    during = client.get("/tim/unit/")
    posting.update(valid_from=today + timedelta(days=1), valid_to=None)
    before = client.get("/tim/unit/").status_code
    posting.update(valid_from=today - timedelta(days=9), valid_to=today - timedelta(days=1))
    after = client.get("/tim/unit/").status_code

    assert during.status_code == 200
    assert "Dinas" in strip_tags(during.text)
    assert (before, after) == (404, 404)


def test_the_own_unit_comes_first_and_the_one_where_somebody_acts_can_be_chosen(office):
    position = Position.objects.filter(kind=PositionKind.PENGAWAS).first()
    post_to(
        person=office["head"], position=position, unit=office["beside"], since=TODAY, kind=PostingKind.PLT, is_head=True
    )

    own = selectors.own_unit(office["head"], None, on=TODAY)
    other = selectors.own_unit(office["head"], office["beside"].uuid, on=TODAY)

    assert [one.unit.name for one in own.led] == ["Dinas", "Badan"]
    assert (own.found.unit, other.found.unit) == (office["where"], office["beside"])


@pytest.mark.parametrize("units", [2, 50])
def test_the_page_costs_the_same_for_many_units(office, units, django_assert_max_num_queries):
    for number in range(units):
        post(person(f"Orang {number}"), unit(f"Unit {number}", office["where"]))
    services.recompute_all(at=NOW)
    client = signed_in(office["head"])

    with django_assert_max_num_queries(36):
        assert client.get("/tim/unit/").status_code == 200
