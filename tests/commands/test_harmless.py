"""Escape sequences, control characters, changes of direction, planted wherever text comes from: none is shown."""

from __future__ import annotations

import os
import re
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from recovery import console, prompts, theme
from recovery.store import home as store_home
from tests.conftest import Call, OpenTerminal, Ran

PLANTED = "a\x1b[8mb\x1b]0;title\x07c\x9b31md\x08e\x7ff\u202eg\u2066h\u200bi\x1b[2K\rj\ufeffk"
HARM = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
WORD = "canary"
WRITTEN = [
    ("init", "--substance", "canary0", "--since", "2026-01-01"),
    ("log", "7", "canary trigger", "-c", "canary skill", "-n", "canary note", "--outcome", "passed"),
    ("lapse", "-t", "canary trigger", "--amount", "canary amount", "-n", "canary note"),
    ("note", "canary text"),
    ("checkin", "--no-use", "--day", "yesterday", "--good", "canary good", "--note", "canary", "--sign", "canary sign"),
    ("intend", "canary intention"),
    *(("plan", "add", section, f"canary {section}") for section in "reason sign skill surroundings reward".split()),
    ("plan", "add", "situation", "canary situation", "-t", "canary trigger", "--then", "canary then"),
    ("plan", "add", "contact", "canary contact", "--phone", "555 0101", "--role", "canary role"),
    ("med", "add", "canary medicine", "--dose", "canary dose", "--prescriber", "canary prescriber"),
    ("discuss", "canary topic"),
    ("goal", "add", "canary goal", "--reward", "canary reward"),
    ("appointment", "add", "canary appointment", "--on", "in 3 days", "--place", "canary place"),
    ("naloxone", "add", "canary shelf"),
    ("health", "test", "canary test"),
    ("numbers", "add", "canary friend", "555 0100"),
    ("private", "add", "canary private"),
    ("passphrase", "card", "--step", "canary step", "--number", "555 0100"),
]
SHOWN = [
    *"today,streak,triggers,report,calendar,sos,sos overdose,config,doctor,show --all,search canary".split(","),
    *"undo --list,plan show,plan check,plan history,plan review,trigger list,skill list,substance list".split(","),
    *"med list,med show,med card,dose list,discuss list,goal list,appointment list,naloxone list".split(","),
    *"health list,numbers list,private list,remind list,learn,assess due,sync status,devices".split(","),
    *"today --prompt,report --all-weeks,export counselor --with-notes --with-names --yes -o -".split(","),
    *"export data -o -,plan show --json,log 5,after passed".split(","),
]


