"""What is typed or pasted is kept whole: a terminal that reads lines by itself cuts each at 4,095 letters."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery import typed

if TYPE_CHECKING:
    from tests.conftest import Call, OpenTerminal, Run

LONG = ("what a day it was, " * 400)[:5_999]
BEGUN, ENDED = "\x1b[200~", "\x1b[201~"
letters = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)


def keys(data: bytes) -> Iterator[bytes]:
    """The bytes one by one, as a terminal gives them."""
    yield from (data[place : place + 1] for place in range(len(data)))


def filled(data: bytes, *, several: bool = False) -> str:
    """What a person ends up with who typed that."""
    given_bytes = keys(data)
    return typed._Text("", shown=False).filled(typed._keys(lambda _: next(given_bytes, b"")), several=several)


@given(letters)
def test_a_line_is_what_was_typed(text: str) -> None:
    assert filled(text.encode() + b"\rmore") == text


@given(st.lists(letters, min_size=1))
def test_what_is_pasted_is_one_text_whatever_lines_it_has(lines: list[str]) -> None:
    pasted = "\r".join(lines)
    assert filled(f"{BEGUN}{pasted}{ENDED}\r".encode()) == "\n".join(lines)


@pytest.mark.parametrize(
    ("data", "several", "text"),
    [
        ("abc\x7f\x7fx\r", False, "ax"),
        ("one two\x17three\r", False, "one three"),
        ("one\x15two\r", False, "two"),
        ("é\x7fe\r", False, "e"),
        ("\x7f\x7fa\r", False, "a"),
        ("a\x1b[Db\x1bOAc\x1bxd\r", False, "abcd"),
        ("a\x07b\r", False, "ab"),
        ("a\tb\r", False, "a\tb"),
        ("a\x04b\r", False, "ab"),
        ("no enter", False, "no enter"),
        ("one\rtwo\r\x04", True, "one\ntwo\n"),
        ("one\x04two\n\x04three", True, "onetwo\n"),
        ("\x04", True, ""),
        (f"{BEGUN}a\x04\rb{ENDED}\r\x04", True, "a\nb\n"),
    ],
)
def test_keys_do_what_they_do_in_a_terminal(data: str, several: bool, text: str) -> None:
    assert filled(data.encode(), several=several) == text


@pytest.mark.parametrize("data", [b"\x04", b"\0", b""])
def test_the_end_is_the_end(data: bytes) -> None:
    with pytest.raises(EOFError):
        filled(data)


@pytest.mark.parametrize("form", ["{}", BEGUN + "{}" + ENDED])
def test_a_long_paragraph_as_a_note_loses_nothing(heroin: Call, terminal: OpenTerminal, form: str) -> None:
    asked = terminal("note")
    asked.see("Ctrl-D")
    asked.type(form.format(LONG))
    asked.child.sendeof()
    assert asked.end() == 0
    assert heroin("show", "--json").json[0]["text"] == LONG.strip()


@pytest.mark.parametrize("text", [LONG[:5_000], f"{BEGUN}one\rtwo\rthree{ENDED}"])
def test_a_long_answer_and_one_of_several_lines_are_kept_whole(text: str, heroin: Call, terminal: OpenTerminal) -> None:
    asked = terminal("thought")
    asked.see("?")
    asked.type(text)
    for _ in range(8):
        asked.type("")
    asked.end()
    kept = heroin("show", "--kind", "thought", "--json").json[-1]["situation"]
    assert kept == text.removeprefix(BEGUN).removesuffix(ENDED).replace("\r", "\n").strip()


def test_a_terminal_is_left_as_it_was_found_and_shows_what_is_typed(terminal: OpenTerminal, heroin: Call) -> None:
    asked = terminal("wipe", columns=20)
    asked.child.setecho(state=True)
    asked.see("on: ")
    assert "\x1b[?2004h" in asked.raw
    asked.child.send("abcdefghijklmnopqrstuvwxyz")
    asked.see("xyz")
    asked.child.send("\x17no")
    asked.see("no")
    asked.type("")
    asked.end()
    assert "\x1b[?2004l" in asked.raw
    assert "abc" not in asked.screen, "what was taken away is gone from every row of the screen"


def test_a_pipe_is_read_to_its_end(run: Run, heroin: Call) -> None:
    assert json.loads(run("note", "-", "--json", piped=f"{LONG}\ntwo\n").out)["text"] == f"{LONG}\ntwo"
