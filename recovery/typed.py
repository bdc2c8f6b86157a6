"""What a person types or pastes, read letter by letter: a terminal that reads lines itself cuts them at 4,095.

Text that is pasted is one text, whatever lines it has. Nothing is remembered once it was given back. The keys are those
of a terminal's own line: Backspace, Ctrl-W for a word, Ctrl-U for all of it, Ctrl-D for the end.
"""

from __future__ import annotations

import codecs
import os
import re
import sys
from collections.abc import Callable, Iterator

from recovery import system
from recovery.console import tell
from recovery.errors import Refused
from recovery.folding import cells
from recovery.language import tr

PASTE_ON, PASTE_OFF = "\x1b[?2004h", "\x1b[?2004l"  # the terminal is asked to mark what is pasted
_BEGUN, _ENDED = "\x1b[200~", "\x1b[201~"
_ENTER, _END, _ERASE, _WORD, _ALL, _TAB = ("\r", "\n"), ("\x04", "\0"), ("\x7f", "\b"), "\x17", "\x15", "\t"
PIPE_LIMIT = 1 << 22  # letters
PIPE_BYTES = 4 * PIPE_LIMIT
_REST_SECONDS = 0.05  # within these the rest of an arrow's sequence has come


def line(question: str) -> str:
    """What is typed up to Enter; raises `EOFError` for Ctrl-D or the end of input where nothing was typed."""
    typed = _read(question, several=False)
    return input(question) if typed is None else typed


def text(invitation: str = "") -> str:
    """Everything up to Ctrl-D on a line of its own, or to the end of what is piped in; a terminal shows the invitation.

    It is shown once the terminal keeps no line back, so that what is pasted at once is not lost.
    """
    typed = _read("", several=True, invitation=invitation)
    if typed is None:
        return piped()
    _remember(typed)
    return typed


def unseen(question: str, enough: Callable[[str], bool]) -> str:
    """What is typed or pasted without being shown, over as many lines as it takes; a mark stands for each word.

    Enter ends it once it is `enough`, an empty line ends it before. Nothing of it is left for whoever reads the
    terminal next: it opens a journal, and a shell would remember it. Raises `EOFError`.
    """
    with system.typed_bytes() as terminal:
        if terminal is None:
            from getpass import getpass

            return getpass(f"{question} ")
        read, _ = terminal
        marks = os.environ.get("TERM", "dumb") != "dumb"
        tell(question)
        sys.stderr.write(PASTE_ON if marks else "")
        sys.stderr.flush()
        try:
            return _unseen(_keys(read), enough)
        finally:
            while read(_REST_SECONDS):
                pass
            sys.stderr.write(("\n" + PASTE_OFF) if marks else "\n")
            sys.stderr.flush()


def _unseen(keys: Iterator[str], enough: Callable[[str], bool]) -> str:
    text, pasting = "", False
    for key in keys:
        if key in (_BEGUN, _ENDED):
            pasting = key == _BEGUN
        elif key in _ENTER and not pasting and (enough(text) or not text.rpartition("\n")[2].strip()):
            return text
        elif key in _END:
            if not text:
                raise EOFError
            return text
        elif key in (*_ERASE, _WORD, _ALL):
            text = "" if key == _ALL else re.sub(r"\S+\s*$", "", text) if key == _WORD else text[:-1]
        elif key in _ENTER or key >= " " or key == _TAB:
            letter = "\n" if key in _ENTER else key
            if letter.isspace() and not (text or " ")[-1].isspace():
                sys.stderr.write("*")
                sys.stderr.flush()
            text += letter
    return text


def piped() -> str:
    """Everything that is piped in; raises `Refused` for more than any text here can be, `NotText` for what is none."""
    buffer = getattr(sys.stdin, "buffer", None)
    raw = buffer.read(PIPE_BYTES + 1) if buffer else b""
    try:
        given = decoded(raw) if buffer else sys.stdin.read(PIPE_LIMIT + 1)
    except UnicodeDecodeError:
        raise NotText(raw) from None
    if len(given) > PIPE_LIMIT or len(raw) > PIPE_BYTES:
        raise Refused(tr("That is far longer than any text here may be. Nothing was kept. Shorten it, and try again."))
    if "\0" in given:
        raise NotText(raw)
    given = given.replace("\r\n", "\n").replace("\r", "\n")
    _remember(given)
    return given


def decoded(content: bytes) -> str:
    """A text that another program wrote: UTF-8, with a mark or not, or UTF-16 with one. Raises `UnicodeDecodeError`."""
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return content.decode("utf-16" if wide else "utf-8-sig")


