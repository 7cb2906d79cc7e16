"""The tree of errors that the domain raises; it imports no Django.

    DomainError
    ├── InvalidInput     something the person typed or sent cannot be used
    ├── NotAllowed       the person may not do or see this
    ├── NotFound         there is no such thing, or not for this person
    ├── Conflict         the thing has moved on (second tab, double click, race)
    └── Unavailable      something we depend on does not answer; trying again helps

A concrete error stands in the module that raises it, names a stable `code`, a `message` (an English
message id with named facts) and carries the facts. The interface translates it for the reader.
"""

from typing import Any, ClassVar


def gettext_noop(message: str) -> str:
    """Mark a message id for the catalogue without importing Django."""
    return message


class DomainError(Exception):
    """Something the domain refuses, with the facts that explain it."""

    code: ClassVar[str] = "domain_error"
    message: ClassVar[str] = gettext_noop("This cannot be done right now.")

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.code, facts)

    def __str__(self) -> str:
        return self.message % self.facts if self.facts else self.message


class InvalidInput(DomainError):
    """What the person typed or sent cannot be used."""

    code = "invalid_input"


class NotAllowed(DomainError):
    """The person may not do or see this."""

    code = "not_allowed"
    message = gettext_noop("You do not have access to this.")


class NotFound(DomainError):
    """There is no such thing, or not for this person."""

    code = "not_found"
    message = gettext_noop("We could not find this.")


class Conflict(DomainError):
    """The thing has moved on since the person last saw it."""

    code = "conflict"


class Unavailable(DomainError):
    """Something we depend on does not answer; trying again helps."""

    code = "unavailable"
