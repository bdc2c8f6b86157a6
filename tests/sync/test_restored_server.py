"""A server put back from an old backup: every device gives it what it lacks, rings too, and nobody loses an entry."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from recovery.errors import Unreachable
from recovery.sync import queries
from tests.server.conftest import Serving
from tests.sync.devices import Device, Person

NOTE = "INSERT INTO note (id, at, timezone, day, text) VALUES (?, '2026-03-07T21:40:00Z', 'UTC', '2026-03-07', ?)"


def write(device: Device, number: int) -> None:
    with device.open() as journal, journal.command("note"):
        journal.execute(NOTE, (f"3f9a0000-0000-4000-8000-00000000000{number}", f"note {number}"))


def notes(device: Device) -> list[str]:
    return [row["text"] for row in device.rows("note")]


class Restored:
    """A server whose file can be put back; it stays at its address."""

    def __init__(self, folder: Path) -> None:
        self.file, self.old = folder / "server.db", folder / "old.db"
        self.serving = Serving(f"sqlite://{self.file}", "--rate", "0")
        self.origin = self.serving.origin

    def again(self, *options: str) -> None:
        port = re.findall(r"\d+", self.origin)[-1]
        self.serving = Serving(f"sqlite://{self.file}", "--rate", "0", "--port", port, *options)

    def back_up(self) -> None:
        assert self.serving.stop() == 0
        shutil.copyfile(self.file, self.old)
        self.again()

    def put_back(self, *options: str) -> None:
        assert self.serving.stop() == 0
        for left in self.file.parent.glob("server.db*"):
            left.unlink()
        shutil.copyfile(self.old, self.file)
        self.again(*options)


@pytest.mark.parametrize("options", [("--new-epoch",), ()], ids=["said", "not said"])
def test_what_a_restored_server_lacks_is_given_back(home: Path, tmp_path: Path, options: tuple[str, ...]) -> None:
    server = Restored(tmp_path)
    person = Person(server.origin, tmp_path / "person")
    (tmp_path / "person").mkdir()
    one, other = person.device(), person.device()
    write(one, 1)
    one.sync()
    other.sync()
    one.sync()
    person.close()
    server.back_up()
    write(one, 2)
    one.sync()
    write(other, 3)
    other.sync()
    one.sync()
    third = person.device()
    third.sync()
    write(third, 4)
    third.sync()
    one.sync()
    person.close()
    server.put_back(*options)

    with pytest.raises(Unreachable, match="put back from a backup"):
        third.sync()  # the server does not know it yet
    for device in (one, other):
        with device.open() as journal:
            queries.save(journal, token=None)  # nor these logins
    assert one.sync().pending == 0
    for _ in range(2):
        for device in (other, third, one):
            assert device.sync().pending == 0
    assert notes(one) == notes(other) == notes(third) == [f"note {number}" for number in (1, 2, 3, 4)]
    fresh = person.device()
    fresh.sync()
    assert notes(fresh) == notes(one), "the server has it all again"
    person.close()
    assert server.serving.stop() == 0
