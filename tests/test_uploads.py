"""What comes in as a file is looked at before any form sees it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lms import uploads
from lms.people.models import Role
from tests.builders import agency, grant, person

pytestmark = pytest.mark.django_db

SICK = b"code,stem\nEICAR-STANDARD-ANTIVIRUS-TEST-FILE"


@pytest.fixture
def trainer(client):
    who = person("Tri")
    grant(who, Role.TRAINER, agency())
    who.groups.first().permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(who)
    return client


@pytest.fixture
def scanner(tmp_path, settings):
    script = tmp_path / "scanner"
    script.write_text('#!/bin/sh\n[ -s "$1" ] || exit 2\nif grep -q EICAR "$1"; then exit 1; fi\nexit 0\n')
    script.chmod(0o755)
    settings.UPLOAD_SCANNER = [str(script)]
    return script


def send(client, content: bytes):
    return client.post(reverse("item_bank:import"), {"file": SimpleUploadedFile("$(touch x); soal.csv", content)})


def test_a_file_in_which_the_scanner_finds_something_is_refused_in_a_sentence(trainer, scanner):
    answer = send(trainer, SICK)

    assert answer.status_code == 400
    assert "pemindai virus" in answer.content.decode().lower()


def test_a_clean_file_reaches_its_form(trainer, scanner):
    answer = send(trainer, b"code,stem\n")

    assert answer.status_code != 400


def test_a_scanner_that_does_not_run_lets_nothing_in(trainer, settings, tmp_path):
    settings.UPLOAD_SCANNER = [str(tmp_path / "missing")]

    answer = send(trainer, b"code,stem\n")

    assert answer.status_code == 400
    assert "Coba lagi" in answer.content.decode()


def test_a_scanner_that_fails_or_does_not_answer_lets_nothing_in(trainer, scanner, monkeypatch):
    monkeypatch.setattr(uploads, "SCAN_WITHIN_SECONDS", 0.2)
    for script in ("exit 2", "exec sleep 5"):
        scanner.write_text(f"#!/bin/sh\n{script}\n")

        answer = send(trainer, b"code,stem\n")

        assert answer.status_code == 400
        assert "Coba lagi" in answer.content.decode()


def test_without_a_scanner_files_come_in_as_before(trainer, settings):
    settings.UPLOAD_SCANNER = []

    assert send(trainer, SICK).status_code != 400
