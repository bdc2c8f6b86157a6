"""The person's own numbers of `sos`: added, hidden and shown again on the phone as at the terminal, in one order."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import time_machine
from hypothesis import given
from hypothesis import strategies as st

from recovery.errors import RecoveryError
from recovery.safety import carrying, numbers, own_numbers
from recovery.store import home
from tests.web.drawn_journals import Row
from tests.web.node import NodeError
from tests.web.phone_rules import Phone
from tests.web.test_same_writing import NOW, SOME, after, compared, folder, opened, phone, stamp, table

__all__ = ["folder", "phone"]
NUMBERS = ("988", "988", "555-0101", "555-0101", " 555  0103 ", "1-800-662-4357", "4" * 43, "5" * 101, "")
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
            carrying.settle(diary.journal, is_step=True)
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
