"""The prompt's number is the streak's, whatever was written down, and it shows nothing where nothing can be said."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.conftest import Call


def ago(days: int) -> str:
    return (date.today() - timedelta(days=days)).isoformat()  # noqa: DTZ011 - a day that is past in every zone


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [f"lapse --at {ago(20)}T12:00"],
        [f"lapse --at {ago(20)}T12:00", f"checkin --used --day {ago(9)}", f"checkin --no-use --day {ago(3)}"],
        [f"substance add alcohol --since {ago(50)}", f"lapse --at {ago(20)}T12:00 --substance alcohol"],
        [
            f"substance add alcohol --since {ago(50)}",
            f"checkin --used alcohol --day {ago(5)}",
            "substance close heroin",
        ],
        [f"substance add alcohol --since {ago(50)}", f"lapse --at {ago(5)}T12:00", "substance close heroin"],
        [f"lapse --at {ago(400)}T12:00"],
    ],
)
def test_the_number_is_the_streaks(heroin: Call, lines: list[str]) -> None:
    for line in lines:
        assert heroin(*line.split()).code == 0, line
    days = heroin("streak", "--json").json["substances"][0]["current_days"]
    match = re.fullmatch(r"(\d+)d\??\n", heroin("today", "--prompt").out)
    assert match
    assert int(match[1]) == days


def test_a_journal_without_a_substance_shows_what_waits_alone(call: Call) -> None:
    assert call("init").code == 0
    assert call("today", "--prompt") == (0, "?\n", "")
    assert call("checkin", "--no-use").code == 0
    assert call("today", "--prompt") == (0, "", "")


def test_a_broken_journal_and_broken_settings_leave_the_prompt_empty(heroin: Call, home: Path) -> None:
    (home / "config.toml").write_text("not toml [")
    assert heroin("today", "--prompt") == (0, "", "")
    (home / "config.toml").unlink()
    (home / "journal.db").write_bytes(b"nothing that could be read")
    assert heroin("today", "--prompt") == (0, "", "")
