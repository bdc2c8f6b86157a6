"""`sync status`: how this device stands with its server."""

from __future__ import annotations

from datetime import datetime

from recovery.commands.options import Json
from recovery.console import emit, one_line, say, tell
from recovery.language import tr
from recovery.outlets import words
from recovery.store import connection, sync_notices
from recovery.sync.membership import Member
from recovery.sync.queries import sync_records

NEVER = tr("not yet")
NONE_LEFT = "nothing"
LEFT = tr("what was written here since, for the next recovery sync")
STILL_SYNCS = tr(
    "Whoever has a copy of this journal from before its passphrase was set or changed can still sync as this device. "
    "End that now: recovery sync"
)


def status(json: Json = False) -> None:
    """How this device stands with its server, without contacting it."""
    with connection.existing() as journal:
        member = Member(journal)
        state, held = member.state, member.held
        pending, aside = sync_records.count_unsent(journal), sync_records.count_aside(journal)
        left = state.seeding is not None or sync_records.left_to_send(journal)
    warnings = list(sync_notices.told(state.warnings))
    if json:
        document = {"server": state.server, "device": state.name, "pending": pending, "synced_at": state.synced_at}
        document |= {"left_to_send": left, "set_aside": aside, "devices": len(held.ring.devices)}
        emit({**document, "fingerprint": held.fingerprint, "warnings": warnings})
        return
    say(
        f"Server      {state.server}",
        tr("This device {name}, one of {count}", name=one_line(state.name), count=len(held.ring.devices)),
        tr("Last sync   {synced_at}", synced_at=_when(state.synced_at)),
        f"Waiting     {LEFT if left else NONE_LEFT}",
        tr("Fingerprint {fingerprint} (of the list of devices)", fingerprint=held.fingerprint),
    )
    if aside:
        say(tr("Set aside   {aside} (recovery doctor names them)", aside=aside))
    if state.renewing:
        tell(STILL_SYNCS)
    for warning in warnings:
        tell(one_line(warning))


def _when(stamp: str | None) -> str:
    """A time of history by this machine's clock."""
    return words.when(datetime.fromisoformat(stamp).astimezone()) if stamp else NEVER
