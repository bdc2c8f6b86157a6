"""What a record is: named fields, each with one rule, and its three shapes.

A record lives as a Python object, as a row of one table and as one JSON object. What a field may hold, and how it goes
from one shape to another, is its rule's matter (`rules`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self, TypeVar, dataclass_transform

from recovery.errors import FieldRefused, Refused
from recovery.language import Noun, tr
from recovery.store.rules import INSTANT, Rule, same, zone_of

T = TypeVar("T")
R = TypeVar("R", bound="Record")
MISSING: Any = object()  # the default of a field that has none


class _Ruled:
    """What a class says of one of its fields."""

    __slots__ = ("default", "optional", "rule")

    def __init__(self, rule: Rule, default: Any, *, optional: bool) -> None:
        self.rule, self.default, self.optional = rule, default, optional


def ruled(rule: Rule, *, optional: bool = False, default: Any = MISSING) -> Any:
    """A field with its rule; `optional` lets it be `None`, which is then its default."""
    return _Ruled(rule, None if optional and default is MISSING else default, optional=optional)


class Column(NamedTuple):
    """One field as the record's table knows it."""

    name: str
    rule: Rule
    optional: bool
    default: Any

    @property
    def absent(self) -> Any:
        """What stands for no value; `MISSING` where there must be one."""
        return None if self.optional else self.default

    def check(self, value: Any) -> Any:
        """The value as the record keeps it; raises `Refused` that begins with the field's name."""
        if value is None and self.absent is not MISSING:
            return self.absent
        try:
            return self.rule.check(value)
        except Refused as error:
            raise FieldRefused(self.name, error.sentence) from None


@dataclass_transform(frozen_default=True, kw_only_default=True, eq_default=False, field_specifiers=(ruled,))
def record(cls: type[T]) -> type[T]:
    """Make a class of ruled fields a record: a default stands in the class, so that what is not given is read from it.

    To the type checker it is a frozen dataclass. None is made of it: with the module `dataclasses` comes `inspect`, and
    the two take longer to load than an entry to be written.
    """
    fields = {name: said for name, said in vars(cls).items() if isinstance(said, _Ruled)}
    for name, said in fields.items():
        if said.default is MISSING:
            delattr(cls, name)
        else:
            setattr(cls, name, said.default)
    cls.fields = {**getattr(cls, "fields", {}), **fields}  # type: ignore[attr-defined]
    return cls


def replace(record: R, **changes: Any) -> R:
    """The same record with other values in those fields."""
    kept = {name: getattr(record, name) for name in record.fields if name not in changes}
    return type(record)(**kept, **changes)


