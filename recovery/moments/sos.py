"""For the worst minute: numbers first, then what worked before. Answers without a journal and with a damaged one."""

from __future__ import annotations

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


def sos(
    topic: Annotated[Literal["overdose"] | None, typer.Argument(help="overdose shows the overdose steps.")] = None,
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
    lines = ["", style(f" NOT WAKING, NOT BREATHING?  {safety.emergency()} now, then: recovery sos overdose", "bold")]
    lines += [" " + "-" * 76]
    numbers = [line for line in safety.crisis_lines() if line.name != "Emergency"]
    for number, line in enumerate(numbers):
        label = "TALK NOW" if number == 0 else ""
        lines.append(
            f" {label:<15} {style(one_line(line.number), 'bold')}  {one_line(line.name)}: {one_line(line.what_for)}"
        )
    if skills:
        helped = [f"{one_line(name)} {passed} of {known}" for name, passed, known in skills]
        lines += ["", f" {'WORKED BEFORE':<15} {helped[0]}", *(f" {'':<15} {each}" for each in helped[1:])]
    else:
        lines += ["", f" {'ONE THING NOW':<15} Go where somebody is, or call one person. Ten minutes at a time."]
    if good:
        lines += [
            "",
            *(f" {'GOOD' if number == 0 else '':<15} {one_line(text, 60)}" for number, text in enumerate(good)),
        ]
    card = safety.lapse_card(None)
    lines += ["", *(f" {'MIGHT USE?' if number == 0 else '':<15} {line}" for number, line in enumerate(card[:3])), ""]
    return [*lines, " Then: recovery log 8 writes it down, recovery after passed when it has eased.", ""]
