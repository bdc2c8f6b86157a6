"""What a command of the phone writes is what the terminal's writes: both run on drawn journals; the rows are equal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from recovery.diary import Diary
from recovery.journal import queries, use, writing
from recovery.journal.day_asked import day_asked
from recovery.store import kinds, rows
from recovery.store.connection import Journal
from recovery.store.names import alike
from recovery.treatment import writing as treatment
from recovery.treatment.medication import Dose
from tests.rehearsal import rehearsing
from tests.web import phone_rules
from tests.web.drawn_journals import TODAY, WHOLE, WORDS, Row, journals, row
from tests.web.phone_rules import Phone, canonical

SOME = settings(max_examples=40 if WHOLE else 15)
KINDS = ("profile", "substance", "craving", "lapse", "checkin", "note", "dose")
NOW = datetime.fromisoformat("2026-03-22T22:00:00Z")
NAMES = st.lists(st.sampled_from(WORDS), max_size=3)
LISTS = {
    *(
        "triggers",
        "responses",
        "coping",
        "signs",
        "free_of",
        "side_effects",
        "hours",
        "goals",
        "reasons",
        "feelings",
        "skills",
    ),
    *("symptoms", "answers"),
}


@pytest.fixture(scope="module")
def phone() -> Iterator[Phone]:
    with phone_rules.running() as process:
        yield process


@pytest.fixture(scope="module", autouse=True)
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RECOVERY_HOME", str(Path(tmp_path_factory.mktemp("phone")) / "home"))
        yield


@contextmanager
def opened(drawn: list[Row]) -> Iterator[Diary]:
    """A journal in memory with these rows."""
    with rehearsing() as journal:
        with journal.command("import"):
            for made in drawn:
                columns = {name: value for name, value in made.items() if name != "kind"}
                marks = ", ".join("?" * len(columns))
                sql = f"INSERT INTO {made['kind']} ({', '.join(columns)}) VALUES ({marks})"
                journal.execute(sql, [*columns.values()])
        profile = rows.profile(journal)
        assert profile is not None
        yield Diary(journal, profile)


def table(journal: Journal, kind: str) -> list[Row]:
    cursor = journal.execute(f"SELECT * FROM {kind} ORDER BY key")
    columns = [described[0] for described in cursor.description]
    return [dict(zip(columns, values, strict=True)) | {"kind": kind} for values in cursor.fetchall()]


def after(drawn: list[Row], edits: list[dict[str, Any]]) -> list[Row]:
    """The rows once these edits are made, as the store makes them."""
    held = {(made["kind"], made[kinds.local_key(made["kind"]) or "kind"]): dict(made) for made in drawn}
    for edit in edits:
        put = edit["put"]
        local = put[kinds.local_key(put["kind"]) or "kind"]
        base = (
            held.pop((put["kind"], edit["was"]["local"]), {}) if "was" in edit else held.get((put["kind"], local), {})
        )
        held[put["kind"], local] = base | put
    return [*held.values()]


def compared(made: list[Row], known: set[Any]) -> list[str]:
    """Rows in words that differ only where the commands do: a new id is as good as another, and absent is null."""
    shown = []
    for one in made:
        values = {name: value for name, value in one.items() if name not in ("key", "seed") and value is not None}
        values = {name: json.loads(value) if name in LISTS else value for name, value in values.items()}
        values = {name: value for name, value in values.items() if value != []}
        if "id" in values and values["id"] not in known:
            values["id"] = "new"
        shown.append(canonical(values))
    return sorted(shown)


def with_tracked(drawn: list[Row], substance: Row) -> list[Row]:
    """The rows and one more, so that something is tracked."""
    name = substance["name"].lower()
    others = [made for made in drawn if made["kind"] != "substance" or made["name"].lower() != name]
    return [*others, substance | {"closed": None}]


DRAWN = st.builds(with_tracked, journals(substance=2, craving=4, lapse=3, checkin=5), row("substance"))


def times(before: int = 30) -> st.SearchStrategy[datetime]:
    minutes = st.one_of(st.integers(0, 90), st.integers(0, before * 1440))
    return minutes.map(lambda ago: NOW - timedelta(minutes=ago))


@contextmanager
def both(phone: Phone, drawn: list[Row]) -> Iterator[tuple[Diary, Any]]:
    """The terminal's journal, and a function that has the phone give its edits; on leaving both must hold the same."""
    edits: list[list[dict[str, Any]]] = []

    def ask(rule: str, *given: Any) -> list[dict[str, Any]]:
        edits.append(phone.ask(rule, {"rows": drawn, "now": stamp(NOW), "id": "fresh"}, *given))
        return edits[-1]

    with time_machine.travel(NOW, tick=False), opened(drawn) as diary:
        yield diary, ask
        here = [made for kind in KINDS for made in table(diary.journal, kind)]
    known = {made.get("id") for made in drawn}
    assert compared(after(drawn, edits[-1]), known) == compared(here, known)


def stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def tracked(drawn: list[Row]) -> list[str]:
    return [made["name"] for made in drawn if made["kind"] == "substance" and made["closed"] is None]


OUTCOMES = st.sampled_from((None, "passed", "used"))


@given(
    DRAWN,
    st.fixed_dictionaries(
        {"intensity": st.integers(0, 10), "triggers": NAMES, "coping": NAMES, "outcome": OUTCOMES},
        optional={"minutes": st.integers(0, 1440), "note": st.sampled_from(WORDS)},
    ),
    times(),
    st.booleans(),
)
@SOME
def test_a_craving(phone: Phone, drawn: list[Row], values: dict[str, Any], at: datetime, known: bool) -> None:
    with both(phone, drawn) as (diary, ask):
        writing.craving(diary, at.astimezone(diary.zone), values, at_known=known)
        ask("writing.craving", values | {"at": stamp(at), "hourKnown": known})


@given(DRAWN, row("craving"), st.sampled_from(("passed", "used")), NAMES, st.none() | st.integers(0, 10))
@SOME
def test_how_it_ended(
    phone: Phone, drawn: list[Row], craving: Row, outcome: str, coping: list[str], rating: int | None
) -> None:
    drawn = [*drawn, craving]
    with both(phone, drawn) as (diary, ask):
        values = {"outcome": outcome, "coping": coping, "intensity_after": rating}
        writing.outcome(diary, craving["id"], values)
        ask("writing.outcome", craving["id"], {"outcome": outcome, "coping": coping, "intensityAfter": rating})


@given(DRAWN, st.data(), times(), NAMES, st.sampled_from((None, "near", "yes")), st.sampled_from((None, True, False)))
@SOME
def test_a_lapse(
    phone: Phone,
    drawn: list[Row],
    data: st.DataObject,
    at: datetime,
    triggers: list[str],
    overdose: str | None,
    naloxone: bool | None,
) -> None:
    name = data.draw(st.sampled_from([None, *tracked(drawn)]))
    values = {"substance": name, "triggers": triggers, "overdose": overdose, "naloxone": naloxone}
    with both(phone, drawn) as (diary, ask):
        substance = queries.tracked(diary.journal, name)
        ends = writing.waiting_before(diary, substance, at.astimezone(diary.zone))
        present = {"rows": drawn, "now": stamp(NOW), "id": "fresh"}
        waiting = phone.ask("writing.waitingBefore", present, substance, stamp(at))
        assert (waiting and waiting["id"]) == (ends and ends[1].id)
        writing.lapse(diary, at.astimezone(diary.zone), values, ends)
        ask("writing.lapse", values | {"at": stamp(at), "ends": ends and ends[1].id})


@given(DRAWN, row("craving"), st.data(), st.sampled_from((None, "near", "yes")), st.sampled_from((None, True, False)))
@SOME
def test_a_craving_that_ended_in_use(
    phone: Phone, drawn: list[Row], craving: Row, data: st.DataObject, overdose: str | None, naloxone: bool | None
) -> None:
    """Where no more is said of the use than that, it is an outcome; else its lapse, which ends the craving."""
    name = data.draw(st.sampled_from([None, *tracked(drawn)]))
    given = {"substance": name, "overdose": overdose, "naloxone": naloxone}
    drawn = [*drawn, craving]
    with both(phone, drawn) as (diary, ask):
        ends = writing.asked_about(diary, craving["id"])
        said, of_craving = (queries.tracked(diary.journal, one) or "" for one in (name, None))
        if alike(said) == alike(ends[1].substance or of_craving) and overdose is None and naloxone is None:
            writing.outcome(diary, craving["id"], {"outcome": "used"})
        else:
            values = {**given, "triggers": ends[1].triggers}
            writing.lapse(diary, NOW.astimezone(diary.zone), values, ends)
        ask("writing.endedInUse", craving["id"], given)


@given(DRAWN, st.sampled_from(WORDS))
@SOME
def test_a_dose(phone: Phone, drawn: list[Row], medication: str) -> None:
    with both(phone, drawn) as (diary, ask):
        treatment.keep(diary, "dose", treatment.timed(diary, Dose, None, {"medication": medication, "status": "taken"}))
        ask("writing.doseTaken", medication)


