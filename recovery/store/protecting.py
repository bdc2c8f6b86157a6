"""Locking an open journal, changing its key, opening it again: the journal, its key file and its own backups together."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from recovery.errors import NotFound, RecoveryError, Refused, Unreadable
from recovery.language import tr
from recovery.store import (
    backups,
    database,
    home,
    keyfile,
    keys,
    locks,
    opening,
    phrase,
    session,
    switching,
    sync_state,
)
from recovery.store import connection as connections
from recovery.store.engine import understood
from recovery.store.keyfile import KeyFile

ALREADY = tr("The journal has a passphrase already. Change it with: recovery passphrase change")
NOT_SAVED = tr(
    "The key file could not be written, so nothing was changed: passphrase and recovery words are the same as before. "
    "Check that the disk has room and that you may write there."
)
SHARED_WORDS = tr(
    "The 24 words are those of your account at the server too, so they stay. Other words need another account: "
    "recovery sync leave --delete-account, then recovery passphrase change --new-phrase, then join again."
)
NOT_LOCKED = tr("The journal has no passphrase. Set one with: recovery passphrase set")


def refuse_shared_words() -> None:
    """Raise `Refused` where the journal's words are an account's too; raises as `current` does."""
    with connections.existing() as journal:
        if sync_state.syncs(journal):
            raise Refused(SHARED_WORDS)


def to_be_replaced() -> bool:
    """Whether a copy made before could still sync as this device, until the next sync here. Raises as `existing` does."""
    with connections.existing() as journal:
        return sync_state.to_be_replaced(journal)


class Owner(NamedTuple):
    """A phrase that is not at hand: its public key, and what stands for it at a server (`keys.account_facts`).

    With `keys.new_facts` its account is yet to be opened.
    """

    public: bytes
    facts: bytes


def begin(passphrase: str) -> str:
    """The key file for a journal that is yet to be made; returns the recovery phrase. Raises `OSError`."""
    entropy = os.urandom(phrase.ENTROPY_BYTES)
    begin_for(passphrase, Owner(keys.phrase_public(entropy), keys.new_facts(entropy)))
    return phrase.written(entropy)


def begin_for(passphrase: str, owner: Owner) -> None:
    """The same for a phrase that there is already, on another device or on paper. Raises `OSError`."""
    home.make_folder()
    set_orphan_aside()
    key = keys.new_key()
    key_file = keys.make_for(os.urandom(16).hex(), key, passphrase, owner.public, owner.facts)
    keyfile.save(key_file)
    home.mark_locked()
    opening.remember(key_file, key)


def set_orphan_aside() -> None:
    """Keep the key file of a journal that is gone under another name: a backup may still need it."""
    if home.key_path().exists() and not home.journal_path().exists():
        home.key_path().rename(home.folder() / f"key.old-{os.urandom(4).hex()}.json")


def lock(passphrase: str) -> tuple[str | None, list[Path]]:
    """Lock the open journal and its own backups; returns the recovery phrase, and the copies still open.

    Those are backups that could not be rewritten, and journals that `restore` put aside because they could not be opened.
    A journal that syncs has a phrase, its account's: that one opens it from now on, and `None` is returned for it.
    Raises `NotFound`, `Refused` when it is locked already, `Unreadable`.
    """
    if home.locked():
        switching.settle()
    if home.key_path().exists():
        raise Refused(ALREADY)
    if not connections.exists():
        raise NotFound(connections.NO_JOURNAL)
    with connections.existing() as journal:
        name = database.identity(journal.connection)
        known = _account(journal)
    entropy, key = os.urandom(phrase.ENTROPY_BYTES), keys.new_key()
    owner = known or Owner(keys.phrase_public(entropy), keys.new_facts(entropy))
    key_file = keys.make_for(name, key, passphrase, owner.public, owner.facts)
    switching.change_key(None, None, key_file, key)
    home.mark_locked()
    opening.remember(key_file, key)
    left = rewrite_backups(None, key_file, key) + _asides_in_plain()
    return None if known else phrase.written(entropy), left


def _asides_in_plain() -> list[Path]:
    """The journals put aside that anybody can read; damaged as they are, only the person can say what becomes of them."""
    journals = (folder / home.journal_path().name for folder in home.asides())
    return [path for path in journals if database.is_plain(path)]


def unlock_for_good() -> None:
    """Write an open journal in place of the locked one; its locked backups stay locked. Raises `Locked`, `Unreadable`."""
    key_file, key = current()
    with connections.existing():
        pass  # what waits in the inbox must be taken in while there is a key for it
    home.lock_mark().unlink(missing_ok=True)
    switching.change_key(key_file, key, None, None)
    session.drop(key_file)
    opening.forget()


def change_passphrase(passphrase: str, *, new_key: bool) -> list[Path]:
    """Give the journal another passphrase, and another key if wanted; returns the backups left under the old key.

    The recovery phrase stays. Raises `Locked`, `Unreadable`.
    """
    key_file, key = current()
    if not new_key:
        save(keys.with_passphrase(key_file, key, passphrase))
        return []
    with connections.existing():
        pass  # as above: the inbox changes its key too
    fresh = keys.new_key()
    new_file = keys.with_key(key_file, key, fresh, passphrase)
    switching.change_key(key_file, key, new_file, fresh)
    session.drop(key_file)
    opening.remember(new_file, fresh)
    return rewrite_backups(key, new_file, fresh)


def change_phrase() -> str:
    """Give the journal another recovery phrase, and return it; raises `Locked`, `Unreadable`, `Refused` while it syncs."""
    refuse_shared_words()
    key_file, key = current()
    entropy = os.urandom(phrase.ENTROPY_BYTES)
    save(keys.with_phrase(key_file, key, entropy))
    return phrase.written(entropy)


def take_phrase(owner: Owner, *, checked: bool) -> bool:
    """Let that phrase open the locked journal instead of its own; whether it was another one. Raises as `current` does.

    Its account is there: a key that would open one is forgotten.
    """
    key_file, key = current()
    if key_file.phrase_public == owner.public and keys.account_of(key_file, key) is not None:
        if keys.opener_of(key_file, key) is not None:
            save(keys.without_opener(key_file, key))
        return False
    other = key_file.phrase_public != owner.public
    new = keys.with_owner(key_file, key, owner.public, owner.facts)
    save(keys.with_phrase_checked(new, key) if checked else new)
    return other


def _account(journal: connections.Journal) -> Owner | None:
    """The phrase of the account that the journal syncs with; `None` where it has not joined one."""
    row = journal.execute("SELECT recovery, identity, proof FROM sync_state").fetchone()
    return None if row is None else Owner(bytes(row[0]), bytes(row[1]) + bytes(row[2]))


def current() -> tuple[KeyFile, bytes]:
    """The key file and the key, with a switch that was interrupted settled; raises `Refused` for an open journal."""
    switching.settle()
    if not connections.has_key_file():
        raise Refused(NOT_LOCKED)
    key_file, key = opening.current()
    if connections.exists():
        with connections.existing():
            pass  # the key file is the journal's newest, or nothing is built on it
    return key_file, key


def save(key_file: KeyFile) -> None:
    """Write a key file whose journal keeps its key, with nobody else changing it; raises `Unreadable`."""
    with understood(), locks.alone():
        try:
            keyfile.save(key_file)
        except OSError as error:
            raise Unreadable(NOT_SAVED) from error
    with suppress(RecoveryError), connections.existing(connections.SESSION):
        pass  # from now on the journal refuses the one before; without the key at hand from its next opening on


def rewrite_backups(old: bytes | None, key_file: KeyFile, key: bytes) -> list[Path]:
    """Put the program's own backups under the journal's new key; returns those that could not be."""
    left = []
    for backup in backups.own():
        with backups.apart(backup) as copy:
            mine = copy.key_file is None or copy.key_file.public == key_file.public
            opens = None if copy.key_file is None else _key_for(copy.key_file, old, key_file, key)
        if mine and copy.key_file is not None:
            continue
        try:
            backups.rewrite(backup, opens, key_file, key)
        except (RecoveryError, OSError):
            left.append(backup)
    return left


def _key_for(of: KeyFile, old: bytes | None, key_file: KeyFile, key: bytes) -> bytes | None:
    """The key of a backup: the journal's own, or one it had before."""
    if of.public == key_file.public:
        return key
    return keys.retired_key(key_file, key, of.public) or old
