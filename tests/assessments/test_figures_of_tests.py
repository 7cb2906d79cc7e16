"""What trainers see of the results of a test and of what it tells: counted, pictured, never named."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from assessments import services
from assessments.models import Attempt
from assessments.pictures import curves_of, shares_of
from assessments.selectors import blueprint_figures, blueprints
from assessments.selectors.blueprints import TestFilter as Narrowed
from tests.assessments import builders, writing
from tests.assessments.builders import MORNING, SINCE

pytestmark = pytest.mark.django_db

NAMES = ("Ani Satu", "Budi Dua", "Citra Tiga", "Dedi Empat", "Eka Lima", "Fani Enam")


@pytest.fixture
def agency():
    builders.competencies("D2")
    return builders.agency()


@pytest.fixture
def wati(agency):
    return writing.trainer(agency)


@pytest.fixture
def test(agency, wati):
    writing.bank(3, agency)
    return writing.published(wati, writing.second_reader(agency), pass_percent=60)


def take(test, person, *, right, at=MORNING, minutes=4):
    attempt = services.start_attempt(person=person, blueprint=test.uuid, at=at)
    builders.answer_all(attempt, right=right, at=at)
    return services.submit(person=person, attempt=attempt.uuid, at=at + timedelta(minutes=minutes))


def page(client, person, test):
    client.force_login(person)
    return client.get(reverse("written_tests:test", args=[test.uuid])).content.decode()


def test_results_of_fewer_than_five_people_are_not_shown(client, agency, wati, test):
    for number, name in enumerate(NAMES[:4]):
        take(test, writing.learner(agency, name), right=number % 2 * 3)

    text = page(client, wati, test)

    assert "4 orang telah menyelesaikan percobaan pertama." in text
    assert "lulus pada percobaan pertama" not in text
    assert "Nilai pada percobaan pertama" not in text
    assert "dari 4" not in client.get(reverse("written_tests:index")).content.decode()


def test_first_attempts_are_counted_and_pictured_and_nobody_is_named(client, agency, wati, test):
    people = [writing.learner(agency, name) for name in NAMES]
    for number, person in enumerate(people):
        take(test, person, right=(0, 1, 2, 3, 3, 3)[number], minutes=number + 1)
    take(test, people[0], right=3, at=MORNING + timedelta(days=60))

    results = blueprint_figures.results_of(wati, test)
    text = page(client, wati, test)

    assert (results.people, results.passed_percent, results.median_minutes) == (6, 67, 3)
    assert [bar.people for bar in results.shares.bars] == [1, 0, 0, 1, 0, 0, 1, 0, 0, 3]
    assert "Percobaan pertama 6 orang" in text
    assert "Lihat sebagai tabel" in text
    assert not [name for name in NAMES if name in text]
    assert "5 dari 6" in client.get(reverse("written_tests:index")).content.decode()


def test_a_voided_attempt_is_nobodys_first(agency, wati, test):
    people = [writing.learner(agency, name) for name in NAMES[:5]]
    for person in people:
        take(test, person, right=0)
    Attempt.objects.filter(person=people[0]).update(state="voided")
    take(test, people[0], right=3, at=MORNING + timedelta(days=3))

    assert blueprint_figures.results_of(wati, test).passed_percent == 20


def test_the_page_of_a_test_says_what_its_result_can_establish(client, wati, test):
    text = page(client, wati, test)

    assert "menetapkan paling tinggi jenjang 2" in text
    assert "Rata-rata dari yang diacak untuk satu percobaan" in text
    assert "SOAL-01" in text


def test_the_list_costs_the_same_with_one_test_and_with_many(agency, wati, test, django_assert_num_queries):
    queries = 5
    with django_assert_num_queries(queries):
        rows_of(wati)
    for number in range(4):
        services.define_blueprint(
            code=f"LAIN-{number}", title=f"Tes lain {number}", cells=[services.CellSpec("D2", 2)], unit=agency
        )

    with django_assert_num_queries(queries):
        rows = rows_of(wati)

    assert len(rows) == 6


def rows_of(viewer):
    tests = list(blueprints.blueprint_list(viewer, Narrowed(), on=SINCE.replace(year=2026)))
    return [(test.title, test.question_count, [cell.competency.code for cell in test.cells.all()]) for test in tests]


def test_the_list_is_narrowed_by_title_status_and_competency(client, agency, wati, test):
    other = services.write_test(code="LAIN", content=writing.content("Tata kelola data"), by=wati, at=MORNING)
    client.force_login(wati)

    def titles(query):
        return [row.title for row in client.get(f"{reverse('written_tests:index')}?{query}").context["page"]]

    assert titles("q=kelola") == ["Tata kelola data"]
    assert titles("status=draft") == ["Tata kelola data"]
    assert titles("status=published&kompetensi=D2") == ["Tes pelindungan data"]
    assert titles("status=in_review") == []
    services.submit_test(test=other.uuid, by=wati, at=MORNING)
    assert titles("status=in_review") == ["Tata kelola data"]


def test_the_page_of_a_test_costs_the_same_with_many_items_and_attempts(
    client, agency, wati, test, django_assert_max_num_queries
):
    for name in NAMES:
        take(test, writing.learner(agency, name), right=2)
    builders.bank(builders.row(f"LEBIH-{number:02}") for number in range(30))
    client.force_login(wati)

    with django_assert_max_num_queries(75):
        client.get(reverse("written_tests:test", args=[test.uuid]))


def test_lines_of_a_picture_share_one_scale():
    weak, strong = [(1.0, 1.0, 0.0)], [(1.0, 1.0, 0.0), (1.0, 1.0, 0.0)]

    curves = curves_of([("A", weak), ("B", strong)], (-1.0, 0.0, 1.0, 2.0, 3.0))

    assert curves.highest == pytest.approx(0.5)
    assert [row.information for row in curves.rows[1]] == pytest.approx([0.25, 0.5])
    assert [line.peak for line in curves.lines] == [0.0, 0.0]


def test_the_last_tenth_holds_the_full_points():
    shares = shares_of([0] * 9 + [4], 70)

    assert (shares.bars[9].low, shares.bars[9].high, shares.bars[9].people) == (90.0, 100.0, 4)
    assert shares.passes.label == "70%"
