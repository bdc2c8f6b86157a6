"""Brings all that is measured or compared with before the clock starts, and says loudly what is missing.

Each program comes from PyPI or npm into a folder of its own below `build/benchmarks`, where it stays for the next run.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from benchmarks import actual, mailboxes, peer, phone
from benchmarks.measure import LOUD, alone
from tests.web.browser import bring
from webapp import make_app

MISSING = "NOT THERE, so what needs it is not measured"


def browser() -> None:
    """The tests' browser; raises `FileNotFoundError`."""
    if bring.executable() is None and bring.main():
        raise FileNotFoundError(phone.NO_BROWSER)


def sections(*, quick: bool) -> Iterator[list[str]]:  # noqa: ARG001 - as all parts are called
    """One line for each program."""
    yield ["", "What is measured and compared with", "-" * 80]
    programs: dict[str, Callable[[], Any]] = {f"jrnl {peer.VERSION}": peer.install}
    programs |= {wanted: partial(mailboxes.install, name) for name, wanted in mailboxes.VERSIONS.items()}
    programs["Actual's server 26.9"] = actual.install
    programs |= {"Actual's app 26.9": phone.actual, "the phone app": phone.built, "a browser": browser}
    for name, install in programs.items():
        try:
            install()
        except (OSError, subprocess.SubprocessError, make_app.CannotBuild) as error:
            why = type(error).__name__ if isinstance(error, subprocess.SubprocessError) else str(error)
            yield [f"{LOUD}{name}: {MISSING}: {why}"]
        else:
            yield [f"  {name:<42}{'ready':>8}"]


if __name__ == "__main__":
    alone("set_up", __doc__, sections)
