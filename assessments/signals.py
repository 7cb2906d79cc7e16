"""What assessments announce to the rooms above."""

from django.dispatch import Signal

# An attempt was scored; its result stands. Arguments: attempt_id, at.
attempt_scored = Signal()

# The results that hold a neutralised question wait to be computed anew. Argument: neutralisation_id.
recomputing_requested = Signal()

# The report of a room was signed, or HR decided about a seat: evidence follows. Argument: sitting_id.
sitting_signed = Signal()

# A campaign was begun or called off: people are gathered and told. Argument: campaign_id.
campaign_begun = Signal()

# A calibration waits to be computed. Argument: run_id.
calibration_requested = Signal()
