"""A check-in's answers in words, in the order in which they are given."""

from __future__ import annotations

from typing import Any

import pytest

from recovery.exchange.answers import in_words


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({}, ""),
        ({"mood": 4, "sleep_hours": 6.5}, "mood 4, sleep 6.5 hours"),
        (
            {"sleep_hours": 7.0, "mood": 0, "confidence": 9, "good": "the sea"},
            "sleep 7 hours, mood 0, confidence 9, good: the sea",
        ),
        ({"mood": None, "good": "", "free_of": [], "signs": ()}, ""),
        ({"used": True}, "used"),
        ({"used": True, "substance": "wine"}, "used wine"),
        ({"used": False}, "not used"),
        ({"used": False, "substance": "wine"}, "not used"),
        ({"used": False, "free_of": ["wine", "beer"]}, "free of wine, beer"),
        ({"used": True, "substance": "gin", "free_of": ["wine"]}, "used gin, free of wine"),
        ({"substance": "gin", "intention": "rest"}, ""),
    ],
)
def test_answers_in_words(answers: dict[str, Any], said: str) -> None:
    assert in_words(answers) == said
