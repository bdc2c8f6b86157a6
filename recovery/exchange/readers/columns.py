"""The cells of a table by what `--map` says they are: numbers, words, yes and no, each checked or refused in words."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date, time

from recovery.dates import amounts

FIELDS = (
    *("at", "date", "time", "timezone", "intensity", "trigger", "coping", "outcome", "minutes", "substance"),
    *("mood", "sleep_hours", "confidence", "used", "good", "note", "text"),
)
MINUTES = 1440
DIARY = frozenset({"mood", "sleep_hours", "confidence", "used", "good"})
SAME = {"triggers": "trigger", "day": "date", "rating": "intensity", "urge": "intensity", "sleep": "sleep_hours"}
TRUE = (
    *(
        "1",
        "yes",
        "y",
        "true",
        "t",
        "x",
        "used",
        "1.0",
        "on",
        "\N{CHECK MARK}",
        "\N{HEAVY CHECK MARK}",
        "\N{WHITE HEAVY CHECK MARK}",
    ),
    *("ja", "j", "oui", "sí", "si", "s", "sim", "sì", "wahr", "vrai", "verdadero", "tak", "да", "ano", "kyllä", "evet"),
    *("はい", "是", "예", "네", "lapse", "lapsed", "relapse", "relapsed", "slipped", "drank", "smoked"),
)
FALSE = (
    *("0", "no", "n", "false", "f", "not used", "0.0", "off", "none", "never", "\N{BALLOT X}", "\N{CROSS MARK}"),
    *("nein", "non", "não", "nao", "falsch", "faux", "falso", "nie", "нет", "ne", "ei", "hayır", "nej", "nee"),
    *("いいえ", "否", "아니요", "clean", "sober", "abstinent", "did not use", "didn't use", "without"),
)
OUTCOMES = {
    **dict.fromkeys(("passed", "pass", "resisted", "went by", "not used", "did not use", "didn't use"), "passed"),
    **dict.fromkeys(("used", "use", "lapsed", "lapse", "relapsed", "relapse", "slipped", "gave in"), "used"),
}
USE = {**dict.fromkeys(TRUE, True), **dict.fromkeys(FALSE, False)}
# Units in other languages than those that the command line reads.
_UNITS = (
    (re.compile(r"\b(?:std|stunden?|heures?|horas?|ore|uur)\b\.?"), "h"),
    (re.compile(r"\bminut(?:en|i|os)\b"), "min"),
)
_SECONDS = re.compile(r"(?<=:[0-5][0-9]):[0-5][0-9]$")
Cells = Mapping[str, str]


class Bad(Exception):
    """A cell that cannot be taken; the reason is for the person."""


def rating(cells: Cells) -> int:
    """A craving's rating, 0-10; raises `Bad`."""
    intensity = number(cells, "intensity", 10)
    if intensity is None:
        raise Bad("has no rating from 0 to 10")
    return intensity


def number(cells: Cells, field: str, most: int) -> int | None:
    """A whole number from 0 to `most`, `7`, `7/10`, `7.0`; `None` for an empty cell. Raises `Bad`."""
    words = re.sub(r"\s*(?:/\s*10|out of 10)$", "", cells.get(field, "")).strip()
    if not words:
        return None
    match = re.fullmatch(r"(\d{1,4})(?:[.,]0+)?", words)
    if match is None or int(match[1]) > most:
        raise Bad(f"has {field} that is no whole number from 0 to {most}")
    return int(match[1])


def minutes(cells: Cells) -> int | None:
    """Minutes that a craving lasted: `90`, `90 min`, `1h30`, `1:30`; `None` for an empty cell. Raises `Bad`."""
    words = re.sub(r"[.,]0+$", "", _length(cells.get("minutes", "")))
    try:
        lasted = amounts.minutes_of(words) if words else None
    except amounts.NotAnAmount:
        lasted = -1
    if lasted is not None and not 0 <= lasted <= MINUTES:
        raise Bad(f"has minutes that are no length from 0 to {MINUTES} minutes")
    return lasted


def hours(cells: Cells) -> float | None:
    """Hours slept, as the command line takes them: `7.5`, `7,5 h`, `7:30`, `7h30`, `450 min`, `7 Std. 30 Min.`.

    `None` for an empty cell. Raises `Bad`.
    """
    words = _length(cells.get("sleep_hours", ""))
    if not words:
        return None
    try:
        slept = amounts.hours_of(words)
    except amounts.NotAnAmount:
        slept = math.nan
    if not 0 <= slept < 100:
        raise Bad("has sleep that is no number of hours")
    return slept if re.fullmatch(r"[0-9.,]+ ?h?", words) else round(slept, 2)


def _length(cell: str) -> str:
    """A length of time in the words of the command line, without seconds and without a dot at its end."""
    words = " ".join(cell.casefold().split())
    for unit, name in _UNITS:
        words = unit.sub(name, words)
    return _SECONDS.sub("", words).replace("min.", "min").rstrip(".")


def use(cells: Cells) -> bool | None:
    """Whether somebody used, by a yes or a no in many languages; `None` for an empty cell. Raises `Bad`."""
    said = " ".join(cells.get("used", "").casefold().split()).strip(".!")
    if said and said not in USE:
        raise Bad("has used that is neither a yes nor a no")
    return USE.get(said)


def outcome(cells: Cells) -> str | None:
    """How a craving ended; `None` for an empty cell. Raises `Bad`."""
    said = cells.get("outcome", "").casefold()
    if said in OUTCOMES or not said:
        return OUTCOMES.get(said)
    raise Bad("has outcome that is none of: passed, resisted, used, lapsed")


def instant(day: date | None, at: time | None, offset: str, cells: Cells) -> dict[str, str]:
    """When it was, as the intake takes it; noon without a time. Raises `Bad`."""
    if day is None:
        raise Bad("has no date that can be read")
    zone = {"timezone": cells["timezone"]} if cells.get("timezone") else {}
    return {"at": f"{day.isoformat()}T{at or time(12):%H:%M:%S}{offset}", **zone}


def written(cells: Cells) -> str | None:
    """What was written at length."""
    return "\n".join(cells[name] for name in ("text", "note") if cells.get(name)) or None
