"""For the worst minute. One screen, no question first; it answers without a journal, with a damaged and a locked one.

What it takes from the journal comes through `known`; the screen itself is made without Rich, to be there at once.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from recovery import console, everyday_words
from recovery.commands.options import Force, Json, Yes
from recovery.commands.parameters import Argument, Option
from recovery.commands.sos import after_break
from recovery.console import emit, say, style
from recovery.errors import RecoveryError, Usage
from recovery.insights.sos import Known, known
from recovery.insights.views.sos import (
    HEIGHT,
    KEYS,
    at_once,
    call_list,
    callable_now,
    called,
    helps_next,
    screen,
    then,
    to_read,
)
from recovery.language import tr
from recovery.plans.plan import Plan
from recovery.safety import numbers, safety_cards, shown_while_locked
from recovery.store import home
from recovery.theme import STRONG

SURF_MINUTES = 10
KEY_ROWS = 2
CALL_STEP = 1  # of the overdose steps, from 0
NOWHERE_TO_WRITE = tr("Your journal cannot be read just now, so it cannot be written down here: recovery doctor")


def sos(
    topic: Annotated[Literal["overdose"] | None, Argument(metavar="overdose", help=tr("The overdose steps."))] = None,
    trigger: Annotated[
        str | None,
        Option("--trigger", "-t", metavar="NAME", help=tr("What set it off: your plan for that first.")),
    ] = None,
    card: Annotated[bool, Option("--card", help=tr("A wallet card instead, to print."))] = False,
    keep: Annotated[
        bool | None,
        Option("--keep/--forget", help=tr("With --card: let sos show two steps and one number while locked, or not.")),
    ] = None,
    format_: Annotated[
        Literal["md", "html", "pdf"] | None,
        Option("--format", help=tr("The card's format (default: md, or by the file's name).")),
    ] = None,
    output: Annotated[str | None, Option("--output", "-o", metavar="FILE", help=tr("Where to write the card."))] = None,
    force: Force = False,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Help for the worst minute: recovery sos. The overdose steps: recovery sos overdose."""
    if topic == "overdose":
        _overdose(json=json)
    elif card or format_ or output or keep is not None:
        from recovery.commands.sos import wallet_card
        from recovery.outlets.file import target

        if not card:
            unread(["--json"] if json else [])
            raise Usage(tr("Those options are for the card: recovery sos --card"))
        wallet_card.run(known(trigger), format_, target(output), force=force, keep=keep, yes=yes)
    else:
        if json:
            emit(document(known(trigger)))
            return
        ready, keys = known(trigger, after_break.lines), console.interactive()
        say(*_screen(ready, keys=keys))
        if keys:
            _answer_keys(ready, trigger)


def _screen(ready: Known, *, keys: bool) -> list[str]:
    """The lines from what kills fastest on; where that would scroll away before it waits for a key, it comes last."""
    treated, allowed = ready.also, _locked_card(ready)
    lines = [*screen(ready, keys=keys), *treated, *allowed]
    if keys and console.height([*lines, KEYS]) + 1 > console.rows():
        return [*then(ready), *treated, *allowed, *at_once(ready, keys=keys)]
    room = HEIGHT - len(lines) - (KEY_ROWS if keys else 0)
    if not room and not lines[-1]:
        lines.pop()  # a blank line is worth less
        room = 1
    return [*lines, *to_read(ready, room, after_break=after_break.AFTER_BREAK in "".join(treated))]


def unread(words: list[str]) -> None:
    """The help itself, before it is said what of the line was not understood; nothing is asked."""
    json = "--json" in words
    if everyday_words.overdose_meant(words):
        _overdose(json=json)
        return
    if json:
        emit(document(known()))
    else:
        ready = known(None, after_break.lines)
        say(*screen(ready, keys=False), *ready.also, *_locked_card(ready))


