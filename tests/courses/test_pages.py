import re

import pytest
from django.test import Client
from wagtail.models import Page, Revision
from wagtail.search.backends import get_search_backend

from assessments.models import Item
from assessments.rendering import shown_in_practice
from courses import services
from courses.models import CoursePage, Enrolment, LessonPage
from lms.people.models import User
from tests.builders import NOW, person
from tests.courses.builders import address_of, answer, lessons_of, token_for

CATALOGUE = "/kursus/"
COURSE = "/kursus/kursus-uji/"
SECRETS = ("Penjelasan-rahasia", '"key"', "is_correct", "data-key")


def signed_in(who: User) -> Client:
    client = Client()
    client.force_login(who, backend="lms.people.backends.NipOrEmailBackend")
    return client


def enrolled(who: User, course: CoursePage) -> Client:
    services.enrol(course=course.uuid, by=who, at=NOW)
    return signed_in(who)


def test_anybody_may_look_at_the_catalogue_and_a_course(client: Client, course: CoursePage):
    catalogue, page = client.get(CATALOGUE), client.get(COURSE)

    assert "Kursus uji" in catalogue.content.decode()
    assert page.status_code == 200
    assert "Pelajaran 1" in page.content.decode()
    assert "UU 27/2022, Pasal 1" in page.content.decode()


def test_a_lesson_asks_a_visitor_to_sign_in_and_leads_back(client: Client, course: CoursePage):
    address = address_of(lessons_of(course)[0])

    answered = client.get(address)

    assert answered.status_code == 302
    assert answered["Location"] == f"/masuk/?next={address}"


def test_who_did_not_join_finds_the_button_instead_of_the_text(sari: User, course: CoursePage):
    page = signed_in(sari).get(address_of(lessons_of(course)[0])).content.decode()

    assert f"/kursus/{course.uuid}/ikut/" in page
    assert "Teks <b>tebal</b>" not in page
    assert "data-check" not in page


def test_joining_leads_to_the_first_lesson(sari: User, course: CoursePage):
    answered = signed_in(sari).post(f"/kursus/{course.uuid}/ikut/")

    assert answered.status_code == 302
    assert answered["Location"] == address_of(lessons_of(course)[0])


def test_a_lesson_shows_text_table_example_and_check(sari: User, course: CoursePage):
    page = enrolled(sari, course).get(address_of(lessons_of(course)[0])).content.decode()

    assert "Teks <b>tebal</b>" in page
    assert '<th scope="col">Kolom</th>' in page
    assert "callout--contoh" in page
    assert "Pertanyaan 1?" in page


def test_a_lesson_page_takes_at_most_eleven_queries(sari: User, course: CoursePage, django_assert_max_num_queries):
    client, address = enrolled(sari, course), address_of(lessons_of(course)[0])
    client.get(address)

    with django_assert_max_num_queries(11):
        page = client.get(address)

    assert len(page.content) < 40_000


def test_a_course_page_takes_a_bounded_number_of_queries(
    sari: User, tested_course: CoursePage, django_assert_max_num_queries
):
    client = enrolled(sari, tested_course)

    with django_assert_max_num_queries(28):
        client.get(COURSE)


def test_a_check_is_answered_in_place_without_javascript(sari: User, course: CoursePage):
    client, lesson = enrolled(sari, course), lessons_of(course)[0]
    item = lesson.checks[0]
    address = f"/kursus/pelajaran/{lesson.uuid}/cek/{item}/"

    wrong = client.post(address, {"jawaban": token_for(item, False)}).content.decode()
    right = client.post(address, {"jawaban": token_for(item, True)}).content.decode()

    assert "Penjelasan-rahasia" not in wrong
    assert "Penjelasan-rahasia 1." in right
    assert "<h1>" in right


def test_the_script_gets_the_answered_check_alone(sari: User, course: CoursePage):
    client, lesson = enrolled(sari, course), lessons_of(course)[0]
    item = lesson.checks[0]

    answered = client.post(
        f"/kursus/pelajaran/{lesson.uuid}/cek/{item}/",
        {"jawaban": token_for(item, True)},
        headers={"X-Fragment": "check"},
    ).content.decode()

    assert "Penjelasan-rahasia 1." in answered
    assert "<html" not in answered


def test_a_check_may_be_a_judgement_and_only_the_best_action_is_right(sari: User, course: CoursePage):
    client, lesson = enrolled(sari, course), lessons_of(course)[0]
    item = lesson.checks[0]
    version = Item.objects.get(uuid=item).approved
    options = [{"id": name, "text": f"Tindakan {name}"} for name in "abc"]
    type(version).objects.filter(pk=version.pk).update(options=options)
    type(version.secret).objects.filter(version=version).update(key={"weights": {"a": "0", "b": "0.5", "c": "1"}})
    Item.objects.filter(uuid=item).update(kind="situational")
    tokens = shown_in_practice(Item.objects.select_related("approved__secret").get(uuid=item).approved).of_option
    address = f"/kursus/pelajaran/{lesson.uuid}/cek/{item}/"

    asked = client.get(address_of(lesson)).content.decode()
    middling = client.post(address, {"jawaban": tokens["b"]}).content.decode()
    best = client.post(address, {"jawaban": tokens["c"]}).content.decode()

    assert "pilih tindakan yang paling tepat" in asked
    assert "Penjelasan-rahasia" not in middling
    assert "Penjelasan-rahasia 1." in best


