"""The way in: help, exit codes, and that nothing a person typed or wrote ever stands in an error."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from recovery import __version__, cli, errors, table, typer_line, usage_errors

if TYPE_CHECKING:
    from tests.conftest import Call, Run

CANARY = "zq7canary"
PROGRAM = [sys.executable, "-m", "recovery"]
CONTRACT_GROUPS = {
    "Right now": ["sos", "log", "after", "lapse"],
    "Journal": ["checkin", "intend", "note", "show", "search", "edit", "remove", "undo"],
    "Look back": ["today", "streak", "triggers", "report", "calendar"],
    "Share": ["export", "import"],
    "Keep safe": ["init"],
    "Learn": ["demo", "config"],
}
LEFT_OUT = {"demo"}  # plays for a person to watch


@pytest.mark.parametrize("asked", [["--help"], ["-h"], ["help"]])
def test_help_is_one_screen_with_daily_life_first_and_every_word_behind(asked: list[str], call: Call) -> None:
    ran = call(*asked)
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert len(lines) < 24, "with the prompt of the shell below it"
    assert max(map(len, lines)) <= 80
    assert "recovery sos" in lines[0]
    assert [line[2:14].strip() for line in lines[1:11]] == list(table.DAILY)
    groups = dict.fromkeys(table.GROUPS, "")
    group = ""
    for line in lines[11:-1]:
        group = next((name for name in groups if line.startswith(f"{name} ")), group)
        groups[group] += f" {line.removeprefix(group)}"
    for name, commands in CONTRACT_GROUPS.items():
        assert [word for word in groups[name].split() if word in commands] == commands
    words = {command.name.partition(" ")[0] for command in table.COMMANDS if not command.hidden}
    assert {word for said in groups.values() for word in said.split()} == words


def test_help_all_shows_every_command_in_its_group(call: Call) -> None:
    ran = call("help", "all")
    assert (ran.code, ran.err) == (0, "")
    shown: dict[str, list[str]] = {}
    group = ""
    for line in ran.out.splitlines():
        if line in table.GROUPS:
            group = line
            shown[group] = []
        elif group and (match := re.match(r"  (\S+(?: \S+)?)\s{2,}\S", line)):
            shown[group].append(match[1])
    assert list(shown) == list(table.GROUPS)
    for name, commands in CONTRACT_GROUPS.items():
        assert [command for command in shown[name] if command in commands] == commands
    assert max(map(len, ran.out.splitlines())) <= 80
    assert "recovery sos" in ran.out


@pytest.mark.parametrize("command", table.COMMANDS, ids=lambda command: command.name)
def test_every_command_explains_itself(command: table.Command, call: Call) -> None:
    for asked in ("--help", "-h"):
        ran = call(*command.name.split(), asked)
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.startswith(f"Usage: recovery {command.name} ")
    for parameter in typer_line.click_command(command).params:
        said = parameter.help or getattr(parameter.type, "choices", None)
        assert said or parameter.name == "help", f"{parameter.name} has no help"


def test_a_word_that_begins_commands_shows_them(call: Call) -> None:
    told = [row.removeprefix("  ") for row in call("passphrase").out.splitlines()]
    assert len({re.match(r"passphrase \w+ +", row).end() for row in told}) == 1, "one column"  # type: ignore[union-attr]
    for line in (["substance"], ["substance", "--help"]):
        ran = call(*line)
        assert ran.code == 0
        assert [row.split("  ")[1] for row in ran.out.splitlines()] == [
            command.name for command in table.COMMANDS if command.name.startswith("substance ")
        ]
    assert call("substance", CANARY).code == 2


def test_version(call: Call) -> None:
    assert call("--version").out == f"recovery {__version__}\n"


def test_bare_recovery_is_today(heroin: Call) -> None:
    assert heroin() == heroin("today")
    assert heroin().code == 0


@pytest.mark.parametrize(
    ("line", "code", "named"),
    [
        ("bogus", 2, "recovery help all"),
        ("chekin", 2, "recovery help all"),
        ("log", 2, "recovery log NUMBER"),
        ("log seven", 2, "NUMBER"),
        ("log 11", 4, "The rating must be a whole number from 0 to 10"),
        ("log -- -1", 4, "The rating"),
        ("log 7 --minutes x", 2, "--minutes"),
        ("log -1", 2, "The rating must be a whole number, not below 0: how strong, 0 to 10"),
        ("surf -5", 2, "must be a whole number, not below 0"),
        ("checkin -1", 2, "no such option"),
        ("log 7 --minutes 1441", 4, "--minutes must be a whole number from 0 to 1440"),
        ("log 7 --minutes=1441", 4, "--minutes must be a whole number from 0 to 1440"),
        (f"log 7 -c{'x' * 200}", 4, "--coping must be"),
        ("log 7 --outcome maybe", 2, "--outcome takes one of passed, used"),
        ("log 7 --bogus", 2, "no such option"),
        ("log 7 --minute 5", 2, "--minutes"),
        ("log 7 --note", 2, "--note"),
        ("log 7 --json=yes", 2, "--json"),
        ("log 7 --at tomorrow", 4, "still to come"),
        ("log 7 --at nonsense", 2, "yesterday 11pm"),
        ("log 7 --at 2025-03-09T02:30", 4, "did not exist"),
        ("log 7 --substance tea", 4, "recovery substance add"),
        ("after", 2, "passed|used"),
        ("after maybe", 2, "passed, used"),
        ("circle answer", 2, "recovery circle answer needs one of calling, coming, later, cannot."),
        ("circle cheer Ben nope", 2, "recovery circle cheer takes one of thinking, here, glad."),
        ("after passed", 3, "recovery log NUMBER"),
        ("after passed ffff", 3, "recovery show"),
        ("checkin", 2, "--no-use"),
        ("checkin --no-use --used", 2, "cannot be used together"),
        ("checkin --mood six", 2, "--mood takes a whole number"),
        ("serve --port 99999", 2, "--port takes a whole number from 0 to 65535"),
        ("serve --records 0", 2, "--records takes a whole number of 1 or more"),
        ("checkin --mood 11", 4, "--mood must be"),
        ("checkin --sleep 24.5", 4, "--sleep must be a number from 0 to 24"),
        ("checkin --hard-with-others 101", 4, "--hard-with-others must be"),
        ("body --pressure 900/20", 4, "--pressure must be"),
        ("med add methadone --every 999d", 4, "--every must be"),
        ("attend group --before 11", 4, "--before must be"),
        ("checkin --sleep nan", 4, "sleep"),
        ("checkin --halt xyz", 4, "h (hungry)"),
        ("checkin --no-use --day tomorrow", 4, "still to come"),
        ("intend", 2, "TEXT"),
        ("note", 2, "empty"),
        ("show ffff", 3, "recovery show"),
        ("show nothex", 3, "recovery show"),
        ("show --kind dream", 2, "--kind takes one of craving"),
        ("show --last 7", 2, "28d"),
        ("show --last 7d --from today", 2, "--last"),
        ("show --from today --to yesterday", 4, "--from and --to"),
        ("show --from someday", 2, "2026-03-07"),
        ("show --history", 2, "--history"),
        ("search", 2, "recovery search WORDS"),
        ("search ...", 4, "Search for a word"),
        ("edit", 2, "ID"),
        ("edit ffff --intensity 3", 3, "recovery show"),
        ("remove", 2, "ID"),
        ("remove ffff", 3, "recovery show"),
        ("undo", 3, "nothing left"),
        ("init", 4, "recovery substance add"),
        ("config bogus", 2, "day-starts"),
        ("config timezone Mars/Olympus", 4, "time zone"),
        ("config day-starts noonish", 2, "04:00"),
        ("config country USA", 4, "two-letter code"),
        ("config checkin-confidence maybe", 2, "on, off, auto"),
        ("substance add heroin", 4, "already"),
        ("substance add tea --since 2999-01-01", 4, "first day without it"),
        ("substance add tea --since today --last-use today", 2, "not both"),
        ("substance rename tea coffee", 4, "recovery substance add"),
        ("substance bogus", 2, "substance add"),
        ("numbers hide 555", 3, "recovery numbers list"),
        ("numbers restore 555", 3, "not hidden"),
        ("completion tcsh", 2, "bash, zsh, fish"),
    ],
)
def test_what_goes_wrong_is_one_sentence_with_its_exit_code(line: str, code: int, named: str, heroin: Call) -> None:
    ran = heroin(*line.split())
    assert ran.code == code, ran.err
    assert ran.out == ""
    assert named in ran.err
    assert ran.err.count("\n") == 1
    assert ran.err[-2] in ".?"
    assert "'" not in ran.err


@pytest.mark.parametrize(
    "line",
    [
        *("show", "search x", "after passed", "edit ffff --mood 1", "remove ffff", "undo", "undo --list"),
        *("config", "substance list", "today", "streak", "report", "triggers", "calendar"),
    ],
)
def test_what_reads_names_init_where_there_is_no_journal_and_makes_none(line: str, call: Call, home: Path) -> None:
    ran = call(*line.split())
    assert ran.code == 3
    assert "recovery init" in ran.err
    assert not home.exists()


@pytest.mark.parametrize(
    "line", ["log 7", "lapse", "checkin --no-use", "intend walk", "note hello", "substance add tea --since today"]
)
def test_what_writes_makes_the_journal_with_the_systems_zone_and_says_so(line: str, call: Call) -> None:
    ran = call(*line.split())
    assert ran.code == 0
    assert "New journal" in ran.err or "new journal" in ran.err
    assert "America/New_York" in ran.err
    assert call("config", "--json").json["timezone"] == "America/New_York"
    assert "new journal" not in call(*line.replace("tea", "coffee").split()).err


FITTING = {"intensity": "7", "outcome": "passed", "shell": "bash", "entry": "ffff", "file": "missing.jsonl"}
HOSTILE = [CANARY, f"\udcff{CANARY}", CANARY * 3000, f"{CANARY}\x1b[2J\n"]


def wrong_lines(command: table.Command) -> Iterator[list[str]]:
    """Every place of a command where a person can put text, with text that does not belong there."""
    name = command.name.split()
    parameters: list[Any] = typer_line.click_command(command).params
    arguments = [parameter for parameter in parameters if parameter.param_type_name == "argument"]
    options = [
        parameter.opts[0]
        for parameter in parameters
        if parameter.param_type_name == "option" and "--help" not in parameter.opts
    ]
    fitting = [FITTING.get(argument.name, "passed") for argument in arguments if argument.required]
    yield [*name, f"--{CANARY}"]
    yield [*name, *fitting, f"--{CANARY}={CANARY}"]
    yield [*name, *fitting, f"-z{CANARY}"]
    yield [*name, *[CANARY] * 4]
    for option in options:
        yield [*name, *fitting, option, CANARY]
    for text in HOSTILE:
        yield from ([*name, *fitting[:place], "--", text] for place in range(len(arguments)))
        yield from ([*name, *fitting, f"{option}={text}"] for option in options)


def check_that_nothing_is_repeated(call: Call, line: list[str]) -> None:
    ran = call(*line, piped=CANARY)
    shown = [word[:40] for word in line]
    assert ran.code in (0, 2, 3, 4, 5), (shown, ran.err)
    assert CANARY not in ran.err, shown
    if ran.code:
        assert CANARY not in ran.out, shown


@pytest.mark.parametrize(
    "command", [spec for spec in table.COMMANDS if spec.name not in LEFT_OUT], ids=lambda spec: spec.name
)
def test_no_error_repeats_what_was_typed(
    command: table.Command, heroin: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RECOVERY_DEBUG", "1")
    for line in wrong_lines(command):
        check_that_nothing_is_repeated(heroin, line)


@pytest.mark.parametrize(
    "line",
    [[CANARY], [f"--{CANARY}"], ["substance", CANARY], ["help", CANARY], ["export", CANARY], ["i", CANARY]],
)
def test_no_error_repeats_a_word_that_is_no_command(line: list[str], heroin: Call) -> None:
    check_that_nothing_is_repeated(heroin, line)


@pytest.mark.parametrize("debug", ["", "1"])
@pytest.mark.parametrize("line", [["note", "-"], ["log", "7", "--note", "-"], ["import", "-"]])
def test_no_error_repeats_what_was_piped_in(line: list[str], debug: str, run: Run, heroin: Call) -> None:
    ran = run(*line, piped=CANARY.encode() + b"\xff\xfe", env={"RECOVERY_DEBUG": debug})
    assert ran.code == 4
    assert CANARY not in ran.err + ran.out


@pytest.mark.parametrize("debug", ["", "1"])
def test_a_bug_shows_where_but_never_what(debug: str, heroin: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*values: Any) -> None:
        secret = f"{CANARY} {values}"
        raise ValueError(secret)

    monkeypatch.setenv("RECOVERY_DEBUG", debug)
    monkeypatch.setattr("recovery.journal.writing.note", broken)
    ran = heroin("note", CANARY)
    assert ran.code == 1
    assert CANARY not in ran.err + ran.out
    assert "RECOVERY_DEBUG" in ran.err
    assert ("test_cli.py" in ran.err) == bool(debug)


def test_debug_shows_where_an_error_comes_from(heroin: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "clock.py" not in heroin("log", "7", "--at", "tomorrow").err
    monkeypatch.setenv("RECOVERY_DEBUG", "1")
    assert "clock.py" in heroin("log", "7", "--at", "tomorrow").err


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, EOFError])
def test_stopping_is_no_bug(interruption: type[BaseException], heroin: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: Any) -> None:
        raise interruption

    monkeypatch.setattr("recovery.journal.writing.note", stop)
    ran = heroin("note", "x")
    assert (ran.code, ran.err) == (130, "\nStopped.\n")


def test_exit_codes_are_those_promised() -> None:
    family = {error.__name__: error.exit_code for error in errors.RecoveryError.__subclasses__()}
    promised = {"Usage": 2, "NotFound": 3, "Refused": 4, "Unreadable": 5}
    assert {name: code for name, code in family.items() if name in promised} == promised


def test_a_reader_who_leaves_is_no_error(heroin: Call) -> None:
    """`recovery show --all | head -1`: a pipe closed before everything was written."""
    for _ in range(4):
        assert heroin("note", "x" * 20_000).code == 0
    for line in (["show", "--all"], ["show", "--all", "--json"], ["search", "xx"]):
        read, write = os.pipe()
        os.close(read)
        with os.fdopen(write, "wb") as pipe:
            done = subprocess.run(PROGRAM + line, stdout=pipe, stderr=subprocess.PIPE, check=False)
        assert (done.returncode, done.stderr) == (0, b""), line


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("line", [["log", "7"], ["show", "--all"], ["--help"]])
def test_an_answer_that_cannot_be_written_is_said_and_the_entry_is_kept(line: list[str], heroin: Call) -> None:
    assert heroin("note", "x" * 20_000).code == 0
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(PROGRAM + line, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 4
    assert "stays kept" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(heroin("show", "--json").json) == (2 if line[0] == "log" else 1)


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_do_no_harm(closed: str, heroin: Call) -> None:
    """As cron or a desktop may start the program."""
    assert heroin("log", "5").code == 0  # still open, so that the next one wants to ask
    done = subprocess.run(f'"{PROGRAM[0]}" -m recovery log 7 {closed}', shell=True, check=False)  # noqa: S602
    assert done.returncode == 0
    assert len(heroin("show", "--json").json) == 2


def test_a_refused_value_is_not_repeated_and_a_field_set_by_name_keeps_its_name(heroin: Call) -> None:
    assert "-93" not in heroin("log", "-93").err
    assert "793" not in heroin("log", "7", "--minutes=99793").err
    id = str(heroin("log", "7", "--json").json["id"])
    assert heroin("edit", id, "--set", "intensity=11").err.startswith("intensity must be")
    assert heroin("edit", id, "--intensity", "11").err.startswith("--intensity must be")
    checkin = str(heroin("checkin", "--sleep", "7", "--json").json["id"])
    assert heroin("edit", checkin, "--set", "sleep_hours=25").err.startswith("sleep_hours must be")
    assert heroin("edit", checkin, "--sleep", "25").err.startswith("--sleep must be")


def test_every_other_name_of_an_option_is_one_of_some_command() -> None:
    """What the table of other names says must be there, or a refusal would fall back to the field in silence."""
    options = {param.name for row in table.COMMANDS for param in typer_line.click_command(row).params}
    assert set(usage_errors._OPTION_OF.values()) <= options


@pytest.mark.skipif(sys.platform != "linux", reason="other file systems take no such name")
def test_a_folder_whose_name_is_no_utf_8_is_a_folder(home: Path, tmp_path: Path) -> None:
    there = {**os.environ, "RECOVERY_HOME": os.fsdecode(os.fsencode(tmp_path) + b"/a\xffb")}
    begin = ["init", "--since", "2026-01-01", "--substance", "heroin", "--timezone", "UTC"]
    for line in (begin, ["log", "5"], ["today"], ["backup"], ["doctor"]):
        ran = subprocess.run([*PROGRAM, *line], env=there, capture_output=True, check=False)
        assert (ran.returncode, b"Traceback" in ran.stderr) == (0, False), ran.stderr
    assert list(Path(there["RECOVERY_HOME"]).glob("backups/daily-*"))


def test_what_breaks_after_the_answer_is_said_in_the_one_place(
    heroin: Call, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> None:
        raise UnicodeEncodeError("utf-8", "secret", 0, 1, "secret")

    monkeypatch.setattr(cli, "_afterwards", broken)
    monkeypatch.setattr(sys, "argv", ["recovery", "log", "5"])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 0
    out, err = capsys.readouterr()
    assert "Kept" in out
    assert "Something in the program itself broke (UnicodeEncodeError)" in err
    assert "secret" not in err
