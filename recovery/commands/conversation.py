"""A guided conversation: one short question after the other, Enter leaves one out, < goes back to the one before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from recovery import console, prompts
from recovery.console import one_line, say, style
from recovery.errors import RecoveryError, Refused, Usage
from recovery.language import tr
from recovery.theme import QUIET

BACK = "<"
HOW = tr("Enter skips a question, < goes back, Ctrl-C stops without keeping anything.")


class Question(NamedTuple):
    """A question and how its answer is read.

    `then` is told the answer at once, whatever comes after it; `needed` says from the answers so far whether to ask.
    One of `keys` alone is an answer without Enter.
    """

    name: str
    text: str
    read: Callable[[str], Any]
    required: bool = False
    then: Callable[[Any], None] | None = None
    needed: Callable[[dict[str, Any]], bool] | None = None
    keys: str = ""


def talk(questions: Sequence[Question]) -> dict[str, Any]:
    """The answers by name; one left out is missing. Going back shows what stood there, and Enter keeps it."""
    answers: dict[str, Any] = {}
    given: dict[str, str] = {}
    say(style(HOW, QUIET))
    asked: list[int] = []
    number = 0
    while number < len(questions):
        question = questions[number]
        if question.needed is not None and not question.needed(answers):
            number += 1
            continue
        before = f" [{one_line(given[question.name], 40)}]" if question.name in given else ""
        reply = prompts.line(f"{question.text}{before}", question.keys)
        if prompts.is_unsure(reply) and not question.required:
            reply = ""
        if reply == BACK:
            number = asked.pop() if asked else number
            continue
        if not reply and (question.name in given or not question.required):
            asked.append(number)
            number += 1
            continue
        try:
            value = question.read(reply)
        except RecoveryError as error:
            say(error.sentence)
            continue
        if reply == "-" and not question.required:
            answers.pop(question.name, None)
            given.pop(question.name, None)
        else:
            answers[question.name] = value
            given[question.name] = reply
        if question.then is not None:
            question.then(value)
        asked.append(number)
        number += 1
    return answers


def text(reply: str) -> str:
    """The words as they are; raises `Refused` for none, and for those that say that somebody does not know."""
    if not reply or prompts.is_unsure(reply):
        raise Refused(tr("A few words, please."))
    return reply


def names(reply: str) -> list[str]:
    """Names with commas between."""
    return [part.strip() for part in reply.split(",") if part.strip()]


YES_NO_KEYS = f"yn-{BACK}"


def yes_no(reply: str) -> bool | None:
    """Yes or no; `-` for neither."""
    return None if reply == "-" else prompts.read_yes_no(reply)


def whole(low: int, high: int) -> Callable[[str], int | None]:
    """Reads a whole number from `low` to `high`; `-` for none."""

    def read(reply: str) -> int | None:
        if reply == "-":
            return None
        if not reply.isdecimal() or not low <= int(reply) <= high:
            raise Refused(tr("A whole number from {low} to {high}, or Enter to leave it out.", low=low, high=high))
        return int(reply)

    return read


def one_of(offered: Sequence[int]) -> Callable[[str], int | None]:
    """Reads one of these whole numbers; `-` for none."""

    def read(reply: str) -> int | None:
        if reply == "-":
            return None
        if not reply.isdecimal() or int(reply) not in offered:
            raise Refused(tr("One of {numbers}, or Enter to leave it out.", numbers=", ".join(map(str, offered))))
        return int(reply)

    return read


FEELS = whole(0, 10)


def answers(given: Mapping[str, Any], questions: Sequence[Question], flag: str) -> dict[str, Any]:
    """What the flags gave; without any, the conversation. Raises `Usage` when nobody is there."""
    values = {name: value for name, value in given.items() if value is not None}
    if values:
        return values
    if not console.interactive():
        raise Usage(tr("There is no terminal to ask on. Use {flag}.", flag=flag))
    return talk(questions)
