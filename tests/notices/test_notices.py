"""What people are told: once, on the page and by e-mail, and an e-mail server that is down loses nothing."""

import pytest
from django.core import mail
from django.utils import timezone

from lms.notices import kinds, services
from lms.notices.models import MailState, Notice
from tests.builders import NOW, person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _kind(monkeypatch):
    kind = kinds.NoticeKind("probe", "Your certificate is ready", "“%(title)s” can be downloaded now.")
    monkeypatch.setitem(kinds.KINDS, "probe", kind)


def tell(who, key="k1"):
    return services.notify(person=who, kind="probe", facts={"title": "PDP-101"}, url="/sertifikat/", at=NOW, key=key)


def test_a_notice_is_written_once_and_its_mail_sent_once():
    who = person("Siti", email="siti@contoh.example")

    tell(who)
    tell(who)
    services.send_waiting_mail()

    assert Notice.objects.count() == 1
    assert [message.to for message in mail.outbox] == [["siti@contoh.example"]]


def test_a_person_without_an_address_is_told_on_the_page_only():
    who = person("Siti")
    who.email = None
    who.save()

    assert tell(who).mail_state == MailState.NOT_WANTED
    assert mail.outbox == []


def test_mail_that_fails_waits_and_is_sent_by_the_sweep(settings):
    who = person("Siti", email="siti@contoh.example")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    tell(who)
    waiting = Notice.objects.get()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    assert (waiting.mail_state, waiting.mail_attempts) == (MailState.REQUESTED, 1)
    assert services.send_waiting_mail() == 1


def test_nobody_reads_another_persons_notices(client):
    who, peer = person("Siti"), person("Tono")
    tell(who)
    client.force_login(peer)

    assert "PDP-101" not in client.get("/pemberitahuan/").content.decode()


def test_reading_all_clears_the_count(client):
    who = person("Siti")
    tell(who)
    client.force_login(who)

    client.post("/pemberitahuan/dibaca/")

    assert not Notice.objects.filter(read_at__isnull=True).exists()


def test_a_notice_that_cannot_be_sent_holds_up_nobody_and_is_given_up(monkeypatch):
    monkeypatch.setattr("lms.notices.handlers.queue", lambda *_args: None)
    broken = tell(person("Putu", email="putu@contoh.example"), key="k1")
    Notice.objects.filter(pk=broken.pk).update(facts={})
    unusable = person("Tono", email="tono@contoh.example")
    tell(unusable, key="k2")
    type(unusable).objects.filter(pk=unusable.pk).update(email="a@b.example\nBcc: c@d.example")
    tell(person("Siti", email="siti@contoh.example"), key="k3")

    assert services.send_waiting_mail() == 1
    for _time in range(services.MAIL_ATTEMPTS):
        services.send_waiting_mail()

    rows = Notice.objects.order_by("key").values_list("mail_state", "mail_attempts", "last_error")
    assert list(rows)[:2] == [("failed", 5, "KeyError"), ("failed", 5, "BadHeaderError")]
    assert [message.to for message in mail.outbox] == [["siti@contoh.example"]]


def test_two_workers_at_once_send_one_mail(monkeypatch):
    monkeypatch.setattr("lms.notices.handlers.queue", lambda *_args: None)
    notice = tell(person("Siti", email="siti@contoh.example"))
    sent = []

    def slow_server(*_args):
        sent.append(notice.pk)
        services.send_waiting_mail()  # the sweep of another worker comes while this one is sending
        services.send_mail_of(notice_id=notice.pk)

    monkeypatch.setattr(services, "send_mail", slow_server)

    assert services.send_mail_of(notice_id=notice.pk)
    assert len(sent) == 1


def test_a_mail_whose_worker_died_is_sent_by_a_later_sweep(monkeypatch):
    monkeypatch.setattr("lms.notices.handlers.queue", lambda *_args: None)
    notice = tell(person("Siti", email="siti@contoh.example"))
    services.claim(notice_id=notice.pk, at=timezone.now() - services.LEASE)  # and then the worker is killed

    assert services.send_waiting_mail() == 1
    notice.refresh_from_db()
    assert (notice.mail_state, notice.mail_attempts) == (MailState.SENT, 2)
