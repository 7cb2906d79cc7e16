"""Says in words what a version of a test changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Field
from django.utils.formats import localize
from django.utils.translation import gettext, ngettext

from assessments.blueprint_content import CellSpec, Change, FormSpec
from assessments.models import Blueprint

SHARES = ("level_chance", "exposure_cap")


def sentences(changes: Sequence[Change]) -> list[str]:
    """Return each change as a short line: what, from what, to what."""
    return [sentence_of(change) for change in changes]


def sentence_of(change: Change) -> str:
    """Return one change as a short line."""
    if change.name == "summary":
        return gettext("The description was rewritten.")
    return gettext("%(what)s: %(before)s → %(after)s") % {
        "what": label_of(change.name),
        "before": told(change.name, change.before),
        "after": told(change.name, change.after),
    }


def label_of(name: str) -> str:
    """Return the name of a setting as a person reads it."""
    if name == "cells":
        return gettext("Groups of questions")
    if name == "forms":
        return gettext("Forms")
    label = str(column(name).verbose_name)
    return label[:1].upper() + label[1:]


def column(name: str) -> Field[Any, Any]:
    """Return the column that keeps a setting."""
    found = Blueprint._meta.get_field(name)
    assert isinstance(found, Field)  # noqa: S101 - every setting is a plain column
    return found


def told(name: str, value: Any) -> str:
    """Return the value of a setting as a person reads it."""
    if name == "cells":
        return " + ".join(cell_in_words(cell) for cell in value) or "–"
    if name == "forms":
        return ", ".join(form_in_words(form) for form in value) or "–"
    if value is None:
        return gettext("the rule for every test")
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    choices = dict(column(name).flatchoices)
    if value in choices:
        return str(choices[value])
    if name in SHARES:
        return f"{round(100 * value)}%"
    return str(localize(value))


def cell_in_words(cell: CellSpec) -> str:
    """Return a group as a short text: `4 × D2 (1–3, PDP-101)`."""
    levels = str(cell.level_min) if cell.level_min == cell.level_max else f"{cell.level_min}–{cell.level_max}"
    rated = gettext("self-rating, not counted") if cell.is_unscored else ""
    rated = gettext("rated by people") if cell.is_rated else rated
    return f"{cell.count} × {cell.competency} ({', '.join(filter(None, (levels, cell.topic, rated)))})"


def form_in_words(form: FormSpec) -> str:
    """Return a form as a short text."""
    count = len(form.items)
    text = ngettext("%(code)s with %(count)s question", "%(code)s with %(count)s questions", count)
    return text % {"code": form.code, "count": count}
