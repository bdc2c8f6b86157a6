"""Random check-ins in commands: switched on and off, answered at their moments or late, asked where somebody looks."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from recovery.journal import moments
from recovery.journal.moments import Sampling
from tests.commands.conftest import GIVEN, Locked
from tests.commands.test_use_is_kept import come, cut_off
from tests.conftest import ZONE, Call, OpenTerminal

if TYPE_CHECKING:
    import time_machine

BEGUN = datetime(2026, 3, 2, 17, tzinfo=UTC)
ASKED = "How strong is your craving right now"


def waiting_now(now: datetime) -> str:
    """A line that brings in a plan by which a moment came a few minutes ago, whatever the hour is."""
    zone = ZoneInfo(ZONE)
    begun = (now - timedelta(days=3)).astimezone(zone).replace(microsecond=0)
    for number in count():
        values: dict[str, object] = {
            "kind": "sampling",
            "id": f"{number:08x}-0000-4000-8000-000000000000",
            "at": begun.isoformat(),
        }
        values |= {"awake_from": "00:00", "awake_until": "00:00", "times": 3, "days": 7, "seed": f"{number:064x}"}
        plan = Sampling.checked(
            {name: value for name, value in values.items() if name != "kind"}
            | {"at": begun, "timezone": ZONE, "day": begun.date()}
        )
        last = moments.last_asked([plan], [], now, zone)
        if last is not None and timedelta(minutes=2) < now - last.at < timedelta(minutes=8):
            return json.dumps(values)
    raise AssertionError


def drawn(call: Call) -> list[datetime]:
    """The moments that a plan from 0 to 24 o'clock, three a day, has drawn."""
    (line,) = (entry for entry in call("show", "--all", "--json").json if entry["kind"] == "sampling")
    values = {name: value for name, value in line.items() if name != "kind"}
    instants = {name: values[name] and datetime.fromisoformat(values[name]) for name in ("at", "stopped")}
    plan = Sampling.checked(values | instants | {"day": BEGUN.date()})
    first = BEGUN.date()
    return [one.at for one in moments.drawn([plan], first, first + timedelta(days=20), ZoneInfo(ZONE))]


def test_each_is_answered_late_or_missed(heroin: Call, time_machine: time_machine.TimeMachineFixture) -> None:
    time_machine.move_to(BEGUN, tick=False)
    assert heroin("moment", "3").code == 3
    assert heroin("remind", "random", "--off").code == 3
    assert heroin("remind", "random", "--from", "09:00").code == 2
    assert heroin("remind", "random", "--times", "2").code == 2
    assert "--from 09:00 --to 21:00" in heroin("remind", "random").out
    assert heroin("remind", "random", "--from", "09:00", "--to", "12:00").code == 4
    assert heroin("remind", "random", "--json").json["on"] is False
    assert heroin("remind", "random", "--from", "00:00", "--to", "00:00", "--times", "3").code == 0
    first, second, third, fourth = drawn(heroin)[:4]

    time_machine.move_to(first - timedelta(seconds=1), tick=False)
    assert heroin("moment", "3").code == 3
    time_machine.move_to(first + timedelta(minutes=30), tick=False)
    assert ASKED.lower() in heroin("today").out.lower()
    entry = heroin("moment", "4", "-t", "lonely", "--place", "home", "--json").json
    assert (entry["kind"], entry["intensity"], entry["triggers"], entry["place"]) == ("moment", 4, ["lonely"], "home")
    assert datetime.fromisoformat(entry["drawn"]) == first
    assert ASKED.lower() not in heroin("today").out.lower()
    assert heroin("moment", "4").code == 3  # it has its answer
    assert heroin("undo").code == 0
    assert heroin("redo").code == 0
    assert heroin("search", "home", "--json").json[0]["id"] == entry["id"]
    assert [one["id"] for one in heroin("show", "--trigger", "Lonely", "--json").json] == [entry["id"]]
    assert heroin("edit", entry["id"], "--intensity", "5", "--set", "place=work", "--json").json["place"] == "work"
    assert heroin("edit", entry["id"], "--set", "drawn=2026-03-01").code == 4

    time_machine.move_to(second + timedelta(minutes=31), tick=False)
    late = heroin("moment", "0")
    assert late.code == 0
    assert "answered late" in late.out
    assert "does not count" in late.out
    time_machine.move_to(third + timedelta(minutes=1), tick=False)
    strong = heroin("moment", "8")
    assert "Your old dose can kill now" in strong.out

    time_machine.move_to(fourth + timedelta(minutes=31), tick=False)
    told = heroin("remind", "random", "--json").json
    assert {name: told[name] for name in ("asked", "answered", "late", "with_craving")} == {
        "asked": 4, "answered": 2, "late": 1, "with_craving": 2,
    }  # fmt: skip
    assert told["plan"]["times"] == 3
    changed = heroin("remind", "random", "--days", "5", "--to", "22:00", "--json").json["plan"]  # the rest stays
    assert {name: changed[name] for name in ("from", "to", "times", "days")} == {
        "from": "00:00", "to": "22:00", "times": 3, "days": 5,
    }  # fmt: skip
    assert heroin("undo").code == 0
    assert heroin("report", "--json").json["moments"] == {"asked": 4, "answered": 2, "late": 1, "with_craving": 2}
    assert "Random check-ins: 2 of 4 answered at the time, 1 later; a craving at 2 of 2." in heroin("report").out
    assert heroin("report", "--json").json["cravings"]["count"] == 0  # a moment is no craving written down


