"""What is done about deliveries: drafted, checked, sent, answered, corrected, withdrawn."""

from lms.siasn.services.agencies import TypedCode, TypedSettings, add_code, save_settings
from lms.siasn.services.deciding import check, check_all, correct, look_at_delivery
from lms.siasn.services.delivering import carry_due
from lms.siasn.services.drafting import draft_certificate, draft_new
from lms.siasn.services.packages import carry_packages, expire_packages, take_package
from lms.siasn.services.replying import apply_replies, discard_replies, receive_replies
from lms.siasn.services.sending import request_sending, take_back
from lms.siasn.services.withdrawing import withdraw_certificate, withdraw_revoked

__all__ = [
    "TypedCode",
    "TypedSettings",
    "add_code",
    "apply_replies",
    "carry_due",
    "carry_packages",
    "check",
    "check_all",
    "correct",
    "discard_replies",
    "draft_certificate",
    "draft_new",
    "expire_packages",
    "look_at_delivery",
    "receive_replies",
    "request_sending",
    "save_settings",
    "take_back",
    "take_package",
    "withdraw_certificate",
    "withdraw_revoked",
]
