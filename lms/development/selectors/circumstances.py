"""What decides whether people can meet a due date, gathered for many people at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lms.development import targets
from lms.development.dues import Circumstances, days_needed
from lms.development.models import Obligation, ObligationState, TermKey
from lms.development.selectors.terms import terms_in_force
from lms.development.targets import Ref, Target
from lms.people.models import Posting, PostingKind, User


@dataclass(frozen=True)
class Situation:
    """One person at the moment of asking: since when in the post, and what decides about the due date."""

    posted_since: date | None
    facts: Circumstances


def situations(people: Sequence[User], target: Target, *, on: date) -> dict[int, Situation]:
    """Return the situation of each person by id. Four queries, and those of the room that holds the target.

    Whether somebody is on leave is not known here: SIASN's leave is not part of the import.
    """
    ids = [person.pk for person in people]
    rows = Posting.objects.on(on).filter(person__in=ids, kind=PostingKind.PRIMARY)
    posts = {row[0]: row[1:] for row in rows.values_list("person_id", "valid_from", "valid_to", "unit__path")}
    done = {person for _thing, person in targets.done([Ref(target.kind, target.uuid)], ids, on)}
    refused = Obligation.objects.filter(
        person__in=ids, target_kind=target.kind, target_uuid=target.uuid, state=ObligationState.REFUSED
    )
    against = set(refused.values_list("person_id", flat=True))
    needed = days_needed(target.minutes, terms_in_force(on).get(TermKey.LEARNING_MINUTES_A_DAY, 1))
    nowhere: tuple[date | None, date | None, str] = (None, None, "")
    found = {person: posts.get(person.pk, nowhere) for person in people}
    return {
        person.pk: Situation(
            since,
            Circumstances(
                is_active=person.is_active,
                has_post=person.pk in posts,
                is_done=person.pk in done,
                was_decided_against=person.pk in against,
                is_offered=path.startswith(target.within),
                leaves_on=until,
                opens_on=target.opens_on,
                needed_days=needed,
            ),
        )
        for person, (since, until, path) in found.items()
    }
