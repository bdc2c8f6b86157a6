"""The words after `log NUMBER` as names of triggers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from recovery.dates.amounts import NotAnAmount, rating_of
from recovery.store.names import alike


def names(words: Sequence[str], known: Callable[[], Iterable[str]]) -> list[str]:
    """Words between commas are one name each; else names in `known` that cover every word; else all are one phrase.

    A word with a blank in it was quoted: then each is a name as it stands. `known` is asked only where it decides.
    """
    if any("," in word for word in words):
        return [name for part in " ".join(words).split(",") if (name := " ".join(part.split()))]
    if len(words) < 2 or any(len(word.split()) > 1 for word in words):
        return list(words)
    return _covering(words, {_folded(name) for name in known()}) or [" ".join(words)]


def number_last(words: Sequence[str]) -> int | None:
    """The whole number from 0 to 10 that the last of several words is; `None` if it is anything else."""
    if len(words) < 2:
        return None
    try:
        number = rating_of(words[-1])
    except NotAnAmount:
        return None
    return number if 0 <= number <= 10 else None


def is_new_phrase(words: Sequence[str], taken: Sequence[str], known: Callable[[], Iterable[str]]) -> bool:
    """Whether several bare words were taken as one name that nobody wrote before: it may have been meant otherwise."""
    one = len(words) > 1 and list(taken) == [" ".join(words)]
    return one and _folded(taken[0]) not in {_folded(name) for name in known()}


def _covering(words: Sequence[str], known: set[str]) -> list[str] | None:
    """The words cut into known names, the longest first; `None` where they cannot be cut so."""
    longest = max((name.count(" ") + 1 for name in known), default=0)
    ways: list[list[str] | None] = [*([None] * len(words)), []]  # how the words from each place on are cut
    for start in reversed(range(len(words))):
        for end in range(min(len(words), start + longest), start, -1):
            rest = ways[end]
            if rest is not None and _folded(" ".join(words[start:end])) in known:
                ways[start] = [" ".join(words[start:end]), *rest]
                break
    return ways[0]


def _folded(name: str) -> str:
    return alike(name)
