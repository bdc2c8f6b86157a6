"""The app's TypeScript holds to its types, in pages and in workers."""

from __future__ import annotations

from pathlib import Path

import pytest

from webapp import make_app


@pytest.mark.parametrize("settings", ["tsconfig.json", "tsconfig.worker.json"])
def test_the_app_holds_to_its_types(tools: Path, settings: str) -> None:
    checked = make_app.node(str(tools / "typescript" / "bin" / "tsc"), "-p", settings)
    assert checked.returncode == 0, checked.stdout
