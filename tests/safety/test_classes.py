"""The class of a substance: guessed by whole words of its name, asked where that is unsure, never beating a choice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from recovery.safety import classes
from recovery.store import schema

if TYPE_CHECKING:
    from tests.conftest import Call, OpenTerminal

SURE = {
    "opioid": """heroin|Heroin|smack|H|fentanyl, pressed|FENTANYL|fent|blues|M30|oxy|roxy|percs|norco|pain pills
        |pain_pills|methadone|buprenorphine-naloxone|suboxone|subutex|codeine|tramadol|nitazenes|isotonitazene|opium|kratom|7-OH
        |M-30|metonitazene|tianeptine|black-tar heroin|oxycodone 30|opioids""",
    "alcohol": "alcohol|ALCOHOL|wine|beer|vodka|whiskey|liquor|red  wine|drinking|booze",
    "sedative": """benzo|benzos|street benzos|xanax|Xanax|bars|klonopin|ativan|valium|etizolam|phenobarbital|GHB|Z-drugs
        |ambien|benzodiazepines""",
    "stimulant": "cocaine|crack|meth|amphetamine|crack cocaine",
    "other": "ketamine|MDMA|psychedelics",
    "cannabis": "cannabis|weed",
    "nicotine": "nicotine|cigarettes|tobacco|smoking|vape",
    "behaviour": "gambling|betting|food|sugar|porn|phone",
}
UNSURE = {
    "something new": "other",
    "gabapentin": "other",
    "beans": "other",
    "heroine": "other",
    "winery": "other",
    "": "other",
    "pills": "opioid",
    "speed": "stimulant",
    "coke": "stimulant",
    "nicotine and heroin": "opioid",
    "heroin/cocaine": "opioid",
    "heroin and xanax": "opioid",
    "wine and bars": "sedative",
    "wine and weed": "alcohol",
}


@pytest.mark.parametrize(("kind", "names"), SURE.items())
def test_a_name_by_whole_words_says_its_class(kind: str, names: str) -> None:
    for name in names.split("|"):
        assert classes.guess(name) == (kind, True), name


@pytest.mark.parametrize(("name", "kind"), UNSURE.items())
def test_what_nobody_can_place_is_other_and_of_several_the_most_dangerous_holds(name: str, kind: str) -> None:
    assert classes.guess(name) == (kind, False)


def test_the_classes_are_those_of_the_table_and_of_the_file() -> None:
    assert set(SURE) == set(classes.CLASSES)
    assert all(f"'{kind}'" in str(schema.classing.__code__.co_consts) for kind in classes.CLASSES)


@pytest.mark.parametrize(
    ("kinds", "first"),
    [
        (set(), None),
        ({None, "opioid"}, None),
        ({"alcohol", "opioid"}, "opioid"),
        ({"alcohol", "sedative"}, "sedative"),
        ({"behaviour", "nicotine"}, "nicotine"),
    ],
)
def test_of_several_the_most_dangerous_comes_first(kinds: set[str | None], first: str | None) -> None:
    assert classes.most_dangerous(kinds) == first


def test_what_follows_from_a_class() -> None:
    told = {
        kind: (classes.is_opioid(kind), classes.stopping_kills(kind), classes.naloxone_matters(kind))
        for kind in (None, *classes.CLASSES)
    }
    assert told == {
        None: (True, True, True),
        "opioid": (True, False, True),
        "alcohol": (False, True, False),
        "sedative": (False, True, True),
        "stimulant": (False, False, True),
        "other": (False, False, True),
        "cannabis": (False, False, False),
        "nicotine": (False, False, False),
        "behaviour": (False, False, False),
    }


def tracked(call: Call) -> list[dict[str, Any]]:
    substances: list[dict[str, Any]] = call("substance", "list", "--json").json
    return substances


def test_a_guess_is_written_nowhere_and_a_choice_holds_over_the_name(heroin: Call) -> None:
    assert "class" not in tracked(heroin)[0]
    assert "heroin (opioid, by its name)" in heroin("substance", "list").out
    assert heroin("substance", "class", "HEROIN", "behaviour", "--json").json["class"] == "behaviour"
    assert "heroin (behaviour)" in heroin("substance", "list").out
    assert "dose can kill" not in heroin("log", "9").out
    assert heroin("undo").code == 0
    assert heroin("undo").code == 0
    assert "dose can kill" in heroin("log", "9").out
    assert heroin("substance", "class", "heroin", "speedy").code == 2
    assert heroin("substance", "class", "tea", "other").code == 4


def test_add_takes_the_class_and_off_a_terminal_asks_nothing(heroin: Call) -> None:
    assert "class" not in heroin("substance", "add", "gizmo", "--json").json
    assert "taken as other, not sure" in heroin("substance", "list").out
    assert heroin("substance", "add", "gadget", "opioid", "--json").json["class"] == "opioid"
    advice = next(line for line in heroin("doctor").out.splitlines() if " substances: " in line)
    assert advice.startswith("advice")
    assert "gizmo" in advice
    assert "gadget" not in advice
    assert heroin("doctor").code == 0
    heroin("substance", "class", "gizmo", "other")
    assert " substances: " not in heroin("doctor").out


def test_on_a_terminal_one_key_says_it(heroin: Call, terminal: OpenTerminal) -> None:
    window = terminal("substance", "add", "gizmo")
    window.see("What is gizmo?")
    window.type("t")
    window.see("gizmo (stimulant)")
    assert window.end() == 0
    window = terminal("substance", "add", "gadget")
    window.see("not sure")
    window.type("")
    window.see("gadget (taken as other, not sure)")
    assert window.end() == 0
    window = terminal("substance", "add", "beer")
    window.see("beer (alcohol, by its name)")
    assert window.end() == 0


def test_the_class_goes_with_an_export_and_an_unknown_one_is_refused(heroin: Call, call: Call) -> None:
    heroin("substance", "class", "heroin", "opioid")
    lines = heroin("export", "data", "-o", "-").out
    assert '"kind": "substance", "name": "heroin", "since": "2026-01-01", "class": "opioid"' in lines
    assert (
        heroin("import", "-", piped='{"kind": "substance", "name": "x", "since": "2026-01-01", "class": "y"}').code == 4
    )
