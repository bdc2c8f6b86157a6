"""`doctor`: everything looked at once, said in one line each, and mended where that needs nobody's decision."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from recovery import clock, console
from recovery.commands.options import Json
from recovery.commands.parameters import Option
from recovery.console import emit, say
from recovery.errors import Locked, NotFound, RecoveryError, Unreadable
from recovery.journal import queries
from recovery.language import tr
from recovery.safety import numbers, own_numbers
from recovery.safety.dialling import can_be_dialled
from recovery.store import connection, health, home, opening, rows
from recovery.store.health import Finding
from recovery.web import manifest

FAULTS = tr("Something needs fixing; each line above says how. recovery doctor --fix does what is safe.")
UNSEEN = tr("The journal is locked, so its contents were not checked. Open it with: recovery unlock")


def doctor(
    fix: Annotated[bool, Option("--fix", help=tr("Fix what is safe to fix."))] = False,
    take_as_it_is: Annotated[
        bool, Option("--take-as-it-is", help=tr("Go on with a journal whose file changed on the disk."))
    ] = False,
    json: Json = False,
) -> None:
    """Check that journal, keys, backups, clock and numbers are as they should be."""
    if not home.folder().is_dir() or not (connection.exists() or home.locked()):
        raise NotFound(connection.NO_JOURNAL)
    if take_as_it_is:
        health.take_as_it_is()
    findings: list[Finding] = []
    unseen: RecoveryError | None = None
    try:
        findings.extend(_findings(fix=fix))
    except RecoveryError as error:
        unseen = error
        if not isinstance(error, Locked):
            findings.append(Finding("journal", "fault", error.sentence))
            findings += health.copies(None, None, None, fix=False)
    findings += [*health.leftovers(fix=fix), *_numbers(), *_app()]
    if json:
        emit({"checks": [{"name": finding.name, "state": finding.state, "text": finding.text} for finding in findings]})
    else:
        for finding in findings:
            say(f"{finding.state:<7} {finding.name}: {console.one_line(finding.text)}")
    if isinstance(unseen, Locked):
        raise Locked(UNSEEN if isinstance(unseen, opening.KeyNotAtHand) else unseen.sentence)
    if any(finding.state == "fault" for finding in findings):
        raise Unreadable(FAULTS)


def _findings(*, fix: bool) -> Iterator[Finding]:
    yield from health.rights(fix=fix)
    home.settings()
    key_file = health.key_file_here()
    if key_file is not None:
        yield from health.key(key_file)
    key = None
    if not connection.exists():
        raise Unreadable(tr("The journal's file is gone. Put a backup in its place with: recovery restore FILE"))
    with connection.existing() as journal:
        key = opening.key_of(key_file) if key_file is not None else None
        yield from health.journal(journal.connection, fix=fix)
        written = health.last_written(journal.connection)
        yield from health.sync(journal.connection)
        yield from _substances(journal)
        profile = rows.profile(journal)
    yield from health.copies(written, key_file, key, fix=fix)
    yield from health.machine(written, profile.timezone if profile else clock.system_zone())


def _substances(journal: connection.Journal) -> Iterator[Finding]:
    """Of which substances nobody can tell what they are: their warnings may be the wrong ones."""
    unsure = [substance for substance in queries.substances(journal) if not substance.guess.sure]
    if unsure:
        names = console.joined(console.one_line(substance.name, 40) for substance in unsure)
        text = tr(
            "The name does not tell which warnings fit: {names}. Say what it is with: recovery substance "
            "class NAME CLASS",
            names=names,
        )
        yield Finding("substances", "advice", text)


def _numbers() -> Iterator[Finding]:
    """How old the numbers are that `sos` shows. Nobody has called them, and nothing here says that anybody did."""
    today = clock.machine_now().date()
    lines = numbers.crisis_lines()
    old = own_numbers.unchecked(today)
    copied = [line.verified_on for line in lines if line.source != numbers.OWN]
    for line in lines:
        if not can_be_dialled(line.number):
            text = tr("Nobody can dial the number of {name}. recovery numbers list shows it.", name=line.name)
            yield Finding("numbers", "advice", text)
    if old:
        names = console.joined(f"{line.name} {line.number}" for line in old)
        text = tr(
            "Written down over a year ago: {names}. Update the program, or call to check that they still answer.",
            names=names,
        )
        yield Finding("numbers", "advice", text)
    elif copied:
        text = tr(
            "The numbers that sos shows were copied by {day} at the latest, and nobody has called them: call to check. "
            "recovery numbers list names the page of each.",
            day=max(copied),
        )
        yield Finding("numbers", "ok", text)
    elif lines:
        text = tr("The numbers that sos shows are your own, as you typed them: call to check.")
        yield Finding("numbers", "ok", text)
    else:
        text = tr("sos has no number to show. Put in the one to call where you live: recovery numbers add NAME NUMBER")
        yield Finding("numbers", "advice", text)


def _app() -> Iterator[Finding]:
    """Whether this program holds the phone app, and which."""
    listed = manifest.here()
    if listed is None:
        yield Finding("app", "advice", manifest.NOT_HERE)
    else:
        text = tr(
            "The phone app in this program is version {version}, checksum {checksum}.",
            version=listed.version,
            checksum=listed.shown,
        )
        yield Finding("app", "ok", text)
