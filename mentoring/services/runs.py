"""Has a programme matched, keeps what came out, and publishes it.

The row is the queue. A matching takes two short transactions: one takes the row for a while, one keeps the pairs; no
lock is held while it is computed. A worker that dies in between leaves a row whose `next_try_at` passes, and the sweep
takes it again. `attempts` tells the two apart: a worker that comes back late finds another number and keeps nothing.
"""

from __future__ import annotations

import uuid
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial
from statistics import fmean
from typing import Any

import structlog
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from lms.errors import Conflict, gettext_noop
from lms.notices.services import notify
from lms.people.models import User
from mentoring import access, signals
from mentoring.matching import SOLVER, Alternative, Kind, Match, Proposal, Weights, propose
from mentoring.models import (
    ApplicantRole,
    Application,
    ApplicationState,
    MatchRun,
    Pair,
    Programme,
    ProgrammeState,
    RunState,
)
from mentoring.selectors.pool import Pool, pool_of, waiting_in

log = structlog.get_logger("mentoring")

# Matching 2,000 people takes seconds; a row held longer than this was left by a process that died.
LEASE = timedelta(minutes=5)
PAUSE = timedelta(seconds=30)
MOST_ATTEMPTS = 3
A_SWEEP = 20


class NotToBeMatched(Conflict):
    """A draft and a closed programme have no pairs to form."""

    code = "not_to_be_matched"
    message = gettext_noop("Pairs can be formed while a programme is open. Open it first.")


class NothingToPublish(Conflict):
    """No proposal waits to be published."""

    code = "nothing_to_publish"
    message = gettext_noop("No proposal waits to be published. Form the pairs first.")


@transaction.atomic
def request_match(*, programme: uuid.UUID, by: User, at: datetime, seed: int = 0) -> MatchRun:
    """Ask for the pairs of a programme; while one matching is under way, asking again returns it.

    Raises:
        NotCoordinator: `by` does not coordinate it.
        NotToBeMatched: it is a draft or closed.
    """
    found = locked(access.require_coordinator(by, programme, on=timezone.localdate(at)))
    if found.state in (ProgrammeState.DRAFT, ProgrammeState.CLOSED):
        raise NotToBeMatched
    under_way = found.runs.filter(state__in=(RunState.REQUESTED, RunState.RUNNING)).first()
    if under_way is not None:
        return under_way
    run = MatchRun.objects.create(
        programme=found, seed=seed, weights=found.weights, next_try_at=at, requested_by=by, requested_at=at
    )
    move_on(found, ProgrammeState.OPEN, ProgrammeState.MATCHING)
    transaction.on_commit(partial(signals.match_requested.send, sender=MatchRun, run_id=run.pk))
    return run


def locked(programme: Programme) -> Programme:
    """Return the programme under its row lock."""
    return Programme.objects.select_for_update().get(pk=programme.pk)


def move_on(programme: Programme, before: ProgrammeState, after: ProgrammeState) -> None:
    """Move a programme to its next state, if it stands in the one before."""
    if programme.state == before:
        programme.state = after
        programme.save(update_fields=["state"])


def carry_out(*, run_id: int, at: datetime) -> MatchRun | None:
    """Compute the pairs of one run and keep them; return it, or None when there is nothing to do.

    A second call does nothing. What goes wrong is kept in the row, which is tried again a few times.
    """
    run = take(run_id=run_id, at=at)
    if run is None:
        return None
    try:
        pool = pool_of(run.programme, on=timezone.localdate(at))
        weights = Weights.from_json(run.weights)
        proposal = propose(
            mentors=pool.mentors,
            mentees=pool.mentees,
            kind=Kind(run.programme.kind),
            weights=weights,
            excluded=pool.excluded,
            seed=run.seed,
        )
        return keep(run=run, pool=pool, proposal=proposal, at=at)
    except Exception as problem:  # whatever went wrong, the row must say so and stay retryable
        log.error("matching failed", run=run_id, problem=type(problem).__name__)
        return give_back(run=run, problem=problem, at=at)


def carry_out_waiting(*, at: datetime) -> int:
    """Carry out the runs that are due; return how many were tried."""
    due = MatchRun.objects.filter(state__in=(RunState.REQUESTED, RunState.RUNNING), next_try_at__lte=at)
    waiting = list(due.order_by("next_try_at", "pk").values_list("pk", flat=True)[:A_SWEEP])
    for run_id in waiting:
        carry_out(run_id=run_id, at=at)
    return len(waiting)


