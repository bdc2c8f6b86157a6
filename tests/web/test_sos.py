"""`sos` and urge surfing on the phone: whose numbers, what is shown of the person's own, what is heard and felt."""

from __future__ import annotations

import pytest

from tests.web.conftest import OpenPhone

SENSES = """
window.felt = 0; window.heard = 0;
navigator.vibrate = () => { window.felt += 1; return true };
const begin = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function () { window.heard += 1; return begin.call(this) };
"""


@pytest.mark.parametrize(
    ("zone", "shown", "hidden"),
    [
        (
            "America/New_York",
            ["tel:911", "tel:988", "sms:741741?&body=HOME", "tel:18006624357", "tel:18009720590"],
            ["tel:112"],
        ),
        ("Europe/London", ["tel:999", "tel:116123", "sms:85258?&body=SHOUT"], ["tel:911", "tel:988"]),
        ("Europe/Berlin", ["tel:112"], ["tel:911", "tel:999"]),
        ("UTC", ["tel:911", "tel:112", "tel:999", "tel:988"], ["tel:116123"]),
    ],
)
def test_the_numbers_are_those_of_where_the_clock_is(
    phones: OpenPhone, zone: str, shown: list[str], hidden: list[str]
) -> None:
    phone = phones(timezone_id=zone).open().show("sos")
    links = phone.page.locator("main a").evaluate_all("all => all.map(link => link.getAttribute('href'))")
    assert set(shown) <= set(links)
    assert not set(hidden) & set(links)
    assert phone.page.locator("main").inner_text().count("972-0590") <= 1  # no number is said twice
    phone.show("overdose")
    first = phone.page.locator("main a").first
    assert first.get_attribute("href") == shown[0]
    phone.sees("breastbone")


def test_another_country_can_be_chosen_and_stays(phones: OpenPhone) -> None:
    phone = phones().open().show("sos")
    phone.page.get_by_label("Numbers for").select_option("GB")
    phone.page.reload()
    phone.begun()
    assert phone.page.locator("main a").first.get_attribute("href") == "tel:999"


def test_it_is_there_whatever_stands_in_the_settings(phones: OpenPhone) -> None:
    phone = phones().open()
    for planted in ('{"card": 7, "theme": [], "textSize": 9000}', "[", '{"card": {"steps": [1]}}', '"x"'):
        phone.page.evaluate("text => localStorage.setItem('settings', text)", planted)
        phone.page.reload()
        phone.begun().show("sos")
        assert phone.page.locator("main a").first.get_attribute("href") == "tel:911"


def test_it_shows_what_the_person_keeps_readable_and_no_code_in_it_runs(phones: OpenPhone) -> None:
    phone = phones().open().show("card")
    texts = ("shoes on, go to the porch", "<img src=x onerror=alert(1)>", "Maria", "555-0100")
    for label, text in zip(("First thing to do", "Then", "Whom to call", "Their number"), texts, strict=True):
        phone.page.get_by_label(label).fill(text)
    phone.touch("Show this")
    phone.page.get_by_role("heading", level=1, name="SOS").wait_for()
    for text in texts:
        phone.sees(text)
    assert phone.page.locator("img").count() == 0
    assert phone.page.get_by_role("link", name="Maria").get_attribute("href") == "tel:5550100"
    phone.show("card").touch("Show nothing of mine")
    phone.page.get_by_role("heading", level=1, name="SOS").wait_for()
    assert not phone.visible("Maria")


def test_surfing_breathes_and_asks_every_five_minutes_without_sound(phones: OpenPhone) -> None:
    phone = phones()
    phone.page.add_init_script(SENSES)
    phone.page.clock.install()
    phone.open().show("surf").touch("Begin")
    phone.touch("7")
    phone.sees("breathe in, slowly")
    phone.page.clock.run_for(5000)
    phone.sees("and let it go")
    phone.page.clock.fast_forward("05:00")
    phone.page.clock.run_for(1000)
    phone.touch("4")
    phone.page.clock.fast_forward("05:00")
    phone.page.clock.run_for(1000)
    phone.touch("2")
    phone.sees("7 at the start, 4 after 5 min, 2 after 10 min.")
    assert phone.page.evaluate("() => [window.heard, window.felt]") == [0, 0]


def test_sound_and_vibration_come_only_when_switched_on(phones: OpenPhone) -> None:
    phone = phones()
    phone.page.add_init_script(SENSES)
    phone.page.clock.install()
    phone.open().show("surf")
    for sense in ("Sound", "Vibration"):
        phone.page.get_by_role("switch", name=sense).check()
    phone.touch("Begin")
    phone.touch("Leave this one out")
    phone.page.clock.run_for(11_000)
    heard, felt = phone.page.evaluate("() => [window.heard, window.felt]")
    assert heard == 1
    assert felt >= 2
