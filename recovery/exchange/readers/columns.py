"""The cells of a table by what `--map` says they are: numbers, words, yes and no, each checked or refused in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time

FIELDS = (
    *("at", "date", "time", "timezone", "intensity", "trigger", "coping", "outcome", "minutes", "substance"),
    *("mood", "sleep_hours", "confidence", "used", "good", "note", "text"),
)
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
_HOURS = re.compile(r"(\d{1,2}(?:[.,]\d+)?) ?(?:h|hrs?|hours?|std|stunden?)?\.?", re.IGNORECASE)
_HOURS_MINUTES = re.compile(r"(\d{1,2})(?::| ?h(?:ours?|rs?)? ?)(\d{1,2}) ?(?:m|min|minutes?)?(?::00)?", re.IGNORECASE)
Cells = Mapping[str, str]


class Bad(Exception):
    """A cell that cannot be taken; the reason is for the person."""


def rating(cells: Cells) -> int:
    """A craving's rating, 0-10; raises `Bad`."""
    found = number(cells, "intensity", 10)
    if found is None:
        raise Bad("has no rating from 0 to 10")
    return found


def number(cells: Cells, field: str, most: int) -> int | None:
    """A whole number from 0 to `most`, `7`, `7/10`, `7.0`; `None` for an empty cell. Raises `Bad`."""
    words = re.sub(r"\s*(?:/\s*10|out of 10|min(?:utes?)?\.?)$", "", cells.get(field, "")).strip()
    if not words:
        return None
    match = re.fullmatch(r"(\d{1,4})(?:[.,]0+)?", words)
    if match is None or int(match[1]) > most:
        raise Bad(f"has {field} that is no whole number from 0 to {most}")
    return int(match[1])


def hours(cells: Cells) -> float | None:
    """Hours slept: `7.5`, `7,5 h`, `7:30`, `7h30`; `None` for an empty cell. Raises `Bad`."""
    words = cells.get("sleep_hours", "")
    if not words:
        return None
    if match := _HOURS.fullmatch(words):
        return float(match[1].replace(",", "."))
    if (match := _HOURS_MINUTES.fullmatch(words)) and int(match[2]) < 60:
        return round(int(match[1]) + int(match[2]) / 60, 2)
    raise Bad("has sleep that is no number of hours")


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
