"""What a link says, in lines: the same words for the member's own page and for "as Ana sees it"."""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from recovery.circle import records
from recovery.circle.asking import Answered
from recovery.circle.link_sync import ENDED, INVITED, OPEN, PAUSED, Known, News
from recovery.circle.member import SHARE_WORDS, SHARING_ENDED, Member
from recovery.circle.standing import Answer, CheckedIn, Help, Proposal, Standing
from recovery.console import one_line
from recovery.language import tr
from recovery.outlets import words
from recovery.safety import numbers

NOT_COMPARED = tr(
    "Not compared yet: recovery circle compare {typed}, on both sides, makes sure nobody sits between you."
)
LINE = 60
STATE_WORDS = {
    INVITED: tr("invited, not opened yet"),
    OPEN: tr("open"),
    PAUSED: tr("paused"),
    ENDED: tr("ended"),
}
WANT_WORDS = {"talk": tr("to talk"), "come": tr("somebody to come"), "call": tr("a call")}
HOW_WORDS = {
    "calling": tr("{name} is calling you."),
    "coming": tr("{name} is coming."),
    "later": tr("{name} can be there later."),
    "cannot": tr("{name} cannot just now."),
}
OWN_WORDS = {
    "calling": tr("I am calling you"),
    "coming": tr("I am coming"),
    "later": tr("I can be there later"),
    "cannot": tr("I cannot just now"),
}
CHEER_WORDS = {"thinking": tr("Thinking of you."), "here": tr("I am here."), "glad": tr("Glad you are there.")}
REWARD_NEWS = {
    "agreed": tr("{name} agrees to the reward. recovery circle show {typed}"),
    records.GIVEN: tr("{name} says that the reward was given. recovery circle show {typed}"),
    records.OVER: tr("{name} ended the reward. recovery circle show {typed}"),
}
KIND_WORDS = {
    records.DAY: tr("whether you checked in"),
    records.HARD: tr("a hard day"),
    records.HELP: tr("a request for help"),
    records.PLAN: tr("warning signs of the plan"),
    records.MARK: tr("a milestone"),
    records.PAGE: tr("the counselor's page"),
    records.ANSWER: tr("an answer"),
    records.CHEER: tr("a cheer"),
    records.TASK: tr("something to do"),
    records.VISIT: tr("an appointment"),
    records.REWARD: tr("a reward to agree on"),
}
WARNINGS = {
    "keys": tr("The other side has new keys, as after a lost phone. Compare again: recovery circle compare {typed}"),
    "older": tr(
        "The server sent something older than this device has already seen. It may have been restored from a backup, "
        "or it may be hiding something. Ask {name}, outside this program, whether you both see the same."
    ),
    "forged": tr(
        "Something arrived in your name that none of your devices wrote. It was left out. If you have not taken a "
        "device off lately, ask {name} about it, but not through this program. To end the link: recovery circle end "
        "{typed}"
    ),
    "third": tr(
        "Somebody else is listed in this link. Nothing is sent or taken on it any more. End it: "
        "recovery circle end {typed}"
    ),
}
HELD_BACK = tr(
    "{name} has sent more than has arrived here: the server is holding something back, or it is still on its way."
)
NOBODY_YET = tr("Nobody has it yet. Calling reaches people faster.")
UNANSWERED = tr("Nobody is on the way yet. Please call one of these now:")


def typed_name(name: str) -> str:
    """A name as it is typed after a command: whoever chose it for themselves may have thought of a shell."""
    shown = one_line(name)
    if re.fullmatch(r"\w[\w .'-]*", shown):
        return shown if shown.replace("-", "").isalnum() else f'"{shown}"'
    quoted = shlex.quote(shown)
    return f"-- {quoted}" if shown.startswith("-") else quoted


def warnings(one: Known) -> Iterator[str]:
    """What is not as it should be."""
    stopped = (one.stopped,) if one.stopped else ()
    yield from (f"    {line}" for line in _warned(one.member.name, (*one.notices, *stopped)))
    if one.held_back and one.state != ENDED:
        yield f"    {HELD_BACK.format(name=one_line(one.member.name))}"


