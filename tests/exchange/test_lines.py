"""One line of the format: what it may leave out, where it is put, and every reason for not taking it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recovery.errors import Refused
from recovery.exchange import lines
from recovery.journal.entries import CheckIn, Craving, Note, Substance
from recovery.store import kinds
from recovery.store.profile import Profile
from recovery.store.records import Record

NEW_YORK = "America/New_York"
CRAVING: dict[str, Any] = {"kind": "craving", "at": "2026-03-07T21:40:00-05:00", "intensity": 7}
NOTE: dict[str, Any] = {"kind": "note", "text": "x"}
ID = "3f9a0000-0000-4000-8000-000000000000"


def frame(timezone: str = NEW_YORK, starts: time = time(4), profile: Profile | None = None) -> lines.Frame:
    return lines.Frame(
        timezone,
        starts,
        {"heroin": "Heroin"},
        profile,
        now=datetime(2026, 4, 1, tzinfo=UTC),
        latest_day=date(2026, 4, 1),
    )


def read(*content: bytes | dict[str, Any], within: lines.Frame | None = None) -> tuple[list[Record], list[str]]:
    bad = lines.BadLines()
    encoded = [item if isinstance(item, bytes) else json.dumps(item).encode() for item in content]
    records = [record for _, record in lines.records(enumerate(encoded, start=1), within or frame(), bad)]
    assert bad.count >= len(bad.shown)
    return records, bad.shown


def taken(content: bytes | dict[str, Any], within: lines.Frame | None = None) -> Any:
    records, bad = read(content, within=within)
    assert not bad
    return records[0]


def reason(content: bytes | dict[str, Any]) -> str:
    records, bad = read(content)
    assert not records
    return bad[0].removeprefix("line 1: ")


def test_every_table_of_the_journal_is_carried() -> None:
    assert set(lines.KINDS) == set(kinds.WITH_HISTORY) - {"taken", *kinds.NOT_EXPORTED}


def test_what_a_reader_nested_too_deeply_is_named_by_its_place() -> None:
    text: Any = "x"
    for _ in range(5000):
        text = [text]
    bad = lines.BadLines()
    assert list(lines.records([(7, {**NOTE, "text": text})], lines.Frame("UTC", time(4), {}), bad)) == []
    assert bad.shown == ["line 7: is nested too deeply"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"\xff", "is not UTF-8 text"),
        (b"{", "is not JSON"),
        (b'{"kind": "note", "text": "a\x00b"}', "is not JSON"),
        (b'{"kind": "checkin", "day": "2026-03-07", "sleep_hours": NaN}', "is not JSON"),
        (b'{"kind": "checkin", "day": "2026-03-07", "sleep_hours": -Infinity}', "is not JSON"),
        (b'{"mood": ' + b"9" * 5000 + b"}", "is not JSON"),
        (b'{"kind": "note"} {"kind": "note"}', "is not JSON"),
        (b'{"kind": "note", "text": "a", "text": "b"}', "names something twice in one object"),
        (b'{"kind": "note", "text": "a", "\\u0074ext": "a"}', "names something twice in one object"),
        (b'{"kind": "note", "triggers": [{"b": 1, "b": 1}]}', "names something twice in one object"),
        (b'["note"]', "is not a JSON object"),
        (b"7", "is not a JSON object"),
        (b'{"a": ' * 50_000 + b"1" + b"}" * 50_000, "is nested too deeply"),
        (b'"' + b"a" * (4 * 1024 * 1024 - 2) + b'"', "is not a JSON object"),
        (b'"' + b"a" * (4 * 1024 * 1024 - 1) + b'"', "is longer than any entry"),
        ({"text": "x"}, "has no kind"),
        ({"kind": "memo"}, "is of a kind this program does not know"),
        ({"kind": ["note"]}, "is of a kind this program does not know"),
        ({"kind": {}}, "is of a kind this program does not know"),
        ({**CRAVING, "mood": 3, "x": 1}, "2 field(s) this program does not know for a craving"),
        ({**CRAVING, "id": "3F9A"}, "id must be an id in the form of a UUID in small letters"),
        ({**CRAVING, "id": 7}, "id must be an id in the form of a UUID in small letters"),
        ({**CRAVING, "timezone": "Mars/Olympus"}, "timezone must be an IANA time zone such as America/New_York"),
        ({**CRAVING, "timezone": "../../etc/passwd"}, "timezone must be an IANA time zone such as America/New_York"),
        ({**CRAVING, "timezone": "\ud800"}, "timezone must be an IANA time zone such as America/New_York"),
        ({**CRAVING, "timezone": "a" * 5000}, "timezone must be an IANA time zone such as America/New_York"),
        ({**CRAVING, "timezone": 5}, "timezone must be an IANA time zone such as America/New_York"),
        ({**CRAVING, "at": None}, lines.NOT_A_TIME.format("at")),
        ({**CRAVING, "at": 1_772_000_000}, lines.NOT_A_TIME.format("at")),
        ({**CRAVING, "at": "yesterday 11pm"}, lines.NOT_A_TIME.format("at")),
        ({**CRAVING, "at": "2026-03-07"}, lines.NOT_A_TIME.format("at")),
        ({**CRAVING, "at": "2026-02-29T10:00:00Z"}, lines.NOT_A_TIME.format("at")),
        ({**CRAVING, "at": "2026-03-07T24:00:00Z"}, lines.NOT_A_TIME.format("at")),
        ({**CRAVING, "at": "2026-03-07T21:40:60Z"}, lines.NOT_A_TIME.format("at")),
        ({**CRAVING, "at": "2026-03-07T21:40:00+25:00"}, lines.NOT_A_TIME.format("at")),
        ({**CRAVING, "at": "٢026-03-07T21:40:00Z"}, lines.NOT_A_TIME.format("at")),
        ({**CRAVING, "at": "0001-01-01T00:00:00+14:00"}, lines.NOT_A_TIME.format("at")),
        ({**CRAVING, "at": "0001-01-01T00:00:00"}, "at must be after the year 1900"),
        ({**CRAVING, "at": "1582-10-10T00:00:00"}, "at must be after the year 1900"),
        ({**CRAVING, "at": "9999-12-31T23:59:59"}, lines.NOT_A_TIME.format("at")),
        ({**CRAVING, "at": "1899-12-31T12:00:00Z"}, "at must be after the year 1900"),
        ({**CRAVING, "at": "2026-04-01T00:00:01Z"}, "at is still to come"),
        ({**CRAVING, "at": "2026-03-31T20:00:01"}, "at is still to come"),
        ({**CRAVING, "at": "2026-03-08T02:30:00"}, "at names an hour that the clocks of its zone skipped"),
        (
            {**NOTE, "at": "2011-12-30T12:00", "timezone": "Pacific/Apia"},
            "at names an hour that the clocks of its zone skipped",
        ),
        ({**CRAVING, "day": "7 March"}, "day must be a day in the form 2026-03-07"),
        ({**CRAVING, "day": "2026-03-08"}, "day must be the date of at on the clock of its zone, or the day before"),
        ({**CRAVING, "day": "2026-03-05"}, "day must be the date of at on the clock of its zone, or the day before"),
        ({**CRAVING, "intensity": 11}, "intensity must be a whole number from 0 to 10"),
        ({**CRAVING, "intensity": 7.0}, "intensity must be a whole number from 0 to 10"),
        ({**CRAVING, "intensity": True}, "intensity must be a whole number from 0 to 10"),
        ({**CRAVING, "intensity": None}, "intensity must be a whole number from 0 to 10"),
        ({**CRAVING, "triggers": "payday"}, "triggers must be a list of up to 50 names"),
        ({**CRAVING, "triggers": [""]}, "triggers must be a name of 1 to 100 characters"),
        ({**CRAVING, "coping": ["a" * 101]}, "coping must be a name of 1 to 100 characters"),
        ({**CRAVING, "outcome": "won"}, "outcome must be one of: passed, used"),
        ({**CRAVING, "minutes": 1441}, "minutes must be a whole number from 0 to 1440"),
        ({**CRAVING, "note": " "}, "note must be text of 1 to 20,000 characters"),
        ({**CRAVING, "note": "a\0b"}, "note must be text"),
        ({**CRAVING, "note": "\udc80"}, "note must be text"),
        ({**CRAVING, "substance": "alcohol"}, "substance is one that neither the journal nor the file tracks"),
        ({**CRAVING, "substance": ["heroin"]}, "substance must be a name"),
        ({"kind": "lapse", "at": "2026-03-07T21:40Z", "naloxone": 1}, "naloxone must be true or false"),
        ({"kind": "checkin"}, "day must be a day in the form 2026-03-07"),
        ({"kind": "checkin", "day": "2026-04-02"}, "day is still to come"),
        ({"kind": "checkin", "day": "1899-12-31"}, "day must be in 1900 or later"),
        ({"kind": "checkin", "day": "2026-03-07", "at": "x"}, "1 field(s) this program does not know for a checkin"),
        ({"kind": "checkin", "day": "2026-03-07", "sleep_hours": 25}, "sleep_hours must be a number from 0 to 24"),
        ({"kind": "note", "at": "2026-03-07T21:40Z"}, "text must be text"),
        ({"kind": "substance", "name": "x"}, "since must be a day in the form 2026-03-07"),
        (
            {"kind": "profile", "timezone": "UTC", "day_starts": "4"},
            "day_starts must be a time of day in the form 04:00",
        ),
        ({"kind": "profile"}, "timezone must be an IANA time zone such as America/New_York"),
        (b'"' + b"a" * (lines.LINE_LIMIT - 2) + b'"', "is not a JSON object"),
        ({**CRAVING, "written": "soon"}, lines.NOT_A_TIME.format("written")),
        ({**CRAVING, "ended": "1899-12-31T12:00:00Z"}, "ended must be after the year 1900"),
        ({**CRAVING, "ended": "2026-03-08T02:30:00"}, "ended names an hour that the clocks of its zone skipped"),
        ({**NOTE, "at": "2026-03-07T21:40Z", "written": "2026-03-07T21:40Z"}, "1 field(s) this program does not know"),
        ({"kind": "checkin", "day": "2026-03-07", "free_of": ["alcohol"]}, "free_of is one that neither the journal"),
        ({"kind": "checkin", "day": "2026-03-07", "free_of": [7]}, "free_of must be a name"),
        ({"kind": "checkin", "day": "2026-03-07", "free_of": "heroin"}, "free_of must be a list"),
        ({"kind": "plan", "reviewed_on": "2026-04-02"}, "reviewed_on is still to come"),
    ],
)
def test_a_bad_line_is_named_by_its_reason(line: bytes | dict[str, Any], expected: str) -> None:
    assert reason(line).startswith(expected)


def test_the_first_twenty_are_shown_and_the_rest_counted() -> None:
    bad = lines.BadLines()
    good = json.dumps(CRAVING).encode()
    results = list(lines.records(enumerate([b"secret", good] * 30, start=1), frame(), bad))
    assert [number for number, _ in results] == list(range(2, 61, 2))
    assert bad.count == 30
    assert bad.shown == [f"line {number}: is not JSON" for number in range(1, 40, 2)]


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reading(line: bytes) -> None:
    read(line)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from(sorted(lines.KINDS)), st.data())
def test_no_value_of_any_field_breaks_the_reading(kind: str, data: st.DataObject) -> None:
    names = st.sampled_from([column.name for column in lines.KINDS[kind].columns()])
    values = data.draw(st.dictionaries(names, JSON))
    read(json.dumps({"kind": kind, **values}).encode())


def test_an_id_left_out_comes_from_the_content() -> None:
    first = taken(CRAVING)
    assert first == taken(dict(reversed(CRAVING.items())))
    assert first == taken({**CRAVING, "note": None, "id": None})
    assert first.id != taken({**CRAVING, "intensity": 8}).id
    assert first.id[14] == "4"
    assert first.id[19] in "89ab"
    assert taken({**CRAVING, "id": ID}).id == ID


def test_a_derived_id_is_the_same_for_ever() -> None:
    """A file imported by an older version must not come in twice with a newer one."""
    assert taken(CRAVING).id == "1ae7360b-612f-418f-8046-509958972ed8"


@pytest.mark.parametrize(
    ("values", "at", "day"),
    [
        # An offset decides the instant, the zone the wall clock.
        ({"at": "2026-03-08T02:40:00Z"}, "2026-03-07T21:40:00-05:00", "2026-03-07"),
        ({"at": "2026-03-08t03:40:00.999z", "timezone": "Europe/Berlin"}, "2026-03-08T04:40:00+01:00", "2026-03-08"),
        ({"at": "2026-03-08 08:10:00,5+0530"}, "2026-03-07T21:40:00-05:00", "2026-03-07"),
        # Without one the wall clock decides, the first time round.
        ({"at": "2026-03-07T21:40"}, "2026-03-07T21:40:00-05:00", "2026-03-07"),
        ({"at": "2025-11-02T01:30:00"}, "2025-11-02T01:30:00-04:00", "2025-11-01"),
        ({"at": "2025-11-02T01:30:00-05:00"}, "2025-11-02T01:30:00-05:00", "2025-11-01"),
        ({"at": "2025-04-06T01:45", "timezone": "Australia/Lord_Howe"}, "2025-04-06T01:45:00+11:00", "2025-04-05"),
        ({"at": "2025-04-05T15:15Z", "timezone": "Australia/Lord_Howe"}, "2025-04-06T01:45:00+10:30", "2025-04-05"),
        ({"at": "2011-12-31T00:00", "timezone": "Pacific/Apia"}, "2011-12-31T00:00:00+14:00", "2011-12-30"),
        # The day begins at four, unless the line knows better.
        ({"at": "2026-03-07T03:59:59"}, "2026-03-07T03:59:59-05:00", "2026-03-06"),
        ({"at": "2026-03-07T04:00:00"}, "2026-03-07T04:00:00-05:00", "2026-03-07"),
        ({"at": "2026-03-07T12:00:00", "day": "2026-03-06"}, "2026-03-07T12:00:00-05:00", "2026-03-06"),
        ({"at": "2026-03-07T03:00:00", "day": "2026-03-07"}, "2026-03-07T03:00:00-05:00", "2026-03-07"),
        ({"at": "2024-03-01T00:30:00"}, "2024-03-01T00:30:00-05:00", "2024-02-29"),
    ],
)
def test_an_entry_is_put_where_it_was_lived(values: dict[str, str], at: str, day: str) -> None:
    record = taken({**NOTE, **values})
    assert (record.at.isoformat(), record.day.isoformat()) == (at, day)
    assert record.timezone == values.get("timezone", NEW_YORK)


def test_a_substance_is_written_as_it_is_tracked() -> None:
    within = frame()
    assert taken({**CRAVING, "substance": " HEROIN "}, within).substance == "Heroin"
    assert within.used == {"Heroin"}


def test_a_second_profile_is_taken_only_if_it_says_the_same() -> None:
    within = frame(profile=Profile(timezone=NEW_YORK, day_starts=time(4)))
    same = {"kind": "profile", "timezone": NEW_YORK, "day_starts": "04:00"}
    records, bad = read(same, same, {**same, "day_starts": "05:00"}, within=within)
    assert len(records) == 2
    assert bad == ["line 3: is a second profile that differs from the first"]


def test_settings_are_found_wherever_they_stand_and_however_they_are_written() -> None:
    content = [
        json.dumps(CRAVING).encode(),
        b'{"text": "\\"kind\\": \\"profile\\"", "kind": "note", "at": "2026-03-07T21:40Z"}',
        b'{"kind": "profile"}',
        b'{"name": "Heroin", "since": "2026-01-01", "k\\u0069nd": "subst\\u0061nce"}',
        b'{"kind" :\t"substance", "name": "heroin", "since": "2025-01-01"}',
        b'{"kind":"profile","timezone":"UTC"}',
        b'{"kind": "substance", "name": "alcohol", "since": "2025-01-01", "closed": "2025-06-01"}',
    ]
    settings = lines.settings_in(enumerate(content, start=1))
    assert settings.profile == Profile(timezone="UTC", day_starts=time(4))
    assert list(settings.substances.values()) == [
        Substance.checked({"name": "Heroin", "since": "2026-01-01"}),
        Substance.checked({"name": "alcohol", "since": "2025-01-01", "closed": "2025-06-01"}),
    ]


def test_a_record_is_written_as_the_contract_shows_it() -> None:
    record = Note.checked(
        {"id": ID, "at": datetime(2026, 3, 7, 21, tzinfo=UTC), "timezone": "UTC", "day": "2026-03-07", "text": "é\x9b"}
    )
    start = f'{{"kind": "note", "id": "{ID}", "at": "2026-03-07T21:00:00+00:00", "timezone": "UTC", "day": "2026-03-07"'
    assert lines.written(record) == start + ', "triggers": [], "text": "é\x9b"}'
    assert lines.written(record, ascii_only=True) == start + ', "triggers": [], "text": "\\u00e9\\u009b"}'


def test_what_is_checked_stays_itself() -> None:
    for record in (taken(CRAVING), taken({"kind": "checkin", "day": "2026-03-07", "sleep_hours": 7})):
        assert isinstance(record, Craving | CheckIn)
        assert taken(json.loads(lines.written(record))) == record


def test_checked_raises_for_a_caller_of_its_own() -> None:
    with pytest.raises(Refused, match="has no kind"):
        lines.checked({}, frame())


def test_what_a_check_in_was_free_of_is_written_as_it_is_tracked() -> None:
    within = frame()
    taken_in = taken({"kind": "checkin", "day": "2026-03-07", "used": False, "free_of": ["HEROIN"]}, within)
    assert taken_in.free_of == ("Heroin",)
    assert within.used == {"Heroin"}


def test_when_it_was_written_and_ended_stand_on_the_clock_of_its_zone() -> None:
    record = taken({**CRAVING, "outcome": "passed", "written": "2026-03-08T02:45:00Z", "ended": "2026-03-07T22:10"})
    assert (record.written.isoformat(), record.ended.isoformat()) == (
        "2026-03-07T21:45:00-05:00",
        "2026-03-07T22:10:00-05:00",
    )
    assert taken({**CRAVING, "written": None}).written is None


def test_the_present_itself_is_not_still_to_come() -> None:
    assert taken({**CRAVING, "at": "2026-04-01T00:00:00Z"}).at == datetime(2026, 4, 1, tzinfo=UTC)
    assert taken({"kind": "checkin", "day": "2026-04-01"}).day == date(2026, 4, 1)
    assert taken({"kind": "plan", "reviewed_on": "2026-04-01"}).reviewed_on == date(2026, 4, 1)


def test_a_part_of_a_second_is_dropped_also_without_an_offset() -> None:
    assert taken({**CRAVING, "at": "2026-03-07T21:40:07.9"}).at.isoformat() == "2026-03-07T21:40:07-05:00"


def test_what_has_no_day_of_its_own_is_taken() -> None:
    item = taken({"kind": "plan_item", "section": "warning_signs", "text": "lying"})
    assert item.text == "lying"


def test_values_that_a_reader_found_are_lines_too() -> None:
    values = {**CRAVING}
    refused = Refused("has no date")
    bad = lines.BadLines()
    given: list[tuple[lines.Place, lines.Given]] = [(1, values), ("row 2", refused), (3, refused), (4, {"x": 1})]
    ((place, record),) = lines.records(given, frame(), bad)
    assert place == 1
    assert record == taken(CRAVING)
    assert values == CRAVING, "the reader's own values are left alone"
    assert bad.shown == ["row 2: has no date", "line 3: has no date", "line 4: has no kind"]


def test_settings_among_values_that_a_reader_found() -> None:
    substance = {"kind": "substance", "name": "Heroin", "since": "2026-01-01"}
    profile = {"kind": "profile", "timezone": "UTC"}
    settings = lines.settings_in([(1, {**CRAVING}), (2, substance), (3, Refused("x")), (4, profile), (5, {"x": 1})])
    assert settings.profile == Profile(timezone="UTC", day_starts=time(4))
    assert settings.substances == {"heroin": Substance.checked({"name": "Heroin", "since": "2026-01-01"})}
    assert settings.only_adds is False


def test_the_lapse_that_an_imported_line_tells_of_has_the_same_id_in_every_version() -> None:
    line = "3f9a0000-0000-4000-8000-000000000000"
    assert lines.lapse_id(line) == "1ba21098-6364-46ff-a984-d037902a035b"


def test_the_bad_lines_of_two_parts_are_all_counted_and_the_first_twenty_shown() -> None:
    first, second = lines.BadLines(), lines.BadLines()
    for number in range(1, 16):
        first.add(number, "x")
    for number in range(16, 36):
        second.add(number, "x")
    first.also(second)
    assert (first.count, first.shown) == (35, [f"line {number}: x" for number in range(1, 21)])
