"""Tags for the parts of a page that need something computed first."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any, Literal

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, ngettext, pgettext_lazy

from lms.competencies.models import level_word as words_of_level

register = template.Library()

Number = int | float | Decimal

REASON_WORDS: Mapping[str, Promise] = {
    "met": pgettext_lazy("gap reason", "Met"),
    "measured_below": pgettext_lazy("gap reason", "Measured below the requirement"),
    "completed_not_tested": pgettext_lazy("gap reason", "Course completed, not tested yet"),
    "self_declared": pgettext_lazy("gap reason", "Self-declared only"),
    "expired": pgettext_lazy("gap reason", "Evidence has expired"),
    "never_assessed": pgettext_lazy("gap reason", "Never assessed"),
    "no_instrument": pgettext_lazy("gap reason", "No instrument yet"),
}

# The level bar is a scale of 0 to 5, drawn 50 units to a level.
STEP = 50
STEP_GAP = 3


@dataclass(frozen=True)
class Step:
    """One of the five steps of a level bar, ready to draw."""

    number: int
    x: float
    width: float
    css_class: str


@register.filter
def level_word(level: int | None) -> str:
    """Return the word for a level of 0 to 5, or for no evidence."""
    return words_of_level(level)


@register.inclusion_tag("lms/components/level_bar.html")
def level_bar(
    level: int | None,
    required: int | None = None,
    low: float | Literal[""] | None = None,
    high: float | Literal[""] | None = None,
) -> dict[str, Any]:
    """Draw a level of 0 to 5 with what is required and how sure we are (`low` to `high`, 0..5).

    A template that names a band which is not there passes an empty text; that counts as no band.
    """
    low, high = (None if end == "" else end for end in (low, high))
    sure = low is not None and high is not None
    return {
        "level": level,
        "word": level_word(level),
        "required": required,
        "required_word": level_word(required) if required else "",
        "required_x": _x(required or 0),
        "steps": [_step(number, level) for number in range(1, 6)],
        "band": (_x(low or 0) + 1, _x(high or 0) - 1) if sure else None,
        "low": _decimal(low) if low is not None else "",
        "high": _decimal(high) if high is not None else "",
    }


def _step(number: int, level: int | None) -> Step:
    reached = level is not None and number <= level
    unreached = "level__step--none" if level is None else "level__step--empty"
    return Step(
        number=number,
        x=(number - 1) * STEP + STEP_GAP / 2,
        width=STEP - STEP_GAP,
        css_class=f"level__step fill-level-{number}" if reached else f"level__step {unreached}",
    )


def _x(position: float) -> float:
    return round(max(0.0, min(5.0, float(position))) * STEP, 1)


@register.inclusion_tag("lms/components/gap_reason.html")
def gap_reason(reason: str | Enum) -> dict[str, str]:
    """Draw why a gap is open, or that it is met: pattern and words together."""
    name = str(reason.value if isinstance(reason, Enum) else reason)
    return {"name": name, "words": str(REASON_WORDS[name])}


@register.filter
def reason_word(reason: str | Enum) -> str:
    """Return the words for a gap reason without its swatch."""
    return gap_reason(reason)["words"]


@register.inclusion_tag("lms/components/progress.html")
def progress(label: str, value: Number, maximum: Number = 100, unit: str | None = None) -> dict[str, Any]:
    """Draw how far something is; without `unit` the figure shown is a percentage."""
    share = min(1.0, max(0.0, float(value) / float(maximum))) if maximum else 0.0
    figure = gettext("%(value)s of %(maximum)s %(unit)s") % {
        "value": _decimal(value),
        "maximum": _decimal(maximum),
        "unit": unit,
    }
    return {
        "label": label,
        "thousandths": round(share * 1000),
        "figure": figure if unit else gettext("%(percent)s%%") % {"percent": int(share * 100)},
    }


@register.filter
def jp(hours: Number | None) -> str:
    """Write learning hours with their unit: `6 JP`, `1,5 JP`."""
    return gettext("%(hours)s JP") % {"hours": _decimal(hours or 0)}


@register.filter
def duration(minutes: int) -> str:
    """Write how long something takes: `45 menit`, `8 jam 30 menit`."""
    hours, rest = divmod(minutes, 60)
    words = [ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}] if hours else []
    if rest or not hours:
        words.append(ngettext("%(n)d minute", "%(n)d minutes", rest) % {"n": rest})
    return " ".join(words)


def _decimal(value: Number) -> str:
    """Write a number in the reader's way, with at most two decimals and no idle zeros."""
    rounded = round(Decimal(str(value)), 2).normalize()
    exponent = rounded.as_tuple().exponent
    return number_format(rounded, decimal_pos=max(0, -int(exponent)), use_l10n=True)


@register.filter
def heat(share: float | None) -> str:
    """Return the classes of a gap-map cell for a share met of 0 to 1, or for no data."""
    if share is None:
        return "heat heat--none"
    fifths = math.floor(float(share) * 5 + 1e-9)  # 0.6 * 5 is a hair below 3 in binary
    tint = min(5, fifths + 1) if share > 0 else 0
    return f"heat heat--{tint}"


@register.filter
def initials(name: str) -> str:
    """Return one or two letters that stand for a person: `Siti Rahma Dewi` gives `SD`."""
    before_degrees = str(name).split(",")[0]
    words = [word for word in before_degrees.split() if word[0].isalpha() and "." not in word]
    letters = [words[0][0], words[-1][0]] if len(words) > 1 else [word[0] for word in words]
    return "".join(letters).upper() or "?"


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """Draw a decorative icon that stands in `lms/components/icons/`; `size` may be `small`."""
    return render_to_string(f"lms/components/icons/{name}.svg", {"size": size})


MESSAGE_LOOKS = {
    "success": ("success", "check"),
    "warning": ("warning", "warning"),
    "danger": ("danger", "warning"),
    "error": ("danger", "warning"),
}


@register.filter
def alert_look(tag: str) -> str:
    """Return the variant of an alert for a message level or an alert level."""
    return MESSAGE_LOOKS.get(tag, ("info", "info"))[0]


@register.filter
def alert_icon(tag: str) -> str:
    """Return the name of the icon that belongs to an alert level."""
    return MESSAGE_LOOKS.get(tag, ("info", "info"))[1]


ALERT_PREFIX: Mapping[str, Promise] = {
    "success": gettext_lazy("Done:"),
    "warning": gettext_lazy("Please note:"),
    "danger": gettext_lazy("Problem:"),
    "info": gettext_lazy("Information:"),
}


@register.filter
def alert_prefix(tag: str) -> str:
    """Return what a screen reader says in place of the colour of an alert."""
    return str(ALERT_PREFIX[alert_look(tag)])


NAV_ICONS = {
    "home": "home",
    "courses": "book",
    "competencies": "levels",
    "mentoring": "pair",
    "me": "person",
    "team": "team",
    "hr": "chart",
    "manage": "pencil",
    "rating": "check",
}


@register.simple_tag
def nav_icon(name: str) -> SafeString:
    """Draw the icon of a navigation entry."""
    return icon(NAV_ICONS.get(name, "arrow"))


@register.simple_tag(takes_context=True)
def page_query(context: Context, number: int, parameter: str = "page") -> str:
    """Return the query string of another page of a list, keeping every other parameter."""
    request = context.get("request")
    query = request.GET.copy() if request else None
    if query is None:
        return f"?{parameter}={number}"
    query[parameter] = str(number)
    return f"?{query.urlencode()}"
