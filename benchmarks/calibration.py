"""How often the patterns claim something where there is nothing, and how often they find what was planted.

`python -m benchmarks.calibration [journals]` prints the tables of docs/patterns.md (default 200 journals a row);
`quiet`, `planted` and so on after it print these parts alone. `--no-pattern N` takes another number for the worlds
without a pattern; `--page` puts each part into docs/patterns.md between its marks as well. A journal is made from its
seed: whoever tunes on some must judge on others (`--first-seed`).
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

from benchmarks.lookbacks import evidence
from benchmarks.world_sets import (
    LAPSING,
    MARKED,
    MORNINGS,
    QUIET,
    RUN_UPS,
    SAMPLED,
    TOLD,
    TOLD_MORNINGS,
    WAITED,
    YEAR,
    named,
)
from benchmarks.worlds import LAST, World
from recovery.insights.feedback import TESTED
from recovery.insights.like_today import Past, like_today
from recovery.insights.patterns import KINDS, Evidence, find, lasting
from recovery.insights.periods import LOOKBACK_DAYS, Period, ending
from recovery.insights.shares import share_interval

PLANTS = tuple("halt_after" if kind == "halt" else kind for kind in KINDS if kind != "before_lapse")
SIZES = (40, 80, 160)
STRENGTHS = (0.3, 0.5, 0.7)
TIMES_SAMPLED = (1, 2, 3)
PARTS = ("quiet", "told", "planted", "lapses", "mornings", "sampled", "year", "cost")
PAGE = Path(__file__).parent.parent / "docs" / "patterns.md"
WEEKS = 44


def main() -> None:
    """Print false alarms, then power, then what a full year costs."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.calibration", description=__doc__)
    parser.add_argument("journals", type=int, nargs="?", default=200, help="journals in each place of the tables")
    parser.add_argument("parts", nargs="*", default=PARTS, help=f"of {', '.join(PARTS)}")
    parser.add_argument("--no-pattern", type=int, metavar="N", help="journals in each world without a pattern")
    parser.add_argument("--first-seed", type=int, default=0, metavar="N", help="seeds from here on, one a journal")
    parser.add_argument("--page", action="store_true", help="put the tables into docs/patterns.md too")
    said = parser.parse_args()
    seeds = range(said.first_seed, said.first_seed + said.journals)
    quiet_seeds = range(said.first_seed, said.first_seed + (said.no_pattern or said.journals))
    if not set(said.parts) <= set(PARTS):
        parser.error(f"the parts are {', '.join(PARTS)}")
    for part in (part for part in PARTS if part in said.parts):
        lines = [_measured(part, said.journals, said.no_pattern, said.first_seed)]
        print(lines[0], flush=True)
        for line in tables(part, quiet_seeds, seeds):
            print(line, flush=True)
            lines.append(line)
        if said.page:
            filled(part, lines)


def _measured(part: str, journals: int, quiet: int | None, first_seed: int) -> str:
    """The command that measured a part."""
    more = f" --no-pattern {quiet}" if quiet else ""
    return f"`nice python -m benchmarks.calibration {journals} {part}{more} --first-seed {first_seed}`:\n"


def tables(part: str, quiet_seeds: range, seeds: range) -> Iterator[str]:
    """The lines of a part, as they stand on the page."""
    match part:
        case "quiet":
            yield from false_alarms(quiet_seeds, QUIET)
        case "told":
            yield from false_alarms(quiet_seeds, TOLD)
            yield from mornings(quiet_seeds, TOLD_MORNINGS)
        case "planted":
            yield from power(seeds)
        case "sampled":
            yield from of_moments(quiet_seeds, seeds)
        case "lapses":
            yield from run_up_power(seeds)
        case "mornings":
            yield from mornings(quiet_seeds, MORNINGS)
            worlds = [world._replace(plant=kind, strength=0.5) for kind in MARKED for world in WAITED]
            yield from mornings(seeds, worlds)
        case "year":
            yield from years(quiet_seeds)
        case "cost":
            yield cost(seeds[0])


def filled(part: str, lines: Iterable[str]) -> None:
    """Put a part between its marks on the page; a part without marks there is left out."""
    page, begin, end = PAGE.read_text(), f"<!-- {part} -->\n", f"<!-- /{part} -->"
    if begin in page:
        before, _, rest = page.partition(begin)
        after = rest.partition(end)[2]
        PAGE.write_text(before + begin + "\n".join(lines).rstrip() + "\n" + end + after)


def false_alarms(seeds: range, worlds: Iterable[World]) -> Iterator[str]:
    """The table of worlds without a pattern."""
    yield f"| no pattern: {len(seeds)} journals each | claim anything | 95 % | what they claim |\n|---|--:|---|---|"
    for world in worlds:
        yield quiet(world, seeds)
    yield ""


def power(seeds: range) -> Iterator[str]:
    """The table of planted patterns: the share of journals in which each is among the three shown."""
    head = " | ".join(f"{size}, {strength}" for size in SIZES for strength in STRENGTHS)
    yield f"| planted, {len(seeds)} journals each; cravings, strength | {head} |"
    yield "|---|" + "--:|" * (len(SIZES) * len(STRENGTHS))
    for plant in PLANTS:
        worlds = [World(cravings=size, plant=plant, strength=strength) for size in SIZES for strength in STRENGTHS]
        yield _row(plant, [detected(world, seeds) for world in worlds])
    yield ""


def _row(name: str, cells: Iterable[str]) -> str:
    return f"| {name} | " + " | ".join(cells) + " |"


