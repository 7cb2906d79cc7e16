"""What was proved and asked under one version of a framework counts on under the next."""

import uuid
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.services import CellSpec, define_blueprint
from lms.competencies import selectors, services
from lms.competencies.carrying import carried_to, heard_for
from lms.competencies.models import Competency, Crosswalk, Framework, PersonLevel, Standard
from lms.competencies.services import Finding, Source
from lms.competencies.standards_in_force import Post, requirements_for
from lms.development.offers import offers_for
from lms.development.targets import that_teach
from tests.assessments.builders import bank, row
from tests.builders import NOW, TODAY, competency, person, post
from tests.competencies.keeping import next_version, publish
from tests.courses.builders import course_in

pytestmark = pytest.mark.django_db


def measured(who, code="D2", level=2):
    services.record_evidence(
        person=who,
        findings=[Finding(competency(code), "measured_unsupervised", level, date(2026, 11, 1))],
        source=Source("attempt", uuid.uuid4(), "Uji"),
        by=None,
        at=NOW,
    )


def test_what_a_person_proved_counts_on_in_the_next_version(house):
    siti, tono = person("Siti"), person("Tono")
    post(siti, house["here"])
    measured(siti)
    old = competency("D2")
    publish(house, next_version(house))

    carried = [services.carry_levels(at=NOW, limit=1) for _time in range(3)]

    new = competency("D2")
    assert (carried, new.pk != old.pk) == ([1, 0, 0], True)
    gap = next(one.gap for one in selectors.gaps_of(siti, viewer=siti, on=TODAY) if one.competency == new)
    assert (gap.required, gap.attained, gap.is_met) == (2, 2, True)
    (row,) = selectors.derivation_of(siti, new, viewer=siti, on=TODAY).rows
    assert (row.carried_from, row.decided) == (old, True)
    assert not PersonLevel.objects.filter(person=tono).exists()
    assert not Framework.objects.filter(carry_due=True).exists()


def test_evidence_given_for_the_old_version_later_reaches_the_new_one(house):
    siti = person("Siti")
    old = competency("D2")
    publish(house, next_version(house))

    services.record_evidence(
        person=siti,
        findings=[Finding(old, "measured_unsupervised", 1, date(2026, 11, 1))],
        source=Source("attempt", uuid.uuid4(), "Uji"),
        by=None,
        at=NOW,
    )

    levels = dict(PersonLevel.objects.filter(person=siti).values_list("competency", "level"))
    assert levels == {old.pk: 1, competency("D2").pk: 1}
    services.rebuild_levels(people=[siti.pk], at=NOW)
    assert dict(PersonLevel.objects.filter(person=siti).values_list("competency", "level")) == levels


def test_what_is_only_related_carries_nothing(house):
    siti = person("Siti")
    measured(siti)
    draft = next_version(house)
    Crosswalk.objects.filter(destination__framework=draft).update(kind="isRelatedTo")
    publish(house, draft)

    services.carry_levels(at=NOW)

    assert PersonLevel.objects.filter(competency__framework=draft).count() == 0


def test_standards_follow_the_competencies_that_stay_the_same(house):
    publish(house, next_version(house))

    anybody = Post("pelaksana", None, None)
    required = {one: asked.level for one, asked in requirements_for([anybody], on=TODAY)[anybody].items()}

    assert set(required) == set(Competency.objects.filter(framework__version="2027.1").values_list("pk", flat=True))
    assert Standard.objects.count() == 150


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6)), max_size=12), st.integers(1, 6), st.integers(1, 6))
def test_evidence_is_heard_exactly_where_it_is_carried_to(edges, one, other):
    assert (one in heard_for(other, edges)) == (other in carried_to([one], edges))


def test_who_proved_something_meanwhile_keeps_the_rest_as_well(house):
    siti = person("Siti")
    measured(siti, "D2")
    measured(siti, "D1")
    publish(house, next_version(house))
    measured(siti, "D2")

    while services.carry_levels(at=NOW):
        pass

    new = {code: competency(code).pk for code in ("D1", "D2")}
    levels = dict(PersonLevel.objects.filter(person=siti).values_list("competency_id", "level"))
    assert (levels[new["D1"]], levels[new["D2"]]) == (2, 2)


def test_a_competency_that_is_split_keeps_its_standard_in_both_parts(house):
    draft = next_version(house)
    Crosswalk.objects.create(origin=competency("D2"), destination=draft.competencies.get(code="D1"), kind="replacedBy")
    level = Standard.objects.filter(competency=competency("D2"), position_kind="jpt_madya").first().level
    publish(house, draft)

    for code in ("D1", "D2"):
        assert Standard.objects.filter(competency__framework=draft, competency__code=code).exists()
    held = Standard.objects.get(competency__framework=draft, competency__code="D2", position_kind="jpt_madya")
    assert held.level == level


def test_courses_and_tests_of_the_old_version_are_found_for_the_new_one(house, tmp_path):
    siti = person("Siti")
    post(siti, house["here"])
    course = course_in(tmp_path)
    bank([row("UJI-1")])
    test = define_blueprint(code="UJI", title="Tes", cells=[CellSpec("D2", 1, topic="")])

    publish(house, next_version(house))

    assert {one.uuid for one in that_teach("D2")} == {course.uuid, test.uuid}
    offered = {offer.uuid for offer in offers_for(siti, on=TODAY) if offer.kind == "course"}
    assert offered == {str(course.uuid)}
