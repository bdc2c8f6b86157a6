"""Treatment on the phone in a real browser, as a week of it goes: medicine, a questionnaire, a session, a card."""

from __future__ import annotations

import json
from pathlib import Path

from tests import age
from tests.web.conftest import OpenPhone
from tests.web.day import Diarist
from tests.web.phone import NARROW

KEPT_OFFLINE = True


def test_a_week_of_treatment(phones: OpenPhone, tmp_path: Path) -> None:
    day = Diarist(phones()).begin()
    _medicine(day)
    _questionnaire(day)
    _session(day)
    _thought(day)
    _what_is_counted(day)

    # All of it is in the list of entries in its own words.
    day.bar("entries")
    day.page.locator("button.entry").first.wait_for()
    lines = day.page.locator("button.entry > span:last-child").evaluate_all("all => all.map(one => one.innerText)")
    said = "\n".join(lines)
    for line in ("dose missed · Suboxone", "PHQ-9 · 5, mild", "counseling · Dr. Meyer", "thought: nobody waits for me"):
        assert line in said, said
    day.phone.show("learn", "naloxone")
    day.sees("Source:")
    day.page.context.set_offline(True)
    day.phone.show("learn", "withdrawal")
    day.sees("medetomidine")
    _meetings(day, tmp_path / "list.json")
    day.page.context.set_offline(False)


def _meetings(day: Diarist, file: Path) -> None:
    """A file is read without a network; what it says is text, and an address is opened by the browser alone."""
    phone, page = day.phone, day.page
    hostile = '<a href="https://elsewhere.example">Home</a> &amp; <img src=x onerror=alert(1)> ' + "long" * 30
    lines = [
        {"name": "Noon", "day": 6, "time": "13:45", "types": ["O", "XYZ"], "conference_phone": "+1-555-0100"},
        {"name": hostile, "day": 6, "time": "15:30", "location": "Old corner", "contact_1_name": "Canary"},
        {"name": "Far away", "day": 0, "time": "09:00", "timezone": "Europe/Berlin", "types": ["BEG"]},
        {"name": "No day"},
    ]
    file.write_text(json.dumps(lines), "utf-8")
    phone.show("treatment")
    phone.touch("Find a meeting")
    page.get_by_role("textbox", name="Address").fill("lists.example/meetings.json")
    link = page.get_by_role("link", name="Open lists.example in the browser")
    assert [link.get_attribute(name) for name in ("href", "rel")] == [
        "https://lists.example/meetings.json",
        "noreferrer",
    ]
    page.get_by_role("textbox", name="Address").fill("javascript:alert(1)")
    link.wait_for(state="detached")
    page.locator("input[type=file]").set_input_files({"name": "no.csv", "mimeType": "text/csv", "buffer": b"\xff"})
    day.sees("That is not a list of meetings")
    page.locator("input[type=file]").set_input_files(file)

    day.sees("2 meetings. Call ahead: lists go stale.")
    day.sees("on now, since 13:45")
    shown = page.locator("main").inner_text()
    for text in ("Noon", "open, XYZ", "+1-555-0100", "Sat 15:30", "Home & longlong", "Old corner", "America/New_York"):
        assert text in shown, shown
    assert "Canary" not in shown
    assert page.locator("main a, main img").count() == 0
    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    assert (phone.against(), phone.overflows(), phone.too_small()) == ([], False, [])
    page.get_by_label("When").select_option("2026-03-08")
    day.sees("Sun 09:00, in Europe/Berlin")
    page.get_by_label("Type").select_option("BEG")
    page.get_by_role("switch", name="Only online").check()
    day.sees("No meeting in that file fits.")
    day.sees("1 line of the file could not be read.")


def _keep(day: Diarist, filled: dict[str, str], said: str) -> None:
    """Fill the fields of the form that is shown, by their labels, and keep it."""
    for label, text in filled.items():
        day.fill(label, text)
    day.press("Keep")
    day.said(said)


def _medicine(day: Diarist) -> None:
    phone, page = day.phone, day.page
    page.locator("main").get_by_role("button", name="Treatment").click()
    day.sees("Nothing is due.")

    # A medicine is written down as its kind describes itself; then its dose is what is due first.
    phone.touch("Medication")
    day.press("New: medication")
    filled = {"Name": "Suboxone", "As it is prescribed": "8 mg"}
    _keep(day, filled, "Kept: medication · Suboxone · 8 mg · once a day · since Sat 7 Mar 2026.")
    day.press("Treatment")
    phone.touch("Suboxone: late, missed")
    day.press("I missed it")
    day.said("Kept: Suboxone, missed.")
    day.sees("ask your prescriber before the next")  # buprenorphine's own lines, and never a dose
    day.sees("Not waking, not breathing")


def _questionnaire(day: Diarist) -> None:
    """Its direction, the crisis lines at once, the total of the form."""
    phone, page = day.phone, day.page
    phone.show("questionnaire", "phq9")
    day.sees("Answer from: Patient Health Questionnaire-9")
    day.press("Begin")
    day.answer(1, 1, 0, 2, 0, 0, 0, 0)
    day.sees("thoughts of death or of hurting yourself")
    day.answer(1)
    day.sees("988")
    assert page.get_by_role("alert").first.is_visible()
    day.press("Go on")
    day.press("Keep")
    day.said("Kept: PHQ-9.")
    day.sees("PHQ-9: 5, mild")
    phone.sees("988")


