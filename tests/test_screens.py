"""Every screen of every command on terminals of 40, 80 and 120 columns: nothing is too wide, broken, raw or empty.

`tests/screens.py` holds the lines. A command that joins the table fails here until it has some.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from recovery.folding import cells
from recovery.journal.sample import SITUATIONS, SKILLS
from recovery.table import COMMANDS
from tests import screens
from tests.conftest import Call, OpenTerminal
from tests.screens import LONG, SCREENS, TEXT, WORD, Home, drawn

WIDTHS, WIDE = (40, 80, 120), 160
NAMES = {command.name for command in COMMANDS}
OWN = {
    *re.findall(r"\w+", f"{LONG} {TEXT} {WORD}"),
    *(word for situation in SITUATIONS for name in situation.triggers for word in name.split()),
    *(word for names, _ in SKILLS for name in names for word in name.split()),
}
MARKUP = re.compile(r"\[/?(?:bold|dim|italic|underline|color|red|green|yellow|cyan)\b|\{\w*\}|<built-in|object at 0x")


class Journals(NamedTuple):
    """The journals that screens are drawn from, and a place for their copies."""

    full: Home
    empty: Home
    locked: Home
    scratch: Path


@pytest.fixture(scope="module")
def journals(tmp_path_factory: pytest.TempPathFactory) -> Journals:
    folder = tmp_path_factory.mktemp("screens")
    full, empty = (screens.made(folder / name, full=name == "full") for name in ("full", "empty"))
    return Journals(full, empty, screens.locked(folder / "locked"), folder / "scratch")


def words(text: str) -> set[str]:
    """All words of a text, but those of the person that were cut with a mark, and numbers.

    A narrow screen begins more lines, each with its date.
    """
    whole = re.sub(r"(\w+)\N{HORIZONTAL ELLIPSIS}", lambda cut: "" if _of_the_person(cut[1]) else cut[1], text)
    return set(re.findall(r"\w*[^\W\d]\w*", whole))


def _of_the_person(cut: str) -> bool:
    return any(word.startswith(cut) for word in OWN)


def faults(text: str, columns: int, whole: str) -> Iterator[str]:
    """What is wrong with a screen of so many columns; `whole` is the same where there is room for everything."""
    for line in text.split("\n"):
        if cells(line) > columns and len(line.split()) > 1:  # a wider word stays whole, to be copied
            yield f"too wide: {line}"
        if re.search(r"\bNone\b", line):
            yield f"nothing, said: {line}"
        if MARKUP.search(line):
            yield f"raw: {line}"
    if "program itself broke" in text or not text.strip():
        yield f"no answer: {text}"
    wider = " ".join(part for part in whole.split() if cells(part) > columns)
    if broken := {word for word in words(text) - words(whole) if word not in wider}:
        yield f"broken: {sorted(broken)}"


def broken_lines(
    home: Home, lines: Iterable[str], widths: Sequence[int], scratch: Path, **env: str
) -> dict[str, list[str]]:
    """The faults of some screens, by line and columns."""
    all_of_them = {}
    for line in lines:
        whole = drawn(home, line, WIDE, scratch, **env)
        for columns in widths:
            all_of_them[f"{columns}: {line}"] = [*faults(drawn(home, line, columns, scratch, **env), columns, whole)]
    return {line: said for line, said in all_of_them.items() if said}


def test_every_command_has_a_screen_here_or_a_reason() -> None:
    assert set(SCREENS) == NAMES
    assert {name for name, lines in SCREENS.items() if not lines} == set(screens.NO_SCREEN)
    for name, lines in SCREENS.items():
        for line in filter(None, lines):
            assert max((known for known in NAMES if f"{line} ".startswith(f"{known} ")), key=len) == name


@pytest.mark.parametrize("name", [name for name, lines in SCREENS.items() if lines])
def test_a_screen_is_whole_at_any_width(name: str, journals: Journals) -> None:
    assert broken_lines(journals.full, SCREENS[name], WIDTHS, journals.scratch) == {}
    assert broken_lines(journals.empty, SCREENS[name], WIDTHS[:1], journals.scratch) == {}


@pytest.mark.parametrize("group", range(8))
def test_the_help_of_a_command_is_whole_at_any_width(group: int, journals: Journals) -> None:
    lines = [f"{name} --help" for name in sorted(NAMES)[group::8]]
    assert broken_lines(journals.empty, lines, WIDTHS, journals.scratch) == {}


def test_what_is_no_command_is_whole_at_any_width(journals: Journals) -> None:
    assert broken_lines(journals.full, screens.WITHOUT_COMMAND, WIDTHS, journals.scratch) == {}


def test_a_locked_journal_is_whole_at_any_width(journals: Journals) -> None:
    assert broken_lines(journals.locked, screens.SEALED, WIDTHS, journals.scratch) == {}


@pytest.mark.parametrize(
    ("text", "columns", "said"),
    [
        ("one two three", 10, "too wide"),
        ("https://example.invalid", 10, ""),
        ("trigger: None", 40, "nothing, said"),
        ("[bold]a word[/]", 40, "raw"),
        ("Hello {name}", 40, "raw"),
        ("a wo\nrd", 40, "broken"),
        ("harde\N{HORIZONTAL ELLIPSIS}", 40, "broken"),
        ("Rehabil\N{HORIZONTAL ELLIPSIS}", 40, ""),
        ("", 40, "no answer"),
    ],
)
def test_the_search_finds_each_fault(text: str, columns: int, said: str) -> None:
    whole = "one two three https://example.invalid trigger: None [bold]a word[/] Hello {name} hardest"
    faulty = [fault.partition(":")[0] for fault in faults(text, columns, whole)]
    assert faulty == ([said] if said else [])


@pytest.mark.parametrize("line", ["", "sos", "report", "calendar", "plan show", "help"])
def test_ten_columns_are_an_answer_too(line: str, journals: Journals) -> None:
    assert drawn(journals.full, line, 10, journals.scratch).strip()


def test_a_real_terminal_shows_the_names(heroin: Call, terminal: OpenTerminal) -> None:
    assert heroin("log", "7", "old number called").code == 0
    screen = terminal("triggers", columns=40)
    assert screen.end() == 0
    assert "old number called" in screen.screen
    help_first = terminal("sos", columns=40)
    help_first.see("Enter leaves.")
    help_first.type("")
    assert help_first.end() == 0
    assert help_first.screen.strip().startswith("NOT WAKING, NOT BREATHING?")


def test_a_pipe_without_a_width_is_not_folded(heroin: Call) -> None:
    assert heroin("plan", "add", "skill", shlex.quote(TEXT)).code == 0
    assert max(map(cells, heroin("doctor").out.splitlines())) > 120
