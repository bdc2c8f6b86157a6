"""The prompt's number is the streak's, whatever was written down, and it shows nothing where nothing can be said."""

from __future__ import annotations

import re
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.insights import abstinence, prompt
from recovery.insights.use_record import LapseFact, Tracked
from recovery.store import engine, locks
from recovery.treatment import medication
from recovery.treatment.medication import DoseFact, Regimen
from tests.conftest import Call

TODAY = date(2026, 3, 22)
DAYS = st.dates(TODAY - timedelta(days=9), TODAY + timedelta(days=3))
NAMES = st.sampled_from(["heroin", "Heroin ", "wine", "caf\u00e9", "cafe\u0301", "o\u2019brien", "O'Brien"])


def ago(days: int) -> str:
    return (date.today() - timedelta(days=days)).isoformat()  # noqa: DTZ011 - a day that is past in every zone


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [f"lapse --at {ago(20)}T12:00"],
        [f"lapse --at {ago(20)}T12:00", f"checkin --used --day {ago(9)}", f"checkin --no-use --day {ago(3)}"],
        [f"substance add alcohol --since {ago(50)}", f"lapse --at {ago(20)}T12:00 --substance alcohol"],
        [
            f"substance add alcohol --since {ago(50)}",
            f"checkin --used alcohol --day {ago(5)}",
            "substance close heroin",
        ],
        [f"substance add alcohol --since {ago(50)}", f"lapse --at {ago(5)}T12:00", "substance close heroin"],
        [f"lapse --at {ago(400)}T12:00"],
    ],
)
def test_the_number_is_the_streaks(heroin: Call, lines: list[str]) -> None:
    for line in lines:
        assert heroin(*line.split()).code == 0, line
    days = heroin("streak", "--json").json["substances"][0]["current_days"]
    match = re.fullmatch(r"(\d+)d\??\n", heroin("today", "--prompt").out)
    assert match
    assert int(match[1]) == days


@given(
    st.lists(st.tuples(NAMES, DAYS, st.none() | DAYS), max_size=4),
    st.sets(st.tuples(DAYS, st.none() | NAMES), max_size=6),
)
def test_the_number_is_that_of_the_first_streak(
    tracked: list[tuple[str, date, date | None]], uses: set[tuple[date, str | None]]
) -> None:
    streaks = abstinence.streaks(
        [Tracked(*substance) for substance in tracked], [LapseFact(*use) for use in uses], (), TODAY
    )
    days = prompt.current_days(
        [(name, since.isoformat(), closed.isoformat() if closed else None) for name, since, closed in tracked],
        [(day.isoformat(), name) for day, name in uses],
        TODAY,
    )
    assert days == (streaks[0].current_days if streaks else None)


@given(
    st.lists(
        st.fixed_dictionaries(
            {"name": NAMES, "times": st.integers(1, 3), "every_days": st.integers(1, 3), "since": DAYS},
            optional={
                "until": st.dates(TODAY - timedelta(days=1), TODAY + timedelta(days=9)),
                "as_needed": st.booleans(),
            },
        ),
        max_size=4,
    ),
    st.lists(st.tuples(NAMES, st.sampled_from([TODAY, TODAY - timedelta(days=1)])), max_size=5),
)
def test_a_dose_waits_where_medication_says_so(prescribed: list[dict[str, Any]], doses: list[tuple[str, date]]) -> None:
    regimens = [Regimen(id="", day=TODAY, **fields) for fields in prescribed]
    taking = [regimen for regimen in regimens if regimen.covers(TODAY) and not regimen.as_needed]
    due = medication.due(regimens, [DoseFact(name, "taken", day) for name, day in doses], TODAY)
    waits = prompt.doses_left(
        [(regimen.name, regimen.times, regimen.since.isoformat(), regimen.every_days) for regimen in taking],
        [name for name, day in doses if day == TODAY],
        TODAY,
    )
    assert waits == any(dose.left for dose in due)


def test_it_waits_for_every_dose_of_today_and_for_an_answer_about_use(heroin: Call) -> None:
    """A medication that begins or ends today counts, one as needed does not; nor does a check-in of the mood alone."""
    add = ("med", "add", "--since", "today")
    assert heroin(*add, "methadone", "--times", "2", "--until", "today").code == 0
    assert heroin(*add, "aspirin", "--as-needed").code == 0
    assert heroin("checkin", "--mood", "5").code == 0
    signs = [heroin("today", "--prompt").out]
    for line in ("dose taken methadone", "dose taken methadone", "checkin --no-use"):
        assert heroin(*line.split()).code == 0
        signs.append(heroin("today", "--prompt").out)
    assert [said.lstrip("0123456789") for said in signs] == ["d?!\n", "d?!\n", "d?\n", "d\n"]


def test_what_a_glance_does_not_do_is_left_to_the_usual_way(heroin: Call, home: Path) -> None:
    """A journal with a key, one of an older program, one just restored; then it is a journal like any other again."""
    assert prompt.at_a_glance() == prompt.segment() != ""
    path = home / "journal.db"
    whole = path.read_bytes()
    for change in ("PRAGMA user_version = 1", "PRAGMA journal_mode = DELETE"):
        with closing(engine.connect(path)) as changed:
            changed.execute(change)
        assert prompt.at_a_glance() is None, change
        path.write_bytes(whole)
    assert prompt.at_a_glance() == prompt.segment()
    for name in ("locked", "key.json", "key.next.json"):
        (home / name).touch()
        assert prompt.at_a_glance() is None, name
        (home / name).unlink()
    with locks.alone(home), pytest.MonkeyPatch.context() as impatient:
        impatient.setattr(locks, "WAIT_SECONDS", 0)
        assert prompt.at_a_glance() is None


def test_a_journal_without_a_substance_shows_what_waits_alone(call: Call) -> None:
    assert call("init").code == 0
    assert call("today", "--prompt") == (0, "?\n", "")
    assert call("checkin", "--no-use").code == 0
    assert call("today", "--prompt") == (0, "", "")


def test_a_broken_journal_and_broken_settings_leave_the_prompt_empty(heroin: Call, home: Path) -> None:
    (home / "config.toml").write_text("not toml [")
    assert heroin("today", "--prompt") == (0, "", "")
    (home / "config.toml").unlink()
    (home / "journal.db").write_bytes(b"nothing that could be read")
    assert heroin("today", "--prompt") == (0, "", "")
