"""Whoever changes their own program writes in the other's name for nobody: each party knows what its devices wrote."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest

from recovery.circle import authorship, opening, queries, records
from recovery.circle.link import Link
from recovery.diary import new_id
from recovery.sync import documents, envelope
from recovery.sync.documents import Document, Field
from recovery.sync.hybrid_clock import Timestamp
from tests.circle.conftest import Side
from tests.circle.test_link import asked
from tests.sync.devices import DAY, Person


def forge(link: Link, letter: str, kind: str, rest: str, count: int, *, mark: bool, **fields: Any) -> None:
    """Have a record under that letter put to the server, by a program that keeps to no rule."""
    ring, version, local = link.held.ring, envelope.new_version(), records.local_of(letter, rest)
    id = envelope.record_id(ring.id_key, kind, local)
    clock = Timestamp(2**41, 0, letter)
    values = {name: Field(value, clock) for name, value in fields.items()}
    plain = documents.encode(Document(kind, local, values, Field(False, clock), count=count))  # noqa: FBT003
    if mark:
        plain = authorship.marked(link.member.seed, id, version, plain)
    kid, key = next(reversed(ring.by_kid.items()))
    held = queries.record(link.journal, link.member.id, id)
    blob = envelope.seal(kid, key, ring.collection, id, version, plain)
    one = {"id": id.hex(), "base": held.known.hex() if held and held.known else None, "version": version.hex()}
    record = {**one, "blob": b64encode(blob).decode("ascii")}
    body = {"epoch": (link.state.epoch or b"").hex(), "records": [record]}
    answer = link.server.ask_with_token("POST", f"/v1/c/{ring.collection.hex()}/push", body)
    assert [result["status"] for result in answer["results"]] == ["ok"]


@pytest.mark.parametrize("mark", [False, True])
def test_what_the_other_wrote_in_ones_name_is_left_out_told_and_put_right(
    people: Callable[[str], Person], *, mark: bool
) -> None:
    person = people("two")
    one, two, ben = Side(person.device()), Side(person.device()), Side(people("one").device())
    ben.accept(one.invite("day", "help"))
    for side in (ben, one, ben):
        side.carry()
    request, said = asked(one), one.known().own
    for side in (one, two):
        side.device.sync()
    ben.carry()
    with ben.link() as link:
        link.follow()
        forge(link, "a", records.HELP, request, 9, mark=mark, at="2026-03-07T12:00:00Z", state="over")
        forge(link, "a", records.TASK, new_id(), 1, mark=mark, text="a test", state="confirmed")
        forge(link, "a", records.HELLO, "", 9, mark=mark, name="Ana", shares='["day","help","page","plan"]')
    for side in (two, one):  # also the device that met the link only now
        side.carry()
    assert (one.known().own, one.known().notices) == (said, ("forged",))
    assert (two.known().own.asking, two.known().own.proposals) == (None, ())
    two.carry()  # what the first said stands at the server again
    assert (two.known().own, two.known().notices) == (said, ("forged",))
    assert one.carry()[0].taken == 0


def test_other_keys_mark_anew_what_was_said_and_nobody_hears_it_twice(people: Callable[[str], Person]) -> None:
    person = people("two")
    one, two, ben = Side(person.device()), Side(person.device()), Side(people("one").device())
    ben.accept(one.invite("help"))
    for side in (ben, one, ben):
        side.carry()
    request = asked(one)
    ben.carry()
    with ben.diary() as diary:
        kept = queries.kept(diary.journal, ben.member().id)
        queries.mark_told(diary.journal, ben.member().id, [record.id for record in kept])
        before = {record.id: record.count for record in kept}
    with one.link() as link:
        opening.replace_own(link, DAY)
    one.carry()
    ben.carry()
    with ben.diary() as diary:
        kept = queries.kept(diary.journal, ben.member().id)
        assert all(record.told for record in kept if record.id in before)
        assert {record.id: record.count for record in kept if record.id in before} == before
    for side in (one, two):
        side.device.sync()
    two.carry()  # it has the new keys alone
    asking = two.known().own.asking
    assert (asking.id if asking else None, two.known().notices) == (request, ())
