"""The numbers of `sos` as the person changes them: the country, lines of their own, lines that they hide."""

from __future__ import annotations

from datetime import date, timedelta

from recovery.console import one_line
from recovery.errors import NotFound, Refused
from recovery.language import tr
from recovery.safety import numbers
from recovery.safety.dialling import can_be_dialled
from recovery.store import home
from recovery.store.names import clean_name

CHECKED_DAYS = 365  # how long a number may stand before it is to be checked again
NO_SUCH_NUMBER = tr("sos shows no such number. recovery numbers list shows them.")
NOT_A_NUMBER = tr("A number needs a name and digits, in plain text of up to 100 characters each.")
CANNOT_BE_DIALLED = tr("Nobody can dial that. Write the number with its digits, such as 988 or 555-0100.")
ALREADY = tr("sos shows that number already.")


def country_code(text: str) -> str:
    """The two letters of a country, in capitals; raises `Refused`."""
    if len(text) != 2 or not text.isascii() or not text.isalpha():
        raise Refused(tr("Write a country as its two-letter code, such as US."))
    return text.upper()


def keep_country(code: str | None) -> None:
    """Keep the country whose numbers are shown; `None` leaves what there is."""
    if code is not None:
        home.save_settings({**home.settings(), "country": code})


def unchecked(today: date) -> list[numbers.CrisisLine]:
    """The lines that were written down more than a year ago: they are to be called, to see that somebody answers."""
    return [line for line in numbers.crisis_lines() if today - line.verified_on > timedelta(days=CHECKED_DAYS)]


def add(name: str, number: str, what_for: str, today: date) -> None:
    """Add a line of the person's own, which stands first; raises `Refused`."""
    kept = one_line(number, 40)
    if any(line.number == kept for line in numbers.crisis_lines()):
        raise Refused(ALREADY)
    try:
        clean_name(name), clean_name(number), clean_name(what_for or "-")
    except Refused as error:
        raise Refused(NOT_A_NUMBER) from error
    if not can_be_dialled(kept):
        raise Refused(CANNOT_BE_DIALLED)
    settings = home.settings()
    line = {"name": one_line(name, 60), "number": kept, "for": one_line(what_for, 60)}
    home.save_settings({**settings, "lines": [*numbers.added(settings), {**line, "added_on": today}]})


def hide(number: str) -> None:
    """Show a number no longer: a line of the person's own is deleted, a given one hidden. Raises `NotFound`."""
    if all(line.number != number for line in numbers.crisis_lines()):
        raise NotFound(NO_SUCH_NUMBER)
    settings = home.settings()
    own = numbers.added(settings)
    left = [line for line in own if line.get("number") != number]
    hidden = list(settings.get("hidden_lines", []))
    if number not in hidden and any(line.number == number for line in numbers.all_lines()):
        hidden.append(number)
    home.save_settings({**settings, "lines": left, **({"hidden_lines": hidden} if hidden else {})})


def show(number: str) -> None:
    """Show a hidden line again; raises `NotFound`."""
    settings = home.settings()
    hidden = settings.get("hidden_lines", [])
    if number not in hidden:
        raise NotFound(tr("That number is not hidden."))
    home.save_settings({**settings, "hidden_lines": [other for other in hidden if other != number]})
