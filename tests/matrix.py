"""Who may open what, as data: for each address, those to whom it opens; everybody else is refused.

A row names an address, how it is asked (GET, or POST with an empty form), and who gets in. An address with an id in
it is asked with the id of something that belongs to the agency of `subject`. Getting in means any answer but a
refusal: a page, a form sent back with what is missing, a conflict. A refusal is a 403 or 404, or the way to the door.
"""

from __future__ import annotations

from dataclasses import dataclass

# Everybody who asks. All but the last three and `anonymous` work in the agency of `subject`.
ANONYMOUS = "anonymous"
SIGNED_IN = frozenset(
    {
        "subject",
        "peer",
        "superior",
        "acting",  # heads the unit for some days (Plh.)
        "chief",  # two steps above
        "hr",
        "hr_of_unit",  # HR of a unit beside
        "hr_expired",
        "viewer",
        "trainer",
        "second_reader",
        "rater",
        "proctor",
        "class_organiser",
        "coordinator",
        "programme_coordinator",  # of one programme, not of the unit
        "beside_coordinator",  # of another programme in the same agency
        "administrator",
        "dpo",
        "auditor",
        "auditor_expired",
        "hr_elsewhere",
        "trainer_elsewhere",
        "stranger",
    }
)
EVERYBODY = SIGNED_IN | {ANONYMOUS}


def only(*names: str) -> frozenset[str]:
    """Return those named."""
    assert set(names) <= EVERYBODY
    return frozenset(names)


NOBODY = frozenset[str]()
HR = only("hr", "hr_of_unit", "hr_elsewhere")
# HR and those who lead somebody, be it for some days.
ASKERS = HR | only("superior", "acting", "chief")
WRITERS = only("trainer", "trainer_elsewhere", "second_reader")
COORDINATORS = only("coordinator", "programme_coordinator")
GIVERS = only("hr", "hr_of_unit", "hr_elsewhere", "administrator", "dpo")


@dataclass(frozen=True)
class Row:
    """One address and those to whom it opens; `ids` names what stands in the address."""

    name: str
    opens_to: frozenset[str]
    ids: tuple[str, ...] = ()
    method: str = "GET"
    query: str = ""


