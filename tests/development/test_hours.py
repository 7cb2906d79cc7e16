"""Learning hours: converted by a dated rule, capped, and never counted twice."""

import io
import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.utils.html import strip_tags
from pypdf import PdfReader

from lms.competencies.services import Source
from lms.development import selectors, services
from lms.development.hours import convert, in_proportion, months_served, within_caps
from lms.development.models import ActivityForm, ConversionRule, HoursStatement
from lms.policies import NoPolicyInForce
from tests.builders import NOW, TODAY, person

pytestmark = pytest.mark.django_db


def book(who, form, units, on=TODAY, source=None):
    return services.book_hours(
        person=who,
        form=form,
        units=Decimal(units),
        performed_on=on,
        source=source or Source("session", uuid.uuid4(), "Sesi"),
        at=NOW,
    )


def test_a_course_books_its_hours_once():
    who, source = person("Siti"), Source("enrolment", uuid.uuid4(), "PDP-101")

    book(who, ActivityForm.COURSE, 6, source=source)
    book(who, ActivityForm.COURSE, 6, source=source)

    assert selectors.hours_of_year(who, viewer=who, on=TODAY).jp == 6


def test_minutes_become_whole_hours_rounded_down():
    assert convert(Decimal(89), unit="minutes", minutes_per_jp=45) == 1
    assert convert(Decimal(90), unit="minutes", minutes_per_jp=45) == 2


def test_mentoring_counts_two_hours_a_week_at_most_and_keeps_what_was_earned():
    who = person("Siti")

    first = book(who, ActivityForm.MENTORING, 90, on=date(2026, 11, 16))
    second = book(who, ActivityForm.MENTORING, 60, on=date(2026, 11, 22))
    next_week = book(who, ActivityForm.MENTORING, 60, on=date(2026, 11, 23))

    assert [(row.jp, row.jp_before_cap) for row in (first, second, next_week)] == [(2, 2), (0, 1), (1, 1)]


def test_a_cap_never_turns_into_a_debt():
    assert within_caps(
        Decimal(1), booked_week=Decimal(3), booked_year=Decimal(0), cap_week=Decimal(2), cap_year=None
    ) == Decimal(0)


def test_without_a_rule_on_that_day_nothing_is_booked():
    ConversionRule.objects.filter(form="course").update(valid_to=date(2025, 12, 31))

    with pytest.raises(NoPolicyInForce):
        book(person("Siti"), ActivityForm.COURSE, 6)


def test_a_pns_has_a_floor_and_a_pppk_a_ceiling_that_only_warns():
    pns, pppk = person("Siti", nip="198609262015051901"), person("Tono", nip="199003152024211904")
    book(pns, ActivityForm.COURSE, 6)
    book(pppk, ActivityForm.COURSE, 30)

    of_pns = selectors.hours_of_year(pns, viewer=pns, on=TODAY)
    of_pppk = selectors.hours_of_year(pppk, viewer=pppk, on=TODAY)

    assert (of_pns.floor, of_pns.missing, of_pns.ceiling) == (20, 14, None)
    assert (of_pppk.floor, of_pppk.ceiling, of_pppk.is_over_ceiling, of_pppk.jp) == (None, 24, True, 30)


def test_another_person_sees_no_hours():
    who, peer = person("Siti"), person("Tono")
    book(who, ActivityForm.COURSE, 6)

    assert not selectors.entries_of(who, viewer=peer, on=TODAY).exists()


def statement_text(client, year):
    answer = client.get(f"/pengembangan/jp/{year}.pdf")
    assert answer.status_code == 200
    pdf = PdfReader(io.BytesIO(answer.content))
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert pdf.trailer["/Root"]["/Lang"] == "id"
    assert "Pernyataan jam pelajaran" in pdf.pages[0].extract_text()
    return answer


def test_which_cap_bound_is_kept_beside_what_was_earned():
    who = person("Siti")

    week = [book(who, ActivityForm.MENTORING, 135, on=date(2026, 11, 16)).capped_by]
    for monday in (date(2026, 10, 5), date(2026, 10, 12), date(2026, 10, 19)):
        assert book(who, ActivityForm.MENTORING, 90, on=monday).capped_by == ""
    year = book(who, ActivityForm.MENTORING, 45, on=date(2026, 12, 1))

    assert (week, year.capped_by, year.jp) == (["week"], "year", 0)


def test_months_served_and_the_part_of_a_yearly_figure():
    assert [months_served(2026, since) for since in (None, date(2025, 5, 1), date(2026, 9, 15), date(2027, 1, 1))] == [
        12,
        12,
        4,
        0,
    ]
    assert in_proportion(Decimal(20), 4) == Decimal("6.67")


def test_the_ledger_shows_one_year_with_rule_source_and_what_counted(client):
    who = person("Siti", nip="198609262015051901")
    book(who, ActivityForm.MENTORING, 135, on=date(2025, 11, 17))
    book(who, ActivityForm.COURSE, 6, on=date(2026, 2, 1))
    client.force_login(who)

    page = strip_tags(client.get("/pengembangan/?tahun=2025").content.decode())

    assert "batas per minggu" in page
    assert "45 menit = 1 JP" in page
    assert "contoh, belum dicocokkan" in page
    assert "Feb 2026" not in page
    assert client.get("/pengembangan/?tahun=2999").status_code == 404
    assert client.get("/pengembangan/?tahun=bukan").status_code == 200


def test_the_statement_is_a_tagged_pdf_whose_number_changes_only_with_the_hours(client):
    who = person("Siti", nip="198609262015051901")
    book(who, ActivityForm.COURSE, 6, on=date(2025, 2, 1))
    client.force_login(who)

    first, again = statement_text(client, 2025), statement_text(client, 2025)
    book(who, ActivityForm.COURSE, 4, on=date(2025, 3, 1))
    changed = statement_text(client, 2025)

    names = [answer["Content-Disposition"] for answer in (first, again, changed)]
    assert names[0] == names[1] != names[2]
    assert [row.jp for row in HoursStatement.objects.order_by("pk")] == [6, 10]
    assert client.get("/pengembangan/jp/2999.pdf").status_code == 404


def test_the_ledger_costs_the_same_for_any_length(client, django_assert_max_num_queries):
    who = person("Siti", nip="198609262015051901")
    for number in range(15):
        book(who, ActivityForm.COURSE, 1, on=date(2026, 1, 1 + number), source=Source("enrolment", uuid.uuid4(), "K"))
    client.force_login(who)

    with django_assert_max_num_queries(45):
        client.get("/pengembangan/?tahun=2026")
