"""What is said after a strong craving: the card in full, or one line of it within the hour after."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine

from recovery.journal import due_card
from recovery.journal.due_card import Warned

if TYPE_CHECKING:
    from tests.conftest import Call, OpenTerminal

START = datetime(2026, 3, 15, 22, 0, tzinfo=UTC)
WHOLE = "Keep naloxone within reach"
LINE = "Your old dose can kill now. Do not use alone. In full: recovery sos"


def warned(minutes: float, rating: int, kind: str | None = "opioid") -> Warned:
    return Warned(START + timedelta(minutes=minutes), rating, kind)


@pytest.mark.parametrize(
    ("before", "now", "read"),
    [
        ([], (0, 8), False),
        ([(0, 8)], (60, 8), True),
        ([(0, 8)], (60.1, 8), False),
        ([(0, 8)], (1, 9), False),
        ([(0, 9)], (1, 8), True),
        ([(0, 8), (50, 8)], (70, 8), False),  # the second was a line: the hour runs from the card
        ([(0, 8), (70, 8)], (120, 8), True),
        ([(0, 8), (10, 10)], (65, 9), True),
        ([(0, 10), (10, 8)], (30, 10), True),
    ],
)
def test_the_hour_runs_from_the_whole_card(before: list[tuple[float, int]], now: tuple[float, int], read: bool) -> None:
    given = [warned(*item) for item in reversed(before)]
    assert due_card.is_read(given, warned(*now)) is read
    others = [warned._replace(kind="stimulant") for warned in given]
    assert due_card.is_read(others, warned(*now)) is False, "the card of another class is another card"


def test_one_line_the_second_time_and_all_of_it_at_a_higher_rating(heroin: Call) -> None:
    with time_machine.travel(START, tick=False) as clock:

        def said(*line: str, after: int = 1) -> str:
            clock.shift(timedelta(minutes=after))
            out = heroin(*line).out
            return "whole" if WHOLE in out else "line" if LINE in out else ""

        assert said("log", "8") == "whole"
        assert said("log", "7") == ""
        assert said("log", "8") == "line"
        assert said("log", "9") == "whole"
        assert said("log", "9", "--outcome", "passed") == "line"
        assert said("log", "10", "--at", "3h ago", "--outcome", "passed") == "", "it has long passed"
        assert said("log", "10", "--at", "3h ago") == "whole", "nobody knows how that one ended"
        assert said("lapse") == "whole"
        assert said("used") == "whole"
        assert said("log", "3", "--outcome", "used") == "whole"
        assert said("checkin", "--used") == "whole"
        assert said("log", "9") == "line"
        assert said("undo") == ""
        assert said("log", "9", after=62) == "whole"
        assert said("log", "8", after=1) == "line"


def test_what_was_rated_otherwise_later_or_came_in_an_import_was_not_read(heroin: Call) -> None:
    entry = heroin("log", "8", "--json").json["id"]
    heroin("edit", entry, "--intensity", "10")
    assert WHOLE in heroin("log", "9").out
    heroin("undo")
    heroin("undo")
    heroin("undo")
    at = (datetime.now(UTC) - timedelta(minutes=5)).isoformat()
    line = json.dumps({"kind": "craving", "at": at, "intensity": 10})
    assert heroin("import", "-", piped=line).code == 0
    assert WHOLE in heroin("log", "9").out


def test_for_alcohol_in_use_nothing_is_left_out(call: Call) -> None:
    call("init", "--since", "today", "--substance", "wine")
    for _ in range(2):
        assert "stopping suddenly can kill" in " ".join(call("log", "9").out.split())


def test_the_card_of_a_use_comes_before_any_question_and_before_it_is_kept(
    heroin: Call, terminal: OpenTerminal
) -> None:
    heroin("log", "9", "payday")
    for line in (["log", "7", "--outcome", "used"], ["after", "used"]):
        window = terminal(*line)
        window.see("Your old dose can kill now")
        assert "?" not in window.raw.partition("Your old")[0]
        assert "Kept" not in window.raw
        window.child.send("n" if line[0] == "log" else "")
        window.see("takes both back")
        window.child.close(force=True)
    entry = heroin("log", "5", "--json").json["id"]
    out = heroin("edit", entry, "--outcome", "used").out
    assert out.index("Your old dose") < out.index("Kept")
    assert heroin("undo").code == 0
    day = heroin("checkin", "--no-use", "--json").json["id"]
    out = heroin("edit", day, "--used").out
    assert out.index("Your old dose") < out.index("Kept")


def test_an_import_that_tells_of_a_use_of_today_says_the_card_first(heroin: Call) -> None:
    now = datetime.now(UTC)
    lines = [json.dumps({"kind": "lapse", "at": (now - ago).isoformat()}) for ago in (timedelta(days=9), timedelta(0))]
    assert WHOLE not in heroin("import", "-", piped=lines[0]).out
    assert WHOLE not in heroin("import", "-", "--dry-run", piped=lines[1]).out
    out = heroin("import", "-", piped=lines[1]).out
    assert out.index(WHOLE) < out.index("Imported")
    assert WHOLE not in heroin("import", "-", piped=lines[1]).out, "nothing new"
