"""What this room announces once it is written."""

from django.dispatch import Signal

# send(sender=Assignment, assignment_id=int): people were asked to do something and wait to be told.
people_asked = Signal()

# send(sender=HoursEntry, person_id=int, at=datetime): hours were booked for somebody.
hours_booked = Signal()
