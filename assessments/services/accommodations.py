"""Adjustments in tests: a person asks, HR confirms with dates or says why not, the person can take it back."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from assessments.accommodation_access import (
    NoSuchAccommodation,
    accommodation_for_hr,
    accommodations_of,
    nearest_officers,
)
from assessments.models import Accommodation, AccommodationState, BreakTime, ExtraTime
from lms.errors import Conflict, InvalidInput, gettext_noop
from lms.notices.services import notify
from lms.people.models import Unit, User
from lms.people.selectors import placement_of
from lms.rows import hold

LONGEST_ANSWER = 500


class NothingWished(InvalidInput):
    """The person chose nothing."""

    code = "nothing_wished"
    message = gettext_noop("Choose at least one thing that you need.")


class AlreadyAsked(Conflict):
    """A request of the person waits already."""

    code = "already_asked"
    message = gettext_noop("Your request waits for HR already. Take it back first if you need something else.")


class AccommodationAnswered(Conflict):
    """Somebody answered it meanwhile, or the person took it back."""

    code = "accommodation_answered"
    message = gettext_noop("This request has been answered or taken back meanwhile.")


class DatesBackwards(InvalidInput):
    """The last day lies before the first, or is over."""

    code = "accommodation_dates"
    message = gettext_noop("The last day must be today or later, and not before the first day.")


class NoReasonGiven(InvalidInput):
    """Whoever declines says why."""

    code = "accommodation_no_reason"
    message = gettext_noop("Say in a sentence why not, and what the person can do instead.")


@dataclass(frozen=True)
class Wish:
    """What a person needs in tests."""

    extra_percent: int = ExtraTime.NONE
    break_minutes: int = BreakTime.NONE
    is_one_a_page: bool = False
    is_large_print: bool = False
    is_unobserved: bool = False

    @property
    def terms(self) -> dict[str, int]:
        """Return what is wished, and nothing of the rest."""
        return {name: int(value) for name, value in asdict(self).items() if value}

    @property
    def is_empty(self) -> bool:
        """Whether nothing is wished."""
        return not self.terms


@transaction.atomic
def ask_accommodation(*, by: User, wish: Wish, at: datetime) -> Accommodation:
    """Ask for an adjustment; HR is told without a name.

    Raises:
        NothingWished: nothing was chosen.
        AlreadyAsked: a request waits.

    """
    if wish.is_empty:
        raise NothingWished
    # The person's row is the lock: of two clicks at once, the second finds the request of the first.
    hold(User, by.pk)
    if accommodations_of(by).filter(state=AccommodationState.ASKED).exists():
        raise AlreadyAsked
    row: Accommodation = Accommodation.objects.create(
        person=by,
        terms=wish.terms,
        asked_at=at,
    )
    tell_officers(row, at=at)
    return row


def tell_officers(row: Accommodation, *, at: datetime) -> None:
    """Tell the nearest HR officers that a request waits; who asks stands on the page only."""
    on = timezone.localdate(at)
    placement = placement_of(row.person, on=on)
    if placement is None:
        return
    path = placement.posting.unit.path
    for officer in nearest_officers(row.person, path, step=Unit.steplen, on=on):
        notify(
            person=officer,
            kind="accommodation_asked",
            facts={},
            url=reverse("assessments:accommodations_hr"),
            at=at,
            key=f"accommodation_asked:{row.uuid}:{officer.pk}",
        )


@transaction.atomic
def confirm_accommodation(*, number: UUID, first: date, last: date, by: User, at: datetime) -> Accommodation:
    """Confirm what was asked, from `first` to `last`; attempts that begin in between follow it.

    Raises:
        OutsideScope, NoSuchAccommodation: it is not `by`'s to decide.
        AccommodationAnswered: somebody was quicker.
        DatesBackwards: the days do not follow each other.

    """
    row = locked_for_hr(number, by, at=at)
    if last < first or last < timezone.localdate(at):
        raise DatesBackwards
    row.valid_from, row.valid_to = first, last
    return decide(row, AccommodationState.CONFIRMED, by, at=at)


@transaction.atomic
def decline_accommodation(*, number: UUID, answer: str, by: User, at: datetime) -> Accommodation:
    """Decline what was asked, and say why.

    Raises:
        OutsideScope, NoSuchAccommodation: it is not `by`'s to decide.
        AccommodationAnswered: somebody was quicker.
        NoReasonGiven: nothing says why.

    """
    row = locked_for_hr(number, by, at=at)
    if not answer.strip():
        raise NoReasonGiven
    row.answer = answer.strip()[:LONGEST_ANSWER]
    return decide(row, AccommodationState.DECLINED, by, at=at)


def locked_for_hr(number: UUID, by: User, *, at: datetime) -> Accommodation:
    """Return a request that waits, locked, for an officer who may decide it."""
    found = accommodation_for_hr(by, number, on=timezone.localdate(at))
    row: Accommodation = Accommodation.objects.select_for_update(of=("self",)).select_related("person").get(pk=found.pk)
    if not row.is_asked:
        raise AccommodationAnswered
    return row


def decide(row: Accommodation, state: AccommodationState, by: User, *, at: datetime) -> Accommodation:
    """Write the decision, and tell the person that there is one."""
    row.state, row.decided_by, row.decided_at = state, by, at
    row.save()
    notify(
        person=row.person,
        kind="accommodation_answered",
        facts={},
        url=reverse("assessments:accommodation"),
        at=at,
        key=f"accommodation_answered:{row.uuid}",
    )
    return row


@transaction.atomic
def withdraw_accommodation(*, number: UUID, by: User, at: datetime) -> Accommodation:
    """Take back an own adjustment; attempts that run keep what they began with. Twice is once.

    Raises:
        NoSuchAccommodation: it is not `by`'s, or was declined.

    """
    rows = accommodations_of(by).select_for_update().exclude(state=AccommodationState.DECLINED)
    row: Accommodation | None = rows.filter(uuid=number).first()
    if row is None:
        raise NoSuchAccommodation
    if row.state != AccommodationState.WITHDRAWN:
        row.state, row.withdrawn_at = AccommodationState.WITHDRAWN, at
        row.save(update_fields=["state", "withdrawn_at"])
    return row
