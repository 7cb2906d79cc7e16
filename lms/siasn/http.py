"""SIASN's web service over HTTP: two tokens, one document, one record, and the reading back of what stands there.

A request that may be repeated without harm is repeated after a pause. Saving is not: when its answer is lost, nobody
knows whether the record stands, so the caller reads back first. No redirect is followed (it could carry the tokens to
another house), and no address with a NIP reaches a log or an error.

Source of the paths and the two headers: the public clients named in `mapping`.
"""

from __future__ import annotations

import base64
import http.client
import json
import ssl
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import structlog

from lms.errors import InvalidInput, NotAllowed, Unavailable, gettext_noop
from lms.siasn.mapping import same_number

log = structlog.get_logger("lms.siasn")

TIMEOUT_SECONDS = 20
TRIES = 3
FIRST_PAUSE_SECONDS = 1.0
LARGEST_ANSWER = 4 * 1024 * 1024
LOOPBACK = ("127.0.0.1", "localhost", "::1")
LONGEST_REASON = 500


class DoesNotAnswer(Unavailable):
    """SIASN is away, slow or broken; nobody knows whether the last request was carried out."""

    code = "siasn_does_not_answer"
    message = gettext_noop("SIASN does not answer. What waits is tried again by itself.")


class Refused(InvalidInput):
    """SIASN read the record and does not take it."""

    code = "siasn_refused"
    message = gettext_noop("SIASN did not take this record: %(reason)s")


class NotLetIn(NotAllowed):
    """SIASN does not accept our credentials, or there is nothing at this address."""

    code = "siasn_not_let_in"
    message = gettext_noop(
        "SIASN does not accept this platform’s access. Ask your administrator to check the address and the keys."
    )


@dataclass(frozen=True)
class Access:
    """Where SIASN answers and what opens it; all of it comes from the environment.

    agencies  ids of the agencies (instansiId) in whose name this access may send
    """

    base_url: str
    token_url: str
    consumer_key: str = field(repr=False)
    consumer_secret: str = field(repr=False)
    sso_url: str
    client_id: str = field(repr=False)
    username: str = field(repr=False)
    password: str = field(repr=False)
    agencies: tuple[str, ...] = ()
    document_kind: str = ""

    @property
    def is_complete(self) -> bool:
        """Whether everything is there, and every address is an encrypted one (or on this machine, for tests)."""
        told = (self.consumer_key, self.consumer_secret, self.client_id, self.username, self.password)
        return all(told) and all(is_safe(url) for url in (self.base_url, self.token_url, self.sso_url))

    def serves(self, agency_id: str) -> bool:
        """Whether it may send in the name of an agency."""
        return self.is_complete and bool(agency_id) and agency_id in self.agencies


@dataclass(frozen=True)
class Standing:
    """A record that stands in SIASN."""

    siasn_id: str
    number: str


@dataclass(frozen=True)
class Answer:
    """What came back: status, and the JSON (or nothing)."""

    status: int
    data: Any


def is_safe(url: str) -> bool:
    """Whether secrets may be sent to an address."""
    parts = urlsplit(url)
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK))


