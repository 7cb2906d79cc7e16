"""HR brings in people: nothing changes before it is seen, wrong lines are told one by one, and nobody is lost."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lms.errors import DomainError
from lms.people.models import EmployeeNumber, Posting, Role, RoleGrant, SiasnPerson, Unit, User
from lms.workforce.imports import closing, jobs, progress, writing
from lms.workforce.imports.jobs import HasWrong
from lms.workforce.imports.planning import NIP_TWICE, UNIT_ELSEWHERE, UNKNOWN_UNIT, WORKS_ELSEWHERE
from lms.workforce.imports.reading import (
    DoubleColumns,
    FileRefused,
    MissingColumns,
    NoLines,
    NotATable,
    NotUtf8,
)
from lms.workforce.models import DataImport, ImportState, UnitState, private_storage
from tests.builders import NOW, TODAY, agency, grant, person, post, unit
from tests.workforce.imports import LATER, applied, checked, clock, counts, line, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    home, other = agency("Kabupaten Contoh"), agency("Kementerian Contoh")
    section, beside, elsewhere = unit("Seksi A", home), unit("Seksi B", home), unit("Bagian", other)
    for where, code in ((home, "K1"), (other, "K2"), (section, "S1"), (beside, "S2"), (elsewhere, "X1")):
        Unit.objects.filter(pk=where.pk).update(code=code)
    hr, other_hr = person("Ratna"), person("Olga")
    post(hr, home, kind="administrator")
    post(other_hr, other, kind="administrator")
    grant(hr, Role.HR, home)
    grant(other_hr, Role.HR, other)
    return {"hr": hr, "other_hr": other_hr, "home": home, "other": other, "section": section, "beside": beside}


def problems(job):
    return {row.line: row.problem for row in job.results.filter(outcome="wrong")}


def working(who):
    return Posting.objects.get(person=who, kind="primary", valid_to__isnull=True)


def test_a_dry_run_says_what_would_happen_and_changes_nothing(house):
    before = User.objects.count()

    job = checked([line(1), line(2)], house["hr"])

    assert job.state == ImportState.CHECKED
    assert counts(job) == {"created": 2}
    assert User.objects.count() == before
    assert [(row.line, row.name, row.after) for row in job.results.order_by("line")] == [
        (2, "Orang 1", "Pengelola Data · Seksi A"),
        (3, "Orang 2", "Pengelola Data · Seksi A"),
    ]


def test_people_are_made_with_number_posting_and_siasn_id_and_wait_for_their_activation(house):
    job = applied([line(1, email_gov="Orang1@contoh.example")], house["hr"])

    made = User.objects.get(full_name="Orang 1")
    assert job.state == ImportState.DONE
    assert (made.email, made.title_after, made.grade) == ("orang1@contoh.example", "S.Kom.", "III/a")
    assert made.activated_at is None
    assert not made.has_usable_password()
    assert made.siasn.siasn_id == "P1"
    assert EmployeeNumber.objects.get(person=made).digits == line(1)["nip_baru"]
    assert (working(made).unit, working(made).valid_from) == (house["section"], date(2025, 3, 1))
    assert UnitState.objects.get(unit=house["section"]).dirty_since == NOW


def test_somebody_can_be_added_after_a_file(house):
    applied([line(1), line(2)], house["hr"])

    assert person("Baru").pk > User.objects.get(full_name="Orang 2").pk


def test_the_same_file_twice_changes_nothing(house):
    lines = [line(1), line(2), line(3, unor_id="S2", jenis_jabatan_nama="Pengawas", jabatan_nama="Kepala Seksi")]
    applied(lines, house["hr"])
    held = list(Posting.objects.order_by("pk").values())

    job = applied(lines, house["hr"], at=NOW + timedelta(days=1))

    assert counts(job) == {"unchanged": 3}
    assert list(Posting.objects.order_by("pk").values()) == held
    assert EmployeeNumber.objects.count() == 3


def test_a_new_unit_is_a_new_posting_and_the_old_one_ends_the_day_before(house):
    applied([line(1)], house["hr"])

    job = applied([line(1, unor_id="S2", tmt_jabatan="01-11-2026")], house["hr"])

    first, second = Posting.objects.filter(person__full_name="Orang 1").order_by("valid_from")
    assert counts(job) == {"moved": 1}
    assert (first.valid_to, second.valid_from, second.unit) == (date(2026, 10, 31), date(2026, 11, 1), house["beside"])
    assert (
        UnitState.objects.filter(unit__in=[house["section"], house["beside"]], dirty_since__isnull=False).count() == 2
    )


def test_who_moves_loses_the_roles_of_the_unit_left(house):
    applied([line(1)], house["hr"])
    grant(User.objects.get(full_name="Orang 1"), Role.TRAINER, house["section"])

    applied([line(1, unor_id="S2", tmt_jabatan="01-11-2026")], house["hr"])

    assert RoleGrant.objects.get(role=Role.TRAINER).valid_to == date(2026, 10, 31)


def test_a_new_number_keeps_the_old_one_as_history(house):
    applied([line(1)], house["hr"])

    job = applied([line(1, nip_baru="199001012015032777")], house["hr"], at=NOW + timedelta(days=9))

    numbers = EmployeeNumber.objects.filter(person__full_name="Orang 1").order_by("pk")
    assert counts(job) == {"changed": 1}
    assert [(row.digits, row.valid_to) for row in numbers] == [
        (line(1)["nip_baru"], TODAY + timedelta(days=8)),
        ("199001012015032777", None),
    ]


def test_somebody_known_by_number_only_gets_the_siasn_id(house):
    siti = person("Siti", nip=line(1)["nip_baru"])
    post(siti, house["section"])

    applied([line(1, nama="Siti", gelar_belakang="", gol_akhir_nama="")], house["hr"])

    assert SiasnPerson.objects.get(person=siti).siasn_id == "P1"
    assert User.objects.filter(full_name="Siti").count() == 1


def test_every_wrong_line_has_one_sentence_and_repeats_nothing_of_the_line(house):
    tono = person("Tono", nip="198501012010031009")
    post(tono, house["other"])
    lines = [
        line(1, nip_baru="123"),
        line(2, unor_id="nirgends"),
        line(3, unor_id="X1"),
        line(4),
        line(4, pns_id="P44"),
        line(5, tmt_jabatan="31-02-2025"),
        line(6, nip_baru="198501012010031009"),
        line(7, nama=""),
        line(8, jabatan_nama="Analis", jenis_jabatan_nama="Fungsional"),
        line(9, jenis_pegawai_nama="PPPK"),
    ]

    job = checked(lines, house["hr"])

    found = problems(job)
    assert set(found) == {2, 3, 4, 6, 7, 8, 9, 10, 11}
    assert (found[3], found[4], found[6], found[8]) == (UNKNOWN_UNIT, UNIT_ELSEWHERE, NIP_TWICE, WORKS_ELSEWHERE)
    said = " ".join(row.sentence for row in job.results.filter(outcome="wrong"))
    assert "Tono" not in said
    assert "198501012010031009" not in said
    assert job.results.get(line=6).sentence == "NIP yang sama sudah ada di baris 5."


def test_all_or_none_is_refused_while_a_line_is_wrong_and_good_lines_go_alone(house):
    lines = [line(1), line(2, nip_baru="12")]
    job = checked(lines, house["hr"])

    with pytest.raises(HasWrong):
        jobs.apply_import(number=job.uuid, mode="all", ends_absent=False, by=house["hr"], at=NOW)
    done = applied(lines, house["hr"], mode="good")

    assert counts(done) == {"created": 1, "wrong": 1}
    assert User.objects.filter(full_name="Orang 1").exists()


def test_all_or_none_changes_nothing_where_a_line_turned_wrong_meanwhile(house, monkeypatch):
    monkeypatch.setattr(progress, "A_CHUNK", 1)
    job = checked([line(1), line(2)], house["hr"])
    jobs.apply_import(number=job.uuid, mode="all", ends_absent=False, by=house["hr"], at=NOW)
    post(person("Tono", nip=line(2)["nip_baru"]), house["other"])

    jobs.carry_on(import_id=job.pk, now=clock())

    job.refresh_from_db()
    assert job.state == ImportState.WAITING
    assert not User.objects.filter(full_name="Orang 1").exists()


def test_who_is_not_in_the_file_is_listed_and_stays_unless_the_end_is_chosen(house):
    applied([line(1), line(2)], house["hr"])
    away = person("Tono")
    post(away, house["other"])

    listed = applied([line(1)], house["hr"])
    assert counts(listed) == {"unchanged": 1, "absent": 1}
    ended = applied([line(1)], house["hr"], ends_absent=True)

    assert counts(ended) == {"unchanged": 1, "ended": 1}
    assert Posting.objects.get(person__full_name="Orang 2").valid_to == TODAY
    assert working(house["hr"]).valid_to is None
    assert working(away).valid_to is None


def test_a_wrong_line_does_not_make_its_person_absent(house):
    applied([line(1), line(2)], house["hr"])

    job = checked([line(1), line(2, tmt_jabatan="gestern")], house["hr"])

    assert counts(job) == {"unchanged": 1, "wrong": 1}


def test_who_retired_has_the_posting_ended(house):
    applied([line(1)], house["hr"])

    job = applied([line(1, kedudukan_hukum_nama="Pensiun BUP")], house["hr"])

    assert counts(job) == {"ended": 1}
    assert Posting.objects.get(person__full_name="Orang 1").valid_to == TODAY


def test_a_structural_post_leads_its_unit_where_nobody_does(house):
    head = line(1, jenis_jabatan_nama="Pengawas", jabatan_nama="Kepala Seksi")
    applied([head, line(2)], house["hr"])
    applied([head, line(2), line(3, jenis_jabatan_nama="Struktural", jabatan_nama="Kepala Seksi")], house["hr"])

    assert working(User.objects.get(full_name="Orang 1")).is_head
    assert not working(User.objects.get(full_name="Orang 2")).is_head
    assert not working(User.objects.get(full_name="Orang 3")).is_head


def test_no_file_claims_an_administrator_of_the_platform(house):
    root = person("Akar", nip=line(1)["nip_baru"])
    User.objects.filter(pk=root.pk).update(is_superuser=True)

    job = checked([line(1)], house["hr"])

    assert counts(job) == {"wrong": 1}


def test_an_import_changes_no_address_of_somebody_who_is_there_already(house):
    siti = person("Siti", nip=line(1)["nip_baru"])
    post(siti, house["section"])

    applied([line(1, email_gov="andere@contoh.example")], house["hr"])

    assert User.objects.get(pk=siti.pk).email == siti.email


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"\xff\xfe\x00n\x00i\x00p", NotATable),
        ("nama;jabatan\n\xe9".encode("latin-1"), NotUtf8),
        (b"%PDF-1.7 \n x", NotATable),
        (b"<html>\n</html>", NotATable),
        (b"", NotATable),
        (b"pns_id,nip_baru\n1,2\n", MissingColumns),
        (",".join(line(1)).encode() + b"\n", NoLines),
        ((",".join([*line(1), "nama"]) + "\n1\n").encode(), DoubleColumns),
    ],
)
def test_a_wrong_file_is_refused_and_not_kept(house, content, refusal):
    given = upload([line(1)])
    given.file.seek(0)
    given.file.truncate()
    given.file.write(content)
    given.file.seek(0)
    given.size = len(content)

    with pytest.raises(refusal):
        jobs.request_import(kind="people", upload=given, by=house["hr"], at=NOW)

    assert issubclass(refusal, FileRefused)
    assert not DataImport.objects.exists()


def test_other_columns_are_dropped_unread_and_named(house):
    job = checked([line(1)], house["hr"])

    assert job.dropped == ["nip_lama", "agama_nama"]
    assert "rahasia" not in str(list(job.results.values()))


def test_a_table_of_a_spreadsheet_in_indonesian_is_read_too(house):
    job = jobs.request_import(kind="people", upload=upload([line(1)], delimiter=";"), by=house["hr"], at=NOW)
    jobs.carry_on(import_id=job.pk, now=clock())

    job.refresh_from_db()
    assert counts(job) == {"created": 1}


def test_a_killed_worker_goes_on_behind_the_last_chunk(house, monkeypatch):
    monkeypatch.setattr(progress, "A_CHUNK", 2)
    job = checked([line(number) for number in range(1, 8)], house["hr"])
    jobs.apply_import(number=job.uuid, mode="good", ends_absent=False, by=house["hr"], at=NOW)
    calls = []

    def killed(*args, **kwargs):
        calls.append(1)
        if len(calls) == 3:
            raise SystemExit
        return real(*args, **kwargs)

    real = writing.write
    monkeypatch.setattr(writing, "write", killed)
    with pytest.raises(SystemExit):
        jobs.carry_on(import_id=job.pk, now=clock())
    assert User.objects.filter(full_name__startswith="Orang").count() == 4

    assert jobs.carry_waiting(now=clock()) == 0, "the lease still holds"
    jobs.carry_waiting(now=clock(LATER))

    job.refresh_from_db()
    assert job.state == ImportState.DONE
    assert counts(job) == {"created": 7}
    assert User.objects.filter(full_name__startswith="Orang").count() == 7


def test_who_stood_in_the_part_before_the_worker_was_killed_is_not_missing_in_the_file(house, monkeypatch):
    monkeypatch.setattr(progress, "A_CHUNK", 2)
    job = checked([line(number) for number in range(1, 6)], house["hr"])
    jobs.apply_import(number=job.uuid, mode="good", ends_absent=True, by=house["hr"], at=NOW)
    with monkeypatch.context() as patch:
        patch.setattr(closing, "close", killed)
        with pytest.raises(SystemExit):
            jobs.carry_on(import_id=job.pk, now=clock())

    jobs.carry_waiting(now=clock(LATER))

    job.refresh_from_db()
    assert job.state == ImportState.DONE
    still = Posting.objects.filter(person__full_name__startswith="Orang", valid_to__isnull=True)
    assert still.count() == 5


def killed(*_args, **_more):
    """End the process as the system does."""
    raise SystemExit


def test_the_file_is_gone_once_it_is_applied_or_discarded(house, django_capture_on_commit_callbacks):
    done = applied([line(1)], house["hr"])
    job = checked([line(2)], house["hr"])
    name = job.file.name
    assert private_storage().exists(name)

    with django_capture_on_commit_callbacks(execute=True):
        jobs.discard_import(number=job.uuid, by=house["hr"], at=NOW)

    assert done.file.name == ""
    assert not private_storage().exists(name)
    assert not job.results.exists()


def test_another_officer_neither_applies_nor_discards_it(house):
    job = checked([line(1)], house["hr"])

    for act in (
        lambda: jobs.apply_import(number=job.uuid, mode="all", ends_absent=False, by=house["other_hr"], at=NOW),
        lambda: jobs.discard_import(number=job.uuid, by=house["other_hr"], at=NOW),
    ):
        with pytest.raises(DomainError):
            act()


def test_lines_cost_the_same_number_of_queries_however_many(house, django_assert_num_queries):
    few = checked([line(1), line(2)], house["hr"])
    many = [line(number) for number in range(10, 90)]
    big = checked(many, house["hr"])
    spent = []
    for job in (few, big):
        jobs.apply_import(number=job.uuid, mode="good", ends_absent=False, by=house["hr"], at=NOW)
        with django_assert_num_queries(1000, exact=False) as asked:
            jobs.carry_on(import_id=job.pk, now=clock())
        spent.append(len(asked))

    assert spent[1] <= spent[0] + 2
