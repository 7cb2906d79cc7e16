"""Starts the real servers that tests need, privately and for as long as they are needed."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = "/usr/bin/chromium"
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def absent(reason: str) -> None:
    """Skip with a plain reason; where services are required, fail."""
    if os.environ.get("REQUIRE_SERVICES") == "1":
        pytest.fail(f"required service is absent: {reason}")
    pytest.skip(reason)


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def find_postgres() -> Path | None:
    """Return the newest folder of PostgreSQL's binaries."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    return next((folder for folder in reversed(folders) if (folder / "initdb").exists()), None)


@contextmanager
def postgres_server() -> Iterator[str]:
    """Run a private PostgreSQL as a non-root user in a temporary folder; yield its DATABASE_URL."""
    binaries = find_postgres()
    if binaries is None:
        absent("PostgreSQL is not installed (apt-get install postgresql)")
        return
    folder = Path(tempfile.mkdtemp(prefix="lontar-postgres-"))
    as_user = unprivileged(folder)
    port = free_port()
    run: dict[str, Any] = {"check": True, "capture_output": True, **as_user}
    # The order of a language, as an agency's server has it: what leans on byte order must say so itself.
    language = ["--locale-provider=icu", "--icu-locale=id-ID"]
    subprocess.run(
        [binaries / "initdb", "-D", folder / "data", "-U", "lontar", "-A", "trust", "-E", "UTF8", *language], **run
    )
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=60"
    control: list[str | Path] = [binaries / "pg_ctl", "-D", folder / "data", "-w", "-o", options, "-l", folder / "log"]
    subprocess.run([*control, "start"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **as_user)
    try:
        subprocess.run([binaries / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "lontar", "lontar"], **run)
        yield f"postgresql://lontar@127.0.0.1:{port}/lontar"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, capture_output=True, **as_user)
        shutil.rmtree(folder, ignore_errors=True)


def unprivileged(folder: Path) -> dict[str, Any]:
    """Return what runs a server as somebody other than root, and let that user own the folder."""
    if os.geteuid() != 0:
        return {}
    account = next((pwd.getpwnam(name) for name in ("postgres", "nobody") if exists(name)), None)
    if account is None:
        absent("there is no account other than root to run PostgreSQL as")
        return {}
    os.chown(folder, account.pw_uid, account.pw_gid)
    return {"user": account.pw_uid, "group": account.pw_gid, "cwd": folder}


def exists(name: str) -> bool:
    """Whether this machine has the account."""
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


@contextmanager
def redis_server() -> Iterator[str]:
    """Run a private Redis on a free port; yield its address."""
    binary = shutil.which("redis-server")
    if binary is None:
        absent("Redis is not installed (apt-get install redis-server)")
        return
    port = free_port()
    command = [binary, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with tempfile.TemporaryDirectory(prefix="lontar-redis-") as folder:
        server = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_for_port(port)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()
            server.wait(10)


def wait_for_port(port: int, seconds: float = 20) -> None:
    """Wait until somebody listens on the port."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(f"nothing listens on port {port}")
