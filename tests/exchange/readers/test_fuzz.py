"""Whatever a file holds, reading it ends in lines, in places that are named, or in one sentence; no entry gets lost.

Files of each format are made with a known number of entries, whole and broken; an entry is a row, a head, an object.
What was taken is found again by a mark that only that entry carries, so the count does not hang on the reader's own.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recovery.errors import RecoveryError, Refused
from recovery.exchange.lines import BadLines, Frame, records
from recovery.exchange.readers.names import READERS, Program, reader_of
from recovery.exchange.readers.reading import FileReport, ReadOptions
from recovery.exchange.readers.recognising import recognised

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
MAPS: dict[str, dict[str, str]] = {
    "cravings": {"at": "At", "intensity": "Urge", "trigger": "Trigger", "note": "Note", "outcome": "End"},
    "diary": {"at": "At", "mood": "Urge", "note": "Note", "used": "Used"},
    "notes": {"at": "At", "text": "Note", "trigger": "Trigger"},
}
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


def options(**more: Any) -> ReadOptions:
    return ReadOptions(**{"timezone": "Europe/Berlin", "now": NOW, "tracked": ("heroin",), **more})


def outcome(
    program: Program, content: bytes, given_options: ReadOptions
) -> tuple[list[dict[str, Any]], list[str], FileReport]:
    """The lines, the sentences for what cannot be taken, and the report of a reading."""
    report, lines, bad = FileReport(), [], []
    try:
        for place, line in reader_of(program).read(io.BytesIO(content), given_options, report):
            assert isinstance(place, int | str)
            if isinstance(line, Refused):
                bad.append(line.sentence)
            else:
                assert isinstance(line, dict)
                lines.append(dict(line))
    except RecoveryError as error:
        bad.append(error.sentence)
    return lines, bad, report


def sentences_hold(bad: list[str], lines: list[dict[str, Any]]) -> None:
    """Every refusal is a sentence, and the intake's judgement of the lines is one too."""
    frame = Frame("Europe/Berlin", datetime.min.time(), {"heroin": "heroin"}, now=NOW, latest_day=NOW.date())
    unread = BadLines()
    list(records(((1, line) for line in lines), frame, unread))
    assert all(sentence and "\n" not in sentence for sentence in [*bad, *unread.shown])


@settings(deadline=None, max_examples=150, suppress_health_check=SLOW)
@given(st.sampled_from(sorted(READERS)), st.binary(max_size=400), st.sampled_from([{}, *MAPS.values()]))
def test_any_bytes_end_in_lines_or_in_a_sentence(program: Program, content: bytes, names: dict[str, str]) -> None:
    lines, bad, _ = outcome(program, content, options(names=names if program == "csv" else {}))
    sentences_hold(bad, lines)
    with suppress(RecoveryError):
        assert recognised(io.BytesIO(content), options()) in (None, *READERS)


WORDS = st.text(
    alphabet=st.one_of(
        st.sampled_from("ab \t'@#[]:*-=&<>/\\éß日я;,|\"\n\r"), st.characters(codec="utf-8", exclude_characters="\0")
    ),
    max_size=25,
)
DAYS = st.dates(date(2025, 1, 1), date(2026, 11, 28))


def cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


@st.composite
def daylio(draw: st.DrawFn) -> tuple[bytes, int]:
    sign = draw(st.sampled_from(",;\t"))
    clocks = ["22:00", "10:00 p. m.", "오후 10:00", "下午10:00", "22.00", "22 h 00", "ÖS 10:00", "10:00\u202fPM"]
    rows = draw(st.lists(st.tuples(DAYS, st.sampled_from(clocks), WORDS), max_size=12))
    head = ["full_date", "date", "weekday", "time", "mood", "activities", "scales", "note_title", "note", "new one"]
    text = sign.join(head) + "\r\n"
    for number, (day, clock, words) in enumerate(rows):
        cells = [
            str(day),
            "x",
            "x",
            clock,
            "good",
            "a | b",
            f"Sleep: {number}",
            cell(words),
            cell(f"{words} mark{number}."),
            "",
        ]
        text += sign.join(cells) + "\r\n"
    return draw(st.sampled_from(["", "\ufeff"])).encode() + text.encode(), len(rows)


