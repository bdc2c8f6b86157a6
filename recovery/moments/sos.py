"""For the worst minute: numbers first, then what worked before. Answers without a journal and with a damaged one."""

from __future__ import annotations

from textwrap import wrap
from typing import Annotated, Any, Literal

import typer

from recovery import safety
from recovery.console import emit, one_line, say, style
from recovery.errors import RecoveryError
from recovery.journal import queries
from recovery.options import Json
from recovery.store import connection

SKILLS_SHOWN = 4
GOOD_SHOWN = 2
WIDTH, INDENT = 80, 17


def sos(
    topic: Annotated[Literal["overdose"] | None, typer.Argument(metavar="overdose", help="The overdose steps.")] = None,
    json: Json = False,
) -> None:
    """Help for the worst minute."""
    if topic == "overdose":
        card = safety.overdose_card()
        if json:
            emit({"steps": [line for line in card if line]})
        else:
            say("", *(style(line, "bold") if line[:1].isdigit() else line for line in card), "")
        return
    skills, good = _from_journal()
    if json:
        emit(_document(skills))
    else:
        say(*_screen(skills, good))


def _from_journal() -> tuple[list[tuple[str, int, int]], list[str]]:
    """What worked and what was good; nothing at all when the journal cannot be read."""
    try:
        with connection.reading() as journal:
            return queries.helped_before(journal, SKILLS_SHOWN), queries.good_things(journal, GOOD_SHOWN)
    except RecoveryError:
        return [], []


def _document(skills: list[tuple[str, int, int]]) -> dict[str, Any]:
    return {
        "crisis_lines": [safety.line_json(line) for line in safety.crisis_lines()],
        "steps": [],
        "reasons": [],
        "skills": [{"text": name, "tried": known, "passed": passed} for name, passed, known in skills],
        "contacts": [],
    }


def _screen(skills: list[tuple[str, int, int]], good: list[str]) -> list[str]:
    call = f"NOT WAKING, NOT BREATHING?  {safety.emergency()} now, then: recovery sos overdose"
    lines = ["", *(style(" " + line, "bold") for line in wrap(call, WIDTH - 1)), " " + "-" * (WIDTH - 4)]
    label = "TALK NOW"
    for line in safety.crisis_lines():
        if line.name != "Emergency":
            number = one_line(line.number)
            first, *rest = _rows(label, f"{number}  {one_line(line.name)}: {one_line(line.what_for)}")
            lines += [first[:INDENT] + first[INDENT:].replace(number, style(number, "bold"), 1), *rest]
            label = ""
    helped = [f"{one_line(name)} {passed} of {known}" for name, passed, known in skills]
    if helped:
        lines += ["", *_rows("WORKED BEFORE", *helped)]
    else:
        lines += ["", *_rows("ONE THING NOW", "Go where somebody is, or call somebody. Ten minutes at a time.")]
    if good:
        lines += ["", *_rows("GOOD", *(one_line(text, 60) for text in good))]
    lines += ["", *_rows("MIGHT USE?", *safety.lapse_card(None)[:3]), ""]
    return [*lines, " Then: recovery log 8 writes it down, recovery after passed when it has eased.", ""]


def _rows(label: str, *texts: str) -> list[str]:
    """Texts under one label, folded to 80 columns, so that no number is torn in two."""
    folded = [line for text in texts for line in wrap(text, WIDTH - INDENT, break_on_hyphens=False)]
    return [f" {label if number == 0 else '':<{INDENT - 2}} {line}" for number, line in enumerate(folded)]
