"""Files as other programs write them: what comes in, what is lost, what is refused, each by name."""

from __future__ import annotations

import io
import zipfile

import pytest

from assessments.authoring import REASONS
from assessments.exchange import examples, pasted, remarks, word
from assessments.exchange.formats import FORMATS

QUIZ = """<?xml version="1.0" encoding="UTF-8"?>
<quiz>
  <question type="category"><category><text>$course$/top/PDP</text></category></question>
  <question type="multichoice">
    <name><text>Pengendali</text></name>
    <questiontext format="html">
      <text><![CDATA[<p>Siapa <b>pengendali</b>&nbsp;data?</p><p><img src="@@PLUGINFILE@@/a.png" alt=""></p>]]></text>
      <file name="a.png" path="/" encoding="base64">iVBORw0KGgo=</file>
    </questiontext>
    <generalfeedback format="html"><text><![CDATA[<p>Pasal 1.</p>]]></text></generalfeedback>
    <idnumber>PDP-7</idnumber><single>true</single><shuffleanswers>true</shuffleanswers>
    <correctfeedback format="html"><text>Jawaban Anda benar.</text></correctfeedback>
    <answer fraction="0" format="html"><text>&lt;p&gt;Warga&lt;/p&gt;</text><feedback><text></text></feedback></answer>
    <answer fraction="100" format="html"><text>&lt;p&gt;Dinas&lt;/p&gt;</text><feedback><text>Ya!</text></feedback></answer>
    <answer fraction="50" format="html"><text>Vendor</text></answer>
    <hint format="html"><text>Lihat UU.</text></hint>
  </question>
  <question type="multichoice">
    <name><text>Jamak</text></name><questiontext format="html"><text>Pilih dua.</text></questiontext>
    <single>false</single>
    <answer fraction="50"><text>A</text></answer><answer fraction="50"><text>B</text></answer>
    <answer fraction="0"><text>C</text></answer>
  </question>
  <question type="truefalse">
    <name><text>BS</text></name><questiontext format="html"><text>Benarkah?</text></questiontext>
    <answer fraction="0"><text>true</text></answer><answer fraction="100"><text>false</text></answer>
  </question>
  <question type="matching">
    <name><text>Jodoh</text></name><questiontext format="html"><text>Jodohkan.</text></questiontext>
    <subquestion format="html"><text>UU 27</text><answer><text>PDP</text></answer></subquestion>
    <subquestion format="html"><text>UU 20</text><answer><text>ASN</text></answer></subquestion>
    <subquestion format="html"><text></text><answer><text>ITE</text></answer></subquestion>
  </question>
  <question type="numerical">
    <name><text>Angka</text></name><questiontext format="html"><text>Berapa?</text></questiontext>
    <answer fraction="100"><text>72.0</text><tolerance>0.5</tolerance></answer>
    <answer fraction="50"><text>70</text><tolerance>5</tolerance></answer>
    <units><unit><multiplier>1</multiplier><unit_name>jam</unit_name></unit></units>
  </question>
  <question type="shortanswer">
    <name><text>Singkat</text></name><questiontext format="html"><text>Siapa?</text></questiontext>
    <usecase>1</usecase>
    <answer fraction="100"><text>Dinas</text></answer><answer fraction="100"><text>Din*</text></answer>
    <answer fraction="50"><text>kantor</text></answer>
  </question>
  <question type="cloze">
    <name><text>Rumpang</text></name>
    <questiontext format="html"><text><![CDATA[<p>Oleh {1:SHORTANSWER:=dinas~=instansi} dan {1:MC:=warga~vendor}.</p>]]></text></questiontext>
  </question>
  <question type="essay"><name><text>Uraian</text></name><questiontext><text>Jelaskan.</text></questiontext></question>
  <question type="ddwtos"><name><text>Seret</text></name><questiontext><text>Seret.</text></questiontext></question>
</quiz>"""


def told(entry) -> list[str]:
    return [entry.refusal.message] if entry.refusal else [one.message for one in entry.losses]


