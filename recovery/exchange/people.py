"""Names that stay at home: words the person marked as private, and what stands for each on a page for others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import ClassVar
from unicodedata import category, normalize

from recovery.language import Noun
from recovery.plans import one_line
from recovery.store.names import NAME
from recovery.store.records import Record, record, ruled
from recovery.store.rules import ID

SOMEONE = "someone"
# Parts of a name that name nobody.
TITLES = frozenset("dr dr. mr mr. mrs mrs. ms ms. prof prof. the and my of st st. aunt uncle".split())
UNSPACED = "\u2e80"  # scripts from here on are written without blanks between words


@record
class Private(Record):
    """A word or name that is replaced by `role` ("family", "sponsor", "a place") in whatever is handed over."""

    kind: ClassVar[str] = "private"
    called: ClassVar[Noun] = Noun("private name", "private names")
    natural_key: ClassVar[str | None] = "name"

    id: str = ruled(ID)
    name: str = ruled(NAME)
    role: str = ruled(NAME, default=SOMEONE)


class Names:
    """Replaces names by roles in the person's words; each part of a name too, in any case and with any accents."""

    def __init__(self, roles: Iterable[tuple[str, str | None]], *, shown: bool = False) -> None:
        pairs = [] if shown else [(_plain(name), _role(name, role)) for name, role in roles]
        own = {_plain(role) for _, role in pairs}
        pairs = [(name, role) for name, role in pairs if name not in own]
        hidden = {part: role for name, role in pairs for part in _parts(name)}
        hidden.update({name: role for name, role in pairs if name})
        words = sorted((word for word in hidden if word not in own), key=len, reverse=True)
        self._pattern = re.compile("|".join(map(_bounded, words))) if words else None
        # A role may itself hold somebody's name: "sister of Ana".
        held = self._pattern.search if self._pattern else lambda _: None
        self._roles = {word: SOMEONE if held(_folded(hidden[word])) else hidden[word] for word in words}
        self._shown = shown
        self.hidden = 0

    def hide(self, text: str) -> str:
        """The text with every private name replaced by its role."""
        if self._pattern is None:
            return text
        plain = normalize("NFC", text)
        folded, places = _folding(plain)
        parts: list[str] = []
        end = 0
        for match in self._pattern.finditer(folded):
            start, stop = places[match.start()], places[match.end()]
            parts += [plain[end:start], self._roles[" ".join(match[0].split())]]
            end = max(stop, end)
            self.hidden += 1
        return "".join([*parts, plain[end:]]) if parts else text

    def person(self, name: str, role: str | None) -> str:
        """Somebody of the plan: by role alone, or by name and role where names are shown."""
        if self._shown:
            return f"{name} ({role})" if role else name
        return self.hide(_role(name, role))


def _role(name: str, role: str | None) -> str:
    """What stands for somebody: the role, else what they are called where that names nobody, such as `mum`."""
    return (role or (name if one_line.names_a_role(name) else SOMEONE)).strip()


def _plain(name: str) -> str:
    return _folded(" ".join(name.split()))


def _folded(text: str) -> str:
    return _folding(normalize("NFC", text))[0]


def _folding(text: str) -> tuple[str, list[int]]:
    """The text without case and accents, and for each of its characters (and the end) its place in the text."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for sign in normalize("NFKD", letter.casefold()):
            if not 0x300 <= ord(sign) < 0x370 and category(sign) != "Cf":
                letters.append(sign.casefold())
                places += [place] * len(sign.casefold())
    return "".join(letters), [*places, len(text)]


def _parts(name: str) -> Iterator[str]:
    words = name.split()
    if len(words) > 1:
        yield from (word.strip(".,'") for word in words if len(word.strip(".,'")) > 1 and word not in TITLES)


def _bounded(word: str) -> str:
    """The word as a pattern: whole words only, blanks of any width; scripts without blanks anywhere."""
    pattern = r"\s+".join(map(re.escape, word.split()))
    before = r"(?<!\w)" if (word[0].isalnum() or word[0] == "_") and word[0] < UNSPACED else ""
    after = r"(?!\w)" if (word[-1].isalnum() or word[-1] == "_") and word[-1] < UNSPACED else ""
    return f"{before}{pattern}{after}"
