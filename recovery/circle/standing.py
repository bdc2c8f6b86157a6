"""What one party of a link says, put together from its records: what the other sees of it, and nothing else.

The same function shows a member's page to the member, and to the person "as Ana sees it".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from recovery.circle import records
from recovery.circle.records import Said

MOST_TIMES = 100  # that are to be confirmed for one reward


@dataclass(frozen=True)
class Help:
    """A request for help; `answered_by` is the name that the person's device relays."""

    id: str
    at: datetime
    want: str | None
    words: str | None
    open: bool
    answered_by: str | None
    record: bytes
    count: int


class Answer(NamedTuple):
    """What somebody answered to a request."""

    help: str
    how: str
    at: datetime


class CheckedIn(NamedTuple):
    """The last day on which somebody checked in; `due` is when the next check-in is expected, `grace_h` hours later."""

    day: date
    checked_in: bool
    due: datetime | None
    grace_h: int | None

    def silent(self, now: datetime) -> bool:
        """Whether the next check-in was due, and the hours of grace are over."""
        if self.due is None or self.grace_h is None:
            return False
        return now > self.due + timedelta(hours=max(12, self.grace_h))


class Proposal(NamedTuple):
    """Something to do, or an appointment, that the other proposes; `confirmed` once they say that it was done.

    `reward` is the id of the agreed reward towards which that counts.
    """

    id: str
    kind: str
    text: str
    due: date | None
    at: datetime | None
    confirmed: bool
    reward: str | None = None


class Offer(NamedTuple):
    """What one party says of a reward: its terms, and whether it stands, was given or is over."""

    id: str
    text: str
    times: int
    state: str


class Standing(NamedTuple):
    """All that one party says at present."""

    name: str | None = None
    shares: tuple[str, ...] = ()
    until: date | None = None
    notice: bool = False
    day: CheckedIn | None = None
    hard_until: datetime | None = None
    helps: tuple[Help, ...] = ()
    answers: tuple[Answer, ...] = ()
    plan: tuple[str, ...] = ()
    marks: tuple[tuple[date, str], ...] = ()
    pages: tuple[Said, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    offers: tuple[Offer, ...] = ()
    cheer: tuple[str, datetime] | None = None

    @property
    def asking(self) -> Help | None:
        """The newest request that is not over."""
        return next((one for one in reversed(self.helps) if one.open), None)


def standing(said: Iterable[Said], side: str) -> Standing:
    """What that party says, by all records of the link. What is not shared any more is not shown."""
    of = {kind: [one for one in said if one.side == side and one.kind == kind] for kind in records.KINDS}
    hello = of[records.HELLO][0] if of[records.HELLO] else None
    shares = tuple(hello.items("shares")) if hello else ()
    return Standing(
        name=hello.text("name", 100) if hello else None,
        shares=shares,
        until=hello.day("until") if hello else None,
        notice=bool(hello and hello.whole("notice", 1)),
        day=_day(of[records.DAY]) if records.DAY in shares else None,
        hard_until=of[records.HARD][0].instant("until") if of[records.HARD] and records.HELP in shares else None,
        helps=tuple(sorted(_helps(of[records.HELP]), key=lambda one: (one.at, one.id))),
        answers=tuple(sorted(_answers(of[records.ANSWER]), key=lambda answer: (answer.at, answer.help))),
        plan=tuple(of[records.PLAN][0].items("items")) if of[records.PLAN] and records.PLAN in shares else (),
        marks=tuple(sorted(_marks(of[records.MARK]))),
        pages=tuple(of[records.PAGE]),
        proposals=tuple(sorted(_proposals(of[records.TASK], of[records.VISIT]), key=lambda one: (one.kind, one.id))),
        offers=tuple(sorted(_offers(of[records.REWARD]))),
        cheer=_cheer(of[records.CHEER]),
    )


def receipts(said: Iterable[Said], side: str) -> dict[bytes, tuple[int, datetime]]:
    """Of which records that party's device has said that it has them: the greatest count of each, and since when."""
    got: dict[bytes, tuple[int, datetime]] = {}
    for one in said:
        count, at, record = one.whole("count"), one.instant("at"), one.text("record", 32)
        if one.side == side and one.kind == records.GOT and count is not None and at is not None and record:
            try:
                got[bytes.fromhex(record)] = (count, at)
            except ValueError:
                continue
    return got


def counts(said: Iterable[Said], side: str) -> dict[str, int]:
    """How many versions of each kind that party has written, as far as they are here."""
    sums: dict[str, int] = {}
    for one in said:
        if one.side == side and one.kind != records.SAID:
            sums[one.kind] = sums.get(one.kind, 0) + one.count
    return sums


def held_back(said: Sequence[Said], side: str) -> bool:
    """Whether that party says that it wrote more than is here."""
    told = next((one for one in said if one.side == side and one.kind == records.SAID), None)
    if told is None:
        return False
    here = counts(said, side)
    return any((told.whole(kind) or 0) > here.get(kind, 0) for kind in records.KINDS)


def _day(given: Sequence[Said]) -> CheckedIn | None:
    for one in given:
        day = one.day("day")
        if day is not None:
            return CheckedIn(day, bool(one.whole("checked_in", 1)), one.instant("due"), one.whole("grace_h", 168))
    return None


def _helps(given: Iterable[Said]) -> Iterable[Help]:
    for one in given:
        at = one.instant("at")
        if at is not None and one.rest:
            state = one.word("state", (records.OPEN, records.OVER))
            want, words, by = one.word("want", records.WANTS), one.text("words"), one.text("answered_by", 100)
            yield Help(one.rest, at, want, words, state == records.OPEN, by, one.id, one.count)


def _answers(given: Iterable[Said]) -> Iterable[Answer]:
    for one in given:
        request, how, at = one.text("help", 64), one.word("how", records.ANSWERS), one.instant("at")
        if request and how and at is not None:
            yield Answer(request, how, at)


def _marks(given: Iterable[Said]) -> Iterable[tuple[date, str]]:
    for one in given:
        day, what = one.day("day"), one.text("what")
        if day is not None and what:
            yield day, what


def _proposals(tasks: Iterable[Said], visits: Iterable[Said]) -> Iterable[Proposal]:
    for one in tasks:
        text = one.text("text")
        if text and one.rest:
            yield Proposal(one.rest, one.kind, text, one.day("due"), None, _confirmed(one), one.text("reward", 64))
    for one in visits:
        at = one.instant("at")
        if at is not None and one.rest:
            where, reward = one.text("where", 100) or "", one.text("reward", 64)
            yield Proposal(one.rest, one.kind, where, None, at, _confirmed(one), reward)


def _offers(given: Iterable[Said]) -> Iterable[Offer]:
    for one in given:
        text, times = one.text("text"), one.whole("times", MOST_TIMES)
        state = one.word("state", (records.OPEN, records.GIVEN, records.OVER))
        if one.rest and text and times and state:
            yield Offer(one.rest, text, times, state)


def _confirmed(one: Said) -> bool:
    return one.word("state", (records.PROPOSED, records.CONFIRMED)) == records.CONFIRMED


def _cheer(given: Sequence[Said]) -> tuple[str, datetime] | None:
    for one in given:
        which, at = one.word("which", records.CHEERS), one.instant("at")
        if which and at is not None:
            return which, at
    return None
