"""The record of learning: valid, deterministic, stored once, without a number that names a person."""

import json
import uuid
from datetime import UTC, datetime

import pytest
import tincan
from hypothesis import given
from hypothesis import strategies as st

from lms.experience import services, statements
from lms.experience.models import Statement
from lms.experience.statements import Activity, InvalidStatement, Outcome, Verb
from tests.builders import NOW, person

LESSON = Activity("lesson", "6f1b", "Enam dasar pemrosesan")


def build(**changes):
    facts = {
        "key": ("lesson-completed", "a", "b"),
        "home_page": "http://localhost:8000",
        "actor": "4b5e",
        "verb": Verb.COMPLETED,
        "activity": LESSON,
        "at": datetime(2026, 11, 24, 3, tzinfo=UTC),
    }
    return statements.build(**{**facts, **changes})


def test_the_same_event_has_the_same_id_everywhere():
    assert build()["id"] == build()["id"] == str(uuid.uuid5(statements.NAMESPACE, "lesson-completed\x1fa\x1fb"))


def test_an_independent_client_reads_the_statement_as_it_was_meant():
    read = tincan.Statement.from_json(json.dumps(build(outcome=Outcome(success=True, score_scaled=0.8))))

    assert (read.verb.id, read.object.definition.name["id"]) == (Verb.COMPLETED, "Enam dasar pemrosesan")
    assert read.result.score.scaled == 0.8
    assert read.actor.account.name == "4b5e"


@pytest.mark.parametrize(
    ("change", "clause"),
    [
        (lambda s: s.pop("verb"), "2.2"),
        (lambda s: s.update(id="x"), "2.4.1"),
        (lambda s: s["actor"].update(mbox="mailto:a@b.example"), "2.4.2.3"),
        (lambda s: s["actor"].update(account={"homePage": "not an iri", "name": "x"}), "2.4.2.4"),
        (lambda s: s["verb"].update(id="passed"), "2.4.3"),
        (lambda s: s["object"].update(id="lesson"), "2.4.4.1"),
        (lambda s: s.update(result={"score": {"scaled": 5}}), "2.4.5.1"),
        (lambda s: s.update(timestamp="2026-11-24T03:00:00"), "2.4.7"),
    ],
)
def test_a_statement_that_breaks_the_specification_is_refused_with_the_clause(change, clause):
    broken = build()
    change(broken)

    with pytest.raises(InvalidStatement) as refused:
        statements.check(broken)

    assert refused.value.facts["clause"] == clause


@given(st.floats(-1, 1), st.integers(0, 10**6))
def test_whatever_we_build_passes_our_own_check(scaled, seconds):
    build(outcome=Outcome(score_scaled=scaled, duration_seconds=seconds))


@pytest.mark.django_db
def test_an_event_is_recorded_once_under_an_opaque_name():
    who = person("Siti", nip="198609262015051901")
    facts = {"person": who, "verb": Verb.PASSED, "activity": LESSON, "key": ("passed", "1"), "at": NOW}

    services.record_event(**facts)
    services.record_event(**facts)

    row = Statement.objects.get()
    assert json.loads(row.payload)["actor"]["account"]["name"] == str(who.uuid)
    assert "19860926" not in row.payload
    assert "Siti" not in row.payload


@pytest.mark.django_db
def test_another_statement_with_a_used_id_is_refused():
    services.store(statement=build(), at=NOW)

    with pytest.raises(services.StatementDiffers):
        services.store(statement=build(verb=Verb.FAILED), at=NOW)
