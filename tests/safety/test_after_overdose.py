"""After an overdose or a near one: a screen of its own, and four weeks of help in `today` and `sos`, no reproach."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import time_machine

from tests.commands.conftest import Locked, locked, made_locked
from tests.safety.test_safety_cards import AFTER

if TYPE_CHECKING:
    from tests.conftest import Call

__all__ = ["locked", "made_locked"]
REPROACH = ("stay counted", "What helped before", "undo the days", "stays yours")
REPLACE = "Replace the naloxone kit"
MEDICATION = "Medication lowers the risk most in these weeks: ask for it."
NOON = datetime(2026, 3, 10, 17, tzinfo=UTC)


@pytest.fixture
def us(heroin: Call) -> Call:
    heroin("config", "country", "US")
    return heroin


@pytest.mark.parametrize("line", ["--overdose yes", "--overdose near", "--naloxone", "--overdose yes --naloxone"])
def test_the_screen_is_its_own_and_without_reproach(line: str, us: Call) -> None:
    out = us("lapse", *line.split()).out
    assert out.splitlines()[: len(AFTER[True])] == AFTER[True]
    assert "Your old dose can kill now" not in out
    assert not [word for word in REPROACH if word in out]
    assert "Call your clinic or prescriber" in out
    assert len(out.splitlines()) <= 24


def test_without_either_it_is_the_usual_one(us: Call) -> None:
    for line in ("lapse", "lapse --no-naloxone"):
        assert us(*line.split()).out.startswith("Your old dose can kill now")


def test_an_overdose_of_alcohol_has_no_word_of_naloxone(us: Call) -> None:
    us("substance", "add", "wine", "--since", "2026-01-01")
    assert "naloxone" not in us("lapse", "-s", "wine", "--overdose", "yes").out.casefold()
    assert "naloxone" in us("lapse", "-s", "wine", "--naloxone").out.casefold()


def test_while_locked_and_with_a_damaged_journal(locked: Locked) -> None:
    for ran in (locked.run("lapse", "--overdose", "yes"), locked.run("lapse", "--naloxone")):
        assert ran.code == 0
        assert ran.out.startswith("AFTER AN OVERDOSE")


def said(call: Call) -> tuple[str, str]:
    return call("today").out, call("sos").out


@pytest.mark.parametrize(("day", "helps"), [(0, True), (27, True), (28, False)])
def test_today_and_sos_help_for_four_weeks(day: int, helps: bool, us: Call) -> None:
    us("plan", "add", "contact", "Dr Lee", "--phone", "555-0177", "--role", "prescriber")
    with time_machine.travel(NOON, tick=False):
        us("lapse", "--overdose", "near", "--at", f"{day} days ago" if day else "1h ago")
        for out in said(us):
            assert (REPLACE in out) is helps
            assert (MEDICATION in out) is helps
            assert ("Call and tell them: Dr Lee, prescriber 555-0177" in out) is helps
            assert len(out.splitlines()) <= 24
        assert bool(us("today", "--json").json["after_overdose"]) is helps


def test_what_is_done_already_is_not_asked_for(us: Call) -> None:
    with time_machine.travel(NOON, tick=False):
        us("naloxone", "add", "old drawer")
        us("lapse", "--naloxone", "--at", "1h ago")
        assert all(REPLACE in out for out in said(us)), "the kit that was there may be the one that was used"
        us("med", "add", "methadone", "--prescriber", "Dr Kim")
        assert all(MEDICATION not in out and "Call and tell them: Dr Kim" in out for out in said(us))
    with time_machine.travel(NOON.replace(day=11), tick=False):
        us("naloxone", "add", "new drawer")
        assert all(REPLACE not in out for out in said(us))


def test_with_no_overdose_nothing_is_said(us: Call) -> None:
    us("lapse")
    assert us("today", "--json").json["after_overdose"] == []
    assert REPLACE not in us("sos").out
