"""One line of a table of results from elsewhere (hasil_asesmen.csv): BKN's CACT, an assessment centre."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from lms.errors import gettext_noop
from lms.people.nip import InvalidNip, parse
from lms.workforce.imports.people_rows import date_of
from lms.workforce.imports.reading import Header, Layout, WrongLine, picked, text_of

LAYOUT = Layout(
    required=("instrumen", "kode_kompetensi", "jenjang", "tanggal"),
    optional=("nip", "pns_id", "kerangka", "berlaku_sampai", "nomor_laporan"),
)
COLUMNS = (
    "nip",
    "pns_id",
    "instrumen",
    "kerangka",
    "kode_kompetensi",
    "jenjang",
    "tanggal",
    "berlaku_sampai",
    "nomor_laporan",
)
LEVELS = ("0", "1", "2", "3", "4", "5")
# Results that say the same are one: the id of a result follows from what it says, level and last day aside.
NAMESPACE = uuid.UUID("7f0b8f0e-0a53-5c3e-9a37-686173696c61")

# The report number under which a list of this platform names its own evidence; it comes back as what stands here.
OWN = "lontar:"

NOBODY_NAMED = gettext_noop("The line names nobody: fill in nip or pns_id.")
NO_LEVEL = gettext_noop("jenjang is a whole number from 0 to 5.")
IN_THE_FUTURE = gettext_noop("tanggal lies in the future.")
ENDS_BEFORE = gettext_noop("berlaku_sampai lies before tanggal.")
NO_DAY = gettext_noop("tanggal is empty.")


@dataclass(frozen=True, slots=True)
class ResultRow:
    """What a line says about a person; `nip` or `siasn_id` may be empty, not both."""

    line: int
    nip: str
    siasn_id: str
    instrument: str
    framework: str
    competency: str
    level: int
    performed_on: date
    valid_until: date | None
    report: str

    @property
    def own_evidence(self) -> uuid.UUID | None:
        """Return the number of this platform's own evidence that the line names; None where it names none."""
        try:
            return uuid.UUID(self.report.removeprefix(OWN)) if self.report.startswith(OWN) else None
        except ValueError:
            return None

    def source_of(self, person: int, competency: int) -> uuid.UUID:
        """Return the id of this result: the same instrument, day and report of a person in a competency are one."""
        said = (self.instrument.casefold(), self.performed_on.isoformat(), self.report.casefold())
        return uuid.uuid5(NAMESPACE, "|".join((str(person), str(competency), *said)))


def result_row(line: int, fields: list[str] | None, header: Header, *, today: date) -> ResultRow:
    """Return what a line says.

    Raises:
        WrongLine: it cannot be used, with one sentence.
    """
    values = picked(fields, header)
    nip, siasn_id = nip_of(values), text_of(values, "pns_id", most=42)
    if not nip and not siasn_id:
        raise WrongLine(NOBODY_NAMED)
    if values["jenjang"] not in LEVELS:
        raise WrongLine(NO_LEVEL)
    performed_on, valid_until = (date_of(values.get(one, ""), one) for one in ("tanggal", "berlaku_sampai"))
    if performed_on is None:
        raise WrongLine(NO_DAY)
    if performed_on > today:
        raise WrongLine(IN_THE_FUTURE)
    if valid_until is not None and valid_until < performed_on:
        raise WrongLine(ENDS_BEFORE)
    return ResultRow(
        line=line,
        nip=nip,
        siasn_id=siasn_id,
        instrument=" ".join(text_of(values, "instrumen", most=120, required=True).split()),
        framework=text_of(values, "kerangka", most=60),
        competency=text_of(values, "kode_kompetensi", most=40, required=True),
        level=int(values["jenjang"]),
        performed_on=performed_on,
        valid_until=valid_until,
        report=" ".join(text_of(values, "nomor_laporan", most=120).split()),
    )


def nip_of(values: dict[str, str]) -> str:
    """Return the NIP of a line, "" where it is empty.

    Raises:
        WrongLine: it is no NIP.
    """
    text = values.get("nip", "").lstrip("'")
    if not text:
        return ""
    try:
        return parse(text).digits
    except InvalidNip as problem:
        raise WrongLine(problem.reason) from None
