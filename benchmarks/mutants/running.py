"""Tries a slice's mutants in one process: which tests reach which function, and whether one of them notices the mutant.

The tests are collected once, one pass tells which of them reach which function, and each mutant runs those in a fork
until one fails: those of the module's own file first, then the quickest. Only tests that call the functions in this
process count: a test that starts the program as a process of its own reaches no mutant.
"""

from __future__ import annotations

import ast
import gc
import importlib.abc
import importlib.machinery
import importlib.util
import os
import resource
import signal
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from itertools import accumulate
from pathlib import Path
from time import process_time
from types import CodeType, ModuleType

import pytest
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.state import state

from benchmarks.mutants.results import Result, Survivor, checksum, keep
from benchmarks.mutants.variants import ROOT, Mutant, Mutated, dotted, source

TEST_SECONDS = 2.0  # of a module's own tests and of others, the quickest: what slower ones alone notice is not noticed
LOOP_SECONDS = 5  # of a test, beyond ten times what it takes: a mutant that takes longer loops for ever
WALL_SECONDS = 300
NOT_CALLED = " (no test calls it)"
PROCESS_FIXTURES = {"run", "terminal", "served", "postgres", "sync_server"}  # tests with one of these start processes


class Loader(importlib.machinery.SourceFileLoader):
    """Runs the mutated text in place of the file's."""

    def __init__(self, module: str, path: str, code: str) -> None:
        super().__init__(module, path)
        self._code = code

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 - as its base has it
        """The mutated text, compiled under the file's name."""
        return compile(self._code, self.path, "exec", dont_inherit=True)


class Finder(importlib.abc.MetaPathFinder):
    """Finds the mutated modules before Python finds their files."""

    def __init__(self, modules: dict[str, Mutated]) -> None:
        self._modules = modules

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002 - as its base has it
        target: ModuleType | None = None,  # noqa: ARG002 - as its base has it
    ) -> importlib.machinery.ModuleSpec | None:
        """The specification of a mutated module; of any other one, nothing."""
        if fullname not in self._modules:
            return None
        file = str(source(fullname))
        return importlib.util.spec_from_file_location(
            fullname, file, loader=Loader(fullname, file, self._modules[fullname].code)
        )


