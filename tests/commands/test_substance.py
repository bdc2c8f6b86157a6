"""More than one substance: added, renamed everywhere, closed, its first day corrected."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

if TYPE_CHECKING:
    from tests.conftest import Call


def listed(call: Call) -> list[dict[str, Any]]:
    substances: list[dict[str, Any]] = call("substance", "list", "--json").json
    return substances


def test_add_since_close_reopen(heroin: Call) -> None:
    with time_machine.travel(datetime(2026, 3, 18, 19, tzinfo=UTC), tick=False):
        made = heroin("substance", "add", " black  tea ", "--last-use", "2026-03-01", "--json").json
        assert made == {"kind": "substance", "name": "black tea", "since": "2026-03-02"}
        assert heroin("substance", "add", "BLACK TEA").code == 4
        assert heroin("substance", "since", "Black Tea", "2026-02-01", "--json").json["since"] == "2026-02-01"
        assert heroin("substance", "close", "black tea", "--json").json["closed"] == "2026-03-18"
        assert [substance["name"] for substance in listed(heroin)] == ["heroin", "black tea"]
        assert heroin("log", "3", "-s", "black tea").code == 4
        assert "closed Wed 18 Mar 2026" in heroin("substance", "list").out
        assert "closed" not in heroin("substance", "close", "black tea", "--reopen", "--json").json
        assert heroin("log", "3", "-s", "black tea").code == 0


def test_renaming_reaches_every_entry_and_back(heroin: Call) -> None:
    heroin("log", "3")
    heroin("lapse")
    heroin("checkin", "--used", "--day", "yesterday")
    before = heroin("show", "--json").json
    assert heroin("substance", "rename", "HEROIN", "smack", "--json").json["name"] == "smack"
    assert {entry["substance"] for entry in heroin("show", "--json").json} == {"smack"}
    assert heroin("log", "3", "-s", "heroin").code == 4
    assert heroin("undo").code == 0
    assert heroin("show", "--json").json == before
    assert heroin("substance", "rename", "heroin", "Heroin").code == 0


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("rename tea coffee", 4),
        ("since tea today", 4),
        ("close tea", 4),
        ("since heroin 2999-01-01", 4),
        ("since heroin soon", 2),
        ("add tea --since today --last-use today", 2),
        ("rename heroin  ", 2),
    ],
)
def test_what_is_refused_changes_nothing(line: str, code: int, heroin: Call) -> None:
    before = listed(heroin)
    assert heroin("substance", *line.split()).code == code
    assert listed(heroin) == before


def test_a_name_that_is_taken_is_refused(heroin: Call) -> None:
    heroin("substance", "add", "stra\u00dfe", "--since", "today")
    assert heroin("substance", "add", "STRASSE").code == 4
    assert heroin("substance", "rename", "heroin", "Strasse").code == 4


def test_closing_one_leaves_the_others_streak_alone(heroin: Call) -> None:
    heroin("substance", "add", "tea", "--since", "2026-01-01")
    heroin("lapse", "-s", "tea", "--at", "2026-02-10 12:00")
    streak = {
        substance["name"]: substance
        for substance in heroin("streak", "--as-of", "2026-03-01", "--json").json["substances"]
    }
    assert (streak["heroin"]["lapses"], streak["tea"]["lapses"]) == (0, 1)
    assert streak["heroin"]["current_days"] > streak["tea"]["current_days"]
