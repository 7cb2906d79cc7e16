"""Which standard holds: the very post before its kind, the agency's above the nation's, below it only where allowed."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.competencies import selectors
from lms.competencies.models import FrameworkStatus, Standard, StandardState
from lms.competencies.services import Finding, Source, record_evidence
from lms.competencies.standards import StandardRow, that_holds
from lms.competencies.standards_in_force import Post, Required, requirements_for
from lms.people.models import Position, PositionKind
from tests.builders import NOW, TODAY, agency, competency, framework, person, post

SINCE = date(2026, 1, 1)


def national(level, *, number=1, since=SINCE, **facts):
    return StandardRow(number, level, since, **facts)


def own(level, *, number=2, since=SINCE, **facts):
    return StandardRow(number, level, since, of_agency=True, **facts)


@pytest.mark.parametrize(
    ("rows", "level"),
    [
        ([national(2)], 2),
        ([national(2), national(3, since=date(2026, 6, 1))], 3),
        ([national(2, since=date(2026, 6, 1)), national(4, for_position=True)], 4),  # the very post outranks its kind
        ([national(4), national(2, for_position=True)], 2),
        ([national(2), own(3)], 3),
        ([national(3), own(2)], 3),  # an agency does not lower what the nation asks for
        ([national(3, may_be_lowered=True), own(2)], 2),
        ([national(3, may_be_lowered=True), own(0)], 0),
        ([national(3), own(0)], 3),
        ([own(1)], 1),  # the nation asks for nothing
        ([national(0), own(2)], 2),
        ([national(2), own(4), own(3, for_position=True)], 3),
        ([national(3), own(4), own(2, for_position=True)], 3),
        ([national(3), national(2, for_position=True, may_be_lowered=True), own(1)], 1),
    ],
)
def test_one_standard_holds_of_all_that_speak_about_a_post(rows, level):
    assert that_holds(rows).level == level


def test_nothing_said_is_nothing_required():
    assert that_holds([]) is None


rows = st.builds(
    StandardRow,
    st.integers(1, 99),
    st.integers(0, 5),
    st.dates(date(2024, 1, 1), date(2026, 11, 1)),
    may_be_lowered=st.booleans(),
    for_position=st.booleans(),
    of_agency=st.booleans(),
)
many = st.lists(rows, max_size=8, unique_by=lambda row: row.standard_id)


@given(many, st.randoms())
def test_the_order_of_the_rows_does_not_matter(told, random):
    shuffled = list(told)
    random.shuffle(shuffled)

    assert that_holds(told) == that_holds(shuffled)


@given(many)
def test_no_agency_falls_below_the_nation_unless_the_nation_lets_it(told):
    of_nation = that_holds([row for row in told if not row.of_agency])
    holds = that_holds(told)

    assert of_nation is None or of_nation.may_be_lowered or holds.level >= of_nation.level


@given(many)
def test_what_an_agency_asks_for_above_the_nation_always_holds(told):
    of_nation = that_holds([row for row in told if not row.of_agency])
    of_agency = that_holds([row for row in told if row.of_agency])

    if of_agency and (of_nation is None or of_agency.level > of_nation.level):
        assert that_holds(told) == of_agency


@pytest.fixture
def house(db):
    framework()
    here, there = agency("Kabupaten Contoh"), agency("Kota Lain")
    analyst, clerk = (
        Position.objects.create(title=title, kind="pelaksana") for title in ("Analis", "Pengadministrasi")
    )
    return {"here": here, "there": there, "analyst": analyst, "clerk": clerk}


def asks(level, *, code="D2", kind="pelaksana", **facts):
    return Standard.objects.create(
        competency=competency(code), position_kind=kind, level=level, valid_from=SINCE, legal_basis="Contoh", **facts
    )


def required_of(house, position, where, *, code="D2"):
    asked = Post("pelaksana", house[position].pk, house[where].pk)
    found = requirements_for([asked], on=TODAY)[asked].get(competency(code).pk)
    return found.level if found else None


def test_a_standard_of_one_post_in_one_agency_reaches_nobody_else(house):
    asks(4, position=house["analyst"], agency=house["here"])

    assert required_of(house, "analyst", "here") == 4
    assert {required_of(house, *other) for other in (("analyst", "there"), ("clerk", "here"))} == {2}


def test_an_agency_asks_for_less_only_where_the_nation_lets_it(house):
    asks(1, agency=house["here"])
    assert required_of(house, "clerk", "here") == 2

    Standard.objects.filter(agency=None, competency=competency("D2")).update(may_be_lowered=True)

    assert (required_of(house, "clerk", "here"), required_of(house, "clerk", "there")) == (1, 2)


def test_a_draft_and_a_framework_that_is_not_in_use_require_nothing(house):
    asks(5, agency=house["here"], state=StandardState.DRAFT)
    assert required_of(house, "clerk", "here") == 2

    type(competency("D2").framework).objects.update(status=FrameworkStatus.OUTDATED)

    assert requirements_for([Post("pelaksana", None, None)], on=TODAY) == {Post("pelaksana", None, None): {}}


def test_what_is_required_comes_with_range_weight_and_its_row(house):
    row = asks(3, highest=4, weight=Decimal(2), is_essential=False, position=house["analyst"])
    asked = Post("pelaksana", house["analyst"].pk, None)

    found = requirements_for([asked], on=TODAY)[asked][competency("D2").pk]

    assert found == Required(3, 4, Decimal("2.00"), False, row.pk)


def test_all_posts_of_the_nation_are_asked_at_once(house, django_assert_num_queries):
    asks(4, position=house["analyst"], agency=house["here"])
    asked = [
        Post(kind, position, unit)
        for kind in PositionKind.values
        for position in (house["analyst"].pk, house["clerk"].pk, *range(10_000, 12_000))
        for unit in (house["here"].pk, house["there"].pk)
    ]

    with django_assert_num_queries(1):
        found = requirements_for(asked, on=TODAY)

    assert len(found) == len(asked)
    assert {len(rows) for rows in found.values()} == {15}


def test_a_person_is_measured_against_the_own_post_in_the_own_agency(house):
    siti, tono = person("Siti"), person("Tono")
    post(siti, house["here"], title="Analis")
    post(tono, house["there"], title="Analis")
    asks(4, agency=house["here"])
    for who in (siti, tono):
        record_evidence(
            person=who,
            findings=[Finding(competency("D2"), "measured_unsupervised", 2, date(2026, 11, 1))],
            source=Source("attempt", who.uuid, "Uji"),
            by=None,
            at=NOW,
        )

    found = {who: selectors.gaps_of(who, viewer=who, on=TODAY) for who in (siti, tono)}

    d2 = {who: next(row.gap for row in rows if row.competency.code == "D2") for who, rows in found.items()}
    assert (d2[siti].required, d2[siti].is_met, d2[tono].required, d2[tono].is_met) == (4, False, 2, True)
    assert selectors.gaps_of_many([siti], viewer=siti, on=TODAY)[siti.pk] == [row.gap for row in found[siti]]
