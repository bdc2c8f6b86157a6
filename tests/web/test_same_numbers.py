"""The person's own numbers of `sos`: added, hidden and shown again on the phone as at the terminal, in one order."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

import time_machine
from hypothesis import given
from hypothesis import strategies as st

from recovery.errors import RecoveryError
from recovery.safety import dialling, number_sync, numbers, own_numbers
from recovery.safety.numbers import UNDATED
from recovery.store import home
from tests.safety.test_dialling import DIALLED, NOBODY_DIALS, TO_PRESS
from tests.web.drawn_journals import Row
from tests.web.node import NodeError
from tests.web.phone_rules import Phone
from tests.web.test_same_writing import NOW, SOME, after, compared, folder, opened, phone, stamp, table

__all__ = ["folder", "phone"]
NUMBERS = (
    "988",
    "988",
    "abc",
    "1-800-RECOVER",
    "*134*7355#",
    "555-0101",
    "555-0101",
    " 555  0103 ",
    "1-800-662-4357",
    "4" * 43,
    "5" * 101,
    "",
)
NAMES = (
    "Ana",
    "  my   sister ",
    "a name that is long enough to be cut after one of its many, many words",
    "",
    "n" * 101,
)
SAID = st.tuples(st.sampled_from(["add", "hide", "show"]), st.sampled_from(NUMBERS), st.sampled_from(NAMES))
PROFILE: Row = {"kind": "profile", "timezone": "America/New_York", "day_starts": "04:00", "seed": None}


@given(steps=st.lists(SAID, min_size=4, max_size=12), country=st.sampled_from(["US", "DE", None]))
@SOME
def test_numbers_of_ones_own(phone: Phone, steps: list[tuple[str, str, str]], country: str | None) -> None:
    with time_machine.travel(NOW, tick=False), opened([PROFILE]) as diary:
        home.save_settings({} if country is None else {"country": country})
        rows = [PROFILE]
        for what, number, name in steps:
            with suppress(RecoveryError):
                if what == "add":
                    own_numbers.add(name, number, name, diary.today)
                elif what == "hide":
                    own_numbers.hide(number)
                else:
                    own_numbers.show(number)
            number_sync.settle(diary.journal, is_step=True)
            rows = changed(rows, there(phone, rows, country, (what, number, name), str(diary.today)))
            assert shown(phone, rows, country) == [numbers.line_json(line) for line in numbers.crisis_lines()]
        mine = [row for row in rows if row["kind"] == "number"]
        assert compared(mine, set()) == compared(table(diary.journal, "number"), set())


def changed(rows: list[Row], edits: list[Any]) -> list[Row]:
    """The rows once these edits are made."""
    gone = [edit["remove"]["local"] for edit in edits if "remove" in edit]
    return after([row for row in rows if row.get("number", "") not in gone], [edit for edit in edits if "put" in edit])


def there(phone: Phone, rows: list[Row], country: str | None, said: tuple[str, str, str], day: str) -> list[Any]:
    """The edits that the phone makes of it; none where it refuses."""
    what, number, name = said
    present = {"rows": rows, "now": stamp(NOW), "id": "fresh"}
    if what == "add":
        given_now = {"country": country, **phone.ask("own_numbers.ownNumbers", rows)}
        with suppress(NodeError):
            made: list[Any] = phone.ask(
                "number_writing.numberAdded", present, given_now, {"name": name, "number": number, "for": name}, day
            )
            return made
        return []
    if what == "hide" and number not in {line["number"] for line in shown(phone, rows, country)}:
        return []  # its screen has no button for it
    edits: list[Any] = phone.ask(f"number_writing.number{'Hidden' if what == 'hide' else 'Shown'}", present, number)
    return edits


def shown(phone: Phone, rows: list[Row], country: str | None) -> Any:
    """What `sos --json` has of them."""
    own = phone.ask("own_numbers.ownNumbers", rows)
    return phone.ask("sos.sos", rows, stamp(NOW), {"country": country, **own})["crisis_lines"]


SIGNS = ("5550100", "112", "15", "5", "1-800-", "(866) ", "+", "*", "#", " ", "-", "/", ".", "A", "RECOVER", "x", "é")
WRITTEN = st.lists(st.sampled_from((*SIGNS, "\u0669\u0668", "\U0001d7ff")), max_size=7).map("".join)


@given(st.lists(WRITTEN, max_size=12))
@SOME
def test_what_is_dialled_is_one_and_a_link_has_no_other_signs(phone: Phone, written: list[str]) -> None:
    for number in [*written, *DIALLED, *TO_PRESS, *NOBODY_DIALS]:
        digits = dialling.dialled(number)
        assert phone.ask("dialling.canBeDialled", number) == dialling.can_be_dialled(number)
        assert phone.ask("numbers.link", number) in (
            (f"tel:{digits}", f"sms:{digits}?&body=HOME") if digits else (None,)
        )
        assert re.fullmatch("[+*]?[0-9]*", digits)


def test_a_number_that_nobody_can_dial_comes_last_on_both(phone: Phone) -> None:
    """An older program kept it, and another device hands it on: it is shown, and stands before nobody."""
    row = {
        "kind": "number",
        "id": "1",
        "number": "abc",
        "name": "Ana",
        "what_for": None,
        "added_on": None,
        "position": 1,
    }
    with opened([PROFILE]):
        home.save_settings(
            {"country": "US", "lines": [{"name": "Ana", "number": "abc", "for": "", "added_on": UNDATED}]}
        )
        here = [numbers.line_json(line) for line in numbers.crisis_lines()]
    assert here == shown(phone, [PROFILE, row], "US")
    assert [line["number"] for line in here][:: len(here) - 1] == ["911", "abc"]
