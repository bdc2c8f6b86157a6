"""`surf`: riding an urge out with a calm timer. Each rating is kept at once, so a closed terminal loses nothing."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Annotated, Any

from recovery import console, keypress, prompts
from recovery import diary as diaries
from recovery.commands.lapse_answers import told
from recovery.commands.options import Substance, Triggers
from recovery.commands.parameters import Argument, Option
from recovery.console import say
from recovery.diary import Diary
from recovery.errors import RecoveryError, Usage
from recovery.insights.views.wave import timer
from recovery.journal import writing
from recovery.journal.entries import Craving
from recovery.journal.wave import LONGEST, SKILL, Wave, course
from recovery.language import tr
from recovery.outlets import words
from recovery.store import connection, home, opening
from recovery.store.opening import KeyNotAtHand

TICK = 0.5
RATE = "r"
NOBODY = tr("There is no terminal on which to rate it. Write the craving down with: recovery log NUMBER")
BEFORE = (
    tr("An urge is like a wave: it rises, and it often eases. You do not have to fight it."),
    tr("Sit or stand where you are safe."),
    tr("A rating now and every 5 minutes. [r] rates in between, Enter leaves any time."),
)
WITHOUT_JOURNAL = tr("Breathing needs no passphrase, and nothing of it is kept. Enter leaves any time.")


def surf(
    minutes: Annotated[int, Argument(metavar="MINUTES", min=1, max=LONGEST, help=tr("How long."))] = 20,
    trigger: Triggers = None,
    substance: Substance = None,
    plain: Annotated[bool, Option("--plain", help=tr("No moving line: a word every minute."))] = False,
) -> None:
    """Ride an urge out: a calm timer, a rating every 5 minutes, kept as a craving as you go."""
    if not console.interactive():
        raise Usage(NOBODY)
    closed = _closed()
    if closed is not None:
        breathe(minutes)
        if not isinstance(closed, KeyNotAtHand):
            raise closed
        _offer_to_seal(trigger or (), substance)
        return
    with diaries.existing_or_new() as diary:
        open_craving = writing.to_surf(diary, substance)
        if open_craving is not None:
            say(tr("This goes on with your craving from {craving}.", craving=told(open_craving)))
        say(*BEFORE, "")
        wave = Wave(minutes)
        try:
            rating = prompts.number(tr("How strong is it now, 0 to 10?"), 10)
        except (EOFError, KeyboardInterrupt):
            say("")
            rating = None
        if rating is None:
            say(tr("Nothing was written. recovery sos is there."))
            return
        wave.rate(0, int(rating))
        craving = _begun(diary, open_craving, int(rating), trigger or (), substance)
        try:
            craving = _ride(diary, wave, craving, plain=plain or os.environ.get("TERM") == "dumb")
            _end(diary, wave, craving)
        except (EOFError, KeyboardInterrupt):
            say("", tr("Left. What you rated is kept; recovery after passed says how it ended."))


def _closed() -> RecoveryError | None:
    """Why the journal does not open without anybody being asked; `None` where it does, or where there is none yet."""
    try:
        if home.locked():
            opening.current(opening.Ask.MACHINE)
        if connection.exists():
            with connection.existing():
                pass
    except RecoveryError as error:
        return error
    return None


def _offer_to_seal(triggers: Sequence[str], substance: str | None) -> None:
    """One number writes down what was breathed through while the journal is locked; Enter writes nothing."""
    from recovery.commands import sealed

    with suppress(EOFError, KeyboardInterrupt):
        rating = prompts.number(tr("To write it down: how strong was it, 0 to 10? Enter: nothing is kept"), 10)
        if rating is not None:
            given = {"intensity": int(rating), "trigger": [*triggers], "coping": [SKILL], "substance": substance}
            sealed.seal("log", given)


def breathe(minutes: int) -> None:
    """The timer alone, where the journal cannot be opened: nothing is asked, and nothing is kept."""
    say(*BEFORE[:-1], WITHOUT_JOURNAL, "")
    wave, begun = Wave(minutes), time.monotonic()
    with timer(plain=os.environ.get("TERM") == "dumb") as show:
        while not wave.over(passed := time.monotonic() - begun):
            wave.skip(passed)
            if _until_due(wave, begun, show) in keypress.LEAVING:
                return


def _begun(
    diary: Diary, craving: Craving | None, rating: int, triggers: Sequence[str], substance: str | None
) -> Craving:
    """The craving that is surfed: the one that is open, with what was rated before, or a new one."""
    if craving is not None:
        return writing.surfed_on(diary, craving, rating, triggers, SKILL)
    values: dict[str, Any] = {"intensity": rating, "triggers": triggers, "substance": substance}
    values |= {"coping": [SKILL], "ratings": [(0, rating)]}
    return writing.craving(diary, diary.when(None), values, name="surf")


def _ride(diary: Diary, wave: Wave, craving: Craving, *, plain: bool) -> Craving:
    """Until the time is up or the person leaves; returns the craving with all that was rated."""
    begun = time.monotonic()
    before = craving.ratings or ()
    while True:
        passed = time.monotonic() - begun
        if wave.due(passed):
            craving = _rate(diary, wave, craving, begun, before)
        elif wave.over(passed):
            return craving
        else:
            with timer(plain=plain) as show:
                key = _until_due(wave, begun, show)
            if key == RATE:
                craving = _rate(diary, wave, craving, begun, before)
            elif key is not None:
                return craving


def _until_due(wave: Wave, begun: float, show: Callable[[Wave, float], None]) -> str | None:
    """Show the time go by until a rating is due, the time is up (`None`), or a key that means something is pressed."""
    while not wave.due(passed := time.monotonic() - begun) and not wave.over(passed):
        show(wave, passed)
        key = keypress.within(min(TICK, max(0.05, wave.next_mark(passed) * 60 - passed)))
        if key in keypress.LEAVING or key == RATE:
            return key
    return None


def _rate(diary: Diary, wave: Wave, craving: Craving, begun: float, before: Sequence[tuple[int, int]]) -> Craving:
    """Ask for a rating and keep it at the minute it is given; Enter leaves this one out.

    `before`: what the craving was rated when this ride began; its last rating is the ride's first.
    """
    rated = prompts.number(
        tr("{monotonic}  How strong now, 0 to 10?", monotonic=words.timer(time.monotonic() - begun)), 10
    )
    passed = time.monotonic() - begun
    if rated is None:
        wave.skip(passed)
        return craving
    wave.rate(passed, int(rated))
    start = before[-1][0] if before else 0
    return writing.rated(
        diary, craving.id, [*before[:-1], *((start + minute, rating) for minute, rating in wave.ratings)]
    )


def _end(diary: Diary, wave: Wave, craving: Craving) -> None:
    if len(wave.ratings) > 1:
        say("", f"{course(wave.ratings)}.")
    key = prompts.key(tr("Did it pass? [p]assed [u]sed, Enter: not yet"), "pu")
    if key == keypress.ENTER:
        say(tr("It is kept and stays open. Again: recovery surf    Somebody to call: recovery sos"))
        return
    from recovery.commands.craving_answers import answer_craving, warn_of_use

    if key == "u":
        warn_of_use(diary, craving.substance, json=False)
    craving = writing.outcome(diary, craving.id, {"outcome": "passed" if key == "p" else "used"})
    answer_craving(diary, craving, json=False)
