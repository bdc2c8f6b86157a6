"""A journal of an older program: a backup comes before its migration, whole, whoever is killed and whoever waits."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from recovery.store import keyfile, schema, session
from tests.commands.conftest import GIVEN
from tests.conftest import PATIENCE_SECONDS, PROGRAM, Run

OLD_STEPS = 2
assert len(schema.MIGRATIONS) > OLD_STEPS

# An older program: fewer steps, and none of the tables and columns that came with the later ones.
OLDER = f"""
import sqlite3, sys
from datetime import UTC, datetime
from recovery import cli, clock
from recovery.journal import queries
from recovery.store import connection, kinds, records, schema
schema.MIGRATIONS = schema.MIGRATIONS[:{OLD_STEPS}]
tried = sqlite3.connect(":memory:")
for step in schema.MIGRATIONS:
    step(tried)
there = {{name for (name,) in tried.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}}
kinds.ENTRIES = {{name: place for name, place in kinds.ENTRIES.items() if name in there}}
kinds.WITH_HISTORY = tuple(name for name in kinds.WITH_HISTORY if name in there)
columns = {{name: {{row[1] for row in tried.execute(f"PRAGMA table_info({{name}})")}} for name in there}}
of_today = records._columns
def of_then(record):
    known = columns.get(record.kind)
    return tuple(each for each in of_today(record) if known is None or each.name in known)
records._columns = of_then
of_all = records.Record.checked.__func__
def checked_then(cls, values):
    names = [each.name for each in cls.columns()]
    return of_all(cls, {{name: value for name, value in values.items() if name in names}})
records.Record.checked = classmethod(checked_then)
connection.MARK = "SELECT 1"
queries.unasked = lambda journal, since: None
with clock.as_recorded(datetime.now(UTC)):  # an entry is of the second in which it is written down
    sys.exit(cli.run(sys.argv[1:]))
"""
# The program of today, on a machine that stops: while the backup is read back, or after the first new step.
STOPPED_IN_BACKUP = """
import os, signal, sys
from recovery import cli
from recovery.store import backups
backups.read_back = lambda *given: os.kill(os.getpid(), signal.SIGKILL)
sys.exit(cli.run(sys.argv[1:]))
"""
STOPPED_IN_STEP = f"""
import os, signal, sys
from recovery import cli
from recovery.store import schema
def stops(connection, step=schema.MIGRATIONS[{OLD_STEPS}]):
    step(connection)
    connection.execute("DELETE FROM craving")
    os.kill(os.getpid(), signal.SIGKILL)
schema.MIGRATIONS = (*schema.MIGRATIONS[:{OLD_STEPS}], stops, *schema.MIGRATIONS[{OLD_STEPS + 1}:])
sys.exit(cli.run(sys.argv[1:]))
"""


class Old:
    """A journal that an older program made, locked or not, with one entry in it."""

    def __init__(self, run: Run, home: Path, *, locked: bool) -> None:
        self.run, self.home, self.locked = run, home, locked
        how = ("--passphrase",) if locked else ()
        self.by(OLDER, "init", "--since", "2026-01-01", "--substance", "heroin", *how)
        if locked:
            self.by(OLDER, "unlock")
        self.by(OLDER, "log", "7", "payday", "-n", "from before")
        self.entries = json.loads(self.by(OLDER, "show", "--all", "--json"))

    def by(self, program: str, *arguments: str, code: int = 0, env: dict[str, str] | None = None) -> str:
        """Run a command by one of the programs above; gives back what it wrote."""
        given = GIVEN if arguments[0] in ("init", "unlock") and self.locked else {}
        line = [sys.executable, "-c", program, *arguments]
        done = subprocess.run(
            line,
            env={**os.environ, **given, **(env or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        assert done.returncode == code, done.stderr
        return done.stdout.decode()

    @property
    def as_of_today(self) -> list[dict[str, Any]]:
        """Its entries once they are migrated: history tells when a craving was written down."""
        return [entry | ({"written": entry["at"]} if entry["kind"] == "craving" else {}) for entry in self.entries]

    @property
    def copies(self) -> list[Path]:
        """The backups made before the step."""
        return sorted((self.home / "backups").glob(f"before-step-{OLD_STEPS + 1}*"))


@pytest.fixture(params=[False, True], ids=["open", "locked"])
def old(request: pytest.FixtureRequest, run: Run, home: Path) -> Iterator[Old]:
    """As said there."""
    made = Old(run, home, locked=request.param)
    yield made
    if made.locked:
        session.drop(keyfile.load(home / "key.json"))


def shown(run: Run, **more: Any) -> list[dict[str, Any]]:
    """Every entry, as the program of today shows them."""
    entries: list[dict[str, Any]] = run("show", "--all", "--json", **more).json
    return entries


def test_a_backup_comes_before_the_migration_whatever_stops_it(old: Old, run: Run, tmp_path: Path) -> None:
    old.by(STOPPED_IN_BACKUP, "show", code=-signal.SIGKILL)
    assert old.copies == [], "no backup that was not read back"
    assert json.loads(old.by(OLDER, "show", "--all", "--json")) == old.entries, "not migrated without its backup"
    old.by(STOPPED_IN_STEP, "show", code=-signal.SIGKILL)
    (copy,) = old.copies
    assert json.loads(old.by(OLDER, "show", "--all", "--json")) == old.entries, "a step is whole or not at all"
    assert shown(run) == old.as_of_today
    assert "newer version" in run_old_error(old)
    assert old.copies == [copy]
    assert run("dose", "taken").code == 3, "the tables of today are there"

    elsewhere = {"RECOVERY_HOME": str(tmp_path / "elsewhere")} | (GIVEN if old.locked else {})
    assert run("restore", str(copy), env=elsewhere).code == 0
    assert json.loads(old.by(OLDER, "show", "--all", "--json", env=elsewhere)) == old.entries
    assert shown(run, env=elsewhere) == old.as_of_today, "migrated again, there"

    assert run("log", "3").code == 0
    assert run("restore", str(copy)).code == 0
    assert shown(run) == old.as_of_today
    assert run("doctor").code == 0
    if not old.locked:
        with closing(sqlite3.connect(copy)) as connection:
            assert connection.execute("PRAGMA user_version").fetchone() == (OLD_STEPS,)
            assert connection.execute("SELECT note FROM craving").fetchall() == [("from before",)]


def run_old_error(old: Old) -> str:
    """What the older program says to the journal of today; it changes nothing."""
    done = subprocess.run(
        [sys.executable, "-c", OLDER, "show"], stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    assert done.returncode == 5
    return " ".join(done.stderr.decode().split())


def test_two_that_open_it_at_once_migrate_it_once(old: Old, run: Run, tmp_path: Path) -> None:
    lines = (["log", "3"], ["note", "at once"], ["show"])
    several = [
        subprocess.Popen(
            [*PROGRAM, *line], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path
        )
        for line in lines
    ]
    for process in several:
        _, said = process.communicate(timeout=PATIENCE_SECONDS)
        assert process.returncode == 0, said
    entries = shown(run)
    assert [entry for entry in entries if entry in old.as_of_today] == old.as_of_today
    assert sorted(entry["kind"] for entry in entries) == ["craving", "craving", "note"]
    (copy,) = old.copies
    assert run("doctor").code == 0
    assert run("restore", str(copy)).code == 0
    assert shown(run) == old.as_of_today, "the backup is of the journal as it was, not of one half-way"
