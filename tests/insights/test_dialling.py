"""A number shown large: what a phone would dial, and that all of it is legible wherever it is drawn."""

from __future__ import annotations

import re

import pytest

from recovery import console
from recovery.insights.views import dialling

BLOCKS = re.compile("[█▀▄]")


@pytest.mark.parametrize(
    ("number", "dialled"),
    [
        ("1-800-662-4357", "18006624357"),
        ("+49 (0)30 901820", "+49030901820"),
        ("555-0100 ext 12", "5550100"),
        ("0170 123456 / 0171 654321", "0170123456"),
        ("911", "911"),
        ("no number yet", ""),
        ("text HOME to 741741", "741741"),
        ("12", ""),
    ],
)
def test_what_a_phone_dials(number: str, dialled: str) -> None:
    assert dialling.to_dial(number) == dialled


@pytest.fixture(params=[True, False])
def on_a_terminal(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setattr(console, "coloured", lambda: request.param)
    monkeypatch.setenv("LINES", "24")


@pytest.mark.parametrize("columns", [20, 40, 80, 120])
def test_number_and_name_stand_there_in_plain_text_at_any_width(
    columns: int, on_a_terminal: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    shown = [
        re.sub(r"\x1b\[[0-9;]*m", "", line) for line in dialling.lines("Maria, sponsor, any hour", "+1 800 555-0100")
    ]
    assert max(map(len, shown)) <= columns
    assert columns < 40 or len(shown) + (2 if columns > 40 else 4) <= 24, "with the keys below it, one screen"
    assert any("+1 800 555-0100" in line for line in shown)
    drawn = dialling.lines("Maria", "+1 800 555-0100")
    assert [console.harmless(line) for line in drawn] == drawn, "a camera reads it as it is written out"
    assert "sponsor" in " ".join(shown)
    assert ("camera" in " ".join(shown)) is (columns >= 40)


def test_through_a_pipe_and_without_a_number_there_is_no_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert "camera" not in " ".join(dialling.lines("Maria", "555-0100"))
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert not BLOCKS.search("".join(dialling.lines("Maria", "ask Ana")))
