"""Which database: its address as it is written, and the engine that it names."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

from recovery.errors import Refused, Usage
from recovery.server.engine import Engine

VARIABLE = "RECOVERY_SERVER_DATABASE"
NOT_ONE = "That is not a database. Write it like: sqlite:///var/lib/recovery/server.db or postgresql://user@host/name"
PASSWORD = (
    f"A password in the command line can be read by others on this machine. Put the whole address into {VARIABLE}."
)
ONLY_POSTGRES = "Several processes and a replica need PostgreSQL: --database postgresql://user@host/name"


def default() -> Path:
    """Where the server's file is if nothing else is said: the platform's folder for data, beside no journal."""
    if sys.platform != "linux":
        from platformdirs import user_data_path

        return user_data_path("recovery-server", appauthor=False) / "server.db"
    data = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(data).expanduser() / "recovery-server" / "server.db"


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
        from recovery.server.postgres import PostgreSQL

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
