"""What people are told about roles and acting heads: the kinds of notice, and when each is written."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, override

from lms.errors import gettext_noop
from lms.notices.kinds import NoticeKind, register
from lms.notices.services import notify
from lms.people.models import Posting, PostingKind, RoleDeed, RoleGrant, User
from lms.people.signals import acting_appointed, acting_ended, review_due, role_changed

KINDS = (
    NoticeKind(
        code="role_granted",
        title=gettext_noop("You have a new role: %(role)s"),
        body=gettext_noop("From %(day)s you are %(role)s for %(scope)s. Your account shows all your roles."),
    ),
    NoticeKind(
        code="role_ended",
        title=gettext_noop("Your role has ended: %(role)s"),
        body=gettext_noop("You are no longer %(role)s for %(scope)s."),
    ),
    NoticeKind(
        code="acting_yours",
        title=gettext_noop("You act as head of %(unit)s"),
        body=gettext_noop("From %(since)s to %(until)s you see the team of %(unit)s under Team."),
    ),
    NoticeKind(
        code="acting_for_you",
        title=gettext_noop("%(name)s acts as head of %(unit)s"),
        body=gettext_noop("From %(since)s to %(until)s %(name)s acts as head of %(unit)s and sees its team."),
    ),
    NoticeKind(
        code="acting_yours_ended",
        title=gettext_noop("You no longer act as head of %(unit)s"),
        body=gettext_noop("The appointment to act as head of %(unit)s has ended."),
    ),
    NoticeKind(
        code="acting_for_you_ended",
        title=gettext_noop("%(name)s no longer acts as head of %(unit)s"),
        body=gettext_noop("The appointment of %(name)s to act as head of %(unit)s has ended."),
    ),
    NoticeKind(
        code="roles_to_review",
        title=gettext_noop("Roles wait for your review"),
        body=gettext_noop("Say for %(count)s roles whether they are still needed."),
    ),
)

for kind in KINDS:
    register(kind)


@receiver(role_changed)
def tell_of_role(grant_id: int, deed: str, at: datetime, **_kwargs: Any) -> None:
    """Tell the person which role began or ended."""
    grant = RoleGrant.objects.select_related("person", "unit").get(pk=grant_id)
    with override(grant.person.language):
        facts = {
            "role": grant.get_role_display(),
            "scope": grant.scope,
            "day": date_format(grant.valid_from, "j F Y"),
        }
    kind = "role_granted" if deed == RoleDeed.GRANTED else "role_ended"
    url = reverse("people:account")
    notify(person=grant.person, kind=kind, facts=facts, url=url, at=at, key=f"{kind}:{grant.pk}")


@receiver(acting_appointed)
def tell_of_acting(posting_id: int, at: datetime, **_kwargs: Any) -> None:
    """Tell who acts, and for whom."""
    tell_both(posting_id, "acting_yours", "acting_for_you", at=at)


@receiver(acting_ended)
def tell_of_end(posting_id: int, at: datetime, **_kwargs: Any) -> None:
    """Tell both that it is over."""
    tell_both(posting_id, "acting_yours_ended", "acting_for_you_ended", at=at)


def tell_both(posting_id: int, to_acting: str, to_head: str, *, at: datetime) -> None:
    """Write a notice to who acts, and one to the head in the own right, if there is one."""
    posting = Posting.objects.select_related("person", "unit").get(pk=posting_id)
    today = timezone.localdate(at)
    own_heads = Posting.objects.on(today).filter(unit=posting.unit, is_head=True, kind=PostingKind.PRIMARY)
    receivers = [(posting.person, to_acting, reverse("home:team"))]
    receivers += [
        (row.person, to_head, reverse("people:acting"))
        for row in own_heads.select_related("person").exclude(person=posting.person)
    ]
    for person, kind, url in receivers:
        facts = facts_of(posting, person)
        notify(person=person, kind=kind, facts=facts, url=url, at=at, key=f"{kind}:{posting.pk}:{person.pk}")


def facts_of(posting: Posting, reader: User) -> dict[str, str]:
    """Return the facts of an appointment in the reader's language."""
    with override(reader.language):
        return {
            "name": posting.person.display_name,
            "unit": posting.unit.name,
            "since": date_format(posting.valid_from, "j F Y"),
            "until": date_format(posting.valid_to, "j F Y") if posting.valid_to else gettext("further notice"),
        }


@receiver(review_due)
def tell_of_review(person: User, count: int, at: datetime, **_kwargs: Any) -> None:
    """Tell a reviewer once a half-year that roles wait."""
    day = timezone.localdate(at)
    half = f"{day.year}-{1 if day.month <= 6 else 2}"
    facts, url = {"count": str(count)}, reverse("people:roles_review")
    notify(person=person, kind="roles_to_review", facts=facts, url=url, at=at, key=f"role-review:{person.pk}:{half}")
