"""What portfolios hold about people; filled into the register with the rest of the room."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from assessments.models import (
    PanelState,
    Portfolio,
    PortfolioJudgement,
    PortfolioNote,
    PortfolioPiece,
    PortfolioState,
    private_storage,
)
from lms.people.models import User
from lms.people.personal_data import Erasure, Expiry, Holding, Rows

PROVES_LEVELS = _(
    "Levels that stand are proved by the decision behind them (UU 20/2023, article 49); the evidence and all words go, "
    "and the rows name nobody any more."
)
PROVES_TRAINING = _("Decisions that stand were made by assessors who were trained at the time; this row proves it.")
# A reason that has gone leaves a sign, because a decision without one cannot be stored.
GONE = "–"


def delete_pieces(rows: Rows) -> int:
    """Delete pieces of evidence: first what lies in the storage, then the rows that name it."""
    for file in rows.exclude(file="").values_list("file", flat=True):
        private_storage().delete(file)
    _all, by_model = rows.delete()
    return by_model.get("assessments.PortfolioPiece", 0)


def delete_pieces_by_id(ids: list[Any]) -> int:
    """Delete a batch of pieces."""
    return delete_pieces(PortfolioPiece.objects.filter(pk__in=ids))


def delete_drafts_by_id(ids: list[Any]) -> int:
    """Delete a batch of drafts with their pieces and files."""
    delete_pieces(PortfolioPiece.objects.filter(portfolio__in=ids))
    _all, by_model = Portfolio.objects.filter(pk__in=ids).delete()
    return by_model.get("assessments.Portfolio", 0)


def close_portfolios(rows: Rows, person: User, at: datetime) -> int:
    """Delete portfolios that nobody will decide any more, and empty the reflections of the others."""
    _all, gone = rows.exclude(state=PortfolioState.DECIDED).delete()
    return gone.get("assessments.Portfolio", 0) + int(rows.exclude(reflection="").update(reflection=""))


def forget_reasons(rows: Rows, person: User, at: datetime) -> int:
    """Empty objections and the reasons of decisions; the level and the days stay."""
    told = rows.exclude(reason__in=("", GONE)).update(reason=GONE)
    return int(told) + int(rows.exclude(appeal="").update(appeal=""))


def forget_judgements(rows: Rows, person: User, at: datetime) -> int:
    """Empty what assessors wrote; marks and levels stay, they prove the decision."""
    changed = 0
    for row in rows.exclude(reason=GONE):
        row.reason, row.marks = GONE, {pk: [mark, GONE] for pk, (mark, _why) in row.marks.items()}
        row.save(update_fields=["reason", "marks"])
        changed += 1
    return changed


def judgements_of(person: User) -> Rows:
    """Return the judgements over the person's portfolios once decided; before that nobody reads them."""
    told = PortfolioJudgement.objects.filter(seat__panel__portfolio__person=person, given_at__isnull=False)
    return told.filter(seat__panel__state=PanelState.DECIDED)


def notes_of(person: User) -> Rows:
    """Return what assessors noted about the person's portfolios once decided."""
    return PortfolioNote.objects.filter(panel__portfolio__person=person, panel__state=PanelState.DECIDED)


def old_pieces(before: datetime) -> Rows:
    """Return the evidence of portfolios decided before that moment."""
    return PortfolioPiece.objects.filter(portfolio__state=PortfolioState.DECIDED, portfolio__changed_at__lt=before)


def old_drafts(before: datetime) -> Rows:
    """Return drafts that nobody has touched since before that moment."""
    return Portfolio.objects.filter(state=PortfolioState.DRAFT, changed_at__lt=before)


def old_notes(before: datetime) -> Rows:
    """Return what assessors noted about portfolios decided before that moment."""
    return PortfolioNote.objects.filter(panel__decided_at__lt=before)


PORTFOLIO_HOLDINGS: tuple[Holding, ...] = (
    Holding(
        model="assessments.PortfolioNote",
        what=_("What two assessors noted while they conferred about your portfolio."),
        purpose="assessment",
        retention="answers",
        rows=notes_of,
        mentions=("by",),
        leave_out=("by",),
        erasure=Erasure.DELETE,
    ),
    Holding(
        model="assessments.PortfolioJudgement",
        what=_("What each assessor made of your portfolio, with the reasons."),
        purpose="assessment",
        retention="learning_record",
        rows=judgements_of,
        erasure=Erasure.ANONYMISE,
        duty=PROVES_LEVELS,
        anonymise=forget_judgements,
    ),
    Holding(
        model="assessments.PortfolioSeat",
        what=_("When an assessor took and judged your portfolio, without the name."),
        purpose="assessment",
        retention="learning_record",
        person=("panel__portfolio__person",),
        mentions=("assessor",),
        # Assessors judge without their name being told, so that they judge freely.
        leave_out=("assessor",),
        duty=PROVES_LEVELS,
    ),
    Holding(
        model="assessments.PortfolioPanel",
        what=_("How your portfolio was decided, and your objection."),
        purpose="assessment",
        retention="learning_record",
        person=("portfolio__person",),
        mentions=("decided_by",),
        leave_out=("decided_by",),
        erasure=Erasure.ANONYMISE,
        duty=PROVES_LEVELS,
        anonymise=forget_reasons,
    ),
    Holding(
        model="assessments.PortfolioPiece",
        what=_("The evidence in your portfolios; files can be fetched from their pages."),
        purpose="assessment",
        retention="answers",
        person=("portfolio__person",),
        leave_out=("file",),
        erasure=Erasure.DELETE,
        remove=delete_pieces,
    ),
    Holding(
        model="assessments.Portfolio",
        what=_("Your portfolios: what you claim, your reflection, and when you handed in."),
        purpose="assessment",
        retention="learning_record",
        person=("person",),
        erasure=Erasure.ANONYMISE,
        duty=PROVES_LEVELS,
        anonymise=close_portfolios,
    ),
    Holding(
        model="assessments.AssessorTraining",
        what=_("Your trainings as assessor of portfolios, and who recorded them."),
        purpose="assessment",
        retention="learning_record",
        person=("person",),
        mentions=("recorded_by", "ended_by"),
        duty=PROVES_TRAINING,
    ),
)

PORTFOLIO_EXPIRIES: tuple[Expiry, ...] = (
    Expiry(key="answers", what=_("Evidence in decided portfolios"), rows=old_pieces, act=delete_pieces_by_id),
    Expiry(key="answers", what=_("Drafts of portfolios"), rows=old_drafts, act=delete_drafts_by_id),
    Expiry(key="answers", what=_("Notes of assessors who conferred"), rows=old_notes),
)
