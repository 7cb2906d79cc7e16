"""Numbers, short texts, gaps and judgements: learner's page, saving, result, and what never leaves the server."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments import services
from assessments.models import Attempt, ItemVersion, Response
from assessments.rendering import shown_in_slot
from lms.experience.models import Statement
from tests.assessments import builders
from tests.assessments.builders import row, slots

pytestmark = pytest.mark.django_db

NUMBER = row("NU", kind="NU", options=(), key="7731,25 +- 0,5 GB", stem="Berapa ruang yang dipakai?")
TEXT = row("ST", kind="ST", options=(), key="KUNCI pengendali | kunci kedua", stem="Siapa yang menentukan tujuan?")
GAPS = row(
    "CL",
    kind="CL",
    options=(),
    stem="Tujuan ditentukan oleh [[b]]\n& paling lambat [[a]].",
    key="a = KUNCI 3 x 24 jam / tiga hari kunci | b = KUNCI dinas",
)

JUDGEMENT = row(
    "SJ",
    kind="SJ",
    options=("[0] Menghapus surel itu", "[0,1933] Menunggu arahan", "[0,7732] Melapor kepada tim"),
    key="",
    stem="Anda menerima surel yang mencurigakan.",
)


@pytest.fixture
def rina(client):
    person = builders.person()
    client.force_login(person)
    return person


def attempt_at(person, *rows, at=None):
    builders.competencies("D2")
    builders.bank(rows)
    test = services.define_blueprint(code="UJI", title="Uji akhir", cells=[services.CellSpec("D2", len(rows))])
    return services.start_attempt(person=person, blueprint=test, at=at or timezone.now(), seed=7)


def page_at(client, attempt, position=1):
    return client.get(reverse("assessments:attempt", args=[attempt.uuid]), {"nomor": position}).content.decode()


def send_form(client, attempt, step="kumpulkan", seq=1, position=1, **fields):
    told = {"nomor": position, "seq": seq, "langkah": step, **fields}
    return client.post(reverse("assessments:attempt", args=[attempt.uuid]), told, follow=True)


def save_in_background(client, attempt, answer, seq=1, position=1):
    told = {"nomor": position, "seq": seq, "jawaban": json.dumps(answer)}
    return client.post(reverse("assessments:save", args=[attempt.uuid]), told)


def result_of(client, attempt):
    services.submit(person=attempt.person, attempt=attempt.uuid, at=timezone.now())
    return client.get(reverse("assessments:result", args=[attempt.uuid]))


def percent_for(client, attempt, **fields):
    send_form(client, attempt, **fields)
    result_of(client, attempt)
    return Attempt.objects.get(pk=attempt.pk).percent


@pytest.mark.parametrize(
    ("typed", "percent"),
    [("7.731,25", 100), ("7731.75", 100), ("7.730,75", 100), ("7.731,7501", 0), ("7.731,25 GB", 0), ("", 0)],
)
def test_a_number_counts_within_its_tolerance_however_it_is_written(client, rina, typed, percent):
    attempt = attempt_at(rina, NUMBER)

    assert percent_for(client, attempt, angka=typed) == percent


def test_the_field_of_a_number_has_a_label_its_unit_and_what_was_typed(client, rina):
    attempt = attempt_at(rina, NUMBER)
    send_form(client, attempt, step="1", angka="7.731")

    page = page_at(client, attempt)

    assert '<label for="j-angka">' in page
    assert 'name="angka" id="j-angka" value="7.731"' in page
    assert '<span id="j-satuan">GB</span>' in page
    assert 'aria-invalid="true"' not in page


def test_what_is_no_number_is_kept_and_said_beside_the_field(client, rina):
    attempt = attempt_at(rina, NUMBER)

    closing = send_form(client, attempt, angka="kira-kira 7 ribu")
    page = page_at(client, attempt)

    assert closing.context["closing"].open_positions == (1,)
    assert 'value="kira-kira 7 ribu"' in page
    assert 'aria-invalid="true"' in page
    assert 'role="status" data-doubt="Isian Anda kami simpan' in page


def test_what_was_typed_is_saved_in_the_background_and_comes_back_as_typed(client, rina):
    attempt = attempt_at(rina, NUMBER)

    first = save_in_background(client, attempt, {"number": " 7.731,2 "})
    cleared = save_in_background(client, attempt, {"choice": [], "number": ""}, seq=2)

    assert first.json()["jawaban"] == {"number": "7.731,2"}
    assert cleared.json()["jawaban"] == {"number": ""}
    assert Response.objects.get().payload == {"number": ""}


@pytest.mark.parametrize("answer", [{"number": 7}, {"number": ["7"]}, {"number": None}, {"number": "7" * 41}, []])
def test_an_answer_that_no_field_could_have_sent_is_refused_with_a_sentence(client, rina, answer):
    told = save_in_background(client, attempt_at(rina, NUMBER), answer)

    assert told.status_code == 422
    assert told.json()["kalimat"]
    assert not Response.objects.exists()


def test_an_answer_of_five_megabytes_is_refused_with_a_sentence(client, rina):
    attempt = attempt_at(rina, NUMBER)

    in_form = send_form(client, attempt, angka="7" * 4_900_000)
    in_background = save_in_background(client, attempt, {"number": "7" * 4_900_000})

    assert [message.level_tag for message in in_form.context["messages"]] == ["warning"]
    assert "40" in str(next(iter(in_form.context["messages"])))
    assert in_background.status_code == 422
    assert not Response.objects.exists()


def test_marks_of_a_page_in_an_answer_are_shown_as_text(client, rina):
    attempt = attempt_at(rina, NUMBER)
    send_form(client, attempt, angka="<b>7</b>\x00")

    page, result = page_at(client, attempt), result_of(client, attempt).content.decode()

    assert "&lt;b&gt;7&lt;/b&gt;" in page
    assert "&lt;b&gt;7&lt;/b&gt; GB" in result
    assert "<b>7</b>" not in page + result


@pytest.mark.parametrize(
    ("typed", "percent"),
    [("kunci  pengendali.", 100), ("Kunci Kedua", 100), ("kunci", 0), ("kunci pengendali kunci kedua", 0), ("", 0)],
)
def test_a_short_text_counts_as_one_of_those_that_are_accepted(client, rina, typed, percent):
    attempt = attempt_at(rina, TEXT)

    assert percent_for(client, attempt, teks=typed) == percent


def test_the_field_of_a_short_text_has_a_label_and_what_was_typed(client, rina):
    attempt = attempt_at(rina, TEXT)
    send_form(client, attempt, step="1", teks='bukan "kunci" <i>')

    page = page_at(client, attempt)

    assert '<label for="j-teks">' in page
    assert 'value="bukan &quot;kunci&quot; &lt;i&gt;"' in page


def test_a_short_text_of_more_than_two_hundred_characters_is_refused_with_a_sentence(client, rina):
    attempt = attempt_at(rina, TEXT)

    assert save_in_background(client, attempt, {"text": "a" * 200}).status_code == 200
    told = save_in_background(client, attempt, {"text": "a" * 201}, seq=2)

    assert told.status_code == 422
    assert "200" in told.json()["kalimat"]
    assert Response.objects.get().payload == {"text": "a" * 200}


def gap_fields(attempt, **texts):
    shown = shown_in_slot(slots(attempt)[0])
    return {f"isian-{shown.of_option[name]}": text for name, text in texts.items()}


@pytest.mark.parametrize(
    ("gaps", "percent"),
    [
        ({"a": "tiga hari KUNCI", "b": "kunci dinas."}, 100),
        ({"a": "kunci dinas", "b": "kunci dinas"}, 50),
        ({"b": "kunci dinas"}, 50),
        ({"a": "kunci dinas", "b": "tiga hari kunci"}, 0),
    ],
)
def test_each_gap_that_is_right_earns_its_share(client, rina, gaps, percent):
    attempt = attempt_at(rina, GAPS)

    assert percent_for(client, attempt, **gap_fields(attempt, **gaps)) == percent


def test_gaps_stand_in_the_running_text_in_its_order_each_with_a_label(client, rina):
    attempt = attempt_at(rina, GAPS)
    send_form(client, attempt, step="1", **gap_fields(attempt, b="<dinas>"))

    page = page_at(client, attempt)

    text = page[page.index('<p class="answer-gaps">') :]
    assert (
        text.index("Tujuan ditentukan oleh ") < text.index('aria-label="Isian 1"') < text.index("&amp; paling lambat ")
    )
    assert text.index("&amp; paling lambat ") < text.index('aria-label="Isian 2"')
    assert 'value="&lt;dinas&gt;"' in text
    assert "[[" not in page
    assert "Lengkapi teks rumpang ini." in page


def test_half_the_gaps_are_kept_but_the_question_stays_open(client, rina):
    attempt = attempt_at(rina, GAPS)

    closing = send_form(client, attempt, **gap_fields(attempt, b="dinas"))

    assert closing.context["closing"].open_positions == (1,)
    assert Response.objects.get().payload == {"gaps": {"b": "dinas"}}


@pytest.mark.parametrize("gaps", [{"a": "x"}, {"b": "x"}, ["x"], "x"])
def test_a_gap_that_the_text_does_not_have_is_refused(client, rina, gaps):
    assert save_in_background(client, attempt_at(rina, GAPS), {"gaps": gaps}).status_code == 422


def test_a_gap_filled_with_no_text_is_refused(client, rina):
    attempt = attempt_at(rina, GAPS)
    token = shown_in_slot(slots(attempt)[0]).of_option["a"]

    assert save_in_background(client, attempt, {"gaps": {token: 3}}).status_code == 422
    assert save_in_background(client, attempt, {"gaps": {token: "a" * 201}}).status_code == 422
    assert not Response.objects.exists()


@pytest.mark.parametrize(("chosen", "percent"), [("c", 100), ("b", 25), ("a", 0), (None, 0)])
def test_a_judgement_earns_what_experts_give_it(client, rina, chosen, percent):
    attempt = attempt_at(rina, JUDGEMENT)
    of_option = shown_in_slot(slots(attempt)[0]).of_option

    assert percent_for(client, attempt, jawaban=of_option[chosen] if chosen else "") == percent


def test_a_judgement_is_shown_like_a_single_choice_and_named_as_one(client, rina):
    attempt = attempt_at(rina, JUDGEMENT)

    page = page_at(client, attempt)

    assert page.count('<label class="option"><input type="radio" name="jawaban"') == 3
    assert "pilih tindakan yang paling tepat" in page


def test_two_actions_at_once_are_no_judgement(client, rina):
    attempt = attempt_at(rina, JUDGEMENT)
    tokens = list(shown_in_slot(slots(attempt)[0]).of_option.values())

    assert save_in_background(client, attempt, {"choice": tokens[:2]}).status_code == 422


def test_the_key_of_an_all_or_nothing_choice_says_so_nowhere_to_a_learner(client, rina):
    attempt = attempt_at(rina, row("MA", kind="MC", options=("x", "y", "z"), key="A;C", scoring="semua"))
    of_option = shown_in_slot(slots(attempt)[0]).of_option

    told = save_in_background(client, attempt, {"choice": [of_option["a"]]}).content.decode()
    percent = percent_for(client, attempt, jawaban=of_option["a"], seq=2)

    assert "all_or_nothing" not in told + page_at(client, attempt)
    assert percent == 0


# What only the keys of these items could bring onto a page.
KEYS = ("7731", "7.731", "KUNCI", "kunci kedua", "hari kunci", "1933", "7732", "PENJELASAN-", "SUMBER-")
ROWS = (NUMBER, TEXT, GAPS, JUDGEMENT)


def keys_in(text: str) -> list[str]:
    """Return the keys that a text tells; what stands by chance in a token, an id or a moment is none."""
    without_moments = re.sub(r":\d\d\.\d{6}", "", text)
    without_ids = re.sub(r"[0-9A-Za-z_-]*[0-9][0-9A-Za-z_-]{11,}", "", without_moments)
    return [key for key in KEYS if key in without_ids]


def pages_while_running(client, attempt):
    yield client.get(reverse("assessments:mine"))
    yield client.get(reverse("assessments:start", args=[attempt.blueprint.uuid]))
    yield client.get(reverse("assessments:submit", args=[attempt.uuid]))
    for slot in slots(attempt):
        yield client.get(reverse("assessments:attempt", args=[attempt.uuid]), {"nomor": slot.position})
        yield save_in_background(client, attempt, {}, position=slot.position)


def test_no_page_and_no_reply_of_a_running_attempt_tells_the_key(client, rina):
    attempt = attempt_at(rina, *ROWS)

    for page in pages_while_running(client, attempt):
        assert not keys_in(page.content.decode())


def test_no_version_holds_its_key(client, rina):
    attempt_at(rina, *ROWS)

    told = json.dumps(list(ItemVersion.objects.values("stem", "options", "choices")))

    assert not keys_in(told)


def test_a_failed_result_keeps_the_key_and_shows_what_was_typed(client, rina):
    attempt = attempt_at(rina, *ROWS)
    for slot in slots(attempt):
        send_form(client, attempt, position=slot.position, angka="12", teks="SALAH-SAJA")

    page = result_of(client, attempt)

    assert not page.context["result"].reveals_key
    assert all(option.right is None for slot in page.context["result"].slots for option in slot.options)
    assert not keys_in(page.content.decode())
    assert "12 GB" in page.content.decode()


def test_no_log_line_and_no_statement_holds_an_answer_or_a_key(client, rina, capsys, caplog):
    attempt = attempt_at(rina, *ROWS)
    for slot in slots(attempt):
        right = builders.right_answer(slot)
        services.save_answer(
            person=rina, attempt=attempt.uuid, position=slot.position, seq=1, payload=right, at=timezone.now()
        )
    result_of(client, attempt)

    written = capsys.readouterr()
    told = written.out + written.err + caplog.text + "".join(row.payload for row in Statement.objects.all())
    assert Attempt.objects.get().percent == 100
    assert not keys_in(told)


def test_after_the_last_try_the_review_shows_what_was_expected(client, rina):
    start = timezone.now() - timedelta(days=10)
    attempt = attempt_at(rina, *ROWS, at=start)
    test = attempt.blueprint
    for day in range(3):
        attempt = services.start_attempt(person=rina, blueprint=test, at=start + timedelta(days=2 * day))
        services.submit(person=rina, attempt=attempt.uuid, at=start + timedelta(days=2 * day))

    page = client.get(reverse("assessments:result", args=[attempt.uuid])).content.decode()

    assert "7.731,25 ± 0,5 GB" in page
    assert "KUNCI pengendali / kunci kedua" in page
    assert "[Isian 1]" in page
    assert "KUNCI 3 x 24 jam / tiga hari kunci" in page
    assert "Para ahli memberi 25% dari nilai" in page
    assert "PENJELASAN-NU" in page
