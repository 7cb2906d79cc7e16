"""OWASP ASVS 5.0, levels 1 and 2: what holds each requirement here. `tests/test_asvs.py` checks the table.

A row: number, the requirement in a few words, and what holds it:
`test file::name` a test of this project · `set NAME=value` a setting of production · `lint code` a rule of ruff ·
`readme Word` a paragraph of the README's chapter on security · `none reason` does not apply, and why.
Source: https://github.com/OWASP/ASVS, version 5.0.0 (May 2025), 253 requirements at levels 1 and 2.
"""

from __future__ import annotations

T = "test tests/"

ENCODING = [
    (
        "V1.1.1",
        "decode once, before use",
        T + "home/test_pages.py::test_a_name_of_eighty_characters_and_html_in_a_name_stay_text",
    ),
    (
        "V1.1.2",
        "escape at the end",
        T + "home/test_pages.py::test_a_name_of_eighty_characters_and_html_in_a_name_stay_text",
    ),
    (
        "V1.2.1",
        "escape for the context",
        T + "home/test_pages.py::test_a_name_of_eighty_characters_and_html_in_a_name_stay_text",
        "lint S308",
    ),
    ("V1.2.2", "safe addresses only", T + "courses/test_importing.py::test_foreign_html_does_not_reach_a_page"),
    ("V1.2.3", "no data inside scripts", T + "test_shell.py::test_a_page_of_ours_has_no_inline_style_or_script"),
    ("V1.2.4", "parameters in queries", "lint S608", "lint S610", "lint S611"),
    ("V1.2.5", "no shell", "lint S602", "lint S604", "lint S605"),
    ("V1.2.6", "LDAP", "none no directory is asked"),
    ("V1.2.7", "XPath", "none no XML is queried"),
    ("V1.2.8", "LaTeX", "none documents are made from HTML templates of the project"),
    ("V1.2.9", "patterns from input", T + "test_code_rules.py::test_no_pattern_is_built_from_what_somebody_typed"),
    ("V1.3.1", "clean foreign HTML", T + "courses/test_importing.py::test_foreign_html_does_not_reach_a_page"),
    ("V1.3.2", "no eval", "lint S102", "lint S307"),
    (
        "V1.3.3",
        "trim before dangerous places",
        T + "workforce/test_map.py::test_the_table_for_spreadsheets_runs_no_formula",
    ),
    (
        "V1.3.4",
        "no scriptable pictures",
        T + "courses/test_agency_files.py::test_what_is_no_picture_is_refused_with_one_sentence",
    ),
    ("V1.3.5", "Markdown without HTML", T + "courses/test_importing.py::test_foreign_html_does_not_reach_a_page"),
    (
        "V1.3.6",
        "no request to an address somebody typed",
        T + "test_shell.py::test_the_settings_name_no_outside_host",
        "set WAGTAILEMBEDS_FINDERS=[]",
    ),
    ("V1.3.7", "no template from input", T + "test_code_rules.py::test_no_template_is_built_from_what_somebody_typed"),
    ("V1.3.8", "JNDI", "none no Java"),
    ("V1.3.9", "memcache", "none the cache is Redis or memory; keys are hashed by Django"),
    (
        "V1.3.10",
        "no format strings from input",
        T + "test_code_rules.py::test_no_template_is_built_from_what_somebody_typed",
    ),
    ("V1.3.11", "no header in mail from input", T + "test_security.py::test_a_line_break_in_a_subject_makes_no_header"),
    ("V1.4.1", "memory safety", "none Python; native parts come from maintained libraries, pinned"),
    ("V1.4.2", "ranges of numbers", T + "test_security.py::test_a_number_beyond_every_range_is_a_plain_refusal"),
    ("V1.4.3", "release of memory", "none Python collects it"),
    ("V1.5.1", "XML without entities", "lint S314", "lint S318", "lint S320"),
    (
        "V1.5.2",
        "no unsafe deserialisation",
        "lint S301",
        "lint S506",
        "set SESSION_SERIALIZER='django.contrib.sessions.serializers.JSONSerializer'",
    ),
]

