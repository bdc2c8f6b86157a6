"""Words looked for: which of them the index finds by their beginning, and which are looked for in the text itself.

The index splits at blanks and folds the accents of Latin letters alone. A word of another script is compared with each
text, folded: inside it where that script sets no blanks, else at the beginning of a word. A Latin word in the middle of
such a script (`今日AAに`) is part of a longer word of the index, which is looked up in its vocabulary. The index keeps no
emoji, which are words of their own, looked for in the text, and takes `ß` and `ss` for different letters, so both are
asked for. Nothing more is stored for that, so what is erased is gone from here too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from unicodedata import category, normalize

# Compiled where they are needed: `sos` loads this module and looks for nothing.
_ACCENTS = "[\u0300-\u036f]"
# Thai, Lao, Tibetan, Burmese, Khmer; Hangul, which glues its words; Kana and Han with their older and rarer forms.
_NO_BLANKS = (
    "[\u0e00-\u0fff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u2fdf\u3005-\u30ff\u3130-\u318f\u31f0-\u31ff"
    "\u3400-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]"
)
# Arrows, technical and other signs that are drawn as pictures, and all emoji, also those of a later Unicode.
_EMOJI = "[\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001f3fa\U0001f400-\U0001fbff]"
_EMOJI_LOOKS = "[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]"  # with colour or without, and of what skin
MOST_SPELLINGS = 16
_LATIN = "[\x00-\u024f\u1e00-\u1eff]+"


def terms(words: str) -> list[str]:
    """The words without what stands between them, each composed; every emoji is one."""
    text = re.sub(_EMOJI, r" \g<0> ", re.sub(_EMOJI_LOOKS, "", normalize("NFC", words)))
    kept = (letter if _belongs(letter) else " " for letter in text)
    return "".join(kept).split()


def _belongs(letter: str) -> bool:
    return letter.isalnum() or letter == "_" or category(letter)[0] == "M" or re.match(_EMOJI, letter) is not None


def spellings(word: str) -> list[str]:
    """A word as the index may have it: with `ss` and with `\u00df`, which fold to the same.

    The `s` that it ends in may be half of one.
    """
    *parts, last = word.casefold().split("ss")
    ways = [""]
    for part in parts:
        ways = [way + part + sharp for way in ways for sharp in ("ss", "\u00df")][:MOST_SPELLINGS]
    return [*(way + last for way in ways), *(f"{way}{last[:-1]}\u00df" for way in ways if last.endswith("s"))]


def indexed(term: str) -> bool:
    """Whether the index finds it."""
    return re.fullmatch(_LATIN, term) is not None


FIRST_WITHOUT_BLANKS = "\u0e00"  # of the letters of scripts without blanks


def query(words: Iterable[str], longer: Callable[[str], Sequence[str]]) -> str:
    """The question to the index: every one of the words, each as the beginning of a word; empty for none.

    `longer` gives the words of the index that hold a word, of those that begin in a script without blanks.
    """
    return " AND ".join(f"({_either(word, longer(folded(word)))})" for word in words if indexed(word))


def _either(word: str, longer: Iterable[str]) -> str:
    glued = re.compile(_NO_BLANKS + re.escape(folded(word)))
    written = [word, *(other for other in spellings(word) if other != word)]
    return " OR ".join([*(f'"{one}"*' for one in written), *(f'"{term}"' for term in longer if glued.search(term))])


def composed(text: str) -> str:
    """The text in one composition and without capitals."""
    return normalize("NFKC", text).casefold()


def folded(text: str) -> str:
    """The same without the accents of Latin, Greek and Cyrillic letters."""
    return composed(re.sub(_ACCENTS, "", normalize("NFKD", text)))


def holds(text: str, words: Iterable[str]) -> bool:
    """Whether the text holds every one of the words."""
    return all(_inside(text, word) if _anywhere(word) else _begins(text, word) for word in words)


def _anywhere(word: str) -> bool:
    """Whether it is found also in the middle of what stands without blanks."""
    return (re.search(_NO_BLANKS, word) or re.match(_EMOJI, word)) is not None


def _inside(text: str, word: str) -> bool:
    return not text.isascii() and composed(word) in composed(text)


def _begins(text: str, word: str) -> bool:
    return re.search(rf"(?:(?<!\w)|(?<={_NO_BLANKS})){re.escape(folded(word))}", folded(text)) is not None
