"""What a person says of names: the phone lists, asks, merges and renames as the terminal does, on drawn journals."""

from __future__ import annotations

import os
from contextlib import nullcontext
from typing import Any, Literal
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st

from recovery.aliases import merging, queries
from recovery.aliases.alias import alias_id
from recovery.aliases.near import nearest
from recovery.commands import names as commands
from recovery.errors import NotFound, Refused
from recovery.store.connection import Journal
from tests.web.drawn_journals import WORDS, Row, journals, kept, names
from tests.web.phone_rules import Phone, canonical

TIMES = 20 if os.environ.get("TESTS_ALL") else 1
SOME = settings(max_examples=25 * TIMES)
DRAWN = journals(craving=8, lapse=2, note=2, plan_item=4, alias=4)
SORTS: tuple[Literal["trigger", "skill"], ...] = ("trigger", "skill")


@given(drawn=DRAWN, count=st.integers(0, 3))
@SOME
def test_names_are_listed_and_asked_about_alike(phone: Phone, journal: Journal, drawn: list[Row], count: int) -> None:
    ids = [row["id"] for row in drawn if row["kind"] == "craving"][:count]
    for of in SORTS:
        with kept(journal, drawn) as diary:
            known = queries.known(diary.journal, of)
            lines = commands.lines(diary.journal, of)
            asked = merging.unasked(diary.journal, of, ids)
        assert phone.ask("aliases.known", drawn, of) == known
        assert phone.ask("aliases.unasked", drawn, of, ids) == [list(pair) for pair in asked]
        listed = [{"name": name, "count": count, "also": also} for name, count, also in lines]
        assert canonical(phone.ask("aliases.listed", drawn, of)) == canonical(listed)


@given(names(), st.lists(names(), max_size=6, unique=True))
@SOME
def test_the_same_name_is_the_nearest(phone: Phone, name: str, others: list[str]) -> None:
    assert phone.ask("aliases.nearest", name, others) == nearest(name, others)


@given(drawn=DRAWN, old=names(), other=st.sampled_from([*WORDS, "a new name"]), sort=st.sampled_from(SORTS))
@SOME
def test_merging_and_renaming_say_the_same(
    phone: Phone, journal: Journal, drawn: list[Row], old: str, other: str, sort: Any
) -> None:
    for rule, change in (("merged", merging.merge), ("renamed", merging.rename)):
        with kept(journal, drawn) as diary, mock.patch.object(Journal, "transaction", return_value=nullcontext()):
            try:
                change(diary.journal, sort, old, other)
            except (NotFound, Refused) as error:
                if isinstance(error, Refused):
                    assert phone.ask(f"aliases.{rule}", drawn, sort, old, other) == []
                continue
            here = [(alias.of, alias.name, alias.same_as) for alias in queries.every(diary.journal)]
        there = {row["id"]: (row["of"], row["name"], row["same_as"]) for row in drawn if row["kind"] == "alias"}
        for said in phone.ask(f"aliases.{rule}", drawn, sort, old, other):
            id = alias_id(said["of"], said["name"])
            there[id] = (said["of"], there.get(id, ("", said["name"]))[1], said["same_as"])
        assert sorted(there.values(), key=repr) == sorted(here, key=repr)
