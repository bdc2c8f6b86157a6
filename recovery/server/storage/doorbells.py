"""Where the way to ring a phone is kept: the address its browser gave, the browser's public key, and a secret of both.

A doorbell is of one device of one account; a device that stands for several phones may have several. The instants at
which it rings by itself go with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from recovery.server.engine import Engine, Transaction
from recovery.server.storage.errors import AccountErased, Full
from recovery.server.storage.links import LASTS

DOORBELLS = 8  # of one device
ALL_DOORBELLS = 32  # of one account
LATE_SECONDS = 1800  # beyond, a reminder rings no more: the server was away
AT_ONCE = 500  # doorbells that are taken off the list in one go


class Doorbell(NamedTuple):
    """How one browser is rung; the id is of its address."""

    id: bytes
    endpoint: str
    key: bytes
    secret: bytes


class Doorbells:
    """The part of the storage that keeps them."""

    engine: Engine

    async def keep_doorbell(self, account: bytes, device: bytes, doorbell: Doorbell) -> None:
        """Keep a doorbell of a device, in the place of one of the same address. Raises `Full`, `AccountErased`."""

        async def work(tx: Transaction) -> None:
            await tx.one(f"SELECT 1 FROM account WHERE id = ?{tx.for_update}", account)
            if not await tx.one("SELECT 1 FROM device WHERE account = ? AND device = ?", account, device):
                raise AccountErased  # or it was taken off a moment ago
            await tx.run("DELETE FROM doorbell WHERE account = ? AND id = ?", account, doorbell.id)
            held = [row[0] for row in await tx.all("SELECT device FROM doorbell WHERE account = ?", account)]
            if len(held) >= ALL_DOORBELLS or held.count(device) >= DOORBELLS:
                raise Full
            await tx.run(
                "INSERT INTO doorbell (account, id, device, endpoint, key, secret) VALUES (?, ?, ?, ?, ?, ?)",
                account,
                doorbell.id,
                device,
                doorbell.endpoint,
                doorbell.key,
                doorbell.secret,
            )

        await self.engine.write(account, work)

    async def take_off_doorbell(self, account: bytes, device: bytes, doorbell: bytes | None) -> None:
        """Forget a doorbell of a device, or all of them."""

        async def work(tx: Transaction) -> None:
            await take_off(tx, account, device, doorbell)

        await self.engine.write(account, work)

    async def remove_doorbell(self, account: bytes, doorbell: Doorbell) -> None:
        """Forget one that no browser answers to any more, unless it was given anew meanwhile."""

        async def work(tx: Transaction) -> None:
            await tx.run(
                "DELETE FROM doorbell WHERE account = ? AND id = ? AND secret = ?",
                account,
                doorbell.id,
                doorbell.secret,
            )
            await _forget_instants(tx, account)

        await self.engine.write(account, work)

    async def keep_reminders(self, account: bytes, device: bytes, doorbell: bytes, at: Sequence[int]) -> bool:
        """Ring a doorbell of a device at these seconds alone; `False` where it has none of that id."""

        async def work(tx: Transaction) -> bool:
            await tx.one(f"SELECT 1 FROM account WHERE id = ?{tx.for_update}", account)
            asked = "SELECT 1 FROM doorbell WHERE account = ? AND device = ? AND id = ?"
            if not await tx.one(asked, account, device, doorbell):
                return False
            await tx.run("DELETE FROM reminder WHERE account = ? AND doorbell = ?", account, doorbell)
            rows = [(account, doorbell, second) for second in at]
            await tx.many("INSERT INTO reminder (account, doorbell, at) VALUES (?, ?, ?)", rows)
            return True

        return await self.engine.write(account, work)

    async def due_reminders(self, now: int) -> list[tuple[bytes, bytes]]:
        """Take what is due off the list; returns account and doorbell of each. No other process gets the same."""

        async def due(tx: Transaction) -> list[tuple[bytes, bytes]]:
            rows = await tx.all(
                f"SELECT DISTINCT account, doorbell FROM reminder WHERE at <= ? AND at > ? LIMIT {AT_ONCE}",
                now,
                now - LATE_SECONDS,
            )
            return [(bytes(account), bytes(doorbell)) for account, doorbell in rows]

        return [bell for bell in await self.engine.read(due) if await self._take_due(*bell, now)]

    async def _take_due(self, account: bytes, doorbell: bytes, now: int) -> bool:
        async def work(tx: Transaction) -> bool:
            await tx.one(f"SELECT 1 FROM account WHERE id = ?{tx.for_update}", account)
            taken = "DELETE FROM reminder WHERE account = ? AND doorbell = ? AND at <= ?"
            return bool(await tx.run(taken, account, doorbell, now))

        return await self.engine.write(account, work)

    async def doorbells(self, account: bytes, but: bytes, now: int) -> list[bytes]:
        """The ids of the account's doorbells, without those of one device."""

        async def work(tx: Transaction) -> list[bytes]:
            rows = await tx.all(
                "SELECT doorbell.id FROM doorbell JOIN account ON account.id = doorbell.account"
                f" WHERE doorbell.account = ? AND doorbell.device <> ? AND {LASTS}",
                account,
                but,
                now,
            )
            return [bytes(row[0]) for row in rows]

        return await self.engine.read(work)

    async def doorbell(self, account: bytes, doorbell: bytes, now: int) -> Doorbell | None:
        """One of them, if it is still there."""

        async def work(tx: Transaction) -> Doorbell | None:
            row = await tx.one(
                "SELECT doorbell.id, endpoint, doorbell.key, secret"
                " FROM doorbell JOIN account ON account.id = doorbell.account"
                f" WHERE doorbell.account = ? AND doorbell.id = ? AND {LASTS}",
                account,
                doorbell,
                now,
            )
            return Doorbell(*row) if row else None

        return await self.engine.read(work)

    async def push_key(self, made: bytes) -> bytes:
        """The private key by which push services know this server; `made` where it has none yet."""

        async def work(tx: Transaction) -> bytes:
            await tx.run("UPDATE server SET push_key = ? WHERE push_key IS NULL", made)
            row = await tx.one("SELECT push_key FROM server")
            return bytes(row[0]) if row else made

        return await self.engine.write(b"", work)


async def take_off(tx: Transaction, account: bytes, device: bytes, doorbell: bytes | None = None) -> None:
    """Forget a doorbell of a device, or all of them, with the instants at which they ring by themselves."""
    one, values = ("", ()) if doorbell is None else (" AND id = ?", (doorbell,))
    await tx.run(f"DELETE FROM doorbell WHERE account = ? AND device = ?{one}", account, device, *values)
    await _forget_instants(tx, account)


async def _forget_instants(tx: Transaction, account: bytes) -> None:
    """Those of doorbells that are not there any more."""
    kept = "SELECT id FROM doorbell WHERE account = ?"
    await tx.run(f"DELETE FROM reminder WHERE account = ? AND doorbell NOT IN ({kept})", account, account)
