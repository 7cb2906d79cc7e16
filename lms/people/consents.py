"""The register of optional uses of data: each rests on a yes that can be taken back; the duty to learn never does.

A room names its optional uses in `AppConfig.ready()`. `opted_in` says what holds for those who were never asked.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True, kw_only=True)
class OptionalUse:
    """One optional use: its words, and the version of these words to which people say yes."""

    key: str
    title: Text
    text: Text
    if_not: Text
    version: int = 1


USES: dict[str, OptionalUse] = {}


def register(use: OptionalUse) -> None:
    """Make an optional use known."""
    USES[use.key] = use
