"""What mentoring holds about people."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.people.models import User
from lms.people.personal_data import Erasure, Expiry, Holding, Rows, register, register_expiry
from mentoring.models import Application, Pair, PairState, Session
from mentoring.services.pairing import both_back_to_pool
from mentoring.services.runs import tell

FOUND_BY_NAME = "mentoring_by_name"
WORDS_OF_PAIR = {"decline_reason": "", "end_reason": ""}
WORDS_OF_SESSION = {"agenda": "", "shared_note": "", "dispute_reason": ""}


def end_pairs(rows: Rows, person: User, at: datetime) -> int:
    """End pairs that meet or wait, let the other one take part in the next matching, and empty their words."""
    active = list(rows.filter(state=PairState.ACTIVE).select_related("programme", "mentor", "mentee"))
    for pair in active:
        pair.state, pair.ended_at = PairState.ENDED, at
        pair.save(update_fields=["state", "ended_at"])
        both_back_to_pool(pair)
        tell(pair, pair.other(person), kind="pair_ended", at=at)
    lapsed = rows.filter(state=PairState.PROPOSED).update(state=PairState.LAPSED, ended_at=at)
    return len(active) + int(lapsed) + int(rows.exclude(**WORDS_OF_PAIR).update(**WORDS_OF_PAIR))


def empty_sessions(rows: Rows, person: User, at: datetime) -> int:
    """Empty what was written about the person; dates and minutes stay with the other one's hours."""
    return int(rows.exclude(**WORDS_OF_SESSION).update(**WORDS_OF_SESSION))


def notes_of_closed_pairs(before: datetime) -> Rows:
    """Return the sessions with words whose pair ended before that moment."""
    return Session.objects.filter(pair__ended_at__lt=before).exclude(shared_note="", dispute_reason="")


def empty_notes(ids: list[Any]) -> int:
    """Empty the notes of these sessions."""
    return Session.objects.filter(pk__in=ids).update(shared_note="", dispute_reason="")


def old_applications(before: datetime) -> Rows:
    """Return the applications of programmes that ended before that moment."""
    return (
        Application.objects.filter(programme__ends_on__lt=before.date())
        .exclude(Q(motivation="") & Q(wishes__isnull=True) & Q(avoid__isnull=True))
        .distinct()
    )


def empty_applications(ids: list[Any]) -> int:
    """Empty the words and the names of these applications."""
    Application.wishes.through.objects.filter(application__in=ids).delete()
    Application.avoid.through.objects.filter(application__in=ids).delete()
    return Application.objects.filter(pk__in=ids).update(motivation="")


def old_reasons(before: datetime) -> Rows:
    """Return the pairs that ended before that moment and still say why."""
    return Pair.objects.filter(ended_at__lt=before).exclude(**WORDS_OF_PAIR)


def empty_reasons(ids: list[Any]) -> int:
    """Empty the reasons of these pairs."""
    return Pair.objects.filter(pk__in=ids).update(**WORDS_OF_PAIR)


HOLDINGS: tuple[Holding, ...] = (
    Holding(
        model="mentoring.Programme",
        what=_("Who set up a mentoring programme."),
        purpose="mentoring",
        retention="accountability",
        mentions=("created_by",),
    ),
    Holding(
        model="mentoring.MatchRun",
        what=_("Who asked for a matching."),
        purpose="mentoring",
        retention="accountability",
        mentions=("requested_by",),
    ),
    Holding(
        model="mentoring.Session",
        what=_("Your mentoring sessions and their shared notes."),
        purpose="mentoring",
        retention="mentoring_notes",
        person=("pair__mentor", "pair__mentee"),
        mentions=("recorded_by",),
        erasure=Erasure.ANONYMISE,
        anonymise=empty_sessions,
    ),
    Holding(
        model="mentoring.Pair",
        what=_("Your pairs, their goal, and why you were proposed to each other."),
        purpose="mentoring",
        retention="mentoring_notes",
        person=("mentor", "mentee"),
        mentions=("declined_by", "ended_by"),
        leave_out=("decline_reason", "end_reason", "explanation"),
        erasure=Erasure.ANONYMISE,
        anonymise=end_pairs,
    ),
    Holding(
        model="mentoring.Application_wishes",
        what=_("By whom you were asked for as a mentor or mentee."),
        purpose="mentoring",
        retention="mentoring_notes",
        person=("user",),
        exported=False,
        duty=_("The wish belongs to the person who wrote it."),
        erasure=Erasure.DELETE,
    ),
    Holding(
        model="mentoring.Application_avoid",
        what=_("Who asked not to be paired with you."),
        purpose="mentoring",
        retention="mentoring_notes",
        person=("user",),
        exported=False,
        duty=_("The request protects the person who wrote it (UU 27/2022, article 15)."),
        erasure=Erasure.DELETE,
    ),
    Holding(
        model="mentoring.Application",
        what=_("Your applications as mentor or mentee: competencies, places, hopes, and whom you named."),
        purpose="mentoring",
        retention="mentoring_notes",
        person=("person",),
        erasure=Erasure.DELETE,
    ),
)

EXPIRIES: tuple[Expiry, ...] = (
    Expiry(key="mentoring_notes", what=_("Notes of mentoring sessions"), rows=notes_of_closed_pairs, act=empty_notes),
    Expiry(
        key="mentoring_notes",
        what=_("Words and names in applications for mentoring"),
        rows=old_applications,
        act=empty_applications,
    ),
    Expiry(key="mentoring_notes", what=_("Reasons of pairs that ended"), rows=old_reasons, act=empty_reasons),
)


def register_holdings() -> None:
    """Fill the register."""
    register(*HOLDINGS)
    register_expiry(*EXPIRIES)
