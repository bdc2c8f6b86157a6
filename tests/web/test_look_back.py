"""Looking back on the phone: patterns that a worker finds, a month of days, ten years; by touch and by keyboard."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.conftest import Run
from tests.server.conftest import Serving
from tests.web.conftest import OpenPhone
from tests.web.phone import NARROW, Phone

KEPT_OFFLINE = True

LOUD = 5
FEW = "loud => { const { length } = document.querySelectorAll('button.entry'); return length > 0 && length < loud; }"


def lines(today: date) -> Iterator[dict[str, Any]]:
    """Eight weeks in which every seventh day is a loud one, and some weeks two years ago, with a lapse."""
    yield {"kind": "profile", "timezone": "America/New_York", "day_starts": "04:00"}
    yield {"kind": "substance", "name": "heroin", "since": (today - timedelta(days=900)).isoformat()}
    for ago, withdrawal, pulse in ((12, 7, 96), (9, 4, 88), (6, 2, 74)):
        at = f"{today - timedelta(days=ago)}T09:00:00"
        yield {"kind": "body", "at": at, "withdrawal": withdrawal, "pulse": pulse, "temperature": 37.0}
    homework = {"type": "counseling", "homework": "write a letter"}
    yield {"kind": "attendance", "at": f"{today - timedelta(days=715)}T09:00:00", **homework}
    for ago in (*range(1, 56), *range(700, 730)):
        day = today - timedelta(days=ago)
        for number in range(LOUD if ago % 7 == 3 else 1):
            at = f"{day}T{12 + number * 2:02}:{ago % 5 + 11:02}:00"
            hard = (ago + number) % 3 == 0
            felt = {"intensity": 9, "triggers": ["payday"]} if hard else {"intensity": 3, "triggers": ["bored"]}
            tried = {"coping": ["walk"], "intensity_after": 4, "minutes": 10 + ago % 3 * 5} if hard and ago % 2 else {}
            yield {"kind": "craving", "at": at, **felt, **tried, "outcome": "passed"}
        if ago == 710:
            yield {"kind": "lapse", "at": f"{day}T20:00:00", "substance": "heroin"}
        elif ago % 4:
            yield {"kind": "checkin", "day": day.isoformat(), "used": False}


def joined(phone: Phone, run: Run, showing: Serving) -> dict[str, Any]:
    """The phone with that journal, and the terminal's report of it."""
    today = datetime.now(UTC).date() - timedelta(days=1)  # whatever hour it is in New York
    imported = run("import", "-", piped="".join(f"{json.dumps(line)}\n" for line in lines(today)))
    assert imported.code == 0, imported.err
    words = run("sync", "join", showing.origin, "--json").json["recovery_phrase"]
    run("sync")
    phone.page.goto(f"{showing.origin}/app/show.html#{quote(words)}")
    phone.begun().page.get_by_text("Kept here.").wait_for()
    report: dict[str, Any] = run("report", "--json").json
    return report


def test_patterns_a_month_and_ten_years(showing: Serving, phones: OpenPhone, home: Path, run: Run) -> None:
    phone = phones(showing.origin)
    report = joined(phone, run, showing)
    sentence = phone.page.locator("section[aria-labelledby=week-sentence]")
    sentence.wait_for()  # the first time that the week is looked at, once the worker has compared
    assert sentence.get_by_text("As written down in eight weeks.").count() == 1
    assert sentence.get_by_role("button", name="Write an if-then").count() == 1
    days = {day["day"]: day for day in run("calendar", "--json", "--months", "30").json["days"]}
    finds_the_patterns(phone, report["patterns"])
    hands_the_patterns_over(phone, report["patterns"])
    opens_a_day(phone, max(days, key=lambda day: (days[day]["cravings"], day)))
    goes_by_keyboard(phone)
    sees_ten_years(phone, [day for name, day in days.items() if name[:4] == first_use(days)[:4]])
    sees_the_body(phone)
    opens_no_old_month(phone)
    counts_the_share_of_other_days(phone, run)
    phone.page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    for screen in ("calendar", "years", "patterns"):
        phone.show(screen)
        assert not phone.overflows(), screen
        assert phone.too_small() == [], screen
    sees_what_helped(phone, report["helped"])
    says_one_sentence_a_week(phone)


