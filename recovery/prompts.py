"""Questions to the person: an answer that is not understood is asked again, kindly, and never counts as no.

`line` is the one place that reads a line from the terminal. Ctrl-C and the end of input pass through to the command.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from typing import TypeVar

from recovery import keypress
from recovery.console import folded, harmless, interactive, one_line, say, style
from recovery.dates.amounts import hours_of, rating_of
from recovery.errors import RecoveryError, Refused, Usage
from recovery.language import tr
from recovery.store import invocation
from recovery.theme import ASKED

T = TypeVar("T")


def _words(*lists: str) -> frozenset[str]:
    """The words of lists with commas between."""
    return frozenset(part.strip() for words in lists for part in words.split(","))


# What a person may type: in English, and in the language of the run, whose catalogue has lists of its own.
_YES = _words(
    "y, yes, yeah, yep, yup, yes please, sure, ok, okay", tr("y, yes, yeah, yep, yup, yes please, sure, ok, okay")
)
_NO = _words("n, no, nope, nah, no thanks, no thank you", tr("n, no, nope, nah, no thanks, no thank you"))
_UNSURE = _words(
    "idk, not sure, unsure, i don't know, i dont know, don't know, dont know, no idea, dunno, unknown, "
    "i'm not sure, im not sure, can't remember, cant remember, i don't remember, i dont remember, don't remember, "
    "dont remember, i do not know, do not know, i can't say, cant say, hard to say, no clue, not really sure, "
    "i forgot, dk",
    tr("i don't know, not sure, no idea, i don't remember, i can't say, hard to say, i forgot"),
)
_YES_KEYS = "".join(sorted(word for word in _YES if len(word) == 1))  # of each language one
OFFERED = 6
ANSWER = ">"


YES_NO = "yn"


def line(question: str, keys: str = "") -> str:
    """One line of text, without blanks around it; one of `keys` alone needs no Enter.

    Whoever types `sos` instead is led there, and asked again when they are back.
    """
    from recovery import typed

    while True:
        shown = _asked(question)
        reply = keypress.asked(shown.rstrip(), _with_own_yes(keys)) if keys else typed.line(shown).strip()
        to_help = invocation.current().to_help
        if to_help is None or not to_help(reply, bool(keys)):
            return reply


def _with_own_yes(keys: str) -> str:
    """The keys, and where they answer yes or no the other languages' letters for yes, unless those mean more here."""
    return keys + "".join(set(_YES_KEYS) - set(keys)) if set(YES_NO) <= set(keys) else keys


def either() -> str:
    """What stands behind a question that one key answers with yes or no."""
    return tr("[y/n]")


def means_yes(reply: str) -> bool:
    """Whether a reply says yes, in English or in the language of the run."""
    return _plain(reply) in _YES


def is_unsure(reply: str) -> bool:
    """Whether somebody said that they do not know: no answer, and never something to keep."""
    plain = " ".join(reply.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split()).strip("?.! ")
    return plain in _UNSURE or (bool(reply) and not plain.strip("?"))


def words(question: str) -> str:
    """A line in a person's own words, that may be left out; empty too where they say that they do not know."""
    reply = line(question)
    return "" if is_unsure(reply) else reply


def _asked(question: str) -> str:
    """What stands before an answer, on its own line; what is folded away from it is said here.

    A question stands apart from its answer by a sign, and where the terminal can, by its look.
    """
    *above, last = folded(f"{question.removesuffix(ANSWER).rstrip()} {ANSWER}", sys.stdout)
    say(*(style(line, ASKED) for line in above))
    return harmless(f"{style(last.removesuffix(ANSWER).rstrip(), ASKED)} {ANSWER} ").lstrip()


def until(question: str, read: Callable[[str], T], keys: str = "") -> T:
    """What `read` makes of a line or one of `keys`; asked again, with the reason, until it takes one."""
    while True:
        reply = line(question, keys)
        try:
            return read(reply)
        except RecoveryError as error:
            say(error.sentence)


def ask(question: str, read: Callable[[str], T], *, flag: str, default: str | None = None) -> T:
    """The answer to a question that a flag answers too; raises `Usage` naming the flag when nobody is there."""
    if not interactive():
        raise Usage(tr("There is no terminal to ask on. Use {flag}.", flag=flag))
    return until(question + (f" [{default}]" if default else ""), lambda reply: read(reply or default or ""))


def or_leave(read: Callable[[str], T]) -> Callable[[str], T | None]:
    """What `read` reads; a second empty line in a row leaves the question, as `None`."""
    empty = 0

    def reads(reply: str) -> T | None:
        nonlocal empty
        empty = 0 if reply else empty + 1
        if empty > 1:
            return None
        try:
            return read(reply)
        except Refused as error:
            if reply:
                raise
            raise Refused(tr("{sentence} Enter once more leaves.", sentence=error.sentence)) from None

    return reads


def ask_again(text: str, read: Callable[[str], T], question: str, *, left: Callable[[], T] | None = None) -> T:
    """What `read` makes of a text; where it cannot be read and somebody is there, the question is asked instead.

    Enter leaves it: then `left` has the answer, and without it nothing is done, as `Usage` says.
    """
    try:
        return read(text)
    except Usage as error:
        if not interactive():
            raise
        say(error.sentence)
    answer = until(question, lambda reply: read(reply) if reply else None)
    if answer is not None:
        return answer
    if left is None:
        raise Usage(tr("It was left open, so nothing was done."))
    return left()


