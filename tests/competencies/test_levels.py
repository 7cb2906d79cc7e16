"""Levels follow from evidence: recorded once, derived anew, announced when they change."""

import uuid
from datetime import date, timedelta

import pytest

from lms.competencies import selectors, services
from lms.competencies.models import Evidence, EvidenceKind, PersonLevel
from lms.competencies.services import Finding, Source
from lms.competencies.signals import level_changed
from lms.people.models import PositionKind
from tests.builders import NOW, TODAY, agency, competency, framework, person, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def siti():
    framework()
    who = person("Siti")
    post(who, agency(), kind=PositionKind.PELAKSANA)
    return who


def record(who, *findings, source=None):
    services.record_evidence(
        person=who,
        findings=findings,
        source=source or Source("attempt", uuid.uuid4(), "Uji"),
        by=None,
        at=NOW,
    )


def measured(level, *, chances=None, on=date(2026, 11, 1)):
    details = {"chances": chances} if chances else {}
    return Finding(competency("D2"), EvidenceKind.MEASURED_UNSUPERVISED, level, on, chance=0.7, details=details)


def level_of(who):
    return PersonLevel.objects.get(person=who, competency=competency("D2"))


def test_a_result_becomes_a_level_and_the_gap_closes(siti):
    record(siti, measured(2))

    gap = next(row for row in selectors.gaps_of(siti, viewer=siti, on=TODAY) if row.competency.code == "D2")
    assert (gap.gap.required, gap.gap.attained, gap.gap.is_met) == (2, 2, True)
    assert level_of(siti).valid_until == date(2028, 11, 1)


def test_the_same_result_twice_is_one_piece_of_evidence(siti):
    source = Source("attempt", uuid.uuid4(), "Uji")

    record(siti, measured(2), source=source)
    record(siti, measured(2), source=source)

    assert Evidence.objects.count() == 1


def test_a_ceiling_lowers_the_level_and_gives_the_chance_of_the_lower_one(siti):
    record(siti, measured(3, chances=[0.99, 0.95, 0.7, 0.2, 0.0]))

    assert (level_of(siti).level, level_of(siti).chance) == (2, 0.95)


def test_a_change_is_announced_once_and_no_change_is_not(siti, django_capture_on_commit_callbacks):
    heard = []

    def listen(before, after, **_kwargs):
        heard.append((before, after))

    level_changed.connect(listen)
    try:
        for level in (1, 1, 2):
            with django_capture_on_commit_callbacks(execute=True):
                record(siti, measured(level))
    finally:
        level_changed.disconnect(listen)

    assert heard == [(None, 1), (1, 2)]


def test_rebuilding_all_levels_gives_what_was_derived_one_by_one(siti):
    record(siti, measured(2), Finding(competency("D1"), EvidenceKind.SELF_RATING, 4, date(2026, 1, 1)))
    before = list(PersonLevel.objects.order_by("competency").values("competency", "level", "chance", "without_level"))

    services.rebuild_levels(people=[siti.pk], at=NOW)

    after = list(PersonLevel.objects.order_by("competency").values("competency", "level", "chance", "without_level"))
    assert before == after
    assert {row["without_level"] for row in after} == {"", "self_declared"}


def test_when_the_deciding_evidence_expires_weaker_evidence_that_still_holds_takes_its_place(siti):
    strong = Finding(
        competency("D2"), EvidenceKind.EXTERNAL_RESULT, 3, date(2026, 1, 1), valid_until=date(2026, 11, 24)
    )
    record(siti, strong)
    record(siti, measured(2, on=date(2026, 6, 1)))
    tomorrow = NOW + timedelta(days=1)

    due = services.derive_expired_levels(at=tomorrow)

    assert (due, level_of(siti).level) == (1, 2)
    assert services.derive_expired_levels(at=tomorrow) == 0


def test_the_derivation_names_the_evidence_that_decided(siti):
    record(siti, measured(1, on=date(2025, 12, 1)))
    record(siti, measured(2, on=date(2026, 6, 1)))
    record(siti, Finding(competency("D2"), EvidenceKind.COMPLETION, None, date(2026, 7, 1)))

    found = selectors.derivation_of(siti, competency("D2"), viewer=siti, on=TODAY)

    assert [(row.evidence.performed_on.month, row.decided) for row in found.rows] == [
        (7, False),
        (6, True),
        (12, False),
    ]


def test_nobody_else_reads_the_evidence(siti):
    record(siti, measured(2))
    peer = person("Tono")

    assert not selectors.evidence_of(siti, viewer=peer, on=TODAY).exists()
    assert selectors.gaps_of(siti, viewer=peer, on=TODAY) == []
    assert selectors.gaps_of_many([siti], viewer=peer, on=TODAY) == {siti.pk: []}


def test_gaps_cost_the_same_whatever_the_history(siti, django_assert_max_num_queries):
    for _again in range(10):
        record(siti, measured(1))

    with django_assert_max_num_queries(9):
        selectors.gaps_of(siti, viewer=siti, on=TODAY)


def test_months_end_where_the_month_is_shorter():
    assert services.months_later(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert services.months_later(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert services.months_later(date(2026, 3, 15), -3) == date(2025, 12, 15)


def test_evidence_computed_anew_supersedes_what_its_source_said_before(siti):
    record(siti, measured(2, on=date(2026, 6, 1)))
    before = Evidence.objects.get()
    source = Source(before.source_kind, before.source_uuid, before.source_title)

    (after,) = services.replace_evidence(
        person=siti, findings=[measured(1, on=date(2026, 6, 1))], source=source, by=None, at=NOW
    )

    before.refresh_from_db()
    assert (before.superseded_at, before.superseded_by, level_of(siti).level) == (NOW, after, 1)
    again = services.replace_evidence(
        person=siti, findings=[measured(1, on=date(2026, 6, 1))], source=source, by=None, at=NOW
    )
    assert (again, Evidence.objects.count()) == ([], 2)


def test_a_source_that_says_nothing_any_more_leaves_the_level_to_what_else_there_is(siti):
    record(siti, measured(1, on=date(2025, 12, 1)))
    record(siti, measured(2, on=date(2026, 6, 1)))
    last = Evidence.objects.latest("performed_on")

    services.replace_evidence(
        person=siti, findings=[], source=Source(last.source_kind, last.source_uuid, ""), by=None, at=NOW
    )

    assert level_of(siti).level == 1
    assert selectors.derivation_of(siti, competency("D2"), viewer=siti, on=TODAY).rows[0].decided is False


def test_what_was_known_on_a_day_counts_evidence_that_was_superseded_later(siti):
    record(siti, measured(2, on=date(2026, 6, 1)))
    row = Evidence.objects.get()
    row.superseded_at = NOW
    rules = selectors.rules_in_force(TODAY)

    assert selectors.as_fact(row, rules, on=TODAY - timedelta(days=1)).counts
    assert not selectors.as_fact(row, rules, on=TODAY).counts
