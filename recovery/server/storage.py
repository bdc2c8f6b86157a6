"""What the server keeps, and every question that is asked of it; written once for both engines.

All of it is opaque: ids that are random or keyed hashes, sealed bytes, public keys, hashes of tokens. Times are whole
seconds since 1970.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from importlib.resources import files
from typing import NamedTuple

from recovery.server.deciding import Account, Incoming, Outcome, Quota, Stored, decide
from recovery.server.engine import Engine, Transaction, Wake
from recovery.sync import protocol

COLLECTIONS_LIMIT = 16  # of one account
RINGS_PAGE = 16  # generations in one answer
RINGS_BYTES = 16 * 1024 * 1024  # of all generations of one account


class Keyed(NamedTuple):
    """What is known of a key that wants to log in: whether there is the account, and what the key may do."""

    account: bool
    device: bool


class Bearer(NamedTuple):
    """Whom a token stands for; `device` is `None` for one of the account key, which may do less."""

    account: bytes
    device: bytes | None
    expires: int
    counter: int
    generation: int


class Token(NamedTuple):
    """A token to keep: its hash, and whom it stands for."""

    hash: bytes
    account: bytes
    device: bytes | None
    expires: int


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


class Record(NamedTuple):
    """A record as it is given back."""

    id: bytes
    version: bytes
    seq: int
    blob: bytes


class Pushed(NamedTuple):
    """The answer to a push; `current` holds what stands in the way of conflicting records, as far as there is room."""

    outcomes: list[Outcome]
    current: dict[bytes, Record]


class Page(NamedTuple):
    """One page of records in the account's order; the following one begins after `next`."""

    records: list[Record]
    next: int
    head: int
    more: bool


class Usage(NamedTuple):
    """What an account holds."""

    records: int
    bytes: int


class OtherEpoch(Exception):
    """The client speaks of another life of this database; `epoch` is the present one."""

    def __init__(self, epoch: bytes) -> None:
        super().__init__()
        self.epoch = epoch


class OtherGeneration(Exception):
    """A ring that does not follow the stored one, whose generation is `generation`."""

    def __init__(self, generation: int) -> None:
        super().__init__()
        self.generation = generation


class Full(Exception):
    """There is no room for more of this."""


class NotYours(Exception):
    """It belongs to another account, or to nobody; which of the two is not said."""