def _warned(name: str, words: Collection[str]) -> Iterator[str]:
    said = {"name": one_line(name), "typed": typed_name(name)}
    yield from (sentence.format(**said) for word, sentence in WARNINGS.items() if word in words)


def page(
    name: str,
    said: Standing,
    zone: ZoneInfo,
    now: datetime,
    *,
    notice: bool,
    answers: Sequence[Answer] = (),
    taken: Collection[str] = (),
) -> Iterator[str]:
    """What the other side sees of somebody, and no more; `notice`: it agreed to be told of a day that does not come.

    `answers` are the reader's own, `taken` the proposals that stand in the reader's journal.
    """
    called = one_line(name)
    if said.asking is not None:
        yield from help_lines(called, said.asking, zone, answers)
    if said.hard_until is not None and said.hard_until > now:
        until = words.when(said.hard_until.astimezone(zone))
        yield tr("{name} is having a hard time, until {until} or so.", name=called, until=until)
    if said.day is not None:
        yield from day_lines(called, said.day, zone, now, agreed=notice)
    if said.plan:
        yield tr("If you see me:")
        yield from (f"    {one_line(item)}" for item in said.plan)
    for day, what in said.marks:
        yield f"{words.day(day)}: {one_line(what)}"
    for one in said.pages:
        yield tr("A page, {period}.", period=one_line(one.text("period", 100) or ""))
    if said.cheer is not None:
        yield f"{called}: {CHEER_WORDS[said.cheer[0]]}"
    for proposal in said.proposals:
        yield proposal_line(called, proposal, zone) + (tr(", in your journal") if proposal.id in taken else "")


def proposal_line(name: str, proposal: Proposal, zone: ZoneInfo) -> str:
    """One thing to do, or an appointment, as it was proposed."""
    if proposal.kind == records.VISIT and proposal.at is not None:
        when = words.when(proposal.at.astimezone(zone))
        line = tr("{name} proposes an appointment: {when} {where}", name=name, when=when, where=one_line(proposal.text))
    elif proposal.due is not None:
        line = tr(
            "{name} proposes: {text} (by {day})", name=name, text=one_line(proposal.text), day=words.day(proposal.due)
        )
    else:
        line = tr("{name} proposes: {text}", name=name, text=one_line(proposal.text))
    confirmed = tr("confirmed by {name}", name=name)
    return f"{line.rstrip()}   [{proposal.id[:4]}]{f', {confirmed}' if proposal.confirmed else ''}"


def help_lines(name: str, asked: Help, zone: ZoneInfo, answers: Sequence[Answer] = ()) -> Iterator[str]:
    """A request for help as whoever was asked reads it, with their own answer; the emergency number stands with it."""
    since = words.when(asked.at.astimezone(zone))
    if asked.want:
        yield tr(
            "{name} has been asking for help since {since}: {want}.",
            name=name,
            since=since,
            want=WANT_WORDS[asked.want],
        )
    else:
        yield tr("{name} has been asking for help since {since}.", name=name, since=since)
    if asked.words:
        yield f'    "{one_line(asked.words)}"'
    if asked.answered_by:
        yield tr("    {other} has answered.", other=one_line(asked.answered_by))
    own = next((one.how for one in answers if one.help == asked.id), None)
    if own is None:
        yield tr("    Answer: recovery circle answer calling, or coming, later, cannot")
    else:
        yield "    " + tr("You said: {answer}", answer=OWN_WORDS[own])
    emergency = numbers.emergency_short()
    yield tr("    If you believe {name} is in danger, call {emergency}.", name=name, emergency=emergency)


def day_lines(name: str, day: CheckedIn, zone: ZoneInfo, now: datetime, *, agreed: bool) -> Iterator[str]:
    """When somebody last checked in; once the agreed hours are over, what that may mean."""
    today = now.astimezone(zone).date()
    since = _weekday(day.day, today)
    if agreed and day.silent(now):
        yield tr(
            "{name} has not checked in since {since}. That can mean many things. A kind message is enough. If you "
            "believe {name} is in danger, call {emergency}.",
            name=name,
            since=since,
            emergency=numbers.emergency_short(),
        )
    elif day.checked_in:
        yield tr("{name} checked in: {day}.", name=name, day=since)
    else:
        yield tr("{name} shares whether they checked in, from {day} on.", name=name, day=since)


