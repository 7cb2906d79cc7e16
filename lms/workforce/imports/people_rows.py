"""One line of SIASN's export of civil servants: what is read of it, and what can be wrong with it.

Read are the columns named in `LAYOUT` and no other: neither religion, family, address nor identity numbers.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from lms.errors import gettext_noop
from lms.people.nip import EmployeeKind, InvalidNip, parse
from lms.workforce.imports.reading import Layout, WrongLine, text_of

LAYOUT = Layout(
    required=("pns_id", "nip_baru", "nama", "jenis_jabatan_nama", "jabatan_nama", "unor_id", "tmt_jabatan"),
    optional=(
        "gelar_depan",
        "gelar_belakang",
        "jenis_pegawai_nama",
        "gol_akhir_nama",
        "unor_nama",
        "instansi_kerja_id",
        "instansi_kerja_nama",
        "email_gov",
        "kedudukan_hukum_nama",
    ),
)

# jenis_jabatan_nama to the kind of post whose standard holds.
KINDS = {
    "jpt utama": "jpt_madya",
    "jpt madya": "jpt_madya",
    "jpt pratama": "jpt_pratama",
    "administrator": "administrator",
    "pengawas": "pengawas",
    "pelaksana": "pelaksana",
    "fungsional umum": "pelaksana",
}
# Functional posts stand with the managerial ones they were made equal to (PermenPANRB 17/2021).
STEPS = {
    "ahli utama": "jpt_pratama",
    "ahli madya": "administrator",
    "ahli muda": "pengawas",
    "ahli pertama": "pelaksana",
    "penyelia": "pelaksana",
    "mahir": "pelaksana",
    "terampil": "pelaksana",
    "pemula": "pelaksana",
}
# Dates and names of posts come again and again in a file.
MOST_KEPT = 20_000
LEADING = ("jpt_madya", "jpt_pratama", "administrator", "pengawas")
# kedudukan_hukum_nama that says that somebody has left; a suspension is no end.
LEFT = ("pensiun", "berhenti", "diberhentikan", "pemberhentian", "meninggal", "wafat", "tewas")
ONLY_SUSPENDED = "sementara"

NOT_A_DATE = gettext_noop("%(column)s is not a date. Write it as 31-12-2026.")
UNKNOWN_KIND = gettext_noop(
    "jenis_jabatan_nama is not known. Write JPT Madya, JPT Pratama, Administrator, Pengawas, Pelaksana or Fungsional."
)
NO_STEP = gettext_noop("jabatan_nama of a functional post has to end with its step, for example “Ahli Muda”.")
OTHER_KIND = gettext_noop("jenis_pegawai_nama and the NIP disagree about PNS or PPPK.")
NO_EMAIL = gettext_noop("email_gov is not an e-mail address.")


class PersonRow(NamedTuple):
    """What a line says about a person. `kind` is empty where only the name of the post can tell it."""

    line: int
    siasn_id: str
    nip: str
    employee: EmployeeKind
    name: str
    title_before: str
    title_after: str
    grade: str
    kind: str
    title: str
    leads: bool
    unit: str
    agency: str
    email: str
    since: date | None
    in_service: bool


def person_row(line: int, values: dict[str, str]) -> PersonRow:
    """Return what a line says; `values` are its fields by column.

    Raises:
        WrongLine: it cannot be used, with one sentence.
    """
    try:
        nip = parse(values["nip_baru"].lstrip("'"))
    except InvalidNip as problem:
        raise WrongLine(problem.reason) from None
    if ("PPPK" in values.get("jenis_pegawai_nama", "").upper()) != (nip.kind is EmployeeKind.PPPK) and values.get(
        "jenis_pegawai_nama"
    ):
        raise WrongLine(OTHER_KIND)
    title = text_of(values, "jabatan_nama", most=200, required=True)
    kind, leads = kind_of(values["jenis_jabatan_nama"], title)
    return PersonRow(
        line=line,
        siasn_id=text_of(values, "pns_id", most=42, required=True),
        nip=nip.digits,
        employee=nip.kind,
        name=text_of(values, "nama", most=200, required=True),
        title_before=text_of(values, "gelar_depan", most=60),
        title_after=text_of(values, "gelar_belakang", most=100),
        grade=text_of(values, "gol_akhir_nama", most=10),
        kind=kind,
        title=title,
        leads=leads,
        unit=text_of(values, "unor_id", most=42, required=True),
        agency=text_of(values, "instansi_kerja_id", most=42),
        email=email_of(values.get("email_gov", "")),
        since=date_of(values.get("tmt_jabatan", ""), "tmt_jabatan"),
        in_service=is_in_service(values.get("kedudukan_hukum_nama", "")),
    )


@lru_cache(MOST_KEPT)
def kind_of(word: str, title: str) -> tuple[str, bool]:
    """Return the kind of a post and whether its holder leads the unit; no kind where only the unit's list knows it.

    Raises:
        WrongLine: the words say nothing.
    """
    known = " ".join(word.lower().removeprefix("jabatan ").split())
    if known in KINDS:
        return KINDS[known], KINDS[known] in LEADING
    if known in ("struktural", "manajerial"):
        return "", True
    if known.startswith("fungsional"):
        return step_of(title), False
    raise WrongLine(UNKNOWN_KIND)


def step_of(title: str) -> str:
    """Return the kind of a functional post by its step."""
    lower = title.lower()
    for step, kind in STEPS.items():
        if lower.endswith(step):
            return kind
    raise WrongLine(NO_STEP)


@lru_cache(MOST_KEPT)
def date_of(text: str, column: str) -> date | None:
    """Return the date in a field of the column; None where it is empty.

    Raises:
        WrongLine: it is no date.
    """
    if not text:
        return None
    parts = text[:10].replace("/", "-").split("-")
    if len(parts) == 3 and all(part.isdigit() and part.isascii() for part in parts):
        day, month, year = parts if len(parts[2]) == 4 else parts[::-1]
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            pass
    raise WrongLine(NOT_A_DATE, column=column)


def email_of(text: str) -> str:
    """Return an address in small letters; empty where there is none ("-" is what exports write then)."""
    if text in ("", "-"):
        return ""
    name, _at, host = text.partition("@")
    if not name or "." not in host or " " in text or "@" in host or len(text) > 254:
        raise WrongLine(NO_EMAIL)
    return text.lower()


def is_in_service(text: str) -> bool:
    """Whether kedudukan_hukum_nama says that the person works; empty says nothing else."""
    lower = text.lower()
    return ONLY_SUSPENDED in lower or not any(word in lower for word in LEFT)
