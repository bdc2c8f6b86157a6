"""Questions: what is not understood is asked again and never counts; Enter and the end of input mean what they mean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery import console, prompts
from recovery.commands.conversation import text
from recovery.errors import Refused, Usage
from recovery.everyday_words import help_meant

if TYPE_CHECKING:
    from tests.conftest import OpenTerminal


class Person:
    """Somebody who types one line after the other, and sees what is asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
        self.left: Iterator[str] = iter(lines)
        self.seen: list[str] = []
        monkeypatch.setattr("builtins.input", self.answer)
        monkeypatch.setattr(console, "interactive", lambda: True)
        monkeypatch.setattr(prompts, "interactive", lambda: True)

    def answer(self, question: str) -> str:
        assert question.endswith("> ")
        self.seen.append(question.removesuffix(" > "))
        try:
            return next(self.left)
        except StopIteration:
            raise EOFError from None


def test_questions_need_somebody_and_name_what_answers_them() -> None:
    with pytest.raises(Usage, match="--flag"):
        prompts.ask("Really?", str, flag="--flag")
    with pytest.raises(Usage, match="--yes"):
        prompts.confirm("Really?")
    assert prompts.confirm("Really?", yes=True)


@pytest.mark.parametrize(
    ("lines", "default", "expected"),
    [
        (["y"], False, True),
        (["Yes!"], False, True),
        (["n"], True, False),
        (["No."], True, False),
        ([""], True, True),
        ([""], False, False),
        (["hm", "y"], False, True),
        (["hm", "yesterday", "nobody", "ja", "n"], True, False),
        (["hm", ""], True, True),
    ],
)
def test_a_confirmation_is_asked_again_until_it_is_understood(
    lines: list[str], default: bool, expected: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    person = Person(monkeypatch, *lines)
    assert prompts.confirm("Really?", default=default) is expected
    assert person.seen == [f"Really? [{'Y/n' if default else 'y/N'}]"] * len(lines)
    assert capsys.readouterr().out.count("Type y for yes or n for no.") == len(lines) - 1


@pytest.mark.parametrize("ask", [prompts.confirm, prompts.yes_no, prompts.line])
def test_the_end_of_input_is_no_answer(ask: object, monkeypatch: pytest.MonkeyPatch) -> None:
    Person(monkeypatch)
    assert callable(ask)
    with pytest.raises(EOFError):
        ask("Really?")


def test_yes_or_no_may_be_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    Person(monkeypatch, "", "maybe", "n")
    assert prompts.yes_no("Used?") is None
    assert prompts.yes_no("Used?") is False


ANSWERS = prompts._YES | prompts._NO


@given(st.text().filter(lambda text: prompts._plain(text) not in ANSWERS))
def test_nothing_but_yes_and_no_is_either(reply: str) -> None:
    with pytest.raises(Refused):
        prompts.read_yes_no(reply)


def test_a_number_has_its_limits_and_an_example(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Person(monkeypatch, "11", "-1", "6.5", "seven", "10", "0", "", "6,5", "24.1", "nan", "24")
    assert prompts.number("Mood?", 10) == 10
    assert capsys.readouterr().out.count("A whole number from 0 to 10, such as 5.") == 4
    assert prompts.number("Mood?", 10) == 0
    assert prompts.number("Mood?", 10) is None
    assert prompts.number("Slept?", 24, whole=False) == 6.5
    assert prompts.number("Slept?", 24, whole=False) == 24


def test_a_second_empty_line_leaves(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    Person(monkeypatch, "", "Dr Sample", "", "")
    assert prompts.until("Whom?", prompts.or_leave(text)) == "Dr Sample"
    assert prompts.until("Whom?", prompts.or_leave(text)) is None
    assert capsys.readouterr().out.count("Enter once more leaves.") == 2


def test_one_of_several_is_taken_by_number_or_name(monkeypatch: pytest.MonkeyPatch) -> None:
    Person(monkeypatch, "2", "Wine", "0", "3", "", "other", "1")
    assert prompts.one("Which?", ["beer", "wine"]) == "wine"
    assert prompts.one("Which?", ["beer", "wine"]) == "wine", "as it is written down"
    assert prompts.one("Which?", ["beer", "wine"]) == "beer"


def test_one_of_several_may_be_left_out_with_enter(monkeypatch: pytest.MonkeyPatch) -> None:
    Person(monkeypatch, "0", "2", "")
    assert [prompts.one_or_none("Which?", ["beer", "wine"]) for _ in range(2)] == ["wine", None]


def test_several_are_taken_by_number_or_in_own_words(monkeypatch: pytest.MonkeyPatch) -> None:
    offered = ["payday", "boredom"]
    Person(monkeypatch, "1 2", "2, rain at night", "", "7", "rain,,")
    assert prompts.several("What?", offered) == ["payday", "boredom"]
    assert prompts.several("What?", offered) == ["boredom", "rain at night"]
    assert prompts.several("What?", offered) == []
    assert prompts.several("What?", offered) == ["7"]
    assert prompts.several("What?", []) == ["rain"]


def test_on_a_terminal_a_slip_takes_nothing_away_and_the_question_comes_again(terminal: OpenTerminal) -> None:
    begun = terminal("init", "--since", "2026-01-01", "--substance", "heroin", "--timezone", "Europe/Berlin")
    begun.end()
    asked = terminal("checkin", "--day", "today")
    asked.see("Did you use")
    asked.type("jo")
    asked.see("Type y for yes or n for no.")
    asked.see("Did you use")


def test_a_call_for_help_at_a_question_leads_there_and_back_and_is_no_answer(terminal: OpenTerminal) -> None:
    screen = terminal("used")
    for typed, shown, leaving in (("sos", "NOT WAKING", "\r"), ("recovery sos overdose", "breastbone", "")):
        screen.see("[y/n] >")
        screen.type(typed)
        screen.see(shown)
        if leaving:
            screen.see("Enter leaves.")
            screen.child.send(leaving)
    screen.see("[y/n] >")
    screen.child.send("n")
    assert screen.end() == 0
    assert "Nothing was written down." in screen.raw


@pytest.mark.parametrize(
    ("reply", "wants_key", "line"),
    [
        ("sos", False, ["sos"]),
        ("Recovery SOS!", True, ["sos"]),
        ("sos overdose", False, ["sos", "overdose"]),
        ("recovery overdose", False, ["sos", "overdose"]),
        ("help me", False, ["sos"]),
        ("overdose", True, ["sos", "overdose"]),
        ("panic", False, []),
        ("911", False, []),
        ("sos said my brother", False, []),
        ("recovery", True, []),
        ("", True, []),
    ],
)
def test_what_is_a_call_for_help_and_what_an_answer(reply: str, wants_key: bool, line: list[str]) -> None:
    assert help_meant(reply, anywhere=not wants_key) == line


def test_not_knowing_is_no_name(monkeypatch: pytest.MonkeyPatch) -> None:
    Person(monkeypatch, "idk", "idk, my mum", "payday, ???")
    assert prompts.several("What set it off?", ()) == []
    assert prompts.several("What set it off?", ()) == ["my mum"]
    assert prompts.several("What set it off?", ()) == ["payday"]
