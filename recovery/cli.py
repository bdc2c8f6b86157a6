"""The way from a line typed to one function: found in the table, loaded alone, its errors said once.

A command's module is imported only when it runs, so that `recovery log` pays for `log` and for nothing else.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable

from recovery import console, everyday_words, plain_line, system
from recovery.commands.parameters import Line
from recovery.errors import AnswerNotWritten, FieldRefused, RecoveryError, Refused, Unreadable, Usage
from recovery.language import tr
from recovery.store import invocation
from recovery.table import COMMANDS, Command, function_of, named

_TAKING_AWAY = ("remove", "stop", "restore", "revoke", "leave")  # never offered to who typed something else
_BY_NAME = {command.name: command for command in COMMANDS}
DEBUG_HINT = tr("Please report it; RECOVERY_DEBUG=1 shows where it happened, without anything you wrote.")


def main() -> None:
    """The program's entry: run the command line and leave with its exit code."""
    system.prepare()
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # closed by whoever started the program
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))
    sys.stdout = console.answer_stream(sys.stdout)
    if "_RECOVERY_COMPLETE" in os.environ:
        from recovery.commands.completion import complete

        sys.exit(complete())
    with invocation.begun() as this:
        code = _guarded(lambda: _dispatch(sys.argv[1:]))
        if this.written:
            _guarded(_afterwards)
    gc.freeze()  # the interpreter looks through all that was ever loaded once more as it ends, unless it may not
    sys.exit(code)


def _afterwards() -> None:
    """What is due after the answer of a command that wrote, once a day."""
    from recovery import clock
    from recovery.store import connection, home

    if connection.exists() and not home.backup_of(clock.machine_now()):
        from recovery.commands import locked

        locked.once_a_day()


def run(arguments: list[str]) -> int:
    """Run one command line; returns its exit code, having said on standard error what went wrong."""
    with invocation.begun():
        return _guarded(lambda: _dispatch(arguments))


def _guarded(work: Callable[[], None]) -> int:
    """The one place for errors: do the work; returns an exit code, having said what went wrong."""
    from recovery.console import tell

    try:
        try:
            work()
        finally:
            sys.stdout.flush()
    except RecoveryError as error:
        if os.environ.get("RECOVERY_DEBUG"):
            _show_frames(error)
        sentence = error.sentence
        tell(sentence if sentence.endswith((".", "?")) else sentence + ".")
        return error.exit_code
    except (KeyboardInterrupt, EOFError):
        tell("", "Stopped.")
        return 130
    except OSError as error:
        _show_frames(error)
        return _not_written(error)
    except Exception as error:
        _show_frames(error)
        if _damaged():
            from recovery.store.engine import DAMAGED

            tell(DAMAGED)
            return Unreadable.exit_code
        tell(
            tr(
                "Something in the program itself broke ({name}). {debug_hint}",
                name=type(error).__name__,
                debug_hint=DEBUG_HINT,
            )
        )
        return 1
    return 0


def _damaged() -> bool:
    """Whether an unexpected error is due to a damaged journal."""
    from recovery.store import connection, health

    try:
        return connection.exists() and health.damaged()
    except Exception:  # whatever is wrong, the first error is the one to be said
        return False


def _not_written(error: OSError) -> int:
    """Say what an error of a file means, and whether it is standard output's; returns the exit code."""
    if isinstance(error, BrokenPipeError):  # whoever read the answer has had enough of it
        _stop_writing()
        return 0
    if isinstance(error, AnswerNotWritten):
        _stop_writing()
        text = tr(
            "The answer could not be written out ({strerror}). What the command kept stays kept.",
            strerror=error.strerror,
        )
    else:
        text = tr(
            "A file could not be read or written ({strerror}), so the command did not come to its end. Check that "
            "the disk has room and that you may write there; recovery doctor says how things stand.",
            strerror=error.strerror,
        )
    console.tell(text)
    return Refused.exit_code if isinstance(error, AnswerNotWritten) else Unreadable.exit_code


