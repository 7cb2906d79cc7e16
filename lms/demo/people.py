"""The invented people of the demo: names, numbers and postings, the same at every load."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from random import Random

from django.contrib.auth.hashers import make_password

from lms.demo.organisation import MINISTRY, REGENCY, STAFF_POSTS, UnitPlan, make_units, position
from lms.people.models import (
    EmployeeNumber,
    PositionKind,
    Posting,
    PostingKind,
    TimeZones,
    Unit,
    User,
)
from lms.people.nip import EmployeeKind

FIRST_NAMES = (
    [
        "Agus",
        "Bambang",
        "Cahyo",
        "Darmawan",
        "Eko",
        "Fajar",
        "Gunawan",
        "Hendra",
        "Irfan",
        "Joko",
        "Krisna",
        "Lukman",
        "Made",
        "Nanang",
        "Oki",
        "Putu",
        "Rahmat",
        "Slamet",
        "Taufik",
        "Usman",
        "Wayan",
        "Yohanes",
        "Zainal",
        "Anton",
        "Yusuf",
        "Markus",
        "Ketut",
        "Rizal",
        "Petrus",
        "Samsul",
    ],
    [
        "Ayu",
        "Budiarti",
        "Citra",
        "Dewi",
        "Endang",
        "Fitri",
        "Gita",
        "Hesti",
        "Indah",
        "Juwita",
        "Kartika",
        "Lestari",
        "Maya",
        "Nurul",
        "Oktavia",
        "Puspita",
        "Ratna",
        "Sari",
        "Tuti",
        "Umi",
        "Wulan",
        "Yanti",
        "Zahra",
        "Maria",
        "Siti",
        "Komang",
        "Rina",
        "Desi",
        "Yuliana",
        "Martha",
    ],
)
LAST_NAMES = [
    "Pratama",
    "Wijaya",
    "Santoso",
    "Nugroho",
    "Siregar",
    "Lubis",
    "Simatupang",
    "Hidayat",
    "Kurniawan",
    "Saputra",
    "Setiawan",
    "Harahap",
    "Nasution",
    "Manurung",
    "Suryani",
    "Utami",
    "Rahayu",
    "Permata",
    "Anggraini",
    "Handayani",
    "Mulyani",
    "Wulandari",
    "Situmorang",
    "Tanjung",
    "Matondang",
    "Wibowo",
    "Susanto",
    "Halim",
    "Tarigan",
    "Ginting",
    "Laksana",
    "Purnama",
    "Kusuma",
    "Maharani",
    "Batubara",
    "Sihombing",
    "Rumbiak",
    "Wanggai",
    "Lestaluhu",
    "Tuhumury",
]
DEGREES = ("", "", "S.E.", "S.Kom.", "S.Sos.", "S.IP.", "S.H.", "A.Md.", "S.T., M.T.", "S.STP., M.Si.")
GRADES = {
    PositionKind.JPT_MADYA: ("IV/e", "IV/d"),
    PositionKind.JPT_PRATAMA: ("IV/c", "IV/b"),
    PositionKind.ADMINISTRATOR: ("IV/b", "IV/a"),
    PositionKind.PENGAWAS: ("III/d", "III/c"),
    PositionKind.PELAKSANA: ("III/b", "III/a", "II/d", "II/c"),
}


@dataclass
class Cast:
    """Everybody in the demo: the two agencies, the units by short name, and the people by the post they hold."""

    ministry: Unit
    regency: Unit
    units: dict[str, Unit] = field(default_factory=dict)
    heads: dict[str, User] = field(default_factory=dict)
    staff: dict[str, list[User]] = field(default_factory=dict)
    kinds: dict[int, str] = field(default_factory=dict)
    everybody: list[User] = field(default_factory=list)


@dataclass(frozen=True)
class Seat:
    """One post to fill in a unit."""

    unit: Unit
    title: str
    kind: str
    leads: bool


def make_people(today: date, rng: Random) -> Cast:
    """Make both agencies and everybody in them. Numbers use the sequences 900 to 999, which no real person holds."""
    planned = [*make_units(MINISTRY), *make_units(REGENCY)]
    units = {unit.short_name: unit for _plan, unit in planned}
    cast = Cast(units["KCUD"], units["Kab. Contoh"], units)
    seats = [seat for plan, unit in planned for seat in seats_of(plan, unit, rng)]
    people = [invent(seat, number, rng) for number, seat in enumerate(seats)]
    User.objects.bulk_create([person for person, _nip in people])
    made = [person for person, _nip in people]
    EmployeeNumber.objects.bulk_create(
        EmployeeNumber(person=person, digits=nip, kind=kind_of(nip), valid_from=date(2021, 1, 1))
        for person, nip in people
    )
    Posting.objects.bulk_create(
        Posting(
            person=person,
            position=position(seat.title, seat.kind),
            unit=seat.unit,
            kind=PostingKind.PRIMARY,
            is_head=seat.leads,
            valid_from=date(today.year - 3, 1 + rng.randrange(12), 1),
        )
        for seat, person in zip(seats, made, strict=True)
    )
    for seat, person in zip(seats, made, strict=True):
        cast.kinds[person.pk] = seat.kind
        if seat.leads:
            cast.heads[seat.unit.short_name] = person
        else:
            cast.staff.setdefault(seat.unit.short_name, []).append(person)
    cast.everybody = made
    return cast


def seats_of(plan: UnitPlan, unit: Unit, rng: Random) -> Iterator[Seat]:
    """Yield the seats of a unit, the head's first."""
    if plan.head is not None:
        yield Seat(unit, plan.head[0], plan.head[1], leads=True)
    for _number in range(plan.staff):
        yield Seat(unit, rng.choice(STAFF_POSTS), PositionKind.PELAKSANA, leads=False)


def invent(seat: Seat, number: int, rng: Random) -> tuple[User, str]:
    """Return a person for the seat, not yet saved, and their number."""
    sex = rng.randrange(2)
    name = f"{rng.choice(FIRST_NAMES[sex])} {rng.choice(LAST_NAMES)}"
    if rng.random() < 0.4:
        name = f"{rng.choice(FIRST_NAMES[sex])} {name}"
    is_senior = seat.kind != PositionKind.PELAKSANA
    born = rng.randrange(1968, 1982) if is_senior else rng.randrange(1975, 2001)
    person = User(
        full_name=name,
        title_after=rng.choice(DEGREES),
        grade=rng.choice(GRADES[PositionKind(seat.kind)]),
        time_zone=TimeZones.WIB,
        is_fictional=True,
        password=make_password(None),
    )
    return person, invent_nip(born, sex, number, rng, is_permanent=is_senior or rng.random() < 0.7)


def invent_nip(born: int, sex: int, number: int, rng: Random, *, is_permanent: bool) -> str:
    """Return a well-formed number with a sequence from 900 to 999."""
    birth = f"{born}{1 + rng.randrange(12):02d}{1 + rng.randrange(28):02d}"
    appointed = f"{born + 24}{1 + rng.randrange(12):02d}" if is_permanent else f"{2021 + rng.randrange(5)}21"
    return f"{birth}{appointed}{sex + 1}{900 + number % 100}"


def kind_of(nip: str) -> str:
    """Return the kind of employee the number tells."""
    return EmployeeKind.PNS if int(nip[12:14]) <= 12 else EmployeeKind.PPPK
