"""An open journal, looked at by who decides nothing by what it reads: it loads, asks and compares the least there is.

Its pages are not compared with their checksums (docs/decisions/0290), so what is read may be anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from recovery.store import database, home, locks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from recovery.store.engine import Connection


@contextmanager
def glancing() -> Iterator[Connection | None]:
    """A connection that only reads; `None` where the journal needs more: a key, to be brought up, to be made at all."""
    if home.locked() or home.has(home.LOCK_MARK) or not home.has(home.JOURNAL):
        yield None
        return
    with locks.shared():
        connection = database.open_file(home.place(home.JOURNAL), None, None)
        try:
            yield connection if database.is_current(connection) else None
        finally:
            connection.close()