BUSINESS = [
    ("V2.1.1", "rules of input are written down", "readme Input"),
    ("V2.1.2", "rules between fields are written down", "readme Input"),
    ("V2.1.3", "limits are written down", "readme Limits"),
    (
        "V2.2.1",
        "input is checked against what is expected",
        T + "people/test_nip.py::test_any_text_is_a_number_or_is_refused",
    ),
    ("V2.2.2", "the server checks", T + "courses/test_pages.py::test_a_check_of_another_lesson_is_refused"),
    (
        "V2.2.3",
        "fields fit each other",
        T + "mentoring/test_applying.py::test_days_that_do_not_follow_each_other_are_refused",
    ),
    ("V2.3.1", "steps in their order", T + "people/test_activation.py::test_nobody_chooses_a_password_without_a_code"),
    (
        "V2.3.2",
        "limits of the work hold",
        T + "mentoring/test_matching.py::test_no_hard_rule_is_ever_broken_and_no_place_given_twice",
    ),
    ("V2.3.3", "all or nothing", T + "assessments/test_attempts.py::test_handing_in_twice_gives_one_result"),
    (
        "V2.3.4",
        "no place given twice",
        T + "mentoring/test_matching.py::test_no_hard_rule_is_ever_broken_and_no_place_given_twice",
    ),
    (
        "V2.4.1",
        "slow down machines",
        T + "certificates/test_pages.py::test_guessing_is_slowed_down_for_one_address_only",
    ),
]

BROWSER = [
    (
        "V3.2.1",
        "no content in the wrong context",
        T + "test_security.py::test_every_answer_forbids_guessing_its_type_and_framing_it",
        T + "courses/test_files.py::test_a_picture_of_a_lesson_is_handed_out_and_its_original_is_not",
    ),
    ("V3.2.2", "text stays text in scripts", T + "test_code_rules.py::test_our_scripts_write_text_and_never_html"),
    ("V3.3.1", "cookies are Secure", T + "test_security.py::test_cookies_belong_to_this_host_alone_in_production"),
    (
        "V3.3.2",
        "cookies are SameSite",
        "set SESSION_COOKIE_SAMESITE='Lax'",
        "set CSRF_COOKIE_SAMESITE='Lax'",
        "set LANGUAGE_COOKIE_SAMESITE='Lax'",
    ),
    ("V3.3.3", "__Host- before the name", T + "test_security.py::test_cookies_belong_to_this_host_alone_in_production"),
    (
        "V3.3.4",
        "cookies are HttpOnly",
        "set SESSION_COOKIE_HTTPONLY=True",
        "set CSRF_COOKIE_HTTPONLY=True",
        "set LANGUAGE_COOKIE_HTTPONLY=True",
    ),
    (
        "V3.4.1",
        "HSTS for a year with subdomains",
        "set SECURE_HSTS_SECONDS=31536000",
        "set SECURE_HSTS_INCLUDE_SUBDOMAINS=True",
    ),
    ("V3.4.2", "no foreign origin", T + "test_security.py::test_every_answer_forbids_guessing_its_type_and_framing_it"),
    ("V3.4.3", "a policy for content", T + "test_shell.py::test_pages_carry_a_strict_policy_without_inline_scripts"),
    ("V3.4.4", "nosniff", T + "test_security.py::test_every_answer_forbids_guessing_its_type_and_framing_it"),
    ("V3.4.5", "no referrer outside", "set SECURE_REFERRER_POLICY='same-origin'"),
    ("V3.4.6", "no frame", T + "test_security.py::test_every_answer_forbids_guessing_its_type_and_framing_it"),
    ("V3.5.1", "tokens in forms", T + "test_security.py::test_a_form_without_its_token_changes_nothing"),
    (
        "V3.5.2",
        "no simple request changes anything",
        T + "test_security.py::test_a_form_without_its_token_changes_nothing",
    ),
    (
        "V3.5.3",
        "GET changes nothing",
        T + "test_reading.py::test_looking_at_an_address_that_changes_something_changes_nothing",
    ),
    ("V3.5.4", "one application, one host", "readme Hosts"),
    ("V3.5.5", "postMessage", T + "test_code_rules.py::test_our_scripts_write_text_and_never_html"),
    ("V3.7.1", "no dead technology", T + "test_code_rules.py::test_our_scripts_write_text_and_never_html"),
    (
        "V3.7.2",
        "no redirect elsewhere",
        T + "people/test_sign_in.py::test_after_signing_in_nobody_is_sent_to_another_site",
        T + "test_shell.py::test_the_language_switch_does_not_send_people_elsewhere",
    ),
]

