"""What a person does with a draft of a portfolio: begin, write, attach, delete.

A draft keeps whatever was typed, complete or not; what is missing is asked for when it is handed in. Files lie where
no address leads, and go with their piece.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from uuid import UUID, uuid4

import structlog
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from assessments.models import (
    Portfolio,
    PortfolioPiece,
    private_storage,
)
from assessments.portfolio_access import NoSuchPortfolio, own_piece, portfolios_of
from assessments.selectors.portfolios import claims_of, indicators_judged, portfolio_policy
from assessments.services.files import fingerprint, require_usable, shortened
from lms.errors import Conflict, NotFound, gettext_noop
from lms.people.models import User
from lms.rows import hold

log = structlog.get_logger("assessments")


class NoSuchClaim(NotFound):
    """There is no such competency in the framework in use."""

    code = "no_such_claim"
    message = gettext_noop("We could not find this competency. Choose one of the list.")


class LevelOutOfReach(Conflict):
    """The level held so far does not allow this claim."""

    code = "level_out_of_reach"
    message = gettext_noop(
        "Level %(level)s of this competency cannot be claimed yet: first a valid result of at least level %(needed)s "
        "is needed, from a task that people rate or another recognised assessment."
    )


class PortfolioRuns(Conflict):
    """A portfolio of this competency is being written or judged."""

    code = "portfolio_runs"
    message = gettext_noop("You have a portfolio of this competency already. Go on with that one.")


class ClaimedLately(Conflict):
    """The last decision over this competency is too recent."""

    code = "claimed_lately"
    message = gettext_noop("You can claim this competency again from %(day)s, so that there is time for new work.")


class NotADraft(Conflict):
    """The portfolio was handed in."""

    code = "portfolio_handed_in"
    message = gettext_noop("This portfolio has been handed in. What you typed was not taken in.")


class TooManyPieces(Conflict):
    """The portfolio is full."""

    code = "too_many_pieces"
    message = gettext_noop("A portfolio holds %(most)s pieces of evidence. Take one out, or write into one there is.")


@dataclass(frozen=True)
class PieceContent:
    """What a person typed about one piece of evidence; nothing is required of a draft. `indicators` are ids."""

    title: str = ""
    made_on: date | None = None
    situation: str = ""
    own_part: str = ""
    result: str = ""
    link: str = ""
    witness: str = ""
    indicators: tuple[int, ...] = ()


@transaction.atomic
def begin_portfolio(*, competency: str, level: int, by: User, at: datetime) -> Portfolio:
    """Begin a portfolio for one competency (by code) and the level claimed.

    Raises:
        NoSuchClaim: there is no such competency.
        PortfolioRuns, ClaimedLately, LevelOutOfReach: it cannot be claimed now.

    """
    # The person's row is the lock: of two clicks at once, the second finds the portfolio of the first.
    hold(User, by.pk)
    on = timezone.localdate(at)
    claim = next(iter(claims_of(by, on=on, codes=[competency])), None)
    if claim is None:
        raise NoSuchClaim
    if claim.running:
        raise PortfolioRuns
    if claim.open_from:
        raise ClaimedLately(day=claim.open_from.strftime("%d-%m-%Y"))
    if level not in claim.levels:
        raise LevelOutOfReach(level=level, needed=portfolio_policy(on).rules.needed.get(level, claim.needed))
    row: Portfolio = Portfolio.objects.create(
        person=by, competency=claim.competency, level=level, begun_at=at, changed_at=at
    )
    return row


def locked_draft(number: UUID, by: User) -> Portfolio:
    """Return an own portfolio that is still written, under its lock.

    Raises:
        NoSuchPortfolio: it is somebody else's.
        NotADraft: it was handed in.

    """
    row: Portfolio | None = portfolios_of(by).select_for_update(of=("self",)).filter(uuid=number).first()
    if row is None:
        raise NoSuchPortfolio
    if not row.is_draft:
        raise NotADraft
    return row


@transaction.atomic
def keep_reflection(*, portfolio: UUID, text: str, by: User, at: datetime) -> Portfolio:
    """Keep what the person writes about the whole.

    Raises:
        NoSuchPortfolio, NotADraft: see `locked_draft`.

    """
    row = locked_draft(portfolio, by)
    row.reflection, row.changed_at = text.strip(), at
    row.save(update_fields=["reflection", "changed_at"])
    return row


def keep_piece(
    *,
    portfolio: UUID,
    piece: UUID | None,
    content: PieceContent,
    file: File[bytes] | None,
    by: User,
    at: datetime,
) -> PortfolioPiece:
    """Keep one piece of evidence, a new one where `piece` is None; a new file takes the place of the earlier one.

    Raises:
        NoSuchPortfolio, NotADraft: see `locked_draft`.
        TooManyPieces: the portfolio is full.
        UnusableFile: the file cannot be opened by assessors; nothing is written.

    """
    place = ""
    if file is not None:
        require_usable(file)
        ending = str(file.name).rpartition(".")[2].lower()
        place = private_storage().save(f"portofolio/{uuid4().hex}.{ending}", file)
    try:
        return write_piece(portfolio, piece, content, file, place, by, at=at)
    except BaseException:
        if place:
            private_storage().delete(place)
        raise


@transaction.atomic
def write_piece(
    portfolio: UUID,
    piece: UUID | None,
    content: PieceContent,
    file: File[bytes] | None,
    place: str,
    by: User,
    *,
    at: datetime,
) -> PortfolioPiece:
    """Write the row of a piece whose file is stored already."""
    row = locked_draft(portfolio, by)
    if piece is None:
        most = portfolio_policy(timezone.localdate(at)).most_pieces
        if row.pieces.count() >= most:
            raise TooManyPieces(most=most)
        kept = PortfolioPiece(portfolio=row, added_at=at)
    else:
        kept = own_piece(by, portfolio, piece)
    for name in ("title", "made_on", "situation", "own_part", "result", "link", "witness"):
        setattr(kept, name, getattr(content, name))
    if file is not None:
        drop_later(kept)
        kept.file, kept.file_name, kept.size = place, shortened(str(file.name)), file.size
        kept.sha256 = fingerprint(file)
    kept.save()
    judged = {one.pk for one in indicators_judged(row)}
    kept.indicators.set([pk for pk in content.indicators if pk in judged])
    touch(row, at=at)
    return kept


def drop_later(piece: PortfolioPiece) -> None:
    """Delete the stored file of a piece once what was decided stands."""
    if piece.file:
        transaction.on_commit(partial(private_storage().delete, str(piece.file.name)))


def touch(portfolio: Portfolio, *, at: datetime) -> None:
    """Note when a portfolio was changed."""
    portfolio.changed_at = at
    portfolio.save(update_fields=["changed_at"])


@transaction.atomic
def drop_file(*, portfolio: UUID, piece: UUID, by: User, at: datetime) -> PortfolioPiece:
    """Take the file out of a piece of a draft; without one nothing changes.

    Raises:
        NoSuchPortfolio, NotADraft: see `locked_draft`.

    """
    row = locked_draft(portfolio, by)
    kept = own_piece(by, portfolio, piece)
    drop_later(kept)
    kept.file, kept.file_name, kept.size, kept.sha256 = "", "", 0, ""
    kept.save(update_fields=["file", "file_name", "size", "sha256"])
    touch(row, at=at)
    return kept


@transaction.atomic
def remove_piece(*, portfolio: UUID, piece: UUID, by: User, at: datetime) -> None:
    """Take a piece with its file out of a draft.

    Raises:
        NoSuchPortfolio, NotADraft: see `locked_draft`.

    """
    row = locked_draft(portfolio, by)
    kept = own_piece(by, portfolio, piece)
    drop_later(kept)
    kept.delete()
    touch(row, at=at)


@transaction.atomic
def delete_portfolio(*, portfolio: UUID, by: User, at: datetime) -> None:
    """Delete a draft with all its files.

    Raises:
        NoSuchPortfolio, NotADraft: see `locked_draft`.

    """
    row = locked_draft(portfolio, by)
    for piece in row.pieces.all():
        drop_later(piece)
    log.info("portfolio deleted", portfolio=row.pk, at=at.isoformat())
    row.delete()
