"""The numbers to call: those of the country, the person's own, and the ones that stand first for what is the matter.

They are read from `numbers.toml`, each with its source. Nobody outside a country is shown a number of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from recovery.language import tr
from recovery.safety.dialling import can_be_dialled
from recovery.safety.texts import texts

OWN = tr("added by you")
EU = frozenset("AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split())
EMERGENCY, SUICIDE, USE, HELP, PERSON = "emergency", "suicide", "use", "help", "person"
ANYWHERE = ("US", "EU", "GB")  # whose lines are shown, each with its country, where nobody knows the country
UNDATED = date(2026, 11, 22)  # of a line of the person's own whose day nobody wrote down


class CrisisLine(NamedTuple):
    """A number to call or text, for one country; `country` is ISO 3166, `EU` for the Union.

    `verified_on` is the day it was copied, or added by the person: nobody has called it. `source` says where to check
    it. `serves` is what it is for; of a person's own it is a person.
    """

    name: str
    number: str
    what_for: str
    country: str
    verified_on: date
    source: str
    serves: str = PERSON


@cache
def all_lines() -> tuple[CrisisLine, ...]:
    """Every line of every country, in the order of the file."""
    return tuple(
        CrisisLine(
            line["name"],
            line["number"],
            line["for"],
            line["country"],
            date.fromisoformat(line["verified_on"]),
            line["source"],
            line["serves"],
        )
        for line in texts("numbers")["line"]
    )


def _settings() -> dict[str, object]:
    """The settings, or none at all: a broken settings file must not stand between a person and a number."""
    from recovery.errors import RecoveryError
    from recovery.store import home

    try:
        return home.settings()
    except RecoveryError:
        return {}


def country() -> str | None:
    """The ISO 3166 code the person set or `init` guessed; `None` when nobody knows."""
    code = _settings().get("country")
    return code if isinstance(code, str) else None


def crisis_lines() -> list[CrisisLine]:
    """The lines to show: the person's own first, then those of the country; the best known where it is unknown.

    Own ones that nobody can dial, which an older program or another device may hand on, come last.
    """
    settings = _settings()
    hidden = settings.get("hidden_lines")
    own = [_own_line(line) for line in added(settings)]
    hidden_numbers = hidden if isinstance(hidden, list) else []
    not_again = {*hidden_numbers, *(line.number for line in own)}
    given = [line for line in _of_country(country()) if line.number not in not_again]
    return sorted([*own, *given], key=lambda line: line.serves == PERSON and not can_be_dialled(line.number))


def added(settings: Mapping[str, object]) -> list[dict[str, Any]]:
    """The lines that the person added, as the settings hold them."""
    lines = settings.get("lines", [])
    return [line for line in lines if isinstance(line, dict)] if isinstance(lines, list) else []


def suicide_lines() -> list[CrisisLine]:
    """Who to call with thoughts of suicide: the country's line first, the person's own, the emergency number last.

    Nobody else: no line for while somebody uses, and none about treatment.
    """
    lines = crisis_lines()
    return [line for serves in (SUICIDE, PERSON, EMERGENCY) for line in lines if line.serves == serves]


def _of_country(code: str | None) -> list[CrisisLine]:
    if code is None:
        return [line for line in all_lines() if line.country in ANYWHERE and (line.country == "US" or _urgent(line))]
    places = (code, "EU") if code in EU else (code,)
    lines = [line for line in all_lines() if line.country in places]
    return sorted(lines, key=lambda line: line.serves != EMERGENCY)


def _urgent(line: CrisisLine) -> bool:
    return line.serves == EMERGENCY


def called(line: CrisisLine) -> str:
    """The name of a line, with its country where nobody knows which holds: three of them are called Emergency."""
    name = shown(line).name
    return name if country() is not None or not line.country else f"{name} ({line.country})"


def shown(line: CrisisLine) -> CrisisLine:
    """A line as a person reads it, in the language of the run; what is kept and compared stays as it is in the file."""
    if line.serves == PERSON:
        return line
    return line._replace(name=tr(line.name), number=tr(line.number), what_for=tr(line.what_for))


def _own_line(values: dict[str, object]) -> CrisisLine:
    added_on = values.get("added_on")
    return CrisisLine(
        str(values.get("name", "")),
        str(values.get("number", "")),
        str(values.get("for", "")),
        country() or "",
        added_on if isinstance(added_on, date) else UNDATED,
        OWN,
    )


def line_json(line: CrisisLine) -> dict[str, Any]:
    """A crisis line as JSON."""
    return {
        "name": line.name,
        "number": line.number,
        "for": line.what_for,
        "country": line.country,
        "verified_on": line.verified_on.isoformat(),
        "source": line.source,
    }


def emergency_number() -> str | None:
    """The emergency number of the country; `None` where nobody knows it."""
    code = country()
    return None if code is None else next((line.number for line in _of_country(code) if _urgent(line)), None)


def emergency() -> str:
    """Whom to call, as it stands in a sentence: the number, else what to call it by."""
    number = emergency_number()
    if number is not None:
        return number
    if country() is None:
        return tr("your emergency number ({numbers})", numbers=emergency_anywhere())
    return tr("your local emergency number")


def emergency_short() -> str:
    """The same where there is little room, after the word call."""
    number = emergency_number()
    if number is not None:
        return number
    return emergency_anywhere() if country() is None else tr("your local emergency number")


def emergency_anywhere(form: str = "{number} {place}") -> str:
    """The emergency numbers of `ANYWHERE`, each with its place: `911 US, 112 EU, 999 UK`."""
    lines = [line for line in all_lines() if line.country in ANYWHERE and _urgent(line)]
    places = {"GB": "UK"}  # as it is called there
    return ", ".join(form.format(number=line.number, place=places.get(line.country, line.country)) for line in lines)


def suicide_line() -> CrisisLine | None:
    """The first line with thoughts of suicide that can be dialled, if there is one."""
    return next((line for line in crisis_lines() if line.serves == SUICIDE), None)


def stays_on_the_line() -> str | None:
    """Who stays on the line while somebody uses, name and number, if there is one; its country where that is unsure."""
    line = next((line for line in crisis_lines() if line.serves == USE), None)
    if line is None:
        return None
    told = f"{line.name} {line.number}"
    return told if country() is not None else tr("In the US, {line}", line=told)
