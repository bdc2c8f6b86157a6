"""A server as a person starts it, and several devices of several people, each with a folder of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recovery.store import opening
from tests.conftest import PATIENCE_SECONDS, Call, Ran

if TYPE_CHECKING:
    import pytest


class Served:
    """A server process on a port that was free."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", "recovery", "serve", "--port", "0", "--rate", "0", "--no-app"]
        self.folder = folder
        self._log = (folder / "log").open("w")
        self.process = subprocess.Popen(
            command,
            env={**os.environ, "RECOVERY_SERVER_DATABASE": f"sqlite:///{folder}/server.db"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )
        assert self.process.stdout is not None
        said = self.process.stdout.readline()
        match = re.match(r"Listening on (http://\S+)", said)
        assert match, said
        self.origin = match[1]

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE_SECONDS)
        assert self.process.stdout is not None
        self.process.stdout.close()
        self._log.close()


class Device:
    """One device: its folder, and commands run there in this process."""

    def __init__(self, name: str, folder: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
        self.name, self.folder, self._call, self._monkeypatch = name, folder, call, monkeypatch

    def __call__(self, *arguments: str, piped: str | None = None, passphrase: str | None = None) -> Ran:
        self._monkeypatch.setenv("RECOVERY_HOME", str(self.folder))
        if passphrase:
            self._monkeypatch.setenv(opening.VARIABLE, passphrase)
        else:
            self._monkeypatch.delenv(opening.VARIABLE, raising=False)
        opening.forget()
        return self._call(*arguments, piped=piped)

    def json(self, *arguments: str, **given: Any) -> Any:
        return self(*arguments, "--json", **given).json
