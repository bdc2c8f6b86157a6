"""`recovery export table all`: tidy, typed by its own dictionary, and without what was not asked for."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

from recovery.exchange import encryption
from recovery.exchange.dataset.tables import NOT_TO_PASS_ON
from tests import age
from tests.exchange.dataset.opened import read, stored

if TYPE_CHECKING:
    import pytest
    import time_machine

    from tests.conftest import Call


def test_all_tables_are_typed_hide_names_and_leave_text_out(
    filled: Call, tmp_path: Path, time_machine: time_machine.TimeMachineFixture
) -> None:
    time_machine.move_to(datetime(2026, 3, 9, 20, tzinfo=UTC))
    filled("log", "3", "-t", "Pay day", "--at", "2026-03-09 07:00")
    assert filled("trigger", "merge", "Pay day", "payday").code == 0
    filled("checkin", "--no-use", "--sleep", "6.5", "--good", "canary", "--day", "2026-03-08")
    path, database = tmp_path / "all.zip", tmp_path / "all.db"
    ran = filled("export", "table", "all", "-o", str(path))
    assert ran.code == 0
    assert "--with-notes" in ran.err
    assert "called back" in ran.err
    content = path.read_bytes()
    tables = read(content)
    with ZipFile(io.BytesIO(content)) as archive:
        plain = b"".join(archive.read(name) for name in archive.namelist()).decode()
        assert not [word for word in ("Maria", "secret", "canary", "555-0100", "the injection") if word in plain]
        assert NOT_TO_PASS_ON in json.loads(archive.read("datapackage.json"))["description"]
    assert [row["triggers"] for row in tables["craving"]] == [["payday"]] * 3
    assert tables["craving"][0]["coping"] == ["called sponsor"]
    assert tables["craving"][0]["at"].startswith("2026-03-07T21:40:00-05:00")
    days = {row["day"]: row for row in tables["day"]}
    assert len(days) == (date(2026, 3, 9) - date.fromisoformat(min(days))).days + 1
    assert days["2026-03-08"] == {
        "day": "2026-03-08", "weekday": 7, "status": "abstinent", "logged": True, "cravings": 1, "peak": 7,
    }  # fmt: skip
    assert days["2026-03-06"]["status"] == "unknown"
    assert days["2026-03-06"]["peak"] is None
    assert tables["checkin"][0]["sleep_hours"] == 6.5
    assert "good" not in tables["checkin"][0]
    assert path.stat().st_mode & 0o077 == 0
    assert filled("export", "table", "all", "-o", str(path)).code == 4  # it is there already
    assert filled("export", "table", "all", "-o", str(tmp_path / "all.csv")).code == 2  # a .zip is no .csv
    assert not (tmp_path / "all.csv").exists()
    assert filled("export", "table", "all", "-o", str(path), "--force").code == 0
    assert path.read_bytes() == content

    assert filled("export", "table", "all", "-o", str(database), "--with-notes", "--with-names").code == 0
    assert database.stat().st_mode & 0o077 == 0
    assert [*tmp_path.glob("all.db*")] == [database]
    told = stored(database)
    assert json.loads(told["craving"][0]["coping"]) == ["called Maria"]
    assert told["craving"][0]["note"] == "secret"
    assert told["checkin"][0]["used"] == 0
    assert told["checkin"][0]["good"] == "canary"
    assert [row["day"] for row in told["day"]] == [row["day"] for row in tables["day"]]
    described = {(row["table"], row["column"]): row for row in told["dictionary"]}
    assert described["craving", "intensity"]["type"] == "integer"
    assert described["craving", "intensity"]["most"] == 10
    assert described["checkin", "sleep_hours"]["unit"] == "hours"
    assert all((name, column) in described for name, rows in told.items() if name != "dictionary" for column in rows[0])

    of_a_day = tmp_path / "day.zip"
    assert filled("export", "table", "ALL", "--from", "2026-03-08", "--to", "2026-03-08", "-o", str(of_a_day)).code == 0
    assert [row["day"] for row in read(of_a_day.read_bytes())["craving"]] == ["2026-03-08"]
    assert [row["day"] for row in read(of_a_day.read_bytes())["day"]] == ["2026-03-08"]


def test_a_locked_archive_opens_with_its_passphrase(
    filled: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = ("export", "table", "all", "--encrypt")
    assert filled(*line, "-o", str(tmp_path / "a.db")).code == 2
    assert filled(*line).code == 2
    assert filled("export", "table", "cravings", "--with-notes").code == 2
    monkeypatch.setenv(encryption.VARIABLE, "four random little words")
    assert filled(*line, "-o", str(tmp_path / "a.zip")).code == 0
    assert [path.name for path in tmp_path.glob("a.*")] == ["a.zip.age"]
    opened = age.opened((tmp_path / "a.zip.age").read_bytes(), "four random little words")
    assert "craving" in read(opened)