def document(ready: Known) -> dict[str, Any]:
    """What `sos --json` writes; `steps`: what answers the trigger, what is for this hour, then the crisis part."""
    plan: Plan = ready.plan
    steps = plan.answering(ready.triggers)
    steps += [
        item for item in (*plan.of("situations"), *plan.of("skills")) if item.fits(ready.hour) and item not in steps
    ]
    steps += sorted(plan.of("crisis"), key=lambda item: item.step or 0)
    allowed = (shown_while_locked.locked_card() if ready.trouble else None) or shown_while_locked.LockedCard([], "", "")
    contacts = [item.shown() for item in callable_now(ready)]
    return {
        "crisis_lines": [numbers.line_json(line) for line in numbers.crisis_lines()],
        "steps": [item.shown() for item in steps] or [{"text": step} for step in allowed.steps],
        "reasons": [item.shown() for item in plan.of("reasons")],
        "skills": [{"text": name, "tried": use.tried, "passed": use.passed} for name, use in ready.skills],
        "contacts": contacts or ([{"name": allowed.name, "phone": allowed.number}] if allowed.number else []),
    }


def _overdose(*, json: bool) -> None:
    card = safety_cards.overdose_card()
    if json:
        emit({"steps": [line for line in card if line]})
        return
    call = safety_cards.overdose_parts()[1][CALL_STEP]
    scrolls = console.interactive() and console.height(["", *card, "", ""]) > console.rows()
    if console.layout_width(safety_cards.WIDTH) < safety_cards.WIDTH:
        card = safety_cards.overdose_sentences()
    lines = [*card, *(["", call] if scrolls else ())]  # on a small terminal the number to call is in sight all the same
    say("", *(style(line, STRONG) if line[:1].isdigit() else line for line in lines), "")


def _locked_card(ready: Known) -> list[str]:
    """What the person allowed to be shown while the journal cannot be read."""
    if ready.trouble is None:
        return []
    from recovery.commands.sos import wallet_card

    return wallet_card.kept()


def _answer_keys(ready: Known, trigger: str | None) -> None:
    """The keys below the screen until the person leaves; what a key leads to comes back here with what helps next."""
    from recovery import keypress
    from recovery.insights.views import dialling

    while True:
        people = called(ready)
        digits = "".join(str(number) for number in range(1, len(people) + 1))
        say(f" {KEYS}")
        try:
            key = keypress.chosen(tr(" Press a key; Enter leaves. "), "sluocw" + digits)
            if key == keypress.ENTER:
                return
            if key in digits:
                say(*dialling.lines(*people[int(key) - 1]))
            elif key == "o":
                _overdose(json=False)
            elif key == "w":
                from recovery.insights.views import suicide

                say(*suicide.lines(ready.plan))
            elif key == "c":
                say("", *call_list(ready), "")
            else:
                _lead_on(key, readable=ready.trouble is None)
                ready = known(trigger)
                say(*helps_next(ready))
        except RecoveryError as error:
            say(error.sentence)


def _lead_on(key: str, *, readable: bool) -> None:
    if key == "s" and not readable:
        from recovery.commands.surf import breathe

        breathe(SURF_MINUTES)
    elif key == "s":
        from recovery.commands.surf import surf

        surf(SURF_MINUTES)
    elif key == "l" and not readable:
        _seal_craving()
    elif key == "l":
        from recovery.commands.log import log

        log()
    else:
        from recovery.commands import safety_first
        from recovery.commands.lapse import after_a_key
        from recovery.journal import due_card

        if readable:
            after_a_key()
            return
        say(*safety_first.lines(due_card.unread(None, used=True)))  # before a passphrase could be asked for
        _seal_lapse()


def _seal_craving() -> None:
    """How strong, and what set it off: sealed where the journal is locked, without a passphrase."""
    from recovery import prompts
    from recovery.commands import sealed

    if not home.key_path().exists():
        say(NOWHERE_TO_WRITE)
        return
    rating = prompts.number(tr("How strong, 0 to 10? Enter: nothing is kept"), 10)
    if rating is not None:
        sealed.seal("log", {"intensity": int(rating), "trigger": prompts.several(tr("What set it off?"), ())})


def _seal_lapse() -> None:
    """The use that one key says was one, sealed."""
    from recovery.commands import lapse, sealed

    if not home.key_path().exists():
        say(NOWHERE_TO_WRITE)
    elif lapse.agreed():
        sealed.seal("lapse", {})
