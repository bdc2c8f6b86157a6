"""`log`, `after`, `lapse`: by number, words, flags and questions; safety first, and nothing to be ashamed of."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
import time_machine

from recovery.safety import safety_cards

if TYPE_CHECKING:
    from tests.conftest import Call, OpenTerminal, Run

CRAVING = ["kind", "id", "at", "timezone", "day", "substance", "intensity", "triggers", "coping", "outcome"]
CRAVING += ["intensity_after", "minutes", "note"]
LAPSE = ["kind", "id", "at", "timezone", "day", "substance", "triggers", "amount", "overdose", "naloxone", "note"]
NOW = datetime(2026, 3, 18, 19, 30, 20, tzinfo=UTC)  # a Wednesday, 15:30 in New York


@pytest.fixture(autouse=True)
def _now(request: pytest.FixtureRequest) -> Any:
    if "terminal" in request.fixturenames or "run" in request.fixturenames:
        yield
    else:
        with time_machine.travel(NOW, tick=False):
            yield


def entries(call: Call) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = call("show", "--all", "--json").json
    return entries


def test_the_contracts_example_of_a_craving(heroin: Call) -> None:
    """The contract's keys in their order; after them, where it is known, when it was written down and when it ended."""
    line = ["log", "7", "-t", "payday", "-t", "old corner", "-c", "called sponsor"]
    ended = heroin(*line, "--outcome", "passed", "--minutes", "20", "--at", "yesterday 11pm", "--json").json
    begun = heroin(*line, "--json").json
    assert list(ended) == [*CRAVING, "written", "ended"]
    assert list(begun) == [*CRAVING, "written"]
    assert str(UUID(ended["id"])) == ended["id"]
    assert UUID(ended["id"]).version == 4
    assert ended | {"id": ""} == {
        "kind": "craving",
        "id": "",
        "at": "2026-03-17T23:00:00-04:00",
        "timezone": "America/New_York",
        "day": "2026-03-17",
        "substance": "heroin",
        "intensity": 7,
        "triggers": ["payday", "old corner"],
        "coping": ["called sponsor"],
        "outcome": "passed",
        "intensity_after": None,
        "minutes": 20,
        "note": None,
        "written": "2026-03-18T15:30:20-04:00",
        "ended": "2026-03-18T15:30:20-04:00",
    }
    assert entries(heroin) == [ended, begun]


@pytest.mark.parametrize(
    ("line", "triggers"),
    [
        (["log", "7"], []),
        (["log", "7", "payday,", "bored"], ["payday", "bored"]),
        (["log", "7", "payday,bored"], ["payday", "bored"]),
        (["log", "7", "my", "mum", "calling", "again"], ["my mum calling again"]),
        (["log", "7", "old corner", "-t", "payday"], ["payday", "old corner"]),
        (["log", "7", "-t", "Payday", "PAYDAY ", " pay\tday"], ["Payday", "pay day"]),
        (["log", "-t", "payday", "7", "bored"], ["payday", "bored"]),
    ],
)
def test_words_after_the_number_are_triggers(line: list[str], triggers: list[str], heroin: Call) -> None:
    assert heroin(*line, "--json").json["triggers"] == triggers


@pytest.mark.parametrize(("note", "piped", "kept"), [("words", "", "words"), ("-", "piped\nwords\n", "piped\nwords")])
def test_a_note_is_given_or_piped_in(note: str, piped: str, kept: str, heroin: Call) -> None:
    for flag in ("--note", "-n"):
        assert heroin("log", "7", flag, note, "--json", piped=piped).json["note"] == kept
    assert heroin("lapse", "--note", note, "--json", piped=piped).json["note"] == kept
    assert heroin("checkin", "--note", note, "--json", piped=piped).json["note"] == kept


def test_an_empty_pipe_keeps_nothing(heroin: Call) -> None:
    assert heroin("log", "7", "--note", "-", piped=" \n").code == 2
    assert entries(heroin) == []


