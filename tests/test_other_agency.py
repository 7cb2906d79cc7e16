"""Somebody who follows every link they are shown finds nobody of another agency."""

from __future__ import annotations

import re
from collections import deque
from html import unescape
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.test import Client

from tests.matrix import SIGNED_IN
from tests.world import build

HOME, OTHER = "Alamanda-A", "Zulkarnain-B"
STARTS = (
    "/beranda/",
    "/akun/",
    "/tim/",
    "/tim/pengganti/",
    "/sdm/kesenjangan/",
    "/sdm/pegawai/",
    "/sdm/daftar/",
    "/tim/unit/",
    "/sdm/impor/",
    "/sdm/siasn/",
    "/sdm/rencana/",
    "/sdm/kode/",
    "/sdm/pengganti/",
    "/peran/",
    "/peran/tinjauan/",
    "/audit/",
    "/audit/peran/",
    "/privasi/",
    "/privasi/petugas/",
    "/pengembangan/jalur/",
    "/pengembangan/jalur/tulis/",
    "/mentoring/",
    "/mentoring/kelola/",
    "/asesmen/360/",
    "/asesmen/360/sdm/",
    "/asesmen/portofolio/",
    "/asesmen/portofolio/menilai/",
    "/asesmen/portofolio/petugas/",
    "/asesmen/portofolio/asesor/",
    "/kursus/",
    "/kompetensi/",
    "/kelola/",
    "/kelola/bank-soal/",
    "/kelola/images/",
    "/kelola/documents/",
)
PAGES_AT_MOST = 40
LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]+)"', re.S)
# A link that does something, or leads to a file, is no page: signing out, downloads, pictures.
NOT_FOLLOWED = re.compile(r"^/(static|media|keluar|xapi|gambar|dokumen)/|\.(csv|pdf|json|xlsx)$")


def links_of(page: str, where: str) -> list[str]:
    """Return the addresses of this site to which a page links."""
    found = []
    for link in LINK.findall(page):
        address = urlsplit(urldefrag(urljoin(where, unescape(link)))[0])
        if not address.netloc and address.scheme in ("", "http") and not NOT_FOLLOWED.search(address.path):
            found.append(address.path + (f"?{address.query}" if address.query else ""))
    return found


def pages_seen(client: Client) -> dict[str, str]:
    """Return every page somebody reaches by following links, by address."""
    waiting, seen = deque(STARTS), dict[str, str]()
    asked = set(STARTS)
    while waiting and len(seen) < PAGES_AT_MOST:
        where = waiting.popleft()
        answer = client.get(where, follow=True)
        if answer.status_code != 200 or "html" not in answer.get("Content-Type", ""):
            continue
        seen[where] = answer.content.decode()
        for link in links_of(seen[where], where):
            if link not in asked:
                asked.add(link)
                waiting.append(link)
    return seen


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
@pytest.mark.django_db
def test_whoever_follows_every_link_finds_nobody_of_another_agency(tmp_path: Path):
    world = build(tmp_path, mark_home=HOME, mark_other=OTHER)
    found: list[str] = []
    own_people_seen = 0

    for seat in sorted(SIGNED_IN):
        foreign = HOME if world.people[seat].full_name.endswith(OTHER) else OTHER
        for where, page in pages_seen(world.clients[seat]).items():
            found += [f"{seat} reads {name} on {where}" for name in re.findall(rf"[\w ]*{foreign}", page)[:1]]
            own_people_seen += (OTHER if foreign == HOME else HOME) in page

    assert own_people_seen > len(SIGNED_IN), "the crawler reached no page with people on it"
    assert found == []
