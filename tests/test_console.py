"""What is shown is harmless, whole and plain where it has to be."""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery import console

if TYPE_CHECKING:
    from tests.conftest import Call, OpenTerminal, Run


@given(st.text())
def test_clean_text_moves_no_cursor_and_turns_no_direction(text: str) -> None:
    shown = console.clean(text)
    assert not any(char in shown for char in "\x1b\x07\x08\r\x7f\x9b\u202e\u2066\u2028\ufeff\u200b")
    assert all(char in "\n\t" or ord(char) >= 32 for char in shown)
    assert console.clean(shown) == shown


@given(st.text(), st.integers(1, 40))
def test_one_line_is_one_line_and_no_longer_than_wanted(text: str, limit: int) -> None:
    shown = console.one_line(text, limit)
    assert len(shown) <= limit
    assert "\n" not in shown
    assert console.one_line(text) == " ".join(console.clean(text).split())


@pytest.mark.parametrize("text", ["caf\u00e9", "\u65e5\u672c", "\U0001f468\u200d\U0001f469", "a\tb", "two\nlines", ""])
def test_honest_text_is_left_alone(text: str) -> None:
    assert console.clean(text) == text


@pytest.mark.parametrize(
    ("words", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_joined(words: list[str], text: str) -> None:
    assert console.joined(words) == text


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_a_screen_that_has_fewer_letters_still_gets_an_answer(
    encoding: str, monkeypatch: pytest.MonkeyPatch, heroin: Call
) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    monkeypatch.setattr(sys, "stdout", stream)
    console.say("caf\u00e9 \u65e5")
    console.emit({"text": "caf\u00e9 \u65e5"})
    stream.flush()
    said = stream.buffer.getvalue().decode(encoding)
    line, _, document = said.partition("\n")
    assert line == "caf\u00e9 \u65e5".encode(encoding, "replace").decode(encoding)
    assert json.loads(document) == {"text": "caf\u00e9 \u65e5"}


@pytest.mark.parametrize("env", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "POSIX"}])
def test_any_locale_keeps_what_was_written(env: dict[str, str], run: Run, heroin: Call) -> None:
    ran = run("note", "caf\u00e9 \u65e5", env=env)
    assert ran.code == 0
    assert heroin("show", "--json").json[0]["text"] == "caf\u00e9 \u65e5"
    assert run("show", env=env).code == 0
    assert run("show", "--json", env=env).json[0]["text"] == "caf\u00e9 \u65e5"


def test_json_knows_no_number_that_is_none() -> None:
    with pytest.raises(ValueError, match="JSON"):
        console.emit({"value": float("nan")})


class Screen(io.StringIO):
    """A terminal in a test."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("env", "styled"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False), ({"NO_COLOR": ""}, True)]
)
def test_colour(env: dict[str, str], styled: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdout", Screen())
    assert (console.style("text", "bold") != "text") == styled
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert console.style("text", "bold") == "text"


@pytest.mark.parametrize("columns", [36, 50])
def test_no_question_and_no_remark_breaks_inside_a_word(terminal: OpenTerminal, columns: int) -> None:
    setting = terminal("init", "--since", "2026-01-01", "--substance", "heroin", "--passphrase", columns=columns)
    for asked in ("New passphrase:", "once more:"):
        setting.see(asked)
        setting.type("a long enough passphrase")
    for asked in ("later)", "screen."):
        setting.see(asked)
        setting.type("")
    assert setting.end() == 0
    changing = terminal("passphrase", "change", columns=columns)
    for asked in ("Passphrase:", "New passphrase:", "once more:"):
        changing.see(asked)
        changing.type("a long enough passphrase")
    changing.see("[y/N]")
    words = " ".join(changing.screen.split())
    assert "Could somebody know the old passphrase? Then everything is encrypted again. [y/N]" in words
