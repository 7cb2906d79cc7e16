"""Tests as trainers and second readers write and publish them in the admin."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from assessments import services
from assessments.blueprint_content import BlueprintContent, CellSpec, Settings
from assessments.models import Blueprint, BlueprintVersion
from assessments.services.blueprint_checks import GroupsOverlap
from assessments.services.blueprint_review import OwnTest
from assessments.services.blueprint_review import TestChanged as ChangedMeanwhile
from assessments.services.blueprint_writing import ModeIsFixed
from lms.competencies.models import Instrument
from lms.competencies.services import Source
from tests.assessments import builders, writing
from tests.assessments.builders import MORNING

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    builders.competencies("D2")
    return builders.agency()


@pytest.fixture
def wati(agency):
    return writing.trainer(agency)


@pytest.fixture
def joko(agency):
    return writing.second_reader(agency)


def page_of(client, name, test):
    return client.get(reverse(f"written_tests:{name}", args=[test.uuid])).content.decode()


def test_a_test_is_written_read_by_a_second_person_and_offered(client, agency, wati, joko):
    writing.bank(3)
    rina = writing.learner(agency)
    client.force_login(wati)

    sent = client.post(reverse("written_tests:add"), writing.typed(writing.cell(3), {}))
    test = Blueprint.objects.get(code="TES-1")
    assert sent.url == reverse("written_tests:test", args=[test.uuid])
    assert (test.status, test.unit, test.time_limit_minutes) == ("draft", agency, 20)
    client.post(reverse("written_tests:submit", args=[test.uuid]))
    assert "Tes pelindungan data" not in offered(client, rina)

    client.force_login(joko)
    assert "Tes pelindungan data" in client.get(reverse("written_tests:reviews")).content.decode()
    version = test.versions.get()
    assert f'name="read" value="{version.sha256}"' in page_of(client, "test", test)
    client.post(reverse("written_tests:approve", args=[test.uuid]), {"read": version.sha256})

    test.refresh_from_db()
    assert (test.status, test.current) == ("published", version)
    assert "Tes pelindungan data" in offered(client, rina)
    assert Instrument.objects.filter(source_uuid=test.uuid, competency__code="D2").exists()


def offered(client, person):
    client.force_login(person)
    return client.get(reverse("assessments:mine")).content.decode()


def test_nobody_publishes_a_test_they_worked_on(client, agency, wati):
    writing.bank(3)
    both = writing.second_reader(agency, "Sari Utami")
    builders.RoleGrant.objects.create(person=both, role="trainer", unit=agency, valid_from=builders.SINCE)
    test = services.write_test(code="TES-1", content=content(), by=both, at=MORNING)
    services.revise_test(test=test.uuid, content=content(title="Lain"), by=wati, at=MORNING)
    between = writing.second_reader(agency, "Made Suardana")
    builders.RoleGrant.objects.create(person=between, role="trainer", unit=agency, valid_from=builders.SINCE)
    services.revise_test(test=test.uuid, content=content(title="Antara"), by=between, at=MORNING)
    services.revise_test(test=test.uuid, content=content(title="Lagi"), by=wati, at=MORNING)
    version = services.submit_test(test=test.uuid, by=wati, at=MORNING)
    with pytest.raises(OwnTest):
        services.approve_test(test=test.uuid, read=version.sha256, by=between, at=MORNING)
    client.force_login(both)

    answer = client.post(reverse("written_tests:approve", args=[test.uuid]), {"read": version.sha256}, follow=True)

    assert "orang kedua" in answer.content.decode()
    test.refresh_from_db()
    assert test.status == "draft"


def content(*cells, **settings):
    return BlueprintContent(Settings(**{"title": "Tes pelindungan data", **settings}), cells or (CellSpec("D2", 3),))


def test_a_reader_who_read_an_older_text_publishes_nothing(wati, joko):
    writing.bank(3)
    test = services.write_test(code="TES-1", content=content(), by=wati, at=MORNING)
    read = services.submit_test(test=test.uuid, by=wati, at=MORNING).sha256
    services.revise_test(test=test.uuid, content=content(pass_percent=10), by=wati, at=MORNING)
    services.submit_test(test=test.uuid, by=wati, at=MORNING)

    with pytest.raises(ChangedMeanwhile):
        services.approve_test(test=test.uuid, read=read, by=joko, at=MORNING)


def test_a_test_is_sent_back_with_a_comment_that_its_author_reads(client, wati, joko):
    writing.bank(3)
    test = services.write_test(code="TES-1", content=content(), by=wati, at=MORNING)
    version = services.submit_test(test=test.uuid, by=wati, at=MORNING)
    client.force_login(joko)
    address = reverse("written_tests:send_back", args=[test.uuid])

    assert "diubah" in client.post(address, {"read": version.sha256, "comment": " "}, follow=True).content.decode()
    client.post(address, {"read": version.sha256, "comment": "Waktunya terlalu singkat."})

    client.force_login(wati)
    assert "Waktunya terlalu singkat." in page_of(client, "test", test)
    assert "Waktunya" not in client.get(reverse("notices:inbox")).content.decode()
    assert wati.notices.filter(kind="test_sent_back").count() == 1


def test_another_row_is_added_without_losing_what_was_typed(client, wati):
    client.force_login(wati)
    sent = writing.typed(
        writing.cell(4, topic="PDP-101"), title="Setengah jadi", time_limit_minutes="banyak", tambah="1"
    )

    page = client.post(reverse("written_tests:add"), sent)

    text = page.content.decode()
    assert 'value="Setengah jadi"' in text
    assert 'value="banyak"' in text
    assert 'value="PDP-101"' in text
    assert len(page.context["cells"].forms) == 2
    assert "errorlist" not in text
    assert "error-message" not in text
    assert Blueprint.objects.filter(is_placement=False).count() == 0


def test_what_cannot_be_read_is_said_beside_the_field_and_nothing_is_lost(client, wati):
    client.force_login(wati)
    rows = (writing.cell(4, level_min=4, level_max=2), writing.cell(2))

    page = client.post(reverse("written_tests:add"), writing.typed(*rows, title="", pass_percent=120)).content.decode()

    assert "Periksa isian berikut" in page
    assert 'value="120"' in page
    assert "Tidak boleh di bawah jenjang awal." in page
    assert Blueprint.objects.filter(is_placement=False).count() == 0


def test_too_few_items_are_told_when_publishing_and_not_before(client, wati):
    writing.bank(2)
    client.force_login(wati)
    client.post(reverse("written_tests:add"), writing.typed(writing.cell(3)))
    test = Blueprint.objects.get(code="TES-1")

    assert "terlalu sedikit" in page_of(client, "test", test)
    answer = client.post(reverse("written_tests:submit", args=[test.uuid]), follow=True).content.decode()

    assert "Kelompok 1 (D2) meminta 3 soal, tetapi bank hanya memiliki 2 soal yang disetujui." in answer
    assert test.versions.get().state == "draft"


def test_groups_that_share_too_few_items_are_not_published(wati):
    writing.bank(3)
    twice = content(CellSpec("D2", 2), CellSpec("D2", 2, level_max=3))
    test = services.write_test(code="TES-1", content=twice, by=wati, at=MORNING)

    with pytest.raises(GroupsOverlap):
        services.submit_test(test=test.uuid, by=wati, at=MORNING)


def test_a_change_holds_for_the_next_attempts_and_results_name_their_version(client, agency, wati, joko):
    writing.bank(4)
    test = writing.published(wati, joko, pass_percent=60)
    rina = writing.learner(agency)
    running = services.start_attempt(person=rina, blueprint=test, at=MORNING)

    writing.revised(test, wati, joko, pass_percent=100, time_limit_minutes=5)
    builders.answer_all(running, right=2)
    scored = services.submit(person=rina, attempt=running.uuid, at=MORNING)
    later = MORNING + timedelta(days=30)
    second = services.start_attempt(person=writing.learner(agency, "Tono Hadi"), blueprint=test, at=later)

    assert (scored.passed, scored.blueprint_version.number, scored.settings.pass_percent) == (True, 1, 60)
    assert (second.blueprint_version.number, second.settings.pass_percent) == (2, 100)
    assert second.deadline == later + timedelta(minutes=5)
    client.force_login(wati)
    history = page_of(client, "test", test)
    assert "Versi 2" in history
    assert "60 → 100" in history
    assert "Disetujui oleh Joko Susilo" in history
    client.force_login(rina)
    assert "syarat lulus 60%" in client.get(reverse("assessments:result", args=[running.uuid])).content.decode()


def test_a_change_that_waits_changes_nothing(agency, wati, joko):
    writing.bank(4)
    test = writing.published(wati, joko, pass_percent=60)

    services.revise_test(test=test.uuid, content=content(pass_percent=99), by=wati, at=MORNING)
    services.submit_test(test=test.uuid, by=wati, at=MORNING)
    attempt = services.start_attempt(person=writing.learner(agency), blueprint=test.uuid, at=MORNING)

    assert (attempt.settings.pass_percent, attempt.blueprint_version.number) == (60, 1)


def test_an_approved_version_never_changes(wati, joko):
    writing.bank(4)
    test = writing.published(wati, joko, pass_percent=60)
    before = BlueprintVersion.objects.values().get(number=1)

    writing.revised(test, wati, joko, pass_percent=80)
    services.revise_test(test=test.uuid, content=content(pass_percent=90), by=wati, at=MORNING)

    assert BlueprintVersion.objects.values().get(number=1) == before
    assert BlueprintVersion.objects.count() == 3


def test_a_test_that_was_set_by_a_course_gets_a_version_with_its_first_attempt(agency):
    rina = writing.learner(agency)
    test = builders.simple_test(3)

    first = services.start_attempt(person=rina, blueprint=test, at=MORNING)
    services.define_blueprint(code="UJI", title="Uji akhir", cells=[CellSpec("D2", 2)])
    second = services.start_attempt(person=writing.learner(agency, "Tono Hadi"), blueprint=test.uuid, at=MORNING)
    third = services.start_attempt(person=writing.learner(agency, "Umi Salamah"), blueprint=test.uuid, at=MORNING)

    assert [one.blueprint_version.number for one in (first, second, third)] == [1, 2, 2]
    assert first.blueprint_version.content.cells == (CellSpec("D2", 3),)
    assert first.blueprint_version.written_by is None


def test_of_a_course_s_test_trainers_set_attempts_and_feedback_only(client, agency, wati, joko):
    writing.bank(3)
    source = Source("course_writing", uuid4(), "Dasar PDP")
    test = services.define_blueprint(
        code="PDP-AKHIR", title="Tes akhir", cells=[CellSpec("D2", 3)], pass_percent=70, unit=agency, source=source
    )
    client.force_login(wati)
    assert "Dasar PDP" in page_of(client, "edit", test)

    sent = writing.typed(writing.cell(1), title="Mudah sekali", pass_percent=1, max_attempts=7, feedback="result")
    client.post(reverse("written_tests:edit", args=[test.uuid]), sent)
    writing.publish(test, wati, joko)

    test.refresh_from_db()
    assert (test.title, test.pass_percent, test.max_attempts, test.feedback) == ("Tes akhir", 70, 7, "result")
    assert test.cells.get().count == 3


def test_a_withdrawn_test_is_not_offered_and_can_be_offered_again(client, agency, wati, joko):
    writing.bank(3)
    test = writing.published(wati, joko)
    rina = writing.learner(agency)
    client.force_login(wati)

    client.post(reverse("written_tests:withdraw", args=[test.uuid]))
    assert "Tes pelindungan data" not in offered(client, rina)
    assert not Instrument.objects.filter(source_uuid=test.uuid).exists()
    client.force_login(wati)
    client.post(reverse("written_tests:offer", args=[test.uuid]))

    assert "Tes pelindungan data" in offered(client, rina)
    assert Instrument.objects.filter(source_uuid=test.uuid).exists()


def test_a_draft_can_be_thrown_away_and_a_published_test_cannot(client, wati, joko):
    writing.bank(3)
    draft = services.write_test(code="TES-0", content=content(), by=wati, at=MORNING)
    test = writing.published(wati, joko)
    client.force_login(wati)

    client.post(reverse("written_tests:discard", args=[draft.uuid]))
    client.post(reverse("written_tests:discard", args=[test.uuid]))

    assert not Blueprint.objects.filter(pk=draft.pk).exists()
    assert Blueprint.objects.get(pk=test.pk).status == "published"


def test_trainers_write_for_their_own_agency_only(client, agency, wati, joko):
    writing.bank(3)
    test = writing.published(wati, joko)
    everybodys = services.define_blueprint(code="SEMUA", title="Untuk semua", cells=[CellSpec("D2", 3)])
    stranger = writing.trainer(builders.agency("Kementerian Lain"), "Sari Utami")
    client.force_login(stranger)

    assert "Tes pelindungan data" not in client.get(reverse("written_tests:index")).content.decode()
    assert client.get(reverse("written_tests:test", args=[test.uuid])).status_code == 404
    assert client.post(reverse("written_tests:withdraw", args=[test.uuid])).status_code == 404
    assert client.get(reverse("written_tests:test", args=[everybodys.uuid])).status_code == 200
    assert client.post(reverse("written_tests:withdraw", args=[everybodys.uuid])).status_code == 403
    client.force_login(writing.learner(agency))
    assert client.get(reverse("written_tests:test", args=[test.uuid])).status_code in (302, 403)


def test_the_mode_of_a_published_test_stays(wati, joko):
    writing.bank(3)
    test = writing.published(wati, joko)

    with pytest.raises(ModeIsFixed):
        services.revise_test(test=test.uuid, content=content(mode="fixed"), by=wati, at=MORNING)


def test_a_draft_cannot_be_offered_by_withdrawing_it(client, wati):
    writing.bank(3)
    test = services.write_test(code="TES-1", content=content(), by=wati, at=MORNING)
    client.force_login(wati)

    client.post(reverse("written_tests:withdraw", args=[test.uuid]))
    client.post(reverse("written_tests:offer", args=[test.uuid]))

    assert Blueprint.objects.get(pk=test.pk).status == "draft"
