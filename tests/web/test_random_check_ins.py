"""Random check-ins on the phone: one touch answers, what is drawn is the terminal's, switching off is switching off."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from tests.commands.test_moment import waiting_now
from tests.conftest import PATIENCE_SECONDS, Run
from tests.server.conftest import Serving
from tests.web.conftest import OpenPhone
from tests.web.day import Diarist

ASKED = "How strong is your craving right now?"


def test_one_touch_answers_and_both_devices_know_the_same_moments(
    showing: Serving, phones: OpenPhone, home: Path, run: Run, tmp_path: Path
) -> None:
    run("init", "--since", "2026-01-01", "--substance", "heroin", "--timezone", "America/New_York")
    plan = tmp_path / "plan.jsonl"
    plan.write_text(waiting_now(datetime.now(UTC)) + "\n")
    assert run("import", str(plan)).code == 0
    words = run("sync", "join", showing.origin, "--json").json["recovery_phrase"]
    run("sync")
    phone = phones(showing.origin)
    phone.page.goto(f"{showing.origin}/app/show.html#{quote(words)}")
    phone.begun().page.get_by_text("Kept here.").wait_for()
    day = Diarist(phone, "")
    phone.show("today")
    group = phone.page.get_by_role("group", name=ASKED)
    group.get_by_role("button", name="4", exact=True).click()
    day.sees("Kept: random check-in 4.")
    phone.page.get_by_label("Where are you?").fill("home")
    day.press("Keep")
    day.sees("Kept.")
    phone.show("today")
    day.sees("random check-in 4")
    assert group.count() == 0
    phone.show("ring")
    day.sees("3 random check-ins a day")
    day.press("Switch them off")
    day.sees("Random check-ins are off.")
    day.press("Switch on random check-ins")
    day.sees("Random check-ins are on.")
    until = time.monotonic() + PATIENCE_SECONDS
    while (
        not run("remind", "random", "--json").json["answered"]
        or run("remind", "random", "--json").json["plan"]["times"] == 3
    ):
        assert time.monotonic() < until
        run("sync")
    (kept,) = run("show", "--kind", "moment", "--json").json
    assert (kept["intensity"], kept["place"]) == (4, "home")
    told = run("remind", "random", "--json").json
    assert told["plan"] | {"since": ""} == {"since": "", "from": "09:00", "to": "21:00", "times": 1, "days": 7}
    assert told["answered"] == 1
