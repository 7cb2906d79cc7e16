"""Essays and files with their rubrics travel to Moodle and QTI, said to lose what they lose there."""

from __future__ import annotations

import pytest

from assessments.exchange import remarks, table
from assessments.exchange.entries import Verdict
from assessments.exchange.formats import FORMATS, plan
from tests.assessments.builders import row
from tests.assessments.rating import ESSAY, UPLOAD

WATCHED = row("OB", kind="OB", options=(), key="Mengunci layar | Mencatat permintaan")


@pytest.mark.parametrize("name", ["moodle", "qti"])
@pytest.mark.parametrize("one", [ESSAY, UPLOAD], ids=["essay", "upload"])
def test_a_rubric_comes_back_whole_and_the_report_says_what_others_do_not_see(name, one):
    entry = table.entry_of(one)

    planned = plan(FORMATS[name], [entry])

    assert [remark.message for remark in planned.entries[0].losses] == [remarks.RUBRIC_OUT]
    back = FORMATS[name].read(planned.data)[0]
    assert back.says_the_same(entry)
    assert "RAHASIA" not in back.content.stem  # the rubric is for whoever scores, not part of the task


MOODLE = """<?xml version="1.0"?><quiz><question type="essay"><name><text>E</text></name>
<questiontext format="plain_text"><text>Tulis nota.</text></questiontext><responseformat>editor</responseformat>
<attachments>0</attachments><graderinfo format="plain_text"><text>%s</text></graderinfo></question></quiz>"""


def test_a_foreign_essay_without_a_rubric_is_refused_with_the_reason():
    refused = FORMATS["moodle"].read((MOODLE % "Lihat isi dan bahasa.").encode())[0]
    taken = FORMATS["moodle"].read((MOODLE % "# Isi\n0 = kosong\n2 = lengkap").encode())[0]

    assert (refused.verdict, "rubric" in refused.refusal.message) == (Verdict.REFUSED, True)
    assert taken.content.kind == "essay"


@pytest.mark.parametrize("name", ["gift", "word", "teks"])
def test_formats_without_a_place_for_a_rubric_leave_it_out(name):
    for one in (ESSAY, UPLOAD, WATCHED):
        assert plan(FORMATS[name], [table.entry_of(one)]).entries[0].refusal is not None


@pytest.mark.parametrize("name", ["moodle", "qti"])
def test_an_observed_task_travels_in_a_table_only(name):
    assert plan(FORMATS[name], [table.entry_of(WATCHED)]).entries[0].refusal is not None
