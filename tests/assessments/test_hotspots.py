"""Regions of a picture: the list is the form, the picture picks in it, and which is right stays on the server."""

from __future__ import annotations

import json
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from assessments import services
from assessments.authoring import UnusableItem, check
from assessments.exchange import table
from assessments.models import Attempt, Item, ItemVersion
from assessments.notation import lines_of
from assessments.regions import canonical_outline, fault_of_outline, shape_in
from assessments.rendering import PICTURE_FILTER, shown_in_slot
from assessments.stimuli import Picture
from lms.people.models import Role
from tests.assessments import builders, writing
from tests.assessments.builders import row, slots

PLACES = (
    "* Alamat pengirim = kotak 10 10 40 8",
    "Tombol masuk = lingkaran 50 60 10",
    "Nama di akhir surat = poligon 10 80 40 80 25 95",
)


def picture(alt="Surel pendek dengan tombol", size=(640, 480)):
    image = Image.objects.create(title="surel", file=get_test_image_file(size=size))
    return Picture(image.get_file_hash(), alt, "Dari: admin@contoh.example.")


def hotspot(code="HS", **fields):
    told = {"kind": "HS", "options": PLACES, "key": "", "stem": "Bagian mana yang menunjukkan penipuan?", **fields}
    return row(code, **{"picture": picture(), **told})


@pytest.fixture
def rina(client):
    person = builders.person()
    client.force_login(person)
    return person


def attempt_at(person, *rows):
    builders.competencies("D2")
    builders.bank(rows)
    test = services.define_blueprint(code="UJI", title="Uji akhir", cells=[services.CellSpec("D2", len(rows))])
    return services.start_attempt(person=person, blueprint=test, at=timezone.now(), seed=7)


def page_at(client, attempt):
    return client.get(reverse("assessments:attempt", args=[attempt.uuid])).content.decode()


# How regions are written


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("kotak 10 20 30 15", "kotak 10 20 30 15"),
        ("RECT 10,5; 20 30 15", "kotak 10.5 20 30 15"),
        ("circle 50 50 8", "lingkaran 50 50 8"),
        ("polygon 10 10 30 10 20 25", "poligon 10 10 30 10 20 25"),
        ("kotak 10 20 30", "kotak 10 20 30"),
        ("di tengah", "di tengah"),
    ],
)
def test_a_region_has_one_way_of_writing_and_what_is_none_stays(typed, canonical):
    assert canonical_outline(typed) == canonical


@pytest.mark.parametrize(
    ("outline", "fault"),
    [
        ("kotak 10 20 30 15", None),
        ("kotak 80 20 30 15", "region_outside"),
        ("lingkaran 5 50 8", "region_outside"),
        ("kotak 10 20 30 1", "small_region"),
        ("poligon 10 10 30 10", "no_region"),
        ("kotak 10 20 30 15 4", "no_region"),
        ("", "no_region"),
    ],
)
def test_a_region_that_cannot_be_hit_is_found(outline, fault):
    assert fault_of_outline(outline) == fault


def test_a_region_stands_in_the_pixels_of_its_picture():
    assert shape_in("kotak 10 20 50 30", 640, 480).points == "64,96 384,96 384,240 64,240"
    assert shape_in("lingkaran 50 50 10", 640, 480).circle == (320.0, 240.0, 64.0)
    assert shape_in("poligon 0 0 50 0 0 100", 640, 480).points == "0,0 320,0 0,480"


@pytest.mark.parametrize(
    ("outline", "place"),
    [
        ("kotak 10 20 50 30", (44.8, 115.2)),  # left of it
        ("kotak 2 20 50 30", (352.0, 115.2)),  # no room on the left
        ("kotak 2 20 97 30", (19.2, 115.2)),  # none at all
        ("lingkaran 50 50 10", (256.0, 214.4)),
    ],
)
def test_the_number_of_a_region_hides_nothing_of_it_where_there_is_room(outline, place):
    shape = shape_in(outline, 640, 480)

    assert shape.badge == pytest.approx(place, abs=0.1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"picture": None}, "gambar"),
        ({"options": PLACES[1:]}, "bintang"),
        ({"options": ("* A = kotak 10 10 40 8", "B = di bawah")}, "kotak 10 20 30 15"),
        ({"options": ("* A = kotak 10 10 40 8", " = kotak 10 40 40 8")}, "kosong"),
        ({"options": PLACES[:1]}, "dua"),
    ],
)
def test_a_picture_whose_regions_are_not_all_named_and_placed_is_refused(changes, sentence):
    found = table.entry_of(hotspot(**changes))

    assert found.content is None
    from django.utils.translation import gettext

    assert sentence in gettext(found.refusal.message)


@pytest.mark.django_db
def test_a_picture_with_regions_travels_in_a_table_without_loss():
    entry = table.entry_of(hotspot())

    back = table.read(table.write([entry]))

    assert back[0].says_the_same(entry)
    assert lines_of(back[0].content)[0] == "* Alamat pengirim = kotak 10 10 40 8"


@pytest.mark.django_db
def test_only_a_question_about_regions_has_a_picture():
    content = table.entry_of(hotspot()).content
    from dataclasses import replace

    with pytest.raises(UnusableItem):
        check(replace(content, kind="single", choices=()))


# The learner


