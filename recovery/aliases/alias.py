"""A name that is another one, and what follows from all of them: under which name a thing is counted and shown.

Entries keep the words that were written. Whatever counts or compares names passes them through `Aliases` on reading, so
a merge holds for entries that come later too, and taking it back changes no entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Literal, Self

from recovery.aliases.near import near
from recovery.console import one_line
from recovery.errors import Refused
from recovery.language import Noun, tr
from recovery.store.names import NAME, alike, clean_name
from recovery.store.records import Record, record, ruled
from recovery.store.rules import ID, choice, uuid_text

Of = Literal["trigger", "skill"]


def folded(name: str) -> str:
    """A name as names are compared (see `alike`)."""
    return alike(name)


def alias_id(of: str, name: str) -> str:
    """The id of what is said of a name: it follows from the name, so that two devices say it of one record."""
    from hashlib import sha256

    return uuid_text(sha256(f"alias\n{of}\n{' '.join(name.split()).casefold()}".encode()).digest()[:16])


@record
class Alias(Record):
    """A name of a trigger or of a coping skill that is another one: `same_as`, in exports `is`.

    Null there says that the person was asked, and that the name stands for itself. The id follows from `of` and `name`:
    the first 16 bytes of SHA-256 of "alias", `of` and the case-folded name, a line each, in the form of a UUIDv4.
    """

    kind: ClassVar[str] = "alias"
    called: ClassVar[Noun] = Noun("name that is another one", "names that are others")

    id: str = ruled(ID)
    of: Of = ruled(choice("trigger", "skill"))
    name: str = ruled(NAME)
    same_as: str | None = ruled(NAME, optional=True)

    @classmethod
    def checked(cls, values: Mapping[str, Any]) -> Self:
        """An alias from values of any source, under the names of exports or its own; raises `Refused`."""
        own = {"same_as" if name == "is" else name: value for name, value in values.items()}
        if isinstance(own.get("of"), str) and isinstance(own.get("name"), str):
            own["id"] = alias_id(own["of"], clean_name(own["name"]))
        return super().checked(own)

    def check_whole(self) -> None:
        """The id is the one that follows from `of` and `name`; raises `Refused`."""
        if self.id != alias_id(self.of, self.name):
            raise Refused(tr("id must follow from of and name"))

    def to_json(self) -> dict[str, Any]:
        """As a line of `export data`."""
        return {"kind": self.kind, "of": self.of, "name": self.name, "is": self.same_as}


def summary(alias: Alias) -> str:
    """What was said of the name, on one line."""
    if alias.same_as is None:
        return tr("{name} stays a name of its own", name=one_line(alias.name))
    return tr("{name} counts as {other}", name=one_line(alias.name), other=one_line(alias.same_as))


class Aliases:
    """What the person has said of the names of one sort; made from pairs of a name and what it is."""

    def __init__(self, said: Iterable[tuple[str, str | None]] = ()) -> None:
        self._is = {folded(name): same_as for name, same_as in said}
        self._shown = {name: self._last(name) for name, same_as in self._is.items() if same_as is not None}
        self._shown |= {folded(shown): shown for shown in self._shown.values()}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Aliases) and self._is == other._is

    def __hash__(self) -> int:
        return hash(frozenset(self._is.items()))

    def __bool__(self) -> bool:
        """Whether any name is another one."""
        return bool(self._shown)

    def __contains__(self, name: str) -> bool:
        """Whether a name is another one, or another one is it."""
        return folded(name) in self._shown

    def _last(self, name: str) -> str:
        """Where the way from a name ends; of a ring, which two devices can make, it is the first in the alphabet."""
        way: dict[str, str] = {}
        while name not in way and (following := self._is.get(name)) is not None:
            way[name] = following
            name = folded(following)
        if name not in way:
            return list(way.values())[-1]
        ring = list(way)[list(way).index(name) :]
        return next(way[key] for key in ring if folded(way[key]) == min(ring))

    def shown(self, name: str) -> str:
        """The name under which it is counted and shown."""
        return self._shown.get(folded(name), name)

    def key(self, name: str) -> str:
        """The same for comparing: equal for all names of one thing."""
        return folded(self.shown(name))

    def all_shown(self, names: Iterable[str]) -> tuple[str, ...]:
        """The names of one entry as they are counted, each once, in their order."""
        if not self:
            return tuple(names)
        first: dict[str, str] = {}
        for name in names:
            first.setdefault(self.key(name), self.shown(name))
        return tuple(first.values())

    def others(self, name: str) -> list[str]:
        """The folded names that are counted under this one, beside itself."""
        key = self.key(name)
        return sorted(other for other, shown in self._shown.items() if folded(shown) == key and other != key)

    def asked(self, name: str) -> bool:
        """Whether the person has said what this name is."""
        return folded(name) in self._is

    def same(self, one: str, other: str) -> bool:
        """Whether two names are one thing, as far as the person has said."""
        return self.key(one) == self.key(other)

    def near(self, one: str, other: str) -> bool:
        """Whether they are one thing or look like it; a name that stands for itself looks like none."""
        if self.same(one, other):
            return True
        one, other = self.shown(one), self.shown(other)
        apart = any(self.asked(name) and self._is[folded(name)] is None for name in (one, other))
        return not apart and near(one, other)


NONE = Aliases()
