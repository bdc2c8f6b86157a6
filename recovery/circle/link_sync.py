"""All links at once: what is to be ended goes first, then each is followed, read, and told what this side shares.

One link that cannot be reached keeps no other one waiting for long: a server that is away is asked once in a run.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from typing import NamedTuple

from recovery.circle import confirming, opening, publishing, queries, records, rewards
from recovery.circle.link import Link
from recovery.circle.member import ENDED_DAYS, HELP, SHARING_ENDED, WEEKDAYS, Member
from recovery.circle.side import Over, Stopped, identity_of
from recovery.circle.standing import Help, Standing, held_back, receipts, standing
from recovery.circle.writing import now
from recovery.console import one_line
from recovery.diary import Diary
from recovery.errors import RecoveryError, Refused, Unreachable
from recovery.language import tr
from recovery.store.connection import Journal
from recovery.sync.transport import ErrorResponse, Server
from recovery.wire import protocol

OVER_IS_NEWS = timedelta(days=1)
INVITED, OPEN, PAUSED, ENDED = "invited", "open", "paused", "ended"


class Carried(NamedTuple):
    """One link after a run: `reached` says whether the server answered, `taken` how many records it took."""

    member: Member
    reached: bool
    taken: int = 0
    ready: datetime | None = None  # when a day that waits will go out
    over: bool = False  # the server does not let this side in any more


class Known(NamedTuple):
    """One link as this device knows it: its state, what the other side says, and what there is to say of it."""

    member: Member
    state: str
    theirs: Standing
    own: Standing
    notices: tuple[str, ...]
    stopped: str | None
    held_back: bool
    last_opened: datetime | None


def known(journal: Journal, member: Member, today: date) -> Known:
    """What this device knows of a link, without asking anybody."""
    link, said = queries.state(journal, member), queries.said(journal, member.id)
    opened = [at for _, at in receipts(said, member.other_side).values()]
    return Known(
        member,
        state_of(member, link, today),
        confirming.as_it_holds(member, member.other_side, standing(said, member.other_side), now()),
        confirming.as_it_holds(member, member.side, standing(said, member.side), now()),
        tuple(queries.notices(link)),
        link.stopped,
        held_back(said, member.other_side),
        max(opened, default=None),
    )


def state_of(member: Member, link: queries.LinkState, today: date) -> str:
    """In one word. Ended, removed and run out read the same."""
    if member.over(today) or _gone(member, link):
        return ENDED
    if not member.claimed:
        return INVITED
    return PAUSED if member.paused else OPEN


def _gone(member: Member, link: queries.LinkState) -> bool:
    return link.gone is not None and link.gone_as == identity_of(member.seed).public.hex()


def open_with(journal: Journal, name: str, today: date) -> Known:
    """Somebody to whom something can be said; raises `NotFound`, and `Refused` where it is over or not opened yet."""
    one = known(journal, queries.find(journal, name, today), today)
    if one.state == ENDED:
        raise Refused(SHARING_ENDED)
    if one.state == INVITED:
        raise Refused(tr("{name} has not opened the invitation yet.", name=one_line(one.member.name)))
    return one


def listed(journal: Journal, today: date) -> list[Known]:
    """Everybody who stands in the list: a link that is over does for 90 days."""
    links = [known(journal, member, today) for member in queries.members(journal)]
    return [one for one in links if one.state != ENDED or (today - ended_on(journal, one.member)).days <= ENDED_DAYS]


def ended_on(journal: Journal, member: Member) -> date:
    """The day on which a link was ended, here or as far as the server told, or ran out."""
    gone = queries.state(journal, member).gone
    days = [member.until, *([member.ended] if member.ended else []), *([date.fromisoformat(gone)] if gone else [])]
    return min(days)


def _reachable(member: Member) -> bool:
    """Whether its server's address is one that this program asks: what another program wrote need not be."""
    return protocol.origin_of(member.origin) is not None


def live(journal: Journal, today: date) -> list[Member]:
    """The links that are gone on with."""
    links = [known(journal, member, today) for member in queries.members(journal) if _reachable(member)]
    return [one.member for one in links if one.state != ENDED and one.stopped is None]


def finish_ended(journal: Journal, today: date) -> list[Member]:
    """Have every link erased that is over and still at its server; returns those for which that did not succeed yet.

    One that is over by this device's clock alone stays at its server until that says so too, and is not returned.
    """
    waiting, away = [], set[str]()
    for member in queries.members(journal):
        if not member.over(today) or not _reachable(member) or queries.state(journal, member).erased:
            continue
        if member.origin in away:
            waiting.append(member)
            continue
        with closing(Link(journal, member)) as link:
            try:
                link.erase()
            except Unreachable as error:
                waiting.append(member)
                if not isinstance(error, ErrorResponse):
                    away.add(member.origin)
    return waiting


def carry(diary: Diary, members: list[Member] | None = None, *, moved: bool = False) -> list[Carried]:
    """Carry these links, all that are gone on with where none are named; `moved`: their last day was changed."""
    done, away = list[Carried](), set[str]()
    for member in live(diary.journal, diary.today) if members is None else members:
        if member.origin in away:
            done.append(Carried(member, reached=False))
            continue
        one, answered = _carry(diary, member, moved=moved)
        done.append(one)
        if not answered:
            away.add(member.origin)
    return done


