"""`circle ask`, `over`, `hard`: help asked for. The numbers to call come first, whatever the network does."""

from __future__ import annotations

import sys
from threading import Thread
from time import monotonic, sleep
from typing import Annotated, Literal

from recovery import clock, console
from recovery import diary as diaries
from recovery.circle import asking, link_sync, queries, records, views
from recovery.circle.asking import CALL, NOBODY_YET, Asking
from recovery.circle.member import Member
from recovery.commands.circle.doorbell import ring
from recovery.commands.circle.typed_line import line_of
from recovery.commands.options import Json
from recovery.commands.parameters import Argument, Option
from recovery.console import emit, one_line, say, tell
from recovery.diary import Diary
from recovery.errors import Locked, NotFound, Refused, Unreachable
from recovery.insights.sos import known
from recovery.insights.views.sos import call_list
from recovery.language import tr
from recovery.outlets import words as wording
from recovery.safety import numbers
from recovery.store.names import clean_name

UNLOCK = tr(
    "Your journal is locked. To ask your circle, first run recovery unlock. You can call the numbers above without it."
)
NOBODY = tr(
    "Nobody in your circle has agreed to be asked yet. The numbers above answer now. To invite somebody: recovery "
    "circle invite NAME --as sponsor"
)
NOT_TAKEN = tr(
    "The server did not take your request, so nobody has been told. Please call: the numbers are above. The request "
    "goes out with the next recovery sync, unless you run recovery circle over first."
)
NOT_ASKED = tr("{name} cannot be asked: the link has ended, has not been opened yet, or does not share help.")
AGAIN = tr(
    "You asked before, {when}, and that request is still open. This one goes out too; recovery circle over ends both."
)
LEAVE = tr("Ctrl-C leaves this screen; your request stays open. When you are all right: recovery circle over")
NOTHING_OPEN = tr("No request of yours is open.")
OVER_SAID = tr("Sent: you are all right now. Their devices show it once they look.")
OVER_KEPT = tr("Kept. The rest goes out with: recovery sync")
NOT_HEARD = tr("The server cannot be reached, so they do not know yet. This goes out with the next recovery sync.")
NOBODY_HARD = tr(
    "Nobody in your circle has agreed to be told about it yet. To invite somebody: recovery circle invite NAME --as "
    "sponsor"
)
LOOK_SECONDS = 2.0

Names = Annotated[list[str] | None, Argument(metavar="[NAME]", help=tr("Only these; else all who agreed."))]


def ask(
    names: Names = None,
    want: Annotated[Literal["talk", "come", "call"] | None, Option("--want", help=tr("What would help."))] = None,
    words: Annotated[
        str | None,
        Option("--words", metavar="-", help=tr("One line for them; - reads it from the terminal or a pipe.")),
    ] = None,
    wait: Annotated[bool, Option("--wait", help=tr("Stay until somebody answers."))] = False,
    json: Json = False,
) -> None:
    """Ask your circle for help. The numbers to call are shown above it at once."""
    line = line_of(words, tr("One line for them: ")) if words else None
    _numbers(json=json)
    try:
        with diaries.existing() as diary:
            asked = _asked(diary, names or [], NOBODY)
            _say_again(diary, asked, json=json)
            id, at = diaries.new_id(), clock.now(diary.zone)
            taken = asking.ask(diary.journal, asked, id, at, want, line)
            stands = _stands(diary, asked, id, taken)
    except Locked:
        raise Locked(UNLOCK) from None
    ringing = Thread(target=ring, args=(taken,), daemon=True)  # nobody waits for it to see how things stand
    ringing.start()
    stay = bool(taken) and (wait or (console.interactive() and not json))
    if stay:
        stands = _wait(asked, taken, stands, json=json)
    if json:
        emit(stands.to_json([numbers.line_json(line) for line in numbers.crisis_lines()]))
    elif not stay:
        say(*_how_it_stands(stands))
    ringing.join()
    if not taken:
        raise Unreachable(NOT_TAKEN)


def _numbers(*, json: bool) -> None:
    """Crisis lines and the people to call, before anything is opened or sent; an overdose has numbers of its own."""
    lines = ["", *call_list(known()), ""]
    (tell if json else say)(*lines)
    (sys.stderr if json else sys.stdout).flush()


