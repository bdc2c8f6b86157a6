"""A server that gives old states new names, other people's records, and rings that are nobody's: none is believed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from recovery.sync import chain
from recovery.sync import ring as rings
from recovery.sync.queries import sync_records
from recovery.sync.ring import RingRefused, Signed
from tests.server.conftest import Serving
from tests.sync.devices import DAY, Device, Person
from tests.sync.test_server_lies import Lying, edit, lied_to, texts, write


@pytest.fixture
def stranger(sync_server: Serving, home: Path, tmp_path: Path) -> Iterator[Person]:
    (tmp_path / "stranger").mkdir()
    made = Person(sync_server.origin, tmp_path / "stranger")
    yield made
    made.close()


def pages_of(device: Device) -> list[dict[str, Any]]:
    """What the server gives that device now."""
    heard: list[dict[str, Any]] = []
    lied_to(device, "/pull", lambda answer: heard.extend(dict(record) for record in answer["records"]))
    return heard


def an_old_state_under_the_newest_name(person: Person) -> None:
    """A new device has nothing to compare with; it is the seal that holds. Raises `AssertionError`."""
    one = person.device()
    write(one, 1, "as it was")
    one.sync()
    old = {record["id"]: record["blob"] for record in pages_of(person.device())}
    edit(one, "as it is")
    one.sync()

    def name_anew(answer: dict[str, Any]) -> None:
        for record in answer["records"]:
            record["blob"] = old.get(record["id"], record["blob"])

    fresh = person.device()
    result = lied_to(fresh, "/pull", name_anew)
    assert texts(fresh) == [], "an old state was taken for the newest"
    assert any("could not be opened" in warning for warning in result.warnings)
    fresh.sync()
    assert texts(fresh) == ["as it is"]


def test_an_old_state_under_the_newest_name_is_not_taken(somebody: Person) -> None:
    an_old_state_under_the_newest_name(somebody)


def test_records_of_another_account_are_not_taken(somebody: Person, stranger: Person) -> None:
    theirs = stranger.device()
    write(theirs, 5, "of somebody else")
    theirs.sync()
    foreign = pages_of(stranger.device())
    one, other = somebody.device(), somebody.device()
    write(one, 1, "mine")
    one.sync()

    def mix(answer: dict[str, Any]) -> None:
        at = answer["next"]
        added = [record | {"seq": at + number} for number, record in enumerate(foreign, start=1)]
        answer.update(records=answer["records"] + added, next=at + len(added), head=at + len(added))

    result = lied_to(other, "/pull", mix)
    assert texts(other) == ["mine"]
    assert result.warnings
    with other.open() as journal:
        assert sync_records.count_unsent(journal) == 0


def a_ring_of_somebody_who_was_sent_away(person: Person) -> None:
    """A device that was revoked knows all that it takes to make a ring, and the server may be on its side."""
    one, gone = person.device(), person.device()
    one.sync()
    gone.sync()
    person.rotate(gone)
    one.sync()
    with one.client() as now:
        held = now.run.held
    account, mine = held.ring.account, held.ring.device(one.identity.public)
    assert mine is not None
    thief = rings.Device("thief", gone.identity.public, gone.identity.sealing_public, DAY)
    forged = chain._next(held, gone.identity, devices=(mine, thief), account=account)
    pushed: list[Any] = []

    def give(answer: dict[str, Any]) -> None:
        answer.update(rings=[forged.signed.to_json()], generation=forged.ring.generation)

    write(one, 3, "not for a thief")
    one.close()
    one.server = Watching(person.origin, give, pushed)
    try:
        with pytest.raises(RingRefused) as refused:
            one.sync()
        assert refused.value.sentence == rings.FOREIGN
        assert pushed == []
    finally:
        one.close()
        one.server = None
    assert one.sync().pending == 0


class Watching(Lying):
    """Lies about the rings, and notes what is sent nevertheless."""

    def __init__(self, address: str, change: Any, pushed: list[Any]) -> None:
        super().__init__(address, "/v1/ring", change)
        self.pushed = pushed

    def ask(self, method: str, path: str, body: Any = None, **more: Any) -> dict[str, Any]:
        if path.endswith("/push"):
            self.pushed.append(body)
        return super().ask(method, path, body, **more)


def test_a_ring_of_somebody_who_was_sent_away_is_refused(somebody: Person) -> None:
    a_ring_of_somebody_who_was_sent_away(somebody)


def test_a_ring_of_another_account_is_refused(somebody: Person, stranger: Person) -> None:
    stranger.device()
    stranger.device()
    one = somebody.device()
    one.sync()
    assert stranger.held is not None
    foreign: Signed = stranger.held.signed
    with pytest.raises(RingRefused):
        lied_to(one, "/v1/ring", lambda answer: answer.update(rings=[foreign.to_json()], generation=2))
    assert one.sync().pending == 0
