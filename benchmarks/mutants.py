"""Break every pure function and every number in small ways and see whether a test notices: `make mutants`.

    python -m benchmarks.mutants [--jobs N] [--show] [--quick] [--constants] [--again FILE] [slice or module ...]

mutmut makes the mutants, all variants of a function behind one switch in the module's text. Starting pytest for each of
several thousand would take hours, so the tests are collected once here, one pass tells which of them reach which
function, and each mutant runs those in a fork of this process until one fails: those of the module's own file first,
then the quickest. Only tests that call the functions in this process count: a test that starts the program as a process
of its own reaches no mutant.

Sentences stay as they are, and how many is said apart: strings with a space in them, or in a call such as `tr`. Numbers
at the top of a module, which mutmut leaves out, are made one smaller and one larger here, also in modules that are not
pure. Functions with a decorator, so properties too, are left out. `tests/mutants.toml` names each survivor that is
known, with its reason; any other one fails the run. With `--quick` only tests that open no journal are run: a tenth of
the time, and fewer are killed.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import gc
import importlib.abc
import importlib.machinery
import importlib.util
import os
import resource
import signal
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from copy import deepcopy
from functools import cache
from importlib import import_module
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from types import CodeType, ModuleType
from typing import Any, NamedTuple

import libcst
import pytest
from mutmut.configuration import config
from mutmut.mutation import file_mutation, mutators
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.state import state

ROOT = Path(__file__).parents[1]
REASONS = ROOT / "tests" / "mutants.toml"
TEST_SECONDS = 2.0  # of a mutant's tests, the quickest first: what slower ones alone would notice counts as not noticed
LOOP_SECONDS = 5  # of a test, beyond ten times what it takes: a mutant that takes longer loops for ever
WALL_SECONDS = 300
NOT_CALLED = " (no test calls it)"
SLICES = (
    "insights",
    "treatment",
    "safety",
    "store",
    "sync",
)  # where no limit goes untried, also in modules that are not pure
MEASURES = {"timedelta", "time", "Cost"}  # calls with numbers in them that are tried too
ARITHMETIC = {ast.Constant, ast.BinOp, ast.UnaryOp, ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.LShift, ast.USub}
SAY = {"tr", "trn", "Noun"}  # what takes a sentence, and perhaps what stands in it
REFUSE = {"Refused", "Usage", "NotFound", "Unreadable", "refuse", "refused"}  # what takes a sentence alone
JOURNAL_FIXTURES = {"journal", "call", "diary"}
PROCESS_FIXTURES = {
    "run",
    "terminal",
    "served",
    "postgres",
    "sync_server",
}  # tests with one of these start other processes


class Mutant(NamedTuple):
    """One variant: its module, its name in mutmut's switch, what it is of, and what differs, as two lines of a diff.

    `of` is a function, or a name at the top of the module that holds a number, which then becomes what `value` says.
    """

    module: str
    name: str
    of: str
    difference: str
    value: str | None = None


class Mutated(NamedTuple):
    """A module with all its mutants: the text to run, the mutants, and how many sentences were left alone."""

    code: str
    mutants: list[Mutant]
    sentences: int


class Sentences:
    """mutmut's operators, but for sentences: strings with a space in them, and those in a call that is for people."""

    def __init__(self) -> None:
        self.left_alone = 0
        self._said: set[int] = set()
        changed: dict[Any, Any] = {
            mutators.operator_string: self._strings,
            mutators.operator_arg_removal: self._arguments,
        }
        self.operators = [(kind, changed.get(operator, operator)) for kind, operator in mutators.mutation_operators]

    def _strings(self, node: libcst.BaseString) -> Iterable[libcst.BaseString]:
        if isinstance(node, libcst.SimpleString) and (id(node) in self._said or " " in str(node.evaluated_value)):
            self.left_alone += 1
            return ()
        return list(mutators.operator_string(node))

    def _arguments(self, node: libcst.Call) -> Iterable[libcst.Call]:
        """A call is seen before what stands in it."""
        name = node.func.value if isinstance(node.func, libcst.Name) else ""
        if name not in SAY | REFUSE:
            return list(mutators.operator_arg_removal(node))
        sentences = {id(arg.value) for arg in node.args if isinstance(arg.value, libcst.BaseString)}
        self._said |= sentences
        mutants = () if name in REFUSE else mutators.operator_arg_removal(node)
        return [mutant for mutant in mutants if sentences <= {id(arg.value) for arg in mutant.args}]


