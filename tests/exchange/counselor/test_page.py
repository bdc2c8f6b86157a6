"""The counselor's page: what stands on it is what was chosen, in every format, and its numbers carry their base."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from recovery.diary import Diary
from recovery.exchange.counselor.document import NAMES, Lines, Section, Table
from recovery.insights.gather import report_facts
from recovery.insights.periods import Period
from recovery.insights.report import build as build_report
from tests.exchange.counselor.conftest import FIRST, FORMATS, LAST, MARKS, NOTE, SECRET, everything_in, written

if TYPE_CHECKING:
    from tests.exchange.counselor.conftest import Page

chosen_sections = st.lists(st.sampled_from(NAMES), min_size=1, unique=True)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen_sections, st.booleans(), st.booleans(), st.booleans())
def test_what_is_not_chosen_is_in_no_byte_of_any_format(
    page: Page, chosen: list[str], notes: bool, shown: bool, appendix: bool
) -> None:
    document = page(*chosen, notes=notes, shown=shown, appendix=appendix)
    for format_ in FORMATS:
        text = everything_in(written(document, format_), format_)
        for name, mark in MARKS.items():
            assert (mark in text) == (name in chosen) or format_ == "fhir", (format_, name)
            assert name in chosen or mark not in text, (format_, name)
        assert notes or NOTE not in text, format_
        assert shown or SECRET.casefold() not in text, format_
        assert "5550142" not in text.replace("-", ""), "a number of the plan is never handed over"


@pytest.mark.parametrize(
    "format_", [item for item in FORMATS if item != "fhir"]
)  # a bundle carries no free text at all
def test_notes_and_names_are_there_once_they_are_chosen(page: Page, format_: str) -> None:
    text = everything_in(written(page(notes=True, shown=True), format_), format_)
    assert NOTE in text
    assert SECRET.casefold() in text


@pytest.mark.parametrize("format_", FORMATS)
def test_the_page_says_what_it_is_and_how_much_it_rests_on(page: Page, format_: str) -> None:
    document = page(name="A. N.")
    everything = everything_in(written(document, format_), format_)
    logged = document.days_logged
    assert "self-reporteddiary,notamedicalrecord" in everything
    assert "pleasedonotpassiton" in everything
    assert "a.n." in everything
    said = (f"logged{logged}of28days", f"dayslogged,{logged}", f'"days_logged":{logged}', f"'value':{logged},")
    assert any(text in everything for text in said)


def test_json_has_a_key_for_each_section_and_the_reports_blocks(page: Page, diary: Diary) -> None:
    data = json.loads(written(page(), "json"))
    assert [name for name in data if name in NAMES] == list(NAMES)
    period = Period(FIRST, LAST)
    report = build_report(period, LAST, report_facts(diary.journal, period)).to_json()
    for name in ("cravings", "previous", "hours", "weekdays"):
        assert data["craving"][name] == report[name]
    assert data["triggers"][0] == {**report["triggers"][0], "name": "mtrigger with sister"}
    assert data["coverage"] == report["coverage"]
    assert data["medication"]["medications"][0]["missed"] == 1
    assert data["assessments"][0]["flags"] == ["crisis"]
    assert data["safety"]["phq9_item9_days"] == ["2026-03-20"]
    only = json.loads(written(page("use"), "json"))
    assert [name for name in only if name in NAMES] == ["use"]
    assert data["safety"]["missed"] == [{"name": "mmedicine", "days": ["2026-03-03"]}]
    assert set(only["use"]["days"][0]) == {"day", "status"}


def test_percent_days_stand_with_their_worst_and_best_case(page: Page) -> None:
    window = json.loads(written(page("use"), "json"))["use"]["substances"][0]["window"]
    assert (window["days"], window["abstinent"], window["used"], window["unknown"]) == (28, 23, 1, 4)
    text = written(page("use"), "md").decode()
    assert "| 96 % | 82 to 96 % |" in text
    assert "23, 1, 4" in text


def test_what_changed_is_at_most_three_lines_of_chosen_sections(page: Page) -> None:
    assert len(page().changes) == 3
    assert page("plan").changes == ()
    (line,) = page("craving").changes
    assert line == "Against the 28 days before: 24 cravings, median 7, peak 7 (before: no cravings written down)"


def test_the_pdf_is_one_tagged_page_with_language_and_title_and_no_author(page: Page) -> None:
    reader = PdfReader(io.BytesIO(written(page(), "pdf")))
    assert len(reader.pages) == 1
    root: Any = reader.root_object
    assert root["/MarkInfo"]["/Marked"] is True or str(root["/MarkInfo"]["/Marked"]) == "True"
    assert root["/Lang"] == "en"
    assert "/StructTreeRoot" in root
    assert reader.metadata is not None
    assert reader.metadata.title == "Summary for my counselor"
    assert reader.metadata.author is None
    assert reader.metadata.creation_date is None


def test_the_pdf_takes_one_page_whatever_it_holds_and_says_what_it_left_out(page: Page) -> None:
    whole = page(appendix=True)
    many = tuple(f"{number} {'words ' * 60}" for number in range(60))
    rows = tuple((f"name {number} {'long ' * 20}", "1", "2", "3", "4 of 5") for number in range(60))
    sections = tuple(
        Section(section.name, (Lines(many, own=True), Table(("a", "b", "c", "d", "e"), rows)), {})
        for section in whole.sections
    )
    crowded = written(replace(whole, sections=sections, appendix=None), "pdf")
    reader = PdfReader(io.BytesIO(crowded))
    assert len(reader.pages) == 1
    assert "and 59 more" in " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    with_days = PdfReader(io.BytesIO(written(whole, "pdf")))
    assert len(with_days.pages) == 2
    assert "Appendix" in with_days.pages[1].extract_text()


class _Requests(HTMLParser):
    """Collects what a browser would fetch or run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One tag with its attributes."""
        self.found += [tag] if tag in ("script", "link", "iframe", "object") else []
        for name, value in attrs:
            inside = (value or "").startswith("data:image/svg+xml")
            if name.startswith("on") or (name in ("src", "href", "srcset", "action") and not inside):
                self.found.append(f"{tag} {name}")


def test_the_html_asks_nothing_of_anybody_and_holds_words_as_words(page: Page) -> None:
    document = page(name="<script>alert(1)</script>")
    text = written(document, "html").decode()
    looked = _Requests()
    looked.feed(text)
    assert looked.found == []
    assert "&lt;script&gt;" in text
    assert "default-src 'none'" in text


def test_words_have_no_meaning_to_markdown_or_typst(page: Page) -> None:
    for name in ("# head", "| a | b", "*b* #set page(width: 1pt) $x$ @y <z>", "1. x", "\x1b[31mred"):
        document = page("use", name=name)
        line = written(document, "md").decode().splitlines()[2]
        assert not re.match(r"#|\d+\.|[-+*|]", line)
        assert "\x1b" not in line
        assert len(PdfReader(io.BytesIO(written(document, "pdf"))).pages) == 1
