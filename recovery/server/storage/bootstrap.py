"""A database before it serves: its tables, its epoch, and the secret behind its challenges."""

from __future__ import annotations

import secrets
from importlib.resources import files

from recovery.language import tr
from recovery.server.engine import Transaction
from recovery.wire import protocol

NEWER = tr("The server's database was written by a newer version of recovery. Update the program; nothing was changed.")


async def prepare(tx: Transaction, place: str, *, anew: bool = False) -> None:
    """Note where a database lives, and give it an epoch: its first, or another one after a restore (`anew`)."""
    row = await tx.one("SELECT place FROM server")
    if row is None:
        await tx.run(
            "INSERT INTO server (one, epoch, secret, place) VALUES (1, ?, ?, ?) ON CONFLICT (one) DO NOTHING",
            secrets.token_bytes(protocol.ID_BYTES),
            secrets.token_bytes(protocol.KEY_BYTES),
            place,
        )
    else:
        life = secrets.token_bytes(protocol.ID_BYTES) if anew else await epoch(tx)
        await tx.run("UPDATE server SET epoch = ?, place = ?", life, place)


def migrations(engine: str) -> list[tuple[int, list[str]]]:
    """The numbered migrations of an engine and their statements."""
    folder = files("recovery.server") / "migrations" / engine
    scripts = sorted(
        (path for path in folder.iterdir() if path.name.endswith(".sql")),
        key=lambda path: path.name,
    )
    texts = [(int(path.name[:4]), path.read_text("utf-8")) for path in scripts]
    return [(number, [part for part in text.split(";\n") if part.strip()]) for number, text in texts]


async def secret(tx: Transaction) -> bytes:
    """What challenges are marked with; no client ever sees it."""
    row = await tx.one("SELECT secret FROM server")
    return bytes(row[0]) if row else b""


async def epoch(tx: Transaction) -> bytes:
    """Which life of the database this is."""
    row = await tx.one("SELECT epoch FROM server")
    return bytes(row[0]) if row else b""
