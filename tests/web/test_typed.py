"""What is typed and not kept is there again after SOS, and after a lock, in a real browser."""

from __future__ import annotations

from tests.server.conftest import Serving
from tests.web.conftest import OpenPhone
from tests.web.day import PASSPHRASE, Diarist

NOT_KEPT = "What you are writing is not kept yet."


def _to_sos_and_back(day: Diarist) -> None:
    """The bar's SOS, then the phone's Back; nowhere is it said that all is kept."""
    title = day.page.locator("h1").inner_text()
    day.bar("sos")
    day.page.locator("h1", has_text=title).wait_for(state="detached")
    day.page.go_back()
    day.page.locator("h1", has_text=title).wait_for()
    day.sees(NOT_KEPT)


def test_half_filled_forms_stay(phones: OpenPhone) -> None:
    day = Diarist(phones()).begin(passphrase=PASSPHRASE)
    _a_half_typed_name(day)
    _at_the_worst_line(day)
    _forms_half_filled(day)
    _locked_meanwhile(day)
    _kept_or_put_away(day)


def _a_half_typed_name(day: Diarist) -> None:
    """Half a name is no trigger of a craving; it stays in its field, and a touch on Add makes it one."""
    page = day.page
    day.craving(5)
    name = page.get_by_placeholder("In your own words").first
    name.fill("cannot sle")
    _to_sos_and_back(day)
    assert name.input_value() == "cannot sle"
    assert page.get_by_role("button", name="cannot sle", exact=True).count() == 0
    name.fill("cannot sleep")
    day.press("Add")
    page.get_by_role("button", name="cannot sleep", exact=True, pressed=True).wait_for()
    day.sees("Kept here.")


def _at_the_worst_line(day: Diarist) -> None:
    """A questionnaire, at the line where SOS is needed most."""
    phone, page = day.phone, day.page
    phone.show("questionnaire", "phq9")
    day.press("Begin")
    day.answer(1, 1, 0, 2, 0, 0, 0, 0)
    day.sees("thoughts of death or of hurting yourself")
    day.answer(1)
    _to_sos_and_back(day)
    day.sees("988")
    page.get_by_role("button", name="1 some days", exact=True, pressed=True).wait_for()
    day.press("Go on")
    day.press("Keep")
    day.sees("PHQ-9: 5, mild")
    day.sees("Kept here.")


def _forms_half_filled(day: Diarist) -> None:
    """A treatment form, a check-in and a note, each left half filled."""
    phone, page = day.phone, day.page
    phone.show("write", "regimen")
    day.fill("Name", "Suboxone")
    _to_sos_and_back(day)
    assert page.get_by_label("Name").input_value() == "Suboxone"
    phone.show("plan_item", "new reasons")
    day.fill("A reason, in your words", "so that my mo")
    _to_sos_and_back(day)
    assert page.get_by_label("A reason, in your words").input_value() == "so that my mo"
    phone.show("checkin")
    day.press("4")
    day.fill("One good thing", "Ana came")
    _to_sos_and_back(day)
    assert page.get_by_label("One good thing").input_value() == "Ana came"
    page.get_by_role("button", name="4", exact=True, pressed=True).wait_for()
    phone.show("note")
    day.fill("What do you want to write down?", "The doctor said")
    page.get_by_placeholder("In your own words").fill("appointm")
    _to_sos_and_back(day)
    assert page.get_by_label("What do you want to write down?").input_value() == "The doctor said"


def _locked_meanwhile(day: Diarist) -> None:
    """Locked meanwhile: once it is open again, all of it stands there."""
    phone, page = day.phone, day.page
    phone.show("lock")
    day.press("Lock it now")
    page.get_by_role("button", name="Open", exact=True).wait_for()
    day.unlock()
    day.sees(NOT_KEPT)
    phone.show("note")
    assert page.get_by_label("What do you want to write down?").input_value() == "The doctor said"


def _kept_or_put_away(day: Diarist) -> None:
    """The touch that keeps a note takes the typed name in; what a person puts away is gone."""
    phone, page = day.phone, day.page
    day.press("Keep")
    day.sees("Kept: note.")
    phone.show("plan_item", "new reasons")
    assert page.get_by_label("A reason, in your words").input_value() == "so that my mo"
    day.press("Keep")
    day.said("In your plan: so that my mo")
    phone.show("checkin")
    day.press("Leave it")
    phone.show("write", "regimen")
    day.press("Leave it")
    day.sees("Kept here.")
    phone.show("write", "regimen")
    assert page.get_by_label("Name").input_value() == ""
    day.bar("entries")
    page.locator("button.entry", has_text="The doctor said").click()
    day.sees("appointm")


def test_what_an_app_before_this_one_kept_of_the_plan_stays(showing: Serving, phones: OpenPhone) -> None:
    """It kept each form of the plan under a name of its own."""
    day = Diarist(phones(showing.origin)).begin()
    page = day.page
    page.goto(f"{showing.origin}/app/show.html")
    page.wait_for_selector("html[data-shown]")
    page.evaluate(OF_EARLIER_APP)
    day.phone.open().show("plan_item", "new skills")
    assert page.get_by_label("What eases it").input_value() == "walk by the riv"
    day.phone.show("if_then", "payday")
    assert page.get_by_label("If it is payday").input_value() == "go ho"
    day.phone.show("plan_start")
    assert page.get_by_label("A reason, in your words").input_value() == "so that my mo"
    day.sees(NOT_KEPT)


OF_EARLIER_APP = """() => journal.keepDrafts({
  "plan skills": JSON.stringify({text: "walk by the riv"}), "if then payday": JSON.stringify({then: "go ho"}),
  "plan start reasons -1": JSON.stringify({text: "so that my mo"}), "plan reasons": "no JSON",
})"""