ROWS = [
    # The door and what everybody may read
    Row("home:front", EVERYBODY),
    Row("home:help", EVERYBODY),
    Row("people:sign_in", EVERYBODY),
    Row("certificates:verify", EVERYBODY),
    Row("certificates:verify_code", EVERYBODY, ("code",)),
    Row("courses:catalogue", EVERYBODY),
    Row("alive", EVERYBODY),
    # The own room of each
    Row("home:dashboard", SIGNED_IN),
    Row("home:competencies", SIGNED_IN),
    Row("home:competency", SIGNED_IN, ("competency",)),
    Row("home:development", SIGNED_IN),
    # What people are asked to do, and those who ask
    Row("development:statement", SIGNED_IN, ("year",)),
    Row("development:obligations", SIGNED_IN),
    Row("development:assignments", ASKERS),
    Row("development:settle", ASKERS, method="POST"),
    Row("development:assignment", only("hr"), ("assignment",)),
    Row("development:withdraw", only("hr"), ("assignment",), "POST"),
    Row("development:excuse", only("hr", "superior", "acting"), ("obligation",)),
    Row("development:excuse", only("hr", "superior", "acting"), ("obligation",), "POST"),
    Row("development:move_due", only("hr", "superior", "acting"), ("obligation",)),
    Row("development:move_due", only("hr", "superior", "acting"), ("obligation",), "POST"),
    Row("people:account", SIGNED_IN),
    Row("people:change_password", SIGNED_IN),
    Row("notices:inbox", SIGNED_IN),
    Row("notices:mark_read", SIGNED_IN, method="POST"),
    Row("certificates:mine", SIGNED_IN),
    Row("certificates:mine_list", SIGNED_IN),
    Row("certificates:download", only("subject"), ("code",)),
    Row("assessments:mine", SIGNED_IN),
    Row("assessments:placement", SIGNED_IN),
    Row("mentoring:index", SIGNED_IN),
    # Learning: the attempt and the enrolment of one person are nobody else's
    Row("courses:enrol", SIGNED_IN, ("course",), "POST"),
    Row("courses:withdraw", only("subject"), ("course",), "POST"),
    Row("courses:start_test", only("subject"), ("course",), "POST"),
    Row("courses:complete_lesson", only("subject"), ("lesson",), "POST"),
    Row("courses:answer_check", only("subject"), ("lesson", "item"), "POST"),
    Row("assessments:attempt", only("subject"), ("attempt",)),
    Row("assessments:submit", only("subject"), ("attempt",), "POST"),
    Row("assessments:result", only("subject"), ("attempt",)),
    Row("assessments:own_file", only("subject"), ("rated_attempt", "answer_file")),
    Row("assessments:appeal", only("subject"), ("attempt",)),
    Row("assessments:appeal", only("subject"), ("attempt",), "POST"),
    Row("assessments:accommodation", SIGNED_IN),
    Row("assessments:left", only("subject"), ("attempt",), "POST"),
    Row("assessments:break", only("subject"), ("attempt",)),
    Row("assessments:break", only("subject"), ("attempt",), "POST"),
    Row("assessments:accommodation", SIGNED_IN, method="POST"),
    Row("assessments:accommodation_withdraw", only("subject"), ("accommodation",), "POST"),
    Row("assessments:accommodations_hr", HR),
    Row("assessments:accommodation_decide", only("hr"), ("accommodation",)),
    Row("assessments:accommodation_decide", only("hr"), ("accommodation",), "POST"),
    Row("assessments:campaigns", HR),
    Row("assessments:campaign_new", HR),
    Row("assessments:campaign_new", HR, method="POST"),
    Row("assessments:campaign", only("hr"), ("campaign",)),
    Row("assessments:campaign_begin", only("hr"), ("campaign",), "POST"),
    Row("assessments:campaign_cancel", only("hr"), ("campaign",), "POST"),
    Row("assessments:campaign_seats", only("hr"), ("campaign",), "POST"),
    Row("assessments:campaign_not_done", only("hr"), ("campaign",)),
    Row("assessments:sittings_hr", HR),
    Row("assessments:sitting_new", HR),
    Row("assessments:sitting_new", HR, method="POST"),
    Row("assessments:sitting_hr", only("hr"), ("sitting",)),
    Row("assessments:sitting_change", only("hr"), ("sitting",)),
    Row("assessments:sitting_change", only("hr"), ("sitting",), "POST"),
    Row("assessments:sitting_people", only("hr"), ("sitting",)),
    Row("assessments:sitting_people", only("hr"), ("sitting",), "POST"),
    Row("assessments:sitting_unseat", only("hr"), ("sitting", "place"), "POST"),
    Row("assessments:sitting_decide", only("hr"), ("sitting", "place"), "POST"),
    Row("assessments:sitting_proctors", only("hr"), ("sitting",), "POST"),
    Row("assessments:sitting_announce", only("hr"), ("sitting",), "POST"),
    Row("assessments:sitting_cancel", only("hr"), ("sitting",), "POST"),
    Row("assessments:seat", only("subject"), ("place",)),
    Row("assessments:seat", only("subject"), ("place",), "POST"),
    Row("assessments:rooms", only("proctor")),
    Row("assessments:room", only("proctor"), ("sitting",)),
    Row("assessments:room_open", only("proctor"), ("sitting",), "POST"),
    Row("assessments:room_incident", only("proctor"), ("sitting",), "POST"),
    Row("assessments:room_time", only("proctor"), ("sitting",), "POST"),
    Row("assessments:room_sign", only("proctor"), ("sitting",), "POST"),
    Row("assessments:room_seat", only("proctor"), ("sitting", "place")),
    Row("assessments:room_seat", only("proctor"), ("sitting", "place"), "POST"),
    Row("assessments:booklets_print", only("proctor", "hr"), ("sitting",)),
    Row("assessments:booklets_print", only("proctor", "hr"), ("sitting",), "POST"),
    Row("assessments:booklets", HR | only("proctor")),
    Row("assessments:booklet", only("proctor", "hr"), ("booklet",)),
    Row("assessments:booklet", only("proctor", "hr"), ("booklet",), "POST"),
    Row("assessments:rater_desk", only("rater")),
    Row("assessments:take_answer", only("rater"), (), "POST"),
    Row("assessments:watch_task", only("rater"), ("task",), "POST"),
    Row("assessments:rate", only("rater"), ("rating",)),
    Row("assessments:rate", only("rater"), ("rating",), "POST"),
    Row("assessments:rated_file", only("rater"), ("rating",)),
    Row("assessments:return_answer", only("rater"), ("rating",), "POST"),
    # The team
    Row("home:team", SIGNED_IN),
    Row("home:team_member", only("superior", "acting"), ("subject",)),
    Row("people:acting", SIGNED_IN),
    Row("people:acting_end", only("superior", "hr"), ("posting",), "POST"),
    # HR
    Row("workforce:index", EVERYBODY),  # leads on to the map, which asks
    Row("workforce:gap_map", HR | {"viewer"}),
    Row("workforce:gap_map", only("hr", "viewer"), query="?unit={unit}"),
    Row("workforce:gap_map_csv", HR | {"viewer"}),
    Row("workforce:gap_map_csv", only("hr", "viewer"), query="?unit={unit}"),
    Row("workforce:unit_competency", only("hr"), ("unit", "competency")),
    Row("workforce:people", HR),
    Row("workforce:take_out", HR),
    Row("workforce:person", only("hr"), ("subject",)),
    Row("workforce:evidence", only("hr"), ("subject", "competency")),
    Row("people:acting_hr", HR),
    Row("people:codes", HR),
    Row("people:make_codes", only("hr"), ("unit",), "POST"),
    Row("people:code_batch", only("hr"), ("batch",)),
    Row("people:codes_list", only("hr"), ("batch",)),
    Row("people:codes_letters", only("hr"), ("batch",)),
    Row("people:code_for", only("hr"), ("subject",)),
    Row("people:end_sessions_of", only("hr"), ("subject",), "POST"),
    # Roles
    Row("people:roles", GIVERS),
    Row("people:roles_find", GIVERS),
    Row("people:roles_review", GIVERS),
    Row("people:role_give", only("hr", "administrator", "dpo"), ("subject",)),
    Row("people:role", only("hr", "administrator"), ("grant",)),
    Row("people:role_end", only("hr", "administrator"), ("grant",), "POST"),
    Row("people:role_confirm", only("hr", "administrator"), ("grant",), "POST"),
    # Audit
    Row("audit:index", only("auditor")),
    Row("audit:certificate", only("auditor"), ("certificate",)),
    Row("audit:roles", only("auditor")),
    # Privacy
    Row("privacy:notice", EVERYBODY),
    Row("privacy:new_notice", SIGNED_IN),
    Row("privacy:consents", SIGNED_IN),
    Row("privacy:my_data", SIGNED_IN),
    Row("privacy:ask_for_copy", SIGNED_IN, method="POST"),
    Row("privacy:requests", SIGNED_IN),
    Row("privacy:request", only("subject"), ("request",)),
    Row("privacy:withdraw", only("subject"), ("request",), "POST"),
    Row("privacy:hr_queue", HR),
    Row("privacy:officer", only("dpo")),
    Row("privacy:publish_notice", NOBODY),  # two agencies: only who protects both, see tests/privacy/test_office.py
    Row("privacy:handle", only("hr", "dpo"), ("request",)),
    Row("privacy:correct", only("hr", "dpo"), ("request",), "POST"),
    Row("privacy:record", only("dpo", "auditor")),
    Row("privacy:record_csv", only("dpo", "auditor")),
    Row("privacy:retention", only("dpo")),
    Row("privacy:exports", only("dpo")),
    Row("privacy:incidents", only("dpo")),
    Row("privacy:enter_incident", only("dpo")),
    Row("privacy:impact", SIGNED_IN),
    # Mentoring
    Row("mentoring:programme", NOBODY, ("programme",)),  # a draft is its coordinator's, on another page
    Row("mentoring:apply", NOBODY, ("programme",), "POST"),
    Row("mentoring:programmes", only("coordinator", "programme_coordinator", "beside_coordinator")),
    Row("mentoring:create_programme", only("coordinator")),
    Row("mentoring:coordinate", COORDINATORS, ("programme",)),
    Row("mentoring:open_programme", COORDINATORS, ("programme",), "POST"),
    Row("mentoring:run_match", COORDINATORS, ("programme",), "POST"),
    Row("mentoring:publish", COORDINATORS, ("programme",), "POST"),
    Row("mentoring:run_progress", COORDINATORS, ("programme",)),
    # The item bank
    Row("item_bank:index", WRITERS),
    Row("item_bank:reviews", WRITERS),
    Row("item_bank:add", only("trainer", "trainer_elsewhere")),
    Row("item_bank:import", only("trainer", "trainer_elsewhere")),
    Row("item_bank:import_template", only("trainer", "trainer_elsewhere")),
    Row("item_bank:export", only("trainer", "trainer_elsewhere")),
    Row("item_bank:export_file", only("trainer", "trainer_elsewhere"), (), "POST"),
    Row("item_bank:item", only("trainer", "second_reader"), ("item",)),
    Row("item_bank:edit", only("trainer"), ("item",)),
    Row("item_bank:ratings", WRITERS),
    Row("item_bank:appeals", WRITERS),
    Row("item_bank:appeal", only("second_reader"), ("appeal",)),
    Row("item_bank:appeal", only("second_reader"), ("appeal",), "POST"),
    Row("observations:index", WRITERS),
    Row("observations:observation", only("second_reader"), ("observation",)),
    Row("observations:observation", only("second_reader"), ("observation",), "POST"),
    Row("observations:name", only("second_reader"), ("observation",), "POST"),
    Row("item_bank:calibrations", WRITERS),
    Row("item_bank:calibration", WRITERS, ("calibration",)),
    Row("item_bank:approve_calibration", NOBODY, ("calibration",), "POST"),
    Row("item_bank:reject_calibration", NOBODY, ("calibration",), "POST"),
    Row("item_bank:submit", only("trainer"), ("item",), "POST"),
    Row("item_bank:cases", WRITERS),
    Row("item_bank:add_case", only("trainer", "trainer_elsewhere")),
    Row("item_bank:case", only("trainer", "second_reader"), ("case",)),
    Row("item_bank:edit_case", only("trainer"), ("case",)),
    Row("item_bank:submit_case", only("trainer"), ("case",), "POST"),
    # Tests as trainers write them
    Row("written_tests:index", WRITERS),
    Row("written_tests:reviews", WRITERS),
    Row("written_tests:add", only("trainer", "trainer_elsewhere")),
    Row("written_tests:test", only("trainer", "second_reader"), ("test",)),
    Row("written_tests:edit", only("trainer"), ("test",)),
    Row("written_tests:forms", only("trainer", "second_reader"), ("test",)),
    Row("written_tests:forms", only("trainer"), ("test",), "POST"),
    Row("written_tests:propose", only("trainer"), ("test",), "POST"),
    Row("written_tests:arrange", NOBODY, ("test",), "POST"),  # an empty form names nothing to move
    Row("written_tests:submit", only("trainer"), ("test",), "POST"),
    # Wagtail's admin: one or more addresses of each part that a trainer can reach
    Row("wagtailadmin_home", WRITERS),
    Row("wagtailadmin_explore", only("trainer", "second_reader"), ("course_page",)),
    Row("wagtailadmin_pages:edit", only("trainer", "second_reader"), ("course_page",)),
    Row("wagtailadmin_pages:history", only("trainer", "second_reader"), ("course_page",)),
    Row("wagtailadmin_pages:view_draft", only("trainer", "second_reader"), ("course_page",)),
    Row("wagtailadmin_pages:usage", only("trainer", "second_reader"), ("course_page",)),
    Row("wagtailadmin_pages:delete", NOBODY, ("lesson_page",)),  # people learn there
    Row("wagtailadmin_api:pages:detail", only("trainer", "second_reader"), ("course_page",)),
    Row("wagtailadmin_api:images:listing", NOBODY),
    Row("wagtailadmin_api:images:detail", NOBODY, ("image",)),
    Row("wagtailadmin_api:documents:listing", NOBODY),
    Row("wagtailadmin_api:documents:detail", NOBODY, ("document",)),
    Row("wagtailimages:index", only("trainer", "trainer_elsewhere")),
    Row("wagtailimages:edit", only("trainer"), ("image",)),
    Row("wagtailimages:delete", only("trainer"), ("image",)),
    Row("wagtailimages:image_usage", only("trainer"), ("image",)),
    Row("wagtailimages_chooser:chosen", only("trainer"), ("image",)),
    Row("wagtaildocs:index", only("trainer", "trainer_elsewhere")),
    Row("wagtaildocs:edit", only("trainer"), ("document",)),
    Row("wagtaildocs:document_usage", only("trainer"), ("document",)),
    Row("wagtaildocs_chooser:chosen", only("trainer"), ("document",)),
    Row("wagtailadmin_reports:site_history", NOBODY),
    Row("wagtailadmin_reports:aging_pages", NOBODY),
    Row("wagtailadmin_workflows:index", NOBODY),
    Row("wagtailadmin_collections:index", NOBODY),
    Row("wagtailusers_users:index", NOBODY),
    Row("wagtailusers_groups:index", NOBODY),
    Row("wagtailsites:index", NOBODY),
    Row("wagtailsnippets:index", NOBODY),
    # 360-degree ratings: HR's round about `subject`; a colleague was named and waits for a word
    Row("assessments:multirater", SIGNED_IN),
    Row("assessments:multirater_start", SIGNED_IN),
    Row("assessments:multirater_rate", only("peer"), ("rating_of_peer",)),
    Row("assessments:multirater_rate", only("peer"), ("rating_of_peer",), "POST"),
    Row("assessments:multirater_hand_in", only("peer"), ("rating_of_peer",)),
    Row("assessments:multirater_decline", only("peer"), ("rating_of_peer",)),
    Row("assessments:multirater_rate", only("superior"), ("rating_of_superior",)),
    Row("assessments:multirater_round", only("subject", "superior", "acting"), ("round",)),
    Row("assessments:multirater_name", only("subject"), ("round",), "POST"),
    Row("assessments:multirater_decide", only("superior", "acting", "hr"), ("named_rater",), "POST"),
    Row("assessments:multirater_cancel", NOBODY, ("round",), "POST"),  # HR's is not the person's to stop
    Row("assessments:multirater_hr", HR),
    Row("assessments:multirater_hr_start", HR),
    Row("assessments:multirater_hr_start", only("hr"), query="?orang={subject}"),
    Row("assessments:multirater_hr_round", only("hr"), ("round",)),
    Row("assessments:multirater_hr_cancel", only("hr"), ("round",), "POST"),
    # Portfolios: one is written by `subject`, one is before `rater`, over one two assessors differ
    Row("assessments:portfolios", SIGNED_IN),
    Row("assessments:portfolio_start", SIGNED_IN),
    Row("assessments:portfolio", only("subject"), ("portfolio",)),
    Row("assessments:portfolio", only("subject"), ("portfolio",), "POST"),
    Row("assessments:portfolio_piece_add", only("subject"), ("portfolio",)),
    Row("assessments:portfolio_piece_add", only("subject"), ("portfolio",), "POST"),
    Row("assessments:portfolio_piece", only("subject"), ("portfolio", "piece")),
    Row("assessments:portfolio_piece_remove", only("subject"), ("portfolio", "piece"), "POST"),
    Row("assessments:portfolio_piece_file", only("subject"), ("portfolio", "piece")),
    Row("assessments:portfolio_drop_file", only("subject"), ("portfolio", "piece"), "POST"),
    Row("assessments:portfolio_hand_in", only("subject"), ("portfolio",)),
    Row("assessments:portfolio_hand_in", only("subject"), ("portfolio",), "POST"),
    Row("assessments:portfolio_take_back", only("subject"), ("portfolio",), "POST"),
    Row("assessments:portfolio_delete", only("subject"), ("portfolio",), "POST"),
    Row("assessments:portfolio_appeal", only("subject"), ("portfolio",)),
    Row("assessments:portfolio_desk", only("rater")),
    Row("assessments:portfolio_take", only("rater"), (), "POST"),
    Row("assessments:portfolio_judge", only("rater"), ("seat",)),
    Row("assessments:portfolio_judge", only("rater"), ("seat",), "POST"),
    Row("assessments:portfolio_declare", only("rater"), ("seat",), "POST"),
    Row("assessments:portfolio_recuse", only("rater"), ("seat",), "POST"),
    Row("assessments:portfolio_judged_file", only("rater"), ("seat", "judged_piece")),
    Row("assessments:portfolio_compare", only("rater"), ("compared",)),
    Row("assessments:portfolio_note", only("rater"), ("compared",), "POST"),
    Row("assessments:portfolio_revise", only("rater"), ("compared",)),
    Row("assessments:portfolio_stand", only("rater"), ("compared",), "POST"),
    Row("assessments:portfolio_decide", only("rater"), ("compared",), "POST"),
    Row("assessments:portfolio_oversight", only("second_reader", "administrator")),
    Row("assessments:portfolio_assessors", only("second_reader", "administrator")),
    Row("assessments:portfolio_assessors", only("second_reader", "administrator"), (), "POST"),
    Row("assessments:portfolio_training_end", only("second_reader", "administrator"), ("training",), "POST"),
]

