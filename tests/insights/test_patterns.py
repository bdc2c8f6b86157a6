"""Patterns: found where they were planted, kept quiet where there is too little, and never a cause."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from benchmarks.lookbacks import evidence
from benchmarks.worlds import World
from recovery.insights import name_patterns, patterns
from recovery.insights.claims import FEWEST_CRAVINGS, FEWEST_DAYS, FINE, Claim, Felt, Look, week_of
from recovery.insights.facts import CravingFact, Logged
from recovery.insights.patterns import KINDS, MOST_SHOWN, Pattern, Search, claims_of, find, search
from recovery.insights.periods import Period, ending
from recovery.insights.report import Facts, build

CAUSES = re.compile(
    r"\b(because|cause[sd]?|due to|leads? to|makes? you|why|risk|relapse|predict\w*|probab\w*)\b", re.IGNORECASE
)
SHAMING = re.compile(
    r"\b(addict\w*|abus\w+|dirty|clean|failed|failure|back to zero|substitut\w*|high risk|should|must)\b", re.IGNORECASE
)

LAPSES = {"before_lapse": 6}


@pytest.mark.parametrize(
    ("kind", "cravings", "strength"),
    [
        ("hour", 80, 0.5),
        ("weekday", 80, 0.5),
        ("trigger", 160, 0.7),
        ("coping", 160, 0.7),
        ("sleep", 160, 1.0),
        ("mood", 300, 1.0),
        ("halt_after", 160, 0.7),
        ("medication", 300, 1.0),
        ("level", 160, 0.7),
        ("swing", 160, 0.7),
        ("silence", 160, 0.5),
        ("rate", 160, 1.0),
    ],
)
def test_what_was_planted_is_found(kind: str, cravings: int, strength: float) -> None:
    world = World(cravings=cravings, plant=kind, strength=strength)
    kind = kind.partition("_")[0]
    detected = [any(pattern.kind == kind for pattern in find(evidence(world, seed))) for seed in range(10)]
    # Of days within a week fewer are found: each is compared with others of its weekday. Low days are rare besides.
    fewest = {"mood": 1, "sleep": 4, "medication": 4}.get(kind, 6)
    assert sum(detected) >= fewest, f"{kind}: {sum(detected)} of 10"


def test_a_journal_without_a_pattern_is_left_alone() -> None:
    claims = [bool(find(evidence(World(), seed))) for seed in range(1000, 1040)]
    assert sum(claims) <= 5  # 1 in 20 of 40 is 2; six or more would come once in sixty runs of an honest 1 in 20


def test_too_few_cravings_or_days_say_nothing() -> None:
    world = World(cravings=200, plant="weekday", strength=0.9)
    whole = evidence(world, 1)
    assert find(whole)
    assert find(whole._replace(cravings=whole.cravings[: FEWEST_CRAVINGS - 1])) == ()
    few_days = sorted({craving.day for craving in whole.cravings})[: FEWEST_DAYS - 1]
    assert find(whole._replace(cravings=[craving for craving in whole.cravings if craving.day in few_days])) == ()


def few(cravings: int, days: int) -> patterns.Evidence:
    """So many cravings on so many days, and nothing else."""
    period = Period(date(2026, 1, 1), date(2026, 2, 25))
    on = [period.first + timedelta(days=number % days) for number in range(cravings)]
    felt = [CravingFact(day, datetime.combine(day, datetime.min.time(), UTC), 5, key=key) for key, day in enumerate(on)]
    return patterns.Evidence(period, felt, Logged(days=frozenset(on)))


def test_a_claim_is_shown_from_its_bounds_on_the_surest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = Claim("trigger", 0.0225, 9, 20, 3.5, "after payday", again=True, name="payday")
    offered = [at_once, at_once._replace(kind="hour", name=None)]

    def found(*claims: Claim, cravings: int = 20, days: int = 14) -> list[Pattern]:
        monkeypatch.setattr(patterns, "COMPARISONS", (lambda _: list(claims),))
        return list(search(few(cravings, days)).patterns)

    assert found(*offered) == [
        Pattern("hour", "after payday", 9, 20, 3.5, 0.045, None),
        Pattern("trigger", "after payday", 9, 20, 3.5, 0.045, "payday"),
    ]
    assert found(*offered, cravings=19) == found(*offered, days=13) == []
    assert [pattern.kind for pattern in found(at_once._replace(p=0.001), offered[1])] == ["trigger", "hour"]
    assert found(at_once._replace(p=0.0451)) == found(at_once._replace(again=False)) == []
    assert found(at_once._replace(seen=4, expected=4.0)) == []
    sure = [at_once._replace(p=p / 10_000, text=str(p)) for p in (5, 3, 4, 2)]
    assert [pattern.claim for pattern in found(*sure)] == ["2", "3", "4"]


def test_a_pattern_of_one_half_only_is_not_shown() -> None:
    whole = evidence(World(cravings=160, plant="weekday", strength=0.8), 3)
    middle = whole.period.first + timedelta(days=28)
    moved = [
        craving._replace(day=craving.day - timedelta(days=4))
        if craving.day >= middle and craving.day.weekday() == 4
        else craving
        for craving in whole.cravings
    ]
    assert any(pattern.kind == "weekday" for pattern in find(whole))
    assert not any(pattern.text.startswith("Fridays") for pattern in find(whole._replace(cravings=moved)))


def test_at_most_three_are_shown_the_surest_first() -> None:
    for seed in range(12):
        patterns = find(evidence(World(cravings=300, plant="halt_after", strength=1.0), seed))
        assert len(patterns) <= MOST_SHOWN
        assert [pattern.p for pattern in patterns] == sorted(pattern.p for pattern in patterns)


def test_the_numbers_are_counts_of_the_cravings() -> None:
    seen = evidence(World(plant="weekday", strength=0.6), 5)
    friday = next(pattern for pattern in find(seen) if pattern.kind == "weekday")
    assert friday.seen == sum(craving.day.weekday() == 4 for craving in seen.cravings)
    assert friday.of == len(seen.cravings)
    days = [day for day in seen.logged.days if day >= min(craving.day for craving in seen.cravings)]
    share = sum(day.weekday() == 4 for day in days) / len(days)
    assert friday.expected == pytest.approx(friday.of * share)
    low, high = friday.interval
    assert 0 <= low < friday.seen / friday.of < high <= 1
    assert set(friday.to_json()) == {"kind", "text", "in", "of", "expected", "interval"}


def test_an_empty_night_is_no_pattern_and_one_sleepless_night_changes_nothing() -> None:
    seen = evidence(World(cravings=120), 8)
    assert not any(pattern.kind == "hour" for pattern in find(seen))
    awake = seen.cravings[0]._replace(at=seen.cravings[0].at.replace(hour=3))
    assert not any(pattern.kind == "hour" for pattern in find(seen._replace(cravings=[awake, *seen.cravings[1:]])))


def test_the_first_spelling_is_shown() -> None:
    seen = evidence(World(cravings=200, plant="trigger", strength=1.0), 2)
    loud = [
        craving._replace(
            triggers=tuple("PAYDAY" if name == "payday" and craving.key > 20 else name for name in craving.triggers)
        )
        for craving in seen.cravings
    ]
    texts = [pattern.text for pattern in find(seen._replace(cravings=loud)) if pattern.kind == "trigger"]
    assert any("With payday:" in text for text in texts)


def test_every_comparison_names_a_kind_of_the_contract() -> None:
    kinds = set()
    for plant in KINDS:
        for seed in range(3):
            look = Look.of(*evidence(World(cravings=200, plant=plant, strength=0.7, lapses=LAPSES.get(plant, 0)), seed))
            kinds |= {claim.kind for claim in claims_of(look)}
    assert kinds == set(KINDS)


def test_days_not_yet_lived_are_no_silence() -> None:
    seen = evidence(World(cravings=160, plant="level", strength=0.7), 3)
    month = Period(seen.period.first, seen.period.last + timedelta(days=20))
    facts = Facts(seen.cravings, [], [], 50, logged=seen.logged)
    assert not any(pattern.kind == "silence" for pattern in build(month, seen.period.last, facts).patterns)
    assert any(pattern.kind == "silence" for pattern in build(month, month.last, facts).patterns)


def test_a_pattern_reaches_the_report_and_a_future_one_has_none() -> None:
    seen = evidence(World(plant="weekday", strength=0.6), 5)
    week = ending(seen.period.last, 7)
    facts = Facts(seen.cravings, [], [], 5, logged=seen.logged)
    assert build(week, week.last, facts).patterns == find(seen)
    assert build(week, week.last - timedelta(days=80), facts).patterns == ()


def test_one_episode_written_twice_is_no_proof() -> None:
    claims = [bool(find(evidence(World(cravings=200, repeated=0.4, bad_days=True), seed))) for seed in range(30)]
    assert sum(claims) <= 4


def test_hours_are_compared_with_the_fuller_ones_where_getting_up_varies() -> None:
    claims = [
        any(pattern.kind == "hour" for pattern in find(evidence(World(cravings=600, edges=True), seed)))
        for seed in range(20)
    ]
    assert sum(claims) <= 2


def test_writing_less_of_late_is_no_swing() -> None:
    claims = [
        any(pattern.kind == "swing" for pattern in find(evidence(World(cravings=160, fewer=True), seed)))
        for seed in range(20)
    ]
    assert sum(claims) <= 1


def test_an_earlier_silence_as_long_takes_the_question_back() -> None:
    seen = evidence(World(cravings=160, plant="silence"), 3)
    assert any(pattern.kind == "silence" for pattern in find(seen))
    gap = {date(2026, 2, 18) + timedelta(days=number) for number in range(6)}
    rested = seen._replace(
        cravings=[craving for craving in seen.cravings if craving.day not in gap],
        logged=seen.logged._replace(days=seen.logged.days - gap),
    )
    assert not any(pattern.kind == "silence" for pattern in find(rested))


def test_the_days_score_is_the_one_of_a_slow_model() -> None:
    """The sum of the scores is the pooled cross product within weeks, counted craving by craving."""
    look = Look.of(*evidence(World(cravings=120), 4))
    weeks: dict[tuple[int, int], list[Felt]] = {}
    for craving in look.cravings:
        weeks.setdefault(week_of(craving.day), []).append(craving)
    slow = Fraction(0)
    for week in weeks.values():
        xs = [Fraction(int("payday" in craving.triggers)) for craving in week]
        ys = [Fraction(craving.intensity) for craving in week]
        together = sum((x * y for x, y in zip(xs, ys, strict=True)), Fraction(0))
        slow += together - sum(xs, Fraction(0)) * sum(ys, Fraction(0)) / len(week)
    carries = ["payday" in craving.triggers for craving in look.cravings]
    units = name_patterns._Scored.of(look.cravings, name_patterns._rating).units(carries)
    fast = sum(unit.seen[0] - unit.arrangements[1][0] // 2 for unit in units)
    assert fast / FINE**2 == pytest.approx(float(slow), abs=0.05)


def sentences() -> set[str]:
    """What is said of planted patterns of every kind, whether shown or not."""
    said = set()
    for plant in (*KINDS, "halt_after"):
        look = Look.of(*evidence(World(cravings=200, plant=plant, strength=0.7, lapses=LAPSES.get(plant, 0)), 1))
        said |= {claim.text for claim in claims_of(look)}
    return said


def test_a_sentence_counts_and_names_no_cause() -> None:
    said = sentences()
    assert len(said) > 30
    for sentence in said:
        assert not CAUSES.search(sentence)
        assert not SHAMING.search(sentence)
        assert re.search(r"\d", sentence)
        assert sentence.endswith((".", "?"))
        assert len(sentence) <= 150


def test_what_only_just_passed_is_likely_a_little_less() -> None:
    sure = Pattern("weekday", "Fridays: 20 of 40 cravings; an even spread would be 6.", 20, 40, 6.0, 0.001)
    assert sure.text.endswith("The true share: about 4 to 6 in 10.")
    assert sure._replace(p=0.03).text.endswith("The true share: about 4 to 6 in 10, likely a little less than that.")


# What people do when they write; three seeds in forty are more than 1 in 20, seven come once in a hundred honest runs.
WRITERS = {
    "at night, with that time": World(nightly=0.5),
    "imported from somebody who writes at night": World(nightly=0.5, imported=True),
    "whole days at night": World(typed=0.6),
    "hours that come to mind": World(heaped=0.6),
    "imported hours that come to mind": World(heaped=0.6, imported=True),
    "rotating shifts": World(cravings=200, shifts=True),
    "two weeks in another zone": World(travel=True),
    "evenings only": World(evenings=True),
    "weekends only": World(weekends=True),
    "tired after hard days": World(cravings=200, reverse=True),
}


@pytest.mark.parametrize("world", WRITERS.values(), ids=WRITERS)
def test_a_habit_of_writing_is_no_pattern(world: World) -> None:
    claims = [bool(find(evidence(world, seed))) for seed in range(2000, 2030)]
    assert sum(claims) <= 4


def test_what_was_written_later_or_together_is_not_tested_for_hours() -> None:
    seen = evidence(World(cravings=160, plant="hour", strength=0.7), 1)
    assert any(pattern.kind == "hour" for pattern in find(seen))
    later = [craving._replace(written=craving.at + timedelta(minutes=16)) for craving in seen.cravings]
    assert not any(pattern.kind == "hour" for pattern in find(seen._replace(cravings=later)))
    twice = [
        craving._replace(at=craving.at + timedelta(minutes=minutes)) for craving in seen.cravings for minutes in (0, 9)
    ]
    assert not any(pattern.kind == "hour" for pattern in find(seen._replace(cravings=twice)))
    unknown = [craving._replace(written=None, at=craving.at.replace(minute=30)) for craving in seen.cravings]
    assert not any(pattern.kind == "hour" for pattern in find(seen._replace(cravings=unknown)))


def test_days_are_compared_with_those_of_their_weekday() -> None:
    """Weekends with more cravings and less sleep: neither comes of the other."""
    seen = evidence(World(cravings=160, plant="weekday", strength=0.5), 4)
    sleepless = {
        day: answers._replace(sleep_hours=5.0 if day.weekday() == 4 else 8.0)
        for day, answers in seen.logged.answers.items()
    }
    patterns = find(seen._replace(logged=seen.logged._replace(answers=sleepless)))
    assert [pattern.kind for pattern in patterns] == ["weekday"]


def test_the_checks_are_counted() -> None:
    assert search(evidence(World(), 1000)).checks > 15
    assert search(evidence(World(cravings=10), 1)) == Search()


def test_the_simulated_world_is_the_one_described() -> None:
    seen = evidence(World(), 4)
    assert len(seen.cravings) == 80
    assert seen.period.days == 56
    assert seen.period.last == date(2026, 3, 29)
