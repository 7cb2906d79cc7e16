"""Records reach a small SIASN over real HTTP: once each, whatever fails on the way."""

from __future__ import annotations

import io
import logging
from datetime import timedelta

import pytest
from PIL import Image

from certificates import services as certificates
from lms.notices.models import Notice
from lms.siasn import http, mapping, selectors, services
from lms.siasn.http import DoesNotAnswer, NotLetIn, Refused
from lms.siasn.models import Carrier, Delivery, DeliveryEvent, DeliveryState, Sending, SendingState, SiasnAgency
from lms.siasn.services import delivering
from lms.siasn.services.deciding import Wording
from lms.siasn.services.sending import NotConnected, NothingToSend, NothingToTakeBack
from tests.certificates.builders import NIP, admin
from tests.siasn.builders import AT, certificate, checked, clock, conversation, training

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=12)


@pytest.fixture
def direct(house, stub):
    SiasnAgency.objects.update(carrier=Carrier.HTTP)
    return house


def sent(house, at=AT):
    """Send everything that is checked."""
    [batch] = services.request_sending(purpose="", by=house["hr"], at=at)
    return batch


def carried(stub, at=AT):
    """Let the worker speak with the stub; return the only delivery."""
    services.carry_due(now=clock(at), siasn=conversation(stub))
    return Delivery.objects.exclude(state=DeliveryState.CORRECTED).get()


def test_a_record_is_handed_over_with_its_pdf_and_read_back(direct, stub):
    held = certificate(direct["siti"])
    checked(direct)
    batch = sent(direct)

    row = carried(stub)

    batch.refresh_from_db()
    [(key, course)] = stub.courses.items()
    assert (row.state, row.siasn_id, batch.state) == (DeliveryState.ACCEPTED, key, SendingState.DONE)
    assert course["nomorSertipikat"] == held.number
    assert (course["jumlahJam"], course["tanggalKursus"], course["tanggalSelesaiKursus"]) == (
        6,
        "09-11-2026",
        "24-11-2026",
    )
    assert course["path"][0]["dok_uri"] == "peremajaan/dok-1"
    assert stub.documents == [b"%PDF-1.7 an empty sheet"]
    assert [event.state for event in row.events.all()] == ["draft", "checked", "sent", "accepted"]
    assert Notice.objects.get(person=direct["siti"], kind="siasn_accepted")


def test_a_second_delivery_of_the_task_does_nothing(direct, stub):
    certificate(direct["siti"])
    checked(direct)
    sent(direct)
    carried(stub)

    carried(stub, LATER)

    assert stub.asked["save"] == 1
    assert len(stub.courses) == 1


def test_a_record_that_stands_there_already_is_taken_over_and_not_sent_twice(direct, stub):
    held = certificate(direct["siti"])
    stub.courses["LAMA"] = {"nomorSertipikat": f" {held.number.lower()} ", "namaKursus": "x", "nips": (NIP,)}
    checked(direct)
    sent(direct)

    row = carried(stub)

    assert (row.state, row.siasn_id) == (DeliveryState.ACCEPTED, "LAMA")
    assert (stub.asked["save"], stub.asked["upload"], len(stub.courses)) == (0, 0, 1)


def test_a_save_whose_answer_is_lost_is_found_by_reading_back(direct, stub):
    certificate(direct["siti"])
    checked(direct)
    sent(direct)
    stub.tell("save", "lost")

    row = carried(stub)

    assert (row.state, row.siasn_id) == (DeliveryState.ACCEPTED, "SK1")
    assert (stub.asked["save"], len(stub.courses)) == (1, 1)


def test_a_worker_killed_after_the_save_leaves_no_double(direct, stub, monkeypatch):
    certificate(direct["siti"])
    checked(direct)
    sent(direct)

    def dies(**_facts):
        raise SystemExit

    monkeypatch.setattr(delivering, "settle", dies)
    with pytest.raises(SystemExit):
        carried(stub)
    monkeypatch.undo()
    assert Delivery.objects.get().state == DeliveryState.CHECKED
    carried(stub)  # the lease still holds
    assert stub.asked["save"] == 1

    row = carried(stub, AT + delivering.LEASE)

    assert (row.state, row.siasn_id) == (DeliveryState.ACCEPTED, "SK1")
    assert (stub.asked["save"], stub.asked["upload"], len(stub.courses)) == (1, 1, 1)