def sees_what_helped(phone: Phone, helped: list[dict[str, Any]]) -> None:
    """With a trigger, what was tried beside the same trigger without it."""
    assert [(pair["trigger"], pair["skill"]) for pair in helped] == [("payday", "walk")]
    phone.show("name", "trigger payday")
    phone.sees("What helped with what")
    phone.sees(f"begun at 9, 5 lower at the end, half within {helped[0]['tried']['lasted']['half_within']} min")
    phone.sees("without it, ")
    assert not phone.overflows()
    assert phone.against() == []


def says_one_sentence_a_week(phone: Phone) -> None:
    """One sentence with one thing to do, below the week; of no use, it goes."""
    phone.show("week")
    sentence = phone.page.locator("section[aria-labelledby=week-sentence]")
    sentence.wait_for()
    assert phone.against() == []
    assert not phone.overflows()
    phone.touch("Not helpful")
    phone.sees("Kept: sentences of that kind come less often from now on.")
    sentence.wait_for(state="detached")


def first_use(days: dict[str, dict[str, Any]]) -> str:
    """The first day with use."""
    return next(day for day in days if days[day]["status"] == "used")


def finds_the_patterns(phone: Phone, patterns: list[dict[str, Any]]) -> None:
    """Left while it compares, and come back to: the sentences are the terminal's, each with what to do about it."""
    assert {pattern["kind"] for pattern in patterns} == {"weekday", "trigger"}
    page = phone.page
    phone.show("patterns")
    phone.show("today").show("patterns")
    page.get_by_text(patterns[0]["text"]).wait_for()
    assert page.locator("main .card p").all_inner_texts() == [pattern["text"] for pattern in patterns]
    phone.sees("It names no cause.")
    phone.offline_ready().page.context.set_offline(offline=True)
    phone.show("today").show("patterns")  # the worker's file is kept too
    page.locator("main .card").nth(len(patterns) - 1).wait_for()
    page.context.set_offline(offline=False)
    page.locator("summary").first.click()
    counts = page.locator("table.numbers").first.locator("td").all_inner_texts()
    assert sum(map(int, counts)) == next(pattern["of"] for pattern in patterns if pattern["kind"] == "weekday")
    phone.touch("Keep it for your counselor")
    page.get_by_text("Kept for your counselor.").wait_for()
    page.get_by_text("Kept here.").first.wait_for()
    assert page.evaluate("() => document.activeElement.textContent") == "Keep it for your counselor"  # not taken away
    assert phone.against() == []
    phone.touch("Write an if-then")
    page.get_by_label("If it is payday").or_(page.get_by_text("If it is payday")).first.wait_for()
    page.go_back()
    page.locator("main .card").first.wait_for()


def hands_the_patterns_over(phone: Phone, patterns: list[dict[str, Any]]) -> None:
    """Off until they are switched on; then the page holds what the terminal found, after the worker's comparisons."""
    page = phone.page
    phone.show("handover")
    switch = page.get_by_role("switch", name="Worth checking: the report's findings", exact=True)
    switch.wait_for()
    assert not switch.is_checked()
    phone.touch("See the page")
    page.locator(".paper h2").first.wait_for()
    assert page.locator(".paper h2", has_text="Worth checking").count() == 0
    phone.touch("Change what goes on it")
    switch.check()
    phone.touch("See the page")
    section = page.locator(".paper section", has=page.locator("h2", has_text="Worth checking"))
    section.wait_for()
    said = section.inner_text()  # what was kept for the counselor has made today a day with something written
    assert [
        pattern["text"].partition(";")[0] for pattern in patterns if pattern["text"].partition(";")[0] not in said
    ] == []


