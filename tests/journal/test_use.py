"""What one day's answers about use add up to: each is about what it names, and touches nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.journal.use import Use, joined

if TYPE_CHECKING:
    from tests.conftest import Call

TRACKED = ("heroin", "wine", "weed")
NAMES = st.sampled_from([*TRACKED, "Wine"])
ANSWERS = st.one_of(
    st.just(Use(used=False)),
    st.builds(lambda name: Use(True, name), NAMES),  # noqa: FBT003
    st.builds(lambda names: Use(free_of=tuple(names)), st.lists(NAMES, min_size=1, max_size=3)),
)


def status(use: Use, name: str) -> str:
    """The contract's sentence for one substance."""
    if use.used and (use.substance or TRACKED[0]).casefold() == name:
        return "used"
    if name in map(str.casefold, use.free_of) or (use.used is False and not use.free_of):
        return "free"
    return "unknown"


@given(st.lists(ANSWERS, max_size=5))
def test_each_answer_stands_until_another_about_the_same(answers: list[Use]) -> None:
    """But for a use that another use follows: there is room for one, and the lapse itself keeps the first."""
    known = dict.fromkeys(TRACKED, "unknown")
    use, used = Use(), None
    for answer in answers:
        use = joined(use, answer, TRACKED)
        if answer.used:
            mine = (answer.substance or "").casefold()
            known |= {mine: "used"} | ({used: "unknown"} if used not in (None, mine) else {})
            used = mine
        else:
            names = TRACKED if answer.used is False else [name.casefold() for name in answer.free_of]
            known |= dict.fromkeys(names, "free")
            used = None if used in names else used
        assert {name: status(use, name) for name in TRACKED} == known


@given(st.lists(ANSWERS, min_size=1, max_size=5))
def test_an_older_program_never_takes_a_day_for_free_that_is_not(answers: list[Use]) -> None:
    use = Use()
    for answer in answers:
        use = joined(use, answer, TRACKED)
    if use.used is False:
        assert use == Use(used=False)
        assert all(status(use, name) == "free" for name in TRACKED)
    assert use.used or use.substance is None


@pytest.fixture
def two(heroin: Call) -> Call:
    assert heroin("substance", "add", "wine", "--since", "2026-01-01").code == 0
    return heroin


def answer(call: Call, *line: str) -> tuple[Any, Any, Any]:
    made = call("checkin", *line, "--json").json
    return made["used"], made["substance"], made.get("free_of")


def statuses(call: Call) -> dict[str, tuple[int, int]]:
    streak = call("streak", "--json", "--window", "1").json["substances"]
    return {item["name"]: (item["window"]["abstinent"], item["window"]["used"]) for item in streak}


def test_no_use_of_one_thing_frees_no_other(two: Call) -> None:
    assert answer(two, "--no-use", "Wine") == (None, None, ["wine"])
    assert statuses(two) == {"heroin": (0, 0), "wine": (1, 0)}
    assert answer(two, "--mood", "5") == (None, None, ["wine"])
    assert answer(two, "--no-use", "heroin") == (False, None, None), "that is all"
    assert statuses(two) == {"heroin": (1, 0), "wine": (1, 0)}


def test_use_of_one_thing_leaves_what_was_said_of_another(two: Call) -> None:
    answer(two, "--no-use")
    assert answer(two, "--used", "wine") == (True, "wine", ["heroin"])
    assert statuses(two) == {"heroin": (1, 0), "wine": (0, 1)}
    said = two("checkin", "--no-use", "wine")
    assert "stays counted as used" in said.err
    assert statuses(two) == {"heroin": (1, 0), "wine": (0, 1)}, "the lapse is still there"
    two("undo")
    two("undo")
    assert answer(two, "--mood", "5") == (False, None, None)


def test_where_one_thing_is_tracked_its_name_says_nothing_more(heroin: Call) -> None:
    assert answer(heroin, "--no-use", "heroin") == (False, None, None)


def test_what_a_no_may_be_about(two: Call) -> None:
    refused = two("checkin", "--no-use", "tea")
    assert refused.code == 4
    assert "substance add" in refused.err
    asked = two("checkin", "wine", "--mood", "5")
    assert asked.code == 2
    assert "--no-use" in asked.err
    assert two("show", "--all", "--json").json == []


def test_it_is_said_in_the_list_and_renamed_with_its_substance(two: Call) -> None:
    two("checkin", "--no-use", "wine")
    assert "no use of wine" in two("show").out
    two("substance", "rename", "wine", "Bière d'été")
    assert two("show", "--json").json[0]["free_of"] == ["Bière d'été"]
    assert statuses(two) == {"heroin": (0, 0), "Bière d'été": (1, 0)}


def test_an_edit_says_it_as_the_check_in_did(two: Call) -> None:
    two("checkin", "--used", "wine")
    made = two("show", "--kind", "checkin", "--json").json[0]["id"]
    edited = two("edit", made, "--no-use", "--substance", "wine", "--json").json
    assert (edited["used"], edited["substance"], edited["free_of"]) == (None, None, ["wine"])
    edited = two("edit", made, "--no-use", "--json").json
    assert (edited["used"], edited.get("free_of")) == (False, None)
