"""What the journal's kinds of entry say about themselves: their facts on one line, and their longer texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from recovery.console import one_line
from recovery.journal.entries import HALT, CheckIn, Craving, Entry, Lapse, Note
from recovery.language import trn


def summary(entry: Entry) -> str:
    """An entry's facts on one line, without its time, id and longer texts."""
    parts: list[str] = []
    match entry:
        case Craving():
            parts = [f"craving {entry.intensity}", _names(entry.triggers), _names(entry.coping), _ending(entry)]
        case Lapse():
            parts = ["lapse", one_line(entry.substance or ""), _names(entry.triggers), one_line(entry.amount or "")]
            parts.append({"near": "near overdose", "yes": "overdose"}.get(entry.overdose or "", ""))
            parts.append("naloxone given" if entry.naloxone else "")
        case CheckIn():
            parts = ["check-in", *_answers(entry)]
        case Note():
            parts = ["note", _names(entry.triggers)]
    return " \N{MIDDLE DOT} ".join(part for part in parts if part)


def _names(names: Iterable[str]) -> str:
    return ", ".join(one_line(name) for name in names)


def _ending(entry: Craving) -> str:
    words = {"passed": "passed", "used": "used"}.get(entry.outcome or "", "")
    if entry.ratings:
        words = "surfed " + " ".join(str(rating) for _, rating in entry.ratings) + (f", {words}" if words else "")
    if entry.minutes is not None:
        words += f"{' after' if words else 'lasted'} {entry.minutes} min"
    return words


def _answers(entry: CheckIn) -> Iterator[str]:
    if entry.used is not None:
        yield f"used {one_line(entry.substance or '')}".strip() if entry.used else "no use"
    if entry.mood is not None:
        yield f"mood {entry.mood}"
    if entry.sleep_hours is not None:
        yield f"slept {entry.sleep_hours:g} h"
    if entry.confidence is not None:
        yield f"confidence {entry.confidence}"
    yield ", ".join(name for name in HALT if getattr(entry, name))
    if entry.signs:
        yield trn("sign: {names}", "signs: {names}", len(entry.signs), names=_names(entry.signs))


def texts(entry: Entry) -> Iterator[str]:
    """The longer texts of an entry, as they were written."""
    if isinstance(entry, Note):
        yield entry.text
        return
    if isinstance(entry, CheckIn):
        if entry.good:
            yield f"good: {entry.good}"
        if entry.intention:
            kept = {True: " (kept)", False: " (not kept)", None: ""}[entry.intention_kept]
            yield f"intention: {entry.intention}{kept}"
    if entry.note:
        yield entry.note
