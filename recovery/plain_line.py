"""A plain line of a command, read without typer, whose loading costs as much as all else that a daily command does.

Plain is a line of which no other reading is possible: options typed as they are declared, values in words of their own,
each of its type. Whatever else it is (help, a mistake, a spelling that only typer knows), typer reads it and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from recovery.commands.parameters import Argument, Line, Parameter

_NUMBERS = (int, float)


class _NotPlainError(ValueError):
    """The line is to be read by typer."""


class _Taken(NamedTuple):
    """A parameter of a command: its type without `None`, whether it may repeat, how it is typed, what it is if not."""

    name: str
    type: Any
    many: bool
    typed: Parameter
    default: Any
    required: bool


def read(function: Callable[..., None], arguments: Sequence[str]) -> Line | None:
    """The line of that function; `None` where it is not plain."""
    try:
        taken = _taken(function)
        options, bare = _sorted(taken, arguments)
        given = options | _placed([one for one in taken if isinstance(one.typed, Argument)], bare)
        params = {one.name: _value(one, given[one.name]) if one.name in given else _default(one) for one in taken}
    except ValueError:  # also a value of another type
        return None
    line = Line(params, lambda: function(**params))
    for one in taken:
        if callback := one.typed.settings.get("callback"):
            params[one.name] = callback(line, params[one.name])
    return line


def _taken(function: Callable[..., None]) -> list[_Taken]:
    """What a command takes, in its order."""
    hints = get_type_hints(function, include_extras=True)
    del hints["return"]
    defaults = function.__defaults__ or ()
    first = len(hints) - len(defaults)
    taken = []
    for place, (name, hint) in enumerate(hints.items()):
        if get_origin(hint) is not Annotated:
            raise _NotPlainError
        type_, typed = get_args(hint)
        required = place < first
        many = False
        if get_origin(type_) in (Union, UnionType):
            type_, *others = get_args(type_)
            if others != [type(None)]:
                raise _NotPlainError
        if get_origin(type_) is list:
            (type_,), many = get_args(type_), True
        taken.append(_Taken(name, type_, many, typed, None if required else defaults[place - first], required))
    return taken


def _sorted(taken: Sequence[_Taken], arguments: Sequence[str]) -> tuple[dict[str, Any], list[str]]:
    """What was given by its name, and the words that stand bare."""
    names = dict(_names(taken))
    given: dict[str, Any] = {}
    bare = []
    words = iter(arguments)
    for word in words:
        if not _is_name(word):
            bare.append(word)
            continue
        one, flag = names.get(word, (None, None))
        if one is None or (one.name in given and not one.many):
            raise _NotPlainError
        if flag is not None:
            given[one.name] = flag
            continue
        value = next(words, "--")
        if _is_name(value):
            raise _NotPlainError
        given[one.name] = [*given.get(one.name, ()), value] if one.many else value
    return given, bare


def _names(taken: Sequence[_Taken]) -> list[tuple[str, tuple[_Taken, bool | None]]]:
    """Every name of an option, with what a flag of that name says."""
    names: list[tuple[str, tuple[_Taken, bool | None]]] = []
    for one in taken:
        if isinstance(one.typed, Argument):
            continue
        is_flag = one.type is bool
        word = one.name.strip("_").replace("_", "-")
        for declared in one.typed.names or (f"--{word}/--no-{word}" if is_flag else f"--{word}",):
            name, _, opposite = declared.partition("/")
            names.append((name, (one, True if is_flag else None)))
            if opposite:
                names.append((opposite, (one, False)))
    return names


def _is_name(word: str) -> bool:
    return word.startswith("-") and word != "-"


def _placed(taken: Sequence[_Taken], bare: Sequence[str]) -> dict[str, Any]:
    """The bare words, each for the parameter of its place; only the last may take several."""
    given: dict[str, Any] = {}
    for place, one in enumerate(taken):
        if one.many and place < len(taken) - 1:
            raise _NotPlainError
        if place < len(bare):
            given[one.name] = bare[place:] if one.many else bare[place]
    if len(bare) > len(taken) and not (taken and taken[-1].many):
        raise _NotPlainError
    return given


def _default(one: _Taken) -> Any:
    if one.required:
        raise _NotPlainError
    return one.default


def _value(one: _Taken, given: Any) -> Any:
    """What was typed, as the type says; raises `ValueError` for anything else."""
    return [_single(one, word) for word in given] if one.many else _single(one, given)


def _single(one: _Taken, word: Any) -> Any:
    settings = one.typed.settings
    if "parser" in settings:
        return settings["parser"](word)
    if one.type in (str, bool):
        return word
    if one.type in _NUMBERS:
        number = one.type(word)
        if settings.get("min", number) <= number <= settings.get("max", number):
            return number
    elif get_origin(one.type) is Literal and word in get_args(one.type):
        return word
    raise _NotPlainError
