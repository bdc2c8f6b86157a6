"""The plain text of a record: its fields, each with the clock of its last edit, and how two of them become one.

Merging takes the later edit of each field, and a deletion is one field more. It is commutative, associative and
idempotent, so devices that have seen the same edits hold the same record, in whatever order these came. What this
program does not know, kinds and fields of a newer one, is carried along.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from json.encoder import encode_basestring
from operator import attrgetter
from typing import Any, NamedTuple

from recovery.sync import hybrid_clock
from recovery.sync.hybrid_clock import ZERO, Timestamp
from recovery.wire import strict_json

HEADS = "heads"  # the one kind that is no entry: what a device has written, against withholding
FIELDS_LIMIT = 512
NAME_LIMIT = 128
LOCAL_LIMIT = 1024
DEPTH_LIMIT = 32  # of lists in lists; what a newer program adds is written out again here
COUNT_LIMIT = 2**32  # of versions
_KNOWN = frozenset({"kind", "id", "clocks", "fields", "deleted", "erased", "count"})


class Field(NamedTuple):
    """A value as the journal's row has it (text, number or `None`), and when it was set."""

    value: Any
    clock: Timestamp


new_field: Callable[[tuple[Any, Timestamp]], Field] = partial(tuple.__new__, Field)  # without a call into Python


_clock_of: Callable[[Field], Timestamp] = attrgetter("clock")
_PLAIN = frozenset({str, float, bool, type(None)})  # what a field holds and no bound does
_WIDE = 2**53  # whole numbers below it need no further look


@dataclass(slots=True)
class Document:
    """A record in plain text; once made it is never changed (held to that, it would take twice as long to make).

    `local` names it among its kind (see `store.natural`); `count` grows with every version, so that an older one shows;
    `erased` says that it is gone for good, and then nothing else is told. `more` is what a newer program added.
    """

    kind: str
    local: str
    fields: Mapping[str, Field] = field(default_factory=dict)
    deleted: Field = Field(value=False, clock=ZERO)  # noqa: RUF009 - it cannot be changed
    erased: bool = False
    count: int = 0
    more: Mapping[str, Any] = field(default_factory=dict)

    def same(self, other: Document) -> bool:
        """Whether both say the same, however often each was written."""
        return self is other or (
            self.fields == other.fields
            and self.deleted == other.deleted
            and (self.kind, self.local, self.erased) == (other.kind, other.local, other.erased)
            and self.more == other.more
        )


def erased(kind: str, count: int = 0) -> Document:
    """What is left of a record that was erased: that it was."""
    return Document(kind, "", erased=True, count=count)


def counted(document: Document, count: int) -> Document:
    """The same, as its version of that number."""
    fields, deleted, erased, more = document.fields, document.deleted, document.erased, document.more
    return Document(document.kind, document.local, fields, deleted, erased, count, more)


def latest(document: Document) -> Timestamp:
    """The clock of its last edit."""
    return max({document.deleted.clock, *map(_clock_of, document.fields.values())})


def following(count: int) -> int:
    """The number of the version after that one; the last number there is stays."""
    return min(count + 1, COUNT_LIMIT - 1)


def merge(one: Document, other: Document) -> Document:
    """Both in one: the later edit of each field. They must be of one record."""
    count = max(one.count, other.count)
    if one.erased or other.erased:
        return erased(one.kind, count)
    fields = dict(one.fields)
    for name, theirs in other.fields.items():
        mine = fields.get(name)
        fields[name] = theirs if mine is None else later(mine, theirs)
    more = dict(one.more)
    for name, value in other.more.items():
        more[name] = max(more.get(name, value), value, key=_canonical)
    return replace(one, fields=fields, deleted=later(one.deleted, other.deleted), count=count, more=more)


def later(one: Field, other: Field) -> Field:
    """The field that was set later; where a copied device gave one clock twice, the same one on every device."""
    if one.clock != other.clock:
        return one if one.clock > other.clock else other
    if one.value == other.value:
        return one
    return max(one, other, key=lambda field: _canonical(field.value))


def encode(document: Document) -> bytes:
    """The plain text: UTF-8 JSON, each clock written once."""
    if document.erased:
        gone = {**document.more, "kind": document.kind, "count": document.count, "erased": True}
        return strict_json.written(gone)
    places: dict[Timestamp, int] = {}
    told = [
        f"{_json(name)}:[{_json(value)},{places.setdefault(clock, len(places))}]"
        for name, (value, clock) in document.fields.items()
    ]
    deleted = f"{_json(document.deleted.value)},{places.setdefault(document.deleted.clock, len(places))}"
    more = f"{strict_json.text_of(document.more)[1:-1]}," if document.more else ""
    head = f'{more}"kind":{_json(document.kind)},"count":{document.count},"id":{_json(document.local)}'
    clocks = ",".join(map(_clock_json, places))
    return f'{{{head},"clocks":[{clocks}],"fields":{{{",".join(told)}}},"deleted":[{deleted}]}}'.encode()


def _clock_json(clock: Timestamp) -> str:
    return f"[{clock.ms},{clock.counter},{_json(clock.device)}]"


