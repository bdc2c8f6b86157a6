"""What follows from what was said of names: one name shown for all that are one, whoever said what in which order."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.aliases.alias import Alias, Aliases, alias_id, folded
from recovery.errors import Refused

NAMES = st.sampled_from(["bored", "Bored", "boared", "hell", "payday", "Pay Day", "x"])
SAID = st.dictionaries(NAMES.map(folded), st.none() | NAMES)


def test_a_name_is_shown_as_the_last_that_it_became() -> None:
    names = Aliases([("boared", "bored"), ("bored", "Boredom"), ("payday", None)])
    assert [names.shown(item) for item in ("BOARED", "bored", "Boredom", "payday", "else")] == [
        *("Boredom", "Boredom", "Boredom"),
        *("payday", "else"),
    ]
    assert names.same("boared", " BOREDOM ")
    assert not names.same("boared", "payday")
    assert names.others("boredom") == ["boared", "bored"]
    assert names.all_shown(["boared", "payday", "Bored"]) == ("Boredom", "payday")


def test_a_name_that_stands_for_itself_looks_like_none() -> None:
    assert Aliases().near("bored", "bored as hell")
    names = Aliases([("bored as hell", None)])
    assert not names.near("bored", "bored as hell")
    assert names.near("boared", "bored")
    assert names.asked("Bored as  hell")
    assert not names


@given(SAID, st.randoms(use_true_random=False))
def test_every_name_ends_at_one_whatever_the_order_and_the_rings(said: dict[str, str | None], chance: Any) -> None:
    """Against the slow way: names are one where a chain of sayings joins them."""
    pairs = list(said.items())
    chance.shuffle(pairs)
    names = Aliases(pairs)
    joined = {name: {name} for name in {*said, *(folded(text) for text in said.values() if text)}}
    for _ in joined:
        for name, other in said.items():
            if other is not None:
                both = joined[name] | joined[folded(other)]
                for text in both:
                    joined[text] = both
    for name, group in joined.items():
        assert {text for text in joined if names.same(name, text)} == group
        assert folded(names.shown(name)) in group
        assert names.key(names.shown(name)) == names.key(name)
        assert names.key(name) == Aliases(said.items()).key(name)


def test_the_id_follows_from_the_name_and_no_other_is_taken() -> None:
    made = Alias.checked({"of": "skill", "name": "Cold  shower", "is": "shower"})
    assert made.id == alias_id("skill", "cold shower") != alias_id("trigger", "cold shower")
    assert made.to_json() == {"kind": "alias", "of": "skill", "name": "Cold shower", "is": "shower"}
    with pytest.raises(Refused, match="id must follow"):
        Alias(id=alias_id("skill", "else"), of="skill", name="shower", same_as=None).check_whole()
