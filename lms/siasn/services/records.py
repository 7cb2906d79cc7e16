"""Puts together what is to stand in SIASN about deliveries, and reads the files that prove them."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from PIL import Image

from certificates.models import Artifact, ArtifactKind
from certificates.models import private_storage as certificate_files
from lms.development.models.external import private_storage as training_files
from lms.errors import InvalidInput, gettext_noop
from lms.people.models import EmployeeNumber, Posting, PostingKind, SiasnPerson, Unit
from lms.siasn.mapping import Codes, Record, RecordKind
from lms.siasn.models import Delivery, KindCode, SiasnAgency

PICTURES = (".png", ".jpg", ".jpeg")


class ProofUnreadable(InvalidInput):
    """The file that proves a record is gone, or cannot become a PDF."""

    code = "siasn_proof_unreadable"
    message = gettext_noop("The file that proves this training cannot be read. Ask the person to hand it in again.")


def records_of(deliveries: Iterable[Delivery], *, on: date) -> dict[int, Record]:
    """Return the record of each delivery by its id; where somebody works now is written into the delivery unsaved.

    Seven queries, however many deliveries.
    """
    rows = list(deliveries)
    people = {row.person_id for row in rows}
    agencies = agencies_of(people, on=on)
    for row in rows:
        row.agency = agencies.get(row.person_id, row.agency)
    where = {row.agency_id for row in rows}
    settings = {one.agency_id: one for one in SiasnAgency.objects.filter(agency__in=where)}
    ids = dict(SiasnPerson.objects.filter(person__in=people).values_list("person_id", "siasn_id"))
    numbered = set(EmployeeNumber.objects.on(on).filter(person__in=people).values_list("person_id", flat=True))
    printed = certificates_with_file(rows)
    codes = codes_in_force(where, on=on)
    return {
        row.pk: Record(
            pns_id=ids.get(row.person_id, ""),
            has_nip=row.person_id in numbered,
            agency_id=settings[row.agency_id].instansi_id if row.agency_id in settings else "",
            organiser=organiser_of(row, settings.get(row.agency_id)),
            place_id=settings[row.agency_id].place_id if row.agency_id in settings else "",
            kind=RecordKind(row.kind),
            codes=codes.get((row.agency_id, row.kind)) or codes.get((None, row.kind)),
            title=row.title,
            number=row.number,
            hours_jp=Decimal(row.hours_jp),
            started_on=row.started_on,
            finished_on=row.finished_on,
            has_pdf=row.certificate_id in printed if row.certificate_id else bool(row.training and row.training.file),
            siasn_id=row.siasn_id,
        )
        for row in rows
    }


def organiser_of(delivery: Delivery, settings: SiasnAgency | None) -> str:
    """Return who held the training: as the delivery says, or the agency's own name where it says nothing."""
    return delivery.organiser or (settings.organiser if settings else "")


def agencies_of(people: Iterable[int], *, on: date) -> dict[int, Unit]:
    """Return the agency where each person works by the primary posting. Two queries."""
    rows = Posting.objects.on(on).filter(person__in=people, kind=PostingKind.PRIMARY)
    paths = {person: path[: Unit.steplen] for person, path in rows.values_list("person_id", "unit__path")}
    units = {unit.path: unit for unit in Unit.objects.filter(path__in=set(paths.values()))}
    return {person: units[path] for person, path in paths.items()}


def certificates_with_file(rows: list[Delivery]) -> set[int]:
    """Return the ids of the certificates whose PDF lies with us. One query."""
    files = Artifact.objects.filter(kind=ArtifactKind.PDF, certificate__in=[row.certificate_id for row in rows])
    return set(files.values_list("certificate_id", flat=True))


def codes_in_force(agencies: Iterable[int], *, on: date) -> dict[tuple[int | None, str], Codes]:
    """Return the codes of each kind, of the house (None) and of agencies; the row that began last wins. One query."""
    rows = KindCode.objects.in_force(on).order_by("valid_from", "pk")
    wanted = set(agencies)
    return {
        (row.agency_id, row.kind): Codes(row.training, row.course, row.certificate)
        for row in rows
        if row.agency_id is None or row.agency_id in wanted
    }


def pdf_of(delivery: Delivery) -> bytes:
    """Return the PDF that proves a record; a photographed proof becomes one.

    Raises:
        ProofUnreadable: it is gone or broken.
    """
    try:
        return read_pdf(delivery)
    except (OSError, ValueError, Image.DecompressionBombError, Artifact.DoesNotExist):
        raise ProofUnreadable from None


def read_pdf(delivery: Delivery) -> bytes:
    """Read the file of a delivery."""
    if delivery.certificate_id:
        found = Artifact.objects.get(certificate=delivery.certificate_id, kind=ArtifactKind.PDF)
        return content_of(certificate_files(), str(found.file.name))
    name = str(delivery.training.file.name) if delivery.training else ""
    data = content_of(training_files(), name)
    return as_pdf(data) if name.lower().endswith(PICTURES) else data


def content_of(storage: Any, name: str) -> bytes:
    """Return the bytes of a stored file."""
    with storage.open(name) as file:
        return bytes(file.read())


def as_pdf(picture: bytes) -> bytes:
    """Return a picture as a PDF of one page."""
    target = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        image.convert("RGB").save(target, format="PDF")
    return target.getvalue()
