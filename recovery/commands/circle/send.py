"""`circle send`, `circle take`: what goes to one person by hand, and what they proposed, taken into the journal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

from recovery import clock
from recovery import diary as diaries
from recovery.circle import asking, confirming, link_sync, log_views, queries, records, rewards, views
from recovery.circle.member import COUNSELOR_SIDE, MARK, PAGE, WEEKDAYS, Member
from recovery.circle.standing import Proposal
from recovery.commands.circle.doorbell import ring
from recovery.commands.circle.look import Name
from recovery.commands.circle.page import page_seen
from recovery.commands.circle.typed_line import line_of
from recovery.commands.options import Json, Yes
from recovery.commands.parameters import Argument, Option
from recovery.console import emit, one_line, say, tell
from recovery.diary import Diary
from recovery.errors import NotFound, Refused, Unreachable, Usage
from recovery.language import tr
from recovery.store.names import clean_name

ONE_THING = tr("Say one thing to send: --page, --mark, --task, --visit or --confirm.")
DONE_ALONE = tr("Use --done only together with --task or --visit.")
WEEKLY_ALONE = tr("--weekly goes with --page.")
DUE_ALONE = tr("--due goes with --task.")
WHERE_ALONE = tr("--where goes with --visit.")
OFF = "off"
NO_WEEKDAY = tr("Say a weekday, such as sun, or off.")
NOT_SHARED = tr("That is not among what {name} sees. To share it: recovery circle share {typed} +{share}")
NOT_SENT = tr("It was kept, and goes out with the next recovery sync.")
NOTHING_SENT = tr("Nothing was sent.")
WEEKLY = tr("Every {weekday} recovery sync reminds you. Nothing is sent before you have seen it.")
ALREADY = tr("It is in your journal already.")
SEVERAL = tr("More than one id begins like that. Type more of it: recovery circle show --json has it whole.")
NO_PROPOSAL = tr("Nobody in your circle has proposed that. recovery circle show NAME lists what is proposed.")


def send(
    name: Name,
    page: Annotated[
        bool, Option("--page", help=tr("The counselor's page of 28 days, after you have seen it."))
    ] = False,
    mark: Annotated[
        str | None, Option("--mark", metavar="-", help=tr("A milestone in your own words; - reads it."))
    ] = None,
    task: Annotated[str | None, Option("--task", metavar="TEXT", help=tr("Propose something to do."))] = None,
    visit: Annotated[
        str | None, Option("--visit", metavar="DAY", help=tr('Propose an appointment: "friday", 2026-03-07.'))
    ] = None,
    time: Annotated[str, Option("--time", metavar="HH:MM", help=tr("With --visit: at what time."))] = "09:00",
    where: Annotated[str | None, Option("--where", metavar="TEXT", help=tr("With --visit: where."))] = None,
    due: Annotated[str | None, Option("--due", metavar="DAY", help=tr("With --task: by when."))] = None,
    confirm: Annotated[
        str | None, Option("--confirm", metavar="ID", help=tr("Confirm what you proposed: it was done."))
    ] = None,
    done: Annotated[
        bool, Option("--done", help=tr("With --task or --visit: it was done already; you confirm it at once."))
    ] = False,
    weekly: Annotated[
        str | None,
        Option("--weekly", metavar="sun", help=tr("With --page: be reminded every week; off ends it.")),
    ] = None,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Send one person one thing. You see it first."""
    _refuse_two(page, mark, confirm, task, visit, done=done)
    _refuse_stray(page=page, weekly=weekly, task=task, due=due, visit=visit, where=where)
    with diaries.existing() as diary:
        member = link_sync.open_with(diary.journal, clean_name(name), diary.today).member
        values: dict[str, object] | None
        if confirm:
            kind, values, rest = _confirmation(diary, member, confirm)
        elif task or visit:
            kind, values, rest = _proposal(diary, task, due, visit, time, where)
            values |= _confirmed(diary, member, _at(values)) if done else {}
        else:
            kind, rest = (records.PAGE if page else records.MARK), diaries.new_id()
            values = _mark(diary, member, mark) if mark else _page(diary, member, yes=yes, json=json)
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


