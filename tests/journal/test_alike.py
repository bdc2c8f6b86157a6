"""Names match whatever their composition and their apostrophe, and stay in the entries as they were written."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import normalize

import pytest

if TYPE_CHECKING:
    from tests.conftest import Call

CURLY = "\N{RIGHT SINGLE QUOTATION MARK}"
PAIRS = [("café", normalize("NFD", "café")), ("mom's place", f"Mom{CURLY}s  place"), ("ガム", normalize("NFD", "ガム"))]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_a_name_is_one_name_in_every_form(one: str, other: str, heroin: Call) -> None:
    heroin("log", "5", "-t", one)
    heroin("log", "6", "-t", other)
    for name in (one, other):
        written = [entry["triggers"] for entry in heroin("show", "--trigger", name, "--json").json]
        assert sorted(written) == sorted([[one], [" ".join(other.split())]]), "as it was written"
    counted = heroin("triggers", "--json").json
    assert [item["count"] for item in counted] == [2]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_a_substance_and_a_medication_are_found_in_every_form(one: str, other: str, heroin: Call) -> None:
    heroin("substance", "add", one, "--since", "2026-01-01")
    assert heroin("log", "5", "-s", other, "--json").json["substance"] == one
    heroin("med", "add", one, "--times", "1")
    assert heroin("med", "stop", other).code == 0


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_days_are_counted_and_goals_found_in_every_form(one: str, other: str, heroin: Call) -> None:
    heroin("substance", "add", one, "--since", "2026-01-01")
    assert heroin("checkin", "--used", other).code == 0
    counted = {substance["name"]: substance["lapses"] for substance in heroin("streak", "--json").json["substances"]}
    assert counted == {"heroin": 0, one: 1}
    heroin("goal", "add", one)
    assert heroin("goal", "done", other).code == 0
    assert heroin("goal", "add", other).code == 4


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_what_is_shown_and_handed_over_takes_every_form_as_one(one: str, other: str, heroin: Call) -> None:
    heroin("med", "add", one, "--times", "1", "--since", "2026-03-01", "--dose", "8 mg", "--refill", "2026-04-05")
    heroin("dose", "taken", one, "--at", "2026-03-02 09:00", "--effect", "nausea")
    heroin("dose", "missed", other, "--at", "2026-03-03 09:00")
    heroin("dose", "missed", other, "--at", "2026-03-04 09:00")
    shown = heroin("med", "show", "--from", "2026-03-01", "--to", "2026-03-28").out
    assert all(part in shown for part in ("8 mg", "side effects: nausea 1"))
    period = ("--from", "2026-03-01", "--to", "2026-03-28")
    page = heroin("export", "counselor", *period, "--format", "json").json
    (prescribed,) = page["medication"]["medications"]
    assert prescribed["dose"] == "8 mg"
    assert page["safety"]["missed_doses"] == 2

    heroin("private", "add", one, "--role", "family")
    heroin("private", "add", other, "--role", "sponsor")
    assert [person["role"] for person in heroin("private", "list", "--json").json] == ["sponsor"]
    assert heroin("private", "remove", other).code == 0

    heroin("substance", "add", one, "--since", "2026-03-01")
    assert heroin("log", "7", "-s", one, "--at", "2026-03-10 20:00").code == 0
    assert heroin("lapse", "-s", other, "--at", "2026-03-10 21:00").code == 0  # closes that craving
    assert heroin("show", "--kind", "craving", "--json").json[-1]["outcome"] == "used"


def test_a_response_and_a_sign_are_one_in_every_form(heroin: Call) -> None:
    curly = f"call Mom{CURLY}s friend"
    heroin("plan", "add", "situation", "payday", "-t", "payday", "--then", "call Mom's friend")
    heroin("plan", "add", "situation", "the corner", "-t", "payday", "--then", curly)
    said = heroin("sos", "--trigger", "payday").out
    assert (said.count("call Mom's friend"), said.count(curly)) == (1, 0)
