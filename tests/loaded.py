"""The program loaded once, and a process of its own for each command line: forked, so that none loads it again.

Standard streams, terminal, folder, environment, signals and exit are those of any process. What hangs on the loading
starts Python anew: `test_startup`, limits set before it, another language or other settings of Python itself.
"""

from __future__ import annotations

import atexit
import gc
import io
import json
import os
import pkgutil
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache, wraps
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

# What commands load only when they need it, beside the program's own modules.
ALSO = (
    "cryptography.hazmat.primitives.ciphers.aead",
    "cryptography.hazmat.primitives.hpke",
    "cryptography.hazmat.primitives.kdf.argon2",
    "dateutil.relativedelta",
    "rich.console",
    "rich.table",
    "rich.text",
    "sqlite_utils",
    "tomli_w",
    "zoneinfo",
)
SERVER = ("recovery.server.processes", "recovery.server.authentication")
# Python's streams under the language that the program is loaded with, and what they do with what is no UTF-8.
STREAMS = {"stdin": "surrogateescape", "stdout": "surrogateescape", "stderr": "backslashreplace"}
READ_AT_START = ("PYTHON", "LANG", "LC_", "LD_")  # names of the environment that cannot be changed afterwards


def at_start(env: Mapping[str, str]) -> dict[str, str]:
    """What of an environment only the start of a process can heed."""
    return {name: value for name, value in env.items() if name.startswith(READ_AT_START)}


class Loaded:
    """The process that has loaded the program; `run` may be called from several threads."""

    def __init__(self) -> None:
        env = {name: value for name, value in os.environ.items() if not name.startswith(("RECOVERY_", "LC_"))}
        env["LANG"] = "C.UTF-8"
        self.env = at_start(env)
        self.requests, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-P", __file__, str(theirs.fileno())]
            self.process = subprocess.Popen(
                command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, pass_fds=[theirs.fileno()]
            )

    def run(
        self, arguments: Sequence[str], given: bytes | None, env: Mapping[str, str], cwd: Path
    ) -> tuple[int, str, str]:
        """Run a command line in a process of its own; returns its exit code and what it wrote.

        Like a shell's pipe this waits until nobody holds the other ends any more, a process that goes on included.
        """
        (stdin, feed), (out, stdout), (err, stderr) = (os.pipe() for _ in range(3))
        wanting, ending = self._fork(stdin, stdout, stderr)
        with ThreadPoolExecutor(4) as side:
            side.submit(_write, wanting, _request(arguments, env, cwd))
            side.submit(_write, feed, given or b"")
            said = [side.submit(_read, descriptor) for descriptor in (out, err)]
            code = int(_read(ending).split()[1])
        return code, said[0].result().decode(), said[1].result().decode()

    def on_terminal(
        self, arguments: Sequence[str], env: Mapping[str, str], cwd: Path, columns: int, rows: int
    ) -> tuple[int, int, BinaryIO]:
        """Run a command line in a process of its own on a new terminal that echoes nothing.

        Returns the terminal's other end, the process's number, and where its exit code will stand on a line.
        """
        import termios

        ours, theirs = os.openpty()
        termios.tcsetwinsize(theirs, (rows, columns))
        echo(theirs, on=False)
        wanting, ending = self._fork(*(os.dup(theirs) for _ in range(3)))
        os.close(theirs)
        _write(wanting, _request(arguments, env, cwd, terminal=True))
        answers = os.fdopen(ending, "rb")
        return ours, int(answers.readline()), answers

    def beside(self, arguments: Sequence[str], env: Mapping[str, str], cwd: Path) -> Beside:
        """Run a command line in a process that goes on beside this one, with nothing on its standard input."""
        (stdin, feed), (out, stdout), (err, stderr) = (os.pipe() for _ in range(3))
        os.close(feed)
        wanting, ending = self._fork(stdin, stdout, stderr)
        _write(wanting, _request(arguments, env, cwd))
        return Beside(ending, out, err)

    def _fork(self, stdin: int, stdout: int, stderr: int) -> tuple[int, int]:
        """Have a process with these streams, which are closed here; returns where its request goes and it answers.

        Its answers are two lines, its number and its exit code.
        """
        (wanted, wanting), (ending, ended) = os.pipe(), os.pipe()
        theirs = [wanted, ended, stdin, stdout, stderr]
        socket.send_fds(self.requests, [b"."], theirs)
        for descriptor in theirs:
            os.close(descriptor)
        return wanting, ending

    def close(self) -> None:
        self.requests.close()
        self.process.wait()


