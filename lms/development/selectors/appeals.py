"""What can be read about appeals against levels: the own one, and those HR answers."""

from __future__ import annotations

import uuid
from datetime import date

from django.db.models import QuerySet

from lms.competencies.models import Competency, Evidence
from lms.development.models import AppealState, LevelAppeal
from lms.errors import NotAllowed, NotFound, gettext_noop
from lms.people import access
from lms.people.models import Posting, PostingKind, Role, User

# Whose appeals are filed where the result is shown.
TESTS = "attempt"


class NoSuchAppeal(NotFound):
    """There is none of this id that the viewer may answer."""

    code = "no_such_level_appeal"
    message = gettext_noop("We could not find this appeal among those you answer.")


class AnswersNoAppeals(NotAllowed):
    """Appeals are answered by HR."""

    code = "answers_no_appeals"
    message = gettext_noop("This page is for HR officers, who answer appeals against levels.")


def last_appeal(person: User, competency: Competency) -> LevelAppeal | None:
    """Return the person's own latest appeal in a competency. One query."""
    rows = LevelAppeal.objects.filter(person=person, evidence__competency=competency)
    return rows.select_related("evidence", "decided_by").order_by("-filed_at", "-pk").first()


def may_be_appealed_here(evidence: Evidence | None) -> bool:
    """Whether HR answers an appeal against it: it decided a level and is no test's result."""
    return evidence is not None and evidence.source_kind != TESTS


def appeals_to_answer(viewer: access.Viewer, *, on: date) -> QuerySet[LevelAppeal]:
    """Return the open appeals in the viewer's scope as HR, the oldest first, never the own. Three queries.

    Raises:
        AnswersNoAppeals: the viewer works as HR nowhere.
    """
    if not access.holds_role(viewer, Role.HR, on=on):
        raise AnswersNoAppeals
    paths = access.scope_paths(viewer, Role.HR, on=on)
    posted = Posting.objects.on(on).filter(access.below(paths, "unit__path"), kind=PostingKind.PRIMARY)
    rows = LevelAppeal.objects.filter(state=AppealState.OPEN, person__in=posted.values("person_id"))
    related = rows.exclude(person=viewer).select_related("person", "evidence__competency", "evidence__recorded_by")
    return related.order_by("filed_at", "pk")


def appeal_to_answer(number: uuid.UUID, *, viewer: access.Viewer, on: date) -> LevelAppeal:
    """Return one open appeal. Three queries.

    Raises:
        AnswersNoAppeals, NoSuchAppeal.
    """
    found = appeals_to_answer(viewer, on=on).filter(uuid=number).first()
    if found is None:
        raise NoSuchAppeal
    return found
