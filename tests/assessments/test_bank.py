"""Writing and reviewing items, and what trainers may see."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assessments import access, selectors, services
from assessments.advice import crowded_place, remarks
from assessments.authoring import REASONS, ItemContent, Part, UnusableItem, check
from assessments.models import Item, ItemVersion
from assessments.notation import parts_from
from assessments.services.bank import KindIsFixed, Placing
from assessments.services.item_review import CommentMissing, VersionChanged
from lms.notices.models import Notice
from lms.people.models import Role
from tests.assessments import builders
from tests.assessments.builders import MORNING

TODAY = MORNING.date()
LATER = MORNING + timedelta(hours=1)


def content(**fields):
    told = {
        "kind": "single",
        "stem": "Siapa pengendali data?",
        "options": (Part("a", "Dinas"), Part("b", "Warga"), Part("c", "Vendor")),
        "key": {"choice": ["a"]},
        "rationale": "Dinas menentukan tujuan.",
        "source": "UU 27/2022",
    }
    return ItemContent(**{**told, **fields})


def placing(level=2, **fields):
    return Placing(builders.competencies("D2")["D2"], level, **fields)


def two_people():
    agency = builders.agency()
    return (
        builders.with_role("Wati Lestari", Role.TRAINER, agency),
        builders.with_role("Joko Susilo", Role.SECOND_READER, agency),
    )


def draft(by, code="S-1", **fields):
    return services.create_item(code=code, placing=placing(), content=content(**fields), by=by, at=MORNING)


def shown(item):
    """The version that a second reader has before them."""
    return item.versions.last().uuid


def approved(author, reader, **fields):
    item = draft(author, **fields)
    services.submit_for_review(item=item.uuid, by=author, at=MORNING)
    return services.approve(item=item.uuid, version=shown(item), by=reader, at=MORNING, tried=True)


@pytest.mark.django_db
def test_an_item_is_in_use_once_a_second_person_approved_it():
    wati, joko = two_people()
    item = draft(wati)
    assert list(Item.objects.servable()) == []

    services.submit_for_review(item=item.uuid, by=wati, at=MORNING)
    assert [row.code for row in selectors.review_queue(joko, on=TODAY)] == ["S-1"]
    services.approve(item=item.uuid, version=shown(item), by=joko, at=LATER, tried=True)

    assert [row.code for row in Item.objects.servable()] == ["S-1"]
    assert Item.objects.get().status == "active"
    assert Notice.objects.get().person == wati


@pytest.mark.django_db
def test_nobody_approves_what_they_wrote():
    agency = builders.agency()
    both = builders.with_role("Wati Lestari", Role.TRAINER, agency)
    builders.RoleGrant.objects.create(person=both, role=Role.SECOND_READER, unit=agency, valid_from=builders.SINCE)
    item = draft(both)
    services.submit_for_review(item=item.uuid, by=both, at=MORNING)

    assert list(selectors.review_queue(both, on=TODAY)) == []
    with pytest.raises(services.OwnWork):
        services.approve(item=item.uuid, version=shown(item), by=both, at=LATER, tried=True)


@pytest.mark.django_db
def test_a_second_reader_of_another_agency_is_out_of_reach():
    wati, _ = two_people()
    stranger = builders.with_role("Dewi Anggraini", Role.SECOND_READER, builders.agency("Kementerian Contoh"))
    item = draft(wati)
    services.submit_for_review(item=item.uuid, by=wati, at=MORNING)

    with pytest.raises(access.NoSuchItem):
        services.approve(item=item.uuid, version=shown(item), by=stranger, at=LATER, tried=True)
    assert list(selectors.bank_list(stranger, selectors.BankFilter(), on=TODAY)) == []


@pytest.mark.django_db
def test_an_item_sent_back_carries_its_comment_and_is_a_draft_again():
    wati, joko = two_people()
    item = draft(wati)
    services.submit_for_review(item=item.uuid, by=wati, at=MORNING)

    with pytest.raises(CommentMissing):
        services.send_back(item=item.uuid, version=shown(item), by=joko, at=LATER, comment="  ")
    services.send_back(item=item.uuid, version=shown(item), by=joko, at=LATER, comment="Pengecoh C terlalu mudah.")

    page = selectors.item_page(wati, item.uuid, on=TODAY)
    assert page.item.status == "draft"
    assert [review.comment for review in page.reviews] == ["Pengecoh C terlalu mudah."]


@pytest.mark.django_db
def test_a_decision_on_an_item_that_has_moved_on_is_refused():
    wati, joko = two_people()
    item = approved(wati, joko)

    with pytest.raises(services.NotInReview):
        services.approve(item=item.uuid, version=shown(item), by=joko, at=LATER, tried=True)


@pytest.mark.django_db
@pytest.mark.parametrize("changed", [{"stem": "Diubah?"}, {"level": 4}])
def test_a_version_that_changed_while_it_was_read_is_neither_approved_nor_sent_back(changed):
    wati, joko = two_people()
    item = draft(wati)
    services.submit_for_review(item=item.uuid, by=wati, at=MORNING)
    read = shown(item)
    where = placing(level=changed.pop("level", 2))
    services.revise_item(item=item.uuid, placing=where, content=content(**changed), by=wati, at=LATER)
    services.submit_for_review(item=item.uuid, by=wati, at=LATER)

    with pytest.raises(VersionChanged):
        services.approve(item=item.uuid, version=read, by=joko, at=LATER, tried=True)
    with pytest.raises(VersionChanged):
        services.send_back(item=item.uuid, version=read, by=joko, at=LATER, comment="Ubah.")

    item.refresh_from_db()
    assert (item.status, item.approved) == ("in_review", None)
    assert services.approve(item=item.uuid, version=shown(item), by=joko, at=LATER, tried=True).status == "active"


@pytest.mark.django_db
def test_a_draft_is_changed_in_place_and_an_approved_version_never():
    wati, joko = two_people()
    item = draft(wati)
    services.revise_item(item=item.uuid, placing=placing(), content=content(stem="Kedua?"), by=wati, at=LATER)
    assert [version.stem for version in ItemVersion.objects.all()] == ["Kedua?"]

    services.submit_for_review(item=item.uuid, by=wati, at=LATER)
    services.approve(item=item.uuid, version=shown(item), by=joko, at=LATER, tried=True)
    services.revise_item(item=item.uuid, placing=placing(), content=content(stem="Ketiga?"), by=wati, at=LATER)

    item.refresh_from_db()
    assert [version.stem for version in item.versions.all()] == ["Kedua?", "Ketiga?"]
    assert (item.status, item.approved.stem) == ("draft", "Kedua?")
    assert [row.code for row in Item.objects.servable()] == ["S-1"]


@pytest.mark.django_db
def test_moving_an_item_to_another_level_takes_it_out_until_it_is_read_again():
    wati, joko = two_people()
    item = approved(wati, joko)

    services.revise_item(item=item.uuid, placing=placing(level=3), content=content(), by=wati, at=LATER)

    assert list(Item.objects.servable()) == []


@pytest.mark.django_db
def test_saving_the_same_again_makes_no_new_version():
    wati, joko = two_people()
    item = approved(wati, joko)

    services.revise_item(item=item.uuid, placing=placing(), content=content(), by=wati, at=LATER)

    item.refresh_from_db()
    assert (item.status, item.versions.count()) == ("active", 1)


@pytest.mark.django_db
def test_an_item_keeps_its_kind_of_question():
    wati, _ = two_people()
    item = draft(wati)

    with pytest.raises(KindIsFixed):
        services.revise_item(item=item.uuid, placing=placing(), content=content(kind="multiple"), by=wati, at=LATER)


@pytest.mark.django_db
def test_a_suspended_item_is_asked_no_more_until_it_is_brought_back():
    wati, joko = two_people()
    item = approved(wati, joko)

    services.suspend(item=item.uuid, by=wati, at=LATER)
    assert list(Item.objects.servable()) == []
    services.resume(item=item.uuid, by=wati, at=LATER)

    assert [row.code for row in Item.objects.servable()] == ["S-1"]


@pytest.mark.django_db
def test_a_trainer_reads_the_items_of_everybody_but_does_not_change_them():
    wati, _ = two_people()
    builders.competencies("D2")
    national = builders.bank([builders.row("N-1")])["N-1"]

    assert [row.code for row in selectors.bank_list(wati, selectors.BankFilter(), on=TODAY)] == ["N-1"]
    assert not selectors.item_page(wati, national.uuid, on=TODAY).may_edit
    with pytest.raises(access.NotYourItem):
        services.suspend(item=national.uuid, by=wati, at=LATER)


@pytest.mark.django_db
def test_a_civil_servant_sees_nothing_of_the_bank_and_writes_nothing():
    builders.competencies("D2")
    national = builders.bank([builders.row("N-1")])["N-1"]
    rina = builders.person()

    assert list(selectors.bank_list(rina, selectors.BankFilter(), on=TODAY)) == []
    with pytest.raises(access.NoSuchItem):
        selectors.item_page(rina, national.uuid, on=TODAY)
    with pytest.raises(access.NotATrainer):
        draft(rina)


@pytest.mark.django_db
def test_two_items_cannot_share_a_code():
    wati, _ = two_people()
    draft(wati)

    with pytest.raises(services.CodeTaken):
        draft(wati)


@pytest.mark.django_db
def test_the_list_of_items_narrows_by_state_and_text():
    wati, joko = two_people()
    approved(wati, joko, code="S-1")
    draft(wati, code="S-2", stem="Apa arti enkripsi?")

    def codes(**narrowed):
        return [row.code for row in selectors.bank_list(wati, selectors.BankFilter(**narrowed), on=TODAY)]

    assert codes(status="draft") == ["S-2"]
    assert codes(search="enkripsi") == ["S-2"]
    assert codes(competency="D2", use="exam") == ["S-1", "S-2"] or codes(competency="D2", use="exam") == ["S-2", "S-1"]
    assert codes(competency="B2") == []


@pytest.mark.django_db
def test_the_list_of_items_costs_three_queries_however_long(django_assert_num_queries):
    wati, _ = two_people()
    for number in range(8):
        draft(wati, code=f"S-{number}")

    with django_assert_num_queries(3):
        assert len(list(selectors.bank_list(wati, selectors.BankFilter(), on=TODAY))) == 8


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"stem": " "}, "the question has no text"),
        ({"options": (Part("a", "x"),)}, "it needs at least two options"),
        ({"options": (Part("a", "x"), Part("b", " X "))}, "two options are the same"),
        ({"key": {"choice": []}}, "the key is missing"),
        ({"key": {"choice": ["z"]}}, "the key names an option that is not there"),
        ({"key": {"choice": ["a", "b"]}}, "a single choice needs exactly one right option"),
        (
            {"kind": "ordering", "key": {"places": {"a": 1, "b": 1, "c": 2}}},
            "the key must give every option a place of its own",
        ),
        ({"kind": "matching", "key": {"pairs": {"a": "1"}}}, "every option needs a partner of its own"),
        ({"kind": "riddle"}, "the kind of question is not known"),
    ],
)
def test_an_item_that_cannot_be_asked_is_refused_with_its_reason(fields, fault):
    with pytest.raises(UnusableItem) as refusal:
        check(content(**fields))

    assert refusal.value.facts["reason"] == fault


NO_NUMBER = "the key must be a number, its tolerance and its unit, such as 12,5 ± 0,1 GB"


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("", NO_NUMBER),
        ("banyak GB", NO_NUMBER),
        ("12,5 ± sedikit GB", NO_NUMBER),
        ("12,5 ± -1 GB", NO_NUMBER),
        ("1 250 GB", NO_NUMBER),
        ("12,5 GB ± 0,1 GB", NO_NUMBER),
        ("9" * 29, NO_NUMBER),
        ("12,5 " + "g" * 21, "the unit is longer than 20 characters"),
    ],
)
def test_a_number_that_cannot_be_scored_is_refused_with_its_reason(line, fault):
    written = parts_from("numeric", [line])

    with pytest.raises(UnusableItem) as refusal:
        check(content(kind="numeric", options=written.options, key=written.key))

    assert refusal.value.facts["reason"] == fault


@pytest.mark.parametrize(
    ("accepted", "fault"),
    [
        ([], "the key is missing"),
        (["?!"], "an accepted answer has neither letter nor digit"),
        (["Dinas", "“DINAS”."], REASONS["same_accepted"]),
        (["d" * 201], "an accepted answer is longer than 200 characters"),
        ([str(number) for number in range(21)], "more than twenty answers are accepted for one field"),
    ],
)
def test_a_short_text_that_cannot_be_scored_is_refused_with_its_reason(accepted, fault):
    with pytest.raises(UnusableItem) as refusal:
        check(content(kind="short_text", options=(), key={"accepted": accepted}))

    assert refusal.value.facts["reason"] == fault


@pytest.mark.parametrize(
    ("stem", "lines", "fault"),
    [
        ("Tanpa isian.", ["a = x"], "no_gaps"),
        ("Satu [[a]] dan [[a]].", ["a = x"], "same_gap"),
        ("Satu [[A]].", ["A = x"], "stray_gap"),
        ("Satu [[a]] dan [[b.", ["a = x"], "stray_gap"),
        ("Satu [[a]].", [], "gap_key"),
        ("Satu [[a]].", ["a = x", "b = y"], "gap_key"),
        ("Satu [[a]].", ["a = "], "no_key"),
        ("Satu [[a]].", ["a = ?"], "empty_accepted"),
        ("Satu [[a]].", ["a = x / X."], "same_accepted"),
        (" ".join(f"[[{name}]]" for name in "abcdefghijk"), ["a = x"], "many_gaps"),
    ],
)
def test_a_text_with_gaps_that_cannot_be_scored_is_refused_with_its_reason(stem, lines, fault):
    written = parts_from("cloze", lines, stem=stem)

    with pytest.raises(UnusableItem) as refusal:
        check(content(kind="cloze", stem=stem, options=written.options, key=written.key))

    assert refusal.value.facts["reason"] == REASONS[fault]


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (["[1] x", "[0] y"], "three_options"),
        (["[1] x", "[0] y", "z"], "all_weights"),
        (["[1] x", "[0] y", "[banyak] z"], "all_weights"),
        (["[1] x", "[0] y", "[-1] z"], "all_weights"),
        (["[1] x", "[1,0] y", "[1] z"], "same_weights"),
        (["[0] x", "[0] y", "[0] z"], "same_weights"),
        (["[1] x", "[0] X", "[0] z"], "same_options"),
        (["[1] x", "[0]", "[0] z"], "empty_option"),
    ],
)
def test_a_judgement_that_cannot_be_scored_is_refused_with_its_reason(lines, fault):
    written = parts_from("situational", lines)

    with pytest.raises(UnusableItem) as refusal:
        check(content(kind="situational", options=written.options, key=written.key))

    assert refusal.value.facts["reason"] == REASONS[fault]


def test_the_unit_beside_the_field_is_the_unit_of_the_key():
    key = {"number": "12.5", "tolerance": "0", "unit": "GB"}

    with pytest.raises(UnusableItem):
        check(content(kind="numeric", options=(Part("a", "MB"),), key=key))


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        (
            {
                "options": (
                    Part("a", "Dinas yang menentukan tujuan pemrosesan"),
                    Part("b", "Warga"),
                    Part("c", "Vendor"),
                )
            },
            "longest",
        ),
        ({"options": (Part("a", "Dinas"), Part("b", "Warga"), Part("c", "Semua jawaban benar"))}, "semua benar"),
        (
            {
                "options": (
                    Part("a", "Dinas"),
                    Part("b", "Warga yang datanya diolah oleh dinas atas permintaan mereka sendiri"),
                    Part("c", "Vendor"),
                )
            },
            "unequal length",
        ),
        (
            {
                "kind": "situational",
                "options": (Part("a", "Melapor kepada tim tanggap"), Part("b", "Menunggu"), Part("c", "Menghapus")),
                "key": {"weights": {"a": "1", "b": "0.5", "c": "0"}},
            },
            "longest",
        ),
        *(
            ({"options": (Part("a", "Dinas"), Part("b", "Warga"), Part("c", told))}, "semua benar")
            for told in (
                "Semua benar",
                "Semua di atas",
                "Semuanya tepat",
                "Tidak ada yang benar",
                "Tidak ada jawaban yang benar",
                "Tidak satu pun benar",
                "Bukan salah satu di atas",
            )
        ),
        *(
            ({"stem": told}, "what does not hold")
            for told in (
                "Manakah yang bukan prinsip SPBE?",
                "Manakah yang bukan prinsip SPBE? Pilih satu.",
                "Semua berikut adalah data umum, kecuali ...",
                "Hal yang tidak termasuk data pribadi adalah ...",
                "Tindakan yang sebaiknya tidak dilakukan adalah ...",
            )
        ),
        ({"rationale": ""}, "explanation"),
        ({"source": ""}, "source"),
    ],
)
def test_advice_is_given_where_an_item_could_be_better(fields, word):
    assert any(word in remark for remark in remarks(content(**fields)))


def test_a_good_item_gets_no_advice():
    assert remarks(content()) == []


@pytest.mark.parametrize(
    "stem",
    [
        "Manakah yang BUKAN prinsip SPBE?",
        "Semua berikut adalah data umum, KECUALI ...",
        "Tidak ada tanda data disalin keluar. Apakah ini insiden?",
        "Surel datang dari alamat yang bukan bkn.go.id. Tindakan terbaik adalah ...",
        "Apa yang dilakukan lebih dahulu jika sistem tidak dapat dibuka?",
    ],
)
def test_a_negation_that_cannot_be_overlooked_or_negates_no_option_gets_no_advice(stem):
    assert remarks(content(stem=stem)) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "numeric", "options": (), "key": {"number": "1", "tolerance": "0", "unit": ""}},
        {"kind": "short_text", "options": (), "key": {"accepted": ["dinas"]}},
        {"kind": "cloze", "stem": "Isi [[a]].", "options": (Part("a", "Isian 1"),), "key": {"gaps": {"a": ["x"]}}},
    ],
)
def test_advice_on_options_is_not_given_where_there_are_none(fields):
    assert remarks(content(**fields)) == []


@pytest.mark.parametrize(
    ("places", "crowded"),
    [
        ([0] * 9, None),
        ([0] * 5 + [1] * 5, None),
        ([0] * 6 + [1] * 4, (0, 6)),
        ([2] * 7 + [0, 1, 3], (2, 7)),
        ([0, 1, 2] * 5, None),
    ],
)
def test_a_place_is_crowded_when_it_holds_more_than_half_of_ten_or_more_keys(places, crowded):
    assert crowded_place(places) == crowded


@pytest.mark.django_db
def test_an_author_is_told_where_the_right_option_stands_too_often(django_assert_max_num_queries):
    wati, joko = two_people()
    approved(wati, joko, code="S-0")
    for number in range(1, 9):
        draft(wati, code=f"S-{number}", key={"choice": ["a" if number < 6 else "b"]})
    first = Item.objects.get(code="S-0")
    assert selectors.item_page(wati, first.uuid, on=TODAY).crowded is None
    draft(joko_as_author(joko), code="J-1", key={"choice": ["c"]})
    draft(wati, code="S-9", key={"choice": ["a"]})
    services.revise_item(
        item=first.uuid, placing=placing(), content=content(key={"choice": ["b"]}), by=wati, at=MORNING
    )

    with django_assert_max_num_queries(12):
        page = selectors.item_page(wati, first.uuid, on=TODAY)

    assert page.crowded == selectors.CrowdedPlace("A", 6, 10)


def joko_as_author(joko):
    builders.RoleGrant.objects.create(
        person=joko, role=Role.TRAINER, unit=joko.role_grants.get().unit, valid_from=builders.SINCE
    )
    return joko


@pytest.mark.django_db
def test_where_the_right_option_stands_is_read_of_no_item_out_of_reach():
    wati, _ = two_people()
    item = draft(wati)
    stranger = builders.with_role("Dewi Anggraini", Role.TRAINER, builders.agency("Kementerian Contoh"))
    for number in range(10):
        draft(wati, code=f"S-1{number}")

    assert selectors.crowded_key_place(wati, item, on=TODAY) == selectors.CrowdedPlace("A", 11, 11)
    assert selectors.crowded_key_place(stranger, item, on=TODAY) is None
