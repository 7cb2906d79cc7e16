"""Frameworks in versions: written by one, approved by another, followed by the next; what people proved counts on."""

import json
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lms.competencies.access import NotYoursToWrite
from lms.competencies.case_exchange import NotACasePackage, from_case, to_case
from lms.competencies.framework_content import faults_of, following_version
from lms.competencies.framework_tables import from_table, to_table
from lms.competencies.models import Crosswalk, Framework, Indicator
from lms.competencies.selectors.frameworks import comparison, content_of, framework_page
from lms.competencies.services import framework_exchange as exchange
from lms.competencies.services import frameworks as keeping
from lms.sentences import sentence
from tests.builders import NOW, TODAY, sign_in
from tests.competencies.keeping import next_version

pytestmark = pytest.mark.django_db
NO_TABLE = exchange.About()


def case_of(made, *, status="published"):
    return json.dumps(to_case(content_of(made), status=status, changed_at=NOW)).encode()


def changed(package, change):
    told = json.loads(package)
    change(told)
    return json.dumps(told).encode()


# Exchange


def test_a_package_that_goes_out_and_comes_back_is_the_same(house):
    before = content_of(house["framework"])

    again, faults = from_case(case_of(house["framework"]))

    assert (again, faults) == (before, [])


def test_a_package_makes_the_same_framework_on_an_empty_platform(house):
    package, before = case_of(house["framework"]), content_of(house["framework"])
    house["framework"].delete()

    made = exchange.apply_import(data=package, about=NO_TABLE, by=house["Wati"], at=NOW)

    assert content_of(made) == before
    assert (made.status, case_of(made)) == ("draft", package)


def test_a_table_that_goes_out_and_comes_back_changes_nothing(house):
    before = content_of(house["framework"])

    again, faults = from_table(to_table(before).encode(), known=before)

    assert (again, faults) == (before, [])


def test_the_same_file_twice_changes_nothing(house):
    about = exchange.About("kerangka-baru", "1", "Kerangka baru")
    table = to_table(content_of(house["framework"])).encode()
    made = exchange.apply_import(data=table, about=about, by=house["Wati"], at=NOW)

    plan = exchange.plan_import(data=table, about=about, by=house["Wati"], on=TODAY)

    assert (plan.target, plan.changes, plan.faults, plan.is_possible) == (made, (), (), False)


def test_a_dry_run_shows_what_would_change_and_changes_nothing(house):
    draft = next_version(house)
    before = content_of(draft)

    def rename(told):
        item = next(one for one in told["CFItems"] if one.get("humanCodingScheme") == "D2")
        item["abbreviatedStatement"] = "Melindungi data"

    plan = exchange.plan_import(data=changed(case_of(draft), rename), about=NO_TABLE, by=house["Wati"], on=TODAY)

    assert [(one.deed, one.code, one.differs) for one in plan.changes] == [("changed", "D2", ("name",))]
    assert content_of(draft) == before


def test_what_is_in_use_is_not_changed_by_a_file(house):
    def rename(told):
        told["CFDocument"]["title"] = "Lain"

    plan = exchange.plan_import(
        data=changed(case_of(house["framework"]), rename), about=NO_TABLE, by=house["Wati"], on=TODAY
    )

    assert [type(one) for one in plan.faults] == [keeping.FrameworkIsFixed]


def break_level(told):
    next(one for one in told["CFItems"] if one["CFItemType"] == "Indicator")["educationLevel"] = ["9"]


def break_tree(told):
    first = told["CFAssociations"][0]
    first["destinationNodeURI"]["identifier"] = first["originNodeURI"]["identifier"]


def break_esco(told):
    link = next(one for one in told["CFAssociations"] if one["associationType"] == "isRelatedTo")
    link["destinationNodeURI"]["uri"] = "https://jahat.example/skill/1"


@pytest.mark.parametrize(
    ("fault", "says"),
    [(break_level, "bukan jenjang"), (break_tree, "induknya sendiri"), (break_esco, "tidak termasuk")],
)
def test_a_fault_is_named_and_nothing_is_imported(house, fault, says):
    data = changed(case_of(next_version(house)), fault)
    before = list(Indicator.objects.order_by("pk").values("text", "level"))

    plan = exchange.plan_import(data=data, about=NO_TABLE, by=house["Wati"], on=TODAY)
    with pytest.raises(exchange.FaultsInFile):
        exchange.apply_import(data=data, about=NO_TABLE, by=house["Wati"], at=NOW)

    assert any(says in sentence(one) for one in plan.faults), [sentence(one) for one in plan.faults]
    assert list(Indicator.objects.order_by("pk").values("text", "level")) == before