class Storage:
    """The mailbox of ciphertext on one engine."""

    def __init__(self, engine: Engine, quota: Quota) -> None:
        self.engine = engine
        self.quota = quota
        self.epoch = b""
        self.secret = b""
        self._scrubbed = True

    async def start(self, wake: Wake) -> None:
        """Open the database; from then on `wake` is called with the account or mailbox that moved."""
        await self.engine.start(wake)
        self.secret = await self.engine.read(_secret)
        self.epoch = await self.engine.read(_epoch)

    async def close(self) -> None:
        """Finish and let go of the database."""
        await self.engine.close()

    async def present_epoch(self) -> bytes:
        """Which life of the database this is; asks it, so it also says that the database answers."""
        self.epoch = await self.engine.read(_epoch)
        return self.epoch

    # Accounts and who may speak for them.

    async def open_account(self, account: bytes, key: bytes, opening: bytes, ring: Ring) -> bool:
        """Open an account with its first ring; `False` where it exists."""

        async def work(tx: Transaction) -> bool:
            made = await tx.run(
                "INSERT INTO account (id, key, opening, generation, kid, retired, counter, records, bytes)"
                " VALUES (?, ?, ?, 0, ?, ?, 0, 0, 0) ON CONFLICT (id) DO NOTHING",
                account,
                key,
                opening,
                ring.kid,
                b"",
            )
            if made:
                await _keep_ring(tx, account, ring)
            return bool(made)

        return await self.engine.write(work)

    async def keyed(self, account: bytes, key: bytes) -> Keyed:
        """Whether a key may speak for an account, and whether as a device."""

        async def work(tx: Transaction) -> Keyed:
            owner = await tx.one("SELECT key FROM account WHERE id = ?", account)
            device = await tx.one("SELECT 1 FROM device WHERE account = ? AND device = ?", account, key)
            return Keyed(owner is not None and owner[0] == key, device is not None)

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
            if token.device is None:
                listed = await tx.one("SELECT 1 FROM account WHERE id = ?", token.account)
            else:
                listed = await tx.one(
                    f"SELECT 1 FROM device WHERE account = ? AND device = ?{tx.for_update}", token.account, token.device
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

        return await self.engine.write(work)

    async def bearer(self, token: bytes, now: int) -> Bearer | None:
        """Whom a token of that hash stands for at that second."""

        async def work(tx: Transaction) -> Bearer | None:
            row = await tx.one(
                "SELECT token.account, token.device, token.expires, account.counter, account.generation"
                " FROM token JOIN account ON account.id = token.account WHERE token.hash = ? AND token.expires > ?",
                token,
                now,
            )
            return Bearer(*row) if row else None

        return await self.engine.read(work)

    async def seen(self, token: bytes, bearer: Bearer, expires: int, day: str) -> None:
        """Move a token's end, and note the day on which its device was here."""

        async def work(tx: Transaction) -> None:
            await tx.run("UPDATE token SET expires = ? WHERE hash = ?", expires, token)
            await tx.run(
                "UPDATE device SET seen = ? WHERE account = ? AND device = ?", day, bearer.account, bearer.device or b""
            )

        await self.engine.write(work)

    async def log_out(self, token: bytes, account: bytes) -> None:
        """Forget a token."""

        async def work(tx: Transaction) -> None:
            await tx.run("DELETE FROM token WHERE hash = ?", token)
            tx.wake(account)

        await self.engine.write(work)

    async def devices(self, account: bytes) -> list[tuple[bytes, str | None]]:
        """The listed devices in the ring's order, and the day each was last here."""

        async def work(tx: Transaction) -> list[tuple[bytes, str | None]]:
            rows = await tx.all("SELECT device, seen FROM device WHERE account = ? ORDER BY place", account)
            return [(row[0], row[1]) for row in rows]

        return await self.engine.read(work)

    async def erase(self, account: bytes) -> None:
        """Erase everything of an account."""

        async def work(tx: Transaction) -> None:
            await tx.one(f"SELECT 1 FROM account WHERE id = ?{tx.for_update}", account)
            await tx.run("DELETE FROM slot WHERE mailbox IN (SELECT id FROM mailbox WHERE account = ?)", account)
            for table in ("mailbox", "record", "collection", "token", "device", "ring"):
                await tx.run(f"DELETE FROM {table} WHERE account = ?", account)
            await tx.run("DELETE FROM account WHERE id = ?", account)
            tx.wake(account)

        await self.engine.write(work)
        self._scrubbed = await self.engine.scrub()

    async def usage(self, account: bytes) -> Usage:
        """How many records an account holds, and their bytes."""

        async def work(tx: Transaction) -> Usage:
            row = await tx.one("SELECT records, bytes FROM account WHERE id = ?", account)
            return Usage(*row) if row else Usage(0, 0)

        return await self.engine.read(work)

    # Key rings.

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
            await _keep_ring(tx, account, ring)
            tx.wake(account)

        await self.engine.write(work)

    # Records.

    async def push(self, account: bytes, collection: bytes, epoch: bytes, records: Sequence[Incoming]) -> Pushed:
        """Keep what does not conflict, in one transaction. Raises `OtherEpoch`, `NotYours`."""

        async def work(tx: Transaction) -> Pushed:
            row = await tx.one(
                "SELECT kid, retired, counter, records, bytes, (SELECT epoch FROM server),"
                f" (SELECT account FROM collection WHERE id = ?) FROM account WHERE id = ?{tx.for_update}",
                collection,
                account,
            )
            if row is None:
                raise NotYours
            *held, present, owner = row
            if present != epoch:
                raise OtherEpoch(present)
            if owner is None:
                owner = await _claim(tx, account, collection)
            if owner != account:
                raise NotYours
            kept = await _kept(tx, account, collection, [each.id for each in records])
            kid, retired, counter, count, size = held
            keys = frozenset(retired[at : at + 8] for at in range(0, len(retired), 8))
            decided = decide(records, kept, Account(kid, keys, counter, count, size), self.quota)
            if decided.writes:
                await tx.many(
                    "INSERT INTO record (account, collection, id, version, seq, size, blob)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?)"
                    " ON CONFLICT (account, collection, id) DO UPDATE SET version = excluded.version,"
                    " seq = excluded.seq, size = excluded.size, blob = excluded.blob",
                    [
                        (account, collection, each.id, each.version, seq, len(each.blob), each.blob)
                        for each, seq in decided.writes.values()
                    ],
                )
                after = decided.account
                await tx.run(
                    "UPDATE account SET counter = ?, records = ?, bytes = ? WHERE id = ?",
                    after.counter,
                    after.records,
                    after.bytes,
                    account,
                )
                tx.wake(account)
            conflicting = [each.id for each in decided.outcomes if each.status == protocol.CONFLICT]
            return Pushed(decided.outcomes, await _current(tx, account, collection, conflicting))

        return await self.engine.write(work)

    async def pull(self, bearer: Bearer, collection: bytes, epoch: bytes, after: int, limit: int) -> Page:
        """The records after a place in the order. Raises `OtherEpoch`.

        A copy of the database answers only where it holds all that the account held when its token was looked up.
        """

        async def work(tx: Transaction) -> Page | None:
            row = await tx.one("SELECT counter, (SELECT epoch FROM server) FROM account WHERE id = ?", bearer.account)
            if row is None or row[0] < bearer.counter:
                return None
            if row[1] != epoch:
                raise OtherEpoch(row[1])
            return await _page(tx, bearer.account, collection, after, limit, int(row[0]))

        async def copied(tx: Transaction) -> Page | None:
            try:
                return await work(tx)
            except OtherEpoch:  # it may only lag
                return None

        page = await self.engine.read_copy(copied) or await self.engine.read(work)
        return page or Page([], after, 0, more=False)

    # Pairing.

    async def offer(self, mailbox: bytes, account: bytes, body: bytes, now: int, limit: int) -> str | None:
        """Open a mailbox with its first part; returns the word of a refusal. Raises `Full` above `limit` open ones."""

        async def work(tx: Transaction) -> str | None:
            row = await tx.one("SELECT account FROM mailbox WHERE id = ?", mailbox)
            if row is not None:
                return await _post(tx, mailbox, account, protocol.OFFER, body, now)
            held = await tx.one("SELECT count(*) FROM mailbox WHERE account = ? AND expires > ?", account, now)
            if held is not None and held[0] >= limit:
                raise Full
            made = await tx.run(
                "INSERT INTO mailbox (id, account, expires, gone) VALUES (?, ?, ?, 0) ON CONFLICT (id) DO NOTHING",
                mailbox,
                account,
                now + protocol.PAIR_SECONDS,
            )
            return await _post(tx, mailbox, account, protocol.OFFER, body, now) if made else protocol.GONE

        return await self.engine.write(work)

    async def post(self, mailbox: bytes, account: bytes | None, slot: str, body: bytes, now: int) -> str | None:
        """Put a part into a mailbox; returns the word of a refusal. The first post wins, another one ends it."""
        return await self.engine.write(lambda tx: _post(tx, mailbox, account, slot, body, now))

    async def collect(self, mailbox: bytes, slot: str, now: int) -> bytes | str:
        """A part of a mailbox, or the word why there is none. Reading the last part ends it."""

        async def look(tx: Transaction) -> bytes | str:
            row = await tx.one("SELECT gone FROM mailbox WHERE id = ? AND expires > ?", mailbox, now)
            if row is None or row[0]:
                return protocol.GONE
            part = await tx.one("SELECT body FROM slot WHERE mailbox = ? AND slot = ?", mailbox, slot)
            return bytes(part[0]) if part else protocol.WAITING

        async def take(tx: Transaction) -> bytes | str:
            await tx.one(f"SELECT 1 FROM mailbox WHERE id = ?{tx.for_update}", mailbox)
            found = await look(tx)
            if isinstance(found, bytes):
                await _end(tx, mailbox)
            return found

        found = await self.engine.read(look)
        return await self.engine.write(take) if isinstance(found, bytes) and slot == protocol.RING else found

    async def sweep(self, now: int) -> None:
        """Forget what is over: tokens, nonces, mailboxes (an ended one a while later, so that it stays ended)."""

        async def work(tx: Transaction) -> None:
            await tx.run("DELETE FROM token WHERE expires <= ?", now)
            await tx.run("DELETE FROM used_nonce WHERE expires <= ?", now)
            await tx.run("DELETE FROM slot WHERE mailbox IN (SELECT id FROM mailbox WHERE expires <= ?)", now)
            await tx.run("DELETE FROM mailbox WHERE expires <= ?", now - protocol.PAIR_SECONDS)

        await self.engine.write(work)
        if not self._scrubbed:
            self._scrubbed = await self.engine.scrub()


async def prepare(tx: Transaction, place: str, *, anew: bool = False) -> None:
    """Note where a database lives, and give it an epoch: its first, or another one after a restore (`anew`)."""
    row = await tx.one("SELECT place FROM server")
    if row is None:
        await tx.run(
            "INSERT INTO server (one, epoch, secret, place) VALUES (1, ?, ?, ?) ON CONFLICT (one) DO NOTHING",
            secrets.token_bytes(protocol.ID_BYTES),
            secrets.token_bytes(protocol.KEY_BYTES),
            place,
        )
    else:
        epoch = secrets.token_bytes(protocol.ID_BYTES) if anew else await _epoch(tx)
        await tx.run("UPDATE server SET epoch = ?, place = ?", epoch, place)


def migrations(engine: str) -> list[tuple[int, list[str]]]:
    """The numbered migrations of an engine and their statements."""
    folder = files("recovery.server") / "migrations" / engine
    found = sorted((each for each in folder.iterdir() if each.name.endswith(".sql")), key=lambda each: each.name)
    texts = [(int(each.name[:4]), each.read_text("utf-8")) for each in found]
    return [(number, [part for part in text.split(";\n") if part.strip()]) for number, text in texts]


async def _secret(tx: Transaction) -> bytes:
    row = await tx.one("SELECT secret FROM server")
    return bytes(row[0]) if row else b""


async def _epoch(tx: Transaction) -> bytes:
    row = await tx.one("SELECT epoch FROM server")
    return bytes(row[0]) if row else b""


async def _keep_ring(tx: Transaction, account: bytes, ring: Ring) -> None:
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


async def _claim(tx: Transaction, account: bytes, collection: bytes) -> bytes | None:
    """Make the collection the account's, unless somebody else is quicker; returns whose it is."""
    held = await tx.one("SELECT count(*) FROM collection WHERE account = ?", account)
    if held is not None and held[0] >= COLLECTIONS_LIMIT:
        return None
    await tx.run("INSERT INTO collection (id, account) VALUES (?, ?) ON CONFLICT (id) DO NOTHING", collection, account)
    row = await tx.one("SELECT account FROM collection WHERE id = ?", collection)
    return row[0] if row else None


def _marks(count: int) -> str:
    return ", ".join("?" * count)


async def _kept(tx: Transaction, account: bytes, collection: bytes, ids: Sequence[bytes]) -> dict[bytes, Stored]:
    rows = await tx.all(
        "SELECT id, version, seq, size FROM record WHERE account = ? AND collection = ?"
        f" AND id IN ({_marks(len(ids))})",
        account,
        collection,
        *ids,
    )
    return {row[0]: Stored(*row[1:]) for row in rows}


async def _current(tx: Transaction, account: bytes, collection: bytes, ids: Sequence[bytes]) -> dict[bytes, Record]:
    """The rows that stand in the way, the first always, then as many as make up one page."""
    found: dict[bytes, Record] = {}
    room = protocol.PULL_BYTES
    for each in dict.fromkeys(ids):
        row = await tx.one(
            "SELECT id, version, seq, blob FROM record WHERE account = ? AND collection = ? AND id = ?",
            account,
            collection,
            each,
        )
        if row is None:
            continue
        room -= len(row[3])
        if found and room < 0:
            break
        found[each] = Record(*row)
    return found


PULL = (
    "SELECT id, version, seq, blob FROM record WHERE account = ? AND collection = ? AND seq > ? AND seq <= ?"
    " ORDER BY seq"
)
SIZES = "SELECT seq, size FROM record WHERE account = ? AND collection = ? AND seq > ? ORDER BY seq LIMIT ?"


async def _page(tx: Transaction, account: bytes, collection: bytes, after: int, limit: int, head: int) -> Page:
    """Sizes first, so that no more is read than goes out."""
    sizes = await tx.all(SIZES, account, collection, after, limit + 1)
    room, until, count = protocol.PULL_BYTES, after, 0
    for seq, size in sizes[:limit]:
        room -= size
        if count and room < 0:
            break
        until, count = seq, count + 1
    rows = await tx.all(PULL, account, collection, after, until) if count else []
    return Page([Record(*row) for row in rows], until, max(head, until if count else 0), more=count < len(sizes))


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


async def _end(tx: Transaction, mailbox: bytes) -> None:
    await tx.run("DELETE FROM slot WHERE mailbox = ?", mailbox)
    await tx.run("UPDATE mailbox SET gone = 1 WHERE id = ?", mailbox)
    tx.wake(mailbox)
