"""`devices`, `devices revoke`: which devices there are, and how one is taken off."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

from recovery import console, prompts
from recovery.commands.options import Json, Yes
from recovery.commands.parameters import Argument
from recovery.commands.sync.links import replaced_in_links
from recovery.console import emit, one_line, say, tell
from recovery.errors import Refused, Unreachable
from recovery.language import tr
from recovery.store import connection, rows
from recovery.sync import chain, membership, views
from recovery.sync.membership import Member
from recovery.sync.ring import Device, RingRefused, VerifiedRing
from recovery.wire import protocol, strict_json

THIS_ONE = tr("That is this device. To take it out of the account: recovery sync leave")
REVOKE = tr(
    "Take {} off your account? It can no longer sync, and what you write from now on is sealed with a key that it does "
    "not have. What it holds already stays on it."
)
REVOKED = tr(
    "{} is off your account. What it holds stays on it: whoever has that device and its passphrase can read "
    "it, but nothing that you write from now on."
)
NOT_ASKED = tr("The server cannot be reached: this is the list as this device last saw it.")


def devices(json: Json = False) -> None:
    """The devices of your account."""
    with connection.existing() as journal, closing(Member(journal)) as member:
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
        emit([_to_json(device, mine, seen) for device in held.ring.devices])
    else:
        say(*views.device_lines(held.ring.devices, mine, seen), f"Fingerprint {held.fingerprint}")


def revoke(
    name: Annotated[
        str, Argument(metavar="NAME", help=tr("The device: its name, its number in recovery devices, or its id."))
    ],
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Take a device off your account: it stays out, and gets no key of what is written from now on."""
    with connection.existing() as journal, closing(membership.enter(journal)) as member:
        tell_news(member)
        gone = member.held.ring.named(name)
        if gone.device == member.identity.public:
            raise Refused(THIS_ONE)
        called = f"{one_line(gone.name)} ({gone.clock_id})"
        if not prompts.confirm(REVOKE.format(called), yes=yes):
            say(tr("Nothing was changed."))
            return

        def removed(held: VerifiedRing) -> VerifiedRing | None:
            return chain.without_device(held, member.identity, gone.device) if held.ring.device(gone.device) else None

        left = [device.name for device in member.publish(removed).ring.devices]
        tell_news(member)
        circle = rows.any_in(journal, "member")
    if circle:  # the device that is gone knew this side's keys in every link
        replaced_in_links()
    if json:
        emit({"revoked": gone.name, "devices": left})
    else:
        say(REVOKED.format(called))
        say(tr("Your devices now: {names}.", names=console.joined(left)))


def tell_news(member: Member) -> None:
    """Mention the devices that were added elsewhere since this one last looked."""
    for new in member.news:
        tell(new)
    member.news.clear()


def _seen(member: Member) -> dict[bytes, str | None]:
    """The day on which the server last saw each device."""
    member.arrive()
    devices = strict_json.many(
        member.server.ask_with_token("GET", "/v1/devices").get("devices"), protocol.DEVICES_LIMIT
    )
    days = {}
    for device in map(strict_json.mapping, devices):
        day = device.get("seen")
        days[strict_json.octets(device.get("device"), protocol.KEY_BYTES)] = (
            None if day is None else strict_json.text(day, 10)
        )
    return days


def _to_json(device: Device, mine: bytes, seen: dict[bytes, str | None]) -> dict[str, object]:
    return {
        "name": device.name,
        "added": device.added or None,
        "seen": seen.get(device.device),
        "this_device": device.device == mine,
        "id": device.clock_id,
    }
