"""An agency that delivers, its people and their records, for tests."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.core.files.base import ContentFile

from lms.development.models import HoursEntry, OutsideTraining  # noqa: F401
from lms.development.models.external import private_storage
from lms.people.models import Role, SiasnPerson
from lms.siasn import services
from lms.siasn.http import Access, Siasn
from lms.siasn.models import Delivery, SiasnAgency
from tests.builders import NOW, agency, grant, person, post, unit
from tests.certificates.builders import EARNED_AT, NIP, facts_with, issued

AT = EARNED_AT + timedelta(hours=1)
START = date(2026, 1, 1)


def delivering(where, *, carrier="zip", instansi="INS-1"):
    """Let an agency deliver."""
    return SiasnAgency.objects.create(
        agency=where, instansi_id=instansi, carrier=carrier, starts_on=START, changed_at=NOW
    )


def known(who, pns_id):
    """Let SIASN know a person."""
    SiasnPerson.objects.create(person=who, siasn_id=pns_id)
    return who


def build_house():
    """Return two agencies; the first delivers, and Siti works there with a certificate."""
    home, other = agency("Kabupaten Contoh"), agency("Kementerian Contoh")
    section, beside = unit("Seksi", home), unit("Seksi Beda", home)
    house = {"home": home, "other": other, "section": section, "beside": beside}
    for name, where in (("siti", section), ("budi", beside), ("hr", home), ("hr_beside", home), ("other_hr", other)):
        house[name] = person(name.replace("_", " ").title(), nip=NIP if name == "siti" else None)
        post(house[name], where)
    known(house["siti"], "PNS-1")
    grant(house["hr"], Role.HR, home)
    grant(house["hr_beside"], Role.HR, beside)
    grant(house["other_hr"], Role.HR, other)
    house["settings"] = delivering(home)
    return house


def certificate(who, *, number=101, **changed):
    """Return a certificate of a person that stands."""
    return issued(who, number=number, facts=facts_with(is_demo=False, **changed))


def training(who, *, name="bukti.pdf", content=b"%PDF-1.7 satu", **changed):
    """Return training outside that was accepted with its hours."""
    facts = {
        "title": "Pelatihan Satu Data",
        "organiser": "Balai Diklat",
        "number": "123/BD/2026",
        "kind": "teknis",
        "began_on": date(2026, 10, 5),
        "ended_on": date(2026, 10, 9),
        "jp": Decimal(24),
        "jp_accepted": Decimal("20.5"),
        "state": "accepted",
        "written_at": NOW,
        "decided_at": NOW,
    }
    file = private_storage().save(f"pelatihan/{name}", ContentFile(content))
    return OutsideTraining.objects.create(person=who, file=file, **{**facts, **changed})


def drafted(at=AT):
    """Draft what is new; return the deliveries by title."""
    services.draft_new(at=at)
    return list(Delivery.objects.order_by("pk"))


def checked(house, at=AT):
    """Draft and check everything as HR; return the deliveries."""
    drafted(at)
    services.check_all(by=house["hr"], at=at)
    return list(Delivery.objects.order_by("pk"))


def clock(at=AT):
    """Return a clock that stands still."""
    return lambda: at


class Pauses(list):
    """Pauses that were asked for, and not made."""

    def __call__(self, seconds):
        self.append(seconds)


def conversation(stub, *agencies, timeout_seconds=1.0):
    """Return a conversation with the small SIASN, which never waits between two tries."""
    access = Access(**stub.access(*(agencies or ("INS-1",))))
    return Siasn(access, pause=Pauses(), timeout_seconds=timeout_seconds)


def of(moment: datetime, **more) -> datetime:
    """Return a later moment."""
    return moment + timedelta(**more)
