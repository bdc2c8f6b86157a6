"""`circle send`, `circle take`: what goes to one person by hand, and what they proposed, taken into the journal."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from recovery import clock
from recovery import diary as diaries
from recovery.circle import asking, carrying, confirming, log_views, queries, records, rewards, views
from recovery.circle.member import COUNSELOR_SIDE, MARK, PAGE, SHARING_ENDED, WEEKDAYS, Member
from recovery.circle.standing import Proposal
from recovery.commands.circle.doorbell import ring
from recovery.commands.circle.look import Name
from recovery.commands.circle.page import page_seen
from recovery.commands.circle.typed_line import line_of
from recovery.commands.options import Json, Yes
from recovery.console import emit, one_line, say, tell
from recovery.diary import Diary
from recovery.errors import NotFound, Refused, Unreachable, Usage
from recovery.language import tr
from recovery.store.names import clean_name

ONE_THING = tr("Say one thing to send: --page, --mark, --task, --visit or --confirm.")
DONE_ALONE = tr("--done goes with --task or --visit.")
NOT_SHARED = tr("That is not among what {name} sees. To share it: recovery circle share {typed} +{share}")
NOT_SENT = tr("It was kept, and goes out with the next recovery sync.")
NOTHING_SENT = tr("Nothing was sent.")
WEEKLY = tr("Every {weekday} recovery sync reminds you. Nothing is sent before you have seen it.")
ALREADY = tr("It stands in your journal already.")
NO_PROPOSAL = tr("Nobody in your circle has proposed that. recovery circle show NAME lists what is proposed.")


def send(
    name: Name,
    page: Annotated[
        bool, typer.Option("--page", help=tr("The counselor's page of 28 days, after you have seen it."))
    ] = False,
    mark: Annotated[
        str | None, typer.Option("--mark", metavar="-", help=tr("A milestone in your own words; - reads it."))
    ] = None,
    task: Annotated[str | None, typer.Option("--task", metavar="TEXT", help=tr("Propose something to do."))] = None,
    visit: Annotated[
        str | None, typer.Option("--visit", metavar="DAY", help=tr('Propose an appointment: "friday", 2026-03-07.'))
    ] = None,
    time: Annotated[str, typer.Option("--time", metavar="HH:MM", help=tr("With --visit: at what time."))] = "09:00",
    where: Annotated[str | None, typer.Option("--where", metavar="TEXT", help=tr("With --visit: where."))] = None,
    due: Annotated[str | None, typer.Option("--due", metavar="DAY", help=tr("With --task: by when."))] = None,
    confirm: Annotated[
        str | None, typer.Option("--confirm", metavar="ID", help=tr("Confirm what you proposed: it was done."))
    ] = None,
    done: Annotated[
        bool, typer.Option("--done", help=tr("With --task or --visit: it was done already; you confirm it at once."))
    ] = False,
    weekly: Annotated[
        str | None,
        typer.Option("--weekly", metavar="sun", help=tr("With --page: be reminded every week; off ends it.")),
    ] = None,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Send one person one thing. You see it first."""
    _refuse_two(page, mark, confirm, task, visit, done=done)
    with diaries.reading() as diary:
        member = _open(diary, name)
        values: dict[str, object] | None
        if confirm:
            kind, values, rest = _confirmation(diary, member, confirm)
        elif task or visit:
            kind, values, rest = _proposal(diary, task, due, visit, time, where)
            values |= _confirmed(diary, member, _at(values)) if done else {}
        else:
            kind, rest = (records.PAGE if page else records.MARK), diaries.new_id()
            values = _mark(diary, member, mark) if mark else _page(diary, member, yes=yes)
        if values is None:
            say(NOTHING_SENT)
            return
        told = asking.say(diary.journal, [member], kind, values, rest)
        if weekly is not None:
            _keep_weekly(diary, member, weekly)
        if page:
            _note_page(diary, member)
    ring(told)
    if json:
        emit({"name": member.name, "what": kind, "id": rest, "sent": bool(told)})
    elif told:
        what = _what(kind, confirmed=confirm is not None or done)
        say(tr("Sent to {name}: {what}.", name=one_line(member.name), what=what))
    if not told:
        raise Unreachable(NOT_SENT)


def _what(kind: str, *, confirmed: bool) -> str:
    what = views.KIND_WORDS[kind]
    return log_views.CHANGE_WORDS[records.CONFIRMED].format(what=what) if confirmed else what


def _refuse_two(*things: object, done: bool) -> None:
    """One thing is sent at a time; raises `Usage`. `things` ends with a task and a visit, which can be done already."""
    if sum(map(bool, things)) != 1:
        raise Usage(ONE_THING)
    if done and not any(things[-2:]):
        raise Usage(DONE_ALONE)


def _open(diary: Diary, name: str) -> Member:
    member = queries.find(diary.journal, clean_name(name), diary.today)
    one = carrying.known(diary.journal, member, diary.today)
    if one.state == carrying.ENDED:
        raise Refused(SHARING_ENDED)
    if one.state == carrying.INVITED:
        raise Refused(tr("{name} has not opened the invitation yet.", name=one_line(member.name)))
    return member