def of_moments(quiet_seeds: range, seeds: range) -> Iterator[str]:
    """Hours by random check-ins: how often worlds without a pattern claim one, and how often a planted one is found."""
    yield f"| random check-ins, no pattern: {len(quiet_seeds)} journals each | hours claimed | 95 % |\n|---|--:|---|"
    for world in SAMPLED:
        some = sum(any(one.kind == "hour" for one in find(evidence(world, seed))) for seed in quiet_seeds)
        yield _share(world, some, len(quiet_seeds))
    yield ""
    yield f"| hours, {len(seeds)} journals each; strength | " + " | ".join(map(str, STRENGTHS)) + " |"
    yield "|---|" + "--:|" * len(STRENGTHS)
    for times in TIMES_SAMPLED:
        worlds = [World(plant="hour", strength=strength, sampled=times) for strength in STRENGTHS]
        yield _row(f"{times} a day in 56 days", [detected(world, seeds) for world in worlds])
    yield ""


def run_up_power(seeds: range) -> Iterator[str]:
    """The same for what is three times as frequent before a lapse, by lapses and days looked back."""
    head = " | ".join(f"{lapses} in {days} days" for lapses, days, _ in LAPSING)
    yield f"| three times as frequent before a lapse, {len(seeds)} journals each | {head} |"
    yield "|---|" + "--:|" * len(LAPSING)
    for name, more in RUN_UPS.items():
        worlds = [
            World(size, days, lapses=lapses, plant="before_lapse")._replace(**more) for lapses, days, size in LAPSING
        ]
        yield _row(name, [detected(world, seeds) for world in worlds])
    yield ""


def mornings(seeds: range, worlds: Iterable[World]) -> Iterator[str]:
    """In how many journals any of the last 56 mornings tells of days like it."""
    yield f"| 56 mornings, {len(seeds)} journals each | ever told | 95 % |\n|---|--:|---|"
    for world in worlds:
        yield _share(world, sum(_ever_told(world, seed) for seed in seeds), len(seeds))
    yield ""


def years(seeds: range) -> Iterator[str]:
    """In how many journals without a pattern any of 44 weekly looks says a finding in the week's sentence."""
    yield f"| {WEEKS} weeks, {len(seeds)} journals each | ever a finding | 95 % |\n|---|--:|---|"
    for world in YEAR:
        yield _share(world, sum(_ever_said(world, seed) for seed in seeds), len(seeds))
    yield ""


def _share(world: World, some: int, of: int) -> str:
    return f"| {named(world)} | {some / of:.3f} | {_interval(some, of, 3)} |"


def _ever_said(world: World, seed: int) -> bool:
    """Whether the report of any week finds what that of the week before found too, as the week's sentence asks."""
    made, later = evidence(world, seed), None
    for week in range(WEEKS):
        look = ending(LAST - timedelta(weeks=week), LOOKBACK_DAYS)
        found = find(_within(made, look))
        if later is not None and any(pattern.kind in TESTED for pattern in lasting(later, found)):
            return True
        later = found
    return False


def _within(made: Evidence, look: Period) -> Evidence:
    """What was written down in some of the days."""
    told = made.logged
    answers = {day: said for day, said in told.answers.items() if day in look}
    doses = {day: missed for day, missed in told.doses.items() if day in look}
    days = frozenset(day for day in told.days if day in look)
    cravings = [craving for craving in made.cravings if craving.day in look]
    return Evidence(look, cravings, told._replace(days=days, answers=answers, doses=doses))


def _ever_told(world: World, seed: int) -> bool:
    """Whether one of the last 56 mornings tells of days like it; where a sign is planted, of that one."""
    made = evidence(world, seed)
    peaks: dict[date, int] = {}
    for craving in made.cravings:
        peaks[craving.day] = max(craving.intensity, peaks.get(craving.day, 0))
    past = Past(made.logged.days, made.logged.answers, made.logged.doses, peaks)
    told = (like_today(past, day) for day in ending(LAST, 56))
    return any(one is not None and world.plant in (None, one.sign) for one in told)


def cost(seed: int) -> str:
    """What a year costs, the best of a few tries, on a machine that may be busy."""
    year = evidence(World(cravings=7300, days=365), seed)
    seconds = []
    for _ in range(9):
        started = time.process_time()
        find(year)
        seconds.append(time.process_time() - started)
    return f"A year of 20 cravings a day: {1000 * min(seconds):.0f} ms"


def quiet(world: World, seeds: range) -> str:
    """A row of the table: how many journals without a pattern are claimed to have one."""
    claims = [find(evidence(world, seed)) for seed in seeds]
    some = sum(map(bool, claims))
    kinds = Counter(pattern.kind for claim in claims for pattern in claim)
    said = ", ".join(f"{kind} {count}" for kind, count in kinds.most_common())
    return f"| {named(world)} | {some / len(seeds):.3f} | {_interval(some, len(seeds), 3)} | {said} |"


def detected(world: World, seeds: range) -> str:
    """In which share of journals with a planted pattern it is among the three shown."""
    kind = "halt" if world.plant == "halt_after" else world.plant
    some = sum(any(pattern.kind == kind for pattern in find(evidence(world, seed))) for seed in seeds)
    return f"{some / len(seeds):.2f} ({_interval(some, len(seeds), 2)})"


def _interval(some: int, of: int, digits: int) -> str:
    """Where the true share may lie."""
    low, high = share_interval(some, of)
    return f"{low:.{digits}f}-{high:.{digits}f}"


if __name__ == "__main__":
    main()