SERVICES = [
    (
        "V4.1.1",
        "type and charset of every answer",
        T + "test_security.py::test_every_answer_forbids_guessing_its_type_and_framing_it",
    ),
    ("V4.1.2", "machines are not forwarded to https", "set SECURE_REDIRECT_EXEMPT=['^sehat/$', '^siap/$']"),
    (
        "V4.1.3",
        "headers of the proxy cannot be forged",
        T + "test_security.py::test_an_address_told_by_the_visitor_counts_only_behind_a_proxy",
    ),
    ("V4.2.1", "one length of a message", T + "test_security.py::test_a_message_of_two_lengths_is_refused"),
    ("V4.3.1", "GraphQL", "none no GraphQL"),
    ("V4.3.2", "GraphQL introspection", "none no GraphQL"),
    ("V4.4.1", "WebSocket over TLS", "none no WebSocket"),
    ("V4.4.2", "WebSocket origin", "none no WebSocket"),
    ("V4.4.3", "WebSocket tokens", "none no WebSocket"),
    ("V4.4.4", "WebSocket hand-over", "none no WebSocket"),
]

FILES = [
    ("V5.1.1", "kinds and sizes are written down", "readme Files"),
    (
        "V5.2.1",
        "size",
        "set WAGTAILIMAGES_MAX_UPLOAD_SIZE=8388608",
        "set WAGTAILDOCS_MAX_UPLOAD_SIZE=20971520",
        "set DATA_UPLOAD_MAX_MEMORY_SIZE=5242880",
    ),
    (
        "V5.2.2",
        "content fits the name",
        T + "courses/test_agency_files.py::test_what_is_no_picture_is_refused_with_one_sentence",
        T + "competencies/test_importing.py::test_a_picture_is_not_a_table",
    ),
    ("V5.2.3", "archives", "none no archive is unpacked"),
    (
        "V5.3.1",
        "nothing uploaded is run",
        T + "courses/test_files.py::test_a_picture_of_a_lesson_is_handed_out_and_its_original_is_not",
    ),
    ("V5.3.2", "no path from a name", T + "courses/test_files.py::test_nothing_else_is_handed_out"),
    (
        "V5.4.1",
        "names in downloads are ours",
        T + "certificates/test_pages.py::test_the_holder_downloads_the_pdf_under_a_name_that_is_found_again",
    ),
    (
        "V5.4.2",
        "names in headers are encoded",
        T + "certificates/test_pages.py::test_the_holder_downloads_the_pdf_under_a_name_that_is_found_again",
    ),
    (
        "V5.4.3",
        "a scanner looks at uploads",
        T + "test_uploads.py::test_a_file_in_which_the_scanner_finds_something_is_refused_in_a_sentence",
    ),
]

