"""How often the patterns claim something where there is nothing, and how often they find what was planted.

`python -m benchmarks.calibration [journals]` prints the tables of docs/patterns.md (default 200 journals a row);
`quiet`, `planted` or `year` after it prints that part alone. `--no-pattern N` takes another number for the worlds
without a pattern. A journal is made from its seed: whoever tunes on some must judge on others (`--first-seed`).
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterable
from datetime import date

from benchmarks.lookbacks import evidence
from benchmarks.worlds import LAST, World
from recovery.insights.like_today import Past, like_today
from recovery.insights.patterns import KINDS, find
from recovery.insights.periods import ending
from recovery.insights.shares import share_interval

OLD = (False, True)
SAMPLED = (
    *(World(sampled=times) for times in (1, 2, 3)),
    World(cravings=10, sampled=1),
    World(sampled=3, drifting=True),
    World(sampled=2, busy=True),
    World(sampled=2, shy=True),
    World(sampled=1, nightly=0.5),
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
LAPSING = (*((lapses, 56) for lapses in (3, 5)), *((lapses, 180) for lapses in (3, 8)))
PLANTS = tuple("halt_after" if kind == "halt" else kind for kind in KINDS if kind != "before_lapse")
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
SIZES = (40, 80, 160)
STRENGTHS = (0.3, 0.5, 0.7)
TIMES_SAMPLED = (1, 2, 3)
PARTS = ("quiet", "told", "planted", "lapses", "mornings", "sampled", "year")


def main() -> None:
    """Print false alarms, then power, then what a full year costs."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.calibration", description=__doc__)
    parser.add_argument("journals", type=int, nargs="?", default=200, help="journals in each place of the tables")
    parser.add_argument("parts", nargs="*", default=PARTS, help=f"of {', '.join(PARTS)}")
    parser.add_argument("--no-pattern", type=int, metavar="N", help="journals in each world without a pattern")
    parser.add_argument("--first-seed", type=int, default=0, metavar="N", help="seeds from here on, one a journal")
    said = parser.parse_args()
    seeds = range(said.first_seed, said.first_seed + said.journals)
    quiet_seeds = range(said.first_seed, said.first_seed + (said.no_pattern or said.journals))
    parts = said.parts
    if not set(parts) <= set(PARTS):
        parser.error(f"the parts are {', '.join(PARTS)}")
    print(f"Seeds from {said.first_seed} on; shares with their 95 % intervals (Wilson).\n", flush=True)
    if "quiet" in parts:
        false_alarms(quiet_seeds, QUIET)
    if "told" in parts:
        false_alarms(quiet_seeds, TOLD)
        mornings(quiet_seeds, TOLD_MORNINGS)
    if "planted" in parts:
        power(seeds)
    if "sampled" in parts:
        of_moments(quiet_seeds, seeds)
    if "lapses" in parts:
        run_up_power(seeds)
    if "mornings" in parts:
        mornings(quiet_seeds, MORNINGS)
        mornings(seeds, [world._replace(plant=kind, strength=0.5) for kind in MARKED for world in WAITED])
    if "year" in parts:
        cost(said.first_seed)


def false_alarms(seeds: range, worlds: Iterable[World]) -> None:
    """The table of worlds without a pattern."""
    print(f"| no pattern: {len(seeds)} journals each | claim anything | 95 % | what they claim |\n|---|--:|---|---|")
    for world in worlds:
        print(quiet(world, seeds), flush=True)
    print()


def power(seeds: range) -> None:
    """The table of planted patterns: the share of journals in which each is among the three shown."""
    head = " | ".join(f"{size}, {strength}" for size in SIZES for strength in STRENGTHS)
    print(f"| planted, {len(seeds)} journals each; cravings, strength | {head} |")
    print("|---|" + "--:|" * (len(SIZES) * len(STRENGTHS)))
    for plant in PLANTS:
        worlds = [World(cravings=size, plant=plant, strength=strength) for size in SIZES for strength in STRENGTHS]
        shares = [detected(world, seeds) for world in worlds]
        print(f"| {plant} | " + " | ".join(shares) + " |", flush=True)
    print()


