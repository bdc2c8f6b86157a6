"""A craving logged and found again by keyboard alone."""

from __future__ import annotations

from tests.web.conftest import OpenPhone
from tests.web.day import Diarist

NAME = "() => { const one = document.activeElement; return one.closest('label')?.innerText ?? one.innerText }"

DRAWN = """() => {
    window.focusedAsDrawn = [];
    new MutationObserver(() => window.focusedAsDrawn.push(document.activeElement.tagName))
        .observe(document.querySelector('.frame'), { childList: true });
}"""


def tab_to(day: Diarist, name: str) -> None:
    """Press Tab until what has that name has the focus."""
    for _ in range(60):
        day.page.keyboard.press("Tab")
        if str(day.page.evaluate(NAME)).strip().startswith(name):
            return
    raise AssertionError(name)


def test_from_the_first_screen_to_a_craving_and_back_by_keyboard_alone(phones: OpenPhone) -> None:
    day = Diarist(phones())
    keys = day.page.keyboard
    day.phone.open()
    for name, typed in (
        ("Begin a new journal", "Enter"),
        ("What do you want to stay free of?", "heroin"),
        ("I am not sure: count from today", "Space"),
        ("No lock", "Space"),
        ("Begin", "Enter"),
    ):
        tab_to(day, name)
        if typed in ("Enter", "Space"):
            keys.press(typed)
        else:
            keys.type(typed)
    day.page.locator(".stand").wait_for()
    tab_to(day, "A craving")
    keys.press("Enter")
    day.page.get_by_role("button", name="6", exact=True).wait_for()
    tab_to(day, "6")
    day.page.evaluate(DRAWN)
    keys.press("Enter")
    day.sees("Did it pass?")
    assert day.page.evaluate("window.focusedAsDrawn") == ["H1"]
    tab_to(day, "It passed")
    keys.press("Enter")
    day.said("Kept: it passed.")
