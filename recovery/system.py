"""What differs from one operating system to another, under the same names: files and rights, locks, keys, memory.

Everything else of the program asks here. `systems/posix.py` serves Linux, macOS and the
BSDs, `systems/windows.py` Windows. What a system cannot do at all is said by a constant: `FORKS`, `RIGHTS`.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from subprocess import CompletedProcess

if sys.platform == "win32":
    from recovery.systems import windows as here
else:
    from recovery.systems import posix as here

LINUX_MACHINE = here.LINUX_MACHINE  # the kind of processor under a Linux kernel; empty for another kernel
EDITORS = here.EDITORS  # where the person names none, the first that is there
FORKS = here.FORKS  # whether a process can go on as two: the agent and the server's workers
RIGHTS = here.RIGHTS  # whether a file says who may read it
create_private = here.create_private
ended_input = here.ended_input
forget_typed = here.forget_typed
harden = here.harden
keep_freed = here.keep_freed
lock_file = here.lock_file
lock_folder = here.lock_folder
old_content = here.old_content
open_files = here.open_files
open_plain = here.open_plain
prepare = here.prepare
seconds_up = here.seconds_up
settle_folder = here.settle_folder
single_keys = here.single_keys
split_command = here.split_command
typed_bytes = here.typed_bytes
user_of = here.user_of


def data_folder(name: str) -> str:
    """Where programs of that name keep a person's data on this system."""
    import os

    if not LINUX_MACHINE:
        from platformdirs import user_data_dir

        return user_data_dir(name, appauthor=False)
    return os.path.join(os.path.expanduser(os.environ.get("XDG_DATA_HOME") or "~/.local/share"), name)  # noqa: PTH111, PTH118 - pathlib raises where nobody has that name


def home_folder() -> str:
    """The one folder that holds everything: `RECOVERY_HOME`, else the system's place for a person's data."""
    import os

    chosen = os.environ.get("RECOVERY_HOME")
    if chosen:
        return os.path.abspath(os.path.expanduser(chosen))  # noqa: PTH100, PTH111 - pathlib raises where nobody has that name
    return data_folder("recovery")


OPEN = frozenset({"RECOVERY_HOME", "RECOVERY_DEBUG"})  # of this program's own variables, those that hold no secret


def open_environment() -> dict[str, str]:
    """The environment for a program that this one starts: without passphrases and passwords of this one's."""
    import os

    ours = ("RECOVERY_", "_RECOVERY_")
    return {name: value for name, value in os.environ.items() if name in OPEN or not name.startswith(ours)}


def run_program(
    line: Sequence[str], *, answers: bool = False, silent: bool = False, seconds: float | None = None
) -> CompletedProcess[bytes]:
    """Start another program with an open environment, and wait for it: no other place of this one starts any.

    With `answers` what it writes is in `stdout`; `silent` keeps all that it says from the terminal. Raises `OSError`
    where it cannot be started, `TimeoutError` where it takes longer than so many seconds.
    """
    import subprocess

    out = subprocess.PIPE if answers or silent else None
    errors = subprocess.DEVNULL if silent else None
    try:
        return subprocess.run(line, stdout=out, stderr=errors, check=False, timeout=seconds, env=open_environment())
    except subprocess.TimeoutExpired:
        raise TimeoutError from None


def feed_program(line: Sequence[str], content: bytes, more: Mapping[str, str]) -> None:
    """Start a program as `run_program` does, with more environment, give it the content, and wait until it is left.

    Ctrl-C is that program's own affair meanwhile. Raises `OSError` where it cannot be started.
    """
    import subprocess
    from contextlib import suppress

    child = subprocess.Popen(line, stdin=subprocess.PIPE, env={**open_environment(), **more})
    with suppress(KeyboardInterrupt):
        child.communicate(content)
    while child.poll() is None:
        with suppress(KeyboardInterrupt):
            child.wait()
