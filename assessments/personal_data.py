"""What tests hold about people."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from assessments.models import (
    Accommodation,
    AnswerFile,
    AttemptState,
    ItemImport,
    MultiraterComment,
    MultiraterRating,
    PracticeAnswer,
    Rating,
    RatingStage,
    Response,
    ResponseEvent,
    RoundPurpose,
    RoundState,
    private_storage,
)
from assessments.personal_data_of_observations import OBSERVATION_EXPIRIES, OBSERVATION_HOLDINGS
from assessments.portfolio_holdings import PORTFOLIO_EXPIRIES, PORTFOLIO_HOLDINGS
from assessments.sitting_data import SITTING_EXPIRIES, SITTING_HOLDINGS
from lms.people.models import User
from lms.people.personal_data import Erasure, Expiry, Holding, Rows, register, register_expiry

PROVES_LEVELS = _(
    "Levels and certificates that stand are proved by the attempts behind them (UU 20/2023, article 49); answers go, "
    "and the rows name nobody any more."
)


def close_attempts(rows: Rows, person: User, at: datetime) -> int:
    """Delete attempts that nobody will hand in."""
    return int(rows.filter(state=AttemptState.IN_PROGRESS).delete()[0])


def old_answers(before: datetime) -> Rows:
    """Return the answers of attempts that were handed in before that moment and scored."""
    return Response.objects.filter(slot__attempt__scored_at__isnull=False, slot__attempt__submitted_at__lt=before)


def old_history(before: datetime) -> Rows:
    """Return the history of such answers."""
    return ResponseEvent.objects.filter(slot__attempt__scored_at__isnull=False, slot__attempt__submitted_at__lt=before)


def old_files(before: datetime) -> Rows:
    """Return the files of such attempts."""
    return AnswerFile.objects.filter(slot__attempt__scored_at__isnull=False, slot__attempt__submitted_at__lt=before)


def old_words(before: datetime) -> Rows:
    """Return the ratings of such attempts whose words are still kept."""
    rows = Rating.objects.filter(task__slot__attempt__scored_at__isnull=False, given_at__lt=before)
    return rows.exclude(comment="", notes={})


def delete_files(rows: Rows) -> int:
    """Delete files handed in: first what lies in the storage, then the rows that name it."""
    for file in rows.values_list("file", flat=True):
        private_storage().delete(file)
    return int(rows.delete()[0])


def delete_files_by_id(ids: list[Any]) -> int:
    """Delete a batch of files handed in."""
    return delete_files(AnswerFile.objects.filter(pk__in=ids))


def empty_words(ids: list[Any]) -> int:
    """Empty what raters wrote about a batch of answers; the grades stay, they prove the result."""
    return Rating.objects.filter(pk__in=ids).update(comment="", notes={})


def forget_words(rows: Rows, person: User, at: datetime) -> int:
    """Empty what raters wrote about the person's answers."""
    return int(rows.exclude(comment="", notes={}).update(comment="", notes={}))


def ratings_of(person: User) -> Rows:
    """Return the ratings given to the person's answers; one that is only begun says nothing yet."""
    return Rating.objects.filter(task__slot__attempt__person=person, stage=RatingStage.GIVEN)


