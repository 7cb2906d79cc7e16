"""Drafts appear by themselves, HR checks and corrects them, and one record is never on its way twice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from certificates import services as certificates
from certificates.querysets import AppendOnlyError
from lms.people.models import Look, Role
from lms.siasn import mapping, selectors, services
from lms.siasn.mapping import RecordKind
from lms.siasn.models import Delivery, DeliveryEvent, DeliveryState, KindCode
from lms.siasn.selectors import Filters, NoDelivery, NotForYou
from lms.siasn.services.deciding import MovedOn, OwnRecord, Wording
from tests.builders import TODAY, grant, person
from tests.certificates.builders import admin
from tests.siasn.builders import AT, certificate, checked, drafted, known, training

pytestmark = pytest.mark.django_db
WORDING = Wording("Pelindungan Data", "Badan Contoh", "teknis")


def test_certificates_and_accepted_trainings_become_drafts_once(house):
    certificate(house["siti"])
    training(house["siti"])

    first, second = drafted()

    assert services.draft_new(at=AT) == 0
    assert (first.title, first.hours_jp, first.kind) == ("Pelindungan Data Pribadi bagi ASN", Decimal(6), "teknis")
    assert (second.title, second.hours_jp, second.number) == ("Pelatihan Satu Data", Decimal("20.5"), "123/BD/2026")
    assert [one.problems for one in (first, second)] == [[], []]
    assert DeliveryEvent.objects.filter(state="draft").count() == 2


def test_an_agency_without_settings_and_days_before_the_first_are_left_alone(house):
    certificate(house["other_hr"])
    training(house["siti"], ended_on=date(2025, 12, 31), began_on=date(2025, 12, 30))
    training(house["siti"], name="x.pdf", number="2", jp_accepted=None)
    training(house["siti"], name="y.pdf", number="3", state="refused")

    assert drafted() == []


def test_drafting_costs_the_same_however_many_records(house, django_assert_max_num_queries):
    for number in range(12):
        certificate(house["siti"], number=number + 1)

    with django_assert_max_num_queries(32):
        services.draft_new(at=AT)

    assert Delivery.objects.count() == 12


def test_what_hinders_a_draft_is_said_and_gone_once_it_is_mended(house):
    certificate(house["budi"])
    [row] = drafted()
    assert [message for message, _facts in row.problems] == [mapping.NO_PNS_ID, mapping.NO_NIP]

    services.check(number=row.uuid, by=house["hr"], at=AT)
    row.refresh_from_db()
    assert row.state == DeliveryState.DRAFT
    known(house["budi"], "PNS-2")
    from_number = "198703152010122902"
    from lms.people.services import give_number

    give_number(person=house["budi"], text=from_number, since=date(2024, 1, 1))
    services.check(number=row.uuid, by=house["hr"], at=AT)

    row.refresh_from_db()
    assert (row.state, row.problems) == (DeliveryState.CHECKED, [])
    assert row.body["pnsOrangId"] == "PNS-2"
    assert from_number not in str(row.body)


def test_only_a_draft_is_checked(house):
    certificate(house["siti"])
    [row] = checked(house)

    with pytest.raises(MovedOn):
        services.check(number=row.uuid, by=house["hr"], at=AT)


def test_leadership_training_is_named_as_what_is_entered_elsewhere(house):
    training(house["siti"], kind="kepemimpinan")

    [row] = drafted()

    assert [message for message, _facts in row.problems] == [mapping.LEADERSHIP_ELSEWHERE]
    assert row.sentences[0] != mapping.LEADERSHIP_ELSEWHERE


def test_the_codes_of_the_agency_go_before_those_of_the_house_and_hold_for_their_days(house):
    certificate(house["siti"])
    facts = {"kind": RecordKind.TECHNICAL, "legal_basis": "Referensi", "agency": house["home"]}
    KindCode.objects.create(**facts, training="77", valid_from=date(2026, 1, 1), valid_to=date(2026, 6, 30))
    KindCode.objects.create(**facts, training="88", certificate="K", valid_from=date(2026, 7, 1))

    [row] = checked(house)

    assert (row.body["jenisDiklatId"], row.body["jenisKursusSertipikat"]) == ("88", "K")


def test_one_record_is_live_once(house):
    certificate(house["siti"])
    [row] = drafted()

    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(
            person=row.person,
            certificate=row.certificate,
            agency=row.agency,
            title="Lagi",
            kind="teknis",
            hours_jp=1,
            started_on=TODAY,
            finished_on=TODAY,
            drafted_at=AT,
            changed_at=AT,
        )


def test_a_rejected_record_begins_a_new_round_with_its_new_wording(house):
    certificate(house["siti"])
    [row] = checked(house)
    Delivery.objects.update(state=DeliveryState.REJECTED, reason="Nama terlalu panjang", siasn_id="SK9")

    made = services.correct(number=row.uuid, wording=WORDING, by=house["hr"], at=AT)

    row.refresh_from_db()
    assert row.state == DeliveryState.CORRECTED
    assert (made.round, made.state, made.title, made.siasn_id) == (2, DeliveryState.CHECKED, "Pelindungan Data", "SK9")
    assert made.body["id"] == "SK9"
    assert (made.number, made.hours_jp, made.finished_on) == (row.number, row.hours_jp, row.finished_on)
    assert services.draft_new(at=AT) == 0


def test_nobody_writes_the_own_record_anew(house):
    known(house["hr"], "PNS-9")
    certificate(house["hr"])
    [row] = drafted()

    with pytest.raises(OwnRecord):
        services.correct(number=row.uuid, wording=WORDING, by=house["hr"], at=AT)


def test_what_is_sent_is_not_written_anew(house):
    certificate(house["siti"])
    [row] = checked(house)
    Delivery.objects.update(state=DeliveryState.SENT)

    with pytest.raises(MovedOn):
        services.correct(number=row.uuid, wording=WORDING, by=house["hr"], at=AT)


def test_history_is_added_and_never_changed(house):
    certificate(house["siti"])
    drafted()

    with pytest.raises(AppendOnlyError):
        DeliveryEvent.objects.all().delete()
    with pytest.raises(AppendOnlyError):
        DeliveryEvent.objects.update(reply="lain")


def test_a_certificate_revoked_before_it_was_sent_leaves_nothing_to_delete(house):
    held = certificate(house["siti"])
    checked(house)
    certificates.revoke(certificate=held, by=admin(), reason="Keliru.", at=AT)

    assert services.withdraw_revoked(at=AT) == 1
    assert services.withdraw_revoked(at=AT) == 0

    row = Delivery.objects.get()
    assert (row.state, row.events.last().by) == (DeliveryState.DELETED, None)


def test_a_certificate_revoked_after_it_was_accepted_is_queued_to_be_deleted(house):
    held = certificate(house["siti"])
    checked(house)
    Delivery.objects.update(state=DeliveryState.ACCEPTED, siasn_id="SK1", carrier="zip")
    certificates.revoke(certificate=held, by=admin(), reason="Keliru.", at=AT)

    services.withdraw_certificate(certificate_id=held.pk, at=AT)

    row = Delivery.objects.get()
    assert (row.state, row.next_try_at) == (DeliveryState.DELETION_QUEUED, None)
    assert services.draft_new(at=AT) == 0


def test_hr_sees_the_own_part_of_the_organisation_and_nobody_elses(house):
    certificate(house["siti"])
    [row] = drafted()

    assert list(selectors.deliveries_in_scope(house["hr"], on=TODAY)) == [row]
    assert list(selectors.deliveries_in_scope(house["hr_beside"], on=TODAY)) == []
    assert list(selectors.deliveries_in_scope(house["other_hr"], on=TODAY)) == []
    for stranger in ("siti", "budi"):
        with pytest.raises(NotForYou):
            selectors.deliveries_in_scope(house[stranger], on=TODAY)
    for wrong in ("hr_beside", "other_hr"):
        with pytest.raises(NoDelivery):
            services.check(number=row.uuid, by=house[wrong], at=AT)
        with pytest.raises(NoDelivery):
            services.correct(number=row.uuid, wording=WORDING, by=house[wrong], at=AT)


def test_the_list_is_narrowed_by_state_unit_and_year(house):
    certificate(house["siti"])
    training(house["budi"])
    drafted()
    services.check_all(by=house["hr"], at=AT)

    def titles(**asked):
        rows = selectors.deliveries_in_scope(house["hr"], on=TODAY, filters=Filters(**asked))
        return sorted(row.person.full_name for row in rows)

    assert titles() == ["Budi", "Siti"]
    assert titles(state="checked") == ["Siti"]
    assert titles(unit=house["beside"].uuid) == ["Budi"]
    assert titles(year=2026) == ["Budi", "Siti"]
    assert titles(year=2025) == []


def test_a_look_at_a_record_is_noted_for_its_person(house):
    certificate(house["siti"])
    [row] = drafted()

    services.look_at_delivery(number=row.uuid, by=house["hr"], at=AT)

    look = Look.objects.get()
    assert (look.subject, look.viewer, look.purpose) == (house["siti"], house["hr"], "siasn")


def test_people_see_their_own_records_and_no_round_that_is_over(house):
    certificate(house["siti"])
    [row] = checked(house)
    Delivery.objects.update(state=DeliveryState.REJECTED, reason="x")
    made = services.correct(number=row.uuid, wording=WORDING, by=house["hr"], at=AT)

    assert list(selectors.own_deliveries(house["siti"])) == [made]
    assert list(selectors.own_deliveries(house["budi"])) == []


def test_checking_many_costs_the_same(house, django_assert_max_num_queries):
    for number in range(10):
        certificate(house["siti"], number=number + 1)
    drafted()

    with django_assert_max_num_queries(26):
        found = services.check_all(by=house["hr"], at=AT)

    assert (found.checked, found.hindered, found.left) == (10, 0, 0)


def test_somebody_who_moved_to_another_agency_is_delivered_by_that_one(house):
    certificate(house["siti"])
    drafted()
    house["siti"].postings.update(valid_to=date(2026, 11, 1))
    from lms.people import services as people

    position = house["siti"].postings.get().position
    people.post(person=house["siti"], position=position, unit=house["other"], since=date(2026, 11, 2))
    grant(person("Lain"), Role.HR, house["other"])

    services.check_all(by=house["other_hr"], at=AT)

    row = Delivery.objects.get()
    assert row.agency == house["other"]
    assert [message for message, _facts in row.problems] == [mapping.NO_AGENCY_ID]
    assert list(selectors.deliveries_in_scope(house["hr"], on=TODAY)) == []
