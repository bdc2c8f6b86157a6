"""Tables of any making: delimiter, encoding and date order found out, never guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from recovery.errors import Refused, Usage
from recovery.exchange.lines import derived_id

if TYPE_CHECKING:
    from tests.exchange.readers.conftest import Read

MAP = {"at": "Date", "intensity": "Urge", "trigger": "Trigger", "note": "Notes"}
HEAD = "Date;Urge;Trigger;Notes\n"


@pytest.mark.parametrize(
    ("encoding", "said"), [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("cp1252", "Windows-1252"), ("utf-16", "UTF-16")]
)
@pytest.mark.parametrize(("sign", "word"), [(";", "semicolon"), (",", "comma"), ("\t", "tab")])
def test_encoding_and_delimiter_are_found_and_said(read: Read, encoding: str, said: str, sign: str, word: str) -> None:
    content = (HEAD + '13/03/2026 10:00;4;bored|tired;"café; ""so"""\n').replace(";", sign)
    taken = read("csv", content.encode(encoding), names=MAP)
    assert taken.lines == [
        {
            "kind": "craving",
            "at": "2026-03-13T10:00:00",
            "intensity": 4,
            "triggers": ["bored", "tired"],
            "note": f'café{sign} "so"',
        }
    ]
    assert said in taken.report.read_as
    assert f"{word} between the columns" in taken.report.read_as
    assert "dates with the day first" in taken.report.read_as


def test_a_mood_table_becomes_one_checkin_a_day(read: Read) -> None:
    content = "When,Mood,Sleep,Text\n2026-03-07 22:00,4,,late\n2026-03-07 08:00,7,6.5,early\n2026-03-08,5/10,7 h,\n"
    taken = read("csv", content, names={"at": "When", "mood": "Mood", "sleep": "Sleep", "note": "Text"})
    first, second = taken.lines
    assert (first["day"], first["mood"], first["sleep_hours"]) == ("2026-03-07", 6, 6.5)
    # What each row said stands in the words, for a day has one mood.
    assert first["note"] == "08:00 mood 7, sleep 6.5 hours\nearly\n\n22:00 mood 4\nlate"
    assert second == {"kind": "checkin", "day": "2026-03-08", "sleep_hours": 7.0, "mood": 5}


def test_a_table_with_words_alone_becomes_notes(read: Read) -> None:
    taken = read("csv", "d,t,w,z\n2026-03-07,9:30 pm,Hello,1\n", names={"date": "d", "time": "t", "text": "w"})
    assert taken.lines == [{"kind": "note", "at": "2026-03-07T21:30:00", "text": "Hello", "triggers": []}]
    assert list(taken.report.left_out.values()) == [1]


