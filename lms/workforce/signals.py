"""What HR's room announces to its own worker."""

from django.dispatch import Signal

# A file waits to be checked or applied (import_id).
import_waits = Signal()

# A plan waits to be computed (plan_id).
plan_waits = Signal()

# A worksheet of needs waits for its file (sheet_id).
sheet_waits = Signal()
