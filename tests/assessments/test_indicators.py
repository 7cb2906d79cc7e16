"""The behaviour that a question shows: chosen by its author, carried by files, told to learners after a test."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from assessments import services
from assessments.advice import REMARKS
from assessments.exchange import kinds
from assessments.exchange.formats import FORMATS
from assessments.models import Blueprint, Item, ItemVersion, Neutralisation
from assessments.selectors import BankFilter, item_page
from assessments.selectors.exchange import items_to_export
from assessments.selectors.indicators import tallies_of
from assessments.services import CellSpec, define_blueprint, start_attempt
from assessments.services.bank import IndicatorElsewhere, Placing
from assessments.services.exchange import Defaults, confirm_import, open_import
from lms.competencies.models import Indicator
from tests.assessments import builders
from tests.assessments.builders import MORNING, row
from tests.assessments.test_bank import approved, content, draft, two_people

pytestmark = pytest.mark.django_db

TODAY = MORNING.date()
LOCKS = "Mengunci layar sebelum meninggalkan meja."
REPORTS = "Melaporkan kebocoran data pada hari yang sama."


def indicators(level: int = 2, *texts: str, code: str = "D2") -> list[Indicator]:
    competency = builders.competencies("D2", "D3")[code]
    told = texts or (LOCKS, REPORTS)
    return [
        Indicator.objects.create(competency=competency, level=level, order=order, text=text)
        for order, text in enumerate(told)
    ]


def place(indicator: Indicator | None, level: int = 2) -> Placing:
    return Placing(builders.competencies("D2")["D2"], level, indicator=indicator)


def revised(item, author, indicator, **fields):
    services.revise_item(item=item.uuid, placing=place(indicator), content=content(**fields), by=author, at=MORNING)
    return Item.objects.get(pk=item.pk)


# --- The author ---------------------------------------------------------------------------------------------------


def test_an_author_is_warned_until_an_indicator_is_chosen():
    locks, _reports = indicators()
    wati, _joko = two_people()
    item = draft(wati)
    assert REMARKS["no_indicator"] in item_page(wati, item.uuid, on=TODAY).remarks

    revised(item, wati, locks)

    page = item_page(wati, item.uuid, on=TODAY)
    assert page.remarks == ()
    assert page.version.indicator == locks


@pytest.mark.parametrize(("code", "level"), [("D2", 3), ("D3", 2)])
def test_an_indicator_of_another_level_or_competency_is_refused(code, level):
    (elsewhere,) = indicators(level, "Perilaku lain.", code=code)
    wati, _joko = two_people()

    with pytest.raises(IndicatorElsewhere):
        services.create_item(code="S-9", placing=place(elsewhere), content=content(), by=wati, at=MORNING)

    assert not Item.objects.exists()


def test_the_form_says_beside_the_field_that_the_indicator_belongs_elsewhere(client):
    (elsewhere,) = indicators(3, "Perilaku lain.")
    unit = builders.agency()
    client.force_login(builders.trainer(unit))
    typed = {
        "code": "S-1",
        "competency": elsewhere.competency_id,
        "level": 2,
        "indicator": elsewhere.pk,
        "kind": "single",
        "use": "exam",
        "stem": "Siapa pengendali data?",
        "options": "* Dinas\nWarga\nVendor",
    }

    refused = client.post(reverse("item_bank:add"), typed)
    assert refused.context["form"].errors == {
        "indicator": [
            "Indikator ini milik kompetensi atau jenjang lain. Pilih indikator dari kompetensi dan jenjang soal ini."
        ]
    }
    client.post(reverse("item_bank:add"), {**typed, "level": 3})

    assert ItemVersion.objects.get().indicator == elsewhere
    shown = client.get(reverse("item_bank:index"))
    assert "Perilaku lain." in strip_tags(shown.content.decode())


def test_naming_the_indicator_of_an_item_in_use_leaves_it_in_use():
    locks, _reports = indicators()
    item = approved(*(people := two_people()))

    item = revised(item, people[0], locks)

    assert (item.status, item.versions.count()) == ("active", 1)
    assert item.approved.indicator == locks


def test_another_indicator_than_the_one_that_was_read_is_a_new_version():
    locks, reports = indicators()
    item = approved(*(people := two_people()))
    item = revised(item, people[0], locks)

    item = revised(item, people[0], reports)

    assert item.status == "draft"
    assert [one.indicator for one in item.versions.order_by("number")] == [locks, reports]
    assert item.approved.indicator == locks


# --- Files --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(FORMATS))
def test_every_format_carries_the_indicator(name):
    locks, _reports = indicators()
    wati, _joko = two_people()
    item = revised(draft(wati), wati, locks)
    data = FORMATS[name].write(items_to_export(wati, BankFilter(), on=TODAY))
    ItemVersion.objects.filter(item=item).update(indicator=None)

    waiting = open_import(data=data, form=name, defaults=Defaults(), by=wati, at=MORNING)
    done = confirm_import(number=waiting.uuid, by=wati, at=MORNING)

    assert [(told[3], told[4]) for told in done.findings] == [("imported", "changed")]
    assert ItemVersion.objects.get().indicator == locks


def test_a_table_without_the_column_leaves_what_was_chosen():
    locks, _reports = indicators()
    wati, _joko = two_people()
    revised(draft(wati), wati, locks)
    table = (
        "kode;kompetensi;jenjang;jenis;soal;pilihan;kunci;penjelasan;sumber\n"
        "S-1;D2;2;SC;Siapa pengendali data?;Dinas | Warga | Vendor;A;Dinas menentukan tujuan.;UU 27/2022\n"
    )

    waiting = open_import(data=table.encode(), form=kinds.CSV, defaults=Defaults(), by=wati, at=MORNING)

    assert [told[4] for told in waiting.findings] == ["unchanged"]
    confirm_import(number=waiting.uuid, by=wati, at=MORNING)
    assert ItemVersion.objects.get().indicator == locks


@pytest.mark.parametrize(("told", "found"), [("2", 1), (f"  {REPORTS.upper()}", 1), ("Perilaku asing.", None)])
def test_a_file_names_an_indicator_by_sentence_or_number_and_hears_of_an_unknown_one(told, found):
    known = indicators()
    wati, _joko = two_people()
    text = f"Kode: S-1\nIndikator: {told}\nSiapa pengendali data?\n*A. Dinas\nB. Warga\n".encode()

    defaults = Defaults(competency="D2", level="2")
    waiting = open_import(data=text, form=kinds.TEXT, defaults=defaults, by=wati, at=MORNING)
    done = confirm_import(number=waiting.uuid, by=wati, at=MORNING)

    assert ItemVersion.objects.get().indicator == (None if found is None else known[found])
    assert {one[0][3] for one in (waiting.findings, done.findings)} == {"degraded" if found is None else "imported"}


def test_a_row_that_names_none_takes_the_only_one_there_is_and_guesses_none_among_several():
    indicators(1)
    (only,) = indicators(2, LOCKS)

    builders.bank([row("P-1"), row("P-2", level=1)])

    assert ItemVersion.objects.get(item__code="P-1").indicator == only
    assert ItemVersion.objects.get(item__code="P-2").indicator is None


# --- The learner --------------------------------------------------------------------------------------------------


def taken(right: int, **settings):
    """A test of two questions on each of two indicators, handed in with the first `right` of them right."""
    _locks, reports = indicators()
    builders.bank([row("A-1", indicator="1"), row("A-2", indicator="1"), row("B-1", indicator="2"), row("B-2")])
    ItemVersion.objects.filter(item__code="B-2").update(indicator=reports)
    test = define_blueprint(code="UJI", title="Uji akhir", cells=[CellSpec("D2", 4)])
    Blueprint.objects.filter(pk=test.pk).update(**settings)
    test = Blueprint.objects.get(pk=test.pk)
    rina = builders.placed(builders.person(), builders.agency())
    attempt = start_attempt(person=rina, blueprint=test, at=MORNING, seed=1)
    for slot in builders.slots(attempt):
        given = (
            builders.right_answer if slot.item_version.item.code[:2] in ("A-", "B-")[:right] else builders.wrong_answer
        )
        services.save_answer(
            person=rina, attempt=attempt.uuid, position=slot.position, seq=1, payload=given(slot), at=MORNING
        )
    services.submit(person=rina, attempt=attempt.uuid, at=MORNING)
    attempt.refresh_from_db()
    return attempt


def told_by(client, attempt) -> str:
    client.force_login(attempt.person)
    page = client.get(reverse("assessments:result", args=[attempt.uuid])).content.decode()
    return " ".join(strip_tags(page).split())


def test_a_learner_reads_how_many_were_right_by_indicator(client):
    attempt = taken(right=1, feedback="competencies")

    (tallies,) = tallies_of(attempt).values()
    assert [(one.text, one.right, one.total) for one in tallies] == [(LOCKS, 2, 2), (REPORTS, 0, 2)]
    page = told_by(client, attempt)
    assert f"{LOCKS} 2 dari 2 benar" in page
    assert f"{REPORTS} 0 dari 2 benar" in page


def test_where_the_policy_tells_the_result_alone_no_indicator_is_told(client):
    attempt = taken(right=1, feedback="result", keys_shown="never")

    assert LOCKS not in told_by(client, attempt)


def test_what_counts_for_nothing_is_told_by_no_indicator():
    attempt = taken(right=2)
    first, second = builders.slots(attempt)[:2]
    Neutralisation.objects.create(version=first.item_version, reason="…", at=MORNING)
    attempt.slots.filter(pk=second.pk).update(is_pilot=True)

    (tallies,) = tallies_of(attempt).values()

    assert sum(one.total for one in tallies) == 2


def test_indicators_cost_one_query_however_many(django_assert_num_queries):
    attempt = taken(right=1)

    with django_assert_num_queries(1):
        tallies_of(attempt)
