"""Brings the programs that this one is compared with, before anything is measured, and says loudly which are missing.

Each comes from PyPI or npm into a folder of its own below `build/benchmarks`, where it stays for the next run.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from benchmarks import actual, mailboxes, peer
from benchmarks.measure import LOUD, alone

MISSING = "NOT SET UP, so nothing is compared with it"


def sections(*, quick: bool) -> Iterator[list[str]]:  # noqa: ARG001 - as all parts are called
    """One line for each program."""
    yield ["", "What is compared with", "-" * 80]
    programs: dict[str, Callable[[], Any]] = {f"jrnl {peer.VERSION}": peer.install}
    programs |= {wanted: partial(mailboxes.install, name) for name, wanted in mailboxes.VERSIONS.items()}
    programs["Actual's server 26.9"] = actual.install
    for name, install in programs.items():
        try:
            install()
        except (OSError, subprocess.SubprocessError) as error:
            why = str(error) if isinstance(error, FileNotFoundError) else type(error).__name__
            yield [f"{LOUD}{name}: {MISSING}: {why}"]
        else:
            yield [f"  {name:<42}{'ready':>8}"]


if __name__ == "__main__":
    alone("set_up", __doc__, sections)
