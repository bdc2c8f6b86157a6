"""What keeps a person alive is said first, whatever becomes of the line: also where it is not understood."""

from __future__ import annotations

import pytest

from tests.commands.conftest import Locked
from tests.conftest import Call

CARD = "Your old dose can kill now"


@pytest.mark.parametrize(
    ("line", "code", "then"),
    [
        ("lapse vodka", 4, "not one you track"),
        ("used pills and wine", 4, "not one you track"),
        ("lapse heroin -s heroin", 2, "Name the substance once"),
        ("lapse --at gibberish", 2, "yesterday 11pm"),
        ("lapse --overdose maybe", 4, "one of: near, yes"),
        ("used --quietly", 2, "no such option"),
        ("lapse --at", 2, "needs a value"),
        ("lapse --naloxone --no-naloxone", 2, "cannot be used together"),
        ("log 8 -s vodka", 4, "not one you track"),
        ("log 7 -s vodka --outcome used", 4, "not one you track"),
        ("checkin --used vodka", 4, "not one you track"),
        ("after used ffff", 3, "recovery show"),
        ("slip", 2, "recovery lapse"),
    ],
)
@pytest.mark.parametrize("tracking", [True, False])
def test_a_use_that_cannot_be_written_down_is_answered_with_safety_first(
    line: str, code: int, then: str, tracking: bool, heroin: Call, call: Call
) -> None:
    if not tracking:
        heroin("substance", "stop", "heroin")
    ran = call(*line.split())
    said = " ".join((ran.out + ran.err).split())
    assert ran.code == code
    assert said.count("Not waking, not breathing: call 911 at once.") == 1
    assert said.index("Not waking, not breathing") < said.index(then)
    assert said.startswith(("Your old dose", "With opioids", "AFTER AN OVERDOSE", "If you have used"))
    assert call("show", "--json").json == []


@pytest.mark.parametrize("line", ["checkin --used --note -", "log 5 --outcome used -n -", "lapse --note -"])
def test_it_comes_before_a_note_that_is_read_and_once(line: str, locked: Locked) -> None:
    for piped in ("", "words"):
        ran = locked.run(*line.split(), piped=piped)
        assert ran.code == (0 if piped else 2), ran
        assert ran.out.startswith(CARD)
        assert ran.out.count(CARD) == 1
        assert ("Kept, sealed." in ran.out) == bool(piped)


def test_a_use_that_is_written_down_has_its_card_once(heroin: Call) -> None:
    heroin("log", "5")
    lines = ("after used", "lapse", "used heroin", "log 8 --outcome used", "checkin --used", "checkin --used --note -")
    for line in lines:
        ran = heroin(*line.split(), piped="words")
        assert ran.code == 0, line
        assert (ran.out + ran.err).count(CARD) == 1, line
