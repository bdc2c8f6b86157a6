"""What 3,000 event streams cost the server in memory, and what of it comes back when they have ended.

The same is done several times over: what does not come back after the first time, and is not more after the last, is
kept by Python for the next streams, and lost to nobody.
"""

from __future__ import annotations

import argparse
import socket
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from urllib.parse import urlsplit

from benchmarks.server import Account, memory, open_account, serving
from recovery import system
from recovery.server.limits import WAITING_ADDRESS, WAITING_DEVICE

STREAMS = 3_000
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


def streams(origin: str, accounts: Sequence[Account], process: int) -> tuple[int, int]:
    """MiB that the server holds with all of them open, and after they were closed."""
    with ExitStack() as held:
        for number in range(STREAMS):
            address = f"192.0.2.{number // WAITING_ADDRESS}"
            held.enter_context(opened(origin, accounts[number // WAITING_DEVICE], address))
        open_now = memory(process)
    time.sleep(SETTLE_SECONDS)
    return open_now, memory(process)


def main() -> None:
    """Print it as it comes."""
    argparse.ArgumentParser(prog="python -m benchmarks.streams", description=__doc__).parse_args()
    system.open_files(2 * STREAMS)
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(f"sqlite://{folder}/server.db", "--behind-proxy") as (
            origin,
            process,
        ),
    ):
        print(f"{'at its start':<36}{memory(process):>6} MiB", flush=True)
        accounts = [open_account(origin) for _ in range(-(-STREAMS // WAITING_DEVICE))]
        print(f"{f'{len(accounts):,} accounts opened':<36}{memory(process):>6} MiB", flush=True)
        for number in range(1, ROUNDS + 1):
            during, after = streams(origin, accounts, process)
            print(f"{f'{STREAMS:,} streams open, round {number}':<36}{during:>6} MiB, {after} MiB after", flush=True)


if __name__ == "__main__":
    main()
