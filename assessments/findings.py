"""What stands out about an item, in sentences that an author understands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.psychometrics.classical import Flag
from assessments.psychometrics.tables import Finding

SENTENCES: Mapping[str, Promise] = {
    Flag.KEY_DOUBTFUL: _("People who do well choose a wrong option more often than others: check the key first."),
    Flag.NEGATIVE: _("People who do well answer this wrongly more often than others: check the key and the wording."),
    Flag.WEAK: _("This item hardly tells those who do well from those who do not."),
    Flag.TOO_HARD: _("Fewer than one in five answer rightly: it may be too hard or unclear."),
    Flag.TOO_EASY: _("Nearly everybody answers rightly: it tells little about anybody."),
    Flag.IDLE_DISTRACTOR: _("A wrong option is chosen by fewer than one in twenty: put a likelier one in its place."),
    Finding.UNPLACED: _("The answers give it no place on the scale: the author's difficulty stays in use."),
    Finding.MISFIT: _("The answers vary otherwise than those to the other items: look for a trick or a second topic."),
    Finding.DRIFT: _("The difficulty has moved by more than half a logit: the question may be outdated or known."),
    Finding.UNFAIR: _(
        "Groups of the same ability answer it very differently: take it out of use until a panel has read it."
    ),
    Finding.UNEVEN: _("Groups of the same ability answer it somewhat differently: read it with both groups in mind."),
}

TRAITS: Mapping[str, Promise] = {
    "sex": _("women compared with men"),
    "age": _("people from 45 years compared with younger ones"),
    "region": _("WITA and WIT compared with WIB"),
}

DIF_CLASSES: Mapping[str, Promise] = {
    "A": pgettext_lazy("fairness of an item", "no difference that matters"),
    "B": pgettext_lazy("fairness of an item", "a moderate difference"),
    "C": pgettext_lazy("fairness of an item", "a large difference"),
    "-": pgettext_lazy("fairness of an item", "not enough data"),
}
UNSURE = pgettext_lazy("fairness of an item", "a difference that may be chance")


def sentences(flags: Iterable[str]) -> list[Promise]:
    """Return the sentence of each flag, the gravest first."""
    told = set(flags)
    return [sentence for flag, sentence in SENTENCES.items() if str(flag) in told]


def fairness(dif: Mapping[str, Mapping[str, Any]]) -> list[tuple[Promise, Promise]]:
    """Return for each trait which groups were compared, and what came out."""
    return [(words, verdict(dif[trait])) for trait, words in TRAITS.items() if trait in dif]


def verdict(result: Mapping[str, Any]) -> Promise:
    """Return what came out for one trait; what does not stand out among all items may be chance."""
    letter = str(result.get("class", "-"))
    if letter in "BC" and not result.get("stands_out"):
        return UNSURE
    return DIF_CLASSES[letter]
