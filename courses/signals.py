"""What courses announce to the rooms above."""

from django.dispatch import Signal

# Somebody began a course. Arguments: enrolment_id, at.
enrolled = Signal()

# Somebody finished a course: lessons done, final test passed. Arguments: enrolment_id, at.
course_completed = Signal()
