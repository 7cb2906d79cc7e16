"""Lets the threads of a web worker compute in turn, and wait for slow lines side by side.

Threads are there for people with a slow line: whoever sends a form or receives a page slowly holds a thread, not the
platform. Computing is another matter: in one interpreter only one thread computes, and several at once interrupt each
other (measured: 11 complete attempts a second with four threads, 14 with one). So a short request is read whole first
and then takes its turn; whoever has waited for `PATIENCE_SECONDS` goes on beside the others, so that one slow page
holds up nobody. Large bodies, which come slowly, take no turn.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterable
from typing import Any

PATIENCE_SECONDS = 0.1
LARGEST_FORM = 64 * 1024

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class InTurn:
    """A WSGI application whose threads take turns."""

    def __init__(self, application: Application, *, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self.application, self.patience_seconds = application, patience_seconds
        self.turn = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request when it is its turn, or after a short wait; the answer is sent outside the turn."""
        if not read_whole(environ):
            return self.application(environ, start_response)
        has_turn = self.turn.acquire(timeout=self.patience_seconds)
        try:
            return self.application(environ, start_response)
        finally:
            if has_turn:
                self.turn.release()


def read_whole(environ: dict[str, Any]) -> bool:
    """Read the body of a short request, so that it need not be waited for; return whether it is here now."""
    length = environ.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > LARGEST_FORM or "HTTP_TRANSFER_ENCODING" in environ:
        return False
    if int(length):
        environ["wsgi.input"] = io.BytesIO(environ["wsgi.input"].read(int(length)))
    return True
