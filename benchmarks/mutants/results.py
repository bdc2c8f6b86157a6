"""What became of each module's mutants: kept in `build/mutants`, and told as the tables of docs/mutants.md.

A result holds while the module's text and the test files that judged it are the same; a run tries what has none.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections import Counter
from hashlib import sha256
from typing import NamedTuple

from benchmarks.mutants.variants import ROOT, source

KEPT = ROOT / "build" / "mutants"
REASONS = ROOT / "tests" / "mutants.toml"
LEAST_KILLED = 90  # percent of a slice's mutants
HEAD = "\n| module | mutants | killed | % |\n|---|--:|--:|--:|"


class Survivor(NamedTuple):
    """A mutant that no test noticed: its name in mutmut's switch, what it is of, and what differs, in lines to read."""

    name: str
    of: str
    text: str


class Result(NamedTuple):
    """What became of a module's mutants, with the checksums of its text and of the test files that reach it."""

    text: str
    tests: dict[str, str]
    mutants: int
    survivors: list[Survivor]

    def judged_by_today(self) -> bool:
        """Whether the test files are what they were; a file that reaches the module since then is not looked for."""
        files = {ROOT / name: checksum_then for name, checksum_then in self.tests.items()}
        return all(file.exists() and checksum(file.read_text()) == then for file, then in files.items())


def checksum(text: str) -> str:
    """What tells one text from another."""
    return sha256(text.encode()).hexdigest()


def keep(module: str, result: Result) -> None:
    """Write a module's result down; whole, also when the run is stopped while it writes."""
    KEPT.mkdir(parents=True, exist_ok=True)
    unfinished = KEPT / f"{module}.new"
    unfinished.write_text(json.dumps(result._asdict(), indent=1))
    unfinished.replace(KEPT / f"{module}.json")


def kept(module: str) -> Result | None:
    """A module's result, if it is of the module's text of today."""
    file = KEPT / f"{module}.json"
    if not file.exists():
        return None
    result = Result(**json.loads(file.read_text()))
    if result.text != checksum(source(module).read_text()):
        return None
    return result._replace(survivors=[Survivor(*survivor) for survivor in result.survivors])


def told(slices: dict[str, list[str]], *, show: bool) -> bool:
    """Print the tables, what was not tried, and the survivors; tells whether all is well.

    It is when each slice has enough killed and every survivor, all with `show`, is one that `tests/mutants.toml` names.
    """
    fine = True
    for part, modules in slices.items():
        results = {module: result for module in modules if (result := kept(module))}
        fine &= table(part, {module: result for module, result in results.items() if result.mutants})
        untried = [module.removeprefix("recovery.") for module in modules if module not in results]
        if untried:
            print(f"\nnot tried in their text of today: {', '.join(untried)}")
        outdated = [module for module, result in results.items() if not result.judged_by_today()]
        if outdated:
            print(f"\ntried with tests that have changed since: {', '.join(outdated)}")
        for module, result in results.items():
            fine &= argued(module, result, show=show)
    return fine


def table(part: str, results: dict[str, Result]) -> bool:
    """Print a slice's table; tells whether enough are killed."""
    if not results:
        return True
    total = sum(result.mutants for result in results.values())
    killed = total - sum(len(result.survivors) for result in results.values())
    print(HEAD)
    for module, result in results.items():
        print(row(f"`{module.removeprefix('recovery.')}`", result.mutants, result.mutants - len(result.survivors)))
    print(row(f"**{part}**", total, killed))
    return 100 * killed >= LEAST_KILLED * total


def row(name: str, mutants: int, killed: int) -> str:
    """A line of the table; 100 % is said of all alone, so a share is cut and not rounded up to it."""
    share = "100" if killed == mutants else f"{min(99.9, 100 * killed / mutants):.1f}"
    return f"| {name} | {mutants} | {killed} | {share} |"


def argued(module: str, result: Result, *, show: bool) -> bool:
    """Print the survivors that no reason names, and reasons that are not needed; tells whether each has one."""
    reasons = tomllib.loads(REASONS.read_text()).get(module, {})
    counted = Counter(survivor.of for survivor in result.survivors)
    unnamed = {name for name, count in counted.items() if count > reasons.get(name, {}).get("survivors", 0)}
    for survivor in sorted(result.survivors):
        if show or survivor.of in unnamed:
            print(f"\n{survivor.text}")
    for name, reason in reasons.items():
        if reason["survivors"] > counted[name]:
            print(
                f"{module}:{name}: tests/mutants.toml excuses {reason['survivors']}, {counted[name]} survived",
                file=sys.stderr,
            )
    return not unnamed
