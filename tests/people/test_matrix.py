"""Every address is asked as everybody; a new address without a row fails."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import URLResolver, get_resolver, reverse

from tests.matrix import BY_PART, ELSEWHERE, EVERYBODY, ROWS, Row
from tests.world import World, build

pytestmark = pytest.mark.django_db

OUR_PARTS = {
    "people",
    "home",
    "notices",
    "certificates",
    "assessments",
    "mentoring",
    "workforce",
    "privacy",
    "audit",
    "courses",
    "item_bank",
}
# Machines, the language, static parts of Wagtail and allauth's own steps, which ask for their own sign-in or code.
WITHOUT_A_ROLE = ("alive", "ready", "set_language", "account_", "mfa_", "socialaccount_", "openid_connect_")
WITHOUT_A_ROLE += ("usersessions_", "wagtail")


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: object, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """The two agencies, built once; nothing of it stays."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        yield build(tmp_path_factory.mktemp("matrix"))
        transaction.set_rollback(True)


def answer_to(world: World, row: Row, who: str) -> HttpResponse:
    """Ask as somebody, and take back what it did."""
    args = [world.ids[name] for name in row.ids]
    where = reverse(row.name, args=args) + row.query.format(**world.ids)
    ask = getattr(world.clients[who], row.method.lower())
    with transaction.atomic():
        answer: HttpResponse = ask(where)
        transaction.set_rollback(True)
    return answer


def lets_in(answer: HttpResponse) -> bool:
    """Whether the answer is anything but a refusal."""
    if answer.status_code == 302:
        to = answer["Location"]
        assert not to.startswith(("/privasi/pemberitahuan-baru", "/akun/konfirmasi", "/akun/keamanan")), to
        return not (to.startswith(("/masuk/", "/kelola/login")) or to == "/kelola/")
    assert answer.status_code != 405, "asked in a way that is not understood"
    return answer.status_code not in (401, 403, 404)


# Wagtail leaves the thumbnails it draws to the collector, which closes them with a warning.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.name}{row.query}")
def test_the_address_opens_to_those_named_and_to_nobody_else(world: World, row: Row):
    opened = {who for who in sorted(EVERYBODY) if lets_in(answer_to(world, row, who))}

    assert opened == row.opens_to


def test_every_address_of_ours_has_a_row():
    told = {row.name for row in ROWS} | {name for names in ELSEWHERE.values() for name in names}
    missing = sorted(name for name in addresses(get_resolver()) if needs_a_row(name) and name not in told)

    assert not missing, "no row in tests/matrix.py:\n" + "\n".join(f'    Row("{name}", only("…")),' for name in missing)


def test_every_row_names_an_address_there_is():
    there = set(addresses(get_resolver()))

    assert {row.name for row in ROWS} | {name for names in ELSEWHERE.values() for name in names} <= there


def addresses(resolver: URLResolver, part: str = "") -> Iterator[str]:
    """Return the name of every address, with its part."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, f"{part}{pattern.namespace}:" if pattern.namespace else part)
        elif pattern.name:
            yield part + pattern.name


def needs_a_row(name: str) -> bool:
    """Whether the address stands for itself: all of ours, and parts of Wagtail that nobody has named yet."""
    part = name.rpartition(":")[0]
    if not part:
        return not name.startswith(WITHOUT_A_ROLE)
    return part in OUR_PARTS or part not in BY_PART
