"""What the shell's prompt reads, in plain columns: records, with their rules and their classes, take longer to load."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from recovery.store.engine import Connection


def clock_of(connection: Connection) -> tuple[str, str]:
    """The time zone, and the time of day at which a lived day begins."""
    zone, day_starts = connection.execute("SELECT timezone, day_starts FROM profile").fetchone()
    return zone, day_starts


def tracked(connection: Connection) -> list[tuple[str, str, str | None]]:
    """Name, first day without and last day tracked of each substance, the first one first."""
    return connection.execute("SELECT name, since, closed FROM substance ORDER BY key").fetchall()


def uses(connection: Connection) -> list[tuple[str, str | None]]:
    """Each day with a use, told by a lapse or by a check-in, and of what substance."""
    return connection.execute(
        "SELECT day, substance FROM lapse UNION SELECT day, substance FROM checkin WHERE used"
    ).fetchall()


def answered(connection: Connection, day: str) -> bool:
    """Whether the day's check-in says if there was use."""
    return connection.execute("SELECT 1 FROM checkin WHERE day = ? AND used IS NOT NULL", (day,)).fetchone() is not None


def prescribed(connection: Connection, day: str) -> list[tuple[str, int, str, int]]:
    """Name, doses, first day, and every how many days, of each medication that is to be taken at this time."""
    return connection.execute(
        """SELECT name, times, since, every_days FROM regimen
           WHERE NOT as_needed AND since <= ?1 AND (until IS NULL OR until >= ?1)""",
        (day,),
    ).fetchall()


def doses(connection: Connection, day: str) -> list[str]:
    """The medication of each dose of a day."""
    return [name for (name,) in connection.execute("SELECT medication FROM dose WHERE day = ?", (day,))]