def _weekday(day: date, today: date) -> str:
    return f"{day:%A}" if timedelta(0) <= today - day < timedelta(days=7) else words.day(day)


def answer_line(answered: Answered) -> str:
    """What somebody answered, for whoever asked."""
    return HOW_WORDS[answered.how].format(name=one_line(answered.name))


def shares_asked(shares: Sequence[str]) -> Iterator[str]:
    """What is shared, a line each."""
    yield from (f"    {share}: {SHARE_WORDS[share]}" for share in shares)
    if not shares:
        yield tr("    nothing")


def to_json(one: Known) -> dict[str, object]:
    """One line of `circle list --json`."""
    member: Member = one.member
    return {
        "id": member.id,
        "name": member.name,
        "role": member.role,
        "state": one.state,
        "compared": member.compared,
        "shares": list(member.shares) if one.state != ENDED else [],
        "gives": list(one.theirs.shares) if one.state != ENDED else [],
        "until": member.until.isoformat(),
        "last_opened": one.last_opened.isoformat() if one.last_opened else None,
    }


def said_json(said: Standing) -> dict[str, object]:
    """What one side sees of the other, for `circle show --json`."""
    day, asking, cheer = said.day, said.asking, said.cheer
    return {
        "asking": None
        if asking is None
        else {"id": asking.id, "at": asking.at.isoformat(), "want": asking.want, "words": asking.words},
        "hard_until": said.hard_until.isoformat() if said.hard_until else None,
        "day": None if day is None else {"day": day.day.isoformat(), "checked_in": day.checked_in},
        "plan": list(said.plan),
        "marks": [{"day": on.isoformat(), "what": what} for on, what in said.marks],
        "pages": [one.text("period", 100) for one in said.pages],
        "proposals": [
            {
                "id": one.id,
                "kind": one.kind,
                "text": one.text,
                "due": one.due.isoformat() if one.due else None,
                "at": one.at.isoformat() if one.at else None,
                "confirmed": one.confirmed,
            }
            for one in said.proposals
        ],
        "cheer": None if cheer is None else cheer[0],
    }


def news_line(one: News, zone: ZoneInfo) -> Iterator[str]:
    """Something that came, as `recovery sync` says it."""
    name = one_line(one.member.name)
    if one.help is not None and one.help.open:
        yield from help_lines(name, one.help, zone)
    elif one.help is not None:
        yield tr("{name} is all right now. You do not have to do anything more.", name=name)
    elif one.kind == records.ANSWER and one.detail:
        yield HOW_WORDS[one.detail].format(name=name)
    elif one.kind == records.CHEER and one.detail:
        yield f"{name}: {CHEER_WORDS[one.detail]}"
    elif one.kind == records.REWARD and one.detail in REWARD_NEWS:
        yield REWARD_NEWS[one.detail].format(name=name, typed=typed_name(name))
    elif one.detail == records.CONFIRMED:
        what, typed = KIND_WORDS[one.kind], typed_name(name)
        yield tr("{name} confirmed: {what}. recovery circle show {typed}", name=name, what=what, typed=typed)
    else:
        what = KIND_WORDS.get(one.kind, one.kind)
        yield tr("New from {name}: {what}. recovery circle show {typed}", name=name, what=what, typed=typed_name(name))


def change_lines(member: Member, opened: bool, warned: Collection[str]) -> Iterator[str]:
    """That an invitation was opened, by whomever, and what is not as it should be."""
    name, typed = one_line(member.name), typed_name(member.name)
    if opened:
        yield tr("The invitation to {name} was opened, and what you share goes there now.", name=name)
        yield tr(
            "Compare with {name}: recovery circle compare {typed}. Was it somebody else? recovery circle end {typed}",
            name=name,
            typed=typed,
        )
    yield from _warned(member.name, warned)


def page_due(member: Member) -> str:
    """That this week's page waits to be seen and sent."""
    return tr(
        "The weekly page for {name} is due. See it and send it: recovery circle send --page {typed}",
        name=one_line(member.name),
        typed=typed_name(member.name),
    )


def over_now(member: Member) -> str:
    """That a link is over: ended, removed and run out read the same."""
    return f"{one_line(member.name)}: {SHARING_ENDED}"
