"""Self-ratings are asked, kept and shown again; they count for nothing and are evidence of nothing."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments import services
from assessments.blueprint_content import CellSpec
from assessments.exchange import table
from assessments.models import Attempt, AttemptSlot, Response
from assessments.rendering import shown_in_slot
from assessments.selectors.pools import counts_of_items
from assessments.services.bank import OnlyForTests, Placing
from assessments.services.blueprint_checks import NothingScored
from lms.competencies.models import Evidence
from tests.assessments import builders, writing
from tests.assessments.builders import MORNING, row, slots

pytestmark = pytest.mark.django_db

STATEMENTS = ("Saya membaca dasar hukum sebelum membagikan data.", "Saya tahu kepada siapa melapor.")
SELF = row("LK", kind="LK", options=STATEMENTS, key="", stem="Seberapa sesuai pernyataan ini dengan Anda?")


@pytest.fixture
def rina(client):
    person = builders.person()
    client.force_login(person)
    return person


def begun(person, count=2):
    builders.competencies("D2")
    builders.bank([SELF, *(row(f"S-{number}") for number in range(count))])
    cells = [services.CellSpec("D2", count), services.CellSpec("D2", 1, is_unscored=True)]
    test = services.define_blueprint(code="UJI", title="Uji akhir", cells=cells)
    return services.start_attempt(person=person, blueprint=test, at=timezone.now(), seed=7)


def own(attempt):
    return next(slot for slot in slots(attempt) if slot.item_version.item.kind == "likert")


def rated(attempt, *points):
    of_option = shown_in_slot(own(attempt)).of_option
    return {of_option[name]: point for name, point in zip("ab", points, strict=False)}


def answer_the_rest(attempt, right):
    for slot in slots(attempt):
        if slot.item_version.item.kind == "single":
            payload = builders.right_answer(slot) if right else builders.wrong_answer(slot)
            services.save_answer(
                person=attempt.person,
                attempt=attempt.uuid,
                position=slot.position,
                seq=1,
                payload=payload,
                at=timezone.now(),
            )


@pytest.mark.parametrize(("right", "percent"), [(True, 100), (False, 0)])
def test_what_somebody_says_of_themselves_changes_no_result_and_no_level(client, rina, right, percent):
    attempt = begun(rina)
    fields = {f"skala-{token}": point for token, point in rated(attempt, 5, 5).items()}
    position = own(attempt).position
    client.post(
        reverse("assessments:attempt", args=[attempt.uuid]),
        {"nomor": position, "seq": 1, "langkah": "kumpulkan", **fields},
    )
    answer_the_rest(attempt, right)

    services.submit(person=rina, attempt=attempt.uuid, at=timezone.now())

    scored = Attempt.objects.get()
    assert Response.objects.get(slot=own(attempt)).payload == {"ratings": {"a": 5, "b": 5}}
    assert (scored.percent, scored.score_max) == (percent, 2)
    assert scored.competency_scores.get().item_count == 2
    assert AttemptSlot.objects.get(pk=own(attempt).pk).is_right is None
    assert Evidence.objects.get().details["items"] == 2


def test_each_statement_has_five_labelled_points_and_a_name_for_the_screen_reader(client, rina):
    attempt = begun(rina)

    page = client.get(
        reverse("assessments:attempt", args=[attempt.uuid]), {"nomor": own(attempt).position}
    ).content.decode()

    assert page.count('role="radiogroup"') == 2
    assert page.count('name="skala-') == 10
    assert "sangat sesuai" in page
    assert page.index(STATEMENTS[0]) < page.index(STATEMENTS[1])


def test_the_result_shows_it_as_not_counted(client, rina):
    attempt = begun(rina)
    services.save_answer(
        person=rina,
        attempt=attempt.uuid,
        position=own(attempt).position,
        seq=1,
        payload={"ratings": rated(attempt, 4)},
        at=timezone.now(),
    )
    services.submit(person=rina, attempt=attempt.uuid, at=timezone.now())

    page = client.get(reverse("assessments:result", args=[attempt.uuid])).content.decode()

    assert "Penilaian diri, tidak dihitung" in page
    assert "<strong>sesuai</strong>" in page


def test_half_a_self_rating_is_kept_and_shown_again(client, rina):
    attempt = begun(rina)
    position = own(attempt).position
    told = {"nomor": position, "seq": 1, "jawaban": json.dumps({"ratings": rated(attempt, 3)})}

    saved = client.post(reverse("assessments:save", args=[attempt.uuid]), told).json()
    page = client.get(reverse("assessments:attempt", args=[attempt.uuid]), {"nomor": position}).content.decode()

    assert saved["jawaban"] == {"ratings": rated(attempt, 3)}
    assert page.count('value="3" checked') == 1
    closing = client.get(reverse("assessments:submit", args=[attempt.uuid])).context["closing"]
    assert position in closing.open_positions


@pytest.mark.parametrize("point", [0, 6, "4", True, None])
def test_a_point_that_the_scale_does_not_have_is_refused(client, rina, point):
    attempt = begun(rina)
    token = next(iter(rated(attempt, 1)))
    told = {"nomor": own(attempt).position, "seq": 1, "jawaban": json.dumps({"ratings": {token: point}})}

    assert client.post(reverse("assessments:save", args=[attempt.uuid]), told).status_code == 422


def test_it_is_never_drawn_among_what_counts_nor_by_an_adaptive_test(rina):
    begun(rina, count=2)

    other = services.define_blueprint(code="LAIN", title="Lain", cells=[services.CellSpec("D2", 2)])
    attempt = services.start_attempt(person=builders.person("Sari"), blueprint=other, at=timezone.now(), seed=1)

    assert {slot.item_version.item.kind for slot in slots(attempt)} == {"single"}
    assert list(counts_of_items(None).values()) == [2]


def test_a_test_of_self_ratings_alone_is_not_published():
    unit = builders.agency()
    wati = writing.trainer(unit)
    builders.competencies("D2")
    builders.bank([SELF])
    content = writing.content("Tes", CellSpec("D2", 1, is_unscored=True))
    test = services.write_test(code="TES-9", content=content, by=wati, at=MORNING)

    with pytest.raises(NothingScored):
        services.submit_test(test=test.uuid, by=wati, at=MORNING)


def test_lessons_ask_no_self_rating():
    wati = writing.trainer(builders.agency())
    practice = Placing(builders.competencies("D2")["D2"], 2, "practice")
    content = table.entry_of(SELF).content

    with pytest.raises(OnlyForTests):
        services.create_item(code="LK", placing=practice, content=content, by=wati, at=MORNING)


def test_it_travels_in_a_table_without_loss_and_is_left_out_of_other_formats():
    from assessments.exchange.formats import FORMATS, plan

    builders.competencies("D2")
    entry = table.entry_of(SELF)

    assert table.read(table.write([entry]))[0].says_the_same(entry)
    for name in ("gift", "moodle", "qti", "word", "teks"):
        assert plan(FORMATS[name], [entry]).entries[0].refusal is not None
