"""A phone and a real terminal as two devices of one person, through a real server, each step as a person makes it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.conftest import OpenTerminal, Run
from tests.server.conftest import Serving
from tests.sync.test_pair import digits, offered
from tests.web.conftest import OpenPhone
from tests.web.day import Diarist
from tests.web.phones import until

if TYPE_CHECKING:
    import pytest

KEPT_OFFLINE = True

# What another device may send: markup, an escape sequence, a text that turns the direction of what follows.
PLANTED = (
    "<script>window.planted = 1</script>",
    '<img src=x onerror="window.planted = 1">',
    "\N{ESCAPE}[31mred\N{ESCAPE}]0;title\N{BELL}",
    "\N{RIGHT-TO-LEFT OVERRIDE}sdrawkcab\N{ZERO WIDTH SPACE}",
)


CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def both_edit(day: Diarist, run: Run) -> dict[str, Any]:
    """Both change the same field of one entry, neither knowing of the other: both end with one of the two."""
    phone, page = day.phone, day.page
    (entry,) = run("show", "--kind", "craving", "--json").json
    page.context.set_offline(offline=True)
    day.bar("entries")
    page.locator("button.entry").first.click()
    phone.touch("Change it")
    page.get_by_role("group", name="How strong", exact=True).get_by_role("button", name="8", exact=True).click()
    day.fill("Note", "by thumb")
    day.press("Keep the change")
    day.said("Changed.")
    assert run("edit", entry["id"], "--intensity", "3", "--trigger", "payday").code == 0
    assert run("sync").code == 0
    page.context.set_offline(offline=False)

    def sent_by_the_phone() -> bool:
        assert run("sync").code == 0
        return bool(run("show", "--kind", "craving", "--json").json[0]["note"] == "by thumb")

    until(sent_by_the_phone)
    (merged,) = run("show", "--kind", "craving", "--json").json
    assert merged["intensity"] in (3, 8)
    assert (merged["note"], merged["triggers"]) == ("by thumb", ["payday"])
    return dict(merged)


def sends_what_is_planted(day: Diarist, run: Run) -> None:
    """The terminal's texts hold what could run or mislead on another screen."""
    for text in PLANTED:
        assert run("note", "-", piped=text).code == 0
    assert run("log", "5", PLANTED[0][:90], "--note", PLANTED[1]).code == 0
    run("checkin", "--used", "no", "--good", PLANTED[1], "--intention", PLANTED[0])
    assert run("sync").code == 0
    day.bar("entries")
    day.sees(PLANTED[0])  # fetched as soon as the server says that there is something


def nothing_planted_runs(day: Diarist) -> None:
    """What came is text, whatever screen shows it."""
    phone, page = day.phone, day.page
    assert "<script>" in page.locator("main").inner_text()
    for screen in ("entries", "today", "sos", "steps", "log", "checkin", "server"):
        phone.show(screen)
        page.locator("h1").wait_for()
        assert not CONTROLS.search(page.locator("#app").inner_text()), screen
    for number in range(3):
        day.bar("entries")
        page.locator("button.entry").nth(number).click()
        phone.touch("What changed")
        page.locator("#history").wait_for()
        assert page.locator("main img, main script").count() == 0, number
    assert page.evaluate("() => window.planted") is None


def has_the_same_numbers(day: Diarist, run: Run) -> None:
    """What either says of the numbers of SOS both show, in one order."""
    phone, page = day.phone, day.page
    assert run("config", "country", "US").code == 0
    assert run("numbers", "add", "Ana", "555-0101", "--for", "my sister").code == 0
    assert run("sync").code == 0
    phone.set(country="US").show("sos")
    day.sees("Ana")
    phone.show("numbers")
    day.sees("whoever holds this phone can read them")
    assert phone.against() == []
    for number, says in (("988", "SOS shows that number already."), ("555-0102", "SOS shows it first now.")):
        day.fill("Who answers", "Ben")
        day.fill("The number, as you would dial it", number)
        day.press("Keep it in SOS")
        day.said(says)
    line = page.get_by_label("988 Lifeline")
    line.get_by_role("button", name="Hide it in SOS").click()
    day.said("SOS no longer shows it.")

    def listed() -> list[str]:
        assert run("sync").code == 0
        return [line["number"] for line in run("numbers", "list", "--json").json]

    until(lambda: listed()[:3] == ["555-0101", "555-0102", "911"] and "988" not in listed())
    about = page.locator("main section.card small").all_inner_texts()
    assert [line.split(" \N{MIDDLE DOT} ")[0] for line in about] == [*listed(), "988"]
    phone.show("sos")
    called = page.locator("section[aria-labelledby=call] .call-number").all_inner_texts()
    assert called == ["555-0101", "555-0102", "1-800-662-4357"]
    assert page.locator("main a.call[href='tel:988']").count() == 0