@pytest.mark.parametrize(
    "data",
    [b"{", b"[" * 100_000, b'{"CFDocument": 3}', b"{" + b" " * (8 * 1024 * 1024)],
    ids=["cut off", "deep", "another shape", "too large"],
)
def test_a_file_that_is_no_package_is_refused_as_a_whole(data):
    with pytest.raises(NotACasePackage):
        from_case(data)


def test_a_version_of_the_exchange_format_nobody_knows_is_refused(house):
    def future(told):
        told["CFDocument"]["caseVersion"] = "2.0"

    with pytest.raises(NotACasePackage):
        from_case(changed(case_of(house["framework"]), future))


def test_an_identifier_of_another_framework_is_not_taken_over(house):
    def pretend(told):
        told["CFDocument"] |= {"identifier": str(uuid.uuid4()), "version": "9"}

    data = case_of(house["framework"]).replace(str(house["framework"].uuid).encode(), str(uuid.uuid4()).encode())
    plan = exchange.plan_import(data=changed(data, pretend), about=NO_TABLE, by=house["Wati"], on=TODAY)

    assert plan.faults
    assert not plan.is_possible


def test_a_replacement_that_leads_back_to_itself_is_refused(house):
    content = content_of(house["framework"])
    first, second = (row.uuid for row in content.competencies[:2])

    def circle(told):
        for number, (one, other) in enumerate(((first, second), (second, first))):
            ends = {"originNodeURI": {"identifier": one}, "destinationNodeURI": {"identifier": other}}
            link = {"identifier": str(uuid.UUID(int=number + 1)), "associationType": "replacedBy", **ends}
            told["CFAssociations"].append(link)

    read, faults = from_case(changed(case_of(house["framework"]), circle))

    assert faults == []
    assert [one.where in ("A1", "A2") for one in faults_of(read)] == [True]


# Versions and approval


def test_a_new_version_begins_as_the_same_and_a_second_click_makes_none(house):
    draft = next_version(house)

    assert comparison(house["Wati"], house["framework"].uuid, draft.uuid, on=TODAY)[2] == ()
    assert Crosswalk.objects.filter(kind="exactMatchOf", destination__framework=draft).count() == 15
    with pytest.raises(keeping.VersionTaken):
        next_version(house)


def test_who_submits_does_not_approve(house):
    draft = next_version(house)
    keeping.submit_framework(framework=draft, by=house["Wati"], at=NOW)

    with pytest.raises(keeping.OwnFramework):
        keeping.publish_framework(framework=draft, by=house["Wati"], at=NOW)
    with pytest.raises(keeping.FrameworkIsFixed):
        keeping.revise_framework(framework=draft, content=content_of(draft), by=house["Wati"], at=NOW)

    keeping.publish_framework(framework=draft, by=house["Budi"], at=NOW)
    assert sorted(Framework.objects.values_list("version", "status")) == [
        ("2026.1", "outdated"),
        ("2027.1", "published"),
    ]


def test_a_return_says_why_and_gives_the_draft_back(house):
    draft = next_version(house)
    keeping.submit_framework(framework=draft, by=house["Wati"], at=NOW)

    with pytest.raises(keeping.ReasonMissing):
        keeping.return_framework(framework=draft, reason=" ", by=house["Budi"], at=NOW)
    keeping.return_framework(framework=draft, reason="D2 terlalu umum.", by=house["Budi"], at=NOW)

    draft.refresh_from_db()
    assert (draft.status, draft.return_reason) == ("draft", "D2 terlalu umum.")


def test_an_administrator_of_one_agency_writes_no_framework_of_the_nation(house):
    with pytest.raises(NotYoursToWrite):
        keeping.start_version(framework=house["framework"], version="2027.1", by=house["Sari"], at=NOW)

    assert Framework.objects.count() == 1


