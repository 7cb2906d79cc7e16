"""The two fictional agencies of the demo: their units, and who heads and fills them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lms.people.models import Position, PositionKind, Unit


@dataclass(frozen=True)
class UnitPlan:
    """A unit to make: its name, the post of its head (None: no head), how many others work there, what is below."""

    name: str
    short: str
    head: tuple[str, str] | None
    staff: int
    below: tuple[UnitPlan, ...] = ()


def head(title: str, kind: PositionKind) -> tuple[str, str]:
    """Return the post of a head."""
    return title, kind


MADYA, PRATAMA = PositionKind.JPT_MADYA, PositionKind.JPT_PRATAMA
ADMINISTRATOR, PENGAWAS, PELAKSANA = PositionKind.ADMINISTRATOR, PositionKind.PENGAWAS, PositionKind.PELAKSANA

MINISTRY = UnitPlan(
    "Kementerian Contoh Urusan Digital",
    "KCUD",
    None,
    0,
    (
        UnitPlan(
            "Sekretariat Jenderal",
            "Setjen",
            head("Sekretaris Jenderal", MADYA),
            2,
            (
                UnitPlan(
                    "Biro Sumber Daya Manusia",
                    "Biro SDM",
                    head("Kepala Biro Sumber Daya Manusia", PRATAMA),
                    7,
                    (
                        UnitPlan(
                            "Bagian Pengembangan Kompetensi",
                            "Bangkom",
                            head("Kepala Bagian Pengembangan Kompetensi", ADMINISTRATOR),
                            9,
                        ),
                    ),
                ),
                UnitPlan(
                    "Biro Hukum dan Komunikasi", "Biro Hukum", head("Kepala Biro Hukum dan Komunikasi", PRATAMA), 8
                ),
            ),
        ),
        UnitPlan(
            "Direktorat Jenderal Layanan Pemerintah Digital",
            "Ditjen LPD",
            head("Direktur Jenderal Layanan Pemerintah Digital", MADYA),
            2,
            (
                UnitPlan(
                    "Direktorat Arsitektur dan Kebijakan",
                    "Dit. Arsitektur",
                    head("Direktur Arsitektur dan Kebijakan", PRATAMA),
                    7,
                    (
                        UnitPlan(
                            "Subdirektorat Arsitektur Layanan",
                            "Subdit Arsitektur",
                            head("Kepala Subdirektorat Arsitektur Layanan", ADMINISTRATOR),
                            7,
                        ),
                    ),
                ),
                UnitPlan(
                    "Direktorat Pelindungan Data Pribadi",
                    "Dit. PDP",
                    head("Direktur Pelindungan Data Pribadi", PRATAMA),
                    7,
                    (
                        UnitPlan(
                            "Subdirektorat Kepatuhan",
                            "Subdit Kepatuhan",
                            head("Kepala Subdirektorat Kepatuhan", ADMINISTRATOR),
                            7,
                        ),
                    ),
                ),
            ),
        ),
        UnitPlan(
            "Inspektorat Jenderal",
            "Itjen",
            head("Inspektur Jenderal", MADYA),
            2,
            (UnitPlan("Inspektorat Digital", "Inspektorat", head("Inspektur Digital", PRATAMA), 7),),
        ),
    ),
)

REGENCY = UnitPlan(
    "Pemerintah Kabupaten Contoh Makmur",
    "Kab. Contoh",
    None,
    0,
    (
        UnitPlan(
            "Sekretariat Daerah",
            "Setda",
            head("Sekretaris Daerah", PRATAMA),
            2,
            (
                UnitPlan("Bagian Organisasi", "Organisasi", head("Kepala Bagian Organisasi", ADMINISTRATOR), 7),
                UnitPlan("Bagian Umum", "Umum", head("Kepala Bagian Umum", ADMINISTRATOR), 11),
            ),
        ),
        UnitPlan(
            "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia",
            "BKPSDM",
            head("Kepala Badan Kepegawaian dan Pengembangan SDM", PRATAMA),
            2,
            (
                UnitPlan(
                    "Bidang Pengembangan Kompetensi",
                    "Bidang Bangkom",
                    head("Kepala Bidang Pengembangan Kompetensi", ADMINISTRATOR),
                    8,
                ),
            ),
        ),
        UnitPlan(
            "Dinas Komunikasi dan Informatika",
            "Diskominfo",
            head("Kepala Dinas Komunikasi dan Informatika", PRATAMA),
            2,
            (
                UnitPlan(
                    "Bidang Layanan Digital",
                    "Bidang Layanan",
                    head("Kepala Bidang Layanan Digital", ADMINISTRATOR),
                    3,
                    (
                        UnitPlan("Seksi Aplikasi", "Seksi Aplikasi", head("Kepala Seksi Aplikasi", PENGAWAS), 7),
                        UnitPlan(
                            "Seksi Infrastruktur",
                            "Seksi Infrastruktur",
                            head("Kepala Seksi Infrastruktur", PENGAWAS),
                            5,
                        ),
                    ),
                ),
                UnitPlan("Bidang Statistik", "Bidang Statistik", head("Kepala Bidang Statistik", ADMINISTRATOR), 7),
            ),
        ),
        UnitPlan(
            "Dinas Kependudukan dan Pencatatan Sipil",
            "Disdukcapil",
            head("Kepala Dinas Kependudukan dan Pencatatan Sipil", PRATAMA),
            2,
            (
                UnitPlan(
                    "Bidang Pelayanan Pendaftaran Penduduk",
                    "Bidang Pendaftaran",
                    head("Kepala Bidang Pelayanan Pendaftaran Penduduk", ADMINISTRATOR),
                    3,
                    (
                        UnitPlan(
                            "Seksi Identitas Penduduk",
                            "Seksi Identitas",
                            head("Kepala Seksi Identitas Penduduk", PENGAWAS),
                            8,
                        ),
                        UnitPlan(
                            "Seksi Pindah Datang", "Seksi Pindah", head("Kepala Seksi Pindah Datang", PENGAWAS), 7
                        ),
                    ),
                ),
                UnitPlan(
                    "Bidang Pengelolaan Informasi",
                    "Bidang Informasi",
                    head("Kepala Bidang Pengelolaan Informasi", ADMINISTRATOR),
                    7,
                ),
            ),
        ),
        UnitPlan(
            "Kecamatan Melati",
            "Kec. Melati",
            head("Camat Melati", ADMINISTRATOR),
            7,
            (
                UnitPlan("Kelurahan Melati Timur", "Kel. Melati Timur", head("Lurah Melati Timur", PENGAWAS), 9),
                UnitPlan("Kelurahan Melati Barat", "Kel. Melati Barat", head("Lurah Melati Barat", PENGAWAS), 9),
            ),
        ),
    ),
)

STAFF_POSTS = (
    "Pengelola Layanan Operasional",
    "Penata Layanan Operasional",
    "Pengolah Data dan Informasi",
    "Penelaah Teknis Kebijakan",
    "Operator Layanan Operasional",
)


def make_units(plan: UnitPlan, above: Unit | None = None) -> Iterator[tuple[UnitPlan, Unit]]:
    """Make the unit and all below it; yield each with its plan, from the top down."""
    level = 0 if above is None else above.level + 1
    facts = {"name": plan.name, "short_name": plan.short, "code": plan.short, "level": level, "is_fictional": True}
    unit: Unit = Unit.add_root(**facts) if above is None else above.add_child(**facts)
    yield plan, unit
    for part in plan.below:
        yield from make_units(part, Unit.objects.get(pk=unit.pk))


def position(title: str, kind: str) -> Position:
    """Return the post, made or found."""
    found, _created = Position.objects.get_or_create(title=title, kind=kind)
    return found
