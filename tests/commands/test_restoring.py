"""What asks on a terminal before it replaces something, and takes `--yes`: `restore` and `plan restore`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Call, OpenTerminal


@pytest.mark.parametrize(("reply", "left"), [("n", 2), ("", 2), ("y", 1)])
def test_restore_asks_before_it_takes_the_place(
    reply: str, left: int, heroin: Call, terminal: OpenTerminal, tmp_path: Path
) -> None:
    heroin("log", "5")
    heroin("backup", "-o", str(tmp_path / "copy.db"))
    heroin("log", "6")
    screen = terminal("restore", str(tmp_path / "copy.db"))
    screen.see("[y/N]")
    screen.type(reply)
    assert screen.end() == 0
    assert len(heroin("show", "--json").json) == left
    assert ("Nothing was changed." in screen.raw) == (left == 2)
    screen = terminal("restore", str(tmp_path / "copy.db"), "--yes")
    assert screen.end() == 0
    assert "[y/N]" not in screen.raw
    assert len(heroin("show", "--json").json) == 1


@pytest.mark.parametrize(("reply", "texts"), [("n", ["new"]), ("y", ["old"])])
def test_plan_restore_shows_what_differs_and_asks(
    reply: str, texts: list[str], heroin: Call, terminal: OpenTerminal
) -> None:
    item = heroin("plan", "add", "reason", "old", "--json").json["id"]
    heroin("plan", "remove", item, "--yes")
    heroin("plan", "add", "reason", "new")
    screen = terminal("plan", "restore", "1")
    screen.see("[y/N]")
    assert "old" in screen.raw
    screen.type(reply)
    assert screen.end() == 0
    reasons = heroin("plan", "show", "--json").json["sections"]["reasons"]
    assert [reason["text"] for reason in reasons] == texts
    assert terminal("plan", "restore", "1", "--yes").end() == 0
    assert [reason["text"] for reason in heroin("plan", "show", "--json").json["sections"]["reasons"]] == ["old"]
