"""The check-in as a conversation: short unless the person made it longer, on an open journal and on a locked one.

What it needs of the journal is a value, `Known`; a locked journal gives none of it, and the questions stay the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from recovery import console, prompts
from recovery.commands import crisis, safety_first
from recovery.commands.checkin.aftercare import a_lapse
from recovery.console import say
from recovery.journal.day_asked import DayAsked
from recovery.journal.entries import halt_values
from recovery.language import tr, trn
from recovery.outlets import words
from recovery.plans.plan import Plan
from recovery.store import home
from recovery.store.names import NAMES, alike
from recovery.store.rules import TEXT

ORDER = ("used", "doses", "mood", "sleep", "halt", "confidence", "signs", "exchanges", "good", "kept")
# Questions that a person switches on with: recovery config checkin-doses on
OPTIONAL = ("sleep", "halt", "confidence", "doses", "signs", "exchanges")
STAYING = ("sleep", "halt", "confidence", "signs")  # those that stay on where they were answered before
EXCHANGES = {
    "good_exchanges": tr("How many good moments with others?"),
    "hard_exchanges": tr("How many hard ones?"),
}
DOSES = {"y": "taken", "t": "taken", "l": "late", "m": "missed"}


@dataclass(slots=True)
class Answers:
    """What was answered: the check-in itself, a status for each medication, and the day with others and within.

    `warned`: what keeps a person alive was said already, before the next question.
    """

    checkin: dict[str, Any] = field(default_factory=dict)
    doses: dict[str, str] = field(default_factory=dict)
    wellbeing: dict[str, Any] = field(default_factory=dict)
    warned: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing was answered at all."""
        return not self.doses and all(answer is None for answer in (*self.checkin.values(), *self.wellbeing.values()))


def _none(_: date) -> Any:
    return None


class Known(NamedTuple):
    """What the questions need to know. `answered` names the questions that the journal has an answer to from before.

    `doses` gives the medications of a day that are open, `None` where nobody can tell; `intention` what was meant for
    it; `card` is what to know about a substance that was used, `lapsed` names those with a lapse on the day.
    """

    asked: DayAsked
    card: Callable[[str | None], Sequence[str]]
    substances: Sequence[str] = ()
    answered: frozenset[str] = frozenset()
    doses: Callable[[date], list[tuple[str, int]] | None] = _none
    intention: Callable[[date], str | None] = _none
    lapsed: Callable[[date], Sequence[str] | None] = _none
    signs: Sequence[str] = ()
    plan: Plan = Plan()


def question_setting(name: str) -> bool | None:
    """Whether the person switched that question of the check-in on or off; `None` if they did neither."""
    setting = home.settings().get(f"checkin_{name}")
    return setting if isinstance(setting, bool) else None


def asks(name: str, answered: frozenset[str]) -> bool:
    """Whether an optional question is asked: as the person set it, else where it was answered before."""
    setting = question_setting(name)
    return name in answered if setting is None else setting


