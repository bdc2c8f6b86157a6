"""`recovery unlock`: the key held for a while."""

from __future__ import annotations

from typing import Annotated

from recovery import clock, console
from recovery.commands import passphrase_prompts as asking
from recovery.commands.lock import OPEN
from recovery.commands.options import Json
from recovery.commands.parameters import Option
from recovery.commands.passphrase import Phrase
from recovery.console import emit, say, tell
from recovery.errors import Locked, NotFound
from recovery.language import tr
from recovery.store import connection, home, invocation, keyfile, keyring, keys, opening, protecting, session, switching
from recovery.store.keyfile import COST, KeyFile

HOURS = 8
NOT_HELD = tr(
    "That opens the journal, but this machine has no place to hold the key. Let each command "
    "open it by itself with {command} (a password manager's command).",
    command=opening.COMMAND,
)


def unlock(
    lasting: Annotated[str, Option("--for", metavar="8h", help=tr("How long: 30m, 8h, 2d."))] = f"{HOURS}h",
    phrase: Phrase = None,
    any_cost: Annotated[
        bool, Option("--any-cost", help=tr("Open a key file that asks for more memory or time than usual."))
    ] = False,
    json: Json = False,
) -> None:
    """Open the journal for a while, and take in what was written while it was locked."""
    switching.settle()
    seconds = clock.parse_seconds(lasting)
    if not connection.has_key_file():
        if not connection.exists():
            raise NotFound(connection.NO_JOURNAL)
        _answer(None, json=json)
        return
    key_file = keyfile.load()
    key = asking.by_phrase(phrase) if phrase is not None else _key(key_file, any_cost=any_cost)
    opening.remember(key_file, key)
    with connection.existing():
        pass  # checks that the key is of this journal, and takes the inbox in
    idle = home.settings().get("lock_after")
    if not session.hold(key_file, key, seconds, clock.parse_seconds(idle) if isinstance(idle, str) else 0):
        raise Locked(NOT_HELD)
    _answer(seconds, json=json)
    if phrase is None:
        asking.remind_of_words(key_file)


def _key(key_file: KeyFile, *, any_cost: bool) -> bytes:
    """The key by the keyring where it has one, else by the passphrase, whose wrap is brought up to today's cost."""
    secret = keyring.secret_of(key_file) if key_file.keyring else None
    if secret is not None:
        try:
            return keys.by_keyring(key_file, secret)
        except Locked:
            tell(tr("The keyring holds another key, so the passphrase is needed."))
    passphrase = opening.given()
    if passphrase is None and opening.somebody_there():
        key, passphrase = opening.asked(key_file, any_cost=any_cost)
        if key is None:
            raise Locked(opening.LOCKED)
    elif passphrase is not None:
        key = keys.by_passphrase(key_file, passphrase, any_cost=any_cost)
    else:
        raise Locked(
            tr(
                "There is no terminal on which to type the passphrase. Give it in {command} or {variable}.",
                command=opening.COMMAND,
                variable=opening.VARIABLE,
            )
        )
    if passphrase is not None and key_file.cost != COST:
        protecting.save(keys.with_passphrase(key_file, key, passphrase))
    return key


def _answer(seconds: int | None, *, json: bool) -> None:
    if json:
        emit({"unlocked": True, "seconds": seconds, "taken": len(invocation.current().taken_in)})
        return
    if seconds is None:
        say(OPEN)
        return
    hours, minutes = divmod(seconds // 60, 60)
    length = f"{hours} h" if not minutes else f"{hours} h {minutes} min" if hours else f"{minutes} min"
    say(tr("Open for {length}. recovery lock closes it.", length=length))
    if taken_in := invocation.current().taken_in:
        say(
            tr("Added, written while it was locked:"),
            *(console.one_line(line) for line in taken_in),
        )
