"""A device among others: the newest ring taken in, a change of it published though another was quicker."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from recovery.errors import Unreachable
from recovery.store import connection, keyfile, keys
from recovery.sync import chain, ring, server_api
from recovery.sync.account import Identity
from recovery.sync.membership import Member
from recovery.sync.queries import account_state
from recovery.sync.ring import RingRefused, VerifiedRing
from recovery.sync.transport import ErrorResponse, Server
from tests.conftest import Call
from tests.sync.rings import relabelled
from tests.sync.served import Device, Served

PASSPHRASE = "correct horse battery"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "COST", keyfile.FLOOR)


@pytest.fixture
def two(server: Served, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Member, Device]]:
    """The laptop as a member, with its journal open, and the phone, which joined after it."""
    laptop, phone = (Device(name, tmp_path / name, call, monkeypatch) for name in ("laptop", "phone"))
    laptop("log", "7")
    words = laptop.json("sync", "join", server.origin, "--name", "laptop")["recovery_phrase"]
    with connection.existing() as journal, closing(Member(journal)) as member:
        joined = phone(
            "sync",
            "join",
            server.origin,
            "--recovery-phrase",
            "-",
            "--name",
            "phone",
            piped=words,
            passphrase=PASSPHRASE,
        )
        assert joined.code == 0, joined.err
        yield member, phone


def renaming(name: str) -> Callable[[Member], Callable[[VerifiedRing], VerifiedRing | None]]:
    def of(member: Member) -> Callable[[VerifiedRing], VerifiedRing | None]:
        def renamed(held: VerifiedRing) -> VerifiedRing | None:
            mine = held.ring.device(member.identity.public)
            return (
                None
                if mine and mine.name == name
                else relabelled(held, member.identity, member.identity.public, name=name)
            )

        return renamed

    return of


def test_what_others_changed_is_taken_in_and_kept(two: tuple[Member, Device]) -> None:
    member, _ = two
    assert member.held.ring.generation == 1
    member.follow()
    assert [device.name for device in member.held.ring.devices] == ["laptop", "phone"]
    state = account_state.joined(member.journal)
    assert (state.generation, state.ring_hash) == (2, member.held.signed.hash)
    assert [ring.generation for ring in account_state.rings(member.journal)] == [1, 2]
    taken, member._held = member.held, None
    assert member.held == taken, "it opens again as it was taken"


def test_a_change_is_made_again_where_another_device_was_quicker(two: tuple[Member, Device]) -> None:
    member, _ = two
    assert member.held.ring.generation == 1  # it has not heard of the phone
    held = member.publish(renaming("desk")(member))
    assert [device.name for device in held.ring.devices] == ["desk", "phone"]
    assert held.ring.generation == 3
    # An answer that got lost: the ring is there already, so nothing is left to do.
    assert member.publish(renaming("desk")(member)) is held


def test_a_change_that_never_fits_ends_with_a_sentence(two: tuple[Member, Device]) -> None:
    member, _ = two
    stale = member.held
    with pytest.raises(Unreachable, match="try again"):
        server_api.published(member.server.ask_with_token, stale, renaming("desk")(member), lambda: stale)


def test_a_server_behind_what_this_device_saw_is_refused(two: tuple[Member, Device]) -> None:
    member, _ = two
    member.follow()
    member.keep(relabelled(member.held, member.identity, member.identity.public, name="desk"))
    with pytest.raises(RingRefused) as raised:
        member.follow()
    assert raised.value.sentence == ring.LOWER


def test_a_lost_login_is_renewed_and_a_revoked_one_is_not(two: tuple[Member, Device], server: Served) -> None:
    member, phone = two
    member.server.token = "00" * 32
    member.follow()
    assert account_state.joined(member.journal).token == member.server.token != "00" * 32
    member.publish(lambda held: chain.without_device(held, member.identity, held.ring.named("phone").device))
    assert phone("devices", passphrase=PASSPHRASE).code == 6
    with closing(Server(server.origin)) as asked:
        for identity, account in ((Identity.new(), member.state.account), (member.identity, bytes(16))):
            with pytest.raises(ErrorResponse) as raised:
                server_api.log_in(asked, identity, account)
            assert (raised.value.status, raised.value.code) == (401, "login")


def test_no_key_and_no_token_is_shown(two: tuple[Member, Device]) -> None:
    member, _ = two
    member.follow()
    shown = repr(member)
    for secret in (member.state.signing, member.state.sealing, member.held.ring.key, member.held.ring.id_key):
        assert repr(secret)[2:-1] not in shown
        assert secret.hex() not in shown
    assert str(member.server.token) not in shown
