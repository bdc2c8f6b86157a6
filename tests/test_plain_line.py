"""A plain line is read without typer as typer would read it; whatever else it is, typer reads it."""

from __future__ import annotations

from functools import cache, wraps
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery import plain_line, typer_line
from recovery.table import COMMANDS, Command, function_of

BY_NAME = {command.name: command for command in COMMANDS}
DAILY = (
    *(
        "log 7",
        "log 7 payday",
        "log payday",
        "log 7/10 old corner -t rain -t cold -c walk --outcome passed --at 3h_ago",
    ),
    *("log 7 --minutes 1h30 --json", "after passed --intensity 3", "lapse --overdose near --naloxone -s heroin"),
    *("used heroin", "surf --plain", "checkin --no-use --mood 6 --sleep 7.5 --sign tired --note -", "checkin --used"),
    *("intend walk", "note Told Maria -t rain", "show", "show ab12 --history", "search payday corner --last 7d"),
    *("show --kind craving --trigger payday --all", "undo --list", "today --prompt", "today", "streak --window 30"),
    *("report --json", "sos", "sos overdose", "dose taken methadone -e nausea"),
)
VALUES = (
    "7 0 -1 7/10 11 1.5 7,5 1_0 ٣ nan inf 1e3 x passed used taken overdose near yesterday craving heroin ab12 1h30"
    " -h --help help -- - -7 -cwalk --at=fri --json=1 --nothing --js -jn"
).split()


@cache
def typers(name: str) -> tuple[Any, list[dict[str, Any]], list[str]]:
    """The command as typer builds it, what its function was called with so far, and the names of its options."""
    command, heard = BY_NAME[name], list[dict[str, Any]]()
    function = function_of(command)

    @wraps(function)
    def noted(**values: Any) -> None:
        heard.append(values)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(typer_line, "function_of", lambda _: noted)
        built = typer_line.click_command(command)
    return built, heard, ["--help", *(name for param in built.params for name in (*param.opts, *param.secondary_opts))]


def by_typer(command: Command, arguments: list[str]) -> dict[str, Any]:
    built, heard, _ = typers(command.name)
    with typer_line._read(command._replace(unread=""), built, arguments) as context:
        built.invoke(context)
    return heard.pop()


@st.composite
def lines(draw: st.DrawFn) -> tuple[Command, list[str]]:
    name = draw(st.sampled_from([line.split(maxsplit=1)[0] for line in DAILY]))
    options = [option for option in typers(name)[2] if option.startswith("-")]
    word = st.sampled_from(options) | st.sampled_from(VALUES) | st.text(max_size=4)
    value = st.sampled_from(["7", "payday", "passed", "2026-03-01", "walk", "7.5"])
    typed = st.tuples(st.sampled_from(options), value) | st.tuples(word)
    return BY_NAME[name], [word for words in draw(st.lists(typed, max_size=5)) for word in words]


def same(line: tuple[Command, list[str]]) -> None:
    command, arguments = line
    plain = plain_line.read(function_of(command), arguments)
    if plain is not None:
        assert repr(plain.params) == repr(by_typer(command, arguments))


@given(lines())
def test_what_is_read_without_typer_is_what_typer_reads(line: tuple[Command, list[str]]) -> None:
    same(line)


@pytest.mark.parametrize("line", DAILY)
def test_a_daily_line_is_plain(line: str) -> None:
    command = BY_NAME[line.split(maxsplit=1)[0]]
    arguments = [word.replace("_", " ") for word in line.split()[1:]]
    assert plain_line.read(function_of(command), arguments) is not None
    same((command, arguments))


@pytest.mark.parametrize(
    "line",
    [
        *("log --help", "log 7 -h", "log 7 --outcome gone", "log 7 -tpayday", "log 7 --trigger=payday", "log 7 --at"),
        *("log 7 --note -x", "log 7 -- payday", "log 7 --json --json", "log 7 --at fri --at sat", "log 7%"),
        *("checkin --used --no-use", "checkin --mood x", "streak --window 0", "streak --window x", "completion"),
        *("after passed ab12 more", "completion tcsh", "dose taken a b"),
    ],
)
def test_what_is_not_plain_is_left_to_typer(line: str) -> None:
    name, *arguments = line.split()
    assert plain_line.read(function_of(BY_NAME[name]), arguments) is None
