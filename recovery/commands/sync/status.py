"""`sync status`: how this device stands with its server."""

from __future__ import annotations

from datetime import datetime

from recovery.commands.options import Json
from recovery.console import emit, one_line, say, tell
from recovery.outlets import words
from recovery.store import connection, remarks
from recovery.sync.membership import Member
from recovery.sync.queries import sync_records

NEVER = "not yet"
NONE_LEFT = "nothing"
LEFT = "what was written here since, for the next recovery sync"
STILL_SYNCS = (
    "Whoever has a copy of this journal from before its passphrase was set or changed can still sync as this device. "
    "End that now: recovery sync"
)


def status(json: Json = False) -> None:
    """How this device stands with its server. Asks nobody."""
    with connection.reading() as journal:
        member = Member(journal)
        state, held = member.state, member.held
        pending, aside = sync_records.count_unsent(journal), sync_records.count_aside(journal)
        left = state.seeding is not None or sync_records.left_to_send(journal)
    warnings = list(remarks.told(state.warnings))
    if json:
        document = {"server": state.server, "device": state.name, "pending": pending, "synced_at": state.synced_at}
        document |= {"left_to_send": left, "set_aside": aside, "devices": len(held.ring.devices)}
        emit({**document, "fingerprint": held.fingerprint, "warnings": warnings})
        return
    say(
        f"Server      {state.server}",
        f"This device {one_line(state.name)}, one of {len(held.ring.devices)}",
        f"Last sync   {_when(state.synced_at)}",
        f"Waiting     {LEFT if left else NONE_LEFT}",
        f"Fingerprint {held.fingerprint} (of the list of devices)",
    )
    if aside:
        say(f"Set aside   {aside} (recovery doctor names them)")
    if state.renewing:
        tell(STILL_SYNCS)
    for each in warnings:
        tell(one_line(each))


def _when(stamp: str | None) -> str:
    """A time of history by this machine's clock."""
    return words.when(datetime.fromisoformat(stamp).astimezone()) if stamp else NEVER
