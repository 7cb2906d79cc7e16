"""The kinds of notice there are; each room registers its own, in `AppConfig.ready()`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class NoticeKind:
    """A kind of notice: its title and its sentence, as English message ids with named facts.

    `protects_account` says that it is mailed even to those who want no notices by e-mail.
    """

    code: str
    title: str
    body: str
    by_email: bool = True
    protects_account: bool = False


KINDS: dict[str, NoticeKind] = {}


def register(kind: NoticeKind) -> None:
    """Make a kind of notice known."""
    KINDS[kind.code] = kind
