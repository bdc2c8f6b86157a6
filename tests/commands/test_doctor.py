"""What `doctor` ends with: advice is no fault, and a fault is one."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import Call


def test_advice_without_a_fault_ends_well(heroin: Call, home: Path) -> None:
    heroin("substance", "add", "gizmo")
    states = {check["state"] for check in heroin("doctor", "--json").json["checks"]}
    assert "advice" in states
    assert "fault" not in states
    assert heroin("doctor").code == 0
    (home / "journal.db").write_bytes(b"no journal")
    assert heroin("doctor").code == 5