class Beside:
    """A process that goes on, with what tests use of `subprocess.Popen`."""

    def __init__(self, ending: int, out: int, err: int) -> None:
        self._answers = os.fdopen(ending, "rb", 0)
        self.stdout, self.stderr = os.fdopen(out, encoding="utf-8"), os.fdopen(err, encoding="utf-8")
        self.pid = int(self._answers.readline())
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Its exit code, or a signal's number below zero; `None` while it runs."""
        return self._ended(0)

    def wait(self, seconds: float) -> int:
        """The same, waited for. Raises `TimeoutExpired`."""
        code = self._ended(seconds)
        if code is None:
            raise subprocess.TimeoutExpired(str(self.pid), seconds)
        return code

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:  # its number is its own until it is answered for
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        """End it now."""
        self.send_signal(signal.SIGKILL)

    def _ended(self, seconds: float) -> int | None:
        if self.returncode is None and select.select([self._answers], [], [], seconds)[0]:
            self.returncode = int(self._answers.readline())
            self._answers.close()
        return self.returncode


@cache
def of_this_run() -> Loaded:
    """The one for all tests of this process; it ends with this process."""
    return Loaded()


def _request(arguments: Sequence[str], env: Mapping[str, str], cwd: Path, *, terminal: bool = False) -> bytes:
    return json.dumps([list(arguments), dict(env), str(cwd), _umask(), terminal]).encode()


def echo(terminal: int, *, on: bool) -> None:
    """Let a terminal show what is typed on it, or not."""
    import termios

    settings = termios.tcgetattr(terminal)
    settings[3] = settings[3] | termios.ECHO if on else settings[3] & ~termios.ECHO
    termios.tcsetattr(terminal, termios.TCSANOW, settings)


def _write(descriptor: int, content: bytes) -> None:
    with suppress(BrokenPipeError), os.fdopen(descriptor, "wb") as pipe:
        pipe.write(content)


def _read(descriptor: int) -> bytes:
    with os.fdopen(descriptor, "rb") as pipe:
        return pipe.read()


def _umask() -> int:
    """The rights that new files of this process are not given."""
    umask = os.umask(0o077)  # there is no other way to ask for it
    os.umask(umask)
    return umask


def keep_signatures() -> None:
    """Have each command's parameters read once in a process: else that is most of what a short command costs."""
    main: Any = import_module("typer.main")
    main.get_params_from_function = cache(main.get_params_from_function)
    typer_line: Any = import_module("recovery.typer_line")
    typer_line.as_typer_reads = cache(typer_line.as_typer_reads)
    plain_line: Any = import_module("recovery.plain_line")
    plain_line._taken = cache(plain_line._taken)


def stretch_little() -> None:
    """Have a passphrase cost what the floor asks for, a sixth: else that is most of what a locked journal's lines cost.

    `keyfile.COST` stays what it is, and a program that is started anew spends it. What was stretched in this process
    is not stretched again.
    """
    from recovery.commands import unlock
    from recovery.store import health, keyfile, keys

    for module in (keys, health, unlock):
        vars(module)["COST"] = keyfile.FLOOR
    vars(keys)["stretched"] = cache(keys.stretched)


def copy_empty_journals() -> None:
    """Have a new journal without a passphrase copied from one that was migrated once; its id is its own.

    Making the tables is most of what `init` costs. `store/test_migrating.py` holds both to be equal.
    """
    engine: Any = import_module("recovery.store.engine")
    migrating: Any = import_module("recovery.store.migrating")
    schema: Any = import_module("recovery.store.schema")
    migrate = migrating.migrate

    @cache
    def migrated(steps: tuple[object, ...]) -> Any:  # a test may have other steps
        connection = engine.connect(":memory:")
        migrate(connection)
        return connection

    @wraps(migrate)
    def copied(connection: Any) -> None:
        if connection.execute("SELECT 1 FROM sqlite_schema").fetchone():
            migrate(connection)
            return
        try:
            migrated((*schema.MIGRATIONS,)).backup(connection)
        except engine.EngineError:  # a locked one, or a full disk, which is to be told of as it is
            migrate(connection)
        else:
            connection.execute("UPDATE journal SET id = lower(hex(randomblob(16)))")

    migrating.migrate = copied


