"""What a locked journal costs: each command with an open session beside the same on an open journal, as a ratio.

The issue's bound is 1.15. Unlocking is shown beside what Argon2id alone costs.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import journals
from benchmarks.measure import Program, alone, compare, heading, lines

BOUND = 1.15
ROUNDS = 9
PASSPHRASE = {"RECOVERY_PASSPHRASE": "four random little words"}
RECOVERY = journals.RECOVERY
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("log", "6", "payday", "--outcome", "passed"),
    ("show",),
    ("streak", "--json"),
    ("report", "--json"),
    ("search", "walk"),
)
ARGON = (
    "import os; from recovery.store import keys; from recovery.store.keyfile import COST; "
    "keys.stretched('x' * 20, os.urandom(16), COST)"
)


def sections(*, quick: bool) -> Iterator[list[str]]:
    """One row for each command, and what unlocking costs."""
    rounds = 5 if quick else ROUNDS
    with tempfile.TemporaryDirectory() as folder:
        homes = {}
        for name in ("plain", "locked"):
            (Path(folder) / name).mkdir()
            homes[name] = {"RECOVERY_HOME": str(journals.make(Path(folder) / name, 3_000))}
        for first in (("passphrase", "set"), ("unlock", "--for", "1h")):
            env = os.environ | homes["locked"] | PASSPHRASE
            subprocess.run(
                [RECOVERY, *first], env=env, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
        yield heading("Locked, with an open session")
        for line in COMMANDS:
            ours = Program("with an open session", (RECOVERY, *line), homes["locked"])
            theirs = Program("without a passphrase", (RECOVERY, *line), homes["plain"])
            yield lines(compare(f"recovery {line[0]}", ours, theirs, rounds=rounds, limit=BOUND))
        unlock = Program("recovery unlock", (RECOVERY, "unlock"), homes["locked"] | PASSPHRASE)
        argon = Program("Python and Argon2id alone", (sys.executable, "-c", ARGON), {})
        yield lines(compare("Unlock once", unlock, argon, rounds=max(3, rounds // 3)))
        subprocess.run([RECOVERY, "lock"], env=os.environ | homes["locked"], check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    alone("locked", __doc__, sections)
