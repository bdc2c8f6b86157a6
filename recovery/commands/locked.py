"""Commands while the journal is locked: what is written is sealed, and taken in at the next opening, once each.

A sealed command is the line as typer read it, with what came through the pipe. Taking it in runs the very same
command, with the recorded instant as the present and the ids promised then, so that the entry is the one that an
unlocked journal would have got.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from importlib import import_module
from typing import Any, BinaryIO, TextIO

from recovery import clock, console, system
from recovery.commands.parameters import Line
from recovery.console import emit, one_line, say, tell
from recovery.errors import Locked, NotFound, RecoveryError, Refused, Unreadable, Usage
from recovery.folding import fold
from recovery.language import tr
from recovery.outlets import words
from recovery.store import connection, home, invocation, keyfile, locks, opening, sealed_command, switching
from recovery.store.sealed_command import SealedCommand
from recovery.table import Command

# What to say about a sealed command, and how it becomes a note when it cannot be taken in: by name, as in the table.
WORDS = "recovery.commands.sealed"
ENTRY_TEXT = ".txt"
ENTER_KEEPS = tr("The journal is locked. Press Enter and this is kept, sealed until you unlock.")
SHELL = tr("Your shell may keep that text in its history. With - in its place it is read from the terminal or a pipe.")
INBOX_SECONDS = 60.0


def run(command: Command, line: Line, sealing: Mapping[str, Command]) -> None:
    """Run one command on a locked journal: as ever with the key at hand, else sealed where it is one of `sealing`."""
    with suppress(RecoveryError, OSError):  # whoever opens the journal says it; `sos` answers all the same
        switching.settle()
    if home.text_waits():
        put_away()
    this = invocation.current()
    this.at_first_opening = lambda: _take_in_if_it_can(command.name, sealing)
    this.by_words = _by_words
    try:
        if command.name in sealing and home.key_path().exists():
            _write(command.name, line)
        else:
            line.run()
    finally:
        settled = command.name.startswith("passphrase") or not home.locked()  # it has another one, or needs none
        if this.came_by_words and not settled and not line.params.get("json"):
            from recovery.commands import passphrase_prompts

            passphrase_prompts.offer_new()


def _by_words(key_file: keyfile.KeyFile) -> bytes:
    """The key by the 24 words, where somebody sees what is said; raises `KeyNotAtHand` where they are gone too."""
    from recovery.store import keys

    if not console.interactive():
        raise Locked(keys.WRONG)
    from recovery.commands import passphrase_prompts

    key = passphrase_prompts.forgotten(key_file)
    invocation.current().came_by_words = True
    return key


def _write(name: str, line: Line) -> None:
    """A command that is sealed where the key is not at hand."""
    words: Any = import_module(WORDS)
    urgent = words.of_use(name, line.params)
    warning = [SHELL] if words.typed(line.params) else []
    if not urgent:
        tell(*warning)
        _open_or_seal(name, line, opening.Ask.PERSON)
        return
    try:  # nobody is asked or warned of anything before the safety card of a use: it is sealed at once
        _open_or_seal(name, line, opening.Ask.MACHINE)
    finally:
        tell(*warning)


def _prompt() -> str:
    """What stands before the passphrase where nobody needs it, in whole words."""
    return "\n".join([*fold(ENTER_KEEPS, console.layout_width(console.MIN_WIDTH)), tr("Or the passphrase: ")])


def put_away() -> None:
    """What stood in an editor when its command was killed is not left readable beside a locked journal.

    The text of an entry is overwritten: nobody asks for it again. That of the plan goes into the journal where a
    session is open; else it waits, since only the journal can hold it and it is not thrown away.
    """
    from recovery import diary as diaries
    from recovery.commands import editor
    from recovery.commands.plan.edit import take_up

    for _ in editor.left_behind(ENTRY_TEXT):
        pass
    try:
        opening.key_of(keyfile.load(), opening.Ask.SESSION)
        with diaries.existing() as diary:
            take_up(diary)
    except RecoveryError:  # the command itself says what is wrong, if it is
        return


def _open_or_seal(name: str, line: Line, ask: opening.Ask) -> None:
    try:
        key_file = keyfile.load()
        opening.key_of(key_file, ask, _prompt())
    except opening.KeyNotAtHand as error:
        words: Any = import_module(WORDS)
        with system.ended_input():
            said = words.asked(name, line.params)
            if said is not None:
                _seal(name, line, key_file, error, said)
        return
    except RecoveryError as error:
        opening.settle_on(error)  # the command says it, after what must be said first
    line.run()


def _seal(name: str, line: Line, key_file: keyfile.KeyFile, error: RecoveryError, said: Collection[str]) -> None:
    """Let the command check its line and read its pipe, as far as it comes without the journal; then seal it.

    `said` names the safety texts that a person has read already, while they were asked.
    """
    from recovery.store import inbox

    heard = _Heard(sys.stdin)
    before, sys.stdin = sys.stdin, heard
    opening.settle_on(error)
    try:
        line.run()
    except opening.KeyNotAtHand:
        pass
    else:
        return
    finally:
        sys.stdin = before
        opening.settle_on(None)
    words: Any = import_module(WORDS)
    if not words.agreed(name, line.params):
        return
    arrival = inbox.new(name, dict(line.params), heard.text)
    json = line.params.get("json")
    show = tell if json else say
    if "card" not in said and not invocation.current().warned:
        show(*words.card_first(arrival))  # as with an open journal: what keeps a person alive, before anything is said
    if error.sentence != opening.LOCKED:
        tell(error.sentence)
    try:
        inbox.put(key_file, arrival)
        emit(words.document(arrival)) if json else say(words.SEALED)
    finally:
        if "suicide" not in said:
            show(*words.card_after(arrival))


class _Heard:
    """Standard input that remembers what was read from it, while nobody may be asked though a terminal is there."""

    asks_nobody = True

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.text = ""

    def isatty(self) -> bool:
        """As the stream itself."""
        return self._stream.isatty()

    def fileno(self) -> int:
        """As the stream itself."""
        return self._stream.fileno()

    @property
    def buffer(self) -> BinaryIO | None:
        """Its bytes, where it has any."""
        return getattr(self._stream, "buffer", None)

    def read(self, size: int = -1) -> str:
        """Everything, up to that many letters."""
        return self._stream.read(size)

    def remember(self, text: str) -> None:
        """What was read from the terminal or from the bytes past this stream."""
        self.text = text


def _take_in_if_it_can(caller: str, sealing: Mapping[str, Command]) -> None:
    """The same, unless the disk takes nothing: then it waits, and what can be read is read."""
    try:
        _take_in(caller, sealing)
    except (Unreadable, OSError) as error:
        sentence = (
            error.sentence
            if isinstance(error, Unreadable)
            else tr("The inbox cannot be written to. Check that the disk has room and that the folder is yours.")
        )
        tell(tr("What you wrote while it was locked still waits, sealed. {sentence}", sentence=sentence))


def _take_in(caller: str, sealing: Mapping[str, Command]) -> None:
    """Run what waits in the inbox, in order; what is no entry of this journal is set aside and named."""
    if not home.inbox_waits():
        return
    from recovery.store import inbox

    run = invocation.current()
    key_file, key = opening.current()
    with locks.alone(home.inbox(), INBOX_SECONDS):
        sealed, foreign = inbox.waiting(key_file, key)
        for path, arrival in sealed:
            row = sealing.get(arrival.command)
            if row is None or not _take(arrival, row):
                foreign.append(path)
            else:
                path.unlink()
        system.settle_folder(home.inbox())
        run.set_aside += [one_line(path.name) for path in inbox.set_aside(foreign)] if foreign else []
    if run.taken_in and caller != "unlock":
        tell(tr("Added: {entries} written while the journal was locked.", entries=words.entries(len(run.taken_in))))
    if run.set_aside:
        folder, names = home.inbox() / inbox.ASIDE, ", ".join(run.set_aside)
        tell(tr("Not of this journal, or damaged, and set aside in {folder}: {names}", folder=folder, names=names))


def _take(arrival: SealedCommand, command: Command) -> bool:
    """Take one command in, unless it was before; false for one that is not what this program seals."""
    if _known(arrival):
        return True
    from recovery import typer_line

    try:
        line = typer_line.said_before(command, arrival.arguments)
    except Exception:  # noqa: BLE001 - whatever is wrong with it, it was not sealed by this program
        return False
    invocation.current().answer = None
    reason = ""
    with clock.as_recorded(arrival.at), invocation.taking(arrival), _alone(arrival.text):
        try:
            with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
                line.run()
        except (Refused, Usage, NotFound) as error:
            if not _known(arrival):
                with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
                    import_module(WORDS).keep_as_note(arrival, error.sentence)
                reason = error.sentence
    invocation.current().taken_in.append(invocation.current().answer or arrival.command)
    if reason:
        tell(tr("One entry you wrote is kept as a note. {reason}", reason=reason))
    return True


def _known(arrival: SealedCommand) -> bool:
    with connection.existing() as journal:
        return sealed_command.known(journal.connection, arrival)


@contextmanager
def _alone(text: str) -> Iterator[None]:
    """Nobody is asked, and what is read is what was read then."""
    before, sys.stdin = sys.stdin, io.StringIO(text)
    try:
        yield
    finally:
        sys.stdin = before


def once_a_day() -> None:
    """What the first writing command of a day does after its answer: the backup, and a reminder that may be due."""
    from recovery.store import rolling

    sys.stdout.flush()
    try:
        rolling.make(clock.machine_now())
        if home.key_path().exists():
            from recovery.commands import passphrase_prompts

            passphrase_prompts.remind_of_words(keyfile.load())
    except RecoveryError as error:
        tell(tr("Today's backup could not be made. {sentence}", sentence=error.sentence))
    except OSError:
        tell(tr("Today's backup could not be written. Check that the disk has room; recovery doctor says more."))
