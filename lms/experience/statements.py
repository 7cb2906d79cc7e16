"""Builds and checks Experience API statements. Pure; imports no Django.

Statements are built with tincan and kept as JSON. The namespace of statement ids, the verbs and the kinds of
activity are part of the platform's public record: they never change.

Sources: xAPI 1.0.3, Part Two (Data), clause numbers beside each check; verb and activity type IRIs of ADL and
of the Total Learning Architecture vocabulary.
"""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import tincan

from lms.errors import InvalidInput, gettext_noop

VERSION = "1.0.3"

# Ids of statements are UUIDv5 of their event in this namespace, so that a retry is the same statement.
NAMESPACE = uuid.UUID("6f7a1d1c-5a0e-5b8e-9c53-4c4f4e544152")

EXTENSIONS = "https://lontar.example/xapi"


class Verb(StrEnum):
    """The verbs the platform records."""

    REGISTERED = "https://w3id.org/xapi/tla/verbs/registered"
    LAUNCHED = "http://adlnet.gov/expapi/verbs/launched"
    INITIALIZED = "http://adlnet.gov/expapi/verbs/initialized"
    TERMINATED = "http://adlnet.gov/expapi/verbs/terminated"
    COMPLETED = "http://adlnet.gov/expapi/verbs/completed"
    PASSED = "http://adlnet.gov/expapi/verbs/passed"
    FAILED = "http://adlnet.gov/expapi/verbs/failed"
    ANSWERED = "http://adlnet.gov/expapi/verbs/answered"
    CERTIFIED = "https://w3id.org/xapi/tla/verbs/certified"
    SCHEDULED = "https://w3id.org/xapi/tla/verbs/scheduled"
    ATTENDED = "https://w3id.org/xapi/tla/verbs/attended"
    ASSERTED = "https://w3id.org/xapi/tla/verbs/asserted"


ACTIVITY_TYPES: dict[str, str] = {
    "course": "http://adlnet.gov/expapi/activities/course",
    "module": "http://adlnet.gov/expapi/activities/module",
    "lesson": "http://adlnet.gov/expapi/activities/lesson",
    "assessment": "http://adlnet.gov/expapi/activities/assessment",
    "question": "http://adlnet.gov/expapi/activities/question",
    "certificate": "https://w3id.org/xapi/tla/activity-types/credential",
    "competency": "https://w3id.org/xapi/tla/activity-types/competency",
    "mentoring-session": f"{EXTENSIONS}/activity-types/mentoring-session",
}


class InvalidStatement(InvalidInput):
    """The statement breaks a rule of the specification; `clause` names it."""

    code = "invalid_statement"
    message = gettext_noop("This statement cannot be recorded: %(reason)s (xAPI %(clause)s).")


@dataclass(frozen=True)
class Activity:
    """What was learned or done: a kind of ACTIVITY_TYPES, its id here, and its name for a reader."""

    kind: str
    uuid: str
    name: str


@dataclass(frozen=True)
class Outcome:
    """How it ended. `score_scaled` lies in −1 to 1; a duration is in whole seconds."""

    success: bool | None = None
    completion: bool | None = None
    score_scaled: float | None = None
    score_raw: float | None = None
    score_max: float | None = None
    duration_seconds: int | None = None


def statement_id(key: tuple[str, ...]) -> uuid.UUID:
    """Return the id of the event `key` names; the same event has the same id everywhere."""
    return uuid.uuid5(NAMESPACE, "\x1f".join(key))


def build(
    *,
    key: tuple[str, ...],
    home_page: str,
    actor: str,
    verb: Verb,
    activity: Activity,
    at: datetime,
    outcome: Outcome | None = None,
    registration: uuid.UUID | None = None,
    parent: Activity | None = None,
    instructor: str | None = None,
    language: str = "id",
) -> dict[str, Any]:
    """Return the statement as JSON data. `actor` and `instructor` are opaque account names, never a NIP."""
    statement = tincan.Statement(
        id=str(statement_id(key)),
        actor=agent(home_page, actor),
        verb=tincan.Verb(id=str(verb), display=tincan.LanguageMap({"en": verb.name.lower()})),
        object=activity_of(home_page, activity, language),
        timestamp=at.astimezone(UTC),
        context=context_of(home_page, registration, parent, instructor, language),
    )
    if outcome is not None:
        statement.result = result_of(outcome)
    data: dict[str, Any] = json.loads(statement.to_json(VERSION))
    check(data)
    return data


def agent(home_page: str, name: str) -> tincan.Agent:
    """Return the agent of an account here."""
    return tincan.Agent(account=tincan.AgentAccount(home_page=home_page, name=name))


