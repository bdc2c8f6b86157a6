"""Out of sight: the cover, the quick exit, and an address that names no screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from recovery.web import manifest
from tests.web.conftest import OpenPhone
from tests.web.day import Diarist
from tests.web.phone import Phone

TO_THE_BACK, TO_THE_FRONT = (
    f"""() => {{ Object.defineProperty(document, 'hidden', {{value: {hidden}, configurable: true}});
    document.dispatchEvent(new Event('visibilitychange')) }}"""
    for hidden in ("true", "false")
)


def covered(phone: Phone) -> bool:
    return phone.page.locator("#cover").is_visible() and not phone.page.locator("main").is_visible()


def test_it_is_covered_in_the_moment_in_which_it_goes_to_the_back(phones: OpenPhone) -> None:
    phone = phones().open().show("sos")
    assert not covered(phone)
    for hide in ("() => dispatchEvent(new PageTransitionEvent('pagehide'))", TO_THE_BACK):
        phone.page.evaluate(hide)
        assert covered(phone)
        phone.page.evaluate(TO_THE_FRONT)
        assert not covered(phone)


@pytest.mark.parametrize("way", ["button", "key"])
def test_the_quick_exit_leaves_an_empty_page_and_back_leads_nowhere(phones: OpenPhone, way: str) -> None:
    phone = phones().open()
    phone.touch("SOS")
    if way == "button":
        phone.touch("Leave this page at once")
    else:
        for _ in range(3):
            phone.page.keyboard.press("Escape")
    phone.page.wait_for_url("**/away.html")
    assert phone.page.title() == "New page"
    phone.page.go_back()
    phone.page.wait_for_url("**/away.html")
    phone.touch("Open")
    phone.begun()
    assert phone.page.title() == "Recovery"


def test_the_quick_exit_asks_nothing_where_something_is_half_written(phones: OpenPhone) -> None:
    day = Diarist(phones(), "").begin_now()
    asked: list[str] = []
    day.page.on("dialog", lambda dialog: asked.append(dialog.type))
    day.bar("today")
    day.phone.touch("Write something down")
    day.fill("What do you want to write down?", "he reads this")
    day.phone.touch("Leave this page at once")
    day.page.wait_for_url("**/away.html")
    day.page.go_back()
    day.page.wait_for_url("**/away.html")
    assert asked == []


def test_two_presses_of_escape_are_not_three(phones: OpenPhone) -> None:
    phone = phones().open()
    for key in ("Escape", "Escape", "a", "Escape"):
        phone.page.keyboard.press(key)
    assert phone.page.url.endswith("/app/")


def test_the_address_never_says_what_is_shown(phones: OpenPhone) -> None:
    phone = phones().open()
    address = phone.page.url
    phone.touch("SOS")
    phone.touch("Overdose: what to do")
    assert phone.page.url == address
    phone.page.goto(f"{address}#sos")  # a shortcut on the home screen
    phone.page.reload()
    phone.begun()
    assert phone.page.url == address


def test_the_app_shows_the_checksum_that_the_terminal_shows(phones: OpenPhone, app: Path) -> None:
    phone = phones().open().show("about")
    phone.page.get_by_text(manifest.ours().shown).wait_for()
