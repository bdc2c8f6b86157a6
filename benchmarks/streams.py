"""What 5,000 event streams cost one process in memory, what of it comes back, and how soon each is woken.

The same is done several times over: what does not come back after the first time, and is not more after the last, is
kept by Python for the next streams, and lost to nobody.
"""

from __future__ import annotations

import argparse
import json
import socket
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from statistics import median, quantiles
from urllib.parse import urlsplit

from benchmarks.server import Account, ask, memory, open_account, push_body, serving
from recovery import system
from recovery.server.limits import WAITING_ADDRESS, WAITING_DEVICE

STREAMS = 5_000
WAKES = 100
ROUNDS = 4
SETTLE_SECONDS = 3.0


def opened(origin: str, account: Account, address: str) -> socket.socket:
    """One stream that has begun, seen as from that address."""
    parts = urlsplit(origin)
    connection = socket.create_connection((parts.hostname, parts.port), 600)
    head = f"GET /v1/events HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: {address}\r\n"
    connection.sendall(f"{head}Authorization: Bearer {account.token}\r\n\r\n".encode())
    chunk = connection.recv(4096)
    assert chunk.startswith(b"HTTP/1.1 200"), chunk
    return connection


def woken(origin: str, account: Account, streams: Sequence[socket.socket]) -> float:
    """How long after a push began the last of an account's streams hears of it, in milliseconds."""
    for stream in streams:
        stream.settimeout(0)
        with suppress(BlockingIOError):
            while stream.recv(4096):
                pass
        stream.settimeout(60)
    begun = time.perf_counter()
    ask(origin, f"/v1/c/{account.collection}/push", json.loads(push_body(account.epoch)), account.token)
    for stream in streams:
        while b"event: wake" not in stream.recv(4096):
            pass
    return (time.perf_counter() - begun) * 1000


def streams(origin: str, accounts: Sequence[Account], process: int) -> tuple[int, int, list[float]]:
    """MiB that the server holds with all of them open, and after they were closed; how long wakes took."""
    with ExitStack() as held:
        opened_now: list[socket.socket] = []
        for number in range(STREAMS):
            address = f"192.0.2.{number // WAITING_ADDRESS}"
            opened_now.append(held.enter_context(opened(origin, accounts[number // WAITING_DEVICE], address)))
        open_now = memory(process)
        took = []
        for number in range(WAKES):
            of_one = opened_now[WAITING_DEVICE * number : WAITING_DEVICE * (number + 1)]
            took.append(woken(origin, accounts[number], of_one))
    time.sleep(SETTLE_SECONDS)
    return open_now, memory(process), took


def main() -> None:
    """Print it as it comes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.streams", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one round, as with --rounds 1")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    system.open_files(2 * STREAMS)
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(f"sqlite://{folder}/server.db", "--behind-proxy") as (
            origin,
            process,
        ),
    ):
        print("", "Event streams of one process", "-" * 80, sep="\n")
        print(f"{'at its start':<36}{memory(process):>6} MiB", flush=True)
        accounts = [open_account(origin) for _ in range(-(-STREAMS // WAITING_DEVICE))]
        print(f"{f'{len(accounts):,} accounts opened':<36}{memory(process):>6} MiB", flush=True)
        for number in range(1, (1 if options.quick else options.rounds) + 1):
            during, after, took = streams(origin, accounts, process)
            print(f"{f'{STREAMS:,} streams open, round {number}':<36}{during:>6} MiB, {after} MiB after", flush=True)
            late = quantiles(took, n=100)[98]
            print(f"{'  all of an account woken':<36}{median(took):>6.1f} ms, 99 % {late:.1f} ms", flush=True)


if __name__ == "__main__":
    main()