def opens_a_day(phone: Phone, loud: str) -> None:
    """A day of the month opens what was written on it, and leads to its neighbours."""
    page = phone.page
    phone.show("calendar", loud)
    page.locator(f".month button:has(.number:text-is('{int(loud[8:])}'))").click()
    page.locator("button.entry").first.wait_for()
    assert page.locator("button.entry", has_text="craving").count() == LOUD
    page.get_by_role("button", name="Day before").click()
    page.wait_for_function(FEW, arg=LOUD)
    page.go_back()


def goes_by_keyboard(phone: Phone) -> None:
    """From day to day, and into one."""
    page = phone.page
    page.locator(".month button").first.focus()
    page.keyboard.press("ArrowRight")
    second = page.evaluate("() => document.activeElement.getAttribute('aria-label')")
    assert second == page.locator(".month button").nth(1).get_attribute("aria-label")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Day after").wait_for()
    page.go_back()
    page.locator(".month").wait_for()
    assert phone.against() == []


def sees_the_body(phone: Phone) -> None:
    """A picture of each series, with its numbers behind it; in the US a temperature is in Fahrenheit."""
    page = phone.show("records", "body").page
    phone.sees("first 7, highest 7, last 2; 3 ratings")
    assert page.locator("figure.chart svg").count() == 3
    page.locator("summary").first.click()
    assert page.locator("table.numbers").first.locator("td").all_inner_texts() == ["7", "4", "2"]
    phone.sees("74 to 96; last 74")
    phone.sees("Temperature, °F")
    page.locator("summary").nth(2).click()
    assert page.locator("table.numbers").nth(2).locator("td").all_inner_texts() == ["98.6", "98.6", "98.6"]
    assert phone.against() == []


COUNTED = """() => {
  const { get } = IDBObjectStore.prototype;
  globalThis.opened = 0;
  IDBObjectStore.prototype.get = function (...given) {
    opened += this.name === "packs";
    return get.apply(this, given);
  };
}"""


def opens_no_old_month(phone: Phone) -> None:
    """Treatment needs what is at hand, homework of two years ago among it; the page for a counselor needs more."""
    page = phone.page
    page.reload()
    phone.begun().show("streak")
    page.get_by_text("all in all").wait_for()  # older months are summed up
    page.evaluate(COUNTED)
    phone.show("treatment").sees("homework: write a letter")
    phone.show("records", "body").sees("first 7, highest 7, last 2")
    phone.show("questionnaires").sees("PHQ-9")
    assert page.evaluate("() => opened") == 0
    phone.show("handover").touch("See the page")
    page.locator(".paper h2").first.wait_for()
    assert page.evaluate("() => opened") > 0


def counts_the_share_of_other_days(phone: Phone, run: Run) -> None:
    """The window of `streak --window`, chosen or typed."""
    page = phone.show("streak").page
    for days, choice in ((30, "30 days"), (45, "Another number")):
        page.locator("main label", has_text=choice).click()
        if choice == "Another number":
            page.get_by_label("How many days").fill(str(days))
        window = run("streak", "--window", str(days), "--json").json["substances"][0]["window"]
        page.get_by_text(f"last {days} days").wait_for()
        phone.sees(f"without use on {window['abstinent']} of {window['abstinent'] + window['used']} known days")


def sees_ten_years(phone: Phone, year: list[dict[str, Any]]) -> None:
    """What each year says is what the terminal counts; it opens its months, and a month its days."""
    page = phone.page
    phone.touch("Ten years")
    free = sum(day["status"] == "abstinent" for day in year)
    told = page.get_by_role("button", name=f"{year[0]['day'][:4]} {free} no use, 1 use")
    told.wait_for()
    assert f"{sum(day['cravings'] for day in year)} cravings" in told.inner_text()
    assert phone.against() == []
    told.click()
    page.get_by_role("button", name="1 use").click()
    page.locator(".month .symbol.used").wait_for()
