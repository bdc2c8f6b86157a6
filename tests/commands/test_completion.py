"""Completion: the right words at each place, never an error, and scripts that real shells take."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pexpect
import pytest

from recovery import system, table
from recovery.commands import completion
from tests.conftest import NO_TERMINAL, PATIENCE_SECONDS

if TYPE_CHECKING:
    from tests.conftest import Call, Run


class Complete(Protocol):
    """What is suggested at the end of a line."""

    def __call__(self, line: str) -> list[str]: ...


@pytest.fixture
def complete(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Complete:
    def suggested(line: str) -> list[str]:
        words = ["recovery", *line.split(" ")]
        monkeypatch.setenv("COMP_WORDS", "\n".join(words))
        monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))
        capsys.readouterr()
        assert completion.complete() == 0
        out, err = capsys.readouterr()
        assert err == ""
        return out.splitlines()

    return suggested


def test_commands(complete: Complete) -> None:
    assert complete("lo") == ["log", "lock"]
    assert complete("c") == ["checkin", "calendar", "card", "circle", "completion", "config"]
    assert set(complete("")) == {command.name.split()[0] for command in table.COMMANDS if not command.hidden}
    assert complete("substance ") == ["list", "add", "class", "rename", "since", "close"]
    assert complete("substance re") == ["rename"]
    assert complete("export ") == ["data", "counselor", "table", "calendar"]
    assert complete("bogus ") == []


def test_the_persons_own_names(complete: Complete, heroin: Call) -> None:
    heroin("log", "5", "old corner", "payday", "-c", "called Ana")
    heroin("log", "5", "payday")
    assert complete("log 7 -t ") == ["payday", "old corner"]
    assert complete("log 7 --trigger OLD") == ["old corner"]
    assert complete("log 7 --trigger 'old") == ["old corner"]
    assert complete('log 7 --trigger "old') == ["old corner"]
    assert complete("log 7 ") == ["payday", "old corner"]
    assert complete("log 7 -c ") == ["called Ana"]
    assert complete("after passed --coping c") == ["called Ana"]
    assert complete("log 7 -s ") == ["heroin"]
    assert complete("substance close ") == ["heroin"]
    assert complete("log ") == []


def test_files_are_the_shells_own(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for line, code in {
        "import man": completion.FILES,
        "import a.csv --from ": 0,
        "import --map x ": completion.FILES,
        "restore ": completion.FILES,
        "export data -o ": completion.FILES,
        "export data --output x": completion.FILES,
        "log 7 ": 0,
        "import --fr": 0,
    }.items():
        words = ["recovery", *line.split(" ")]
        monkeypatch.setenv("COMP_WORDS", "\n".join(words))
        monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))
        assert completion.complete() == code, line
        assert capsys.readouterr().out == "" or code == 0


def test_options_and_their_values(complete: Complete) -> None:
    assert complete("log 7 --no") == ["--note"]
    assert {"--trigger", "--coping", "--outcome", "--minutes", "--at", "--json"} <= set(complete("log 7 --"))
    assert complete("log 7 --outcome ") == ["passed", "used"]
    assert complete("show --kind n") == ["note"]


def test_values_after_an_equals_sign_and_of_settings(complete: Complete) -> None:
    assert complete("log 7 --outcome=pa") == ["--outcome=passed"]
    assert complete("log 7 --outcome=") == ["--outcome=passed", "--outcome=used"]
    assert complete("config date-o") == ["date-order"]
    assert complete("config date-order d") == ["dmy"]
    assert complete("config checkin-sleep ") == ["on", "off", "auto"]


def test_without_a_journal_there_is_nothing_to_offer_and_none_is_made(complete: Complete, home: Path) -> None:
    assert complete("log 7 -t ") == []
    assert not home.exists()


def test_a_hostile_name_stays_one_harmless_line(complete: Complete, heroin: Call) -> None:
    heroin("log", "5", "-t", "x\x1b[2Jy\x07z")
    (offered,) = complete("log 7 -t ")
    assert offered.isprintable()


@pytest.mark.parametrize(
    "env",
    [
        {},
        {"COMP_CWORD": "x"},
        {"COMP_CWORD": "-5"},
        {"COMP_CWORD": "99"},
        {"COMP_WORDS": ""},
        {"RECOVERY_HOME": "/dev/null"},
    ],
)
def test_it_never_fails(env: dict[str, str], run: Run, home: Path) -> None:
    home.mkdir()
    (home / "journal.db").write_bytes(b"no journal" * 100)
    base = {"_RECOVERY_COMPLETE": "bash", "COMP_WORDS": "recovery\nlog\n7\n-t\n", "COMP_CWORD": "4"}
    ran = run(env=base | env)
    assert (ran.code, ran.err) == (0, "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_one_the_shell_takes(shell: str, call: Call) -> None:
    script = call("completion", shell).out
    assert "_RECOVERY_COMPLETE=" + shell in script
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} here")
    done = subprocess.run([shell, "-n"], input=script, text=True, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_bash_completes_names_with_blanks(heroin: Call, tmp_path: Path) -> None:
    heroin("log", "5", "old corner", "payday")
    script = tmp_path / "script"
    script.write_text(heroin("completion", "bash").out)
    program = tmp_path / "recovery"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m recovery "$@"\n')
    program.chmod(0o700)
    typed = f"""
        source {script}
        COMP_WORDS=(recovery log 7 -t o) COMP_CWORD=4
        _recovery_completion
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    env = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    done = subprocess.run(["bash", "-c", typed], env=env, capture_output=True, text=True, check=True)
    assert done.stdout == "old\\ corner\n"


TYPED = [
    ("recovery import man", "ual.csv"),
    ("recovery restore oth", "er.json"),
    ("recovery export data -o man", "ual.csv"),
    ("recovery log 7 -t ol", "d"),
    ("recovery log 7 -t 'old", " corner"),
    ('recovery log 7 -t "old', " corner"),
    ('recovery log 7 -t "work: b', "oss"),
    ("recovery log 7 -t rent:", "due"),
]
SHELLS = {"bash": ["--norc", "--noprofile", "-i"], "zsh": ["-f", "-i"], "fish": ["--no-config", "-i"]}


@pytest.mark.skipif(not system.FORKS, reason=NO_TERMINAL)
@pytest.mark.parametrize("shell", SHELLS)
def test_a_person_at_a_real_shell_gets_files_and_names_in_quotes_and_after_a_colon(
    shell: str, heroin: Call, tmp_path: Path
) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} here")
    heroin("log", "5", "-t", "old corner", "-t", "work: boss", "-t", "rent:due", "-t", "payday")
    files, program = tmp_path / "files", tmp_path / "bin" / "recovery"
    files.mkdir()
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m recovery "$@"\n')
    program.chmod(0o700)
    for name in ("manual.csv", "other.json"):
        (files / name).touch()
    script = tmp_path / "script"
    script.write_text(heroin("completion", shell).out)
    env = {**os.environ, "PATH": f"{program.parent}:{os.environ['PATH']}", "TERM": "xterm", "HOME": str(tmp_path)}
    begin = "autoload -Uz compinit; compinit -u -D; " if shell == "zsh" else ""
    child = pexpect.spawn(shell, SHELLS[shell], env=env, cwd=str(files), encoding="utf-8", timeout=PATIENCE_SECONDS)
    try:
        child.sendline(f"{begin}source {script}; echo rea''dy")
        child.expect_exact("ready")
        for typed, rest in TYPED:
            child.send(f"{typed}\t")
            child.expect(re.escape(rest).replace("\\ ", r"\\?\s"))
            child.sendcontrol("u")
    finally:
        child.close(force=True)