HOLDINGS: tuple[Holding, ...] = (
    Holding(
        model="assessments.Response",
        what=_("Your answers in tests."),
        purpose="assessment",
        retention="answers",
        person=("slot__attempt__person",),
        erasure=Erasure.DELETE,
    ),
    Holding(
        model="assessments.ResponseEvent",
        what=_("When you changed an answer, and to what."),
        purpose="assessment",
        retention="answers",
        person=("slot__attempt__person",),
        erasure=Erasure.DELETE,
    ),
    Holding(
        model="assessments.Appeal",
        what=_("Your objections to questions and results, and the answers."),
        purpose="assessment",
        retention="learning_record",
        person=("attempt__person",),
        mentions=("decided_by",),
        erasure=Erasure.DELETE,
    ),
    Holding(
        model="assessments.ScoreChange",
        what=_("What a result was before and after it was computed anew."),
        purpose="assessment",
        retention="learning_record",
        person=("attempt__person",),
        duty=PROVES_LEVELS,
    ),
    Holding(
        model="assessments.Neutralisation",
        what=_("Who decided that a question counts no more."),
        purpose="authoring",
        retention="authoring",
        mentions=("by",),
    ),
    Holding(
        model="assessments.AnswerFile",
        what=_("Files that you handed in as answers; each can be fetched from the page of its result."),
        purpose="assessment",
        retention="answers",
        person=("slot__attempt__person",),
        leave_out=("file",),
        erasure=Erasure.DELETE,
        remove=delete_files,
    ),
    Holding(
        model="assessments.Rating",
        what=_("How people rated your answers, and what they wrote about them."),
        purpose="assessment",
        retention="learning_record",
        rows=ratings_of,
        mentions=("rater",),
        # Raters read without names, and are read without names.
        leave_out=("rater",),
        erasure=Erasure.ANONYMISE,
        duty=PROVES_LEVELS,
        anonymise=forget_words,
    ),
    Holding(
        model="assessments.RatingTask",
        what=_("Which of your answers people rate, and what their ratings came to."),
        purpose="assessment",
        retention="learning_record",
        person=("slot__attempt__person",),
        duty=PROVES_LEVELS,
    ),
    Holding(
        model="assessments.AttemptSlot",
        what=_("Which questions you were asked, and what each answer was worth."),
        purpose="assessment",
        retention="learning_record",
        person=("attempt__person",),
        # Copies of several people, laid side by side, would be the key of the bank. Which questions are tried out is
        # told after the test, not by a copy that somebody asks for while it runs.
        leave_out=("credit", "is_right", "slope", "difficulty", "is_pilot", "competency"),
        duty=PROVES_LEVELS,
    ),
    Holding(
        model="assessments.CompetencyScore",
        what=_("What a test measured of each competency, and how sure that is."),
        purpose="assessment",
        retention="learning_record",
        person=("attempt__person",),
        duty=PROVES_LEVELS,
    ),
    Holding(
        model="assessments.Attempt",
        what=_("Your attempts at tests: when, how long, with what result."),
        purpose="assessment",
        retention="learning_record",
        person=("person",),
        leave_out=("seed",),
        erasure=Erasure.ANONYMISE,
        duty=PROVES_LEVELS,
        anonymise=close_attempts,
    ),
    Holding(
        model="assessments.PracticeAnswer",
        what=_("Your answers to practice questions in lessons."),
        purpose="learning",
        retention="answers",
        person=("person",),
        erasure=Erasure.DELETE,
    ),
    Holding(
        model="assessments.Item",
        what=_("Who wrote a question."),
        purpose="authoring",
        retention="authoring",
        mentions=("owner",),
    ),
    Holding(
        model="assessments.ItemVersion",
        what=_("Who wrote a version of a question."),
        purpose="authoring",
        retention="authoring",
        mentions=("written_by",),
    ),
    Holding(
        model="assessments.Case",
        what=_("Who wrote a case that questions hang on."),
        purpose="authoring",
        retention="authoring",
        mentions=("owner",),
    ),
    Holding(
        model="assessments.CaseVersion",
        what=_("Who wrote a version of a case."),
        purpose="authoring",
        retention="authoring",
        mentions=("written_by",),
    ),
    Holding(
        model="assessments.Review",
        what=_("Who checked a question, and what they said."),
        purpose="authoring",
        retention="authoring",
        mentions=("by",),
    ),
    Holding(
        model="assessments.BlueprintVersion",
        what=_("Who wrote a version of a test, and who checked it."),
        purpose="authoring",
        retention="authoring",
        mentions=("begun_by", "written_by", "reviewed_by"),
    ),
    Holding(
        model="assessments.ItemImport",
        what=_("Files of questions that you brought and have not confirmed; kept for a day."),
        purpose="authoring",
        retention="sessions",
        person=("by",),
        # Copies of items, with their keys.
        leave_out=("entries", "findings"),
        erasure=Erasure.DELETE,
    ),
    Holding(
        model="assessments.ItemExport",
        what=_("Who took out questions with their keys."),
        purpose="authoring",
        retention="authoring",
        mentions=("by",),
    ),
    Holding(
        model="assessments.CalibrationRun",
        what=_("Who approved or rejected a calibration of questions, and why."),
        purpose="authoring",
        retention="authoring",
        mentions=("decided_by",),
    ),
)


def old_imports(before: datetime) -> Rows:
    """Return imports that nobody has touched for a day."""
    return ItemImport.objects.filter(created_at__lt=before - timedelta(days=1))