class Conversation:
    """One check-in: the day it is about, and what was answered so far."""

    def __init__(self, known: Known, given: Answers | None = None) -> None:
        """`given` is what was said with the command: it stays, and what it says of use is not asked again."""
        self.known = known
        self.asked = known.asked
        self.answers = given or Answers()
        self.stopped = False

    @property
    def day(self) -> date:
        """The day it is about."""
        return self.asked.day

    def hold(self, *, quick: bool = False) -> Conversation:
        """Ask; Enter leaves an answer open. Ctrl-C and the end of the terminal stop it, and what was answered stays."""
        try:
            if quick:
                self._three_keys()
            else:
                for ask in self._questions():
                    ask()
        except (EOFError, KeyboardInterrupt):
            if self.answers.empty:
                raise
            self.stopped = True
            say("")
        return self

    def _questions(self) -> list[Callable[[], None]]:
        """What is asked, in the person's own order; the day that is meant comes first where it may be another."""
        own: dict[str, Callable[[], None]] = {
            "used": self._use,
            "mood": self._into(lambda: {"mood": prompts.number(tr("Mood, 0 (worst) to 10 (best)?"), 10)}),
            "good": self._good,
            "kept": self._kept,
        }
        more: dict[str, Callable[[], None]] = {
            "sleep": self._into(lambda: {"sleep_hours": prompts.number(tr("Hours slept?"), 24, whole=False)}),
            "halt": self._into(_halt),
            "confidence": self._into(lambda: {"confidence": prompts.number(tr("Confidence, 0 to 10?"), 10)}),
            "doses": self._doses,
            "signs": self._signs,
            "exchanges": self._exchanges,
        }
        own |= {name: ask for name, ask in more.items() if asks(name, self.known.answered)}
        first = ("used",) if self.asked.other is not None else ()
        return [own[name] for name in dict.fromkeys((*first, *_order(), *ORDER)) if name in own]

    def _into(self, ask: Callable[[], Mapping[str, Any]]) -> Callable[[], None]:
        return lambda: self.answers.checkin.update(ask())

    def _use(self) -> None:
        if not self._use_is_open():
            return
        used = self._used()
        while used == "other":
            self.asked = self.asked.instead
            used = self._used()
        self.answers.checkin["used"] = used
        if used:
            self._warn()
            if len(self._open()) > 1:
                self.answers.checkin["substance"] = prompts.one(tr("Which one?"), self._open())
        if used is not None and self.known.lapsed(self.day):
            self._name_the_others(used=bool(used))

    def _open(self) -> list[str]:
        """What is tracked and has no lapse on that day yet."""
        lapsed = {alike(name) for name in self.known.lapsed(self.day) or ()}
        return [name for name in self.known.substances if alike(name) not in lapsed]

    def _use_is_open(self) -> bool:
        """Whether use is still to be asked: what was given, or what a lapse says, is not asked again."""
        if self.answers.checkin.get("used") is not None:
            return False
        if self.known.lapsed(self.day):
            what = a_lapse(self.known.lapsed(self.day) or ())
            say(tr("{what} is written down for that day, so you are not asked about it again.", what=what))
            return bool(self._open())
        return True

    def _name_the_others(self, *, used: bool) -> None:
        """The answer is about those without a lapse, by their names."""
        first, *more = self._open()
        if not used:
            self.answers.checkin |= {"substance": first, "free_of": more or None}
        else:
            self.answers.checkin.setdefault("substance", first)

    def _used(self) -> bool | str | None:
        other = self.asked.other

        def read(reply: str) -> bool | str | None:
            if other is not None and reply.casefold() in ("t", tr("today")):
                return "other"
            return prompts.read_yes_no_or_open(reply)

        keys = tr("[y/n, t: today instead]") if other is not None else tr("[y/n]")
        return prompts.until(f"{self.use_question()} {keys}", read, "ynt" if other is not None else "yn")

    def use_question(self) -> str:
        """Whether somebody used that day, named as a person names it."""
        what = _either(self._open())
        ago = (self.asked.calendar - self.day).days
        if ago == 0:
            return tr("Did you use {what} today?", what=what)
        if ago == 1:
            return tr("Did you use {what} yesterday, {day}?", what=what, day=words.short_day(self.day))
        return tr("Did you use {what} on {day}?", what=what, day=words.day(self.day))

    def _warn(self) -> None:
        """Safety, before anything else is asked; of several substances nobody knows yet which it was."""
        cards = {tuple(self.known.card(name)) for name in self._open() or (None,)}
        safety_first.show(say, cards.pop() if len(cards) == 1 else self.known.card(None))
        self.answers.warned = True

    def _good(self) -> None:
        if self.answers.checkin.get("used"):
            return
        today = self.day == self.asked.calendar
        question = tr("One good thing today?") if today else tr("One good thing that day?")
        self.answers.checkin["good"] = prompts.until(
            question, lambda text: TEXT.check(text) if text and not prompts.is_unsure(text) else None
        )

    def _kept(self) -> None:
        if self.answers.checkin.get("used"):
            return
        intention = self.known.intention(self.day)
        if intention:
            question = tr('"{intention}": did it work out?', intention=console.one_line(intention, 60))
            self.answers.checkin["intention_kept"] = prompts.yes_no(question)

    def _doses(self) -> None:
        """One key for each medication that the day still waits for."""
        open_doses = self.known.doses(self.day)
        if open_doses is None:
            pressed = prompts.key(tr("Today's doses? [t]aken [l]ate [m]issed, Enter later"), "tlm")
            self.answers.doses = {"": DOSES[pressed]} if pressed in DOSES else {}
            return
        for name, left in open_doses:
            shown = console.one_line(name)
            question = trn(
                "{name}? [t]aken [l]ate [m]issed, Enter later",
                "{name} ({count} doses)? [t]aken [l]ate [m]issed, Enter later",
                left,
                name=shown,
            )
            pressed = prompts.key(question, "tlm")
            if pressed in DOSES:
                self.answers.doses[name] = DOSES[pressed]

    def _signs(self) -> None:
        """The plan's warning signs are offered to be ticked; thoughts of suicide show the crisis lines at once."""
        told = prompts.several(tr("Any warning signs?"), self.known.signs, NAMES.check)
        self.answers.checkin["signs"] = told or None
        thoughts = prompts.yes_no(tr("Thoughts of suicide?"))
        self.answers.wellbeing["thoughts_of_suicide"] = thoughts
        if thoughts:
            crisis.show(self.known.plan, json=False)

    def _exchanges(self) -> None:
        for name, question in EXCHANGES.items():
            self.answers.wellbeing[name] = prompts.number(question, 100)

    def _three_keys(self) -> None:
        """Used, mood, and the doses where some are open, else how one is; each one key, Enter for none."""
        if self._use_is_open():
            pressed = prompts.key(f"{self.use_question()} {prompts.either()}", "yn")
            self.answers.checkin["used"] = {"y": True, "n": False}.get(pressed)
            if pressed == "y":
                self._warn()
            if pressed and self.known.lapsed(self.day):
                self._name_the_others(used=pressed == "y")
        if self.answers.checkin.get("mood") is None:
            pressed = prompts.key(tr("Mood? [0-9, + for 10]"), "0123456789+")
            self.answers.checkin["mood"] = 10 if pressed == "+" else int(pressed) if pressed else None
        open_doses = [] if self.answers.doses else self.known.doses(self.day)
        if open_doses:
            status = DOSES.get(prompts.key(tr("Doses? [t]aken [l]ate [m]issed"), "tlm"))
            self.answers.doses = {name: status for name, _ in open_doses} if status else {}
        else:
            pressed = prompts.key(tr("[h]ungry [a]ngry [l]onely [t]ired, - for none?"), "halt-")
            self.answers.checkin |= halt_values(pressed) if pressed else {}


def _either(names: Sequence[str]) -> str:
    shown = [console.one_line(name, 30) for name in names]
    if not shown or len(shown) > 3:
        return tr("anything")
    return shown[0] if len(shown) == 1 else tr("{names} or {last}", names=", ".join(shown[:-1]), last=shown[-1])


def _halt() -> dict[str, bool | None]:
    question = tr("Hungry, angry, lonely, tired? [letters h a l t, - for none]")
    return prompts.until(question, lambda reply: halt_values(reply or None))


def _order() -> list[str]:
    order = home.settings().get("checkin_order", [])
    return [name for name in order if name in ORDER] if isinstance(order, list) else []
