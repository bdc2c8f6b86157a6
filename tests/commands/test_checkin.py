"""The daily answer and the morning's intention: by flags, in conversation, one for each day."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

if TYPE_CHECKING:
    from tests.conftest import Call, OpenTerminal

CHECKIN = "kind id day used substance mood sleep_hours confidence hungry angry lonely tired good".split()
CHECKIN += ["intention", "intention_kept", "note"]
NOW = datetime(2026, 3, 18, 19, 30, tzinfo=UTC)


def entries(call: Call, kind: str = "checkin") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = call("show", "--all", "--json", "--kind", kind).json
    return found


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
    heroin("checkin", "--used", "tea", "--mood", "2")
    assert [each["substance"] for each in entries(heroin, "lapse")] == ["tea"]
    heroin("checkin", "--used")
    assert sorted(each["substance"] for each in entries(heroin, "lapse")) == ["heroin", "tea"]


def test_a_lapse_already_written_down_is_not_doubled_and_a_contradiction_is_said(heroin: Call) -> None:
    heroin("lapse")
    heroin("checkin", "--used")
    assert len(entries(heroin, "lapse")) == 1
    ran = heroin("checkin", "--no-use")
    assert ran.code == 0
    assert "A lapse is written down for that day" in ran.err
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


def test_the_intention_comes_back_in_the_evening(heroin: Call, terminal: OpenTerminal) -> None:
    made = heroin("intend", "meeting", "at 6", "--json").json
    assert (made["intention"], made["intention_kept"], made["used"]) == ("meeting at 6", None, None)
    assert "meeting at 6" in heroin("today").out
    screen = terminal("checkin")
    screen.see("Did you use heroin today?")
    screen.type("n")
    screen.see("Mood, 0 (worst) to 10 (best)?")
    screen.type("eleven")
    screen.see("A whole number from 0 to 10")
    screen.see("Mood")
    screen.type("6")
    screen.see("Hours slept?")
    screen.type("7,5")
    screen.see("Hungry, angry, lonely, tired?")
    screen.type("xyz")
    screen.see("Type the letters that fit")
    screen.see("Hungry")
    screen.type("ha")
    screen.see("One good thing today?")
    screen.type("sun")
    screen.see('"meeting at 6": did it work out?')
    screen.type("y")
    assert screen.end() == 0
    assert "Confidence" not in screen.raw
    (kept,) = entries(heroin)
    assert (kept["used"], kept["mood"], kept["sleep_hours"], kept["good"]) == (False, 6, 7.5, "sun")
    assert (kept["hungry"], kept["angry"], kept["lonely"], kept["tired"]) == (True, True, False, False)
    assert (kept["intention"], kept["intention_kept"]) == ("meeting at 6", True)
    assert all(len(line) <= 80 for line in screen.screen.splitlines())


def test_more_is_asked_only_when_switched_on_and_open_cravings_are_asked_about(
    heroin: Call, terminal: OpenTerminal
) -> None:
    heroin("config", "checkin-confidence", "on")
    heroin("substance", "add", "tea", "--since", "today")
    heroin("log", "6", "payday")
    screen = terminal("checkin")
    screen.see("Did you use anything today?")
    screen.type("y")
    screen.see("Which one?")
    screen.type("2")
    for question in ("Mood", "Hours slept", "Hungry"):
        screen.see(question)
        screen.type("")
    screen.see("Confidence, 0 to 10?")
    screen.type("9")
    screen.see("One good thing")
    screen.type("")
    screen.see("payday. Did it pass?")
    screen.type("p")
    assert screen.end() == 0
    (kept,) = entries(heroin)
    assert (kept["used"], kept["substance"], kept["confidence"]) == (True, "tea", 9)
    assert entries(heroin, "craving")[0]["outcome"] == "passed"


def test_nothing_answered_is_nothing_kept(heroin: Call, terminal: OpenTerminal) -> None:
    screen = terminal("checkin")
    for question in ("Did you use", "Mood", "Hours slept", "Hungry", "One good thing"):
        screen.see(question)
        screen.type("")
    assert screen.end() == 0
    assert entries(heroin) == []
