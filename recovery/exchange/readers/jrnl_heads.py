"""The line that begins an entry of jrnl, whose date may be written in any `timeformat` that the person chose."""

from __future__ import annotations

import re
from datetime import date, time
from typing import NamedTuple

from recovery.exchange.readers.clocks import clock_of
from recovery.exchange.readers.times import DMY, MDY, DateOrder

# jrnl takes a bracket at the beginning of a line for a head; with a digit in it, it is meant as one.
BRACKET = re.compile(r"\[(?P<stamp>[^\]]*)\](?: |$)(?P<title>.*)", re.DOTALL)
OPENED = re.compile(r"\[[^\]]*\d[^\]]*$")
# Version 1 wrote no brackets: there a head is what has the shape of the file's first line.
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
_ZONE = re.compile(r"(?:(?<=:\d\d)|\s)(?P<zone>[+-]\d\d:?\d\d|Z|[A-Z]{3,5}|[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_+-]+)+)$")
_OFFSET = re.compile(r"([+-]\d\d):?(\d\d)")
_UTC = ("Z", "UTC", "GMT")
_AFTER_TIME = re.compile(r"[ap]\.?m\.?|uhr|[+-]\d\d:?\d\d", re.IGNORECASE)
TOKENS = 7
_WEEKDAY = re.compile(r"(?<![^\W\d_])[^\W\d_]+(?:-[^\W\d_]+)?\.?(?![^\W\d_])")


class Stamp(NamedTuple):
    """What begins an entry: its day, its time if it has one, and its zone as it was written, empty without."""

    day: date
    at: time | None
    zone: str = ""

    @property
    def offset(self) -> str:
        """The zone as an offset such as `+01:00`, empty if it is no offset."""
        if self.zone in _UTC:
            return "+00:00"
        match = _OFFSET.fullmatch(self.zone)
        return f"{match[1]}:{match[2]}" if match else ""


class Heads(NamedTuple):
    """How the entries of a file begin: in brackets, or without them in the shape of the first one."""

    brackets: bool = False
    plain: re.Pattern[str] = PLAIN

    def split(self, line: str) -> tuple[str, str] | None:
        """Date and title of a line that begins an entry, unread; `None` for a line of a body.

        A bracket that holds a digit and is never closed counts too: it was meant as one, and cannot be read.
        """
        if not self.brackets:
            match = self.plain.fullmatch(line)
            return (match["stamp"], match["title"]) if match else None
        match = BRACKET.fullmatch(line)
        if match:
            return (match["stamp"], match["title"]) if any(char.isdigit() for char in match["stamp"]) else None
        return ("", line) if OPENED.fullmatch(line) else None


def heads_of(first: str) -> Heads:
    """How entries begin in a file whose first line this is."""
    if first.startswith("[") or PLAIN.fullmatch(first):
        return Heads(first.startswith("["))
    tokens = first.split()[:TOKENS]
    for size in range(1, len(tokens) + 1):
        stamp = " ".join(tokens[:size])
        if any((read := read_stamp(stamp, DateOrder(order))) and read.at for order in (DMY, MDY)):
            if size < len(tokens) and _AFTER_TIME.fullmatch(tokens[size]):
                stamp = f"{stamp} {tokens[size]}"
            return Heads(plain=_shaped(stamp))
    return Heads()


def _shaped(stamp: str) -> re.Pattern[str]:
    """What has digits, letters, blanks and signs where the stamp has them."""
    parts = re.findall(r"\d+|[^\W\d_]+|\s+|.", stamp)
    shapes = [
        r"\d{1,4}"
        if part.isdecimal()
        else r"[^\W\d_]+"
        if part.isalpha()
        else r"\s+"
        if part.isspace()
        else "[+-]"
        if part in {"+", "-"} and parts[number - 1].isspace()
        else re.escape(part)
        for number, part in enumerate(parts)
    ]
    return re.compile(rf"(?P<stamp>{''.join(shapes)})(?: |$)(?P<title>.*)", re.DOTALL)


def parts_of(stamp: str) -> tuple[str, time | None, str]:
    """The words of the date, the time of day and the zone in a stamp, in whatever order the first two stand."""
    words = (
        " ".join(stamp.replace("T", " ", 1).split())
        if re.match(r"\d{4}-?\d\d-?\d\dT", stamp)
        else " ".join(stamp.split())
    )
    if _is_date(words):
        return _dated(words), None, ""
    zone = _ZONE.search(words)
    words = words[: zone.start()] if zone else words
    match = _CLOCK.search(words)
    if match is None:
        return _dated(f"{words} {zone['zone']}" if zone else words), None, ""
    at = clock_of(f"{match[1]}{match[2] or ''}")
    if at is None:  # a time that no clock shows: nothing of it is read
        return "", None, ""
    rest = f"{words[: match.start()]} {words[match.end() :]}"
    return _dated(" ".join(rest.split())), at, zone["zone"] if zone else ""


def _is_date(words: str) -> bool:
    """Whether the whole of it is a date, such as `7.3.2026`, in which no time shall be found."""
    return DateOrder().day(words) is not None


def _dated(words: str) -> str:
    return " ".join(words.strip(" ,-\N{EN DASH}|").split())


def read_stamp(stamp: str, order: DateOrder) -> Stamp | None:
    """Day, time and zone of a stamp; `None` for one that cannot be read."""
    words, at, zone = parts_of(stamp)
    day = order.day(words) or order.day(without_weekday(words))
    return None if day is None else Stamp(day, at, zone)


def without_weekday(words: str) -> str:
    """The same without a weekday's name, in any language: a word beside a date that is written in numbers."""
    if not re.search(r"\d{1,4}[-/.]\d{1,2}[-/.]\d", words):
        words = re.sub(r"^[^\W\d_]+\.?,? (?=\d)", "", words)
        return re.sub(r"(?<=\d{4}),? [^\W\d_]+\.?$", "", words)  # after the year too
    return " ".join(_WEEKDAY.sub(" ", words).split())
