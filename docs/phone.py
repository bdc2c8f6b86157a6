"""What the phone's rules are given as data: tables and limits that the program holds, each written once.

`docs/generate.py` writes them to `webapp/src/data/`, and its `--check` says where one is stale. What a rule does with
them is ported by hand (`webapp/src/rules/`) and held equal by `tests/web/test_same_rules.py`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from recovery.insights import abstinence

DATA = Path(__file__).resolve().parents[1] / "webapp" / "src" / "data"


def pages() -> Iterator[tuple[Path, str]]:
    """Each file with its text."""
    for made in (casefold, zones, countries, limits):
        yield DATA / f"{made.__name__}.json", written(made())


def written(content: Mapping[str, Any]) -> str:
    """JSON with a line for each key: small enough to ship, and a change of one of them shows as one line."""
    lines = (f"{json.dumps(key, ensure_ascii=False)}: {_short(value)}" for key, value in content.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _short(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def casefold() -> dict[str, str]:
    """The letters whose `casefold` is not their lower case; for all others the two are one."""
    letters = (chr(point) for point in range(sys.maxunicode + 1) if not 0xD800 <= point < 0xE000)
    return {letter: letter.casefold() for letter in letters if letter.casefold() != letter.lower()}


def zones() -> dict[str, str]:
    """Zones with the other names that they have: an engine may know one by another name alone."""
    lines = (line.split() for line in _tzdata("tzdata.zi"))
    return _grouped((target, name) for kind, target, name, *_ in (line for line in lines if line[:1] == ["L"]))


def countries() -> dict[str, str]:
    """Countries (ISO 3166) with the zones of their clocks."""
    rows = (line.split("\t") for line in _tzdata("zone.tab") if not line.startswith("#"))
    return _grouped((code, zone) for code, _, zone, *_ in rows)


def _tzdata(name: str) -> list[str]:
    return files("tzdata").joinpath("zoneinfo", name).read_text("utf-8").splitlines()


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Under each first text the second ones, with a blank between."""
    groups: dict[str, list[str]] = {}
    for first, second in sorted(pairs):
        groups.setdefault(first, []).append(second)
    return {first: " ".join(seconds) for first, seconds in groups.items()}


def limits() -> dict[str, Any]:
    """The numbers that rules go by, in days unless their name says otherwise."""
    return {
        "milestones": abstinence.MILESTONES,
        "year": abstinence.YEAR,
        "window_days": abstinence.WINDOW_DAYS,
        "measured_days": abstinence.MEASURED_DAYS,
        "fewest_known_days": abstinence.FEWEST_KNOWN_DAYS,
    }