DOOR = [
    ("V6.1.1", "defence against guessing is written down", "readme Guessing"),
    ("V6.1.2", "words of the place", "readme Passwords"),
    ("V6.1.3", "every way in is written down", "readme Ways in"),
    (
        "V6.2.1",
        "twelve signs at least",
        T
        + "people/test_activation.py::test_a_password_that_will_not_do_is_refused_in_sentences_and_the_code_stays_good",
    ),
    (
        "V6.2.2",
        "a password can be changed",
        T + "people/test_sessions.py::test_a_new_password_asks_for_the_present_one",
    ),
    ("V6.2.3", "with the present one", T + "people/test_sessions.py::test_a_new_password_asks_for_the_present_one"),
    (
        "V6.2.4",
        "common passwords",
        T + "test_security.py::test_a_password_that_a_colleague_would_guess_is_refused_in_a_sentence",
    ),
    ("V6.2.5", "any composition", T + "test_security.py::test_a_long_sentence_of_any_signs_is_a_password_as_it_is"),
    ("V6.2.6", "masked", T + "test_security.py::test_the_password_field_is_masked_and_open_to_password_keepers"),
    (
        "V6.2.7",
        "paste and keepers",
        T + "test_security.py::test_the_password_field_is_masked_and_open_to_password_keepers",
    ),
    ("V6.2.8", "as it was typed", T + "test_security.py::test_a_long_sentence_of_any_signs_is_a_password_as_it_is"),
    ("V6.2.9", "64 signs and more", T + "test_security.py::test_a_long_sentence_of_any_signs_is_a_password_as_it_is"),
    ("V6.2.10", "no forced change", "readme Passwords"),
    (
        "V6.2.11",
        "words of the place are refused",
        T + "test_security.py::test_a_password_that_a_colleague_would_guess_is_refused_in_a_sentence",
    ),
    ("V6.2.12", "breached passwords", T + "test_security.py::test_passwords_known_from_breaches_are_refused"),
    (
        "V6.3.1",
        "guessing is stopped",
        T + "people/test_sign_in.py::test_guessing_is_stopped_for_that_account_and_not_for_the_office",
    ),
    (
        "V6.3.2",
        "no default account",
        T + "test_settings.py::test_the_demo_with_its_known_password_is_refused_in_production",
    ),
    (
        "V6.3.3",
        "a second factor",
        T + "people/test_second_step.py::test_who_sees_data_of_others_sets_it_up_before_anything_else",
    ),
    (
        "V6.3.4",
        "no way around",
        T + "people/test_single_sign_on.py::test_the_second_step_is_asked_after_the_single_sign_on_too",
    ),
    ("V6.4.1", "codes are random, short-lived, used once", T + "people/test_activation.py::test_a_code_works_once"),
    ("V6.4.2", "no secret questions", "readme Ways in"),
    (
        "V6.4.3",
        "a reset keeps the second factor",
        T + "people/test_second_step.py::test_a_link_for_a_new_password_does_not_go_around_the_second_step",
    ),
    ("V6.4.4", "a lost factor is replaced after proof", "readme Ways in"),
    ("V6.5.1", "a code works once", T + "people/test_second_step.py::test_the_same_digits_work_once"),
    (
        "V6.5.2",
        "short secrets are hashed or not stored",
        T + "people/test_activation.py::test_a_code_has_fifty_bits_and_is_stored_nowhere",
    ),
    ("V6.5.3", "secrets are random", T + "people/test_activation.py::test_a_code_has_fifty_bits_and_is_stored_nowhere"),
    ("V6.5.4", "20 bits at least", T + "people/test_activation.py::test_a_code_has_fifty_bits_and_is_stored_nowhere"),
    ("V6.5.5", "codes end", T + "people/test_activation.py::test_a_code_ends_after_its_days"),
    ("V6.6.1", "SMS", "none no code goes by telephone"),
    (
        "V6.6.2",
        "bound to their request",
        T + "people/test_sessions.py::test_a_link_for_a_new_password_comes_to_the_address_and_works_once",
    ),
    ("V6.6.3", "guessing of codes is slowed", T + "people/test_activation.py::test_five_wrong_tries_end_a_code"),
    (
        "V6.8.1",
        "one identity for one provider",
        T + "people/test_single_sign_on.py::test_another_sub_with_the_same_claims_is_another_person",
    ),
    (
        "V6.8.2",
        "signatures of assertions",
        T + "people/test_single_sign_on.py::test_a_token_that_the_provider_did_not_sign_opens_nothing",
    ),
    ("V6.8.3", "SAML", "none no SAML"),
    (
        "V6.8.4",
        "strength told by the provider",
        T + "people/test_single_sign_on.py::test_the_second_step_is_asked_after_the_single_sign_on_too",
    ),
]

