"""Written while the journal is locked: sealed, durable, and taken in as if it had been said to an open journal."""

from __future__ import annotations

from tests.web.conftest import OpenPhone
from tests.web.day import PASSPHRASE, Diarist


def lines(day: Diarist) -> list[str]:
    """The entries of the last days as they are listed."""
    day.bar("entries")
    day.page.locator("button.entry").first.wait_for()
    return day.page.locator("button.entry").all_inner_texts()


def rides(day: Diarist) -> None:
    """Ten minutes at most, of which five: no passphrase is asked for, and it goes on with the craving just written."""
    day.phone.show("surf").touch("Begin")
    day.press("7")
    day.page.clock.fast_forward("05:00")
    day.page.clock.run_for(1000)
    day.press("3")


def adds_a_number(day: Diarist) -> None:
    """One of the person's own, for `sos`."""
    day.phone.show("numbers")
    day.fill("Who answers", "Maria")
    day.fill("The number, as you would dial it", "555-0100")
    day.press("Keep it in SOS")
    day.said("SOS shows it first now.")


def shows_the_number(day: Diarist) -> None:
    """`sos` has it while the journal is locked."""
    day.phone.show("sos")
    assert day.page.locator("section[aria-labelledby=call] .call-number").first.inner_text() == "555-0100"
    day.phone.show("locked")


def test_what_is_said_to_a_locked_journal_meets_what_is_in_it(phones: OpenPhone) -> None:
    day = Diarist(phones()).begin(last_use="2026-03-01")
    phone, page = day.phone, day.page
    day.craving(6)
    day.said("Kept: craving 6.")
    day.bar("today")
    phone.touch("Check in")
    day.press("3")
    day.fill("One good thing", "Ana came over")
    day.press("Keep")
    day.said("Kept: the check-in")
    adds_a_number(day)
    day.lock()
    day.press("Lock it now")
    day.reload()
    page.get_by_role("button", name="Open", exact=True).wait_for()
    assert not phone.visible("Ana")
    assert page.evaluate("() => document.body.innerText.includes('Ana')") is False

    shows_the_number(day)

    # A lapse that ended the craving; a check-in that says the same use again, and another mood; a note; a craving.
    page.clock.fast_forward("20:00")
    phone.touch("I used")
    assert "safety" in (page.locator("main > *").first.get_attribute("class") or "")
    page.get_by_role("group", name="Is this how a craving that you wrote down today ended").get_by_role(
        "button", name="Yes"
    ).click()
    day.press("Write the lapse down")
    day.said("The lapse is written down.")
    day.bar("today")
    phone.touch("Check in")
    day.press("Yes")
    day.press("2")
    day.press("Keep it, and write the lapse down")
    day.sees("One lapse is one event; it does not undo the days before it.")
    day.page.go_back()
    day.bar("log")
    day.press("4")
    day.said("Kept: craving 4.")
    rides(day)
    phone.show("locked").touch("Write something down")
    day.fill("What do you want to write down?", "on the bench")
    day.press("Keep")
    day.said("Kept: note.")

    day.reload()  # nothing of it was only in memory
    day.fill("Passphrase", "something else")
    day.press("Open")
    page.get_by_text("That is not the passphrase. Try again.").wait_for()
    day.unlock()
    found = lines(day)
    assert len(found) == 5, found
    for words in (
        ("craving 6", "used"),
        ("lapse",),
        ("check-in", "mood 2", "Ana came over"),
        ("craving 4",),
        ("on the bench",),
    ):
        assert sum(all(word in line for word in words) for line in found) == 1, (words, found)
    page.locator("button.entry", has_text="craving 4").click()
    phone.touch("What changed")
    day.sees("7 at the start, 3 after 5 min")


def test_with_the_journal_its_numbers_leave_sos(phones: OpenPhone) -> None:
    day = Diarist(phones()).begin(passphrase=PASSPHRASE)
    adds_a_number(day)
    day.press("Take back")
    day.said("Taken back.")
    day.page.get_by_label("Maria").wait_for(state="detached")
    adds_a_number(day)
    day.bar("more")
    day.phone.touch("Lock")
    day.press("Lock it now")
    shows_the_number(day)
    day.press("I forgot the passphrase")
    day.press("Remove the locked journal from this phone")
    day.press("Yes, remove the locked journal from this phone for good")
    day.sees("Begin a new journal")
    assert "555-0100" not in day.page.evaluate("() => JSON.stringify({ ...localStorage })")
