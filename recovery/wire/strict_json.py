"""JSON, read strictly, wherever it comes from: each name once in each object, finite numbers, or one clean error.

A server, a file or another device may give anything: text cut off, numbers of a million digits, lists in lists in
lists. `read` takes any JSON and raises `ValueError`. What goes over the wire has bounds as well: whoever reads it
through `document` and what stands below it meets `Malformed` and nothing else. No value of it stands in a sentence.
"""

from __future__ import annotations

import json
from binascii import a2b_base64, b2a_base64
from math import isfinite
from typing import Any

from recovery.errors import Unreachable

MALFORMED = "What came from the server cannot be read: it is damaged, or not of this program. Nothing was changed here."


class Malformed(Unreachable):
    """What came from outside has not the form that was agreed on."""

    def __init__(self, sentence: str = MALFORMED) -> None:
        super().__init__(sentence)


class NamedTwice(ValueError):
    """An object names something twice: two readers might each take another of the two."""


class TooDeep(ValueError):
    """Lists in lists in lists."""


def read(text: str | bytes) -> Any:
    """Any JSON. Raises `NamedTwice`, `TooDeep`, and `ValueError` where it is none or a number is not finite."""
    try:
        return _decoded(DECODER, text if isinstance(text, str) else text.decode("utf-8-sig"))
    except RecursionError:
        raise TooDeep from None


def document(content: bytes, limit: int) -> dict[str, Any]:
    """A JSON object of at most `limit` bytes; raises `Malformed`.

    Its whole numbers are held by 64 bits: no reader need make of them what they are not.
    """
    if len(content) > limit:
        raise Malformed
    return _members(_BOUNDED, content)


def unbounded(content: bytes) -> dict[str, Any]:
    """A JSON object whose values are yet to be held to bounds (`is_scalar`, `check_nested`); raises `Malformed`."""
    return _members(DECODER, content)


def _members(decoder: json.JSONDecoder, content: bytes) -> dict[str, Any]:
    try:
        return mapping(_decoded(decoder, content.decode("utf-8")))
    except (ValueError, RecursionError):
        raise Malformed from None


def _decoded(decoder: json.JSONDecoder, text: str) -> Any:
    """As `decode` does, which looks for blanks around it with an expression; raises `ValueError`."""
    text = text.strip(_BLANKS)
    value, end = decoder.raw_decode(text)
    if end != len(text):
        raise ValueError
    return value


def written(content: dict[str, Any]) -> bytes:
    """A document as bytes: no blanks, names in the order given, UTF-8."""
    return text_of(content).encode("utf-8")


def text_of(value: Any) -> str:
    """A value as `written` writes it."""
    return _WRITER.encode(value)


def mapping(value: Any) -> dict[str, Any]:
    """An object; raises `Malformed`."""
    if not isinstance(value, dict):
        raise Malformed
    return value


def many(value: Any, limit: int) -> list[Any]:
    """A list of at most `limit` items; raises `Malformed`."""
    if not isinstance(value, list) or len(value) > limit:
        raise Malformed
    return value


def text(value: Any, limit: int) -> str:
    """A text of 1 to `limit` characters that UTF-8 can carry; raises `Malformed`."""
    if not isinstance(value, str) or not 0 < len(value) <= limit or not value.isprintable():
        raise Malformed
    return value


def whole(value: Any, most: int = 2**53 - 1) -> int:
    """A whole number from 0 to `most`, which other languages can hold too; raises `Malformed`."""
    if type(value) is not int or not 0 <= value <= most:
        raise Malformed
    return value


def octets(value: Any, length: int) -> bytes:
    """Exactly `length` bytes from lower-case hex; raises `Malformed`."""
    if not isinstance(value, str) or len(value) != 2 * length:
        raise Malformed
    try:
        decoded = bytes.fromhex(value)
    except ValueError:
        raise Malformed from None
    if decoded.hex() != value:
        raise Malformed
    return decoded


def blob(value: Any, limit: int) -> bytes:
    """At most `limit` bytes from standard base64 with padding, in its one canonical spelling; raises `Malformed`."""
    if not isinstance(value, str) or len(value) > (limit + 2) // 3 * 4:
        raise Malformed
    try:
        decoded = a2b_base64(value, strict_mode=True)
    except ValueError:
        raise Malformed from None
    # Strictly read, nothing else than the bits that the last letters have left over can be spelled otherwise.
    if base64(decoded[(len(decoded) - 1) // 3 * 3 :]) != value[-4:] or len(decoded) > limit:
        raise Malformed
    return decoded


def base64(content: bytes) -> str:
    """Standard base64 with padding."""
    return b2a_base64(content, newline=False).decode("ascii")


def is_scalar(value: Any) -> bool:
    """Whether it is no list and no object; raises `Malformed` for a whole number that 64 bits do not hold."""
    if type(value) is int and not -(2**63) <= value < 2**63:
        raise Malformed
    return not isinstance(value, dict | list)


def check_nested(members: dict[str, Any], depth: int) -> None:
    """Raise `Malformed` where lists and objects lie in each other deeper than that, or 64 bits do not hold a number."""
    level: list[Any] = [members]
    for _ in range(depth):
        inside = [value for one in level for value in (one.values() if isinstance(one, dict) else one)]
        level = [value for value in inside if not is_scalar(value)]
    if level:
        raise Malformed


def check_writable(content: bytes, members: dict[str, Any]) -> None:
    """Raise `Malformed` for what was read and could not be written again: half a surrogate pair.

    Only an escape can smuggle one in.
    """
    if b"\\u" in content:
        try:
            written(members)
        except UnicodeEncodeError:
            raise Malformed from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise NamedTwice
    return members


def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError
    return number


def _held(text: str) -> int:
    number = int(text) if len(text) <= 20 else 2**63
    if not -(2**63) <= number < 2**63:
        raise ValueError
    return number


def _none(_: str) -> Any:
    raise ValueError


_BLANKS = " \t\r\n"
DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_none, parse_float=_finite)
_BOUNDED = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_none, parse_float=_finite, parse_int=_held)
_WRITER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
