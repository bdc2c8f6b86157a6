"""Which program wrote a file, by how it begins; `None` for our own JSON Lines and for what no known program writes."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import BinaryIO

from recovery.errors import RecoveryError, Refused
from recovery.exchange.readers import archive, daylio, dayone, jrnl, loop, own_table, plain_lines, text
from recovery.exchange.readers.encodings import UTF8, Unsure, as_utf8
from recovery.exchange.readers.jrnl_heads import PLAIN, heads_of
from recovery.exchange.readers.loop_marks import is_single
from recovery.exchange.readers.names import Program
from recovery.exchange.readers.reading import FileReport, ReadOptions
from recovery.exchange.readers.tables import DELIMITERS, Table, is_title
from recovery.language import tr
from recovery.wire import strict_json

BEGINNING = 64 * 1024
LINES_LOOKED_AT = 20
NO_ARCHIVE = tr(
    "Nothing was imported: this archive is neither from Loop nor from Day One. A backup of this program goes "
    "back with: recovery restore"
)
UNKNOWN = tr(
    "Nothing was imported: the file is not a journal as recovery export data writes it, and the program cannot tell "
    "what else it is. Say it with --from: daylio, jrnl, dayone, loop, lines (a craving a line) or csv (any table, "
    "with --map). "
    "See recovery import --help"
)
SHOWN = tr(
    "Nothing was imported: this is what --json shows on the screen. What comes back whole is written by: "
    "recovery export data -o FILE"
)
NO_TEXT = tr(
    "Nothing was imported: this is not text, and not a file of any program known here. A backup of this program goes "
    "back with: recovery restore"
)
_SHOWN = re.compile(rb"\s*\[\s*\{\s*\"kind\"\s*:")


def recognised(stream: BinaryIO, options: ReadOptions) -> Program | None:
    """The program whose file this looks like; raises `Refused` for an archive of no known kind, and `Unsure`."""
    if archive.is_one(stream):
        return _archived(stream)
    start = as_utf8(stream.read(BEGINNING))
    stream.seek(0)
    if _own(start):
        return None
    if b'"creationDate"' in start and start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return "dayone"
    if _SHOWN.match(start):
        raise Refused(SHOWN)
    if jrnl.is_json(start):
        return "jrnl"
    try:
        return _text(stream, options)
    except RecoveryError as error:
        if (isinstance(error, Unsure) or options.encoding) and not _may_be_ours(start):
            raise  # with an encoding that was named, it is most likely that one
        return None
    finally:
        stream.seek(0)


def plainly(stream: BinaryIO, options: ReadOptions, program: Program | None) -> Program | None:
    """The program that a person named; for `csv` without a word about its columns the one whose table it plainly is."""
    if program is None:
        plain = recognised(stream, options)
        if plain is None:
            _refuse_others(stream)
        columns = not {"at", "date"}.isdisjoint(options.names)  # said of a table that only looks like Loop's
        return "csv" if plain == "loop" and columns else plain
    if program == "csv" and not options.names:
        plain = recognised(stream, options)
        return plain if plain in ("daylio", "loop", "table") else program
    return program


def _archived(stream: BinaryIO) -> Program:
    with archive.opened(stream) as files:
        names = files.names
    stream.seek(0)
    if loop.is_export(names):
        return "loop"
    if dayone.is_document(names):
        return "dayone"
    raise Refused(NO_ARCHIVE)


def _own(start: bytes) -> bool:
    """Whether the first line is one of our own."""
    first = next((line for line in start.splitlines() if line.strip(b"\xef\xbb\xbf \t")), b"")
    try:
        values = strict_json.read(first)
    except (ValueError, RecursionError):
        return False
    return isinstance(values, dict) and "kind" in values


def _may_be_ours(start: bytes) -> bool:
    """Whether a line of it, if not the first one, may be our own: then the bad ones are named by their numbers."""
    return any(line.lstrip(b"\xef\xbb\xbf \t").startswith(b"{") for line in start.splitlines())


def _refuse_others(stream: BinaryIO) -> None:
    """Raise `Refused` for a file that holds something, and nothing that looks like a line of our own."""
    raw = stream.read(BEGINNING)
    stream.seek(0)
    start = as_utf8(raw)
    if start.strip(b"\xef\xbb\xbf \t\r\n") and not _may_be_ours(start):
        raise Refused(NO_TEXT if b"\0" in start else UNKNOWN)


def _text(stream: BinaryIO, options: ReadOptions) -> Program | None:
    lines = []
    for _, line in text.lines(stream, options, FileReport()):
        lines += [line] if line.strip() else []
        if len(lines) == LINES_LOOKED_AT:
            break
    if not lines:
        return None
    if PLAIN.fullmatch(lines[0]):  # even where the words of the entry could be those of a craving
        return "jrnl"
    known = _known_table(stream, lines, options)
    if known:
        return known
    if _is_lines(lines, options):
        return "lines"
    if heads_of(lines[0]).split(lines[0]):
        return "jrnl"
    return "csv" if len(lines) > 1 and _is_table(lines) else None


def _known_table(stream: BinaryIO, lines: list[str], options: ReadOptions) -> Program | None:
    """The program whose table it plainly is by its header."""
    if not re.match(r'"?sep=', lines[0]) and not any(sign in line for line in lines[:2] for sign in DELIMITERS):
        return None
    header = Table(text.lines(stream, options, FileReport(), table=True)).header
    if own_table.kind_of(header):
        return "table"
    if daylio.is_header(header):
        return "daylio"
    return "loop" if is_single(lines) else None


def _is_lines(lines: list[str], options: ReadOptions) -> bool:
    """Whether each of the first lines is a craving or a date."""
    if any(line.lstrip().startswith(("{", "[")) and not line.lstrip().startswith(("[ ]", "[x]")) for line in lines):
        return False
    content = io.BytesIO("".join(lines).encode())
    read = list(plain_lines.read(content, replace(options, encoding=UTF8), FileReport()))
    return bool(read) and not any(isinstance(line, Refused) for _, line in read)


def _is_table(lines: list[str]) -> bool:
    """Whether the first lines have the same signs between their columns."""
    head, *rows = lines[1:] if len(lines) > 2 and is_title(*lines[:2]) else lines
    counts = {sign: head.count(sign) for sign in DELIMITERS}
    return any(count and rows[0].count(sign) >= count for sign, count in counts.items())
