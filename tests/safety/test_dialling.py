"""Which numbers can be dialled, and what a phone dials of what a person wrote."""

from __future__ import annotations

import pytest

from recovery.safety import dialling

DIALLED = {
    "1-800-662-4357": "18006624357",
    "+49 (0)30 901820": "+49030901820",
    "555-0100 ext 12": "5550100",
    "555-0100 #12": "5550100",
    "0170 123456 / 0171 654321": "0170123456",
    "24/7: 555-0100": "5550100",
    "911": "911",
    "15": "15",
    "15 / 112": "112",
    "*55": "*55",
    "text HOME to 741741": "741741",
    "1-800-RECOVER": "18007326837",
    "(800) 662-HELP": "8006624357",
    "+1 888 GO FEDEX NOW": "+18884633339",
    "988-LIFELINE": "988",
    "\N{ARABIC-INDIC DIGIT NINE}\N{ARABIC-INDIC DIGIT EIGHT}\N{ARABIC-INDIC DIGIT EIGHT}": "988",
    "\N{MATHEMATICAL DOUBLE-STRUCK DIGIT ONE}\N{MATHEMATICAL MONOSPACE DIGIT ONE}2": "112",
}
TO_PRESS = ("*134*7355#", "*21*5550100#", "#31#555")
NOBODY_DIALS = ("abc", "CALL-ME", "5", "ask at 12", "no number yet", "+", "*#", "")


@pytest.mark.parametrize(("number", "digits"), DIALLED.items())
def test_what_a_phone_dials(number: str, digits: str) -> None:
    assert dialling.dialled(number) == digits
    assert dialling.can_be_dialled(number)


def test_a_code_is_kept_and_shown_but_no_link_dials_it() -> None:
    assert [(dialling.can_be_dialled(code), dialling.dialled(code)) for code in TO_PRESS] == [(True, "")] * 3


def test_words_and_a_digit_are_no_number() -> None:
    assert [text for text in NOBODY_DIALS if dialling.can_be_dialled(text) or dialling.dialled(text)] == []
