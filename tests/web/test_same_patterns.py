"""Patterns on the phone are the terminal's: every claim with its p-value to the last digit, and every sentence."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.worlds import LAST, World
from recovery.insights import chance, gather, lately, patterns
from recovery.insights.claims import Claim, Look
from recovery.insights.facts import CravingFact, Logged
from recovery.insights.patterns import Evidence, claims_of
from recovery.insights.periods import Period, ending
from recovery.insights.views import checking
from recovery.store.connection import Journal
from tests.web.drawn_journals import Row, journals, kept
from tests.web.drawn_lookbacks import lookbacks, rows
from tests.web.phone_rules import Phone, canonical

if TYPE_CHECKING:
    import pytest

FELT = CravingFact(LAST, datetime(2026, 3, 29, 12, tzinfo=UTC), 5)
TIMES = 20 if os.environ.get("TESTS_ALL") else 1
PERIODS = (ending(LAST, 7), ending(LAST, 90), Period(LAST - timedelta(days=27), LAST + timedelta(days=2)))


@given(drawn=lookbacks(), period=st.sampled_from(PERIODS), late=st.sampled_from((0, 0, 3)))
@settings(max_examples=30 * TIMES)
def test_every_claim_and_what_is_shown(
    phone: Phone, journal: Journal, drawn: list[Row], period: Period, late: int
) -> None:
    compared(phone, journal, drawn, period, LAST - timedelta(days=late))


def test_a_silence_of_somebody_who_never_left_out_a_day(phone: Phone, journal: Journal) -> None:
    drawn = rows(World(cravings=160, logged=1.0, plant="silence"), 1, "Europe/Berlin")
    kinds = [claim["kind"] for claim in compared(phone, journal, drawn, PERIODS[0], LAST)]
    assert kinds.count("silence") == 1


def test_hours_by_random_check_ins_where_cravings_are_few(phone: Phone, journal: Journal) -> None:
    for world in (
        World(cravings=9, sampled=3, plant="hour", strength=0.7),
        World(cravings=90, sampled=3, plant="hour"),
    ):
        claims = compared(phone, journal, rows(world, 3, "Europe/Berlin"), PERIODS[0], LAST)
        assert [claim["about"] for claim in claims if claim["kind"] == "hour"] != []
        assert (len(claims) == 1) == (world.cravings == 9)


def test_what_comes_before_a_lapse(phone: Phone, journal: Journal) -> None:
    world = World(lapses=6, plant="before_lapse", planted_sign="cravings", strength=1.0)
    for lapses, sign, seed in ((6, "cravings", 3), (4, "sleep", 5)):
        drawn = rows(world._replace(lapses=lapses, planted_sign=sign), seed, "Europe/Berlin")
        claims = compared(phone, journal, drawn, PERIODS[0], LAST)
        assert [claim["about"] for claim in claims if claim["kind"] == "before_lapse"] == [sign]


def compared(phone: Phone, journal: Journal, drawn: list[Row], period: Period, as_of: date) -> list[dict[str, Any]]:
    """The phone's claims of a journal; they are those of the terminal, and so is what is said of them."""
    with kept(journal, drawn) as diary:
        report = gather.report_of(diary, period, as_of)
        facts = gather.report_facts(diary.journal, period, as_of=as_of)
    span = {"first": period.first.isoformat(), "last": period.last.isoformat()}
    lookback = phone.ask("periods.lookback", span)
    assert lookback == {"first": period.lookback.first.isoformat(), "last": period.lookback.last.isoformat()}
    gathered = phone.ask("evidence.evidenceOf", drawn, lookback, as_of.isoformat())
    there = [] if gathered["look"] is None else phone.ask("comparisons.claimsOf", gathered["look"])
    assert len(there) == report.checks
    if report.checks:
        assert facts.logged is not None
        look = Look.of(Period(period.lookback.first, min(period.lookback.last, as_of)), facts.cravings, facts.logged)
        here = claims_of(look)
        for claim, told in zip(here, there, strict=True):
            name = None if told["name"] is None else gathered["names"][told["name"]]
            assert [told["p"], told["expected"]] == [claim.p, claim.expected], claim  # to the last digit
            if claim.kind == "before_lapse":
                name = claim.name  # in words, which the worker has none of
            assert [told["kind"], told["seen"], told["of"], told["again"], name] == [
                claim.kind,
                claim.seen,
                claim.of,
                claim.again,
                claim.name,
            ]
            assert phone.ask("patterns.sentence", told, gathered["names"]) == claim.text
    found = phone.ask("patterns.findings", there, gathered["names"])
    assert phone.ask("patterns.patterns", drawn, span, as_of.isoformat()) == [
        pattern.to_json() for pattern in report.patterns
    ]
    assert [one["claim"] for one in found] == [pattern.claim for pattern in report.patterns]
    assert phone.ask("patterns.caution", found) == checking.caution(report)
    if not found:
        assert phone.ask(
            "patterns.nothing", report.checks, gathered["cravings"], gathered["waits"]
        ) == checking.nothing(report)
    return list(there)


