"""What comes from outside, read strictly: the one form that each value may have, or one clean error.

A server, a file or another device may give anything: text cut off, numbers of a million digits, lists in lists in
lists. Whoever reads it through these functions meets `Malformed` and nothing else, and no value of it in the sentence.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from math import isfinite
from typing import Any

from recovery.errors import Unreachable

MALFORMED = "What came from the server cannot be read: it is damaged, or not of this program. Nothing was changed here."


class Malformed(Unreachable):
    """What came from outside has not the form that was agreed on."""

    def __init__(self, sentence: str = MALFORMED) -> None:
        super().__init__(sentence)


def document(content: bytes, limit: int) -> dict[str, Any]:
    """A JSON object of at most `limit` bytes, each name once in each object; raises `Malformed`.

    Its numbers are finite, and the whole ones are held by 64 bits: no reader need make of them what they are not.
    """
    if len(content) > limit:
        raise Malformed
    try:
        value = json.loads(
            content.decode("utf-8"),
            object_pairs_hook=_once,
            parse_constant=_none,
            parse_float=_finite,
            parse_int=_held,
        )
    except (ValueError, RecursionError, Malformed):
        raise Malformed from None
    return mapping(value)


def written(content: dict[str, Any]) -> bytes:
    """A document as bytes: no blanks, names in the order given, UTF-8."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")


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
        decoded = b64decode(value, validate=True)
    except ValueError:
        raise Malformed from None
    if base64(decoded) != value or len(decoded) > limit:
        raise Malformed
    return decoded


def base64(content: bytes) -> str:
    """Standard base64 with padding."""
    return b64encode(content).decode("ascii")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object that names nothing twice: two readers might each take another of the two."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise Malformed
    return members


def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise Malformed
    return number


def _held(text: str) -> int:
    number = int(text) if len(text) <= 20 else 2**63
    if not -(2**63) <= number < 2**63:
        raise Malformed
    return number


def _none(_: str) -> Any:
    raise Malformed
