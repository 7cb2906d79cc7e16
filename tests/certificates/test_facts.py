"""The frozen facts of a certificate."""

from __future__ import annotations

import json

from certificates.facts import fingerprint, from_json, to_json
from tests.certificates.builders import FACTS, facts_with


def test_a_snapshot_gives_back_every_fact():
    assert from_json(to_json(FACTS)) == FACTS
    assert from_json(to_json(facts_with(valid_until=FACTS.finished_on))).valid_until == FACTS.finished_on


def test_a_snapshot_is_canonical():
    text = to_json(FACTS)

    data = json.loads(text)

    assert text == json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert (data["schema"], data["hours_jp"], data["started_on"]) == (1, "6", "2026-11-09")
    assert data["subjects"][1] == {"jp": "4", "order": 2, "title": "Memproses dengan dasar yang sah"}


def test_the_schema_does_not_move():
    # Certificates in drawers were written with these names: add to this list, never change it.
    names = ", ".join(json.loads(to_json(FACTS)))
    assert names == (
        "code, competencies, evidence, finished_on, framework_name, framework_version, holder_name, holder_nip, "
        "holder_post, holder_unit, hours_jp, is_demo, issuer, language, organiser, place, schema, score_percent, "
        "started_on, subjects, subtitle, test_code, title, training_type, valid_until"
    )


def test_one_changed_letter_changes_the_fingerprint():
    changed = facts_with(holder_name="Dra. Siti Rahmawaty, M.Si.")

    assert fingerprint(to_json(FACTS)) != fingerprint(to_json(changed))
