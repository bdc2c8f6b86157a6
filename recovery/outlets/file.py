"""A file for somebody else: written whole or not at all, for its owner's eyes, over another one only with `--force`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from recovery.console import clean, say
from recovery.errors import Refused
from recovery.language import tr
from recovery.store.home import new_beside
from recovery.system import settle_folder

if TYPE_CHECKING:
    from pathlib import Path

STANDARD = "-"
WRITTEN = tr("Written, readable by you only. What it says about you is as private as your journal.")
EXISTS = tr("A file by that name already exists. Choose another name, or overwrite it with --force.")
NOT_A_FILE = tr("That file cannot be overwritten. Choose another name; - writes to standard output.")
NOT_WRITTEN = tr(
    "The file could not be written, so nothing of it was kept. Check that the folder exists and the disk has room."
)


def target(output: str | None) -> Path | None:
    """Where `--output` leads: a path with its `~` resolved, `None` for standard output (`-`, or nothing given)."""
    if output in (None, STANDARD):
        return None
    from pathlib import Path

    return Path(os.path.expanduser(str(output)))  # noqa: PTH111 - pathlib raises where nobody has that name


def check_free(path: Path, *, force: bool) -> None:
    """Whether a file may be written there; raises `Refused` for what is no file, and for a file without `force`."""
    if not os.path.lexists(path):
        return
    if not path.is_file():
        raise Refused(NOT_A_FILE)
    if not force:
        raise Refused(EXISTS)


@contextmanager
def writing(path: Path, *, force: bool) -> Iterator[BinaryIO]:
    """A file that appears under its name only once it is complete, readable by its owner only; raises `Refused`."""
    check_free(path, force=force)
    try:
        temporary = new_beside(path)
    except OSError as error:
        raise Refused(NOT_WRITTEN) from error
    try:
        with temporary.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        check_free(path, force=force)
        temporary.replace(path)
        settle_folder(path.parent)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise Refused(NOT_WRITTEN) from error
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write(path: Path | None, content: bytes, *, force: bool) -> None:
    """The whole content into a file, or to standard output where `path` is `None`; raises `Refused`."""
    if path is None:
        show(content)
        return
    with writing(path, force=force) as file:
        file.write(content)


def show(content: bytes) -> None:
    """To standard output: the bytes as they are into a pipe, harmless text onto a terminal."""
    if sys.stdout.isatty():
        say(clean(content.decode("utf-8").removesuffix("\n")))
    else:
        sys.stdout.buffer.write(content)
