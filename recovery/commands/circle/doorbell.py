"""`circle doorbell`: a program of the person's own that tells somebody to look, run for what is sent to them by hand.

It gets the same words for everybody and every occasion, so who carries them learns neither who nor why.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from recovery import diary as diaries
from recovery import system
from recovery.circle import queries
from recovery.circle.member import Member
from recovery.commands.circle.look import Name
from recovery.commands.options import Json
from recovery.commands.parameters import Option
from recovery.console import emit, one_line, say, tell
from recovery.errors import Refused, Usage
from recovery.language import tr
from recovery.store import home
from recovery.store.names import clean_name

SETTING = "circle_doorbells"  # the command for each member, by id; of this device alone
TEXT = tr("Please open your app.")
SECONDS = 10.0
ONE = tr("Say --command or --off.")
NOT_RUN = tr("The doorbell for {name} could not be rung. What was sent is sent all the same.")


def doorbell(
    name: Name,
    command: Annotated[
        str | None,
        Option("--command", metavar="COMMAND", help=tr("What to run; the words come as its last argument.")),
    ] = None,
    off: Annotated[bool, Option("--off", help=tr("Run nothing any more."))] = False,
    json: Json = False,
) -> None:
    """When you send something, run a program of yours that tells them to look, such as one that sends an e-mail."""
    if (command is None) != off:
        raise Usage(ONE)
    with diaries.existing() as diary:
        member = queries.find(diary.journal, clean_name(name), diary.today)
    kept = {id: line for id, line in _kept().items() if id != member.id}
    if command is not None:
        if not _words(command):
            raise Refused(ONE)
        kept[member.id] = command
    home.save_settings({**home.settings(), SETTING: kept})
    shown = one_line(member.name)
    if json:
        emit({"name": member.name, "rings": command is not None})
    elif off:
        say(tr("Nothing is run for {name} any more.", name=shown))
    else:
        said = tr(
            "Run from now on when you send {name} something by hand. It gets these words: {text}", name=shown, text=TEXT
        )
        say(said)


def ring(members: Iterable[Member]) -> None:
    """Run what the person set for each of these; what cannot be run is said and stops nothing."""
    kept = _kept()
    for member in members:
        if member.id in kept and not _run(kept[member.id]):
            tell(NOT_RUN.format(name=one_line(member.name)))


def _run(command: str) -> bool:
    try:
        return system.run_program([*_words(command), TEXT], silent=True, seconds=SECONDS).returncode == 0
    except OSError:  # also where it takes too long
        return False


def _words(command: str) -> list[str]:
    try:
        return system.split_command(command)
    except ValueError:
        return []


def _kept() -> dict[str, str]:
    try:
        kept = home.settings().get(SETTING)
    except Refused:  # a broken settings file keeps no request for help back
        return {}
    return {id: line for id, line in kept.items() if isinstance(line, str)} if isinstance(kept, dict) else {}
