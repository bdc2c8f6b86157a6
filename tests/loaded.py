"""The program loaded once, and a process of its own for each command line: forked, so that none loads it again.

Standard streams, folder, environment, signals and exit are those of any process. What hangs on the loading starts
Python anew: terminals, `test_startup`, limits set before it, another language or other settings of Python itself.
"""

from __future__ import annotations

import gc
import json
import os
import pkgutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib import import_module
from pathlib import Path

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
        pipes = [os.pipe() for _ in range(5)]
        (wanted, wanting), (ending, ended), (stdin, feed), (out, stdout), (err, stderr) = pipes
        theirs = [wanted, ended, stdin, stdout, stderr]
        socket.send_fds(self.requests, [b"."], theirs)
        for descriptor in theirs:
            os.close(descriptor)
        with ThreadPoolExecutor(3) as side:
            request = json.dumps([list(arguments), dict(env), str(cwd), _umask()]).encode()
            side.submit(_write, wanting, request)
            side.submit(_write, feed, given or b"")
            said = [side.submit(_read, descriptor) for descriptor in (out, err)]
            code = int(_read(ending))
        return code, said[0].result().decode(), said[1].result().decode()

    def close(self) -> None:
        self.requests.close()
        self.process.wait()


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


def load() -> None:
    """Import all that a command may need; of SQLite and the random numbers nothing is begun yet."""
    import recovery

    for module in pkgutil.walk_packages(recovery.__path__, "recovery."):
        if not module.name.startswith(("recovery.__main__", "recovery.server", "recovery.systems")):
            import_module(module.name)
    for name in ALSO:
        import_module(name)
    gc.freeze()


def forked(requests: socket.socket) -> list[str]:
    """Wait for requests, and fork for each; returns, in a process that is to run a command line, with its arguments."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who waits for a command is a fork too, and nobody waits for that
    while True:
        word, descriptors, _, _ = socket.recv_fds(requests, 1, 5)
        if not word:
            sys.exit()
        if os.fork() == 0:
            requests.close()
            return begun(*descriptors)
        for descriptor in descriptors:
            os.close(descriptor)


def begun(wanted: int, ended: int, stdin: int, stdout: int, stderr: int) -> list[str]:
    """Fork once more and return in that process, as it is to be; the first one waits for its end and tells the code."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    arguments, env, cwd, umask = json.loads(_read(wanted))
    child = os.fork()
    if child:
        for descriptor in (stdin, stdout, stderr):
            os.close(descriptor)
        _, status = os.waitpid(child, 0)
        os.write(ended, str(os.waitstatus_to_exitcode(status)).encode())
        os._exit(0)
    os.close(ended)
    for place, descriptor in enumerate((stdin, stdout, stderr)):
        os.dup2(descriptor, place)
        os.close(descriptor)
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    os.chdir(cwd)
    os.umask(umask)
    line: list[str] = arguments
    return line


if __name__ == "__main__":
    load()
    from recovery import cli

    sys.argv = ["recovery", *forked(socket.socket(fileno=int(sys.argv[1])))]
    cli.main()
