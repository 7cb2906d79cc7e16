"""Who has to have a second step at sign-in, by dated rule, and who has one."""

from __future__ import annotations

from datetime import date

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.urls import reverse

from lms.people.models import Role, RoleGrant, SecondFactorRule, User

STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_step(person: User) -> bool:
    """Whether `person` signs in with a second step. One query."""
    return Authenticator.objects.filter(user=person, type__in=STEPS).exists()


def rule_for(person: User, *, on: date) -> SecondFactorRule | None:
    """Return the rule that asks `person` for a second step, or None. Two queries."""
    roles = set(RoleGrant.objects.on(on).filter(person=person).values_list("role", flat=True))
    if person.is_superuser:
        roles.add(Role.ADMINISTRATOR)
    rule: SecondFactorRule | None = SecondFactorRule.objects.in_force(on).filter(role__in=roles).first()
    return rule


def gate(person: User, on: date) -> str | None:
    """Return the page on which a second step is set up, where one is asked for and missing."""
    if not settings.SECOND_STEP_ASKED or has_second_step(person):
        return None
    return reverse("mfa_index") if rule_for(person, on=on) else None
