"""What is kept of the comparisons' claims: how sure they must be, how many are shown, and in which order."""

from __future__ import annotations

import pytest

from recovery.insights import patterns
from recovery.insights.claims import FEWEST_CRAVINGS, FEWEST_DAYS, Claim
from recovery.insights.facts import Logged
from recovery.insights.patterns import Evidence, Pattern, find, search
from tests.insights.looks import PERIOD, craving

FELT = [craving(number % FEWEST_DAYS) for number in range(FEWEST_CRAVINGS)]
CLAIM = Claim("hour", 0.001, 12, 40, 6.5, "a claim", again=True, name=None)


def searched(monkeypatch: pytest.MonkeyPatch, *claims: Claim, checks: int = 1) -> tuple[Pattern, ...]:
    """What is kept of these claims, where so many comparisons were made in all."""
    empty = [CLAIM._replace(p=1.0)] * (checks - len(claims))
    made = {0: [*claims], 1: empty}
    monkeypatch.setattr(patterns, "COMPARISONS", (lambda _: made[0], lambda _: made[1]))
    outcome = search(Evidence(PERIOD, FELT, Logged()))
    assert outcome.checks == max(checks, len(claims))
    assert find(Evidence(PERIOD, FELT, Logged())) == outcome.patterns
    return outcome.patterns


def test_a_claim_is_kept_with_its_figures_and_its_chance_times_the_comparisons(monkeypatch: pytest.MonkeyPatch) -> None:
    named = CLAIM._replace(kind="trigger", name="Payday")
    (pattern,) = searched(monkeypatch, named, checks=20)
    assert pattern == Pattern("trigger", "a claim", 12, 40, 6.5, pattern.p, "Payday")
    assert pattern.p == pytest.approx(0.02)


@pytest.mark.parametrize(("p", "checks", "kept"), [(0.00225, 20, True), (0.00226, 20, False), (0.045, 1, True)])
def test_nine_false_alarms_in_two_hundred_are_allowed(
    monkeypatch: pytest.MonkeyPatch, p: float, checks: int, kept: bool
) -> None:
    assert bool(searched(monkeypatch, CLAIM._replace(p=p), checks=checks)) is kept


@pytest.mark.parametrize(
    ("kind", "p", "beside", "kept"),
    [
        ("rate", 0.0015, 30, True),
        ("rate", 0.00151, 0, False),
        ("before_lapse", 0.03, 30, True),
        ("before_lapse", 0.0301, 0, False),
    ],
)
def test_two_kinds_have_a_share_of_the_false_alarms_of_their_own(
    monkeypatch: pytest.MonkeyPatch, kind: str, p: float, beside: int, kept: bool
) -> None:
    (*own,) = searched(monkeypatch, CLAIM._replace(kind=kind, p=p), checks=beside + 1)
    assert [pattern.p for pattern in own] == ([pytest.approx(0.045)] if kept else [])


def test_the_other_kinds_share_what_those_two_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [CLAIM._replace(kind=kind, p=1.0) for kind in ("rate", "before_lapse")]
    assert searched(monkeypatch, CLAIM._replace(p=0.0134), *both)
    assert not searched(monkeypatch, CLAIM._replace(p=0.0136), *both)
    assert not searched(monkeypatch, CLAIM._replace(p=0.0134), CLAIM._replace(p=1.0), *both)


def test_what_one_half_does_not_show_and_what_is_no_excess_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not searched(monkeypatch, CLAIM._replace(again=False))
    assert not searched(monkeypatch, CLAIM._replace(seen=6, expected=6.0))
    assert not searched(monkeypatch, CLAIM._replace(seen=5, expected=6.0))
    assert searched(monkeypatch, CLAIM._replace(seen=7, expected=6.0))


def test_the_three_surest_are_shown_then_by_kind_then_by_text(monkeypatch: pytest.MonkeyPatch) -> None:
    told = [
        ("mood", 0.003, "x"),
        ("swing", 0.001, "x"),
        ("hour", 0.002, "z"),
        ("hour", 0.002, "b"),
        ("coping", 0.003, "x"),
    ]
    claims = [CLAIM._replace(kind=kind, p=p, text=text) for kind, p, text in told]
    assert [(pattern.kind, pattern.claim) for pattern in searched(monkeypatch, *claims)] == [
        ("swing", "x"),
        ("hour", "b"),
        ("hour", "z"),
    ]
    assert [pattern.kind for pattern in searched(monkeypatch, *claims[:2], claims[4])] == ["swing", "coping", "mood"]


@pytest.mark.parametrize(("cravings", "days", "checks"), [(20, 14, 1), (19, 14, 0), (20, 13, 0), (21, 14, 1)])
def test_nothing_is_searched_below_twenty_cravings_on_fourteen_days(
    monkeypatch: pytest.MonkeyPatch, cravings: int, days: int, checks: int
) -> None:
    monkeypatch.setattr(patterns, "COMPARISONS", (lambda _: [CLAIM],))
    felt = [craving(number % days) for number in range(cravings)]
    assert search(Evidence(PERIOD, felt, Logged())).checks == checks


def test_a_pattern_as_it_is_said_and_as_other_programs_read_it() -> None:
    one = Pattern("weekday", "Fridays: 20 of 40.", 20, 40, 6.0, 0.01, None)
    low, high = one.interval
    assert (round(low, 4), round(high, 4)) == (0.352, 0.648)
    assert one.text == "Fridays: 20 of 40. The true share: about 4 to 6 in 10."
    assert one._replace(p=0.0113).text.endswith("in 10, likely a little less than that.")
    assert one._replace(kind="silence", claim="How are you?").text == "How are you?"
    assert one.to_json() == {
        "kind": "weekday",
        "text": one.text,
        "in": 20,
        "of": 40,
        "expected": 6.0,
        "interval": [low, high],
    }


def test_what_lasts_was_found_before_and_did_not_only_just_pass() -> None:
    sure = patterns.Pattern("trigger", "With payday: 9 of 12.", 9, 12, 4.0, patterns.JUST_PASSED, "Payday")
    just = sure._replace(p=patterns.JUST_PASSED + 0.001)
    before = [sure._replace(claim="With payday: 7 of 10.", seen=7, name="payday", p=0.04)]
    assert patterns.lasting([sure], before) == (sure,)
    assert patterns.lasting([just], before) == ()
    assert patterns.lasting([sure], [before[0]._replace(name="bored")]) == ()