# Parts of Wagtail's admin of which the rows above stand for all addresses: their views ask the same question.
BY_PART = {
    "wagtailadmin_api:documents",
    "wagtailadmin_api:images",
    "wagtailadmin_api:pages",
    "wagtailadmin_collections",
    "wagtailadmin_pages",
    "wagtailadmin_reports",
    "wagtailadmin_workflows",
    "wagtaildocs",
    "wagtaildocs_chooser",
    "wagtailimages",
    "wagtailimages_chooser",
    "wagtailsites",
    "wagtailsnippets",
    "wagtailusers_groups",
    "wagtailusers_users",
    # Nobody's data: what is embedded (no finder is configured), who else edits a page that one may edit anyway.
    "wagtailadmin_editing_sessions",
    "wagtailembeds",
    # Practice questions of the own agency: tests/courses/test_authoring.py
    "practice_item_chooser",
}

# Addresses whose right person is told by a link, a code or a state no role gives; the test that holds each.
ELSEWHERE = {
    "tests/people (the door)": {
        "people:link_account",
        "people:sign_out",
        "people:activate",
        "people:choose_password",
        "people:forgot_password",
        "people:reset_password",
        "people:change_email",
        "people:confirm_email_now",
        "people:confirm_email",
        "people:unlink",
        "people:end_other_sessions",
        "people:end_session",
    },
    "tests/mentoring (the two of a pair)": {
        "mentoring:withdraw",
        "mentoring:pair",
        "mentoring:accept",
        "mentoring:decline",
        "mentoring:end",
        "mentoring:record_session",
        "mentoring:confirm_session",
        "mentoring:dispute_session",
    },
    "tests/assessments (the second reader, the first attempt)": {
        "written_tests:approve",
        "written_tests:send_back",
        "written_tests:discard",
        "written_tests:withdraw",
        "written_tests:offer",
        "item_bank:approve",
        "item_bank:approve_case",
        "item_bank:send_back_case",
        "item_bank:send_back",
        "item_bank:suspend",
        "item_bank:try_out",
        "item_bank:adopt",
        "item_bank:resume",
        "assessments:start",
        "assessments:save",
    },
    "tests/assessments (two agree over a portfolio and nobody writes it)": {"assessments:portfolio_chair"},
    "tests/assessments (who brought the file)": {"item_bank:import_preview", "item_bank:discard_import"},
    "tests/workforce (who took the file out)": {"workforce:taken_out", "workforce:people_csv"},
    "tests/privacy (one's own copy, a number of a notice, an incident, a template)": {
        "privacy:download",
        "privacy:notice_version",
        "privacy:new_request",
        "privacy:incident",
        "privacy:incident_letter",
        "privacy:impact_of",
    },
}
