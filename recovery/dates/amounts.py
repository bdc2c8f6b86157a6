"""Amounts as people write them: hours slept, minutes, a rating out of ten. Each raises `Usage` for anything else.

What is out of range, or below 0, the field itself refuses.
"""

from __future__ import annotations

import re

from recovery.errors import Usage
from recovery.language import tr

NOT_HOURS = tr("Write hours like 7.5, 7,5, 7:30 or 7h30.")
NOT_MINUTES = tr("Write minutes like 90, 1h30 or 1:30.")
NOT_A_RATING = tr("A whole number from 0 to 10.")

# Compiled where they are needed: every `log` loads this module.
_NUMBER = r"-?[0-9]{1,4}(?:[.,][0-9]{1,20})?|nan|-?inf"
_WHOLE = r"-?[0-9]{1,6}"
_COLON = r"([0-9]{1,2}):([0-5][0-9])"
_RATING = r"(-?[0-9]{1,4})(?: ?/ ?10)?"


class NotAnAmount(Usage, ValueError):
    """The text is no amount of that kind; as a `ValueError` the command line names the option with it."""


def hours_of(text: str) -> float:
    """Hours: `7.5`, `7,5`, `7:30`, `7h30`, `7h`, `450 min`."""
    words = _words(text)
    if match := re.fullmatch(_NUMBER, words):
        return float(match[0].replace(",", "."))
    minutes = _minutes(words)
    if minutes is None:
        raise NotAnAmount(NOT_HOURS)
    return minutes / 60


def minutes_of(text: str) -> int:
    """Whole minutes: `90`, `90 min`, `1h30`, `1:30`, `1.5h`, `half an hour`."""
    words = _words(text)
    if re.fullmatch(_WHOLE, words):
        return int(words)
    minutes = _minutes(words)
    if minutes is None or minutes % 1:
        raise NotAnAmount(NOT_MINUTES)
    return int(minutes)


def rating_of(text: str) -> int:
    """A rating: `7`, `7/10`; what is above ten is refused by the field itself."""
    match = re.fullmatch(_RATING, _words(text))
    if match is None:
        raise NotAnAmount(NOT_A_RATING)
    return int(match[1])


def rating_or_words(text: str) -> int | str:
    """A rating, also with a comma behind it, or the text itself where it is a word and no number at all."""
    try:
        return rating_of(str(text).rstrip(",;"))
    except NotAnAmount:
        if any(letter.isalpha() for letter in text):
            return text
        raise


def _words(text: str) -> str:
    return " ".join(str(text).casefold().split())  # what was sealed comes back as the number that it was


def _minutes(words: str) -> float | None:
    """A length in minutes, `1:30` being hours and minutes."""
    if match := re.fullmatch(_COLON, words):
        return int(match[1]) * 60 + int(match[2])
    from recovery.dates import hours

    length = hours.length(words)
    return length.exact.total_seconds() / 60 if length and not (length.days or length.months) else None