def _json(value: Any) -> str:
    """As JSON: what most of it is without an encoder."""
    if value is None:
        return "null"
    if type(value) is str:
        return encode_basestring(value)
    if value is False:
        return "false"
    return str(value) if type(value) is int else strict_json.text_of(value)


def decode(plain: bytes) -> Document:
    """A document from its plain text; raises `Malformed` for what is none."""
    members = strict_json.unbounded(plain)
    strict_json.check_writable(plain, members)
    if members.get("erased", False) is not False:
        strict_json.check_nested(members, DEPTH_LIMIT)
    kind = strict_json.text(members.get("kind"), NAME_LIMIT)
    count = strict_json.whole(members.get("count"), COUNT_LIMIT - 1)
    more = {name: value for name, value in members.items() if name not in _KNOWN}
    if members.get("erased") is True:
        return replace(erased(kind, count), more=more)
    given, local = strict_json.mapping(members.get("fields")), members.get("id")
    clocks = [hybrid_clock.read(clock) for clock in strict_json.many(members.get("clocks"), FIELDS_LIMIT + 1)]
    if "" in given or not isinstance(local, str):
        raise strict_json.Malformed
    fields = _fields({**given, "": members.get("deleted")}, clocks)
    deleted = fields.pop("")
    if not isinstance(deleted.value, bool):
        raise strict_json.Malformed
    document = Document(kind, local, fields, deleted, count=count, more=more)
    _check(document)
    return document


def _fields(given: Mapping[str, Any], clocks: list[Timestamp]) -> dict[str, Field]:
    """Fields from `[value, place]`; raises `Malformed`."""
    by_place = dict(enumerate(clocks))
    try:
        if {*map(type, given.values())} - {list} or {type(place) for _, place in given.values()} - {int}:
            raise strict_json.Malformed
        return {name: new_field((value, by_place[place])) for name, (value, place) in given.items()}
    except (ValueError, KeyError):
        raise strict_json.Malformed from None


def written(document: Document) -> bytes:
    """The plain text of what every program can read; raises `Malformed`, and `ValueError` for what JSON cannot say."""
    strict_json.text(document.kind, NAME_LIMIT)
    strict_json.whole(document.count, COUNT_LIMIT - 1)
    for clock in {document.deleted.clock, *map(_clock_of, document.fields.values())}:
        hybrid_clock.read([*clock])
    _check(document)
    return encode(document)


def _check(document: Document) -> None:
    """Hold local id, fields and what a newer program added to their bounds; raises `Malformed`."""
    if len(document.local) > LOCAL_LIMIT or len(document.fields) > FIELDS_LIMIT:
        raise strict_json.Malformed
    fields = document.fields
    if "" in fields or (fields and len(max(fields, key=len)) > NAME_LIMIT):
        raise strict_json.Malformed
    bounded = [value for value, _ in fields.values() if type(value) not in _PLAIN]
    unlike = [value for value in bounded if type(value) is not int or not -_WIDE < value < _WIDE]
    nested = [value for value in unlike if not strict_json.is_scalar(value)]
    if nested or document.more:
        strict_json.check_nested({**document.more, "fields": [nested]}, DEPTH_LIMIT)


def pack_clocks(document: Document, columns: tuple[str, ...]) -> str:
    """The clocks alone, as they are kept beside a row of these columns; short where all were set at once.

    Then the bits of a number name the columns that nobody set, by their place: a table grows at its end only.
    """
    deleted, fields = document.deleted, document.fields
    zeros = _unset(fields, deleted.clock, columns) if not deleted.value and len(fields) == len(columns) else None
    if zeros is not None:
        bits = f",{zeros}" if zeros else ""
        return f"{_clock_json(deleted.clock)[:-1]}{bits}]"
    places: dict[Timestamp, int] = {}
    of = {name: places.setdefault(field.clock, len(places)) for name, field in fields.items()}
    state = [deleted.value, places.setdefault(deleted.clock, len(places))]
    return _COMPACT.encode({"c": [*places], "f": of, "d": state})


def _unset(fields: Mapping[str, Field], clock: Timestamp, columns: tuple[str, ...]) -> int | None:
    """The bits of the columns that nobody set, where all the others were set at that one clock; else `None`."""
    zeros = 0
    for place, name in enumerate(columns):
        field = fields.get(name)
        if field is None:
            return None
        if field.clock == ZERO:
            zeros |= 1 << place
        elif field.clock != clock:
            return None
    return zeros


def unpack(packed: Any, columns: tuple[str, ...], values: Mapping[str, Any]) -> tuple[dict[str, Field], Field]:
    """The fields of these values, and whether the record is deleted, by the JSON that `pack_clocks` writes."""
    if isinstance(packed, list):
        clock, zeros = Timestamp(*packed[:3]), packed[3] if len(packed) > 3 else 0
        fields = {
            name: new_field((values.get(name), ZERO if zeros >> place & 1 else clock))
            for place, name in enumerate(columns)
        }
        return fields, Field(value=False, clock=clock)
    read = [Timestamp(*stamp) for stamp in packed["c"]]
    deleted = Field(bool(packed["d"][0]), read[packed["d"][1]])
    return {name: Field(values.get(name), read[place]) for name, place in packed["f"].items()}, deleted


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


_COMPACT = json.JSONEncoder(separators=(",", ":"))