SESSIONS = [
    ("V7.1.1", "lifetimes are written down", "readme Sessions"),
    ("V7.1.2", "several sessions", "readme Sessions"),
    ("V7.1.3", "single sign-on", "readme Sessions"),
    ("V7.2.1", "checked by the server", "set SESSION_ENGINE='django.contrib.sessions.backends.db'"),
    ("V7.2.2", "made for each session", T + "people/test_sign_in.py::test_the_session_changes_its_key_at_the_door"),
    ("V7.2.3", "128 bits", "set SESSION_ENGINE='django.contrib.sessions.backends.db'"),
    ("V7.2.4", "new at the door", T + "people/test_sign_in.py::test_the_session_changes_its_key_at_the_door"),
    (
        "V7.3.1",
        "ends when idle",
        T + "people/test_sessions.py::test_on_a_shared_device_the_session_ends_with_the_browser_and_after_half_an_hour",
    ),
    ("V7.3.2", "ends after a day's work", "set SESSION_COOKIE_AGE=43200"),
    (
        "V7.4.1",
        "ended is ended",
        T + "people/test_sessions.py::test_a_session_that_was_signed_out_opens_nothing_any_more",
    ),
    ("V7.4.2", "a closed account has none", T + "test_security.py::test_a_session_of_a_closed_account_opens_nothing"),
    (
        "V7.4.3",
        "a new password ends the others",
        T + "people/test_sessions.py::test_a_new_password_ends_the_other_sessions",
    ),
    ("V7.4.4", "the way out is on every page", T + "test_security.py::test_the_way_out_is_on_every_page"),
    (
        "V7.4.5",
        "an officer can end them",
        T + "people/test_sessions.py::test_hr_ends_the_sessions_of_a_lost_telephone_in_the_own_agency_only",
    ),
    (
        "V7.5.1",
        "asked again before a change of the door",
        T + "people/test_second_step.py::test_the_password_is_asked_again_before_the_second_step_is_changed",
    ),
    (
        "V7.5.2",
        "list and end",
        T + "people/test_sessions.py::test_siti_sees_where_she_is_signed_in_and_ends_the_other_place",
    ),
    ("V7.6.1", "lifetime with single sign-on", "readme Sessions"),
    (
        "V7.6.2",
        "no session without an act",
        T + "people/test_single_sign_on.py::test_looking_at_the_start_alone_goes_nowhere",
    ),
]

RIGHTS = [
    (
        "V8.1.1",
        "rules are written down",
        T + "people/test_matrix.py::test_the_address_opens_to_those_named_and_to_nobody_else",
    ),
    ("V8.1.2", "rules for fields are written down", "readme Levels of protection"),
    (
        "V8.2.1",
        "each page by role",
        T + "people/test_matrix.py::test_the_address_opens_to_those_named_and_to_nobody_else",
    ),
    (
        "V8.2.2",
        "each object by person",
        T + "people/test_matrix.py::test_the_address_opens_to_those_named_and_to_nobody_else",
    ),
    (
        "V8.2.3",
        "each field by role",
        T + "home/test_pages.py::test_nobody_else_opens_a_team_members_page",
        T + "assessments/test_pages.py::test_no_page_of_a_running_attempt_tells_the_key",
    ),
    (
        "V8.3.1",
        "the server decides",
        T + "people/test_matrix.py::test_the_address_opens_to_those_named_and_to_nobody_else",
    ),
    (
        "V8.4.1",
        "agencies are apart",
        T + "test_other_agency.py::test_whoever_follows_every_link_finds_nobody_of_another_agency",
    ),
]