def activity_of(home_page: str, activity: Activity, language: str) -> tincan.Activity:
    """Return the activity with its address here as id."""
    return tincan.Activity(
        id=f"{home_page}/xapi/activities/{activity.kind}/{activity.uuid}",
        definition=tincan.ActivityDefinition(
            type=ACTIVITY_TYPES[activity.kind], name=tincan.LanguageMap({language: activity.name})
        ),
    )


def context_of(
    home_page: str, registration: uuid.UUID | None, parent: Activity | None, instructor: str | None, language: str
) -> tincan.Context:
    """Return where it happened: the platform, the enrolment, what it belongs to, who guided it."""
    context = tincan.Context(platform="Lontar", language=language)
    if registration is not None:
        context.registration = str(registration)
    if parent is not None:
        context.context_activities = tincan.ContextActivities(parent=[activity_of(home_page, parent, language)])
    if instructor is not None:
        context.instructor = agent(home_page, instructor)
    return context


def result_of(outcome: Outcome) -> tincan.Result:
    """Return the result, with only what is known."""
    result = tincan.Result()
    if outcome.success is not None:
        result.success = outcome.success
    if outcome.completion is not None:
        result.completion = outcome.completion
    if outcome.duration_seconds is not None:
        result.duration = timedelta(seconds=outcome.duration_seconds)
    score = {"scaled": outcome.score_scaled, "raw": outcome.score_raw, "max": outcome.score_max}
    known = {name: value for name, value in score.items() if value is not None}
    if known:
        result.score = tincan.Score(**known)
    return result


IRI = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:\S+$")
IDENTIFIERS = ("mbox", "mbox_sha1sum", "openid", "account")


def check(statement: dict[str, Any]) -> None:
    """Check the rules a stored statement must keep.

    Raises:
        InvalidStatement: with the clause of xAPI 1.0.3, Part Two.
    """
    for part in ("actor", "verb", "object"):
        require(isinstance(statement.get(part), dict), f"{part} is missing", "2.2")
    try:
        uuid.UUID(str(statement.get("id")))
    except ValueError:
        raise InvalidStatement(reason="id is not a UUID", clause="2.4.1") from None
    check_agent(statement["actor"])
    require(bool(IRI.match(str(statement["verb"].get("id", "")))), "the verb's id is not an IRI", "2.4.3")
    check_object(statement["object"])
    check_score(statement.get("result", {}).get("score", {}))
    check_timestamp(statement.get("timestamp"))


def require(holds: bool, reason: str, clause: str) -> None:
    """Raise InvalidStatement unless the rule holds."""
    if not holds:
        raise InvalidStatement(reason=reason, clause=clause)


def check_agent(actor: dict[str, Any]) -> None:
    """An agent has exactly one inverse functional identifier; an account has a home page and a name (2.4.2)."""
    given = [name for name in IDENTIFIERS if name in actor]
    require(len(given) == 1, "an agent has exactly one identifier", "2.4.2.3")
    account = actor.get("account")
    if account is not None:
        require(bool(IRI.match(str(account.get("homePage", "")))), "homePage is not an IRI", "2.4.2.4")
        require(bool(account.get("name")), "an account has a name", "2.4.2.4")


def check_object(target: dict[str, Any]) -> None:
    """An activity is named by an IRI (2.4.4.1); its names are a language map (4.2)."""
    if target.get("objectType", "Activity") != "Activity":
        return
    require(bool(IRI.match(str(target.get("id", "")))), "the activity's id is not an IRI", "2.4.4.1")
    names = target.get("definition", {}).get("name", {})
    require(all(isinstance(text, str) for text in names.values()), "a language map holds texts", "4.2")


def check_score(score: dict[str, Any]) -> None:
    """A scaled score lies in −1 to 1; raw lies between min and max (2.4.5.1)."""
    if "scaled" in score:
        require(-1 <= score["scaled"] <= 1, "a scaled score lies between -1 and 1", "2.4.5.1")
    if "raw" in score and "max" in score:
        require(score["raw"] <= score["max"], "raw is above max", "2.4.5.1")


def check_timestamp(text: object) -> None:
    """A timestamp is ISO 8601 with a zone (2.4.7)."""
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        raise InvalidStatement(reason="timestamp is not ISO 8601", clause="2.4.7") from None
    require(moment.tzinfo is not None, "timestamp has no zone", "2.4.7")


def canonical(statement: dict[str, Any]) -> str:
    """Return the statement as it is compared: sorted, without what the store adds (2.3.1 lists what may differ)."""
    kept = {name: value for name, value in statement.items() if name not in ("stored", "authority", "version")}
    return json.dumps(kept, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
