"""What a command does not load: each of these would cost a daily command tens or hundreds of milliseconds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from recovery.store import engine

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Call

HEAVY = frozenset("rich dateutil sqlite_utils pydantic tomli_w platformdirs tzlocal cryptography".split())
FOR_TYPER = frozenset("typer click".split())
# What Python's own library loads that takes as long as an entry to be written: none of it is needed to write one.
LONG_LOADED = frozenset("pathlib dataclasses inspect uuid platform hashlib textwrap shutil subprocess tempfile".split())
SHELL = {"_RECOVERY_COMPLETE": "bash"}
WATCHED = """\
import sys
sys.argv[0] = "recovery"
from recovery.__main__ import main
code = None
try:
    main()
except SystemExit as end:
    code = end.code
names = sorted(sys.modules)
import json
sys.stderr.write("\\n" + json.dumps([code or 0, names]))
"""


def loaded(*arguments: str, env: dict[str, str] | None = None) -> set[str]:
    """The packages that a command line has loaded at its end."""
    return {name.split(".")[0] for name in modules(*arguments, env=env)}


def own(*arguments: str) -> set[str]:
    """The program's own modules that a command line has loaded at its end."""
    return {name.removeprefix("recovery.") for name in modules(*arguments) if name.startswith("recovery.")}


def modules(*arguments: str, env: dict[str, str] | None = None) -> set[str]:
    """All modules that a command line has loaded at its end."""
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, *arguments],
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    code, names = json.loads(done.stderr.splitlines()[-1])
    assert code == 0, done.stderr
    return set(names)


@pytest.mark.parametrize(
    "line",
    [
        *("--help", "--version", "log --help", "log 7 payday --note - --at 3h_ago", "after passed", "checkin --no-use"),
        *("intend walk", "note words", "lapse", "show", "show --json", "search payday", "undo --list", "sos"),
        *("sos overdose", "config", "streak --json", "report --json", "today --json", "completion bash"),
        "today --prompt",
    ],
)
def test_a_daily_command_loads_nothing_heavy(line: str, heroin: Call) -> None:
    assert heroin("log", "5").code == 0
    arguments = [word.replace("_", " ") for word in line.split()]
    names = loaded(*[argument if argument != "-" else "words" for argument in arguments])
    assert names & (HEAVY if "--help" in line else HEAVY | FOR_TYPER) == set()


def test_a_daily_line_does_without_what_takes_as_long_to_load_as_an_entry_to_be_written(heroin: Call) -> None:
    line = ("log", "7", "payday", "-c", "walk", "--outcome", "passed")
    modules(*line)  # the first of a day also makes the day's backup
    for daily in (line, ("today", "--prompt"), ("sos",), ("show",)):
        assert loaded(*daily) & LONG_LOADED == set(), daily


@pytest.mark.parametrize(
    ("words", "place"), [("recovery\nlo", "1"), ("recovery\nlog\n7\n-t\npa", "4"), ("recovery\nlog\n--n", "2")]
)
def test_completion_answers_before_typer_loads(words: str, place: str, heroin: Call) -> None:
    assert heroin("log", "5", "payday").code == 0
    names = loaded(env={**SHELL, "COMP_WORDS": words, "COMP_CWORD": place})
    assert names & (HEAVY | FOR_TYPER) == set()


# With these a prompt would cost what `log` does: `typing` alone takes as long to load as Python itself.
NOT_IN_A_PROMPT = frozenset("typing re enum json array binascii".split())
PROMPT = {
    *("__main__", "clock", "errors", "language", "system", "systems", "systems.posix"),
    *("insights", "insights.prompt", "insights.prompt_queries"),
    *("store", "store.database", "store.engine", "store.files", "store.glance", "store.home", "store.locks"),
    *("store.schema", "store.settings", "store.spelling", "store.sql_columns"),
}


def test_the_prompt_of_the_shell_loads_little_beside_the_engine(heroin: Call) -> None:
    """It runs before each line of a shell, so it must not cost more than 0.6 of writing a craving down."""
    for line in ("plan add reason daughter", "plan add skill walk", "plan add situation payday -t payday --then home"):
        assert heroin(*line.split()).code == 0
    assert heroin("med", "add", "methadone").code == 0
    names = modules("today", "--prompt")
    assert {name.removeprefix("recovery.") for name in names if name.startswith("recovery.")} == PROMPT
    assert names & NOT_IN_A_PROMPT == set()


def test_the_worst_minute_loads_no_treatment_and_no_toml_and_opens_the_journal_once(
    heroin: Call, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody in the worst minute must not wait longer than somebody who writes a craving down."""
    for line in ("plan add reason daughter", "plan add skill walk", "plan add contacts Ana --phone 555"):
        assert heroin(*line.split()).code == 0
    assert "country" in (home / "config.toml").read_text("utf-8")
    for line in ("sos", "sos --trigger payday", "sos --json", "sos overdose"):
        names = modules(*line.split())
        assert {name for name in names if name.startswith(("recovery.treatment", "tomllib"))} == set(), line
    assert heroin("med", "add", "methadone").code == 0
    assert {name for name in own("sos") if name.startswith("treatment.")} == {
        f"treatment.{name}"
        for name in ("episodes", "medication", "medication_queries", "opioid_medication", "phrases", "tolerance")
    }
    opened, connect = [], engine.connect

    def counted(*given: Any) -> Any:
        opened.append(given)
        return connect(*given)

    monkeypatch.setattr(engine, "connect", counted)
    assert "555" in heroin("sos").out
    assert len(opened) == 1


def test_help_loads_no_slice_and_no_engine(home: object) -> None:
    assert loaded("--help") & {"typer", "sqlcipher3", "sqlite3"} == set()


def test_english_loads_no_language(home: Path) -> None:
    assert "translation" not in own("--help")
    home.mkdir()
    (home / "config.toml").write_text('language = "es"\n')
    assert own("--help") >= {"translation", "overview"}


def test_the_watch_sees_what_is_loaded(heroin: Call) -> None:
    assert loaded("log", "--help") >= {"typer", "inspect"}
    assert "dateutil" in loaded("log", "7", "--at", "2 months ago")
