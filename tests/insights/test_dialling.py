"""A number shown large: it is legible wherever it is drawn."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from recovery import console
from recovery.insights.gaps import Facts, findings
from recovery.insights.sos import Known
from recovery.insights.views import dialling, sos
from recovery.plans.plan import Plan
from recovery.safety.shown_while_locked import LockedCard, keep_locked_card, locked_card
from tests.plans.test_plan import item

TODAY = date(2026, 3, 22)

SAME = ("1-800-RECOVER", "1-800-7326837")
BLOCKS = re.compile("[█▀▄]")


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


def test_letters_are_drawn_as_the_digits_that_are_dialled(on_a_terminal: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    letters, digits = ("\n".join(dialling.lines("x", number)) for number in SAME)
    assert SAME[0] in letters
    assert letters.replace(*SAME) == digits


def test_who_has_no_number_that_can_be_dialled_is_not_among_those_to_call(home: Path) -> None:
    plan = Plan(tuple(item("contacts", name, phone=number) for name, number in (("Ana", "abc"), ("Maria", "112"))))
    assert sos.called(Known(plan=plan))[0] == ("Maria", "112")
    assert "Ana" not in dict(sos.called(Known(plan=plan)))
    told = [finding.text for finding in findings(plan, Facts(), TODAY) if finding.kind == "contact_without_phone"]
    assert told == ["Ana has no number in the plan."]
    assert any("no number yet" in line and "Ana" in line for line in sos.call_list(Known(plan=plan)))
    keep_locked_card(LockedCard(["breathe"], "Ana", "abc"))
    assert locked_card() == LockedCard(["breathe"], "Ana", "")
