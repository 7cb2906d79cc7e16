"""What a person who has learned would answer: read from the course files and the bank that the project ships."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from playwright.sync_api import Locator, Page

from tests.journeys.conftest import follow

HOUSE = Path(settings.BASE_DIR)


@cache
def checks_of(course: str) -> dict[str, tuple[str, ...]]:
    """Return the right options of every knowledge check of a course, by question."""
    found = {}
    for lesson in (HOUSE / "courses" / "catalogue" / course).rglob("*.md"):
        for block in re.findall(r"::: periksa\n(.*?)\n:::", lesson.read_text(), re.DOTALL):
            lines = [line for line in block.split("\n") if line.strip()]
            question = " ".join(line for line in lines if not re.match(r"(competency|level):|- \[|>", line))
            found[question] = tuple(line[6:].strip() for line in lines if line.startswith("- [x]"))
    return found


@dataclass(frozen=True)
class ExamItem:
    """One item of the bank as its file has it."""

    stem: str
    kind: str
    options: tuple[str, ...]
    key: str

    @property
    def right(self) -> tuple[str, ...]:
        """Return the right options, for an order in their order; of a judgement the action of weight 1."""
        if self.kind == "SJ":
            return tuple(option.removeprefix("[1] ") for option in self.options if option.startswith("[1] "))
        letters = [letter.strip() for letter in re.split("[;,>]", self.key) if letter.strip()]
        return tuple(self.options["ABCDEFGH".index(letter)] for letter in letters)

    @property
    def gaps(self) -> tuple[str, ...]:
        """Return the first accepted text of each gap, in the order of the text."""
        accepted = dict(line.split(" = ") for line in self.key.split(" | "))
        return tuple(accepted[name].split(" / ")[0] for name in re.findall(r"\[\[(.)\]\]", self.stem))

    def is_asked_in(self, text: str) -> bool:
        """Whether this is the question of a page; fields stand where a text has gaps."""
        return plain(self.stem.split("[[")[0]) in text


@cache
def bank() -> tuple[ExamItem, ...]:
    """Return the items of the bank."""
    with (HOUSE / "assessments" / "bank" / "soal.csv").open(encoding="utf-8-sig") as table:
        return tuple(
            ExamItem(
                row["soal"],
                row["jenis"],
                tuple(option.strip() for option in row["pilihan"].split("|")),
                row["kunci"],
            )
            for row in csv.DictReader(table)
        )


def plain(text: str) -> str:
    """Return the text with white space folded."""
    return " ".join(text.split())


def answer_checks(page: Page, course: str) -> None:
    """Answer every knowledge check of the lesson on the page rightly."""
    for number in range(page.locator("form:has(fieldset)").count()):
        form = page.locator("form:has(fieldset)").nth(number)
        if not form.locator("button").count():
            continue
        text = plain(form.inner_text())
        right = next(
            keys for question, keys in checks_of(course).items() if question in text or all(key in text for key in keys)
        )
        for option in right:
            form.get_by_text(option, exact=True).first.click()
        follow(form.locator("button").first)


def answer_question(page: Page) -> None:
    """Answer the question of an attempt on the page rightly."""
    text = plain(page.locator("main").inner_text())
    item = max((item for item in bank() if item.is_asked_in(text)), key=lambda item: len(item.stem))
    if item.kind == "OR":
        for place, option in enumerate(item.right, 1):
            page.get_by_label(option).first.select_option(str(place))
    elif item.kind == "CL":
        for number, told in enumerate(item.gaps, 1):
            page.get_by_label(f"Isian {number}").fill(told)
    elif item.kind in ("NU", "ST"):
        page.locator(".answer-typed input").fill(re.split(r" \+- | \| ", item.key)[0])
    else:
        for option in item.right:
            option_row(page, option).click()


def option_row(page: Page, text: str) -> Locator:
    """Return the row of an option."""
    return page.locator("label.option").filter(has=page.get_by_text(text, exact=True)).first
