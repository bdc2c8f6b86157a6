"""A day on the phone alone, in a real browser: each thing a person writes is durable the moment it says so."""

from __future__ import annotations

from tests.web.conftest import OpenPhone
from tests.web.day import Diarist

KEPT_OFFLINE = True

# A database beside the journal's takes all the room that the browser gives, to the last hundred bytes.
FILL = """async () => {
  const database = await new Promise(done => {
    const opening = indexedDB.open("beside", 1)
    opening.onupgradeneeded = () => opening.result.createObjectStore("all", {autoIncrement: true})
    opening.onsuccess = () => done(opening.result)
  })
  const fits = size => new Promise(done => {
    const transaction = database.transaction("all", "readwrite")
    transaction.objectStore("all").add(crypto.getRandomValues(new Uint8Array(size)))
    transaction.oncomplete = () => done(true)
    transaction.onabort = () => done(false)
  })
  for (let size = 60_000; size > 100; size >>= 1) while (await fits(size)) {}
  database.close()
}"""


def test_a_craving_is_kept_in_two_touches_and_on_a_full_phone_nothing_is_lost(phones: OpenPhone) -> None:
    phone = phones()
    disk = phone.page.context.new_cdp_session(phone.page)
    disk.send("Storage.overrideQuotaForOrigin", {"origin": phone.origin, "quotaSize": 3_000_000})
    day = Diarist(phone).begin()
    day.page.evaluate("() => { window.touches = 0; addEventListener('click', () => (window.touches += 1), true) }")
    day.craving(8)
    day.said("Kept: craving 8.")
    assert day.page.evaluate("() => window.touches") == 2
    day.reload()
    day.sees("Did it pass?")
    day.bar("today")
    day.sees("craving 8. Did it pass?")

    # The phone is full: that is said, the words stay, and they are kept once there is room.
    day.page.evaluate(FILL)
    day.note("zebra on the roof")
    day.said("Not kept: this device is full.")
    assert day.page.get_by_label("What do you want to write down?").input_value() == "zebra on the roof"
    disk.send("Storage.overrideQuotaForOrigin", {"origin": phone.origin})
    day.press("Keep")
    day.said("Kept: note.")
    day.reload()
    day.bar("entries")
    day.sees("zebra on the roof")
    assert day.page.locator("button.entry").count() == 2


def test_a_day_alone(phones: OpenPhone) -> None:
    day = Diarist(phones()).begin(substances="heroin, wine")
    phone, page = day.phone, day.page
    phone.sees("Day 2 without heroin")

    # A craving with names, which passed.
    day.craving(7)
    day.said("Kept: craving 7.")
    page.get_by_placeholder("In your own words").first.fill("payday, my mum")
    page.keyboard.press("Enter")
    day.said("Kept.")
    day.press("It passed")
    day.said("Kept: it passed.")

    # The check-in, the note, the search.
    day.bar("today")
    phone.touch("Check in")
    day.press("No")
    day.press("4")
    day.fill("One good thing", "Ana came over")
    day.press("Keep")
    day.said("Kept: the check-in")
    day.note("Long day.\nRain on the window.")
    day.said("Kept: note.")
    day.bar("entries")
    day.fill("Find words", "window")
    day.sees("1 entry")
    page.locator("button.entry").click()

    # Changed: both the new words and the old ones are in its history.
    phone.touch("Change it")
    day.fill("Text", "Long day. Sun.")
    day.press("Keep the change")
    day.sees("Long day. Sun.")
    phone.touch("What changed")
    day.sees("Rain on the window")

    # Removed, and brought back with one touch; taken back again and brought back again.
    phone.touch("Remove it")
    day.press("Yes, remove it")
    day.said("Removed: the note of Sat 7 Mar 2026.")
    day.press("Take back")
    day.said("Taken back.")
    day.fill("Find words", "sun")
    day.sees("1 entry")
    phone.touch("Take something back")
    day.sees("Changed: note")
    day.press("Take this back")
    day.said("Taken back.")
    day.press("Bring back what was taken back last")
    day.said("Brought back.")
    day.bar("entries")
    day.fill("Find words", "sun")
    day.sees("1 entry")
    day.reload()
    day.bar("entries")
    page.locator("button.entry").first.wait_for()
    assert {"craving 7 · payday, my mum · passed", "check-in · no use · mood 4"} <= set(
        page.locator("button.entry > span:last-child").evaluate_all("all => all.map(one => one.firstChild.textContent)")
    )