@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("2026-03-01 00:30", "2026-02-28"),
        ("2026-03-01 03:59", "2026-02-28"),
        ("2026-03-01 04:00", "2026-03-01"),
        ("2024-02-29 04:00", "2024-02-29"),
        ("2024-03-01 03:59:59", "2024-02-29"),
        ("2025-11-02 01:30", "2025-11-01"),
        ("2026-03-08 03:00", "2026-03-07"),
    ],
)
def test_the_day_is_the_one_lived(at: str, day: str, heroin: Call) -> None:
    for line in (["log", "7"], ["lapse"], ["note", "words"]):
        made = heroin(*line, "--at", at, "--json").json
        assert made["day"] == day
        assert made["at"].startswith(at.replace(" ", "T")[:16])


def test_an_hour_that_happens_twice_is_the_first_and_the_answer_says_so(heroin: Call) -> None:
    ran = heroin("log", "7", "--at", "2025-11-02 01:30", "--json")
    assert ran.json["at"] == "2025-11-02T01:30:00-04:00"
    assert "twice" in ran.err
    assert "twice" not in heroin("log", "7", "--at", "2025-11-02 02:30", "--json").err


def test_seconds_are_the_finest_unit(heroin: Call) -> None:
    with time_machine.travel(NOW.replace(microsecond=900_000), tick=False):
        assert heroin("log", "7", "--json").json["at"] == "2026-03-18T15:30:20-04:00"


def test_the_first_tracked_substance_is_meant_where_none_is_named(heroin: Call) -> None:
    heroin("substance", "add", "tea", "--since", "today")
    assert heroin("log", "1", "--json").json["substance"] == "heroin"
    assert heroin("log", "1", "-s", " TEA ", "--json").json["substance"] == "tea"
    assert heroin("lapse", "-s", "tea", "--json").json["substance"] == "tea"
    assert heroin("log", "1", "-s", "coffee").code == 4
    heroin("substance", "close", "heroin")
    assert heroin("log", "1", "--json").json["substance"] == "tea"


def test_without_any_substance_there_is_none(call: Call) -> None:
    assert call("log", "1", "--json").json["substance"] is None
    assert call("lapse", "--json").json["substance"] is None


@pytest.mark.parametrize(
    "line",
    [["log", "6", "payday", "--outcome", "used", "--at", "yesterday 9am"], ["after", "used"], ["checkin", "--used"]],
)
def test_use_brings_its_lapse_and_one_undo_takes_both_back(line: list[str], heroin: Call) -> None:
    if line[0] == "after":
        heroin("log", "6", "payday", "--at", "yesterday 9am")
    before = entries(heroin)
    made = heroin(*line, "--json").json
    now = entries(heroin)
    (lapse,) = [entry for entry in now if entry["kind"] == "lapse"]
    assert list(lapse) == LAPSE
    assert lapse["substance"] == "heroin"
    assert lapse["day"] == made["day"]
    if line[0] != "checkin":
        assert made["outcome"] == "used"
        assert [lapse[name] for name in ("at", "timezone", "triggers")] == [
            made[name] for name in ("at", "timezone", "triggers")
        ]
    assert heroin("undo").code == 0
    assert entries(heroin) == before


def test_after_means_the_last_craving_without_an_outcome(heroin: Call) -> None:
    first = heroin("log", "5", "--at", "3h ago", "--json").json["id"]
    second = heroin("log", "6", "--at", "1h ago", "--json").json["id"]
    heroin("log", "7", "--outcome", "passed")
    done = heroin("after", "passed", "--intensity", "3", "-c", "walk", "--minutes", "15", "--json").json
    assert (done["id"], done["outcome"], done["intensity_after"]) == (second, "passed", 3)
    assert (done["coping"], done["minutes"], done["intensity"]) == (["walk"], 15, 6)
    assert heroin("after", "passed", "--json").json["id"] == first
    assert heroin("after", "passed").code == 3


def test_after_takes_the_beginning_of_an_id_and_adds_to_what_helped(heroin: Call) -> None:
    entry = heroin("log", "5", "-c", "walk", "--json").json["id"]
    done = heroin("after", "passed", entry[:8], "-c", "Walk", "-c", "tea", "--json").json
    assert done["coping"] == ["walk", "tea"]
    note = heroin("note", "words", "--json").json["id"]
    assert heroin("after", "passed", note).code == 4


