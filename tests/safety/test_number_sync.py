"""The person's own numbers in settings and journal: what either side changed holds for both, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recovery.safety import number_sync, numbers, own_numbers, queries
from recovery.safety.own_number import OwnNumber
from recovery.store import home as homes
from recovery.store.connection import Journal, existing_or_new
from recovery.store.history import steps
from recovery.store.records import replace
from recovery.store.rules import new_id
from tests.conftest import Call

DAY = date(2026, 3, 7)
POOL = ("988", "555-0101", "555-0102", "1-800-662-4357")


@pytest.fixture
def journal(home: Path) -> Iterator[Journal]:
    """An open journal without any numbers; its settings have a country and something else."""
    with existing_or_new() as opened:
        homes.save_settings({"country": "US", "quiet": True})
        yield opened


def shown() -> list[str]:
    return [line.number for line in numbers.crisis_lines()]


def arrives(journal: Journal, number: str, name: str | None, position: int = 1) -> None:
    """What another device said of a number."""
    said = {"id": new_id(), "number": number, "name": name, "position": position}
    with journal.transaction():
        queries.put(journal, OwnNumber.checked(said | ({"added_on": DAY} if name else {})))


def gone(journal: Journal, number: str) -> None:
    with journal.transaction():
        queries.drop(journal, number)


def test_what_lay_in_the_settings_alone_comes_into_the_journal_once(journal: Journal) -> None:
    given_ones = shown()
    own_numbers.add("Ana", "555-0101", "my sister", DAY)
    own_numbers.add("Ben", "555-0102", "", DAY)
    own_numbers.hide("988")
    before = shown()
    number_sync.settle(journal)
    assert shown() == before == ["555-0101", "555-0102", *(number for number in given_ones if number != "988")]
    kept = [(one.number, one.name, one.what_for, one.added_on) for one in queries.numbers(journal) if one.name]
    assert kept == [("555-0101", "Ana", "my sister", DAY), ("555-0102", "Ben", None, DAY)]
    assert [one.number for one in queries.numbers(journal) if one.name is None] == ["988"]
    as_kept = homes.settings()
    number_sync.settle(journal)
    assert homes.settings() == as_kept
    assert (as_kept["country"], as_kept["quiet"]) == ("US", True)


def test_what_another_device_said_is_shown_here_and_what_it_took_away_is_not(journal: Journal) -> None:
    given_ones = shown()
    own_numbers.add("Ana", "555-0101", "my sister", DAY)
    number_sync.settle(journal)
    arrives(journal, "555-0102", "Ben", position=0)
    arrives(journal, "988", None)
    number_sync.settle(journal)
    assert shown() == ["555-0102", "555-0101", *(number for number in given_ones if number != "988")]
    gone(journal, "555-0101")
    gone(journal, "988")
    number_sync.settle(journal)
    assert shown() == ["555-0102", *given_ones]
    gone(journal, "555-0102")
    number_sync.settle(journal)
    assert homes.settings() == {"country": "US", "quiet": True}


def test_what_is_added_later_stands_last_and_all_that_is_known_of_a_number_comes_across(journal: Journal) -> None:
    own_numbers.add("Ana", "555-0101", "my sister", DAY)
    number_sync.settle(journal)
    own_numbers.add("Ben", "555-0102", "", DAY)  # it stands behind one that both have
    number_sync.settle(journal)
    assert [(one.number, one.position) for one in queries.numbers(journal)] == [("555-0101", 1), ("555-0102", 2)]
    given = [{"number": "555-0103", "name": "Cleo", "what_for": "at night", "added_on": date(2026, 2, 28)}]
    given.append({"number": "555-0104", "name": "Dan"})
    with journal.transaction():
        for place, values in enumerate(given, start=3):
            queries.put(journal, OwnNumber.checked({**values, "id": new_id(), "position": place}))
    number_sync.settle(journal)
    assert homes.settings()["lines"] == [
        {"name": "Ana", "number": "555-0101", "for": "my sister", "added_on": DAY},
        {"name": "Ben", "number": "555-0102", "for": "", "added_on": DAY},
        {"name": "Cleo", "number": "555-0103", "for": "at night", "added_on": date(2026, 2, 28)},
        {"name": "Dan", "number": "555-0104", "for": ""},
    ]


def test_what_both_said_alike_before_they_met_is_not_said_again(journal: Journal) -> None:
    own_numbers.hide("988")
    arrives(journal, "988", None)
    before = queries.numbers(journal)
    number_sync.settle(journal)
    assert queries.numbers(journal) == before


def test_what_is_said_anew_of_a_number_takes_the_place_of_what_was_said_and_its_id_stays(journal: Journal) -> None:
    first = OwnNumber.checked({"id": new_id(), "number": "555-0101", "name": "Ana", "added_on": DAY, "position": 3})
    anew = OwnNumber.checked({"id": new_id(), "number": "555-0101", "name": "Ben", "what_for": "at night"})
    with journal.transaction():
        queries.put(journal, first)
        queries.put(journal, anew)
    assert queries.numbers(journal) == [replace(anew, id=first.id)]


def test_behind_the_last_position_there_is_no_further_one(journal: Journal) -> None:
    arrives(journal, "555-0101", "Ana", position=2**53)
    own_numbers.add("Ben", "555-0102", "", DAY)
    number_sync.settle(journal)
    assert [(one.name, one.position) for one in queries.numbers(journal)] == [("Ana", 2**53), ("Ben", 2**53)]


def test_only_a_command_of_the_persons_own_is_a_step_that_undo_takes_back(journal: Journal) -> None:
    own_numbers.add("Ana", "555-0101", "", DAY)
    number_sync.settle(journal)
    assert steps(journal, 9) == []
    own_numbers.add("Ben", "555-0102", "", DAY)
    number_sync.settle(journal, is_step=True)
    assert [(step.name, step.changes) for step in steps(journal, 9)] == [("numbers", 1)]


def test_beside_a_journal_that_does_not_open_the_settings_stay_as_they_are(journal: Journal) -> None:
    own_numbers.add("Ana", "555-0101", "", DAY)
    before = homes.settings()
    homes.key_path().write_text("no key file")
    number_sync.settle_here()
    assert homes.settings() == before
    homes.key_path().unlink()
    number_sync.settle_here()
    assert [one.number for one in queries.numbers(journal)] == ["555-0101"]
    assert steps(journal, 9) == []


def test_another_journal_in_its_place_adds_and_takes_nothing_away(journal: Journal) -> None:
    own_numbers.add("Ana", "555-0101", "", DAY)
    number_sync.settle(journal)
    gone(journal, "555-0101")  # a backup from before
    number_sync.forget()
    arrives(journal, "555-0102", "Ben")
    number_sync.settle(journal)
    assert shown()[:2] == ["555-0102", "555-0101"]
    assert {one.number for one in queries.numbers(journal)} == {"555-0101", "555-0102"}


def test_a_line_that_no_journal_can_carry_stays_on_this_device(journal: Journal) -> None:
    odd: list[Any] = [{"name": "A", "number": "n" * 101, "for": ""}, {"number": "555-0101"}, "Ana"]
    homes.save_settings({"lines": odd, "hidden_lines": 3})
    before = shown()
    number_sync.settle(journal)
    assert shown() == before
    assert queries.numbers(journal) == []
    homes.save_settings({"country": "US", "hidden_lines": ["n" * 101, "988"]})
    number_sync.settle(journal)
    assert [one.number for one in queries.numbers(journal)] == ["988"]
    (homes.folder() / "config.toml").write_text("no toml")
    number_sync.settle(journal)  # settings that cannot be read stand in the way of nothing
    number_sync.forget()
    assert (homes.folder() / "config.toml").read_text() == "no toml"


def test_a_given_number_of_ones_own_is_shown_once_and_hidden_whole(journal: Journal) -> None:
    own_numbers.hide("988")
    own_numbers.add("My line", "988", "any hour", DAY)
    number_sync.settle(journal)
    assert shown().count("988") == 1
    assert numbers.crisis_lines()[0].name == "My line"
    own_numbers.hide("988")
    number_sync.settle(journal)
    assert "988" not in shown()
    own_numbers.show("988")
    number_sync.settle(journal)
    assert shown().count("988") == 1


STEPS = st.lists(
    st.tuples(st.sampled_from(["here", "there"]), st.sampled_from(["add", "hide", "show"]), st.sampled_from(POOL))
)


@given(steps=STEPS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_here_and_elsewhere_in_any_order_end_alike(journal: Journal, steps: list[tuple[str, str, str]]) -> None:
    """Whatever is done here or there: once they have met both say the same, and the last word holds."""
    homes.save_settings({"country": "US"})
    with journal.transaction():
        for one in queries.numbers(journal):
            queries.drop(journal, one.number)
    for where, what, number in steps:
        if where == "here":
            here(what, number)
        elif what == "show":
            gone(journal, number)
        else:
            arrives(journal, number, "Ana" if what == "add" else None)
        number_sync.settle(journal)
        kept = queries.numbers(journal)
        own, hidden = [one.number for one in kept if one.name], {one.number for one in kept if not one.name}
        us = [line.number for line in numbers.all_lines() if line.country == "US"]
        assert shown()[: len(own)] == own
        assert set(shown()[len(own) :]) == set(us) - {*own, *hidden}


def here(what: str, number: str) -> None:
    """The same on this device, as far as it can be done."""
    settings_here = homes.settings()
    if what == "add" and number not in shown():
        own_numbers.add("Ben", number, "", DAY)
    elif what == "hide" and number in shown():
        own_numbers.hide(number)
    elif what == "show" and number in settings_here.get("hidden_lines", []):
        own_numbers.show(number)


def test_undo_takes_back_one_number_and_redo_brings_it_back(heroin: Call) -> None:
    given_ones = shown()
    assert heroin("log", "3").code == 0
    assert heroin("numbers", "add", "Ana", "555-0101").code == 0
    assert heroin("numbers", "hide", "988").code == 0
    undone = heroin("undo", "--yes").out
    assert "a number of sos" in undone
    assert "sos does not show 988" in undone
    assert shown() == ["555-0101", *given_ones]
    assert "sos shows Ana, 555-0101" in heroin("undo", "--yes").out
    assert shown() == given_ones
    assert heroin("redo").code == 0
    assert shown() == ["555-0101", *given_ones]
    exported = heroin("export", "data", "-o", "-").out
    assert '"kind": "number"' in exported
    assert heroin("numbers", "hide", "555-0101").code == 0
    assert heroin("import", "-", piped=exported).code == 0
    assert shown() == ["555-0101", *given_ones]