TOKENS = [
    (
        "V9.1.1",
        "signed tokens are checked",
        T + "people/test_activation.py::test_an_address_given_while_activating_counts_once_its_link_is_confirmed",
        T + "people/test_single_sign_on.py::test_a_token_that_the_provider_did_not_sign_opens_nothing",
    ),
    (
        "V9.1.2",
        "algorithms are listed",
        T + "people/test_single_sign_on.py::test_a_token_that_the_provider_did_not_sign_opens_nothing",
    ),
    ("V9.1.3", "keys from the provider's own address", "readme Keys"),
    (
        "V9.2.1",
        "tokens end",
        T + "people/test_activation.py::test_an_address_given_while_activating_counts_once_its_link_is_confirmed",
    ),
    (
        "V9.2.2",
        "a token for its purpose",
        T + "people/test_activation.py::test_an_address_given_while_activating_counts_once_its_link_is_confirmed",
    ),
    ("V9.2.3", "a token for us", T + "people/test_single_sign_on.py::test_a_token_for_another_client_opens_nothing"),
    (
        "V9.2.4",
        "one key, several audiences",
        "none this platform issues tokens to itself only, each with a salt of its purpose",
    ),
    ("V10.1.1", "tokens stay on the server", "set SOCIALACCOUNT_STORE_TOKENS=False"),
    (
        "V10.1.2",
        "answers fit the question asked in this browser",
        T + "people/test_single_sign_on.py::test_an_answer_that_this_browser_did_not_ask_for_opens_nothing",
    ),
    (
        "V10.2.1",
        "no forged answer",
        T + "people/test_single_sign_on.py::test_an_answer_that_this_browser_did_not_ask_for_opens_nothing",
    ),
    ("V10.2.2", "mix-up of providers", "none one provider is configured"),
    *[(f"V10.3.{n}", "resource server", "none this platform takes no access tokens") for n in (1, 2, 3, 4)],
    *[(f"V10.4.{n}", "authorization server", "none this platform is none") for n in range(1, 12)],
    (
        "V10.5.1",
        "an assertion is used once",
        T + "people/test_single_sign_on.py::test_an_answer_that_this_browser_did_not_ask_for_opens_nothing",
    ),
    (
        "V10.5.2",
        "people are told apart by sub",
        T + "people/test_single_sign_on.py::test_another_sub_with_the_same_claims_is_another_person",
    ),
    ("V10.5.3", "metadata of the configured issuer only", "readme Keys"),
    ("V10.5.4", "audience", T + "people/test_single_sign_on.py::test_a_token_for_another_client_opens_nothing"),
    ("V10.5.5", "back-channel logout", "none not offered"),
    ("V10.6.1", "OpenID provider", "none this platform is none"),
    ("V10.6.2", "OpenID provider", "none this platform is none"),
    *[(f"V10.7.{n}", "consent at the provider", "none this platform is none") for n in (1, 2, 3)],
]

KEYS = [
    ("V11.1.1", "how keys are kept", "readme Keys"),
    ("V11.1.2", "which keys there are", "readme Keys"),
    ("V11.2.1", "maintained implementations", T + "test_code_rules.py::test_cryptography_comes_from_libraries_only"),
    ("V11.2.2", "algorithms can be exchanged", "readme Keys"),
    ("V11.2.3", "128 bits", "readme Keys"),
    ("V11.3.1", "no weak modes", "lint S304", "lint S305"),
    ("V11.3.2", "approved ciphers", T + "test_code_rules.py::test_cryptography_comes_from_libraries_only"),
    (
        "V11.3.3",
        "sealed data cannot be changed",
        T + "people/test_second_step.py::test_the_secret_lies_sealed_in_the_database",
    ),
    ("V11.4.1", "no broken hashes", "lint S324"),
    (
        "V11.4.2",
        "passwords are stretched",
        T + "test_security.py::test_passwords_are_stretched_as_todays_guidance_asks",
    ),
    ("V11.4.3", "hashes are long enough", "lint S324"),
    ("V11.4.4", "keys from passwords", "none no key is made from a password"),
    ("V11.5.1", "random is random", "lint S311"),
    ("V11.6.1", "key generation", "none no key pair is made here; signing of certificates waits for its issue"),
]

