"""Every screen of the shell as it is drawn: for a screen reader and a thumb, narrow, in large text, dark and light."""

from __future__ import annotations

import pytest

from tests.web.conftest import OpenPhone
from tests.web.phone import NARROW, SIZE

SCREENS = ("today", "sos", "overdose", "surf", "more", "card", "about", "licences")
WORST = ("sos", "overdose", "surf")  # read in the worst minute: contrast is AAA


@pytest.mark.parametrize(
    ("theme", "size", "text"),
    [("dark", SIZE, 100), ("light", SIZE, 100), ("dark", NARROW, 200), ("light", NARROW, 100)],
)
def test_every_screen_can_be_read_and_touched(phones: OpenPhone, theme: str, size: tuple[int, int], text: int) -> None:
    phone = phones(viewport={"width": size[0], "height": size[1]}).open().set(theme=theme, textSize=text)
    for screen in SCREENS:
        phone.show(screen)
        assert phone.against() == [], screen
        assert not phone.overflows(), screen
        assert phone.too_small() == [], screen
        if screen in WORST:
            assert phone.against("color-contrast-enhanced") == [], screen


def test_the_harness_sees_what_is_wrong(phones: OpenPhone) -> None:
    phone = phones().open()
    phone.page.evaluate(
        "() => document.querySelector('main').append(Object.assign(document.createElement('button'), "
        "{style: 'width: 20px; height: 20px; margin-left: 500px'}))"
    )
    assert "button-name" in {found.rule for found in phone.against()}
    assert len(phone.too_small()) == 1
    assert phone.overflows()
    phone.page.evaluate("() => fetch('https://elsewhere.example/').catch(() => 0)")
    assert phone.faults  # the policy of the page refused it
    phone.faults.clear()
    assert phone.hosts == {phone.origin.removeprefix("http://")}


def test_it_can_be_walked_by_keyboard_alone(phones: OpenPhone) -> None:
    phone = phones().open()
    keyboard = phone.page.keyboard
    for _ in range(12):
        keyboard.press("Tab")
        if phone.page.evaluate("() => document.activeElement.dataset.screen") == "sos":
            break
    keyboard.press("Enter")
    heading = phone.page.get_by_role("heading", level=1)
    assert heading.inner_text() == "SOS"
    assert phone.page.evaluate("() => document.activeElement.tagName") == "H1"  # so that a screen reader says it
    phone.page.go_back()
    assert heading.inner_text() == "Today"


def test_it_is_dark_at_night_and_by_day_as_the_system(phones: OpenPhone) -> None:
    for hour, scheme, theme in (
        (23, "light", "dark"),
        (3, "light", "dark"),
        (12, "light", "light"),
        (12, "dark", "dark"),
    ):
        phone = phones(color_scheme=scheme)
        phone.page.clock.install(time=f"2026-03-07T{hour:02}:00:00-05:00")
        phone.open()
        assert phone.page.locator("html").get_attribute("data-theme") == theme, (hour, scheme)


def test_a_discreet_name_and_icon_are_there_before_it_is_installed(phones: OpenPhone) -> None:
    phone = phones().open().show("more")
    assert phone.page.title() == "Recovery"
    phone.page.get_by_role("switch", name="Plain name and icon").check()
    for _ in range(2):
        assert phone.page.title() == "Pages"
        assert phone.page.locator('link[rel="manifest"]').get_attribute("href") == "manifest-plain.webmanifest"
        assert phone.page.locator('link[rel="apple-touch-icon"]').get_attribute("href") == "icon-plain-180.png"
        manifest = phone.page.request.get(f"{phone.origin}/app/manifest-plain.webmanifest").json()
        assert {manifest["name"], manifest["short_name"]} == {"Pages"}
        phone.page.reload()
        phone.begun()
