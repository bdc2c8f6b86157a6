"""Everything as a file: saved on the phone, taken in by the terminal, and brought back to a new phone unchanged."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import Run
from tests.web.conftest import OpenPhone
from tests.web.day import Diarist


def test_a_file_of_the_phone_goes_through_the_terminal_and_back(
    phones: OpenPhone, home: Path, run: Run, tmp_path: Path
) -> None:
    day = Diarist(phones(), "").begin_now()
    day.craving(7)
    day.said("Kept: craving 7.")
    day.note('a "note"\nof two lines, naïve ☕')
    day.said("Kept: note.")
    saved = tmp_path / "phone.jsonl"

    def save(there: Diarist, path: Path) -> list[dict[str, object]]:
        there.phone.show("data")
        with there.page.expect_download() as download:
            there.press("Save everything as a file")
        download.value.save_as(path)
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()]

    written = save(day, saved)
    assert {line["kind"] for line in written} == {"profile", "substance", "craving", "note"}
    assert run("import", str(saved)).code == 0
    there = tmp_path / "terminal.jsonl"
    assert run("export", "data", "-o", str(there)).code == 0
    assert [json.loads(line) for line in there.read_text("utf-8").splitlines()] == written

    new = Diarist(phones(), "")
    new.phone.open().touch("I have an export of a journal")
    new.page.locator("input[type=file]").set_input_files(there)
    new.said("Imported: ")
    assert save(new, tmp_path / "again.jsonl") == written
    erases_for_good(new)


def erases_for_good(new: Diarist) -> None:
    """One entry, then all before a day: asked twice, and nothing to take back is left of them."""
    new.bar("entries")
    new.page.locator("button.entry", has_text="naïve").click()
    new.press("Remove it")
    new.press("Erase it, so that nothing brings it back")
    new.press("Yes, erase it for good")
    new.said("Erased for good: the note of ")
    assert new.page.get_by_role("button", name="Take back").count() == 0
    new.phone.show("data")
    new.fill("The first day that stays", "2000-01-01")
    new.press("See how many that is")
    new.sees("Nothing is older than that.")
    new.fill("The first day that stays", "2100-01-01")
    new.press("See how many that is")
    new.sees("Erase 1 entry before Fri 1 Jan 2100 for good?")
    new.press("Yes, erase them for good")
    new.said("Erased: 1 entry, with their history.")
    new.phone.show("entries")
    new.phone.sees("Nothing is written down yet")
    assert new.page.locator("button.entry").count() == 0