def _shared(member: Member, share: str) -> None:
    if share not in member.shares:
        raise Refused(NOT_SHARED.format(name=one_line(member.name), share=share, typed=views.typed_name(member.name)))


def _page(diary: Diary, member: Member, *, yes: bool) -> dict[str, object] | None:
    """The counselor's page as it would be written, shown before it is sent; `None` where the person stops."""
    _shared(member, PAGE)
    return page_seen(diary, member.me, tr("Send this page to {name}?", name=one_line(member.name)), yes=yes)


def _note_page(diary: Diary, member: Member) -> None:
    """That this week's page was sent: the reminder waits for the next."""
    state = queries.state(diary.journal, member)
    state.sent_weekly = diary.today.isoformat()
    queries.save(diary.journal, state)


def _keep_weekly(diary: Diary, member: Member, weekly: str) -> None:
    word = weekly.strip().casefold()[:3]
    if word != "off" and word not in WEEKDAYS:
        raise Usage(tr("Say a weekday, such as sun, or off."))
    queries.change(diary.journal, member, weekly=None if word == "off" else word)
    if word != "off":
        tell(WEEKLY.format(weekday=word))


def _mark(diary: Diary, member: Member, text: str) -> dict[str, object]:
    """The person's own line: the program offers no number and no words for it."""
    _shared(member, MARK)
    return {"what": line_of(text, tr("What would you like to tell them? ")), "day": diary.today.isoformat()}


def _proposal(
    diary: Diary, task: str | None, due: str | None, visit: str | None, time: str, where: str | None
) -> tuple[str, dict[str, object], str]:
    values: dict[str, object]
    if task is not None:
        day = diary.coming_day(due)
        values = {"text": line_of(task, tr("What to do? ")), "due": day.isoformat() if day else None}
        return records.TASK, values | {"state": records.PROPOSED}, diaries.new_id()
    on = diary.coming_day(visit)
    at = datetime.combine(on or diary.today, clock.parse_time_of_day(time), tzinfo=diary.zone)
    place = line_of(where, tr("Where? ")) if where else None
    values = {"at": records.instant_text(at), "where": place, "state": records.PROPOSED}
    return records.VISIT, values, diaries.new_id()


def _confirmation(diary: Diary, member: Member, id: str) -> tuple[str, dict[str, object], str]:
    """Of what this side proposed: that it was done. The other side cannot say it of itself."""
    own = carrying.known(diary.journal, member, diary.today).own
    found = _beginning(own.proposals, id)
    if found is None:
        raise NotFound(tr("You have proposed nothing with that id. recovery circle show NAME --as-they-see lists it."))
    return found.kind, {} if found.confirmed else _confirmed(diary, member, found.at), found.id


def _at(values: dict[str, object]) -> datetime | None:
    at = values.get("at")
    return datetime.fromisoformat(at) if isinstance(at, str) else None


def _confirmed(diary: Diary, member: Member, at: datetime | None) -> dict[str, object]:
    """That it was done; where a reward is agreed on, it counts towards that one. `at` is when a visit is."""
    confirming.to_confirm(member, at, clock.now(diary.zone))
    one = carrying.known(diary.journal, member, diary.today)
    agreed = rewards.present(rewards.rewards(member, one.own, one.theirs))
    values: dict[str, object] = {"state": records.CONFIRMED}
    if agreed is not None and member.side == COUNSELOR_SIDE:
        values["reward"] = agreed.id
    return values


def _beginning(proposals: tuple[Proposal, ...], id: str) -> Proposal | None:
    wanted = id.strip().casefold()
    found = [one for one in proposals if wanted and one.id.startswith(wanted)]
    return found[0] if len(found) == 1 else None


def take(
    id: Annotated[str, typer.Argument(metavar="ID", help=tr("The id that stands behind it in recovery circle show."))],
    json: Json = False,
) -> None:
    """Take what somebody proposed into your journal: an appointment, or something to do."""
    with diaries.reading() as diary:
        for member in carrying.live(diary.journal, diary.today):
            proposal = _beginning(carrying.known(diary.journal, member, diary.today).theirs.proposals, id)
            if proposal is not None:
                record, already = _taken(diary, member, proposal)
                break
        else:
            raise NotFound(NO_PROPOSAL)
    if json:
        emit(record)
    else:
        say(ALREADY if already else tr("It stands in your journal now. recovery undo takes it back out."))


def _taken(diary: Diary, member: Member, proposal: Proposal) -> tuple[dict[str, object], bool]:
    """The entry, and whether it stood in the journal already."""
    from recovery.circle import taking
    from recovery.treatment import writing
    from recovery.treatment.episodes import Appointment

    entry = taking.entry_of(diary, member, proposal)
    there = taking.standing_already(diary, entry)
    if there is None:
        writing.keep(diary, "appointment add" if isinstance(entry, Appointment) else "goal add", entry)
    return (there or entry).to_json(), there is not None
