"""Another program's file as lines of our own: what the person said of it, and what an earlier version left out."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO

import pytest
import time_machine

from recovery import clock
from recovery.errors import Refused, Usage
from recovery.exchange import foreign
from recovery.exchange.files import Source
from recovery.exchange.foreign import TAKEN_BEFORE, Foreign, located, said_anything
from recovery.exchange.lines import Given, Place, derived_id
from recovery.exchange.readers.encodings import named
from recovery.exchange.readers.reading import FileReport, LeftBefore, Reader, ReadOptions, RefusedAt
from recovery.store.rules import zone_of

DEFAULT = ReadOptions()


class Numbered(Source):
    """A file whose lines are called by their part, as those in an archive are."""

    def place(self, place: Place) -> Place:
        """The place within its part."""
        return f"part 2, line {place}"


def file_of(*lines: Given, settings: bool = False, learned: bool = True, own: bool = False) -> Foreign:
    """A file of which a reader makes these lines, the second in its third line."""

    def read(stream: BinaryIO, options: ReadOptions, report: FileReport) -> Iterator[tuple[Place, Given]]:
        assert stream.read() == b"a file"
        assert options.date_order == "dmy"
        report.say("days first")
        for number, line in enumerate(lines):
            if line == b"broken":
                raise RefusedAt(number, "cannot be read")
            yield 2 * number + 1, line

    made = Foreign(Numbered(io.BytesIO(b"a file"), 6), "jrnl", ReadOptions(date_order="dmy"))
    made._reader = Reader("jrnl", "", read, settings=settings, own=own, learned=learned)
    return made


def note(day: str, **more: Any) -> dict[str, Any]:
    return {"kind": "note", "at": f"{day}T10:00:00", "text": "x", **more}


def left(day: str) -> LeftBefore:
    return LeftBefore({"kind": "checkin", "day": day, "mood": 4})


def test_what_the_person_says_of_a_file_is_read_word_for_word() -> None:
    with time_machine.travel("2026-03-18 12:00 +00:00", tick=False):
        nothing = foreign.options(None, None, None, None)
    assert nothing == ReadOptions(now=datetime(2026, 3, 18, 12, tzinfo=UTC))
    assert nothing.now
    assert nothing.now.tzinfo is zone_of("UTC")
    told = foreign.options(
        ["at = Date,intensity=Urge", "note=a, b"], "triggers", "mdy", "latin1", (["Run, walk ", "tea,"], [" sugar"])
    )
    assert told.names == {"at": "Date", "intensity": "Urge", "note": "a, b"}
    assert (told.tags_as_triggers, told.date_order) == (True, "mdy")
    assert (told.only, told.skip) == (("Run", "walk", "tea"), ("sugar",))
    assert told.encoding == named("latin1")
    assert foreign.options(["at=a,b"], None, None, None).names == {"at": "a,b"}
    assert foreign.options(["at=a=b"], None, None, None).names == {"at": "a=b"}
    for wrong in ("at", "=Date", "at=", " = ", "at=Date,intensity=Urge,note"):
        with pytest.raises(Usage, match="--map takes pairs"):
            foreign.options([wrong], None, None, None)


@pytest.mark.parametrize(
    "told",
    [
        ReadOptions(names={"at": "Date"}),
        ReadOptions(tags_as_triggers=True),
        ReadOptions(date_order="dmy"),
        ReadOptions(encoding="utf-8"),
        ReadOptions(only=("tea",)),
        ReadOptions(skip=("tea",)),
    ],
)
def test_it_is_noticed_that_something_was_said(told: ReadOptions) -> None:
    assert said_anything(told)
    assert not said_anything(ReadOptions(timezone="Europe/Berlin", tracked=("heroin",)))


def test_what_the_journal_knows_goes_along() -> None:
    told = located(ReadOptions(date_order="dmy"), "Europe/Berlin", ("heroin",))
    assert told == ReadOptions(date_order="dmy", timezone="Europe/Berlin", tracked=("heroin",))
    assert located(DEFAULT, "", ()).timezone == clock.system_zone()


def test_each_reading_gives_every_line_with_its_place_and_its_own_report() -> None:
    file = file_of(note("2026-03-01"), b"line", own=True)
    assert (file.program, file.called, file.own, file.size) == ("jrnl", "jrnl", True, 6)
    for _ in range(2):
        assert list(file.lines()) == [("part 2, line 1", note("2026-03-01")), ("part 2, line 3", b"line")]
        assert file.said() == ["Read as: days first."]
    assert file.position == 6
    file.report.leave("pictures", 3)
    assert file.to_json() == {
        "from": "jrnl",
        "read_as": ["days first"],
        "left_out": [{"what": "pictures", "count": 3}],
    }
    assert not file_of().own
    real = Foreign(Source(io.BytesIO(b"[2026-03-01 10:00] tea\n"), 23), "jrnl", DEFAULT)
    assert real.said() == []
    assert [(place, line["text"]) for place, line in real.lines() if isinstance(line, dict)] == [(1, "tea")]


def test_a_file_that_breaks_off_is_refused_at_its_place() -> None:
    with pytest.raises(Refused) as told:
        list(file_of(note("2026-03-01"), b"broken").lines())
    assert str(told.value) == "Nothing was imported: part 2, line 1 cannot be read."


def test_only_a_reader_that_knows_substances_gives_settings_and_they_replace_none() -> None:
    substance = {"kind": "substance", "name": "wine", "since": "2026-01-01"}
    for told, names in ((True, ["wine"]), (False, [])):
        settings = file_of(substance, settings=told).settings()
        assert list(settings.substances) == names
        assert settings.only_adds is True


FIRST, SECOND = note("2026-03-05"), note("2026-03-07", id="7" * 36)
LINES: list[Given] = [
    {"kind": "substance", "name": "wine", "since": "2026-01-01"},
    b"a line of our own",
    left("2026-03-05"),
    SECOND,
    FIRST,
    left("2026-03-06"),
    left("2026-03-09"),
    left("no day"),
]


def knows(*lines: dict[str, Any]) -> Callable[[str], bool]:
    """Whether an id is one of these lines'."""
    return {line.get("id") or derived_id(line) for line in lines}.__contains__


