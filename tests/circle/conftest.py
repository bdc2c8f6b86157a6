"""Two people and the server between them: commands in this process, and the two sides of a link taken step by step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from recovery.circle import link_sync, opening, queries, records
from recovery.circle.invitation import read_link
from recovery.circle.link import Link
from recovery.circle.member import Member
from recovery.circle.opening import Asked
from recovery.diary import Diary, new_id
from recovery.store import rows
from recovery.sync.transport import Server
from tests.server.conftest import Serving
from tests.sync.conftest import device, postgres, server, start, sync_server
from tests.sync.devices import Device, Person
from tests.sync.served import Served

__all__ = ["device", "postgres", "server", "start", "sync_server"]


class Side:
    """One party of a link, on one device of it."""

    def __init__(self, device: Device) -> None:
        self.device = device

    @contextmanager
    def diary(self) -> Iterator[Diary]:
        """Its open journal."""
        with self.device.open() as journal:
            profile = rows.profile(journal)
            assert profile is not None
            yield Diary(journal, profile)

    def member(self, place: int = 0) -> Member:
        """Somebody in its circle."""
        with self.diary() as diary:
            return queries.members(diary.journal)[place]

    def change(self, **changes: object) -> None:
        """Change what it keeps of the first in its circle."""
        with self.diary() as diary:
            queries.change(diary.journal, queries.members(diary.journal)[0], **changes)

    def carry(self) -> list[link_sync.Carried]:
        """A run over all its links, what was ended first."""
        with self.diary() as diary:
            link_sync.finish_ended(diary.journal, diary.today)
            return link_sync.carry(diary)

    def known(self) -> link_sync.Known:
        """What it knows of the first in its circle."""
        with self.diary() as diary:
            return link_sync.known(diary.journal, queries.members(diary.journal)[0], diary.today)

    def said(self) -> list[records.Said]:
        """All that stands in the first link, as it is read."""
        with self.diary() as diary:
            return queries.said(diary.journal, queries.members(diary.journal)[0].id)

    def write(self, day: int) -> None:
        """Check in for the day so many days ago."""
        with self.diary() as diary, diary.journal.command("checkin"):
            on = (diary.today - timedelta(days=day)).isoformat()
            diary.journal.execute(
                "INSERT OR IGNORE INTO checkin (id, day, used, mood) VALUES (?, ?, 0, 5)", (new_id(), on)
            )

    @contextmanager
    def link(self) -> Iterator[Link]:
        """Its side of the link, to be taken step by step."""
        with self.diary() as diary:
            one = Link(diary.journal, queries.members(diary.journal)[0])
            try:
                yield one
            finally:
                one.close()

    def invite(self, *shares: str) -> str:
        """A link for somebody to open."""
        with self.diary() as diary, closing(Server(self.device.person.origin)) as at:
            until = diary.today + timedelta(days=90)
            asked = Asked(new_id(), "Ben", "sponsor", shares, until, me="Ana", due="21:00", grace_h=12)
            day = diary.today.isoformat()
            ticket = partial(opening.ticket_of, diary.journal, at.origin)
            member, held, link = opening.invited(at, *opening.open_link(at, asked, day, ticket), day)
            opening.keep(diary.journal, member, held, at.token)
            return link

    def accept(self, link: str) -> Member:
        """Open it; raises as the program does."""
        with self.diary() as diary:
            given = read_link(link)
            at = Server(given.origin)
            try:
                return opening.claim(diary.journal, at, given, new_id(), None, diary.today)
            finally:
                at.close()


@pytest.fixture
def people(sync_server: Serving, home: Path, tmp_path: Path) -> Iterator[Callable[[str], Person]]:
    """People by their names, each with an account and devices of their own."""
    made: list[Person] = []

    def person(name: str) -> Person:
        made.append(Person(sync_server.origin, tmp_path / name))
        return made[-1]

    yield person
    for one in made:
        one.close()


@pytest.fixture
def ana(people: Callable[[str], Person]) -> Side:
    """Whoever shares."""
    return Side(people("ana").device())


@pytest.fixture
def ben(people: Callable[[str], Person]) -> Side:
    """Whoever was asked in."""
    return Side(people("ben").device())


@pytest.fixture
def linked(ana: Side, ben: Side) -> tuple[Side, Side]:
    """The two, with an open link over which the first shares days, help and milestones."""
    ben.accept(ana.invite("day", "help", "mark"))
    for side in (ben, ana, ben):
        side.carry()
    return ana, ben


@pytest.fixture
def elsewhere(server: Served, home: Path, tmp_path: Path) -> Iterator[Person]:
    """Somebody whose journal is kept at another server."""
    one = Person(server.origin, tmp_path / "elsewhere")
    yield one
    one.close()
