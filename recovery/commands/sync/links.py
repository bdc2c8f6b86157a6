"""The links of the circle in a run of sync: what is to be ended goes first, the rest after the journal's own records.

Who has nobody in the circle pays for one question to the journal.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, NamedTuple

from recovery import diary as diaries
from recovery.console import one_line, tell
from recovery.errors import RecoveryError
from recovery.language import tr, trn
from recovery.store import connection, rows

if TYPE_CHECKING:
    from recovery.sync.transport import Events, Server

STREAMS_LIMIT = 32
LOOK_SECONDS = 1.0
NOT_REPLACED = tr(
    "Whoever has a copy of that device can still read what you share with {name}, because the server could not be "
    "reached. End it, and invite {name} again: recovery circle end {typed}"
)
AGAIN_SECONDS = 60.0  # between two tries to listen to links; so often they are read too, whatever wakes


class Links(NamedTuple):
    """What a run did for the links: how many there are, how many answered, and what came, in lines."""

    links: int
    reached: int
    sent: int
    over: int
    news: tuple[str, ...]
    waiting: str | None

    @property
    def lines(self) -> tuple[str, ...]:
        """All of it as a person reads it."""
        said = list(self.news)
        if self.reached + self.over < self.links:
            away = self.links - self.reached - self.over
            said.append(trn("{count} link could not be reached.", "{count} links could not be reached.", away))
        return (*said, *((self.waiting,) if self.waiting else ()))

    def to_json(self) -> dict[str, Any]:
        """As `sync --json` says it."""
        return {"links": self.links, "reached": self.reached, "sent": self.sent}


def ended_first(ask: str = connection.PERSON) -> None:
    """Have the server erase what was ended here, before anything else is sent; forget what has long been over."""
    with connection.existing(ask) as journal:
        if not rows.any_in(journal, "member") and not rows.any_in(journal, "link"):
            return
    from recovery.circle import forgetting, link_sync

    with diaries.existing(ask) as diary:
        link_sync.finish_ended(diary.journal, diary.today)
        tell(*forgetting.forget_over(diary))


def replaced_in_links() -> None:
    """Put other keys in this side's place in every link, and name those whose server was away."""
    from recovery.circle import link_sync, views

    with diaries.existing() as diary:
        left = link_sync.replace_everywhere(diary.journal, diary.today)
    for one in left:
        tell(NOT_REPLACED.format(name=one_line(one.name), typed=views.typed_name(one.name)))


def carried_links(ask: str = connection.PERSON) -> Links | None:
    """Carry every link; `None` where there never was one."""
    with connection.existing(ask) as journal:
        if not rows.any_in(journal, "member"):
            return None
    from recovery.circle import asking, link_sync, views
    from recovery.outlets import words

    with diaries.existing(ask) as diary:
        before = link_sync.seen(diary.journal)
        done = link_sync.carry(diary)
        members = [one.member for one in done if one.reached]
        over = tuple(views.over_now(one.member) for one in done if one.over)
        asking.relay(diary.journal, members)
        said = link_sync.news(diary.journal, members)
        news = over + tuple(line for one in said for line in views.news_line(one, diary.zone))
        changed = link_sync.changes(diary.journal, before)
        news += tuple(line for change in changed for line in views.change_lines(*change))
        news += tuple(views.page_due(member) for member in link_sync.pages_due(diary.journal, diary.today))
        ready = min((one.ready for one in done if one.ready is not None), default=None)
        waits = None
        if ready is not None:
            when = words.clock(ready.astimezone(diary.zone))
            waits = tr("Your circle will hear that you checked in when you sync after {when}.", when=when)
        return Links(len(done), len(members), sum(one.taken for one in done), len(over), news, waits)


def watch_links(streams: LinkStreams) -> Iterator[tuple[str, ...]]:
    """What comes on the links, for as long as somebody asks: for whoever has a circle and no account of their own."""
    while True:
        ended_first(connection.SESSION)
        links = carried_links(connection.SESSION)
        yield links.news if links else ()
        while not streams.woken():
            sleep(LOOK_SECONDS)


class LinkStreams:
    """Listens on every link while sync runs on: a request for help wakes it at once."""

    def __init__(self) -> None:
        self._open: dict[str, tuple[Server, Events]] = {}
        self._tried = 0.0

    def woken(self) -> bool:
        """Whether a link has something, or it is time to read them all again."""
        woken = False
        for member, (_, events) in list(self._open.items()):
            try:
                woken |= events.wait(0)
            except RecoveryError:
                self._let_go(member)
        if monotonic() - self._tried < AGAIN_SECONDS:
            return woken
        self._tried = monotonic()
        with connection.existing(connection.SESSION) as journal:
            if not rows.any_in(journal, "member"):
                return False
        with suppress(RecoveryError):
            self._listen()
        return True

    def _listen(self) -> None:
        from recovery.circle import link_sync
        from recovery.circle.link import Link

        with diaries.existing(connection.SESSION) as diary:
            live = {member.id: member for member in link_sync.live(diary.journal, diary.today)}
            for gone in self._open.keys() - live.keys():
                self._let_go(gone)
            for member in list(live.values())[:STREAMS_LIMIT]:
                if member.id not in self._open:
                    with suppress(RecoveryError):
                        link = Link(diary.journal, member)
                        link.follow()
                        self._open[member.id] = (link.server, link.server.events())

    def _let_go(self, member: str) -> None:
        server, events = self._open.pop(member)
        events.close()
        server.close()

    def close(self) -> None:
        """Let go of all of them."""
        for member in list(self._open):
            self._let_go(member)
