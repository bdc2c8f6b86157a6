"""`app verify`, `app export` and `sync` against servers that serve the app, another one, an older one, or none.

The server that lies is a real one: `recovery serve` of a copy of the program in which a script was changed.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import recovery
from recovery.web import manifest
from recovery.web import verify as comparing
from tests.conftest import Call, Run
from tests.server.conftest import Serving
from tests.web.conftest import served


@pytest.fixture
def copy(app: Path, tmp_path: Path) -> Path:
    """A copy of the program, to be changed; returns the folder that it lies in."""
    left = shutil.ignore_patterns("__pycache__")
    shutil.copytree(Path(recovery.__file__).parent, tmp_path / "copy" / "recovery", ignore=left)
    return tmp_path / "copy"


def change_worker(static: Path) -> str:
    """Put a line into the script that keeps the app on a phone, as somebody would who wants to read along."""
    script = static / "worker.js"
    script.write_text(script.read_text("utf-8") + "fetch('/v1/about');\n", "utf-8")
    return script.name


def raise_version(static: Path) -> str:
    """Make it the app of a newer program, with the list that belongs to it."""
    page = static / "index.html"
    page.write_text(page.read_text("utf-8") + "<!-- newer -->\n", "utf-8")
    listed = static / manifest.LIST
    listed.write_text(listed.read_text("utf-8").replace(f'"{recovery.__version__}"', '"99.1"'), "utf-8")
    return page.name


def test_the_app_of_this_program_is_known_again(serving: Serving, call: Call) -> None:
    for address in (serving.origin, f"{serving.origin}/app/"):
        ran = call("app", "verify", address)
        assert ran.code == 0, ran.err
        assert manifest.ours().shown in ran.out
    answer = call("app", "verify", serving.origin, "--json").json
    assert answer["same"] is True
    assert answer["known"]["checksum"] == manifest.ours().checksum
    assert call("app", "verify", f"{serving.origin}/v1/").code == 3
    assert call("app", "verify", "http://example.org/app").code == 2


@pytest.mark.parametrize(("spoil", "said"), [(change_worker, "somebody changed it"), (raise_version, "version 99.1")])
def test_another_app_is_found_by_verify_and_by_each_sync(
    spoil: Callable[[Path], str], said: str, copy: Path, home: Path, run: Run
) -> None:
    name = spoil(copy / "recovery" / "web" / "static")
    with served(copy, env={"PYTHONPATH": str(copy), "PYTHONSAFEPATH": "1"}) as lying:
        ran = run("app", "verify", lying.origin)
        assert ran.code == 6
        assert f"changed: {name}" in ran.out
        assert said in ran.err
        assert json.loads(run("app", "verify", lying.origin, "--json").out)["changed"] == [name]
        run("init", "--since", "2026-01-01", "--substance", "heroin", "--timezone", "America/New_York")
        assert run("sync", "join", lying.origin, "--json").code == 0
        ran = run("sync")
        assert ran.code == 0
        assert said in ran.err
        assert said in run("sync", "--json").json["warnings"][-1]


def test_each_sync_looks_at_what_names_the_others_and_in_time_at_all_of_them(app: Path) -> None:
    code = {name for name in manifest.ours().files if not name.endswith(comparing.SHOWN)}
    looks = [comparing.sample() for _ in range(500)]
    for names in looks:
        assert {"index.html", "circle.html", "worker.js"} < names < code
        assert len(names) == 3 + comparing.SAMPLED
    assert set().union(*looks) == code
    assert len({frozenset(names) for names in looks}) > 100

    changed = next(app.glob("app-*.js")).name
    asked: list[str] = []

    def fetch(name: str, _limit: int) -> tuple[int, bytes]:
        asked.append(name)
        return 200, (app / (name or "index.html")).read_bytes() + (b"fetch('/v1/about')" if name == changed else b"")

    for names in looks[:50]:
        asked.clear()
        verdict = comparing.verify(fetch, names)
        assert {name or "index.html" for name in asked} == {*names, manifest.LIST}
        assert verdict.changed == ((changed,) if changed in names else ())
    assert comparing.verify(fetch).changed == (changed,)


def test_sync_says_nothing_where_the_app_is_the_same_or_none_is_served(
    serving: Serving, tmp_path: Path, home: Path, run: Run
) -> None:
    run("init", "--since", "2026-01-01", "--substance", "heroin", "--timezone", "America/New_York")
    assert run("sync", "join", serving.origin, "--json").code == 0
    ran = run("sync")
    assert (ran.code, ran.err) == (0, "")
    with served(tmp_path, "--no-app") as bare:
        assert run("app", "verify", bare.origin).code == 3


def test_exported_files_are_the_app_with_the_headers_it_needs(app: Path, call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "hosted"
    ran = call("app", "export", str(folder), "--server", "https://sync.example.org/")
    assert ran.code == 0, ran.err
    for path in app.iterdir():
        assert (folder / path.name).read_bytes() == path.read_bytes()
    said = (folder / "_headers").read_text("utf-8")
    assert "connect-src 'self' https://sync.example.org; base-uri 'none'" in said
    assert call("app", "export", str(folder)).code == 4
    assert call("app", "export", str(tmp_path / "other"), "--server", "sync.example.org").code == 2