def _say_again(diary: Diary, asked: list[Member], *, json: bool) -> None:
    """Say that an earlier request is open. The new one is its own: it rings again and starts without receipts."""
    since = asking.open_since(diary.journal, asked)
    if since is not None:
        (tell if json else say)(AGAIN.format(when=wording.when(since.astimezone(diary.zone))))


def _asked(diary: Diary, names: list[str], nobody: str) -> list[Member]:
    """Whom to ask; raises `NotFound` with that sentence where nobody has agreed, `Refused` for who cannot be asked."""
    able = link_sync.can_be_asked(diary.journal, diary.today)
    if not names:
        if not able:
            raise NotFound(nobody)
        return able
    members = [queries.find(diary.journal, clean_name(name), diary.today) for name in names]
    chosen = list({member.id: member for member in members}.values())
    for member in chosen:
        if member.id not in {one.id for one in able}:
            raise Refused(NOT_ASKED.format(name=one_line(member.name)))
    return chosen


def _stands(diary: Diary, asked: list[Member], id: str, taken: list[Member]) -> Asking:
    stands = asking.asking(diary.journal, asked, id, [member.name for member in taken])
    if stands is None:
        raise Unreachable(NOT_TAKEN)
    return stands


def _how_it_stands(stands: Asking) -> list[str]:
    """Sent, who has it, whom it did not reach, who answered."""
    have, asked = len(stands.have_it), len(stands.asked)
    if not stands.taken:
        return []
    lines = [tr("Sent \N{MIDDLE DOT} {have} of {asked} have it", have=have, asked=asked)]
    if stands.not_reached:
        names = ", ".join(one_line(name) for name in stands.not_reached)
        lines.append(tr("Has not reached: {names}", names=names))
    return lines + [views.answer_line(answer) for answer in stands.answers]


def _wait(asked: list[Member], taken: list[Member], stands: Asking, *, json: bool) -> Asking:
    """Look every two seconds, and say what changes, until somebody answers. The journal is let go of between."""
    out, began, last, step = (tell if json else say), monotonic(), list[str](), ""
    out(LEAVE)
    while True:
        lines = _how_it_stands(stands)
        if lines != last:
            out(*(line for line in lines if line not in last))
            last = lines
        if stands.somebody:
            return stands
        now = stands.step(monotonic() - began)
        if now != step:
            step = now
            out(*_escalation(now))
        sys.stdout.flush()
        if stands.nobody_left:
            return stands
        sleep(LOOK_SECONDS)
        with diaries.existing() as diary:
            asking.look(diary.journal, asked)
            stands = _stands(diary, asked, stands.id, taken)


def _escalation(step: str) -> list[str]:
    if step == NOBODY_YET:
        return [views.NOBODY_YET]
    return [views.UNANSWERED, "", *call_list(known()), ""] if step == CALL else []


def over(json: Json = False) -> None:
    """Say that you are all right now; whoever you asked hears it."""
    with diaries.existing() as diary:
        count, asked, told = asking.over(diary.journal, link_sync.live(diary.journal, diary.today))
    if not count:
        raise NotFound(NOTHING_OPEN)
    if json:
        emit({"over": count, "told": [member.name for member in told]})
    elif told:
        say(OVER_SAID if len(told) == len(asked) else OVER_KEPT)
    if not told:
        raise Unreachable(NOT_HEARD)


def hard(
    names: Names = None,
    until: Annotated[str, Option("--until", metavar="6h", help=tr("For how many hours."))] = "6h",
    json: Json = False,
) -> None:
    """Say that this is a hard time, without asking for anything."""
    with diaries.existing() as diary:
        asked = _asked(diary, names or [], NOBODY_HARD)
        end = asking.in_hours(clock.now(diary.zone), until)
        told = asking.say(diary.journal, asked, records.HARD, {"until": records.instant_text(end)})
    ring(told)
    if json:
        emit({"until": end.isoformat(), "told": [member.name for member in told]})
    elif told:
        who = console.joined(one.name for one in told)
        say(
            tr(
                "Sent to {names}: you are having a hard time. Their devices show it the next time they check.",
                names=who,
            )
        )
    if not told:
        raise Unreachable(NOT_HEARD)