class Siasn:
    """A conversation with SIASN; its tokens are fetched when first needed and again when they ran out."""

    def __init__(
        self, access: Access, *, pause: Callable[[float], None] = time.sleep, timeout_seconds: float = TIMEOUT_SECONDS
    ) -> None:
        self.access, self.pause, self.timeout_seconds = access, pause, timeout_seconds
        self.tokens: dict[str, str] = {}

    def standing(self, nip: str) -> tuple[Standing, ...]:
        """Return the courses that stand for a person.

        Raises:
            DoesNotAnswer, NotLetIn.
        """
        answer = self.patiently("GET", f"/pns/rw-kursus/{quote(nip, safe='')}", says="read back")
        if answer.status == http.HTTPStatus.NOT_FOUND:
            return ()
        rows = answer.data.get("data") if isinstance(answer.data, dict) else None
        return tuple(standing_of(row) for row in rows if isinstance(row, dict)) if isinstance(rows, list) else ()

    def find(self, nip: str, number: str) -> str:
        """Return SIASN's id of the record with this certificate number, or "".

        Raises:
            DoesNotAnswer, NotLetIn.
        """
        found = (row.siasn_id for row in self.standing(nip) if row.siasn_id and same_number(row.number, number))
        return next(found, "")

    def upload(self, pdf: bytes, *, name: str, siasn_id: str = "") -> dict[str, Any]:
        """Hand over a document; return what SIASN calls it. Twice the same document is harmless.

        Raises:
            DoesNotAnswer, Refused, NotLetIn.
        """
        body, kind = multipart(
            {"id_riwayat": siasn_id, "id_ref_dokumen": self.access.document_kind}, file=pdf, name=name
        )
        answer = self.patiently("POST", "/upload-dok-rw", says="upload", body=body, content_type=kind)
        data = require_taken(answer)
        document = data.get("data")
        return document if isinstance(document, dict) else {}

    def save(self, body: dict[str, Any]) -> str:
        """Save a record, once; return SIASN's id of it, or "" where the answer does not name it.

        Raises:
            DoesNotAnswer: it may stand or not; read back before anything else.
            Refused, NotLetIn.
        """
        sent = json.dumps(body, ensure_ascii=False).encode()
        data = require_taken(self.ask("POST", "/kursus/save", says="save", body=sent, content_type="application/json"))
        return id_of(data)

    def delete(self, siasn_id: str) -> None:
        """Delete a record; one that is gone already counts as deleted.

        Raises:
            DoesNotAnswer, Refused, NotLetIn.
        """
        answer = self.patiently("DELETE", f"/kursus/delete/{quote(siasn_id, safe='')}", says="delete")
        if answer.status != http.HTTPStatus.NOT_FOUND:
            require_taken(answer)

    def patiently(self, method: str, path: str, *, says: str, body: bytes = b"", content_type: str = "") -> Answer:
        """Ask, and ask again after a growing pause while nobody answers."""
        wait = FIRST_PAUSE_SECONDS
        for _try in range(TRIES - 1):
            try:
                return self.ask(method, path, says=says, body=body, content_type=content_type)
            except DoesNotAnswer:
                self.pause(wait)
                wait *= 2
        return self.ask(method, path, says=says, body=body, content_type=content_type)

    def ask(self, method: str, path: str, *, says: str, body: bytes = b"", content_type: str = "") -> Answer:
        """Ask once; where the tokens ran out, once more with new ones.

        Raises:
            DoesNotAnswer, NotLetIn.
        """
        url = self.access.base_url.rstrip("/") + path
        for _try in range(2):
            headers = {**self.headers(), **({"Content-Type": content_type} if content_type else {})}
            answer = self.exchange(method, url, body=body, headers=headers, says=says)
            if answer.status != http.HTTPStatus.UNAUTHORIZED:
                break
            self.tokens.clear()
        log.info("siasn", says=says, status=answer.status)
        if answer.status in (http.HTTPStatus.UNAUTHORIZED, http.HTTPStatus.FORBIDDEN):
            raise NotLetIn
        return answer

    def headers(self) -> dict[str, str]:
        """Return the headers of a request: one token of the gateway, one of the single sign-on."""
        if not self.tokens:
            access = self.access
            pair = base64.b64encode(f"{access.consumer_key}:{access.consumer_secret}".encode()).decode()
            gateway = self.token(access.token_url, {"grant_type": "client_credentials"}, authorization=f"Basic {pair}")
            login = {"client_id": access.client_id, "username": access.username, "password": access.password}
            sso = self.token(access.sso_url, {"grant_type": "password", **login})
            self.tokens = {"Authorization": f"Bearer {gateway}", "Auth": f"bearer {sso}"}
        return {"Accept": "application/json", **self.tokens}

    def token(self, url: str, form: dict[str, str], *, authorization: str = "") -> str:
        """Fetch one token.

        Raises:
            DoesNotAnswer, NotLetIn.
        """
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        if authorization:
            headers["Authorization"] = authorization
        answer = self.exchange("POST", url, body=urlencode(form).encode(), headers=headers, says="token")
        found = answer.data.get("access_token") if isinstance(answer.data, dict) else None
        if answer.status != http.HTTPStatus.OK or not isinstance(found, str) or not found:
            raise NotLetIn
        return found

    def exchange(self, method: str, url: str, *, body: bytes, headers: dict[str, str], says: str) -> Answer:
        """Send one request and read its answer.

        Raises:
            DoesNotAnswer: no answer in time, an answer of a broken server, or too many requests.
        """
        parts = urlsplit(url)
        connection = self.connection_to(parts.scheme, str(parts.hostname), parts.port)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        try:
            connection.request(method, target, body=body or None, headers=headers)
            response = connection.getresponse()
            raw = response.read(LARGEST_ANSWER + 1)
        except (OSError, http.client.HTTPException) as problem:
            log.warning("siasn does not answer", says=says, problem=type(problem).__name__)
            raise DoesNotAnswer from None
        finally:
            connection.close()
        status = response.status
        if status >= http.HTTPStatus.INTERNAL_SERVER_ERROR or status == http.HTTPStatus.TOO_MANY_REQUESTS:
            log.warning("siasn answers with a failure", says=says, status=status)
            raise DoesNotAnswer
        if len(raw) > LARGEST_ANSWER:
            raise DoesNotAnswer
        return Answer(status, read_json(raw))

    def connection_to(self, scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
        """Return a connection, encrypted unless it stays on this machine."""
        if scheme == "http" and host in LOOPBACK:
            return http.client.HTTPConnection(host, port, timeout=self.timeout_seconds)
        return http.client.HTTPSConnection(
            host, port, timeout=self.timeout_seconds, context=ssl.create_default_context()
        )


def read_json(raw: bytes) -> Any:
    """Return the JSON of an answer; None where it is none."""
    try:
        return json.loads(raw)
    except ValueError:
        return None


def require_taken(answer: Answer) -> dict[str, Any]:
    """Return the JSON of an answer that says yes.

    Raises:
        Refused: it says no, with its reason.
        NotLetIn: there is nothing at this address, or it leads elsewhere.
        DoesNotAnswer: it says neither.
    """
    data = answer.data if isinstance(answer.data, dict) else {}
    if answer.status == http.HTTPStatus.NOT_FOUND or 300 <= answer.status < 400:
        raise NotLetIn
    if answer.status >= http.HTTPStatus.BAD_REQUEST or data.get("success") is False or data.get("error") is True:
        raise Refused(reason=reason_of(data) or f"HTTP {answer.status}")
    if not data:
        raise DoesNotAnswer
    return data


def reason_of(data: dict[str, Any]) -> str:
    """Return why SIASN says no, in its own words."""
    for name in ("message", "Message", "error_description", "data"):
        said = data.get(name)
        if isinstance(said, str) and said.strip():
            return " ".join(said.split())[:LONGEST_REASON]
    return ""


def id_of(data: dict[str, Any]) -> str:
    """Return the id that an answer to a save names, or ""."""
    for where in (data.get("mapData"), data.get("data"), data):
        if isinstance(where, dict):
            found = where.get("rwKursusId") or where.get("id")
            if isinstance(found, str) and found:
                return found
    return ""


def standing_of(row: dict[str, Any]) -> Standing:
    """Return a row of the reading back; both spellings of the number are seen."""
    number = row.get("nomorSertipikat") or row.get("noSertipikat") or ""
    return Standing(str(row.get("id") or ""), str(number))


def multipart(values: dict[str, str], *, file: bytes, name: str) -> tuple[bytes, str]:
    """Return a form with one PDF as bytes, and its content type. RFC 7578."""
    mark = uuid.uuid4().hex
    lines: list[bytes] = []
    for key, value in values.items():
        lines += [f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()]
    head = f'Content-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: application/pdf'
    lines += [f"--{mark}\r\n{head}\r\n\r\n".encode(), file, f"\r\n--{mark}--\r\n".encode()]
    return b"".join(lines), f"multipart/form-data; boundary={mark}"
