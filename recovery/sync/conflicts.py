"""A field of one entry that two devices changed, neither knowing of the other: the later edit stays, and this is said.

What another device changed and this one overrode shows by history, which never had that value. What this device changed
and another one overrode shows by its clock: it was set here since the last run that came to its end.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from recovery.sync.documents import Document


class Conflict(NamedTuple):
    """The value that stays and the one that gave way, both as the journal's row has them.

    `id` is the entry's, empty for what has none; `here` says that the value of this device stays; `device` is the name
    in clocks, later the person's name, of the other device.
    """

    kind: str
    id: str
    name: str
    stays: Any
    gave_way: Any
    here: bool
    device: str

    def to_json(self) -> dict[str, Any]:
        """Where it is and what stays, without the values: `show ID --history` has both."""
        stays = "here" if self.here else "there"
        return {"kind": self.kind, "id": self.id or None, "field": self.name, "stays": stays}


def overridden_there(mine: Document, theirs: Document, name: str) -> Conflict:
    """This device's value of a field stays."""
    ours, other = mine.fields[name], theirs.fields[name]
    return Conflict(mine.kind, _id(mine), name, ours.value, other.value, here=True, device=other.clock.device)


def overridden_here(mine: Document, theirs: Document, whole: Document, clock_id: str, since_ms: int) -> list[Conflict]:
    """What this device has set since then, and another one later."""
    return [
        Conflict(mine.kind, _id(whole), name, now.value, ours.value, here=False, device=now.clock.device)
        for name, ours in mine.fields.items()
        if ours.clock.device == clock_id
        and ours.clock.ms >= since_ms
        and (now := whole.fields[name]) == theirs.fields.get(name)
        and now.value != ours.value
    ]


def _id(document: Document) -> str:
    return str(document.fields["id"].value) if "id" in document.fields else ""
