"""`recovery meetings` in whose time: the journal's where one is open, this machine's where none is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from recovery import clock
from tests.conftest import Call

if TYPE_CHECKING:
    import pytest


def test_a_list_that_names_no_zone_is_read_in_the_journals(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECOVERY_HOME", str(tmp_path / "journal"))
    monkeypatch.setattr(clock, "system_zone", lambda: "Asia/Tokyo")
    at = tmp_path / "list.csv"
    at.write_text("name,day,time\nMorning,1,07:00\n")
    assert "Times as in Asia/Tokyo." in call("meetings", str(at)).out
    assert call("init", "--timezone", "America/Denver").code == 0
    assert "Times as in America/Denver." in call("meetings", str(at)).out
    assert "Times as in Europe/Rome." in call("meetings", str(at), "--zone", "Europe/Rome").out
