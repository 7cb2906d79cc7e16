"""What this room announces, after the transaction has ended."""

from django.dispatch import Signal

# send(sender=Certificate, certificate_id=int): a certificate waits for its PDF.
certificate_requested = Signal()

# send(sender=Certificate, certificate_id=int, at=datetime): the PDF stands and can be verified.
certificate_issued = Signal()

# send(sender=Certificate, certificate_id=int, at=datetime): it was withdrawn and stays so.
certificate_revoked = Signal()