@record
class Record:
    """The base of everything the journal keeps. A subclass describes its kind and lists its fields in the contract's order.

    `kind` is the name of its table and in JSON, `called` what a person calls it. By `natural_key` a row is the same on
    every device; where that is `None` it is the id, and of what has no id there is one.
    `one_answer` groups columns that are one answer: an edit of one of them is an edit of all, so that merging never mixes
    two people's answers.
    Two records are equal when their rows are. A record never shows what is in it, so no traceback can.
    """

    kind: ClassVar[str]
    called: ClassVar[Noun]
    natural_key: ClassVar[str | None] = None
    one_answer: ClassVar[tuple[tuple[str, ...], ...]] = ()
    fields: ClassVar[Mapping[str, _Ruled]]

    def __init__(self, **values: Any) -> None:
        if not values.keys() <= self.fields.keys():
            raise TypeError(*values.keys() - self.fields.keys())
        self.__dict__.update(values)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and type(self) is type(other) and self.to_row() == other.to_row()

    def __hash__(self) -> int:
        return hash(self.to_row())

    def __repr__(self) -> str:
        return f"<{self.kind}>"

    @classmethod
    def columns(cls) -> tuple[Column, ...]:
        """The fields in the contract's order."""
        return _columns(cls)  # type: ignore[arg-type]  # mypy takes a class with its own __hash__ for unhashable

    @classmethod
    def checked(cls, values: Mapping[str, Any]) -> Self:
        """A record from values of any source; raises `Refused` for a missing, unknown or wrong one."""
        if not values.keys() <= cls.fields.keys():
            unknown = len(values.keys() - cls.fields.keys())
            raise Refused(
                tr("{unknown} field(s) this program does not know for a {kind}", unknown=unknown, kind=cls.kind)
            )
        kept, get, name = dict[str, Any](), values.get, ""
        try:
            for name, absent, check in _checks(cls):  # type: ignore[arg-type]  # as in `columns`
                value = get(name)
                kept[name] = absent if value is None and absent is not MISSING else check(value)
        except Refused as error:
            raise FieldRefused(name, error.sentence) from None
        made = cls.of_checked(kept)
        made.check_whole()
        return made

    @classmethod
    def of_checked(cls, values: dict[str, Any]) -> Self:
        """A record of values that its rules gave, each under its field's name. They become its own."""
        made = cls.__new__(cls)
        made.__dict__ = values
        return made

    def check_whole(self) -> None:
        """Whether the fields fit together, where a kind has such a rule; raises `Refused`."""

    @classmethod
    def from_row(cls, row: Iterable[Any]) -> Self:
        """A record from its row, the columns in the class's order."""
        values: dict[str, Any] = {
            column.name: None if value is None else column.rule.load(value)
            for column, value in zip(cls.columns(), row, strict=True)
        }
        if "timezone" in values:
            for name in _instants(cls):  # type: ignore[arg-type]  # as in `columns`
                if values[name] is not None:
                    values[name] = values[name].astimezone(zone_of(values["timezone"]))
        return cls.of_checked(values)

    def to_row(self) -> tuple[Any, ...]:
        """The record's row, in the order of `columns`."""
        values, stores = _row(type(self))  # type: ignore[arg-type]  # as in `columns`
        row = [*values(self)][1:]
        for place, store in stores:
            if row[place] is not None:
                row[place] = store(row[place])
        return tuple(row)

    def to_json(self) -> dict[str, Any]:
        """The record as the contract writes it: every key, absent values `None`."""
        document: dict[str, Any] = {"kind": self.kind}
        for column in self.columns():
            value = getattr(self, column.name)
            document[column.name] = None if value is None else column.rule.dump(value)
        return document


@record
class EntryRecord(Record):
    """A record of something lived or meant: it has an id and a day, and stands in the timeline of the journal.

    `searched` names the columns whose words `search` finds, `long` those that a list folds below the summary, each with
    the label in front of it.
    """

    searched: ClassVar[tuple[str, ...]]
    long: ClassVar[Mapping[str, str]] = {"note": ""}

    if TYPE_CHECKING:  # each kind has the two as fields of its own, in the contract's order

        @property
        def id(self) -> str:
            """Random, never told in an error."""

        @property
        def day(self) -> date:
            """The lived day it belongs to, or the day it was written down on."""

    @classmethod
    def timed(cls) -> bool:
        """Whether it happened at an instant, and not only on a day."""
        return any(column.name == "at" for column in cls.columns())

    def facts(self) -> Iterator[str]:
        """What it says in short, part by part, without its time, id and longer texts; an empty part is left out."""
        yield self.called()

    def summary(self) -> str:
        """Its facts on one line."""
        return " \N{MIDDLE DOT} ".join(part for part in self.facts() if part)

    def texts(self) -> Iterator[str]:
        """Its longer texts, as they were written."""
        for name, label in self.long.items():
            text = getattr(self, name)
            if text:
                yield f"{label}: {text}" if label else text


@cache
def _columns(record: type[Record]) -> tuple[Column, ...]:
    return tuple(Column(name, field.rule, field.optional, field.default) for name, field in record.fields.items())


@cache
def _checks(record: type[Record]) -> tuple[tuple[str, Any, Callable[[Any], Any]], ...]:
    return tuple((column.name, column.absent, column.rule.check) for column in record.columns())


@cache
def _instants(record: type[Record]) -> tuple[str, ...]:
    return tuple(column.name for column in record.columns() if column.rule is INSTANT)


@cache
def _row(record: type[Record]) -> tuple[Callable[[Record], tuple[Any, ...]], list[tuple[int, Callable[[Any], Any]]]]:
    """What gets the values at once, behind the kind since a single one would be no tuple; and how some are stored."""
    stores = [(place, column.rule.store) for place, column in enumerate(record.columns())]
    names = (column.name for column in record.columns())
    return attrgetter("kind", *names), [(place, store) for place, store in stores if store is not same]