@st.composite
def table(draw: st.DrawFn, *, dates_alone: bool) -> tuple[bytes, int]:
    """With `dates_alone` also rows with nothing but a date, which are no entries and must be named."""
    ends = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    rows = draw(
        st.lists(st.tuples(DAYS, st.integers(0, 12), st.sampled_from(["", "yes", "no", "nein"]), WORDS), max_size=12)
    )
    text = ends.join(["At,Urge,Trigger,End,Used,Other,Note", *(
        f'{day} 21:00, {rating},  "a, b",,{used},x,{cell(f"{words} mark{number}.")}'
        for number, (day, rating, used, words) in enumerate(rows)
    )]) + ends  # fmt: skip
    alone = draw(st.lists(DAYS, max_size=3)) if dates_alone else []
    text += "".join(f"{day},,,,,,{ends}" for day in alone)
    return text.encode(), len(rows) + len(alone)


@st.composite
def jrnl_text(draw: st.DrawFn) -> tuple[bytes, int]:
    layout = draw(
        st.sampled_from(["%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M", "%a, %d %b %Y %H:%M", "%Y-%m-%d", "%B %d, %Y %I:%M %p"])
    )
    rows = draw(st.lists(st.tuples(DAYS, WORDS, st.booleans()), min_size=1, max_size=8))
    text = ""
    for number, (day, words, bare) in enumerate(rows):
        if bare:  # an entry without words
            text += f"[{datetime.combine(day, datetime.min.time()):{layout}}]\n\n"
            continue
        body = "".join(f" {line}\n" for line in re.split(r"[\n\r]", words))  # no line of a body begins like a head
        text += (
            f"[{datetime.combine(day, datetime.min.time()):{layout}}] mark{number}. @tag\n{body}[not a date] stays\n\n"
        )
    return text.encode(), len(rows)


@st.composite
def day_one(draw: st.DrawFn) -> tuple[bytes, int]:
    rows = draw(st.lists(st.tuples(DAYS, WORDS, st.sampled_from(["text", "richText", "audios", "none"])), max_size=10))
    entries = []
    for number, (day, words, kind) in enumerate(rows):
        entry: dict[str, Any] = {
            "uuid": f"{number:032X}",
            "creationDate": f"{day}T20:00:00Z",
            "timeZone": "Europe/Berlin",
        }
        marked = f"{words} mark{number}."
        more: dict[str, Any] = {
            "text": {"text": marked},
            "richText": {"richText": json.dumps({"contents": [{"text": marked}, {"embeddedObjects": [{}]}]})},
            "audios": {"text": "", "audios": [{"transcription": marked}]},
            "none": {"text": " "},
        }
        entries.append({**entry, **more[kind]})
    return json.dumps({"metadata": {}, "entries": entries}).encode(), len(rows)


@st.composite
def typed_lines(draw: st.DrawFn) -> tuple[bytes, int]:
    rows = draw(st.lists(st.tuples(st.integers(0, 13), st.sampled_from(["21:40", "9pm", "", "used"])), max_size=12))
    text = "".join(
        f"2026-11-{1 + number:02}\n- {rating} mark{number}. {at}\n" for number, (rating, at) in enumerate(rows)
    )
    return text.encode(), len(rows)


FILES: dict[str, tuple[Program, Callable[..., Any], dict[str, str]]] = {
    "daylio": ("daylio", daylio, {}),
    "jrnl": ("jrnl", jrnl_text, {}),
    "dayone": ("dayone", day_one, {}),
    "lines": ("lines", typed_lines, {}),
    **{f"csv, {name}": ("csv", partial(table, dates_alone=name != "diary"), names) for name, names in MAPS.items()},
}


