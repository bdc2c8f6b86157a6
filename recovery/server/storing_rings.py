"""Where key rings are kept: every generation, and the list of devices exactly as the newest has it."""

from __future__ import annotations

from typing import NamedTuple

from recovery.server.engine import Engine, Transaction
from recovery.server.kept import Full, OtherGeneration

RINGS_PAGE = 16  # generations in one answer
RINGS_BYTES = 16 * 1024 * 1024  # of all generations of one account


class Ring(NamedTuple):
    """One generation of a key ring: its bytes and what stands in clear in them."""

    generation: int
    ring: bytes
    signature: bytes
    kid: bytes
    retired: tuple[bytes, ...]
    devices: tuple[bytes, ...]


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
        """Keep the next generation and make the list of devices exactly its own. Raises `OtherGeneration`, `Full`."""

        async def work(tx: Transaction) -> None:
            row = await tx.one(f"SELECT generation FROM account WHERE id = ?{tx.for_update}", account)
            if row is None or row[0] + 1 != ring.generation:
                raise OtherGeneration(row[0] if row else 0)
            held = await tx.one("SELECT coalesce(sum(length(ring)), 0) FROM ring WHERE account = ?", account)
            if held is not None and held[0] + len(ring.ring) > RINGS_BYTES:
                raise Full
            await keep_ring(tx, account, ring)
            tx.wake(account)

        await self.engine.write(work)


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