def test_an_answer_without_a_choice_asks_to_choose(sari: User, course: CoursePage):
    client, lesson = enrolled(sari, course), lessons_of(course)[0]

    answered = client.post(f"/kursus/pelajaran/{lesson.uuid}/cek/{lesson.checks[0]}/")

    assert answered.status_code == 200
    assert 'role="status"' in answered.content.decode()


def test_a_check_of_another_lesson_is_refused(sari: User, course: CoursePage):
    client = enrolled(sari, course)
    first, second = lessons_of(course)

    answered = client.post(f"/kursus/pelajaran/{first.uuid}/cek/{second.checks[0]}/", {"jawaban": "x"})

    assert answered.status_code == 404


def test_an_open_check_leads_back_to_itself(sari: User, course: CoursePage):
    client, lesson = enrolled(sari, course), lessons_of(course)[0]

    answered = client.post(f"/kursus/pelajaran/{lesson.uuid}/selesai/", follow=True)

    assert answered.redirect_chain[0][0] == f"{address_of(lesson)}#cek-1"
    assert [str(message) for message in answered.context["messages"]] != []


def test_a_finished_lesson_leads_to_the_next(sari: User, course: CoursePage):
    client = enrolled(sari, course)
    first, second = lessons_of(course)
    answer(sari, first)

    answered = client.post(f"/kursus/pelajaran/{first.uuid}/selesai/")

    assert answered["Location"] == address_of(second)


@pytest.mark.parametrize("what", ["ikut", "berhenti"])
def test_a_visitor_changes_nothing(client: Client, course: CoursePage, what: str):
    answered = client.post(f"/kursus/{course.uuid}/{what}/")

    assert answered["Location"].startswith("/masuk/")
    assert not Enrolment.objects.exists()


def test_leaving_asks_once(sari: User, course: CoursePage):
    client = enrolled(sari, course)

    asked = client.get(f"/kursus/{course.uuid}/berhenti/")
    left = client.post(f"/kursus/{course.uuid}/berhenti/")

    assert asked.status_code == 200
    assert left.status_code == 302
    assert Enrolment.objects.get(person=sari).state == "withdrawn"


def test_a_withdrawn_course_is_there_for_its_people_only(sari: User, course: CoursePage, client: Client):
    inside, outside = enrolled(sari, course), signed_in(person("Budi Santoso"))
    lesson = address_of(lessons_of(course)[0])
    for page in [course, *lessons_of(course)]:
        Page.objects.get(pk=page.pk).specific.unpublish()

    assert inside.get(COURSE).status_code == 200
    assert inside.get(lesson).status_code == 200
    assert outside.get(COURSE).status_code == 404
    assert outside.get(lesson).status_code == 404
    assert client.get(COURSE).status_code == 404
    assert outside.post(f"/kursus/{course.uuid}/ikut/").status_code == 409


def test_a_draft_is_seen_by_nobody(client: Client, course: CoursePage):
    draft = CoursePage(title="Rancangan", slug="rancangan", code="RNC-1", summary="…", jp=1, live=False)
    course.get_parent().add_child(instance=draft)

    assert client.get("/kursus/rancangan/").status_code == 404
    assert "Rancangan" not in client.get(CATALOGUE).content.decode()


def test_the_catalogue_finds_by_lesson_and_by_competency(client: Client, course: CoursePage):
    by_lesson = client.get(CATALOGUE, {"cari": "pelajaran"}).content.decode()
    by_competency = client.get(CATALOGUE, {"kompetensi": "D2"}).content.decode()
    nothing = client.get(CATALOGUE, {"cari": "astronomi"}).content.decode()

    assert COURSE in by_lesson
    assert COURSE in by_competency
    assert COURSE not in nothing


def test_the_catalogue_is_paged(client: Client, course: CoursePage, tmp_path):
    index = course.get_parent()
    for number in range(13):
        page = CoursePage(title=f"Kursus {number:02}", slug=f"k{number}", code=f"K-{number}", summary="…", jp=1)
        index.add_child(instance=page)

    first, second = client.get(CATALOGUE), client.get(CATALOGUE, {"page": "2"})

    assert first.content.count(b"course-card__title") == 12
    assert second.content.count(b"course-card__title") == 2


def test_a_module_leads_to_its_place_on_the_page_of_the_course(client: Client, course: CoursePage):
    answered = client.get(f"{COURSE}modul-satu/")

    assert answered.status_code == 302
    assert re.match(rf"{COURSE}#modul-[0-9a-f]{{8}}$", answered["Location"])


def test_the_key_is_in_no_page_no_revision_and_no_index(sari: User, course: CoursePage):
    client = enrolled(sari, course)
    pages = [client.get(address_of(lesson)).content.decode() for lesson in lessons_of(course)]
    revisions = [str(revision.content) for revision in Revision.objects.all()]
    stored = [str(lesson.body.raw_data) for lesson in lessons_of(course)]

    assert Item.objects.filter(topic="TST-101").count() == 2
    for text in [*pages, *revisions, *stored]:
        assert not [secret for secret in SECRETS if secret in text]
    for text in [*revisions, *stored]:
        assert "Kunci-rahasia" not in text
    found = get_search_backend().search("rahasia", LessonPage.objects.all())
    assert list(found) == []
