"""A person's words in Markdown (CommonMark and GitHub's tables), where they are words and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from recovery.console import one_line

# What has a meaning anywhere in a line; `&` where it could begin an entity, `#` where it could end a heading.
_ANYWHERE = re.compile(r"[\\`*_\[\]<|~]|&(?=#|\w)|(?<!\S)#+(?=\s|$)")
# What has one at the beginning of a block: a list, a rule or an underline, a quotation.
_FIRST = re.compile(r"^(?:(\d{1,9})(?=[.)](?:\s|$))|(?=[-+](?:[\s-]|$)|=+$|>))")


def inline(words: str, limit: int = 0) -> str:
    """Words on one line, to stand in a line or a cell that something of ours begins."""
    return _ANYWHERE.sub(r"\\\g<0>", one_line(words, limit))


def text(words: str, limit: int = 0) -> str:
    """Words on one line, to stand as a paragraph or an item, whatever they begin with."""
    return _FIRST.sub(r"\g<1>\\", inline(words, limit))


def code(words: str) -> str:
    """Words as code, with as many backticks around them as they need."""
    line = one_line(words)
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", line)), default=0))
    edge = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{edge}{line}{edge}{fence}"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: bool = False) -> Iterator[str]:
    """A table's lines; with `numbers` every column but the first is set to the right."""
    yield _row(heads)
    yield f"|---{('|--:' if numbers else '|---') * (len(heads) - 1)}|"
    yield from map(_row, rows)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(inline, cells))} |"
