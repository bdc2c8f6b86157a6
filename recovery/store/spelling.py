"""When two names that a person gives are the same: alone here, since the shell's prompt asks it and loads little else."""

from __future__ import annotations

from functools import lru_cache

NAME_LIMIT = 100
REMEMBERED = 1024  # names in one run: what is taken in by thousands names the same few again and again
_APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u02bc\uff07\u0060\u00b4", "'"))


def alike(name: str) -> str:
    """A name as names are compared: without regard to case, blanks, composition and the form of an apostrophe."""
    return _folded(name) if len(name) <= NAME_LIMIT else _folded.__wrapped__(name)


@lru_cache(REMEMBERED)
def _folded(name: str) -> str:
    plain = " ".join(name.split()).casefold()
    if plain.isascii():
        return plain
    from unicodedata import normalize

    return normalize("NFC", plain).translate(_APOSTROPHES)
