"""The counselor's page of the phone is the terminal's to the last byte, for the same consent, on drawn journals."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from benchmarks.worlds import LAST, World
from recovery.exchange import queries
from recovery.exchange.counselor import html, markdown
from recovery.exchange.counselor.build import build
from recovery.exchange.counselor.choice import Choice
from recovery.exchange.counselor.document import NAMES
from recovery.exchange.counselor.material import gather, people, since_last_page
from recovery.exchange.people import Names
from recovery.insights.periods import Period, ending
from recovery.store.connection import Journal
from tests.web.drawn_journals import CATALOGUE, WHOLE, Row, days, journals, kept
from tests.web.drawn_lookbacks import PLANTED
from tests.web.drawn_lookbacks import rows as lookback
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
@settings(max_examples=30 if WHOLE else 15, phases=(Phase.generate,))  # a failing page is told by its first difference
def test_the_page_of_both(
    phone: Phone, journal: Journal, drawn: list[Row], last: str, length: int, sections: set[str], data: st.DataObject
) -> None:
    chosen = [name for name in SECTIONS if name in sections or len(sections) > 6]
    period = ending(date.fromisoformat(last), length)
    compared(phone, journal, repeated(drawn, last), period, wanted(data, chosen), patterns=data.draw(st.booleans()))


@given(
    plant=st.sampled_from(PLANTED[1:]),
    seed=st.integers(0, 9),
    length=st.sampled_from((7, 28, 90)),
    left_out=st.sets(st.sampled_from(("craving", "use", "coping", "symptoms")), max_size=1),
    data=st.data(),
)
@settings(max_examples=8, phases=(Phase.generate,))
def test_the_patterns_on_the_page_of_both(
    phone: Phone, journal: Journal, plant: str, seed: int, length: int, left_out: set[str], data: st.DataObject
) -> None:
    drawn = with_patterns(plant, seed)
    asked = wanted(data, [name for name in SECTIONS if name not in left_out])
    compared(phone, journal, drawn, ending(LAST, length), asked, patterns=True)


def test_what_stands_out_stands_on_the_page(phone: Phone, journal: Journal) -> None:
    """Told where it was asked for, its section is chosen, and nobody is named; a trigger cannot end the paragraph."""
    asked: dict[str, Any] = dict.fromkeys(("notes", "names", "appendix", "quiet"), False)
    asked |= {"name": None, "couldNotAsk": None, "sections": SECTIONS}
    drawn, period = with_patterns("trigger", 1), ending(LAST, 28)
    page = compared(phone, journal, drawn, period, asked, patterns=True)
    assert "<h2>Worth checking</h2>" in page
    assert "With &lt;b&gt;someone &amp; co: " in page
    assert "Looked for over the 8 weeks up to " in page
    silent = compared(phone, journal, with_patterns("silence", 1), period, asked, patterns=True)
    assert "Nothing logged for" not in silent  # a question to the person, not a finding
    assert "<h2>Worth checking</h2>" in silent
    used = {column["name"]: None for column in CATALOGUE["lapse"]["columns"]} | {"kind": "lapse", "triggers": "[]"}
    used |= {"id": str(UUID(int=2, version=4)), "day": str(LAST), "at": f"{LAST}T18:00:00Z", "timezone": "UTC"}
    right_after = compared(phone, journal, [*with_patterns("silence", 1), used], period, asked, patterns=True)
    assert "What comes before a lapse: not looked at in the first three days after use." in right_after
    assert "Worth checking" not in compared(phone, journal, drawn, period, asked, patterns=False)
    asked["sections"] = ["plan"]
    assert "Nothing to show: " in compared(phone, journal, drawn, period, asked, patterns=True)


@given(made=st.lists(st.tuples(days(30, 5), st.integers(0, 40)), max_size=4), as_of=days(20, 5))
@settings(max_examples=40)
def test_the_days_since_the_last_page(phone: Phone, journal: Journal, made: list[tuple[str, int]], as_of: str) -> None:
    """Whenever the others were made, and whatever they were about: a page of today never shortens that of today."""
    day = date.fromisoformat(as_of)
    pages = []
    with journal.command("export counselor"):
        journal.execute("DELETE FROM handed_over")
    for on, ago in made:
        made_on = date.fromisoformat(on)
        last = made_on - timedelta(days=ago // 20)
        queries.note_handed_over(journal, made_on, last - timedelta(days=ago), last, "md")
        pages.append({"madeOn": on, "last": str(last)})
    here = since_last_page(journal, day, 28)
    there = phone.ask("page_build.sinceLastPage", pages, as_of)
    assert there == {"first": str(here.first), "last": str(here.last)}


def with_patterns(plant: str, seed: int) -> list[Row]:
    """Eight weeks up to `LAST` in which something stands out; what set cravings off holds a private name and signs."""
    drawn = lookback(World(cravings=160, days=56, plant=plant, strength=0.9), seed, "Europe/Berlin")
    for row in drawn:
        if row["kind"] == "craving":
            row["triggers"] = row["triggers"].replace("payday", "<b>Ana & co")
    private = {column["name"]: None for column in CATALOGUE["private"]["columns"]}
    return [*drawn, {**private, "kind": "private", "id": str(UUID(int=1, version=4)), "name": "Ana", "role": "someone"}]


def compared(
    phone: Phone, journal: Journal, drawn: list[Row], period: Period, asked: dict[str, Any], *, patterns: bool
) -> str:
    """The HTML of both, which is one to the last byte, as is the Markdown."""
    day = period.last.isoformat()
    chosen = [name for name in NAMES if name in asked["sections"] or (patterns and name == "patterns")]
    with kept(journal, drawn) as diary:
        names = people(journal, shown=asked["names"])
        choice = Choice(names, notes=asked["notes"])
        page = build(
            gather(diary, period, period.last),
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
    ends = {"first": str(period.first), "last": day}
    found = sought(phone, drawn, ends, day) if patterns else None
    there = phone.ask("page_build.page", drawn, ends, day, {**asked, "madeOn": "2026-03-22"}, found)
    assert first_difference(phone.ask("page_html.html", there["document"]), here) == ""
    assert phone.ask("page_markdown.markdown", there["document"]) == letter
    assert bool(there["hidden"]) == bool(names.hidden)
    return here


def sought(phone: Phone, drawn: list[Row], period: dict[str, str], day: str) -> dict[str, Any]:
    """What the page's worker is asked of a look-back, and what it answers."""
    evidence = phone.ask("evidence.evidenceOf", drawn, phone.ask("periods.lookback", period), day)
    claims = [] if evidence["look"] is None else phone.ask("comparisons.claimsOf", evidence["look"])
    return {"claims": claims, "names": evidence["names"], "waits": evidence["waits"]}


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