def test_a_file_of_moodle_comes_in_with_every_loss_named():
    found = FORMATS["moodle"].read(QUIZ.encode())

    first = found[0].content
    assert (found[0].code, first.stem, first.key, first.rationale) == (
        "PDP-7",
        "Siapa pengendali data?",
        {"choice": ["b"]},
        "Pasal 1.",
    )
    assert [told(one) for one in found] == [
        [remarks.PICTURE, remarks.PARTIAL, remarks.FEEDBACK, remarks.HINTS],
        [remarks.WRONG_COSTS],
        [],
        [remarks.DISTRACTORS],
        [remarks.PARTIAL_ANSWERS],
        [remarks.CASE, remarks.PATTERNS, remarks.PARTIAL_ANSWERS],
        [remarks.CHOICE_GAP],
        [REASONS["no_criteria"]],
        [remarks.KIND],
    ]
    assert found[-1].refusal.facts["kind"] == "ddwtos"
    assert found[4].content.key == {"number": "72", "tolerance": "0.5", "unit": "jam"}
    assert found[6].content.stem == "Oleh [[a]] dan [[b]]."
    assert found[6].content.key == {"gaps": {"a": ["dinas", "instansi"], "b": ["warga"]}}


def test_a_question_without_a_code_always_gets_the_same_and_never_that_of_another():
    found = FORMATS["moodle"].read(QUIZ.encode())
    again = FORMATS["moodle"].read(QUIZ.replace("Jamak", "Lain").encode())

    codes = [one.code for one in found if one.content]
    assert codes == [one.code for one in again if one.content]
    assert len(set(codes)) == len(codes)


GIFT = """\
// soal lama
$CATEGORY: $course$/PDP

::Q1:: Siapa pengendali? {=Dinas #ya ~Warga ~%50%Vendor}

::Q2::[html]<p>Pilih \\= dua<br>baris</p> {~%50%A ~%50%B ~%-100%C}

Bumi bulat. {T}

Dua tambah dua {#4:0.5}

Antara {#1..2}

Siapa? {=dinas =%100%instansi =%50%kantor}

Jodohkan {=UU 27 -> PDP =UU 20 -> ASN}

Data dikelola {~Warga =Dinas} setiap hari.

Uraikan. {}

Hanya uraian.

Tidak tutup {=a ~b

[html]<table><tr><td>x</td><td>y</td></tr></table> Rumus \\\\(x^2\\\\) <a href\\="http\\://x.example">ini</a> {=a ~b}
"""


def test_a_file_in_gift_comes_in_with_every_loss_named():
    found = FORMATS["gift"].read(GIFT.encode())

    assert [(one.content.kind if one.content else "", told(one)) for one in found] == [
        ("single", [remarks.FEEDBACK, remarks.PARTIAL]),
        ("multiple", [remarks.WRONG_COSTS]),
        ("true_false", []),
        ("numeric", []),
        ("numeric", []),
        ("short_text", [remarks.PARTIAL_ANSWERS]),
        ("matching", []),
        ("single", [remarks.MISSING_WORD]),
        ("", [remarks.KIND]),
        ("", [remarks.KIND]),
        ("", [remarks.OPEN_BRACE]),
        ("single", [remarks.TABLE, remarks.LINK, remarks.FORMULA]),
    ]
    assert found[1].content.stem == "Pilih = dua\nbaris"
    assert found[4].content.key == {"number": "1.5", "tolerance": "0.5", "unit": ""}
    assert found[7].content.stem == "Data dikelola _____ setiap hari."


PASTED = """\
1. Siapa pengendali data?
a. Warga
b. Dinas *
c) Vendor
Kunci: B
2. Siapa prosesor?

A. Warga

*B. Vendor
C. Dinas

Apa ibu kota?
Bandung
*Jakarta

Jenis: urutan
Urutkan.
- Lapor
- Catat

Tanpa kunci?
A. ya
B. tidak

Jelaskan pendapat Anda.
"""


def test_questions_as_people_type_them_are_told_apart():
    found = FORMATS["teks"].read(PASTED.encode())

    assert [(one.place, one.content.stem if one.content else one.refusal.message) for one in found] == [
        (1, "Siapa pengendali data?"),
        (6, "Siapa prosesor?"),
        (13, "Apa ibu kota?"),
        (17, "Urutkan."),
        (22, "the key is missing"),
        (26, remarks.NO_ANSWERS),
    ]
    assert [one.content.key for one in found[:4]] == [
        {"choice": ["b"]},
        {"choice": ["b"]},
        {"choice": ["b"]},
        {"places": {"a": 1, "b": 2}},
    ]


def test_the_word_template_holds_its_two_examples_and_none_of_its_instructions():
    found = FORMATS["word"].read(examples.template())

    assert [(one.content.kind, one.content.key) for one in found] == [
        ("single", {"choice": ["b"]}),
        ("multiple", {"choice": ["a", "c"], "all_or_nothing": True}),
    ]
    assert [
        one.says_the_same(other) for one, other in zip(found, pasted.read(examples.TEXT.encode()), strict=True)
    ] == [
        True,
        True,
    ]


