"""Who is in the circle, in lines: whoever asks or waits for something first, and of many people a line each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from recovery.circle.link_sync import ENDED, INVITED, OPEN, PAUSED, Known
from recovery.circle.member import COUNSELOR_SIDE, ROLE_WORDS, Member
from recovery.circle.rewards import EARNED, PROPOSED, rewards
from recovery.circle.views import STATE_WORDS, WANT_WORDS, day_lines, warnings
from recovery.console import one_line
from recovery.language import tr, trn
from recovery.outlets import words

ANSWERED = tr("You have answered.")
FEW = 6  # with up to this many it is also said what each of you shares
_LAST = {OPEN: 5, PAUSED: 6, INVITED: 7, ENDED: 8}


class Waiting(NamedTuple):
    """What somebody waits for or may need, and how early in the list that stands: 0 first."""

    place: int
    said: str | None = None


def list_lines(everybody: Sequence[Known], zone: ZoneInfo, now: datetime) -> Iterator[str]:
    """Everybody, whoever asks for help first."""
    waiting = {one.member.id: waits_for(one, zone, now) for one in everybody}
    ordered = sorted(everybody, key=lambda one: (waiting[one.member.id].place, one.member.name.casefold()))
    many = len(ordered) > FEW
    roles = {_role(one.member) for one in ordered}
    if many:
        yield from _headline(ordered, roles, waiting)
    for one in ordered:
        head, *more = heading(one)
        yield head if not many or len(roles) > 1 else _line(one, with_role=False)
        said = waiting[one.member.id].said
        if said is not None:
            yield f"    {said}"
        yield from more if not many else warnings(one)


def heading(one: Known) -> Iterator[str]:
    """Who somebody is, what each of you shares, and what is not as it should be."""
    yield _line(one, with_role=True)
    if one.state != ENDED:
        yield _shares(one)
    yield from warnings(one)


def waits_for(one: Known, zone: ZoneInfo, now: datetime) -> Waiting:
    """What somebody waits for, in one sentence: the first that there is."""
    last = Waiting(_LAST[one.state])
    return last if one.state == ENDED else next(_wanting(one, zone, now), last)


def _wanting(one: Known, zone: ZoneInfo, now: datetime) -> Iterator[Waiting]:
    theirs, agreed = one.theirs, rewards(one.member, one.own, one.theirs)
    if theirs.asking is not None:
        since, want = words.when(theirs.asking.at.astimezone(zone)), theirs.asking.want
        asks = tr("Has been asking for help since {since}.", since=since)
        if want:
            asks = tr("Has been asking for help since {since}: {want}.", since=since, want=WANT_WORDS[want])
        answered = any(answer.help == theirs.asking.id for answer in one.own.answers)
        yield Waiting(0, f"{asks} {ANSWERED}" if answered else asks)
    if one.notices or one.stopped:
        yield Waiting(1)
    if theirs.hard_until is not None and theirs.hard_until > now:
        until = words.when(theirs.hard_until.astimezone(zone))
        yield Waiting(2, tr("Is having a hard time, until {until} or so.", until=until))
    if theirs.day is not None and one.own.notice and theirs.day.silent(now):
        yield Waiting(3, next(day_lines(one_line(one.member.name), theirs.day, zone, now, agreed=True)))
    if any(reward.state == PROPOSED and not reward.mine for reward in agreed):
        yield Waiting(4, tr("Proposes a reward to agree on."))
    if one.member.side == COUNSELOR_SIDE and any(reward.state == EARNED for reward in agreed):
        yield Waiting(4, tr("Has earned a reward that you agreed on."))


def _headline(ordered: Sequence[Known], roles: set[str], waiting: dict[str, Waiting]) -> Iterator[str]:
    """How many there are, as whom, and how many of them wait for something."""
    people = trn("{count} person", "{count} people", len(ordered))
    who = f"{people}, {next(iter(roles))}" if len(roles) == 1 else people
    places = Counter(waiting[one.member.id].place for one in ordered)
    counted = (
        trn("{count} asks for help", "{count} ask for help", places[0]),
        trn("{count} link to look at", "{count} links to look at", places[1]),
        trn("{count} has a hard time", "{count} have a hard time", places[2]),
        trn("{count} has not checked in", "{count} have not checked in", places[3]),
        trn("{count} waits for your answer", "{count} wait for your answer", places[4]),
    )
    said = [sentence for place, sentence in enumerate(counted) if places[place]]
    yield f"{who}: {', '.join(said)}." if said else f"{who}."


def _role(member: Member) -> str:
    role = ROLE_WORDS[member.role]
    return role if member.invited else tr("to whom you are {role}", role=role)


def _line(one: Known, *, with_role: bool) -> str:
    name, state = one_line(one.member.name), STATE_WORDS[one.state]
    who = f"{name} ({_role(one.member)})" if with_role else name
    compared = one.member.compared or one.state not in (OPEN, PAUSED)
    pages = sorted(page.text("period", 100) or "" for page in one.theirs.pages) if one.state != ENDED else []
    newest = tr(", page of {period}", period=one_line(pages[-1])) if pages else ""
    return f"{who}: {state}" + ("" if compared else tr(", not compared")) + newest


def _shares(one: Known) -> str:
    given = ", ".join(one.member.shares) or tr("nothing")
    gets = ", ".join(one.theirs.shares) or tr("nothing")
    until = words.day(one.member.until)
    return tr("    You share: {given}. You get: {gets}. Until {until}.", given=given, gets=gets, until=until)
