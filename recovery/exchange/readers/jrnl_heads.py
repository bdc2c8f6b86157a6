"""The line that begins an entry of jrnl, whose date may be written in any `timeformat` that the person chose."""

from __future__ import annotations

import re
from datetime import date, time
from typing import NamedTuple

from recovery.exchange.readers.clocks import clock_of
from recovery.exchange.readers.times import DateOrder

# jrnl takes a bracket at the beginning of a line for a head; with a digit in it, it is meant as one.
BRACKET = re.compile(r"\[(?P<stamp>[^\]]*)\](?: |$)(?P<title>.*)", re.DOTALL)
OPENED = re.compile(r"\[[^\]]*\d[^\]]*$")
# Version 1 wrote no brackets, so only its own format can be told from a text that begins with a date.
PLAIN = re.compile(
    r"(?P<stamp>\d{4}-\d\d-\d\d[ T]\d\d?:\d\d(?::\d\d)?(?: ?[AaPp]\.?[Mm]\.?)?)(?: |$)(?P<title>.*)", re.DOTALL
)
_CLOCK = re.compile(
    r"(?:^|(?<=[\s,T]))(?:kl\.? |um |at |à )?"
    r"(\d{1,2}(?::\d{2}){1,2}(?:\.\d+)?|\d{1,2}[.]\d{2}(?:[.]\d{2})?(?![.\d])|\d{1,2} ?h ?\d{2}"
    r"|\d{1,2}[時时시] ?\d{1,2}[分분](?: ?\d{1,2}[秒초])?"
    r"|\d{1,2}(?= ?[ap]\.?m))"
    r"(\s?(?:[ap]\.? ?m\.?|Uhr|h))?(?=$|[\s,])",
    re.IGNORECASE,
)
_ZONE = re.compile(r"\s(?:[+-]\d\d:?\d\d|Z|UTC|GMT|[A-Z]{3,5})$")
_WEEKDAY = re.compile(r"(?<![^\W\d_])[^\W\d_]+(?:-[^\W\d_]+)?\.?(?![^\W\d_])")


class Head(NamedTuple):
    """What begins an entry: its day, its time where there is one, and the rest of the line."""

    day: date
    at: time | None
    title: str


def stamp_in(line: str, *, brackets: bool) -> tuple[str, str] | None:
    """Date and title of a line that begins an entry, unread; `None` for a line of a body.

    A bracket that holds a digit and is never closed counts too: it was meant as one, and cannot be read.
    """
    if not brackets:
        match = PLAIN.fullmatch(line)
        return (match["stamp"], match["title"]) if match else None
    match = BRACKET.fullmatch(line)
    if match:
        return (match["stamp"], match["title"]) if any(char.isdigit() for char in match["stamp"]) else None
    return ("", line) if OPENED.fullmatch(line) else None


def parts_of(stamp: str) -> tuple[str, time | None]:
    """The words of the date and the time of day in a stamp, in whatever order they stand."""
    words = (
        " ".join(stamp.replace("T", " ", 1).split())
        if re.match(r"\d{4}-?\d\d-?\d\dT", stamp)
        else " ".join(stamp.split())
    )
    found = next(iter(_CLOCK.finditer(words)), None) if not _is_date(words) else None
    if found is None:
        return _dated(words), None
    at = clock_of(f"{found[1]}{found[2] or ''}")
    if at is None:  # a time that no clock shows: nothing of it is read
        return "", None
    rest = f"{words[: found.start()]} {words[found.end() :]}"
    return _dated(_ZONE.sub("", " ".join(rest.split()))), at


def _is_date(words: str) -> bool:
    """Whether the whole of it is a date, such as `7.3.2026`, in which no time shall be found."""
    return DateOrder().day(words) is not None


def _dated(words: str) -> str:
    return " ".join(words.strip(" ,-\N{EN DASH}|").split())


def read_stamp(stamp: str, order: DateOrder) -> tuple[date, time | None] | None:
    """Day and time of a stamp; `None` for one that cannot be read."""
    words, at = parts_of(stamp)
    day = order.day(words) or order.day(without_weekday(words))
    if day is None and re.fullmatch(r"\d{8}", words):
        day = order.day(f"{words[:4]}-{words[4:6]}-{words[6:]}")
    return None if day is None else (day, at)


def without_weekday(words: str) -> str:
    """The same without a weekday's name, in any language: a word beside a date that is written in numbers."""
    if not re.search(r"\d{1,4}[-/.]\d{1,2}[-/.]\d", words):
        return re.sub(r"^[^\W\d_]+\.?,? (?=\d)", "", words)
    return " ".join(_WEEKDAY.sub(" ", words).replace(",", " ").split())
