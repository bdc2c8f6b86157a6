"""How often the patterns claim something where there is nothing, and how often they find what was planted.

`python -m benchmarks.calibration [journals]` prints the table of docs/patterns.md (default 200 journals a row);
`quiet`, `planted` or `year` after it prints that part alone.
"""

from __future__ import annotations

import sys
import time
from collections import Counter

from benchmarks.lookbacks import World, evidence
from recovery.insights.patterns import KINDS, find
from recovery.insights.shares import share_interval

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
)
PLANTS = (*(kind for kind in KINDS), "halt_after")
SIZES = (40, 80, 160)
STRENGTHS = (0.3, 0.5, 0.7)


def main() -> None:
    """Print false alarms, then power, then what a full year costs."""
    journals = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    parts = {"quiet": false_alarms, "planted": power, "year": cost}
    for name in sys.argv[2:] or parts:
        parts[name](journals)


def false_alarms(journals: int) -> None:
    """The table of worlds without a pattern."""
    print(f"| no pattern: {journals} journals each | claim anything | 95 % | what they claim |\n|---|--:|---|---|")
    for world in QUIET:
        print(quiet(world, journals), flush=True)
    print()


def power(journals: int) -> None:
    """The table of planted patterns: the share of journals in which each is among the three shown."""
    head = " | ".join(f"{size}, {strength}" for size in SIZES for strength in STRENGTHS)
    print(f"| planted, {journals} journals each; cravings, strength | {head} |")
    print("|---|" + "--:|" * (len(SIZES) * len(STRENGTHS)))
    for plant in PLANTS:
        shares = [f"{found(size, plant, strength, journals):.2f}" for size in SIZES for strength in STRENGTHS]
        print(f"| {plant} | " + " | ".join(shares) + " |", flush=True)
    print()


def cost(journals: int) -> None:
    """What a year costs, the best of a few tries, on a machine that may be busy."""
    year = evidence(World(cravings=7300, days=365), 1)
    seconds = []
    for _ in range(min(9, journals)):
        started = time.process_time()
        find(year)
        seconds.append(time.process_time() - started)
    print(f"A year of 20 cravings a day: {1000 * min(seconds):.0f} ms")


def quiet(world: World, journals: int) -> str:
    """A row of the table: how many journals without a pattern are claimed to have one."""
    claims = [find(evidence(world, seed)) for seed in range(journals)]
    some = sum(map(bool, claims))
    low, high = share_interval(some, journals)
    kinds = Counter(pattern.kind for found in claims for pattern in found)
    named = ", ".join(f"{kind} {count}" for kind, count in kinds.most_common())
    return f"| {_name(world)} | {some / journals:.3f} | {low:.3f}-{high:.3f} | {named} |"


def found(cravings: int, plant: str, strength: float, journals: int) -> float:
    """In which share of journals with a planted pattern it is among the three shown."""
    world, kind = World(cravings=cravings, plant=plant, strength=strength), plant.partition("_")[0]
    return sum(any(each.kind == kind for each in find(evidence(world, seed))) for seed in range(journals)) / journals


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
    }
    return ", ".join([f"{world.cravings} cravings in {world.days} days", *(name for name, on in said.items() if on)])


if __name__ == "__main__":
    main()
