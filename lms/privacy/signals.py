"""What privacy announces to itself: work that waits."""

from django.dispatch import Signal

# Somebody asked for a copy of their data. Arguments: copy_id.
copy_requested = Signal()
