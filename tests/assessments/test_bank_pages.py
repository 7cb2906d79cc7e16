"""The item bank in the admin, as trainers and second readers use it."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessments.models import Item
from lms.people.models import Role
from tests.assessments import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    builders.competencies("D2")
    return builders.agency()


def second_reader(agency):
    return builders.into_the_admin(builders.with_role("Joko Susilo", Role.SECOND_READER, agency), "Penelaah")


def typed(**fields):
    told = {
        "code": "S-1",
        "competency": builders.competencies("D2")["D2"].pk,
        "level": 2,
        "kind": "single",
        "use": "exam",
        "topic": "PDP-101",
        "stem": "Siapa pengendali data?",
        "options": "* Dinas\nWarga\nVendor",
        "rationale": "Dinas menentukan tujuan.",
        "source": "UU 27/2022",
    }
    return {**told, **fields}


def test_an_author_keeps_two_items_apart_that_give_each_other_away(client, agency):
    client.force_login(builders.trainer(agency))
    client.post(reverse("item_bank:add"), typed(enemies="sandi"))
    item = Item.objects.get()

    assert item.enemies == "sandi"
    assert "soal lain bertanda “sandi”" in client.get(reverse("item_bank:item", args=[item.uuid])).content.decode()
    client.post(reverse("item_bank:edit", args=[item.uuid]), typed(enemies=""))
    assert Item.objects.get().enemies == ""


def test_an_item_is_written_read_by_a_second_person_and_used(client, agency):
    wati, joko = builders.trainer(agency), second_reader(agency)
    client.force_login(wati)

    written = client.post(reverse("item_bank:add"), typed())
    item = Item.objects.get()
    assert written.url == reverse("item_bank:item", args=[item.uuid])
    assert client.get(written.url).status_code == 200
    client.post(reverse("item_bank:submit", args=[item.uuid]))
    client.force_login(joko)
    assert "S-1" in client.get(reverse("item_bank:reviews")).content.decode()
    version = str(item.versions.get().uuid)
    assert (
        f'name="version" value="{version}"' in client.get(reverse("item_bank:item", args=[item.uuid])).content.decode()
    )
    client.post(reverse("item_bank:send_back", args=[item.uuid]), {"comment": "", "version": version})
    assert Item.objects.get().status == "in_review"
    client.post(reverse("item_bank:approve", args=[item.uuid]), {"comment": "Baik.", "version": version, "tried": "on"})

    item = Item.objects.get()
    assert item.status == "active"
    assert item.approved.secret.key == {"choice": ["a"]}


@pytest.mark.parametrize("version", ["", "bukan-uuid", "00000000-0000-4000-8000-000000000000"])
def test_whoever_read_another_version_is_told_so_and_nothing_is_approved(client, agency, version):
    wati, joko = builders.trainer(agency), second_reader(agency)
    client.force_login(wati)
    client.post(reverse("item_bank:add"), typed())
    item = Item.objects.get()
    client.post(reverse("item_bank:submit", args=[item.uuid]))
    client.force_login(joko)

    answered = client.post(
        reverse("item_bank:approve", args=[item.uuid]), {"version": version, "tried": "on"}, follow=True
    )

    assert [message.level_tag for message in answered.context["messages"]][-1] == "warning"
    assert Item.objects.get().status == "in_review"


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"kind": "multiple", "options": "* a\n*b\nc"}, {"choice": ["a", "b"]}),
        (
            {"kind": "multiple", "options": "* a\n*b\nc", "all_or_nothing": "on"},
            {"choice": ["a", "b"], "all_or_nothing": True},
        ),
        ({"kind": "single", "all_or_nothing": "on"}, {"choice": ["a"]}),
        ({"kind": "ordering", "options": "satu\ndua\ntiga"}, {"places": {"a": 1, "b": 2, "c": 3}}),
        ({"kind": "matching", "options": "kiri = kanan\natas = bawah"}, {"pairs": {"a": "1", "b": "2"}}),
        ({"kind": "true_false", "options": "Benar\n*Salah"}, {"choice": ["b"]}),
        (
            {"kind": "numeric", "options": "1.250,50 +- 0,1 GB"},
            {"number": "1250.5", "tolerance": "0.1", "unit": "GB"},
        ),
        (
            {"kind": "short_text", "options": "Pengendali data\npengendali data pribadi"},
            {"accepted": ["Pengendali data", "pengendali data pribadi"]},
        ),
        (
            {
                "kind": "cloze",
                "stem": "[[b]] menentukan tujuan, lalu [[a]] mengolah.",
                "options": "b = Pengendali / pengendali data\na = prosesor",
            },
            {"gaps": {"a": ["prosesor"], "b": ["Pengendali", "pengendali data"]}},
        ),
        (
            {"kind": "situational", "options": "[1] Melapor\n[0,5] Menunggu\n[0] Menghapus"},
            {"weights": {"a": "1", "b": "0.5", "c": "0"}},
        ),
        ({"kind": "numeric", "options": "-3"}, {"number": "-3", "tolerance": "0", "unit": ""}),
    ],
)
def test_every_kind_of_question_is_typed_line_by_line_and_comes_back_the_same(client, agency, fields, key):
    client.force_login(builders.trainer(agency))

    client.post(reverse("item_bank:add"), typed(**fields))
    item = Item.objects.get()
    version = item.versions.get()
    form = client.get(reverse("item_bank:edit", args=[item.uuid])).context["form"]
    client.post(reverse("item_bank:edit", args=[item.uuid]), {**typed(**fields), "options": form.initial["options"]})

    assert version.secret.key == key
    assert item.versions.get().sha256 == version.sha256


@pytest.mark.parametrize("options", ["Dinas\nWarga", "* Dinas", "* Dinas\n* Warga", "* Dinas\ndinas"])
def test_a_form_that_cannot_be_asked_keeps_what_was_typed_and_says_why(client, agency, options):
    client.force_login(builders.trainer(agency))

    page = client.post(reverse("item_bank:add"), typed(options=options))

    assert page.status_code == 200
    assert page.context["form"].errors["options"]
    assert "Siapa pengendali data?" in page.content.decode()
    assert not Item.objects.exists()


def test_advice_does_not_block(client, agency):
    client.force_login(builders.trainer(agency))

    client.post(reverse("item_bank:add"), typed(rationale="", options="* Dinas\nWarga\nSemua benar"))
    page = client.get(reverse("item_bank:item", args=[Item.objects.get().uuid]))

    assert len(page.context["page"].remarks) == 3


def test_an_author_reads_where_the_right_option_stands_too_often(client, agency):
    client.force_login(builders.trainer(agency))
    for number in range(10):
        client.post(reverse("item_bank:add"), typed(code=f"S-{number}"))

    page = client.get(reverse("item_bank:item", args=[Item.objects.get(code="S-0").uuid])).content.decode()

    assert "Pada 10 dari 10 soal pilihan tunggal terakhir penulis ini, pilihan benarnya A." in page


def test_a_reason_beside_a_field_keeps_its_capitals(client, agency):
    client.force_login(builders.trainer(agency))

    page = client.post(reverse("item_bank:add"), typed(kind="numeric", options="banyak GB"))

    assert "Kunci harus berupa angka, toleransi, dan satuannya, misalnya 12,5 ± 0,1 GB." in page.content.decode()


def test_gaps_that_cannot_be_read_are_refused_beside_the_question(client, agency):
    client.force_login(builders.trainer(agency))

    form = client.post(reverse("item_bank:add"), typed(kind="cloze", options="a = x")).context["form"]

    assert list(form.errors) == ["stem"]


def test_a_code_that_is_taken_is_refused_beside_its_field(client, agency):
    client.force_login(builders.trainer(agency))
    client.post(reverse("item_bank:add"), typed())

    page = client.post(reverse("item_bank:add"), typed())

    assert page.context["form"].errors["code"]


def test_a_file_is_imported_and_reported_by_line(client, agency):
    client.force_login(builders.trainer(agency))
    text = "kode;kompetensi;jenjang;jenis;soal;pilihan;kunci\nS-1;D2;2;SC;Satu?;a | b;A\nS-2;D2;2;SC;Dua?;a | b;Z\n"

    file = SimpleUploadedFile("soal.csv", text.encode())
    page = client.post(reverse("item_bank:import"), {"file": file}, follow=True)

    assert [(line.place, line.code, line.verdict) for line in page.context["lines"]] == [
        (2, "S-1", "imported"),
        (3, "S-2", "refused"),
    ]
    assert not Item.objects.exists()
    done = client.post(page.request["PATH_INFO"], follow=True)
    assert (done.context["counts"].created, done.context["counts"].refused) == (1, 1)
    assert Item.objects.get().status == "draft"


def test_a_file_that_is_no_table_is_refused_beside_its_field(client, agency):
    client.force_login(builders.trainer(agency))

    page = client.post(reverse("item_bank:import"), {"file": SimpleUploadedFile("foto.csv", b"\xff\xd8\xff\xe0")})

    assert page.context["form"].errors["file"]


def test_the_list_costs_the_same_however_long_it_is(client, agency, django_assert_max_num_queries):
    client.force_login(builders.trainer(agency))
    for number in range(30):
        builders.bank([builders.row(f"N-{number:02}")])
    client.get(reverse("item_bank:index"))

    with django_assert_max_num_queries(33):
        page = client.get(reverse("item_bank:index"), {"status": "active", "q": "N-"})

    assert len(page.context["page"]) == 25


def test_a_filter_that_makes_no_sense_narrows_nothing(client, agency):
    client.force_login(builders.trainer(agency))

    assert client.get(reverse("item_bank:index"), {"status": "salah", "kompetensi": "Z9", "p": "x"}).status_code == 200


def test_somebody_without_a_role_is_refused(client, agency):
    client.force_login(builders.into_the_admin(builders.person(), "Pelatih"))

    for name in ("index", "add", "import", "reviews"):
        assert client.get(reverse(f"item_bank:{name}")).status_code == 403


def test_a_trainer_cannot_review_and_an_item_of_another_agency_is_not_found(client, agency):
    wati = builders.trainer(agency)
    client.force_login(wati)
    client.post(reverse("item_bank:add"), typed())
    item = Item.objects.get()
    client.post(reverse("item_bank:submit", args=[item.uuid]))

    assert client.post(reverse("item_bank:approve", args=[item.uuid])).status_code == 403
    client.force_login(
        builders.into_the_admin(builders.with_role("Dewi", Role.TRAINER, builders.agency("Lain")), "Pelatih")
    )
    assert client.get(reverse("item_bank:item", args=[item.uuid])).status_code == 404
