"""What this room announces, after the transaction has ended."""

from django.dispatch import Signal

# send(sender=Sending, sending_id=int): a batch waits for the worker.
sending_waits = Signal()

# send(sender=SiasnAgency, agency_id=int): an agency delivers from now on; its records have to be found.
agency_delivers = Signal()
