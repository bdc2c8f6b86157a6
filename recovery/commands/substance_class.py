"""The class of a substance asked with one key, where its name leaves it open and somebody is there to say."""

from __future__ import annotations

from typing import Literal

from recovery import console, prompts
from recovery.console import say
from recovery.errors import Refused
from recovery.journal.entries import Substance
from recovery.language import tr
from recovery.store.records import replace

Class = Literal["opioid", "alcohol", "sedative", "stimulant", "other", "cannabis", "nicotine", "behaviour"]
KEYS: dict[str, Class] = {
    "o": "opioid",
    "a": "alcohol",
    "s": "sedative",
    "t": "stimulant",
    "c": "cannabis",
    "n": "nicotine",
    "b": "behaviour",
    "x": "other",
}


def asked(record: Substance, *, json: bool = False) -> Substance:
    """The substance with its class as the person says it; as it is where the name says it, or nobody can be asked."""
    if json or record.guess.sure or not console.interactive():
        return record
    say(tr("What is {name}? It decides which warnings you get.", name=console.one_line(record.name, 40)))
    question = tr(
        "[o]pioid [a]lcohol [s]edative s[t]imulant [c]annabis [n]icotine\n"
        "[b]ehaviour, [x] another drug, Enter: not sure"
    )
    return replace(record, type=prompts.until(question, _read))


def _read(reply: str) -> Class | None:
    """A class by its letter or its name, `None` for not sure; raises `Refused`."""
    word = reply.casefold().strip(".! ")
    kind = KEYS.get(word) or next((kind for kind in KEYS.values() if kind == word), None)
    if kind is None and word not in ("", "?") and not prompts.is_unsure(reply):
        raise Refused(tr("One letter is enough, such as o for an opioid; Enter if you are not sure."))
    return kind


def said(record: Substance) -> str:
    """Its class in a few words: as it was chosen, or as it is guessed."""
    kind, sure = record.guess
    if record.type is not None:
        return kind
    return tr("{kind}, by its name", kind=kind) if sure else tr("taken as {kind}, not sure", kind=kind)
