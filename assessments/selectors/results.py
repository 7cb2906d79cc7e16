"""What a person reads after a test: what was measured, how sure it is, and what each question was worth."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import BigIntegerField, OuterRef
from django.utils import timezone

from assessments.answers import RATED, SCALE, UNSCORED, Answer, Kind
from assessments.feedback import Told, told
from assessments.models import (
    Attempt,
    AttemptSlot,
    AttemptState,
    CompetencyScore,
    ItemVersion,
    Observation,
    ScoreChange,
)
from assessments.notation import ACCEPTED_MARK, line_of_number
from assessments.psychometrics.standards import level_position
from assessments.questions import FilledOption, Question, Shown
from assessments.rendering import shown_in_slot, whole
from assessments.retakes import Rule, Standing
from assessments.scoring import FULL, best_options, credit, judgement_credit
from assessments.selectors.attempts import own_attempt, retake_rule, standing_in, stored_answer, with_pictures
from assessments.selectors.indicators import IndicatorTally, tallies_of
from assessments.selectors.rated_answers import RatedAnswer, rated_answers, rated_by, waits_for_observer
from assessments.typed import is_accepted
from lms.competencies.models import Competency, Evidence, EvidenceKind
from lms.competencies.selectors import rules_in_force
from lms.kept import Kept, given
from lms.people.access import Viewer

# Below this many questions a level rests on little: it is shown as indicative (assessment practice: at least eight
# items for an ability of its own).
FEW_ITEMS = 8


@dataclass(frozen=True)
class CompetencyResult:
    """A measured level: the level it establishes, how sure it is, and what it rests on.

    `chance` (percent) is that the level is at least this one; for level 0, that level 1 is not reached yet.
    `low` and `high` are the ends of one standard error on the bar of levels (0 to 5).
    """

    competency: Competency
    level: int
    was_capped: bool
    chance: int
    low: float
    high: float
    item_count: int
    right_count: int
    indicators: tuple[IndicatorTally, ...] = ()

    @property
    def is_indicative(self) -> bool:
        """Whether the level rests on few questions."""
        return self.item_count < FEW_ITEMS


@dataclass(frozen=True)
class ReviewedOption:
    """An option after the test: whether it was chosen, what was put beside it, and (if shown) what is right.

    For an action of a judgement `expected` is the share of the points that experts give it.
    """

    text: str
    picked: bool = False
    given: str = ""
    right: bool | None = None
    expected: str = ""


@dataclass(frozen=True)
class ReviewedSlot:
    """A question after the test. Key and explanation are empty unless they may be shown.

    A question answered in one field has one option without a text. Of one that was tried out nothing says whether the
    answer was right: it is not settled yet that the question is.
    """

    position: int
    stem: str
    kind: str
    is_right: bool
    credit_percent: int
    answered: bool
    options: tuple[ReviewedOption, ...]
    rationale: str = ""
    source: str = ""
    rated: RatedAnswer | None = None
    is_neutralised: bool = False
    is_pilot: bool = False
    question: Question | None = None

    @property
    def is_unscored(self) -> bool:
        """Whether it is a self-rating, which counts for nothing."""
        return self.kind in UNSCORED

    @property
    def is_chosen(self) -> bool:
        """Whether it was answered by picking options, not by putting something beside them."""
        return self.kind in (Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE, Kind.SITUATIONAL, Kind.HOTSPOT)


@dataclass(frozen=True)
class ResultPage:
    """The result of one attempt, as its person reads it."""

    attempt: Attempt
    competencies: tuple[CompetencyResult, ...]
    slots: tuple[ReviewedSlot, ...]
    standing: Standing
    rule: Rule
    tells: Told
    ceiling: int
    is_provisional: bool
    due_at: datetime | None = None
    changed_at: datetime | None = None
    observation: Observation | None = None
    waits_for_observer: bool = False

    @property
    def reveals_key(self) -> bool:
        """Whether every question is shown with its key and explanation."""
        return self.tells.keys


tries_at: Kept[Attempt] = Kept(
    lambda: (
        Attempt.objects.filter(
            person=given("person", BigIntegerField()), blueprint=given("blueprint", BigIntegerField())
        )
        .exclude(state=AttemptState.VOIDED)
        .select_related("observation")
        .annotate(
            changed_at=ScoreChange.objects.filter(attempt=OuterRef("pk"), differs=True).order_by("-at").values("at")[:1]
        )
        .order_by()
    )
)


def result_page(viewer: Viewer, attempt: Attempt | UUID, *, at: datetime) -> ResultPage:
    """Return the result of the viewer's attempt. At most seven queries, three more where people rated answers of it.

    What it tells is what the settings of its version allow; with the usual ones the key is shown once the test is
    passed or no try is left, so that it does not help the next attempt.

    Raises:
        NoSuchAttempt: it is not the viewer's.

    """
    mine = own_attempt(viewer, attempt)
    tries = tries_at(person=viewer.pk, blueprint=mine.blueprint_id)
    this = next((one for one in tries if one.pk == mine.pk), None)
    house = retake_rule(at)
    where = standing_in(mine.blueprint, tries, house, at=at)
    tells = told_of(mine, where, is_running=any(one.is_running for one in tries))
    ceiling = ceiling_on(mine, at)
    slots = scored_slots(mine, tells)
    rated = rated_answers(slots, reveals=tells.keys)
    return ResultPage(
        attempt=mine,
        competencies=by_competency(mine, ceiling, tells) if mine.is_scored else (),
        slots=tuple(reviewed(slot, rated.get(slot.pk), reveals=tells.keys) for slot in slots),
        standing=where,
        rule=mine.blueprint.retakes(house),
        tells=tells,
        ceiling=ceiling,
        is_provisional=bool(mine.scale and mine.scale.is_provisional),
        due_at=rated_by(mine) if mine.is_being_rated else None,
        changed_at=getattr(this, "changed_at", None),
        observation=getattr(this, "observation", None),
        waits_for_observer=mine.is_being_rated and waits_for_observer(mine),
    )


def told_of(attempt: Attempt, where: Standing, *, is_running: bool) -> Told:
    """Return what may be shown of an attempt: nothing before it is scored, no question of an adaptive test."""
    settings = attempt.settings
    found = told(settings.feedback, settings.keys_shown, is_settled=where.is_settled, is_running=is_running)
    if not attempt.is_scored:
        return Told(counts=False, questions=False, keys=False)
    return Told(found.counts, questions=False, keys=False) if attempt.blueprint.is_adaptive else found


def ceiling_on(attempt: Attempt, at: datetime) -> int:
    """Return the highest level that a test without supervision may establish. One query."""
    rule = rules_in_force(timezone.localdate(attempt.submitted_at or at)).get(EvidenceKind.MEASURED_UNSUPERVISED)
    return rule.ceiling if rule else 0


def by_competency(attempt: Attempt, ceiling: int, tells: Told) -> tuple[CompetencyResult, ...]:
    """Return what an attempt showed, with right and wrong by indicator where it may be told. At most three queries."""
    found = measured(attempt, ceiling)
    if not (found and tells.counts):
        return found
    tallies = tallies_of(attempt)
    return tuple(replace(one, indicators=tallies.get(one.competency.pk, ())) for one in found)


scores_of: Kept[CompetencyScore] = Kept(
    lambda: (
        CompetencyScore.objects.filter(attempt=given("attempt", BigIntegerField()))
        .select_related("competency")
        .order_by("competency__order")
    )
)


def measured(attempt: Attempt, ceiling: int) -> tuple[CompetencyResult, ...]:
    """Return what the attempt showed for each competency. One query, two for attempts older than the scores."""
    scores = scores_of(attempt=attempt.pk)
    return tuple(result_of(score, attempt, ceiling) for score in scores) or from_evidence(attempt, ceiling)


def result_of(score: CompetencyScore, attempt: Attempt, ceiling: int) -> CompetencyResult:
    """Return a score as a person reads it."""
    cuts = attempt.scale.cuts if attempt.scale else ()
    shown = min(score.level, ceiling)
    chance = score.chances[shown - 1] if shown else 1 - score.chances[0]
    return CompetencyResult(
        competency=score.competency,
        level=shown,
        was_capped=score.level > ceiling,
        chance=round(100 * chance),
        low=level_position(score.theta - score.standard_error, cuts),
        high=level_position(score.theta + score.standard_error, cuts),
        item_count=score.item_count,
        right_count=score.right_count,
    )


def from_evidence(attempt: Attempt, ceiling: int) -> tuple[CompetencyResult, ...]:
    """Return what the evidence of an attempt says, for attempts that were scored before scores were kept. One query."""
    rows = Evidence.objects.filter(person=attempt.person, source_kind="attempt", source_uuid=attempt.uuid)
    return tuple(
        competency_result(row, attempt, ceiling)
        for row in rows.select_related("competency").order_by("competency__order")
    )


def competency_result(row: Evidence, attempt: Attempt, ceiling: int) -> CompetencyResult:
    """Return one piece of evidence as a person reads it."""
    cuts = attempt.scale.cuts if attempt.scale else ()
    level, theta, error = row.level or 0, row.theta or 0.0, row.standard_error or 0.0
    shown = min(level, ceiling)
    chances = row.details.get("chances", [])
    chance = chances[shown - 1] if shown and chances else 1 - chances[0] if chances else (row.chance or 0.0)
    return CompetencyResult(
        competency=row.competency,
        level=shown,
        was_capped=level > ceiling,
        chance=round(100 * chance),
        low=level_position(theta - error, cuts),
        high=level_position(theta + error, cuts),
        item_count=row.details.get("items", 0),
        right_count=row.details.get("right", 0),
    )


answers_alone: Kept[AttemptSlot] = Kept(
    lambda: (
        AttemptSlot.objects.filter(attempt=given("attempt", BigIntegerField()))
        .select_related("item_version__item", "item_version__neutralisation", "response")
        .order_by("position")
    )
)
answers_and_keys: Kept[AttemptSlot] = Kept(lambda: answers_alone.rows().select_related("item_version__secret"))


def scored_slots(attempt: Attempt, tells: Told) -> list[AttemptSlot]:
    """Return the slots that may be shown; keys are read only where they may be shown. One query, three with a case."""
    if not tells.questions:
        return []
    return with_pictures((answers_and_keys if tells.keys else answers_alone)(attempt=attempt.pk))


def reviewed(slot: AttemptSlot, rated: RatedAnswer | None, *, reveals: bool) -> ReviewedSlot:
    """Return a question as it is looked at after the test."""
    answer = stored_answer(slot)
    version, shown = slot.item_version, shown_in_slot(slot)
    reveals = reveals and not slot.is_pilot
    key: Answer | None = version.secret.key if reveals else None
    return ReviewedSlot(
        position=slot.position,
        stem=shown.question.stem,
        kind=version.item.kind,
        is_right=bool(slot.is_right) and not slot.is_pilot,
        credit_percent=round(100 * (slot.credit or 0)),
        answered=bool(answer and any(answer.values())),
        options=() if version.item.kind in RATED else reviewed_options(version, shown, answer or {}, key),
        rationale=version.secret.rationale if reveals else "",
        source=version.source if reveals else "",
        rated=rated,
        is_neutralised=hasattr(version, "neutralisation") and not slot.is_pilot,
        is_pilot=slot.is_pilot,
        question=whole(shown.question, version),
    )


def reviewed_options(
    version: ItemVersion, shown: Shown, answer: Answer, key: Answer | None
) -> tuple[ReviewedOption, ...]:
    """Return the options in the order in which they were shown; without a key nothing says what is right."""
    if version.item.kind in UNSCORED:
        return tuple(self_rating(option, answer) for option in version.options)
    if version.item.kind in (Kind.NUMERIC, Kind.SHORT_TEXT):
        return (reviewed_field(version.item.kind, shown.question.filled(answer)[0], answer, key),)
    texts = {choice["id"]: choice["text"] for choice in version.choices}
    order = {option.token: index for index, option in enumerate(shown.question.options)}
    options = sorted(version.options, key=lambda option: order[shown.of_option[option["id"]]])
    return tuple(reviewed_option(version.item.kind, option, texts, answer, key) for option in options)


def self_rating(statement: dict[str, str], answer: Answer) -> ReviewedOption:
    """Return a statement with what the person said of it, as a message id; nothing is right or wrong."""
    point = answer.get("ratings", {}).get(statement["id"], 0)
    return ReviewedOption(statement["text"], given=SCALE.get(point, ""))


def reviewed_field(kind: str, field: FilledOption, answer: Answer, key: Answer | None) -> ReviewedOption:
    """Return what was typed, with its unit, beside what was expected."""
    given = f"{field.typed} {field.text}".strip() if field.typed else ""
    if key is None:
        return ReviewedOption("", given=given)
    expected = line_of_number(key) if kind == Kind.NUMERIC else ACCEPTED_MARK.join(key["accepted"])
    return ReviewedOption("", given=given, right=credit(kind, key, answer) == FULL, expected=expected)


def reviewed_option(
    kind: str, option: dict[str, str], partners: dict[str, str], answer: Answer, key: Answer | None
) -> ReviewedOption:
    """Return one option with what was given and, where the key is known, what was expected."""
    name, text = option["id"], option["text"]
    if kind == Kind.ORDERING:
        given, expected = answer.get("places", {}).get(name), key["places"][name] if key else None
        return ReviewedOption(
            text, given=str(given or ""), expected=str(expected or ""), right=given == expected if key else None
        )
    if kind == Kind.MATCHING:
        given, expected = answer.get("pairs", {}).get(name), key["pairs"][name] if key else None
        return ReviewedOption(
            text,
            given=partners.get(given or "", ""),
            expected=partners.get(expected or "", "") if key else "",
            right=given == expected if key else None,
        )
    if kind == Kind.CLOZE:
        given, accepted = answer.get("gaps", {}).get(name, ""), key["gaps"][name] if key else []
        return ReviewedOption(
            text,
            given=given,
            expected=ACCEPTED_MARK.join(accepted),
            right=is_accepted(given, accepted) if key else None,
        )
    right = name in best_options(kind, key) if key else None
    weight = f"{round(100 * judgement_credit(key['weights'], [name]))}%" if key and kind == Kind.SITUATIONAL else ""
    return ReviewedOption(text, picked=name in answer.get("choice", []), right=right, expected=weight)
