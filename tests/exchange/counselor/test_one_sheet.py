"""Eight crowded weeks on one sheet: no danger is cut short, lists say what they leave out, figures stand apart."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from rich.console import Console

from recovery.exchange.counselor import pdf, printing
from recovery.exchange.counselor.document import Document, Facts, Lines, Section, Table
from recovery.exchange.counselor.views import screen
from tests.exchange.counselor import crowded
from tests.exchange.counselor.conftest import page_of, written


@pytest.fixture(scope="module", params=[False, True], ids=["without notes", "with notes"])
def document(request: pytest.FixtureRequest) -> Document:
    """The crowded page."""
    made = page_of(crowded.lines(), crowded.FIRST, crowded.LAST, notes=request.param, name="A. N.")
    return replace(made, could_not_ask="Whether I can come twice a week")


def pages(document: Document) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(written(document, "pdf"))).pages]


def test_the_pdf_of_eight_crowded_weeks_is_one_page_that_keeps_what_is_dangerous(document: Document) -> None:
    (text,) = pages(document)
    plain = " ".join(text.split())
    assert "Please ask today: overdose 4 Nov" in plain
    assert "Whether I can come twice a week" in plain
    assert "no: used up or put away" in plain
    assert "8, 17, 26 Oct, 4, 13, 22 Nov" in plain
    assert "and 13 more" in plain, "of 18 things to discuss five are shown"
    for section in document.sections:
        assert section.title in plain
    for meaning in ("counted as use, as free", "each dose not logged counted as not taken", "All cravings: "):
        assert meaning in plain, "what a figure means is not cut short"


def test_the_appendix_comes_after_the_page_and_only_where_it_is_asked_for(document: Document) -> None:
    table = Table(("Day", "Use"), tuple((f"day {number}", "no") for number in range(56)))
    drawn = pages(replace(document, appendix=table))
    assert len(drawn) == 2
    assert "Appendix" in drawn[1]
    assert "Appendix" not in drawn[0]


words = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=400)
blocks = st.one_of(
    st.builds(lambda items: Lines(tuple(items), own=True), st.lists(words, max_size=60)),
    st.builds(lambda pairs: Facts(tuple(pairs)), st.lists(st.tuples(words, words), max_size=30)),
    st.builds(
        lambda rows: Table(("One", "Two", "Three"), tuple(rows)), st.lists(st.tuples(words, words, words), max_size=60)
    ),
)


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_page_fits_on_one_sheet(data: st.DataObject) -> None:
    made = page_of(crowded.lines(), crowded.FIRST, crowded.LAST)
    sections = tuple(
        Section(section.name, (*section.blocks, data.draw(blocks)), None)
        for section in made.sections
        if section.name in ("discuss", "plan", "symptoms")
    )
    assert len(pages(replace(made, sections=sections))) == 1


def test_roomy_pages_leave_nothing_out() -> None:
    few = page_of([{"kind": "checkin", "day": "2025-11-03", "used": False}], crowded.FIRST, crowded.LAST)
    assert printing.chosen(few).rows == printing.WHOLE
    assert " more" not in pages(few)[0]
    assert pdf.FITS[0].rows == pdf.WHOLE


class Tables(HTMLParser):
    """The tables of a page: their head and rows, and whether each cell can be told by its heads."""

    def __init__(self) -> None:
        super().__init__()
        self.heads: list[list[tuple[str | None, str]]] = []
        self.scopes: list[str | None] = []
        self.columns = 0
        self._cell: str | None = None
        self._scope: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One tag with its attributes."""
        if tag == "table":
            self.heads.append([])
        if tag == "th":
            self._scope, self._cell = dict(attrs).get("scope"), ""
            self.scopes.append(self._scope)

    def handle_data(self, data: str) -> None:
        """The words of a cell."""
        if self._cell is not None:
            self._cell += data

    def handle_endtag(self, tag: str) -> None:
        """The end of a cell."""
        if tag == "th" and self._cell is not None:
            self.heads[-1].append((self._scope, self._cell))
            self._cell = None


def test_every_cell_of_a_table_has_heads_that_a_screen_reader_reads(document: Document) -> None:
    tables = Tables()
    tables.feed(written(document, "html").decode())
    assert len(tables.heads) >= 8
    assert set(tables.scopes) == {"col", "row"}
    for head in tables.heads:
        assert head[0][0] == "col"
        assert all(name.strip() for _, name in head), "no head is empty"


def test_the_html_prints_short_lists_and_shows_whole_ones(document: Document) -> None:
    text = written(document, "html").decode()
    assert "size:{" not in text
    topics = re.findall(r"<li( class=\"x\")?><span>\d+\. What I could not say", text)
    assert len(topics) == 18, "on a screen all of them are there"
    assert topics.count("") == 5
    assert '<li class="p">and 13 more</li>' in text
    assert "@page{margin:9mm}" in text


def cells(document: Document) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(written(document, "csv").decode("utf-8-sig")))


def test_csv_holds_one_figure_in_each_cell(document: Document) -> None:
    rows = list(cells(document))
    assert rows[0] == ["section", "subject", "measure", "value"]
    assert {len(row) for row in rows} == {4}
    crowd = {tuple(row[:3]): row[3] for row in rows[1:]}
    assert crowd["use", "heroin", "substances window abstinent"] == "40"
    assert crowd["craving", "", "cravings count"] == "140"
    assert crowd["triggers", "payday", "known"] == "51"
    assert crowd["triggers", "payday", "passed"] == "35"
    assert (
        0
        < float(crowd["coping", "cooked", "passed_interval 1"])
        < float(crowd["coping", "cooked", "passed_interval 2"])
        < 1
    )
    assert crowd["assessments", "phq9", "scores total"] == "24"
    assert crowd["assessments", "phq9", "previous scores total"] == "18"
    assert crowd["changes", "overdoses", "now"] == "2"
    assert crowd["changes", "days used", "now"] == "6"
    assert (crowd["changes", "phq9 total", "before"], crowd["changes", "phq9 total", "now"]) == ("18", "24")
    assert (crowd["changes", "cravings count", "now"], crowd["changes", "cravings peak", "now"]) == ("140", "10")
    assert all(re.fullmatch(r"-?\d+(\.\d+)?", row[3]) for row in rows if row[0] == "changes"), "figures, no sentence"
    own = ("page", "discuss", "plan", "goals", "support", "patterns")
    figures = [row[3] for row in rows[1:] if row[0] not in own and "note" not in row[2] and "reason" not in row[2]]
    assert not [figure for figure in figures if re.search(r"\d+ of \d+|\d, \d|\d to \d|%|\(\d", figure)]


@pytest.mark.parametrize("width", [40, 80, 120])
def test_the_drawn_page_keeps_to_the_width_and_breaks_no_word(document: Document, width: int) -> None:
    out = io.StringIO()
    console = Console(file=out, width=width, color_system=None)
    for view in screen.drawn(document, width):
        console.print(view)
    lines = out.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    text = out.getvalue()
    for source in ("# ", "| ", "---", "**", "\\"):
        assert not [line for line in lines if line.lstrip().startswith(source)], "it is the page, not Markdown"
    for word in ("buprenorphine-naloxone", "unwritten", "Questionnaire", "benzodiazepines"):
        assert word in text or word in text.replace("-\n", "-"), word
