"""What this room announces, after the transaction has ended."""

from django.dispatch import Signal

# send(sender=MatchRun, run_id=int): a programme waits for its pairs.
match_requested = Signal()
