"""A finding of the report is kept for the counselor with one key."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

from tests.conftest import Call, OpenTerminal


def fridays(last: date) -> str:
    """Eight weeks in which cravings crowd on Fridays, as lines to import."""
    lines = []
    for number in range(56):
        day = last - timedelta(days=number)
        for count in range(6 if day.weekday() == 4 else number % 2):
            at = f"{day}T{9 + (number + 2 * count) % 12:02}:{count:02}:00"
            lines.append({"kind": "craving", "at": at, "intensity": 5, "triggers": [], "coping": []})
        lines.append({"kind": "checkin", "day": str(day), "used": False})
    return "\n".join(map(json.dumps, lines)) + "\n"


def test_a_finding_is_kept_for_the_counselor_with_one_key(heroin: Call, terminal: OpenTerminal) -> None:
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    assert heroin("import", "-", piped=fridays(yesterday)).code == 0
    found = heroin("report", "--json").json["patterns"]
    assert [each["kind"] for each in found] == ["weekday"]
    window = terminal("report", rows=90)
    window.see("[d]iscuss with your counselor")
    window.child.send("d")
    window.see("Kept: to discuss")
    assert window.end() == 0
    assert heroin("discuss", "list").out.count("Fridays") == 1
