"""What tests stand on: a journal's folder of one's own, and four ways to the program.

`call` runs a command line in this process (fast, and under time_machine), `run` in a process of its own as a person
would (forked from one that has loaded the program), `terminal` on a pseudo-terminal with a screen to look at, and
`diary` is the open journal itself.
"""

from __future__ import annotations

import gc
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Generator, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from uuid import uuid4

import hypothesis
import pytest
import time_machine

from recovery import cli, system
from recovery import diary as diaries
from recovery.diary import Diary
from tests import reaper
from tests.loaded import Loaded, at_start, copy_empty_journals, keep_signatures, of_this_run, stretch_little
from tests.terminal import PATIENCE_SECONDS, PROGRAM, Terminal

__all__ = ["PATIENCE_SECONDS", "PROGRAM", "Terminal"]

ZONE = "America/New_York"
NEW_YEAR = datetime(2026, 1, 1, 17, tzinfo=UTC)
TEST_SECONDS = 900
MEMORY, MEMORY_BYTES = Path("/dev/shm"), 2 << 30  # noqa: S108 - of a whole run some hundred MB are there at a time
NO_TERMINAL = "no pseudo-terminal on this system"
# No test depends on how busy the machine is.
hypothesis.settings.register_profile("patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("patient")
# Whoever starts the tests with `nohup` has them ignore what a closed window sends, and every program that they start.
if hasattr(signal, "SIGHUP"):
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


LONGEST_FIRST = ("test_together.py", "web", "sync", "server", "test_processes.py", "test_screens.py", "commands")

# What cannot be on a system is left out by what `system` says of it, and counted at the end.
NEED_FORKS = () if system.FORKS else ("server", "sync", "vectors", "web", "test_syncing.py")
_left_out: list[str] = []


_reapers: list[subprocess.Popen[bytes]] = []


def heed_interrupts() -> None:
    """Take Ctrl-C again where a shell in the background had it ignored: every process of a test would ignore it too."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def keep_compiled() -> None:
    """Let Python and Node keep what they compiled, whatever the environment says: each process would do it anew."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    os.environ.setdefault("NODE_COMPILE_CACHE", str(Path(__file__).parents[1] / "build" / "node-compiled"))


def stay_in_memory() -> None:
    """Keep what tests write in memory where there is room for it: each command waits for the disk otherwise."""
    if "TMPDIR" in os.environ or not MEMORY.is_dir():
        return
    memory = os.statvfs(MEMORY)
    if memory.f_bavail * memory.f_frsize > MEMORY_BYTES and not memory.f_flag & os.ST_NOEXEC:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None  # it is asked for again


def pytest_configure(config: pytest.Config) -> None:
    """Have whatever this run starts and leaves behind ended after it; a worker's is ended with the whole run's."""
    heed_interrupts()
    keep_compiled()
    keep_signatures()
    stretch_little()
    copy_empty_journals()
    stay_in_memory()
    if hasattr(config, "workerinput") or not Path("/proc/self/environ").exists():
        return
    os.environ[reaper.VARIABLE] = run = uuid4().hex
    command = [sys.executable, reaper.__file__, run]
    _reapers.append(subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True))