def _stop_writing() -> None:
    """Let standard output go nowhere, so that what is still waiting in it cannot fail again on the way out."""
    from contextlib import suppress

    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _to_help(reply: str, wants_key: bool) -> bool:
    """Where a call for help was typed at a question, the help, and then back to it; says whether that was so."""
    line = everyday_words.help_meant(reply, anywhere=not wants_key)
    if not line:
        return False
    run = invocation.current()
    warned = run.warned
    _guarded(lambda: _dispatch(line))
    run.warned = warned
    return True


def _dispatch(arguments: list[str]) -> None:
    invocation.current().to_help = _to_help
    if not arguments:
        arguments = ["today"]
    if arguments == ["help", "all"]:
        from recovery import overview

        overview.whole()
        return
    if arguments[0] == "help" and len(arguments) > 1:
        arguments = [*arguments[1:], "--help"]
    if arguments[0] in ("--help", "-h", "help"):
        from recovery import overview

        overview.short()
    elif arguments[0] == "--version":
        from recovery import __version__
        from recovery.console import say

        say(f"recovery {__version__}")
    else:
        command, rest = _find(arguments)
        if command is None:
            _group(arguments)
        else:
            _invoke(command, everyday_words.rest_of(command.name, rest))


def _find(arguments: list[str]) -> tuple[Command | None, list[str]]:
    """The row whose name the line begins with, the longest first, and what follows it."""
    for words in (2, 1):
        command = _BY_NAME.get(" ".join(arguments[:words]))
        if command and len(arguments) >= words:
            return command, arguments[words:]
    return None, []


def _group(arguments: list[str]) -> None:
    """A word that only begins commands, such as `substance`: show them; raises `Usage` for any other word."""
    members = [command for command in COMMANDS if command.name.startswith(arguments[0] + " ")]
    if members and (len(arguments) == 1 or arguments[1] in ("--help", "-h", "help")):
        from recovery import overview

        overview.rows(members)
    elif members:
        names = ", ".join(member.name for member in members if member.name.split()[-1] not in _TAKING_AWAY)
        raise Usage(tr("There is no such command. There are: {names}.", names=names))
    else:
        danger = everyday_words.danger_in(arguments)
        if danger:
            _dispatch(danger)
        else:
            _everyday(everyday_words.word_of(arguments))


def _everyday(word: str) -> None:
    """A word that is no command but that people type: help at once, or raise `Usage` with the command it is about."""
    if word in everyday_words.AT_ONCE:
        _dispatch(everyday_words.AT_ONCE[word].split())
        return
    pointer = everyday_words.POINTERS.get(word)
    if pointer is not None:
        from recovery import usage_errors

        command = _BY_NAME.get(pointer.line.removeprefix("recovery "))
        if command is not None and command.unread:
            named(command.unread)([])
        raise Usage(usage_errors.pointing(pointer))
    raise Usage(tr("There is no such command. To list them all: recovery help all     Hard right now? recovery sos"))


def _invoke(command: Command, arguments: list[str]) -> None:
    """Read the line, a plain one without typer, and run the command with it."""
    if command.line:
        arguments = named(command.line)(arguments)
    line = plain_line.read(function_of(command), arguments)
    try:
        if line is not None:
            _run(command, line)
        else:
            from recovery import typer_line

            typer_line.run(command, arguments, lambda line: _run(command, line))
    except FieldRefused as error:
        from recovery import typer_line, usage_errors

        built = typer_line.click_command(command)
        raise FieldRefused(usage_errors.called(error.field, built, arguments), error.needed) from None


def _run(command: Command, line: Line) -> None:
    from recovery.store import home

    if home.locked():
        from recovery.commands import locked

        locked.run(command, line, {command.name: command for command in COMMANDS if command.sealed})
    else:
        line.run()


def _show_frames(error: BaseException) -> None:
    """Where an error came from, for RECOVERY_DEBUG: files and lines, never the values."""
    if not os.environ.get("RECOVERY_DEBUG"):
        return
    import traceback

    from recovery.console import tell

    tell(*(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)))
    tell(type(error).__name__)
