"""The register of personal data is whole: no model with a person in it is missing, and every key leads to a rule."""

from __future__ import annotations

import pytest
from django.apps import apps

from lms.people.models import User
from lms.people.personal_data import EXPIRIES, HOLDINGS, Erasure, holdings
from lms.privacy.models import ProcessingPurpose, RetentionRule
from tests.builders import TODAY

# Rows of packages that hold no person of their own: a token hangs on an account that is registered.
OUR_ROOMS = (
    "people", "notices", "experience", "competencies", "development", "certificates", "assessments", "courses",
    "mentoring", "workforce", "privacy",
)  # fmt: skip


def points_to(model, target):
    fields = model._meta.concrete_fields
    return {field.name for field in fields if field.is_relation and field.related_model is target}


def test_every_model_with_a_person_in_it_is_registered_with_every_way_to_that_person():
    missing = []
    for model in apps.get_models(include_auto_created=True):
        ways = points_to(model, User)
        # The two sides of a list of people: the row belongs to its parent, which is registered.
        holding = HOLDINGS.get(model._meta.label)
        known = {path.split("__")[0] for path in (*holding.person, *holding.mentions)} if holding else set()
        missing += [f"{model._meta.label}.{way}" for way in ways - known]

    assert missing == [], "say in personal_data.py of the room what becomes of these"


def test_every_row_that_hangs_on_a_persons_row_is_registered_too():
    about = {holding.model_class for holding in holdings() if holding.is_about_people and holding.person} - {User}
    missing = []
    for model in apps.get_models():
        if model._meta.app_label not in OUR_ROOMS or model._meta.label in HOLDINGS:
            continue
        parents = {f.related_model for f in model._meta.concrete_fields if f.is_relation} & about
        missing += [f"{model._meta.label} hangs on {parent._meta.label}" for parent in parents]

    assert missing == []


def test_what_stays_after_an_erasure_says_under_which_duty():
    silent = [one.model for one in holdings() if one.is_about_people and one.erasure is Erasure.KEEP and not one.duty]

    assert silent == []


def test_what_is_made_nameless_says_how():
    assert [one.model for one in holdings() if one.erasure is Erasure.ANONYMISE and one.anonymise is None] == []


@pytest.mark.django_db
def test_every_purpose_has_a_legal_basis_and_every_kind_a_rule_of_retention():
    purposes = set(ProcessingPurpose.objects.in_force(TODAY).exclude(legal_basis="").values_list("key", flat=True))
    rules = set(RetentionRule.objects.in_force(TODAY).exclude(legal_basis="").values_list("key", flat=True))

    assert {one.purpose for one in holdings()} - purposes == set()
    assert {one.retention for one in holdings()} - rules == set()
    assert {expiry.key for expiry in EXPIRIES} - rules == set()


@pytest.mark.django_db
def test_a_rule_that_counts_days_is_carried_out_by_somebody():
    counted = set(RetentionRule.objects.in_force(TODAY).filter(days__isnull=False).values_list("key", flat=True))

    assert counted - {expiry.key for expiry in EXPIRIES} == set()
