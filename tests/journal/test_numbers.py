"""The person's own numbers stand first in `sos`; what does not help is hidden and can come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Call


def numbers(call: Call) -> list[str]:
    return [each["number"] for each in call("numbers", "list", "--json").json]


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
    assert call("numbers", "add", "\udcff", "5").code == 4
    assert call("numbers", "add", "A\x1b[2J", "5\n6").code == 0
    assert "\x1b" not in call("sos").out
    assert call("sos", "--json").json["crisis_lines"][0]["number"] == "5 6"
