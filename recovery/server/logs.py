"""What the server writes about itself: one JSON document a line, on standard error.

Never an address, an id or a token. An account stands as a hash under a key that lives in this process and for one day
only, so that one can tell a busy account from many, and nobody can tell which one it was.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import secrets
import sys
from time import monotonic
from typing import Any

import msgspec

from recovery import clock

QUIET_SECONDS = 1.0
MESSAGES = 1000
ACCOUNTS = 10_000  # whose hash is remembered
DAY = 24 * 3600


class Log:
    """Lines of one process."""

    def __init__(self) -> None:
        self._day, self._key = 0, b""
        self._second, self._stamp = 0, ""
        self._lines: list[bytes] = []
        self._accounts: dict[bytes, str] = {}  # of today, as they stand in its log

    def write(self, event: str, **fields: Any) -> None:
        """One line; fields that are `None` are left out."""
        self._add(event, fields)
        self._flush()

    def request(self, **fields: Any) -> None:
        """The same of a request, written with those of others that end in this turn of the loop."""
        if not self._lines:
            asyncio.get_running_loop().call_soon(self._flush)
        self._add("request", fields)

    def _add(self, event: str, fields: dict[str, Any]) -> None:
        second = seconds()
        if second != self._second:
            self._second, self._stamp = second, clock.stamp()
        line = {"at": self._stamp, "event": event} | {k: v for k, v in fields.items() if v is not None}
        self._lines.append(msgspec.json.encode(line))

    def _flush(self) -> None:
        lines, self._lines = self._lines, []
        try:
            sys.stderr.write("".join(f"{line.decode()}\n" for line in lines))
            sys.stderr.flush()
        except (OSError, ValueError):
            return  # nobody reads the log any more; that must not end the server

    def account(self, account: bytes | None) -> str | None:
        """The account as it stands in today's log."""
        if account is None:
            return None
        day = seconds() // DAY
        if day != self._day or len(self._accounts) >= ACCOUNTS:
            self._day, self._key = day, self._key if day == self._day else secrets.token_bytes(32)
            self._accounts.clear()
        if account not in self._accounts:
            self._accounts[account] = hmac.new(self._key, account, hashlib.sha256).hexdigest()[:12]
        return self._accounts[account]


class Handler(logging.Handler):
    """What libraries have to say, without their words: these may hold anything."""

    def __init__(self, log: Log) -> None:
        super().__init__(logging.WARNING)
        self._log = log
        self._said: dict[tuple[str, str], tuple[float, int]] = {}  # when a message was written last, and how often not

    def emit(self, record: logging.LogRecord) -> None:
        """One line of where it came from and what kind of error it was; of one message at most one a second."""
        message, now = (record.name, str(record.msg)[:200]), monotonic()
        at, left_out = self._said.get(message, (-QUIET_SECONDS, 0))
        if now - at < QUIET_SECONDS:
            self._said[message] = (at, left_out + 1)
            return
        if len(self._said) >= MESSAGES:
            self._said.clear()
        self._said[message] = (now, 0)
        kind = record.exc_info[0] if record.exc_info else None
        self._log.write(
            "library",
            logger=record.name,
            level=record.levelname,
            error=kind.__name__ if kind else None,
            left_out=left_out or None,
        )


def take_over(log: Log) -> None:
    """Let all libraries log through one handler."""
    root = logging.getLogger()
    root.handlers[:] = [Handler(log)]
    root.setLevel(logging.WARNING)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi", "psycopg", "psycopg.pool"):
        logger = logging.getLogger(name)
        logger.handlers[:] = []
        logger.propagate = name != "uvicorn.access"  # uvicorn makes a line of each request for whoever would hear it


def today() -> str:
    """The day in UTC."""
    return clock.stamp()[:10]


def seconds() -> int:
    """The present in whole seconds since 1970."""
    return clock.nanoseconds() // 1_000_000_000
