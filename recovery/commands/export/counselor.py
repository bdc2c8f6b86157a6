"""`recovery export counselor`: one page for a counselor, shown before it is written."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Literal

from recovery import console, prompts
from recovery import diary as diaries
from recovery.commands.export import passphrase
from recovery.commands.options import AsOf, Force, From, Last, Month, To, Week, Yes
from recovery.commands.parameters import Option
from recovery.console import say, tell
from recovery.diary import Diary
from recovery.errors import Refused, Unreadable, Usage
from recovery.exchange import encryption, queries
from recovery.exchange.counselor.build import build
from recovery.exchange.counselor.choice import Choice, for_the_top, sections, without
from recovery.exchange.counselor.document import NAMES, TITLES, Document, Name
from recovery.exchange.counselor.material import gather, people, since_last_page
from recovery.exchange.people import Names
from recovery.insights import periods
from recovery.language import tr
from recovery.outlets import file as outlet
from recovery.store import home
from recovery.store.names import clean_name

Format = Literal["md", "html", "pdf", "json", "csv", "fhir"]
WRITERS: dict[Format, str] = {
    "md": "counselor.markdown",
    "html": "counselor.html",
    "pdf": "counselor.pdf",
    "json": "counselor.json_file",
    "csv": "counselor.csv",
    "fhir": "fhir.composition",
}
SUFFIXES: dict[str, Format] = {
    ".md": "md",
    ".html": "html",
    ".htm": "html",
    ".pdf": "pdf",
    ".json": "json",
    ".csv": "csv",
}
FIRST_DAYS = 28
COURT = tr("Once given, this page is in their file; a court or probation office may ask for it.")
NO_PDF_HERE = tr("A PDF is written to a file. Say which with -o FILE.")
NO_LOCK_HERE = tr("A locked page is written to a file. Say which with -o FILE.")
TO_WRITE = tr("This was only shown. To write it for your counselor: recovery export counselor -o summary.pdf")
DAYS_TWICE = tr("Choose one: --since-last, or the days.")
HIDDEN = tr(
    'On this page your people are named by what they are to you, or as "someone", even where a trigger has the same '
    "name as one of them. --with-names shows their names; recovery private adds and removes names."
)
NOT_WRITTEN = tr("Nothing was written.")
COULD_NOT_ASK = tr("Is there something you could not ask for? One line for the top, or Enter to leave it out:")


def export_counselor(
    since_last: Annotated[
        bool, Option("--since-last", help=tr("Since the last page you made (the default; at first 28 days)."))
    ] = False,
    week: Week = None,
    month: Month = None,
    last: Last = None,
    first_day: From = None,
    last_day: To = None,
    as_of: AsOf = None,
    include: Annotated[
        str | None,
        Option("--include", metavar="A,B", help=tr("Only these sections of: {names}.", names=", ".join(NAMES))),
    ] = None,
    exclude: Annotated[str | None, Option("--exclude", metavar="A,B", help=tr("All but these sections."))] = None,
    with_notes: Annotated[bool, Option("--with-notes", help=tr("Also what you wrote at length."))] = False,
    with_names: Annotated[bool, Option("--with-names", help=tr("Other people by name, not by role."))] = False,
    with_patterns: Annotated[bool, Option("--with-patterns", help=tr("Also the report's findings."))] = False,
    name: Annotated[str | None, Option("--name", metavar="TEXT", help=tr("Your name or alias for the top."))] = None,
    could_not_ask: Annotated[
        str | None,
        Option("--could-not-ask", metavar="TEXT", help=tr("One line on what you could not ask for, for the top.")),
    ] = None,
    appendix: Annotated[bool, Option("--appendix", help=tr("Add a table of the days, after the page."))] = False,
    format_: Annotated[
        Format | None, Option("--format", help=tr("How to write it (default: by the file's name, else md)."))
    ] = None,
    output: Annotated[
        str | None, Option("--output", "-o", metavar="FILE", help=tr("Where to write it; - is standard output."))
    ] = None,
    encrypt: Annotated[
        bool, Option("--encrypt", help=tr("Lock it: a .pdf for any PDF viewer, anything else as FILE.age."))
    ] = False,
    force: Force = False,
    yes: Yes = False,
) -> None:
    """One honest page for your counselor. You see it, choose what goes on it, and then it is written.

    Notes and other people's names stay out unless you say so. The page is a file on this machine; handing it over is
    up to you.
    """
    written_as = _format(format_, output)
    path = outlet.target(output)
    if path is None and (written_as == "pdf" or encrypt):
        raise Usage(NO_PDF_HERE if not encrypt else NO_LOCK_HERE)
    chosen = sections(include, exclude, with_patterns=with_patterns)
    name, asked_line = _alias(name), for_the_top(could_not_ask)
    flags = {"week": week, "month": month, "last": last, "first_day": first_day, "last_day": last_day}
    if since_last and any(flags.values()):
        raise Usage(DAYS_TWICE)
    with diaries.existing() as diary:
        day = diary.today if as_of is None else periods.day_named(as_of, diary.today)
        material = gather(diary, _period(diary, day, flags), day)
        names = people(diary.journal, shown=with_names)

        def made(shown: list[Name]) -> Document:
            names.hidden = 0
            choice = Choice(names, notes=with_notes)
            quiet = home.settings().get("quiet") is True
            page = build(material, shown, choice, made_on=diary.today, name=name, appendix=appendix, quiet=quiet)
            return replace(page, could_not_ask=None if asked_line is None else choice.own(asked_line))

        if path is None:
            _shown(made(chosen), format_, diary, names)
            return
        outlet.check_free(path, force=force)
        if console.interactive() and not yes:
            asked_line = asked_line or _could_not_ask()
            chosen = _agreed(made, chosen, names, asked=include is None and exclude is None)
        said = _write_page(diary, made(chosen), path, written_as, encrypt=encrypt, force=force)
    say(*said)


def _period(diary: Diary, day: date, flags: dict[str, Any]) -> periods.Period:
    """The days that were asked for, else those since the last page."""
    if any(flags.values()):
        return periods.named(day, **flags, default_days=FIRST_DAYS)
    return since_last_page(diary.journal, day, FIRST_DAYS)


def _write_page(
    diary: Diary, document: Document, path: Path, written_as: Format, *, encrypt: bool, force: bool
) -> list[str]:
    """Write the page and remember that it was made; returns what to say of it."""
    tell(COURT)
    content = _written(document, written_as, diary)
    path, content, opening = _locked(path, content, written_as) if encrypt else (path, content, "")
    outlet.write(path, content, force=force)
    _remember(diary, document, written_as)
    return _said(document, opening)


def _alias(name: str | None) -> str | None:
    """What the person wants on top of the page; raises `Refused`."""
    try:
        return None if name is None else clean_name(name)
    except Refused as error:
        raise Refused(f"--name {error.sentence}") from None


def _could_not_ask() -> str | None:
    """The same, asked for; Enter leaves it out."""
    return prompts.ask(COULD_NOT_ASK, lambda text: for_the_top(text) if text.strip() else None, flag="--could-not-ask")


def _shown(document: Document, format_: Format | None, diary: Diary, names: Names) -> None:
    """The page on standard output: drawn on a terminal where no format is named, else written."""
    if format_ is None and sys.stdout.isatty():
        _draw(document, names)
    else:
        outlet.show(_written(document, format_ or "md", diary))
    if sys.stdout.isatty():
        tell("", TO_WRITE)


def _draw(document: Document, names: Names) -> None:
    """The page as it will be, and beside it whether names were replaced."""
    from recovery.exchange.counselor.views import screen

    screen.show(document)
    if names.hidden:
        tell("", HIDDEN)


def _format(format_: Format | None, output: str | None) -> Format:
    if format_ is not None or output is None:
        return format_ or "md"
    path = Path(output)
    suffix = path.with_suffix("").suffix if path.suffix.lower() == encryption.AGE else path.suffix
    return SUFFIXES.get(suffix.lower(), "md")


def _written(document: Document, format_: Format, diary: Diary) -> bytes:
    write: Callable[..., bytes] = import_module(f"recovery.exchange.{WRITERS[format_]}").write
    if format_ == "pdf":
        return _printed(document, diary)
    if format_ == "fhir":
        pdf = _printed(document, diary) if find_spec("typst") else None
        return write(document, seed=queries.seed(diary.journal), pdf=pdf)
    return write(document)


def _printed(document: Document, diary: Diary) -> bytes:
    from recovery.exchange.counselor import pdf

    return pdf.write(document, paper=pdf.paper_of(diary.profile.timezone))


def _agreed(made: Callable[[list[Name]], Document], sections: list[Name], names: Names, *, asked: bool) -> list[Name]:
    """What the person agrees to hand over, having seen it; raises `Refused` when they would rather not."""
    _draw(made(sections), names)
    if asked:
        numbered = ", ".join(f"{number} {TITLES[name]}" for number, name in enumerate(sections, start=1))
        say(tr("Sections: {numbered}", numbered=numbered))
        left = prompts.ask(
            tr("Leave any out? Their numbers, or Enter to keep all:"),
            lambda text: without(text, sections),
            flag="--exclude",
        )
        if left != sections:
            sections = left
            say("")
            _draw(made(sections), names)
    say(COURT)
    if not prompts.confirm(tr("Write this page?")):
        raise Refused(NOT_WRITTEN)
    return sections


def _locked(path: Path, content: bytes, format_: Format) -> tuple[Path, bytes, str]:
    secret = passphrase.for_this_file()
    if format_ == "pdf" and path.suffix.lower() != encryption.AGE:
        return path, encryption.locked_pdf(content, secret), encryption.OPEN_PDF
    return passphrase.as_age(path), encryption.locked_age(content, secret), encryption.OPEN_AGE


def _remember(diary: Diary, document: Document, format_: Format) -> None:
    try:
        queries.note_handed_over(diary.journal, document.made_on, document.first, document.last, format_)
    except Unreadable:
        tell(tr("The page is written. The program could not note that it was made, so --since-last will not count it."))


def _said(document: Document, opening: str) -> list[str]:
    period = tr("{first} to {last}", first=document.first.isoformat(), last=document.last.isoformat())
    lines = [
        tr("Written, readable by you only: {count} sections, {period}.", count=len(document.sections), period=period)
    ]
    return [*lines, opening] if opening else lines
