"""Every page that a role can reach by links: it answers, fits its width, runs nothing inline, and is Indonesian."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from tests.journeys.conftest import shows_no_sideways_scroll

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("platform")]

MOST_PAGES = 60
# One page of a kind is enough: ids, codes and slugs are taken for the same place.
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|/[A-F][1-3]/|[0-9A-Z]{4}-[0-9A-Z-]{12,}")
# English words of ours that would give away an untranslated sentence.
ENGLISH = re.compile(
    r"\b(the|your|you|and|with|this|that|from|please|save|search|next|previous|page|course|lesson|level)\b", re.I
)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("account", [None, "pegawai", "atasan", "sdm", "mentor"])
def test_every_page_within_reach_is_sound(visit, account, width):
    page = visit(account, width=width)
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    waiting, seen = ["/", "/bantuan/", "/privasi/", "/verifikasi/", "/kursus/"], set()
    if account:
        waiting += ["/beranda/", "/akun/", "/pemberitahuan/", "/asesmen/", "/sertifikat/"]

    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        kind = kind_of(path)
        if kind in seen:
            continue
        seen.add(kind)
        answer = page.goto(path)
        assert answer.status == 200, path
        assert shows_no_sideways_scroll(page), path
        source = answer.text()
        assert " style=" not in source, path
        assert "<script>" not in source, path
        assert not re.search(r"https?://(?!localhost|127\.0\.0\.1|www\.w3\.org)", source), path
        english = ENGLISH.findall(page.locator("body").inner_text())
        assert english == [], (path, english)
        links = page.locator("a[href^='/']").evaluate_all("links => links.map(link => link.getAttribute('href'))")
        paths = [urlsplit(href).path for href in links]
        waiting += [
            path
            for path in paths
            if not path.startswith("/kelola/") and not path.endswith((".pdf", ".csv", "/berkas/"))
        ]

    assert problems == []
    assert len(seen) >= (6 if account is None else 12)


def kind_of(path: str) -> str:
    """Return what kind of page an address names."""
    kind = ID.sub("*", path)
    return "/kursus/*/*/*/" if kind.count("/") >= 5 and kind.startswith("/kursus/") else kind