def test_a_first_word_of_use_says_safety_before_that_a_journal_was_made(call: Call, terminal: OpenTerminal) -> None:
    window = terminal("used")
    window.see("Write a lapse down?")
    window.child.send("recovery undo\r")  # typed in passing: its y is no yes
    window.see("Press y, n, or Enter")
    window.child.send("n")
    window.see("Nothing was written down.")
    assert window.end() == 0
    shown = window.raw
    assert shown.index("Your old dose can kill now") < shown.index("A new journal was made")
    assert shown.count("Your old dose can kill now") == 1
    assert call("show", "--kind", "lapse", "--json").json == []


def test_used_twice_is_one_lapse(heroin: Call) -> None:
    entry = heroin("log", "5", "--json").json["id"]
    assert "The lapse is written down with it." in heroin("after", "used", entry).out
    assert "Its lapse was written down before." in heroin("after", "used", entry).out
    assert [item["kind"] for item in entries(heroin)].count("lapse") == 1


def test_an_earlier_craving_is_asked_about_off_a_terminal_by_a_hint(heroin: Call) -> None:
    entry = heroin("log", "5", "--json").json["id"]
    ran = heroin("log", "6")
    assert f"recovery after passed {entry[:8]}" in ran.err
    assert heroin("log", "6", "--json").err == ""


def test_a_use_of_the_same_hour_is_asked_about_on_a_terminal_and_written_elsewhere(
    heroin: Call, terminal: OpenTerminal
) -> None:
    assert heroin("used", "Heroin", "--json").json["substance"] == "heroin"
    assert heroin("lapse", "tobacco").code == 4
    for name, key, count in (("used", "\r", 1), ("lapse", "n", 1), ("lapse", "yes\r", 2)):
        window = terminal(name)
        window.see("Another use since")
        window.child.send(key)
        assert window.end() == 0
        assert "Write a lapse down?" not in window.raw
        assert len(heroin("show", "--kind", "lapse", "--json").json) == count
    heroin("lapse")
    assert len(heroin("show", "--kind", "lapse", "--json").json) == 3


@pytest.mark.parametrize("name", ["lapse", "used"])
def test_a_lapse_as_the_contract_writes_it(name: str, heroin: Call) -> None:
    line = [name, "--at", "fri 21:00", "-t", "payday", "--amount", "half", "--overdose", "near", "--naloxone", "--json"]
    made = heroin(*line).json
    assert list(made) == LAPSE
    assert made | {"id": "x"} == {
        "kind": "lapse",
        "id": "x",
        "at": "2026-03-13T21:00:00-04:00",
        "timezone": "America/New_York",
        "day": "2026-03-13",
        "substance": "heroin",
        "triggers": ["payday"],
        "amount": "half",
        "overdose": "near",
        "naloxone": True,
        "note": None,
    }
    assert entries(heroin) == [made]


def test_a_lapse_is_safety_then_what_stays_then_what_next(heroin: Call) -> None:
    for day in ("2026-03-14", "2026-03-15"):
        heroin("checkin", "--no-use", "--day", day)
    heroin("log", "5", "-c", "walk", "--outcome", "passed")
    ran = heroin("lapse")
    lines = ran.out.splitlines()
    assert lines[0].startswith("Your old dose can kill now")
    order = [
        ran.out.index(part)
        for part in (
            *safety_cards.lapse_card("opioid", current=True),
            "Kept: lapse",
            "free days stay counted. Tomorrow is day 1",
            "walk",
            "Next:",
        )
    ]
    assert order == sorted(order)
    for word in ("fail", "relapse", "zero", "again", "clean", "should"):
        assert word not in ran.out.lower()


@pytest.mark.parametrize("line", [["lapse"], ["log", "8"], ["log", "5", "--outcome", "used"], ["checkin", "--used"]])
def test_the_warning_is_there_for_an_opioid_also_beside_json(line: list[str], heroin: Call) -> None:
    assert "Your old dose can kill now" in heroin(*line).out
    ran = heroin(*line, "--json")
    assert isinstance(ran.json, dict)
    assert "Your old dose can kill now" in ran.err


def test_no_warning_below_eight(heroin: Call) -> None:
    assert "dose" not in heroin("log", "7").out


def test_a_lapse_that_cannot_be_kept_still_says_what_saves(heroin: Call, home: Any) -> None:
    (home / "journal.db").write_bytes(b"broken" * 1000)
    ran = heroin("lapse")
    assert ran.code == 5
    assert "Your old dose can kill now" in ran.out


