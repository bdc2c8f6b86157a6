"""One lapse is told with one set of numbers on every screen; the day of use is not a day 1."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import time_machine

if TYPE_CHECKING:
    from tests.conftest import Call

NIGHT = datetime(2026, 3, 14, 23, 0, tzinfo=UTC)  # 19:00 of the 73rd day since New Year's Day
TOMORROW = "omorrow is day 1 without heroin"


def told(call: Call) -> dict[str, str]:
    """What each screen says, with blanks made one."""
    screens = ("today", "streak", "report", "calendar", "sos", "show")
    said: dict[str, str] = {name: " ".join(call(name).out.split()) for name in screens}
    said["page"] = " ".join(call("export", "counselor", "--format", "md", "-o", "-", "--last", "28d").out.split())
    return said


def agree(call: Call, answer: str, *, free: int, lapses: int, used: int, day: str) -> None:
    """Every screen against the contract's own figures."""
    said, figures = told(call), call("streak", "--json").json["substances"][0]
    assert (figures["total_free_days"], figures["lapses"], figures["window"]["used"]) == (free, lapses, used)
    counted = f"{free} free days"
    for screen in ("today", "streak"):
        text = said[screen]
        assert counted in text, screen
        assert re.search(day, text), screen
        assert ("day 1 without" in text) == (day == TOMORROW or day.startswith("ay 1 ")), screen
    assert f"Your {counted} stay counted." in answer
    assert re.search(day, answer)
    assert f"{lapses} lapse{'s' if lapses > 1 else ''} in all" in said["streak"]
    assert f"use on {used}," in said["report"]
    assert f"use on {used}," in said["calendar"]
    assert sum(day["status"] == "used" for day in call("report", "--json").json["days"]) == used
    assert said["show"].count("lapse \N{MIDDLE DOT} heroin") == lapses
    assert not re.search(r"\bday \d|\d+ (free )?days without", said["sos"]), "nothing is counted there"
    page = re.search(r"\| heroin \| (\d+)[ (0-9)]* \| (\d+)", said["page"])
    assert page is not None, said["page"]
    assert (int(page[1]), int(page[2])) == (figures["current_days"], figures["longest_days"])


def test_after_one_after_two_and_after_one_that_was_written_late(heroin: Call) -> None:
    with time_machine.travel(NIGHT, tick=False):
        answer = " ".join(heroin("lapse").out.split())
        agree(heroin, answer, free=72, lapses=1, used=1, day=TOMORROW)
        assert heroin("today", "--json").json["substances"][0]["current_days"] == 0
        answer = " ".join(heroin("used").out.split())
        agree(heroin, answer, free=72, lapses=2, used=1, day=TOMORROW)
        for _ in range(2):
            heroin("undo", "--yes")
        answer = " ".join(heroin("lapse", "--at", "3 days ago").out.split())
        agree(heroin, answer, free=71, lapses=1, used=1, day="ay 3 without heroin")
        heroin("undo", "--yes")
        out = heroin("checkin", "--used").out
        assert "recovery undo takes both back" in out
        agree(heroin, f"Your 72 free days stay counted. T{TOMORROW}", free=72, lapses=1, used=1, day=TOMORROW)
