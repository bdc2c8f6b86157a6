"""Every way a command can end badly: a sentence for a tired person and an exit code.

A sentence says what happened and what to do next. It never holds an entry's text
or the value of an argument, because it may end up in a log, a screenshot or a shell's history.
"""

from __future__ import annotations

from recovery.language import tr


def add_extra(name: str) -> str:
    """How a part that was not installed is added: the same sentence everywhere, without its full stop."""
    return tr("Add it, in the program's folder, with: pipx install --force '.[{name}]'", name=name)


class RecoveryError(Exception):
    """Base of the family; `exit_code` is promised in the contract."""

    exit_code = 1

    @property
    def sentence(self) -> str:
        """What to print."""
        return str(self.args[0]) if self.args else tr("Something went wrong.")


class AnswerNotWritten(OSError):
    """Standard output took no more: what the command did is done, and only its answer is lost."""


class Usage(RecoveryError):
    """The command line cannot be understood."""

    exit_code = 2


class NotFound(RecoveryError):
    """What was asked for does not exist: no journal, no such entry, nothing to undo."""

    exit_code = 3


class Refused(RecoveryError):
    """The input was understood and cannot be taken: out of range, in the future, unknown."""

    exit_code = 4


class FieldRefused(Refused):
    """A field cannot hold what was given: its own name, and what it `needed`, such as `must be a name`."""

    def __init__(self, field: str, needed: str) -> None:
        super().__init__(f"{field} {needed}")
        self.field, self.needed = field, needed


class Unreadable(RecoveryError):
    """The journal cannot be read or written, or is newer than the program."""

    exit_code = 5


class Unreachable(RecoveryError):
    """The server cannot be reached, refuses, or gives what cannot be trusted."""

    exit_code = 6


class Locked(RecoveryError):
    """The journal is locked and its key is not at hand, or the passphrase or phrase given does not open it."""

    exit_code = 7
