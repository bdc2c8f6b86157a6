"""`checkin --from DAY --to DAY --no-use`: days gone by are answered, and what was answered stays as it was."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine

from recovery import diary as diaries
from recovery.insights import queries
from recovery.insights.periods import Period
from tests.conftest import Call

NOW = datetime(2026, 3, 18, 19, 30, tzinfo=UTC)  # a Wednesday
SPAN = ("checkin", "--from", "2026-03-10", "--to", "2026-03-14", "--no-use")


def answers(call: Call) -> dict[str, bool | None]:
    return {entry["day"]: entry["used"] for entry in call("show", "--all", "--json", "--kind", "checkin").json}


def test_days_without_an_answer_get_one_and_the_others_keep_theirs(heroin: Call) -> None:
    with time_machine.travel(NOW, tick=False):
        heroin("checkin", "--mood", "4", "--day", "2026-03-11")
        heroin("checkin", "--used", "--day", "2026-03-12")
        heroin("lapse", "--at", "2026-03-13 12:00")
        made = heroin(*SPAN, "--json").json
        assert [(entry["day"], entry["used"], entry["mood"]) for entry in made] == [
            ("2026-03-10", False, None),
            ("2026-03-11", False, 4),
            ("2026-03-14", False, None),
        ]
        assert answers(heroin) == {
            "2026-03-10": False,
            "2026-03-11": False,
            "2026-03-12": True,
            "2026-03-14": False,
        }
        assert heroin(*SPAN).out == "All 5 days have their answers, and keep them.\n"
        assert heroin("undo").code == 0
        assert answers(heroin) == {"2026-03-11": None, "2026-03-12": True}


def test_weekdays_are_days_gone_by(heroin: Call) -> None:
    with time_machine.travel(NOW, tick=False):
        assert heroin("checkin", "--from", "fri", "--to", "sun", "--no-use").code == 0
        assert [*answers(heroin)] == ["2026-03-13", "2026-03-14", "2026-03-15"]


@pytest.mark.parametrize(
    ("line", "first", "last", "example"),
    [
        ("--from wed --to fri", "Wed 18 Mar 2026", "Fri 13 Mar 2026", "--from 2026-03-11 --to 2026-03-13"),
        ("--from 14.3.2026 --to 2026-03-10", "Sat 14 Mar 2026", "Tue 10 Mar 2026", "--from 2026-03-10 --to 2026-03-14"),
    ],
)
def test_days_turned_round_are_named_with_what_to_type(
    heroin: Call, line: str, first: str, last: str, example: str
) -> None:
    with time_machine.travel(NOW, tick=False):
        refused = heroin("checkin", "--no-use", *line.split())
        assert refused.code == 4
        assert f"--from is {first}, and --to is {last}, which is before it" in refused.err
        assert example in refused.err
        assert heroin("checkin", "--no-use", *example.split()).code == 0


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("--from 2026-03-10 --to 2026-03-14", 2),
        ("--from 2026-03-10 --to 2026-03-14 --used", 2),
        ("--from 2026-03-10 --no-use", 2),
        ("--to 2026-03-10 --no-use", 2),
        ("--from 2026-03-10 --to 2026-03-14 --no-use --mood 5", 2),
        ("--from 2026-03-10 --to 2026-03-14 --no-use --day today", 2),
        ("--from 2026-03-14 --to 2026-03-10 --no-use", 4),
        ("--from 2026-03-10 --to 2026-03-19 --no-use", 4),
        ("--from 2025-03-17 --to 2026-03-18 --no-use", 4),
        ("--from 2025-03-18 --to 2026-03-18 --no-use", 0),
    ],
)
def test_what_is_asked_of_several_days(line: str, code: int, heroin: Call) -> None:
    with time_machine.travel(NOW, tick=False):
        assert heroin("checkin", *line.split()).code == code
        assert bool(answers(heroin)) == (code == 0)


def written(call: Call) -> tuple[set[int], int]:
    """The days of this March on which something was written, for patterns and as the report counts them."""
    with diaries.existing() as diary:
        period = Period(date(2026, 3, 1), date(2026, 3, 18))
        logged = queries.logged(diary.journal, period, queries.cravings(diary.journal, period)).days
        return {entry.day for entry in logged}, queries.days_logged(diary.journal, period)


def test_days_filled_in_count_as_free_and_not_as_written_wherever_they_go(
    heroin: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with time_machine.travel(NOW, tick=False):
        heroin("goal", "add", "check in", "--counts", "checkin", "--target", "1")
        heroin(*SPAN)
        assert heroin("goal", "list", "--json").json[0]["times"] == 0, "a day filled in later earns nothing"
        heroin("checkin", "--no-use", "--day", "2026-03-15")
        heroin("log", "4", "--at", "2026-03-14 12:00")
        heroin("checkin", "--mood", "6", "--day", "2026-03-13")
        heroin("checkin", "--no-use", "--day", "2026-03-12")
        assert heroin("streak", "--json").json["substances"][0]["confirmed_days"] == 6
        assert written(heroin) == ({12, 13, 14, 15, 18}, 5)
        assert heroin("report", "--from", "2026-03-10", "--to", "2026-03-14", "--json").json["coverage"] == {
            "days_logged": 3,
            "days": 5,
        }
        file = tmp_path / "journal.jsonl"
        heroin("export", "data", "-o", str(file))
        monkeypatch.setenv("RECOVERY_HOME", str(tmp_path / "other"))
        assert heroin("import", str(file)).code == 0
        assert written(heroin) == ({12, 13, 14, 15, 18}, 5)
        line = {"kind": "checkin", "day": "2026-03-10", "used": False}
        assert heroin("import", "-", piped=json.dumps(line)).code == 0
        assert written(heroin)[0] == {10, 12, 13, 14, 15, 18}, "an answer of its own"
        line |= {"day": "2026-03-15", "filled_in": True}
        assert heroin("import", "-", piped=json.dumps(line)).code == 0
        assert 15 in written(heroin)[0], "what was answered stays so"