def of_moments(quiet_seeds: range, seeds: range) -> None:
    """Hours by random check-ins: how often worlds without a pattern claim one, and how often a planted one is found."""
    print(f"| random check-ins, no pattern: {len(quiet_seeds)} journals each | hours claimed | 95 % |\n|---|--:|---|")
    for world in SAMPLED:
        some = sum(any(one.kind == "hour" for one in find(evidence(world, seed))) for seed in quiet_seeds)
        of = len(quiet_seeds)
        print(f"| {_name(world)} | {some / of:.3f} | {_interval(some, of, 3)} |", flush=True)
    print()
    print(f"| hours, {len(seeds)} journals each; strength | " + " | ".join(map(str, STRENGTHS)) + " |")
    print("|---|" + "--:|" * len(STRENGTHS))
    for times in TIMES_SAMPLED:
        shares = [detected(World(plant="hour", strength=strength, sampled=times), seeds) for strength in STRENGTHS]
        print(f"| {times} a day in 56 days | " + " | ".join(shares) + " |", flush=True)
    print()


def run_up_power(seeds: range) -> None:
    """The same for short nights before a lapse, by lapses and days looked back."""
    head = " | ".join(f"{lapses} in {days} days, {strength}" for lapses, days in LAPSING for strength in STRENGTHS[1:])
    print(f"| planted, {len(seeds)} journals each; lapses, strength | {head} |")
    print("|---|" + "--:|" * (len(LAPSING) * len(STRENGTHS[1:])))
    shares = [
        detected(World(days=days, lapses=lapses, plant="before_lapse", strength=strength), seeds)
        for lapses, days in LAPSING
        for strength in STRENGTHS[1:]
    ]
    print("| before_lapse | " + " | ".join(shares) + " |\n", flush=True)


def mornings(seeds: range, worlds: Iterable[World]) -> None:
    """In how many journals any of the last 56 mornings tells of days like it."""
    print(f"| 56 mornings, {len(seeds)} journals each | ever told | 95 % |\n|---|--:|---|")
    for world in worlds:
        some = sum(_ever_told(world, seed) for seed in seeds)
        print(f"| {_name(world)} | {some / len(seeds):.3f} | {_interval(some, len(seeds), 3)} |", flush=True)
    print()


def _ever_told(world: World, seed: int) -> bool:
    """Whether one of the last 56 mornings tells of days like it; where a sign is planted, of that one."""
    made = evidence(world, seed)
    peaks: dict[date, int] = {}
    for craving in made.cravings:
        peaks[craving.day] = max(craving.intensity, peaks.get(craving.day, 0))
    past = Past(made.logged.days, made.logged.answers, made.logged.doses, peaks)
    told = (like_today(past, day) for day in ending(LAST, 56))
    return any(one is not None and world.plant in (None, one.sign) for one in told)


def cost(seed: int) -> None:
    """What a year costs, the best of a few tries, on a machine that may be busy."""
    year = evidence(World(cravings=7300, days=365), seed)
    seconds = []
    for _ in range(9):
        started = time.process_time()
        find(year)
        seconds.append(time.process_time() - started)
    print(f"A year of 20 cravings a day: {1000 * min(seconds):.0f} ms")


def quiet(world: World, seeds: range) -> str:
    """A row of the table: how many journals without a pattern are claimed to have one."""
    claims = [find(evidence(world, seed)) for seed in seeds]
    some = sum(map(bool, claims))
    kinds = Counter(pattern.kind for claim in claims for pattern in claim)
    named = ", ".join(f"{kind} {count}" for kind, count in kinds.most_common())
    return f"| {_name(world)} | {some / len(seeds):.3f} | {_interval(some, len(seeds), 3)} | {named} |"


def detected(world: World, seeds: range) -> str:
    """In which share of journals with a planted pattern it is among the three shown."""
    kind = "halt" if world.plant == "halt_after" else world.plant
    some = sum(any(pattern.kind == kind for pattern in find(evidence(world, seed))) for seed in seeds)
    return f"{some / len(seeds):.2f} ({_interval(some, len(seeds), 2)})"


def _interval(some: int, of: int, digits: int) -> str:
    """Where the true share may lie."""
    low, high = share_interval(some, of)
    return f"{low:.{digits}f}-{high:.{digits}f}"


def _name(world: World) -> str:
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


if __name__ == "__main__":
    main()
