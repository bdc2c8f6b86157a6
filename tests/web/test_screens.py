"""Every screen of the shell as it is drawn: for a screen reader and a thumb, narrow, in large text, dark and light."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from tests.conftest import Run
from tests.server.conftest import Serving
from tests.web.conftest import OpenPhone
from tests.web.day import PASSPHRASE, Diarist
from tests.web.phone import NARROW, SIZE, Phone
from webapp import make_app

NEEDS = dict(
    re.findall(
        r'\{ name: "(\w+)".* needs: "(\w+)"', (make_app.HERE / "src" / "views" / "screens.ts").read_text("utf-8")
    )
)
SCREENS = list(NEEDS)
ON_A_LOCKED_PHONE = [*(name for name in SCREENS if NEEDS[name] == "writing"), "forgotten", "more", "sos", "today"]
ABOUT_AN_ENTRY = ("craving", "entry", "edit")
ABOUT = {
    "plan_item": "new situations",
    "if_then": "payday",
    "since": "2026-01-02",
    "records": "regimen",
    "write": "body",
    "questionnaire": "phq9",
}
WORST = ("sos", "overdose", "surf", "crisis_steps")  # read in the worst minute: contrast is AAA
LOOKS = [("dark", SIZE, 100), ("light", NARROW, 200)]
if os.environ.get("TESTS_ALL"):
    LOOKS += [("light", SIZE, 100), ("dark", NARROW, 200), ("dark", NARROW, 100)]


OF_COLOURS = () if os.environ.get("TESTS_ALL") else ("color-contrast",)  # the rest of a screen has no colour


def looked_through(phone: Phone, looks: list[tuple[str, tuple[int, int], int]], screens: list[str], id: str) -> None:
    for theme, (wide, high), text in looks:
        phone.page.set_viewport_size({"width": wide, "height": high})
        phone.set(theme=theme, textSize=text)
        for screen in screens:
            phone.show(screen, id if screen in ABOUT_AN_ENTRY else ABOUT.get(screen, ""))
            where = (screen, theme, wide, text)
            assert phone.against(*(OF_COLOURS if theme == "dark" else ())) == [], where
            assert not phone.overflows(), where
            assert phone.too_small() == [], where
            if screen in WORST:
                assert phone.against("color-contrast-enhanced") == [], where


def test_every_screen_can_be_read_and_touched(showing: Serving, phones: OpenPhone, home: Path, run: Run) -> None:
    run("init", "--since", "2026-01-01", "--substance", "heroin", "--timezone", "America/New_York")
    id = run("log", "7", "payday, an argument with somebody at work", "--json").json["id"]
    run("note", "Told Maria. She said to come to the meeting.")
    run("plan", "add", "situation", "payday at the old corner -> go straight home with my sister")
    run("plan", "add", "contact", "Maria, 555-0100, sponsor, any hour")
    run("plan", "add", "crisis", "shower, and music", "--step", "2")
    words = run("sync", "join", showing.origin, "--json").json["recovery_phrase"]
    run("sync")
    phone = phones(showing.origin)
    phone.page.goto(f"{showing.origin}/app/show.html#{quote(words)}")
    phone.begun().page.get_by_text("Kept here.").wait_for()
    looked_through(phone, LOOKS, SCREENS, id)


def test_without_a_journal_and_with_a_locked_one_every_screen_can_be_read_and_touched(phones: OpenPhone) -> None:
    phone = phones().open()
    looked_through(phone, LOOKS, ["begin", "new", "join", "sos", "today"], "")
    day = Diarist(phone, "").begin_now(passphrase=PASSPHRASE)
    day.craving(6)
    day.bar("more")
    phone.touch("Lock")
    day.press("Lock it now")
    day.sees("I forgot the passphrase")
    day.fill("Passphrase", "something else")
    day.press("Open")
    day.sees("That is not the passphrase. Try again.")
    assert phone.against() == []
    looked_through(phone, LOOKS, ON_A_LOCKED_PHONE, "")
    for screen in (name for name in SCREENS if NEEDS[name] == "journal"):  # all of these are the one that opens it
        assert phone.show(screen).page.locator("h1").inner_text() == "Locked", screen


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
    phone.page.get_by_role("heading", level=1, name="SOS").wait_for()
    assert phone.page.evaluate("() => document.activeElement.tagName") == "H1"  # so that a screen reader says it
    phone.page.go_back()
    phone.page.get_by_role("heading", level=1, name="Today").wait_for()


def test_it_is_dark_at_night_and_by_day_as_the_system(phones: OpenPhone) -> None:
    phone = phones()
    phone.page.clock.install(time="2026-03-06T12:00:00-05:00")
    times: list[tuple[int, Literal["light", "dark"], str]] = [
        (3, "light", "dark"),
        (12, "light", "light"),
        (12, "dark", "dark"),
        (23, "light", "dark"),
    ]
    for hour, scheme, theme in times:
        phone.page.emulate_media(color_scheme=scheme)
        phone.page.clock.set_system_time(f"2026-03-07T{hour:02}:00:00-05:00")
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
