"""Loads the demo, once: framework, agencies, courses, history, mentoring, plans; the same people at every load."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone

from lms.competencies.importing import import_framework
from lms.competencies.services import months_later
from lms.demo.accounts import make_accounts
from lms.demo.history import make_history
from lms.demo.learning import finish_course, hand_in_task, load_courses, offer_task, offer_variety
from lms.demo.mentoring import make_mentoring
from lms.demo.multirater import make_ratings
from lms.demo.obligations import make_obligations
from lms.demo.people import Cast, make_people
from lms.demo.plans import make_plans
from lms.demo.portfolios import make_portfolios
from lms.demo.siasn import make_deliveries
from lms.demo.sittings import make_sittings
from lms.people.models import User
from lms.privacy.services import acknowledge
from lms.workforce.services import recompute_all
from lms.workforce.snapshots import take_snapshot

SEED = 2026
FRAMEWORK = Path(settings.BASE_DIR) / "lms" / "competencies" / "catalogue" / "kerangka-digital-asn"
MARKER = "demo"
MONTHS_OF_HISTORY = 24


def demo_is_loaded() -> bool:
    """Whether the demo stands in this database."""
    return User.objects.filter(is_fictional=True, email="pegawai@contoh.example").exists()


def load_demo(*, say: Callable[[str], object], at: datetime | None = None) -> None:
    """Load the demo and say each step.

    Raises:
        CommandError: these settings do not allow a demo, or the database holds real people.
    """
    if not settings.DEMO_ALLOWED:
        raise CommandError("These settings are for production; the demo, with its known password, is not loaded here.")
    with transaction.atomic():
        load_all(say=say, now=at or timezone.now())
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    (settings.VAR_DIR / MARKER).touch()


def load_all(*, say: Callable[[str], object], now: datetime) -> None:
    """Load every part, all or nothing: what an interrupted start left behind is not there."""
    if User.objects.filter(is_fictional=False).exists():
        raise CommandError("This database holds real accounts; the demo would mix with them. Start with --no-demo.")
    today, rng = timezone.localdate(now), Random(SEED)
    report = import_framework(FRAMEWORK)
    say(f"framework: {report.indicators.imported} indicators, {report.standards.imported} standards")
    for group in ("Pelatih", "Penelaah", "Administrator"):
        Group.objects.get_or_create(name=group)
    cast = make_people(today, rng)
    accounts = make_accounts(cast, today.replace(month=1, day=1), today)
    for person in accounts.values():
        acknowledge(by=person, at=now)
    say(f"organisation: {len(cast.units)} units, {len(cast.everybody)} people")
    for line in load_courses(cast.regency, by=accounts["pelatih"], at=now):
        say(line)
    finish_course(accounts["mentor"], "KEM-101", at=now - timedelta(days=30))
    hand_in_task(accounts["mentor"], offer_task(cast.regency), at=now - timedelta(days=2))
    offer_variety(cast.regency)
    say("one course finished, its certificate is made by the worker")
    say(f"history: {make_history(cast, accounts, now, rng)} pieces of evidence")
    say(f"mentoring: {make_mentoring(cast, accounts, at=now)}")
    say(f"360-degree ratings: {make_ratings(cast, accounts, at=now)}")
    say(f"supervised sittings: {make_sittings(cast, accounts, at=now)}")
    say(f"portfolios: {make_portfolios(accounts, at=now)}")
    say(f"obligations: {make_obligations(cast, accounts, at=now)}")
    say(f"development plans: {make_plans(cast, accounts, at=now)}")
    say(f"delivery to SIASN: {make_deliveries(cast, accounts, at=now)}")
    say(f"gap map: {recompute_all(at=now)} units, {make_snapshots(cast, today)} monthly counts")


def make_snapshots(cast: Cast, today: date) -> int:
    """Write what the map showed at the beginning of each month of two years; return how many counts."""
    days = [months_later(today.replace(day=1), -months) for months in range(MONTHS_OF_HISTORY, -1, -1)]
    return sum(take_snapshot(agency=agency, day=day) for day in days for agency in (cast.ministry, cast.regency))
