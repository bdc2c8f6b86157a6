"""Where accounts are kept, and who speaks for them: keys, tokens, devices.

All of it is opaque: ids that are keyed hashes, public keys, hashes of tokens. Times are whole seconds since 1970.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from time import monotonic
from typing import NamedTuple

from recovery.server.engine import Engine, Transaction
from recovery.server.storage.errors import StillErasing
from recovery.server.storage.links import LASTS, erase_rest, use_ticket
from recovery.server.storage.rings import Ring, keep_ring
from recovery.server.storage.values import Bearer

ERASED_AT_ONCE = 500  # records
ERASE_SECONDS = 2.0  # of one request
CACHED_TOKENS = 10_000


class KeyRights(NamedTuple):
    """What is known of a key that wants to log in: whether there is the account, and what the key may do."""

    account: bool
    device: bool


class Token(NamedTuple):
    """A token to keep: its hash, and whom it stands for."""

    hash: bytes
    account: bytes
    device: bytes | None
    expires: int


class Usage(NamedTuple):
    """What an account holds."""

    records: int
    bytes: int
    until: int | None = None


class TokenCache:
    """Whom tokens stood for when they were looked up last, a bounded number of them, in memory.

    It says whose limits count and where to look, never what may be done: whatever goes by it looks the token up again
    in the transaction that reads or writes (`holds`), so that another process may have taken it back a moment ago.
    """

    def __init__(self) -> None:
        self._bearers: OrderedDict[bytes, Bearer] = OrderedDict()

    def note(self, token: bytes, bearer: Bearer | None) -> None:
        """Remember it, or that it stands for nobody."""
        self._bearers.pop(token, None)
        if bearer is not None:
            self._bearers[token] = bearer
            if len(self._bearers) > CACHED_TOKENS:
                self._bearers.popitem(last=False)

    def of(self, token: bytes) -> Bearer | None:
        """Whom it stood for; `None` where that is not known."""
        return self._bearers.get(token)


class Accounts:
    """The part of the storage that keeps them."""

    engine: Engine
    erased: asyncio.Event
    token_cache: TokenCache

    async def open_account(
        self,
        account: bytes,
        key: bytes,
        opening: bytes,
        ring: Ring,
        *,
        until: int | None = None,
        ticket: tuple[bytes, int] | None = None,
    ) -> bool:
        """Open an account with its first ring, until some second; `False` where it exists.

        A `ticket`, its hash and the present, is used up with it. Raises `NoTicket`, `StillErasing`.
        """

        async def work(tx: Transaction) -> bool:
            if await tx.one("SELECT 1 FROM leaving WHERE account = ?", account):
                raise StillErasing
            made = await tx.run(
                "INSERT INTO account (id, key, opening, generation, kid, retired, counter, records, bytes, until)"
                " VALUES (?, ?, ?, 0, ?, ?, 0, 0, 0, ?) ON CONFLICT (id) DO NOTHING",
                account,
                key,
                opening,
                ring.kid,
                b"",
                until,
            )
            if made:
                await keep_ring(tx, account, ring)
                if ticket is not None:
                    await use_ticket(tx, *ticket)
            return bool(made)

        return await self.engine.write(account, work)

    async def keyed(self, account: bytes, key: bytes, now: int) -> KeyRights:
        """Whether a key may speak at that second for an account, and whether as a device."""

        async def work(tx: Transaction) -> KeyRights:
            owner = await tx.one(f"SELECT key FROM account WHERE id = ? AND {LASTS}", account, now)
            device = await tx.one("SELECT 1 FROM device WHERE account = ? AND device = ?", account, key)
            if owner is None:
                return KeyRights(account=False, device=False)
            return KeyRights(account=owner[0] == key, device=device is not None)

        return await self.engine.read(work)

    async def account_key(self, account: bytes) -> bytes | None:
        """The account's own key."""

        async def work(tx: Transaction) -> bytes | None:
            row = await tx.one("SELECT key FROM account WHERE id = ?", account)
            return row[0] if row else None

        return await self.engine.read(work)

    async def opening(self, account: bytes) -> bytes | None:
        """What shows that its words opened the account: key, certificate and signature, one after the other."""

        async def work(tx: Transaction) -> bytes | None:
            row = await tx.one("SELECT opening FROM account WHERE id = ?", account)
            return bytes(row[0]) if row else None

        return await self.engine.read(work)

    async def log_in(self, token: Token, nonce: bytes, nonce_expires: int, day: str) -> bool:
        """Use the nonce up and keep the token; `False` where it was used, or the key is no longer listed."""

        async def work(tx: Transaction) -> bool:
            # Held, so that no token outlives the account, or its device's place in it: it would serve in the next one.
            listed = await tx.one(f"SELECT 1 FROM account WHERE id = ?{tx.for_update}", token.account)
            if listed and token.device is not None:
                listed = await tx.one(
                    "SELECT 1 FROM device WHERE account = ? AND device = ?", token.account, token.device
                )
            fresh = await tx.run(
                "INSERT INTO used_nonce (nonce, expires) VALUES (?, ?) ON CONFLICT (nonce) DO NOTHING",
                nonce,
                nonce_expires,
            )
            if not listed or not fresh:
                return False
            await tx.run("INSERT INTO token (hash, account, device, expires) VALUES (?, ?, ?, ?)", *token)
            if token.device is not None:
                await tx.run(
                    "UPDATE device SET seen = ? WHERE account = ? AND device = ?", day, token.account, token.device
                )
            return True

        return await self.engine.write(token.account, work)

    async def bearer(self, token: bytes, now: int) -> Bearer | None:
        """Whom a token of that hash stands for at that second."""

        async def work(tx: Transaction) -> Bearer | None:
            row = await tx.one(
                "SELECT token.account, token.device, token.expires, account.counter, account.generation, account.until"
                " FROM token JOIN account ON account.id = token.account"
                f" WHERE token.hash = ? AND token.expires > ? AND {LASTS}",
                token,
                now,
                now,
            )
            return Bearer(*row) if row else None

        bearer = await self.engine.read(work)
        self.token_cache.note(token, bearer)
        return bearer

    async def seen(self, token: bytes, bearer: Bearer, expires: int, day: str) -> None:
        """Move a token's end, and note the day on which its device was here."""

        async def work(tx: Transaction) -> None:
            await tx.run("UPDATE token SET expires = ? WHERE hash = ?", expires, token)
            await tx.run(
                "UPDATE device SET seen = ? WHERE account = ? AND device = ?", day, bearer.account, bearer.device or b""
            )

        await self.engine.write(bearer.account, work)

    async def log_out(self, token: bytes, account: bytes) -> None:
        """Forget a token."""

        async def work(tx: Transaction) -> None:
            await tx.run("DELETE FROM token WHERE hash = ?", token)
            tx.wake(account)

        await self.engine.write(account, work)

    async def devices(self, account: bytes) -> list[tuple[bytes, str | None]]:
        """The listed devices in the ring's order, and the day each was last here."""

        async def work(tx: Transaction) -> list[tuple[bytes, str | None]]:
            rows = await tx.all("SELECT device, seen FROM device WHERE account = ? ORDER BY place", account)
            return [(row[0], row[1]) for row in rows]

        return await self.engine.read(work)

    async def erase(self, account: bytes) -> None:
        """Erase an account: nobody gets at anything of it any more. Its bytes go off the disk a moment later (`sweep`).

        Records go a few at a time, so that others are served in between; what a large account has left after
        `ERASE_SECONDS` goes with the next sweeps.
        """
        until = monotonic() + ERASE_SECONDS
        while not (gone := await self._erase_some(account)) and monotonic() < until:
            pass

        async def work(tx: Transaction) -> None:
            await tx.one(f"SELECT 1 FROM account WHERE id = ?{tx.for_update}", account)
            if gone:
                await tx.run("DELETE FROM record WHERE account = ?", account)
            await tx.run("DELETE FROM account WHERE id = ?", account)
            await erase_rest(tx, account, records=not gone)

        await self.engine.write(account, work)
        self.erased.set()

    async def _erase_some(self, account: bytes) -> bool:
        """Erase a few records; whether they were the last ones."""

        async def work(tx: Transaction) -> bool:
            count = await tx.run(
                "DELETE FROM record WHERE account = ? AND (collection, id) IN"
                f" (SELECT collection, id FROM record WHERE account = ? LIMIT {ERASED_AT_ONCE})",
                account,
                account,
            )
            return count < ERASED_AT_ONCE

        return await self.engine.write(account, work)

    async def usage(self, account: bytes) -> Usage:
        """How many records an account holds, and their bytes."""

        async def work(tx: Transaction) -> Usage:
            row = await tx.one("SELECT records, bytes, until FROM account WHERE id = ?", account)
            return Usage(*row) if row else Usage(0, 0)

        return await self.engine.read(work)
