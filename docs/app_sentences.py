"""The sentences that the app itself says: what stands in its sources between the brackets of `t` and `tn`.

Babel reads JavaScript too, and misses a call inside another call's brackets or inside a template; so the calls are
found here by themselves, wherever they stand.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

_STRING = r"""(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')"""
_JOINED = rf"{_STRING}(?:\s*\+\s*{_STRING})*"
_CALL = re.compile(rf"(?<![\w.$])(?:t\(\s*({_JOINED})\s*[,)]|tn\(\s*({_JOINED})\s*,\s*({_JOINED})\s*,)")
_CHOSEN = re.compile(rf"(?<![\w.$])tn?\(\s*[^\s\"'`(),][^\"'`(),]*(?<!\?)\?(?![?.])\s*({_STRING})")
_REMARK = re.compile(r'"(?:[^"\\\n]|\\.)*"|/\*.*?\*/|(?<![:\w])//[^\n]*', re.DOTALL)


def of_app(folder: Path) -> Iterator[tuple[str, str | tuple[str, str]]]:
    """Each sentence with the file that says it; one with a number as two. Raises `ValueError`."""
    for path in sorted(folder.rglob("*.ts*")):
        for said in marked(path.read_text("utf-8")):
            yield path.relative_to(folder).as_posix(), said


def marked(source: str) -> Iterator[str | tuple[str, str]]:
    """The sentences of one source; raises `ValueError` on one of two in a single call, of which one would be missed."""
    code = _REMARK.sub(lambda match: match[0] if match[0][0] == '"' else "", source)
    if chosen := _CHOSEN.search(code):
        raise ValueError(f"write a call for each sentence: {chosen[0]}")
    for one, singular, plural in _CALL.findall(code):
        yield _text(one) if one else (_text(singular), _text(plural))


def _text(joined: str) -> str:
    return "".join(str(ast.literal_eval(part)) for part in re.findall(_STRING, joined))
