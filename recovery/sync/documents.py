"""The plain text of a record: its fields, each with the clock of its last edit, and how two of them become one.

Merging takes the later edit of each field, and a deletion is one field more. It is commutative, associative and
idempotent, so devices that have seen the same edits hold the same record, in whatever order these came. What this
program does not know, kinds and fields of a newer one, is carried along.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
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


@dataclass(frozen=True)
class Document:
    """A record in plain text.

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
        return replace(self, count=0) == replace(other, count=0)


def erased(kind: str, count: int = 0) -> Document:
    """What is left of a record that was erased: that it was."""
    return Document(kind, "", erased=True, count=count)


def counted(document: Document, count: int) -> Document:
    """The same, as its version of that number."""
    return replace(document, count=count)


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
    written: dict[str, Any] = {**document.more, "kind": document.kind, "count": document.count}
    if document.erased:
        return strict_json.written(written | {"erased": True})
    places: dict[Timestamp, int] = {}
    fields = {
        name: [field.value, places.setdefault(field.clock, len(places))] for name, field in document.fields.items()
    }
    deleted = [document.deleted.value, places.setdefault(document.deleted.clock, len(places))]
    return strict_json.written(
        written | {"id": document.local, "clocks": [*map(list, places)], "fields": fields, "deleted": deleted}
    )


def decode(plain: bytes) -> Document:
    """A document from its plain text; raises `Malformed` for what is none."""
    members = strict_json.document(plain, len(plain), depth=DEPTH_LIMIT)
    kind = strict_json.text(members.get("kind"), NAME_LIMIT)
    count = strict_json.whole(members.get("count"), COUNT_LIMIT - 1)
    more = {name: value for name, value in members.items() if name not in _KNOWN}
    if members.get("erased") is True:
        return replace(erased(kind, count), more=more)
    clocks, given = (
        strict_json.many(members.get("clocks"), FIELDS_LIMIT + 1),
        strict_json.mapping(members.get("fields")),
    )
    read = [hybrid_clock.read(clock) for clock in clocks]
    local, deleted = members.get("id"), _field(members.get("deleted"), read)
    if len(given) > FIELDS_LIMIT or not isinstance(local, str) or len(local) > LOCAL_LIMIT:
        raise strict_json.Malformed
    if not isinstance(deleted.value, bool) or any(not 0 < len(name) <= NAME_LIMIT for name in given):
        raise strict_json.Malformed
    fields = {name: _field(value, read) for name, value in given.items()}
    return Document(kind, local, fields, deleted, count=count, more=more)


def _field(value: Any, read: list[Timestamp]) -> Field:
    if not isinstance(value, list) or len(value) != 2 or type(value[1]) is not int or not 0 <= value[1] < len(read):
        raise strict_json.Malformed
    return Field(value[0], read[value[1]])


def pack_clocks(document: Document, columns: tuple[str, ...]) -> str:
    """The clocks alone, as they are kept beside a row of these columns; short where all were set at once.

    Then the bits of a number name the columns that nobody set, by their place: a table grows at its end only.
    """
    deleted = document.deleted
    every = {field.clock for field in document.fields.values()} | {deleted.clock}
    if every <= {deleted.clock, ZERO} and not deleted.value and {*document.fields} == {*columns}:
        zeros = sum(1 << place for place, name in enumerate(columns) if document.fields[name].clock == ZERO)
        return json.dumps([*deleted.clock, zeros] if zeros else deleted.clock, separators=(",", ":"))
    places: dict[Timestamp, int] = {}
    fields = {name: places.setdefault(field.clock, len(places)) for name, field in document.fields.items()}
    state = [deleted.value, places.setdefault(deleted.clock, len(places))]
    return json.dumps({"c": [*places], "f": fields, "d": state}, separators=(",", ":"))


def unpack(packed: Any, columns: tuple[str, ...], values: Mapping[str, Any]) -> tuple[dict[str, Field], Field]:
    """The fields of these values, and whether the record is deleted, by the JSON that `pack_clocks` writes."""
    if isinstance(packed, list):
        clock, zeros = Timestamp(*packed[:3]), packed[3] if len(packed) > 3 else 0
        fields = {
            name: Field(values.get(name), ZERO if zeros >> place & 1 else clock) for place, name in enumerate(columns)
        }
        return fields, Field(value=False, clock=clock)
    read = [Timestamp(*stamp) for stamp in packed["c"]]
    deleted = Field(bool(packed["d"][0]), read[packed["d"][1]])
    return {name: Field(values.get(name), read[place]) for name, place in packed["f"].items()}, deleted


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
