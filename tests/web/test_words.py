"""What the app alone says, as the catalogue has it: nobody is shamed, praised for a streak or blamed."""

from __future__ import annotations

import ast
import io
import re

from babel.messages.pofile import read_po

from docs import sentences
from tests.insights.test_sentences import FORBIDDEN
from tests.test_house import shaming

HELD_TO = ("blame", "a prize")


def app_sentences() -> list[str]:
    """Each sentence with a place in the app, one and many."""
    catalogue = read_po(io.StringIO(sentences.catalogue()))
    return [
        text
        for message in catalogue
        if any(place.startswith("webapp/src/") for place, _ in message.locations)
        for text in ([message.id] if isinstance(message.id, str) else message.id)
    ]


def against(said: list[str]) -> list[str]:
    words = [re.compile(rf"\b({FORBIDDEN[held]})\b", re.IGNORECASE) for held in HELD_TO]
    return [*shaming(ast.parse(repr(said))), *(text for text in said if any(word.search(text) for word in words))]


def test_the_app_shames_nobody() -> None:
    said = app_sentences()
    assert len(said) > 200
    assert against(said) == []
    assert against(["One day clean."])
    assert against(["Well done, a new badge."])
