"""Text in the person's own editor, in a private file that leaves nothing behind."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import TypeVar

from recovery import console, prompts, system, typed
from recovery.errors import RecoveryError, Refused, Usage
from recovery.language import tr
from recovery.store import files, home, invocation

T = TypeVar("T")
AT_ONCE_SECONDS = 3.0
NOTE = "note.txt"  # how the file is called in which a note is kept that was refused
KEPT = tr("{error} What you wrote is kept in {path} until your next edit is accepted.")
KEPT_NOTE = tr("{error} What you wrote is kept in {path}. To save it as a note: recovery note - < FILE")
TEXT_LIMIT = 1 << 24  # bytes; far above what a plan or a note may hold
NO_EDITOR = tr("There is no terminal to edit on. Set EDITOR, or give the change on the command line.")
EDITOR_FAILED = tr(
    "Your editor could not be run or ended with an error, so nothing was changed. Set EDITOR to another one."
)

OLDER = tr(
    "Your editor saved the text in an older encoding than UTF-8, most likely Latin-1, so nothing was changed. "
    "Set it to save as UTF-8."
)


def edit(text: str, *, suffix: str = ".txt", rescue: Callable[[str], None] | None = None) -> str:
    """The text as the person left it; raises `Usage` when nobody can edit, `Refused` when the editor fails.

    The file lies in the journal's own folder, never in the shared temporary one; it is overwritten before it goes.
    `rescue` is given what had been written when the editor ended badly.
    """
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor and not console.interactive():
        raise Usage(NO_EDITOR)
    begun = time.monotonic()
    try:
        with tempfile.TemporaryDirectory(dir=home.make_folder(), prefix=home.EDITED) as folder, _held(Path(folder)):
            words = system.split_command(editor) if editor else [next(filter(shutil.which, system.EDITORS), "vi")]
            changed = _edited(words, Path(folder) / f"entry{suffix}", text, rescue)
    except (OSError, ValueError) as error:
        raise Refused(EDITOR_FAILED) from error
    if changed == text and time.monotonic() - begun < AT_ONCE_SECONDS:
        console.tell(tr("Your editor came back at once. If it opens a window of its own, tell it to wait:"))
        console.tell(tr('EDITOR="code --wait" or, for others, the option that does the same.'))
    return changed


def until_taken(text: str, take: Callable[[str], T], name: str, mark: Callable[[str, str], str]) -> T:
    """What `take` makes of the text as the person left it; on a terminal what it refuses goes back into the editor.

    `mark` puts the sentence of the refusal at the top of the text. Where nobody mends it, it is kept under that name,
    and the next edit begins with it. Raises `Refused` with what became of it.
    """
    path = _place(name)
    if path.is_file():
        console.tell(tr("This is the text of your last edit, which was not accepted."))
        text = _stored(path)
    while True:
        rescued: list[str] = []
        try:
            text = edit(text, rescue=rescued.append)
        except Refused as error:
            raise _kept(error, rescued[0], path) if rescued else error from None
        try:
            taken = take(text)
        except (Refused, Usage) as error:
            if not console.interactive():
                raise _kept(error, text, path) from None
            console.tell(error.sentence)
            if not prompts.confirm(tr("Open it again to fix that?"), default=True):
                raise _kept(error, text, path) from None
            text = mark(text, error.sentence)
        else:
            forget(path)
            return taken


@contextmanager
def note_kept_if_refused(text: str) -> Iterator[None]:
    """Keep a note that is refused until one is taken."""
    try:
        yield
    except (Refused, Usage) as error:
        if invocation.current().arriving is not None:  # whoever takes it in keeps it
            raise
        raise _kept(error, text, _room_for_note(), KEPT_NOTE) from None
    for path in home.folder().glob(f"{home.UNREAD}{NOTE}*"):
        forget(path)


def unread_note(error: RecoveryError, raw: bytes) -> Refused:
    """Keep what was piped in and could not be read, as it came; beside a locked journal sealed, as it likely reads."""
    if invocation.current().arriving is not None:
        return Refused(error.sentence)
    text = raw.decode("cp1252", "replace") if home.locked() else raw.decode("utf-8", "surrogateescape")
    return _kept(error, text, _room_for_note(), KEPT_NOTE)


def _room_for_note() -> Path:
    """A name that no note has which was kept before."""
    names = (f"{NOTE}{number or ''}" for number in count())
    return next(path for path in map(_place, names) if not path.exists())


def _stored(path: Path) -> str:
    """A text that this program wrote; raises `OSError` for any other."""
    return files.read(path, TEXT_LIMIT).decode("utf-8")


def _place(name: str) -> Path:
    return home.folder() / f"{home.UNREAD}{name}"


def _kept(error: RecoveryError, text: str, path: Path, kept: str = KEPT) -> Refused:
    """Keep a refused text in a private file; beside a locked journal, where nothing may be read, as a sealed note."""
    said = error.sentence if error.sentence.endswith((".", "?")) else f"{error.sentence}."
    if not home.locked():
        home.make_folder()
        home.write_private(path, text.encode("utf-8", "surrogateescape"))  # bytes that were no UTF-8, as they came
        return Refused(tr(kept, error=said, path=path))
    from recovery.store import inbox, keyfile

    inbox.put(keyfile.load(), inbox.new("note", {"text": ["-"]}, text.encode("utf-8", "replace").decode("utf-8")))
    return Refused(tr("{error} What you wrote is kept, sealed, and becomes a note of its own.", error=said))


def forget(path: Path) -> None:
    """Overwrite and remove a text that was kept."""
    with suppress(FileNotFoundError):
        _shred(path)
        path.unlink()


def read(content: bytes) -> str:
    """The text that an editor saved: UTF-8, with a mark or not, or UTF-16; an older encoding is refused by its name."""
    try:
        return typed.decoded(content)
    except UnicodeDecodeError:
        raise Refused(OLDER) from None


def left_behind(suffix: str) -> Iterator[str]:
    """What stood in the editor when this program was killed; each text is given once and its file then overwritten."""
    for folder in sorted(home.folder().glob(f"{home.EDITED}*")):
        path = folder / f"entry{suffix}"
        with suppress(OSError, UnicodeDecodeError), _held(folder):
            if path.is_file():
                yield _stored(path)
                _shred_all(folder)
                shutil.rmtree(folder)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """The folder as this process's own, until it ends in whatever way; raises `OSError` when it is another's."""
    let_go = system.lock_folder(folder, alone=True)
    try:
        yield
    finally:
        if let_go is not None:
            let_go()


def _edited(editor: list[str], path: Path, text: str, rescue: Callable[[str], None] | None) -> str:
    """What the editor leaves in the file; whatever lies beside it, such as its own copies, is overwritten too."""
    try:
        path.write_bytes(text.encode("utf-8"))
        try:
            done = system.run_program([*editor, str(path)])
        except BaseException:
            _rescue(path, text, rescue)
            raise
        if done.returncode != 0:
            _rescue(path, text, rescue)
            raise Refused(EDITOR_FAILED)
        try:
            return read(files.read(path, TEXT_LIMIT))
        except Refused:
            _rescue(path, text, rescue)
            raise
    finally:
        _shred_all(path.parent)


def _rescue(path: Path, before: str, rescue: Callable[[str], None] | None) -> None:
    if rescue is None or not path.is_file():
        return
    content = files.read(path, TEXT_LIMIT)
    try:
        written = read(content)
    except (Refused, ValueError):  # letters of an older encoding, as they most likely read
        written = content.decode("cp1252", "replace")
    if written not in (before, ""):
        rescue(written)


def _shred_all(folder: Path) -> None:
    for left in folder.iterdir():
        _shred(left)


def _shred(path: Path) -> None:
    if path.is_file() and not path.is_symlink():
        from recovery.store.shredding import overwrite

        with path.open("r+b") as file:
            overwrite(file)