def pytest_unconfigure() -> None:
    """Let the reaper begin, and wait until it found nothing more."""
    for process in _reapers:
        process.communicate()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int | None:
    """One more than there are processors: a test waits now and then for a process, a lock, a time to pass."""
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None
    return 1 + (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def place(item: pytest.Item) -> int:
    """Where a test stands in the order: what takes long comes first, so that no process is alone with it at the end."""
    parts = item.path.parts
    return next((number for number, name in enumerate(LONGEST_FIRST) if name in parts), len(LONGEST_FIRST))


def pytest_collection() -> None:
    """Collecting makes no garbage worth looking for."""
    gc.disable()


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Let each process begin in another part of a folder: it then finds compiled what the others read before."""
    report = yield
    worker = getattr(collector.config, "workerinput", None)
    if worker and isinstance(collector, pytest.Directory):
        begin = len(report.result) * int(worker["workerid"].removeprefix("gw")) // worker["workercount"]
        report.result = [*report.result[begin:], *report.result[:begin]]
    return report


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Generator[None]:
    """Put the longest first. No test may hang for good; the limit is far above what any takes on a busy machine."""
    items.sort(key=lambda item: str(item.path))  # as every process must begin, wherever it began to collect
    yield  # pytest brings together what shares a parameter
    items.sort(key=place)
    if config.pluginmanager.hasplugin("timeout"):
        for item in items:
            if item.get_closest_marker("timeout") is None:
                item.add_marker(pytest.mark.timeout(TEST_SECONDS))


def pytest_collection_finish() -> None:
    """Let no garbage collection walk through the tests themselves, which are most of what this process holds."""
    gc.collect()
    gc.freeze()
    gc.enable()


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave out what stands on a running server or on a process that goes on as two, where a system has neither."""
    if collection_path.name in NEED_FORKS:
        _left_out.append(collection_path.name)
        return True
    return None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly what was left out here."""
    if _left_out:
        text = f"LEFT OUT ON THIS SYSTEM, which cannot fork: {', '.join(_left_out)}"
        terminalreporter.write_line(text, red=True, bold=True)
    skipped = [str(report.longrepr[2]) for report in terminalreporter.stats.get("skipped", []) if report.longrepr]
    here = sum(NO_TERMINAL in reason for reason in skipped)
    if here:
        terminalreporter.write_line(f"SKIPPED ON THIS SYSTEM: {here}, {NO_TERMINAL}", red=True, bold=True)
    phone = [reason for reason in skipped if "phone app" in reason]
    if phone:
        why = "; ".join(sorted({reason.removeprefix("Skipped: ") for reason in phone}))
        terminalreporter.write_line(f"NOT RUN: {len(phone)} TESTS OF THE PHONE APP: {why}", red=True, bold=True)


class Ran(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its one JSON document; it must have ended well and written nothing else."""
        assert self.code == 0, self.err
        return json.loads(self.out)


class Call(Protocol):
    """Runs a command line, in this process or in its own."""

    def __call__(self, *arguments: str, piped: str | None = None) -> Ran: ...


class Run(Protocol):
    """Runs a command line in a process of its own, with more environment if wanted."""

    def __call__(
        self, *arguments: str, piped: str | bytes | None = None, env: Mapping[str, str] | None = None, **more: Any
    ) -> Ran: ...


class OpenTerminal(Protocol):
    """Starts a command on a pseudo-terminal."""

    def __call__(
        self, *arguments: str, columns: int = 80, rows: int = 60, env: Mapping[str, str] | None = None
    ) -> Terminal: ...


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the journal will be; nothing is there yet. The machine is in New York, without colour."""
    for name in [*os.environ]:
        if name.startswith(("RECOVERY_", "COMP_", "_RECOVERY", "LC_")) or name in ("EDITOR", "VISUAL", "COLUMNS"):
            monkeypatch.delenv(name)
    folder = tmp_path / "home"
    for name, value in {"RECOVERY_HOME": str(folder), "NO_COLOR": "1", "TZ": ZONE, "LANG": "C.UTF-8"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))  # nobody's server lies there
    return folder


@pytest.fixture
def call(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Run a command line in this process."""

    def ran(*arguments: str, piped: str | None = None) -> Ran:
        stdin = io.TextIOWrapper(io.BytesIO((piped or "").encode()), encoding="utf-8")
        monkeypatch.setattr(sys, "stdin", stdin)
        capsys.readouterr()
        code = cli.run(list(arguments))
        return Ran(code, *capsys.readouterr())

    return ran


@pytest.fixture(scope="session")
def loaded() -> Loaded | None:
    """The program loaded once for all processes that are to run it; nothing where a process cannot go on as two."""
    return of_this_run() if system.FORKS else None


@pytest.fixture
def run(home: Path, tmp_path: Path, loaded: Loaded | None) -> Run:
    """Run a command line as a person does."""

    def ran(
        *arguments: str, piped: str | bytes | None = None, env: Mapping[str, str] | None = None, **more: Any
    ) -> Ran:
        given = piped.encode() if isinstance(piped, str) else piped
        whole = {**os.environ, **(env or {})}
        if loaded and not more and at_start(whole) == loaded.env:
            return Ran(*loaded.run(arguments, given, whole, tmp_path))
        if "preexec_fn" in more:  # where files may not grow, what Python compiles would be kept cut off
            whole["PYTHONDONTWRITEBYTECODE"] = "1"
        if given is None:
            more.setdefault("stdin", subprocess.DEVNULL)
        else:
            more["input"] = given
        done = subprocess.run(
            [*PROGRAM, *arguments],
            env=whole,
            cwd=tmp_path,
            capture_output=True,
            timeout=PATIENCE_SECONDS,
            check=False,
            **more,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    return ran


@pytest.fixture
def terminal(home: Path, loaded: Loaded | None) -> Iterator[OpenTerminal]:
    """Run a command on a pseudo-terminal."""
    if loaded is None:
        pytest.skip(NO_TERMINAL)
    opened: list[Terminal] = []

    def start(*arguments: str, columns: int = 80, rows: int = 60, env: Mapping[str, str] | None = None) -> Terminal:
        whole = {**os.environ, "TERM": "xterm", **(env or {})}
        opened.append(Terminal(loaded, arguments, whole, columns, rows))
        return opened[-1]

    yield start
    for terminal in opened:
        terminal.child.close(force=True)


Made = Callable[..., Path]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Make the folder of a journal by command lines, all at one moment and in this process; tests copy it."""

    def making(moment: datetime, *lines: tuple[str, ...], begun: Path | None = None) -> Path:
        folder = tmp_path_factory.mktemp("made") / "home"
        if begun:
            shutil.copytree(begun, folder)
        with pytest.MonkeyPatch.context() as patch, time_machine.travel(moment):
            patch.setenv("RECOVERY_HOME", str(folder))
            for line in lines:
                patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
                assert cli.run([*line]) == 0
        return folder

    return making


@pytest.fixture(scope="session")
def made_heroin(made: Made) -> Path:
    """The folder of a journal that tracks heroin since the first day of 2026, as `init` made it that day."""
    return made(NEW_YEAR, ("init", "--since", "2026-01-01", "--substance", "heroin", "--timezone", ZONE))


@pytest.fixture(scope="session")
def made_empty(made: Made) -> Path:
    """The folder of a journal that tracks nothing, made on the same day."""
    return made(NEW_YEAR, ("init", "--timezone", ZONE))


@pytest.fixture
def heroin(made_heroin: Path, home: Path, call: Call) -> Call:
    """A journal that tracks heroin since the first day of 2026; gives back `call`."""
    shutil.copytree(made_heroin, home)
    return call


@pytest.fixture(scope="session")
def made_berlin(made: Made) -> Path:
    """The folder of a journal like that of somebody in Berlin."""
    return made(NEW_YEAR, ("init", "--since", "2026-01-01", "--substance", "heroin", "--timezone", "Europe/Berlin"))


@pytest.fixture
def berlin(made_berlin: Path, home: Path, call: Call) -> Call:
    """A journal that tracks heroin, of somebody in Berlin; gives back `call`."""
    shutil.copytree(made_berlin, home)
    return call


@pytest.fixture
def diary(heroin: Call) -> Iterator[Diary]:
    """The same journal, open."""
    with diaries.existing() as opened:
        yield opened


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Make an editor out of Python statements that change `text`; gives back the file that tells what it was shown."""
    shown = tmp_path / f"shown-{uuid4()}"

    def write(statements: str) -> Path:
        script = tmp_path / "editor.py"
        script.write_text(
            "import sys, pathlib\n"
            "path = pathlib.Path(sys.argv[-1])\n"
            "text = path.read_bytes().decode()\n"
            f"pathlib.Path({str(shown)!r}).write_bytes(text.encode())\n"
            f"{statements}\n"
            "path.write_bytes(text.encode())\n"
        )
        monkeypatch.setenv("EDITOR", f"{sys.executable} {script}")
        return shown

    return write


def first_id(ran: Ran) -> str:
    """The short id that a writing command showed."""
    match = re.search(r"([0-9a-f]{4,36})$", ran.out.splitlines()[0])
    assert match, ran
    return match[1]