@pytest.fixture
def coloured(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard output as a terminal with colours, at which nobody answers."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda stream: stream is sys.stdout)


def harm_in(ran: Ran) -> str:
    """What of it a terminal would obey, after the looks of the theme."""
    return " ".join(HARM.findall(theme.SAID.sub("", ran.out + ran.err)))


def plant(folder: Path) -> int:
    """Put it into every text of the journal, past the rules; returns how often."""
    count = 0
    with closing(sqlite3.connect(folder / "journal.db")) as journal:
        tables = [
            row[0]
            for row in journal.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%STRICT%'")
        ]
        for table in tables:
            for _, column, kind, *_ in journal.execute(f"PRAGMA table_info({table})").fetchall():
                if kind == "TEXT":
                    with suppress(sqlite3.Error):
                        change = f"UPDATE {table} SET {column} = replace({column}, ?, ?) WHERE {column} LIKE ?"
                        count += journal.execute(change, (WORD, f"{WORD}{PLANTED}", f"%{WORD}%")).rowcount
        journal.commit()
    return count


def spoiled(values: Any) -> Iterator[Any]:
    """The settings, with each of their texts and names spoiled in turn."""
    if isinstance(values, str):
        yield values + PLANTED
    elif isinstance(values, dict):
        for name, value in values.items():
            yield from ({**values, name: other} for other in spoiled(value))
            yield {**{key: held for key, held in values.items() if key != name}, name + PLANTED: value}
    elif isinstance(values, list):
        for place, value in enumerate(values):
            yield from ([*values[:place], other, *values[place + 1 :]] for other in spoiled(value))


def test_nothing_planted_in_the_journal_reaches_a_screen(
    call: Call, home: Path, coloured: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for line in WRITTEN:
        assert call(*line).code == 0, line
    assert plant(home) > 25
    card = home / "card.json"
    card.write_text(card.read_text().replace(WORD, repr(PLANTED)[1:-1].replace("\\x", "\\u00")))
    for shown in SHOWN:
        ran = call(*shown.split())
        assert ran.code in (0, 2, 3, 4, 5), (shown, ran)
        assert not harm_in(ran), (shown, ran)
    monkeypatch.setenv("COLUMNS", "40")
    for shown in ("today", "plan show", "report"):
        assert not harm_in(call(*shown.split())), shown


def test_nothing_planted_in_the_settings_reaches_a_screen(call: Call, home: Path, coloured: None) -> None:
    assert call(*WRITTEN[0]).code == 0
    reminder = {"name": "n", "what": "checkin", "at": "20:00", "with": "cron", "files": ["/x"]}
    numbers = {"added": [["friend", "555 0100"]], "hidden": ["988"]}
    store_home.save_settings(
        {
            "date_order": "dmy",
            "country": "US",
            "reminders": [reminder],
            "numbers": numbers,
            "checkin": ["mood"],
            "x": "y",
        }
    )
    shown = [line.split() for line in "config,doctor,sos,remind list,remind remove --all,numbers list".split(",")]
    for values in spoiled(store_home.settings()):
        content = tomli_w.dumps(values)
        for line in shown:
            (home / "config.toml").write_text(content)
            assert not harm_in(call(*line)), (line, content)
    (home / "config.toml").write_text(f'x = "{PLANTED}"\n')
    for line in shown:
        assert not harm_in(call(*line)), line


def test_nothing_planted_in_the_environment_or_a_name_reaches_a_screen(
    call: Call, tmp_path: Path, coloured: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoilt = tmp_path / PLANTED.replace("\0", "")
    monkeypatch.setenv("RECOVERY_HOME", str(spoilt))
    assert not harm_in(call("today"))
    assert call(*WRITTEN[0]).code == 0
    spoilt.with_name("in" + PLANTED).write_text("no line\n")
    for name in ("EDITOR", "VISUAL", "RECOVERY_PASSPHRASE_COMMAND", "XDG_CONFIG_HOME", "COLUMNS"):
        monkeypatch.setenv(name, f"{tmp_path}/{PLANTED}")
    monkeypatch.setenv("RECOVERY_SERVER_DATABASE", f"sqlite:///{PLANTED}")
    note = call("note", "x", "--json").json["id"]
    place = f"{tmp_path}/%s{PLANTED}"
    remind = ("remind", "add", "checkin", "--at", "20:00", "--with")
    for line in (
        *(("edit", note), ("doctor",), ("backup",), ("backup", "-o", place % "out"), ("restore", place % "no")),
        *(("import", place % "in"), ("import", place % "none"), ("export", "data", "-o", place % "x")),
        *(("serve", "backup", place % "y"), ("serve", "--port", "0", "--origin", PLANTED), ("sync", "join", PLANTED)),
        *((*remind, "cron"), (*remind, "systemd"), ("demo", "--keep", place % "d")),
        *((PLANTED,), ("log", PLANTED), ("show", PLANTED), ("log", "5", f"--{PLANTED}")),
    ):
        ran = call(*line)
        assert not harm_in(ran), (line, ran)


def test_what_is_asked_is_harmless_too(terminal: OpenTerminal, call: Call, home: Path) -> None:
    for line in WRITTEN[:3]:
        assert call(*line).code == 0
    assert plant(home) > 5
    opened = terminal("undo", env={"TERM": "xterm-256color"})
    opened.see("[")
    opened.type("n")
    opened.end()
    raw = theme.SAID.sub("", opened.raw.replace("\x1b[?2004h", "").replace("\x1b[?2004l", "").replace("\r\n", "\n"))
    assert not HARM.findall(raw.replace("\r", "")), opened.raw
    assert WORD in opened.raw


@pytest.mark.parametrize("print_it", [console.say, console.tell, console.say_whole, console.draw])
def test_the_places_that_print_let_nothing_through(
    print_it: Any, coloured: None, capsys: pytest.CaptureFixture[str]
) -> None:
    print_it(f"{console.style('mine', theme.FREE)} {PLANTED}")
    said = "".join(capsys.readouterr())
    assert not HARM.findall(theme.SAID.sub("", said)), said
    if print_it is not console.draw:
        assert f"\x1b[{theme.codes(theme.FREE, colours=True)}mmine" in said, "what is ours stays"
    assert not HARM.findall(theme.SAID.sub("", console.drawn(PLANTED, styled=True)))
    assert not HARM.findall(theme.SAID.sub("", prompts._asked(PLANTED)))


def test_no_sequence_that_could_hide_a_letter_counts_as_a_look() -> None:
    for sequence in (
        "\x1b[8m",
        "\x1b[30m",
        "\x1b[38;5;0m",
        "\x1b[48;5;1m",
        "\x1b[1;8m",
        "\x1b[7m",
        "\x1b[38;2;0;0;0m",
        "\x1b[2K",
    ):
        assert "\x1b" not in console.harmless(f"x{sequence}y{os.linesep}"), sequence
