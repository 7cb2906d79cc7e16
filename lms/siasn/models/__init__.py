"""What this room keeps: deliveries with their history, agencies' settings and codes, sendings, and files of replies."""

from lms.siasn.models.agencies import Carrier, KindCode, SiasnAgency
from lms.siasn.models.deliveries import (
    LIVE,
    WAITING_FOR_SIASN,
    Delivery,
    DeliveryEvent,
    DeliveryState,
    private_storage,
)
from lms.siasn.models.replies import ReplyFile, ReplyLine, ReplyState, Verdict
from lms.siasn.models.sendings import Sending, SendingState

__all__ = [
    "LIVE",
    "WAITING_FOR_SIASN",
    "Carrier",
    "Delivery",
    "DeliveryEvent",
    "DeliveryState",
    "KindCode",
    "ReplyFile",
    "ReplyLine",
    "ReplyState",
    "Sending",
    "SendingState",
    "SiasnAgency",
    "Verdict",
    "private_storage",
]
