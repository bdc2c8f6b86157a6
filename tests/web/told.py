"""`--json` of the terminal as the phone has it: sentences without the command at their end, which is named beside."""

from __future__ import annotations

from typing import Any

from docs.phone import without_command


def lines(sentences: list[str]) -> list[dict[str, str]]:
    """Sentences as the phone has them."""
    return [dict(zip(("text", "leads"), without_command(sentence), strict=True)) for sentence in sentences]


def as_on_the_phone(document: dict[str, Any]) -> dict[str, Any]:
    """`today --json` with its sentences as the phone has them."""
    told = {name: lines(document[name]) for name in ("tolerance", "after_overdose")}
    coming = [{**notice, **_notice(notice["text"])} for notice in document["coming"]]
    there = {name: value for name, value in document.items() if name != "like_today"}  # the phone asks for it later
    return {**there, **told, "coming": coming}


def _notice(text: str) -> dict[str, str]:
    said, _, command = text.partition(" recovery ")
    title = said.removesuffix(":") if command.startswith("assess") else said
    return {"text": title, "leads": command}
