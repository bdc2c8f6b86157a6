"""Break every pure function and every number in small ways and see whether a test notices: `make mutants`.

    python -m benchmarks.mutants [--jobs N] [--again] [--table] [--show] [slice or module ...]

mutmut makes the mutants; starting pytest for each of twenty thousand would take days, so a slice's tests are collected
once and each mutant runs those that reach it in a fork. What became of a module is kept, so a run may be stopped at any
time, and the next one tries only what is left or has changed: the module's text, or a test file that reaches it. With
`--again`, of a module whose text is the same only what survived is tried once more, after new tests.

At the end come the tables of docs/mutants.md. `tests/mutants.toml` names each survivor that is known, with its reason;
any other one, and a slice with fewer than 90 % killed, fails the run.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import traceback
from collections import defaultdict
from functools import cache
from tempfile import TemporaryDirectory

import pytest
from mutmut.configuration import config

from benchmarks.mutants.results import kept, told
from benchmarks.mutants.running import Finder, Runner, holders
from benchmarks.mutants.variants import ROOT, dotted, mutated

SLICES = (
    "insights",
    "treatment",
    "safety",
    "store",
    "sync",
)  # no limit goes untried, also in modules that are not pure
STOPPED = 130


@cache
def pure() -> set[str]:
    """The modules whose functions are mutated: pyproject.toml names them."""
    return {dotted(path) for pattern in config().only_mutate for path in ROOT.glob(pattern)}


def chosen(names: list[str]) -> dict[str, list[str]]:
    """By slice, the modules to try: of those named only, when any are."""
    paths = [path for part in SLICES for path in (ROOT / "recovery" / part).rglob("*.py")]
    others = {dotted(path) for path in paths if not {"views", "views.py"} & set(path.parts)}
    slices: dict[str, list[str]] = defaultdict(list)
    for module in sorted(pure() | others):
        plain = module.removeprefix("recovery.")
        if not names or any(f"{plain}.".startswith(f"{name.removeprefix('recovery.')}.") for name in names):
            slices[plain.partition(".")[0]].append(module)
    return slices


def left(modules: list[str], *, again: bool) -> dict[str, set[str] | None]:
    """The modules to try; the names of the mutants to try where the others need not be tried again."""
    waiting: dict[str, set[str] | None] = {}
    for module in modules:
        result = kept(module)
        if result and again and result.survivors:
            waiting[module] = {survivor.name for survivor in result.survivors}
        elif not result or not (again or result.judged_by_today()):
            waiting[module] = None
    return waiting


def tried(part: str, waiting: dict[str, set[str] | None], jobs: int) -> int:
    """Try a slice's modules in this process, where none of them may have been imported; gives the exit code."""
    made = {module: mutated(module, functions=module in pure()) for module in waiting}
    takers = {
        holder
        for variants in made.values()
        for mutant in variants.mutants
        if mutant.value is not None
        for holder in holders(mutant.module, mutant.of)
        if holder.startswith(f"recovery.{part}.") and holder not in made
    }
    sys.meta_path.insert(0, Finder(made | {module: mutated(module, functions=False) for module in takers}))
    runner = Runner(made, only={module: names for module, names in waiting.items() if names is not None}, jobs=jobs)
    folder = ROOT / "tests" / part
    tests = str(folder) if folder.is_dir() else f"{ROOT}/tests/test_{part}.py"
    plain = ["-qq", "-s", "--no-summary", "-p", "no:cacheprovider", "-o", "tmp_path_retention_policy=none"]
    with TemporaryDirectory() as temporary:
        code = pytest.main([*plain, f"--basetemp={temporary}/tests", tests], plugins=[runner])
    if code == pytest.ExitCode.INTERRUPTED:
        return STOPPED
    if runner.broken or code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        print(f"without a mutant this fails: {', '.join(runner.broken) or code}", file=sys.stderr)
        return 1
    return 0


def in_a_process(part: str, waiting: dict[str, set[str] | None], jobs: int) -> int:
    """Try a slice's modules in a process of its own, which alone is stopped by Ctrl-C; gives its exit code."""
    process = os.fork()
    if process:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    code = STOPPED
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        code = tried(part, waiting, jobs)
    except Exception:  # noqa: BLE001 - said here, since this process ends without Python's own end
        code = 1
        traceback.print_exc()
    finally:
        os._exit(code)


def main() -> int:
    """Try what was asked for and is not known yet, each slice in a process of its own, and tell all that is known."""
    parser = argparse.ArgumentParser(prog="benchmarks.mutants", description="Try whether a test notices small faults.")
    parser.add_argument("--jobs", type=int, default=1, help="mutants at once")
    parser.add_argument("--again", action="store_true", help="of what was tried, only what survived, once more")
    parser.add_argument("--table", action="store_true", help="tell what is known, and try nothing")
    parser.add_argument("--show", action="store_true", help="print every survivor, also those with a reason")
    parser.add_argument("names", nargs="*", help="slices or modules; all without")
    given = parser.parse_args()
    slices = chosen(given.names)
    if not slices:
        parser.error("nothing of that name is in [tool.mutmut] of pyproject.toml")
    fine = True
    for part, modules in slices.items():
        waiting = {} if given.table else left(modules, again=given.again)
        if not waiting:
            continue
        code = in_a_process(part, waiting, given.jobs)
        if code == STOPPED:
            print("Stopped. The same command goes on from here.", file=sys.stderr)
            return STOPPED
        fine &= code == 0
    return 0 if told(slices, show=given.show) and fine else 1


if __name__ == "__main__":
    sys.exit(main())
