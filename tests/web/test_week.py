"""The week on the phone, in a real browser: a new name asked about, what was used when, and what looks back on it."""

from __future__ import annotations

from tests.web.conftest import OpenPhone
from tests.web.day import Diarist
from tests.web.phone import NARROW


def test_a_week_is_looked_back_on(phones: OpenPhone) -> None:
    day = Diarist(phones()).begin(substances="heroin, wine")
    felt(day, 5, "bored")
    felt(day, 6, "boredom")
    asked_once(day)
    day.page.get_by_role("button", name="I used").click()
    day.choose("wine")
    day.press("Write the lapse down")
    day.said("The lapse is written down.")
    day.bar("today")
    day.sees("Use: wine 7 Mar")  # two things are tracked: which it was stands below the days
    day.phone.touch("Look back")
    the_week(day)
    called_otherwise(day)
    beside_and_days(day)
    day.phone.show("week", "2025-06-01")  # of months that are not at hand
    day.sees("Nothing is written down here yet, and that is all right.")
    day.page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    day.phone.set(theme="light", textSize=200)
    for screen, about in (
        ("week", ""),
        ("names", "skill"),
        ("names", "trigger all"),
        ("streak", ""),
        ("compare", "month"),
    ):
        day.phone.show(screen, about)
        day.page.locator("main > :nth-child(2)").wait_for()
        assert day.phone.against() == [], screen
        assert not day.phone.overflows(), screen
        assert day.phone.too_small() == [], screen


def test_what_the_week_says_is_said_once(phones: OpenPhone) -> None:
    day = Diarist(phones()).begin()
    felt(day, 5, "payday")
    for _ in range(4):
        day.craving(5)
        day.press("payday")
        day.page.get_by_role("button", name="payday", exact=True, pressed=True).wait_for()
    day.bar("today")
    sentence = day.page.locator("section[aria-labelledby=week-sentence]")
    sentence.get_by_text("payday: 5 times in 28 days").wait_for()
    day.phone.touch("Look back")
    day.sees("payday has no plan yet")
    assert sentence.count() == 0
    day.phone.touch("Write one, 20 seconds")
    day.page.go_back()
    day.sees("payday has no plan yet")
    assert sentence.count() == 0


def felt(day: Diarist, intensity: int, trigger: str) -> None:
    """A craving with a trigger, typed."""
    day.craving(intensity)
    day.said(f"Kept: craving {intensity}.")
    day.page.get_by_placeholder("In your own words").first.fill(trigger)
    day.page.keyboard.press("Enter")
    day.page.get_by_role("button", name=trigger, exact=True, pressed=True).wait_for()


def asked_once(day: Diarist) -> None:
    """A name that looks like a known one is asked about; a touch makes them one, and the focus stays on the screen."""
    day.sees("boredom: same as bored?")
    assert day.phone.against() == []
    day.press("The same")
    day.said("Counted as: bored. The entry keeps your words.")
    day.page.get_by_text("same as bored?").wait_for(state="detached")
    assert day.page.evaluate("() => document.activeElement.tagName") == "H1"
    day.page.get_by_role("button", name="boredom", exact=True, pressed=True).wait_for()


def the_week(day: Diarist) -> None:
    """Few sentences first; all of it on a touch; a week without anything is kind."""
    day.sees("2 cravings, none written down the week before")
    day.sees("bored 2")
    day.sees("bored has no plan yet")
    assert day.phone.against() == []
    day.phone.touch("All of this week")
    day.sees("A craving of 7 or more on 0 days.")
    day.sees("2 this week, 2 in 8 weeks")
    day.page.locator("summary").first.click()
    assert day.page.locator("table.numbers td").all_inner_texts() == ["2"]
    assert day.phone.against() == []
    day.phone.touch("The week before")
    day.sees("Nothing is written down here yet, and that is all right.")
    assert day.page.evaluate("() => document.activeElement.tagName") == "H1"  # a screen reader says where one is
    day.phone.touch("The week after")
    day.sees("bored 2")


def called_otherwise(day: Diarist) -> None:
    day.phone.touch("Triggers and skills")
    day.page.get_by_role("button", name="bored 2").click()
    day.sees("; also boredom")
    day.fill("New name for it", "a slow evening")
    day.press("Keep this name")
    day.said("Counted as: a slow evening")
    day.page.get_by_role("heading", name="a slow evening").wait_for()
    assert day.phone.against() == []
    day.page.go_back()
    day.page.get_by_role("button", name="a slow evening 2").wait_for()
    day.choose("At any time")
    day.page.get_by_role("button", name="a slow evening 2").wait_for()
    assert day.phone.against() == []
    day.page.go_back()


def beside_and_days(day: Diarist) -> None:
    day.phone.touch("Beside the week before")
    day.page.get_by_role("row", name="cravings 2 0").wait_for()
    day.sees("Side by side, not a finding")
    assert day.phone.against() == []
    day.page.go_back()
    day.phone.touch("Days without use")
    day.sees("Day 2 without heroin")
    day.sees("Tomorrow is day 1 without wine")
    assert day.phone.against() == []