@pytest.mark.django_db
def test_every_region_stands_in_the_picture_and_by_name_in_the_list_that_is_the_form(client, rina):
    attempt = attempt_at(rina, hotspot())

    page = page_at(client, attempt)

    of_option = shown_in_slot(slots(attempt)[0]).of_option
    for token in of_option.values():
        assert page.count(f'data-region="{token}"') == 1
        assert page.count(f'<input type="radio" name="jawaban" value="{token}"') == 1
    assert "Surel pendek dengan tombol" in page
    assert "Dari: admin@contoh.example." in page
    assert "Alamat pengirim" in page
    assert page.index(f'data-region="{min(of_option.values())}"') < page.index(
        f'data-region="{max(of_option.values())}"'
    )


@pytest.mark.django_db
@pytest.mark.parametrize(("chosen", "percent"), [("a", 100), ("b", 0), (None, 0)])
def test_the_right_region_earns_the_points_with_the_plain_form(client, rina, chosen, percent):
    attempt = attempt_at(rina, hotspot())
    token = shown_in_slot(slots(attempt)[0]).of_option.get(chosen, "")

    sent = {"nomor": 1, "seq": 1, "langkah": "kumpulkan", "jawaban": token}
    client.post(reverse("assessments:attempt", args=[attempt.uuid]), sent)
    services.submit(person=rina, attempt=attempt.uuid, at=timezone.now())

    assert Attempt.objects.get().percent == percent
    page = client.get(reverse("assessments:result", args=[attempt.uuid])).content.decode()
    assert ("Pilihan Anda" in page) is (chosen is not None)
    assert page.count("data-region=") == 3


@pytest.mark.django_db
def test_tokens_of_regions_differ_from_attempt_to_attempt(client, rina):
    attempt = attempt_at(rina, hotspot())
    sari = builders.person("Sari Dewi")
    other = services.start_attempt(person=sari, blueprint=attempt.blueprint, at=timezone.now(), seed=8)

    mine, theirs = (set(shown_in_slot(slots(one)[0]).of_option.values()) for one in (attempt, other))

    assert not mine & theirs


@pytest.mark.django_db
def test_two_regions_at_once_are_no_answer(client, rina):
    attempt = attempt_at(rina, hotspot())
    tokens = list(shown_in_slot(slots(attempt)[0]).of_option.values())

    told = {"nomor": 1, "seq": 1, "jawaban": json.dumps({"choice": tokens[:2]})}

    assert client.post(reverse("assessments:save", args=[attempt.uuid]), told).status_code == 422


@pytest.mark.django_db
def test_which_region_is_right_stands_in_no_version_and_on_no_page(client, rina):
    attempt = attempt_at(rina, hotspot())

    page = page_at(client, attempt)

    assert "*" not in json.dumps(list(ItemVersion.objects.values("stem", "options", "choices")))
    assert "PENJELASAN-HS" not in page
    assert "* Alamat" not in page
    assert 'class="reviewed__right"' not in page


# Writing


@pytest.mark.django_db
def test_a_trainer_writes_regions_and_reads_them_back(client):
    unit = builders.agency()
    wati = writing.trainer(unit)
    wati.is_superuser = True  # chooses from the whole library
    wati.save()
    client.force_login(wati)
    image = Image.objects.get(file_hash=picture().file)
    facts = {
        "code": "HS-1",
        "competency": builders.competencies("D2")["D2"].pk,
        "level": 1,
        "kind": "hotspot",
        "use": "exam",
        "stem": "Di mana tombolnya?",
        "options": "\n".join(PLACES),
        "picture": image.pk,
        "alt": "Surel",
    }

    refused = client.post(reverse("item_bank:add"), {**facts, "picture": ""})
    made = client.post(reverse("item_bank:add"), facts, follow=True)

    assert "gambar" in refused.content.decode()
    assert "Alamat pengirim = kotak 10 10 40 8" in refused.content.decode()
    assert made.status_code == 200
    version = Item.objects.get(code="HS-1").versions.get()
    assert (version.picture, version.alt_text) == (image, "Surel")
    assert [choice["text"] for choice in version.choices][1] == "lingkaran 50 60 10"
    edited = client.get(reverse("item_bank:edit", args=[version.item.uuid])).content.decode()
    assert "* Alamat pengirim = kotak 10 10 40 8" in edited
    assert "data-region-helper" in edited


@pytest.mark.django_db
def test_a_trainer_may_not_use_a_picture_of_another_agency(client):
    unit = builders.agency()
    client.force_login(writing.trainer(unit))
    image = Image.objects.get(file_hash=picture().file)

    page = client.post(
        reverse("item_bank:add_case"), {"code": "K-2", "title": "Judul", "text": "Teks", "picture": image.pk}
    )

    assert page.status_code == 200
    assert "picture" in page.context["form"].errors
    assert Role.TRAINER


@pytest.mark.django_db
def test_whoever_may_only_choose_a_picture_sees_it_where_regions_are_marked(client):
    wati = builders.trainer(builders.agency())
    builders.competencies("D2")
    item = builders.bank([hotspot()])["HS"]
    Item.objects.filter(pk=item.pk).update(unit=wati.role_grants.get().unit)
    client.force_login(wati)

    page = client.get(reverse("item_bank:edit", args=[item.uuid])).content.decode()

    picture = ItemVersion.objects.get().picture
    shown = re.search(r'data-known="(\d+)" data-shown="([^"]+)"', page)
    assert int(shown[1]) == picture.pk
    assert shown[2] == picture.get_rendition(PICTURE_FILTER).url
