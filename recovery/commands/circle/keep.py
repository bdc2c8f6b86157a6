"""`circle compare`, `share`, `pause`, `end`: how a link is kept, changed and ended."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

from recovery import diary as diaries
from recovery import prompts
from recovery.circle import link_sync, queries, views
from recovery.circle.link import Link
from recovery.circle.member import DAY_SHARE, GRACE_HOURS, SHARES, Member, last_day, shares_of
from recovery.commands.circle.look import Name
from recovery.commands.options import Json, Yes
from recovery.commands.parameters import Argument, Option
from recovery.console import emit, joined, one_line, say
from recovery.diary import Diary
from recovery.errors import Refused, Usage
from recovery.language import tr
from recovery.outlets import words as days
from recovery.store.names import clean_name

NOTICE = tr("{name} may notice. If stopping could put you at risk, talk to somebody you trust first.")
SAME = tr("Do both of you see the same?")
NOT_SAME = tr(
    "Then somebody may be intercepting what passes between you and {name}. End this link, and send {name} a new "
    "invitation by some other route: recovery circle end {typed}"
)
NOT_YET = tr("{name} has not opened the invitation yet. There is nothing to compare.")
ALL_ENDED = tr("You share nothing with anybody now. Their devices will be told first thing the next time they connect.")
ENDED_ONE = tr("You share nothing with {name} now.")
NOT_HEARD = tr("The server cannot be reached. It will be told first thing at the next connection: recovery sync")
UNCHANGED = tr("Nothing was changed.")
OVER_ALREADY = tr("Sharing with {name} has ended. To begin again: recovery circle invite")
ADD_OR_TAKE = tr("Say what to add or to take away, such as +day or -mark.")
NO_DUE = tr("--due and --grace go with +day: recovery circle share NAME +day --due 21:00 --grace 12")


def compare(name: Name, yes: Yes = False, json: Json = False) -> None:
    """See whether you and they hold the same keys, so that nobody sits between you."""
    with diaries.existing() as diary:
        member = _open(diary, name)
        with closing(Link(diary.journal, member)) as link:
            link.follow()
            member, fingerprint = link.member, link.held.fingerprint
        shown = one_line(member.name)
        if not member.claimed:
            raise Refused(NOT_YET.format(name=shown))
        if not json:
            say(tr("Yours: {fingerprint}", fingerprint=fingerprint))
            say(tr("{name} sees theirs with recovery circle compare.", name=shown))
        same = prompts.confirm(SAME, yes=yes)
        if same:
            member = queries.change(diary.journal, member, compared=True)
            state = queries.state(diary.journal, member)
            state.notices = "[]"
            queries.save(diary.journal, state)
    if json:
        emit({"id": member.id, "name": member.name, "fingerprint": fingerprint, "compared": member.compared})
    else:
        say(
            tr("Compared with {name}.", name=shown)
            if same
            else NOT_SAME.format(name=shown, typed=views.typed_name(shown))
        )


def share_line(arguments: list[str]) -> list[str]:
    """`-mark` is no option: what is added and taken away stands behind the options."""
    changes = [word for word in arguments if word[:1] in ("+", "-") and word[1:] in SHARES]
    return [*(word for word in arguments if word not in changes), *(("--", *changes) if changes else ())]


def share(
    name: Name,
    changes: Annotated[
        list[str] | None, Argument(metavar="[+WHAT -WHAT]", help=tr("day, help, mark, page, plan."))
    ] = None,
    until: Annotated[str | None, Option("--until", metavar="90d", help=tr("For how long from today."))] = None,
    due: Annotated[str | None, Option("--due", metavar="TIME", help=tr("By when you check in: 21:00."))] = None,
    grace: Annotated[
        int | None,
        Option(
            "--grace", metavar="HOURS", min=GRACE_HOURS[0], max=GRACE_HOURS[1], help=tr("12 hours or more after it.")
        ),
    ] = None,
    notice: Annotated[
        bool | None,
        Option("--notice/--no-notice", help=tr("Whether you agree to be told when their check-in does not come.")),
    ] = None,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Share more or less with somebody. Without a change it says what you share."""
    with diaries.existing() as diary:
        member = _open(diary, name)
        new = _wanted(diary, member, changes or [], until, due, grace, notice)
        added = [one for one in new.shares if one not in member.shares]
        if added and not yes:
            say(tr("{name} will see, until {until}:", name=one_line(new.name), until=days.day(new.until)))
            say(*views.shares_asked(added))
            if not prompts.confirm(tr("Share it?")):
                say(UNCHANGED)
                return
        fields = ("shares", "until", "due", "grace_h", "notice")
        changed = queries.change(diary.journal, member, **{field: getattr(new, field) for field in fields})
        done = link_sync.carry(diary, [changed], moved=until is not None) if changed != member else []
    _answer_changed(changed, done, json=json)


