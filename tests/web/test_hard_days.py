"""What keeps alive is said by the phone where the terminal says it: the day after, while locked, in a check-in."""

from __future__ import annotations

from tests.web.conftest import OpenPhone
from tests.web.day import Diarist

FIRST_IN_MAIN = "() => document.querySelector('main').firstElementChild.className"


def test_thoughts_of_suicide_are_asked_about_kindly_the_day_after(phones: OpenPhone) -> None:
    """They were ticked in the first check-in there ever was; nothing had to be switched on for it."""
    day = Diarist(phones()).begin()
    page = day.page
    day.phone.show("plan_item", "new contacts")
    day.fill("Name", "Sam")
    day.fill("Number", "+1-555-0100")
    day.press("Keep")
    day.said("In your plan: Sam")
    day.bar("today")
    day.phone.touch("Check in")
    more = page.locator("main").get_by_role("button", name="More", exact=True)  # not the one in the bar
    more.wait_for()
    assert not day.phone.visible("Hours slept")
    more.click()
    day.fill("Hours slept", "6.5")
    page.get_by_role("group", name="How sure you are").get_by_role("button", name="4", exact=True).click()
    day.press("Lonely")
    day.fill("Hard moments with others", "2")
    thoughts = page.get_by_role("group", name="Thoughts of suicide")
    thoughts.get_by_role("button", name="Yes").click()
    crisis = page.get_by_role("alert").filter(has_text="988")
    crisis.wait_for()
    called = crisis.locator("a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert (called[0], called[-2:]) == ("tel:988", ["tel:+15550100", "tel:911"])
    assert "danger now" in crisis.inner_text()
    day.press("Keep")
    day.said("Kept: the check-in")
    assert not day.phone.visible("How are you today?")  # that is for the day after
    day.bar("entries")
    day.sees("slept 6.5 h")
    day.sees("thoughts of suicide")

    page.clock.fast_forward("24:00:00")
    day.bar("today")
    day.sees("You wrote down thoughts of suicide. How are you today? 988")
    assert page.locator("main .safety a[href='tel:988']").is_visible()
    asked = page.get_by_role("group", name="Are you having thoughts of suicide today too?")
    asked.get_by_role("button", name="No").click()
    day.said("Good that you said so. It is kept with the day.")
    day.press("Take back")  # it was meant otherwise: then it is asked again
    day.said("Taken back.")
    asked.get_by_role("button", name="Yes").click()
    crisis.wait_for()
    asked.wait_for(state="detached")
    day.bar("entries")
    day.bar("today")
    day.sees("Written today")
    assert not asked.is_visible()  # once a day

    # What was answered once is asked from then on, and the rest stays behind the button.
    day.phone.touch("Check in")
    day.sees("Hours slept")
    assert not thoughts.is_visible()


def test_the_total_of_a_questionnaire_does_not_stand_under_the_number_to_call(phones: OpenPhone) -> None:
    """`9, mild` is about the questions, and not about the answer that showed the number."""
    day = Diarist(phones()).begin()
    day.phone.show("questionnaire", "phq9")
    day.press("Begin")
    day.answer(1, 1, 1, 1, 1, 1, 1, 1, 1)
    day.press("Go on")
    day.press("Keep")
    day.sees("PHQ-9: 9, mild")
    day.said("Kept: PHQ-9.")
    kinds = day.page.locator("main > *").evaluate_all("all => all.slice(0, 3).map(one => one.className || one.tagName)")
    assert kinds == ["safety", "said", "H2"]


def test_a_strong_craving_while_locked_shows_the_card(phones: OpenPhone) -> None:
    day = Diarist(phones()).begin()
    day.lock()
    day.press("Lock it now")
    day.craving(7)
    day.said("Kept: craving 7.")
    assert not day.phone.visible("old dose can kill")
    day.craving(8)
    day.said("Kept: craving 8.")
    assert "safety" in day.page.evaluate(FIRST_IN_MAIN)
    for line in ("old dose can kill", "naloxone", "911"):
        day.phone.sees(line)
    day.bar("today")
    day.sees("Without opening it")
    assert not day.phone.visible("old dose can kill")  # it was read; it does not greet whoever opens the app