def _carry(diary: Diary, member: Member, *, moved: bool) -> tuple[Carried, bool]:
    """One link; and whether the server answered at all."""
    with closing(Link(diary.journal, member, Server(member.origin))) as link:
        try:
            link.take_in()  # what another device of this side said comes before what this one has to say
            if moved:
                opening.tell_until(link)
            ready = publishing.publish(diary, link, now()) if link.member.claimed else None
            taken = link.send_out()
            return Carried(_until(diary.journal, link.member), reached=True, taken=taken, ready=ready), True
        except (Over, Stopped) as error:
            return Carried(link.member, reached=False, over=isinstance(error, Over)), True
        except Unreachable as error:
            return Carried(link.member, reached=False), isinstance(error, ErrorResponse)


def _until(journal: Journal, member: Member) -> Member:
    """Who opened a link says until when; the other side goes by it."""
    said = standing(queries.said(journal, member.id), member.other_side)
    if not member.invited and said.until is not None and said.until != member.until:
        return queries.change(journal, member, until=said.until)
    return member


def pages_due(journal: Journal, today: date) -> list[Member]:
    """Those who get a page each week, and to whom this week's was not sent yet."""
    due = []
    for member in live(journal, today):
        if member.weekly is not None and not member.paused:
            since = today - timedelta(days=(today.weekday() - WEEKDAYS.index(member.weekly)) % 7)
            if (queries.state(journal, member).sent_weekly or "") < since.isoformat():
                due.append(member)
    return due


class Seen(NamedTuple):
    """What there is to say of a link beside what is said on it: whether it was opened, and what looks wrong."""

    claimed: bool
    warned: tuple[str, ...]


def seen(journal: Journal) -> dict[str, Seen]:
    """Of each link by its id, so that a run can tell what is new."""
    by_id = dict[str, Seen]()
    for member in queries.members(journal):
        state = queries.state(journal, member)
        by_id[member.id] = Seen(member.claimed, (*queries.notices(state), *([state.stopped] if state.stopped else [])))
    return by_id


def changes(journal: Journal, before: dict[str, Seen]) -> list[tuple[Member, bool, set[str]]]:
    """Whose invitation was opened since, and of whose link there is more to warn of."""
    now_seen = seen(journal)
    changed = []
    for member in queries.members(journal):
        was, is_ = before.get(member.id, Seen(claimed=True, warned=())), now_seen[member.id]
        opened, warned = is_.claimed and not was.claimed, set(is_.warned) - set(was.warned)
        if opened or warned:
            changed.append((member, opened, warned))
    return changed


class News(NamedTuple):
    """Something that came and that the person has not been told of yet."""

    member: Member
    kind: str
    help: Help | None = None
    detail: str | None = None


def news(journal: Journal, members: list[Member]) -> Iterator[News]:
    """What came since the person was last told, requests for help first; it is told once on each device."""
    news = list[News]()
    for member in members:
        new = [one for one in queries.kept(journal, member.id) if not one.told]
        for one in new:
            said = records.read(one.id, one.document)
            if said is not None and said.side == member.other_side:
                news += _news_of(member, said) if said.kind != records.REWARD else _reward_news(journal, member, said)
        queries.mark_told(journal, member.id, [one.id for one in new])
    yield from sorted(news, key=lambda one: one.help is None)


def _news_of(member: Member, said: records.Said) -> list[News]:
    if said.kind == records.HELP:  # that one is over is news too, while somebody may be on the way
        helps = standing([said], said.side).helps
        return [News(member, records.HELP, one) for one in helps if one.open or now() - one.at < OVER_IS_NEWS]
    if said.kind == records.ANSWER:
        return [News(member, records.ANSWER, None, said.word("how", records.ANSWERS))]
    if said.kind == records.CHEER:
        return [News(member, records.CHEER, None, said.word("which", records.CHEERS))]
    emptied = all(value is None for value in said.fields.values())  # it was taken back
    if said.kind in (records.TASK, records.VISIT) and not emptied:
        held = confirming.as_it_holds(member, said.side, standing([said], said.side), now())
        confirmed = any(one.confirmed for one in held.proposals)
        return [News(member, said.kind, None, records.CONFIRMED if confirmed else None)]
    if said.kind in (records.MARK, records.PAGE, records.HARD) and not emptied:
        return [News(member, said.kind)]
    return []


def _reward_news(journal: Journal, member: Member, said: records.Said) -> list[News]:
    """What became of a reward: proposed, agreed to, given or ended."""
    theirs = standing([said], said.side).offers
    if not theirs:
        return []
    (offer,) = theirs
    own = standing(queries.said(journal, member.id), member.side).offers
    agreed = offer.state == records.OPEN and offer in own
    return [News(member, records.REWARD, None, rewards.AGREED if agreed else offer.state)]


def can_be_asked(journal: Journal, today: date) -> list[Member]:
    """Those who agreed to be asked for help: the link is open, and asking is among what is shared."""
    return [member for member in live(journal, today) if member.claimed and HELP in member.shares]


def end(journal: Journal, members: list[Member], today: date) -> list[Member]:
    """End these links here, at once and without a network; the server hears of it at the next contact, first of all."""
    return [
        queries.change(journal, member, ended=today, shares=(), paused=False)
        for member in members
        if member.ended is None
    ]


def replace_everywhere(journal: Journal, today: date) -> list[Member]:
    """Put other keys in this side's place in every link, as after a device was lost; returns those left."""
    left = []
    for member in live(journal, today):
        if not member.claimed:  # nobody has taken it up: a new invitation is as good
            continue
        with closing(Link(journal, member)) as link:
            try:
                opening.replace_own(link, today.isoformat())
            except RecoveryError:
                left.append(link.member)
    return left
