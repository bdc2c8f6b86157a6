"""Where the journal's key comes from: the session, the environment, the person at the terminal; else it stays locked."""

from __future__ import annotations

import os
import sys
from enum import Enum

from recovery import system
from recovery.errors import Locked, RecoveryError
from recovery.language import tr
from recovery.store import home, invocation, keyfile, session
from recovery.store.invocation import KeyAtHand
from recovery.store.keyfile import KeyFile

COMMAND, VARIABLE, NEW_VARIABLE = "RECOVERY_PASSPHRASE_COMMAND", "RECOVERY_PASSPHRASE", "RECOVERY_NEW_PASSPHRASE"
COMMAND_SECONDS = 120
QUICK_SECONDS = 5
TRIES = 3
LOCKED = tr("The journal is locked. Open it with: recovery unlock")
NO_ANSWER = tr(
    "The journal is locked, and the command in RECOVERY_PASSPHRASE_COMMAND gave no passphrase. "
    "Try that command by itself, or use: recovery unlock"
)
PROMPT = "Passphrase: "


class Ask(Enum):
    """Who may be asked for the key: the session always; then the environment, not for long; then the person."""

    SESSION = "session"
    MACHINE = "machine"
    PERSON = "person"


class KeyNotAtHand(Locked):
    """Nobody could say the passphrase; what is written can still be sealed."""


def key_of(key_file: KeyFile, ask: Ask = Ask.PERSON, prompt: str = PROMPT) -> bytes:
    """The journal's key; raises `KeyNotAtHand`, `Locked` for a wrong passphrase, `Unreadable` for a changed file."""
    run = invocation.current()
    if run.refused is not None:
        raise run.refused
    if run.key is not None and run.key[1:] == _whose(key_file):
        return run.key.key
    key = session.held(key_file)
    if key is None and ask is not Ask.SESSION:
        key = _by_passphrase(key_file, ask, prompt)
    if key is None:
        raise KeyNotAtHand(LOCKED)
    key_file.check(key)
    remember(key_file, key)
    return key


def remember(key_file: KeyFile, key: bytes) -> None:
    """Keep the key for the rest of this run, so that nothing is asked or stretched twice."""
    system.harden()
    invocation.current().key = KeyAtHand(key, *_whose(key_file))


def forget() -> None:
    """Let go of the key of this run."""
    run = invocation.current()
    run.key = run.refused = None


def settle_on(error: RecoveryError | None) -> None:
    """Let every further opening of this run end with that error, so that nothing is asked twice; `None` lifts it."""
    invocation.current().refused = error


def _whose(key_file: KeyFile) -> tuple[str, bytes]:
    return str(home.folder()), key_file.public


def current(ask: Ask = Ask.PERSON) -> tuple[KeyFile, bytes]:
    """The key file and the key of the journal here; raises as `key_of` does."""
    key_file = keyfile.load()
    return key_file, key_of(key_file, ask)


def given(ask: Ask = Ask.PERSON) -> str | None:
    """The passphrase that the environment gives; `None` when it gives none. Raises `KeyNotAtHand`."""
    command = os.environ.get(COMMAND)
    if command:
        return _from_command(command, COMMAND_SECONDS if ask is Ask.PERSON else QUICK_SECONDS)
    return os.environ.get(VARIABLE) or None


def somebody_there() -> bool:
    """Whether a person can type a passphrase."""
    return sys.stdin.isatty() and (sys.stdout.isatty() or sys.stderr.isatty())


def typed(prompt: str = PROMPT) -> str:
    """What the person types, unseen."""
    from getpass import getpass

    return getpass(prompt, stream=None if sys.stderr.isatty() else sys.stdout)


def _by_passphrase(key_file: KeyFile, ask: Ask, prompt: str) -> bytes | None:
    from recovery.store import keys

    passphrase = given(ask)
    if passphrase is not None:
        return keys.by_passphrase(key_file, passphrase)
    if ask is not Ask.PERSON or not somebody_there():
        return None
    return asked(key_file, prompt)[0]


def asked(key_file: KeyFile, prompt: str = PROMPT, *, any_cost: bool = False) -> tuple[bytes | None, str | None]:
    """The key by what the person types, and the passphrase it was; no key for Enter.

    After the last try the 24 words are asked for, where the run says how. Raises `Locked`, `KeyNotAtHand`.
    """
    from recovery.store import keys

    for left in reversed(range(TRIES)):
        answer = typed(prompt)
        if not answer:
            return None, None
        try:
            return keys.by_passphrase(key_file, answer, any_cost=any_cost), answer
        except Locked:
            by_words = invocation.current().by_words
            if not left and by_words is None:
                raise
            if left:
                _tell(tr("That does not open the journal. Once more, or Enter to stop."))
                prompt = prompt.rpartition("\n")[2]
            elif by_words is not None:
                return by_words(key_file), None
    return None, None


def _tell(sentence: str) -> None:
    """A sentence beside the answer, in whole words on a narrow terminal."""
    from shutil import get_terminal_size

    from recovery.folding import fold

    sys.stderr.write("".join(f"{line}\n" for line in fold(sentence, get_terminal_size().columns)))


def _from_command(command: str, seconds: int) -> str:
    """The first line that a password manager's command writes; raises `KeyNotAtHand`."""
    try:
        done = system.run_program(system.split_command(command), answers=True, seconds=seconds)
        lines = done.stdout.decode("utf-8").splitlines()
    except (OSError, ValueError):
        raise KeyNotAtHand(NO_ANSWER) from None
    if done.returncode != 0 or not lines or not lines[0]:
        raise KeyNotAtHand(NO_ANSWER)
    return lines[0]
