"""A list inside one large JSON document, read element by element, so that only one of them is in memory."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from recovery.exchange.lines import NAMED_TWICE
from recovery.exchange.readers.encodings import BYTE_ORDER_MARK, UTF8, label
from recovery.exchange.readers.reading import FileReport, ReadOptions, RefusedAt, refused
from recovery.exchange.readers.tables import CUT_OFF
from recovery.exchange.readers.text import NOT_SO, NOT_TEXT, WIDE, settled
from recovery.language import tr
from recovery.wire import strict_json

CHUNK = 256 * 1024
ELEMENT_LIMIT = 16 * 1024 * 1024
NOT_JSON = tr("is not JSON as this program writes it")
_BLANK = " \t\r\n"
_STOPS = re.compile(r"[-+.\w]{0,5}\Z")  # a number, a word or an escape that is not whole, or nothing


class _Text:
    """The document's text, as much of it as is needed, and the line that reading has come to."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream = stream
        self._wide = encoding.startswith(WIDE)
        self._decode = codecs.getincrementaldecoder(encoding)()
        self.held = ""
        self.at = 0
        self.line = 1
        self.ended = False

    def more(self) -> bool:
        """Read on; false at the end of the file."""
        if self.ended:
            return False
        self.line, self.held, self.at = self.here, self.held[self.at :], 0
        if len(self.held) > ELEMENT_LIMIT:
            raise refused(self.line, tr("is longer than any entry, or is not JSON"))
        raw = self._stream.read(max(CHUNK, len(self.held)))
        self.ended = not raw
        if b"\0" in raw and not self._wide:
            raise self._refused_in(raw[: raw.index(b"\0")], NOT_TEXT)
        try:
            self.held += self._decode.decode(raw).removeprefix(BYTE_ORDER_MARK)
        except UnicodeDecodeError as error:
            raise self._refused_in(error.object[: error.start], NOT_SO) from None
        return True

    def _refused_in(self, before: bytes, reason: str) -> RefusedAt:
        """What cannot be read stands after those bytes, which follow on the text that is held."""
        return refused(self.line + self.held.count("\n") + before.count(b"\n"), reason)

    @property
    def here(self) -> int:
        """The number of the line that reading has come to."""
        return self.line + self.held.count("\n", 0, self.at)

    def peek(self) -> str:
        """The next character that is no blank; raises `Refused` at the end of the file."""
        while True:
            while self.at < len(self.held) and self.held[self.at] in _BLANK:
                self.at += 1
            if self.at < len(self.held):
                return self.held[self.at]
            if not self.more():
                raise refused(self.here, CUT_OFF)

    def take(self, *wanted: str) -> str:
        """The next character, which must be one of those; raises `Refused`."""
        character = self.peek()
        if character not in wanted:
            raise refused(self.here, NOT_JSON)
        self.at += 1
        return character

    def value(self) -> Any:
        """The next value whole; raises `Refused`."""
        self.peek()
        while True:
            try:
                value, end = strict_json.DECODER.raw_decode(self.held, self.at)
            except json.JSONDecodeError as error:
                if not self.more():
                    raise refused(self.here, _why(error, self.held)) from None
                continue
            except strict_json.NamedTwice:
                raise refused(self.here, NAMED_TWICE) from None
            except (ValueError, RecursionError):
                raise refused(self.here, NOT_JSON) from None
            if end < len(self.held) or not self.more():
                self.at = end
                return value


def _why(error: json.JSONDecodeError, held: str) -> str:
    """Whether the text just stops or never was JSON."""
    return CUT_OFF if error.msg.startswith("Unterminated") or _STOPS.match(held, error.pos) else NOT_JSON


def entries(
    stream: BinaryIO, name: str, options: ReadOptions, report: FileReport, *, banner: bool
) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of the list called `name` in the document's object, each with its line; raises `Refused`.

    JSON is UTF-8; a file that is not is read like any other text, and so said. With `banner`, lines before the object
    are passed over, as a terminal may have put them there.
    """
    encoding = settled(stream, options).encoding
    if encoding != UTF8:
        report.say(label(encoding))
    text = _Text(stream, encoding)
    text.more()
    if banner and not text.held.startswith("{"):
        text.at = text.held.find("\n{") + 1
    text.take("{")
    names = set()
    while text.peek() != "}":
        key = text.value()
        if not isinstance(key, str) or key in names:
            raise refused(text.here, NAMED_TWICE if isinstance(key, str) else NOT_JSON)
        names.add(key)
        text.take(":")
        if key != name:
            text.value()
        else:
            yield from _elements(text)
        if text.take(",", "}") == "}":
            break
    if name not in names:
        raise refused(text.here, tr("closes the file, and there was no list called {name} in it", name=name))


def _elements(text: _Text) -> Iterator[tuple[int, dict[str, Any]]]:
    text.take("[")
    if text.peek() == "]":
        text.take("]")
        return
    while True:
        text.peek()
        line = text.here
        element = text.value()
        if not isinstance(element, dict):
            raise refused(line, NOT_JSON)
        yield line, element
        if text.take(",", "]") == "]":
            return
