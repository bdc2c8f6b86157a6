"""What is worth checking ends in something to do, and what it says to type works as it is typed."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from recovery.insights.patterns import KINDS, Pattern
from recovery.insights.periods import Period
from recovery.insights.report import Facts, build
from recovery.insights.views import checking

LAST = date(2026, 3, 29)
NASTY = 'mum\'s "flat" $(reboot) `x`\x1b[31m'


@pytest.mark.parametrize("kind", KINDS)
def test_the_step_of_each_kind_can_be_typed(kind: str, journal: object, say: Callable[..., str]) -> None:
    pattern = Pattern(kind, "18:00 to 22:00: 34 of 80 cravings.", 34, 80, 19.0, 0.01, NASTY)
    finding = checking._finding(pattern)
    assert "\x1b" not in finding.command
    program, *words = shlex.split(finding.command)
    assert program == "recovery"
    if words != ["checkin"]:  # which asks, and nobody is there to answer
        say(*words)


def test_what_goes_on_the_counselors_list_says_what_was_counted() -> None:
    finding = checking._finding(Pattern("hour", "18:00 to 22:00: 34 of 80 cravings.", 34, 80, 19.0, 0.01))
    assert finding.command == "recovery discuss '18:00 to 22:00: 34 of 80 cravings.'"
    assert finding.text.endswith("The true share: about 3 to 5 in 10.")


def test_right_after_a_use_nothing_is_said_of_what_was_not_looked_for() -> None:
    looked = replace(build(Period(LAST, LAST), LAST, Facts([], [], [], 0)), checks=3)
    assert checking.nothing(looked).startswith("3 checks found nothing.")
    assert checking.nothing(replace(looked, run_up_waits=True)) == ""


@pytest.mark.parametrize(("kinds", "cautioned"), [((), False), (("silence",), False), (("silence", "swing"), True)])
def test_a_question_after_silence_is_no_finding(kinds: tuple[str, ...], *, cautioned: bool) -> None:
    patterns = tuple(Pattern(kind, "Nothing logged for 6 days.", 6, 6, 1.0, 0.01) for kind in kinds)
    empty = build(Period(LAST, LAST), LAST, Facts([], [], [], 0))
    assert bool(checking.caution(replace(empty, patterns=patterns))) is cautioned
