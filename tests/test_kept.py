"""Kept questions: the rows of the queryset they were written as, asked for anew each time."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import BigIntegerField, BooleanField, Count, DateField, DateTimeField, UUIDField
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.models import AttemptSlot
from assessments.services import start_attempt
from lms.kept import Kept, given
from lms.people.models import Posting, Unit, User
from tests.assessments.builders import MORNING, simple_test
from tests.builders import TODAY, agency, person, post, unit

pytestmark = pytest.mark.django_db


def plain(found):
    """Return the fields of an object, and of those read beside it."""
    state = found._state
    beside = {name: plain(one) if one else None for name, one in state.fields_cache.items()}
    return {**{name: value for name, value in vars(found).items() if name != "_state"}, "beside": beside}


@pytest.fixture
def house():
    """Two people in a unit of an agency."""
    section = unit("Bidang Data", agency())
    siti, budi = person("Siti"), person("Budi")
    post(siti, section)
    post(budi, section)
    return section, siti, budi


HELD = Kept(
    lambda: (
        Posting.objects.on(given("day", DateField()))
        .filter(person=given("person", BigIntegerField()))
        .select_related("unit", "position", "person")
    )
)


def test_the_rows_are_those_of_the_queryset_with_what_stands_beside_them(house):
    _section, siti, budi = house
    for who in (siti, budi):
        asked = Posting.objects.on(TODAY).filter(person=who.pk).select_related("unit", "position", "person")

        assert list(map(plain, HELD(person=who.pk, day=TODAY))) == list(map(plain, asked))
    assert HELD(person=siti.pk, day=TODAY - timedelta(days=40_000)) == []


def test_nothing_of_an_answer_is_kept(house):
    _section, siti, _budi = house
    by_uuid = Kept(lambda: User.objects.filter(uuid=given("uuid", UUIDField())))
    assert by_uuid.one(uuid=siti.uuid).full_name == "Siti"

    User.objects.filter(pk=siti.pk).update(full_name="Siti Rahma")

    assert by_uuid.one(uuid=siti.uuid).full_name == "Siti Rahma"
    siti.delete()
    assert by_uuid.one(uuid=siti.uuid) is None


def test_a_call_is_one_query(house):
    _section, siti, _budi = house
    with CaptureQueriesContext(connection) as asked:
        (found,) = HELD(person=siti.pk, day=TODAY)
        assert (found.person.full_name, found.unit.name) == ("Siti", "Bidang Data")
    assert len(asked) == 1


@pytest.mark.usefixtures("house")
def test_a_list_of_values_has_them_as_their_fields_do():
    told = Kept(
        lambda: (
            User.objects.filter(joined_at__lte=given("now", DateTimeField()), is_active=given("active", BooleanField()))
            .order_by("full_name")
            .values_list("uuid", "full_name", "joined_at", "is_active")
        )
    )
    asked = User.objects.order_by("full_name").values_list("uuid", "full_name", "joined_at", "is_active")

    assert told(now=timezone.now(), active=True) == list(asked)
    assert told(now=timezone.now(), active=False) == []


def test_what_is_worked_out_beside_a_row_comes_with_it(house):
    section, *_people = house
    busy = Kept(lambda: Unit.objects.filter(pk=given("unit", BigIntegerField())).annotate(people=Count("postings")))

    assert busy.one(unit=section.pk).people == 2


def test_a_row_that_is_not_there_is_none_and_json_is_read():
    attempt = start_attempt(person=person("Siti"), blueprint=simple_test(), at=MORNING)
    slots = Kept(
        lambda: (
            AttemptSlot.objects.filter(attempt=given("attempt", BigIntegerField()))
            .select_related("item_version__item", "response")
            .order_by("position")
        )
    )
    asked = AttemptSlot.objects.filter(attempt=attempt).select_related("item_version__item", "response")

    found = slots(attempt=attempt.pk)

    assert list(map(plain, found)) == list(map(plain, asked.order_by("position")))
    assert isinstance(found[0].item_version.options, list)
    assert not hasattr(found[0], "response")


def test_a_value_that_is_missing_is_an_error():
    with pytest.raises(KeyError):
        HELD(person=1)


def test_a_changed_object_is_saved_as_any_other(house):
    _section, siti, _budi = house
    (found,) = HELD(person=siti.pk, day=TODAY)
    found.basis = "SK 1"
    found.save(update_fields=["basis"])

    assert HELD(person=siti.pk, day=TODAY)[0].basis == "SK 1"


@pytest.mark.django_db(transaction=True)
def test_a_lock_that_no_transaction_would_hold_is_refused():
    siti = person("Siti")
    locked = Kept(lambda: User.objects.select_for_update().filter(pk=given("pk", BigIntegerField())))

    with transaction.atomic():
        assert locked.one(pk=siti.pk) == siti
    with pytest.raises(transaction.TransactionManagementError):
        locked(pk=siti.pk)
