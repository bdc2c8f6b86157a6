"""What the app alone says, as the catalogue has it: nobody is shamed, praised for a streak or blamed."""

from __future__ import annotations

import ast
import re

from docs import languages
from tests.insights.test_sentences import FORBIDDEN
from tests.test_house import shaming

HELD_TO = ("blame", "a prize")


def app_sentences() -> list[str]:
    """Each sentence with a place in the app, one and many."""
    said = languages.catalogue().values()
    own = [one for one in said if any(place.startswith("webapp/src/") for place in one.places)]
    return [text for one in own for text in (one.one, one.many) if text]


def against(said: list[str]) -> list[str]:
    words = [re.compile(rf"\b({FORBIDDEN[held]})\b", re.IGNORECASE) for held in HELD_TO]
    return [*shaming(ast.parse(repr(said))), *(text for text in said if any(word.search(text) for word in words))]


def test_the_app_shames_nobody() -> None:
    said = app_sentences()
    assert len(said) > 200
    assert against(said) == []
    assert against(["One day clean."])
    assert against(["Well done, a new badge."])
