"""The questions of the first evening: what, when last, who else is there. Each is asked until it is understood."""

from __future__ import annotations

from datetime import date

from recovery import diary as diaries
from recovery import prompts
from recovery.commands import substance_class
from recovery.console import one_line, say
from recovery.errors import Refused, Usage
from recovery.journal import substance_words, writing
from recovery.journal.entries import Substance
from recovery.language import tr, trn
from recovery.outlets import words

MOST_MARKED = 30
SHARED = tr(
    "Then a passphrase is a good idea: what you write goes in without it, reading needs it, and 24 words open the "
    "journal if you forget it."
)
ABOUT_WHEN = tr(
    "About how long ago? A guess is enough, such as 3 days or 2 weeks. Enter takes what is in the brackets; you can "
    "correct it at any time with recovery substance since."
)
WHAT_HARMS = tr(
    "What would you rather not use any more? One word is enough, such as heroin or drinking. Enter leaves it for later."
)
COUNTS = {2: tr("Two things"), 3: tr("Three things"), 4: tr("Four things"), 5: tr("Five things")}
# Who may be named where the answer to "anybody else?" is a sentence, and what leaves it unclear.
_PEOPLE = frozenset(
    "brother brothers sister sisters mum mom mother dad father parents son daughter kid kids child children wife "
    "husband partner girlfriend boyfriend gf bf ex roommate roommates flatmate flatmates housemate friend friends "
    "family aunt uncle cousin grandma grandmother grandpa grandfather nan coworker colleague boss staff others other "
    "people they he she everyone everybody anyone somebody someone shared share shares sometimes often always".split()
)
_UNCLEAR = frozenset(
    "no not never don't dont doesn't doesnt isn't nobody none without only just alone used idk if".split()
)
_NOBODY = frozenset(
    ("nobody", "no one", "none", "just me", "only me", "me only", "me", "only i do", "i live alone", "alone")
)


def tracked(today: date) -> list[Substance]:
    """What the person stays free of, each with its class and its first day; none where they say nothing yet."""
    names = _names(today)
    substances: list[Substance] = []
    before = ""
    for name in names:
        since, before = _first_day(today, name, before)
        substances.append(substance_class.asked(Substance.checked({"name": name, "since": since})))
    return substances


def _names(today: date) -> list[str]:
    def read(text: str) -> list[str]:
        names = [name for name in substance_words.names(text) if not prompts.is_unsure(name)]
        if text and not names:
            raise Refused(WHAT_HARMS)
        return [Substance.checked({"name": name, "since": today}).name for name in names]

    names = prompts.until(tr("What do you want to stay free of? (Enter: later)"), read)
    return names if len(names) < 2 else _several(today, names)


def _several(today: date, names: list[str]) -> list[str]:
    """Several names shown back; one key mends them."""

    def read(text: str) -> list[str]:
        word = text.casefold().strip(". ")
        if word in ("", "y", "yes"):
            return names
        if word in ("e", "edit", "n", "no"):
            return []
        if _is_day(today, text):
            raise Refused(tr("The day is asked next. Are these the right names? Enter for yes, e to edit."))
        return substance_words.between_commas(text)

    shown = " \N{MIDDLE DOT} ".join(one_line(name) for name in names)
    count = COUNTS.get(len(names), tr("{count} things", count=len(names)))
    mended = prompts.until(tr("{count}: {shown}. [Enter] yes  [e] edit", count=count, shown=shown), read, "eyn")
    if mended:
        return mended
    return prompts.until(tr("With commas between them:"), lambda text: substance_words.between_commas(text) or names)


def _is_day(today: date, text: str) -> bool:
    try:
        writing.first_day(today, None, text)
    except (Refused, Usage):
        return False
    return True


def _first_day(today: date, name: str, before: str) -> tuple[date, str]:
    """The first day without it, and the answer as it was typed; Enter is the answer `before`, else today."""

    def read(text: str) -> tuple[date, str]:
        if prompts.is_unsure(text):
            raise Refused(ABOUT_WHEN)
        said = text or before or tr("today")
        try:
            return writing.first_day(today, None, said), said
        except Usage:
            pass
        try:
            return writing.first_day(today, None, tr("{length} ago", length=said)), said
        except Usage:
            raise Usage(
                tr("I cannot read that as a day. About right is enough: yesterday, 3 weeks ago, 7 March.")
            ) from None

    default = one_line(before, 30) or tr("today")
    question = tr("When did you last use {name}? [{default}]", name=one_line(name, 40), default=default)
    since, said = prompts.until(question, read)
    day = words.day(diaries.days_before(since, 1)[0])
    if before or said != tr("today"):
        say(tr("Last on {day}.", day=day))
    else:
        say(tr("Taken as today, {day}. Another day: recovery substance since", day=day))
    return since, said


def days_to_mark(tracked: list[Substance], today: date) -> int:
    """How many of the days up to yesterday the person says were without all of it; 30 at most are asked about."""
    since = max((substance.since for substance in tracked), default=today)
    count = min((today - since).days, MOST_MARKED)
    if count < 1:
        return 0
    question = trn(
        "Mark yesterday as a day without use? [y/N]",
        "Mark the {count} days up to yesterday as days without use? [y/N]",
        count,
    )
    without = prompts.until(question, lambda text: prompts.read_yes_no(text) if text else False, prompts.YES_NO)
    return count if without else 0


def passphrase_wanted() -> bool:
    """Whether others use this device, and then the advice; whether a passphrase is wanted."""
    if not prompts.until(tr("Does anybody else use this device? [y/N]"), others, prompts.YES_NO):
        return False
    say(SHARED)
    return prompts.confirm(tr("Set one now?"), default=True)


def others(reply: str) -> bool:
    """Whether anybody else uses the device, in a person's words; raises `Refused` where that is not plain."""
    if not reply:
        return False
    said = reply.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").strip(".! ")
    if said in _NOBODY:
        return False
    named = {*said.replace(",", " ").split()}
    if named & _PEOPLE and not named & _UNCLEAR:
        return True
    try:
        return prompts.read_yes_no(reply)
    except Refused:
        raise Refused(tr("Can somebody else open what is on it, even now and then? y for yes, n for no.")) from None
