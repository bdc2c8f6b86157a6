"""Two people: one with the app in a browser, one at a real terminal, and the server between them."""

from __future__ import annotations

from tests.conftest import Run
from tests.server.conftest import Serving
from tests.web.conftest import OpenPhone
from tests.web.day import Diarist
from tests.web.phone import NARROW, Phone


def test_a_phone_asks_and_a_terminal_answers(serving: Serving, phones: OpenPhone, run: Run) -> None:
    run("init", "--timezone", "America/New_York")
    phone = phones(serving.origin).open()
    day = Diarist(phone, "").begin_now()
    page = phone.page

    # Asked in: first whether it is one's own idea, then each thing by itself; nothing is on before a touch.
    phone.show("invite")
    day.press("It is my own idea")
    day.fill("What you call them.", "Ben")
    day.choose("somebody to call")
    day.fill("What they should call you", "Ana")
    switches = page.get_by_role("switch")
    assert [switch.is_checked() for switch in switches.all()] == [False, False, False]
    day.sees("Shares nothing yet: they cannot be asked for help.")
    for number in (0, 1):
        switches.nth(number).check()
    assert not phone.visible("cannot be asked for help")
    with page.expect_request("**/v1/events"):  # from here on it hears of it, and need not look by itself
        day.press("Make the invitation")
    link = page.locator(".link").inner_text()
    assert link.startswith(f"{serving.origin}/app/circle.html#1")
    stays_until_it_is_put_away(phone, link)  # and it is told here once it was opened
    page.get_by_text("Ben (somebody to call): invited, not opened yet").wait_for()
    assert run("circle", "accept", link, "--yes", "--json").json["name"] == "Ana"
    page.get_by_text("Ben (somebody to call): open, not compared").wait_for()

    # One touch asks; the numbers are there at once, and what the server took is not called reached.
    day.bar("sos")
    day.press("Ask your circle for help: 1 person")
    assert page.locator("main a").first.get_attribute("href") == "tel:911"
    page.get_by_text("Sent · 0 of 1 have it").wait_for()
    day.sees("Has not reached: Ben")
    page.get_by_label("to talk").check()
    run("sync")
    page.get_by_text("Sent · 1 of 1 have it").wait_for()
    assert run("circle", "answer", "calling").code == 0
    page.get_by_text("Ben is calling you.").wait_for()
    run("sync")
    assert run("circle", "show", "Ana", "--json").json["asking"]["want"] == "talk"
    assert phone.against() == []
    day.press("I am all right now")
    day.sees("Sent: you are all right now.")
    assert "Ana is all right now." in run("sync").out

    read_and_taken_on_a_narrow_phone(phone, run)
    sent_after_it_was_seen(phone, run)

    # As they see it, and nothing with anybody in one touch.
    day.press("See it as Ben does")
    page.get_by_text("Ana shares whether they checked in").wait_for()
    phone.show("circle")
    day.press("Share nothing with anybody")
    day.sees("You share nothing with anybody now.")
    assert "Sharing has ended." in run("sync").out


def stays_until_it_is_put_away(phone: Phone, link: str) -> None:
    """It cannot be shown again: whoever looks at something else before it is sent finds it there."""
    page, day = phone.page, Diarist(phone, "")
    day.bar("sos")
    page.locator(".link").wait_for(state="detached")
    page.go_back()
    page.locator(".link").wait_for()
    assert page.locator(".link").inner_text() == link
    day.press("Done")


def read_and_taken_on_a_narrow_phone(phone: Phone, run: Run) -> None:
    """What Ben sends by hand is there to be read, and taken into the journal."""
    page, day = phone.page, Diarist(phone, "")
    by_hand = ("share", "Ana", "+page", "--yes"), ("send", "Ana", "--page", "--yes"), ("send", "Ana", "--task", "Walk")
    assert [run("circle", *given).code for given in by_hand] == [0, 0, 0]
    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    page.evaluate("() => Object.assign(document.documentElement.style, {fontSize: '200%'})")
    phone.show("circle")
    page.get_by_role("button", name="Ben (somebody to call)").click()
    page.get_by_text("Ben proposes: Walk").wait_for()
    in_order = [(phone.against(), phone.overflows(), phone.too_small())]
    phone.touch("Read the page")
    page.get_by_role("heading", name="Summary for my counselor").wait_for()
    assert [*in_order, (phone.against(), phone.overflows(), phone.too_small())] == [([], False, [])] * 2
    page.go_back()
    day.press("Take it into my journal")
    day.said("It is in your journal now.")
    page.reload()
    phone.begun().show("circle")
    page.get_by_role("button", name="Ben (somebody to call)").click()
    day.sees("It is in your journal.")
    assert not phone.visible("Take it into my journal")


def test_a_journal_opens_an_invitation_on_a_press_and_answers_a_request(
    serving: Serving, phones: OpenPhone, run: Run
) -> None:
    run("init", "--timezone", "America/New_York")
    asked_in = ("circle", "invite", "Ben", "--as", "peer", "--me", "Ana", "--link", "--yes")
    link = run(*asked_in, "--server", serving.origin, "--json").json["link"]
    phone = phones(serving.origin).open()
    Diarist(phone, "").begin_now()
    page = phone.page
    page.goto(link)
    phone.begun()
    page.get_by_text("It works once").wait_for()
    assert page.url == f"{serving.origin}/app/"
    assert run("circle", "list", "--json").json[0]["state"] == "invited"  # a look is no press
    phone.touch("Open the invitation")
    page.get_by_text("You are in their circle now.").wait_for()
    run("sync")
    assert run("circle", "ask", "--want", "come").code == 0
    page.reload()
    phone.begun().show("today")
    page.get_by_text("Ana has been asking for help since").first.wait_for()
    phone.sees("If you believe Ana is in danger, call 911.")
    phone.touch("I am coming")
    page.get_by_text("Sent to Ana.").wait_for()
    assert "Ben is coming." in run("sync").out


def sent_after_it_was_seen(phone: Phone, run: Run) -> None:
    """The counselor's page goes to Ben once he may have it and Ana has seen it, and he reads what she saw."""
    page, day = phone.page, Diarist(phone, "")
    phone.show("circle")
    page.get_by_role("button", name="Ben (somebody to call)").click()
    page.get_by_role("switch", name="the counselor's page").click()
    day.press("See the counselor's page, and send it")
    page.get_by_role("switch", name="Use", exact=True).uncheck()
    day.press("See the page")
    page.get_by_role("button", name="Send it to Ben").wait_for()
    page.locator(".paper h2").first.wait_for()
    seen = page.locator(".paper h2").all_inner_texts()
    day.press("Send it to Ben")
    day.said("Sent to Ben.")
    run("sync")
    read = run("circle", "show", "Ana", "--page").out
    assert [line.removeprefix("## ") for line in read.splitlines() if line.startswith("## ")] == seen
    assert "Use" not in seen
    phone.show("circle")
    page.get_by_role("button", name="Ben (somebody to call)").click()
