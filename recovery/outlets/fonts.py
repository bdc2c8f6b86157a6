"""The signs that the fonts at hand can set: a PDF is never ended by one they lack, nor does one vanish from it.

Typst falls back on every font that it carries, that the system has, or that a package brings (the extra `fonts`). What
none of them has stands there by its Unicode name: `[thumbs up sign]`, `[hangul syllable weol, geub, nal]`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib import metadata
from typing import Any

GROUP = "fontpkg.family"  # under which the packages of fonts name themselves
_PROBE = b"""\
#set document(title: "probe")
#set text(lang: "en", font: "Libertinus Serif")
#sys.inputs.text
"""
_OTHER = re.compile(r"\S*[^\x00-\x7f]\S*")
_NAMED = re.compile(r'the text `?"((?:[^"\\]|\\.)*)"')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
# What the names of neighbours share, said once.
_SHARED = re.compile(r"(.*?(?:letter|syllable|character|ideograph|sign|vowel)[ -])(.+)")
_UNSEEN = ("Cf", "Mn", "Me", "Cc", "Sk")  # joiners, marks and tones of skin: nothing of their own to be named
ROUNDS = 4


@cache
def available() -> Any:
    """Typst's own fonts, those of the system and those of installed packages; raises `ImportError` without typst."""
    import typst

    folders = {entry.module.partition(".")[0] for entry in metadata.entry_points(group=GROUP)}
    return typst.Fonts(font_paths=[place for folder in sorted(folders) for place in _places(folder)])


def _places(package: str) -> list[str]:
    """Where a package's files lie, without running it."""
    from importlib.util import find_spec

    spec = find_spec(package)
    return list(spec.submodule_search_locations or ()) if spec else []


def shown(text: str) -> str:
    """The text with a name in brackets wherever no font has the sign; JSON and SVG stay what they are."""
    if text.isascii():
        return text
    for _ in range(ROUNDS):
        missing = _missing(text)
        if not missing:
            return text
        run = "|".join(map(re.escape, sorted(missing, key=len, reverse=True)))
        text = re.sub(f"(?:{run})+", _name, text)
    return re.sub(r"[^\x00-\x7f]+", _name, text)


def _missing(text: str) -> set[str]:
    """The signs, each with its marks, that cannot be set: Typst says so under the accessible standard."""
    import typst

    words = " ".join(dict.fromkeys(_OTHER.findall(text)))
    try:
        typst.compile(_PROBE, sys_inputs={"text": words}, format="pdf", pdf_standards=["ua-1"], font_paths=available())
    except typst.TypstError as error:
        said = _NAMED.findall(f"{error.message}\n{getattr(error, 'diagnostic', '')}")
        named = {_ESCAPED.sub(lambda code: chr(int(code[1], 16)), name) for name in said}
        return {sign for sign in named if sign in text and not sign.isascii()} or set(re.findall(r"[^\x00-\x7f]", text))
    return set()


def _name(run: re.Match[str]) -> str:
    """The names of signs that stand together, what they share said once; nothing for what is never seen alone."""
    names: list[str] = []
    shared = ""
    for sign in unicodedata.normalize("NFC", run[0]):
        category = unicodedata.category(sign)
        if category in _UNSEEN and (names or category != "Sk"):  # a colour of skin alone is a sign like any other
            continue
        name = unicodedata.name(sign, f"sign U+{ord(sign):04X}").lower()
        parts = _SHARED.fullmatch(name)
        names.append(parts[2] if parts and parts[1] == shared else name)
        shared = parts[1] if parts else ""
    return f"[{', '.join(names)}]" if names else ""