def test_the_calendar_holds_two_weeks_and_what_lies_ahead_ends_with_it(
    heroin: Call, time_machine: time_machine.TimeMachineFixture, tmp_path: Path
) -> None:
    time_machine.move_to(BEGUN, tick=False)
    switched = heroin("remind", "random", "--from", "00:00", "--to", "00:00", "--times", "3")
    assert (switched.code, "Nothing rings yet: make a calendar file" in switched.out) == (0, True)
    nothing = heroin("moment", "3")
    assert (nothing.code, "Random check-ins are on; none is waiting" in nothing.err) == (3, True)
    every = drawn(heroin)
    four, now = every[:4], every[3] + timedelta(minutes=31)
    last = now.astimezone(ZoneInfo(ZONE)).date() + timedelta(days=moments.AHEAD_DAYS - 1)
    time_machine.move_to(now, tick=False)
    calendar = tmp_path / "moments.ics"
    assert heroin("remind", "random", "-o", str(calendar)).code == 0
    assert "recovery" in calendar.read_text()
    starts = [line for line in calendar.read_text().splitlines() if line.startswith("DTSTART:")]
    assert len(starts) == sum(now < one and one.astimezone(ZoneInfo(ZONE)).date() <= last for one in every) > 3 * 12
    assert heroin("config", "quiet", "on").code == 0
    assert heroin("remind", "random", "-o", str(calendar), "--force").code == 0
    assert "recovery" not in calendar.read_text()
    assert heroin("remind", "random", "--off").code == 0
    assert heroin("remind", "random", "-o", str(calendar), "--force").code == 0
    assert "BEGIN:VEVENT" not in calendar.read_text()
    assert drawn(heroin) == four
    time_machine.move_to(four[3] + timedelta(days=3), tick=False)
    assert heroin("remind", "random", "--json").json["asked"] == 4


def test_it_comes_in_with_an_import_and_goes_out_the_same(
    heroin: Call, time_machine: time_machine.TimeMachineFixture, tmp_path: Path
) -> None:
    now = BEGUN + timedelta(days=9)
    time_machine.move_to(now, tick=False)
    path = tmp_path / "plan.jsonl"
    path.write_text(waiting_now(now) + "\n")
    assert heroin("import", str(path)).code == 0
    assert heroin("moment", "2", "--json").json["intensity"] == 2
    exported = heroin("export", "data").out
    path.write_text(exported)
    assert heroin("import", str(path), "--json").code == 0
    assert heroin("export", "data").out == exported


def test_what_was_answered_is_kept_where_the_questions_are_cut_off(
    heroin: Call, terminal: OpenTerminal, tmp_path: Path
) -> None:
    path = tmp_path / "plan.jsonl"
    path.write_text(waiting_now(datetime.now(UTC)) + "\n")
    assert heroin("import", str(path)).code == 0
    screen = terminal("moment")
    screen.see(ASKED)
    cut_off(screen, "Ctrl-C")
    assert come(heroin, "moment", seconds=0) == []
    for command, how, last in (
        ("moment", "Ctrl-C", "What set it off?"),
        ("moment", "closed", "Where are you?"),
        ("checkin", "SIGTERM", "Where are you?"),
    ):
        screen = terminal(command)
        screen.see(ASKED)
        screen.type("8")
        if last == "Where are you?":
            screen.see("What set it off?")
            screen.type("lonely")
        screen.see(last)
        cut_off(screen, how)
        (kept,) = come(heroin, "moment")
        triggers = [] if last == "What set it off?" else ["lonely"]
        assert (kept["intensity"], kept["triggers"], kept["place"]) == (8, triggers, None)
        if how != "closed":
            assert "Stopped. What you said is kept: random check-in 8" in screen.raw
            assert "Your old dose can kill now" in screen.raw
        assert "Did you use" not in screen.raw
        assert heroin("undo").code == 0


def test_it_is_asked_first_where_somebody_checks_in(heroin: Call, terminal: OpenTerminal, tmp_path: Path) -> None:
    path = tmp_path / "plan.jsonl"
    path.write_text(waiting_now(datetime.now(UTC)) + "\n")
    assert heroin("import", str(path)).code == 0
    screen = terminal("checkin")
    screen.see(ASKED)
    screen.type("3")
    screen.see("What set it off?")
    screen.type("lonely")
    screen.see("Where are you?")
    screen.type("")
    screen.see("Kept: random check-in 3")
    screen.child.sendintr()
    screen.end()
    (kept,) = heroin("show", "--kind", "moment", "--json").json
    assert (kept["intensity"], kept["triggers"], kept["place"]) == (3, ["lonely"], None)


def test_written_while_locked_it_counts_from_when_it_was_written(locked: Locked, tmp_path: Path) -> None:
    path = tmp_path / "plan.jsonl"
    path.write_text(waiting_now(datetime.now(UTC)) + "\n")
    assert locked.run("import", str(path), env=GIVEN).code == 0
    sealed = locked.run("moment", "9", "-t", "lonely", "--json")
    assert (sealed.json["kind"], sealed.json["intensity"], sealed.json["day"]) == ("moment", 9, None)
    assert "Your old dose can kill now" in sealed.err
    shown = locked.run("show", "--kind", "moment", "--json", env=GIVEN).json
    assert [(one["intensity"], one["triggers"]) for one in shown] == [(9, ["lonely"])]
    assert locked.run("remind", "random", "--json", env=GIVEN).json["answered"] == 1
