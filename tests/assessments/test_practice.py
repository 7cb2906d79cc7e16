"""Practice questions in lessons."""

from __future__ import annotations

from uuid import uuid4

import pytest

from assessments import selectors, services
from assessments.models import PracticeAnswer
from assessments.rendering import shown_in_practice
from assessments.services.practice import NoSuchPracticeQuestion
from lms.competencies.models import Evidence
from lms.competencies.services import Source
from tests.assessments import builders
from tests.assessments.builders import MORNING, row

pytestmark = pytest.mark.django_db


def practice(code="L-1", **fields):
    builders.competencies("D2")
    return builders.bank([row(code, use="practice", **fields)])[code]


def answer(item, *texts):
    question = selectors.practice_questions([item.uuid])[item.uuid]
    return {"choice": [option.token for option in question.options if option.text in texts]}


def test_a_right_answer_is_told_with_its_explanation():
    item, rina = practice(), builders.person()
    context = Source("lesson", uuid4(), "Data umum dan data spesifik")

    told = services.answer_practice(
        person=rina, item=item.uuid, payload=answer(item, "RAHASIA-BENAR"), context=context, at=MORNING
    )

    assert told == services.PracticeResult(True, "PENJELASAN-L-1", ("RAHASIA-BENAR",))
    assert PracticeAnswer.objects.get().context_title == "Data umum dan data spesifik"
    assert not Evidence.objects.exists()


def test_a_wrong_answer_says_what_would_have_been_right_and_may_be_tried_again():
    item, rina = practice(), builders.person()

    first = services.answer_practice(person=rina, item=item.uuid, payload=answer(item, "Salah satu"), at=MORNING)
    second = services.answer_practice(person=rina, item=item.uuid, payload=answer(item, "RAHASIA-BENAR"), at=MORNING)

    assert (first.is_correct, second.is_correct) == (False, True)
    assert first.correct_option_texts == ("RAHASIA-BENAR",)


def test_the_right_order_is_told_in_order():
    item = practice(kind="ordering", options=("tiga", "satu", "dua"), key="B>C>A")
    shown = shown_in_practice(item.approved)
    payload = {"places": dict.fromkeys(shown.of_option.values(), 1)}

    told = services.answer_practice(person=builders.person(), item=item.uuid, payload=payload, at=MORNING)

    assert told.correct_option_texts == ("satu", "dua", "tiga")


@pytest.mark.parametrize(
    ("fields", "payload", "told"),
    [
        ({"kind": "NU", "key": "12,5 +- 0,1 GB"}, {"number": "12.45"}, ("12,5 ± 0,1 GB",)),
        ({"kind": "ST", "key": "dinas | instansi"}, {"text": "Instansi."}, ("dinas",)),
    ],
)
def test_what_was_typed_in_practice_is_told_to_be_right_with_what_was_expected(fields, payload, told):
    item = practice(options=(), **fields)

    result = services.answer_practice(person=builders.person(), item=item.uuid, payload=payload, at=MORNING)

    assert result == services.PracticeResult(True, "PENJELASAN-L-1", told)


def test_gaps_in_practice_are_told_by_their_labels():
    item = practice(kind="CL", options=(), stem="[[a]] lalu [[b]].", key="a = satu / 1 | b = dua")
    tokens = shown_in_practice(item.approved).of_option
    payload = {"gaps": {tokens["a"]: "1", tokens["b"]: "tiga"}}

    told = services.answer_practice(person=builders.person(), item=item.uuid, payload=payload, at=MORNING)

    assert told == services.PracticeResult(False, "PENJELASAN-L-1", ("Isian 1 = satu", "Isian 2 = dua"))


def test_the_best_action_of_a_judgement_is_right_in_practice():
    item = practice(kind="SJ", options=("[0] Menghapus", "[1] Melapor", "[0,5] Menunggu"), key="")

    best, middling = (
        services.answer_practice(person=builders.person(name), item=item.uuid, payload=answer(item, text), at=MORNING)
        for name, text in (("Rina", "Melapor"), ("Budi", "Menunggu"))
    )

    assert best == services.PracticeResult(True, "PENJELASAN-L-1", ("Melapor",))
    assert not middling.is_correct


def test_an_exam_item_is_never_practice():
    builders.competencies("D2")
    item = builders.bank([row("U-1")])["U-1"]

    assert selectors.practice_questions([item.uuid]) == {}
    with pytest.raises(NoSuchPracticeQuestion):
        services.answer_practice(person=builders.person(), item=item.uuid, payload={}, at=MORNING)


def test_practice_questions_come_without_their_key_in_one_query(django_assert_num_queries):
    items = [practice(f"L-{number}") for number in range(3)]

    with django_assert_num_queries(1):
        found = selectors.practice_questions([item.uuid for item in items])

    assert len(found) == 3
    assert "PENJELASAN" not in repr(found)
