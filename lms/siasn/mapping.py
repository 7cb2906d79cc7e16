"""One record of training as SIASN's `kursus/save` takes it, and what hinders sending it. Pure.

Names of fields and the form of dates are those of the public clients of SIASN's web service (kanekescom/
laravel-siasn-simpeg, black-coffee04/ws-siasn-php; read, not copied). The codes are references of SIASN and come from
dated rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from typing import Any

from lms.errors import gettext_noop

LONGEST_NAME = 200
LONGEST_ORGANISER = 200
LONGEST_NUMBER = 100

# The columns of the table and the keys of the body, in this order.
FIELDS = (
    "id",
    "instansiId",
    "institusiPenyelenggara",
    "jenisDiklatId",
    "jenisKursus",
    "jenisKursusSertipikat",
    "jumlahJam",
    "lokasiId",
    "namaKursus",
    "nomorSertipikat",
    "path",
    "pnsOrangId",
    "tahunKursus",
    "tanggalKursus",
    "tanggalSelesaiKursus",
)
DOCUMENT_FIELDS = ("dok_id", "dok_nama", "dok_uri", "object", "slug")


class RecordKind(StrEnum):
    """The kinds of training that SIASN tells apart."""

    TECHNICAL = "teknis"
    FUNCTIONAL = "fungsional"
    LEADERSHIP = "kepemimpinan"
    SEMINAR = "seminar"


@dataclass(frozen=True)
class Codes:
    """What SIASN calls one kind of training."""

    training: str
    course: str
    certificate: str


@dataclass(frozen=True)
class Record:
    """One training of one person as it is to stand in SIASN.

    pns_id     the person's id in SIASN, or "" where no import has brought it
    hours_jp   learning hours; SIASN takes whole ones, so a part of an hour is left out
    codes      None where no dated row names the codes of the kind
    has_pdf    whether the file that proves it lies with us
    """

    pns_id: str
    has_nip: bool
    agency_id: str
    organiser: str
    place_id: str
    kind: RecordKind
    codes: Codes | None
    title: str
    number: str
    hours_jp: Decimal
    started_on: date
    finished_on: date
    has_pdf: bool
    siasn_id: str = ""


NO_PNS_ID = gettext_noop(
    "SIASN’s id of this person is not known here. Bring in SIASN’s export of people (pegawai.csv); it names the id."
)
NO_NIP = gettext_noop("No NIP of this person is in force; SIASN finds people by it.")
INVENTED = gettext_noop("This person is invented for the demo; nothing about them goes to SIASN.")
NO_AGENCY_ID = gettext_noop("The agency’s id in SIASN is missing. Write it under “Settings”.")
NO_NUMBER = gettext_noop("The record has no certificate number; without it SIASN cannot tell it from another.")
NUMBER_TOO_LONG = gettext_noop("The certificate number is longer than %(most)s signs.")
NO_TITLE = gettext_noop("The name of the training is empty.")
TITLE_TOO_LONG = gettext_noop("The name of the training is longer than %(most)s signs. Shorten it for SIASN.")
NO_ORGANISER = gettext_noop("The organiser is not named.")
ORGANISER_TOO_LONG = gettext_noop("The organiser’s name is longer than %(most)s signs. Shorten it for SIASN.")
TOO_FEW_HOURS = gettext_noop("SIASN takes whole hours from 1 JP on; this record has fewer.")
WRONG_DAYS = gettext_noop("The last day lies before the first.")
NO_PDF = gettext_noop("The signed PDF or the proof of this training is missing.")
LEADERSHIP_ELSEWHERE = gettext_noop(
    "Leadership training stands in SIASN under “diklat struktural”, not under courses. Enter it there by hand."
)
NO_CODES = gettext_noop("No codes of SIASN are named for this kind of training. Add them under “Settings”.")


@dataclass(frozen=True)
class Problem:
    """What hinders sending, as an English message id with named facts."""

    message: str
    facts: tuple[tuple[str, str], ...] = ()


def problems(record: Record) -> tuple[Problem, ...]:
    """Return everything that hinders sending the record, each as one sentence."""
    most = (("most", str(LONGEST_NAME)),)
    found = [
        (not record.pns_id, Problem(NO_PNS_ID)),
        (not record.has_nip, Problem(NO_NIP)),
        (not record.agency_id, Problem(NO_AGENCY_ID)),
        (not record.title.strip(), Problem(NO_TITLE)),
        (len(record.title) > LONGEST_NAME, Problem(TITLE_TOO_LONG, most)),
        (not record.number.strip(), Problem(NO_NUMBER)),
        (len(record.number) > LONGEST_NUMBER, Problem(NUMBER_TOO_LONG, (("most", str(LONGEST_NUMBER)),))),
        (not record.organiser.strip(), Problem(NO_ORGANISER)),
        (len(record.organiser) > LONGEST_ORGANISER, Problem(ORGANISER_TOO_LONG, (("most", str(LONGEST_ORGANISER)),))),
        (whole_hours(record.hours_jp) < 1, Problem(TOO_FEW_HOURS)),
        (record.finished_on < record.started_on, Problem(WRONG_DAYS)),
        (not record.has_pdf, Problem(NO_PDF)),
    ]
    return (*(problem for hinders, problem in found if hinders), *problems_of_kind(record))


def problems_of_kind(record: Record) -> tuple[Problem, ...]:
    """Return what hinders a record of its kind: leadership training belongs elsewhere, and codes must be known."""
    if record.kind is RecordKind.LEADERSHIP:
        return (Problem(LEADERSHIP_ELSEWHERE),)
    return () if record.codes else (Problem(NO_CODES),)


def whole_hours(hours_jp: Decimal) -> int:
    """Return learning hours as SIASN takes them: whole, never more than were earned."""
    return int(hours_jp.to_integral_value(rounding=ROUND_DOWN))


def day_of(day: date) -> str:
    """Return a day as SIASN writes it, DD-MM-YYYY."""
    return f"{day:%d-%m-%Y}"


def body_of(record: Record) -> dict[str, Any]:
    """Return the body of `kursus/save` without its document. The record has no problems."""
    codes = record.codes or Codes("", "", "")
    return {
        "id": record.siasn_id or None,
        "instansiId": record.agency_id,
        "institusiPenyelenggara": record.organiser.strip(),
        "jenisDiklatId": codes.training,
        "jenisKursus": codes.course,
        "jenisKursusSertipikat": codes.certificate,
        "jumlahJam": whole_hours(record.hours_jp),
        "lokasiId": record.place_id or None,
        "namaKursus": record.title.strip(),
        "nomorSertipikat": record.number.strip(),
        "path": [],
        "pnsOrangId": record.pns_id,
        "tahunKursus": record.finished_on.year,
        "tanggalKursus": day_of(record.started_on),
        "tanggalSelesaiKursus": day_of(record.finished_on),
    }


def with_document(body: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """Return the body with the document that SIASN has taken in; what SIASN did not name stays empty."""
    return {**body, "path": [{name: document.get(name) or "" for name in DOCUMENT_FIELDS}]}


def same_number(one: str, other: str) -> bool:
    """Whether two certificate numbers are the same, spaces and case aside."""
    return "".join(one.split()).casefold() == "".join(other.split()).casefold()
