"""What people's room holds about people."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.people.models import AccessCode, KnownDevice, Look, PeopleExport, User
from lms.people.personal_data import Erasure, Expiry, Holding, Rows, register, register_expiry

NAMELESS = "—"
DUTY_OF_ACCOUNT = _("Who could see whose data has to be provable (UU 27/2022, article 31); the rows name nobody.")


def take_name_away(rows: Rows, person: User, at: datetime) -> int:
    """Empty the account: no name, no address, no password, nobody signs in any more; its id says nothing."""
    return rows.filter(erased_at__isnull=True).update(
        uuid=User._meta.get_field("uuid").get_default(),
        full_name=NAMELESS,
        title_before="",
        title_after="",
        grade="",
        email=None,
        password=make_password(None),
        is_active=False,
        is_staff=False,
        is_superuser=False,
        last_login=None,
        erased_at=at,
    )


def end_postings(rows: Rows, person: User, at: datetime) -> int:
    """End what still holds and take the letter away."""
    day = timezone.localdate(at)
    ended = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day)).update(valid_to=day - timedelta(days=1))
    return int(ended) + int(rows.exclude(basis="").update(basis=""))


def end_grants(rows: Rows, person: User, at: datetime) -> int:
    """End every role that still holds."""
    day = timezone.localdate(at)
    still = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
    return int(still.update(valid_to=day - timedelta(days=1)))


def withdraw_all(rows: Rows, person: User, at: datetime) -> int:
    """Take every yes back."""
    return int(rows.filter(withdrawn_at__isnull=True).update(withdrawn_at=at))


def old_codes(before: datetime) -> Rows:
    """Return codes that were used, voided or have ended before that moment."""
    return AccessCode.objects.filter(
        Q(used_at__lt=before) | Q(void_at__lt=before) | Q(used_at__isnull=True, expires_at__lt=before)
    )


HOLDINGS: tuple[Holding, ...] = (
    Holding(
        model="people.User",
        what=_("Name, titles, grade, e-mail address, language and time zone; when you joined and first signed in."),
        purpose="account",
        retention="account",
        person=("pk",),
        leave_out=("id", "password"),
        erasure=Erasure.ANONYMISE,
        anonymise=take_name_away,
    ),
    Holding(
        model="people.User_groups",
        what=_("The groups of the authoring rooms you belong to."),
        purpose="access",
        retention="account",
        person=("user",),
        erasure=Erasure.DELETE,
    ),
    Holding(
        model="people.User_user_permissions",
        what=_("Single rights in the authoring rooms."),
        purpose="access",
        retention="account",
        person=("user",),
        erasure=Erasure.DELETE,
    ),
    Holding(
        model="people.EmployeeNumber",
        what=_("Your NIP, and those you held before."),
        purpose="account",
        retention="account",
        person=("person",),
        erasure=Erasure.DELETE,
    ),
    Holding(
        model="people.SiasnPerson",
        what=_("Under which id SIASN knows you."),
        purpose="account",
        retention="account",
        person=("person",),
        erasure=Erasure.DELETE,
    ),
    Holding(
        model="people.Posting",
        what=_("Your posts and units, from when until when."),
        purpose="account",
        retention="learning_record",
        person=("person",),
        mentions=("appointed_by",),
        erasure=Erasure.ANONYMISE,
        anonymise=end_postings,
    ),
    Holding(
        model="people.CodeBatch",
        what=_("Who asked for access codes for a unit."),
        purpose="security",
        retention="accountability",
        mentions=("requested_by",),
    ),
    Holding(
        model="people.AccessCode",
        what=_("That a code was made for you, and whether it was used. The code itself is not stored."),
        purpose="security",
        retention="codes",
        person=("person",),
        mentions=("made_by",),
        leave_out=("uuid",),
        erasure=Erasure.DELETE,
    ),
    Holding(
        model="people.KnownDevice",
        what=_("The devices on which you have signed in."),
        purpose="security",
        retention="devices",
        person=("person",),
        leave_out=("token_hash",),
        erasure=Erasure.DELETE,
    ),
    Holding(
        model="people.Look",
        what=_("Who looked at your data, when and why; and whose data you looked at."),
        purpose="access",
        retention="looks",
        person=("subject", "viewer"),
        duty=DUTY_OF_ACCOUNT,
    ),
    Holding(
        model="people.Consent",
        what=_("To which optional uses you said yes or no, and when."),
        purpose="requests",
        retention="accountability",
        person=("person",),
        erasure=Erasure.ANONYMISE,
        anonymise=withdraw_all,
    ),
    Holding(
        model="people.PeopleExport",
        what=_("Which lists of people you took out, for what purpose."),
        purpose="access",
        retention="accountability",
        mentions=("by",),
    ),
    Holding(
        model="people.RoleEvent",
        what=_("Who gave, ended or confirmed your roles, when and why."),
        purpose="access",
        retention="accountability",
        person=("grant__person",),
        mentions=("by",),
        duty=DUTY_OF_ACCOUNT,
    ),
    Holding(
        model="people.RoleGrant",
        what=_("Your roles, over what and until when."),
        purpose="access",
        retention="accountability",
        person=("person",),
        mentions=("granted_by",),
        erasure=Erasure.ANONYMISE,
        anonymise=end_grants,
    ),
    Holding(
        model="people.ViewGrant",
        what=_("Who may see your data for one purpose, and whose data you may see so."),
        purpose="access",
        retention="accountability",
        person=("subject", "viewer"),
        erasure=Erasure.DELETE,
    ),
)

EXPIRIES: tuple[Expiry, ...] = (
    Expiry(key="codes", what=_("Access codes"), rows=old_codes),
    Expiry(
        key="devices",
        what=_("Devices not seen for long"),
        rows=lambda before: KnownDevice.objects.filter(last_seen_at__lt=before),
    ),
    Expiry(key="looks", what=_("Looks at people's data"), rows=lambda before: Look.objects.filter(at__lt=before)),
    Expiry(
        key="exports",
        what=_("Register of lists taken out"),
        rows=lambda before: PeopleExport.objects.filter(made_at__lt=before),
    ),
)


def register_holdings() -> None:
    """Fill the register."""
    register(*HOLDINGS)
    register_expiry(*EXPIRIES)
