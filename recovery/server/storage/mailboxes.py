"""Where the parts of a pairing lie for five minutes, and for one use."""

from __future__ import annotations

from recovery.server.engine import Engine, Transaction
from recovery.server.storage.errors import Full
from recovery.wire import protocol


class Mailboxes:
    """The part of the storage that keeps them."""

    engine: Engine

    async def offer(self, mailbox: bytes, account: bytes, body: bytes, now: int, limit: int) -> str | None:
        """Open a mailbox with its first part; returns the word of a refusal. Raises `Full` above `limit` open ones."""

        async def work(tx: Transaction) -> str | None:
            row = await tx.one("SELECT account FROM mailbox WHERE id = ?", mailbox)
            if row is not None:
                return await _post(tx, mailbox, account, protocol.OFFER, body, now)
            held = await tx.one(
                "SELECT count(*), min(expires) FROM mailbox WHERE account = ? AND expires > ? AND gone = 0",
                account,
                now,
            )
            if held is not None and held[0] >= limit:
                raise Full(held[1] - now)
            made = await tx.run(
                "INSERT INTO mailbox (id, account, expires, gone) VALUES (?, ?, ?, 0) ON CONFLICT (id) DO NOTHING",
                mailbox,
                account,
                now + protocol.PAIR_SECONDS,
            )
            return await _post(tx, mailbox, account, protocol.OFFER, body, now) if made else protocol.GONE

        return await self.engine.write(account, work)

    async def post(self, mailbox: bytes, account: bytes | None, slot: str, body: bytes, now: int) -> str | None:
        """Put a part into a mailbox; returns the word of a refusal. The first post wins, another one ends it."""
        return await self.engine.write(mailbox, lambda tx: _post(tx, mailbox, account, slot, body, now))

    async def collect(self, mailbox: bytes, slot: str, now: int) -> bytes | str:
        """A part of a mailbox, or the word why there is none. Reading the last part ends it for all others.

        That one can be read again, where its answer was lost: the new device is listed by then, and has nothing else.
        """

        async def look(tx: Transaction) -> bytes | str:
            row = await tx.one("SELECT gone FROM mailbox WHERE id = ? AND expires > ?", mailbox, now)
            part = await tx.one("SELECT body FROM slot WHERE mailbox = ? AND slot = ?", mailbox, slot)
            if row is None or (row[0] and not part):
                return protocol.GONE
            return bytes(part[0]) if part else protocol.WAITING

        async def finish(tx: Transaction) -> bytes | str:
            await tx.one(f"SELECT 1 FROM mailbox WHERE id = ?{tx.for_update}", mailbox)
            body = await look(tx)
            if isinstance(body, bytes):
                await _end(tx, mailbox, but=slot)
            return body

        body = await self.engine.read(look)
        return await self.engine.write(mailbox, finish) if isinstance(body, bytes) and slot == protocol.RING else body


async def _post(tx: Transaction, mailbox: bytes, account: bytes | None, slot: str, body: bytes, now: int) -> str | None:
    row = await tx.one(f"SELECT account, gone FROM mailbox WHERE id = ? AND expires > ?{tx.for_update}", mailbox, now)
    if row is None or row[1] or (slot in protocol.FROM_OLD and row[0] != account):
        return protocol.GONE
    before = await tx.one("SELECT body FROM slot WHERE mailbox = ? AND slot = ?", mailbox, slot)
    if before is not None:
        if before[0] == body:
            return None
        await _end(tx, mailbox)
        return protocol.TAKEN
    place = protocol.SLOTS.index(slot)
    if place and not await tx.one(
        "SELECT 1 FROM slot WHERE mailbox = ? AND slot = ?", mailbox, protocol.SLOTS[place - 1]
    ):
        return protocol.WAITING
    await tx.run("INSERT INTO slot (mailbox, slot, body) VALUES (?, ?, ?)", mailbox, slot, body)
    tx.wake(mailbox)
    return None


async def _end(tx: Transaction, mailbox: bytes, *, but: str = "") -> None:
    """Let no part be posted or read any more, but that one."""
    await tx.run("DELETE FROM slot WHERE mailbox = ? AND slot <> ?", mailbox, but)
    await tx.run("UPDATE mailbox SET gone = 1 WHERE id = ?", mailbox)
    tx.wake(mailbox)