def test_a_lapse_says_first_what_keeps_alive_and_what_stays(phones: OpenPhone) -> None:
    day = Diarist(phones()).begin(last_use="2026-02-01")
    day.phone.show("plan_item", "new contacts")
    day.fill("Name", "Sam")
    day.fill("Number", "+1-555-0100")
    day.press("Keep")
    day.said("In your plan: Sam")
    day.craving(9)
    day.said("Kept: craving 9.")
    day.press("I used")
    safety = day.page.locator("main > *").first
    assert "safety" in (safety.get_attribute("class") or "")  # before anything that can be written
    day.phone.sees("911")
    day.choose("Nearly")
    day.page.get_by_role("group", name="Was naloxone given?").get_by_role("button", name="Yes").click()
    day.press("Write the lapse down")
    day.said("The lapse is written down.")
    day.sees("Next: tell one person you trust.")
    assert day.page.get_by_role("link", name="Sam").get_attribute("href") == "tel:+15550100"
    day.bar("entries")
    day.page.locator("button.entry").first.wait_for()
    lines = [
        line for line in day.page.locator("button.entry").all_inner_texts() if "lapse" in line or "craving" in line
    ]
    assert len(lines) == 2, lines
    assert any("craving 9" in line and "used" in line for line in lines)
    day.phone.touch("Take something back")
    assert day.page.locator("main .card").first.inner_text().count("lapse") >= 1
    day.press("Take this back")  # both were one command
    day.said("Taken back.")
    day.bar("today")
    day.sees("craving 9. Did it pass?")


def test_a_craving_is_asked_about_once_and_the_night_belongs_to_the_day_before(phones: OpenPhone) -> None:
    day = Diarist(phones(), "2026-03-08T05:30:00Z").begin(last_use="2026-03-05")  # half past midnight
    day.sees("Still Sat 7 Mar: your days begin at 04:00.")
    day.craving(5)
    day.said("Kept: craving 5.")
    day.bar("today")
    day.sees("craving 5. Did it pass?")
    day.press("Leave it open")
    day.page.get_by_text("Did it pass?").wait_for(state="detached")
    day.reload()
    day.sees("Check in")
    assert not day.page.get_by_text("Did it pass?").is_visible()
    day.bar("entries")
    day.page.locator("button.entry", has_text="craving 5").click()  # it can still be said there
    day.sees("Did it pass?")

    # The clock of the device goes back a day: what is written is there, and the last thing is the one taken back.
    day.page.clock.set_fixed_time("2026-03-07T05:30:00Z")
    day.note("by a clock that went back")
    day.said("Kept: note.")
    day.press("Take back")
    day.said("Taken back.")
    day.bar("entries")
    day.sees("craving 5")
    assert not day.page.get_by_text("by a clock that went back").is_visible()


def test_an_old_step_is_shown_and_asked_about_before_it_is_taken_back(phones: OpenPhone) -> None:
    day = Diarist(phones()).begin()
    day.note("the words themselves")
    day.said("Kept: note.")
    day.page.clock.fast_forward("02:00:00")
    day.press("Take back")  # of two hours ago: not at once
    day.sees("the words themselves")
    day.press("Take this back")
    day.page.get_by_role("button", name="Yes, take back what was done").click()
    day.said("Taken back.")
    day.bar("entries")
    assert not day.page.get_by_text("the words themselves").is_visible()


SPOIL = """() => new Promise(done => { const opening = indexedDB.open('recovery'); opening.onsuccess = () => {
  const writing = opening.result.transaction(['rows', 'packs'], 'readwrite')
  for (const name of ['rows', 'packs']) writing.objectStore(name).openCursor().onsuccess = event => {
    const cursor = event.target.result
    if (!cursor) return
    const spoiled = name === 'rows' ? {...cursor.value, sealed: new Uint8Array(64)} : new Uint8Array(64)
    cursor.update(spoiled)
    cursor.continue() }
  writing.oncomplete = () => { opening.result.close(); done() } } })"""


def test_a_damaged_journal_is_said_and_sos_is_there(phones: OpenPhone) -> None:
    day = Diarist(phones()).begin()
    day.craving(8)
    day.said("Kept: craving 8.")
    assert not day.phone.visible("cannot be read")
    day.page.evaluate(SPOIL)
    day.page.reload()
    day.sees("What is kept on this phone cannot be read")
    day.bar("sos")
    assert day.page.locator("main a").first.get_attribute("href") == "tel:911"


def test_another_time_zone_and_start_of_the_day(phones: OpenPhone) -> None:
    day = Diarist(phones()).begin()
    phone, page = day.phone, day.page
    day.craving(5)
    day.said("Kept: craving 5.")
    phone.show("clock")
    page.get_by_label("Time zone").select_option("Asia/Calcutta")  # half past midnight there
    day.said("Kept: Asia/Calcutta, days begin at 04:00.")
    phone.show("today")
    day.sees("Still Sat 7 Mar: your days begin at 04:00.")
    phone.show("clock")
    page.get_by_label("Days begin at").fill("00:00")
    day.said("Kept: Asia/Calcutta, days begin at 00:00.")
    assert phone.against() == []
    day.bar("entries")
    assert page.locator("button.entry").first.inner_text().startswith("14:00")  # as it was written
    day.sees("Sat 7 Mar")
    phone.show("today")
    page.locator(".stand").wait_for()
    assert not phone.visible("Still ")
    phone.show("steps")
    day.sees("the clock of the journal")
    phone.show("clock").touch("As this phone has it: America/New York")
    day.said("Kept: America/New York, days begin at 00:00.")
    day.press("Take back")
    day.said("Taken back.")
    page.get_by_role("button", name="As this phone has it").wait_for()
