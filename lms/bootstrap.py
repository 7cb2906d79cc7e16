"""What must stand before Django can be imported: the environment, the system's libraries, the port, the folder.

Standard library only. Every refusal is one sentence that says what to do, and exit code 1.
"""

from __future__ import annotations

import argparse
import ctypes.util
import hashlib
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

PROJECT = Path(__file__).resolve().parent.parent
VENV = PROJECT / ".venv"
STAMP = VENV / "lontar-installed"
UV = "uv==0.13.9"

# The libraries that WeasyPrint loads, and the Debian packages that hold them.
LIBRARIES = ("pango-1.0", "pangoft2-1.0", "harfbuzz", "harfbuzz-subset", "fontconfig")
LIBRARY_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fontconfig")


def refuse(sentence: str) -> NoReturn:
    """Print one sentence and leave with code 1."""
    print(sentence, file=sys.stderr)
    raise SystemExit(1)


def ensure(arguments: list[str]) -> None:
    """Make sure that this interpreter can run the command; otherwise prepare one that can and become it."""
    command = arguments[1] if len(arguments) > 1 else ""
    if command == "start":
        prepare_start(arguments[2:])
    if command in ("start", "test"):
        ensure_libraries()
    if runs_in(VENV):
        if "UV" not in os.environ:
            install(with_tools=command == "test")
    elif is_bare() or importlib.util.find_spec("django") is None:
        make_environment()
        install(with_tools=command == "test")
        python = str(VENV / "bin" / "python")
        os.execv(python, [python, *arguments])


def settings_for(arguments: list[str]) -> str:
    """Return the settings module a command runs with when none is set."""
    return "lms.settings.testing" if arguments[1:2] == ["test"] else "lms.settings.embedded"


def runs_in(environment: Path) -> bool:
    """Whether this interpreter is the one of `environment`."""
    return Path(sys.prefix).resolve() == environment.resolve()


def is_bare() -> bool:
    """Whether this interpreter is the system's: what it happens to have installed is not what we pin."""
    return sys.prefix == sys.base_prefix


def make_environment() -> None:
    """Make `.venv` with pip inside, once."""
    if (VENV / "bin" / "python").exists():
        return
    say("Making the environment .venv")
    done = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False)
    if done.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        refuse("Python cannot make a virtual environment here. Install its module: apt-get install python3-venv")


def install(*, with_tools: bool) -> None:
    """Install the pinned dependencies into `.venv`, unless that was done for this pyproject.toml."""
    wanted = fingerprint()
    have = STAMP.read_text().split() if STAMP.exists() else []
    if have[:1] == [wanted] and (not with_tools or "tools" in have):
        return
    say("Installing the dependencies, this takes a minute the first time")
    python = str(VENV / "bin" / "python")
    groups = ["--group", "dev"] if with_tools else []
    if importlib.util.find_spec("pip") or not runs_in(VENV):
        run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", UV])
    run([python, "-m", "uv", "pip", "install", "--quiet", "--python", python, "-r", "pyproject.toml", *groups])
    STAMP.write_text(f"{wanted} {'tools' if with_tools else ''}\n")


def run(command: list[str]) -> None:
    """Run one step of the installation in the project's folder."""
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stderr.strip()[-2000:], file=sys.stderr)
        refuse("The dependencies could not be installed. Check the connection to the package index and start again.")


def fingerprint() -> str:
    """Return what tells this pyproject.toml and interpreter from others."""
    text = (PROJECT / "pyproject.toml").read_bytes() + sys.version.encode()
    return hashlib.sha256(text).hexdigest()


def ensure_libraries() -> None:
    """Make sure that the libraries that draw certificates are there; install them where that is possible."""
    missing = [name for name in LIBRARIES if ctypes.util.find_library(name) is None]
    if not missing:
        return
    install_line = f"apt-get install --yes --no-install-recommends {' '.join(LIBRARY_PACKAGES)}"
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        refuse(f"The libraries that draw certificates are missing ({', '.join(missing)}). Run: sudo {install_line}")
    say(f"Installing the libraries that draw certificates ({', '.join(missing)})")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    options = ["-o", "DPkg::Lock::Timeout=300", "-qq"]
    subprocess.run(["apt-get", *options, "update"], env=quiet, check=False, stdout=subprocess.DEVNULL)
    done = subprocess.run(
        ["apt-get", *options, *install_line.split()[1:]], env=quiet, check=False, stdout=subprocess.DEVNULL
    )
    if done.returncode:
        refuse(f"The libraries that draw certificates could not be installed. Run: {install_line}")


def start_options() -> argparse.ArgumentParser:
    """Return the options of `start`, shared with the command itself."""
    options = argparse.ArgumentParser(prog="manage.py start", add_help=False)
    options.add_argument("--port", type=int, default=8000, help="port to serve on (8000)")
    options.add_argument("--host", default="127.0.0.1", help="address to serve on (127.0.0.1, this machine only)")
    options.add_argument("--no-demo", action="store_true", help="no demo content; asks for the first administrator")
    return options


def prepare_start(arguments: list[str]) -> None:
    """Check folder and port before anything is installed, and tell the settings where the platform stands."""
    given, _others = start_options().parse_known_args(arguments)
    check_folder(var_folder())
    check_port(given.host, given.port)
    shown = "localhost" if given.host in ("127.0.0.1", "::1") else given.host
    if given.host in ("0.0.0.0", "::"):
        shown = socket.gethostname()
    os.environ.setdefault("PUBLIC_URL", f"http://{shown}:{given.port}")
    # Our own probe asks 127.0.0.1, whatever names the administrator allows.
    named = os.environ.get("ALLOWED_HOSTS", ",".join(dict.fromkeys([shown, *own_addresses(given.host)])))
    os.environ["ALLOWED_HOSTS"] = ",".join(dict.fromkeys(["localhost", "127.0.0.1", "[::1]", *named.split(",")]))


def own_addresses(host: str) -> list[str]:
    """Return the addresses by which other machines may name this one, where it serves them all."""
    if host not in ("0.0.0.0", "::"):
        return []
    try:
        return list(socket.gethostbyname_ex(socket.gethostname())[2])
    except OSError:
        return []


def var_folder() -> Path:
    """Return the folder that holds everything the platform writes."""
    return Path(os.environ.get("LONTAR_VAR") or PROJECT / "var")


def check_folder(folder: Path) -> None:
    """Refuse a folder that cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as problem:
        refuse(f"The folder {folder} cannot be written ({problem.strerror}). Free it, or name another with LONTAR_VAR.")


def check_port(host: str, port: int) -> None:
    """Refuse a port that is taken or not allowed."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as problem:
            reason = getattr(problem, "strerror", None) or "not a port"
            refuse(f"Port {port} on {host} cannot be used ({reason}). Choose another, for example: --port 8001")


def say(sentence: str) -> None:
    """Print one step."""
    print(f"· {sentence} …", flush=True)
