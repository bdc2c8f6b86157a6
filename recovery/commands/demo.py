"""`demo`: the program doing its job on the entries of a made-up person, in a folder of its own."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import tempfile
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, NamedTuple

from recovery import clock, console
from recovery import diary as diaries
from recovery.commands import report, today
from recovery.commands.calendar import calendar
from recovery.commands.lapse import lapse
from recovery.commands.log import log
from recovery.commands.parameters import Option
from recovery.commands.streak import streak
from recovery.commands.undo import undo
from recovery.console import say, style
from recovery.errors import Refused
from recovery.journal import sample
from recovery.language import tr
from recovery.store import connection, home, rows
from recovery.store.profile import DAY_STARTS_DEFAULT
from recovery.theme import QUIET, STRONG, TYPED

SEED = 7
WIDTH = 78
NOT_EMPTY = tr("That folder is not empty. Name a new one, so that nothing of yours is mixed with made-up entries.")
YOURS = tr("That is the folder of your own journal. Name another one for the made-up entries.")
NOT_MADE = tr("That folder cannot be made. Name one in a place you can write to.")


class Stop(NamedTuple):
    """One stop of the tour: a title, why it matters, and commands as they are typed with what they do."""

    title: str
    why: str
    steps: tuple[tuple[str, Callable[[], object]], ...]


TOUR = (
    Stop(
        "WRITE IT DOWN",
        tr("A number from 0 to 10 is enough. Words after it are what set it off."),
        (('log 6 payday "old corner"', lambda: log(6, ["payday", "old corner"])),),
    ),
    Stop(
        "TODAY",
        tr("Where you stand, on one screen. A day without an answer is not known (?): neither free nor used."),
        (("today", today.show),),
    ),
    Stop(
        "THE WEEK",
        tr("On Sunday: what set the week's cravings off, and what helped. Every number says out of how many."),
        (("report", report.show),),
    ),
    Stop(
        "THE MONTHS",
        tr("A sign for each day, and its hardest craving."),
        (("calendar --months 2", lambda: calendar(months=2)),),
    ),
    Stop(
        "THE DAYS",
        tr("The lapse in the second week ended a run. It took no day away: all free days stay counted."),
        (("streak", streak),),
    ),
    Stop(
        "IF IT HAPPENS",
        tr(
            "After a lapse safety comes first, then what stays counted, then what to do next. No blame. And whatever "
            "was typed by mistake can be taken back."
        ),
        (("lapse", lapse), ("undo", undo)),
    ),
)


def demo(
    seed: Annotated[int, Option(min=0, metavar="N", help=tr("Another number makes other entries."))] = SEED,
    keep: Annotated[
        str | None,
        Option(metavar="DIR", help=tr("Keep the made-up journal in this new folder, to look around in.")),
    ] = None,
) -> None:
    """Eight weeks of made-up entries, and what the program makes of them. Your own journal is not touched."""
    folder = None if keep is None else _new_folder(keep)
    with tempfile.TemporaryDirectory(prefix="recovery-demo-") as temporary, _living_in(folder or Path(temporary)):
        timezone = clock.system_zone()
        zone = clock.parse_zone(timezone)
        made = write(seed, clock.today(zone, DAY_STARTS_DEFAULT), timezone)
        _welcome(made)
        for number, stop in enumerate(TOUR, start=1):
            _show(stop, number)
    _goodbye(folder)


def write(seed: int, last: date, timezone: str) -> int:
    """Make the journal of the made-up person, whose last day is `last`; returns the number of entries."""
    profile, substance = sample.settings(last, timezone)
    with connection.existing_or_new() as journal:
        diaries.start(journal, profile)
        with journal.command("import", origin="import"):
            rows.add(journal, substance)
            return sum(1 for entry in sample.entries(seed, last, timezone) if rows.add(journal, entry))


def _new_folder(name: str) -> Path:
    folder = Path(name).expanduser().absolute()
    if folder.resolve() == home.folder().resolve():
        raise Refused(YOURS)
    try:
        folder.mkdir(mode=home.FOLDER_RIGHTS, parents=True, exist_ok=True)
        empty = not any(folder.iterdir())
    except OSError:
        raise Refused(NOT_MADE) from None
    if not empty:
        raise Refused(NOT_EMPTY)
    return folder


@contextmanager
def _living_in(folder: Path) -> Iterator[None]:
    """The demo's folder in the place of the person's own, and nobody there to answer a question, while it lasts."""
    before, stdin = os.environ.get("RECOVERY_HOME"), sys.stdin
    os.environ["RECOVERY_HOME"] = str(folder)
    try:
        with Path(os.devnull).open(encoding="utf-8") as sys.stdin:
            yield
    finally:
        sys.stdin = stdin
        if before is None:
            del os.environ["RECOVERY_HOME"]
        else:
            os.environ["RECOVERY_HOME"] = before


def _welcome(made: int) -> None:
    say(
        "",
        style("recovery", STRONG)
        + tr(": a private journal for people in recovery. Nothing leaves it unless you say so."),
        "",
        *_folded(
            tr(
                "This is a tour on {made} made-up entries: eight weeks of a person who does not exist. Your "
                "own journal is not touched. Every command after a $ is one that you can type.",
                made=made,
            )
        ),
    )


def _show(stop: Stop, number: int) -> None:
    head = f"{number} of {len(TOUR)}  {stop.title} "
    say("", style(head + "-" * (WIDTH - len(head)), STRONG), *(style(line, QUIET) for line in _folded(stop.why)))
    for line, run in stop.steps:
        say("", style(f"$ recovery {line}", TYPED))
        sys.stdout.flush()
        run()


def _goodbye(folder: Path | None) -> None:
    program = _program()
    say("", style("-" * WIDTH, STRONG))
    if folder is None:
        say(
            tr("The made-up journal is gone again. To keep one and look around in it:"),
            tr("  {program} demo --keep DIR", program=program),
        )
    else:
        say(tr("The made-up journal is kept. Look around in it with:"))
        console.say_whole(f"  RECOVERY_HOME={console.one_line(shlex.quote(str(folder)))} {program} report")
    say(
        "",
        tr("Begin your own:      {program}", program=style(program + " init", STRONG)),
        tr("Hard right now?      {program} sos", program=program),
        "",
    )


def _program() -> str:
    """What to type for this program: its name where the shell finds it, else the way to it."""
    called = Path(sys.argv[0]).absolute()
    program = shutil.which("recovery")
    if called.name != "recovery" or (program and Path(program).absolute() == called):
        return "recovery"
    near = called.relative_to(Path.cwd()) if called.is_relative_to(Path.cwd()) else called
    return console.one_line(shlex.quote(str(near)))


def _folded(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH)
