"""The words that people really type: each leads to a command, and none to one that takes something away."""

from __future__ import annotations

import ast
import re
from typing import Any

import pytest

from recovery import cli, everyday_words, table
from tests.conftest import Call, OpenTerminal
from tests.test_house import shaming

NAMES = {command.name for command in table.COMMANDS}
TAKING_AWAY = {"purge", "wipe", "stop", "remove", "restore", "revoke", "leave"}


@pytest.mark.parametrize("pointer", {*everyday_words.POINTERS.values()})
def test_every_line_is_a_command_and_takes_nothing_away(pointer: everyday_words.Pointer) -> None:
    _, *words = pointer.line.split()
    assert " ".join(words[:2]) in NAMES or words[0] in NAMES
    assert not {*words} & TAKING_AWAY
    assert shaming(ast.parse(repr([pointer.want, pointer.line]))) == []


def test_no_word_stands_in_the_place_of_a_command() -> None:
    first = {name.split()[0] for name in NAMES}
    assert not {*everyday_words.AT_ONCE, *everyday_words.POINTERS} & (first - {"used"})
    assert not {*everyday_words.AT_ONCE} & {*everyday_words.POINTERS}


@pytest.mark.parametrize(
    ("rest", "code", "overdose"),
    [
        ("overdos", 2, True),
        ("over dose", 2, True),
        ("OD", 0, True),
        ("overdosing!", 0, True),
        ("help", 0, False),
        ("overdose --now", 2, True),
        ("Maria", 2, False),
        ("--trigger", 2, False),
        ("crisis", 0, False),
        ("--keep", 2, False),
    ],
)
def test_sos_helps_whatever_stands_behind_it(rest: str, code: int, overdose: bool, heroin: Call) -> None:
    ran = heroin("sos", *rest.split())
    assert ran.code == code
    assert ("WAKE THEM" in ran.out) == overdose
    assert ("CALL       " in ran.out) != overdose
    assert bool(ran.err) == bool(code)


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("craving 7", "recovery log 7"),
        ("urge 7", "recovery log 7"),
        ("Urge", "recovery log 7"),
        ("slip", "recovery lapse"),
        ("relapse", "recovery lapse"),
        ("mood 4", "recovery checkin --mood 4"),
        ("sober", "recovery checkin --no-use"),
        ("stats", "recovery report"),
        ("week", "recovery report"),
        ("meds", "recovery med list"),
        ("write hello", "recovery note TEXT"),
        ("I used", "recovery lapse"),
        ("my mood is low", "recovery checkin --mood 4"),
        ("i’m using!", "recovery lapse"),  # noqa: RUF001
        ("wip", "recovery help all"),
        ("pruge", "recovery help all"),
        ("delete", "recovery help all"),
        ("undp", "recovery help all"),
    ],
)
def test_a_word_points_to_its_command_and_nothing_is_written(line: str, named: str, heroin: Call) -> None:
    before = heroin("export", "data", "-o", "-").out
    ran = heroin(*line.split())
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.rstrip("\n").rstrip(".").endswith(named) or (named == "recovery help all" and named in ran.err)
    assert not {*re.findall(r"\w+", ran.err.splitlines()[-1])} & TAKING_AWAY
    assert heroin("export", "data", "-o", "-").out == before


@pytest.mark.parametrize("line", ["med bogus", "plan bogus", "numbers bogus", "passphrase bogus", "remind bogus"])
def test_what_takes_away_is_not_offered_for_a_word_that_is_none(line: str, call: Call) -> None:
    ran = call(*line.split())
    assert ran.code == 2
    assert not {*re.findall(r"\w+", ran.err)} & TAKING_AWAY


@pytest.mark.parametrize("line", ["remove 3f9a --forevr", "wipe --yess", "export data -o x --forc"])
def test_no_slip_of_the_finger_leads_to_an_option_that_takes_away(line: str, call: Call) -> None:
    ran = call(*line.split())
    assert ran.code == 2
    assert "Did you mean" not in ran.err
    assert "Did you mean --trigger?" in call("log", "5", "--triger", "x").err


@pytest.mark.parametrize(
    "line",
    [
        *("overdose", "OD", "od now", "emergency", "I overdosed", "help overdose"),
        *("hes not breathing", "he won\u2019t wake up", "not waking", "unconscious", "isn't breathing!"),
    ],
)
def test_an_overdose_shows_the_steps_at_once(line: str, call: Call) -> None:
    assert call(*line.split()) == call("sos", "overdose")


@pytest.mark.parametrize(
    "line", ["suicidal", "help me", "panic", "i want to die", "kill myself", "dont want to live", "dead"]
)
def test_a_crisis_shows_sos_at_once(line: str, heroin: Call) -> None:
    assert heroin(*line.split()) == heroin("sos")


def test_help_is_the_overview_with_sos_on_top(call: Call) -> None:
    assert "recovery sos" in call("help").out.splitlines()[0]
    assert call("help") == call("--help")


@pytest.mark.parametrize("name", ["log", "plan add", "plan", "sync"])
def test_help_before_and_after_a_command_explains_it(name: str, call: Call) -> None:
    asked = call(*name.split(), "--help")
    assert asked.code == 0
    assert call("help", *name.split()) == call(*name.split(), "help") == asked


def test_help_is_a_word_where_words_are_written(heroin: Call) -> None:
    assert heroin("note", "help").code == 0
    assert len(heroin("search", "help", "--json").json) == 1


@pytest.mark.parametrize(
    ("line", "asked", "replies", "kind"),
    [
        ("after", "How did the craving end?", ["p"], "craving"),
        ("dose", "Your dose?", ["t"], "dose"),
        ("attend", "Where were you?", ["group"], "attendance"),
        ("appointment add", "With whom, or what for?", ["Dr Sample", "friday"], "appointment"),
    ],
)
def test_a_bare_command_asks_on_a_terminal_and_names_what_is_missing_off_it(
    line: str, asked: str, replies: list[str], kind: str, heroin: Call, terminal: OpenTerminal
) -> None:
    heroin("log", "5")
    heroin("med", "add", "methadone")
    ran = heroin(*line.split())
    assert (ran.code, ran.out) == (2, "")
    screen = terminal(*line.split())
    screen.see(asked)
    for reply in replies:
        screen.type(reply)
    assert screen.end() == 0
    (made,) = heroin("show", "--all", "--kind", kind, "--json").json
    expected: dict[str, Any] = {"craving": ("outcome", "passed"), "dose": ("status", "taken")}
    expected |= {"attendance": ("type", "group"), "appointment": ("what", "Dr Sample")}
    name, value = expected[kind]
    assert made[name] == value


def test_after_on_a_terminal_is_left_open_with_enter(heroin: Call, terminal: OpenTerminal) -> None:
    heroin("log", "5")
    screen = terminal("after")
    screen.see("How did the craving end?")
    screen.type("")
    assert screen.end() == 0
    assert heroin("show", "--json").json[0]["outcome"] is None


def test_what_takes_away_is_named_so() -> None:
    assert {*cli._TAKING_AWAY} < TAKING_AWAY | {"stop"}


def test_a_word_alone_is_no_danger_without_the_other() -> None:
    assert everyday_words.danger_in(["breathing"]) == everyday_words.danger_in(["live", "music"]) == []
    assert everyday_words.help_meant("recovery kill myself", anywhere=True) == ["sos"]
    assert everyday_words.help_meant("my brother wants to die", anywhere=True) == []


def test_a_word_that_is_no_command_names_help(call: Call) -> None:
    assert "recovery sos" in call("idk").err