def mutated(module: str, *, constants: bool = False) -> Mutated:
    """The module's text with mutmut's switches, and all mutants, or those of its numbers alone."""
    path = ROOT / (module.replace(".", "/") + ".py")
    sentences = Sentences()
    vars(file_mutation)["mutation_operators"] = sentences.operators
    made = file_mutation.mutate_file_contents(str(path), path.read_text())
    lines = made.code.splitlines()

    def text(name: str) -> list[str]:
        span = made.line_span_by_function_name[name]
        return [line for line in lines[span.start - 1 : span.end] if "__mutmut" not in line]

    def difference(original: str, name: str) -> str:
        changed = difflib.unified_diff(text(original), text(name), n=0, lineterm="")
        return "\n".join(line[0] + " " + line[1:].strip() for line in changed if line[:3] not in ("---", "+++", "@@ "))

    mutants = []
    for name in made.mutant_names:
        function = name.partition("__mutmut_")[0]
        plain = function[1:].removeprefix("_").strip("ǁ").replace("ǁ", ".")
        mutants.append(Mutant(module, f"{module}.{name}", plain, difference(f"{function}__mutmut_orig", name)))
    if constants:
        return Mutated(made.code, numbers(module, path), 0)
    return Mutated(made.code, mutants + numbers(module, path), sentences.left_alone)


def numbers(module: str, path: Path) -> list[Mutant]:
    """Every number at the top of the module, also one in a tuple or in a length of time, a step smaller and larger."""
    made = []
    for statement in ast.parse(path.read_text()).body:
        match statement:
            case (
                ast.Assign(targets=[ast.Name(name)], value=value)
                | ast.AnnAssign(target=ast.Name(name), value=ast.expr() as value)
            ):
                pairs = [(name, value)]
            case ast.Assign(targets=[ast.Tuple(names)], value=ast.Tuple(values)):
                pairs = [(ast.unparse(name), value) for name, value in zip(names, values, strict=True)]
            case _:
                continue
        for name, value in pairs:
            for text in moved(value):
                change = f"- {name} = {ast.unparse(value)}\n+ {name} = {text}"
                made.append(Mutant(module, f"{module}.{name}={text}", name, change, text))
    return made


def moved(value: ast.expr) -> list[str]:
    """A value's text with each of its numbers a step away from what it is: one, or a hundredth where it has a point."""
    texts = []
    for part in parts(value):
        number = eval(ast.unparse(part))  # noqa: S307 - arithmetic in a source of our own
        if type(number) in (int, float):
            step = 1 if type(number) is int else number / 100
            others = [ast.Constant(number - step), ast.Constant(number + step)]
            texts += [ast.unparse(Replaced(part, other).visit(deepcopy(value))) for other in others]
    return texts


def parts(value: ast.expr) -> list[ast.expr]:
    """What is arithmetic on figures alone, in a tuple, a dictionary's values, a date or a length of time."""
    match value:
        case ast.Tuple(inner) | ast.Dict(values=inner):
            pass
        case ast.Call(ast.Name(name), inner) if name in MEASURES:
            inner = [*inner, *(keyword.value for keyword in value.keywords)]
        case _:
            return [value] if {*map(type, ast.walk(value))} <= ARITHMETIC else []
    return [part for expression in inner for part in parts(expression)]


class Replaced(ast.NodeTransformer):
    """Puts one expression in the place of another, which stands just there."""

    def __init__(self, old: ast.expr, new: ast.expr) -> None:
        self._place = (old.lineno, old.col_offset, old.end_col_offset)
        self._new = new

    def visit(self, node: ast.AST) -> ast.AST:
        """The other expression where this is the one; else what it holds is looked through."""
        place = tuple(getattr(node, name, None) for name in ("lineno", "col_offset", "end_col_offset"))
        return self._new if place == self._place else self.generic_visit(node)


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
        file = str(ROOT / (fullname.replace(".", "/") + ".py"))
        return importlib.util.spec_from_file_location(
            fullname, file, loader=Loader(fullname, file, self._modules[fullname].code)
        )


