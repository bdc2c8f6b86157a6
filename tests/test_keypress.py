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
    for word, key in ((b"yes\n", "y"), (b"Y\n", "Y"), (b"passed", "p")):
        typed(word)
        assert keypress.asked("Used?") == key
        assert keypress.within(0) is None
    typed(b"quit\n")
    assert keypress.chosen("Passed?", "pu") == keypress.ENTER
    assert keypress.within(0) is None


def test_what_is_typed_ahead_answers_the_question_to_come(typed: Type) -> None:
    typed(b"\n7")
    assert [keypress.asked("Used?"), keypress.asked("Mood?")] == [keypress.ENTER, "7"]


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
    assert keypress.asked("Which?") == "ä"
    typed(b"\x04")
    with pytest.raises(EOFError):
        keypress.asked("Which?")


def test_within_waits_no_longer_than_told(typed: Type) -> None:
    assert keypress.within(0.01) is None
    typed(b"R")
    assert keypress.within(5) == "r"


def test_where_no_keys_can_be_read_the_first_letter_of_a_line_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("yes\n\nPassed\n"))
    assert keypress.asked("Used?") == "y"
    assert keypress.within(None) == keypress.ENTER
    assert keypress.chosen("Passed?", "pu") == "p"
    with pytest.raises(EOFError):
        keypress.asked("More?")
    assert keypress.chosen("Passed?", "pu") == keypress.ENTER
