"""Two weeks of one person, eleven days out of detox, typed on a real terminal with the mistakes that a person makes.

What is typed is counted; docs/figures.md has the counts, so that a change shows.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from recovery import system
from tests.conftest import NO_TERMINAL, PATIENCE_SECONDS
from tests.shell import Key, Person

FIGURES = Path(__file__).resolve().parents[1] / "docs" / "figures.md"
LOG, CHECKIN, FIRST_EVENING = 14, 10, 60  # goals: as many keys at most; the last without the person's own words


@pytest.fixture
def person(home: Path) -> Iterator[Person]:
    if not system.FORKS:
        pytest.skip(NO_TERMINAL)
    somebody = Person(home, dict(os.environ), PATIENCE_SECONDS)
    yield somebody
    somebody.leaves()


def test_two_weeks_are_lived_through_with_their_mistakes(person: Person) -> None:
    _the_first_evening(person)
    _cravings(person)
    _a_lapse(person)
    _the_days_after(person)
    _the_second_week(person)
    _behind_a_passphrase(person)


def _the_first_evening(person: Person) -> None:
    person.at("2026-11-29 20:00")
    person.types(
        "recovery init",
        ("stay free of?", "heroin, and some benzos"),
        ("Two things: heroin \u00b7 benzos.", ""),
        ("last use heroin?", "about 11 days ago"),
        ("last use benzos?", "idk"),
        ("last use benzos?", "3 weeks ago"),
        ("Mark the 10 days", Key("y")),
        ("Does anybody else", "my brother sometimes"),
        ("Set one now?", "n"),
        ("[p]lan now", Key("p")),
        ("a reason", "my daughter"),
        ("name, number", "Maria, 555-0100, sponsor, any hour"),
        ("Maria \u00b7 555-0100 \u00b7 sponsor \u00b7 any hour", ""),
        ("if > ", "payday"),
        ("then I > ", "walk to the library"),
        ("[c]heck in now", Key("c")),
        ("Did you use heroin or benzos today?", "n"),
        ("Mood", "5"),
        ("One good thing today?", "my sister texted me"),
    )
    assert "kept: If payday: walk to the library" in person.said
    assert person.said.count("A guess is enough") == 1
    assert "Tomorrow is day 12 without heroin" in person.said
    first = person.types("recovery")
    assert "day 11 without heroin" in first
    assert "done for today" in first
    strip = next(line for line in first.splitlines() if line.startswith("Last 14"))
    assert strip.count("?") == 4, "the three days before, and the sign's own meaning"


def _cravings(person: Person) -> None:
    person.at("2026-11-29 22:10")
    assert "recovery log 7" in person.types("recovery craving 7", code=2)
    assert "Kept: craving 7" in person.types("recovery log 7")
    person.at("2026-11-29 22:50")
    assert "passed" in person.types("recovery", ("Did it pass?", Key("p")))
    person.at("2026-11-30 08:30")
    assert "recovery lapse" in person.types("recovery slip", code=2)
    person.at("2026-11-30 13:10")
    mended = person.types(
        "recovery log 7 my mum calling again",
        ("[e]dit what set it off", Key("e")),
        ("What set it off?", "mum calling, bored"),
    )
    assert "craving 7 \u00b7 mum calling, bored" in mended
    person.types("recovery after passed -c 'called Dee'")
    person.types("recovery note 'rang mum about the job'")
    assert "rang mum about the job" in person.types("recovery undo")
    assert "Brought back: note" in person.types("recovery redo")
    listed = person.types("recovery undo --list")
    for words in ("rang mum about the job", "payday", "walk to the library", "Maria", "my daughter"):
        assert words in listed
    person.at("2026-11-30 21:00")
    person.types(
        "recovery checkin", ("Did you use", "maybe"), ("Did you use", "n"), ("Mood", "14"), ("Mood", "6"), ("good", "")
    )
    assert "I am not sure how to take that" in person.said
    assert "no use \u00b7 mood 6" in person.screen


def _a_lapse(person: Person) -> None:
    person.at("2026-12-01 09:00")
    person.types("recovery", ("[c]heck in now", Key("\r")))
    person.at("2026-12-02 19:00")
    kept = person.types("recovery log 8 bored -c walk")
    assert "Your old dose can kill now" in kept
    assert "ame as" not in kept, "that waits for a calmer command"
    person.types(
        "recovery plan check",
        ("bored (2 times) has no plan yet. [p] write one now", Key("p")),
        ("If it is bored, then I", "text Dee"),
        ("or else", ""),
        ("mum calling (once)", Key("q")),
    )
    assert "  1. Naloxone is not in the plan." in person.screen
    person.at("2026-12-02 23:30")
    told = person.types("recovery used", ("Write a lapse down?", Key("n")))
    assert "Nothing was written down." in told
    told = person.types("recovery used", ("Write a lapse down?", Key("y")), ("(8, bored) ended?", Key("y")))
    assert told.index("Your old dose can kill now") < told.index("Write a lapse down?") < told.index("Kept: lapse")
    assert "Your 13 free days stay counted. Tomorrow is day 1 without heroin." in told
    calmer = ("walk. Same as walk to the library?", Key("y"))
    assert "tomorrow is day 1 without heroin" in person.types("recovery", calmer, ("[c]heck in now", Key("\r")))
    assert "13 free days" in person.types("recovery streak")


def _the_days_after(person: Person) -> None:
    person.at("2026-12-03 02:40")
    person.types(
        "recovery sos",
        ("Press a key; Enter leaves. ", Key("l")),
        ("How strong", "6"),
        ("What set it off?", "cannot sleep"),
        ("What did you do", ""),
        ("Press a key; Enter leaves. ", Key("1")),
        ("Press a key; Enter leaves. ", Key("q")),
    )
    assert "555-0100" in person.screen
    assert "tel:" not in person.screen
    person.at("2026-12-03 09:30")
    first = person.types("recovery", ("Did it pass?", Key("p")))
    assert "day 1 without heroin" in first
    person.types("recovery checkin", ("today?", "n"), ("Mood", "3"), ("good", ""))


def _the_second_week(person: Person) -> None:
    person.at("2026-12-05 20:00")
    assert "recovery help all" in person.types("recovery reprot", code=2)
    person.types("recovery checkin", ("today?", "n"), ("Mood", "6"), ("good", "dinner with Dee"))
    filled = person.types("recovery checkin --from tue --to fri --no-use")
    assert "2 days answered, without use" in filled, "Tuesday and Friday; of Wednesday and Thursday it knows"
    person.at("2026-12-06 18:30")
    planned = person.types("recovery log 6 bored", ("Doing one of them?", Key("1")))
    assert "Kept with this craving: text Dee" in planned
    report = person.types("recovery report", ("[Enter] done", Key("\r")))
    assert "written on 5 of 7 days" in report
    assert [*report.split("Sun\n", 1)[1].split("\n", 1)[0].split()] == [*"\u25cf\u25cfu\u25cf\u25cf\u25cf?"]
    assert "4 cravings, 3 more than the week before; 2 passed, 1 ended in use" in report
    calendar = person.types("recovery calendar")
    assert "1 \u25cf  2 u  3 \u25cf  4 \u25cf  5 \u25cf  6 ?" in calendar
    person.types("recovery", ("Did it pass?", Key("p")))
    planned = person.types(
        "recovery report",
        ("[Enter] done", Key("p")),
        ("then I", "write down why"),
        ("or else", ""),
        ("[Enter] done", Key("d")),
        ("talk about?", "nights without sleep"),
        ("[Enter] done", Key("m")),
        ("[Enter] done", Key("\r")),
    )
    assert "To keep or print it: recovery report" in planned
    person.at("2026-12-10 20:00")
    assert "3 days answered" in person.types("recovery checkin --from mon --to wed --no-use")
    for day in (10, 11):
        person.at(f"2026-12-{day:02} 20:00")
        person.types("recovery", ("[c]heck in now", Key("c")), ("today?", "n"), ("Mood", "6"), ("good", ""))
    first = person.types("recovery", ("For your plan:", Key("p")), ("> ", "q"))
    assert "day 9 without heroin" in first
    assert "3 of 8 days checked in, 4 filled in later" in first
    assert "1 thing on your list" in first
    person.at("2026-12-12 19:00")
    report = person.types("recovery report", ("[Enter] done", Key("\r")))
    assert "1 craving, 3 fewer" in report
    assert "written on 3 of 7 days, 3 filled in later" in report
    assert "1 use" in person.types("recovery calendar")
    assert "1 lapse in all" in person.types("recovery streak")


def _behind_a_passphrase(person: Person) -> None:
    """Locked for a night: what is written goes in without the key, and is there once it is open."""
    person.types(
        "recovery passphrase set",
        ("New passphrase: ", "river"),
        ("The same once more: ", "river"),
        ("(Enter to do it later)", ""),
        ("Press Enter once the words are on paper.", ""),
        ("[k]eep that readable", Key("\r")),
    )
    person.types("recovery lock")
    person.at("2026-12-13 02:00")
    assert "Kept, sealed." in person.types("recovery log 6 cannot sleep", ("Or the passphrase: ", ""))
    assert "craving 6 \u00b7 cannot sleep" in person.types("recovery unlock", ("Passphrase: ", "river"))
    person.types("recovery lock")


def test_few_keys_are_enough_and_the_figures_say_how_many(person: Person) -> None:
    """The first evening with the fewest words that say something, a check-in with a good word, and a craving."""
    own = {"what": "heroin", "reason": "Ana", "who": "Maria 555-0100", "if": "payday", "then": "walk", "good": "tea"}
    answers = {"used": ("today?", Key("n")), "mood": ("Mood", "6"), "good": ("good", own["good"])}
    person.at("2026-11-29 20:00")
    person.pressed = 0
    person.types(
        "recovery init",
        ("stay free of?", own["what"]),
        ("last use heroin?", "11 days"),
        ("Mark the 10 days", Key("y")),
        ("Does anybody else", ""),
        ("[p]lan now", Key("p")),
        ("a reason", own["reason"]),
        ("name, number", own["who"]),
        ("[Enter] right", ""),
        ("if > ", own["if"]),
        ("then I > ", own["then"]),
        ("[c]heck in now", Key("c")),
        *answers.values(),
    )
    evening, words = person.pressed, sum(map(len, own.values()))
    person.at("2026-11-30 20:00")
    person.pressed = 0
    person.types("recovery checkin", *answers.values())
    checkin = person.pressed - len("recovery checkin\r")
    person.pressed = 0
    person.types("recovery log 7")
    craving = person.pressed - len("\r")
    rows = [
        f"| `recovery log 7`, before Enter | {craving} | {LOG} |",
        f"| the answers of a check-in, with a good word | {checkin} | {CHECKIN} |",
        f"| the first evening, without the person's own words | {evening - words} | {FIRST_EVENING} |",
        f"| the first evening, with the shortest words of one's own | {evening} | |",
    ]
    assert craving <= LOG
    assert checkin <= CHECKIN
    assert evening - words < FIRST_EVENING
    assert "\n".join(rows) in FIGURES.read_text("utf-8")
