"""The counselor's page of the phone is the terminal's to the last byte, for the same consent, on drawn journals."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from recovery.exchange.counselor import html, markdown
from recovery.exchange.counselor.build import build
from recovery.exchange.counselor.choice import Choice
from recovery.exchange.counselor.document import NAMES
from recovery.exchange.counselor.material import gather, people
from recovery.exchange.people import Names
from recovery.insights.periods import ending
from recovery.store.connection import Journal
from tests.web.drawn_journals import Row, days, journals, kept
from tests.web.phone_rules import Phone
from tests.web.test_same_treatment import ALL, whole

KINDS: dict[str, int] = {
    "substance": 2,
    "craving": 14,
    "lapse": 4,
    "note": 2,
    "plan_item": 6,
    "private": 2,
    "alias": 2,
    **(ALL | {"checkin": 10, "assessment": 9}),
}
SECTIONS = [name for name in NAMES if name != "patterns"]


def at_its_day(row: Row) -> Row:
    """What happened at a time happened on its day, as the program writes it."""
    if {"at", "day"} <= row.keys():
        row["at"] = row["day"] + row["at"][10:]
    return row


def repeated(rows: list[Row], last: str) -> list[Row]:
    """The same with a skill tried often, a questionnaire answered often, and two runs of the same length."""
    for number, row in enumerate(rows):
        if row["kind"] == "craving" and number % 4:
            row |= {"coping": '["walk"]', "day": str(date.fromisoformat(last) - timedelta(days=number % 20))}
        if row["kind"] == "assessment" and number % 3:
            row |= {"instrument": "gad7", "answers": json.dumps([(number + item) % 4 for item in range(7)])}
    tracked = next((row for row in rows if row["kind"] == "substance"), None)
    lapse = next((row for row in rows if row["kind"] == "lapse"), None)
    if tracked and lapse:
        tracked |= {"since": str(date.fromisoformat(last) - timedelta(days=21)), "closed": None}
        lapse |= {"day": str(date.fromisoformat(last) - timedelta(days=11)), "substance": tracked["name"]}
    return [at_its_day(row) for row in rows]


def first_difference(there: str, here: str) -> str:
    """Where two pages part, with what stands there; empty where they are one. Charts are read."""
    drawn = re.compile(r"base64,([A-Za-z0-9+/=]+)")
    there, here = (drawn.sub(lambda at: b64decode(at[1]).decode(), page) for page in (there, here))
    pairs = enumerate(zip(there, here, strict=False))
    at = next((at for at, (one, other) in pairs if one != other), min(len(there), len(here)))
    return "" if there == here else f"{there[max(0, at - 60) : at + 60]!r} is {here[max(0, at - 60) : at + 60]!r}"


def wanted(data: st.DataObject, sections: Sequence[str]) -> dict[str, Any]:
    return {
        "sections": sections,
        "notes": data.draw(st.booleans()),
        "names": data.draw(st.booleans()),
        "appendix": data.draw(st.booleans()),
        "name": data.draw(st.sampled_from((None, "Sam O'Neil <s>"))),
        "couldNotAsk": data.draw(st.sampled_from((None, "is it ok with payday & benzos?"))),
        "quiet": data.draw(st.booleans()),
    }


@given(
    drawn=journals(**KINDS).map(whole),
    last=days(30, 2),
    length=st.sampled_from((1, 7, 28, 40)),
    sections=st.sets(st.sampled_from(SECTIONS), min_size=1),
    data=st.data(),
)
@settings(max_examples=30, phases=(Phase.generate,))  # a failing page is told by its first difference
def test_the_page_of_both(
    phone: Phone, journal: Journal, drawn: list[Row], last: str, length: int, sections: set[str], data: st.DataObject
) -> None:
    chosen = [name for name in SECTIONS if name in sections or len(sections) > 6]
    asked = wanted(data, chosen)
    drawn = repeated(drawn, last)
    period = ending(date.fromisoformat(last), length)
    with kept(journal, drawn) as diary:
        names = people(journal, shown=asked["names"])
        choice = Choice(names, notes=asked["notes"])
        page = build(
            gather(diary, period, date.fromisoformat(last)),
            chosen,
            choice,
            made_on=date(2026, 3, 22),
            name=asked["name"],
            appendix=asked["appendix"],
            quiet=asked["quiet"],
        )
        line = asked["couldNotAsk"]
        page = replace(page, could_not_ask=None if line is None else choice.own(line))
        here, letter = html.write(page).decode(), markdown.write(page).decode()
    ends = {"first": str(period.first), "last": last}
    there = phone.ask("page_build.page", drawn, ends, last, {**asked, "madeOn": "2026-03-22"})
    assert first_difference(phone.ask("page_html.html", there["document"]), here) == ""
    assert phone.ask("page_markdown.markdown", there["document"]) == letter
    assert bool(there["hidden"]) == bool(names.hidden)


ROLES = ("Maria", "Dr. José Núñez", "my mum", "Ana", "駅前 花子", "Straße 7", "J.", "O'Neil-Smith")
SAID = (
    *("maria", "MARIA's", "mari\N{COMBINING ACUTE ACCENT}a", "José", "nunez", "ana", "banana", "花子さん", "strasse 7"),
    *("o'neil-smith,", "O'Neil", "Ana\N{NO-BREAK SPACE}Maria", "j.", "my", "mum", "(Dr.", "and"),
)


@given(
    roles=st.lists(
        st.tuples(st.sampled_from(ROLES), st.sampled_from((None, "sponsor", "sister of Ana", "Maria"))), max_size=4
    ),
    text=st.lists(st.sampled_from(SAID), max_size=8).map(" ".join),
)
@settings(max_examples=150)
def test_names_stay_at_home_on_both(phone: Phone, roles: list[tuple[str, str | None]], text: str) -> None:
    names = Names(roles)
    there = phone.ask("page_names.hidden", roles, text)
    assert there == [names.hide(text), names.hidden]
