"""Days and spans as they are said in Spanish, put into the English that the grammar reads.

Loaded only where the English grammar finds nothing, so that it takes no word of another language away. Months stand in
`months`.
"""

from __future__ import annotations

import re

DAYS = {
    "hoy": "today",
    "ayer": "yesterday",
    "anteayer": "the day before yesterday",
    "antier": "the day before yesterday",
    "antes de ayer": "the day before yesterday",
    "anoche": "last night",
    "antenoche": "the night before last",
    "anteanoche": "the night before last",
    "esta mañana": "this morning",
    "esta tarde": "this afternoon",
    "esta noche": "tonight",
    "lunes": "monday",
    "martes": "tuesday",
    "miércoles": "wednesday",
    "miercoles": "wednesday",
    "jueves": "thursday",
    "viernes": "friday",
    "sábado": "saturday",
    "sabado": "saturday",
    "domingo": "sunday",
    "ahora": "now",
    "ahora mismo": "now",
    "mediodía": "noon",
    "mediodia": "noon",
    "medianoche": "midnight",
}
_NUMBERS = "un una dos tres cuatro cinco seis siete ocho nueve diez".split()
_UNITS = {"minuto": "minutes", "hora": "hours", "día": "days", "dia": "days", "semana": "weeks", "mes": "months"}
_HALVES = {"de la mañana": "am", "de la madrugada": "am", "de la tarde": "pm", "de la noche": "pm"}
_AGO = re.compile(rf"\bhace (?P<count>\d+|{'|'.join(_NUMBERS)}) (?P<unit>{'|'.join(_UNITS)})(?:e?s)?\b")
_SHORT_AGO = re.compile(r"\bhace (\d+ ?[hmd])\b")
_DAY = re.compile(rf"\b(?:el (?:pasado )?)?({'|'.join(sorted(DAYS, key=len, reverse=True))})(?: pasado)?\b")
_HALF = re.compile(rf"(\d) ({'|'.join(_HALVES)})\b")
_AT = re.compile(r"\b(?:a|hacia|sobre) las? (?=\d)")


def in_english(words: str) -> str:
    """The same words, those of Spanish days, times and spans in English; the others stay."""
    words = _AGO.sub(_ago, words)
    words = _SHORT_AGO.sub(r"\1 ago", words)
    words = _DAY.sub(lambda match: DAYS[match[1]], words)
    words = _HALF.sub(lambda match: match[1] + _HALVES[match[2]], words)
    return _AT.sub("", words)


def _ago(match: re.Match[str]) -> str:
    count = match["count"]
    number = count if count.isdecimal() else str(max(_NUMBERS.index(count), 1))
    return f"{number} {_UNITS[match['unit']]} ago"
