"""Ready for a post: supervised evidence only, ranking nobody, seen and contested by whoever stands on the list."""

from __future__ import annotations

import csv
import uuid
from datetime import date, timedelta

import pytest
from django.utils import timezone
from django.utils.html import strip_tags

from assessments.models import Attempt, ScoreScale
from assessments.services import CellSpec, define_blueprint, start_attempt
from lms.competencies.models import EvidenceKind, PersonLevel, Standard
from lms.competencies.services import Finding, Source, record_evidence
from lms.development.services import appeal_level
from lms.development.services.appeals import answer_appeal
from lms.people.models import Look, PeopleExport, PositionKind, Role
from lms.workforce import ready_lists, selectors
from lms.workforce.models import RankingRule, ReadyEntry
from lms.workforce.selectors.ready import ready_people, required_of
from tests.assessments.builders import bank, row
from tests.builders import NOW, TODAY, competency, grant, person, post, signed_in
from tests.workforce.builders import prove

pytestmark = pytest.mark.django_db

WANTED = selectors.Wanted(PositionKind.PELAKSANA)


def show(who, kind=EvidenceKind.EXTERNAL_RESULT, *, but=(), level=5, on=date(2026, 3, 1), source="import"):
    """Let somebody show everything the post of a pelaksana asks for, in one kind of evidence."""
    asked = Standard.objects.filter(position_kind="pelaksana", agency__isnull=True, position__isnull=True, level__gt=0)
    findings = [
        Finding(one.competency, kind, level, on)
        for one in asked.select_related("competency")
        if one.competency.code not in but
    ]
    record_evidence(
        person=who, findings=findings, source=Source(source, uuid.uuid4(), "Pusat asesmen"), by=None, at=NOW
    )


def ready(house, who="hr", where="home", on=TODAY):
    required = required_of(WANTED, house[where], on=on)
    found = ready_people(house[who], house[where], required, on=on)
    names = {house[name].pk: house[name].full_name for name in ("siti", "putu", "tono", "head", "hr", "other_hr")}
    return sorted(names[one.person] for one in found)


def made(house, *, by="hr", where="home", at=None):
    return ready_lists.make_ready_list(
        unit=house[where], wanted=WANTED, purpose="Mengisi jabatan analis", by=house[by], at=at or timezone.now()
    )


def test_only_evidence_that_somebody_supervised_counts(house):
    show(house["siti"])
    show(house["putu"], EvidenceKind.MEASURED_UNSUPERVISED)
    show(house["tono"])

    assert ready(house) == ["Siti"]
    assert ready(house, "other_hr", "other") == ["Tono"]


def test_one_essential_requirement_missing_or_expired_is_enough_to_stay_out(house):
    show(house["siti"], but=("D2",))
    show(house["putu"], on=date(2020, 1, 1))
    assert ready(house) == []

    prove(house["siti"], "D2", 2, EvidenceKind.EXTERNAL_RESULT)
    assert ready(house) == ["Siti"]


def test_a_later_lower_result_counts_and_a_test_taken_alone_neither_helps_nor_hides(house):
    show(house["siti"])
    prove(house["siti"], "D2", 5, EvidenceKind.MEASURED_UNSUPERVISED, on=date(2026, 5, 1))
    assert ready(house) == ["Siti"]

    prove(house["siti"], "D2", 0, EvidenceKind.EXTERNAL_RESULT, on=date(2026, 6, 1))
    assert ready(house) == []


def test_what_is_not_essential_keeps_nobody_out_but_no_band_is_given(house):
    Standard.objects.filter(competency__code="D2").update(is_essential=False)
    show(house["siti"], but=("D2",))

    entry = selectors.as_entries(selectors.entries_on(made(house, at=NOW), house["hr"], on=TODAY), on=TODAY)[0]

    assert (entry.entry.unassessed, entry.band) == (1, None)


@pytest.mark.parametrize(("is_provisional", "names"), [(True, []), (False, ["Siti"])])
def test_a_test_on_a_provisional_scale_says_nothing_about_a_post(house, is_provisional, names):
    bank([row("RUANG-1")])
    test = define_blueprint(code="R", title="Tes", cells=[CellSpec("D2", 1, topic="")])
    attempt = start_attempt(person=house["siti"], blueprint=test, at=NOW)
    scale = ScoreScale.objects.get()
    ScoreScale.objects.filter(pk=scale.pk).update(is_provisional=is_provisional)
    Attempt.objects.filter(pk=attempt.pk).update(scale=scale)
    show(house["siti"], but=("D2",))
    record_evidence(
        person=house["siti"],
        findings=[Finding(competency("D2"), EvidenceKind.MEASURED_SUPERVISED, 3, date(2026, 4, 1))],
        source=Source("attempt", attempt.uuid, "Tes"),
        by=None,
        at=NOW,
    )

    assert ready(house) == names


def test_nobody_is_ranked_until_a_rule_allows_it(house):
    Standard.objects.filter(competency__code="D2").update(is_essential=False)
    show(house["putu"], but=("D2",))
    prove(house["putu"], "D2", 0, EvidenceKind.EXTERNAL_RESULT)
    show(house["siti"])
    house["siti"].full_name = "Zainab"
    house["siti"].save()
    export = made(house, at=NOW)

    def names():
        return [one.person.full_name for one in selectors.entries_on(export, house["hr"], on=TODAY)]

    assert names() == ["Putu", "Zainab"]
    RankingRule.objects.create(is_allowed=True, legal_basis="Peraturan uji", valid_from=TODAY)
    assert names() == ["Zainab", "Putu"]