CONNECTIONS = [
    ("V12.1.1", "TLS 1.2 and 1.3", "readme Connections"),
    ("V12.1.2", "cipher suites", "readme Connections"),
    ("V12.1.3", "client certificates", "none not used"),
    (
        "V12.2.1",
        "TLS outside",
        "set SECURE_SSL_REDIRECT=True",
        T + "test_settings.py::test_what_is_unsafe_or_missing_is_named",
    ),
    ("V12.2.2", "public certificates", "readme Connections"),
    ("V12.3.1", "TLS everywhere", "readme Connections"),
    ("V12.3.2", "certificates are checked", "lint S501"),
    ("V12.3.3", "TLS inside", "readme Connections"),
    ("V12.3.4", "own authorities", "readme Connections"),
]

CONFIGURATION = [
    ("V13.1.1", "who is talked to is written down", "readme Connections"),
    ("V13.2.1", "services prove themselves", "readme Connections"),
    ("V13.2.2", "least rights", "readme Connections"),
    ("V13.2.3", "no default secret", T + "test_settings.py::test_what_is_unsafe_or_missing_is_named"),
    ("V13.2.4", "a list of hosts", T + "test_shell.py::test_the_settings_name_no_outside_host"),
    ("V13.2.5", "a list for the server", T + "test_shell.py::test_the_settings_name_no_outside_host"),
    ("V13.3.1", "secrets are kept outside", T + "test_settings.py::test_what_is_unsafe_or_missing_is_named"),
    ("V13.3.2", "few can read them", T + "test_security.py::test_the_secret_key_is_readable_by_its_owner_only"),
    ("V13.4.1", "no repository in reach", T + "test_security.py::test_nothing_of_the_repository_is_served"),
    ("V13.4.2", "no debug", T + "test_settings.py::test_what_is_unsafe_or_missing_is_named"),
    ("V13.4.3", "no listings", T + "test_security.py::test_nothing_of_the_repository_is_served"),
    ("V13.4.4", "no TRACE", T + "test_security.py::test_a_request_is_never_echoed"),
    ("V13.4.5", "health tells little", T + "test_shell.py::test_the_process_says_that_it_lives_and_that_it_is_ready"),
]

DATA = [
    (
        "V14.1.1",
        "data is known and graded",
        T
        + "privacy/test_register.py::test_every_model_with_a_person_in_it_is_registered_with_every_way_to_that_person",
        "readme Levels of protection",
    ),
    ("V14.1.2", "what each grade asks", "readme Levels of protection"),
    ("V14.2.1", "nothing sensitive in addresses", T + "test_shell.py::test_no_address_holds_an_employee_number"),
    (
        "V14.2.2",
        "no shared cache",
        T + "test_shell.py::test_pages_of_a_signed_in_person_are_not_kept_by_a_shared_cache",
    ),
    ("V14.2.3", "nothing goes to others", T + "test_shell.py::test_the_settings_name_no_outside_host"),
    (
        "V14.2.4",
        "the controls hold",
        T + "privacy/test_office.py::test_every_kind_is_counted_before_it_is_deleted",
        T + "test_shell.py::test_a_request_has_an_id_in_its_answer_and_no_name_or_number_in_the_log",
    ),
    ("V14.3.1", "nothing stays after leaving", T + "test_security.py::test_leaving_clears_what_the_browser_kept"),
    ("V14.3.2", "no-store", T + "test_shell.py::test_pages_of_a_signed_in_person_are_not_kept_by_a_shared_cache"),
    ("V14.3.3", "nothing sensitive in the browser's storage", "readme Levels of protection"),
]

