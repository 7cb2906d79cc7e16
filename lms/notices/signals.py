"""What notices announce."""

from django.dispatch import Signal

# A notice with an e-mail to send was written. Arguments: notice_id.
notice_written = Signal()
