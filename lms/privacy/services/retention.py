"""The nightly deletion: each rule lets go what is older than it says, in batches, and writes down how many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation

from lms.people.personal_data import EXPIRIES, Expiry, Text
from lms.privacy.models import RetentionRule, RetentionRun, RunState
from lms.privacy.selectors.processing import rules_in_force

A_BATCH = 500
# A night that does not finish goes on in the next one.
BATCHES_A_RUN = 400


@dataclass(frozen=True)
class DueLine:
    """How many rows of one kind a rule would let go now."""

    what: Text
    rule: RetentionRule
    rows: int


def delete_what_is_over(*, at: datetime) -> int:
    """Let go what no rule keeps any longer; return how many rows. Run again, it goes on where it was stopped."""
    day = timezone.localdate(at)
    rules = rules_in_force(on=day)
    return sum(
        carry_out(expiry, rules[expiry.key], day=day, at=at)
        for expiry in EXPIRIES
        if expiry.key in rules and rules[expiry.key].days is not None
    )


def count_due(*, at: datetime) -> list[DueLine]:
    """Return what the next run would let go, without touching anything. One query a kind, and one."""
    rules = rules_in_force(on=timezone.localdate(at))
    return [
        DueLine(expiry.what, rule, expiry.rows(before_of(rule, at)).count())
        for expiry in EXPIRIES
        if (rule := rules.get(expiry.key)) and rule.days is not None
    ]


def before_of(rule: RetentionRule, at: datetime) -> datetime:
    """Return the moment before which rows count as old."""
    return at - timedelta(days=rule.days or 0)


def carry_out(expiry: Expiry, rule: RetentionRule, *, day: date, at: datetime) -> int:
    """Let go the rows of one kind in batches, each in a transaction with its line of the report."""
    run = run_of(expiry, rule, day=day, at=at)
    total = 0
    for _turn in range(BATCHES_A_RUN):
        with transaction.atomic():
            due = expiry.rows(run.before)
            ids = list(due.order_by("pk").values_list("pk", flat=True)[:A_BATCH])
            changed = expiry.carry_out(ids, due) if ids else 0
            RetentionRun.objects.filter(pk=run.pk).update(changed=F("changed") + changed)
        total += changed
        if len(ids) < A_BATCH or not changed:
            RetentionRun.objects.filter(pk=run.pk).update(state=RunState.DONE, finished_at=at)
            break
    return total


def run_of(expiry: Expiry, rule: RetentionRule, *, day: date, at: datetime) -> RetentionRun:
    """Return the line of this night's report, or the one that a killed worker left."""
    with translation.override(None):
        what = str(expiry.what)
    run, _created = RetentionRun.objects.get_or_create(
        rule=rule, what=what[:200], day=day, defaults={"before": before_of(rule, at), "started_at": at}
    )
    return run