class Runner:
    """A pytest plugin whose loop runs the tests once for each mutant, in forks, and keeps each module's result.

    `only` holds, by module, the names of the mutants to try where these are not all: the others were killed before.
    """

    def __init__(self, modules: dict[str, Mutated], *, only: dict[str, set[str]], jobs: int) -> None:
        self._modules = modules
        self._only = only
        self._jobs = jobs
        self._failed = False
        self._hit = state()._stats  # noqa: SLF001 - what mutmut's switches write down
        self._seconds: dict[str, float] = defaultdict(float)
        self._reaching: dict[str, list[pytest.Item]] = defaultdict(list)
        self._sums: dict[Path, str] = {}
        self.broken: list[str] = []

    def pytest_configure(self) -> None:
        """Property tests draw the same examples for every mutant, and none is made smaller once it has failed."""
        from hypothesis import Phase, settings

        phases = [Phase.explicit, Phase.generate]
        settings.register_profile(
            "mutants", derandomize=True, database=None, deadline=None, phases=phases, max_examples=40
        )
        settings.load_profile("mutants")
        with suppress(ImportError):
            vars(import_module("typst")).update(Compiler=in_threads, compile=in_threads)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Tests that start other processes reach no mutant."""
        items[:] = [item for item in items if not PROCESS_FIXTURES & set(getattr(item, "fixturenames", ()))]
        self._sums = {path: checksum(path.read_text()) for path in {item.path for item in items}}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note what failed, and without a mutant also why."""
        self._failed |= report.failed
        if report.failed:
            print(report.longreprtext, file=sys.stderr)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Find which tests reach which function, then try every mutant."""
        gc.freeze()
        self._reach(session.items)
        if not self.broken:
            print(f"{len(session.items)} tests took {sum(self._seconds.values()):.0f} s", file=sys.stderr)
            for module, made in self._modules.items():
                self._try(module, made)
        return True

    def _run(self, items: Sequence[pytest.Item]) -> Iterator[pytest.Item]:
        """Run the tests in their order, and give each after it ran."""
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
            yield item

    def _reach(self, items: list[pytest.Item]) -> None:
        """Note which tests call which function."""
        set_mutant_under_test("stats")
        begun = process_time()
        for item in self._run(items):
            begun, self._seconds[item.nodeid] = process_time(), process_time() - begun
            if self._failed:
                self.broken.append(item.nodeid)
                break
            for function in self._hit:
                self._reaching[function].append(item)
            self._hit.clear()
            forget()

    def _try(self, module: str, made: Mutated) -> None:
        """Run every mutant's tests, so many at once as there are jobs, and keep what came of it."""
        running: dict[int, Mutant] = {}
        survivors: list[Survivor] = []
        judges: set[Path] = set()
        begun = os.times().children_user
        for mutant in made.mutants:
            tests = self._in_time(mutant)
            judges |= {item.path for item in self._reaching_tests(mutant)}
            if mutant.name not in self._only.get(module, {mutant.name}):
                continue
            if not tests:
                survivors.append(Survivor(mutant.name, mutant.of, described(mutant, NOT_CALLED)))
                continue
            if len(running) == self._jobs:
                survivors += survived(running)
            running[self._forked(mutant, tests)] = mutant
        while running:
            survivors += survived(running)
        tests_sums = {str(path.relative_to(ROOT)): self._sums[path] for path in sorted(judges)}
        keep(module, Result(checksum(made.text), tests_sums, len(made.mutants), survivors))
        took = os.times().children_user - begun
        print(f"{module}: {len(made.mutants)} mutants, {len(survivors)} survivors, {took:.0f} s", file=sys.stderr)

    def _reaching_tests(self, mutant: Mutant) -> list[pytest.Item]:
        """The tests that may notice; of a number they are those that call anything where it is known."""
        if mutant.value is None:
            return self._reaching.get(mutant.name.partition("__mutmut_")[0], [])
        names = tuple(f"{holder}.x" for holder in holders(mutant.module, mutant.of))
        functions = [items for function, items in self._reaching.items() if function.startswith(names)]
        return [*{item.nodeid: item for items in functions for item in items}.values()]

    def _in_time(self, mutant: Mutant) -> list[pytest.Item]:
        """Those to run: of the module's own file first, then of others, the quickest; both as many as end in time."""
        own = (f"test_{mutant.module.rpartition('.')[2]}.py", "test_limits.py")
        reaching = sorted(self._reaching_tests(mutant), key=lambda item: self._seconds[item.nodeid])
        chosen: list[pytest.Item] = []
        for tests in ([item for item in reaching if (item.path.name in own) is first] for first in (True, False)):
            seconds = accumulate(self._seconds[item.nodeid] for item in tests[1:])
            chosen += tests[:1]
            chosen += [item for item, took in zip(tests[1:], seconds, strict=False) if took < TEST_SECONDS]
        return chosen

    def _forked(self, mutant: Mutant, tests: list[pytest.Item]) -> int:
        """The process that runs these tests on this mutant; it ends with 0 when all pass."""
        process = os.fork()
        if process:
            return process
        code = 1
        try:
            nothing = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(nothing, stream)
            signal.alarm(WALL_SECONDS)
            set_mutant_under_test(mutant.name)
            if mutant.value is not None:
                value = eval(mutant.value, vars(sys.modules[mutant.module]))  # noqa: S307 - a line of our own source
                for holder in holders(mutant.module, mutant.of):
                    if holder in sys.modules:
                        setattr(sys.modules[holder], mutant.of, value)
            longest = LOOP_SECONDS + 10 * max(self._seconds[item.nodeid] for item in tests)
            self._allow(longest)
            for _item in self._run(tests):
                if self._failed:
                    break
                self._allow(longest)
            code = int(self._failed)
        finally:
            os._exit(code)

    @staticmethod
    def _allow(seconds: float) -> None:
        """Let this process take so much more of the processor's time, and no more."""
        limit = int(process_time() + seconds)
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))


def described(mutant: Mutant, more: str = "") -> str:
    """What it is of, and what differs."""
    return f"{mutant.module}:{mutant.of}{more}\n{mutant.difference}"


def survived(running: dict[int, Mutant]) -> list[Survivor]:
    """Wait for one fork, and give its mutant if all tests passed."""
    process, status = os.wait()
    mutant = running.pop(process)
    return [] if status else [Survivor(mutant.name, mutant.of, described(mutant))]


def in_threads(*_args: object, **_options: object) -> None:
    """In place of typst, which leaves threads behind that no fork has: a test that draws a PDF is left out."""
    pytest.skip("a fork would wait for threads that it does not have")


def forget() -> None:
    """Empty all caches of the program: else what is called once in a process would be called by the first test only."""
    for name, module in [*sys.modules.items()]:
        for value in [*vars(module).values()] if name.startswith("recovery.") else ():
            getattr(value, "cache_clear", int)()


@cache
def imported() -> dict[tuple[str, str], list[str]]:
    """By module and name, the modules of the program that take this name from there."""
    takers = defaultdict(list)
    for path in sorted((ROOT / "recovery").rglob("*.py")):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    takers[node.module, alias.name].append(dotted(path))
    return takers


def holders(module: str, number: str) -> list[str]:
    """The module at whose top a number stands, and those that take it from there."""
    return [module, *imported().get((module, number), [])]
