"""Asking for a certificate, making it, failing at it, and withdrawing it."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.core.management import call_command
from django.db import connection
from kombu.exceptions import OperationalError

from certificates import services, tasks
from certificates.models import QUICK_ATTEMPTS, Artifact, Certificate, NumberSeries, State, StatusEvent
from certificates.querysets import AppendOnlyError
from certificates.rendering import CannotDraw
from lms.experience.models import Statement
from lms.experience.statements import Verb
from lms.notices.models import Notice
from lms.people.models import Role, Unit
from lms.people.services import grant_role
from tests.certificates.builders import (
    COURSE,
    EARNED_AT,
    FACTS,
    admin,
    blank_pdf,
    budi,
    facts_with,
    issued,
    offering,
    requested,
    siti,
)


def broken_printer(_sheet):
    raise CannotDraw(problem="a font is missing")


def test_asking_twice_gives_the_same_certificate(db):
    holder = siti()

    first = services.request(holder=holder, offering=COURSE, facts=FACTS, at=EARNED_AT)
    again = services.request(
        holder=holder, offering=COURSE, facts=facts_with(hours_jp=99), at=EARNED_AT + timedelta(days=1)
    )
    of_a_colleague = services.request(holder=budi(), offering=COURSE, facts=FACTS, at=EARNED_AT)

    assert again == first
    assert again.snapshot == first.snapshot
    assert of_a_colleague != first
    assert Certificate.objects.count() == 2


def test_a_certificate_is_made_as_soon_as_it_is_asked_for(db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        certificate = services.request(holder=siti(), offering=COURSE, facts=FACTS, at=EARNED_AT)

    certificate.refresh_from_db()
    file = certificate.artifacts.get()
    data = file.file.read()
    file.file.close()

    assert (certificate.state, certificate.number, certificate.attempts) == ("issued", "001/LONTAR/PDP-101/2026", 1)
    assert data.startswith(b"%PDF-")
    assert (file.sha256, file.size_bytes) == (hashlib.sha256(data).hexdigest(), len(data))


def test_nothing_is_made_when_the_transaction_that_asked_fails(db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        requested(siti())

    assert len(callbacks) == 1  # queued after the end of the transaction, not within it


def test_a_second_delivery_of_the_task_does_nothing(db):
    certificate = issued(siti())
    before = (certificate.number, certificate.artifacts.get().sha256, certificate.events.count())

    tasks.issue_certificate(certificate.pk)
    tasks.issue_certificate(certificate.pk)

    certificate.refresh_from_db()
    assert (certificate.number, certificate.artifacts.get().sha256, certificate.events.count()) == before
    assert Notice.objects.count() == 1


def test_a_delivery_while_another_worker_is_at_it_does_nothing(db):
    certificate = requested(siti())
    services.take(certificate_id=certificate.pk, at=EARNED_AT)

    second = services.issue(certificate_id=certificate.pk, at=EARNED_AT + timedelta(seconds=5), render=blank_pdf)

    assert second is None
    assert Artifact.objects.count() == 0


def test_the_sweep_finishes_what_a_killed_worker_left(db):
    certificate = requested(siti())
    services.take(certificate_id=certificate.pk, at=EARNED_AT)  # and then the worker is killed

    at_once = services.issue_waiting(at=EARNED_AT + timedelta(seconds=20), render=blank_pdf)
    later = services.issue_waiting(at=EARNED_AT + timedelta(seconds=80), render=blank_pdf)

    certificate.refresh_from_db()
    assert (at_once, later) == (0, 1)
    assert (certificate.state, certificate.attempts) == (State.ISSUED, 2)


def test_a_failing_printer_leaves_a_row_that_is_tried_again_with_the_same_number(db):
    certificate = requested(siti())

    failed = services.issue(certificate_id=certificate.pk, at=EARNED_AT, render=broken_printer)
    too_soon = services.issue_waiting(at=EARNED_AT + timedelta(seconds=10), render=blank_pdf)
    in_time = services.issue_waiting(at=EARNED_AT + timedelta(seconds=30), render=blank_pdf)

    certificate.refresh_from_db()
    assert failed is not None
    assert (failed.state, failed.last_error) == (
        State.FAILED,
        "CannotDraw: The certificate could not be drawn: a font is missing.",
    )
    assert (too_soon, in_time) == (0, 1)
    assert (certificate.state, certificate.number) == (State.ISSUED, failed.number)
    assert [event.state for event in certificate.events.all()] == ["requested", "failed", "issued"]


def test_one_broken_certificate_does_not_hold_up_the_others(db):
    NumberSeries.objects.create(code="RUSAK", year=2026, pattern="tanpa nomor")
    broken = requested(siti(), number=1, facts=facts_with(code="RUSAK"))
    good = requested(budi(), number=2)

    services.issue_waiting(at=EARNED_AT, render=blank_pdf)

    broken.refresh_from_db()
    good.refresh_from_db()
    assert (broken.state, good.state) == (State.FAILED, State.ISSUED)


def failed_often(certificate, *, times, every=timedelta(hours=1)):
    for number in range(times):
        services.issue_waiting(at=EARNED_AT + number * every, render=broken_printer)
    certificate.refresh_from_db()
    return certificate


def test_after_five_quick_failures_one_try_a_day_goes_on_until_it_works(db):
    certificate = failed_often(requested(siti()), times=QUICK_ATTEMPTS + 3)
    assert (certificate.attempts, certificate.is_tried_daily) == (QUICK_ATTEMPTS, True)

    for day in range(1, 30):
        services.issue_waiting(at=EARNED_AT + timedelta(days=day, hours=6), render=broken_printer)
    certificate.refresh_from_db()
    assert certificate.attempts == QUICK_ATTEMPTS + 29

    services.issue_waiting(at=EARNED_AT + timedelta(days=31), render=blank_pdf)
    certificate.refresh_from_db()
    assert certificate.state == State.ISSUED


def test_what_five_workers_died_of_is_failed_and_tried_again_the_next_day(db):
    certificate = requested(siti())
    at = EARNED_AT
    for _attempt in range(QUICK_ATTEMPTS):
        services.take(certificate_id=certificate.pk, at=at)  # and then the worker is killed
        at += timedelta(minutes=2)

    assert services.issue_waiting(at=at, render=blank_pdf) == 0
    certificate.refresh_from_db()
    assert (certificate.state, certificate.is_being_made) == (State.FAILED, False)
    assert "WorkerDied" in certificate.last_error

    assert services.issue_waiting(at=at + timedelta(days=1), render=blank_pdf) == 1
    certificate.refresh_from_db()
    assert certificate.state == State.ISSUED


def test_the_command_puts_failed_certificates_back_to_waiting(db, capsys):
    certificate = failed_often(requested(siti()), times=QUICK_ATTEMPTS)

    call_command("retry_certificates")

    certificate.refresh_from_db()
    assert (certificate.state, certificate.attempts) == (State.REQUESTED, 0)
    assert "1 " in capsys.readouterr().out


def test_a_broker_that_does_not_answer_costs_nothing(db, django_capture_on_commit_callbacks, monkeypatch):
    def no_answer(*_args, **_kwargs):
        raise OperationalError("no broker")

    monkeypatch.setattr(tasks.issue_certificate, "delay", no_answer)

    with django_capture_on_commit_callbacks(execute=True):
        certificate = services.request(holder=siti(), offering=COURSE, facts=FACTS, at=EARNED_AT)

    assert services.issue_waiting(at=EARNED_AT, render=blank_pdf) == 1
    certificate.refresh_from_db()
    assert certificate.state == State.ISSUED


def test_the_holder_is_told_and_the_record_of_learning_says_certified(db):
    certificate = issued(siti())

    notice = Notice.objects.get()
    statement = Statement.objects.get()

    assert (notice.person, notice.kind, notice.url) == (certificate.holder, "certificate_issued", "/sertifikat/")
    assert statement.verb == Verb.CERTIFIED
    assert str(certificate.uuid) in statement.activity
    assert FACTS.holder_nip not in statement.payload


def test_numbers_count_for_each_course_and_begin_again_each_year(db):
    holder = siti()
    NumberSeries.objects.create(code="KEM-101", year=2025, pattern="{nomor:4}/BKPSDM/{tahun}", next=412)
    new_year_in_jakarta = datetime(2026, 12, 31, 17, 30, tzinfo=UTC)

    numbers = [
        issued(holder, number=1).number,
        issued(holder, number=2).number,
        issued(holder, number=3, facts=facts_with(code="KEM-101")).number,
    ]
    late = services.request(holder=holder, offering=offering(4), facts=FACTS, at=new_year_in_jakarta)
    services.issue(certificate_id=late.pk, at=new_year_in_jakarta, render=blank_pdf)
    late.refresh_from_db()

    assert numbers == ["001/LONTAR/PDP-101/2026", "002/LONTAR/PDP-101/2026", "0001/BKPSDM/2026"]
    assert late.number == "001/LONTAR/PDP-101/2027"


def deliver_all(start_together, certificates):
    start_together.wait()
    for certificate in certificates:
        services.issue(certificate_id=certificate.pk, at=EARNED_AT, render=blank_pdf)
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_give_every_number_once_and_skip_none():
    holder = siti()
    waiting = [requested(holder, number=number) for number in range(1, 13)]
    both = Barrier(2)

    # Each worker gets every certificate: half of the deliveries are second ones.
    workers = [Thread(target=deliver_all, args=(both, waiting[::step])) for step in (1, -1)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    numbers = sorted(Certificate.objects.values_list("number", flat=True))
    assert numbers == [f"{number:03}/LONTAR/PDP-101/2026" for number in range(1, 13)]
    assert Artifact.objects.count() == 12


def test_only_an_administrator_revokes_and_never_without_a_reason(db):
    holder, colleague, administrator = siti(), budi(), admin()
    certificate = issued(holder)

    with pytest.raises(services.MayNotRevoke):
        services.revoke(certificate=certificate, by=colleague, reason="Iri", at=EARNED_AT)
    with pytest.raises(services.ReasonMissing):
        services.revoke(certificate=certificate, by=administrator, reason="  ", at=EARNED_AT)
    services.revoke(certificate=certificate, by=administrator, reason="Nama tertukar", at=EARNED_AT)
    with pytest.raises(services.NotIssued):
        services.revoke(certificate=certificate, by=administrator, reason="Lagi", at=EARNED_AT)

    certificate.refresh_from_db()
    last = certificate.events.last()
    assert certificate.state == State.REVOKED
    assert (last.by, last.reason) == (administrator, "Nama tertukar")
    assert Notice.objects.filter(person=holder, kind="certificate_revoked").count() == 1


def test_a_granted_administrator_may_revoke(db):
    certificate, administrator = issued(siti()), budi()
    agency = Unit.add_root(name="Badan Contoh")
    grant_role(person=administrator, role=Role.ADMINISTRATOR, unit=agency, since=EARNED_AT.date(), by=None)

    services.revoke(certificate=certificate, by=administrator, reason="Nama tertukar", at=EARNED_AT)

    assert Certificate.objects.get().state == State.REVOKED


def test_a_revoked_certificate_is_not_issued_again_by_finishing_the_course_again(db):
    holder = siti()
    certificate = issued(holder)
    services.revoke(certificate=certificate, by=admin(), reason="Ujian dikerjakan orang lain", at=EARNED_AT)

    again = services.request(holder=holder, offering=offering(101), facts=FACTS, at=EARNED_AT)
    services.issue(certificate_id=again.pk, at=EARNED_AT, render=blank_pdf)

    assert again == certificate
    assert Certificate.objects.get().state == State.REVOKED


def test_history_cannot_be_rewritten(db):
    issued(siti())

    with pytest.raises(AppendOnlyError):
        StatusEvent.objects.update(reason="")
    with pytest.raises(AppendOnlyError):
        StatusEvent.objects.all().delete()


def test_a_certificate_outlives_the_account_of_its_holder(db):
    holder = siti()
    certificate = issued(holder)

    holder.delete()

    certificate.refresh_from_db()
    assert (certificate.holder, certificate.facts.holder_name) == (None, FACTS.holder_name)
