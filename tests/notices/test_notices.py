"""What people are told: once, on the page and by e-mail, and an e-mail server that is down loses nothing."""

import pytest
from django.core import mail

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
