"""Where tickets are kept, and accounts that end by themselves are ended.

A ticket lies here as a hash alone, without the account that it was given to, and is gone once it was used: so nothing
that is kept says which account opened which. What each account was given is counted by the day, and a ticket ends with
a day, so that no two instants belong together either.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from recovery.server.engine import Engine, Transaction
from recovery.server.storage.errors import Full, NoTicket
from recovery.wire import protocol

DAY = 24 * 3600
ENDED_AT_ONCE = 500  # accounts in one sweep
LASTS = "(account.until IS NULL OR account.until > ?)"  # of an account, at that second


class Links:
    """The part of the storage that keeps them."""

    engine: Engine
    erased: asyncio.Event

    async def give_tickets(self, account: bytes, hashes: Sequence[bytes], now: int) -> int:
        """Keep as many of these as the account may have; returns how many. Raises `Full` where that is none."""
        day = now // DAY

        async def work(tx: Transaction) -> int:
            await tx.one(f"SELECT 1 FROM account WHERE id = ?{tx.for_update}", account)
            row = await tx.one(
                "SELECT coalesce(sum(count), 0), min(day) FROM given_tickets WHERE account = ? AND day >= ?",
                account,
                day - 1,
            )
            given, oldest = row or (0, day)
            count = min(len(hashes), protocol.TICKETS_LIMIT - int(given))
            if count <= 0:
                raise Full(ticket_expires(oldest * DAY) - now)
            await tx.run(
                "INSERT INTO given_tickets (account, day, count) VALUES (?, ?, ?)"
                " ON CONFLICT (account, day) DO UPDATE SET count = given_tickets.count + excluded.count",
                account,
                day,
                count,
            )
            await tx.many(
                "INSERT INTO ticket (hash, expires) VALUES (?, ?)",
                [(ticket, ticket_expires(now)) for ticket in hashes[:count]],
            )
            return count

        return await self.engine.write(account, work)

    async def is_ticket(self, ticket: bytes, now: int) -> bool:
        """Whether a ticket of that hash may be used. A look-up by it tells nothing by its time, as with a token."""

        async def work(tx: Transaction) -> bool:
            return await tx.one("SELECT 1 FROM ticket WHERE hash = ? AND expires > ?", ticket, now) is not None

        return await self.engine.read(work)

    async def move_until(self, account: bytes, until: int, now: int) -> bool:
        """Let an account end at another second; `False` where it has ended, or does not end by itself."""

        async def work(tx: Transaction) -> bool:
            return bool(await tx.run("UPDATE account SET until = ? WHERE id = ? AND until > ?", until, account, now))

        return await self.engine.write(account, work)

    async def end_accounts(self, now: int) -> None:
        """End the accounts whose time has come. Their records go with what else is `leaving`."""

        async def over(tx: Transaction) -> list[bytes]:
            rows = await tx.all(f"SELECT id FROM account WHERE until <= ? ORDER BY until LIMIT {ENDED_AT_ONCE}", now)
            return [bytes(row[0]) for row in rows]

        for account in await self.engine.read(over):
            await self.engine.write(account, lambda tx, account=account: _end(tx, account, now))  # type: ignore[misc]
            self.erased.set()


def ticket_expires(now: int) -> int:
    """When a ticket that is given now ends: with the next day."""
    return (now // DAY + 2) * DAY


async def use_ticket(tx: Transaction, ticket: bytes, now: int) -> None:
    """Use a ticket up. Raises `NoTicket`."""
    if not await tx.run("DELETE FROM ticket WHERE hash = ? AND expires > ?", ticket, now):
        raise NoTicket


async def erase_rest(tx: Transaction, account: bytes, *, records: bool) -> None:
    """Erase what hung on an account that was erased; with `records` these go piece by piece afterwards."""
    await tx.run("DELETE FROM slot WHERE mailbox IN (SELECT id FROM mailbox WHERE account = ?)", account)
    for table in ("mailbox", "collection", "token", "device", "ring", "given_tickets", "doorbell", "reminder"):
        await tx.run(f"DELETE FROM {table} WHERE account = ?", account)
    if records:
        await tx.run("INSERT INTO leaving (account) VALUES (?) ON CONFLICT (account) DO NOTHING", account)
    await tx.run("UPDATE server SET unscrubbed = unscrubbed + 1")
    tx.wake(account)


async def _end(tx: Transaction, account: bytes, now: int) -> None:
    """End one, unless it was given more time meanwhile, or another process has ended it."""
    if await tx.run("DELETE FROM account WHERE id = ? AND until <= ?", account, now):
        await erase_rest(tx, account, records=True)
