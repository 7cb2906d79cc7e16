"""Adjustments in tests lie sealed: who reads the database without the key learns that there is one, not which."""

from __future__ import annotations

from datetime import date

import pytest
from cryptography.fernet import InvalidToken
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from assessments.models import Accommodation
from assessments.selectors.accommodations import accommodation_of
from assessments.services.accommodations import (
    Wish,
    ask_accommodation,
    confirm_accommodation,
    decline_accommodation,
)
from lms.people.models import Role, User
from lms.people.seals import BLOCK, opened, sealed
from tests.assessments import builders
from tests.assessments.builders import MORNING

EVERYTHING = Wish(extra_percent=50, break_minutes=15, is_one_a_page=True, is_large_print=True, is_unobserved=True)
BEFORE, AFTER = "0031_tried_out_in_every_test", "0032_sealed_adjustments"


def raw() -> list[dict[str, object]]:
    """The rows as they lie in the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM assessments_accommodation ORDER BY id")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@pytest.fixture
def people() -> tuple[User, User]:
    unit = builders.agency()
    return builders.placed(builders.person(), unit), builders.with_role("Hesti Wulandari", Role.HR, unit)


@pytest.mark.django_db
def test_the_columns_hold_neither_what_is_arranged_nor_what_hr_answered(people):
    rina, hesti = people
    asked = ask_accommodation(by=rina, wish=EVERYTHING, at=MORNING)
    decline_accommodation(number=asked.uuid, answer="Gunakan ruang tenang.", by=hesti, at=MORNING)

    (row,) = raw()
    told = {name: value for name, value in row.items() if name not in ("id", "uuid", "person_id", "decided_by_id")}
    assert set(told) == {
        *("terms", "state", "asked_at", "decided_at", "answer", "valid_from", "valid_to", "withdrawn_at"),
    }
    for name in ("terms", "answer"):
        assert str(told[name]).startswith("gAAAA")
        assert not [
            word for word in ("percent", "break", "print", "page", "Gunakan", "ruang") if word in str(told[name])
        ]
    again = Accommodation.objects.get()
    assert (again.extra_percent, again.break_minutes, again.is_one_a_page, again.is_large_print) == (50, 15, True, True)
    assert again.answer == "Gunakan ruang tenang."


@pytest.mark.django_db
def test_state_and_days_are_asked_for_without_opening_anything(people):
    rina, hesti = people
    asked = ask_accommodation(by=rina, wish=Wish(extra_percent=25), at=MORNING)
    today = timezone.localdate(MORNING)
    confirm_accommodation(number=asked.uuid, first=today, last=date(2026, 12, 31), by=hesti, at=MORNING)

    assert accommodation_of(rina, on=today).extra_percent == 25
    assert accommodation_of(rina, on=date(2027, 1, 1)) is None


@pytest.mark.django_db
def test_an_adjustment_that_says_nothing_or_a_refusal_without_a_word_cannot_be_kept(people):
    rina, _hesti = people
    with pytest.raises(IntegrityError), transaction.atomic():
        Accommodation.objects.create(person=rina, terms={}, asked_at=MORNING)
    with pytest.raises(IntegrityError), transaction.atomic():
        Accommodation.objects.create(person=rina, terms={"break_minutes": 15}, state="declined", asked_at=MORNING)


def test_two_arrangements_look_alike_from_outside_and_the_same_one_differs_each_time():
    least, most = sealed({"is_unobserved": 1}, "x"), sealed(EVERYTHING.terms, "x")

    assert len(least) == len(most)
    assert sealed({"is_unobserved": 1}, "x") != least
    assert len(sealed("y" * BLOCK, "x")) > len(most)


def test_what_was_changed_or_sealed_for_something_else_does_not_open(settings):
    kept = sealed({"extra_percent": 50}, "arrangement in tests")
    with pytest.raises(InvalidToken):
        opened(kept, "second step")
    with pytest.raises(InvalidToken):
        opened(kept[:-4] + ("AAA=" if not kept.endswith("AAA=") else "BBB="), "arrangement in tests")

    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-" + "y" * 50
    assert opened(kept, "arrangement in tests") == {"extra_percent": 50}
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidToken):
        opened(kept, "arrangement in tests")


@pytest.mark.django_db(transaction=True)
def test_rows_from_before_are_sealed_and_opened_again_on_the_way_back(people):
    rina, hesti = people
    asked = ask_accommodation(by=rina, wish=EVERYTHING, at=MORNING)
    decline_accommodation(number=asked.uuid, answer="Gunakan ruang tenang.", by=hesti, at=MORNING)
    ask_accommodation(by=rina, wish=Wish(break_minutes=30), at=MORNING)

    try:
        executor = MigrationExecutor(connection)
        executor.migrate([("assessments", BEFORE)])
        plain = [
            (row["extra_percent"], row["break_minutes"], bool(row["is_one_a_page"]), bool(row["is_large_print"]))
            for row in raw()
        ]
        assert plain == [(50, 15, True, True), (0, 30, False, False)]
        assert [(bool(row["is_unobserved"]), row["answer"]) for row in raw()] == [
            (True, "Gunakan ruang tenang."),
            (False, ""),
        ]
    finally:
        call_command("migrate", "assessments", verbosity=0)

    assert [one.terms for one in Accommodation.objects.order_by("pk")] == [EVERYTHING.terms, {"break_minutes": 30}]
    assert [one.answer for one in Accommodation.objects.order_by("pk")] == ["Gunakan ruang tenang.", ""]
