"""Patterns to check: what stands out in eight weeks of cravings more than chance lets it, and holds in both halves.

Every sentence is a count against what an even spread would give; none names a cause. The rules come from the care
page: nothing from fewer than 20 cravings on 14 days, corrected for all comparisons made, found again in both halves
of the period, at most three shown. `docs/patterns.md` holds the measured false alarms and power.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from recovery.insights import lately, name_patterns, run_up, sampled_hours, time_patterns
from recovery.insights.claims import Claim, Look, enough
from recovery.insights.facts import CravingFact, Logged
from recovery.insights.periods import Period
from recovery.insights.shares import in_words, share_interval
from recovery.language import tr
from recovery.store.names import alike

MOST_SHOWN = 3
FALSE_ALARMS = 0.045
JUST_PASSED = FALSE_ALARMS / 4
# What is asked by another test or most wanted has a share of the false alarms of its own; the rest share what is left.
OWN_SHARE = {"rate": 0.0015, "before_lapse": 0.03}
KINDS = (
    *("hour", "weekday", "trigger", "coping", "sleep", "mood", "halt", "medication"),
    *("level", "swing", "silence", "rate", "before_lapse"),
)
WITHOUT_SHARE = ("before_lapse", "rate")  # it would be read as the odds of a lapse, or says less than two counts
Comparison = Callable[[Look], list[Claim]]
COMPARISONS: tuple[Comparison, ...] = (
    sampled_hours.hours,
    time_patterns.weekdays,
    name_patterns.triggers,
    name_patterns.coping,
    time_patterns.sleep,
    time_patterns.mood,
    time_patterns.halt,
    time_patterns.medication,
    lately.level,
    lately.swing,
    lately.silence,
    lately.rate,
)


class Evidence(NamedTuple):
    """The look-back as far as it was lived: its cravings, and where and when anything was logged at all."""

    period: Period
    cravings: Sequence[CravingFact]
    logged: Logged


class Pattern(NamedTuple):
    """A pattern to check: `seen` of `of`, where an even spread would give `expected`; `p` is the corrected p-value.

    `claim` is what was counted, `name` the trigger or coping skill in the person's own spelling where it is about one;
    `sign` is what marked the days before, as `run_up.in_words` says it.
    """

    kind: str
    claim: str
    seen: int
    of: int
    expected: float
    p: float
    name: str | None = None
    sign: str | None = None

    @property
    def text(self) -> str:
        """The whole sentence: the count, what an even spread would give, and how sure that is.

        Of what only just passed the lucky ones are seen: the truth lies nearer to an even spread more often than not.
        """
        if self.kind == "silence":
            return self.claim
        if self.kind in WITHOUT_SHARE:
            return self.counts
        share = in_words(self.interval)
        if self.p > JUST_PASSED:
            said = tr("The true share: {share}, likely a little less than that.", share=share)
        else:
            said = tr("The true share: {share}.", share=share)
        return f"{self.claim} {said}"

    @property
    def counts(self) -> str:
        """The counts without the share, for where it would be read as odds; what only just passed is likely smaller."""
        said = tr("A finding like this is often a little larger than the truth.")
        return f"{self.claim} {said}" if self.p > JUST_PASSED else self.claim

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % Wilson interval of the share."""
        return share_interval(self.seen, self.of)

    def to_json(self) -> dict[str, Any]:
        """As the contract writes it."""
        return {
            "kind": self.kind,
            "text": self.text,
            "in": self.seen,
            "of": self.of,
            "expected": self.expected,
            "interval": list(self.interval),
        }


class Search(NamedTuple):
    """What was found, the surest first, and how many comparisons looked: 0 where there is too little to tell.

    `waits`: what comes before a lapse was not looked at, right after a use.
    """

    patterns: tuple[Pattern, ...] = ()
    checks: int = 0
    waits: bool = False


def find(evidence: Evidence) -> tuple[Pattern, ...]:
    """The patterns of a look-back, the surest first; none where there is too little to tell."""
    return search(evidence).patterns


def search(evidence: Evidence) -> Search:
    """The same with the number of comparisons made.

    Each p-value is multiplied by how many comparisons share its part of the false alarms (Bonferroni, weighted).
    """
    look = Look.of(*evidence)
    made = claims_of(look)
    shares = _shares(made)
    kept = []
    for claim in made:
        corrected = min(1.0, claim.p * FALSE_ALARMS / shares[claim.kind])
        if corrected <= FALSE_ALARMS and claim.again and claim.seen > claim.expected:
            counted = claim.seen, claim.of, claim.expected
            kept.append(Pattern(claim.kind, claim.text, *counted, corrected, claim.name, claim.sign))
    kept.sort(key=lambda pattern: (pattern.p, pattern.kind, pattern.claim))
    return Search(tuple(kept[:MOST_SHOWN]), len(made), run_up.waits(look))


def lasting(now: Iterable[Pattern], before: Iterable[Pattern]) -> tuple[Pattern, ...]:
    """Those of `now` that stand among `before` too, by what they are about and whatever they counted.

    None that only just passed: week after week one does, by chance.
    """

    def about(pattern: Pattern) -> tuple[str, str, str | None]:
        return pattern.kind, alike(pattern.name or ""), pattern.sign

    stood = set(map(about, before))
    return tuple(pattern for pattern in now if pattern.p <= JUST_PASSED and about(pattern) in stood)


def claims_of(look: Look) -> list[Claim]:
    """What is compared: all where there are enough cravings, else hours alone where random check-ins are enough.

    What leads up to a lapse is compared beside either.
    """
    comparisons = COMPARISONS if enough(look.cravings) else ()
    if not comparisons and sampled_hours.enough(look.moments):
        comparisons = (sampled_hours.hours,)
    return [claim for comparison in (*comparisons, run_up.run_up) for claim in comparison(look)]


def _shares(made: Sequence[Claim]) -> dict[str, float]:
    """Of each kind of claim, how often chance alone may do as much as one of them."""
    own = {claim.kind: OWN_SHARE[claim.kind] for claim in made if claim.kind in OWN_SHARE}
    others = [claim.kind for claim in made if claim.kind not in own]
    return {kind: (FALSE_ALARMS - sum(own.values())) / len(others) for kind in others} | own
