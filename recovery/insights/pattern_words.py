"""What a pattern says, put together: a count, what an even spread would give, never a cause.

What a sentence is about comes first, the numbers after it. `uncertainty` follows every count.
"""

from __future__ import annotations

from recovery.insights import sentences
from recovery.insights.shares import in_words, share_interval

WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")


def hours(first: int, end: int, seen: int, of: int, expected: float) -> str:
    """Cravings crowd in a stretch of hours, `first` to `end` o'clock."""
    about = f"{first:02}:00 to {end:02}:00"
    return sentences.PATTERN_HOURS.format(about=about, cravings=_cravings(seen, of), expected=_number(expected))


def weekday(number: int, seen: int, of: int, expected: float) -> str:
    """Cravings crowd on a day of the week, 0 for Monday."""
    return sentences.PATTERN_WEEKDAY.format(
        weekday=WEEKDAYS[number], cravings=_cravings(seen, of), expected=_number(expected)
    )


def trigger(name: str, high: int, of: int, expected: float) -> str:
    """A trigger that goes with higher ratings."""
    return sentences.PATTERN_TRIGGER.format(name=name, high=high, of=of, others=_others(expected))


def trigger_use(name: str, used: int, of: int, expected: float) -> str:
    """A trigger that goes with use."""
    return sentences.PATTERN_TRIGGER_USE.format(name=name, used=used, of=of, others=_others(expected))


def coping(name: str, passed: int, of: int, expected: float) -> str:
    """A skill after which cravings passed more often."""
    return sentences.PATTERN_COPING.format(name=name, passed=passed, of=of, others=_others(expected))


def sleep(seen: int, of: int, expected: float) -> str:
    """Days after a short night."""
    return sentences.PATTERN_SLEEP.format(cravings=_cravings(seen, of), by_days=_by_days(expected))


def mood(seen: int, of: int, expected: float) -> str:
    """Days after low mood."""
    return sentences.PATTERN_MOOD.format(cravings=_cravings(seen, of), by_days=_by_days(expected))


def halt(feeling: str, seen: int, of: int, expected: float) -> str:
    """Days on which the person was hungry, angry, lonely or tired."""
    return sentences.PATTERN_HALT.format(feeling=feeling, cravings=_cravings(seen, of), by_days=_by_days(expected))


def halt_after(feeling: str, seen: int, of: int, expected: float) -> str:
    """Days after such a day."""
    return sentences.PATTERN_HALT_AFTER.format(
        feeling=feeling, cravings=_cravings(seen, of), by_days=_by_days(expected)
    )


def medication(seen: int, of: int, expected: float) -> str:
    """Days after a missed dose."""
    return sentences.PATTERN_MEDICATION.format(cravings=_cravings(seen, of), by_days=_by_days(expected))


def level(above: int, of: int) -> str:
    """The last two weeks rated higher."""
    return sentences.PATTERN_LEVEL.format(above=above, of=of)


def swing(above: int, of: int) -> str:
    """The last two weeks swing more."""
    return sentences.PATTERN_SWING.format(above=above, of=of)


def silence(days: int) -> str:
    """Nothing logged after ratings rose: a question, not a finding."""
    return sentences.PATTERN_SILENCE.format(days=days)


def uncertainty(seen: int, of: int) -> str:
    """Where the share may lie that these counts come from, 95 % Wilson, in words."""
    return sentences.TRUE_SHARE.format(true_share=in_words(share_interval(seen, of)))


def _cravings(seen: int, of: int) -> str:
    return sentences.SEEN_OF.format(seen=seen, of=of)


def _others(expected: float) -> str:
    return sentences.EXPECTED_OF_OTHERS.format(expected=_number(expected))


def _by_days(expected: float) -> str:
    return sentences.EXPECTED_BY_DAYS.format(expected=_number(expected))


def _number(expected: float) -> str:
    return f"{expected:.0f}" if expected >= 3 else f"{expected:.1f}"