EXPIRIES: tuple[Expiry, ...] = (
    Expiry(key="sessions", what=_("Files of questions that were not confirmed"), rows=old_imports),
    Expiry(key="answers", what=_("Answers in tests"), rows=old_answers),
    Expiry(key="answers", what=_("History of answers"), rows=old_history),
    Expiry(key="answers", what=_("Files handed in as answers"), rows=old_files, act=delete_files_by_id),
    Expiry(key="answers", what=_("Words of raters"), rows=old_words, act=empty_words),
    Expiry(
        key="answers",
        what=_("Answers to practice questions"),
        rows=lambda before: PracticeAnswer.objects.filter(answered_at__lt=before),
    ),
)


def stop_rounds(rows: Rows, person: User, at: datetime) -> int:
    """Stop rounds that run; those that a person began for themselves go."""
    stopped = rows.filter(state=RoundState.RUNNING).update(state=RoundState.CANCELLED)
    return int(stopped) + int(rows.filter(purpose=RoundPurpose.OWN).delete()[0])


def take_words_away(rows: Rows, person: User, at: datetime) -> int:
    """Delete what others wrote; figures and levels stay."""
    return int(rows.exclude(comments=[]).update(comments=[]))


def old_ratings(before: datetime) -> Rows:
    """Return single ratings of rounds that were closed before that moment."""
    return MultiraterRating.objects.filter(rater__round__closed_at__lt=before)


def old_rating_comments(before: datetime) -> Rows:
    """Return comments of such rounds."""
    return MultiraterComment.objects.filter(rater__round__closed_at__lt=before)


# What others said of a person stands in the results, by group; the rows of single raters are the raters' own.
MULTIRATER_HOLDINGS: tuple[Holding, ...] = (
    Holding(
        model="assessments.MultiraterRating",
        what=_("What you answered in 360-degree ratings, of yourself and of others."),
        purpose="assessment",
        retention="answers",
        person=("rater__person",),
        erasure=Erasure.DELETE,
    ),
    Holding(
        model="assessments.MultiraterComment",
        what=_("What you wrote in 360-degree ratings."),
        purpose="assessment",
        retention="answers",
        person=("rater__person",),
        erasure=Erasure.DELETE,
    ),
    Holding(
        model="assessments.MultiraterRater",
        what=_("Which 360-degree ratings were asked of you, and whether you answered."),
        purpose="assessment",
        retention="learning_record",
        person=("person",),
        erasure=Erasure.DELETE,
    ),
    Holding(
        model="assessments.MultiraterResult",
        what=_("What came out of 360-degree ratings about you, by group; single answers of others are not yours."),
        purpose="assessment",
        retention="learning_record",
        person=("round__ratee",),
        erasure=Erasure.ANONYMISE,
        duty=PROVES_LEVELS,
        anonymise=take_words_away,
    ),
    Holding(
        model="assessments.MultiraterRound",
        what=_("When you were rated by others, in what, and who began it."),
        purpose="assessment",
        retention="learning_record",
        person=("ratee",),
        mentions=("started_by",),
        leave_out=("draw",),
        erasure=Erasure.ANONYMISE,
        duty=PROVES_LEVELS,
        anonymise=stop_rounds,
    ),
)

MULTIRATER_EXPIRIES: tuple[Expiry, ...] = (
    Expiry(key="answers", what=_("Answers in 360-degree ratings"), rows=old_ratings),
    Expiry(key="answers", what=_("Comments in 360-degree ratings"), rows=old_rating_comments),
)


ACCOMMODATION_HOLDINGS: tuple[Holding, ...] = (
    Holding(
        model="assessments.Accommodation",
        what=_("Which adjustments in tests you asked for, and HR's answers; never the reason for them."),
        purpose="assessment",
        retention="answers",
        person=("person",),
        mentions=("decided_by",),
        erasure=Erasure.DELETE,
    ),
)

ACCOMMODATION_EXPIRIES: tuple[Expiry, ...] = (
    Expiry(key="answers", what=_("Adjustments in tests that ended"), rows=Accommodation.objects.over),
)


def register_holdings() -> None:
    """Fill the register."""
    register(*OBSERVATION_HOLDINGS)
    register_expiry(*OBSERVATION_EXPIRIES)
    register(*HOLDINGS)
    register_expiry(*EXPIRIES)
    register(*MULTIRATER_HOLDINGS)
    register_expiry(*MULTIRATER_EXPIRIES)
    register(*ACCOMMODATION_HOLDINGS)
    register_expiry(*ACCOMMODATION_EXPIRIES)
    register(*SITTING_HOLDINGS)
    register_expiry(*SITTING_EXPIRIES)
    register(*PORTFOLIO_HOLDINGS)
    register_expiry(*PORTFOLIO_EXPIRIES)