def load() -> None:
    """Import all that a command may need; of SQLite and the random numbers nothing is begun yet."""
    import recovery
    from recovery import plain_line, table, typer_line

    for module in pkgutil.walk_packages(recovery.__path__, "recovery."):
        if not module.name.startswith(("recovery.__main__", "recovery.server", "recovery.systems")):
            import_module(module.name)
    for name in (*ALSO, *SERVER):
        import_module(name)
    keep_signatures()
    stretch_little()
    copy_empty_journals()
    for command in table.COMMANDS:
        typer_line.click_command(command)
        plain_line._taken(table.function_of(command))
    gc.freeze()


def forked(requests: socket.socket) -> list[str]:
    """Wait for requests, and fork for each; returns, in a process that is to run a command line, with its arguments.

    Here the ends of those processes are waited for too, and told.
    """
    woken, wakes = os.pipe()
    for descriptor in (woken, wakes):
        os.set_blocking(descriptor, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wakes, warn_on_full_buffer=False)
    answers: dict[int, int] = {}  # by a process's number, where its exit code is written
    while True:
        ready = select.select([requests.fileno(), woken], [], [])[0]
        if woken in ready:
            os.read(woken, 1 << 16)
            _tell_ended(answers)
        if requests.fileno() not in ready:
            continue
        word, descriptors, _, _ = socket.recv_fds(requests, 1, 5)
        if not word:
            os._exit(0)
        wanted, answer, *streams = descriptors
        child = os.fork()
        if child == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            requests.close()
            for descriptor in (woken, wakes, answer, *answers.values()):
                os.close(descriptor)
            return begun(wanted, *streams)
        answers[child] = answer
        with suppress(BrokenPipeError):
            os.write(answer, f"{child}\n".encode())
        for descriptor in (wanted, *streams):
            os.close(descriptor)


def _tell_ended(answers: dict[int, int]) -> None:
    """Tell the exit code of each process that has ended, and forget it."""
    for pid in [*answers]:
        has_ended, status = os.waitpid(pid, os.WNOHANG)
        if has_ended:
            with suppress(BrokenPipeError):
                os.write(answers[pid], f"{os.waitstatus_to_exitcode(status)}\n".encode())
            os.close(answers.pop(pid))


def begun(wanted: int, stdin: int, stdout: int, stderr: int) -> list[str]:
    """Be, in this fork, the process that is asked for; returns its arguments."""
    arguments, env, cwd, umask, terminal = json.loads(_read(wanted))
    for place, descriptor in enumerate((stdin, stdout, stderr)):
        os.dup2(descriptor, place)
        os.close(descriptor)
    if terminal:
        _take_terminal()
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    os.chdir(cwd)
    os.umask(umask)
    line: list[str] = arguments
    return line


def ended(main: Callable[[], None]) -> None:
    """Run `main` and end with its exit code as Python does, but take nothing apart where nothing can be seen of it.

    Each page of memory that is touched for that is copied first: most of what a short command would cost.
    """
    try:
        main()
        code: Any = 0
    except SystemExit as end:
        code = end.code
    with suppress(OSError, ValueError):  # who cannot be written to any more: Python says so itself
        if isinstance(code, int) and threading.active_count() == 1:
            atexit._run_exitfuncs()
            for stream in (sys.stdout, sys.stderr):
                stream.flush()
            os._exit(code)
    sys.exit(code)


def _take_terminal() -> None:
    """Have the terminal on the streams for one's own, and Python's streams as they begin on a terminal."""
    import fcntl
    import termios

    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    at_once = bool(os.environ.get("PYTHONUNBUFFERED"))
    for place, (name, errors) in enumerate(STREAMS.items()):
        mode, buffering = ("wb", 0 if at_once else -1) if place else ("rb", -1)
        stream = io.TextIOWrapper(
            os.fdopen(place, mode, buffering, closefd=False),
            encoding="utf-8",
            errors=errors,
            line_buffering=not at_once,
            write_through=at_once,
        )
        setattr(sys, name, stream)


if __name__ == "__main__":
    load()
    from recovery import cli

    sys.argv = ["recovery", *forked(socket.socket(fileno=int(sys.argv[1])))]
    ended(cli.main)
