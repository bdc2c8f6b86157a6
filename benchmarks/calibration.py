"""How often the patterns claim something where there is nothing, and how often they find what was planted.

`python -m benchmarks.calibration [journals]` prints the table of docs/patterns.md (default 200 journals a row).
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
)
SIZES = (40, 80, 160)
STRENGTHS = (0.3, 0.5, 0.7)


def main() -> None:
    """Print false alarms, then power."""
    journals = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    print(
        f"| no pattern: {journals} journals each | reports that claim anything | 95 % | what they claim |\n|---|--:|---|---|"
    )
    for world in QUIET:
        claims = [find(evidence(world, seed)) for seed in range(journals)]
        some = sum(bool(each) for each in claims)
        low, high = share_interval(some, journals)
        kinds = ", ".join(f"{kind} {count}" for kind, count in Counter(p.kind for c in claims for p in c).most_common())
        print(f"| {_name(world)} | {some / journals:.3f} | {low:.3f}-{high:.3f} | {kinds} |", flush=True)
    head = " | ".join(f"{size} cravings, {strength}" for size in SIZES for strength in STRENGTHS)
    print(f"\n| planted | {head} |\n|---|" + "--:|" * (len(SIZES) * len(STRENGTHS)))
    for kind in KINDS:
        found = []
        for size in SIZES:
            for strength in STRENGTHS:
                world = World(cravings=size, plant=kind, strength=strength)
                hits = sum(any(p.kind == kind for p in find(evidence(world, seed))) for seed in range(journals))
                found.append(f"{hits / journals:.2f}")
        print(f"| {kind} | " + " | ".join(found) + " |", flush=True)
    started = time.perf_counter()
    year = evidence(World(cravings=7300, days=365), 1)
    made = time.perf_counter()
    find(year)
    print(
        f"\nA year of 20 cravings a day: {1000 * (time.perf_counter() - made):.0f} ms (made in {made - started:.1f} s)"
    )


def _name(world: World) -> str:
    days = f"{world.cravings} cravings in {world.days} days"
    night = f", {world.awake_at_night:.0%} at any hour" if world.awake_at_night else ""
    return f"{days}, {'clustered' if world.clustered else 'independent'}, {world.logged:.0%} of days logged{night}"


if __name__ == "__main__":
    main()