def test_a_refusal_is_kept_with_its_reason_told_and_corrected(direct, stub):
    certificate(direct["siti"])
    checked(direct)
    sent(direct)
    stub.tell("save", "Nama kursus tidak dikenal")

    row = carried(stub)

    assert (row.state, row.reason, row.next_try_at) == (DeliveryState.REJECTED, "Nama kursus tidak dikenal", None)
    assert "Nama kursus tidak dikenal" in Notice.objects.get(kind="siasn_rejected").facts["reason"]
    services.correct(number=row.uuid, wording=Wording("Nama Baru", "Badan", "teknis"), by=direct["hr"], at=AT)
    sent(direct, LATER)
    again = carried(stub, LATER)
    assert (again.state, again.round, stub.courses["SK1"]["namaKursus"]) == (DeliveryState.ACCEPTED, 2, "Nama Baru")


def test_a_corrected_record_that_siasn_knows_is_changed_there_and_not_made_anew(direct, stub):
    certificate(direct["siti"])
    checked(direct)
    sent(direct)
    carried(stub)
    Delivery.objects.update(state=DeliveryState.REJECTED, reason="Jam keliru")
    number = Delivery.objects.get().uuid
    services.correct(number=number, wording=Wording("Nama Baru", "Badan", "teknis"), by=direct["hr"], at=LATER)
    sent(direct, LATER)
    stub.tell("save", "500", "lost")

    row = carried(stub, LATER)

    assert (row.state, list(stub.courses)) == (DeliveryState.ACCEPTED, ["SK1"])
    assert stub.courses["SK1"]["namaKursus"] == "Nama Baru"


def test_a_broken_server_is_asked_again_after_growing_pauses_and_then_later(direct, stub):
    certificate(direct["siti"])
    checked(direct)
    sent(direct)
    stub.tell("read", "500", "503", "500")

    row = carried(stub)

    assert (row.state, row.last_error, stub.asked["read"]) == (DeliveryState.CHECKED, "siasn_does_not_answer", 3)
    assert row.next_try_at == AT + delivering.FIRST_PAUSE
    assert carried(stub, AT + delivering.FIRST_PAUSE).state == DeliveryState.ACCEPTED


def test_a_slow_answer_is_a_lost_one_and_makes_no_double(direct, stub):
    certificate(direct["siti"])
    checked(direct)
    sent(direct)
    stub.tell("save", "slow", "slow", "slow")

    talk = conversation(stub, timeout_seconds=0.4)
    services.carry_due(now=clock(AT), siasn=talk)
    assert talk.pause
    row = carried(stub, LATER)

    assert row.state == DeliveryState.ACCEPTED
    assert len({one["nomorSertipikat"] for one in stub.courses.values()}) == 1


def test_too_many_requests_is_no_refusal(direct, stub):
    certificate(direct["siti"])
    checked(direct)
    sent(direct)
    stub.tell("upload", "429", "429")

    assert carried(stub).state == DeliveryState.ACCEPTED


def test_a_token_that_ran_out_is_fetched_again(direct, stub):
    talk = conversation(stub)
    assert talk.standing(NIP) == ()
    stub.valid.clear()

    assert talk.standing(NIP) == ()
    assert stub.asked["token"] == 4


def test_wrong_keys_stop_the_batch_and_reject_nobody(direct, stub):
    for number in (1, 2):
        certificate(direct["siti"], number=number)
    checked(direct)
    batch = sent(direct)
    stub.tell("token", "401", "401")

    services.carry_due(now=clock(AT), siasn=conversation(stub))

    batch.refresh_from_db()
    rows = list(Delivery.objects.all())
    assert (batch.state, batch.last_error) == (SendingState.STOPPED, "siasn_not_let_in")
    assert {(row.state, row.sending_id, row.next_try_at) for row in rows} == {(DeliveryState.CHECKED, None, None)}
    assert stub.asked["token"] == 1
    assert len(services.request_sending(purpose="", by=direct["hr"], at=LATER)) == 1


