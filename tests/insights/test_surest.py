"""What helped, in the week's sentence: more passed than chance lets them, among cravings that began alike."""

from __future__ import annotations

from random import Random

from recovery.insights.facts import CravingFact
from recovery.insights.feedback_candidates import of_helped, surest
from recovery.insights.what_helped import Helped, helped
from tests.insights.test_what_helped import craving


def tried(skill: str, passed: int, of: int, rating: int = 6, trigger: str = "payday") -> list[CravingFact]:
    """Cravings after a skill, or without any: so many passed, the others ended in use."""
    coping = (skill,) if skill else ()
    ends = ["passed"] * passed + ["used"] * (of - passed)
    return [craving(end, rating=rating, triggers=(trigger,), coping=coping) for end in ends]


def told(*cravings: list[CravingFact]) -> list[str]:
    return [pair.skill for pair in surest(helped([one for some in cravings for one in some]))]


def test_a_skill_helped_where_more_passed_than_chance_lets_them() -> None:
    assert told(tried("tea", 12, 12), tried("", 3, 12)) == ["tea"]
    assert told(tried("tea", 1, 7), tried("", 0, 1)) == [], "most used after it, and one craving is no comparison"
    assert told(tried("tea", 12, 12), tried("", 0, 4)) == []
    assert told(tried("vaping", 5, 9), tried("", 40, 40)) == []
    assert told(tried("tea", 30, 60), tried("", 0, 60)) == [], "half is not more than half"
    assert told(tried("tea", 7, 12), tried("", 5, 12)) == [], "so much does chance"
    assert told(tried("tea", 5, 5), tried("", 0, 5)) == ["tea"], "five of each are enough"
    assert told(tried("tea", 5, 5), tried("", 0, 4)) == []


def test_it_is_named_up_to_once_in_twenty_by_chance() -> None:
    assert told(tried("tea", 8, 11), tried("", 4, 13)) == ["tea"], "0.0498"
    one_more = tried("tea", 3, 6, trigger="bored"), tried("", 3, 6, trigger="bored")
    assert told(tried("tea", 6, 7), tried("", 3, 11), *one_more) == ["tea"], "0.0498 of two that are looked at"
    assert told(tried("tea", 6, 7), tried("", 1, 6), *one_more) == [], "0.0501"


def test_a_skill_for_mild_cravings_is_compared_with_mild_ones() -> None:
    """After tea 27 of 29 passed, without it 11 of 31: but all that began as mild passed."""
    mild, strong = tried("tea", 27, 29, 2), [*tried("", 5, 5, 2), *tried("", 6, 26, 8)]
    assert told(mild, strong) == []
    assert told(mild, [*tried("", 1, 9, 2), *tried("", 6, 26, 8)]) == ["tea"]
    (candidate,) = of_helped(helped([*tried("tea", 12, 12, 5), *tried("", 3, 12, 6)]), [])
    assert candidate.text == (
        "payday: after tea 12 of 12 passed, without it 3 of 12, as written down. Begun at 5, without it at 6 (medians)."
    )


def test_every_pair_that_is_looked_at_is_paid_for() -> None:
    """8 of 9 against 3 of 9 come once in 40 by chance: enough alone, too little among eight."""
    seen = [*tried("tea", 8, 9), *tried("", 3, 9)]
    assert told(seen) == ["tea"]
    others = [[*tried("tea", 3, 6, trigger=f"place {n}"), *tried("", 3, 6, trigger=f"place {n}")] for n in range(7)]
    assert told(seen, *others) == []
    few = [[*tried("tea", 1, 4, trigger=f"place {n}"), *tried("", 1, 4, trigger=f"place {n}")] for n in range(7)]
    assert told(seen, *few) == ["tea"], "what is too little to be looked at costs nothing"


def test_skills_that_do_nothing_are_seldom_named_as_ones_that_helped() -> None:
    """Of 150 journals of 60 cravings, four triggers and three skills: at most one in twenty-five names one."""

    def journal(random: Random) -> list[Helped]:
        return helped(
            craving(
                random.choice(("passed", "passed", "used")),
                rating=random.randint(1, 9),
                triggers=(random.choice(("payday", "bored", "alone", "row")),),
                coping=tuple(random.sample(("tea", "walk", "bath"), random.randint(0, 1))),
            )
            for _ in range(60)
        )

    named = sum(bool(surest(journal(Random(seed)))) for seed in range(150))
    assert named <= 6
