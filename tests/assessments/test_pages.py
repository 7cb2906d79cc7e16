"""The pages on which tests are taken, as a browser without JavaScript and as the background saving see them."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments import contexts, services
from assessments.models import Attempt, Blueprint, Response
from lms.competencies.services import Source
from lms.experience.models import Statement
from lms.people.models import User
from tests.assessments import builders
from tests.assessments.builders import answer_all, right_answer, simple_test, slots, wrong_answer

pytestmark = pytest.mark.django_db

# What only a key or an explanation would bring onto a page. The right option's text is an option like the others.
SECRETS = ("PENJELASAN-", "SUMBER-", "rationale", "is_right", "secret")


@pytest.fixture
def rina(client):
    person = builders.person()
    client.force_login(person)
    return person


def begun(person: User, test: Blueprint | None = None, **fields) -> Attempt:
    return services.start_attempt(person=person, blueprint=test or simple_test(), at=timezone.now(), seed=7, **fields)


def post_answer(client, attempt, slot, payload, step, seq=1):
    fields = {"nomor": slot.position, "seq": seq, "langkah": step, "jawaban": payload["choice"]}
    return client.post(reverse("assessments:attempt", args=[attempt.uuid]), fields)


def save_in_background(client, attempt, slot, payload, seq=1):
    fields = {"nomor": slot.position, "seq": seq, "jawaban": json.dumps(payload)}
    return client.post(reverse("assessments:save", args=[attempt.uuid]), fields)


def test_a_test_is_taken_from_the_list_to_the_result_without_javascript(client, rina):
    test = simple_test()
    assert "Uji akhir" in client.get(reverse("assessments:mine")).content.decode()

    page = client.get(reverse("assessments:start", args=[test.uuid]))
    assert page.status_code == 200
    begun = client.post(reverse("assessments:start", args=[test.uuid]))
    attempt = Attempt.objects.get()
    assert begun.url == reverse("assessments:attempt", args=[attempt.uuid])

    for slot in slots(attempt):
        step = "kumpulkan" if slot.position == 3 else str(slot.position + 1)
        went = post_answer(client, attempt, slot, right_answer(slot), step)
    assert went.url == reverse("assessments:submit", args=[attempt.uuid])
    handed_in = client.post(went.url)

    result = client.get(handed_in.url).content.decode()
    assert Attempt.objects.get().passed
    assert "PENJELASAN-UJI-01" in result
    assert "Kompetensi D2" in result


def test_the_page_before_handing_in_names_what_is_open(client, rina):
    attempt = begun(rina)
    first = slots(attempt)[0]
    services.save_answer(
        person=rina, attempt=attempt.uuid, position=1, seq=1, payload=right_answer(first), at=timezone.now()
    )

    page = client.get(reverse("assessments:submit", args=[attempt.uuid]))

    assert page.context["closing"].open_positions == (2, 3)


def test_the_buttons_of_the_numbers_save_and_go_there(client, rina):
    attempt = begun(rina)
    slot = slots(attempt)[0]

    went = post_answer(client, attempt, slot, right_answer(slot), "3")

    assert went.url.endswith("?nomor=3")
    assert Response.objects.count() == 1


def test_an_older_tab_is_told_in_words_and_the_newer_answer_is_kept(client, rina):
    attempt = begun(rina)
    slot = slots(attempt)[0]
    save_in_background(client, attempt, slot, right_answer(slot), seq=3)

    went = client.post(
        reverse("assessments:attempt", args=[attempt.uuid]),
        {"nomor": 1, "seq": 1, "langkah": "2", "jawaban": wrong_answer(slot)["choice"]},
        follow=True,
    )

    assert went.redirect_chain[0][0].endswith("?nomor=1")
    assert [message.level_tag for message in went.context["messages"]] == ["warning"]
    assert Response.objects.get().seq == 3


def test_background_saving_answers_with_what_is_stored(client, rina):
    attempt = begun(rina)
    slot = slots(attempt)[0]

    first = save_in_background(client, attempt, slot, right_answer(slot)).json()
    older = save_in_background(client, attempt, slot, wrong_answer(slot)).json()

    assert (first["seq"], first["jawaban"], first["usang"]) == (1, right_answer(slot), False)
    assert (older["seq"], older["jawaban"], older["usang"]) == (1, right_answer(slot), True)


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "{",
        "[]",
        '{"choice": "x"}',
        '{"choice": ["unknown"]}',
        '{"places": {"t1": ' + "9" * 5000 + "}}",
        "[" * 15_000,
        '{"choice": [' + '"t1",' * 10_000 + '"t1"]}',
    ],
)
def test_background_saving_refuses_what_is_no_answer_with_a_sentence(client, rina, payload):
    attempt = begun(rina)

    told = client.post(reverse("assessments:save", args=[attempt.uuid]), {"nomor": 1, "seq": 1, "jawaban": payload})

    assert told.status_code == 422
    assert told.json()["kalimat"]
    assert not Response.objects.exists()


def test_background_saving_after_the_end_says_where_to_go(client, rina):
    attempt = begun(rina)
    services.submit(person=rina, attempt=attempt.uuid, at=timezone.now())

    told = save_in_background(client, attempt, slots(attempt)[0], {"choice": []})

    assert told.status_code == 409
    assert told.json()["alamat"] == reverse("assessments:result", args=[attempt.uuid])


def test_an_ended_attempt_leads_to_its_result(client, rina):
    attempt = begun(rina)
    Attempt.objects.update(deadline=timezone.now() - timedelta(minutes=1))

    for name in ("attempt", "submit"):
        assert client.get(reverse(f"assessments:{name}", args=[attempt.uuid])).url.endswith("/hasil/")
    assert client.get(reverse("assessments:result", args=[attempt.uuid])).status_code == 200


def test_the_attempt_of_another_is_not_found(client, rina):
    attempt = begun(builders.person("Budi Santoso"))

    for name in ("attempt", "submit", "result"):
        assert client.get(reverse(f"assessments:{name}", args=[attempt.uuid])).status_code == 404
    assert save_in_background(client, attempt, slots(attempt)[0], {}).status_code == 404
    assert client.post(reverse("assessments:submit", args=[attempt.uuid])).status_code == 404


def test_whoever_is_not_signed_in_is_asked_to(client):
    assert client.get(reverse("assessments:mine")).status_code == 302


def test_too_early_a_try_is_refused_on_the_page_of_the_test(client, rina):
    test = simple_test()
    services.submit(person=rina, attempt=begun(rina, test).uuid, at=timezone.now())

    answered = client.post(reverse("assessments:start", args=[test.uuid]), follow=True)

    assert [message.level_tag for message in answered.context["messages"]] == ["warning"]
    assert Attempt.objects.count() == 1


def test_ordering_and_matching_are_answered_with_plain_fields(client, rina):
    builders.competencies("D2")
    builders.bank(
        [
            builders.row("OR", kind="ordering", options=("satu", "dua", "tiga"), key="A>B>C"),
            builders.row("MT", kind="matching", options=("kiri = kanan", "atas = bawah"), key=""),
        ]
    )
    test = services.define_blueprint(code="UJI", title="Uji", cells=[services.CellSpec("D2", 2)])
    attempt = begun(rina, test)

    for slot in slots(attempt):
        page = client.get(reverse("assessments:attempt", args=[attempt.uuid]), {"nomor": slot.position})
        assert "<select" in page.content.decode()
        right = right_answer(slot)
        fields = {f"urutan-{token}": place for token, place in right.get("places", {}).items()}
        fields |= {f"pasangan-{token}": partner for token, partner in right.get("pairs", {}).items()}
        client.post(
            reverse("assessments:attempt", args=[attempt.uuid]),
            {"nomor": slot.position, "seq": 1, "langkah": "kumpulkan", **fields},
        )
    services.submit(person=rina, attempt=attempt.uuid, at=timezone.now())

    assert Attempt.objects.get().percent == 100


def test_a_result_links_back_to_where_the_test_was_started_from(client, rina):
    context = Source("uji-konteks", builders.competencies("D2")["D2"].uuid, "Kursus PDP")
    contexts.register("uji-konteks", lambda uuid: f"/kursus/{uuid}/")
    attempt = begun(rina, context=context)
    services.submit(person=rina, attempt=attempt.uuid, at=timezone.now())

    page = client.get(reverse("assessments:result", args=[attempt.uuid])).content.decode()

    assert f'href="/kursus/{context.uuid}/"' in page
    assert "Kursus PDP" in page


def pages_of_a_learner(client, attempt):
    """Every page and answer of the room that a learner can reach around an attempt."""
    yield client.get(reverse("assessments:mine"))
    yield client.get(reverse("assessments:start", args=[attempt.blueprint.uuid]))
    for name in ("attempt", "submit", "result"):
        yield client.get(reverse(f"assessments:{name}", args=[attempt.uuid]), follow=True)
    for slot in slots(attempt):
        yield client.get(reverse("assessments:attempt", args=[attempt.uuid]), {"nomor": slot.position}, follow=True)
        yield save_in_background(client, attempt, slot, wrong_answer(slot), seq=slot.position + 1)


def test_no_page_of_a_running_attempt_tells_the_key(client, rina):
    attempt = begun(rina)

    for page in pages_of_a_learner(client, attempt):
        assert not [secret for secret in SECRETS if secret in page.content.decode()]


def test_the_right_option_looks_like_the_others_while_the_attempt_runs(client, rina):
    attempt = begun(rina)

    page = client.get(reverse("assessments:attempt", args=[attempt.uuid])).content.decode()

    lines = [line for line in page.splitlines() if 'name="jawaban"' in line]
    token = right_answer(slots(attempt)[0])["choice"][0]
    shapes = {line.split("<span>")[0].replace(line.split('value="')[1].split('"')[0], "TOKEN") for line in lines}
    assert len(lines) == 4
    assert token in page
    assert len(shapes) == 1


def test_a_failed_result_says_right_or_wrong_and_keeps_the_key(client, rina):
    attempt = begun(rina)
    answer_all(attempt, right=1, at=timezone.now())
    services.submit(person=rina, attempt=attempt.uuid, at=timezone.now())

    page = client.get(reverse("assessments:result", args=[attempt.uuid]))

    assert not page.context["result"].reveals_key
    assert [slot.is_right for slot in page.context["result"].slots] == [True, False, False]
    assert all(option.right is None for slot in page.context["result"].slots for option in slot.options)
    for again in pages_of_a_learner(client, attempt):
        assert not [secret for secret in SECRETS if secret in again.content.decode()]


def test_after_the_last_try_the_key_is_shown(client, rina):
    test, at = simple_test(), timezone.now() - timedelta(days=10)
    for day in range(3):
        attempt = services.start_attempt(person=rina, blueprint=test, at=at + timedelta(days=2 * day))
        services.submit(person=rina, attempt=attempt.uuid, at=at + timedelta(days=2 * day))

    page = client.get(reverse("assessments:result", args=[attempt.uuid])).content.decode()

    assert "PENJELASAN-UJI-01" in page


def test_no_log_line_and_no_statement_holds_an_answer_or_a_key(client, rina, capsys, caplog):
    attempt = begun(rina)
    answer_all(attempt, right=2, at=timezone.now())
    client.post(reverse("assessments:submit", args=[attempt.uuid]))

    written = capsys.readouterr()
    told = written.out + written.err + caplog.text + "".join(row.payload for row in Statement.objects.all())
    assert "RAHASIA-BENAR" not in told
    assert "PENJELASAN" not in told
    assert rina.full_name not in told


def test_long_lists_of_results_come_in_pages(client, rina):
    test = simple_test()
    at = timezone.now()
    Attempt.objects.bulk_create(
        Attempt(
            person=rina,
            blueprint=test,
            state="scored",
            started_at=at,
            deadline=at,
            submitted_at=at,
            seed=1,
            scored_at=builders.MORNING,
            percent=50,
            passed=False,
        )
        for _ in range(25)
    )

    page = client.get(reverse("assessments:mine"))

    assert len(page.context["page"]) == 20
    assert page.context["page"].paginator.num_pages == 2


def page_with_several(rina, per_page=5, count=12):
    test = builders.simple_test(count, questions_per_page=per_page)
    return services.start_attempt(person=rina, blueprint=test, at=timezone.now())


def test_a_page_with_several_questions_keeps_them_all_in_one_go(client, rina):
    attempt = page_with_several(rina)
    chosen = {slot.position: wrong_answer(slot)["choice"] for slot in slots(attempt)[:5]}
    fields = {f"s{position}-jawaban": choice for position, choice in chosen.items() if position != 4}
    fields |= {f"s{position}-seq": 1 for position in chosen}

    went = client.post(
        reverse("assessments:attempt", args=[attempt.uuid]), {"nomor": list(chosen), "langkah": "6", **fields}
    )

    assert went.url.endswith("?nomor=6")
    stored = Response.objects.filter(slot__attempt=attempt).values_list("slot__position", flat=True)
    assert sorted(stored) == [1, 2, 3, 5]
    page = client.get(reverse("assessments:attempt", args=[attempt.uuid]), {"nomor": 3}).content.decode()
    assert [f"Soal {number} dari 12" in page for number in (1, 5, 6)] == [True, True, False]
    assert page.count("checked") == 4


def test_the_last_page_holds_what_is_left_and_leads_to_handing_in(client, rina):
    attempt = page_with_several(rina)

    page = client.get(reverse("assessments:attempt", args=[attempt.uuid]), {"nomor": 99})

    assert [one.position for one in page.context["page"].asked] == [11, 12]
    assert (page.context["page"].previous, page.context["page"].next) == (10, None)


def test_one_answer_of_a_page_that_cannot_be_read_does_not_cost_the_others(client, rina):
    attempt = page_with_several(rina)
    first = slots(attempt)[0]
    fields = {"s1-jawaban": wrong_answer(first)["choice"], "s1-seq": 1, "s2-jawaban": "BUKAN-TOKEN", "s2-seq": 1}

    went = client.post(
        reverse("assessments:attempt", args=[attempt.uuid]), {"nomor": [1, 2], "langkah": "6", **fields}, follow=True
    )

    assert went.redirect_chain[0][0].endswith("?nomor=2")
    assert "tidak dapat membaca jawaban" in went.content.decode()
    assert Response.objects.get().slot == first


def test_keeping_a_page_costs_the_same_for_one_and_for_five(rina, django_assert_num_queries):
    attempt = page_with_several(rina)
    for numbers, seq in [((1,), 1), ((1, 2, 3, 4, 5), 2)]:
        answers = {
            slot.position: (seq, (wrong_answer if seq == 1 else builders.right_answer)(slot))
            for slot in slots(attempt)
            if slot.position in numbers
        }
        # Lock, slots, new answers, changed answers, history; and two that mark the transaction inside the test's.
        with django_assert_num_queries(6 if seq == 1 else 7):
            services.save_page(person=rina, attempt=attempt.uuid, answers=answers, at=timezone.now())


def test_a_person_leaves_a_running_test_and_finds_what_was_typed(client):
    rina = builders.placed(builders.person(), builders.agency())
    client.force_login(rina)
    attempt = services.start_attempt(person=rina, blueprint=builders.simple_test(3), at=timezone.now())
    slot = builders.slots(attempt)[0]
    choice = builders.right_answer(slot)["choice"][0]

    left = client.post(
        reverse("assessments:attempt", args=[attempt.uuid]),
        {"nomor": 1, "seq": 1, "jawaban": choice, "langkah": "keluar"},
        follow=True,
    )

    assert left.redirect_chain[-1][0] == reverse("assessments:mine")
    assert "Jawaban Anda tersimpan" in left.content.decode()
    page = client.get(reverse("assessments:attempt", args=[attempt.uuid])).content.decode()
    assert f'value="{choice}" checked' in page
