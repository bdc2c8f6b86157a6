"""The daily answer and the morning's intention: by flags, in conversation, one for each day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from recovery import clock
from recovery import diary as diaries
from recovery.commands.checkin.conversation import Conversation, Known
from recovery.journal import queries
from recovery.journal.day_asked import DayAsked, day_asked

if TYPE_CHECKING:
    from tests.conftest import Call, OpenTerminal, Terminal

CHECKIN = "kind id day used substance mood sleep_hours confidence hungry angry lonely tired good".split()
CHECKIN += ["intention", "intention_kept", "note"]
NOW = datetime(2026, 3, 18, 19, 30, tzinfo=UTC)


def entries(call: Call, kind: str = "checkin") -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = call("show", "--all", "--json", "--kind", kind).json
    return entries


def test_the_contracts_example(heroin: Call) -> None:
    with time_machine.travel(NOW, tick=False):
        line = [
            "checkin",
            "--no-use",
            "--mood",
            "6",
            "--sleep",
            "7.5",
            "--confidence",
            "8",
            "--good",
            "dinner with Ana",
        ]
        made = heroin(*line, "--json").json
    assert list(made) == CHECKIN
    assert {name: value for name, value in made.items() if value is not None and name != "id"} == {
        "kind": "checkin",
        "day": "2026-03-18",
        "used": False,
        "mood": 6,
        "sleep_hours": 7.5,
        "confidence": 8,
        "good": "dinner with Ana",
    }
    assert entries(heroin) == [made]


@pytest.mark.parametrize(
    ("letters", "answers"),
    [
        ("ht", [True, False, False, True]),
        ("H, A", [True, True, False, False]),
        ("halt", [True] * 4),
        ("none", [False] * 4),
        ("-", [False] * 4),
    ],
)
def test_hungry_angry_lonely_tired_by_letters(letters: str, answers: list[bool], heroin: Call) -> None:
    made = heroin("checkin", "--halt", letters, "--json").json
    assert [made[name] for name in ("hungry", "angry", "lonely", "tired")] == answers
    assert heroin("checkin", "--halt", "").code == 4


def test_again_on_the_same_day_changes_what_was_said(heroin: Call) -> None:
    first = heroin("checkin", "--no-use", "--mood", "6", "--halt", "h", "--json").json
    second = heroin("checkin", "--mood", "3", "--good", "sun", "--json").json
    assert second == {**first, "mood": 3, "good": "sun"}
    assert entries(heroin) == [second]
    assert heroin("undo").code == 0
    assert entries(heroin) == [first]


def test_the_day_that_is_lived_until_four(heroin: Call) -> None:
    for at, day in [("2026-03-18T07:59", "2026-03-17"), ("2026-03-18T08:00", "2026-03-18")]:
        with time_machine.travel(datetime.fromisoformat(at).replace(tzinfo=UTC), tick=False):
            assert heroin("checkin", "--no-use", "--json").json["day"] == day


def test_another_day(heroin: Call) -> None:
    with time_machine.travel(NOW, tick=False):
        for text, day in [("yesterday", "2026-03-17"), ("fri", "2026-03-13"), ("2024-02-29", "2024-02-29")]:
            assert heroin("checkin", "--no-use", "--day", text, "--json").json["day"] == day


def test_use_is_kept_with_its_substance_and_lapse_once(heroin: Call) -> None:
    heroin("substance", "add", "tea", "--since", "2026-01-01")
    made = heroin("checkin", "--used", "TEA", "--json").json
    assert (made["used"], made["substance"]) == (True, "tea")
    again = heroin("checkin", "--used", "tea", "--mood", "2")
    assert [entry["substance"] for entry in entries(heroin, "lapse")] == ["tea"]
    assert "A lapse was written down for that day before; it counts once." in again.out
    beside = heroin("checkin", "--no-use", "heroin")
    assert "used tea" in beside.out
    assert not any("lapse is written down with it" in ran.out for ran in (again, beside))
    assert "The lapse is written down with it." in heroin("checkin", "--used").out
    assert sorted(entry["substance"] for entry in entries(heroin, "lapse")) == ["heroin", "tea"]


@pytest.mark.parametrize(
    ("line", "use"),
    [
        ("--used heroin --no-use tea", (True, "heroin", ["tea"])),
        ("--no-use tea --used", (True, "heroin", ["tea"])),
        ("--no-use tea --mood 3 --used heroin --no-use wine", (True, "heroin", ["tea", "wine"])),
        ("--no-use tea --no-use heroin", (None, None, ["tea", "heroin"])),
        ("--no-use heroin --free tea --free wine", (False, None, None)),
    ],
)
def test_one_line_says_what_was_used_and_what_was_not(heroin: Call, line: str, use: tuple[Any, ...]) -> None:
    for name in ("tea", "wine"):
        heroin("substance", "add", name, "--since", "2026-01-01")
    made = heroin("checkin", *line.split(), "--json").json
    assert (made["used"], made["substance"], made.get("free_of")) == use
    assert [each["substance"] for each in entries(heroin, "lapse")] == (["heroin"] if use[0] else [])
    assert heroin("undo").code == 0
    assert entries(heroin) == entries(heroin, "lapse") == []


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("--used tea --no-use TEA", 4),
        ("--used --no-use heroin", 4),
        ("--used --no-use", 2),
        ("--free tea", 2),
        ("--used --no-use nothing", 4),
    ],
)
def test_a_line_that_contradicts_itself_writes_nothing(heroin: Call, line: str, code: int) -> None:
    heroin("substance", "add", "tea", "--since", "2026-01-01")
    assert heroin("checkin", *line.split()).code == code
    assert entries(heroin) == entries(heroin, "lapse") == []


def test_a_lapse_already_written_down_is_not_doubled_and_a_contradiction_is_said(heroin: Call) -> None:
    heroin("lapse")
    heroin("checkin", "--used")
    assert len(entries(heroin, "lapse")) == 1
    ran = heroin("checkin", "--no-use")
    assert ran.code == 0
    assert "A lapse of heroin is written down for that day" in ran.err
    assert entries(heroin)[0]["substance"] is None


def test_the_lapse_of_a_day_gone_by_is_of_that_day(heroin: Call) -> None:
    with time_machine.travel(NOW, tick=False):
        for starts in ("04:00", "13:00", "00:00"):
            heroin("config", "day-starts", starts)
            heroin("checkin", "--used", "--day", "2026-03-10")
            (lapse,) = entries(heroin, "lapse")
            assert lapse["day"] == "2026-03-10"
            assert datetime.fromisoformat(lapse["at"]) < NOW
            heroin("undo")


def held(screen: Terminal, *answers: tuple[str, str]) -> str:
    """Answer each question when it is there; gives back what stood on the screen in the end."""
    for question, answer in answers:
        screen.see(question)
        screen.type(answer)
    assert screen.end() == 0
    return screen.raw


def test_the_short_one_asks_three_things_and_the_intention_and_stays_longer_where_it_was(
    heroin: Call, terminal: OpenTerminal
) -> None:
    made = heroin("intend", "meeting", "at 6", "--json").json
    assert (made["intention"], made["intention_kept"], made["used"]) == ("meeting at 6", None, None)
    assert "meeting at 6" in heroin("today").out
    said = held(
        terminal("checkin", "--day", "today"),
        ("Did you use heroin ", "not today I think"),
        ("Type y for yes or n for no. Enter alone", "n"),
        ("Mood, 0 (worst) to 10 (best)?", "eleven"),
        ("A whole number from 0 to 10", "6"),
        ("One good thing", "sun"),
        ('"meeting at 6": did it work out?', "y"),
    )
    assert not any(more in said for more in ("Hours slept", "Hungry", "Confidence"))
    (kept,) = entries(heroin)
    assert (kept["used"], kept["mood"], kept["good"], kept["intention_kept"]) == (False, 6, "sun", True)

    heroin("checkin", "--day", "yesterday", "--sleep", "7", "--halt", "none")
    said = held(
        terminal("checkin", "--day", "today"),
        ("Did you use", ""),
        ("Mood", ""),
        ("Hours slept?", "7,5"),
        ("Hungry, angry, lonely, tired?", "xyz"),
        ("Type the letters that fit", "ha"),
        ("One good thing", ""),
    )
    (_, kept) = entries(heroin)
    assert (kept["sleep_hours"], kept["hungry"], kept["lonely"], kept["mood"]) == (7.5, True, False, 6)
    heroin("config", "checkin-sleep", "off")
    heroin("config", "checkin-halt", "off")
    said = held(terminal("checkin", "--day", "today"), ("Did you use", ""), ("Mood", ""), ("One good thing", ""))
    assert "Hours slept" not in said


def test_a_yes_brings_safety_before_the_next_question(heroin: Call, terminal: OpenTerminal) -> None:
    heroin("config", "checkin-confidence", "on")
    heroin("config", "checkin-order", "mood,used")
    heroin("substance", "add", "tea", "cannabis", "--since", "today")
    said = held(
        terminal("checkin", "--day", "today"),
        ("Mood", ""),
        ("Did you use heroin or tea ", "y"),
        ("Your old dose can kill now", ""),
        ("Type its number", "2"),
        ("Confidence, 0 to 10?", "9"),
    )
    assert said.index("Your old dose") < said.index("Which one?")
    assert said.count("Your old dose") == 1
    assert "recovery undo takes both back" in " ".join(said.split())
    (kept,) = entries(heroin)
    assert (kept["used"], kept["substance"], kept["confidence"]) == (True, "tea", 9)


def test_on_a_day_with_a_lapse_nobody_is_asked_about_that_use_again(heroin: Call, terminal: OpenTerminal) -> None:
    heroin("lapse")
    said = held(terminal("checkin", "--day", "today"), ("Mood", "3"), ("One good thing", ""))
    assert "A lapse of heroin is written down for that day" in said
    assert "Did you use" not in said
    heroin("substance", "add", "tea", "--since", "2026-01-01")
    heroin("substance", "add", "coffee", "--since", "2026-01-01")
    for quick in (True, False):
        screen = terminal("checkin", "--day", "today", *(["-q"] if quick else []))
        screen.see("Did you use tea or coffee ")
        screen.see("[y/n]")
        screen.child.send("n")
        for _ in range(2):
            screen.see("?")
            screen.child.send("\r")
        assert screen.end() == 0
        assert "stays counted as used" not in screen.raw
        (kept,) = entries(heroin)
        assert (kept["used"], kept["free_of"], kept["mood"]) == (None, ["tea", "coffee"], 3)
    assert len(entries(heroin, "lapse")) == 1


def test_nothing_answered_is_nothing_kept_and_a_line_that_ends_keeps_what_was(
    heroin: Call, terminal: OpenTerminal
) -> None:
    held(terminal("checkin", "--day", "today"), ("Did you use", ""), ("Mood", ""), ("One good thing", ""))
    assert entries(heroin) == []
    held(terminal("checkin", "--day", "today"), ("Did you use", "n"), ("Mood", "4"), ("One good thing", "\x04"))
    assert [(entry["used"], entry["mood"]) for entry in entries(heroin)] == [(False, 4)]


@pytest.mark.parametrize(
    ("now", "waits", "asked"),
    [
        ("2026-11-25 07:10", True, ("2026-11-24", "2026-11-25")),
        ("2026-11-25 11:59", True, ("2026-11-24", "2026-11-25")),
        ("2026-11-25 12:00", True, ("2026-11-25", None)),
        ("2026-11-25 07:10", False, ("2026-11-25", None)),
        ("2026-11-25 01:30", True, ("2026-11-24", None)),
        ("2026-11-25 23:30", True, ("2026-11-25", None)),
    ],
)
def test_a_morning_asks_about_the_evening_before(now: str, waits: bool, asked: tuple[str, str | None]) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=ZoneInfo("America/New_York"))
    day = day_asked(at, clock.day_of(at, time(4)), yesterday_waits=waits)
    assert (str(day.day), day.other and str(day.other)) == asked


def test_yesterday_waits_until_either_day_has_an_answer(heroin: Call) -> None:
    with time_machine.travel(NOW, tick=False):

        def waits() -> bool:
            with diaries.existing() as diary:
                return queries.waits_for_yesterday(diary.journal, diary.today)

        heroin("checkin", "--mood", "5", "--day", "yesterday")
        assert waits(), "a mood says nothing of use"
        for line in ("lapse --at yesterday", "checkin --no-use", "checkin --no-use --day yesterday"):
            assert heroin(*line.split()).code == 0
            assert not waits()
            heroin("undo")
        assert waits()
        heroin("undo")
        heroin("substance", "since", "heroin", "today")
        assert not waits(), "before the first day nothing is asked"


def test_the_day_that_is_meant_is_named_and_changed_with_one_key(
    heroin: Call, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = DayAsked(date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 25))
    for typed, day in (("n", 24), ("t", 25)):
        lines = iter([typed, "n", "", ""] if typed == "t" else [typed, "", ""])
        seen: list[str] = []
        monkeypatch.setattr(
            "builtins.input", lambda question, seen=seen, lines=lines: seen.append(question) or next(lines)
        )
        talk = Conversation(Known(asked, card=lambda _: [], substances=["heroin"])).hold()
        assert (talk.day.day, talk.answers.checkin["used"]) == (day, False)
        assert seen[0] == "Did you use heroin yesterday, Tue 24 Nov? [y/n, t: today instead] > "
        assert (seen[1] == "Did you use heroin today? [y/n] > ") is (typed == "t")
