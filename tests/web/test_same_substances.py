"""What a person stays free of, and names that stay private, are written on the phone as the terminal writes them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from recovery.diary import new_id
from recovery.exchange import queries as exchange
from recovery.exchange.people import Private
from recovery.journal import queries
from recovery.journal.entries import Substance
from recovery.store import rows
from recovery.store.names import alike
from tests.web.drawn_journals import WORDS, Row
from tests.web.node import NodeError
from tests.web.phone_rules import Phone
from tests.web.test_same_writing import (
    DRAWN,
    NOW,
    SOME,
    after,
    both,
    compared,
    folder,
    opened,
    phone,
    stamp,
    table,
    tracked,
)

__all__ = ["folder", "phone"]
SAID = st.sampled_from(WORDS)


@given(drawn=DRAWN, name=SAID, ago=st.integers(-1, 400), type_=st.sampled_from((None, "opioid", "behaviour")))
@SOME
def test_one_more(phone: Phone, drawn: list[Row], name: str, ago: int, type_: str | None) -> None:
    taken = [made for made in drawn if made["kind"] == "substance" and alike(made["name"]) == alike(name)]
    if taken:
        with pytest.raises(NodeError, match="taken"):
            phone.ask("substance_writing.added", _present(drawn), name, "2026-01-01", type_)
        return
    with both(phone, drawn) as (diary, ask):
        since = diary.today - timedelta(days=ago)
        with diary.journal.command("substance add"):
            rows.add(diary.journal, Substance.checked({"name": name, "since": since, "type": type_}))
        ask("substance_writing.added", name, str(since), type_)


@given(drawn=DRAWN, data=st.data(), to=SAID)
@SOME
def test_another_name_in_every_entry(phone: Phone, drawn: list[Row], data: st.DataObject, to: str) -> None:
    old = data.draw(st.sampled_from(tracked(drawn)))
    for made in drawn:  # entries that are about it
        if made["kind"] in ("craving", "lapse", "checkin") and data.draw(st.booleans()):
            made["substance"] = old
    others = [made["name"] for made in drawn if made["kind"] == "substance" and made["name"] != old]
    if any(alike(name) == alike(to) for name in others):
        with pytest.raises(NodeError, match="taken"):
            phone.ask("substance_writing.renamed", _present(drawn), old, to)
        return
    with both(phone, drawn) as (diary, ask):
        located = queries.substance_row(diary.journal, old.upper())
        assert located is not None
        with diary.journal.command("substance rename"):
            new = rows.change(diary.journal, *located, {"name": to})
            queries.rename_substance(diary.journal, located[1].name, new.name)
        ask("substance_writing.renamed", old.upper(), to)


@given(drawn=DRAWN, data=st.data(), since=st.dates(date(2025, 1, 1), date(2026, 3, 1)), closes=st.booleans())
@SOME
def test_its_first_day_its_class_and_its_end(
    phone: Phone, drawn: list[Row], data: st.DataObject, since: date, closes: bool
) -> None:
    name = data.draw(st.sampled_from(tracked(drawn)))
    with both(phone, drawn) as (diary, ask):
        located = queries.substance_row(diary.journal, name)
        assert located is not None
        closed = diary.today if closes else None
        values: dict[str, Any] = {"since": since, "type": "alcohol", "closed": closed}
        with diary.journal.command("substance change"):
            rows.change(diary.journal, *located, values)
        given = {"since": str(since), "type": "alcohol", "closed": str(closed) if closes else None}
        ask("substance_writing.changed", name, given)


@given(drawn=DRAWN, names=st.lists(st.tuples(SAID, SAID), min_size=1, max_size=3))
@SOME
def test_names_that_stay_private(phone: Phone, drawn: list[Row], names: list[tuple[str, str]]) -> None:
    with time_machine.travel(NOW, tick=False), opened(drawn) as diary:
        there = list(drawn)
        for name, role in names:
            with diary.journal.command("private add"):
                made = Private.checked({"id": new_id(), "name": name, "role": role})
                exchange.put_private(diary.journal, made)
            there = after(there, phone.ask("substance_writing.hidden", _present(there), name, role))
        private = [made for made in there if made["kind"] == "private"]
        assert compared(private, set()) == compared(table(diary.journal, "private"), set())
        (gone,) = phone.ask("substance_writing.shownAgain", _present(there), names[0][0].upper())
        assert gone["remove"]["local"] in [made["name"] for made in private]
        assert phone.ask("substance_writing.shownAgain", _present(drawn), "nobody of that name") == []


def _present(drawn: list[Row]) -> dict[str, Any]:
    return {"rows": drawn, "now": stamp(NOW), "id": "fresh"}