def test_what_is_claimed_is_counted_sorted_and_told_alike(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    """At each bound, and of two that are as sure."""
    known = {"seen": 30, "of": 40, "expected": 10.5, "again": True}
    told: list[dict[str, Any]] = [
        {"kind": kind, "p": p, **known, "about": about, "name": name}
        for p in (0.0025, 0.00251, 0.01, 0.0113, 0.0225)
        for kind, about, name in (
            ("weekday", 4, None),
            ("hour", 18, None),
            ("coping", "ended", 0),
            ("silence", "", None),
            ("rate", 14, None),
        )
    ]
    evidence = Evidence(PERIODS[1], [FELT._replace(day=day) for day in ending(LAST, 30)], Logged())
    for count, chosen in enumerate(told, start=1):
        claims = [chosen, *told[:count:5]]
        here = [
            Claim(
                text=phone.ask("patterns.sentence", one, ["walk"]),
                **{name: one[name] for name in ("kind", "p", *known)},
            )
            for one in claims
        ]
        monkeypatch.setattr(patterns, "COMPARISONS", (lambda _, here=here: here,))
        shown = patterns.search(evidence).patterns
        there = phone.ask("patterns.findings", claims, ["walk"])
        assert [(one["text"], one["p"]) for one in there] == [(pattern.text, pattern.p) for pattern in shown]


@given(drawn=journals(craving=12, checkin=6, dose=4, note=3, alias=3), as_of=st.integers(-20, 5))
@settings(max_examples=15 * TIMES)
def test_few_entries_tell_nothing(phone: Phone, journal: Journal, drawn: list[Row], as_of: int) -> None:
    day = date(2026, 3, 22) + timedelta(days=as_of)
    with kept(journal, drawn) as diary:
        report = gather.report_of(diary, ending(day, 7), day)
    span = {"first": (day - timedelta(days=6)).isoformat(), "last": day.isoformat()}
    assert phone.ask("patterns.patterns", drawn, span, day.isoformat()) == []
    assert canonical(report.to_json()["patterns"]) == canonical([])


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 300), st.integers(0, 300))
@settings(max_examples=60 * TIMES)
def test_fisher(phone: Phone, hits: int, misses: int, other_hits: int, other_misses: int) -> None:
    given = hits, hits + misses, other_hits, other_hits + other_misses
    assert phone.ask("chance.fisher", *given) == chance.fisher(*given)
    tables = [given, (other_hits, other_hits + misses, hits, hits + other_misses)]
    asked = [dict(zip(("hits", "tried", "otherHits", "others"), table, strict=True)) for table in tables]
    assert phone.ask("chance.exact", asked) == chance.exact([chance.Table(*table) for table in tables])


@given(st.lists(st.integers(0, 1200), min_size=4, max_size=60), st.integers(2, 25))
@settings(max_examples=40 * TIMES)
def test_the_latest_blocks(phone: Phone, blocks: list[int], recent: int) -> None:
    widened = lately._widened(blocks, recent) if recent < len(blocks) else 1.0
    assert recent >= len(blocks) or phone.ask("chance.widenedOf", blocks, recent) == widened
    for wide in (1.0, widened):
        assert phone.ask("chance.latestHighest", blocks, recent, wide) == lately._latest_highest(blocks, recent, wide)


def test_chance_is_the_same_chance(phone: Phone) -> None:
    rows = [[Random(place * 7 + cell).randrange(9) for cell in range(5)] for place in range(40)]
    units = [chance.Unit(row, chance.turned(row)) for row in rows]
    given = [{"seen": unit.seen, "arrangements": unit.arrangements} for unit in units]
    for seed in (1, 4, 2**31, 2**32 - 1):
        most = chance.most_outstanding(units, seed)
        assert most is not None
        assert phone.ask("chance.mostOutstanding", given, seed) == most._asdict()
    days = [Random(place).randrange(9) for place in range(30)]
    moved = [
        chance.Unit([sum(days[at : at + 3])], [[sum(days[to : to + 3])] for to in range(28)]) for at in (3, 12, 20)
    ]
    placed = [chance.Placed(unit, last - 2, last, 3) for unit, last in zip(moved, (5, 14, 22), strict=True)]
    apart = chance.most_outstanding_apart(placed)
    assert apart is not None
    assert (
        phone.ask("chance.mostOutstandingApart", [{**one._asdict(), "unit": one.unit._asdict()} for one in placed])
        == apart._asdict()
    )
