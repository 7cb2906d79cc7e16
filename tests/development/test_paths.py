"""Learning paths: written by those who may, frozen once published, asked as one thing, done when the last step is."""

import uuid
from datetime import date

import pytest
from django.utils.html import strip_tags

from assessments.models import Blueprint
from lms.development import selectors, services, targets
from lms.development.models import LearningPath, PathState
from lms.development.selectors.path_targets import done_by
from lms.development.selectors.paths import NoSuchPath, WritesNoPaths
from lms.development.services.paths import (
    PathStands,
    StepClosed,
    StepNotForThem,
    StepThere,
    TooFewSteps,
    TooManySteps,
    TypedPath,
)
from lms.development.targets import NotToBeAsked, Ref
from lms.people import services as people_services
from lms.people.access import OutsideScope
from lms.people.models import Role
from tests.builders import NOW, TODAY, grant, person, post, unit
from tests.development.asking import a_test
from tests.development.paths import add, ask, begin, measured_by, published, take

pytestmark = pytest.mark.django_db


def test_hr_and_trainers_write_for_their_own_part_and_nobody_else_does(office):
    trainer, beside = person("Pelatih"), unit("Seksi lain", office.home)
    grant(trainer, Role.TRAINER, office.section)

    begin(office, by=trainer, where=office.section)
    with pytest.raises(OutsideScope):
        begin(office, by=trainer, where=beside)
    with pytest.raises(OutsideScope):
        begin(office, by=office.hr_elsewhere)
    with pytest.raises(WritesNoPaths):
        begin(office, by=office.head)
    with pytest.raises(OutsideScope):
        services.write_path(typed=TypedPath("Semua", "Untuk semua.", None), by=office.hr, at=NOW)


def test_only_who_works_for_the_whole_nation_writes_for_everybody(office):
    national = person("Pelatih Nasional")
    people_services.grant_role(person=national, role=Role.TRAINER, unit=None, since=date(2024, 1, 1), by=None)

    made = services.write_path(typed=TypedPath("Dasar", "Untuk semua.", None), by=national, at=NOW)

    assert made.unit is None
    with pytest.raises(NoSuchPath):
        selectors.path_to_write(made.uuid, viewer=office.hr, on=TODAY)


def test_a_path_of_another_part_is_not_there_for_its_writers(office):
    path = published(office, a_test("A"), a_test("B"))

    for deed in (services.close_path, services.copy_path, services.throw_path_away):
        with pytest.raises(NoSuchPath):
            deed(path=path.uuid, by=office.hr_elsewhere, at=NOW)
    assert list(selectors.paths_to_write(office.hr_elsewhere, on=TODAY)) == []
    with pytest.raises(WritesNoPaths):
        selectors.paths_to_write(office.siti, on=TODAY)


def test_steps_are_added_once_moved_and_taken_out(office):
    path, tests = begin(office), [a_test("A"), a_test("B"), a_test("C")]
    add(office, path, *tests)
    with pytest.raises(StepThere):
        add(office, path, tests[0])
    with pytest.raises(NotToBeAsked):
        services.add_step(path=path.uuid, thing=Ref("test", uuid.uuid4()), by=office.hr, at=NOW)

    def titles():
        return [step.target_title for step in path.steps.all()]

    last = path.steps.get(target_uuid=tests[2].uuid)
    services.move_step(path=path.uuid, step=last.pk, by_places=-1, by=office.hr, at=NOW)
    assert titles() == ["Tes A", "Tes C", "Tes B"]
    services.move_step(path=path.uuid, step=last.pk, by_places=-5, by=office.hr, at=NOW)
    assert titles() == ["Tes C", "Tes A", "Tes B"]
    services.remove_step(path=path.uuid, step=last.pk, by=office.hr, at=NOW)
    assert titles() == ["Tes A", "Tes B"]