def kept(file: Foreign) -> list[str]:
    """The days of the lines that the first release left out, and this one takes."""
    return [line["day"] for _, line in file.lines() if isinstance(line, LeftBefore)]


@pytest.mark.parametrize(
    ("known", "takes"),
    [
        ([], ["2026-03-05", "2026-03-06", "2026-03-09", "no day"]),
        ([FIRST], ["2026-03-06", "2026-03-09", "no day"]),  # it has grown since the 5th
        ([SECOND], ["2026-03-09", "no day"]),
        ([FIRST, SECOND], []),
        ([FIRST, SECOND, left("2026-03-05")], ["2026-03-05", "2026-03-06", "2026-03-09", "no day"]),
    ],
)
def test_what_the_first_release_left_out_of_a_file_that_it_took_stays_out(
    known: list[dict[str, Any]], takes: list[str]
) -> None:
    file = file_of(*LINES)
    file.recognise(knows(*known))
    assert kept(file) == takes
    assert file.report.left_out == ({TAKEN_BEFORE: 4 - len(takes)} if len(takes) < 4 else {})
    assert [place for place, _ in file.report.left_at][:1] == (["part 2, line 5"] if len(takes) < 4 else [])
    assert file.report.left == 0, "they are no whole entries"


def test_a_reader_that_has_learned_nothing_takes_what_it_gives() -> None:
    file = file_of(*LINES, learned=False)
    file.recognise(knows(FIRST, SECOND))
    assert len(kept(file)) == 4


def test_a_file_of_which_the_journal_has_nothing_is_taken_whole() -> None:
    file = file_of(left("2026-03-05"), left("2026-03-06"))
    file.recognise(knows())
    assert len(kept(file)) == 2
