"""The ZIP that HR enters into SIASN: records as JSON and CSV, PDFs, an empty table for replies, a manifest. Pure.

Every file stands in `manifest.json` with its SHA-256, so that whoever receives the package can tell that it is whole.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any

from lms.siasn.mapping import FIELDS
from lms.siasn.reading import COLUMNS

# A spreadsheet takes a cell that begins so for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
IN_TABLE = tuple(name for name in FIELDS if name != "path")


@dataclass(frozen=True)
class Packed:
    """One record to pack: its number, the body of `kursus/save`, and its PDF."""

    delivery: str
    body: dict[str, Any]
    pdf: bytes

    @property
    def file_name(self) -> str:
        """Return the name of its PDF in the package."""
        return f"dokumen/{self.delivery}.pdf"


@dataclass(frozen=True)
class Deletion:
    """A record to delete in SIASN by hand, because its certificate was revoked."""

    delivery: str
    siasn_id: str
    number: str


@dataclass
class Package:
    """A package that is being written: each file goes in once and is noted with its hash."""

    archive: zipfile.ZipFile
    made_at: datetime
    files: list[dict[str, Any]] = field(default_factory=list)

    def add(self, name: str, data: bytes, *, noted: bool = True) -> None:
        """Write one file."""
        moment = self.made_at
        entry = zipfile.ZipInfo(name, (moment.year, moment.month, moment.day, moment.hour, moment.minute, 0))
        entry.compress_type = zipfile.ZIP_STORED if name.endswith(".pdf") else zipfile.ZIP_DEFLATED
        entry.external_attr = 0o600 << 16
        self.archive.writestr(entry, data)
        if noted:
            self.files.append({"nama": name, "sha256": hashlib.sha256(data).hexdigest(), "ukuran": len(data)})


def write_package(
    target: IO[bytes],
    *,
    records: Iterable[Packed],
    deletions: list[Deletion],
    facts: dict[str, str],
    made_at: datetime,
    tell: Callable[[int], None],
) -> None:
    """Write the whole package; `facts` stand at the head of the manifest, `tell` is told how many PDFs are in."""
    with zipfile.ZipFile(target, "w") as archive:
        package, bodies = Package(archive, made_at), []
        for count, record in enumerate(records, start=1):
            package.add(record.file_name, record.pdf)
            bodies.append({"kiriman": record.delivery, "berkas": record.file_name, **record.body})
            tell(count)
        package.add("siasn_kursus.json", as_json(bodies))
        package.add("siasn_kursus.csv", as_table(("kiriman", "berkas", *IN_TABLE), bodies))
        if deletions:
            rows = [{"kiriman": one.delivery, "id": one.siasn_id, "nomorSertipikat": one.number} for one in deletions]
            package.add("siasn_hapus.csv", as_table(("kiriman", "id", "nomorSertipikat"), rows))
        answers = [{"kiriman": one["kiriman"], "nomorSertipikat": one["nomorSertipikat"]} for one in bodies]
        answers += [{"kiriman": one.delivery, "nomorSertipikat": one.number} for one in deletions]
        package.add("balasan.csv", as_table(COLUMNS, answers))
        manifest = {**facts, "catatan": len(bodies), "penghapusan": len(deletions), "berkas": package.files}
        package.add("manifest.json", as_json(manifest), noted=False)


def as_json(value: Any) -> bytes:
    """Return JSON that a person can read."""
    return json.dumps(value, ensure_ascii=False, indent=2).encode()


def as_table(columns: tuple[str, ...], rows: Iterable[dict[str, Any]]) -> bytes:
    """Return a CSV that a spreadsheet opens without running anything."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([safe(row.get(column)) for column in columns])
    return b"\xef\xbb\xbf" + target.getvalue().encode()


def safe(value: Any) -> str:
    """Return a cell so that no spreadsheet runs it."""
    plain = "" if value is None else str(value)
    return f"'{plain}" if plain.startswith(FORMULA_STARTS) else plain
