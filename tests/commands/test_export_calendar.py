"""`recovery export calendar`: dates ahead, for any calendar, and quiet where that is wished."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from icalendar import Calendar

from recovery.exchange import dates_ahead

if TYPE_CHECKING:
    from tests.conftest import Call


def test_dates_ahead_are_a_calendar_that_others_read(filled: Call, tmp_path: Path) -> None:
    filled("appointment", "add", "Dr. Hale; the clinic, 2nd floor", "--on", "2099-04-01", "--time", "10:00")
    filled("med", "add", "buprenorphine", "--times", "1", "--since", "2026-03-01")
    path = tmp_path / "a.ics"
    assert filled("export", "calendar", "-o", str(path)).code == 0
    events = list(Calendar.from_ical(path.read_bytes()).walk("VEVENT"))
    assert {str(event["SUMMARY"]) for event in events} == {
        "Appointment: Dr. Hale; the clinic, 2nd floor",
        "Dose: buprenorphine",
    }
    assert events[0].decoded("DTSTART").replace(tzinfo=None).hour == 10
    quiet = filled("export", "calendar", "-o", "-", "--quiet").out
    assert "Hale" not in quiet
    assert "buprenorphine" not in quiet
    assert quiet.count("SUMMARY:Reminder") == 2


def test_in_quiet_mode_no_line_of_a_calendar_tells_what_it_is_about(filled: Call) -> None:
    filled("appointment", "add", "clinic", "--on", "2099-04-01", "--time", "10:00")
    filled("med", "add", "buprenorphine", "--times", "1", "--since", "2026-03-01", "--refill", "2099-03-01")
    assert filled("import", "-", piped='{"kind": "plan", "reviewed_on": "2026-03-01"}\n').code == 0
    loud = Calendar.from_ical(filled("export", "calendar", "-o", "-").out)
    assert filled("config", "quiet", "on").code == 0
    said = filled("export", "calendar", "-o", "-").out
    events = list(Calendar.from_ical(said).walk("VEVENT"))
    assert [str(event["SUMMARY"]) for event in events] == [dates_ahead.NEUTRAL] * 4
    told = r"recover|appoint|clinic|bupren|dose|med|refill|visit|plan|review|crav|lapse"
    assert not re.search(told, said, re.IGNORECASE)
    assert [event["UID"] for event in loud.walk("VEVENT")] == [event["UID"] for event in events]