class NotText(Refused):
    """What was piped in cannot be read; `raw` is all of it, for whoever can keep it."""

    def __init__(self, raw: bytes) -> None:
        wide = tr(
            "What was piped in is not text, or it is UTF-16 that was cut off or lacks its mark. As UTF-8 it can be "
            "read: "
            "iconv -f utf-16le -t utf-8"
        )
        older = tr(
            "What was piped in is not UTF-8: most likely it is in the older Windows-1252 or Latin-1. Convert it to "
            "UTF-8 first: iconv -f cp1252 -t utf-8"
        )
        super().__init__(wide if b"\0" in raw else older)
        self.raw = raw


def _remember(text: str) -> None:
    """Tell the stream that a sealed command reads from what was read past it."""
    remember = getattr(sys.stdin, "remember", None)
    if remember is not None:
        remember(text)


def _read(question: str, *, several: bool, invitation: str = "") -> str | None:
    """`None` where no terminal gives its letters one by one."""
    with system.typed_bytes() as terminal:
        if terminal is None:
            return None
        read, shown = terminal
        marks = os.environ.get("TERM", "dumb") != "dumb"
        if invitation:
            tell(invitation)
        _write((PASTE_ON if marks else "") + question)
        try:
            typed = _Text(question, shown=shown).filled(_keys(read), several=several)
            _write("\n" * shown)
        finally:
            _write(PASTE_OFF if marks else "")
        return typed


class _Text:
    """The text so far, and the terminal showing it."""

    def __init__(self, question: str, *, shown: bool) -> None:
        self.letters: list[str] = []
        self._question = question.rsplit("\n", maxsplit=1)[-1]
        self._shown = shown

    def filled(self, keys: Iterator[str], *, several: bool) -> str:
        """The text once it is ended; raises `EOFError`."""
        pasting = False
        for key in keys:
            if key in (_BEGUN, _ENDED):
                pasting = key == _BEGUN
            elif pasting or not self._ends(key, several=several):
                self._take(key)
            else:
                return "".join(self.letters)
        if not self.letters and not several:
            raise EOFError
        return "".join(self.letters)

    def _ends(self, key: str, *, several: bool) -> bool:
        """Whether the key ends the text: Enter that of one line, Ctrl-D that of several at the beginning of a line."""
        if key not in _END:
            return key in _ENTER and not several
        if not several and not self.letters:
            raise EOFError
        return several and self.letters[-1:] in ([], ["\n"])

    def _take(self, key: str) -> None:
        if key in _ERASE:
            self._cut(max(len(self.letters) - 1, 0))
        elif key == _WORD:
            self._cut(len(re.sub(r"\S+\s*$", "", "".join(self.letters))))
        elif key == _ALL:
            self._cut(0)
        elif key in _ENTER:
            self._add("\n")
        elif key >= " " or key == _TAB:
            self._add(key)

    def _add(self, letter: str) -> None:
        self.letters.append(letter)
        if self._shown:
            _write(_safe(letter))

    def _cut(self, length: int) -> None:
        """Take away what stands after so many letters, and draw the rest again."""
        if length == len(self.letters):
            return
        above = self._rows()
        del self.letters[length:]
        if self._shown:
            up = f"\x1b[{above}A" if above else ""
            _write(f"{up}\r\x1b[J{self._question}{''.join(map(_safe, self.letters))}")

    def _rows(self) -> int:
        """How many rows of the terminal lie above the one that the cursor is in."""
        from shutil import get_terminal_size

        columns = max(get_terminal_size().columns, 1)
        lines = (self._question + "".join(map(_safe, self.letters))).split("\n")
        return len(lines) - 1 + sum(max(cells(line) - 1, 0) // columns for line in lines)


def _keys(read: Callable[[float | None], bytes]) -> Iterator[str]:
    """The letters, each whole, and the sequences that begin with Escape; those that came in part are left out."""
    decoder = codecs.getincrementaldecoder(sys.stdin.encoding or "utf-8")("replace")
    while byte := read(None):
        if byte != b"\x1b":
            yield from decoder.decode(byte)
            continue
        sequence = byte
        while (more := read(_REST_SECONDS)) and not _whole(sequence := sequence + more):
            pass
        if sequence != b"\x1b":
            yield sequence.decode("ascii", "replace")


def _whole(sequence: bytes) -> bool:
    """Whether nothing more belongs to it: `ESC [ … letter`, `ESC O letter`, `ESC letter`."""
    if sequence[1:2] == b"[":
        return len(sequence) > 2 and 0x40 <= sequence[-1] <= 0x7E
    return len(sequence) > 2 or sequence[1:2] != b"O"


def _safe(letter: str) -> str:
    return " " if letter == _TAB else letter


def _write(text: str) -> None:
    try:
        sys.stdout.write(text)
    except UnicodeEncodeError:
        sys.stdout.write("?" * len(text))
    sys.stdout.flush()
