"""`circle answer`, `circle cheer`: what somebody in the circle can say back in one word."""

from __future__ import annotations

from typing import Annotated, Literal

from recovery import clock
from recovery import diary as diaries
from recovery.circle import asking, link_sync, queries, records, views
from recovery.circle.member import Member
from recovery.commands.circle.doorbell import ring
from recovery.commands.circle.look import Name
from recovery.commands.options import Json
from recovery.commands.parameters import Argument, Option
from recovery.console import emit, one_line, say
from recovery.diary import Diary
from recovery.errors import NotFound, Refused, Unreachable
from recovery.language import tr
from recovery.store.names import clean_name

NOBODY_ASKS = tr(
    "As far as this device knows, nobody in your circle is asking for help now. To check again: recovery sync"
)
SEVERAL = tr("More than one person is asking for help. Choose whom to answer: recovery circle answer calling --to NAME")
NOT_SENT = tr("It was kept, and goes out with the next recovery sync. If it is urgent, call.")
EMERGENCY = tr("If you believe {name} is in danger, call {emergency}.")


def answer(
    how: Annotated[
        Literal["calling", "coming", "later", "cannot"],
        Argument(metavar="calling|coming|later|cannot", help=tr("What you can do.")),
    ],
    to: Annotated[
        str | None, Option("--to", metavar="NAME", help=tr("Whom to answer, if several people are asking."))
    ] = None,
    json: Json = False,
) -> None:
    """Answer somebody who asks for help."""
    with diaries.existing() as diary:
        member = _asked_by(diary, to)
        told = asking.answer(diary.journal, member, how)
    ring(told)
    name = one_line(member.name)
    if json:
        emit({"name": member.name, "how": how, "sent": bool(told)})
    elif told:
        say(tr("Sent to {name}. ", name=name) + EMERGENCY.format(name=name, emergency=_emergency()))
    if not told:
        raise Unreachable(NOT_SENT)


def _emergency() -> str:
    from recovery.safety import numbers

    return numbers.emergency_short()


def _asked_by(diary: Diary, to: str | None) -> Member:
    """Whose request is answered: the one that is open, taken in again first; raises `NotFound`, `Refused`."""
    live = link_sync.live(diary.journal, diary.today)
    if to is not None:
        wanted = queries.find(diary.journal, clean_name(to), diary.today)
        live = [member for member in live if member.id == wanted.id]
    asking.look(diary.journal, live)
    requests = asking.open_requests(diary.journal, live)
    if not requests:
        raise NotFound(NOBODY_ASKS)
    if len(requests) > 1 and to is None:
        raise Refused(SEVERAL)
    return requests[-1][0]


def cheer(
    name: Name,
    which: Annotated[
        Literal["thinking", "here", "glad"], Argument(metavar="[thinking|here|glad]", help=tr("Which one."))
    ] = "thinking",
    json: Json = False,
) -> None:
    """Send somebody in your circle a kind line."""
    with diaries.existing() as diary:
        member = link_sync.open_with(diary.journal, clean_name(name), diary.today).member
        values = {"which": which, "at": records.instant_text(clock.now(diary.zone))}
        told = asking.say(diary.journal, [member], records.CHEER, values)
    ring(told)
    if json:
        emit({"name": member.name, "which": which, "sent": bool(told)})
    elif told:
        say(tr('Sent to {name}: "{words}"', name=one_line(member.name), words=views.CHEER_WORDS[which]))
    if not told:
        raise Unreachable(NOT_SENT)
