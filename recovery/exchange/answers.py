"""The answers of a check-in in words, for the note of a day that has another answer already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from recovery.language import tr

SAID = {"mood": tr("mood {value}"), "confidence": tr("confidence {value}"), "good": tr("good: {value}")}


def in_words(answers: Mapping[str, Any]) -> str:
    """`mood 4, sleep 6.5 hours`: the answers that there are, in the order of a check-in; empty without any."""
    parts = (_said(name, value, answers) for name, value in answers.items() if value not in (None, "", (), []))
    return ", ".join(part for part in parts if part)


def _said(name: str, value: Any, answers: Mapping[str, Any]) -> str:
    if name == "used":
        substance = answers.get("substance")
        if not value:
            return "" if answers.get("free_of") else tr("not used")
        return tr("used {substance}", substance=substance) if substance else tr("used")
    if name == "free_of":
        return tr("free of {substances}", substances=", ".join(value))
    if name == "sleep_hours":
        return tr("sleep {hours:g} hours", hours=value)
    return SAID[name].format(value=value) if name in SAID else ""