@transaction.atomic
def take(*, run_id: int, at: datetime) -> MatchRun | None:
    """Take the row for one attempt; None where it is done, in other hands, or was tried too often."""
    rows = MatchRun.objects.select_for_update(of=("self",)).select_related("programme")
    run = rows.filter(pk=run_id, state__in=(RunState.REQUESTED, RunState.RUNNING)).first()
    if run is None or (run.attempts and run.next_try_at > at):
        return None
    if run.attempts >= MOST_ATTEMPTS:
        run.state = RunState.FAILED
        run.last_error = run.last_error or "WorkerLost"
        run.save(update_fields=["state", "last_error"])
        return None
    run.state = RunState.RUNNING
    run.attempts += 1
    run.next_try_at = at + LEASE
    run.save(update_fields=["state", "attempts", "next_try_at"])
    return run


@transaction.atomic
def give_back(*, run: MatchRun, problem: Exception, at: datetime) -> MatchRun:
    """Keep what went wrong and say when the next try is due; after the last one the run has failed."""
    found = MatchRun.objects.select_for_update().get(pk=run.pk)
    if found.state == RunState.RUNNING and found.attempts == run.attempts:
        found.state = RunState.FAILED if found.attempts >= MOST_ATTEMPTS else RunState.REQUESTED
        found.last_error = type(problem).__name__
        found.next_try_at = at + PAUSE * found.attempts
        found.save(update_fields=["state", "last_error", "next_try_at"])
    return found


@transaction.atomic
def keep(*, run: MatchRun, pool: Pool, proposal: Proposal, at: datetime) -> MatchRun:
    """Store the pairs in place of an unpublished proposal before; nobody but the coordinator sees them yet.

    Whoever withdrew while it was computed is left out.
    """
    found = MatchRun.objects.select_for_update(of=("self",)).select_related("programme").get(pk=run.pk)
    if found.state != RunState.RUNNING or found.attempts != run.attempts:
        return found
    Pair.objects.unpublished().filter(programme=found.programme).delete()
    states = dict(waiting_in(found.programme).values_list("pk", "state"))
    waiting = states.keys()
    paired_before = {pk for pk, state in states.items() if state == ApplicationState.MATCHED}
    kept = [match for match in proposal.pairs if {of(pool, match, role) for role in ApplicantRole} <= waiting]
    Pair.objects.bulk_create([as_pair(found, match, at=at) for match in kept], batch_size=500)
    found.state = RunState.DONE
    found.last_error = ""
    found.finished_at = at
    found.solver = SOLVER
    found.input_hash = pool.fingerprint(weights=found.weights, kind=found.programme.kind, seed=found.seed)
    found.metrics = metrics_of(pool, kept)
    found.unmatched = [entry for entry in unmatched_of(pool, proposal) if entry["application"] not in paired_before]
    found.save()
    return found


def of(pool: Pool, match: Match, role: ApplicantRole) -> int:
    """Return the application from which one side of a match came."""
    return pool.applications[(role.value, match.mentor if role is ApplicantRole.MENTOR else match.mentee)]


def as_pair(run: MatchRun, match: Match, *, at: datetime) -> Pair:
    """Return the row of a match, not yet saved."""
    return Pair(
        programme=run.programme,
        run=run,
        mentor_id=int(match.mentor),
        mentee_id=int(match.mentee),
        competency_id=int(match.competency),
        baseline_level=match.baseline,
        target_level=match.target,
        score=match.score,
        explanation={
            "terms": [{**asdict(term), "facts": dict(term.facts)} for term in match.terms],
            "other_mentors": [as_json(other) for other in match.other_mentors],
            "other_mentees": [as_json(other) for other in match.other_mentees],
        },
        created_at=at,
    )


def as_json(other: Alternative) -> dict[str, Any]:
    """Return an alternative as it is stored."""
    return {"person": int(other.id), "score": other.score, "why": other.why.value}


def metrics_of(pool: Pool, pairs: list[Match]) -> dict[str, Any]:
    """Return what a coordinator compares runs by; scores in points, 0 to 10,000."""
    scores = [match.score for match in pairs]
    return {
        "mentees": len(pool.mentees),
        "mentors": len(pool.mentors),
        "places": sum(mentor.capacity for mentor in pool.mentors),
        "matched": len(scores),
        "mean": round(fmean(scores)) if scores else None,
        "worst": min(scores, default=None),
    }