ANSWERS = st.fixed_dictionaries(
    {"used": st.sampled_from((None, True, False))},
    optional={
        "mood": st.integers(0, 10),
        "sleep_hours": st.sampled_from((0.0, 7.5, 24.0)),
        "hungry": st.booleans(),
        "tired": st.booleans(),
        "good": st.sampled_from(WORDS),
        "intention": st.sampled_from(WORDS),
        "intention_kept": st.booleans(),
        "signs": NAMES,
    },
)


@given(DRAWN, st.data(), st.integers(0, 6), ANSWERS)
@SOME
def test_a_check_in(phone: Phone, drawn: list[Row], data: st.DataObject, ago: int, values: dict[str, Any]) -> None:
    if values["used"] is not None:
        values = values | {"substance": data.draw(st.sampled_from([None, *tracked(drawn)]))}
    with both(phone, drawn) as (diary, ask):
        day = diary.today - timedelta(days=ago)
        writing.checkin(diary, day, values)
        ask("check_in_writing.checkIn", day.isoformat(), values)


@given(DRAWN, st.data(), st.integers(1, 12))
@SOME
def test_free_days(phone: Phone, drawn: list[Row], data: st.DataObject, count: int) -> None:
    name = data.draw(st.sampled_from([None, *tracked(drawn)]))
    with both(phone, drawn) as (diary, ask):
        days = [diary.today - timedelta(days=number) for number in range(count)]
        writing.free_days(diary, days, name)
        ask("check_in_writing.freeDays", [day.isoformat() for day in days], name)


@given(DRAWN, row("craving"), times(), OUTCOMES, st.integers(0, 10))
@SOME
def test_an_edited_craving(
    phone: Phone, drawn: list[Row], craving: Row, at: datetime, outcome: str | None, intensity: int
) -> None:
    drawn = [*drawn, craving]
    with both(phone, drawn) as (diary, ask):
        located, old = writing.asked_about(diary, craving["id"])
        changes = writing.checked_changes(old, {"outcome": outcome, "intensity": intensity})
        if at != old.at:
            changes |= writing.moved(diary, old, at.astimezone(diary.zone))
        writing.edited(diary, located, old, changes)
        ask("writing.edited", "craving", craving["id"], {"outcome": outcome, "intensity": intensity, "at": stamp(at)})


@given(DRAWN)
@SOME
def test_the_day_asked_about(phone: Phone, drawn: list[Row]) -> None:
    with opened(drawn) as diary:
        waits = queries.waits_for_yesterday(diary.journal, TODAY)
        assert phone.ask("day_asked.waitsForYesterday", drawn, TODAY.isoformat()) == waits
        assert set(phone.ask("day_asked.questionsAnswered", drawn)) == queries.questions_answered(diary.journal)
    for hour in (0, 3, 4, 11, 12, 23):
        at = datetime(TODAY.year, TODAY.month, TODAY.day, hour)
        asked = day_asked(at, TODAY, yesterday_waits=waits)
        said = phone.ask("day_asked.dayAsked", at.isoformat(), TODAY.isoformat(), waits)
        assert [said["day"], said["other"], said["calendar"]] == [day and day.isoformat() for day in asked]


@given(st.data())
@SOME
def test_use_joined(phone: Phone, data: st.DataObject) -> None:
    tracked_names = data.draw(st.lists(st.sampled_from(("heroin", "wine", "weed")), unique=True))
    uses = st.builds(
        use.Use,
        st.sampled_from((None, True, False)),
        st.sampled_from((None, "heroin", "Wine", "xyzzy")),
        st.lists(st.sampled_from(("heroin", "WINE", "weed", "tea")), max_size=3, unique=True).map(tuple),
    )
    old, new = data.draw(uses), data.draw(uses)
    said = phone.ask("use.joined", old._asdict(), new._asdict(), tracked_names)
    assert canonical(said) == canonical(use.joined(old, new, tracked_names)._asdict())


def test_days_since() -> None:
    with phone_rules.running() as process:
        drawn = [{"kind": "profile", "timezone": "Europe/Berlin", "day_starts": "04:00"}]
        present = {"rows": drawn, "now": "2026-03-22T20:00:00Z", "id": "fresh"}
        assert process.ask("writing.daysSince", "2026-03-20", present, 30) == ["2026-03-20", "2026-03-21"]
        assert process.ask("writing.daysSince", "2026-01-01", present, 2) == ["2026-03-20", "2026-03-21"]
        assert process.ask("writing.daysSince", "2026-03-22", present, 30) == []
        assert date.fromisoformat("2026-03-22") == TODAY