def test_a_path_has_two_to_twenty_steps_and_no_path_inside(office):
    inner = published(office, a_test("A"), a_test("B"))
    path = begin(office)

    with pytest.raises(NotToBeAsked):
        add(office, path, inner, kind="path")
    add(office, path, a_test("C"))
    with pytest.raises(TooFewSteps):
        services.publish_path(path=path.uuid, by=office.hr, at=NOW)
    for number in range(19):
        add(office, path, a_test(f"T{number}"))
    with pytest.raises(TooManySteps):
        add(office, path, a_test("U"))


def test_a_path_of_optional_steps_alone_is_none(office):
    path = begin(office)
    add(office, path, a_test("A"), a_test("B"), optional=True)

    with pytest.raises(TooFewSteps):
        services.publish_path(path=path.uuid, by=office.hr, at=NOW)


def test_a_thing_for_a_part_of_the_people_is_no_step_of_a_path_for_all_of_them(office):
    narrow, path = a_test("SEMPIT"), begin(office)
    Blueprint.objects.filter(pk=narrow.pk).update(unit=office.section)

    with pytest.raises(StepNotForThem):
        add(office, path, narrow)
    assert "Tes SEMPIT" not in [thing.title for thing in selectors.things_to_add(path, "")]

    smaller = begin(office, where=office.section)
    add(office, smaller, narrow)
    with pytest.raises(StepNotForThem):
        services.write_path(
            typed=TypedPath("Lebar", "Untuk semua.", office.home.uuid), by=office.hr, at=NOW, path=smaller.uuid
        )


def test_what_was_closed_since_it_became_a_step_is_not_published(office):
    test, path = a_test("A"), begin(office)
    add(office, path, test, a_test("B"))
    Blueprint.objects.filter(pk=test.pk).update(status="withdrawn")

    with pytest.raises(StepClosed):
        services.publish_path(path=path.uuid, by=office.hr, at=NOW)


def test_a_published_path_does_not_change_and_its_copy_does(office):
    path = published(office, a_test("A"), a_test("B"))
    step = path.steps.all()[0]
    told = {"path": path.uuid, "by": office.hr, "at": NOW}

    for deed in (
        lambda: services.remove_step(step=step.pk, **told),
        lambda: services.move_step(step=step.pk, by_places=1, **told),
        lambda: services.make_optional(step=step.pk, is_optional=True, **told),
        lambda: services.write_path(typed=TypedPath("Lain", "Lain.", office.home.uuid), **told),
        lambda: services.throw_path_away(**told),
        lambda: services.publish_path(**told),
        lambda: add(office, path, a_test("C")),
    ):
        with pytest.raises(PathStands):
            deed()
    copy = services.copy_path(**told)
    add(office, copy, a_test("D"))

    assert (copy.state, copy.steps.count(), path.steps.count()) == (PathState.DRAFT, 3, 2)


def test_nobody_of_another_agency_reads_a_path_and_a_draft_is_its_writers_alone(office):
    path, rough = published(office, a_test("A"), a_test("B")), begin(office)

    assert selectors.path_page(path.uuid, viewer=office.siti, on=TODAY).path == path
    assert selectors.path_page(rough.uuid, viewer=office.hr, on=TODAY).path == rough
    for who, which in [(office.stranger, path), (office.hr_elsewhere, path), (office.siti, rough)]:
        with pytest.raises(NoSuchPath):
            selectors.path_page(which.uuid, viewer=who, on=TODAY)
    assert list(selectors.paths_to_read(office.stranger, on=TODAY)) == []
    assert list(selectors.paths_to_read(office.siti, on=TODAY)) == [path]


def test_who_moved_away_still_reads_the_path_they_were_asked_to_go(office):
    path = published(office, a_test("A"), a_test("B"))
    ask(office, path, office.siti)
    office.siti.postings.update(valid_to=date(2026, 11, 23))
    post(office.siti, office.stranger.postings.get().unit)

    assert list(selectors.paths_to_read(office.siti, on=TODAY)) == [path]