def test_a_hostile_trigger_is_shown_harmless_and_kept_as_it_is(heroin: Call) -> None:
    hostile = "x\x1b[2J\u202ey"
    ran = heroin("log", "7", "-t", hostile)
    assert "\x1b" not in ran.out
    assert "\u202e" not in ran.out
    assert entries(heroin)[0]["triggers"] == [hostile]


@pytest.mark.parametrize("line", [["my", "brother", "called"], ["payday", "7"], ["--at", "2h ago", "-t", "x", "bored"]])
def test_words_without_a_number_are_refused_off_a_terminal_by_the_form_of_the_line(
    line: list[str], heroin: Call
) -> None:
    refused = heroin("log", *line)
    assert (refused.code, refused.out) == (2, "")
    assert "recovery log NUMBER WORDS" in refused.err
    assert not any(word in refused.err for word in ("brother", "payday", "bored"))
    assert entries(heroin) == []


def test_a_number_that_cannot_be_the_rating_is_called_what_the_question_calls_it(heroin: Call) -> None:
    for number in ("11", "12/10"):
        refused = heroin("log", number, "payday")
        assert (refused.code, refused.err) == (4, "The rating must be a whole number from 0 to 10.\n")
    assert heroin("log", "7.5").err.startswith("NUMBER takes a whole number from 0 to 10.")
    assert "intensity" not in heroin("log", "-3").err


# At a terminal


def test_words_without_a_number_are_kept_and_the_number_is_asked(heroin: Call, terminal: OpenTerminal) -> None:
    for line, asked, answers, kept in (
        (("my", "brother", "called"), "0 to 10? >", ["eleven", "8"], (8, ["my brother called"])),
        (("payday,", "bored", "7"), "0 to 10? [7] >", [""], (7, ["payday", "bored"])),
        (("bus", "7"), "0 to 10? [7] >", ["4"], (4, ["bus 7"])),
    ):
        screen = terminal("log", *line, "--at", "3 days ago")
        for answer in answers:
            screen.see(asked)
            screen.type(answer)
        if "," not in line[0]:
            screen.see("Enter: fine")
            screen.child.send("\r")
        assert screen.end() == 0
        (entry,) = entries(heroin)
        assert (entry["intensity"], entry["triggers"]) == kept
        heroin("undo")


def test_bare_log_asks_three_short_questions(heroin: Call, terminal: OpenTerminal) -> None:
    heroin("log", "5", "old corner", "-c", "walk", "--outcome", "passed")
    heroin("log", "5", "payday", "--outcome", "passed")
    heroin("log", "5", "payday", "-c", "tea", "--outcome", "passed")
    screen = terminal("log")
    screen.see("How strong, 0 to 10?")
    screen.type("eleven")
    screen.see("A whole number from 0 to 10, such as 5.")
    screen.see("How strong, 0 to 10?")
    screen.type("6")
    screen.see("[1] payday  [2] old corner")
    screen.see("What set it off?")
    screen.type("2, a new one")
    screen.see("What did you do")
    screen.type("")
    screen.see("Kept: craving 6")
    assert screen.end() == 0
    newest = max(entries(heroin), key=lambda entry: (entry["at"], entry["intensity"]))
    assert newest["triggers"] == ["old corner", "a new one"]
    assert (
        screen.raw.replace("\x1b[?", "").count("?") == 5
    )  # the first asked twice, and the last line's "Hard right now?"
    assert all(len(line) <= 80 for line in screen.screen.splitlines())


@pytest.mark.parametrize(
    ("reply", "outcome", "lapses"), [("p", "passed", 0), ("u", "used", 1), ("s", None, 0), ("", None, 0)]
)
def test_did_it_pass_is_asked_with_the_next_log(
    reply: str, outcome: str | None, lapses: int, heroin: Call, terminal: OpenTerminal
) -> None:
    first = heroin("log", "5", "payday", "--at", "2h ago", "--json").json["id"]
    screen = terminal("log", "3")
    screen.see("Kept: craving 3")
    screen.see("payday. Did it pass? [p]assed [u]sed [s]kip")
    screen.type(reply)
    assert screen.end() == 0
    assert next(entry for entry in entries(heroin) if entry["id"] == first)["outcome"] == outcome
    assert [entry["kind"] for entry in entries(heroin)].count("lapse") == lapses
    if lapses:
        assert "Your old dose can kill now" in screen.raw