class Runner:
    """A pytest plugin whose loop runs the tests once for each mutant, in forks; `survivors` is what it finds."""

    def __init__(self, modules: dict[str, Mutated], given: argparse.Namespace) -> None:
        self._modules = modules
        self._given = given
        self._failed = False
        self._hit = state()._stats  # noqa: SLF001 - what mutmut's switches write down
        self._seconds: dict[str, float] = defaultdict(float)
        self.broken: list[str] = []
        self.survivors: list[Mutant] = []
        self.unreached: set[str] = set()

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
        left_out = PROCESS_FIXTURES | (JOURNAL_FIXTURES if self._given.quick else set())
        items[:] = [item for item in items if not left_out & set(getattr(item, "fixturenames", ()))]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note what failed, and without a mutant also why."""
        self._failed |= report.failed
        if report.failed:
            print(report.longreprtext, file=sys.stderr)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Find which tests reach which function, then try every mutant."""
        gc.freeze()
        reaching = self._reaching(session.items)
        if self.broken:
            return True
        print(f"{len(session.items)} tests took {sum(self._seconds.values()):.0f} s", file=sys.stderr)
        mutants = [mutant for module in self._modules.values() for mutant in module.mutants]
        self._try(mutants, reaching)
        return True

    def _run(self, items: Sequence[pytest.Item]) -> Iterator[pytest.Item]:
        """Run the tests in their order, and give each after it ran."""
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
            yield item

    def _reaching(self, items: list[pytest.Item]) -> dict[str, list[pytest.Item]]:
        """By function, the tests that call it, the quickest first."""
        reaching: dict[str, list[pytest.Item]] = defaultdict(list)
        set_mutant_under_test("stats")
        begun = process_time()
        for item in self._run(items):
            begun, self._seconds[item.nodeid] = process_time(), process_time() - begun
            if self._failed:
                self.broken.append(item.nodeid)
                break
            for function in self._hit:
                reaching[function].append(item)
            self._hit.clear()
            forget()
        return reaching

    def _try(self, mutants: list[Mutant], reaching: dict[str, list[pytest.Item]]) -> None:
        """Run every mutant's tests, so many at once as there are jobs."""
        running: dict[int, Mutant] = {}
        for count, mutant in enumerate(mutants, 1):
            tests = self._tests(mutant, reaching)
            if not tests:
                self.survivors.append(mutant)
                self.unreached.add(mutant.name)
                continue
            if len(running) == self._given.jobs:
                self._wait(running)
            if count % 200 == 0:
                print(f"{count} of {len(mutants)} mutants, {len(self.survivors)} survivors", file=sys.stderr)
            running[self._forked(mutant, tests)] = mutant
        while running:
            self._wait(running)

    def _tests(self, mutant: Mutant, reaching: dict[str, list[pytest.Item]]) -> list[pytest.Item]:
        """The tests that may notice, those of the module's own file first, then the quickest.

        Of a number they are those that call anything where it is known.
        """
        if mutant.value is None:
            tests = reaching.get(mutant.name.partition("__mutmut_")[0], [])
        else:
            names = tuple(f"{holder}.x" for holder in holders(mutant.module, mutant.of))
            functions = [items for function, items in reaching.items() if function.startswith(names)]
            tests = [*{item.nodeid: item for items in functions for item in items}.values()]
        own = (f"test_{mutant.module.rpartition('.')[2]}.py", "test_limits.py")
        tests = sorted(tests, key=lambda item: (item.path.name not in own, self._seconds[item.nodeid]))
        seconds = accumulate(self._seconds[item.nodeid] for item in tests[1:])
        return tests[:1] + [item for item, took in zip(tests[1:], seconds, strict=False) if took < self._given.seconds]

    def _wait(self, running: dict[int, Mutant]) -> None:
        """Wait for one fork; where all tests passed its mutant has survived."""
        process, status = os.wait()
        mutant = running.pop(process)
        if status == 0:
            self.survivors.append(mutant)
            print(f"\n{described(mutant)}", file=sys.stderr)

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


def in_threads(*_args: object, **_options: object) -> None:
    """In place of typst, which leaves threads behind that no fork has: a test that draws a PDF is left out."""
    pytest.skip("a fork would wait for threads that it does not have")


def forget() -> None:
    """Empty all caches of the program: else what is called once in a process would be called by the first test only."""
    for name, module in [*sys.modules.items()]:
        for value in [*vars(module).values()] if name.startswith("recovery.") else ():
            getattr(value, "cache_clear", int)()