def test_an_address_with_nothing_behind_it_rejects_nobody(direct, stub):
    certificate(direct["siti"])
    checked(direct)
    sent(direct)
    stub.tell("save", "404")

    assert carried(stub).state == DeliveryState.CHECKED
    assert Sending.objects.get().state == SendingState.STOPPED


def test_a_save_that_is_not_seen_yet_is_sent_and_read_back_the_next_day(direct, stub, monkeypatch):
    certificate(direct["siti"])
    checked(direct)
    sent(direct)
    from tests.siasn.stub import NIPS_OF

    NIPS_OF["PNS-1"] = ()
    row = carried(stub)
    assert (row.state, row.siasn_id) == (DeliveryState.SENT, "SK1")

    stub.courses["SK1"]["nips"] = (NIP,)
    assert carried(stub, AT + timedelta(hours=2)).state == DeliveryState.SENT
    assert carried(stub, AT + timedelta(days=1)).state == DeliveryState.ACCEPTED


def test_a_photographed_proof_becomes_a_pdf(direct, stub):
    picture = io.BytesIO()
    Image.new("RGB", (20, 10), "white").save(picture, format="PNG")
    training(direct["siti"], name="bukti.png", content=picture.getvalue())
    checked(direct)
    sent(direct)

    assert carried(stub).state == DeliveryState.ACCEPTED
    assert stub.documents[0].startswith(b"%PDF-")


def test_a_proof_that_cannot_be_read_brings_the_record_back_as_a_draft(direct, stub):
    training(direct["siti"], name="rusak.png", content=b"\x89PNG\r\n\x1a\nrusak")
    checked(direct)
    batch = sent(direct)

    row = carried(stub)

    batch.refresh_from_db()
    assert (row.state, row.sending, batch.state) == (DeliveryState.DRAFT, None, SendingState.DONE)
    assert row.problems
    assert stub.courses == {}


def test_nothing_about_an_invented_person_goes_to_siasn(direct, stub):
    type(direct["siti"]).objects.filter(pk=direct["siti"].pk).update(is_fictional=True)
    certificate(direct["siti"])
    checked(direct)
    sent(direct)

    row = carried(stub)

    assert (row.state, row.problems[0][0]) == (DeliveryState.DRAFT, mapping.INVENTED)
    assert stub.paths == []


def test_a_revoked_certificate_is_deleted_there(direct, stub):
    held = certificate(direct["siti"])
    checked(direct)
    sent(direct)
    carried(stub)
    certificates.revoke(certificate=held, by=admin(), reason="Keliru.", at=LATER)
    services.withdraw_certificate(certificate_id=held.pk, at=LATER)
    stub.tell("delete", "500")

    row = carried(stub, LATER)

    assert (row.state, stub.courses) == (DeliveryState.DELETED, {})
    assert stub.asked["delete"] == 2


def test_a_record_that_is_gone_already_counts_as_deleted(direct, stub):
    held = certificate(direct["siti"])
    checked(direct)
    sent(direct)
    carried(stub)
    stub.courses.clear()
    certificates.revoke(certificate=held, by=admin(), reason="Keliru.", at=LATER)
    services.withdraw_certificate(certificate_id=held.pk, at=LATER)

    assert carried(stub, LATER).state == DeliveryState.DELETED


def test_a_certificate_revoked_between_sending_and_the_worker_never_leaves(direct, stub):
    held = certificate(direct["siti"])
    checked(direct)
    sent(direct)
    certificates.revoke(certificate=held, by=admin(), reason="Keliru.", at=AT)

    row = carried(stub)

    assert (row.state, stub.courses) == (DeliveryState.DELETED, {})


