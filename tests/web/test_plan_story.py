"""The plan on a phone, touch by touch, with a real terminal as the other device."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.conftest import Run
from tests.server.conftest import Serving
from tests.web.conftest import OpenPhone
from tests.web.day import LEAVING_ASKS_NOTHING, Diarist
from tests.web.phones import until

KEPT_OFFLINE = True


def begins_with_three_things(day: Diarist) -> None:
    """One question at a time; what was begun is there again, and a question can be skipped."""
    day.bar("today")
    day.phone.touch("Your plan")
    day.phone.touch("Begin your plan")
    reason = day.page.get_by_label("A reason, in your words")
    reason.fill("so that my mo")
    day.bar("today")
    day.phone.touch("Your plan")
    day.phone.touch("Begin your plan")
    reason.wait_for()
    assert reason.input_value() == "so that my mo"
    reason.fill("so that my mother sleeps")
    day.page.wait_for_function(LEAVING_ASKS_NOTHING)  # then it is on the disk
    day.reload()
    reason.wait_for()
    assert reason.input_value() == "so that my mother sleeps"
    day.press("Keep")
    day.sees("Who can you call?")
    day.press("Skip")
    day.sees("In your journal: payday, 4 times in 28 days.")
    day.fill("then I", "go home by the river")
    day.press("Keep")
    day.sees("Enough for today.")


def orders_by_keyboard(day: Diarist) -> None:
    """A reason is put first with a key, and the key can be pressed again."""
    day.phone.show("plan_item", "new reasons")
    day.fill("A reason, in your words", "my daughter")
    day.page.keyboard.press("Enter")
    day.said("In your plan: my daughter")
    day.page.get_by_role("button", name="my daughter").click()
    higher = day.page.get_by_role("button", name="Higher")
    higher.focus()
    day.page.keyboard.press("Enter")
    day.said("It is now number 1 of 2.")
    assert day.page.evaluate("() => document.activeElement.textContent") == "Higher"
    assert higher.get_attribute("aria-disabled") == "true"


def writes_a_situation(day: Diarist) -> None:
    """Enter in the names adds a name; the situation is kept by its own button."""
    day.phone.show("plan_item", "new situations")
    day.page.get_by_label("If", exact=True).fill("a row at home")
    day.fill("then I", "walk to the library")
    day.page.get_by_label("In your own words, commas between").fill("argument")
    day.page.keyboard.press("Enter")
    day.page.get_by_role("button", name="argument", pressed=True).wait_for()
    assert day.page.locator("h1").inner_text() == "In your plan"
    day.press("Keep")
    day.said("In your plan: a row at home")
    day.page.get_by_role("button", name="a row at home (argument)").wait_for()


def does_what_the_plan_says(day: Diarist) -> None:
    """The plan answers a trigger, also by a name that is near, and what helped is counted."""
    day.craving(7)
    day.page.get_by_label("In your own words, commas between").first.fill("Paydays")
    day.page.keyboard.press("Enter")
    day.page.get_by_role("button", name="go home by the river").click()
    day.said("Kept with this craving: go home by the river")
    day.press("It passed")
    day.said("Kept: it passed.")
    day.phone.show("plan")
    day.sees("used 1, passed 1")


Sections = dict[str, list[dict[str, Any]]]


def in_step(run: Run, holds: Callable[[Sections], bool]) -> Sections:
    """The phone sends by itself, the terminal fetches until that holds of its plan; its sections."""
    seen: list[Sections] = []

    def fetched() -> bool:
        assert run("sync").code == 0
        seen.append(run("plan", "show", "--json").json["sections"])
        return holds(seen[-1])

    until(fetched)
    return seen[-1]


def edits_as_one_text(day: Diarist, run: Run) -> None:
    """A line that cannot be read is named and chosen; what came meanwhile and what was written are both in the plan."""
    day.phone.show("plan").touch("Change it as one text")
    area = day.page.get_by_label("Your plan as a text")
    text = area.input_value()
    assert "- my daughter {#" in text
    assert "  - then: walk to the library\n" in text
    area.fill(f"{text}\n- for the river\nand more")
    day.press("Keep the change")
    number = len(text.split("\n")) + 2
    day.page.get_by_role("alert").get_by_text(f"Line {number} cannot be read.").wait_for()
    assert area.evaluate("area => area.value.slice(area.selectionStart, area.selectionEnd)") == "and more"
    run("plan", "add", "skill", "cold shower")
    assert run("sync").code == 0
    day.phone.show("plan")
    day.sees("cold shower")
    day.phone.touch("Change it as one text")
    area.wait_for()
    assert area.input_value().endswith("and more")
    text = text.replace("## In a crisis\n", "## In a crisis\n\n- a walk\n")
    area.fill(text.replace("my daughter", "my own daughter"))
    day.press("Keep the change")
    day.said("Changed. The plan was changed elsewhere while you wrote. Both changes are in it now.")
    plan = in_step(run, lambda sections: [item["text"] for item in sections["crisis"]] == ["a walk"])
    assert plan["reasons"][0]["text"] == "my own daughter"
    assert [item["text"] for item in plan["skills"]] == ["cold shower"]
    day.press("Take back")
    day.said("Taken back.")
    in_step(run, lambda sections: sections["crisis"] == [] and sections["reasons"][0]["text"] == "my daughter")


def both_change_one_line(day: Diarist, run: Run, editor: str) -> None:
    """Neither knows of the other: one change stays, the other is told, and both plans are one."""
    day.page.context.set_offline(offline=True)
    day.phone.show("plan")
    day.page.get_by_role("button", name="my daughter").click()
    day.fill("A reason, in your words", "my daughter's garden")
    day.press("Keep the change")
    day.said("Changed.")
    run("plan", "edit", env={"EDITOR": editor})
    assert run("sync").code == 0
    day.page.context.set_offline(offline=False)
    day.press("See both")
    for text in ("my daughter's garden", "my daughter and me"):
        day.sees(text)
    in_step(run, lambda sections: sections["reasons"][0]["text"] in ("my daughter's garden", "my daughter and me"))
    day.press("I have seen it")
    day.page.get_by_text("See both").wait_for(state="detached")


def hands_over(day: Diarist, run: Run) -> None:
    """The file is the one that the terminal writes; an earlier version can be the plan again."""
    day.phone.show("plan_paper")
    with day.page.expect_download() as downloading:
        day.press("Save it as a file")
    assert (
        Path(downloading.value.path()).read_text("utf-8").rstrip() == run("plan", "show", "--format", "md").out.rstrip()
    )
    day.phone.show("plan_history")
    day.page.get_by_role("button", name=re.compile(r"Make the plan like that again \(1\)")).click()
    day.sees("What would change")
    day.press("Make the plan like that again")
    day.said("The plan is as it was at version 1.")
    in_step(run, lambda sections: [len(sections[name]) for name in ("reasons", "situations", "crisis")] == [1, 0, 0])


def prints_a_card(day: Diarist, run: Run) -> None:
    """The card says what `sos --card` says, and nothing else is on the paper."""
    day.phone.show("plan").touch("A card for your wallet")
    card = day.page.locator(".wallet")
    card.wait_for()
    assert run("config", "country", "US").code == 0
    told = [line.removeprefix("## ").removeprefix("- ") for line in run("sos", "--card").out.split("\n") if line]
    assert card.locator("h2, p").all_inner_texts() == [line.replace("\\", "") for line in told]
    day.page.emulate_media(media="print")
    assert day.page.get_by_role("button", name="Print it").is_hidden()
    assert 320 < card.evaluate("card => card.getBoundingClientRect().width") < 327, "as wide as a bank card"
    day.page.emulate_media(media="screen")


def checks_as_the_terminal(day: Diarist, run: Run) -> None:
    """Five first, safety before all; all of them behind one touch."""
    found = run("plan", "check", "--json").json
    assert len(found) > 5
    day.phone.show("plan_check")
    day.page.locator(".findings li").nth(4).wait_for()
    shown = day.page.locator(".findings li p").all_inner_texts()
    assert len(shown) == 5
    assert "Naloxone is not in the plan." in shown[0]
    day.phone.touch("And ")
    day.page.locator(".findings li").nth(len(found) - 1).wait_for()
    assert sorted(day.page.locator(".findings li p").all_inner_texts()) == sorted(one["text"] for one in found)


def test_a_plan_is_written_used_changed_and_handed_over(
    phones: OpenPhone, showing: Serving, home: Path, run: Run, tmp_path: Path
) -> None:
    run("init", "--since", "2026-01-01", "--substance", "heroin", "--timezone", "America/New_York")
    for trigger in ("payday", "payday", "payday", "payday", "bored", "tired", "old corner"):
        run("log", "6", "-t", trigger)
    words = run("sync", "join", showing.origin, "--json").json["recovery_phrase"]
    run("sync")
    day = Diarist(phones(showing.origin), "")
    day.page.goto(f"{showing.origin}/app/show.html#{quote(words)}")
    day.phone.begun()
    day.page.locator(".stand").wait_for()
    begins_with_three_things(day)
    orders_by_keyboard(day)
    writes_a_situation(day)
    does_what_the_plan_says(day)
    used = [{"text": "go home by the river", "tried": 1, "passed": 1}]
    plan = in_step(run, lambda sections: [situation["used"] for situation in sections["situations"]][:1] == [used])
    assert [item["text"] for item in plan["reasons"]] == ["my daughter", "so that my mother sleeps"]
    checks_as_the_terminal(day, run)
    edits_as_one_text(day, run)
    prints_a_card(day, run)
    run("plan", "add", "crisis", "shower, and music", "--step", "2")
    both_change_one_line(day, run, "sed -i 's/my daughter/my daughter and me/'")
    day.phone.show("sos")
    day.phone.touch("Your own steps for this")
    day.sees("shower, and music")
    hands_over(day, run)
