"""The data of this slice as programs read it: the classes of substances, the cards and the numbers, in one file.

`docs/generate.py` makes `texts.json` of the TOML files beside it, which are what people edit: JSON is read in a tenth
of the time, and here somebody waits.
"""

from __future__ import annotations

import os
from functools import cache
from typing import Any

from recovery.wire import strict_json

_FILE = os.path.join(os.path.dirname(__file__), "texts.json")


def texts(name: str) -> dict[str, Any]:
    """What the TOML file of that name holds (`cards`, `numbers`, `substances`); a date in it is text."""
    return _all()[name]


@cache
def _all() -> dict[str, dict[str, Any]]:
    with open(_FILE, encoding="utf-8") as file:
        return strict_json.mapping(strict_json.read(file.read()))
