"""Out of sight: the cover, the quick exit, and an address that names no screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from recovery.web import manifest
from tests.web.conftest import OpenPhone
from tests.web.day import LEAVING_ASKS_NOTHING, Diarist
from tests.web.phone import Phone

if TYPE_CHECKING:
    from playwright.sync_api import Page

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
    for hidden in ("() => dispatchEvent(new PageTransitionEvent('pagehide'))", TO_THE_BACK):
        phone.page.evaluate(hidden)
        assert covered(phone)
        phone.page.evaluate(TO_THE_FRONT)
        assert not covered(phone)


def hide(phone: Phone) -> None:
    """To the back with a use that was said, until it is kept."""
    phone.page.evaluate(TO_THE_BACK)
    phone.page.locator(".said", has_text="Kept: the check-in").wait_for(state="attached")  # under the cover


def test_a_use_said_in_a_check_in_is_kept_when_the_app_is_hidden(phones: OpenPhone) -> None:
    """Its card and its way on stay; one step takes back the check-in and its lapse; a closed tab loses neither."""
    day = Diarist(phones()).begin(substances="heroin, wine")
    phone, page = day.phone, day.page
    yes = page.locator(".yes-no").first.get_by_role("button", name="Yes", pressed=True)
    phone.show("checkin")
    day.press("Yes")
    day.choose("wine")
    hide(phone)
    page.evaluate(TO_THE_FRONT)
    assert phone.visible("911")
    day.press("Take back")
    day.said("Taken back.")
    yes.wait_for(state="detached")
    day.bar("entries")
    page.get_by_text("Nothing is written down yet").or_(page.locator("button.entry")).first.wait_for()
    assert page.locator("button.entry").all_inner_texts() == []

    phone.show("checkin")
    day.press("Yes")
    page.wait_for_function(LEAVING_ASKS_NOTHING)  # sealed, and not kept yet
    page = closed_and_opened(phone)
    phone.show("checkin")
    page.locator(".yes-no").first.get_by_role("button", name="Yes", pressed=True).wait_for()
    hide(phone)
    page = closed_and_opened(phone)
    phone.show("checkin").touch("Go on")
    phone.sees("Next: tell one person you trust.")


def closed_and_opened(phone: Phone) -> Page:
    """The tab closed, and the app in another one of the same browser."""
    context = phone.page.context
    phone.page.close()
    phone.page = context.new_page()
    phone.open().page.locator(".stand").wait_for()
    return phone.page


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
