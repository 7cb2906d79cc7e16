"""The demo's portfolios: two trained assessors, one portfolio that waits for them, and one that is being written."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from assessments.models import Portfolio
from assessments.selectors.portfolios import indicators_judged
from assessments.services import assessors, portfolio_writing, portfolios
from assessments.services.portfolio_writing import PieceContent
from lms.competencies.models import EvidenceKind
from lms.competencies.selectors import competencies_by_code
from lms.competencies.services import Finding, Source, record_evidence
from lms.people.models import User

NAMESPACE = uuid.UUID("2b0c3e57-6c0a-5d6e-9d6b-706f7274666f")
ASSESSORS = (("penilai", "SERT/ASESOR/2026/014"), ("penelaah", "SERT/ASESOR/2026/015"))
WAITS, WRITTEN = "C2", "D3"
REFLECTION = (
    "Yang saya pelajari: warga jarang menyampaikan kebutuhan lewat formulir, tetapi lewat cara mereka tersesat di "
    "dalamnya. Berikutnya saya ingin menguji layanan bersama warga sebelum anggarannya ditetapkan, bukan sesudahnya."
)
COUNTER = PieceContent(
    title="Merancang ulang loket administrasi kependudukan bersama warga",
    situation="Sepertiga pemohon kartu keluarga datang dua kali karena berkas kurang. Loket tidak tahu sebabnya.",
    own_part="Saya memimpin wawancara dengan 24 pemohon, memetakan perjalanan mereka, dan memutuskan tiga perubahan. "
    "Purwarupa layar dibuat rekan dari Bidang Aplikasi; uji coba dengan lansia dan penyandang disabilitas saya pandu.",
    result="Kunjungan ulang turun dari 34 menjadi 11 persen dalam empat bulan. Kanal aduan dan survei kepuasan kini "
    "dibaca bersama setiap bulan dan menghasilkan perbaikan yang tercatat.",
    link="contoh.go.id/layanan/kependudukan",
)
VISITS = "bulan,pemohon,datang_dua_kali\n2026-03,412,140\n2026-04,398,121\n2026-05,405,77\n2026-06,421,46\n"
WORKSHOP = PieceContent(
    title="Panduan beretika di grup percakapan dinas, dipakai tiga seksi",
    situation="Foto berkas warga beredar di grup percakapan dinas tanpa ada yang merasa berwenang menegur.",
    own_part="Saya menyusun panduan satu halaman, meminta masukan tiga seksi, dan memandu dua sesi berbagi.",
    result="Panduan disahkan kepala dinas. Tidak ada lagi berkas warga di grup, dan jalur lapornya dipakai.",
    link="contoh.go.id/panduan/etika-percakapan",
)


def make_portfolios(accounts: dict[str, User], *, at: datetime) -> str:
    """Record the trainings, hand one portfolio in and begin another; return what there is in a line."""
    for account, certificate in ASSESSORS:
        first = timezone.localdate(at).replace(month=1, day=1)
        told = assessors.Trained(accounts[account].uuid, first, None, certificate)
        assessors.record_training(trained=told, by=accounts["admin"], at=at)
    past = at - timedelta(days=2)
    waits = written(accounts["mentor"], WAITS, COUNTER, at=past, file=ContentFile(VISITS.encode(), "kunjungan.csv"))
    portfolios.hand_in(portfolio=waits.uuid, is_own=True, is_clean=True, by=waits.person, at=past)
    show_level_three(accounts["pegawai"], at=past)
    written(accounts["pegawai"], WRITTEN, WORKSHOP, at=past)
    return "2 trained assessors, 1 portfolio waits for them, 1 is being written"


def show_level_three(person: User, *, at: datetime) -> None:
    """Record the task with which the civil servant has shown the level that a claim needs."""
    finding = Finding(
        competency=competencies_by_code([WRITTEN])[WRITTEN],
        kind=EvidenceKind.RUBRIC_TASK,
        level=3,
        performed_on=timezone.localdate(at) - timedelta(days=60),
    )
    source = Source("outside", uuid.uuid5(NAMESPACE, WRITTEN), "Tugas penerapan: panduan beretika di ruang digital")
    record_evidence(person=person, findings=[finding], source=source, by=None, at=at)


def written(
    person: User, code: str, content: PieceContent, *, at: datetime, file: ContentFile[bytes] | None = None
) -> Portfolio:
    """Begin a portfolio that claims level 4, with one piece of evidence and a reflection."""
    one = portfolio_writing.begin_portfolio(competency=code, level=4, by=person, at=at)
    made = PieceContent(
        title=content.title,
        made_on=timezone.localdate(at) - timedelta(days=120),
        situation=content.situation,
        own_part=content.own_part,
        result=content.result,
        link=content.link,
        indicators=tuple(row.pk for row in indicators_judged(one)),
    )
    portfolio_writing.keep_piece(portfolio=one.uuid, piece=None, content=made, file=file, by=person, at=at)
    return portfolio_writing.keep_reflection(portfolio=one.uuid, text=REFLECTION, by=person, at=at)
