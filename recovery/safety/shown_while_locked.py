"""What the person lets `sos` show while the journal is locked: two steps and one number."""

from __future__ import annotations

from typing import NamedTuple

from recovery.safety.dialling import can_be_dialled


class LockedCard(NamedTuple):
    """What the person lets `sos` show while the journal is locked."""

    steps: list[str]
    name: str
    number: str


def locked_card() -> LockedCard | None:
    """The two steps and the number that may be shown without the key; `None` unless the person said so."""
    from recovery.store import files, home
    from recovery.wire import strict_json

    try:
        values = strict_json.read(files.read(home.card_path()))
        steps = [str(step) for step in values["steps"]][:2]
        number = str(values["number"])
        return LockedCard(steps, str(values["name"]), number if can_be_dialled(number) else "")
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def keep_locked_card(card: LockedCard) -> None:
    """Let `sos` show that while the journal is locked."""
    import json

    from recovery.store import home

    home.make_folder()
    home.write_private(home.card_path(), json.dumps(card._asdict()).encode("utf-8"))
