"""Devices of one person, each with a folder and a journal of its own, and one server between them: in this process."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from recovery.store import home, keys, rows
from recovery.store.connection import Journal, existing_or_new
from recovery.store.profile import Profile
from recovery.sync import chain, client
from recovery.sync.account import Account, Identity, OpeningProof
from recovery.sync.client import Client, Result
from recovery.sync.queries import account_state
from recovery.sync.queries.rows import columns
from recovery.sync.ring import Signed, VerifiedRing
from recovery.sync.transport import Server

DAY = "2026-03-07"


@contextmanager
def living_in(folder: Path) -> Iterator[None]:
    """As if the program ran on the machine with that folder."""
    before = os.environ.get("RECOVERY_HOME")
    os.environ["RECOVERY_HOME"] = str(folder)
    try:
        yield
    finally:
        if before is None:
            os.environ.pop("RECOVERY_HOME", None)
        else:
            os.environ["RECOVERY_HOME"] = before


@cache
def empty_journal() -> bytes:
    """The file of a journal in which nothing was written, made once: its migrations are most of what `init` costs."""
    with TemporaryDirectory() as folder:
        with living_in(Path(folder) / "home"), existing_or_new():
            pass
        return (Path(folder) / "home" / "journal.db").read_bytes()


class Device:
    """A journal that has joined an account."""

    def __init__(self, person: Person, name: str, folder: Path) -> None:
        self.person, self.name, self.folder = person, name, folder
        self.identity = Identity.new()
        self.server: Server | None = None
        self.takes_removals = False

    @contextmanager
    def open(self) -> Iterator[Journal]:
        """Its journal, as a command opens it."""
        with living_in(self.folder), existing_or_new() as journal:
            yield journal

    def init(self, timezone: str = "UTC") -> None:
        """What `recovery init` does of it."""
        file = self.folder / "journal.db"
        if not file.exists():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            file.write_bytes(empty_journal())
            file.chmod(0o600)
        with self.open() as journal:
            journal.execute("PRAGMA synchronous = OFF")
            if rows.profile(journal) is None:
                with journal.command("init"):
                    rows.add(journal, Profile(timezone=timezone))

    def join(self, held: VerifiedRing, *, existing: bool) -> None:
        """Keep that it belongs to the account."""
        account = held.ring.account
        with self.open() as journal, journal.transaction():
            state = account_state.AccountState(
                server=self.person.origin,
                account=account.id,
                identity=account.public,
                recovery=account.recovery,
                proof=account.proof,
                collection=held.ring.collection,
                folder=home.device(),
                name=self.name,
                device=self.identity.public,
                signing=self.identity.signing,
                sealing=self.identity.sealing,
                clock_id=self.identity.clock_id,
                generation=held.ring.generation,
                ring_hash=held.signed.hash,
                existing=existing,
            )
            account_state.begin(journal, state, account_state.Ring(held.ring.generation, *held.signed))

    def keep(self, held: VerifiedRing) -> None:
        """Pin a ring that it made itself, as a pairing does: what it added is no news to it."""
        with self.open() as journal, journal.transaction():
            account_state.keep_ring(journal, account_state.Ring(held.ring.generation, *held.signed))
            account_state.save(journal, generation=held.ring.generation, ring_hash=held.signed.hash)

    @contextmanager
    def client(self) -> Iterator[Client]:
        """A run of sync, to be taken step by step."""
        with self.open() as journal:
            journal.execute("PRAGMA synchronous = OFF")
            self.server = self.server or Server(self.person.origin)
            yield Client(journal, self.server, takes_removals=self.takes_removals)

    def sync(self) -> Result:
        """A whole run."""
        with self.client() as one, client.alone():
            return one.sync()

    def rows(self, kind: str) -> list[dict[str, Any]]:
        """What is in a table, in an order of its own."""
        with self.open() as journal:
            names = columns(journal, kind)
            rows = journal.execute(f"SELECT {', '.join(names)} FROM {kind}").fetchall()
        return sorted((dict(zip(names, row, strict=True)) for row in rows), key=repr)

    def close(self) -> None:
        if self.server is not None:
            self.server.close()


class Person:
    """An account on a server, and its devices."""

    def __init__(self, origin: str, folder: Path) -> None:
        self.origin, self.folder = origin, folder
        self.entropy = os.urandom(32)
        self.account = Account.of_phrase(self.entropy)
        self.devices: list[Device] = []
        self.held: VerifiedRing | None = None

    def device(self, *, init: bool = True) -> Device:
        """One more device: the first opens the account, the others are added by it."""
        name = f"device {len(self.devices) + 1}"
        new = Device(self, name, self.folder / name.replace(" ", "-"))
        if init:
            new.init()
        if self.held is None:
            self.held = chain.first(self.account, new.identity, name, DAY)
            opening = OpeningProof.of(keys.opener(self.entropy), self.account, self.held.signed.hash)
            body = {"account_key": self.account.public.hex(), "opening": opening.to_json()} | self.held.signed.to_json()
            server = Server(self.origin)
            server.ask("POST", "/v1/accounts", body)
            server.close()
            new.join(self.held, existing=False)
        else:
            first = self.devices[0]
            key, sealing = new.identity.public, new.identity.sealing_public
            self.held = chain.with_device(self.held, first.identity, name, key, sealing, DAY)
            self.put(self.held.signed)
            first.keep(self.held)
            new.join(self.held, existing=True)
        self.devices.append(new)
        return new

    def put(self, signed: Signed) -> None:
        """Publish a ring, as the first device."""
        first = self.devices[0]
        with first.client() as one:
            one.run.log_in()
            one.run.server.ask("PUT", "/v1/ring", signed.to_json())

    def rotate(self, device: Device) -> None:
        """Take a device away, and with it a key."""
        assert self.held is not None
        self.held = chain.without_device(self.held, self.devices[0].identity, device.identity.public)
        self.put(self.held.signed)
        self.devices.remove(device)
        device.close()

    def close(self) -> None:
        for device in self.devices:
            device.close()


__all__ = ["DAY", "Device", "Person", "living_in"]
