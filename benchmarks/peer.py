"""Side by side with jrnl, installed into an environment of its own, on a journal with the same cravings as ours."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.journals import COPING, LOG, RECOVERY, TRIGGERS, recovery
from benchmarks.measure import Program, Row, alone, bin_folder, compare, environment, heading, lines

VERSION = "4.6"
FOLDER = Path("build") / "benchmarks" / f"jrnl-{VERSION}"
SETTINGS = {
    "version": f"v{VERSION}",
    "editor": "",
    "encrypt": False,
    "template": False,
    "default_hour": 9,
    "default_minute": 0,
    "timeformat": "%Y-%m-%d %H:%M",
    "tagsymbols": "@",
    "highlight": False,
    "linewrap": 79,
    "indent_character": "|",
    "display_format": "pretty",
    "colors": {"body": "none", "date": "none", "tags": "none", "title": "none"},
}


def install() -> Path:
    """Install jrnl from PyPI, once; returns its program. Raises `CalledProcessError` where that is not possible."""
    program = (bin_folder(FOLDER) / "jrnl").absolute()
    if not program.exists():
        print(f"Installing jrnl {VERSION} into {FOLDER} ...", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(FOLDER)], check=True)
        python = str(bin_folder(FOLDER) / "python")
        subprocess.run(
            [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", f"jrnl=={VERSION}"], check=True
        )
        subprocess.run([python, "-m", "compileall", "-q", str(FOLDER)], check=False, env=environment({}))
    return program


def _names(rng: random.Random, count: int) -> list[tuple[str, str]]:
    tags = [name.replace(" ", "-").replace("'", "") for name in TRIGGERS]
    return [(first, second) for first, second in (rng.sample(tags, 2) for _ in range(count))]


def make(folder: Path, count: int) -> Path:
    """A jrnl with that many entries of two tags each; returns the settings file to run it with."""
    rng, first = random.Random(count), datetime(2020, 1, 1, 9, tzinfo=UTC)
    text = []
    for number, (one, other) in enumerate(_names(rng, count)):
        at = first + timedelta(hours=5 * number)
        text.append(
            f"[{at:%Y-%m-%d %H:%M}] Craving {rng.randint(0, 10)} @{one} @{other}\nthen {rng.choice(COPING)}\n\n"
        )
    journal = folder / f"jrnl-{count}.txt"
    journal.write_text("".join(text), "utf-8")
    settings = folder / f"jrnl-{count}.yaml"
    values = SETTINGS | {"journals": {"default": {"journal": str(journal)}}}
    # YAML; settings that are JSON as a whole it takes for those of an old version
    settings.write_text("".join(f"{name}: {json.dumps(value)}\n" for name, value in values.items()), "utf-8")
    return settings


def ours(folder: Path, count: int) -> Path:
    """The same entries as a journal of ours; returns its folder."""
    rng, first = random.Random(count), datetime(2020, 1, 1, 9, tzinfo=UTC)
    entries: list[dict[str, object]] = [
        {"kind": "profile", "timezone": "UTC", "day_starts": "04:00"},
        {"kind": "substance", "name": "heroin", "since": "2020-01-01"},
    ]
    for number, (one, other) in enumerate(_names(rng, count)):
        at = first + timedelta(hours=5 * number)
        values = {"kind": "craving", "at": f"{at:%Y-%m-%dT%H:%M:00Z}", "substance": "heroin", "outcome": "passed"}
        entries.append(
            values | {"intensity": rng.randint(0, 10), "triggers": [one, other], "coping": [rng.choice(COPING)]}
        )
    home = folder / f"ours-{count}"
    subprocess.run(
        [RECOVERY, "import", "-"],
        input="\n".join(map(json.dumps, entries)).encode(),
        env=environment({"RECOVERY_HOME": str(home)}),
        check=True,
        capture_output=True,
    )
    return home


def against_jrnl(folder: Path, rounds: int) -> Iterator[Row]:
    """Add, read the last, filter by tag: beside jrnl with as many entries of two tags each."""
    program = str(install())
    for count in (1_000, 10_000):
        settings, home = make(folder, count), ours(folder, count)
        jrnl = (program, "--config-file", str(settings))
        for what, mine, theirs in (
            ("add one", LOG, ("Craving 6. @payday @old-corner walk",)),
            ("the last ones (ours 20, jrnl 5)", ("show",), ("-n", "5")),
            ("filter by tag", ("show", "--trigger", "payday", "--all"), ("@payday",)),
        ):
            named = Program(f"jrnl {VERSION}", (*jrnl, *theirs), {"HOME": str(folder)})
            label = " ".join(("recovery", mine[0], *mine[1:2] * (mine[0] == "show")))
            yield compare(f"{count:,} entries: {what}", recovery(label, home, *mine), named, rounds=rounds)


def sections(*, quick: bool) -> Iterator[list[str]]:
    """The part, a comparison at a time."""
    yield heading("Side by side with jrnl, two tags each")
    with tempfile.TemporaryDirectory() as folder:
        for row in against_jrnl(Path(folder), 3 if quick else 5):
            yield lines(row)


if __name__ == "__main__":
    alone("peer", __doc__, sections)
