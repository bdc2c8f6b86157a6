"""Where key rings are kept: every generation, and the list of devices exactly as the newest has it."""

from __future__ import annotations

from typing import NamedTuple

from recovery.server.engine import Engine, Transaction
from recovery.server.storage.doorbells import take_off
from recovery.server.storage.errors import Full, OtherGeneration
from recovery.wire import protocol

RINGS_PAGE = 16  # generations in one answer


class Ring(NamedTuple):
    """One generation of a key ring: its bytes, what stands in clear in them, whether the account key signed it."""

    generation: int
    ring: bytes
    signature: bytes
    kid: bytes
    retired: tuple[bytes, ...]
    devices: tuple[bytes, ...]
    by_words: bool = False


class KeptRing(NamedTuple):
    """One generation as it is given back."""

    generation: int
    ring: bytes
    signature: bytes


class Rings:
    """The part of the storage that keeps them."""

    engine: Engine

    async def rings(self, account: bytes, after: int) -> tuple[int, list[KeptRing]]:
        """The stored generation, and the first rings after one."""

        async def work(tx: Transaction) -> tuple[int, list[KeptRing]]:
            head = await tx.one("SELECT generation FROM account WHERE id = ?", account)
            rows = await tx.all(
                "SELECT generation, ring, signature FROM ring WHERE account = ? AND generation > ?"
                f" ORDER BY generation LIMIT {RINGS_PAGE}",
                account,
                after,
            )
            return (head[0] if head else 0), [KeptRing(*row) for row in rows]

        return await self.engine.read(work)

    async def put_ring(self, account: bytes, ring: Ring) -> None:
        """Keep the next generation and make the list of devices exactly its own. Raises `OtherGeneration`, `Full`.

        One that only takes devices off always has room, and one of the account key more of it: no device may fill it
        up so that it cannot be taken off.
        """

        async def work(tx: Transaction) -> None:
            row = await tx.one(f"SELECT generation, until FROM account WHERE id = ?{tx.for_update}", account)
            if row is None or row[0] + 1 != ring.generation:
                raise OtherGeneration(row[0] if row else 0)
            held = await tx.one("SELECT coalesce(sum(length(ring)), 0) FROM ring WHERE account = ?", account)
            most = protocol.RINGS_LIMIT if row[1] is None else protocol.LINK_BYTES
            room = most * (2 if ring.by_words else 1)
            if held is not None and held[0] + len(ring.ring) > room:
                listed = await tx.all("SELECT device FROM device WHERE account = ?", account)
                if not {*ring.devices} < {row[0] for row in listed}:
                    raise Full
            await keep_ring(tx, account, ring)
            tx.wake(account)

        await self.engine.write(account, work)


async def keep_ring(tx: Transaction, account: bytes, ring: Ring) -> None:
    """Keep a generation; devices that it does not list are logged out."""
    await tx.run(
        "INSERT INTO ring (account, generation, ring, signature) VALUES (?, ?, ?, ?)",
        account,
        ring.generation,
        ring.ring,
        ring.signature,
    )
    before = await tx.all("SELECT device FROM device WHERE account = ?", account)
    for removed in {row[0] for row in before} - set(ring.devices):
        await tx.run("DELETE FROM device WHERE account = ? AND device = ?", account, removed)
        await tx.run("DELETE FROM token WHERE account = ? AND device = ?", account, removed)
        await take_off(tx, account, removed)
    await tx.many(
        "INSERT INTO device (account, device, place) VALUES (?, ?, ?)"
        " ON CONFLICT (account, device) DO UPDATE SET place = excluded.place",
        [(account, device, place) for place, device in enumerate(ring.devices)],
    )
    await tx.run(
        "UPDATE account SET generation = ?, kid = ?, retired = ? WHERE id = ?",
        ring.generation,
        ring.kid,
        b"".join(ring.retired),
        account,
    )
