"""What the proofs of sync stand on: a server of either engine behind a line, stories told step by step, faults.

A fault is planted in this process by a monkeypatch, and in a server's process by a module that Python loads before it.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

from recovery.errors import RecoveryError
from recovery.store.connection import Journal
from recovery.sync.queries import account_state
from recovery.sync.transport import Server
from recovery.wire import protocol, strict_json
from tests.server.conftest import Serving
from tests.sync.devices import DAY, Device, Person
from tests.sync.faulty_proxy import Line
from tests.sync.test_together import Chosen, Devices, World


def template_in(folder: Path) -> Path:
    """A journal as `init` makes it, a week before the stories begin."""
    world = World()
    world.passed = timedelta(days=-7)
    with world.kept():
        Device(Person("http://127.0.0.1:1", folder), "template", folder).init()
    return folder


def planted(folder: Path, statements: str) -> dict[str, str]:
    """The environment of a process that runs these statements before it begins; they must run without an error."""
    folder.mkdir(exist_ok=True)
    (folder / "sitecustomize.py").write_text(statements)
    env = {"PYTHONPATH": os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH")]))}
    tried = subprocess.run([sys.executable, "-c", ""], env=os.environ | env, capture_output=True, text=True, check=True)
    if tried.stderr:  # Python goes on without them, and the proof would fail for want of a fault
        raise RuntimeError(tried.stderr)
    return env


class Behind:
    """A server that can die, come back, and come back as another, always under the address of its line."""

    def __init__(self, database: str, env: dict[str, str] | None = None) -> None:
        self.line, self.env, self.logs = Line(), env, list[str]()
        self.start(database)

    @property
    def origin(self) -> str:
        return self.line.origin

    def start(self, database: str) -> None:
        self.database = database
        self.running = Serving(database, "--rate", "0", "--origin", self.line.origin, env=self.env)
        self.line.target = self.running.origin

    def stop(self, **how: Any) -> int:
        code = self.running.stop(**how)
        self.logs += self.running.log
        return code

    def close(self) -> None:
        self.line.close()
        self.stop()


class Told(Devices):
    """The three devices of `test_together`, in a story that is written down; `teardown` asks what must hold."""

    origin: ClassVar[str]

    def __init__(self) -> None:
        super().__init__()
        self.warned: list[str] = []

    def sync(self, on: int) -> None:
        """A run of sync that came to its end; what it warned of is noted."""
        with self.at(on) as device:
            warnings = device.sync().warnings
            self.warned += [
                warning
                for warning in warnings
                if not any(word in warning for word in ("clock", "was added", "first day"))
            ]
            self.met(device)

    def edit_field(self, on: int, kind: str, name: str, value: Any) -> None:
        """Somebody sets a field of the first row."""
        self.edit(on, kind, 0, Chosen(name, value))

    def try_sync(self, on: int) -> bool:
        """Sync over a line that may be broken; says whether it came to its end."""
        try:
            self.sync(on)
        except RecoveryError:
            self.world.skew = timedelta()
            return False
        return True


Story = Callable[[Told], None]


def tell(
    story: Story, origin: str, template: Path, *, skews: tuple[int, int, int] = (0, 0, 0), pages: int = 200
) -> None:
    """Tell a story and ask what must hold at its end; raises `AssertionError` where it does not."""
    Told.origin, Told.template = origin, template
    told = Told()
    try:
        told.begin(skews, pages)
        story(told)
    finally:
        told.teardown()
    assert told.warned == [], told.warned


def anything(chance: random.Random) -> Story:
    """Many things that three persons may do and that may befall them, as that chance has it."""

    def story(told: Told) -> None:
        for _ in range(12):
            on = chance.randrange(3)
            for _ in range(chance.randint(0, 3)):
                _something(told, on, chance)
            told.try_sync(on)

    return story


def _something(told: Told, on: int, chance: random.Random) -> None:
    from tests.sync.test_together import DAYS, EDITS, WITH_ID

    what = chance.choice(("write", "write", "edit", "edit", "edit", "remove", "undo", "erase"))
    if what == "write":
        told.write(on, chance.choice(WITH_ID), chance.choice(DAYS))
    elif what == "edit":
        kind = chance.choice(sorted(EDITS))
        name = chance.choice(sorted(EDITS[kind]))
        told.edit_field(on, kind, name, chance.choice(EDITS[kind][name]))
    elif what == "remove":
        told.remove(on, chance.choice(WITH_ID), chance.randrange(6))
    elif what == "erase":
        told.erase(on, chance.choice(WITH_ID), chance.randrange(6))
    else:
        told.undo(on)


NOTE = "INSERT INTO note (id, at, timezone, day, text) VALUES (?, '2026-03-07T21:40:00Z', 'UTC', ?, ?)"


def write_notes(device: Device, count: int, first: int = 0, word: str = "note") -> None:
    """So many notes, in one command."""
    with device.open() as journal, journal.command("note"):
        rows = [(f"3f9a0000-0000-4000-8000-{n:012x}", DAY, f"{word} {n}") for n in range(first, first + count)]
        journal.executemany(NOTE, rows)


def texts(device: Device) -> list[str]:
    """The texts of its notes."""
    return sorted(row["text"] for row in device.rows("note"))


def acknowledged(journal: Journal) -> dict[bytes, bytes]:
    """The version of each record that this device believes the server to have."""
    return dict(journal.execute("SELECT id, known FROM sync_record WHERE known IS NOT NULL").fetchall())


def stored(device: Device, origin: str) -> dict[bytes, bytes]:
    """The version of each record that the server has, asked as that device; no place is given twice."""
    with device.open() as journal:
        state = account_state.joined(journal)
    keys: dict[bytes, bytes] = {}
    places: list[int] = []
    with closing(Server(origin, state.token)) as server:
        epoch = server.ask("GET", "/v1/about")["epoch"]
        after, more = 0, True
        while more:
            query = f"after={after}&limit={protocol.PULL_RECORDS}&epoch={epoch}"
            page = server.ask("GET", f"/v1/c/{state.collection.hex()}/pull?{query}")
            for record in page["records"]:
                keys[strict_json.octets(record["id"], 16)] = strict_json.octets(record["version"], 16)
                places.append(record["seq"])
            after, more = page["next"], page["more"]
    assert len(set(places)) == len(places) == len(keys)
    return keys


def until_whole(device: Device, tries: int = 30) -> None:
    """Sync until a run comes to its end with nothing left over."""
    for _ in range(tries):
        with suppress(RecoveryError):
            if device.sync().pending == 0:
                return
    raise AssertionError("it never came to its end")
