"""Text in the person's own editor, in a private file that leaves nothing behind."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from recovery import console, system
from recovery.errors import Refused, Usage
from recovery.store import home

NO_EDITOR = "Nobody is there to edit. Set EDITOR, or give the change on the command line."
EDITOR_FAILED = (
    "Your editor could not be run or ended with an error, so nothing was changed. Set EDITOR to another one."
)


def edit(text: str, *, suffix: str = ".txt", rescue: Callable[[str], None] | None = None) -> str:
    """The text as the person left it; raises `Usage` when nobody can edit, `Refused` when the editor fails.

    The file lies in the journal's own folder, never in the shared temporary one; it is overwritten before it goes.
    `rescue` is given what had been written when the editor ended badly.
    """
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor and not console.interactive():
        raise Usage(NO_EDITOR)
    try:
        with tempfile.TemporaryDirectory(dir=home.make_folder(), prefix=home.EDITED) as folder, _held(Path(folder)):
            return _edited(system.split_command(editor or system.EDITOR), Path(folder) / f"entry{suffix}", text, rescue)
    except (OSError, ValueError) as error:
        raise Refused(EDITOR_FAILED) from error


def left_behind(suffix: str) -> Iterator[str]:
    """What stood in the editor when this program was killed; each text is given once and its file then overwritten."""
    for folder in sorted(home.folder().glob(f"{home.EDITED}*")):
        path = folder / f"entry{suffix}"
        with suppress(OSError, UnicodeDecodeError), _held(folder):
            if path.is_file():
                yield path.read_bytes().decode("utf-8")
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
            done = subprocess.run([*editor, str(path)], check=False)
        except BaseException:
            _rescue(path, text, rescue)
            raise
        if done.returncode != 0:
            _rescue(path, text, rescue)
            raise Refused(EDITOR_FAILED)
        return path.read_bytes().decode("utf-8")
    finally:
        _shred_all(path.parent)


def _rescue(path: Path, before: str, rescue: Callable[[str], None] | None) -> None:
    if rescue is None or not path.is_file():
        return
    written = path.read_bytes().decode("utf-8", "replace")
    if written not in (before, ""):
        rescue(written)


def _shred_all(folder: Path) -> None:
    for left in folder.iterdir():
        _shred(left)


def _shred(path: Path) -> None:
    if path.is_file() and not path.is_symlink():
        with path.open("r+b") as file:
            file.write(b"\0" * path.stat().st_size)
            file.flush()
            os.fsync(file.fileno())
