"""docs/how-to/report-in-sql.md gives each number of the report from the export: its own blocks run and are compared."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from benchmarks.lookbacks import evidence
from benchmarks.worlds import World
from recovery.exchange import lines
from recovery.journal import moments
from recovery.journal.moments import Sampling

if TYPE_CHECKING:
    import time_machine

    from tests.conftest import Call

PAGE = Path(__file__).resolve().parents[3] / "docs" / "how-to" / "report-in-sql.md"
BLOCKS = dict(re.findall(r"```(?:sql|python) (\w+)\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL))
ZONE, LAST = "America/New_York", date(2026, 3, 29)
NOW = datetime(2026, 3, 29, 23, tzinfo=UTC)
EXACT = {"plan_gaps", "signs", "moments", "treatment"}  # put beside the report by SQL, not by the block of Python


def journal() -> list[dict[str, Any]]:
    """Lines of nine weeks with something of everything that a report counts, and a pattern in it."""
    made = evidence(World(cravings=120, plant="trigger", strength=0.9, sampled=2, carried=0.3), 11)
    documents: list[dict[str, Any]] = [
        {"kind": "profile", "timezone": ZONE, "day_starts": "04:00"},
        {"kind": "substance", "name": "heroin", "since": "2026-01-20"},
        {"kind": "plan_item", "id": _id(0, 1), "section": "situations", "text": "payday", "triggers": ["PAYDAY"]}
        | {"responses": ["go home"]},
        {"kind": "plan_item", "id": _id(0, 2), "section": "warning_signs", "text": "no calls", "stage": "early"},
        {"kind": "regimen", "id": _id(0, 3), "day": "2026-02-01", "name": "buprenorphine", "times": 2, "every_days": 3}
        | {"since": "2026-02-03"},
        {
            "kind": "regimen",
            "id": _id(0, 4),
            "day": "2026-02-01",
            "name": "Methadone",
            "times": 1,
            "since": "2026-02-01",
        }
        | {"until": "2026-03-20"},
    ]
    for number, craving in enumerate(made.cravings):
        at = craving.at.replace(tzinfo=ZoneInfo(ZONE))
        written = at + timedelta(minutes=number % 3)
        ended = written + timedelta(minutes=20 * (number % 2))
        spelled = [name.upper() if number % 7 == 0 else name for name in craving.triggers]
        documents.append(
            {"kind": "craving", "id": _id(1, number), "at": at.isoformat(), "intensity": craving.intensity}
            | {"triggers": spelled, "coping": list(craving.coping), "outcome": craving.outcome, "substance": "heroin"}
            | {"written": written.isoformat(), "ended": ended.isoformat() if craving.outcome else None}
            | {"minutes": None if number % 4 else 5 + number % 50, "intensity_after": None if number % 3 else 1}
        )
    for number, day in enumerate(sorted(made.logged.days)):
        said = made.logged.answers.get(day)
        used = number % 19 == 4
        documents.append(
            {"kind": "checkin", "id": _id(2, number), "day": day.isoformat(), "used": used if number % 5 else None}
            | ({} if said is None else said._asdict())
            | {"signs": ["No calls"] if number % 6 == 1 else ["skipped lunch"] if number % 6 == 2 else []}
        )
        morning = datetime(day.year, day.month, day.day, 9, 30, tzinfo=ZoneInfo(ZONE)).isoformat()
        status = "missed" if made.logged.doses.get(day) else "late" if number % 4 == 0 else "taken"
        documents.append(
            {"kind": "dose", "id": _id(3, number), "at": morning, "medication": "methadone", "status": status}
        )
        if number % 9 == 0:
            phq9 = [(number + item) % 4 for item in range(9)]
            documents.append(
                {"kind": "assessment", "id": _id(4, number), "at": morning, "instrument": "phq9"}
                | {"answers": [None, *phq9[1:]] if number == 18 else phq9}
            )
            documents.append({"kind": "attendance", "id": _id(5, number), "at": morning, "type": "group"})
            documents.append(
                {"kind": "wellbeing", "id": _id(6, number), "day": day.isoformat(), "good_exchanges": 2}
                | {"hard_exchanges": number % 3}
            )
    documents.append({"kind": "lapse", "id": _id(7, 1), "at": "2026-03-10T23:00:00-04:00", "substance": "heroin"})
    return documents + _sampled()


def _sampled() -> list[dict[str, Any]]:
    begun = datetime(2026, 2, 1, 12, tzinfo=ZoneInfo(ZONE))
    values = {"id": _id(8, 0), "awake_from": "09:00", "awake_until": "22:00", "times": 2, "days": 6, "seed": "ab" * 32}
    plan = Sampling.checked({**values, "at": begun, "timezone": ZONE, "day": begun.date()})
    documents = [{"kind": "sampling", **values, "at": begun.isoformat()}]
    for number, one in enumerate(moments.drawn([plan], begun.date(), LAST, ZoneInfo(ZONE))):
        at = one.at + timedelta(minutes=(3, 40, 20)[number % 3])
        if number % 4 and at < NOW:
            documents.append(
                {"kind": "moment", "id": _id(9, number), "at": at.isoformat(), "drawn": one.at.isoformat()}
                | {"intensity": number % 4 if 17 <= one.wall.hour < 21 else 0}
            )
    return documents


def _id(sort: int, number: int) -> str:
    return f"{sort:04x}{number:04x}-0000-4000-8000-000000000000"


@pytest.fixture
def told(call: Call, tmp_path: Path, time_machine: time_machine.TimeMachineFixture) -> tuple[Call, Path]:
    """The journal, and its tables."""
    time_machine.move_to(NOW, tick=False)
    file, database = tmp_path / "journal.jsonl", tmp_path / "tables.db"
    file.write_text("".join(json.dumps(line) + "\n" for line in journal()))
    assert set(lines.KINDS) >= {line["kind"] for line in journal()}
    taken = call("import", str(file))
    assert taken.code == 0, taken.err
    assert call("export", "table", "all", "--with-names", "-o", str(database)).code == 0
    return call, database


def test_each_number_of_the_report_is_in_the_export(told: tuple[Call, Path]) -> None:
    for length in (7, 28, 90):
        compared(*told, length)


def compared(call: Call, database: Path, length: int) -> None:
    """The report of the last days, once from the journal and once from its tables."""
    first, as_of = (LAST - timedelta(days=length - 1)).isoformat(), LAST.isoformat()
    report = call("report", "--last", f"{length}d", "--json").json
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row

        def asked(name: str, **given: str) -> list[dict[str, Any]]:
            values = {"first": first, "last": as_of, "as_of": as_of, "of": "triggers"} | given
            return [dict(row) for row in connection.execute(BLOCKS[name], values)]

        by_sql = _by_sql(report, asked)
    values: dict[str, Any] = {"database": str(database), "first": first, "last": as_of, "as_of": as_of}
    exec(BLOCKS["report"], values)  # noqa: S102 - the page's own block
    values["tables"].close()
    by_python = {key: block for key, block in values["report"].items() if key not in EXACT}
    assert report["patterns"] or length != 28, "there is a pattern to find"
    for key, block in report.items():
        assert key in by_sql or key in by_python, f"{key} is new: the page must say where it comes from"
        for ours in (by_sql, by_python):
            if key in ours:
                same(ours[key], block, key)


def _by_sql(report: dict[str, Any], asked: Any) -> dict[str, Any]:
    """The report as far as the page has SQL for it, in its own shape."""
    before = report["previous"]
    names = {of: [_met(row) for row in asked("names", of=of)] for of in ("triggers", "coping")}
    signs = [{**stage, "signs": _named(asked("signs_by_name"), stage["stage"])} for stage in asked("signs")]
    scores: dict[str, dict[str, Any]] = {}
    for row in asked("assessments"):
        entry = scores.setdefault(
            row["instrument"], {"scores": {}, "change": {}, "band": row["band"], "day": row["day"]}
        )
        entry["scores"][row["score"]], entry["change"][row["score"]] = row["value"], row["change"]
    treatment = report["treatment"]
    return {
        "coverage": asked("coverage")[0],
        "cravings": asked("cravings")[0],
        "previous": {**before, "cravings": asked("cravings", first=before["from"], last=before["to"])[0]},
        **names,
        "hours": [count for row in asked("hours") for count in row.values()],
        "weekdays": [count for row in asked("weekdays") for count in row.values()],
        "days": asked("days"),
        "free_days": asked("free_days"),
        "plan_gaps": asked("plan_gaps"),
        "signs": signs,
        "moments": asked("moments")[0],
        "treatment": {
            "medication": asked("medication"),
            "attendance": {row["type"]: row["count"] for row in asked("attendance")},
            "with_others": asked("with_others")[0],
            "after_missed": [
                {"missed": row["missed"], "cravings": row["cravings"]}
                | {"others": {"days": row["other_days"], "cravings": row["others"]}}
                for row in asked("after_missed")
            ],
            "assessments": [
                {**given, **{name: scores[given["instrument"]][name] for name in ("scores", "band", "day")}}
                | ({} if given["change"] is None else {"change": scores[given["instrument"]]["change"]})
                for given in treatment["assessments"]
            ],
        },
    }


def _met(row: dict[str, Any]) -> dict[str, Any]:
    interval = None if row["low"] is None else [row["low"], row["high"]]
    kept = {name: row[name] for name in ("name", "count", "median", "peak", "passed", "known")}
    return {**kept, "passed_interval": interval, "ahead": {"passed": row["ahead_passed"], "known": row["ahead_known"]}}


def _named(rows: list[dict[str, Any]], stage: str) -> list[dict[str, Any]]:
    return [{"text": row["text"], "days": row["days"]} for row in rows if row["stage"] == stage]


def same(ours: Any, told: Any, where: str) -> None:
    """Equal number by number; a name may be spelled as it was first written in another period."""
    if isinstance(told, dict):
        assert ours.keys() == told.keys(), where
        for key, value in told.items():
            same(ours[key], value, f"{where} {key}")
    elif isinstance(told, list):
        assert len(ours) == len(told), where
        if told and isinstance(told[0], dict) and "name" in told[0] and where != "helped":
            ours, told = (sorted(some, key=lambda one: one["name"].casefold()) for some in (ours, told))
        for number, (one, other) in enumerate(zip(ours, told, strict=True)):
            same(one, other, f"{where} {number}")
    elif isinstance(told, float) and ours is not None:
        assert ours == pytest.approx(told, rel=1e-9, abs=1e-9), where
    elif isinstance(told, str):
        assert ours.casefold() == told.casefold(), where
    else:
        assert ours == told, where
