"""What a viewer of totals sees: no person, and no number that tells of a few."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.competencies.models import Competency
from lms.people import access, services
from lms.people.models import Role, Unit
from lms.workforce import disclosure, selectors
from lms.workforce.disclosure import FEWEST_PEOPLE, rows_to_hide
from lms.workforce.maps import REASONS, Cell, GapMap, MapRow, add_up
from lms.workforce.models import AgencyCell, UnitCell, UnitState
from tests.builders import NOW, TODAY, agency, competency, framework, grant, person, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    """An agency with three offices of 12, 9 and 3 people, one of them in two sections; and another agency."""
    framework()
    home, other = agency("Kabupaten Contoh"), agency("Kementerian Contoh")
    large, middle, small = unit("Besar", home), unit("Sedang", home), unit("Kecil", home)
    left, right = unit("Kiri", middle), unit("Kanan", middle)
    counts = {large: 12, left: 5, right: 4, small: 3, other: 20}
    for where, people in counts.items():
        UnitState.objects.create(unit=where, headcount=people, computed_at=NOW)
        UnitCell.objects.create(unit=where, competency=competency("D2"), met=1, never_assessed=people - 1)
    for where, people in {home: 24, other: 20}.items():
        AgencyCell.objects.create(agency=where, competency=competency("D2"), met=1, never_assessed=people - 1)
    viewer = person("Vina")
    return {"home": home, "other": other, "middle": middle, "left": left, "small": small, "viewer": viewer}


def seen(house, where=None):
    """Return the number of people shown for D2 by row, None where it is hidden; "" is the total."""
    found = selectors.gap_map(house["viewer"], house[where].uuid if where else None, on=TODAY)
    column = competency("D2").pk
    rows = {row.unit.name: row.cells[column] for row in found.rows if column in row.cells}
    rows[""] = found.total.cells[column]
    return {name: None if cell.is_hidden else cell.required for name, cell in rows.items()}


def test_a_cell_of_few_people_is_hidden_and_so_is_the_next_smallest(house):
    grant(house["viewer"], Role.VIEWER, house["home"])

    assert seen(house) == {"Besar": 12, "Sedang": None, "Kecil": None, "": 24}


def test_what_is_hidden_above_is_not_given_away_below(house):
    grant(house["viewer"], Role.VIEWER, house["home"])

    assert seen(house, "middle") == {"Kiri": None, "Kanan": None, "": None}
    assert seen(house, "small") == {"Kecil": None, "": None}


def test_hr_sees_every_number_of_the_own_scope(house):
    grant(house["viewer"], Role.HR, house["home"])

    assert seen(house) == {"Besar": 12, "Sedang": 9, "Kecil": 3, "": 24}


def test_who_is_hr_of_a_part_cannot_subtract_it_from_what_is_shown_of_the_whole(house):
    """Kecil would be protected by Sedang, but whoever knows Sedang could take it off the total."""
    grant(house["viewer"], Role.VIEWER, house["home"])
    grant(house["viewer"], Role.HR, house["middle"])

    assert seen(house) == {"Besar": None, "Sedang": 9, "Kecil": None, "": 24}
    assert seen(house, "middle") == {"Kiri": 5, "Kanan": 4, "": 9}


def test_the_people_beside_the_part_one_is_hr_of_are_too_few_to_be_shown(house):
    """Of Sedang the reader knows the five of Kiri: the nine would tell of the other four."""
    grant(house["viewer"], Role.VIEWER, house["middle"])
    grant(house["viewer"], Role.HR, house["left"])

    assert seen(house) == {"Kiri": 5, "Kanan": None, "": None}


def test_a_viewer_of_the_nation_begins_with_the_agencies(house):
    services.grant_role(person=house["viewer"], role=Role.VIEWER, unit=None, since=TODAY, by=None)

    assert seen(house) == {"Kabupaten Contoh": 24, "Kementerian Contoh": 20, "": 44}
    assert seen(house, "home") == {"Besar": 12, "Sedang": None, "Kecil": None, "": 24}


def test_a_viewer_opens_no_people_and_nobody_elsewhere(house):
    grant(house["viewer"], Role.VIEWER, house["home"])

    with pytest.raises(access.OutsideScope):
        selectors.gap_map(house["viewer"], house["other"].uuid, on=TODAY)
    with pytest.raises(selectors.NoScope):
        selectors.unit_in_scope(house["viewer"], house["home"].uuid, on=TODAY)
    assert not selectors.gap_map(house["viewer"], None, on=TODAY).opens_people


@given(st.lists(st.integers(min_value=0, max_value=12), min_size=1, max_size=6), st.booleans())
def test_what_is_hidden_for_a_part_is_what_the_map_above_hides(people, total_is_hidden):
    """The map above is not made for a page below it; the short way there has to hide the same."""
    paths = [f"000{number}" for number in range(len(people))]
    cells = [Cell(dict.fromkeys(REASONS, 0) | {REASONS[0]: count}, 0) for count in people]
    rows = [MapRow(Unit(path=path), False, 1, {1: cell}) for path, cell in zip(paths, cells, strict=True)]
    whole = GapMap(None, (), [Competency(pk=1)], rows, MapRow(None, False, 1, {1: add_up(cells)}), None)
    above = frozenset({1}) if total_is_hidden else frozenset()

    shown = disclosure.hide_small(whole, hidden_above=above)
    required = {path: {1: count} for path, count in zip(paths, people, strict=True)}

    for path in paths:
        short = disclosure.columns_hidden_for(path, required, own="", hidden_above=above)
        assert short == disclosure.hidden_columns(shown, path)


@given(st.lists(st.integers(min_value=0, max_value=40), max_size=12), st.booleans())
def test_the_hidden_rows_of_a_column_never_add_up_to_few_people_unless_all_are_hidden(people, total_shown):
    hidden = rows_to_hide(people, total_shown=total_shown)

    shown_small = [count for place, count in enumerate(people) if 0 < count < FEWEST_PEOPLE and place not in hidden]
    not_hidden = [count for place, count in enumerate(people) if count and place not in hidden]
    assert shown_small == []
    if hidden and not_hidden:
        assert sum(people[place] for place in hidden) >= FEWEST_PEOPLE
        assert not total_shown or len(hidden) >= 2
