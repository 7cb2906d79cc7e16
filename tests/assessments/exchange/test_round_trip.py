"""What goes out comes back the same, in every format that has a place for it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings

from assessments.answers import Kind
from assessments.authoring import ItemContent
from assessments.exchange import kinds, remarks
from assessments.exchange.entries import Verdict, as_json, from_json
from assessments.exchange.formats import FORMATS, plan
from tests.assessments.exchange.samples import entry, one_of_each, parts, usable

BY_NAME = pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS)


@BY_NAME
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(one=usable())
def test_any_item_comes_back_as_it_went_out(form, one):
    assume(form.name in kinds.HOLDERS[one.content.kind])

    back = form.read(form.write([one]))

    assert [found.refusal for found in back] == [None]
    assert replace(back[0], place=1, losses=(), pictures=one.pictures) == one


@pytest.mark.parametrize("name", ["*", "* Loket", "\\", "\\*", "\\\\Loket", "a\\*b"])
@pytest.mark.parametrize("form", [FORMATS[kinds.CSV], FORMATS[kinds.QTI]], ids=["csv", "qti"])
def test_the_name_of_a_region_may_begin_like_the_star_of_the_key(form, name):
    picture = next(one for one in one_of_each() if one.kind == Kind.HOTSPOT)
    options = (picture.options[0]._replace(text=name), *picture.options[1:])
    asked = entry(replace(picture, options=options), code="K-1")

    (back,) = form.read(form.write([asked]))

    assert back.content == asked.content


@BY_NAME
def test_a_whole_bank_comes_back_in_its_order_and_what_stays_is_named(form):
    bank = [entry(one, code=f"K-{place}", topic="PDP") for place, one in enumerate(one_of_each(), start=1)]

    planned = plan(form, bank)
    back = form.read(planned.data)

    left_out = [one.content.kind for one in planned.entries if one.refusal]
    assert left_out == [one.kind for one in one_of_each() if form.name not in kinds.HOLDERS[one.kind]]
    assert [one.says_the_same(other) for one, other in zip(planned.kept, back, strict=True)] == [True] * len(back)


@BY_NAME
def test_the_same_bank_makes_the_same_file(form):
    bank = [
        entry(one, code=f"K-{place}") for place, one in enumerate(one_of_each()) if form.name in kinds.HOLDERS[one.kind]
    ]

    assert form.write(bank) == form.write(bank)


def test_every_kind_of_question_is_in_the_table_of_what_travels_or_is_left_out_by_name(monkeypatch):
    monkeypatch.delitem(kinds.HOLDERS, Kind.SITUATIONAL)
    judgement = entry(next(one for one in one_of_each() if one.kind == Kind.SITUATIONAL))

    found = plan(FORMATS[kinds.MOODLE], [judgement]).entries[0]

    assert found.refusal.message == remarks.CANNOT_HOLD


def test_what_other_programs_would_not_see_is_told_before_the_file_is_taken():
    whole = entry(
        ItemContent("multiple", "Siapa?", parts(["a", "b", "c"]), {"choice": ["a", "b"], "all_or_nothing": True})
    )

    losses = {name: [one.message for one in plan(form, [whole]).entries[0].losses] for name, form in FORMATS.items()}

    told = [remarks.ALL_OR_NOTHING_OUT]
    assert losses == {"csv": [], "word": [], "teks": [], "gift": told, "moodle": told, "qti": []}


def test_an_item_that_would_not_come_back_is_left_out_instead_of_harmed():
    # A code that a label cannot hold: it would come back as another item's.
    broken = entry(one_of_each()[0], code="K-1\nKode: K-2")

    found = plan(FORMATS[kinds.TEXT], [broken]).entries[0]

    assert found.verdict is Verdict.REFUSED


@settings(max_examples=60, deadline=None)
@given(one=usable())
def test_an_entry_waits_as_plain_data_without_loss(one):
    assert from_json(as_json(one)) == one


def test_a_spreadsheet_runs_no_cell_of_an_export():
    formula = entry(replace(one_of_each()[0], stem="=HYPERLINK(A1)", rationale="+1", source="@SUM"))

    line = FORMATS[kinds.CSV].write([formula]).decode("utf-8-sig").splitlines()[1]

    assert [cell for cell in line.split(";") if cell.startswith(("=", "+", "-", "@"))] == []
