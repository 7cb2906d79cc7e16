"""A small SIASN on this machine: it speaks HTTP, wants two tokens, keeps courses, and fails when told to."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

KEYS = {"consumer_key": "kunci", "consumer_secret": "rahasia-kunci"}
LOGIN = {"client_id": "klien", "username": "instansi", "password": "rahasia-sso"}


class Stub:
    """What the server keeps, and what it is told to do next: `next_for("save")` takes one behaviour off the list."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.courses: dict[str, dict] = {}
        self.documents: list[bytes] = []
        self.asked: Counter[str] = Counter()
        self.paths: list[str] = []
        self.will: dict[str, deque[str]] = {}
        self.valid = {"gerbang-1", "sso-1"}
        self.issued = 0

    def tell(self, what: str, *behaviours: str) -> None:
        """Let the next requests of a kind fail: "500", "429", "401", "403", "404", "slow", "lost", or a reason."""
        self.will.setdefault(what, deque()).extend(behaviours)

    def next_for(self, what: str) -> str:
        self.asked[what] += 1
        waiting = self.will.get(what)
        return waiting.popleft() if waiting else ""

    def access(self, *agencies: str) -> dict[str, object]:
        """Return the settings that lead here."""
        return {
            "base_url": f"{self.url}/apisiasn/1.0",
            "token_url": f"{self.url}/oauth2/token",
            "sso_url": f"{self.url}/sso/token",
            **KEYS,
            **LOGIN,
            "agencies": agencies,
            "document_kind": "881",
        }


class Handler(BaseHTTPRequestHandler):
    """Answers as SIASN does, as far as public clients tell."""

    stub: Stub
    protocol_version = "HTTP/1.1"

    def log_message(self, *_args: object) -> None:
        """Say nothing."""

    def body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def say(self, status: int, data: object) -> None:
        raw = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def fails(self, what: str) -> bool:
        """Carry out the behaviour that waits for a request of this kind; return whether it was answered with it."""
        told = self.stub.next_for(what)
        if told == "slow":
            time.sleep(1.5)
            return False
        if told == "lost":
            return False
        if told.isdigit():
            self.say(int(told), {"success": False, "message": f"gagal {told}"})
            return True
        if told:
            self.say(400, {"success": False, "message": told})
            return True
        return False

    def is_let_in(self) -> bool:
        token, sso = self.headers.get("Authorization", ""), self.headers.get("Auth", "")
        fits = token.removeprefix("Bearer ") in self.stub.valid and sso.removeprefix("bearer ") in self.stub.valid
        if not fits:
            self.say(401, {"message": "token"})
        return fits

    def do_GET(self) -> None:
        self.stub.paths.append(self.path)
        if not self.is_let_in() or self.fails("read"):
            return
        nip = self.path.rpartition("/")[2]
        rows = [
            {"id": key, "noSertipikat": one["nomorSertipikat"], "namaKursus": one["namaKursus"]}
            for key, one in self.stub.courses.items()
            if nip in one["nips"]
        ]
        self.say(200, {"code": 1, "data": rows or "Data tidak ditemukan"})

    def do_DELETE(self) -> None:
        self.stub.paths.append(self.path)
        if not self.is_let_in() or self.fails("delete"):
            return
        gone = self.stub.courses.pop(self.path.rpartition("/")[2], None)
        self.say(200 if gone else 404, {"success": bool(gone), "message": "success" if gone else "tidak ada"})

    def do_POST(self) -> None:
        self.stub.paths.append(self.path)
        raw = self.body()
        if self.path.endswith("/token"):
            self.token(raw)
        elif self.is_let_in():
            self.upload(raw) if self.path.endswith("/upload-dok-rw") else self.save(raw)

    def token(self, raw: bytes) -> None:
        if self.fails("token"):
            return
        form = {key: value[0] for key, value in parse_qs(raw.decode()).items()}
        if form.get("grant_type") == "password" and form != {"grant_type": "password", **LOGIN}:
            self.say(401, {"error": "invalid_grant"})
            return
        self.stub.issued += 1
        name = "sso" if form.get("grant_type") == "password" else "gerbang"
        token = f"{name}-{self.stub.issued}"
        self.stub.valid.add(token)
        self.say(200, {"access_token": token, "expires_in": 3600})

    def upload(self, raw: bytes) -> None:
        if self.fails("upload"):
            return
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        parts = {
            part.get_param("name", header="content-disposition"): part
            for part in BytesParser().parsebytes(head + raw).get_payload()
        }
        assert parts["id_ref_dokumen"].get_payload() == "881"
        self.stub.documents.append(parts["file"].get_payload(decode=True))
        number = f"dok-{len(self.stub.documents)}"
        data = {"dok_id": "881", "dok_nama": "Sertifikat", "dok_uri": f"peremajaan/{number}", "object": number}
        self.say(200, {"code": 1, "data": data})

    def save(self, raw: bytes) -> None:
        told = self.stub.will.get("save")
        loses = bool(told) and told[0] == "lost"
        if self.fails("save"):
            return
        body = json.loads(raw)
        key = body["id"] or f"SK{len(self.stub.courses) + 1}"
        self.stub.courses[key] = {**body, "nips": NIPS_OF.get(body["pnsOrangId"], ())}
        if loses:
            self.close_connection = True
            self.connection.close()
            return
        self.say(200, {"success": True, "message": "success", "mapData": {"rwKursusId": key}})


# Under which NIPs SIASN knows a person; a test fills it.
NIPS_OF: dict[str, tuple[str, ...]] = {}


@contextmanager
def siasn() -> Iterator[Stub]:
    """Run the small SIASN while the block lasts."""
    NIPS_OF.clear()
    handler = type("OfThisTest", (Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    stub = Stub(f"http://127.0.0.1:{server.server_address[1]}")
    handler.stub = stub
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