def confirm(question: str, *, yes: bool = False, default: bool = False) -> bool:
    """Yes or no, Enter for `default`; `yes` is what `--yes` said beforehand. Raises `Usage` when nobody is there."""
    if yes:
        return True
    if not interactive():
        raise Usage(tr("There is no terminal to ask on. Say --yes if that is what you want."))
    keys = tr("[Y/n]") if default else tr("[y/N]")
    asked = f"{question} {keys}"
    return until(asked, lambda reply: read_yes_no(reply) if reply else default, YES_NO)


def yes_no(question: str) -> bool | None:
    """Yes or no, `None` where it is left out with Enter."""
    return until(f"{question} {either()}", read_yes_no_or_open, YES_NO)


def number(question: str, high: int, *, whole: bool = True) -> float | int | None:
    """A number from 0 to `high`, `None` where it is left out with Enter."""
    return until(question, lambda reply: read_number(reply, high, whole=whole) if reply else None)


def key(question: str, allowed: str) -> str:
    """One key of `allowed`, in small letters and without Enter; `keypress.ENTER` where it is left open.

    The word that the question names for a key, such as `[p]assed`, is that key too.
    """
    while True:
        typed = line(question, allowed).casefold()
        pressed = typed if len(typed) < 2 and typed in allowed else _key_of(typed, question, allowed)
        if pressed == keypress.ENTER or (pressed is not None and pressed in allowed):
            return pressed
        say(
            tr(
                "Press {keys}, or Enter to leave it unanswered. You can type a command after that.",
                keys=", ".join(allowed),
            )
        )


def _key_of(word: str, question: str, allowed: str) -> str | None:
    """The key that a word stands for; `None` where it stands for none."""
    if set(YES_NO) <= set(allowed) and _plain(word) in _YES | _NO:
        return "y" if _plain(word) in _YES else "n"
    named = {
        (rest if apart else f"{key}{rest}").casefold(): key.casefold()
        for key, apart, rest in re.findall(r"\[(\w)\]( ?)(\w+)", question)
    }
    return named.get(_plain(word))


def chosen(question: str, allowed: str) -> str:
    """The same, where any other key is passed over in silence, and q leaves it open too."""
    return keypress.chosen(_asked(question), allowed)


def one(question: str, names: Sequence[str], read: Callable[[str], str] | None = None) -> str:
    """One of the names by its number or in full; `read` takes what is neither, or refuses it."""
    say(numbered(names))
    return until(question, _one_of(names, read))


def one_or_none(question: str, names: Sequence[str]) -> str | None:
    """The same, `None` where it is left out with Enter."""
    read = _one_of(names, None)
    say(numbered(names))
    return until(tr("{question} (Enter: none)", question=question), lambda reply: read(reply) if reply else None)


def _one_of(names: Sequence[str], read: Callable[[str], str] | None) -> Callable[[str], str]:
    from recovery.store.names import alike

    def chosen(reply: str) -> str:
        if reply.isdecimal() and 0 < int(reply) <= len(names):
            return names[int(reply) - 1]
        typed = next((name for name in names if alike(name) == alike(reply)), None)
        if typed is not None:
            return typed
        if read is not None and reply:
            return read(reply)
        raise Refused(tr("Type its number, such as 1."))

    return chosen


def several(
    question: str, offered: Sequence[str], check: Callable[[list[str]], Sequence[str]] | None = None
) -> list[str]:
    """Names by their number in the offer or in the person's own words, with commas between; none for Enter.

    `check` gives them back as they will be kept, or refuses them.
    """
    shown = offered[:OFFERED]

    def read(reply: str) -> list[str]:
        words = reply.replace(",", " ").split()
        if not shown or not all(word.isdecimal() for word in words):
            words = [part.strip() for part in reply.split(",")]
        by_number = {str(place): name for place, name in enumerate(shown, start=1)}
        named = [by_number.get(word, word) for word in words if word and not is_unsure(word)]
        return named if check is None else [*check(named)]

    if shown:
        say(numbered(shown))
    return until(tr("{question} (commas between; Enter: none)", question=question), read)


def numbered(names: Sequence[str]) -> str:
    """`[1] payday  [2] boredom`."""
    return "  ".join(f"[{place}] {one_line(name)}" for place, name in enumerate(names, start=1))


def read_yes_no(reply: str) -> bool:
    """Yes or no; raises `Refused` for anything else, which is never taken for either."""
    word = _plain(reply)
    if word not in _YES | _NO:
        raise Refused(tr("I am not sure how to take that. Type y for yes or n for no."))
    return word in _YES


def _plain(reply: str) -> str:
    return " ".join(reply.casefold().replace(",", " ").split()).strip(".!\N{INVERTED EXCLAMATION MARK} ")


def read_yes_no_or_open(reply: str) -> bool | None:
    """Yes or no, `None` for an empty line; raises `Refused` as `read_yes_no` does."""
    try:
        return read_yes_no(reply) if reply else None
    except Refused as error:
        raise Refused(tr("{sentence} Enter alone leaves it open.", sentence=error.sentence)) from None


def read_number(reply: str, high: int, *, whole: bool = True) -> float | int:
    """A number from 0 to `high`; raises `Refused`."""
    try:
        value = rating_of(reply) if whole else hours_of(reply)
    except Usage:
        value = -1
    if not 0 <= value <= high:
        if whole:
            raise Refused(tr("A whole number from 0 to {high}, such as 5.", high=high))
        raise Refused(tr("A number from 0 to {high}, such as 5 or 6.5.", high=high))
    return value


def read_rating(reply: str) -> int:
    """A rating from 0 to 10; raises `Refused`."""
    return int(read_number(reply, 10))
