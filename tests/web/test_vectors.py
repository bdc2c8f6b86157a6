"""The phone's own modules open every test vector, and ship the words and kinds that the program has."""

from __future__ import annotations

import json
import re
import subprocess
from importlib.resources import files

from tests.conftest import PATIENCE_SECONDS
from tests.vectors import make
from tests.web.node import HERE, NODE

DATA = HERE.parents[1] / "webapp" / "src" / "data"


def test_the_phone_opens_what_is_written_down() -> None:
    command = [str(NODE), str(HERE / "vectors.mjs"), str(make.HERE)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    checks = re.fullmatch(r"(\d+) checks\n", ran.stdout)
    assert checks
    assert int(checks[1]) > 200


def test_the_phone_has_the_words_and_the_kinds_of_the_program() -> None:
    words = files("recovery.store").joinpath("words.txt").read_text("ascii").split()
    assert json.loads((DATA / "words.json").read_text("utf-8")) == words
    told = json.loads((HERE.parents[1] / "docs" / "records.json").read_text("utf-8"))
    kinds = json.loads((DATA / "kinds.json").read_text("utf-8"))
    assert kinds["formats"] == {name: form["pattern"] for name, form in told["formats"].items()}
    shipped = ("local", "one_answer", "columns")
    assert kinds["kinds"] == {
        kind: {name: of[name] for name in shipped if name in of} for kind, of in told["kinds"].items()
    }
