"""A contact in one line: what it has is found wherever it stands, and nothing of it is lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.plans.one_line import FIELDS, contact, situation


@pytest.mark.parametrize(
    ("line", "text", "phone", "role", "awake"),
    [
        ("Maria, 555-0100, sponsor, any hour", "Maria", "555-0100", "sponsor", "any hour"),
        ("Maria 555-0100 sponsor any hour", "Maria", "555-0100", "sponsor", "any hour"),
        ("my sponsor Maria, 555-0100", "Maria", "555-0100", "sponsor", None),
        ("Ana, my sister, 08-23, +1 (555) 010-0200", "Ana", "+1 (555) 010-0200", "my sister", "08-23"),
        ("Dr. Lee, clinic, 9am-5pm, 555 0100 x12", "Dr. Lee", "555 0100 x12", "clinic", "09-17"),
        ("mum 07700 900123 8am to 11pm", "mum", "07700 900123", None, "08-23"),
        ("Maria, 24/7", "Maria", None, None, "any hour"),
        ("Maria: 555.0100 (sponsor)", "Maria", "555.0100", "sponsor", None),
        ("Joe 2", "Joe 2", None, None, None),
        ("my sister", "my sister", None, None, None),
        ("911", None, "911", None, None),
        ("Maria, 555-0100, 31-99", "Maria", "555-0100", "31-99", None),
        ("", None, None, None, None),
    ],
)
def test_a_line_is_contact(line: str, text: str | None, phone: str | None, role: str | None, awake: str | None) -> None:
    assert contact(line) == {"text": text, "phone": phone, "role": role, "awake": awake}


@pytest.mark.parametrize(
    ("line", "apart"),
    [
        ("payday", ("payday", [])),
        ("payday -> go home", ("payday", ["go home"])),
        ("payday  ->  then I go home", ("payday", ["go home"])),
        ("payday, then I call Dee", ("payday", ["call Dee"])),
        ("now and then", ("now and then", [])),
        ("If payday then go to moms", ("payday", ["go to moms"])),
        ("if", ("if", [])),
        ("if payday, call Dee", ("payday", ["call Dee"])),
        ("If it is payday, or a Friday, I call Dee, or Maria", ("it is payday, or a Friday", ["call Dee, or Maria"])),
        ("if mum calls,", ("mum calls,", [])),
        ("payday, Fridays", ("payday, Fridays", [])),
    ],
)
def test_a_situation_may_bring_its_response(line: str, apart: tuple[str, list[str]]) -> None:
    assert situation(line) == apart


@given(st.text("abcAB -,;1290", max_size=30))
def test_no_letter_is_lost(line: str) -> None:
    person = contact(line)
    kept = "".join(str(person[name] or "") for name in FIELDS)
    assert sorted(re.sub(r"[^abcAB]", "", kept)) == sorted(re.sub(r"[^abcAB]", "", line))
