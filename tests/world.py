"""Two agencies with somebody in every seat, and one thing of each kind; for tests that try all doors."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from assessments.blueprint_content import BlueprintContent, Settings
from assessments.models import AnswerFile, Appeal, CalibrationRun, Card, Item, Observation, Rating
from assessments.services import (
    CellSpec,
    booklets,
    campaigns,
    define_blueprint,
    sitting_rooms,
    sittings,
    start_attempt,
    submit,
    take_answer,
    write_case,
    write_test,
)
from assessments.services.accommodations import Wish, ask_accommodation
from assessments.services.campaigns import CampaignPlan
from assessments.services.files import attach_file
from assessments.services.multirater_ratings import name_colleague
from assessments.services.multirater_starting import Plan, start_for_person
from assessments.services.portfolio_writing import begin_portfolio
from assessments.services.portfolios import hand_in
from assessments.services.sittings import Plan as SittingPlan
from assessments.stimuli import CaseContent
from courses import services as courses
from courses.models import CoursePage, Enrolment
from lms.competencies.models import Competency, EvidenceKind, Standard
from lms.competencies.services import Finding, Source, record_evidence
from lms.development import services as development
from lms.development.models import OutsideKind
from lms.development.services import Due
from lms.development.services.outside import Typed
from lms.development.services.paths import TypedPath
from lms.development.services.plans import TypedGoal
from lms.development.targets import Ref
from lms.people import services
from lms.people.models import CodeBatch, PostingKind, Role, RoleGrant, Unit, User
from lms.privacy.models import RequestKind, SubjectRequest
from lms.siasn import services as siasn
from lms.siasn.models import Delivery, ReplyFile, Sending, SiasnAgency
from lms.siasn.models.sendings import private_storage
from lms.siasn.services.sending import EXPORT_KIND
from lms.workforce.models import DataImport, ImportKind, ImportState, PlanState, TrainingPlan
from mentoring.grantable import as_part
from mentoring.models import Programme
from tests.assessments.builders import bank, row
from tests.assessments.portfolios import LOWER, SHOWN, complete, holds_level, judged, taken, trained
from tests.assessments.rating import UPLOAD
from tests.builders import SINCE, agency, framework, grant, grant_part, person, post, signed_in, unit
from tests.certificates.builders import issued
from tests.courses.builders import course_in, lessons_of


@dataclass
class World:
    """The people by seat, the units, and the ids that stand in addresses."""

    home: Unit
    other: Unit
    people: dict[str, User] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    ids: dict[str, object] = field(default_factory=dict)


def build(folder: Path, *, mark_home: str = "", mark_other: str = "") -> World:
    """Make the world; every person of an agency bears its mark in the name."""
    framework()
    courses.set_up_authoring()
    world = World(agency("Kabupaten Contoh"), agency("Kementerian Contoh"))
    office = unit("Dinas", world.home)
    section, beside, rest = unit("Seksi A", office), unit("Seksi B", office), unit("Sekretariat", world.home)
    seats = [
        ("subject", section, False),
        ("peer", section, False),
        ("superior", section, True),
        ("acting", beside, False),
        ("chief", office, True),
        ("hr", rest, False),
        ("hr_of_unit", rest, False),
        ("hr_expired", rest, False),
        ("viewer", rest, False),
        ("trainer", rest, False),
        ("second_reader", rest, False),
        ("rater", rest, False),
        ("proctor", rest, False),
        ("class_organiser", rest, False),
        ("coordinator", rest, False),
        ("programme_coordinator", rest, False),
        ("beside_coordinator", rest, False),
        ("administrator", rest, False),
        ("dpo", rest, False),
        ("auditor", rest, False),
        ("auditor_expired", rest, False),
        ("hr_elsewhere", world.other, False),
        ("trainer_elsewhere", world.other, False),
        ("stranger", world.other, False),
    ]
    for seat, where, leads in seats:
        mark = mark_other if where == world.other else mark_home
        world.people[seat] = person(f"{seat.replace('_', ' ').title()} {mark}".strip(), email=f"{seat}@contoh.example")
        post(world.people[seat], where, leads=leads)
    give_roles(world, beside)
    make_things(world, section, folder)
    for seat, who in world.people.items():
        world.clients[seat] = signed_in(who)
    world.clients["anonymous"] = Client()
    return world


def give_roles(world: World, beside: Unit) -> None:
    """Give each seat its role; two of them ran out yesterday."""
    for seat, role, where in [
        ("hr", Role.HR, world.home),
        ("hr_of_unit", Role.HR, beside),
        ("hr_expired", Role.HR, world.home),
        ("viewer", Role.VIEWER, world.home),
        ("trainer", Role.TRAINER, world.home),
        ("second_reader", Role.SECOND_READER, world.home),
        ("rater", Role.RATER, world.home),
        ("proctor", Role.PROCTOR, world.home),
        ("class_organiser", Role.CLASS_ORGANISER, world.home),
        ("coordinator", Role.MENTORING_COORDINATOR, world.home),
        ("administrator", Role.ADMINISTRATOR, world.home),
        ("dpo", Role.DPO, world.home),
        ("auditor", Role.AUDITOR, world.home),
        ("auditor_expired", Role.AUDITOR, world.home),
        ("hr_elsewhere", Role.HR, world.other),
        ("trainer_elsewhere", Role.TRAINER, world.other),
    ]:
        grant(world.people[seat], role, where)
    yesterday = timezone.localdate() - timedelta(days=1)
    expired = [world.people["hr_expired"], world.people["auditor_expired"]]
    RoleGrant.objects.filter(person__in=expired).update(valid_to=yesterday)


def make_things(world: World, section: Unit, folder: Path) -> None:
    """Make one thing of each kind, all of them of the agency of `subject`."""
    now, subject = timezone.now(), world.people["subject"]
    course = course_in(folder, with_test=True, owner=world.home)
    lesson = lessons_of(course)[0]
    Enrolment.objects.create(person=subject, course=course, enrolled_at=now)
    attempt = start_attempt(person=subject, blueprint=course.final_test, at=now)
    rating, answer = answer_to_rate(world)
    files = courses.files_of(world.home)
    image = Image.objects.create(title="Gambar", file=get_test_image_file(), collection=files.collection)
    document = Document.objects.create(
        title="Berkas", file=ContentFile(b"%PDF-1.7", "berkas.pdf"), collection=files.collection
    )
    acting = services.post(
        person=world.people["acting"],
        position=world.people["superior"].postings.get().position,
        unit=section,
        since=SINCE,
        kind=PostingKind.PLH,
        is_head=True,
    )
    today = timezone.localdate()
    programme, beside = (
        Programme.objects.create(
            unit=world.home,
            title=title,
            kind="classic",
            opens_on=today,
            closes_on=today + timedelta(days=10),
            starts_on=today + timedelta(days=11),
            ends_on=today + timedelta(days=90),
            created_at=now,
        )
        for title in ("Mentor digital", "Mentor layanan")
    )
    for seat, which in (("programme_coordinator", programme), ("beside_coordinator", beside)):
        grant_part(world.people[seat], Role.MENTORING_COORDINATOR, as_part(which))
    batch = CodeBatch.objects.create(
        unit=section, requested_at=now, expires_at=now + timedelta(days=14), state="done", finished_at=now
    )
    certificate = issued(subject)
    calibration = CalibrationRun.objects.create(
        competency=Competency.objects.get(code="D2"), state="draft", requested_at=now, data_hash="uji", engine="uji"
    )
    test = write_test(
        code="TES-1",
        content=BlueprintContent(Settings("Tes pelindungan data"), (CellSpec("D2", 1),)),
        by=world.people["trainer"],
        at=now,
    )
    request = SubjectRequest.objects.create(
        person=subject,
        unit=section,
        kind=RequestKind.CORRECTION,
        about="name",
        text="Nama saya keliru.",
        received_at=now,
        due_at=now + timedelta(hours=72),
    )
    world.ids = {
        "subject": subject.uuid,
        "unit": section.uuid,
        "competency": "D2",
        "standard": Standard.objects.create(
            state="draft",
            agency=world.home,
            position_kind="pelaksana",
            competency=Competency.objects.get(code="D2"),
            level=3,
            valid_from=today + timedelta(days=30),
            legal_basis="Contoh",
            proposed_by=world.people["hr"],
        ).uuid,
        "framework": Competency.objects.get(code="D2").framework.uuid,
        "area": Competency.objects.get(code="D2").area.uuid,
        "competency_uuid": Competency.objects.get(code="D2").uuid,
        "course": course.uuid,
        "lesson": lesson.uuid,
        "item": Item.objects.filter(unit=world.home, use="practice").order_by("pk")[0].uuid,
        "attempt": attempt.uuid,
        "rating": rating.uuid,
        "task": rating.task.uuid,
        "appeal": Appeal.objects.create(
            attempt=attempt, agency=world.home, reason="Soal keliru.", filed_at=now, due_at=now + timedelta(days=10)
        ).uuid,
        "observation": Observation.objects.create(
            attempt=attempt, agency=world.home, made_at=now, is_away=True, absences=4, absent_seconds=90
        ).uuid,
        "rated_attempt": rating.task.slot.attempt.uuid,
        "answer_file": answer.uuid,
        "calibration": calibration.uuid,
        "test": test.uuid,
        "case": write_case(
            content=CaseContent("K-1", "Surel salah kirim", "Pukul 09.10 daftar warga terkirim ke luar."),
            by=world.people["trainer"],
            at=now,
        ).uuid,
        "certificate": certificate.uuid,
        "code": certificate.public_code,
        "posting": acting.pk,
        "grant": RoleGrant.objects.get(person=world.people["trainer"]).uuid,
        "programme": programme.uuid,
        "batch": batch.uuid,
        "request": request.uuid,
        "image": image.pk,
        "document": document.pk,
        "course_page": course.pk,
        "lesson_page": lesson.pk,
    }
    ask_to_learn(world, course)
    open_a_path(world, course)
    ask_around(world)
    seat_in_a_room(world, section)
    prove_by_work(world)
    bring_in(world)
    deliver_to_siasn(world)
    plan_training(world)
    wish = Wish(extra_percent=50)
    world.ids["accommodation"] = ask_accommodation(by=world.people["subject"], wish=wish, at=timezone.now()).uuid


def plan_training(world: World) -> None:
    """Let HR have a proposal for the training of the agency."""
    now = timezone.now()
    plan = TrainingPlan.objects.create(
        unit=world.home,
        year=now.year,
        budget=2000,
        by=world.people["hr"],
        state=PlanState.PROPOSED,
        requested_at=now,
        read_at=now,
        made_at=now,
        next_try_at=now,
    )
    world.ids["training_plan"] = plan.uuid


def bring_in(world: World) -> None:
    """Let HR have brought in a file of people that waits for a choice."""
    job = DataImport.objects.create(
        kind=ImportKind.PEOPLE,
        by=world.people["hr"],
        state=ImportState.CHECKED,
        next_try_at=timezone.now(),
        requested_at=timezone.now(),
    )
    world.ids |= {"import": job.uuid, "import_kind": "pegawai"}


def deliver_to_siasn(world: World) -> None:
    """Let the agency of `subject` deliver: one draft, one package that is ready, one file of replies."""
    now = timezone.now()
    facts = {"instansi_id": "INS-1", "starts_on": SINCE, "changed_at": now}
    SiasnAgency.objects.create(agency=world.home, **facts)
    siasn.draft_new(at=now)
    world.ids |= {
        "agency": world.home.uuid,
        "delivery": Delivery.objects.get(person=world.people["subject"], certificate__isnull=False).uuid,
        "siasn_sending": ready_package(world).uuid,
        "reply_file": ReplyFile.objects.create(by=world.people["hr"], received_at=now).uuid,
    }


def ready_package(world: World) -> Sending:
    """A ZIP file that `hr` may download."""
    now, by = timezone.now(), world.people["hr"]
    purpose = "Memasukkan diklat ke SIASN"
    export = services.record_export(by=by, kind=EXPORT_KIND, purpose=purpose, scope="Contoh", people=0, at=now)
    return Sending.objects.create(
        agency=world.home,
        by=by,
        carrier="zip",
        state="ready",
        export=export,
        file=private_storage().save("siasn/contoh.zip", ContentFile(b"PK")),
        next_try_at=now,
        requested_at=now,
    )


def ask_to_learn(world: World, course: CoursePage) -> None:
    """Let HR ask `subject` to take a course."""
    now = timezone.now()
    asked = development.assign(
        people=[world.people["subject"].pk],
        target=Ref("course", course.uuid),
        due=Due.after_assignment(60),
        reason="Syarat jabatan.",
        batch=uuid4(),
        by=world.people["hr"],
        at=now,
    )
    subject = world.people["subject"]
    said = {"title": "Pelatihan luar", "organiser": "Balai", "number": "PL-1", "kind": OutsideKind.TECHNICAL}
    typed = Typed(**said, began_on=SINCE, ended_on=SINCE, jp=Decimal(8), competencies=[])  # type: ignore[arg-type]
    proof = ContentFile(b"%PDF-1.7", "bukti.pdf")
    outside = development.save_training(typed=typed, file=proof, by=subject, at=now)
    development.hand_in(number=outside.uuid, by=subject, at=now)
    world.ids["outside"] = outside.uuid
    about = Competency.objects.get(code="E1")
    rated = Finding(about, EvidenceKind.SUPERIOR_RATING, 1, timezone.localdate(now))
    said_by = Source("superior_rating", uuid4(), "Penilaian atasan")
    record_evidence(person=subject, findings=[rated], source=said_by, by=world.people["superior"], at=now)
    appeal = development.appeal_level(competency=about, reason="Keliru.", by=subject, at=now)
    world.ids["level_appeal"] = appeal.uuid
    plan = development.start_plan(by=subject, at=now)
    by_on = timezone.localdate(now) + timedelta(days=90)
    wish = TypedGoal(Competency.objects.get(code="D2"), to_level=5, by_on=by_on, offer=None, how="Latihan.")
    goal = development.add_goal(plan=plan.uuid, typed=wish, by=subject, at=now)
    development.send_plan(plan=plan.uuid, by=subject, at=now)
    world.ids |= {"plan": plan.uuid, "goal": goal.pk}
    world.ids |= {
        "year": now.year,
        "assignment": asked.assignment.uuid,
        "obligation": asked.assignment.obligations.get().uuid,
    }


def open_a_path(world: World, course: CoursePage) -> None:
    """Let the trainer of the agency write a path, publish it, and copy it as a draft."""
    now, trainer = timezone.now(), world.people["trainer"]
    typed = TypedPath("Pelindungan data", "Untuk petugas loket.", world.home.uuid)
    path = development.write_path(typed=typed, by=trainer, at=now)
    assert course.final_test is not None
    for thing in (Ref("course", course.uuid), Ref("test", course.final_test.uuid)):
        development.add_step(path=path.uuid, thing=thing, by=trainer, at=now)
    development.publish_path(path=path.uuid, by=trainer, at=now)
    draft = development.copy_path(path=path.uuid, by=trainer, at=now)
    world.ids |= {"path": path.uuid, "path_draft": draft.uuid, "path_step": draft.steps.all()[0].pk}


def ask_around(world: World) -> None:
    """Let HR begin a 360-degree round about `subject`, who names a colleague."""
    now, subject = timezone.now(), world.people["subject"]
    today = timezone.localdate(now)
    plan = Plan([Competency.objects.get(code="D2")], today, today + timedelta(days=20))
    begun = start_for_person(person=subject.uuid, plan=plan, by=world.people["hr"], at=now)
    name_colleague(number=begun.uuid, text="rater@contoh.example", by=subject, at=now)
    world.ids |= {
        "round": begun.uuid,
        "rating_of_peer": begun.raters.get(person=world.people["peer"]).uuid,
        "rating_of_superior": begun.raters.get(relation="superior").uuid,
        "named_rater": begun.raters.get(state="proposed").uuid,
    }


def seat_in_a_room(world: World, section: Unit) -> None:
    """Let `subject` sit in a room that HR planned and the proctor opened; the test there is taken on paper."""
    now, people = timezone.now(), world.people
    bank([row("RUANG-1")])
    test = define_blueprint(code="R", title="Tes di ruang", cells=[CellSpec("D2", 1, topic="")])
    starts = now + timedelta(minutes=30)
    plan = SittingPlan(test, "Aula", 10, starts, starts + timedelta(hours=2))
    sitting = sittings.plan_sitting(unit=section.uuid, plan=plan, by=people["hr"], at=now)
    sittings.seat_people(number=sitting.uuid, people=[people["subject"].uuid], by=people["hr"], at=now)
    sittings.name_proctors(number=sitting.uuid, people=[people["proctor"].uuid], by=people["hr"], at=now)
    sittings.announce_sitting(number=sitting.uuid, by=people["hr"], at=now)
    sitting_rooms.open_room(number=sitting.uuid, by=people["proctor"], at=now)
    seat = sitting.seats.get()
    there = {"number": sitting.uuid, "seat": seat.uuid, "by": people["proctor"], "at": now}
    booklets.prepare_booklets(number=sitting.uuid, by=people["proctor"], at=now)
    sitting_rooms.confirm_identity(card=Card.KTP, **there)
    booklet = booklets.use_booklet(why="Listrik padam.", **there)
    today = timezone.localdate(now)
    asks = CampaignPlan(test, "Kampanye uji", today, today + timedelta(days=20))
    campaign = campaigns.plan_campaign(unit=section.uuid, plan=asks, by=people["hr"], at=now)
    world.ids |= {"campaign": campaign.uuid, "sitting": sitting.uuid, "place": seat.uuid, "booklet": booklet.uuid}


def prove_by_work(world: World) -> None:
    """Let `subject` write one portfolio, `rater` judge another, and two differ over a third."""
    now, subject, rater = timezone.now(), world.people["subject"], world.people["rater"]
    topics = {code: Competency.objects.get(code=code) for code in ("A1", "A2", "B1")}
    second = person(f"Asesor Kedua {rater.full_name.removeprefix('Rater')}".strip(), email="asesor2@contoh.example")
    post(second, rater.postings.get().unit)
    grant(second, Role.RATER, world.home)
    training = trained(rater, world.home, topics["A1"])
    trained(second, world.home, topics["A1"])
    made = {}
    for code, about in topics.items():
        holds_level(subject, about, at=now)
        one = begin_portfolio(competency=code, level=4, by=subject, at=now)
        made[code] = complete(one, at=now)
    for code in ("A1", "A2"):
        hand_in(portfolio=made[code].uuid, is_own=True, is_clean=True, by=subject, at=now)
    compared = judged(rater, *SHOWN, at=now)
    judged(second, *LOWER, at=now)
    piece, seat = made["A2"].pieces.get(), taken(rater, at=now)
    world.ids |= {
        "portfolio": made["B1"].uuid,
        "piece": made["B1"].pieces.get().uuid,
        "seat": seat.uuid,
        "judged_piece": piece.uuid,
        "compared": compared.uuid,
        "training": training.uuid,
    }


def answer_to_rate(world: World) -> tuple[Rating, AnswerFile]:
    """A file that `subject` handed in and `rater` holds."""
    now, subject = timezone.now(), world.people["subject"]
    bank([UPLOAD])
    cell = CellSpec("D2", 1, is_rated=True)
    attempt = start_attempt(person=subject, blueprint=define_blueprint(code="B", title="Berkas", cells=[cell]), at=now)
    file = ContentFile(b"%PDF-1.7", "nota.pdf")
    kept = attach_file(person=subject, attempt=attempt.uuid, position=1, file=file, at=now)
    submit(person=subject, attempt=attempt.uuid, at=now)
    return take_answer(by=world.people["rater"], at=now), kept