def unmatched_of(pool: Pool, proposal: Proposal) -> list[dict[str, Any]]:
    """Return who has no pair from this matching, with the rule that left nobody."""
    sides = (
        (ApplicantRole.MENTEE, proposal.unmatched_mentees),
        (ApplicantRole.MENTOR, proposal.unmatched_mentors),
    )
    return [
        {"application": pool.applications[(role.value, person.id)], "reason": person.reason.value}
        for role, people in sides
        for person in people
    ]


@transaction.atomic
def publish(*, programme: uuid.UUID, by: User, at: datetime) -> MatchRun:
    """Show each proposed pair to its two people and tell everybody; publishing again changes nothing.

    Raises:
        NotCoordinator: `by` does not coordinate it.
        NothingToPublish: no proposal waits.
    """
    found = locked(access.require_coordinator(by, programme, on=timezone.localdate(at)))
    run = MatchRun.objects.select_for_update().filter(programme=found).order_by("-pk").first()
    if run is None or run.state != RunState.DONE:
        raise NothingToPublish
    if run.published_at is not None:
        return run
    if found.state == ProgrammeState.CLOSED:
        raise NothingToPublish
    run.published_at = at
    run.save(update_fields=["published_at"])
    applications = {(row.role, row.person_id): row for row in waiting_in(found).select_related("person")}
    pairs = list(Pair.objects.filter(run=run).select_related("mentor", "mentee", "competency"))
    gone = [pair.pk for pair in pairs if not still_waits(pair, applications)]
    Pair.objects.filter(pk__in=gone).delete()
    paired = [pair for pair in pairs if pair.pk not in set(gone)]
    mark_paired(paired, applications)
    mark_unmatched(run, applications, at=at)
    for pair in paired:
        tell_both(pair, kind="pair_proposed", at=at)
    move_on(found, ProgrammeState.MATCHING, ProgrammeState.PROPOSED)
    return run


Applications = dict[tuple[str, int], Application]


def still_waits(pair: Pair, applications: Applications) -> bool:
    """Whether both have not withdrawn since the run."""
    return (ApplicantRole.MENTOR, pair.mentor_id) in applications and (
        ApplicantRole.MENTEE,
        pair.mentee_id,
    ) in applications


def mark_paired(pairs: list[Pair], applications: Applications) -> None:
    """Note in the applications of both that there is a pair."""
    of_pairs = [applications[(ApplicantRole.MENTOR, pair.mentor_id)].pk for pair in pairs]
    of_pairs += [applications[(ApplicantRole.MENTEE, pair.mentee_id)].pk for pair in pairs]
    Application.objects.filter(pk__in=of_pairs).update(state=ApplicationState.MATCHED, reason="")


def mark_unmatched(run: MatchRun, applications: Applications, *, at: datetime) -> None:
    """Note why somebody has no pair, and tell them."""
    by_id = {row.pk: row for row in applications.values() if row.state != ApplicationState.MATCHED}
    for entry in run.unmatched:
        application = by_id.get(entry["application"])
        if application is None:
            continue
        application.state, application.reason = ApplicationState.UNMATCHED, entry["reason"]
        application.save(update_fields=["state", "reason"])
        notify(
            person=application.person,
            kind="pair_unmatched",
            facts={"programme": run.programme.title},
            url=reverse("mentoring:programme", args=[run.programme.uuid]),
            at=at,
            key=f"pair_unmatched:{run.uuid}:{application.pk}",
        )


def tell_both(pair: Pair, *, kind: str, at: datetime) -> None:
    """Tell both people of a pair about it, once."""
    for person in (pair.mentor, pair.mentee):
        tell(pair, person, kind=kind, at=at)


def tell(pair: Pair, person: User, *, kind: str, at: datetime) -> None:
    """Tell one of the two about the pair, once."""
    notify(
        person=person,
        kind=kind,
        facts={"other": pair.other(person).display_name, "competency": pair.competency.name},
        url=reverse("mentoring:pair", args=[pair.uuid]),
        at=at,
        key=f"{kind}:{pair.uuid}:{person.pk}",
    )