@cache
def holders(module: str, number: str) -> list[str]:
    """The module at whose top a number stands, and those that take it from there."""
    names = [module]
    for path in sorted((ROOT / "recovery").rglob("*.py")):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ImportFrom) and node.module == module:
                names += [dotted(path) for alias in node.names if alias.name == number]
    return names


def dotted(path: Path) -> str:
    """A file's name as a module."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def report(modules: dict[str, Mutated], runner: Runner, *, show: bool) -> bool:
    """Print the figures and the survivors that no reason names; tells whether all is well."""
    with REASONS.open("rb") as file:
        reasons = tomllib.load(file)
    known: Counter[tuple[str, str]] = Counter()
    by_module: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in runner.survivors:
        by_module[mutant.module].append(mutant)
        known[mutant.module, mutant.of] += 1
    fine = True
    print(f"{'module':44} {'mutants':>7} {'killed':>7} {'%':>5} {'sentences left alone':>21}")
    for module, made in modules.items():
        total, left = len(made.mutants), len(by_module[module])
        share = 100 * (total - left) / total if total else 100
        print(f"{module:44} {total:7} {total - left:7} {share:5.1f} {made.sentences:21}")
    for module, mutants in by_module.items():
        for mutant in sorted(mutants):
            allowed = reasons.get(module, {}).get(mutant.of, {}).get("survivors", 0)
            named = known[module, mutant.of] <= allowed
            fine &= named
            if show or not named:
                print(f"\n{described(mutant, NOT_CALLED if mutant.name in runner.unreached else '')}")
    total, left = sum(len(made.mutants) for made in modules.values()), len(runner.survivors)
    print(f"\n{total} mutants, {total - left} killed: {100 * (total - left) / total:.1f} %")
    return fine


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


def tried(part: str, modules: list[str], given: argparse.Namespace) -> bool:
    """Try a slice's modules in this process, where none of them may have been imported; tells whether all is well."""
    made = {module: mutated(module, constants=given.constants or module not in pure()) for module in modules}
    made = {module: variants._replace(mutants=variants.mutants[:: given.every]) for module, variants in made.items()}
    if given.again:
        survived = {text.strip() for text in given.again.read_text().replace(NOT_CALLED, "").split("\n\n")}
        for module, variants in made.items():
            again = [mutant for mutant in variants.mutants if described(mutant).strip() in survived]
            made[module] = variants._replace(mutants=again)
    sys.meta_path.insert(0, Finder(made))  # also those that only take a number from elsewhere
    made = {module: variants for module, variants in made.items() if variants.mutants}
    runner = Runner(made, given)
    folder = ROOT / "tests" / part
    tests = given.tests or [str(folder) if folder.is_dir() else f"{ROOT}/tests/test_{part}.py"]
    plain = ["-qq", "-s", "--no-summary", "-p", "no:cacheprovider", "-o", "tmp_path_retention_policy=none"]
    with TemporaryDirectory() as temporary:
        code = pytest.main([*plain, f"--basetemp={temporary}/tests", *tests], plugins=[runner])
    if runner.broken or code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        print(f"without a mutant this fails: {', '.join(runner.broken) or code}", file=sys.stderr)
        return False
    return report(made, runner, show=given.show)


def main() -> int:
    """Try what was asked for, each slice in a process of its own."""
    parser = argparse.ArgumentParser(prog="benchmarks.mutants", description="Try whether a test notices small faults.")
    parser.add_argument("--jobs", type=int, default=1, help="mutants at once")
    parser.add_argument("--show", action="store_true", help="print every survivor, also those with a reason")
    parser.add_argument("--quick", action="store_true", help="only with tests that open no journal")
    parser.add_argument("--constants", action="store_true", help="only the numbers at the top of modules")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="each Nth mutant of a module, as a sample")
    parser.add_argument("--again", type=Path, help="only what survived in the run that printed this file")
    parser.add_argument("--tests", nargs="+", help="of these files or folders, in place of the slice's own")
    parser.add_argument("--seconds", type=float, default=TEST_SECONDS, help="of tests for each mutant")
    parser.add_argument("names", nargs="*", help="slices or modules; all without")
    given = parser.parse_args()
    slices = chosen(given.names)
    if not slices:
        parser.error("nothing of that name is in [tool.mutmut] of pyproject.toml")
    fine = True
    for part, modules in slices.items():
        process = os.fork()
        if not process:
            os._exit(not tried(part, modules, given))
        _, status = os.waitpid(process, 0)
        fine &= status == 0
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
