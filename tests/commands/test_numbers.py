"""The person's own numbers stand first in `sos`; what does not help is hidden and can come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import time_machine

if TYPE_CHECKING:
    from tests.conftest import Call


def numbers(call: Call) -> list[str]:
    return [number["number"] for number in call("numbers", "list", "--json").json]


def test_add_hide_restore_without_a_journal(call: Call) -> None:
    given = numbers(call)
    assert call("numbers", "add", "Maria", "555-0100", "--for", "any hour").code == 0
    assert numbers(call) == ["555-0100", *given]
    assert call("numbers", "add", "Maria", "555-0100").code == 4
    assert "Maria" in call("sos").out
    assert "any hour" in call("numbers", "list").out
    assert call("numbers", "hide", "988").code == 0
    assert "988" not in numbers(call)
    assert "988 " not in call("sos").out.replace("https://988", "")
    assert call("numbers", "restore", "988").code == 0
    assert numbers(call) == ["555-0100", *given]
    assert call("numbers", "hide", "555-0100").code == 0
    assert numbers(call) == given
    assert call("numbers", "restore", "555-0100").code == 3
    assert call("show").code == 3, "no journal was made for it"


def test_a_number_is_plain_text(call: Call) -> None:
    assert call("numbers", "add", "", "5").code == 4
    assert call("numbers", "add", "x", " ").code == 4
    refused = call("numbers", "add", "Ana", "abc")
    assert (refused.code, "such as 988" in refused.err, "abc" in refused.err) == (4, True, False)
    assert call("numbers", "add", "Maria", "1-800-RECOVER").code == call("numbers", "add", "Noor", "113").code == 0
    assert call("numbers", "add", "\udcff", "5").code == 4
    assert call("numbers", "add", "A\x1b[2J", "5\n6").code == 0
    assert "\x1b" not in call("sos").out
    assert call("sos", "--json").json["crisis_lines"][2]["number"] == "5 6"


def told(call: Call) -> str:
    return next(line for line in call("doctor").out.splitlines() if " numbers: " in line)


def test_doctor_says_where_the_numbers_come_from_and_claims_no_check(heroin: Call) -> None:
    with time_machine.travel("2026-12-01T12:00:00-05:00"):
        assert told(heroin).startswith("ok ")
        assert "copied by 2026-11-22 at the latest" in told(heroin)
        assert "call to check" in told(heroin)
        assert "was checked" not in told(heroin)
        listed = heroin("numbers", "list").out
        assert "copied on 2026-11-22; check: https://988lifeline.org" in listed
        for line in heroin("numbers", "list", "--json").json:
            assert heroin("numbers", "hide", line["number"]).code == 0
        assert told(heroin).startswith("advice")
        assert "has no number to show" in told(heroin), "nobody is told that numbers are theirs where there is none"
        assert heroin("numbers", "add", "Maria", "555-0100").code == 0
        assert "your own, as you typed them: call to check" in told(heroin)
        assert "added by you on 2026-12-0" in heroin("numbers", "list").out


def test_a_year_later_doctor_names_them(heroin: Call) -> None:
    with time_machine.travel("2027-12-01T12:00:00-05:00"):
        assert told(heroin).startswith("advice ")
        assert "988 Lifeline 988" in told(heroin)
        assert "call to check that they still answer" in told(heroin)
