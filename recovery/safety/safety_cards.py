"""The safety cards: which sentences of `cards.toml` a class of substance gets, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from recovery.language import spoken, tr
from recovery.safety import classes, numbers
from recovery.safety.texts import texts

WIDTH = 80
READ_ALOUD = 78  # columns of the overdose steps
TOLERANCE_DAYS = 28  # how long the warning about tolerance stands after what lowers it
AFTER_OVERDOSE_DAYS = 28  # how long `today` and `sos` differ after an overdose
CURRENT_DAYS = 14  # use within these is current
STOPPING = ("stopping", "stopping_either")


def lapse_card(kind: str | None, *, current: bool = False) -> list[str]:
    """What to know before anything else when somebody used or is about to, the most important line first; 80 columns.

    `kind` is the class of the substance, `None` where nobody knows it: then the warnings of all of them are said. That
    stopping alcohol or sedatives suddenly can kill is said where use is `current`, and nowhere else: after a long time
    without it can read as a reason to drink.
    """
    lines = [line for sentence in _sentences(kind, current=current) for line in _folded(sentence)]
    return [*lines, *not_read_yet()] if lines else []


def not_read_yet() -> list[str]:
    """What stands below a card in a language in which nobody who treats people has read it yet; else nothing."""
    if spoken().read_by_clinician:
        return []
    return [tr("Translated text: no clinician whose first language this is has read it yet.")]


def read_already(kind: str | None) -> list[str]:
    """One line in place of `lapse_card` after a craving, for somebody who has just read it; none where it has none."""
    line = _cards()["read"].get(kind or "unknown")
    return [] if line is None else [tr("{line} In full: recovery sos", line=tr(line))]


def may_use(kind: str | None, *, current: bool = False, naloxone: bool = True) -> list[str]:
    """The same for somebody who has not used yet, in whole sentences: without what to do when somebody does not wake.

    Without `naloxone` the line about it is left out, for the person who has some.
    """
    left = {"not_breathing", "not_breathing_steps"} | (set() if naloxone else {"naloxone"})
    return _sentences(kind, current=current, without=left)


def stopping(kinds: Sequence[str]) -> list[str]:
    """That stopping suddenly can kill, where it is true of one of these classes; for somebody whose use is current."""
    named = dict.fromkeys(name for kind in kinds for name in _cards()["use"][kind] if name in STOPPING)
    return [line for name in named for line in _folded(_said(name))]


def overdose_card() -> list[str]:
    """The overdose steps, to be read aloud by whoever is there; a blank line between their parts."""
    parts = ([line for row in _laid_out(part) for line in row] for part in _overdose())
    return [*[line for part in parts for line in ("", *part)][1:], *not_read_yet()]


def overdose_sentences() -> list[str]:
    """The same in whole sentences, for a terminal too narrow for the card's lines."""
    parts = ([f"{label}  {text}" if label else text for label, text in part] for part in _overdose())
    return [*[line for part in parts for line in ("", *part)][1:], *not_read_yet()]


def overdose_parts() -> list[list[str]]:
    """The same part by part: signs, steps, what else to do, what it is all for; each line is whole."""
    return [[" ".join(" ".join(row).split()) for row in _laid_out(part)] for part in _overdose()]


def _overdose() -> list[list[tuple[str, str]]]:
    """The parts as labels and texts, with the number to call."""
    parts = _cards()["overdose"]
    number = numbers.emergency_number() or _upper_emergency()
    return [
        [(tr(label) if label else "", tr(text, NUMBER=number)) for label, text in parts[name]]
        for name in ("signs", "steps", "more", "aim")
    ]


def _laid_out(part: Sequence[tuple[str, str]]) -> list[list[str]]:
    """Each text beside its label, folded under itself."""
    indent = max(len(label) for label, _ in part)
    indent += 2 if indent else 0
    from recovery.folding import wrap as fold

    return [fold(text, READ_ALOUD, " " * indent, f"{label:<{indent}}") for label, text in part]


def after_overdose(kind: str | None, *, naloxone: bool = False) -> list[str]:
    """What to do after an overdose or a near one, a title first; with `naloxone` given it was about an opioid."""
    parts = _cards()["after_overdose"]
    told = parts["opioid" if naloxone or classes.naloxone_matters(kind) else "every"]
    last = _said("not_breathing_steps" if naloxone or classes.naloxone_matters(kind) else "not_breathing")
    steps = (line for step in (*map(tr, told), last) for line in _folded(step))
    return [tr(parts["title"]), *steps, *not_read_yet()]


def tolerance_card(after: str) -> list[str]:
    """The warning for the weeks of low tolerance; `after` is what lowered it."""
    return [tr(line, after=after) for line in _cards()["tolerance"]["lines"]]


def weeks_after_overdose(*, opioid: bool, naloxone: bool, medication: bool, person: str | None) -> list[str]:
    """What to do in the four weeks after an overdose that was about an opioid or not, without reproach.

    `naloxone`: there is some again. `medication`: it is taken already. `person`: whom to call, with the number.
    """
    said = _cards()["weeks_after"]
    lines = [tr(said["call_person"], person=person) if person else tr(said["call"])]
    if opioid and not medication:
        lines.insert(0, tr(said["medication"]))
    if opioid and not naloxone:
        lines.insert(0, tr(said["replace"]))
    return lines


def not_breathing() -> str:
    """Whom to call when somebody does not wake, and where the steps are."""
    return _said("not_breathing_steps")


def _sentences(kind: str | None, *, current: bool, without: set[str] | None = None) -> list[str]:
    left = (without or set()) | (set() if current else set(STOPPING))
    return [_said(name) for name in _cards()["use"][kind or "unknown"] if name not in left]


def _said(name: str) -> str:
    """One sentence, with the numbers of the country."""
    line = numbers.stays_on_the_line() if name == "not_alone" else None
    if line is not None:
        name = "not_alone_line"
    sentence = _cards()["sentence"][name]
    call = numbers.emergency() if "{call}" in sentence else None
    return tr(sentence, call=call, line=line)


def _upper_emergency() -> str:
    if numbers.country() is None:
        return numbers.emergency_anywhere("{number} ({place})")
    return numbers.emergency_short()


def _folded(sentence: str) -> list[str]:
    from textwrap import wrap

    return wrap(sentence, WIDTH, break_on_hyphens=False)


def _cards() -> dict[str, Any]:
    return texts("cards")
