"""Which database: its address as it is written, and the engine that it names."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from recovery import system
from recovery.console import one_line, tell
from recovery.errors import Refused, Usage
from recovery.language import tr
from recovery.server.engine import Engine

VARIABLE = "RECOVERY_SERVER_DATABASE"
FOLDER, FILE = "recovery-server", "server.db"
NOT_ONE = tr(
    "That is not a database. Write it like: sqlite:///var/lib/recovery/server.db or postgresql://user@host/name"
)
PASSWORD = tr(
    "A password in the command line can be read by others on this machine. Put the whole address into {variable}.",
    variable=VARIABLE,
)
ONLY_POSTGRES = tr("Several processes and a replica need PostgreSQL: --database postgresql://user@host/name")


def default() -> Path:
    """Where the server's file is if nothing else is said: in its own folder under `RECOVERY_HOME`, where that is set.

    Else in the system's folder for data. A file that is there from before is used, and the person is told so, as long
    as there is none under `RECOVERY_HOME`.
    """
    before = Path(system.data_folder(FOLDER)) / FILE
    home = os.environ.get("RECOVERY_HOME")
    if not home:
        return before
    here = Path(os.path.expanduser(home)).absolute() / FOLDER / FILE  # noqa: PTH111 - as in system.data_folder
    if not before.exists() or here.exists():
        return here
    folders = {"before": one_line(str(before.parent)), "here": one_line(str(here.parent))}
    tell(
        tr(
            "The server's file is in {before}, where it has been, and is used there. To have it under RECOVERY_HOME, "
            "stop the server and move that folder to {here}.",
            **folders,
        )
    )
    return before


def address(given: str | None) -> str:
    """The database's address: as given, from the environment, or the default. Raises `Usage`."""
    if given:
        if _has_password(given):
            raise Usage(PASSWORD)
        return given
    return os.environ.get(VARIABLE) or f"sqlite://{default()}"


def engine(url: str, *, replica: str | None = None, several: bool = False, anew: bool = False) -> Engine:
    """The engine of an address, not yet open. Raises `Usage`, `Refused`."""
    if path := sqlite_path(url):
        if replica or several:
            raise Refused(ONLY_POSTGRES)
        from recovery.server.sqlite.engine import SQLite

        return SQLite(path, anew=anew)
    if urlsplit(url).scheme in ("postgresql", "postgres"):
        from recovery.server.postgres.engine import PostgreSQL

        return PostgreSQL(url, replica, anew=anew)
    raise Usage(NOT_ONE)


def sqlite_path(url: str) -> Path | None:
    """The file that an address names, always a whole path; `None` for another kind of address. Raises `Usage`."""
    if not url.startswith("sqlite:"):
        return None
    if not url.startswith("sqlite:///") or not url.strip("/").removeprefix("sqlite:").strip("/"):
        raise Usage(NOT_ONE)
    return Path("/" + url.removeprefix("sqlite:").lstrip("/"))


def _has_password(url: str) -> bool:
    try:
        return urlsplit(url).password is not None or "password=" in url
    except ValueError:
        raise Usage(NOT_ONE) from None
