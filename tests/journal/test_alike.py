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