def test_the_list_asks_for_a_purpose_is_logged_and_belongs_to_who_asked(house):
    show(house["siti"])
    client = signed_in(house["hr"])

    without = client.post("/sdm/siap/", {"jenis": "pelaksana", "purpose": "x"})
    led = client.post("/sdm/siap/", {"jenis": "pelaksana", "purpose": "Mengisi jabatan analis"}, follow=True)
    where = led.request["PATH_INFO"]
    table = b"".join(client.get(where.rstrip("/") + ".csv").streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(table.splitlines()))

    assert without.status_code == 422
    assert "Siti" in led.text
    assert "Putu" not in strip_tags(led.text)
    assert PeopleExport.objects.get().people == 1
    assert Look.objects.get().subject == house["siti"]
    assert "Ratna" in rows[0][0]
    assert rows[-1][0] == "Siti"
    assert signed_in(house["other_hr"]).get(where).status_code in (403, 404)
    assert signed_in(house["other_hr"]).get(where.rstrip("/") + ".csv").status_code in (403, 404)


def test_hr_of_a_part_a_leader_and_a_reader_of_totals_make_no_list_of_the_whole(house):
    officer, reader = person("Bagian"), person("Vina")
    grant(officer, Role.HR, house["section"])
    grant(reader, Role.VIEWER, house["home"])
    whole = f"/sdm/siap/?unit={house['home'].uuid}"

    asked = [signed_in(who).get(whole).status_code for who in (officer, reader, house["head"], house["siti"])]

    assert all(status in (403, 404) for status in asked)


def test_the_person_sees_what_for_and_by_which_evidence_and_nobody_else_does(house):
    show(house["siti"])
    entry = made(house).ready_entries.get()

    mine = signed_in(house["siti"])
    first = mine.get("/kompetensi/")
    page = mine.get(f"/pengembangan/daftar/{entry.uuid}/")

    assert f"/pengembangan/daftar/{entry.uuid}/" in first.text
    assert "Mengisi jabatan analis" in page.text
    assert "Ratna" in page.text
    assert "Pusat asesmen" in page.text
    assert "Pelaksana" in strip_tags(mine.get("/pengembangan/daftar/").text)
    for other in ("putu", "hr", "other_hr"):
        assert signed_in(house[other]).get(f"/pengembangan/daftar/{entry.uuid}/").status_code == 404
    assert "Pelaksana" not in strip_tags(signed_in(house["putu"]).get("/pengembangan/daftar/").text)


def test_hr_sees_that_an_entry_is_contested_and_when_its_evidence_is_taken_out(house):
    show(house["siti"])
    export = made(house)
    client = signed_in(house["hr"])
    where = f"/sdm/siap/{export.uuid}/"
    assert "disanggah" not in strip_tags(client.get(where).text)

    appeal = appeal_level(competency=competency("D2"), reason="Bukan hasil saya.", by=house["siti"], at=timezone.now())
    assert "disanggah" in strip_tags(client.get(where).text)
    assert "disanggah" in strip_tags(signed_in(house["siti"]).get("/pengembangan/daftar/").text)

    answer_appeal(number=appeal.uuid, is_upheld=True, answer="Benar.", by=house["hr"], at=timezone.now())
    assert "tidak lagi siap" in strip_tags(client.get(where).text)
    assert PersonLevel.objects.filter(person=house["siti"], competency__code="D2", level__isnull=False).count() == 0


def test_an_empty_list_says_which_requirement_keeps_people_out(house):
    show(house["siti"], but=("D2",))
    show(house["putu"], but=("D2", "A1"))
    show(house["tono"])
    export = made(house, at=NOW)

    shown = selectors.shown_for(export, house["hr"], house["home"], on=TODAY)

    assert [(one.competency.code, one.people) for one in shown[:2]] == [("D2", 0), ("A1", 1)]
    assert {one.people for one in shown[2:]} == {2}


def test_who_has_moved_away_leaves_hrs_list_and_keeps_the_own_entry(house):
    show(house["siti"])
    export = made(house, at=NOW)
    house["siti"].postings.update(valid_to=TODAY - timedelta(days=1))
    post(house["siti"], house["other"], kind=PositionKind.PELAKSANA)

    assert list(selectors.entries_on(export, house["hr"], on=TODAY)) == []
    assert ReadyEntry.objects.filter(person=house["siti"]).count() == 1


def test_a_post_without_a_standard_and_a_list_too_long_are_said_in_a_sentence(house, monkeypatch):
    show(house["siti"])
    show(house["putu"])
    client = signed_in(house["hr"])
    monkeypatch.setattr(ready_lists, "LONGEST_LIST", 1)
    long = client.post("/sdm/siap/", {"jenis": "pelaksana", "purpose": "Mengisi jabatan analis"})
    Standard.objects.all().delete()
    unknown = client.post("/sdm/siap/", {"jenis": "pelaksana", "purpose": "Mengisi jabatan analis"})

    assert long.status_code == unknown.status_code == 422
    assert "Pilih unit yang lebih kecil" in long.text
    assert "Belum ada standar" in unknown.text
    assert "Mengisi jabatan analis" in unknown.text
    assert PeopleExport.objects.count() == 0


@pytest.mark.parametrize("people", [2, 24])
def test_list_and_making_cost_the_same_for_many_people(house, people, django_assert_max_num_queries):
    for number in range(people):
        who = person(f"Orang {number}")
        post(who, house["section"], kind=PositionKind.PELAKSANA)
        show(who)

    with django_assert_max_num_queries(24):
        export = made(house)
    client = signed_in(house["hr"])
    with django_assert_max_num_queries(32):
        assert client.get(f"/sdm/siap/{export.uuid}/").status_code == 200
