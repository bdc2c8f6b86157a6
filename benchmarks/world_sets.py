"""The worlds of the calibration, and how each is called in a table."""

from __future__ import annotations

from typing import Any

from benchmarks.worlds import World

OLD = (False, True)
SAMPLED = (
    *(World(sampled=times) for times in (1, 2, 3)),
    World(cravings=10, sampled=1),
    World(sampled=3, drifting=True),
    World(sampled=2, busy=True),
    World(sampled=2, shy=True),
    World(sampled=1, nightly=0.5),
    *(World(cravings=10, sampled=times, bad_weeks=True) for times in (2, 3)),
)
QUIET = (
    World(),
    World(clustered=False),
    World(cravings=30),
    World(cravings=200),
    World(cravings=800, days=365),
    World(logged=0.6),
    World(awake_at_night=0.15),
    World(cravings=400, awake_at_night=0.15),
    World(workdays=True),
    World(edges=True),
    World(cravings=600, edges=True),
    World(carried=0.6),
    World(cravings=160, carried=0.9),
    World(cravings=800, days=365, carried=0.9),
    World(cravings=160, fewer=True),
    World(cravings=160, bad_days=True),
    World(cravings=200, repeated=0.4, bad_days=True),
    World(imported=True),
    World(cravings=200, imported=True),
    *(World(cravings=size, nightly=share, imported=old) for size in (80, 200) for share in (0.3, 0.5) for old in OLD),
    *(World(cravings=size, typed=0.6, imported=old) for size in (80, 200) for old in OLD),
    *(World(cravings=size, heaped=0.6, imported=old) for size in (80, 200) for old in OLD),
    *(World(cravings=size, shifts=True) for size in (80, 200, 400)),
    *(World(cravings=size, evenings=True) for size in (80, 200)),
    *(World(cravings=size, weekends=True) for size in (80, 200)),
    *(World(cravings=size, travel=True) for size in (80, 200)),
    *(World(cravings=size, reverse=True) for size in (80, 200)),
    *SAMPLED,
    *(World(uneven=kept) for kept in (0.6, 0.9)),
    World(cravings=160, uneven=0.9, carried=0.9),
    World(cravings=800, days=365, uneven=0.9, carried=0.9),
    *(World(lapses=lapses) for lapses in (3, 8)),
    World(lapses=20),
    World(lapses=6, in_runs=True),
    World(lapses=6, on_weekends=True),
    World(lapses=6, bad_stretch=True),
    World(lapses=6, aftermath=True),
    World(lapses=6, silent_after=True),
    World(lapses=6, bad_days_only=True),
    World(cravings=250, days=180, lapses=8),
    World(cravings=250, days=180, lapses=12, in_runs=True, uneven=0.9, carried=0.9),
    World(cravings=250, days=180, lapses=12, bad_stretch=True, aftermath=True),
    World(cravings=0, lapses=4),
    World(lapses=5, moody=True),
    World(cravings=250, days=180, lapses=12, in_runs=True, moody=True),
    World(lapses=5, uneven=0.9, carried=0.9),
    World(cravings=250, days=180, lapses=8, uneven=0.9, carried=0.9),
    World(lapses=4, falling=True),
    World(cravings=250, days=180, lapses=8, falling=True),
    World(cravings=250, days=180, lapses=8, on_weekends=True),
)
TOLD = (
    *(World(cravings=size, late=late) for size in (40, 80) for late in (28, 21)),
    *(World(cravings=size, given_up=days) for size in (40, 80) for days in (28, 14)),
    World(cravings=140, days=98, given_up=28),
    World(cravings=80, late=40, days=120, lapses=4),
    World(cravings=120, late=60, days=180, lapses=6),
    World(lapses=6, told_more=True),
    World(cravings=250, days=180, lapses=8, told_more=True),
)
TOLD_MORNINGS = (
    World(cravings=250, days=176, told_more=True),
    World(cravings=600, days=176, told_more=True),
    World(cravings=250, days=176, late=60),
)
LAPSING = ((3, 56, 80), (5, 56, 80), (3, 180, 250), (8, 180, 250))  # lapses, days, cravings
RUN_UPS: dict[str, dict[str, Any]] = {
    "cravings": {"planted_sign": "cravings"},
    "cravings, independent days": {"planted_sign": "cravings", "clustered": False},
    "short nights, 1 in 5 on other days": {},
}
MARKED = ("sleep", "mood", "medication")
WAITED = (World(), World(cravings=140, days=98), World(cravings=250, days=176))
MORNINGS = (
    World(),
    World(cravings=160, carried=0.9, uneven=0.9),
    *(World(cravings=250, days=176, carried=kept, uneven=kept) for kept in (0.0, 0.6, 0.9)),
    World(cravings=600, days=176),
    World(cravings=250, days=176, reverse=True),
    World(cravings=250, days=176, weekends=True),
    World(cravings=250, days=176, workdays=True),
    World(cravings=250, days=176, logged=0.6),
    World(cravings=250, days=176, fewer=True),
)
YEAR = (World(cravings=520, days=364), World(cravings=520, days=364, uneven=0.9, carried=0.9))


def named(world: World) -> str:
    """`80 cravings in 56 days` and in what the world differs from the usual one."""
    said = {
        "independent days": not world.clustered,
        f"{world.logged:.0%} of days logged": world.logged != World().logged,
        f"{world.awake_at_night:.0%} at any hour": world.awake_at_night,
        "no weekends": world.workdays,
        "getting up at 7 to 10": world.edges,
        f"{world.carried} of a day's level kept": world.carried,
        "fewer of late": world.fewer,
        "use on some days only": world.bad_days,
        f"{world.repeated:.0%} written twice": world.repeated,
        f"{world.nightly:.0%} written at night with that time": world.nightly,
        f"{world.typed:.0%} of days written at night with that time": world.typed,
        f"{world.heaped:.0%} with a remembered hour": world.heaped,
        "weeks of other shifts": world.shifts,
        "two weeks eight hours off": world.travel,
        "evenings only": world.evenings,
        "weekends only": world.weekends,
        "tired after many cravings": world.reverse,
        "imported": world.imported,
        f"random check-ins {world.sampled} a day": world.sampled,
        "days like the days before": world.drifting,
        "half unanswered before 13": world.busy,
        "half of cravings unanswered": world.shy,
        "bad weeks with unanswered mornings": world.bad_weeks,
        f"planted {world.plant} {world.strength}": world.plant,
        f"{world.uneven} of how many a day kept": world.uneven,
        "moods like the days before": world.moody,
        "cravings and lapses fall to a quarter": world.falling,
        f"{world.lapses} lapses": world.lapses,
        "in runs": world.in_runs,
        "on weekends after short nights": world.on_weekends,
        "most in a bad stretch": world.bad_stretch,
        "bad days after each": world.aftermath,
        "silent after each": world.silent_after,
        "only bad days logged": world.bad_days_only,
        f"cravings and lapses of the last {world.late} days alone": world.late,
        f"no check-in in the last {world.given_up} days": world.given_up,
        "short nights told more on bad days": world.told_more,
    }
    return ", ".join([f"{world.cravings} cravings in {world.days} days", *(name for name, on in said.items() if on)])
