"""The parts of a page of a running attempt: its numbers, its questions, and what is left open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from assessments.answers import Answer, Kind
from assessments.models import Attempt
from assessments.questions import FilledOption, Question, Stimulus


@dataclass(frozen=True)
class SlotState:
    """A number of the form: whether its answer is complete, and whether it is the one shown."""

    position: int
    is_answered: bool
    is_current: bool


@dataclass(frozen=True)
class Asked:
    """One question on a page. `answer` is in tokens; `seq` is that of the stored answer, 0 without one.

    Its fields bear the `prefix` in front of their names, empty where it is alone on the page.
    """

    position: int
    question: Question
    answer: Answer | None
    seq: int
    saved_at: datetime | None
    prefix: str

    @property
    def options(self) -> tuple[FilledOption, ...]:
        """Return the options with what was answered."""
        return self.question.filled(self.answer)


@dataclass(frozen=True)
class Group:
    """Questions of a page that share a case, or one question without any."""

    stimulus: Stimulus | None
    asked: tuple[Asked, ...]


@dataclass(frozen=True)
class AttemptPage:
    """One page of a running attempt: its questions in order, and where it stands among all numbers."""

    attempt: Attempt
    asked: tuple[Asked, ...]
    slots: tuple[SlotState, ...]
    remaining_seconds: int

    @property
    def groups(self) -> tuple[Group, ...]:
        """Return the questions as they stand beside their cases: neighbours on the same case share it."""
        found: list[Group] = []
        for one in self.asked:
            stimulus = one.question.stimulus
            if found and stimulus is not None and found[-1].stimulus == stimulus:
                found[-1] = Group(stimulus, (*found[-1].asked, one))
            else:
                found.append(Group(stimulus, (one,)))
        return tuple(found)

    @property
    def has_regions(self) -> bool:
        """Whether a question of the page is answered in a picture."""
        return any(one.question.kind == Kind.HOTSPOT for one in self.asked)

    @property
    def has_case(self) -> bool:
        """Whether a question of the page hangs on a case."""
        return any(one.question.stimulus for one in self.asked)

    @property
    def first(self) -> Asked:
        """Return the first question of the page."""
        return self.asked[0]

    @property
    def position(self) -> int:
        """Return the number of the first question."""
        return self.first.position

    @property
    def last_position(self) -> int:
        """Return the number of the last question."""
        return self.asked[-1].position

    @property
    def takes_files(self) -> bool:
        """Whether a question of the page asks for a file."""
        return any(one.question.kind == Kind.UPLOAD for one in self.asked)

    @property
    def saved_at(self) -> datetime | None:
        """Return when an answer of this page was saved last."""
        return max((one.saved_at for one in self.asked if one.saved_at), default=None)

    @property
    def answered_count(self) -> int:
        """Return how many questions have a complete answer."""
        return sum(1 for slot in self.slots if slot.is_answered)

    @property
    def final_count(self) -> int:
        """Return how many questions of an adaptive attempt were answered for good."""
        return len(self.slots) - 1

    @property
    def most_items(self) -> int:
        """Return how many questions an adaptive attempt asks at most."""
        most = self.attempt.most_items or self.attempt.settings.most_items
        return max(most + self.attempt.tries_out, len(self.slots))

    @property
    def previous(self) -> int | None:
        """Return the number before this page."""
        return self.position - 1 if self.position > 1 else None

    @property
    def next(self) -> int | None:
        """Return the number after this page."""
        return self.last_position + 1 if self.last_position < len(self.slots) else None


@dataclass(frozen=True)
class ClosingPage:
    """What is still open before an attempt is handed in."""

    attempt: Attempt
    question_count: int
    open_positions: tuple[int, ...]
    remaining_seconds: int
