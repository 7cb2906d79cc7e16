"""Requests of one worker take turns; nobody waits long for a slow one, and a form arrives whole."""

import io
import threading
import time

from lms.turns import LARGEST_FORM, InTurn


def asked(body=b"", **headers):
    return {"CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body), **headers}


class Counting:
    """An application that notes how many compute at once, and what it was sent."""

    def __init__(self, seconds):
        self.seconds, self.now, self.most, self.bodies = seconds, 0, 0, []
        self.lock = threading.Lock()

    def __call__(self, environ, start_response):
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        self.bodies.append(environ["wsgi.input"].read())
        time.sleep(self.seconds)
        with self.lock:
            self.now -= 1
        return [b"ok"]


def ask_at_once(application, bodies):
    threads = [threading.Thread(target=application, args=(asked(body), None)) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_short_requests_are_computed_one_after_the_other_and_their_forms_arrive_whole():
    inner = Counting(0.01)
    ask_at_once(InTurn(inner, patience_seconds=30), [b"nama=Siti", b"nama=Tono", b""])

    assert inner.most == 1
    assert sorted(inner.bodies) == [b"", b"nama=Siti", b"nama=Tono"]


def test_a_slow_page_holds_up_nobody_for_long():
    inner = Counting(0.6)
    began = time.monotonic()
    ask_at_once(InTurn(inner, patience_seconds=0.05), [b""] * 3)

    assert inner.most == 3
    assert time.monotonic() - began < 1.5  # one after the other it would be 1.8


def test_a_large_upload_takes_no_turn():
    inner = Counting(0)
    application = InTurn(inner, patience_seconds=0)
    application.turn.acquire()
    large = asked(b"x" * (LARGEST_FORM + 1))

    assert application(large, None) == [b"ok"]
    assert len(inner.bodies[0]) == LARGEST_FORM + 1


def test_a_body_of_unknown_length_is_left_as_it_came():
    inner = Counting(0)
    environ = {"wsgi.input": io.BytesIO(b"abc"), "HTTP_TRANSFER_ENCODING": "chunked"}

    InTurn(inner)(environ, None)

    assert inner.bodies == [b"abc"]