def test_a_level_nobody_described_keeps_a_draft_from_being_submitted(house):
    draft = next_version(house)
    Indicator.objects.filter(competency__framework=draft, competency__code="D2", level=4).delete()

    with pytest.raises(keeping.NotReadyToSubmit) as refusal:
        keeping.submit_framework(framework=draft, by=house["Wati"], at=NOW)

    assert refusal.value.facts == {"where": "D2"}


def test_every_row_of_a_new_version_has_an_id_of_its_own(house):
    content = content_of(house["framework"])
    after = following_version(content, version="2")

    assert faults_of(after) == []
    assert following_version(content, version="2") == after != following_version(content, version="3")


# Pages


def test_a_file_is_first_shown_and_then_imported_as_shown(house, client):
    sign_in(client, house["Wati"])
    table = to_table(content_of(house["framework"])).encode()
    about = {"code": "kerangka-lain", "version": "1", "title": "Kerangka lain"}

    shown = client.post("/kelola/kerangka/impor/", {"file": SimpleUploadedFile("k.csv", table), **about})
    assert (shown.status_code, Framework.objects.count()) == (200, 1)
    done = client.post("/kelola/kerangka/impor/terapkan/", {"berkas": shown.context["carried"]})

    made = Framework.objects.get(code="kerangka-lain")
    assert (done.status_code, done["Location"]) == (302, f"/kelola/kerangka/{made.uuid}/")
    assert made.competencies.count() == 15


def test_a_fault_of_a_table_is_told_by_its_line(house, client):
    sign_in(client, house["Wati"])
    header, first, *rest = to_table(content_of(house["framework"])).splitlines(keepends=True)
    bad = header + first.replace(",1,", ",9,", 1) + "".join(rest)
    about = {"code": "kerangka-lain", "version": "1", "title": "Kerangka lain"}

    shown = client.post("/kelola/kerangka/impor/", {"file": SimpleUploadedFile("k.csv", bad.encode()), **about})

    assert "<strong>Baris 2</strong>" in shown.content.decode()
    assert not Framework.objects.filter(code="kerangka-lain").exists()


def test_what_was_shown_to_one_is_not_imported_by_another(house, client):
    sign_in(client, house["Wati"])
    table = to_table(content_of(house["framework"])).encode()
    about = {"code": "kerangka-lain", "version": "1", "title": "Kerangka lain"}
    shown = client.post("/kelola/kerangka/impor/", {"file": SimpleUploadedFile("k.csv", table), **about})
    client.post("/keluar/")
    sign_in(client, house["Budi"])

    client.post("/kelola/kerangka/impor/terapkan/", {"berkas": shown.context["carried"]})

    assert Framework.objects.count() == 1


def test_a_competency_is_written_in_a_draft_and_what_is_wrong_is_said(house, client):
    draft = next_version(house)
    sign_in(client, house["Wati"])
    row = draft.competencies.get(code="D2")
    address = f"/kelola/kerangka/{draft.uuid}/kompetensi/{row.uuid}/"
    typed = {name: value or "" for name, value in client.get(address).context["form"].initial.items()}

    wrong = client.post(address, {**typed, "esco": "https://jahat.example/1", "name": "Melindungi data"})
    right = client.post(address, {**typed, "name": "Melindungi data", "means_3": "Mencatat kegiatan pemrosesan."})

    assert "bukan alamat ESCO" in str(wrong.context["form"].errors)
    assert right.status_code == 302
    row.refresh_from_db()
    assert (row.name, row.descriptors.get().level, row.indicators.count()) == ("Melindungi data", 3, 5)


def test_a_draft_is_not_seen_by_those_who_only_read(house, client):
    draft = next_version(house)
    sign_in(client, house["Sari"])

    assert client.get(f"/kelola/kerangka/{draft.uuid}/").status_code == 404
    assert client.get(f"/kelola/kerangka/{draft.uuid}/unduh/case/").status_code == 404
    assert client.get(f"/kelola/kerangka/{house['framework'].uuid}/").status_code == 200
    assert "unsafe-inline" not in client.get("/kelola/kerangka/")["Content-Security-Policy"]


def test_a_page_costs_the_same_whatever_the_size(house, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        selectors_page(house)


def selectors_page(house):

    return framework_page(house["Sari"], house["framework"].uuid, on=TODAY)
