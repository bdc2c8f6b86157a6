"""One key from each step of the first evening to the next: the journal, the plan, the first check-in."""

from __future__ import annotations

from contextlib import suppress

from recovery import prompts
from recovery.language import tr


def offer_plan() -> None:
    """One key begins the plan."""
    if _pressed(tr("[p]lan now, three lines; Enter: later"), "p"):
        from recovery.commands.plan.start import start

        start()


def offer_checkin() -> None:
    """One key begins the check-in."""
    if _pressed(tr("[c]heck in now, Enter: later"), "c"):
        from recovery.commands.checkin.command import checkin

        checkin()


def offer_locked_sos() -> None:
    """One key lets `sos` show somebody of the plan while the journal is locked; nothing where it has no passphrase."""
    from recovery.commands.sos import wallet_card
    from recovery.insights.sos import known
    from recovery.store import connection

    if connection.has_key_file():
        with suppress(EOFError, KeyboardInterrupt):
            wallet_card.offer(known(None))


def _pressed(question: str, key: str) -> bool:
    """Whether that key is pressed; leaving the question any other way ends nothing that was done before it."""
    with suppress(EOFError, KeyboardInterrupt):
        return prompts.key(question, key) == key
    return False