def _what_is_counted(day: Diarist) -> None:
    """One more, which has a check-in of its own, and another name for the first, in what was written too."""
    phone, page = day.phone, day.page
    phone.show("substances")
    day.sees("By its name it is an opioid.")
    day.fill("What it is called", "wine")
    day.fill("First day without it", "2026-03-01")
    day.choose("alcohol")
    day.press("Count it")
    day.said("Counted from now on: wine.")
    day.press("Change")
    day.fill("What it is called", "wine")
    day.sees("You already count one by that name.")
    day.fill("What it is called", "smack")
    day.press("Keep the change")
    day.said("Changed.")
    assert page.locator("main section.card h2").all_inner_texts() == ["smack", "wine"]
    page.get_by_role("region", name="wine").get_by_role("button", name="No longer count it").click()
    day.said("wine is no longer counted.")
    phone.show("streak").sees("without smack")
    phone.show("private")
    day.fill("A name, or a whole trigger or skill", "Nine Elms")
    day.fill("What to say instead", "a place")
    day.press("Keep it private")
    day.said("Private from now on. Pages for others say: a place")
    day.press("Take it off the list")
    day.said("Off the list.")


def _session(day: Diarist) -> None:
    """One with homework, which is due until it is done."""
    phone, page = day.phone, day.page
    phone.show("write", "attendance")
    day.choose("Counseling")
    filled = {"Name": "Dr. Meyer", "What to do until next time": "write a letter"}
    _keep(day, filled, "Kept: counseling · Dr. Meyer.")
    phone.show("treatment")
    day.sees("homework: write a letter")
    day.press("The homework is done")
    page.get_by_text("homework: write a letter").wait_for(state="detached")


def _thought(day: Diarist) -> None:
    """It is asked one thing after the other, and what was said stays on the way back."""
    phone, page = day.phone, day.page
    phone.show("write", "thought")
    day.fill("What happened?", "the bus was late")
    day.press("Go on")
    day.fill("What went through your mind?", "nobody waits for me")
    day.press("Back to the one before")
    assert page.get_by_label("What happened?").input_value() == "the bus was late"
    day.press("Keep")
    day.said("Kept: thought record.")


def test_a_page_is_chosen_seen_and_handed_over(phones: OpenPhone, tmp_path: Path) -> None:
    """What is seen is what the file holds: names by role, no section that was left out; locked it opens with age."""
    day = Diarist(phones()).begin()
    phone, page = day.phone, day.page
    day.craving(8)
    day.said("Kept: craving 8.")
    phone.show("write", "regimen")
    _keep(day, {"Name": "Suboxone", "Who prescribes it": "Dr. Meyer"}, "Kept: medication")
    phone.show("write", "topic")
    _keep(day, {"Text": "Is it ok to ask Dr. Meyer for a film & a break?"}, "Kept: to discuss")

    phone.show("handover")
    page.get_by_role("switch", name="Use", exact=True).uncheck()
    day.fill("Your name or alias", "Sam")
    day.press("See the page")
    day.sees("a court or probation office may ask for it")
    paper = page.locator(".paper .body")
    assert "Is it ok to ask my prescriber for a film & a break?" in paper.inner_text()
    assert paper.get_by_role("img").count() == 2  # the two charts of cravings, with their words
    assert phone.against() == []
    with page.expect_download() as saved:
        day.press("Hand it over")
    written = Path(saved.value.path()).read_text("utf-8")
    assert saved.value.suggested_filename == "summary-2026-03-07.html"
    assert "Meyer" not in written
    assert "<h2>Use</h2>" not in written
    there = page.context.new_page()
    there.set_content(written)
    assert there.locator("h2").all_inner_texts() == paper.locator("h2").all_inner_texts()
    there.close()

    sheets = page.pdf(path=tmp_path / "page.pdf", format="Letter")
    assert sheets.count(b"/Type /Page\n") == 1

    day.press("Lock it with a passphrase")
    day.fill("A passphrase for this file alone", "too short")
    day.press("Lock it, and save the file")
    day.said("A passphrase for sharing has at least 10 characters")
    for label in ("A passphrase for this file alone", "Once more"):
        day.fill(label, "four words that do not")
    with page.expect_download() as saved:
        day.press("Lock it, and save the file")
    day.sees("the file summary-2026-03-07.html.age, which you send or bring")
    assert page.get_by_role("link", name="age-encryption.org", exact=True).is_visible()
    assert saved.value.suggested_filename == "summary-2026-03-07.html.age"
    assert age.opened(Path(saved.value.path()).read_bytes(), "four words that do not").decode() == written
    _the_page_after_it(day)


def _the_page_after_it(day: Diarist) -> None:
    """It begins where that one ended, unless other days are chosen."""
    phone, page = day.phone, day.page
    page.clock.fast_forward("24:00:00")
    day.bar("today")
    phone.show("handover")
    page.get_by_label("Since the last page, Sat 7 Mar").wait_for()
    day.press("See the page")
    assert "7-8 Mar 2026" in page.locator(".paper .body").inner_text()
    day.press("Change what goes on it")
    day.choose("Other days")
    day.fill("From", "2026-03-09")
    day.sees("The first day must not be after the last one")
    assert page.get_by_role("button", name="See the page").is_disabled()
    day.fill("From", "2026-03-05")
    day.press("See the page")
    assert "5-8 Mar 2026" in page.locator(".paper .body").inner_text()
