"""What the phone reckons with stands apart: rules know rows and data alone, no page, no clock, no chance, no key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

RULES = Path(__file__).resolve().parents[2] / "webapp" / "src" / "rules"
OUTSIDE = re.compile(
    r"\b(?:Date\.now|new Date\(\)|Math\.random|fetch\(|localStorage|await)"
    r"|\b(?:crypto|window|navigator|console|performance)\."
)


@pytest.mark.parametrize("path", sorted(RULES.glob("*.ts")), ids=lambda path: path.stem)
def test_a_rule_stands_on_rules_and_data_alone(path: Path) -> None:
    source = re.sub(r"//[^\n]*|/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
    imported = re.findall(r'from "([^"]+)"', source)
    assert [name for name in imported if not re.fullmatch(r"\./\w+\.ts|\.\./data/\w+\.json", name)] == []
    assert OUTSIDE.findall(source) == []
