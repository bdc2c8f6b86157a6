"""The one way to the person: plain lines, Rich views and JSON; questions are asked in `prompts`.

Lines are written without Rich, so that a daily command does not pay for it. Whatever a person, a file or the network
wrote is made harmless: no control character, no escape sequence, no change of direction. Who puts a sentence together
does so by `one_line` or `clean`; what was overlooked there is caught here, where everything is written.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from recovery import theme
from recovery.errors import AnswerNotWritten
from recovery.language import tr

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.segment import Segment

MIN_WIDTH, MIN_HEIGHT = 80, 24
NARROWEST = 30  # lines are laid out for no less
_HARMFUL = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"


class _AnswerFile(io.FileIO):
    """Standard output, whose errors cannot be taken for those of a file that a command writes."""

    def write(self, data: Any, /) -> int:
        try:
            return super().write(data)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise AnswerNotWritten(error.errno, error.strerror) from error


def answer_stream(stream: Any) -> Any:
    """The same stream, with `AnswerNotWritten` for what it does not take; what is no file stays as it is."""
    unbuffered = type(getattr(stream, "buffer", None)) is io.FileIO  # as PYTHONUNBUFFERED has it
    plain = unbuffered or type(getattr(getattr(stream, "buffer", None), "raw", None)) is io.FileIO
    standard: Any = sys.__stdout__
    if not plain or stream is not standard:
        return stream
    file: Any = _AnswerFile(stream.fileno(), "wb", closefd=False)
    return io.TextIOWrapper(
        file if unbuffered else io.BufferedWriter(file),
        stream.encoding,
        stream.errors,
        line_buffering=stream.line_buffering,
        write_through=unbuffered,
    )


def clean(text: str) -> str:
    """Text from a person or a file, safe to show: each harmful character becomes a visible mark."""
    if text.isprintable():
        return text
    return re.sub(_HARMFUL, "\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n"))


def harmless(text: str) -> str:
    """The same for text that may hold looks of the theme, which stay."""
    if "\x1b" not in text:
        return clean(text)
    return "".join(part if number % 2 else clean(part) for number, part in enumerate(theme.SAID.split(text)))


def one_line(text: str, limit: int = 0) -> str:
    """The same on one line, of at most `limit` characters where one is given: cut after a word, unless that is long."""
    flat = " ".join(clean(text).split())
    if not limit or len(flat) <= limit:
        return flat
    kept, _, _ = flat[:limit].rpartition(" ")
    if len(kept) < limit // 2:
        kept = flat[: limit - 1]
    return kept.rstrip() + "\N{HORIZONTAL ELLIPSIS}"


def interactive() -> bool:
    """Whether somebody is there to answer, and may be asked (see `locked`)."""
    return sys.stdin.isatty() and sys.stdout.isatty() and not getattr(sys.stdin, "asks_nobody", False)


def coloured() -> bool:
    """Whether standard output takes colour."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def many_colours() -> bool:
    """Whether it takes those of the theme, which are among 256."""
    others = bool(os.environ.get("COLORTERM") or os.environ.get("WT_SESSION"))
    return coloured() and theme.has_colours(os.environ.get("TERM", ""), others)


def style(text: str, look: str) -> str:
    """The text in a look of `theme`, as far as the terminal takes it; meaning never rests on it."""
    codes = theme.codes(look, colours=many_colours()) if coloured() else ""
    return f"\x1b[{codes}m{text}\x1b[0m" if codes else text


def columns(stream: Any) -> int | None:
    """The columns of the terminal behind a stream, `COLUMNS` before all; `None` through a pipe, where none is set."""
    said = os.environ.get("COLUMNS", "")
    if said.isdecimal() and int(said) > 0:
        return int(said)
    if not stream.isatty():
        return None
    try:
        return os.get_terminal_size(stream.fileno()).columns or MIN_WIDTH
    except (OSError, ValueError):
        return MIN_WIDTH


def rows() -> int:
    """The rows of the terminal; the usual 24 where that is not known."""
    try:
        return os.get_terminal_size(sys.stdout.fileno()).lines or MIN_HEIGHT
    except (OSError, ValueError):
        return MIN_HEIGHT


