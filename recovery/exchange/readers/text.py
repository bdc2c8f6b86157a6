"""Text files of unknown making as numbered lines, whatever their encoding and the ends of their lines."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import BinaryIO

from recovery.exchange.lines import LINE_LIMIT
from recovery.exchange.readers.encodings import BYTE_ORDER_MARK, CHUNK, UTF8, encoding_of, label
from recovery.exchange.readers.reading import FileReport, ReadOptions, refused
from recovery.language import tr

NOT_TEXT = tr("is not text; this is another kind of file")
NOT_UTF8 = tr("is not UTF-8 text; say its encoding with --encoding")
NOT_SO = tr("is not text in that encoding; say another with --encoding")
WIDE = ("utf-16", "utf-32")
TOO_LONG = tr("is longer than any entry")
_ENDS = re.compile(rb"\r\n|\n|\r(?!\Z)")


def settled(stream: BinaryIO, options: ReadOptions) -> ReadOptions:
    """The options with the encoding of the file, so that it is found out once; raises `Unsure`."""
    with_encoding = replace(options, encoding=options.encoding or encoding_of(stream))
    stream.seek(0)
    return with_encoding


def lines(
    stream: BinaryIO, options: ReadOptions, report: FileReport, *, table: bool = False
) -> Iterator[tuple[int, str]]:
    """The numbered lines of a text file from its beginning, with their ends; raises `Refused` for what is no text.

    A carriage return alone ends a line of a `table`, and of any file that has no other ends.
    """
    stream.seek(0)
    start = stream.read(CHUNK)
    stream.seek(0)
    encoding = options.encoding or encoding_of(stream)
    if b"\0" in start and not encoding.startswith(WIDE):
        raise refused(start[: start.index(b"\0")].count(b"\n") + 1, NOT_TEXT)
    if encoding != UTF8 or table:
        report.say(label(encoding))
    if encoding.startswith(WIDE):
        yield from _wide(stream, encoding)
        return
    for number, raw in enumerate(_raw(stream, returns=table), start=1):
        if b"\0" in raw:
            raise refused(number, NOT_TEXT)
        try:
            line = raw.decode(encoding)
        except UnicodeDecodeError:
            raise refused(number, NOT_UTF8 if encoding == UTF8 else NOT_SO) from None
        yield number, line.removeprefix(BYTE_ORDER_MARK) if number == 1 else line


def _raw(stream: BinaryIO, *, returns: bool) -> Iterator[bytes]:
    """The lines as bytes; in no encoding that is read like this do the ends of lines mean anything else."""
    start = stream.read(CHUNK)
    stream.seek(0)
    if not returns and (b"\n" in start or b"\r" not in start):
        number = 0
        while line := stream.readline(LINE_LIMIT + 1):
            number += 1
            if len(line) > LINE_LIMIT:
                raise refused(number, TOO_LONG)
            yield line
        return
    held, number = b"", 0
    while True:
        part = stream.read(CHUNK)
        held += part
        at = 0
        for end in _ENDS.finditer(held):
            number += 1
            yield held[at : end.end()]
            at = end.end()
        held = held[at:]
        if not part:
            break
        if len(held) > LINE_LIMIT:
            raise refused(number + 1, TOO_LONG)
    if held:
        yield held


def _wide(stream: BinaryIO, encoding: str) -> Iterator[tuple[int, str]]:
    reader = io.TextIOWrapper(stream, encoding=encoding, newline="")
    number = 0
    try:
        while line := reader.readline(LINE_LIMIT + 1):
            number += 1
            if len(line) > LINE_LIMIT:
                raise refused(number, TOO_LONG)
            yield number, line.removeprefix(BYTE_ORDER_MARK) if number == 1 else line
    except UnicodeError:
        raise refused(number + 1, NOT_TEXT) from None
    finally:
        with suppress(ValueError):  # a reading that was given up may outlive its file
            reader.detach()
