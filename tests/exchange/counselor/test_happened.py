"""The sections on what happened, counted by hand: to discuss, use, craving, triggers, coping skills."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest

from recovery.exchange.counselor import happened
from recovery.exchange.counselor.choice import Choice
from recovery.exchange.counselor.document import Block, Dots, Facts, Heat, Lines, Section, Strip, Table
from recovery.exchange.counselor.material import Material
from recovery.insights.ratings import Ratings
from recovery.insights.report import Cravings
from recovery.insights.triggers import Ended
from recovery.insights.use_record import UseRecord
from recovery.store import records
from tests.exchange.counselor.month import AS_OF, FIRST, LAST, choice

AHEAD = {"passed": 0, "known": 0}
NO_RATINGS = Cravings.of([])


def day(number: int) -> date:
    return date(2025, 11, number)


def of_report(month: Material, **more: Any) -> Material:
    """The same month with another report."""
    return replace(month, report=replace(month.report, **more))


def facts(section: Section) -> dict[str, str]:
    return dict(next(block for block in section.blocks if isinstance(block, Facts)).pairs)


def block(section: Section, kind: type[Block]) -> Any:
    return next(item for item in section.blocks if isinstance(item, kind))


def test_what_to_discuss_stands_in_the_persons_words(month: Material) -> None:
    topic, note = "sister's wedding", "sister and money"
    assert happened.discuss(month, choice()) == Section(
        "discuss",
        (Lines((topic,), own=True), Lines((f"Sun 9 Nov: {note}",), own=True)),
        [{"day": "2025-11-20", "text": topic}, {"day": "2025-11-09", "text": note}],
    )
    assert happened.discuss(month, choice(notes=False)) == Section(
        "discuss", (Lines((topic,), own=True),), [{"day": "2025-11-20", "text": topic}]
    )
    empty = replace(month, topics=[], notes=[])
    assert happened.discuss(empty, choice()) == Section("discuss", (Lines(("Nothing is on the list.",)),), [])


def test_use_stands_day_by_day_with_what_is_known_and_what_is_not(month: Material) -> None:
    section = happened.use(month, choice())
    free, used = {3, 5, 6, 10, 11, 18, 19}, {4, 15, 22, 24}
    marks = {
        number: "abstinent" if number in free else "used" if number in used else "unknown" for number in range(3, 30)
    }
    strip, table, tests, notes = section.blocks
    assert strip == Strip(tuple((day(number), mark) for number, mark in marks.items()))  # type: ignore[misc]
    assert isinstance(table, Table)
    assert table.head == (
        "Substance", "Since (unwritten)", "Longest (unwritten)", "Free, use, ?", "Known", "Worst to best",
    )  # fmt: skip
    assert table.rows == (
        ("heroin", "4 (4)", "26 (26)", "7, 4, 16", "64 %", "26 to 85 %"),
        ("pills of sister", "9 (9)", "9 (9)", "0, 0, 10", "-", "0 to 100 %"),
    )
    assert "percent days abstinent over 27 days of the period" in table.note
    assert tests == Facts((("Test Thu 6 Nov", "urine test: Positive for sister's pills (as I report it)"),))
    assert notes == Lines(("Tue 4 Nov: with sister",), own=True)
    assert section.name == "use"
    assert section.data == {
        "as_of": "2025-11-29",
        "journal_begins": "2025-09-01",
        "substances": [
            {**month.streaks[0].to_json(), "longest_unknown_days": 26, "name": "heroin"},
            {**month.streaks[1].to_json(), "longest_unknown_days": 9, "name": "pills of sister"},
        ],
        "positive_tests": [
            {"day": "2025-11-06", "name": "urine test", "confirmed": None, "result": "Positive for sister's pills"}
        ],
        "days": [{"day": f"2025-11-{number:02}", "status": mark} for number, mark in marks.items()],
        "notes": ["Tue 4 Nov: with sister"],
    }


def test_days_before_the_journal_are_not_days_without_an_answer(month: Material) -> None:
    section = happened.use(
        replace(month, begun=day(5), as_of=LAST + timedelta(days=9), streaks=[], health=[]), choice()
    )
    strip, words, *_ = section.blocks
    assert isinstance(strip, Strip)
    assert [mark for _, mark in strip.days[:4]] == ["before", "before", "abstinent", "abstinent"]
    # Of the 25 days from the 5th on, six are free, and three with use.
    assert isinstance(words, Lines)
    assert words.items[0].startswith("Without use 6 of 25 days, use on 3, not known 16.")
    assert (section.data["as_of"], section.data["journal_begins"]) == ("2025-11-30", "2025-11-05")
    never = happened.use(replace(month, begun=None, use=UseRecord()), choice())
    assert never.data["journal_begins"] is None
    assert {mark["status"] for mark in never.data["days"]} == {"unknown"}


def test_a_run_that_is_written_down_whole_needs_no_bracket(month: Material) -> None:
    streak = month.streaks[0]._replace(current_days=5, confirmed_days=5, longest_days=40, longest_unknown=0)
    table = block(happened.use(replace(month, streaks=[streak]), choice()), Table)
    assert table.rows[0][1:3] == ("5", "40")


@pytest.mark.parametrize(
    ("name", "result", "positive"),
    [
        ("urine test", "Positive for Ana's pills", True),
        ("URINE", "positive", True),
        ("hair test", "Not positive", False),
        ("saliva", "negative", False),
        ("uds", None, False),
        ("HIV", "positive", False),
        *((f"{word} screen", "positive", True) for word in ("drug", "saliva", "hair", "tox", "uds")),
    ],
)
def test_a_positive_drug_test_is_told_by_its_name_and_result(
    month: Material, name: str, result: str | None, positive: bool
) -> None:
    test = records.replace(happened.drug_tests(month)[0], name=name, result=result)
    assert happened.positive_tests(replace(month, health=[test])) == ([test] if positive else [])
    assert happened.positive_tests(replace(month, health=[records.replace(test, type="visit")])) == []


def test_a_test_says_how_sure_it_is(month: Material) -> None:
    tests = happened.drug_tests(month)
    assert [happened.test_said(test, choice()) for test in tests[1:]] == [
        ("Test Fri 7 Nov", "hair test: not positive (as I report it)"),
        ("Test Sat 8 Nov", "HIV with sister: positive (confirmed by a laboratory)"),
        ("Test Sun 9 Nov", "UDS: - (not confirmed)"),
    ]
    assert [happened.test_json(test, choice()) for test in tests[2:]] == [
        {"day": "2025-11-08", "name": "HIV with sister", "confirmed": True, "result": "positive"},
        {"day": "2025-11-09", "name": "UDS", "confirmed": False, "result": None},
    ]


def test_cravings_are_counted_with_their_middle_and_their_spread(month: Material) -> None:
    section = happened.craving(month, choice())
    assert facts(section) == {
        "Cravings": "7 on 5 days",
        "Median, middle half": "5, 3.5 to 7.5",
        "Peak, spread (SD)": "9, 2.6",
        "Days with 7 or more": "2",
        "Ended": "5 passed, 1 in use, 1 not answered",
        "The period before": "2, median 5, peak 6",
        "Median by week (cravings)": "7 (3), 7 (2), 3 (2)",
    }
    hours = {(1, 3), (1, 9), (1, 23), (2, 14), (4, 14)}
    counts = tuple(
        tuple(2 if (row, hour) == (3, 14) else int((row, hour) in hours) for hour in range(24)) for row in range(7)
    )
    _, dots, heat, notes = section.blocks
    # The lived day begins at 04:00: half past nine is 5.5 hours into it, half past three its last half hour.
    assert dots == Dots(
        FIRST,
        AS_OF,
        (
            (day(4), 5.5 / 24, 3, "passed"),
            (day(4), 19.5 / 24, 7, "passed"),
            (day(4), 23.5 / 24, 8, "used"),
            (day(12), 10.5 / 24, 9, None),
            (day(13), 10.5 / 24, 5, "passed"),
            (day(20), 10.5 / 24, 2, "passed"),
            (day(21), 10.5 / 24, 4, "passed"),
        ),
    )
    assert heat == Heat(
        counts, 4, "7 cravings by weekday and hour. Too few to say when it is hard: that needs 20 on 14 days."
    )
    times = {"Tue 4": (9, 23, 3), "Wed 12": (14,), "Thu 13": (14,), "Thu 20": (14,), "Fri 21": (14,)}
    said = [f"{text} Nov: sister at {hour}" for text, hours_written in times.items() for hour in hours_written]
    assert notes == Lines(tuple(said), own=True)
    whole = month.report.to_json()
    assert section.name == "craving"
    assert section.data == {
        **{name: whole[name] for name in ("cravings", "previous", "hours", "weekdays")},
        "weeks": [
            {"week": "2025-11-03", "count": 3, "median": 7.0},
            {"week": "2025-11-10", "count": 2, "median": 7.0},
            {"week": "2025-11-17", "count": 2, "median": 3.0},
        ],
        "days": [
            {"day": f"2025-11-{number:02}", "cravings": {4: 3, 12: 1, 13: 1, 20: 1, 21: 1}.get(number, 0),
             "peak": {4: 8, 12: 9, 13: 5, 20: 2, 21: 4}.get(number)}
            for number in range(3, 31)
        ],
        "notes": said,
    }  # fmt: skip


def test_a_day_that_begins_at_half_past_four_is_drawn_from_there(month: Material) -> None:
    dots = block(happened.craving(of_report(month, day_starts=time(4, 30)), choice()), Dots)
    assert [round(24 * part, 3) for _, part, *_ in dots.points[:3]] == [5, 19, 23]
    assert block(happened.craving(of_report(month, day_starts=time(5)), choice()), Heat).first_hour == 5


def test_the_period_before_is_told_from_a_time_without_a_journal(month: Material) -> None:
    def before(material: Material) -> str:
        return facts(happened.craving(material, choice()))["The period before"]

    assert before(replace(month, begun=FIRST)) == "no journal then"
    assert before(of_report(month, previous=NO_RATINGS)) == "none written down"


def test_a_spread_needs_seven_ratings_and_a_trend_three_weeks(month: Material) -> None:
    six = replace(month.report.cravings, ratings=Ratings.of([1, 2, 3, 4, 5, 6]))
    assert (
        facts(happened.craving(of_report(month, cravings=six), choice()))["Peak, spread (SD)"] == "6, needs 7 ratings"
    )
    assert "Median by week (cravings)" not in facts(
        happened.craving(replace(month, cravings=month.cravings[:5]), choice())
    )


def test_no_cravings_are_said_to_be_none(month: Material) -> None:
    none = of_report(replace(month, cravings=[]), cravings=NO_RATINGS)
    assert happened.craving(none, choice()).blocks == (Lines(("No cravings written down.",)),)


def test_cravings_without_check_ins_say_what_they_leave_out(month: Material) -> None:
    section = happened.craving(of_report(month, checkins=0), choice(notes=False))
    assert isinstance(section.blocks[-1], Lines)
    assert "There are no check-ins in these days." in section.blocks[-1].items[0]
    assert "notes" not in section.data


@pytest.mark.parametrize(("cravings", "days", "enough"), [(20, 14, True), (19, 14, False), (20, 13, False)])
def test_when_it_is_hard_needs_twenty_cravings_on_fourteen_days(
    month: Material, cravings: int, days: int, enough: bool
) -> None:
    counted = replace(month.report.cravings, ratings=Ratings.of([5] * cravings))
    lived = [records.replace(month.cravings[0], day=day(3) + timedelta(days=number)) for number in range(days)]
    note = block(happened.craving(replace(of_report(month, cravings=counted), cravings=lived), choice()), Heat).note
    assert note.startswith(f"{cravings} cravings by weekday and hour.")
    assert ("Too few" in note) == (not enough)


def test_triggers_and_skills_stand_with_their_counts_and_the_share_of_all(month: Material) -> None:
    all_of_them = "As written down. All cravings: 5 of 6 passed."
    assert happened.triggers(month, choice()) == Section(
        "triggers",
        (
            Table(
                ("Trigger", "Cravings", "Median", "Peak", "Passed"),
                (("bored", "4", "7.5", "9", "2 of 3"), ("argument with sister", "1", "7", "7", "1 of 1")),
                f"Of 7 cravings; a craving may have several. {all_of_them}",
            ),
        ),
        [
            {"name": "bored", "count": 4, "median": 7.5, "peak": 9, "passed": 2, "known": 3, "passed_interval": None,
             "ahead": AHEAD},
            {"name": "argument with sister", "count": 1, "median": 7.0, "peak": 7, "passed": 1, "known": 1,
             "passed_interval": None, "ahead": AHEAD},
        ],
    )  # fmt: skip
    section = happened.coping(month, choice())
    assert section.name == "coping"
    assert section.blocks == (
        Table(
            ("Skill", "Tried", "Passed", "True share"),
            (("tea", "6", "4 of 5", "about 4 to 10 in 10"), ("walk with sister", "1", "1 of 1", "-")),
            f"Passed without use, of those whose end is known. {all_of_them}",
        ),
    )
    assert [skill["name"] for skill in section.data] == ["tea", "walk with sister"]
    assert section.data[0] == {**month.report.coping[0].to_json(), "name": "tea"}


def test_what_is_not_known_of_a_trigger_or_a_skill_is_left_out(month: Material) -> None:
    unknown = replace(month.report.cravings, passed=0, used=0)
    (note,) = (item.note for item in happened.triggers(of_report(month, cravings=unknown), choice()).blocks
               if isinstance(item, Table))  # fmt: skip
    assert note == "Of 7 cravings; a craving may have several."
    met = replace(month.report.coping[0], passed=0, known=0)
    assert block(happened.coping(of_report(month, coping=[met]), choice()), Table).rows == (("tea", "6", "-", "-"),)
    ahead = replace(met, passed=20, known=20, ahead=Ended(9, 10))
    table = block(happened.coping(of_report(month, coping=[ahead]), choice()), Table)
    assert table.rows == (("tea", "6", "9 of 10", "about 6 to 10 in 10"),)
    assert table.note.endswith(
        "Where 10 or more were written down before their end was known, those alone are counted."
    )
    rated_none = replace(met, ratings=Ratings.of([]))
    assert block(happened.triggers(of_report(month, triggers=[rated_none]), choice()), Table).rows[0][2] == "0"


@pytest.mark.parametrize(
    ("section", "name", "said"),
    [
        (happened.triggers, "triggers", "No triggers written down."),
        (happened.coping, "coping", "No coping skills written down."),
    ],
)
def test_where_none_were_written_down_that_is_said(
    month: Material, section: Callable[[Material, Choice], Section], name: str, said: str
) -> None:
    none = of_report(month, triggers=[], coping=[])
    assert section(none, choice()) == Section(name, (Lines((said,)),), [])  # type: ignore[arg-type]