def test_recognising_a_path_costs_the_same_for_any_number_of_people(office, django_assert_max_num_queries):
    path = published(office, measured_by("A"), measured_by("B"))
    few, many = [office.siti.pk], [person(f"Orang {number}").pk for number in range(30)]

    for people in (few, many):
        with django_assert_max_num_queries(3):
            done_by([path.uuid], people, TODAY)


def test_my_list_of_paths_costs_the_same_for_any_length(client, office, django_assert_max_num_queries):
    tests = [measured_by("A"), measured_by("B")]
    for number in range(8):
        ask(office, published(office, *tests, title=f"Jalur {number}"), office.siti)
    client.force_login(office.siti)

    with django_assert_max_num_queries(22):
        page = client.get("/pengembangan/jalur/").content.decode()

    assert page.count("diminta dari Anda, sampai 24 Desember 2026") == 8


def test_the_writers_list_costs_the_same_for_any_length(client, office, django_assert_max_num_queries):
    tests = [a_test("A"), a_test("B")]
    for number in range(8):
        published(office, *tests, title=f"Jalur {number}")
    client.force_login(office.hr)

    with django_assert_max_num_queries(16):
        page = client.get("/pengembangan/jalur/tulis/").content.decode()

    assert page.count("2 langkah") == 8


def test_the_page_of_a_path_names_the_next_step_and_how_far_one_is(client, office):
    first, second, third = measured_by("A"), measured_by("B"), measured_by("C")
    path = published(office, first, second, third)
    ask(office, path, office.siti)
    take(office.siti, first)
    client.force_login(office.siti)

    page = client.get(f"/pengembangan/jalur/{path.uuid}/").content.decode()

    assert "1 dari 3 langkah" in page
    assert "Lanjutkan ke langkah berikutnya" in page
    current = page[page.index('aria-current="step"') :]
    assert "Tes B" in strip_tags(current[: current.index("</li>")])


def test_a_path_is_written_published_and_assigned_on_pages_without_a_script(client, office):
    tests = [a_test("A"), a_test("B")]
    client.force_login(office.hr)
    typed = {"title": "Loket", "purpose": "Untuk petugas loket.", "unit": str(office.home.uuid)}

    assert client.post("/pengembangan/jalur/tulis/baru/", {**typed, "title": ""}).status_code == 422
    client.post("/pengembangan/jalur/tulis/baru/", typed)
    path = LearningPath.objects.get()
    where = f"/pengembangan/jalur/tulis/{path.uuid}/"
    found = client.get(where, {"cari": "Tes b"}).content.decode()
    assert "Tes B" in found
    assert "Tes A" not in found
    for test in tests:
        client.post(f"{where}langkah/", {"kind": "test", "number": str(test.uuid)})
    last = path.steps.last()
    client.post(f"{where}langkah/{last.pk}/", {"aksi": "naik"})
    client.post(f"{where}langkah/{path.steps.last().pk}/", {"aksi": "pilihan"})
    client.post(f"{where}terbit/")

    assert [(step.target_title, step.is_optional) for step in path.steps.all()] == [("Tes B", False), ("Tes A", True)]
    assert "Salin sebagai draf" in client.get(where).content.decode()
    assert client.get(f"{where}kata/").status_code == 302
    assert "Loket" in client.get("/pengembangan/jalur/tulis/").content.decode()


def test_the_writers_pages_are_no_page_of_other_people(client, office):
    path = published(office, a_test("A"), a_test("B"))

    client.force_login(office.siti)
    assert client.get("/pengembangan/jalur/tulis/").status_code == 403
    assert client.get("/pengembangan/jalur/tulis/baru/").status_code == 403
    assert client.post(f"/pengembangan/jalur/tulis/{path.uuid}/tutup/").status_code == 404
    client.force_login(office.hr_elsewhere)
    assert client.get(f"/pengembangan/jalur/tulis/{path.uuid}/").status_code == 404
    assert targets.find(Ref("path", path.uuid)).takes_more
