"""A server put back from an old backup: every device gives it what it lacks, rings too, and nobody loses an entry."""

from __future__ import annotations

import re
import shutil
from contextlib import closing
from pathlib import Path

import pytest

from recovery.errors import Unreachable
from recovery.sync import chain, server_api
from recovery.sync.account import Identity, OpeningProof
from recovery.sync.queries import account_state
from recovery.sync.ring import VerifiedRing
from recovery.sync.transport import Server
from tests.server.conftest import Serving
from tests.sync.devices import DAY, Device, Person
from tests.sync.rings import nonsense
from tests.sync.test_hostile import put_ring

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
            account_state.save(journal, token=None)  # nor these logins
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


def test_a_restored_server_gets_back_the_rings_that_were_passed_over_too(home: Path, tmp_path: Path) -> None:
    """Or it would take none of those after them, and no device could send anything any more."""
    server = Restored(tmp_path)
    person = Person(server.origin, tmp_path / "person")
    (tmp_path / "person").mkdir()
    one, other = person.device(), person.device()
    write(one, 1)
    for device in (one, other):
        device.sync()
    person.close()
    server.back_up()
    put_ring(other, nonsense(held_of(person), other.identity))
    tablet = by_words(person)
    for device in (one, tablet):
        device.sync()
    write(one, 2)
    for device in (one, tablet):
        device.sync()
    person.close()
    tablet.close()
    server.put_back("--new-epoch")

    assert one.sync().pending == 0
    for device in (tablet, one):
        assert device.sync().pending == 0
    assert notes(one) == notes(tablet) == ["note 1", "note 2"]
    with pytest.raises(Unreachable):
        other.sync()
    person.close()
    tablet.close()
    assert server.serving.stop() == 0


def held_of(person: Person) -> VerifiedRing:
    assert person.held is not None
    return person.held


def by_words(person: Person) -> Device:
    """A device that joins by the 24 words, and goes on from the last ring that they can read."""
    owner = Identity.of_phrase(person.entropy)
    with closing(Server(person.origin)) as server:
        server_api.log_in(server, owner, person.account.id)
        rings, _ = server_api.fetch(server.ask, 0)
        newest = chain.by_phrase(rings, person.entropy, OpeningProof.from_json(server.ask("GET", "/v1/opening")))
        tablet = Device(person, "tablet", person.folder / "tablet")
        key, sealing = tablet.identity.public, tablet.identity.sealing_public
        held = chain.with_device(newest.held, owner, "tablet", key, sealing, DAY)
        server.ask("PUT", "/v1/ring", held.signed.to_json())
    tablet.init()
    tablet.join(held, existing=True)
    return tablet
