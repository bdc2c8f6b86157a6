"""What a person sees: nothing lost without colour, nothing too wide, nothing that acts, and no word of blame."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from recovery.insights.abstinence import streaks
from recovery.insights.days import DayFacts
from recovery.insights.facts import CravingFact
from recovery.insights.periods import Period
from recovery.insights.report import Facts, Report, build
from recovery.insights.use_record import CheckInFact, LapseFact, Tracked
from recovery.insights.views import calendar, html, markdown, sentences, what_helped, words
from recovery.insights.views import report as report_view
from recovery.insights.views import streak as streak_view
from recovery.insights.views.symbols import FULL, PLAIN

ZONE = ZoneInfo("America/New_York")
WEEK = Period(date(2026, 3, 16), date(2026, 3, 22))
HOSTILE = '<script>alert(1)</script> & "x" \'\x1b[31m\u202e|`*_[a](b)'
VOID = {"meta"}


def craving(
    day: date, hour: int = 17, rating: int = 5, *, outcome: str | None = "passed", name: str = "payday"
) -> CravingFact:
    return CravingFact(
        day, datetime(day.year, day.month, day.day, hour, 20, tzinfo=ZONE), rating, (name,), ("walk",), outcome, 1
    )


def report(period: Period = WEEK, *, name: str = "payday", checkins: int = 6, many: int = 9) -> Report:
    days = list(period)
    facts = Facts(
        cravings=[craving(days[-1 - n % len(days)], 8 + n % 12, (n * 3) % 11, name=name) for n in range(many)],
        lapses=[LapseFact(days[1])],
        checkins=[CheckInFact(day, used=False) for day in days[:checkins]],
        days_logged=len(days),
        good=(days[0], name),
    )
    return build(period, period.last, facts)


def drawn(view: object, width: int, *, colour: bool = False) -> str:
    file = io.StringIO()
    console = Console(
        file=file, width=width, force_terminal=colour, color_system="256" if colour else None, highlight=False
    )
    console.print(view)
    return file.getvalue()


@pytest.mark.parametrize("width", [80, 100, 120, 200])
@pytest.mark.parametrize("days", [1, 7, 14, 31, 92, 365])
def test_a_report_of_any_length_fits_the_width(width: int, days: int) -> None:
    period = Period(WEEK.last - timedelta(days=days - 1), WEEK.last)
    name = "a trigger with a very long name that goes on and on and on and on"
    shown = report(period, name=name) if days > 1 else None
    if shown is None:
        shown = build(period, period.last, Facts([craving(period.last)], [], [], 1))
    text = drawn(report_view.Page(shown, FULL), width)
    assert max(len(line) for line in text.splitlines()) <= width
    below = text[text.index("Set off by") :]
    assert days == 1 or set(name.split()) <= set(below.split()), "the name goes on below"
    charts, _, _ = text.partition(what_helped.heading())  # whose lines cut names on purpose
    assert "\N{HORIZONTAL ELLIPSIS}" not in charts


def test_colour_only_repeats_what_the_signs_say() -> None:
    plain = drawn(report_view.Page(report(), FULL), 80)
    coloured = drawn(report_view.Page(report(), FULL), 80, colour=True)
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain
    assert "\x1b" not in plain


def test_the_week_shows_each_day_with_its_sign_and_peak() -> None:
    lines = drawn(report_view.Page(report(), FULL), 80).splitlines()
    (use,) = [line for line in lines if line.startswith("use ")]
    (peak,) = [line for line in lines if line.startswith("peak ")]
    assert use.split() == ["use", "●", "u", "●", "●", "●", "●", "?"]
    assert len(peak.split()) == 8


def test_a_terminal_without_unicode_gets_signs_with_the_same_meaning() -> None:
    text = drawn(report_view.Page(report(), PLAIN), 80)
    assert text.isascii()
    assert "o no use   u use   ? not known" in text


def test_the_file_is_plain_and_eighty_columns_wide() -> None:
    text = report_view.plain(report(name=HOSTILE))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert max(len(line) for line in text.splitlines()) <= 80
    assert not any(line.endswith(" ") for line in text.splitlines())


def test_sentences_of_the_week() -> None:
    cravings = [
        craving(date(2026, 3, 20), 17, 8),
        *(craving(date(2026, 3, 17), 9, rating) for rating in (4, 4, 5, 6, 6)),
    ]
    cravings.append(craving(date(2026, 3, 10), 9, 9))
    report_ = build(WEEK, WEEK.last, Facts(cravings, [], [], 2))
    assert sentences.cravings(report_) == (
        "6 cravings, usually 4-6, hardest 8 (Fri 17:20). The week before: 1, hardest 9."
    )
    assert sentences.outcomes(report_) == "6 passed without use."
    assert sentences.coverage(report_) == "written on 2 of 7 days"


def test_cravings_alone_are_said_to_be_biased_until_there_are_check_ins() -> None:
    assert "Cravings alone show when you wrote" in sentences.bias(report(checkins=0))
    assert sentences.bias(report(checkins=1)) == ""
    assert sentences.bias(report(checkins=0, many=0)) == ""


@pytest.mark.parametrize(
    ("free", "used", "days", "said"),
    [
        (6, 0, 7, "between 86 % and 100 %"),
        (49, 1, 81, "between 60 % and 99 %"),
        (9, 1, 10, "Without use 9 of 10 days, use on 1, not known 0."),
        (0, 0, 7, "Nothing is known yet"),
    ],
)
def test_shares_stand_with_their_worst_and_best_case_below_ninety_percent(
    free: int, used: int, days: int, said: str
) -> None:
    assert said in words.known_days(free, used, days)


def test_ninety_percent_known_needs_no_worst_case() -> None:
    assert "between" not in words.known_days(9, 0, 10)
    assert "between" in words.known_days(89, 0, 100)


@pytest.mark.parametrize(
    ("period", "title"),
    [
        (WEEK, "Week 16-22 Mar 2026"),
        (Period(date(2026, 3, 1), date(2026, 3, 31)), "March 2026"),
        (Period(date(2026, 3, 1), date(2026, 3, 30)), "30 days, 1-30 Mar 2026"),
        (Period(date(2025, 12, 20), date(2026, 1, 5)), "17 days, 20 Dec 2025 - 5 Jan 2026"),
        (Period(date(2026, 3, 1), date(2026, 3, 1)), "Sun 1 Mar 2026"),
    ],
)
def test_titles(period: Period, title: str) -> None:
    assert words.title(period) == title


class Page(HTMLParser):
    """Reads a page strictly: every element closed in order; collects elements, attributes and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID and not (self.get_starttag_text() or "").endswith("/>"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.mark.parametrize("days", [1, 7, 31, 365])
def test_the_page_asks_nothing_of_any_machine_and_runs_nothing(days: int) -> None:
    period = Period(WEEK.last - timedelta(days=days - 1), WEEK.last)
    facts = Facts([craving(day, name=HOSTILE) for day in period], [], [], days)
    text = html.page(build(period, period.last, facts))
    page = Page(text)
    tags = {tag for tag, _ in page.elements}
    assert not tags & {
        "script",
        "link",
        "img",
        "iframe",
        "object",
        "embed",
        "form",
        "use",
        "image",
        "a",
        "foreignobject",
    }
    for _, attributes in page.elements:
        assert not any(name.startswith("on") or name in ("src", "href", "xlink:href") for name in attributes)
    assert "url(" not in text
    assert "@import" not in text
    assert "default-src 'none'" in text
    assert "prefers-color-scheme:dark" in text
    assert "<script>alert(1)</script>" in page.words
    assert "\x1b" not in text


def test_each_chart_is_a_whole_svg_with_its_words() -> None:
    charts = re.findall(r"<svg .*?</svg>", html.page(report()), flags=re.DOTALL)
    names = []
    for chart in charts:
        tree = ET.fromstring(chart)  # noqa: S314 - our own page, made a line above
        labelled = tree.attrib["aria-labelledby"].split()
        assert [tree[0].attrib["id"], tree[1].attrib["id"]] == labelled
        assert tree[0].text
        assert tree[1].text
        names += labelled
    assert len(charts) == 5
    assert len(set(names)) == 10


def test_marks_differ_in_shape_and_not_in_colour_alone() -> None:
    page = html.page(report())
    chart = page[page.index('id="days-t"') : page.index("</svg>")]
    assert (
        chart.count('<circle class="free"'),
        chart.count('<rect class="used"'),
        chart.count('<circle class="ring"'),
    ) == (5, 1, 1)


def test_an_empty_period_makes_a_page_too() -> None:
    text = html.page(build(WEEK, WEEK.last, Facts([], [], [], 0)))
    assert "No cravings written down." in Page(text).words
    assert "Nothing is known yet about use" in text


def test_markdown_takes_no_orders_from_a_name() -> None:
    text = markdown.page(report(name=HOSTILE))
    (row,) = [line for line in text.splitlines() if line.startswith("| \\<script")]
    assert len(re.findall(r"(?<!\\)\|", row)) == 6
    assert "\x1b" not in text


def test_a_streak_says_what_stays_and_nothing_of_blame() -> None:
    streaks_ = streaks([Tracked("heroin", date(2026, 1, 1))], [LapseFact(date(2026, 2, 10))], [], date(2026, 3, 31))
    text = "\n".join(streak_view.lines(streaks_, date(2026, 3, 31)))
    assert "Day 49 without heroin" in text
    assert "88 free days since Thu 1 Jan 2026, 88 not known; they stay counted" in " ".join(text.split())
    assert "60 full days on Sun 12 Apr" in text


def test_the_calendar_shows_a_sign_beside_each_date_and_no_other_number() -> None:
    first = date(2026, 1, 1)
    days = [
        DayFacts(first + timedelta(days=n), ("abstinent", "used", "unknown")[n % 3], n % 2, 10 if n % 2 else None)
        for n in range(90)
    ]
    for width in (80, 120):
        views = list(calendar.months(days, as_of=date(2026, 3, 31), begun=first))
        text = "".join(drawn(view, width) for view in views)
        assert max(len(line) for line in text.splitlines()) <= width
        assert re.search(r"^ 5 u  6 \?  7 ●  8 u", text, re.MULTILINE)
        grid = re.sub(r"\d+ (no )?use.*|.* 2026.*", "", text.split("\N{BLACK CIRCLE} no use")[0])
        assert set(map(int, re.findall(r"\d+", grid))) == {*range(1, 32)}
        assert "\N{LOWER FIVE EIGHTHS BLOCK}" in grid
        assert text.count("January 2026") == 1
    assert "January 2026" in text.splitlines()[0]
    assert "March 2026" in text.splitlines()[0]


def test_months_before_the_journal_began_are_left_out() -> None:
    days = [DayFacts(date(2026, 1, 1) + timedelta(days=n), "unknown", 0, None) for n in range(90)]
    text = "".join(drawn(view, 80) for view in calendar.months(days, as_of=date(2026, 3, 22), begun=date(2026, 3, 20)))
    assert "January" not in text
    assert "0 no use, 0 use, 3 not known" in text


@pytest.mark.parametrize("line", ["today", "streak", "report", "triggers", "triggers --coping", "calendar"])
def test_what_a_person_wrote_cannot_steer_the_terminal(
    keep: Callable[..., None], say: Callable[..., str], line: str
) -> None:
    nasty = "pay\x1b[31mday\x07"
    keep(nasty, "2026-03-01")
    keep("craving", "2026-03-20 17:20", intensity=8, triggers=[nasty], coping=[nasty])
    keep("checkin", "2026-03-22", used=False, good=nasty, intention=nasty)
    said = say(*line.split(), "--as-of", "2026-03-22")
    assert "\x1b" not in said
    assert "\x07" not in said
    if line != "calendar":
        assert "pay" in said


@pytest.mark.parametrize("line", ["today", "streak", "report", "triggers", "calendar"])
def test_through_a_pipe_every_line_fits_eighty_columns(
    keep: Callable[..., None], say: Callable[..., str], line: str
) -> None:
    keep("heroin", "2026-01-01")
    for n in range(20):
        keep(
            "craving",
            f"2026-03-{n + 1:02} 17:20",
            intensity=8,
            triggers=["the smell of the kitchen on a Sunday morning", "bored"],
        )
        keep(
            "checkin", f"2026-03-{n + 1:02}", used=False, good="a long walk by the river with Ana and the children " * 4
        )
    said = say(*line.split(), "--as-of", "2026-03-22")
    assert max(len(line) for line in said.splitlines()) <= 80
