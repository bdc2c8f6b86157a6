"""The person's own numbers go to all their devices: the journal carries them, the settings hold what `sos` reads.

`sos` must answer without a key and beside a damaged journal, so what it shows lies in the settings, where `numbers`
changes it. What the journal said when the two last met lies there as well: by that it is told who changed what.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from recovery.errors import RecoveryError, Refused
from recovery.safety import queries
from recovery.safety.numbers import added
from recovery.safety.own_number import LAST_POSITION, OwnNumber
from recovery.store import connection, home
from recovery.store.connection import Journal
from recovery.store.names import clean_name
from recovery.store.records import replace
from recovery.store.rules import new_id

LINES, HIDDEN = "lines", "hidden_lines"
CARRIED_LINES, CARRIED_HIDDEN = "carried_lines", "carried_hidden_lines"
NAMES = (LINES, HIDDEN, CARRIED_LINES, CARRIED_HIDDEN)
COMMAND = "numbers"


def settle_here(*, is_step: bool = False) -> None:
    """Let journal and settings say the same, where the journal opens without a question; else a later sync does it."""
    with suppress(RecoveryError):
        if connection.exists():
            with connection.existing(connection.MACHINE) as journal:
                settle(journal, is_step=is_step)


def settle(journal: Journal, *, is_step: bool = False) -> None:
    """Let journal and settings say the same: what either side changed since they last met holds for both.

    Of a person's own command it `is_step` that `undo` takes back.
    """
    with suppress(RecoveryError):  # settings that cannot be read, or written, stand in the way of nothing else
        settings = home.settings()
        kept = queries.numbers(journal)
        said, gone = _changed_here(settings, kept)
        if said or gone:
            with journal.command(COMMAND) if is_step else journal.transaction():
                for number in gone:
                    queries.drop(journal, number)
                for one in said:
                    queries.put(journal, one)
            kept = queries.numbers(journal)
        wanted = {name: value for name, value in settings.items() if name not in NAMES} | _as_settings(settings, kept)
        if wanted != settings:
            home.save_settings(wanted)


def forget() -> None:
    """Forget what the journal here said: another one stands in its place, and adds to what the settings have."""
    with suppress(RecoveryError):
        settings = home.settings()
        left = {name: value for name, value in settings.items() if name not in (CARRIED_LINES, CARRIED_HIDDEN)}
        if left != settings:
            home.save_settings(left)


def _changed_here(settings: Mapping[str, Any], kept: list[OwnNumber]) -> tuple[list[OwnNumber], list[str]]:
    """What the settings say and did not say when they last met the journal, and the numbers that they no longer say."""
    own = {one.number: one for one in _lines(settings)}
    here = dict.fromkeys(_texts(settings, HIDDEN), HIDDEN) | dict.fromkeys(own, LINES)
    met = dict.fromkeys(_texts(settings, CARRIED_HIDDEN), HIDDEN) | dict.fromkeys(
        _texts(settings, CARRIED_LINES), LINES
    )
    there = {one.number: HIDDEN if one.name is None else LINES for one in kept}
    last = max((one.position for one in kept), default=0)
    said: list[OwnNumber] = []
    gone: list[str] = []
    for number in dict.fromkeys([*here, *met]):
        now = here.get(number)
        if now in (met.get(number), there.get(number)):
            continue
        if now is None:
            gone.append(number)
        elif now == HIDDEN:
            said.append(OwnNumber.checked({"id": new_id(), "number": number}))
        else:
            said.append(replace(own[number], position=min(last + len(said) + 1, LAST_POSITION)))
    return said, gone


def _lines(settings: Mapping[str, Any]) -> Iterator[OwnNumber]:
    """The lines of the settings, as the journal carries them; none that it cannot."""
    for line in added(settings):
        values = {
            "id": new_id(),
            "number": line.get("number"),
            "name": line.get("name"),
            "added_on": line.get("added_on"),
        }
        with suppress(Refused):
            made = OwnNumber.checked({**values, "what_for": line.get("for") or None})
            if made.name is not None:
                yield made


def _texts(settings: Mapping[str, Any], name: str) -> list[str]:
    """A list of numbers; none that the journal cannot carry."""
    texts, numbers = settings.get(name), []
    for text in texts if isinstance(texts, list) else []:
        with suppress(Refused):
            numbers.append(clean_name(text))
    return numbers


def _as_settings(settings: Mapping[str, Any], kept: list[OwnNumber]) -> dict[str, Any]:
    """What the journal says as the settings have it; what it cannot carry stays on this device."""
    own = [one for one in kept if one.name is not None]
    hidden = [one.number for one in kept if one.name is None]
    uncarried = [line for line in added(settings) if not any(_lines({LINES: [line]}))]
    values = {
        LINES: [*map(_line, own), *uncarried],
        HIDDEN: hidden,
        CARRIED_LINES: [one.number for one in own],
        CARRIED_HIDDEN: hidden,
    }
    return {name: value for name, value in values.items() if value}


def _line(one: OwnNumber) -> dict[str, Any]:
    dated = {} if one.added_on is None else {"added_on": one.added_on}
    return {"name": one.name, "number": one.number, "for": one.what_for or "", **dated}