def test_an_offset_in_the_table_is_kept(read: Read) -> None:
    taken = read("csv", "a,i\n2026-03-07T21:40:00+01:00,3\n", names={"at": "a", "intensity": "i"})
    assert taken.lines[0]["at"] == "2026-03-07T21:40:00+01:00"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("Date;Urge\n1.3.2026;4\n", "line 1 has no column Trigger"),
        (HEAD + "03/04/2026;4;x;\n", "line 2 has a date that can be read two ways"),
        (HEAD + "13/04/2026;4;x;\n04/14/2026;4;x;\n", "line 3 has its day and month the other way round"),
        (HEAD + "2026-03-07;4;x;\n2026-03-08;4", "line 3 has 2 of 4 columns"),
        (HEAD + '2026-03-07;4;x;"half', "line 2 ends in the middle"),
        ("PK\x03\x04\0\0", "line 1 is not text"),
    ],
)
def test_what_cannot_be_read_on_is_refused_with_its_line(read: Read, content: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        read("csv", content, names=MAP)
    assert said in refused.value.sentence


@pytest.mark.parametrize("cell", ["", "eleven", "11", "7.5", "-1"])
def test_a_rating_that_is_none_is_a_bad_line(read: Read, cell: str) -> None:
    assert list(read("csv", HEAD + f"2026-03-07;{cell};x;\n", names=MAP).bad) == [2]


@pytest.mark.parametrize(
    "names", [{}, {"at": "Date"}, {"intensity": "Urge"}, {"at": "Date", "intensity": "Urge", "shoe": "x"}]
)
def test_a_map_that_says_too_little_is_a_usage_error(read: Read, names: dict[str, str]) -> None:
    with pytest.raises(Usage):
        read("csv", HEAD + "2026-03-07;4;x;\n", names=names)


def test_the_days_of_a_mood_table_may_come_in_any_order(read: Read) -> None:
    names = {"date": "Date", "time": "Time", "mood": "Mood", "sleep": "Sleep", "note": "Note"}
    rows = ["2026-03-08,,5,7,\n", "2026-03-07,9:00,7,6,early\n", "2026-03-07,21:00,5,6.5,late\n"]
    head = "Date,Time,Mood,Sleep,Note\n"
    in_order = {line["day"]: line for line in read("csv", head + "".join(rows), names=names).lines}
    apart = {line["day"]: line for line in read("csv", head + rows[2] + rows[0] + rows[1], names=names).lines}
    assert apart == in_order
    assert in_order["2026-03-07"]["sleep_hours"] == 6.5  # the later answer of the day, by the clock


def test_what_excel_and_numbers_write_is_read(read: Read) -> None:
    long = "x" * 200_000
    content = f'Date;Urge;Trigger;Notes\r2026-03-07;4; "payday; bored";"{long}"\r2026-03-08;5\r'
    taken = read("csv", content, names=MAP)
    first, *rest, last = taken.lines
    assert first["triggers"] == ["payday", "bored"]
    assert sum(len(line.get("note", line.get("text", ""))) for line in [first, *rest]) == 200_000
    assert (last["intensity"], last["at"]) == (5, "2026-03-08T12:00:00")


@pytest.mark.parametrize(
    "names", [MAP, {"at": "Date", "note": "Notes"}, {"date": "Date", "mood": "Urge", "note": "Notes"}]
)
def test_a_part_of_a_long_text_that_repeats_another_is_no_copy_of_it(read: Read, names: dict[str, str]) -> None:
    lines = read("csv", f"Date,Urge,Trigger,Notes\n2026-03-07,4,,{'x' * 70_000}\n", names=names).lines
    assert len({line.get("id") or derived_id(line) for line in lines}) == len(lines) == 4


def test_names_that_an_entry_cannot_hold_go_into_its_note(read: Read) -> None:
    many = "|".join(f"t{number}" for number in range(60)) + "|" + "long " * 30
    (line,) = read("csv", HEAD + f"2026-03-07;4;{many};my words\n", names=MAP).lines
    assert len(line["triggers"]) == 50
    assert line["note"].startswith("my words\nt50, t51")
    assert "long long" in line["note"]


def test_columns_that_are_not_mapped_are_named_with_how_often_they_say_something(read: Read) -> None:
    reading = read(
        "csv",
        "Date,Urge,Weather,Empty\n2026-03-07,4,rain,\n2026-03-08,5,,\n",
        names={"at": "Date", "intensity": "Urge"},
    )
    assert reading.report.left_out == {"column Weather": 1}


@pytest.mark.parametrize(
    ("cell", "hours"),
    [
        ("7.5", 7.5),
        ('"7,5"', 7.5),
        ("7:30", 7.5),
        ("07:30:00", 7.5),
        ("7h30", 7.5),
        ("7 h 30 m", 7.5),
        ("450 min", 7.5),
        ("7 Std. 30 Min.", 7.5),
        ("7:20", 7.33),
        ("0", 0.0),
    ],
)
def test_sleep_is_read_in_every_form_that_the_command_line_takes(read: Read, cell: str, hours: float) -> None:
    taken = read("csv", f"Date,Sleep\n2026-03-07,{cell}\n", names={"at": "Date", "sleep": "Sleep"})
    assert [line["sleep_hours"] for line in taken.lines] == [hours]


@pytest.mark.parametrize("cell", ["nan", "inf", "-1", "seven", "7:60"])
def test_sleep_that_is_no_number_of_hours_is_refused(read: Read, cell: str) -> None:
    taken = read("csv", f"Date,Sleep\n2026-03-07,{cell}\n", names={"at": "Date", "sleep": "Sleep"})
    assert (taken.lines, taken.bad) == ([], {2: "has sleep that is no number of hours"})


@pytest.mark.parametrize("cell", ["90", "90.0", "90 min", "1h30", "1:30", "1 h 30"])
def test_minutes_are_read_in_every_form_that_the_command_line_takes(read: Read, cell: str) -> None:
    names = {"at": "Date", "intensity": "Urge", "minutes": "Minutes"}
    taken = read("csv", f"Date,Urge,Minutes\n2026-03-07,7,{cell}\n", names=names)
    assert [line["minutes"] for line in taken.lines] == [90]


def test_the_name_of_a_table_above_its_columns_is_left_out_and_said(read: Read) -> None:
    for title in ("Table 1\n", "Table 1;;;\n", '"Table 1"\n'):
        taken = read("csv", title + HEAD + "2026-03-07;7;payday;fine\n", names=MAP)
        assert [(line["intensity"], line["note"]) for line in taken.lines] == [(7, "fine")]
        assert taken.report.left_out == {"the table's name above its columns": 1}


def test_blanks_after_closing_quotes_are_no_part_of_a_cell(read: Read) -> None:
    rows = '"2026-03-07" ,"7" , "payday" ,"one\n""two"" , and" \n2026-03-08,5,,5" nails\n'
    taken = read("csv", '"Date" ,"Urge" ,"Trigger" ,"Notes" \n' + rows, names=MAP)
    assert [(line["intensity"], line["note"]) for line in taken.lines] == [(7, 'one\n"two" , and'), (5, '5" nails')]


def test_two_quoted_words_in_one_cell_are_refused(read: Read) -> None:
    with pytest.raises(Refused, match="quotation marks that do not match"):
        read("csv", HEAD + '2026-03-07;7;x;"one" "two"\n', names=MAP)


def test_every_column_of_a_craving_has_its_place(read: Read) -> None:
    names = {"at": "When", "timezone": "Zone", "intensity": "Urge", "trigger": "Trigger", "coping": "Helped"}
    names |= {"outcome": "End", "minutes": "Min", "substance": "What", "note": "Words"}
    rows = (
        "2026-03-08,,3,,,,,wine ,\n"
        "2026-03-07 21:40,Europe/Berlin,7/10,payday|bored,walk; tea,gave in,90 min,Wine,long\n"
        "2026-03-06,,2,,,resisted,,Heroin,\nno date,,4,,,,,x,\n2026-03-05 10:00,,4,,,,,,\n"
    )
    head = "When,Zone,Urge,Trigger,Helped,End,Min,What,Words\n"
    taken = read("csv", head + rows, names=names, tracked=("heroin",))
    assert taken.lines == [
        {"kind": "substance", "name": "wine", "since": "2026-03-07"},
        {"kind": "craving", "at": "2026-03-08T12:00:00", "intensity": 3, "substance": "wine"},
        {
            "kind": "craving",
            "at": "2026-03-07T21:40:00",
            "timezone": "Europe/Berlin",
            "intensity": 7,
            "outcome": "used",
            "minutes": 90,
            "substance": "Wine",
            "triggers": ["payday", "bored"],
            "coping": ["walk", "tea"],
            "note": "long",
        },
        {
            "kind": "craving",
            "at": "2026-03-06T12:00:00",
            "intensity": 2,
            "outcome": "passed",
            "substance": "Heroin",
        },
        {"kind": "craving", "at": "2026-03-05T10:00:00", "intensity": 4},
    ]
    assert taken.bad == {5: "has no date that can be read"}
    assert taken.places == [1, 2, 3, 4, 6]
    assert list(taken.report.read_as) == ["UTF-8", "comma between the columns", "a row without a time as noon"]
    assert taken.report.entries == 5


def test_notes_keep_names_that_are_too_long_and_rows_without_words_are_counted(read: Read) -> None:
    rows = f"2026-03-07,payday; {'x' * 101},Hello,more\nno date,,x,\n2026-03-08,a,,\n2026-03-09,{'y' * 101},,\n"
    names = {"date": "d", "trigger": "t", "text": "w", "note": "n"}
    taken = read("csv", "d,t,w,n\n" + rows, names=names)
    first, last = taken.lines
    assert (first["text"], first["triggers"]) == (f"Hello\nmore\n{'x' * 101}", ["payday"])
    assert (last["at"], last["text"], last["triggers"]) == ("2026-03-09T12:00:00", "y" * 101, [])
    assert (taken.bad, taken.places) == ({3: "has no date that can be read"}, [2, 5])
    assert (taken.report.left_at, taken.report.left) == ([(4, "rows without words")], 1)
    assert "the file names no time zone, so America/New_York was assumed" in taken.report.read_as
    (alone,) = read("csv", "d,n\n2026-03-07 10:00,Hello\n", names={"date": "d", "note": "n"}).lines
    assert (alone["kind"], alone["at"], alone["text"]) == ("note", "2026-03-07T10:00:00", "Hello")
    zoned = read("csv", "d,z,n\n2026-03-07 10:00,Asia/Tokyo,Hello\n", names={"at": "d", "timezone": "z", "note": "n"})
    assert zoned.lines[0]["timezone"] == "Asia/Tokyo"
    assert list(zoned.report.read_as) == ["UTF-8", "comma between the columns"]


def test_the_rows_of_a_day_say_what_was_used_of_what_it_was_free_and_what_else_they_answer(read: Read) -> None:
    names = {"date": "d", "time": "t", "used": "u", "substance": "s", "confidence": "c", "good": "g", "mood": "m"}
    rows = (
        "2026-03-07,21:40,yes,wine,,,,so it was\n2026-03-06,,no,wine,7,the sea,6,\n2026-03-06,,maybe,,,,,\n"
        "2026-03-06,09:00,no,heroin,8,,4,late\nno date,,no,,,,,\n2026-03-05,,yes,,,,,\n2026-03-04,,no,,,,,\n"
    )
    given = {**names, "note": "w"}
    taken = read("csv", "d,t,u,s,c,g,m,w\n" + rows, names=given, tracked=("heroin",))
    plain = [{name: value for name, value in line.items() if name != "id"} for line in taken.lines]
    assert plain == [
        {"kind": "substance", "name": "wine", "since": "2026-03-06"},
        {"kind": "lapse", "at": "2026-03-07T21:40:00", "day": "2026-03-07", "substance": "wine"},
        {"kind": "checkin", "day": "2026-03-07", "used": True, "substance": "wine", "note": "so it was"},
        {
            "kind": "checkin",
            "day": "2026-03-06",
            "confidence": 8,
            "good": "the sea",
            "used": False,
            "free_of": ["wine", "heroin"],
            "mood": 5,
            "note": (
                "mood 6, confidence 7, good: the sea, free of wine\n\n09:00 mood 4, confidence 8, free of heroin\nlate"
            ),
        },
        {"kind": "checkin", "day": "2026-03-05", "used": True, "substance": None},
        {"kind": "checkin", "day": "2026-03-04", "used": False},
    ]
    assert taken.bad == {4: "has used that is neither a yes nor a no", 6: "has no date that can be read"}
    assert taken.places == [1, 2, 2, 5, 7, 8]
    assert "a use without a time as a lapse at noon" in taken.report.read_as
    free = read("csv", "d,u\n2026-03-07,no\n", names={"date": "d", "used": "u"})
    assert "a use without a time as a lapse at noon" not in free.report.read_as


def test_columns_are_named_without_regard_to_case_and_blanks_but_an_exact_name_comes_first(read: Read) -> None:
    names = {"date": "date", "intensity": " urge", "note": "CAFE\u0301"}
    for head, day, other in (
        ("Caf\u00e9 ,DATE,date,Urge\n", "2026-03-07", "DATE"),
        ("Caf\u00e9 ,DATE,dAte,Urge\n", "2026-03-01", "dAte"),
    ):
        taken = read("csv", head + "x,2026-03-01,2026-03-07,4\n", names=names)
        assert [(line["at"][:10], line["note"]) for line in taken.lines] == [(day, "x")]
        assert taken.report.left_at == [(2, f"column {other}")]


def test_what_a_table_holds_beside_is_named_with_its_lines(read: Read) -> None:
    content = "Table 1\nDate,Urge,,Weather\n2026-03-07,4,what,rain\n2026-03-08,4,,rain\n"
    report = read("csv", content, names={"date": "Date", "intensity": "Urge"}).report
    title = "the table's name above its columns"
    assert report.left_at == [(1, title), (3, "column without a name"), (3, "column Weather"), (4, "column Weather")]
    with pytest.raises(Refused, match="line 1 has no column Day; check the names in --map"):
        read("csv", "Date,Urge\n2026-03-07,4\n", names={"date": "Day", "intensity": "Urge"})
    with pytest.raises(Refused, match="line 1 has no column Rating; check the names in --map"):
        read("csv", "Date,Urge\n2026-03-07,4\n", names={"date": "Date", "intensity": "Rating"})
    with pytest.raises(Refused, match="line 1 has no column Rating; check the names in --map"):
        read("csv", "Date,Urge\n2026-03-07,4\n", names={"date": "Date", "mood": "Rating"})


def test_the_order_of_day_and_month_that_was_said_holds_and_a_comma_behind_a_date_is_none_of_it(read: Read) -> None:
    for order, day in (("dmy", "2026-04-03"), ("mdy", "2026-03-04")):
        content = 'Date,Urge\n"03/04/2026, 10:00",4\n'
        (line,) = read("csv", content, names={"at": "Date", "intensity": "Urge"}, date_order=order).lines
        assert line["at"] == f"{day}T10:00:00"
    content = 'Date,Urge\n"03/04/2026, 10:00",4\n"13/04/2026, 10:00",4\n'
    lines = read("csv", content, names={"at": "Date", "intensity": "Urge"}).lines
    assert [line["at"] for line in lines] == ["2026-04-03T10:00:00", "2026-04-13T10:00:00"]


def test_a_row_that_the_first_release_read_otherwise_keeps_the_id_that_it_had(read: Read) -> None:
    content = 'Date,Urge,Trigger,Helped,Notes\n2026-03-07 10:00,4,"a\nb","c\nd",w\n2026-03-08 10:00,4,a,c,w\n'
    names = {"at": "Date", "intensity": "Urge", "trigger": "Trigger", "coping": "Helped", "note": "Notes"}
    first, second = read("csv", content, names=names).lines
    before = {"kind": "craving", "at": "2026-03-07T10:00:00", "intensity": 4, "note": "w"}
    assert first["triggers"] == ["a", "b"]
    assert first["id"] == derived_id({**before, "triggers": ["a b"], "coping": ["c d"]})
    assert "id" not in second
    for cells in ("7. M\u00e4rz 2026", "2026-03-07 22 h"):  # it could not read these, so it took in nothing of them
        own = {"at": "Date", "intensity": "Urge", "trigger": "Trigger"}
        (new,) = read("csv", f'Date,Urge,Trigger\n{cells},4,"a\nb"\n', names=own).lines
        assert "id" not in new


def test_words_that_the_first_release_read_in_another_encoding_keep_their_id(read: Read) -> None:
    own, before, old = "caf\u00e9", "caf\u201a", dict[str, Any]()
    options = {"encoding": "cp850"}
    (note,) = read(
        "csv", f"d,n\n2026-03-07 10:00,{own}\n".encode("cp850"), names={"at": "d", "note": "n"}, **options
    ).lines
    old = {"kind": "note", "at": "2026-03-07T10:00:00", "triggers": []}
    assert (note["text"], note["id"]) == (own, derived_id({**old, "text": before}))
    names = {"at": "d", "mood": "m", "note": "n"}
    (day,) = read("csv", f"d,m,n\n2026-03-07,4,{own}\n".encode("cp850"), names=names, **options).lines
    old = {"kind": "checkin", "day": "2026-03-07", "mood": 4}
    assert (day["note"], day["id"]) == (own, derived_id({**old, "note": before}))
    (urge,) = read(
        "csv", f"d,m,n\n2026-03-07,4,{own}\n".encode("cp850"), names={**names, "intensity": "m"}, **options
    ).lines
    assert urge["note"] == own
    assert "id" in urge


@pytest.mark.parametrize("field", ["mood", "confidence"])
def test_eleven_of_ten_is_a_bad_line(read: Read, field: str) -> None:
    taken = read("csv", "d,m\n2026-03-07,11\n2026-03-08,10\n", names={"date": "d", field: "m"})
    assert (list(taken.bad), [line[field] for line in taken.lines]) == ([2], [10])


def test_a_use_whose_instant_is_of_the_day_before_in_the_journals_zone_is_at_noon(read: Read) -> None:
    content = "When,Used,What\n2026-03-07T00:00:00+10:00,yes,Schn\u00e4pse\n"
    taken = read("csv", content, names={"at": "When", "used": "Used", "substance": "What"}, timezone="Europe/Berlin")
    assert [place for place, _ in taken.report.left_at] == [2]
    assert taken.of("substance") == [{"kind": "substance", "name": "Schn\u00e4pse", "since": "2026-03-07"}]
    assert taken.of("lapse") == []
    assert taken.of("checkin")[0]["used"] is True
