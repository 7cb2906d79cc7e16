"""Answers and figures that others printed, typed with their source."""

from __future__ import annotations

import numpy as np

from assessments.psychometrics.response_model import FloatArray

# Law School Admission Test, section 6 and 7, 1,000 people each: Bock and Lieberman (1970), Psychometrika 35, 179-197.
LSAT6 = (
    "00000:3 00001:6 00010:2 00011:11 00100:1 00101:1 00110:3 00111:4 01000:1 01001:8 01011:16 01101:3 01110:2 01111:15 "
    "10000:10 10001:29 10010:14 10011:81 10100:3 10101:28 10110:15 10111:80 11000:16 11001:56 11010:21 11011:173 "
    "11100:11 11101:61 11110:28 11111:298"
)
LSAT7 = (
    "00000:12 00001:19 00010:1 00011:7 00100:3 00101:19 00110:3 00111:17 01000:10 01001:5 01010:3 01011:7 01100:7 "
    "01101:23 01110:8 01111:28 10000:7 10001:39 10010:11 10011:34 10100:14 10101:51 10110:15 10111:90 11000:6 11001:25 "
    "11010:7 11011:35 11100:18 11101:136 11110:32 11111:308"
)
# Estimates printed for the R package ltm (Rizopoulos 2006, Journal of Statistical Software 17(5)).
LSAT6_A = (0.8254, 0.7229, 0.8905, 0.6886, 0.6575)
LSAT6_B = (-3.3597, -1.3696, -0.2799, -1.8659, -3.1236)
LSAT6_SE_A = (0.2581, 0.1867, 0.2326, 0.1852, 0.2100)
LSAT6_SE_B = (0.8669, 0.3073, 0.0997, 0.4341, 0.8700)
LSAT6_RASCH_B = (-3.6153, -1.3224, -0.3176, -1.7301, -2.7802)
# Slopes and intercepts printed for the R package mirt (Chalmers 2012, Journal of Statistical Software 48(6)).
LSAT7_A = (0.988, 1.081, 1.706, 0.7651, 0.7358)
LSAT7_D = (1.8561, 0.808, 1.8043, 0.486, 1.8545)

# University of California, Berkeley, admissions of 1973 by department (Bickel, Hammel and O'Connell 1975, Science 187):
# men admitted and rejected, women admitted and rejected.
BERKELEY = (
    ((512, 313), (89, 19)),
    ((353, 207), (17, 8)),
    ((120, 205), (202, 391)),
    ((138, 279), (131, 244)),
    ((53, 138), (94, 299)),
    ((22, 351), (24, 317)),
)

# Three raters of anxiety, as in the R package irr.
RATER_1 = (3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3)
RATER_2 = (3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4)
RATER_3 = (2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2)


def people(patterns: str) -> FloatArray:
    """Return a table of people by items from counted patterns."""
    rows = []
    for part in patterns.split():
        pattern, count = part.split(":")
        rows += [[float(digit) for digit in pattern]] * int(count)
    return np.array(rows)
