"""An office for portfolios: who writes, who is trained to judge, and portfolios at each step; dates are fixed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from django.core.files.base import ContentFile

from assessments.models import AssessorTraining, Portfolio, PortfolioPanel, PortfolioPiece, PortfolioSeat
from assessments.portfolio import Confidence, Mark, Outcome
from assessments.selectors.portfolios import indicators_judged
from assessments.services import portfolio_decisions as decisions
from assessments.services import portfolio_judging as judging
from assessments.services import portfolio_writing as writing
from assessments.services import portfolios
from assessments.services.portfolio_judging import Typed
from assessments.services.portfolio_writing import PieceContent
from lms.competencies.models import Competency, EvidenceKind
from lms.competencies.services import Finding, Source, record_evidence
from lms.people.models import Role, Unit, User
from tests.assessments.multirating import topic
from tests.builders import agency, grant, person, post, unit

START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # a Monday, nine o'clock in Jakarta
LATER = START + timedelta(days=1)
PDF = b"%PDF-1.7 dasbor"


@dataclass
class Office:
    """Rina works in a section with a head; three trained raters and an officer work beside it."""

    root: Unit
    section: Unit
    rina: User
    head: User
    assessors: list[User]
    officer: User
    topic: Competency


def trained(who: User, where: Unit, about: Competency, *, since: date = date(2025, 1, 1)) -> AssessorTraining:
    """The training of a rater, for a whole framework."""
    made: AssessorTraining = AssessorTraining.objects.create(
        person=who,
        framework=about.framework,
        agency=where,
        certificate=f"SERT-{who.pk}",
        valid_from=since,
        recorded_at=START,
    )
    return made


def assessor(name: str, where: Unit, root: Unit, about: Competency) -> User:
    """A rater of the agency with a training in force."""
    made = person(name)
    post(made, where)
    grant(made, Role.RATER, root)
    trained(made, root, about)
    return made


def holds_level(who: User, about: Competency, level: int = 3, *, at: datetime = START) -> None:
    """A rated task that shows the level."""
    finding = Finding(about, EvidenceKind.RUBRIC_TASK, level, performed_on=(at - timedelta(days=30)).date())
    record_evidence(person=who, findings=[finding], source=Source("attempt", uuid4(), "Tugas"), by=None, at=at)


def office(*, assessors: int = 3) -> Office:
    """Everybody in their seats; Rina holds level 3."""
    root = agency()
    section, beside = unit("Seksi", unit("Bidang", root)), unit("Bangkom", root)
    about = topic("D2")
    rina, head, officer = person("Rina Kartika"), person("Hendra Kepala"), person("Maria Penelaah")
    post(rina, section)
    post(head, section, leads=True)
    post(officer, beside)
    grant(officer, Role.SECOND_READER, root)
    judges = [assessor(f"Asesor {name}", beside, root, about) for name in ("Satu", "Dua", "Tiga", "Empat")[:assessors]]
    holds_level(rina, about)
    return Office(root, section, rina, head, judges, officer, about)


def draft(place: Office, *, level: int = 4, at: datetime = START) -> Portfolio:
    """A portfolio that Rina has begun."""
    return writing.begin_portfolio(competency=place.topic.code, level=level, by=place.rina, at=at)


def add_piece(
    one: Portfolio, *, title: str = "Dasbor keluhan", witness: str = "", at: datetime = START, file: bytes | None = PDF
) -> PortfolioPiece:
    """A complete piece of evidence that covers every indicator."""
    content = PieceContent(
        title=title,
        made_on=date(2026, 1, 15),
        situation="Keluhan warga tercatat di buku.",
        own_part="Saya merancang dan memimpin uji coba.",
        result="Waktu jawab turun dari sembilan ke dua hari.",
        link="" if file else "https://contoh.go.id/dasbor",
        witness=witness,
        indicators=tuple(row.pk for row in indicators_judged(one)),
    )
    upload = ContentFile(file, "dasbor.pdf") if file else None
    return writing.keep_piece(portfolio=one.uuid, piece=None, content=content, file=upload, by=one.person, at=at)


def complete(one: Portfolio, *, witness: str = "", at: datetime = START) -> Portfolio:
    """A draft that can be handed in."""
    add_piece(one, witness=witness, at=at)
    return writing.keep_reflection(portfolio=one.uuid, text="Berikutnya saya ajak seksi lain.", by=one.person, at=at)


def handed_in(place: Office, *, witness: str = "", level: int = 4, at: datetime = START) -> PortfolioPanel:
    """A portfolio of Rina that waits for assessors."""
    one = complete(draft(place, level=level, at=at), witness=witness, at=at)
    return portfolios.hand_in(portfolio=one.uuid, is_own=True, is_clean=True, by=place.rina, at=at)


def taken(by: User, *, at: datetime = LATER) -> PortfolioSeat:
    """The portfolio that waits longest, opened after the declaration."""
    seat = judging.take_portfolio(by=by, at=at)
    return judging.declare_free(seat=seat.uuid, is_free=True, by=by, at=at)


def judgement(
    one: Portfolio, outcome: Outcome = Outcome.CLAIMED, mark: Mark = Mark.PROVED, *, lower: Mark = Mark.PROVED
) -> Typed:
    """A whole judgement: this mark at the level claimed, `lower` at the one below."""
    marks = {
        row.pk: (mark.value if row.level == one.level else lower.value, f"Alasan {row.level}")
        for row in indicators_judged(one)
    }
    return Typed(marks, outcome.value, Confidence.HIGH.value, f"Alasan jenjang {outcome.value}")


SHOWN = (Outcome.CLAIMED, Mark.PROVED)
LOWER = (Outcome.LOWER, Mark.NOT_YET)


def judged(
    by: User, outcome: Outcome = Outcome.CLAIMED, mark: Mark = Mark.PROVED, *, at: datetime = LATER
) -> PortfolioSeat:
    """The next portfolio, judged so."""
    seat = taken(by, at=at)
    judging.give_judgement(seat=seat.uuid, typed=judgement(seat.panel.portfolio, outcome, mark), by=by, at=at)
    return seat


def decided(place: Office, outcome: Outcome = Outcome.CLAIMED, mark: Mark = Mark.PROVED) -> PortfolioPanel:
    """A portfolio over which the first two agreed, with the decision written."""
    panel = handed_in(place)
    seats = [judged(one, outcome, mark) for one in place.assessors[:2]]
    decisions.record_decision(seat=seats[0].uuid, reason="Terbukti dalam karya.", by=place.assessors[0], at=LATER)
    panel.refresh_from_db()
    return panel
