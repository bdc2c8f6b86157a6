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
    with tempfile.TemporaryDirectory(dir=home.make_folder(), prefix=".edit-") as folder:
        path = Path(folder) / f"entry{suffix}"
        path.write_text(text, "utf-8")
        try:
            done = subprocess.run([*shlex.split(editor or "vi"), str(path)], check=False)
            if done.returncode != 0:
                raise Refused(EDITOR_FAILED)
            return path.read_text("utf-8")
        except (OSError, ValueError) as error:
            raise Refused(EDITOR_FAILED) from error
        finally:
            for left in Path(folder).iterdir():
                _shred(left)


def _shred(path: Path) -> None:
    if path.is_file() and not path.is_symlink():
        with path.open("r+b") as file:
            file.write(b"\0" * path.stat().st_size)
            file.flush()
            os.fsync(file.fileno())
