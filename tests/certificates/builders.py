"""People and facts for the tests of certificates."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from certificates import services
from certificates.facts import CertificateFacts, MeasuredCompetency, Subject
from certificates.models import Certificate
from lms.people.models import User
from lms.privacy.services import acknowledge

COURSE = services.Offering(kind="course", uuid=UUID(int=101), title="Pelindungan Data Pribadi bagi ASN")
EARNED_AT = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
NIP = "198703152010122901"

FACTS = CertificateFacts(
    holder_name="Dra. Siti Rahmawati, M.Si.",
    holder_nip=NIP,
    holder_post="Analis Kebijakan",
    holder_unit="Dinas Komunikasi Kabupaten Tirta Wening",
    code="PDP-101",
    title=COURSE.title,
    subtitle="Memproses data warga secara sah, terbatas, dan aman",
    organiser="Badan Pengembangan Kompetensi Nusantara",
    hours_jp=Decimal("6"),
    started_on=date(2026, 11, 9),
    finished_on=date(2026, 11, 24),
    place="Jakarta",
    score_percent=86.67,
    competencies=(
        MeasuredCompetency(code="D2", name="Pelindungan data pribadi", level=2, level_word="Dasar", chance=0.93),
        MeasuredCompetency(code="B2", name="Keamanan informasi", level=2, level_word="Dasar", chance=0.74),
    ),
    subjects=(
        Subject(order=1, title="Mengapa data pribadi dilindungi", jp=Decimal("2")),
        Subject(order=2, title="Memproses dengan dasar yang sah", jp=Decimal("4")),
    ),
    framework_name="Kerangka Kompetensi Digital ASN",
    framework_version="1.0",
    test_code="PDP-101-A",
    evidence=("attempt:00000000-0000-0000-0000-000000000065",),
    is_demo=True,
)


def facts_with(**changed: Any) -> CertificateFacts:
    """Return the usual facts with some changed."""
    return replace(FACTS, **changed)


def told(person: User) -> User:
    """Let a person have read the notice, and return the person."""
    acknowledge(by=person, at=EARNED_AT)
    return person


def siti() -> User:
    """Return the civil servant who earns the certificates of these tests."""
    return told(User.objects.create_user("siti@contoh.example", full_name="Siti Rahmawati"))


def budi() -> User:
    """Return a colleague."""
    return told(User.objects.create_user("budi@contoh.example", full_name="Budi Santoso"))


def admin() -> User:
    """Return the administrator."""
    return told(User.objects.create_superuser("wati@contoh.example", full_name="Wati Lestari"))


def offering(number: int) -> services.Offering:
    """Return one of many offerings."""
    return services.Offering(kind="course", uuid=UUID(int=number), title=f"Kursus {number}")


def blank_pdf(_sheet: object) -> bytes:
    """Stand in for the printer where only the office around it is tested."""
    return b"%PDF-1.7 an empty sheet"


def requested(holder: User, *, number: int = 101, facts: CertificateFacts = FACTS) -> Certificate:
    """Return a certificate that waits for its PDF (in a test, nothing runs after the transaction)."""
    return services.request(holder=holder, offering=offering(number), facts=facts, at=EARNED_AT)


def issued(holder: User, *, number: int = 101, facts: CertificateFacts = FACTS) -> Certificate:
    """Return a certificate that stands, with an empty sheet as its file."""
    waiting = requested(holder, number=number, facts=facts)
    certificate = services.issue(certificate_id=waiting.pk, at=EARNED_AT, render=blank_pdf)
    assert certificate is not None
    certificate.refresh_from_db()
    return certificate
