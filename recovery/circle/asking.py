"""Asking the circle: to whom it went, who has it, who answered, and when calling is the better way.

Nothing that a server says counts as reached: only the other device's own receipt does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from recovery.circle import queries, records
from recovery.circle.link import Link
from recovery.circle.member import Member
from recovery.circle.standing import Help, receipts, standing
from recovery.circle.writing import now
from recovery.errors import Unreachable, Usage
from recovery.language import tr
from recovery.store.connection import Journal
from recovery.sync.transport import ErrorResponse, Server

UNHEARD_SECONDS = 60
UNANSWERED_SECONDS = 180
LONGEST_HOURS = 24
ON_THE_WAY = ("calling", "coming")
SENT, NOBODY_YET, CALL = "sent", "nobody yet", "call"


class Answered(NamedTuple):
    """Who answered, how, and when."""

    name: str
    how: str
    at: datetime


class Asking(NamedTuple):
    """One request for help as it stands: whom it was for, whose server took it, whose device has it, who answered."""

    id: str
    at: datetime
    want: str | None
    asked: tuple[str, ...]
    taken: tuple[str, ...]
    have_it: tuple[str, ...]
    answers: tuple[Answered, ...]

    @property
    def not_reached(self) -> tuple[str, ...]:
        """Whose device has not said that it has it."""
        return tuple(name for name in self.asked if name not in self.have_it)

    @property
    def somebody(self) -> bool:
        """Whether anybody can do something. Who cannot just now leaves the others to be waited for."""
        return any(one.how != "cannot" for one in self.answers)

    @property
    def nobody_left(self) -> bool:
        """Whether everybody who was asked has said that they cannot."""
        return not self.somebody and {one.name for one in self.answers} >= set(self.asked)

    def step(self, seconds: float) -> str:
        """What the person needs to hear once this many seconds have passed."""
        if not self.somebody and (seconds >= UNANSWERED_SECONDS or self.nobody_left):
            return CALL
        if not self.have_it and seconds >= UNHEARD_SECONDS:
            return NOBODY_YET
        return SENT

    def to_json(self, crisis_lines: list[Any]) -> dict[str, Any]:
        """As the contract writes it."""
        answers = [{"name": one.name, "how": one.how, "at": one.at.isoformat()} for one in self.answers]
        return {
            "id": self.id,
            "at": self.at.isoformat(),
            "want": self.want,
            "asked": len(self.asked),
            "have_it": len(self.have_it),
            "not_reached": list(self.not_reached),
            "answers": answers,
            "crisis_lines": crisis_lines,
        }


def ask(
    journal: Journal, members: Iterable[Member], id: str, at: datetime, want: str | None, words: str | None
) -> list[Member]:
    """Put a request into each of these links and send it; returns those whose server took it."""
    values = {"at": records.instant_text(at), "want": want, "words": words, "state": records.OPEN, "answered_by": None}
    return _send(journal, members, lambda link: link.say(records.HELP, values, id))


def look(journal: Journal, members: Iterable[Member]) -> None:
    """Take in what came on these links, and say to all of them who answered."""
    members = list(members)
    _send(journal, members, lambda _: None, pull=True)
    relay(journal, members)


def relay(journal: Journal, members: Iterable[Member]) -> None:
    """Say to everybody who was asked who else is on the way, so not all set out; taken back once nobody else is."""
    answers = [
        (member, one)
        for member in queries.members(journal)
        for one in standing(queries.said(journal, member.id), member.other_side).answers
    ]
    coming = [(one.help, member) for member, one in answers if one.how in ON_THE_WAY and _goes_on(journal, member)]
    heard = {one.help for _, one in answers}  # who has heard no answer takes none back that another device heard

    def changed(member: Member) -> dict[str, str | None]:
        confirmed = dict[str, str | None]()
        for one in _own_open(journal, member):
            name = next((other.name for id, other in coming if id == one.id and other.id != member.id), None)
            if one.id in heard and name != one.answered_by:
                confirmed[one.id] = name
        return confirmed

    def tell(link: Link) -> None:
        for id, name in changed(link.member).items():
            link.say(records.HELP, {"answered_by": name}, id)

    waiting = [member for member in members if changed(member)]
    if waiting:
        _send(journal, waiting, tell)


def _goes_on(journal: Journal, member: Member) -> bool:
    return member.ended is None and queries.state(journal, member).gone is None


def in_hours(at: datetime, said: str) -> datetime:
    """The instant that `6h` leads to, a day later at most; raises `Usage`."""
    hours = said.strip().casefold().removesuffix("h")
    if not hours.isdecimal() or not 1 <= int(hours) <= LONGEST_HOURS:
        raise Usage(tr("Say a number of hours from 1 to 24, such as 6h."))
    return at + timedelta(hours=int(hours))


def over(journal: Journal, members: Iterable[Member]) -> tuple[int, list[Member], list[Member]]:
    """Say that every open request is over; returns how many there were, who was asked, and whose server took it."""
    asked = [member for member in members if _own_open(journal, member)]
    open_ones = {one.id for member in asked for one in _own_open(journal, member)}

    def close(link: Link) -> None:
        for one in _own_open(journal, link.member):
            link.say(records.HELP, {"state": records.OVER}, one.id)

    return len(open_ones), asked, _send(journal, asked, close)


def _own_open(journal: Journal, member: Member) -> list[Help]:
    own = standing(queries.said(journal, member.id), member.side)
    return [one for one in own.helps if one.open]


def open_since(journal: Journal, members: Iterable[Member]) -> datetime | None:
    """When this side first asked any of these for what is not over yet."""
    return min((one.at for member in members for one in _own_open(journal, member)), default=None)


def asking(journal: Journal, members: Iterable[Member], id: str, taken: Iterable[str]) -> Asking | None:
    """How a request to these stands, also to those whose link it could not be put into; `None` where it is in none."""
    asked, have_it, answers, first = [], [], list[Answered](), None
    for member in members:
        said = queries.said(journal, member.id)
        own = next((one for one in standing(said, member.side).helps if one.id == id), None)
        asked.append(member.name)
        if own is None:  # this device has never met the link, and could not now
            continue
        first = first or own
        if own.record in receipts(said, member.other_side):
            have_it.append(member.name)
        theirs = standing(said, member.other_side)
        answers += [Answered(member.name, one.how, one.at) for one in theirs.answers if one.help == id]
    if first is None:
        return None
    answers.sort(key=lambda one: one.at)
    return Asking(id, first.at, first.want, tuple(asked), tuple(taken), tuple(have_it), tuple(answers))


def answer(journal: Journal, member: Member, how: str) -> list[Member]:
    """Answer whatever the other side asks for at present, and send it: who asked twice is answered twice."""
    at = records.instant_text(now())

    def speak(link: Link) -> None:
        theirs = standing(queries.said(journal, member.id), member.other_side)
        for one in theirs.helps:
            if one.open:
                link.say(records.ANSWER, {"help": one.id, "how": how, "at": at}, one.id)

    return _send(journal, [member], speak)


def say(journal: Journal, members: Iterable[Member], kind: str, values: dict[str, Any], rest: str = "") -> list[Member]:
    """Say one thing on these links and send it; returns those whose server took it."""
    return _send(journal, members, lambda link: link.say(kind, values, rest))


def open_requests(journal: Journal, members: Iterable[Member]) -> list[tuple[Member, Help]]:
    """The requests of others that are not over, the newest last."""
    requests = []
    for member in members:
        request = standing(queries.said(journal, member.id), member.other_side).asking
        if request is not None:
            requests.append((member, request))
    return sorted(requests, key=lambda pair: pair[1].at)


def _send(journal: Journal, members: Iterable[Member], speak: Any, *, pull: bool = False) -> list[Member]:
    """Say something on each link and push it; what a server does not take now goes out with the next sync."""
    members = list(members)
    reached, away = set[str](), set[str]()
    for member, answers in _by_answer(members):
        if not answers:
            away.add(member.origin)
        with closing(Link(journal, member)) as link:
            try:
                if link.state.ring is None and member.origin not in away:
                    link.follow()
                speak(link)
                if member.origin in away:
                    continue
                link.follow()
                if pull:
                    link.pull()
                link.push()
                if not queries.unsent(journal, member.id):
                    reached.add(member.id)
            except Unreachable as error:
                if not isinstance(error, ErrorResponse) and type(error) is Unreachable:
                    away.add(member.origin)
    return [member for member in members if member.id in reached]


def _by_answer(members: Sequence[Member]) -> Iterator[tuple[Member, bool]]:
    """Each with whether its server answers, the quickest server first: a dead one keeps nobody waiting."""
    origins = list(dict.fromkeys(member.origin for member in members))
    if len(origins) < 2:
        yield from ((member, True) for member in members)
        return
    with ThreadPoolExecutor(len(origins)) as pool:
        asked = {pool.submit(Server(origin).answers): origin for origin in origins}
        for future in as_completed(asked):
            yield from ((member, future.result()) for member in members if member.origin == asked[future])
