"""Every sentence that a pattern can say, in one place: a count, what an even spread would give, never a cause."""

from __future__ import annotations

from collections.abc import Callable

WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")


def _number(expected: float) -> str:
    return f"{expected:.0f}" if expected >= 3 else f"{expected:.1f}"


def hours(first: int, end: int, seen: int, of: int, expected: float) -> str:
    """Cravings crowd in a stretch of hours, `first` to `end` o'clock."""
    return (
        f"Between {first:02}:00 and {end:02}:00: {seen} of {of} cravings; "
        f"spread evenly over the hours you log in it would be {_number(expected)}."
    )


def weekday(number: int, seen: int, of: int, expected: float) -> str:
    """Cravings crowd on a day of the week, 0 for Monday."""
    return f"{WEEKDAYS[number]}: {seen} of {of} cravings; an even spread would be {_number(expected)}."


def trigger(name: str, high: int, of: int, expected: float) -> str:
    """A trigger that goes with higher ratings."""
    return f"With {name}: {high} of {of} cravings rated 7 or more; at the rate of the others it would be {_number(expected)}."


def trigger_use(name: str, used: int, of: int, expected: float) -> str:
    """A trigger that goes with use."""
    return f"With {name}: use after {used} of {of} cravings; at the rate of the others it would be {_number(expected)}."


def coping(name: str, passed: int, of: int, expected: float) -> str:
    """A skill after which cravings passed more often."""
    return f"After {name}: {passed} of {of} cravings passed; at the rate of the others it would be {_number(expected)}."


def sleep(seen: int, of: int, expected: float) -> str:
    """Days after a short night."""
    return f"After less than 6 hours of sleep: {seen} of {of} cravings; by the number of such days it would be {_number(expected)}."


def mood(seen: int, of: int, expected: float) -> str:
    """Days after low mood."""
    return f"On days after a mood of 3 or less: {seen} of {of} cravings; by the number of such days it would be {_number(expected)}."


def halt(feeling: str) -> Callable[[int, int, float], str]:
    """Days on which the person was hungry, angry, lonely or tired."""

    def sentence(seen: int, of: int, expected: float) -> str:
        days = f"On days when you were {feeling}"
        return f"{days}: {seen} of {of} cravings; by the number of such days it would be {_number(expected)}."

    return sentence


def medication(seen: int, of: int, expected: float) -> str:
    """Days after a missed dose."""
    return f"On days after a missed dose: {seen} of {of} cravings; by the number of such days it would be {_number(expected)}."


def level(above: int, of: int) -> str:
    """The last two weeks rated higher."""
    return (
        f"The last two weeks were rated higher: {above} of {of} craving days lie above the middle of your weeks before."
    )


def swing(above: int, of: int) -> str:
    """The last two weeks swing more."""
    return f"The last two weeks swing more: {above} of {of} steps from day to day are larger than the middle of your weeks before."


def silence(days: int) -> str:
    """Nothing logged after ratings rose: a question, not a finding."""
    return f"Nothing logged for {days} days, after your ratings had risen. How are you? A short check-in is enough."