def _refuse_stray(
    *, page: bool, weekly: str | None, task: str | None, due: str | None, visit: str | None, where: str | None
) -> None:
    """What belongs to another thing, or is no weekday, is said before anything is sent; raises `Usage`."""
    if weekly is not None and not page:
        raise Usage(WEEKLY_ALONE)
    if weekly is not None and _weekday(weekly) not in (OFF, *WEEKDAYS):
        raise Usage(NO_WEEKDAY)
    if due is not None and not task:
        raise Usage(DUE_ALONE)
    if where is not None and not visit:
        raise Usage(WHERE_ALONE)


def _shared(member: Member, share: str) -> None:
    if share not in member.shares:
        raise Refused(NOT_SHARED.format(name=one_line(member.name), share=share, typed=views.typed_name(member.name)))


def _page(diary: Diary, member: Member, *, yes: bool, json: bool) -> dict[str, object] | None:
    """The counselor's page as it would be written, shown before it is sent; `None` where the person stops."""
    _shared(member, PAGE)
    return page_seen(diary, member.me, tr("Send this page to {name}?", name=one_line(member.name)), yes=yes, json=json)


def _note_page(diary: Diary, member: Member) -> None:
    """That this week's page was sent: the reminder waits for the next."""
    state = queries.state(diary.journal, member)
    state.sent_weekly = diary.today.isoformat()
    queries.save(diary.journal, state)


def _weekday(said: str) -> str:
    return said.strip().casefold()[:3]


def _keep_weekly(diary: Diary, member: Member, weekly: str) -> None:
    word = _weekday(weekly)
    queries.change(diary.journal, member, weekly=None if word == OFF else word)
    if word != OFF:
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
    own = link_sync.known(diary.journal, member, diary.today).own
    (proposal,) = _beginning(own.proposals, id) or (None,)
    if proposal is None:
        raise NotFound(tr("You have proposed nothing with that id. recovery circle show NAME --as-they-see lists it."))
    return proposal.kind, {} if proposal.confirmed else _confirmed(diary, member, proposal.at), proposal.id


def _at(values: dict[str, object]) -> datetime | None:
    at = values.get("at")
    return datetime.fromisoformat(at) if isinstance(at, str) else None


def _confirmed(diary: Diary, member: Member, at: datetime | None) -> dict[str, object]:
    """That it was done; where a reward is agreed on, it counts towards that one. `at` is when a visit is."""
    confirming.to_confirm(member, at, clock.now(diary.zone))
    one = link_sync.known(diary.journal, member, diary.today)
    agreed = rewards.present(rewards.rewards(member, one.own, one.theirs))
    values: dict[str, object] = {"state": records.CONFIRMED}
    if agreed is not None and member.side == COUNSELOR_SIDE:
        values["reward"] = agreed.id
    return values


def _beginning(proposals: Iterable[Proposal], id: str) -> list[Proposal]:
    """The one whose id begins so, or none; raises `Refused` where several do."""
    wanted = id.strip().casefold()
    matching = [one for one in proposals if wanted and one.id.startswith(wanted)]
    if len(matching) > 1:
        raise Refused(SEVERAL)
    return matching


def take(
    id: Annotated[str, Argument(metavar="ID", help=tr("The id shown after it in recovery circle show."))],
    json: Json = False,
) -> None:
    """Take what somebody proposed into your journal: an appointment, or something to do."""
    with diaries.existing() as diary:
        live = link_sync.live(diary.journal, diary.today)
        proposed = {
            proposal: member
            for member in live
            for proposal in link_sync.known(diary.journal, member, diary.today).theirs.proposals
        }
        (proposal,) = _beginning(proposed, id) or (None,)
        if proposal is None:
            raise NotFound(NO_PROPOSAL)
        record, already = _taken(diary, proposed[proposal], proposal)
    if json:
        emit(record)
    else:
        say(ALREADY if already else tr("It is in your journal now. recovery undo takes it back out."))


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