def test_a_certificate_revoked_while_the_worker_speaks_is_deleted_afterwards(direct, stub):
    held = certificate(direct["siti"])
    checked(direct)
    sent(direct)
    row = delivering.take(delivery_id=Delivery.objects.get().pk, at=AT)
    certificates.revoke(certificate=held, by=admin(), reason="Keliru.", at=AT)
    services.withdraw_certificate(certificate_id=held.pk, at=AT)
    assert Delivery.objects.get().next_try_at == AT + delivering.LEASE

    delivering.hand_over(row, conversation(stub), clock(AT))

    assert list(stub.courses) == ["SK1"]
    assert carried(stub, AT).state == DeliveryState.DELETED
    assert stub.courses == {}


def test_the_nip_stands_in_one_address_and_in_no_log(direct, stub, caplog, capsys):
    caplog.set_level(logging.DEBUG)
    certificate(direct["siti"])
    checked(direct)
    sent(direct)
    stub.tell("read", "500")

    carried(stub)

    assert {path for path in stub.paths if NIP in path} == {f"/apisiasn/1.0/pns/rw-kursus/{NIP}"}
    said = capsys.readouterr()
    assert NIP not in caplog.text + said.out + said.err
    assert not DeliveryEvent.objects.filter(reply__contains=NIP).exists()
    assert "rahasia" not in repr(conversation(stub).access)


def test_an_agency_that_the_access_does_not_name_cannot_send_directly(direct, stub):
    certificate(direct["siti"])
    checked(direct)
    SiasnAgency.objects.update(instansi_id="INS-2")

    with pytest.raises(NotConnected):
        sent(direct)
    assert not Sending.objects.exists()


def test_an_agency_taken_out_of_the_access_meanwhile_sends_nothing_more(direct, stub):
    certificate(direct["siti"])
    checked(direct)
    sent(direct)

    services.carry_due(now=clock(AT), siasn=conversation(stub, "INS-9"))

    assert stub.paths == []
    assert Delivery.objects.get().state == DeliveryState.CHECKED


def test_only_checked_records_are_sent_and_none_twice(direct, stub):
    certificate(direct["siti"])
    with pytest.raises(NothingToSend):
        sent(direct)
    checked(direct)
    sent(direct)

    with pytest.raises(NothingToSend):
        sent(direct)


def test_what_has_not_left_is_taken_back(direct, stub):
    certificate(direct["siti"])
    checked(direct)
    batch = sent(direct)

    assert services.take_back(number=batch.uuid, by=direct["hr"], at=AT) == 1

    row = carried(stub)
    assert (row.state, row.sending, stub.courses) == (DeliveryState.CHECKED, None, {})
    with pytest.raises(NothingToTakeBack):
        services.take_back(number=batch.uuid, by=direct["hr"], at=AT)


def test_a_batch_says_how_far_it_is(direct, stub):
    for number in (1, 2, 3):
        certificate(direct["siti"], number=number)
    checked(direct)
    batch = sent(direct)
    stub.tell("save", "Tidak sah")
    [first, *_rest] = Delivery.objects.order_by("pk")

    delivering.carry_one(delivery_id=first.pk, now=clock(AT), siasn=conversation(stub))

    assert selectors.progress_of(batch) == selectors.Progress(total=3, done=1, accepted=0, rejected=1)


@pytest.mark.parametrize("url", ["http://siasn.example/api", "ftp://127.0.0.1/", "", "https:///x"])
def test_secrets_go_to_encrypted_addresses_only(url):
    assert not http.is_safe(url)


def test_a_redirect_is_not_followed(direct, stub):
    stub.tell("upload", "302")

    with pytest.raises(NotLetIn):
        conversation(stub).upload(b"%PDF-", name="a.pdf")


def test_an_answer_that_says_no_with_a_200_is_a_refusal():
    with pytest.raises(Refused, match="Data ganda"):
        http.require_taken(http.Answer(200, {"success": False, "message": "Data  ganda"}))
    with pytest.raises(DoesNotAnswer):
        http.require_taken(http.Answer(200, None))
