"""Text in the person's own editor, in a private file that leaves nothing behind."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from recovery import console
from recovery.errors import Refused, Usage
from recovery.store import home

NO_EDITOR = "Nobody is there to edit. Give the change as options, or set EDITOR."
EDITOR_FAILED = (
    "Your editor could not be run or ended with an error, so nothing was changed. Set EDITOR to another one."
)


def edit(text: str, *, suffix: str = ".txt") -> str:
    """The text as the person left it; raises `Usage` when nobody can edit, `Refused` when the editor fails.

    The file lies in the journal's own folder, never in the shared temporary one; it is overwritten before it goes.
    """
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor and not console.interactive():
        raise Usage(NO_EDITOR)
    try:
        with tempfile.TemporaryDirectory(dir=home.make_folder(), prefix=".edit-") as folder:
            return _edited(shlex.split(editor or "vi"), Path(folder) / f"entry{suffix}", text)
    except (OSError, ValueError) as error:
        raise Refused(EDITOR_FAILED) from error


def _edited(editor: list[str], path: Path, text: str) -> str:
    """What the editor leaves in the file; whatever lies beside it, such as its own copies, is overwritten too."""
    try:
        path.write_bytes(text.encode("utf-8"))
        done = subprocess.run([*editor, str(path)], check=False)
        if done.returncode != 0:
            raise Refused(EDITOR_FAILED)
        return path.read_bytes().decode("utf-8")
    finally:
        for left in path.parent.iterdir():
            _shred(left)


def _shred(path: Path) -> None:
    if path.is_file() and not path.is_symlink():
        with path.open("r+b") as file:
            file.write(b"\0" * path.stat().st_size)
            file.flush()
            os.fsync(file.fileno())