def height(lines: Iterable[str]) -> int:
    """How many rows these lines take on the terminal."""
    return sum(len(folded(line, sys.stdout)) for line in lines)


def layout_width(most: int) -> int:
    """The columns to lay out lines in, `most` at most; what is laid out wider than the terminal is folded by `say`."""
    return max(NARROWEST, min(columns(sys.stdout) or MIN_WIDTH, most))


def say(*lines: str) -> None:
    """Lines on standard output, folded to its columns."""
    for line in lines:
        for part in folded(line, sys.stdout):
            _write(sys.stdout, part)


def wipe() -> None:
    """Clear the screen and what was scrolled off it, where the terminal can: what stood there is nobody else's."""
    if sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb":
        sys.stdout.write("\x1b[H\x1b[2J\x1b[3J")
        sys.stdout.flush()


def say_whole(line: str) -> None:
    """A line that a person copies, on standard output: it is never folded."""
    _write(sys.stdout, line)


def tell(*lines: str) -> None:
    """Sentences on standard error, folded: what is beside the answer, so that a pipe gets the answer alone."""
    for line in lines:
        for part in folded(line, sys.stderr):
            _write(sys.stderr, part)


def folded(text: str, stream: Any) -> list[str]:
    """The text in lines that a terminal need not break inside a word; through a pipe it stays, unless `COLUMNS` asks.

    What goes to standard error stays whole in a pipe in any case: it is a line of a log there.
    """
    room = None if stream is sys.stderr and not stream.isatty() else columns(stream)
    if room is None or 2 * len(text) <= room:
        return [text]
    from recovery.folding import fold

    return [part for line in text.split("\n") for part in fold(line, room)]


def _write(stream: Any, line: str) -> None:
    line = harmless(line)
    try:
        stream.write(line + "\n")
    except UnicodeEncodeError:
        encoding = stream.encoding or "ascii"
        stream.write(line.encode(encoding, "replace").decode(encoding) + "\n")


def emit(document: Any) -> None:
    """One JSON document on standard output and nothing else."""
    ascii_only = sys.stdout.isatty() or (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    sys.stdout.write(json.dumps(document, ensure_ascii=ascii_only, allow_nan=False, indent=2) + "\n")


def rich_console(*, stderr: bool = False) -> Console:
    """A Rich console as wide as the terminal, 80 columns through a pipe, without colour where none is wanted."""
    stream = sys.stderr if stderr else sys.stdout
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="replace")  # a letter the encoding lacks becomes a mark; it never breaks a view
    width = None if stream.isatty() else columns(stream) or MIN_WIDTH
    system = {"no_color": False, "color_system": "256"} if many_colours() else {"no_color": True}
    return console_on(stream, width=width, soft_wrap=False, **system)


def console_on(file: Any, **more: Any) -> Console:
    """A Rich console that writes into a file or stream, and nothing harmful of what it is given."""
    from rich.console import Console
    from rich.segment import Segment

    class Harmless(Console):
        def render(self, *given: Any, **options: Any) -> Iterator[Segment]:
            for segment in super().render(*given, **options):
                plain = segment.control or segment.text.isprintable()
                yield segment if plain else Segment(clean(segment.text), segment.style)

    return Harmless(file=file, highlight=False, markup=False, emoji=False, **more)


def draw(*views: RenderableType) -> None:
    """Rich views on standard output."""
    console = rich_console()
    for view in views:
        console.print(view)


def drawn(*views: RenderableType, styled: bool) -> str:
    """The same as text, for whoever shows it; `styled`: with looks, where this terminal has them."""
    file, width = io.StringIO(), rich_console().width
    colours = styled and coloured()
    console = console_on(
        file, width=width, force_terminal=colours, color_system="256" if colours else None,
        no_color=not many_colours(), legacy_windows=False,
    )  # fmt: skip
    for view in views:
        console.print(view)
    return file.getvalue()


def commas(words: Iterable[str]) -> str:
    """`a, b, c`, each on one line."""
    return ", ".join(map(one_line, words))


def joined(words: Iterable[str]) -> str:
    """`a, b and c`."""
    items = [one_line(word) for word in words]
    return tr("{others} and {last}", others=", ".join(items[:-1]), last=items[-1]) if items[1:] else "".join(items)