ARCHITECTURE = [
    ("V15.1.1", "how fast we mend", "readme Updates"),
    ("V15.1.2", "what we are made of", T + "test_architecture.py::test_every_installed_package_is_pinned"),
    ("V15.1.3", "what is costly", "readme Limits"),
    ("V15.2.1", "no overdue part", "readme Updates"),
    ("V15.2.2", "costly work waits its turn", "readme Limits"),
    (
        "V15.2.3",
        "no test code in service",
        T + "test_settings.py::test_the_demo_with_its_known_password_is_refused_in_production",
    ),
    (
        "V15.3.1",
        "only the fields that are needed",
        T + "assessments/test_pages.py::test_no_page_of_a_running_attempt_tells_the_key",
    ),
    (
        "V15.3.2",
        "redirects are not followed",
        "none only the configured provider is called; allauth follows none of another host's",
    ),
    ("V15.3.3", "no mass assignment", T + "people/test_activation.py::test_nobody_becomes_more_than_the_form_asks"),
    (
        "V15.3.4",
        "the visitor's address is true",
        T + "test_security.py::test_an_address_told_by_the_visitor_counts_only_behind_a_proxy",
    ),
    ("V15.3.5", "types are strict", T + "test_security.py::test_a_number_beyond_every_range_is_a_plain_refusal"),
    ("V15.3.6", "no prototype pollution", T + "test_code_rules.py::test_our_scripts_write_text_and_never_html"),
    (
        "V15.3.7",
        "the same field twice",
        T + "test_security.py::test_the_same_field_twice_and_in_the_address_does_not_confuse_the_door",
    ),
]

LOGS = [
    ("V16.1.1", "which logs there are", "readme Logs"),
    (
        "V16.2.1",
        "when, where, who, what",
        T + "test_security.py::test_who_came_in_and_who_was_refused_stands_in_the_log_without_a_name",
    ),
    ("V16.2.2", "UTC", T + "test_security.py::test_a_line_of_the_log_is_one_object_with_its_time_in_utc"),
    ("V16.2.3", "only where written down", "readme Logs"),
    ("V16.2.4", "one format", T + "test_security.py::test_a_line_of_the_log_is_one_object_with_its_time_in_utc"),
    (
        "V16.2.5",
        "nothing sensitive",
        T + "test_shell.py::test_a_request_has_an_id_in_its_answer_and_no_name_or_number_in_the_log",
    ),
    (
        "V16.3.1",
        "sign-ins",
        T + "test_security.py::test_who_came_in_and_who_was_refused_stands_in_the_log_without_a_name",
    ),
    ("V16.3.2", "refusals", T + "test_security.py::test_a_refused_page_stands_in_the_log"),
    ("V16.3.3", "slowing down", T + "test_security.py::test_guessing_that_is_slowed_down_stands_in_the_log"),
    ("V16.3.4", "errors", T + "test_security.py::test_an_error_is_logged_with_its_request_and_told_in_one_sentence"),
    ("V16.4.1", "no forged lines", T + "test_security.py::test_a_line_of_the_log_is_one_object_with_its_time_in_utc"),
    ("V16.4.2", "protected", "readme Logs"),
    ("V16.4.3", "sent elsewhere", "readme Logs"),
    (
        "V16.5.1",
        "a plain sentence",
        T + "test_security.py::test_an_error_is_logged_with_its_request_and_told_in_one_sentence",
    ),
    (
        "V16.5.2",
        "a silent broker costs nothing",
        T + "certificates/test_issuing.py::test_a_broker_that_does_not_answer_costs_nothing",
    ),
    ("V16.5.3", "fails closed", T + "assessments/test_attempts.py::test_handing_in_twice_gives_one_result"),
    *[(f"V17.{s}", "WebRTC", "none no WebRTC") for s in ("1.1", "2.1", "2.2", "2.3", "2.4", "3.1", "3.2")],
]

TABLE: list[tuple[str, ...]] = [
    *ENCODING, *BUSINESS, *BROWSER, *SERVICES, *FILES, *DOOR, *SESSIONS, *RIGHTS, *TOKENS, *KEYS, *CONNECTIONS,
    *CONFIGURATION, *DATA, *ARCHITECTURE, *LOGS,
]  # fmt: skip
