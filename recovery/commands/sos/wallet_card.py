"""The wallet card: what somebody else needs to keep a person breathing, and what the person needs to get through.

It is made from the same words as `sos`, on one side of paper: Markdown, HTML, and PDF where typst is installed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from recovery import prompts
from recovery.console import one_line, say
from recovery.errors import Refused, add_extra
from recovery.insights.sos import Known
from recovery.insights.views.sos import ANYTIME, callable_now, one_thing, rows
from recovery.language import tr
from recovery.outlets import file as outlet
from recovery.outlets import fonts, markdown, page
from recovery.plans.views.words import person
from recovery.safety import numbers, safety_cards, shown_while_locked
from recovery.store import home

SUFFIXES = {".md": "md", ".html": "html", ".htm": "html", ".pdf": "pdf"}
PEOPLE, STEPS = 3, 2
NO_PDF = tr(
    "A PDF needs one more package. {add_extra}. Without it, write --format html and print that.",
    add_extra=add_extra("pdf"),
)
PDF_INTO_FILE = tr("A PDF goes into a file: recovery sos --card -o card.pdf")
KEPT_PLAIN = tr(
    "Two steps and one number of your plan will be readable on this machine, even while the journal is locked."
)
KEPT = tr("Kept. When your plan changes: recovery sos --card --keep. To take it back: recovery sos --card --forget")
OFFERED = tr(
    "While the journal is locked, sos shows nobody from your plan. It can show this, which whoever holds this device "
    "can then read without the passphrase:"
)
LATER = tr("Not kept. Whenever you like: recovery sos --card --keep")
_TYPST = """\
#let card = json(bytes(sys.inputs.card))
#set document(title: "Wallet card")
#set page(width: 85.6mm, height: auto, margin: 4mm)
#set text(size: 7.5pt)
#set par(leading: 0.45em)
#for part in card [
  == #part.title
  #for line in part.lines [#line \\ ]
]
"""
_STYLE = """\
:root{--ink:#000;--paper:#fff}body{font-size:11px;line-height:1.35;padding:1rem}
main{width:85.6mm;border:1px dashed #888;padding:4mm}h2{font-size:12px;margin:.5em 0 .1em}
h2:first-child{margin-top:0}p{margin:0}@media print{body{font-size:11px;padding:0}}
"""


class Part(NamedTuple):
    """A heading of the card and the lines below it."""

    title: str
    lines: list[str]


def parts(known: Known) -> list[Part]:
    """The card, what saves a life first; only what the plan holds and the person chose to print."""
    steps = [line for part in safety_cards.overdose_parts() for line in part]
    calls = [
        f"{one_line(numbers.called(line))}: {one_line(numbers.shown(line).number)}" for line in numbers.crisis_lines()
    ]
    people = [f"{person(item)}: {one_line(item.number)}" for item in callable_now(known) if item.number]
    held = [one_line(item.text) for item in known.plan.of("surroundings") if "naloxone" in item.text.casefold()]
    parts = [
        Part(tr("Not waking, not breathing?"), [*steps, *held[:1]]),
        Part(tr("Numbers"), calls),
        Part(tr("My people"), people[:PEOPLE]),
        Part(tr("Before I use"), safety_cards.may_use(known.substance)[:2]),
        Part(tr("Now"), [one_line(one_thing(known)[0]), *(one_line(name) for name, _ in known.skills[:STEPS])]),
        Part(tr("Why"), [one_line(item.text) for item in known.plan.of("reasons")[:STEPS]]),
    ]
    return [part._replace(lines=list(dict.fromkeys(part.lines))) for part in parts if part.lines]


def run(known: Known, format_: str | None, path: Path | None, *, force: bool, keep: bool | None, yes: bool) -> None:
    """Write the card, or say what of it `sos` may show while the journal is locked."""
    if keep is not None:
        _keep(known, keep=keep, yes=yes)
        return
    chosen = format_ or (SUFFIXES.get(path.suffix.lower(), "md") if path else "md")
    content = _pdf(parts(known), path) if chosen == "pdf" else _text(parts(known), chosen).encode("utf-8")
    if path is None:
        say(content.decode("utf-8").rstrip("\n"))
        return
    outlet.write(path, content, force=force)
    say(tr("Written, readable by you only. It names people you trust: show it to whom you choose."))


def _text(card: list[Part], chosen: str) -> str:
    return _page(card) if chosen == "html" else "\n".join(_markdown(card)) + "\n"


def _markdown(card: list[Part]) -> Iterator[str]:
    for number, part in enumerate(card):
        yield from ([""] if number else [])
        yield f"## {part.title}"
        yield ""
        yield from (f"- {markdown.text(line)}" for line in part.lines)


def _page(card: list[Part]) -> str:
    body = "".join(
        f"<h2>{page.text(part.title)}</h2>" + "".join(f"<p>{page.text(line)}</p>" for line in part.lines)
        for part in card
    )
    return page.document(tr("Wallet card"), f"<main>{body}</main>", _STYLE, dark=False)


def _pdf(card: list[Part], path: Path | None) -> bytes:
    if path is None and sys.stdout.isatty():
        raise Refused(PDF_INTO_FILE)
    try:
        import typst
    except ImportError as error:
        raise Refused(NO_PDF) from error
    if path is None:
        raise Refused(PDF_INTO_FILE)
    data = json.dumps([{"title": part.title, "lines": part.lines} for part in card], ensure_ascii=False)
    given = {"card": fonts.shown(data)}
    return bytes(typst.compile(_TYPST.encode("utf-8"), sys_inputs=given, font_paths=fonts.available()))


def _keep(known: Known, *, keep: bool, yes: bool) -> None:
    if not keep:
        home.card_path().unlink(missing_ok=True)
        say(tr("While the journal is locked, sos shows nothing of your plan."))
        return
    say(KEPT_PLAIN)
    if not prompts.confirm(tr("Keep them there?"), yes=yes):
        say(tr("Nothing was changed."))
        return
    shown_while_locked.keep_locked_card(_of_plan(known))
    say(KEPT)


def offer(known: Known) -> bool:
    """Where the plan has somebody to call: offer with one key that `sos` shows them while locked; whether it was asked.

    What anybody could read then is shown first.
    """
    of_plan = _of_plan(known)
    if not of_plan.number or shown_while_locked.locked_card() is not None:
        return False
    say("", OFFERED, *_lines(of_plan))
    if prompts.key(tr("[k]eep that readable, Enter: no"), "k") == "k":
        shown_while_locked.keep_locked_card(of_plan)
        say(KEPT)
    else:
        say(LATER)
    return True


def _of_plan(known: Known) -> shown_while_locked.LockedCard:
    """Two steps and one number of the plan."""
    steps = [step for step in (one_thing(known)[0], *(name for name, _ in known.skills)) if step != ANYTIME]
    people = [(one_line(item.text), one_line(item.number)) for item in callable_now(known) if item.number]
    name, number = people[0] if people else ("", "")
    return shown_while_locked.LockedCard(list(dict.fromkeys(map(one_line, steps)))[:STEPS], name, number)


def kept() -> list[str]:
    """The lines the person allowed `sos` to show while the journal is locked or cannot be read; none by default."""
    card = shown_while_locked.locked_card()
    return [] if card is None else _lines(card)


def _lines(card: shown_while_locked.LockedCard) -> list[str]:
    lines = rows("YOUR STEPS", *map(one_line, card.steps)) if card.steps else []
    return [*lines, *(rows("CALL", one_line(f"{card.name} {card.number}")) if card.number else [])]
