"""How an agency delivers: its id, organiser, way, first day, and what SIASN calls the kinds of training."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from lms.errors import InvalidInput, gettext_noop
from lms.people import access
from lms.people.models import Unit, User
from lms.siasn.models import Carrier, KindCode, SiasnAgency
from lms.siasn.selectors.sendings import agencies_in_scope
from lms.siasn.services.connection import access_of_the_house
from lms.siasn.services.sending import NotConnected
from lms.siasn.signals import agency_delivers


class BasisMissing(InvalidInput):
    """A row of rules without its source."""

    code = "siasn_basis_missing"
    message = gettext_noop("Write where the code comes from, for example the name and date of SIASN’s reference.")


class CodeOfThatDay(InvalidInput):
    """A kind has one row for each first day."""

    code = "siasn_code_of_that_day"
    message = gettext_noop("There is a row for this kind and day already. Choose another first day.")


@dataclass(frozen=True)
class TypedSettings:
    """What HR says about how the agency delivers."""

    instansi_id: str
    organiser: str
    place_id: str
    carrier: str
    starts_on: date


@dataclass(frozen=True)
class TypedCode:
    """What HR says about the codes of one kind of training."""

    kind: str
    training: str
    course: str
    certificate: str
    legal_basis: str
    valid_from: date
    verified: bool


def require_agency(number: uuid.UUID, *, by: User, at: datetime) -> Unit:
    """Return an agency that lies whole in the officer's part of the organisation.

    Raises:
        OutsideScope.
    """
    found: Unit | None = agencies_in_scope(by, on=timezone.localdate(at)).filter(uuid=number).first()
    if found is None:
        raise access.OutsideScope
    return found


@transaction.atomic
def save_settings(*, agency: uuid.UUID, typed: TypedSettings, by: User, at: datetime) -> SiasnAgency:
    """Write how an agency delivers; its records are looked for soon after.

    Raises:
        OutsideScope: the agency lies elsewhere, or only a part of it is the officer's.
        NotConnected: it should send directly, and the platform has no access for it.
    """
    unit = require_agency(agency, by=by, at=at)
    if typed.carrier == Carrier.HTTP and not access_of_the_house().serves(typed.instansi_id):
        raise NotConnected
    row, _made = SiasnAgency.objects.update_or_create(
        agency=unit,
        defaults={
            "instansi_id": typed.instansi_id.strip(),
            "organiser": typed.organiser.strip(),
            "place_id": typed.place_id.strip(),
            "carrier": typed.carrier,
            "starts_on": typed.starts_on,
            "changed_by": by,
            "changed_at": at,
        },
    )
    data = {"carrier": row.carrier, "instansi_id": row.instansi_id, "starts_on": row.starts_on.isoformat()}
    log(row, "siasn.settings", user=by, data=data)
    transaction.on_commit(partial(agency_delivers.send, sender=SiasnAgency, agency_id=row.pk))
    return row


@transaction.atomic
def add_code(*, agency: uuid.UUID, typed: TypedCode, by: User, at: datetime) -> KindCode:
    """Add a row of an agency's own codes; older rows stay and hold for their days.

    Raises:
        OutsideScope, BasisMissing, CodeOfThatDay.
    """
    unit = require_agency(agency, by=by, at=at)
    if not typed.legal_basis.strip():
        raise BasisMissing
    if KindCode.objects.filter(agency=unit, kind=typed.kind, valid_from=typed.valid_from).exists():
        raise CodeOfThatDay
    row = KindCode.objects.create(
        agency=unit,
        kind=typed.kind,
        training=typed.training.strip(),
        course=typed.course.strip(),
        certificate=typed.certificate.strip(),
        legal_basis=typed.legal_basis.strip(),
        valid_from=typed.valid_from,
        verified=typed.verified,
        written_by=by,
    )
    log(row, "siasn.code", user=by, data={"kind": row.kind, "training": row.training})
    return row
