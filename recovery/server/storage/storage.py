"""The whole storage, written once for both engines: its parts on one database, and what is over taken off it.

All of it is opaque: ids that are random or keyed hashes, sealed bytes, public keys, hashes of tokens. Times are whole
seconds since 1970.
"""

from __future__ import annotations

import asyncio

from recovery.server.compare_and_swap import Quota
from recovery.server.engine import Engine, Transaction, Wake
from recovery.server.storage import bootstrap
from recovery.server.storage.accounts import Accounts, TokenCache
from recovery.server.storage.doorbells import LATE_SECONDS, Doorbells
from recovery.server.storage.links import DAY, Links
from recovery.server.storage.mailboxes import Mailboxes
from recovery.server.storage.records import Records
from recovery.server.storage.rings import Rings
from recovery.wire import protocol

HOUSEKEEPING = b""  # whose work is nobody's: forgetting what is over


class Storage(Accounts, Links, Doorbells, Rings, Records, Mailboxes):
    """The mailbox of ciphertext on one engine."""

    def __init__(self, engine: Engine, quota: Quota, disk: int | None = None) -> None:
        super().__init__(engine, quota, disk)
        self.secret = b""
        self.token_cache = TokenCache()
        self.erased = asyncio.Event()  # something waits to be scrubbed

    async def start(self, wake: Wake) -> None:
        """Open the database; from then on `wake` is called with the account or mailbox that moved."""
        await self.engine.start(wake)
        self.secret = await self.engine.read(bootstrap.secret)

    async def close(self) -> None:
        """Finish and let go of the database."""
        await self.engine.close()

    async def present_epoch(self) -> bytes:
        """Which life of the database this is; asks it, so it also says that the database answers."""
        return await self.engine.read(bootstrap.epoch)

    async def sweep(self, now: int) -> None:
        """Forget what is over: accounts, tokens, tickets, nonces, mailboxes, reminders that nobody rang.

        An ended mailbox goes a while later, so that it stays ended.
        """

        async def work(tx: Transaction) -> None:
            await tx.run("DELETE FROM token WHERE expires <= ?", now)
            await tx.run("DELETE FROM used_nonce WHERE expires <= ?", now)
            await tx.run("DELETE FROM slot WHERE mailbox IN (SELECT id FROM mailbox WHERE expires <= ?)", now)
            await tx.run("DELETE FROM mailbox WHERE expires <= ?", now - protocol.PAIR_SECONDS)
            await tx.run("DELETE FROM ticket WHERE expires <= ?", now)
            await tx.run("DELETE FROM reminder WHERE at <= ?", now - LATE_SECONDS)
            await tx.run("DELETE FROM given_tickets WHERE day < ?", now // DAY - 1)

        await self.engine.write(HOUSEKEEPING, work)
        await self.end_accounts(now)
        for account in await self.engine.read(_leaving):
            while not await self._erase_some(account):
                pass
            await self.engine.write(account, lambda tx, account=account: _left(tx, account))  # type: ignore[misc]
        await self._scrub()

    async def _scrub(self) -> None:
        """Take what was erased off the disk. The count is kept there too: a server that is killed goes on later."""
        row = await self.engine.read(_unscrubbed)
        if row and await self.engine.scrub():

            async def done(tx: Transaction) -> None:
                await tx.run("UPDATE server SET unscrubbed = unscrubbed - ?", row)

            await self.engine.write(HOUSEKEEPING, done)


async def _leaving(tx: Transaction) -> list[bytes]:
    return [bytes(row[0]) for row in await tx.all("SELECT account FROM leaving")]


async def _left(tx: Transaction, account: bytes) -> None:
    await tx.run("DELETE FROM leaving WHERE account = ?", account)


async def _unscrubbed(tx: Transaction) -> int:
    row = await tx.one("SELECT unscrubbed FROM server")
    return int(row[0]) if row else 0