@pytest.mark.parametrize("name", FILES)
@settings(deadline=None, max_examples=60, suppress_health_check=SLOW)
@given(st.data())
def test_entries_taken_and_entries_named_are_the_entries_of_the_file(name: str, data: st.DataObject) -> None:
    program, make, names = FILES[name]
    content, count = data.draw(make())
    lines, bad, report = outcome(program, content, options(names=names))
    sentences_hold(bad, lines)
    if any(sentence.startswith("Nothing was imported") for sentence in bad):
        return  # the whole file is refused, in one sentence that names the line
    words = json.dumps(lines, ensure_ascii=False)
    taken = sum(1 for number in range(count) if f"mark{number}." in words)
    assert taken + report.left + len(bad) == count == report.entries


MARKS = st.sampled_from(["YES_MANUAL", "NO", "YES_AUTO", "SKIP", "UNKNOWN"])
AMOUNTS = st.sampled_from(["NO", "1000", "2500", "SKIP", "UNKNOWN"])
HABITS = st.sampled_from(["No heroin", "Sober", "Run", "Don't drink", "No smoking, no drinking", "Smoke-free day"])


@settings(deadline=None, max_examples=80, suppress_health_check=SLOW)
@given(
    st.lists(
        st.tuples(HABITS, st.booleans(), st.sampled_from(["1", "7"]), st.lists(MARKS | AMOUNTS, max_size=6)), max_size=4
    )
)
def test_every_answered_day_of_every_habit_is_taken_or_named(habits: list[tuple[str, bool, str, list[str]]]) -> None:
    held, count = io.BytesIO(), 0
    with zipfile.ZipFile(held, "w") as packed:
        rows = "Position,Name,Type,FrequencyNumerator,FrequencyDenominator,Unit,Target Type,Target Value,Archived?\n"
        for number, (name, measured, every, marks) in enumerate(habits, start=1):
            rows += f'{number:03},"{name}",{"NUMERICAL" if measured else "YES_NO"},1,{every},,AT_MOST,0.0,false\n'
            days = "Date,Value,Notes\n"
            for place, mark in enumerate(marks):
                days += f"{date(2026, 3, 1) + timedelta(days=place)},{mark},mark{count}.\n"
                count += 1
            packed.writestr(f"{number:03} x/Checkmarks.csv", days)
        packed.writestr("Habits.csv", rows)
    lines, bad, report = outcome("loop", held.getvalue(), options())
    sentences_hold(bad, [line for line in lines if line["kind"] == "substance"])
    if bad:
        assert all(sentence.startswith("Nothing was imported") for sentence in bad)
        return
    words = json.dumps(lines)
    taken = sum(1 for number in range(count) if f"mark{number}." in words)
    assert taken + report.left == count == report.entries


@settings(deadline=None, max_examples=100, suppress_health_check=SLOW)
@given(st.data(), st.integers(0, 400), st.binary(max_size=4))
def test_a_damaged_file_is_read_or_refused_in_a_sentence(data: st.DataObject, at: int, put: bytes) -> None:
    name = data.draw(st.sampled_from(sorted(FILES)))
    program, make, names = FILES[name]
    content, _ = data.draw(make())
    damaged = content[:at] + put + content[at + len(put) :]
    lines, bad, report = outcome(program, damaged, options(names=names))
    sentences_hold(bad, lines)
    assert report.left + len(bad) <= report.entries + 1


@settings(deadline=None, max_examples=60, suppress_health_check=SLOW)
@given(HABITS, st.booleans(), st.lists(MARKS, max_size=8))
def test_a_day_without_words_is_a_checkin_or_named(name: str, measured: bool, marks: list[str]) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        kind = "NUMERICAL" if measured else "YES_NO"
        packed.writestr("Habits.csv", f'Position,Name,Type,Target Type\n001,"{name}",{kind},AT_MOST\n')
        days = (f"{date(2026, 3, 1) + timedelta(days=place)},{mark}\n" for place, mark in enumerate(marks))
        packed.writestr("001 x/Checkmarks.csv", "Date,Value\n" + "".join(days))
    lines, bad, report = outcome("loop", held.getvalue(), options())
    assert not bad
    taken = {line["day"] for line in lines if line["kind"] == "checkin"}
    assert len(taken) + report.left == report.entries == len(marks) - marks.count("UNKNOWN")
