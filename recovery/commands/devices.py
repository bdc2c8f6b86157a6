"""`devices`, `devices revoke`, `sync status`: which devices there are, and how this one stands."""

from __future__ import annotations

import sys
from contextlib import closing
from datetime import datetime
from typing import Annotated

import typer

from recovery import console, prompts
from recovery.commands.options import Json, Yes
from recovery.console import emit, folded, one_line, say, tell
from recovery.errors import Refused, Unreachable
from recovery.outlets import words
from recovery.store import connection, remarks
from recovery.sync import chain, membership, views
from recovery.sync.membership import Member
from recovery.sync.queries import sync_records
from recovery.sync.ring import Device, RingRefused, VerifiedRing
from recovery.wire import protocol, strict_json

THIS_ONE = "That is this device. To take it out of the account: recovery sync leave"
REVOKE = (
    "Take {} off your account? It can no longer sync, and what you write from now on is sealed with a key that it does "
    "not have. What it holds already stays on it."
)
REVOKED = (
    "{} is off your account. What it holds stays on it: who has that device and its passphrase can read that, and "
    "nothing that you write from now on."
)
NOT_ASKED = "The server cannot be reached: this is the list as this device last saw it."
NEVER = "not yet"
NONE_LEFT = "nothing"
LEFT = "what was written here since, for the next recovery sync"
STILL_SYNCS = (
    "Whoever has a copy of this journal from before its passphrase was set or changed can still sync as this device. "
    "End that now: recovery sync"
)


def devices(json: Json = False) -> None:
    """The devices of your account."""
    with connection.reading() as journal, closing(Member(journal)) as member:
        try:
            seen = _seen(member)
        except RingRefused:
            raise
        except Unreachable as error:
            if type(error) is not Unreachable:
                raise
            seen = {}
            tell(NOT_ASKED)
        finally:
            tell_news(member)
        mine, held = member.identity.public, member.held
    if json:
        emit([_to_json(each, mine, seen) for each in held.ring.devices])
    else:
        say(*views.device_lines(held.ring.devices, mine, seen), f"Fingerprint {held.fingerprint}")


def revoke(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="The device: its name, its number in recovery devices, or its id.")
    ],
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Take a device off your account: it stays out, and gets no key of what is written from now on."""
    with connection.reading() as journal, closing(membership.enter(journal)) as member:
        tell_news(member)
        gone = member.held.ring.named(name)
        if gone.device == member.identity.public:
            raise Refused(THIS_ONE)
        called = f"{one_line(gone.name)} ({gone.clock_id})"
        if not prompts.confirm(REVOKE.format(called), yes=yes):
            say("Nothing was changed.")
            return

        def removed(held: VerifiedRing) -> VerifiedRing | None:
            return chain.without_device(held, member.identity, gone.device) if held.ring.device(gone.device) else None

        left = [each.name for each in member.publish(removed).ring.devices]
        tell_news(member)
    if json:
        emit({"revoked": gone.name, "devices": left})
    else:
        say(*folded(REVOKED.format(called), sys.stdout))
        say(*folded(f"Your devices now: {console.joined(left)}.", sys.stdout))


def tell_news(member: Member) -> None:
    """Mention the devices that were added elsewhere since this one last looked."""
    for each in member.news:
        tell(each)
    member.news.clear()


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


def _seen(member: Member) -> dict[bytes, str | None]:
    """The day on which the server last saw each device."""
    member.arrive()
    found = strict_json.many(member.ask("GET", "/v1/devices").get("devices"), protocol.DEVICES_LIMIT)
    days = {}
    for each in map(strict_json.mapping, found):
        day = each.get("seen")
        days[strict_json.octets(each.get("device"), protocol.KEY_BYTES)] = (
            None if day is None else strict_json.text(day, 10)
        )
    return days


def _to_json(each: Device, mine: bytes, seen: dict[bytes, str | None]) -> dict[str, object]:
    return {
        "name": each.name,
        "added": each.added or None,
        "seen": seen.get(each.device),
        "this_device": each.device == mine,
        "id": each.clock_id,
    }
