"""What a person types when asked what to stay free of: one name, or several in a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable

from recovery.store.names import alike, clean_name

_BETWEEN = re.compile(r"\s*[,;/+&\n]+\s*|\s+(?:and|plus|und|y|et)\s+", re.IGNORECASE)
_COMMAS = re.compile(r"\s*[,;\n]+\s*")
# Words that come before a name and are no part of it.
_BEFORE = re.compile(
    r"(?:and|also|plus|maybe|mostly|mainly|sometimes|some|a bit of|a little|a few|bit of|my|the|all|of|with|from)\s+",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"(?:\s+(?:too|also|as well|mostly|mainly|sometimes|now and then|i think|i guess))+$", re.IGNORECASE
)


def names(text: str) -> list[str]:
    """The names in a sentence, each once: `heroin, and some benzos` is two. Raises `Refused` for one too long."""
    return _each_once(_BETWEEN.split(text), _bare)


def between_commas(text: str) -> list[str]:
    """The same where the commas alone part the names, and every word between them belongs to one."""
    return _each_once(_COMMAS.split(text), str.strip)


def _each_once(parts: list[str], shortened: Callable[[str], str]) -> list[str]:
    kept: dict[str, str] = {}
    for part in parts:
        if name := shortened(part):
            kept.setdefault(alike(name), clean_name(name))
    return list(kept.values())


def _bare(part: str) -> str:
    name = part.strip(" .!\t")
    while (shorter := _BEFORE.sub("", name, count=1) if _BEFORE.match(name) else name) != name:
        name = shorter
    return _AFTER.sub("", name).strip()
