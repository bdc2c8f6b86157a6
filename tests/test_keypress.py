"""Single keys from a terminal: what is typed ahead stays, what is no key does nothing, the terminal is as before."""

from __future__ import annotations

import io
import os
import pty
import sys
import termios
from collections.abc import Callable, Iterator

import pytest

from recovery import keypress

Type = Callable[[bytes], None]


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Type]:
    """Types on a terminal that is this process's input."""
    person, terminal = pty.openpty()
    with os.fdopen(terminal, "r", closefd=True) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        before = termios.tcgetattr(terminal)
        yield lambda content: (os.write(person, content), None)[1]
        assert termios.tcgetattr(terminal) == before
    os.close(person)


def test_a_word_typed_at_a_question_is_one_answer_and_nothing_of_it_is_left(typed: Type) -> None:
    for content, answer in (
        (b"y", "y"),
        (b"Y\n", "Y"),
        (b"yes\n", "yes"),
        (b"maybe y\n", "maybe y"),
    ):
        typed(content)
        assert keypress.asked("Used?", "yn") == answer
        assert keypress.within(0) is None
    typed(b"quit\n")
    assert keypress.chosen("Passed?", "pu") == keypress.ENTER
    assert keypress.within(0) is None


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        ("y|", "y"),
        ("m|y|\r", "my"),
        ("n\u00f6\x7f|o\n", "no"),
        ("yes\x15n|", "n"),
        ("\x7f\x04y|", None),
        ("n\x04o\r", "no"),
        ("\x1b", ""),
    ],
)
def test_a_line_begun_at_a_question_of_one_key_is_mended_and_ends_with_enter(keys: str, answer: str | None) -> None:
    """A | is a pause, which ends a key, and no word."""
    pressed = iter(keys)

    def read(seconds: float | None) -> str | None:
        key = next(pressed)
        if key == "|" and seconds is None:
            key = next(pressed)
        return None if key == "|" else key

    if answer is None:
        with pytest.raises(EOFError):
            keypress._key_or_line("", read, "yn")
    else:
        assert keypress._key_or_line("", read, "yn") == answer


def test_what_is_typed_ahead_answers_the_question_to_come(typed: Type) -> None:
    typed(b"\n7")
    assert [keypress.asked("Used?", "yn"), keypress.asked("Mood?", "7")] == [keypress.ENTER, "7"]


def test_an_arrow_is_no_answer_and_escape_leaves(typed: Type) -> None:
    typed(b"\x1b[A")
    assert keypress.within(0.2) is None
    typed(b"\x1b[Bp")
    assert keypress.within(0.2) is None
    typed(b"\x1b")
    assert keypress.chosen("Passed?", "pu") == keypress.ENTER


@pytest.mark.parametrize(("content", "key"), [(b"\n", ""), (b"\r", ""), (b"q", ""), (b"\x04", ""), (b"xP", "p")])
def test_chosen_takes_what_is_allowed_or_leaves(typed: Type, content: bytes, key: str) -> None:
    typed(content)
    assert keypress.chosen("Passed?", "pu") == key


def test_the_end_of_input_ends_a_question_and_a_letter_of_two_bytes_is_one_key(typed: Type) -> None:
    typed("ä".encode())
    assert keypress.asked("Which?", "ä") == "ä"
    typed(b"\x04")
    with pytest.raises(EOFError):
        keypress.asked("Which?", "ä")


def test_within_waits_no_longer_than_told(typed: Type) -> None:
    assert keypress.within(0.01) is None
    typed(b"R")
    assert keypress.within(5) == "r"


def test_where_no_keys_can_be_read_a_line_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("yes\n\nPassed\n"))
    assert keypress.asked("Used?", "yn") == "yes"
    assert keypress.within(None) == keypress.ENTER
    assert keypress.chosen("Passed?", "pu") == "p"
    with pytest.raises(EOFError):
        keypress.asked("More?", "yn")
    assert keypress.chosen("Passed?", "pu") == keypress.ENTER
