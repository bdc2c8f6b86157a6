"""Where the run happens: small disks that can be filled, and processes whose clock can be moved."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from benchmarks.measure import environment

SHIFT = "ENDURANCE_SHIFT"
PROGRAM = [sys.executable, "-m", "recovery"]
# Loaded by Python before anything else, in the processes that a process starts too.
MOVED_CLOCK = f"""\
import os
if float(os.environ.get("{SHIFT}") or 0):
    from datetime import UTC, datetime, timedelta
    import time_machine
    moved = datetime.now(UTC) + timedelta(seconds=float(os.environ["{SHIFT}"]))
    time_machine.travel(moved, tick=True).start()
"""


class Disk:
    """A disk of its own in memory, which can be filled; a plain folder where nobody may mount one."""

    def __init__(self, folder: Path, mib: int) -> None:
        self.folder = folder
        folder.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", f"size={mib}m,mode=700", "none", str(folder)]
        with suppress(OSError):
            self.small = subprocess.run(mount, capture_output=True, check=False).returncode == 0
        self._filler = folder / "filler"

    def fill(self) -> None:
        """Leave no room for anything."""
        with suppress(OSError), self._filler.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(64 * 1024))

    def empty(self) -> None:
        """Give the room back."""
        self._filler.unlink(missing_ok=True)

    def remove(self) -> None:
        """Let go of the disk and all on it."""
        if self.small:
            subprocess.run(["umount", "-l", str(self.folder)], capture_output=True, check=False)


def settings(folder: Path, shift: float, **more: str) -> dict[str, str]:
    """The environment of a process whose clock is moved by so many seconds."""
    place = folder / "clock"
    place.mkdir(exist_ok=True)
    (place / "sitecustomize.py").write_text(MOVED_CLOCK, "utf-8")
    path = os.pathsep.join(filter(None, [str(place), os.environ.get("PYTHONPATH", "")]))
    return environment({SHIFT: str(shift), **more}) | {"PYTHONPATH": path}


class Server:
    """A server on one port, which is killed, stopped and begun again."""

    def __init__(self, folder: Path, database: str, port: int, workers: int) -> None:
        self.origin, self.shift = f"http://127.0.0.1:{port}", 0.0
        self._folder, self._database, self._log = folder, database, folder / "server.log"
        self._line = [*PROGRAM, "serve", "--port", str(port), "--rate", "0", "--workers", str(workers)]
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> bool:
        """Begin; whether it serves. On a full disk it may not, and is tried again later."""
        given = settings(self._folder, self.shift, RECOVERY_SERVER_DATABASE=self._database)
        with self._log.open("a") as log:
            self.process = subprocess.Popen(self._line, env=given, stdout=subprocess.PIPE, stderr=log, text=True)
        assert self.process.stdout is not None
        return self.process.stdout.readline().startswith("Listening")

    def end(self, how: int) -> None:
        """Send it that signal, and wait until it has gone."""
        if self.process is None:
            return
        self.process.send_signal(how)
        self.process.wait(60)
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.process = None

    def again(self) -> None:
        """Begin, as often as it takes."""
        while not self.start():
            self.end(9)
            time.sleep(0.5)

    def workers(self) -> list[int]:
        """The processes that serve under the one that was started."""
        if self.process is None:
            return []
        listed = subprocess.run(
            ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(self.process.pid)],
            capture_output=True, text=True, check=False,
        ).stdout  # fmt: skip
        return [int(line.split()[0]) for line in listed.splitlines() if "spawn_main" in line]

    def said(self, word: str) -> int:
        """How many lines of its log hold a word."""
        return sum(word in line for line in self._log.read_text("utf-8").splitlines())