def _wanted(
    diary: Diary,
    member: Member,
    changes: list[str],
    until: str | None,
    due: str | None,
    grace: int | None,
    notice: bool | None,
) -> Member:
    from recovery import clock
    from recovery.store.records import replace

    if any(change[:1] not in ("+", "-") or not change[1:] for change in changes):
        raise Usage(ADD_OR_TAKE)
    more = shares_of([change[1:] for change in changes if change[0] == "+"])
    less = shares_of([change[1:] for change in changes if change[0] == "-"])
    shares = shares_of([*(one for one in member.shares if one not in less), *more])
    if (due or grace) and DAY_SHARE not in shares:
        raise Usage(NO_DUE)
    at = f"{clock.parse_time_of_day(due):%H:%M}" if due else member.due
    hours = grace if grace is not None else member.grace_h or (GRACE_HOURS[0] if at else None)
    last = member.until if until is None else last_day(until, diary.today)
    if until is not None and not member.invited:
        raise Refused(tr("Whoever sent the invitation says for how long. You can end it at any time."))
    new = replace(member, shares=shares, until=last, due=at, grace_h=hours)
    new = replace(new, notice=member.notice if notice is None else notice)
    return Member.checked({column.name: getattr(new, column.name) for column in Member.columns()})


def pause(
    name: Annotated[str | None, Argument(metavar="[NAME]", help=tr("Only this person (default: everybody)."))] = None,
    off: Annotated[bool, Option("--off", help=tr("Go on sharing."))] = False,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Stop what goes out by itself, for a while. A request for help that you send still reaches them."""
    with diaries.existing() as diary:
        chosen = [_open(diary, name)] if name else link_sync.live(diary.journal, diary.today)
        if not off and chosen and not yes:
            names = ", ".join(one_line(member.name) for member in chosen)
            say(NOTICE.format(name=names))
            if not prompts.confirm(tr("Pause?")):
                say(UNCHANGED)
                return
        chosen = [queries.change(diary.journal, member, paused=not off) for member in chosen]
        done = link_sync.carry(diary, chosen)
    if json:
        emit([{"id": one.member.id, "name": one.member.name, "paused": not off, "told": one.reached} for one in done])
        return
    say(tr("You share as before.") if off else tr("Paused. To go on: recovery circle pause --off"))
    if not all(one.reached for one in done):
        say(NOT_HEARD)


def end(
    name: Annotated[str | None, Argument(metavar="[NAME]", help=tr("Whom."))] = None,
    all_: Annotated[bool, Option("--all", help=tr("Share nothing with anybody."))] = False,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Stop sharing, with one person or with everybody. It takes effect at once, even without a network."""
    if (name is None) != all_:
        raise Usage(tr("Say whom: recovery circle end NAME, or recovery circle end --all"))
    with diaries.existing() as diary:
        chosen = [_known(diary, name)] if name else [one for one in queries.members(diary.journal) if not one.ended]
        if chosen and not yes:
            say(NOTICE.format(name=joined(one_line(member.name) for member in chosen)))
        if chosen and not prompts.confirm(tr("End it?") if name else tr("Share nothing with anybody?"), yes=yes):
            say(UNCHANGED)
            return
        ended = link_sync.end(diary.journal, chosen, diary.today)
        waiting = {member.id for member in link_sync.finish_ended(diary.journal, diary.today)}
    if json:
        emit(
            [{"id": one.id, "name": one.name, "state": link_sync.ENDED, "told": one.id not in waiting} for one in ended]
        )
        return
    say(ALL_ENDED if all_ else ENDED_ONE.format(name=one_line(chosen[0].name)))
    if waiting:
        say(NOT_HEARD)


def _known(diary: Diary, name: str) -> Member:
    return queries.find(diary.journal, clean_name(name), diary.today)


def _open(diary: Diary, name: str) -> Member:
    """Somebody whose link is not over; raises `Refused` where it is."""
    member = _known(diary, name)
    if link_sync.known(diary.journal, member, diary.today).state == link_sync.ENDED:
        raise Refused(OVER_ALREADY.format(name=one_line(member.name)))
    return member


def _answer_changed(member: Member, done: list[link_sync.Carried], *, json: bool) -> None:
    told = all(one.reached for one in done)
    if json:
        document = {"id": member.id, "name": member.name, "shares": list(member.shares)}
        emit(document | {"until": member.until.isoformat(), "told": told})
        return
    say(tr("{name} sees, until {until}:", name=one_line(member.name), until=days.day(member.until)))
    say(*views.shares_asked(member.shares))
    if not told:
        say(NOT_HEARD)
