"""A list of meetings: what the phone finds in a file is what `recovery meetings FILE --json` prints."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recovery.circle import meetings
from recovery.errors import Refused
from tests.conftest import Call
from tests.web import phone_rules
from tests.web.drawn_journals import WHOLE
from tests.web.phone_rules import Phone

ZONES = ("America/New_York", "Europe/Berlin", "Asia/Kolkata", "Nowhere/Town", "", None)
HOSTILE = (
    "&#8217;s &amp; &lt;b&gt;",
    "<a href='https://x.example'>x</a>",
    "\x1b[31mred\u202e",
    "&ampx &notit; &#x80;&#0;",
    "é\u2028b&eacute",
)
TEXTS = st.one_of(
    st.sampled_from(HOSTILE), st.text(max_size=12), st.just("&amp;" * 400), st.none(), st.integers(-3, 70)
)
NAMES = st.one_of(st.sampled_from(("Home Group", "Noon")), st.sampled_from(HOSTILE), TEXTS)
HOURS = st.builds(
    "{}:{:02}{}".format,
    st.integers(0, 24),
    st.sampled_from((0, 0, 5, 30, 59, 60)),
    st.sampled_from(("", ":00", " pm", "am", "\u202fp.m.")),
)
DAY = st.one_of(
    st.integers(0, 6),
    st.integers(-1, 7),
    st.sampled_from(("0", "6", "7", "Sunday", "mon, Thu/sat", "so", "Ⅷ", None, True)),
)
ROW = st.fixed_dictionaries(
    {"name": NAMES, "day": st.one_of(DAY, st.lists(DAY, max_size=9)), "time": st.one_of(HOURS, st.none())},
    optional={
        "end_time": HOURS,
        "types": st.one_of(
            st.lists(st.sampled_from(("O", "BEG", "onl", "ONL", "XYZ", " ")), max_size=4), st.just("O, W;X")
        ),
        "location": TEXTS,
        "formatted_address": st.one_of(TEXTS, st.just([])),
        "city": TEXTS,
        "conference_url": TEXTS,
        "conference_phone": TEXTS,
        "timezone": st.sampled_from(ZONES),
        "contact_1_name": st.just("Canary"),
    },
)
CELLS = st.one_of(
    st.sampled_from(("Monday", "19:30", 'a "b", c', "x\ty", "two\nlines", "O,C", "")), st.text("ab\"', \n", max_size=6)
)
HEAD = st.permutations(("Day", "start_time", "NAME", "Types", "Address", "Notes", "Time zone"))


READABLE = {"Day": "fri", "start_time": "19:30", "NAME": 'a "b", c', "Types": "O,C"}


def _lines(head: list[str], rows: list[list[str]]) -> list[list[str]]:
    return [head, *rows, [READABLE.get(name, "") for name in head]]


def _sheet(lines: list[list[str]], separator: str) -> str:
    written = io.StringIO()
    csv.writer(written, delimiter=separator, lineterminator="\r\n").writerows(lines)
    return written.getvalue()


ROWS = st.lists(ROW, min_size=1, max_size=6)
LINES = st.builds(_lines, HEAD, st.lists(st.lists(CELLS, max_size=8), max_size=5))
SHEETS = st.builds(_sheet, LINES, st.sampled_from(",\t"))
RAW = st.builds("Day,Time,Name\n1,8:00,{}\n1,9:00,B".format, st.text('a1,"\n\r:8', max_size=12))
FILES = st.one_of(
    ROWS.map(json.dumps),
    ROWS.map(lambda rows: json.dumps({"meetings": rows})),
    LINES.map(lambda lines: json.dumps({"values": lines})),
    SHEETS,
    RAW,
    st.sampled_from(("", "[", "{}", "[7]", '{"meetings": 7}', "just words")),
)
# Around the days on which a clock of theirs is changed, too.
NOWS = st.sampled_from((datetime(2026, 3, 5, tzinfo=UTC), datetime(2026, 10, 22, tzinfo=UTC))).flatmap(
    lambda first: st.integers(0, 12 * 24 * 60).map(lambda minutes: first + timedelta(minutes=minutes))
)
SOME = settings(
    max_examples=300 if WHOLE else 100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def phone() -> Iterator[Phone]:
    with phone_rules.running() as process:
        yield process


@given(FILES, NOWS, st.sampled_from(("", "beginners", "xyz")), st.booleans(), st.sampled_from((None, 3, 30)))
@SOME
def test_what_comes_next(phone: Phone, text: str, now: datetime, type_: str, online: bool, hours: int | None) -> None:
    zone, stamp = "America/New_York", f"{now:%Y-%m-%dT%H:%M:%SZ}"
    by = hours and meetings.within(now, hours)
    wanted: dict[str, Any] = {"type": type_, "online": online, "by": by and f"{by:%Y-%m-%dT%H:%M:%SZ}"}
    here = phone.ask("meetings.told", text, stamp, zone, wanted)
    try:
        found, left_out = meetings.read(text.encode("utf-8", "surrogatepass"))
    except Refused:
        assert here is None
        return
    coming = meetings.coming(found, now, zone)
    chosen = meetings.chosen(coming, by=by or None, types=[type_] if type_ else (), online=online)
    assert here == [one.to_json() for one in chosen]
    assert phone.ask("meetings.read", text)["leftOut"] == left_out
    for one in chosen[:1]:
        on = {"on": one.at.date().isoformat()}
        there = [one.to_json() for one in meetings.chosen(coming, on=one.at.date())]
        assert phone.ask("meetings.told", text, stamp, zone, on) == there


def test_what_the_command_prints(phone: Phone, call: Call, tmp_path: Path) -> None:
    """The same to the letter as on standard output; a contact's name and an address are on neither side."""
    row = {"name": "Home &amp; Hope", "day": ["0", 3], "time": "19:30", "end_time": "00:15", "types": ["O", "ONL"],
           "conference_url": "https://x.example/canary", "contact_1_name": "Canary", "timezone": None}  # fmt: skip
    skipped = {"name": "Night", "day": 0, "time": "02:30", "timezone": "America/New_York"}
    on_now = {"name": "Long", "day": 5, "time": "22:00", "end_time": "21:30"}
    file = tmp_path / "list.json"
    file.write_text(json.dumps([row, skipped, on_now, {"name": "Never", "day": 1, "time": "24:30"}]), "utf-8")
    with time_machine.travel(datetime(2026, 3, 7, 19, tzinfo=UTC), tick=False):
        printed = call("meetings", str(file), "--zone", "Europe/Berlin", "--json")
    here = phone.ask("meetings.told", file.read_text("utf-8"), "2026-03-07T19:00:00Z", "Europe/Berlin", {})
    assert here == printed.json
    assert [one["at"] for one in here] == [
        "2026-03-06T22:00:00+01:00",
        "2026-03-08T03:30:00-04:00",
        "2026-03-08T19:30:00+01:00",
        "2026-03-11T19:30:00+01:00",
    ]
    assert "canary" not in json.dumps(here).casefold()
