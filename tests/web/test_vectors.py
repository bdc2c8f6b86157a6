"""The phone's own modules open every test vector."""

from __future__ import annotations

import re
import subprocess

from tests.conftest import PATIENCE_SECONDS
from tests.vectors import make
from tests.web.node import HERE, NODE


def test_the_phone_opens_what_is_written_down() -> None:
    command = [str(NODE), str(HERE / "vectors.mjs"), str(make.HERE)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    checks = re.fullmatch(r"(\d+) checks\n", ran.stdout)
    assert checks
    assert int(checks[1]) > 200
