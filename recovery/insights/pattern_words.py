"""Every sentence that a pattern can say, in one place: a count, what an even spread would give, never a cause.

What a sentence is about comes first, the numbers after it. `uncertainty` follows every count.
"""

from __future__ import annotations

from recovery.insights.shares import in_words, share_interval

WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")


def hours(first: int, end: int, seen: int, of: int, expected: float) -> str:
    """Cravings crowd in a stretch of hours, `first` to `end` o'clock."""
    about = f"{first:02}:00 to {end:02}:00"
    return f"{about}: {_cravings(seen, of)} spread evenly over the hours you log in it would be {_number(expected)}."


def weekday(number: int, seen: int, of: int, expected: float) -> str:
    """Cravings crowd on a day of the week, 0 for Monday."""
    return f"{WEEKDAYS[number]}: {_cravings(seen, of)} an even spread would be {_number(expected)}."


def trigger(name: str, high: int, of: int, expected: float) -> str:
    """A trigger that goes with higher ratings."""
    return f"With {name}: {high} of {of} cravings rated 7 or more; {_others(expected)}"


def trigger_use(name: str, used: int, of: int, expected: float) -> str:
    """A trigger that goes with use."""
    return f"With {name}: use after {used} of {of} cravings; {_others(expected)}"


def coping(name: str, passed: int, of: int, expected: float) -> str:
    """A skill after which cravings passed more often."""
    return f"After {name}: {passed} of {of} cravings passed; {_others(expected)}"


def sleep(seen: int, of: int, expected: float) -> str:
    """Days after a short night."""
    return f"Days after less than 6 hours of sleep: {_cravings(seen, of)} {_by_days(expected)}"


def mood(seen: int, of: int, expected: float) -> str:
    """Days after low mood."""
    return f"Days after a mood of 3 or less: {_cravings(seen, of)} {_by_days(expected)}"


def halt(feeling: str, seen: int, of: int, expected: float) -> str:
    """Days on which the person was hungry, angry, lonely or tired."""
    return f"Days when you were {feeling}: {_cravings(seen, of)} {_by_days(expected)}"


def halt_after(feeling: str, seen: int, of: int, expected: float) -> str:
    """Days after such a day."""
    return f"Days after you were {feeling}: {_cravings(seen, of)} {_by_days(expected)}"


def medication(seen: int, of: int, expected: float) -> str:
    """Days after a missed dose."""
    return f"Days after a missed dose: {_cravings(seen, of)} {_by_days(expected)}"


def level(above: int, of: int) -> str:
    """The last two weeks rated higher."""
    return f"The last two weeks, rated higher: {above} of {of} craving days above the middle of your weeks before."


def swing(above: int, of: int) -> str:
    """The last two weeks swing more."""
    return (
        f"The last two weeks, more up and down: {above} of {of} steps from day to day "
        "larger than the middle of your weeks before."
    )


def silence(days: int) -> str:
    """Nothing logged after ratings rose: a question, not a finding."""
    return f"Nothing logged for {days} days, after your ratings had risen. How are you? A short check-in is enough."


def uncertainty(seen: int, of: int) -> str:
    """Where the share may lie that these counts come from, 95 % Wilson, in words."""
    return f"The true share: {in_words(share_interval(seen, of))}."


def _cravings(seen: int, of: int) -> str:
    return f"{seen} of {of} cravings;"


def _others(expected: float) -> str:
    return f"at the rate of the others it would be {_number(expected)}."


def _by_days(expected: float) -> str:
    return f"by the number of such days it would be {_number(expected)}."


def _number(expected: float) -> str:
    return f"{expected:.0f}" if expected >= 3 else f"{expected:.1f}"
