"""The program as on Windows, in a process on another system: what Windows lacks is gone, what it has is played.

Run as `python windows.py COMMAND...`; with `--import` it imports every module instead. Real locks and the real standard
input play `msvcrt`; what only the system itself can show (its console, its file sharing) is tried in CI alone.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.abc
import os
import pkgutil
import sys
from types import ModuleType
from typing import Any

MISSING = {
    "fcntl",
    "termios",
    "tty",
    "pty",
    "pwd",
    "grp",
    "resource",
    "readline",
    "curses",
    "uvloop",
    "httptools",
    "pybase64",
}
LACKING = ("fork", "getuid", "geteuid", "setsid", "uname", "O_NOFOLLOW", "O_NONBLOCK", "O_DIRECTORY", "O_CLOEXEC")
# Libraries and the standard library stay those of this system: what is looked at is the program's own.
JOURNAL = """
    asyncio ctypes getpass multiprocessing platform selectors shutil signal socket sqlite3 subprocess tempfile uuid
    webbrowser zipfile zoneinfo dateutil.parser dateutil.tz keyring msgspec platformdirs rich.console rich.progress
    rich.table sqlcipher3 sqlite_utils tomli_w typer typer.rich_utils tzlocal
"""
OTHERS = """
    http.client urllib.request cryptography.hazmat.primitives.hpke h11 psycopg psycopg_pool pypdf pyrage segno
    starlette.applications typst uvicorn uvicorn.protocols.http.h11_impl
"""
# These are of no use there: one says so where it begins, the other stands on what is not there.
ELSEWHERE = {"recovery.systems.posix", "recovery.server.bounded_httptools"}


class Blocker(importlib.abc.MetaPathFinder):
    """Finds what Windows lacks, and refuses it."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> None:
        if name.partition(".")[0] in MISSING:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


def _msvcrt() -> ModuleType:
    module: Any = ModuleType("msvcrt")
    module.LK_NBLCK = 2
    module.locking = lambda descriptor, _, length: os.lockf(descriptor, os.F_TLOCK, length)
    module.kbhit = lambda: True
    module.getwch = lambda: os.read(0, 1).decode()
    return module  # type: ignore[no-any-return]


def become(libraries: str = JOURNAL) -> None:
    """Make this process as much like one on Windows as it can be, before anything of the program is loaded.

    What it is to use of these libraries must be loaded before.
    """
    for name in libraries.split():
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    for name in [*sys.modules]:
        if name.partition(".")[0] in MISSING:
            del sys.modules[name]
    for name in LACKING:
        if hasattr(os, name):
            delattr(os, name)
    os.O_BINARY = 0  # type: ignore[attr-defined]
    sys.modules["msvcrt"] = _msvcrt()
    sys.meta_path.insert(0, Blocker())
    sys.platform = "win32"


def every_module() -> list[str]:
    """Import all modules of the program; returns their names."""
    import recovery

    names = [walk_package.name for walk_package in pkgutil.walk_packages(recovery.__path__, "recovery.")]
    names = [name for name in names if name not in ELSEWHERE and not name.endswith("__main__")]
    for name in names:
        importlib.import_module(name)
    return names


if __name__ == "__main__":
    everything = sys.argv[1:] == ["--import"]
    become(JOURNAL + OTHERS if everything else JOURNAL)
    if everything:
        sys.stdout.write(f"{len(every_module())}\n")
    else:
        from recovery.cli import main

        main()