def test_a_terminal_comes_to_a_phones_journal_and_both_edit(
    phones: OpenPhone, home: Path, run: Run, terminal: OpenTerminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECOVERY_PASSPHRASE", "correct horse battery")
    day = Diarist(phones(), "").begin_now()
    phone, page = day.phone, day.page
    day.craving(6)
    day.said("Kept: craving 6.")
    day.bar("more")
    phone.touch("Server and devices")
    phone.touch("Put the journal on it")
    day.sees("Your 24 words")
    words = page.locator("ol.words li").all_inner_texts()
    assert len(words) == 24
    day.press("I have written them down")
    phone.touch("Let a device in")
    page.locator(".words-eight").wait_for()
    invitation = page.locator(".words-eight").inner_text().split()
    new = terminal("pair", *invitation, "--server", phone.origin, "--name", "laptop")
    shown = digits(new)
    assert page.locator(".digits").inner_text().replace(" ", "") == shown.replace(" ", "")
    day.sees("laptop wants to come in.")
    new.type("y")
    day.press("Yes, the same")
    day.said("laptop is in.")
    assert new.end() == 0
    phone.touch("Send and fetch now")
    day.said("Sent ")
    assert run("sync").code == 0
    entry = both_edit(day, run)
    sends_what_is_planted(day, run)
    day.sees(f"craving {entry['intensity']} · payday")
    nothing_planted_runs(day)
    has_the_same_numbers(day, run)

    # Taken off by the terminal, the phone says so and keeps what is here.
    word = next(listed["id"] for listed in run("devices", "--json").json if not listed["this_device"])
    assert run("devices", "revoke", word, "--yes").code == 0
    phone.show("server")
    phone.touch("Send and fetch now")
    day.sees("This device is no longer on the account.")
    phone.faults[:] = [fault for fault in phone.faults if "status of 4" not in fault]  # that it was refused is no fault
    day.bar("entries")
    day.sees("by thumb")


def takes_both_doses(day: Diarist) -> None:
    """Two doses are planned: one touch each, and then there is none left to take."""
    for left in ("2 left today", ""):
        day.bar("today")
        day.page.get_by_role("button", name=f"I took buprenorphine {left}".strip()).click()
        day.said("Kept: buprenorphine, taken.")
    day.page.get_by_role("button", name="I took buprenorphine").wait_for(state="detached")


def test_a_phone_comes_to_a_terminals_journal_by_words_and_again_by_the_24(
    phones: OpenPhone, home: Path, run: Run, terminal: OpenTerminal, serving: Serving
) -> None:
    run("init", "--since", "2026-01-01", "--substance", "heroin", "--timezone", "America/New_York")
    run("note", "before the phone")
    assert run("med", "add", "buprenorphine", "--times", "2").code == 0
    phrase = run("sync", "join", serving.origin, "--name", "laptop", "--json").json["recovery_phrase"]
    run("sync")
    old = terminal("pair")
    words = offered(old)
    day = Diarist(phones(), "")
    phone, page = day.phone, day.page
    phone.open().touch("I have a journal on another device")
    day.fill("Or its eight words", words)
    day.press("Join")
    page.locator(".digits").wait_for()
    assert digits(old).replace(" ", "") == page.locator(".digits").inner_text().replace(" ", "")
    old.type("y")
    day.press("Yes, the same")
    assert old.end() == 0
    page.locator(".stand").wait_for()
    day.bar("entries")
    day.sees("before the phone")

    takes_both_doses(day)

    # A week without a network, closed and opened again: everything is written, kept and sent at the end.
    phone.offline_ready()
    page.context.set_offline(offline=True)
    for number in range(3):
        day.note(f"offline {number}")
        day.said("Kept: note.")
        day.reload()
    day.sees("not yet on the server.")
    page.context.set_offline(offline=False)
    page.get_by_text("not yet on the server").wait_for(state="detached")
    run("sync")
    doses = run("show", "--kind", "dose", "--json").json
    assert [(dose["medication"], dose["status"]) for dose in doses] == [("buprenorphine", "taken")] * 2
    texts = {line["text"] for line in run("show", "--kind", "note", "--json").json}
    assert texts == {"before the phone", *(f"offline {number}" for number in range(3))}

    # The browser takes its storage away: the first screen is there, and the 24 words bring everything back.
    page.goto("about:blank")
    session = page.context.new_cdp_session(page)
    session.send("Storage.clearDataForOrigin", {"origin": phone.origin, "storageTypes": "all"})
    page.goto(f"{phone.origin}/app/")
    phone.begun().touch("I have a journal on another device")
    day.choose("The 24 words")
    page.get_by_label("The 24 words").last.fill("wrong " + phrase)
    day.press("Join")
    page.get_by_role("alert").wait_for()
    page.get_by_label("The 24 words").last.fill(phrase)
    day.press("Join")
    page.locator(".stand").wait_for()
    day.bar("entries")
    day.sees("offline 2")
