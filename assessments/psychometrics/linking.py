"""How two calibrations of the same items are brought onto one scale."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assessments.psychometrics.response_model import FloatArray


@dataclass(frozen=True)
class Link:
    """A straight line from one scale of abilities to another: theta' = slope theta + shift."""

    slope: float = 1.0
    shift: float = 0.0

    def difficulty(self, b: npt.ArrayLike) -> FloatArray:
        """Return difficulties, or abilities, on the other scale (logits)."""
        return np.asarray(self.slope * np.asarray(b, dtype=np.float64) + self.shift, dtype=np.float64)

    def discrimination(self, a: npt.ArrayLike) -> FloatArray:
        """Return slopes on the other scale (1/logit)."""
        return np.asarray(np.asarray(a, dtype=np.float64) / self.slope, dtype=np.float64)


def mean_link(b: npt.ArrayLike, target: npt.ArrayLike) -> Link:
    """Return the shift after which the mean of the difficulties is that of `target`; the unit stays.

    Source: Kolen and Brennan (2014), Test Equating, Scaling, and Linking, section 6.3.2, with the slope held at 1.
    """
    shift = np.mean(np.asarray(target, dtype=np.float64)) - np.mean(np.asarray(b, dtype=np.float64))
    return Link(shift=float(shift))


def link_of_anchors(a: npt.ArrayLike, b: npt.ArrayLike, kept_a: npt.ArrayLike, kept_b: npt.ArrayLike) -> Link:
    """Return the line from a new scale to the one in use, from items that have parameters on both.

    The slope is the geometric mean of the quotients of the slopes (as in log-mean/mean linking). The shift is a median,
    so that one item whose difficulty has moved does not make all others look as if they had.

    Source: Mislevy and Bock (1990), BILOG 3, for log-mean; Kolen and Brennan (2014), section 6.3.
    """
    quotients = np.asarray(a, dtype=np.float64) / np.asarray(kept_a, dtype=np.float64)
    slope = float(np.exp(np.mean(np.log(quotients))))
    shift = np.median(np.asarray(kept_b, dtype=np.float64) - slope * np.asarray(b, dtype=np.float64))
    return Link(slope=slope, shift=float(shift))
