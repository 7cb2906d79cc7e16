"""Many rows at once: what is written is read back as it was, and long lists are asked for in one parameter."""

import gc
import uuid

import pytest
from django.db import connection

from lms import bulk
from lms.bulk import Among, Growing, count_anew, load, without_collector
from lms.people.models import PositionKind, User
from tests.builders import NOW, person

pytestmark = pytest.mark.django_db

COLUMNS = ("uuid", "password", "is_superuser", "email", "full_name", "title_before", "title_after", "grade", "language",
           "time_zone", "is_active", "is_staff", "is_fictional", "joined_at")  # fmt: skip
ODD = ["Tab\there", "Back\\slash \\N \\.", "Two\nlines\r\n", 'Quote " and \u2019', "\\N", "Ñusantara 𓂀"]


def row(name, email=None):
    """Return a row of an account."""
    return (uuid.uuid4(), "!", False, email, name, "", "", "", "id", "Asia/Jakarta", True, False, False, NOW)


def test_every_text_comes_back_as_it_was_written():
    assert load(User, COLUMNS, [row(name) for name in ODD]) == len(ODD)

    found = User.objects.order_by("pk")
    assert [who.full_name for who in found] == ODD
    assert {(who.email, who.is_active, who.is_staff, who.joined_at) for who in found} == {(None, True, False, NOW)}


def test_a_choice_is_written_as_its_value():
    load(User, COLUMNS, [row(PositionKind.PENGAWAS)])

    assert User.objects.get().full_name == "pengawas"


def test_more_rows_than_a_piece_are_all_written():
    assert load(User, COLUMNS, (row(f"Orang {number}") for number in range(1201))) == 1201
    assert User.objects.count() == 1201


def test_a_long_list_is_one_parameter_whatever_stands_in_it(django_assert_num_queries):
    people = [person(name) for name in ODD]
    names = [*ODD, *(f"Nobody {number}" for number in range(20_000))]

    with django_assert_num_queries(2):
        assert set(User.objects.filter(Among("full_name", names))) == set(people)
        assert User.objects.filter(Among("pk", [people[0].pk, people[2].pk])).count() == 2
    assert not User.objects.filter(Among("pk", [])).exists()
    assert not User.objects.filter(Among("full_name", [])).exists()


def test_the_collector_is_on_again_whatever_happened():
    seen = []

    def stops():
        with without_collector():
            seen.append(gc.isenabled())
            raise ValueError("stopped")

    with pytest.raises(ValueError, match="stopped"):
        stops()
    assert (seen, gc.isenabled()) == ([False], True)


def test_a_table_that_grows_is_counted_again_each_time_it_is_four_times_as_large(monkeypatch):
    counted = []
    monkeypatch.setattr(bulk, "count_anew", lambda *models: counted.append(models))
    growing = Growing(User)

    for _chunk in range(50):
        growing.note(1000)

    assert counted == [(User,)] * 2  # at 5,000 and at 20,000


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite plans without counting")
def test_postgresql_knows_how_many_rows_it_was_given_even_inside_their_transaction():
    load(User, COLUMNS, (row(f"Orang {number}") for number in range(700)))

    count_anew(User)

    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = %s", [User._meta.db_table])
        assert cursor.fetchone()[0] >= 700


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps no plans")
def test_a_long_list_never_compares_each_value_with_each_row():
    with connection.cursor() as cursor:
        names = User.objects.filter(Among("full_name", ["a", "b"]))
        sql, params = names.query.sql_with_params()
        cursor.execute(f"EXPLAIN {sql}", params)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "ANY" not in plan
