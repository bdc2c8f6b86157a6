"""Names that a person gives: how they are written, when two are the same, and the rule of a field that holds some."""

from __future__ import annotations

from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any

from recovery.language import tr
from recovery.store.rules import Rule, keepable, line, listed, refuse
from recovery.store.spelling import NAME_LIMIT, REMEMBERED, alike
from recovery.wire import strict_json

__all__ = ["NAME_LIMIT", "alike"]

NAMES_LIMIT = 50


def clean_name(value: Any) -> str:
    """A name on one line: outer and doubled blanks gone; raises `Refused` when empty or too long."""
    if not isinstance(value, str):
        raise refuse("a name")
    return _cleaned(value) if len(value) <= NAME_LIMIT else _cleaned.__wrapped__(value)


@lru_cache(REMEMBERED)
def _cleaned(value: str) -> str:
    if not keepable(value):
        raise refuse("a name")
    name = " ".join(value.split())
    if not 0 < len(name) <= NAME_LIMIT:
        raise refuse(tr("a name of 1 to {name_limit} characters", name_limit=NAME_LIMIT))
    return name


def clean_names(value: Any) -> tuple[str, ...]:
    """Names in the order given, each once (without regard to case)."""
    if not isinstance(value, (list, tuple)) or len(value) > NAMES_LIMIT:
        raise refuse(tr("a list of up to {names_limit} names", names_limit=NAMES_LIMIT))
    if not value:
        return ()
    kept: dict[str, str] = {}
    for item in value:
        name = clean_name(item)
        kept.setdefault(alike(name), name)
    return tuple(kept.values())


@lru_cache(REMEMBERED)
def _names_json(names: tuple[str, ...]) -> str:
    return f"[{','.join(map(encode_basestring, names))}]"


def _names_load(text: str) -> tuple[str, ...]:
    return _names_read(text) if len(text) <= NAME_LIMIT else _names_read.__wrapped__(text)


@lru_cache(REMEMBERED)
def _names_read(text: str) -> tuple[str, ...]:
    return tuple(strict_json.read(text))


NAME = Rule(clean_name, wants=line(NAME_LIMIT))
NAMES = Rule(clean_names, dump=list, store=_names_json, load=_names_load, wants=listed(NAMES_LIMIT, line(NAME_LIMIT)))
