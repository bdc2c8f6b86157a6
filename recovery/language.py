"""The mark on each sentence that a person reads, so that a tool can collect and a language replace it.

Nothing is loaded or looked up here: English is what stands in the code.
"""

from __future__ import annotations

from typing import NamedTuple


def tr(message: str, /, **values: object) -> str:
    """One sentence; `{names}` in it are filled from `values`, which may be anything that `str.format` can show."""
    return message.format_map(values) if values else message


def trn(one: str, many: str, count: int, /, **values: object) -> str:
    """A sentence about a number of things: `one` where `count` is 1, `many` otherwise; both may name `{count}`."""
    return (one if count == 1 else many).format_map({"count": count, **values})


class Noun(NamedTuple):
    """What one of a thing and many of it are called."""

    one: str
    many: str

    def __call__(self, count: int = 1) -> str:
        """The word that goes with a number."""
        return trn(self.one, self.many, count)
