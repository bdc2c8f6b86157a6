"""Journals as somebody has kept them for weeks, made of the look-backs of the calibration, with something to find."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from benchmarks.lookbacks import evidence
from benchmarks.worlds import World
from recovery.aliases.alias import alias_id
from recovery.insights.facts import Answers, CravingFact, MomentFact
from tests.web.drawn_journals import CATALOGUE, ZONES, Row

PLANTED = (
    None,
    "hour",
    "weekday",
    "trigger",
    "coping",
    "sleep",
    "mood",
    "halt_after",
    "medication",
    "level",
    "swing",
    "silence",
    "rate",
    "before_lapse",
)
SPELLED = {
    "old corner": ("old corner", "Old  corner"),
    "lonely": ("lonely", "Mom\N{RIGHT SINGLE QUOTATION MARK}s kitchen", "mom's kitchen"),
    "walk": ("walk", "Straße", "STRASSE"),
}


@st.composite
def lookbacks(draw: st.DrawFn) -> list[Row]:
    """The rows of a journal whose last day is `LAST`, with or without a pattern planted."""
    plant = draw(st.sampled_from(PLANTED))
    world = World(
        cravings=draw(st.sampled_from((15, 40, 90, 160))),
        days=draw(st.sampled_from((56, 56, 90))),
        imported=draw(st.booleans()),
        repeated=draw(st.sampled_from((0.0, 0.3))),
        travel=draw(st.booleans()),
        bad_days=draw(st.booleans()),
        sampled=draw(st.sampled_from((0, 0, 1, 3))),
        lapses=6 if plant == "before_lapse" else draw(st.sampled_from((0, 0, 8))),
        plant=plant,
        planted_sign=draw(st.sampled_from(("sleep", "cravings"))),
        strength=draw(st.sampled_from((0.5, 0.9))),
        late=draw(st.sampled_from((0, 0, 0, 30))),
        given_up=draw(st.sampled_from((0, 0, 0, 14))),
        told_more=draw(st.booleans()),
    )
    return rows(world, draw(st.integers(0, 99)), draw(st.sampled_from(ZONES)))


def rows(world: World, seed: int, zone: str) -> list[Row]:
    """A look-back of the calibration as a journal kept in that zone, two weeks of it with names that are one."""
    chance = Random(f"{seed} {zone}")
    made = evidence(world, seed)
    told = made.logged
    kept = [_row("profile", timezone=zone, day_starts="04:00")]
    kept += [_craving(chance, fact, zone) for fact in made.cravings]
    kept += [_checkin(chance, day, told.answers.get(day), day in told.uses) for day in sorted(told.days)]
    kept += [_timed(chance, "lapse", day, zone, overdose=None) for day in sorted(told.uses) if chance.random() < 0.6]
    for day, missed in ((day, missed) for day, missed in told.doses.items() if day in told.days):
        for status in ("taken", "missed" if missed else "late"):
            kept.append(_timed(chance, "dose", day, zone, medication="methadone", status=status))
    kept += [_timed(chance, "note", day, zone, text="x") for day in sorted(told.days) if chance.random() < 0.1]
    kept += [_moment(chance, fact, zone) for fact in told.moments]
    if chance.random() < 0.5:
        kept.append(_row("alias", id=alias_id("trigger", "bored"), of="trigger", name="bored", same_as="lonely"))
    return kept


def _row(kind: str, **columns: object) -> Row:
    """A row with all columns of its kind."""
    empty = {column["name"]: None if column["null"] else "[]" for column in CATALOGUE[kind]["columns"]}
    return {"kind": kind, **empty, **columns}


def _craving(chance: Random, fact: CravingFact, zone: str) -> Row:
    return _row(
        "craving",
        id=_uuid(chance),
        at=_instant(fact.at, zone),
        timezone=zone,
        day=fact.day.isoformat(),
        intensity=fact.intensity,
        triggers=_names(chance, fact.triggers),
        coping=_names(chance, fact.coping),
        outcome=fact.outcome,
        written=_instant(fact.written, zone) if fact.written else None,
    )


def _moment(chance: Random, fact: MomentFact, zone: str) -> Row:
    """A random check-in, answered at once, or too late to count."""
    drawn, late = _instant(fact.at, zone), chance.random() < 0.1
    at = drawn if not late else _instant(fact.at + timedelta(minutes=31), zone)
    told = {"drawn": drawn, "at": at, "timezone": zone, "intensity": fact.intensity}
    return _row("moment", id=_uuid(chance), day=fact.day.isoformat(), **told)


def _checkin(chance: Random, day: date, said: Answers | None, used: bool) -> Row:
    """What was answered; a day without answers was filled in later, and nothing is known of it."""
    told = (
        {} if said is None else {name: value if value is None else value + 0 for name, value in said._asdict().items()}
    )
    later = 1 if said is None else None
    signs = json.dumps(["skipping meals"]) if said and chance.random() < 0.3 else "[]"
    return _row("checkin", id=_uuid(chance), day=day.isoformat(), used=int(used), filled_in=later, signs=signs, **told)


def _timed(chance: Random, kind: str, day: date, zone: str, **columns: object) -> Row:
    at = datetime(day.year, day.month, day.day, chance.randrange(5, 24), chance.randrange(60))
    return _row(kind, id=_uuid(chance), at=_instant(at, zone), timezone=zone, day=day.isoformat(), **columns)


def _instant(wall: datetime, zone: str) -> str:
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _names(chance: Random, names: tuple[str, ...]) -> str:
    return json.dumps(
        [chance.choice(SPELLED.get(name, (name,))) for name in names], ensure_ascii=False, separators=(",", ":")
    )


def _uuid(chance: Random) -> str:
    digits = f"{chance.getrandbits(128):032x}"
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"