@pytest.mark.parametrize(("at", "past"), [("3 days ago", True), ("2h ago", True), ("30m ago", False), ("now", False)])
def test_of_a_craving_long_past_nothing_is_said_of_this_minute(at: str, past: bool, heroin: Call) -> None:
    said = heroin("log", "7", "bus", "--at", at).out
    id = entries(heroin)[0]["id"][:4]
    assert (f"How it ended, if you know: recovery after passed|used {id}" in said) is past
    assert ("When it has passed" in said, "Hard right now?" in said) == (not past, not past)


def test_bare_log_with_an_open_craving_asks_three_questions_with_it(heroin: Call, terminal: OpenTerminal) -> None:
    heroin("log", "5", "payday", "--at", "2h ago")
    screen = terminal("log")
    screen.see("How strong")
    screen.type("4")
    screen.see("What set it off?")
    screen.type("1")
    screen.see("Did it pass?")
    screen.type("p")
    assert screen.end() == 0
    assert "What did you do" not in screen.raw


def test_leaving_in_the_middle_keeps_nothing(heroin: Call, terminal: OpenTerminal) -> None:
    screen = terminal("log")
    screen.see("How strong")
    screen.interrupt()
    assert screen.end() == 130
    screen = terminal("log")
    screen.see("How strong")
    screen.child.sendeof()
    assert screen.end() == 130
    assert entries(heroin) == []


def test_colour_is_for_a_terminal_that_takes_it(heroin: Call, terminal: OpenTerminal, run: Run) -> None:
    plain = terminal("lapse")
    assert plain.end() == 0
    assert "\x1b[" not in plain.raw
    heroin("undo")
    coloured = terminal("lapse", env={"NO_COLOR": ""})
    assert coloured.end() == 0
    assert "\x1b[1mYour old dose" in coloured.raw
    assert "\x1b" not in run("lapse", env={"NO_COLOR": ""}).out


def test_new_words_taken_as_one_phrase_are_mended_with_one_key(heroin: Call, terminal: OpenTerminal) -> None:
    window = terminal("log", "7", "my", "mum", "calling", "again", "-t", "payday")
    window.see("payday, my mum calling again")
    window.see("[e]dit what set it off, Enter: fine")
    assert heroin("show", "--json").json[0]["triggers"] == ["payday", "my mum calling again"], "kept before it is asked"
    window.child.send("e")
    window.see("What set it off?")
    window.type("my mum, on the phone")
    window.see("payday, my mum, on the phone")
    assert window.end() == 0
    assert heroin("show", "--json").json[0]["triggers"] == ["payday", "my mum", "on the phone"]
    heroin("undo")
    assert heroin("show", "--json").json[0]["triggers"] == ["payday", "my mum calling again"]
    for line in (["payday"], ["old,", "corner"], ["on the bus"], ["my", "mum", "calling", "again"]):
        window = terminal("log", "3", *line, "--at", "3 days ago")
        assert window.end() == 0, "no key where nothing was guessed"
        assert "[e]dit" not in window.raw


@pytest.mark.parametrize("name", ["log", "lapse"])
def test_a_time_typed_without_quotes_is_put_together_again(name: str, heroin: Call) -> None:
    rating = ["9"] if name == "log" else []
    quoted = heroin(name, *rating, "--at", "sat 11pm", "--json").json
    heroin("undo")
    bare = heroin(name, *rating, "--at", "sat", "11pm", "--json").json
    assert bare["at"] == quoted["at"]
    assert bare["triggers"] == []
    assert bare.get("substance") == quoted.get("substance")
    dated = heroin("log", "4", "the", "11pm", "--at", "fri 21:00", "--json").json
    assert dated["triggers"] == ["the 11pm"], "a time that is whole takes no word"


@pytest.mark.parametrize(
    ("line", "triggers"),
    [
        (["7,", "fight", "with", "mum"], ["fight with mum"]),
        (["7", "idk"], []),
        (["7", "not", "sure"], []),
        (["7", "11pm"], ["11pm"]),
    ],
)
def test_what_a_tired_person_types_is_taken_as_meant(line: list[str], triggers: list[str], heroin: Call) -> None:
    made = heroin("log", *line, "--json").json
    assert (made["intensity"], made["triggers"]) == (7, triggers)
