"""A person to call: one line with all of it, taken apart and shown back, mended with one key."""

from __future__ import annotations

from typing import Any

from recovery import prompts
from recovery.console import one_line, say
from recovery.errors import Refused
from recovery.language import tr
from recovery.plans import one_line as one_line_of
from recovery.plans.one_line import FIELDS
from recovery.plans.plan import PlanItem, a_number

QUESTIONS = {
    "text": tr("   name?"),
    "phone": tr("   number?"),
    "role": tr("   who they are to you?"),
    "awake": tr("   when to call (08-23, or any hour)?"),
}


def read(line: str) -> dict[str, Any]:
    """The fields of a contact from one line; raises `Refused` where a part of it cannot be kept."""
    return _checked(one_line_of.contact(line))


def confirmed(contact: dict[str, Any]) -> dict[str, Any]:
    """The contact once the person has seen it: Enter takes it, e mends it, another line is read instead."""

    def answered(reply: str) -> dict[str, Any] | None:
        word = reply.casefold().strip(". ")
        if word in ("", "y", "yes") or prompts.means_yes(word):
            return contact
        if prompts.is_unsure(reply):
            raise Refused(tr("Enter keeps it as it stands; e changes it, now or on another day."))
        return None if word in ("e", "edit", "n", "no") else read(reply)

    if not contact["text"]:
        contact = _checked({**contact, "text": prompts.until(QUESTIONS["text"], _name)})
    while True:
        say(f"   {shown(contact)}")
        answer = prompts.until(tr("   [Enter] right  [e] edit"), answered, "eyn")
        if answer is contact:
            return contact
        contact = _mended(contact) if answer is None else answer


def shown(contact: dict[str, Any]) -> str:
    """Its parts on one line."""
    return " \N{MIDDLE DOT} ".join(one_line(contact[name], 60) for name in FIELDS if contact[name])


def _mended(contact: dict[str, Any]) -> dict[str, Any]:
    """Each part asked; Enter keeps what stands in brackets, - takes it away."""
    for name in FIELDS:
        contact = _field_mended(contact, name)
    return contact


def _field_mended(contact: dict[str, Any], name: str) -> dict[str, Any]:
    old = contact[name]

    def answered(reply: str) -> dict[str, Any]:
        value = old if not reply else None if reply == "-" and name != "text" else reply
        return _checked({**contact, name: value})

    default = f" [{one_line(old, 40)}]" if old else ""
    return prompts.until(f"{QUESTIONS[name]}{default}", answered)


def _checked(contact: dict[str, Any]) -> dict[str, Any]:
    checks = {column.name: column.rule.check for column in PlanItem.columns()} | {"phone": a_number}
    try:
        return {name: checks[name](value) if value else None for name, value in contact.items()}
    except Refused as error:
        raise Refused(tr("A part of that {needed}.", needed=error.sentence)) from None


def _name(reply: str) -> str:
    if not reply or prompts.is_unsure(reply):
        raise Refused(tr("A name or a word for them, such as: Maria"))
    return reply
