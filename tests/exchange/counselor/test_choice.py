"""What the person leaves out stays out, whatever way they say it; a slip of the hand is told, not guessed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from recovery.errors import Refused, Usage
from recovery.exchange.counselor.choice import Choice, for_the_top, sections, with_notes, without
from recovery.exchange.counselor.document import NAMES, Block, Lines
from recovery.exchange.people import Names

WITHOUT_FINDINGS = [name for name in NAMES if name != "patterns"]


@dataclass
class Entry:
    """As much of an entry as a note needs."""

    day: date
    note: str | None
    good: str | None = None


ENTRIES = [
    Entry(date(2026, 3, 7), "With  Ana,\nat noon", good="she rang"),
    Entry(date(2026, 3, 8), None),
    Entry(date(2026, 3, 9), "", good="tea"),
]


def test_notes_stand_on_one_line_with_their_day_and_without_names_and_only_where_they_are_chosen() -> None:
    names = Names([("Ana", "sister")])
    assert Choice(names).noted(ENTRIES) == []
    assert Choice(names, notes=True).noted(ENTRIES) == ["Sat 7 Mar: With sister, at noon"]
    assert Choice(names, notes=True).noted(ENTRIES, "good") == ["Sat 7 Mar: she rang", "Mon 9 Mar: tea"]


def test_notes_go_below_the_rest_and_into_the_data() -> None:
    names = Names([])

    def put(notes: list[str], *, chosen: bool) -> tuple[list[Block], dict[str, object]]:
        blocks: list[Block] = [Lines(("first",))]
        data: dict[str, object] = {"x": 1}
        with_notes(blocks, data, notes, Choice(names, notes=chosen))
        return blocks, data

    assert put(["a", "b"], chosen=True) == (
        [Lines(("first",)), Lines(("a", "b"), own=True)],
        {"x": 1, "notes": ["a", "b"]},
    )
    assert put([], chosen=True) == ([Lines(("first",))], {"x": 1, "notes": []})
    assert put([], chosen=False) == ([Lines(("first",))], {"x": 1})


def test_the_flags_leave_sections_in_the_order_of_the_page_and_findings_only_where_they_are_asked_for() -> None:
    assert sections(None, None) == WITHOUT_FINDINGS
    assert sections(None, None, with_patterns=True) == list(NAMES)
    assert sections(" Plan ,,SAFETY", None) == ["safety", "plan"]
    assert sections("plan,patterns", None) == ["patterns", "plan"]
    assert sections("plan", None, with_patterns=True) == ["patterns", "plan"]
    assert sections(None, "Plan, safety") == [name for name in WITHOUT_FINDINGS if name not in ("plan", "safety")]
    assert sections(None, "plan", with_patterns=True) == [name for name in NAMES if name != "plan"]
    assert sections(None, "") == WITHOUT_FINDINGS


@pytest.mark.parametrize(
    ("include", "exclude", "said"),
    [
        ("plan", "use", "Choose one: --include or --exclude."),
        ("", "", "Choose one: --include or --exclude."),
        ("plan,plans", None, "There is no such section. There are: discuss, safety, use, "),
        (None, "plans", "There is no such section. There are: discuss, safety, use, "),
        ("", None, "There is no such section. There are: discuss, safety, use, "),
        (" ,", None, "There is no such section. There are: discuss, safety, use, "),
        (None, ",".join(WITHOUT_FINDINGS), "Nothing is left to show. Choose at least one section."),
    ],
)
def test_a_flag_that_names_no_section_or_leaves_none_is_told(
    include: str | None, exclude: str | None, said: str
) -> None:
    with pytest.raises(Usage) as told:
        sections(include, exclude)
    assert str(told.value).startswith(said)


def test_answered_numbers_and_names_are_left_out() -> None:
    assert without("", ["discuss", "use", "plan"]) == ["discuss", "use", "plan"]
    assert without("1,plan", ["discuss", "use", "plan"]) == ["use"]
    assert without(" 3  2 2", ["discuss", "use", "plan"]) == ["discuss"]
    for text in ("0", "4", "1 4", "goals", "1-2"):
        with pytest.raises(Refused, match="Give numbers from the list, such as: 3 5"):
            without(text, ["discuss", "use", "plan"])
    with pytest.raises(Refused, match="Nothing is left to show"):
        without("1 2 3", ["discuss", "use", "plan"])


def test_what_could_not_be_asked_is_one_line_of_up_to_200_characters() -> None:
    assert for_the_top(None) is None
    assert for_the_top("  Whether I can\ncome  twice ") == "Whether I can come twice"
    assert for_the_top("x") == "x"
    assert for_the_top("x" * 200) == "x" * 200
    for text in ("", " \n ", "x" * 201):
        with pytest.raises(Refused, match="must be one line of 1 to 200 characters"):
            for_the_top(text)
    with pytest.raises(Refused):
        for_the_top("a\x00b")
