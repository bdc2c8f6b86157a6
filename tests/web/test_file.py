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
    new.said("Taken in: ")
    assert save(new, tmp_path / "again.jsonl") == written
