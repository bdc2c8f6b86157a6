"""Lines folded to the columns of a terminal, so that none breaks inside a word; pure.

A key with its words (`[w]ant to die`) and a command to type (`recovery checkin --no-use`) stay together where they have
room. A line keeps the blanks between its parts where it is not broken. What comes after a break stands under the second
part of a line such as `LABEL   text` or `1. text`, where that leaves half of the columns.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# As text: whoever only counts columns does not wait for them to be compiled.
_STYLE = r"\x1b\[[0-9;]*m"
_PART = r"( *)([^ ]+)"
_SECOND = r" *(?:\d{1,2}\. |[^ ]+(?: [^ ]+)*? {2,})"
_TOGETHER = (
    r"(?<!\x1b)\[[^\]\[ \x1b]{1,6}\][^ ]*(?:(?<![,;:.?]) (?!\[)[^ ]+){0,3}"
    r"|\brecovery(?: [a-z]+){1,2}(?: (?:--?[a-z-]+|[A-Z]{2,})(?![a-z]))*"
)
_APART = r"(?<=[a-z0-9.?!)]) {5,}(?=[A-Z])"
_TIED = "\x1f"  # stands for a blank inside what stays together
_RULE = r"([-=─])\1+"
_HANGING = 2


def cells(text: str) -> int:
    """The columns that a text takes: two for a wide letter, none for a combining one or for a style."""
    bare = _bare(text)
    if bare.isascii():
        return len(bare)
    return sum(
        0 if unicodedata.combining(letter) else 1 + (unicodedata.east_asian_width(letter) in "WF") for letter in bare
    )


def _bare(text: str) -> str:
    """The text without its styles."""
    return re.sub(_STYLE, "", text) if "\x1b" in text else text


def fold(line: str, columns: int) -> Iterator[str]:
    """The line in lines of at most `columns` columns; only a word that is wider stays whole."""
    if cells(line) <= columns:
        yield line
        return
    bare = _bare(line)
    half = columns // 2
    begins = min(len(bare) - len(bare.lstrip(" ")), half)
    second = re.match(_SECOND, bare)
    under_second = second is not None and second.end() <= half and not bare.lstrip(" ").startswith("[")
    apart = re.compile(_APART).search(bare, second.end() if second and under_second else 0) if bare == line else None
    if apart:
        yield from fold(line[: apart.start()], columns)
        yield from fold(" " * begins + line[apart.end() :], columns)
        return
    line = _tied(line, columns)
    hanging = second.end() if second and under_second else begins or min(_HANGING, half) * bool(second)
    row, width = "", 0
    for blanks, word in re.findall(_PART, line):
        bare_word = _bare(word)
        shown = word if not re.fullmatch(_RULE, bare_word) else word.replace(bare_word, bare_word[: columns - begins])
        wide = cells(shown)
        if not row:
            row, width = " " * begins + shown, begins + wide
        elif width + len(blanks) + wide <= columns:
            row, width = row + blanks + shown, width + len(blanks) + wide
        else:
            yield row.replace(_TIED, " ")
            left = _left(hanging, wide, columns)
            row, width = " " * left + shown, left + wide
    yield row.replace(_TIED, " ")


def _tied(line: str, columns: int) -> str:
    """The line with the blanks inside what stays together replaced, where it fits into the columns."""
    return re.sub(_TOGETHER, lambda part: part[0].replace(" ", _TIED) if cells(part[0]) <= columns else part[0], line)


def wrap(text: str, columns: int, indent: str = "", first: str | None = None) -> list[str]:
    """A paragraph in such lines, the first after `first`, the others after the indent; nothing for a text of blanks.

    A word that has no room behind the indent begins further left, below what stands before the first line.
    """
    rows, row = [], indent if first is None else first
    begun = False  # whether the row has words of the paragraph
    for word in text.split():
        if cells(row) + begun + cells(word) > columns and (begun or row.strip()):
            rows.append(row.rstrip())
            row, begun = indent, False
        if not begun and not row.strip():
            row = " " * _left(cells(row), cells(word), columns)
        row, begun = f"{row} {word}" if begun else row + word, True
    return [*rows, row] if text.strip() else []


def _left(wanted: int, wide: int, columns: int) -> int:
    """Where a word begins: where it shall, or so far left that it has room."""
    return min(wanted, max(columns - wide, 0))
