"""Where there is no connection, records leave as a ZIP file, and SIASN's replies come back as a table."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType

from certificates import services as certificates
from lms.people.models import Look, PeopleExport
from lms.people.services.exports import NoSuchExport, PurposeMissing
from lms.siasn import selectors, services
from lms.siasn.models import Delivery, DeliveryState, ReplyFile, ReplyState, Sending, SendingState, Verdict
from lms.siasn.models.sendings import private_storage
from lms.siasn.reading import NoReplies
from lms.siasn.selectors import NoReplyFile, NotForYou
from lms.siasn.services import packages, replying
from lms.siasn.services.replying import RepliesDecided
from lms.tables import MissingColumns, UnreadableTable
from tests.certificates.builders import NIP, admin
from tests.siasn.builders import AT, certificate, checked, clock, training

pytestmark = pytest.mark.django_db
PURPOSE = "Memasukkan diklat Oktober ke SIASN"
TOMORROW = AT + timedelta(hours=25)


def packed(house, at=AT):
    """Send everything that is checked as a ZIP, and let the worker build it."""
    [batch] = services.request_sending(purpose=PURPOSE, by=house["hr"], at=at)
    services.carry_packages(now=clock(at))
    batch.refresh_from_db()
    return batch


def opened(batch):
    """Return the files of a package by name."""
    with private_storage().open(batch.file.name) as file, zipfile.ZipFile(io.BytesIO(file.read())) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def table(*rows):
    """Return replies as a CSV file."""
    target = io.StringIO()
    writer = csv.DictWriter(target, ["kiriman", "nomorSertipikat", "hasil", "id", "alasan"], restval="")
    writer.writeheader()
    writer.writerows(rows)
    return b"\xef\xbb\xbf" + target.getvalue().encode()


def taken(house, count=1):
    """Let packages of that many records be taken out; return the deliveries."""
    for number in range(count):
        certificate(house["siti"], number=number + 1)
    checked(house)
    batch = packed(house)
    services.take_package(number=batch.uuid, by=house["hr"], at=AT)
    return list(Delivery.objects.order_by("pk"))


def test_a_package_holds_records_pdfs_an_empty_table_and_the_hash_of_each_file(house):
    certificate(house["siti"], title="=Rumus")
    training(house["siti"])
    first, second = checked(house)

    batch = packed(house)

    files = opened(batch)
    manifest = json.loads(files["manifest.json"])
    records = json.loads(files["siasn_kursus.json"])
    rows = list(csv.DictReader(io.StringIO(files["siasn_kursus.csv"].decode("utf-8-sig"))))
    assert batch.state == SendingState.READY
    assert [one["kiriman"] for one in records] == [str(first.uuid), str(second.uuid)]
    assert records[1] == {"kiriman": str(second.uuid), "berkas": f"dokumen/{second.uuid}.pdf", **second.body}
    assert rows[0]["namaKursus"] == "'=Rumus"
    assert rows[1]["jumlahJam"] == "20"
    assert files[f"dokumen/{second.uuid}.pdf"] == b"%PDF-1.7 satu"
    assert {one["nama"]: one["sha256"] for one in manifest["berkas"]} == {
        name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name != "manifest.json"
    }
    assert (manifest["instansiId"], manifest["catatan"]) == ("INS-1", 2)
    assert NIP not in str(files)
    assert files["balasan.csv"].decode("utf-8-sig").splitlines()[0] == "kiriman,nomorSertipikat,hasil,id,alasan"


def test_a_file_says_what_it_is_for_and_stands_in_the_register(house):
    certificate(house["siti"])
    checked(house)
    with pytest.raises(PurposeMissing):
        services.request_sending(purpose="x", by=house["hr"], at=AT)
    assert not Sending.objects.exists()

    packed(house)

    export = PeopleExport.objects.get()
    assert (export.kind, export.purpose, export.people) == ("siasn_package", PURPOSE, 1)


def test_records_count_as_sent_once_the_file_is_taken_out_and_the_look_is_noted(house):
    certificate(house["siti"])
    checked(house)
    batch = packed(house)
    assert Delivery.objects.get().state == DeliveryState.CHECKED

    services.take_package(number=batch.uuid, by=house["hr"], at=AT)
    services.take_package(number=batch.uuid, by=house["hr"], at=AT)

    row = Delivery.objects.get()
    assert (row.state, row.events.filter(state="sent").count()) == (DeliveryState.SENT, 1)
    assert (PeopleExport.objects.get().downloads, Look.objects.get().purpose) == (2, "siasn")


def test_the_link_works_for_who_made_it_and_for_a_day(house):
    certificate(house["siti"])
    checked(house)
    batch = packed(house)

    for wrong in ("hr_beside", "other_hr"):
        with pytest.raises(NoSuchExport):
            services.take_package(number=batch.uuid, by=house[wrong], at=AT)
    with pytest.raises(NotForYou):
        services.take_package(number=batch.uuid, by=house["budi"], at=AT)
    with pytest.raises(NoSuchExport):
        services.take_package(number=batch.uuid, by=house["hr"], at=TOMORROW)


def test_what_nobody_took_out_goes_free_again_and_the_file_is_deleted(house):
    certificate(house["siti"])
    checked(house)
    batch = packed(house)
    name = batch.file.name

    assert services.expire_packages(at=AT) == 0
    assert services.expire_packages(at=TOMORROW) == 1

    batch.refresh_from_db()
    row = Delivery.objects.get()
    assert (batch.state, row.state, row.sending) == (SendingState.EXPIRED, DeliveryState.CHECKED, None)
    assert name
    assert not batch.file


def test_a_worker_killed_while_packing_is_followed_by_another(house, monkeypatch):
    certificate(house["siti"])
    checked(house)
    [batch] = services.request_sending(purpose=PURPOSE, by=house["hr"], at=AT)

    def dies(*_args, **_facts):
        raise SystemExit

    monkeypatch.setattr(packages, "keep", dies)
    with pytest.raises(SystemExit):
        services.carry_packages(now=clock(AT))
    monkeypatch.undo()
    services.carry_packages(now=clock(AT))
    batch.refresh_from_db()
    assert batch.state == SendingState.OPEN

    services.carry_packages(now=clock(AT + packages.LEASE))

    batch.refresh_from_db()
    assert batch.state == SendingState.READY


def test_a_package_that_fails_again_and_again_is_given_up_and_its_records_go_free(house, monkeypatch):
    certificate(house["siti"])
    checked(house)
    [batch] = services.request_sending(purpose=PURPOSE, by=house["hr"], at=AT)

    def full(*_args, **_facts):
        raise OSError("disk")

    monkeypatch.setattr(packages, "keep", full)
    for hour in range(packages.MOST_ATTEMPTS + 1):
        services.carry_packages(now=clock(AT + timedelta(hours=hour)))

    batch.refresh_from_db()
    assert (batch.state, Delivery.objects.get().sending) == (SendingState.STOPPED, None)


def test_a_revoked_certificate_is_named_in_the_next_package_and_closed_by_its_reply(house):
    held = certificate(house["siti"])
    checked(house)
    Delivery.objects.update(state=DeliveryState.ACCEPTED, siasn_id="SK7", carrier="zip")
    certificates.revoke(certificate=held, by=admin(), reason="Keliru.", at=AT)
    services.withdraw_certificate(certificate_id=held.pk, at=AT)

    batch = packed(house)
    services.take_package(number=batch.uuid, by=house["hr"], at=AT)

    row = Delivery.objects.get()
    [line] = csv.DictReader(io.StringIO(opened(batch)["siasn_hapus.csv"].decode("utf-8-sig")))
    assert (line["kiriman"], line["id"], row.state) == (str(row.uuid), "SK7", DeliveryState.DELETION_QUEUED)
    data = table({"kiriman": row.uuid, "hasil": "dihapus"})
    file = services.receive_replies(data=data, by=house["hr"], at=AT)
    services.apply_replies(number=file.uuid, by=house["hr"], at=AT)
    assert Delivery.objects.get().state == DeliveryState.DELETED


def test_replies_are_looked_over_first_and_then_applied(house):
    first, second, third = taken(house, 3)
    data = table(
        {"kiriman": first.uuid, "hasil": "diterima", "id": "SK1"},
        {"nomorSertipikat": f" {second.number} ", "hasil": "Ditolak", "alasan": "Jam keliru"},
        {"kiriman": third.uuid},
    )

    file = services.receive_replies(data=data, by=house["hr"], at=AT)

    assert selectors.verdicts_of(file) == {"accepted": 1, "rejected": 1, "deleted": 0, "known": 0, "wrong": 0}
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.SENT}
    services.apply_replies(number=file.uuid, by=house["hr"], at=AT)
    rows = {row.pk: (row.state, row.siasn_id, row.reason) for row in Delivery.objects.all()}
    assert rows == {
        first.pk: (DeliveryState.ACCEPTED, "SK1", ""),
        second.pk: (DeliveryState.REJECTED, "", "Jam keliru"),
        third.pk: (DeliveryState.SENT, "", ""),
    }
    again = services.receive_replies(data=data, by=house["hr"], at=AT)
    assert selectors.verdicts_of(again)["known"] == 2
    with pytest.raises(RepliesDecided):
        services.apply_replies(number=file.uuid, by=house["hr"], at=AT)


def test_wrong_lines_are_named_and_change_nothing(house):
    first, second = taken(house, 2)
    Delivery.objects.filter(pk=second.pk).update(number=first.number)
    draft = certificate(house["siti"], number=9)
    services.draft_new(at=AT)
    Delivery.objects.filter(certificate=draft).update(carrier="zip")
    data = table(
        {"kiriman": "bukan-nomor", "hasil": "diterima", "id": "1"},
        {"hasil": "diterima", "id": "1"},
        {"kiriman": first.uuid, "hasil": "mungkin"},
        {"kiriman": first.uuid, "hasil": "diterima"},
        {"kiriman": first.uuid, "hasil": "ditolak"},
        {"nomorSertipikat": first.number, "hasil": "diterima", "id": "1"},
        {"nomorSertipikat": "tidak ada", "hasil": "diterima", "id": "1"},
        {"kiriman": Delivery.objects.get(certificate=draft).uuid, "hasil": "diterima", "id": "1"},
        {"kiriman": first.uuid, "hasil": "dihapus"},
        {"kiriman": first.uuid, "hasil": "diterima", "id": "1"},
        {"kiriman": first.uuid, "hasil": "diterima", "id": "2"},
    )

    file = services.receive_replies(data=data, by=house["hr"], at=AT)

    wrong = [(line.line, line.problem) for line in selectors.lines_of(file, Verdict.WRONG)]
    assert [line for line, _problem in wrong] == [2, 3, 4, 5, 6, 7, 8, 9, 10, 12]
    assert wrong[5:] == [
        (7, replying.SEVERAL_RECORDS),
        (8, replying.UNKNOWN_RECORD),
        (9, replying.NOT_SENT),
        (10, replying.NOT_TO_BE_DELETED),
        (12, replying.TWICE),
    ]
    services.apply_replies(number=file.uuid, by=house["hr"], at=AT)
    first.refresh_from_db()
    assert (first.state, first.siasn_id) == (DeliveryState.ACCEPTED, "1")


def test_replies_come_as_json_too(house):
    [row] = taken(house)
    data = json.dumps([{"kiriman": str(row.uuid), "hasil": "diterima", "id": "SK1"}]).encode()

    file = services.receive_replies(data=data, by=house["hr"], at=AT)

    assert selectors.verdicts_of(file)["accepted"] == 1


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"kiriman,id\n1,2\n", MissingColumns),
        (b"hasil\n\n", NoReplies),
        (b'{"hasil": "diterima"}', UnreadableTable),
        (b"[1, 2]", UnreadableTable),
        (b'[{"id": "1"}]', MissingColumns),
        (b"[" * 100_000, UnreadableTable),
        (b"hasil\n" + b"x" * (2 * 1024 * 1024), UnreadableTable),
        ("hasil\nditérima".encode("latin-1"), UnreadableTable),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_whole(house, data, error):
    with pytest.raises(error):
        services.receive_replies(data=data, by=house["hr"], at=AT)
    assert not ReplyFile.objects.exists()


def test_another_agencys_records_cannot_be_answered_and_files_are_ones_own(house):
    [row] = taken(house)
    data = table({"kiriman": row.uuid, "hasil": "diterima", "id": "SK1"})

    foreign = services.receive_replies(data=data, by=house["other_hr"], at=AT)
    mine = services.receive_replies(data=data, by=house["hr"], at=AT)

    assert selectors.verdicts_of(foreign)["wrong"] == 1
    with pytest.raises(NoReplyFile):
        services.apply_replies(number=mine.uuid, by=house["other_hr"], at=AT)
    with pytest.raises(NoReplyFile):
        selectors.reply_file_of(mine.uuid, viewer=house["other_hr"])


def test_a_file_thrown_away_changes_nothing(house):
    [row] = taken(house)
    data = table({"kiriman": row.uuid, "hasil": "diterima", "id": "SK1"})
    file = services.receive_replies(data=data, by=house["hr"], at=AT)

    services.discard_replies(number=file.uuid, by=house["hr"], at=AT)

    file.refresh_from_db()
    assert (file.state, file.lines.count()) == (ReplyState.DISCARDED, 0)
    assert Delivery.objects.get().state == DeliveryState.SENT


def test_reading_replies_costs_the_same_however_many(house, django_assert_max_num_queries):
    rows = taken(house, 8)
    data = table(*({"kiriman": row.uuid, "hasil": "diterima", "id": f"SK{row.pk}"} for row in rows))
    ContentType.objects.get_for_model(ReplyFile)  # a process asks once

    with django_assert_max_num_queries(9):
        services.receive_replies(data=data, by=house["hr"], at=AT)