def docx(body: str, numbering: str = "") -> bytes:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    math = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        made.writestr(word.DOCUMENT, f"<w:document {space} {math}><w:body>{body}</w:body></w:document>")
        if numbering:
            made.writestr(word.NUMBERING, f"<w:numbering {space}>{numbering}</w:numbering>")
    return target.getvalue()


def paragraph(text: str, level: str = "", more: str = "") -> str:
    form = f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr></w:pPr>' if level else ""
    return f"<w:p>{form}<w:r><w:t>{text}</w:t>{more}</w:r></w:p>"


def test_lists_that_word_numbers_itself_are_questions_and_options():
    numbering = (
        '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:numFmt w:val="upperLetter"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    body = "".join(
        [
            paragraph("Siapa pengendali?", "0", "<w:drawing/>"),
            paragraph("*Dinas", "1"),
            paragraph("Warga", "1"),
            paragraph("Siapa prosesor?", "0"),
            paragraph("Dinas", "1"),
            paragraph("*Vendor", "1"),
            "<w:p><w:r><w:instrText>DDEAUTO c:\\\\windows\\\\calc.exe</w:instrText></w:r></w:p>",
        ]
    )

    found = FORMATS["word"].read(docx(body, numbering))

    assert [(one.content.stem, one.content.key, told(one)) for one in found] == [
        ("Siapa pengendali?", {"choice": ["a"]}, [remarks.PICTURE]),
        ("Siapa prosesor?", {"choice": ["b"]}, []),
    ]


def test_tables_and_formulas_of_word_are_named():
    formula = "<w:p><m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath></w:p>"
    table = f"<w:tbl><w:tr><w:tc>{paragraph('Berapa x?')}</w:tc></w:tr></w:tbl>"

    found = FORMATS["word"].read(docx(table + formula + paragraph("*A. 1") + paragraph("B. 2")))

    assert (found[0].content.stem, told(found[0])) == ("Berapa x?\nx=1", [remarks.TABLE, remarks.FORMULA])


def qti(body: str, declared: str, rules: str = "") -> bytes:
    name = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
    item = (
        f'<qti-assessment-item xmlns="{name}" identifier="x" title="x">{declared}'
        f"<qti-item-body>{body}</qti-item-body>{rules}</qti-assessment-item>"
    )
    manifest = (
        '<manifest xmlns="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"><resources>'
        '<resource identifier="r" type="imsqti_item_xmlv3p0" href="soal%20satu.xml"/></resources></manifest>'
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        made.writestr("imsmanifest.xml", manifest)
        made.writestr("soal satu.xml", item)
    return target.getvalue()


CHOICES = "".join(f'<qti-simple-choice identifier="{one}"><p>{one}</p></qti-simple-choice>' for one in "PQR")
CORRECT = (
    '<qti-response-declaration identifier="R" cardinality="{}" base-type="identifier"><qti-correct-response>{}'
    "</qti-correct-response></qti-response-declaration>"
)


def test_a_choice_of_a_foreign_package_keeps_its_prompt_and_names_rules_that_are_not_carried_out():
    prompt = "<qti-prompt>Siapa <strong>wajib</strong>?</qti-prompt>"
    body = f'<p>Bacalah.<img src="http://x.example/a.png"/></p><qti-choice-interaction response-identifier="R">{prompt}{CHOICES}</qti-choice-interaction>'
    rules = '<qti-response-processing><qti-set-outcome-value identifier="SCORE"/></qti-response-processing>'

    found = FORMATS["qti"].read(qti(body, CORRECT.format("single", "<qti-value>Q</qti-value>"), rules))

    assert (found[0].content.stem, found[0].content.key) == ("Bacalah.\n\nSiapa wajib?", {"choice": ["b"]})
    assert told(found[0]) == [remarks.PROCESSING, remarks.PICTURE]


def test_several_without_a_mapping_count_only_as_a_whole():
    body = f'<p>Pilih.</p><qti-choice-interaction response-identifier="R">{CHOICES}</qti-choice-interaction>'
    values = "<qti-value>P</qti-value><qti-value>R</qti-value>"

    found = FORMATS["qti"].read(qti(body, CORRECT.format("multiple", values)))

    assert found[0].content.key == {"choice": ["a", "c"], "all_or_nothing": True}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('<qti-drawing-interaction response-identifier="R"/>', "qti-drawing-interaction"),
        ("<p>Hanya teks.</p>", "qti-item-body"),
    ],
)
def test_an_interaction_that_has_no_kind_here_is_refused_by_its_name(body, kind):
    found = FORMATS["qti"].read(qti(body, ""))

    assert (found[0].refusal.message, found[0].refusal.facts) == (remarks.KIND, {"kind": kind})
