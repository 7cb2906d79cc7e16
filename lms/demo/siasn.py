"""The demo's delivery to SIASN: an agency that delivers as a ZIP file, and records in every state people will meet."""

from __future__ import annotations

import io
import json
from datetime import datetime, timedelta
from decimal import Decimal

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from lms.competencies.models import Competency, FrameworkStatus
from lms.demo.people import Cast
from lms.development.models import OutsideKind
from lms.development.services import outside, reviewing
from lms.development.services.outside import Typed
from lms.people.models import Posting, PostingKind, SiasnPerson, User
from lms.siasn import services
from lms.siasn.models import Carrier, Delivery
from lms.siasn.services import TypedSettings

COURSES = (
    ("Pelatihan Pengelolaan Arsip Digital", "Balai Diklat Contoh", "ARS", 12, OutsideKind.TECHNICAL),
    ("Lokakarya Satu Data tingkat Kabupaten", "Badan Perencanaan Contoh", "LSD", 6, OutsideKind.SEMINAR),
    ("Pelatihan Keamanan Informasi bagi Pengelola Sistem", "Pusat Pelatihan Contoh", "KIN", 24, OutsideKind.TECHNICAL),
)
PEOPLE = 9
REASON = "Nomor sertifikat sudah dipakai pada riwayat lain"


def make_deliveries(cast: Cast, accounts: dict[str, User], *, at: datetime) -> str:
    """Let the regency deliver, accept some trainings, and send a first package that SIASN answered in part."""
    officer, past = accounts["sdm"], at - timedelta(days=9)
    people = learners(cast, accounts, at=at)
    for number, who in enumerate(people):
        accept_training(who, number, by=officer, at=past)
        if number != 4:  # one whose id SIASN's export has not brought yet
            SiasnPerson.objects.create(person=who, siasn_id=f"CONTOH-PNS-{who.pk:08d}")
    starts = timezone.localdate(at).replace(month=1, day=1)
    typed = TypedSettings("CONTOH-INSTANSI-0001", "", "", Carrier.ZIP, starts)
    services.save_settings(agency=cast.regency.uuid, typed=typed, by=officer, at=past)
    services.draft_new(at=past)
    some = Delivery.objects.filter(person__in=people).order_by("pk")[:5]
    for one in some:
        services.check(number=one.uuid, by=officer, at=past)
    take_out_and_answer(officer, at=past)
    services.draft_new(at=at)
    return f"{Delivery.objects.count()} records, one package sent and answered in part"


def learners(cast: Cast, accounts: dict[str, User], *, at: datetime) -> list[User]:
    """Return the civil servant of the demo and some colleagues of the same agency."""
    posted = Posting.objects.on(timezone.localdate(at)).filter(kind=PostingKind.PRIMARY)
    inside = posted.filter(unit__path__startswith=cast.regency.path).exclude(person__in=accounts.values())
    others = User.objects.filter(pk__in=inside.values("person_id")).order_by("pk")[: PEOPLE - 1]
    return [accounts["pegawai"], *others]


def accept_training(who: User, number: int, *, by: User, at: datetime) -> None:
    """Let a person hand in a training, and HR accept it."""
    title, organiser, code, jp, kind = COURSES[number % len(COURSES)]
    last = timezone.localdate(at) - timedelta(days=12 + number)
    typed = Typed(
        title=title,
        organiser=organiser,
        number=f"{code}/{number + 11:03d}/{last.year}",
        kind=kind,
        began_on=last - timedelta(days=2),
        ended_on=last,
        jp=Decimal(jp),
        competencies=[],
    )
    row = outside.save_training(typed=typed, file=ContentFile(a_sheet(), "sertifikat.pdf"), by=who, at=at)
    outside.hand_in(number=row.uuid, by=who, at=at)
    reviewing.claim_review(number=row.uuid, by=by, at=at)
    about = list(Competency.objects.filter(framework__status=FrameworkStatus.PUBLISHED).order_by("code")[:1])
    reviewing.accept(number=row.uuid, jp=typed.jp, competencies=about, by=by, at=at)


def a_sheet() -> bytes:
    """Return a PDF of one empty page."""
    target = io.BytesIO()
    Image.new("RGB", (595, 842), "white").save(target, format="PDF")
    return target.getvalue()


def take_out_and_answer(officer: User, *, at: datetime) -> None:
    """Take a package out, and bring in an answer to all records but one."""
    [batch] = services.request_sending(purpose="Memasukkan diklat bulan lalu ke SIASN", by=officer, at=at)
    services.carry_packages(now=lambda: at)
    services.take_package(number=batch.uuid, by=officer, at=at)
    sent = list(batch.deliveries.order_by("pk"))
    said = [{"kiriman": str(one.uuid), "hasil": "diterima", "id": f"CONTOH-RW-{one.pk:06d}"} for one in sent[1:]]
    said[-1] = {"kiriman": str(sent[-1].uuid), "hasil": "ditolak", "alasan": REASON}
    file = services.receive_replies(data=json.dumps(said).encode(), by=officer, at=at)
    services.apply_replies(number=file.uuid, by=officer, at=at)
