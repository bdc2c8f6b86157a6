"""The app as `recovery serve` gives it: which files, under which headers, and that the API keeps its own."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import recovery
from benchmarks.phone import KB, START_KB, scripts
from recovery.web import headers
from tests.conftest import Run
from tests.server.conftest import Serving
from tests.web.conftest import served

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types files"
)


@pytest.fixture(scope="module")
def asked(serving: Serving) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=serving.origin, trust_env=False) as client:
        yield client


def test_every_file_comes_with_its_type_and_the_policy(asked: httpx.Client, app: Path) -> None:
    listed = json.loads((app / "files.json").read_text("utf-8"))["files"]
    for name in listed:
        got = asked.get(f"/app/{name}")
        assert got.status_code == 200
        assert got.content == (app / name).read_bytes()
        own = headers.POLICIES.get(name, headers.WORKER if ".worker." in name else POLICY)
        assert got.headers.get_list("content-security-policy") == [own]
        assert got.headers.get_list("cross-origin-opener-policy") == ["same-origin"]
        assert got.headers.get_list("cross-origin-resource-policy") == ["same-origin"]
        assert got.headers.get_list("x-content-type-options") == ["nosniff"]
        assert "camera=(self)" in got.headers["permissions-policy"]
        assert "geolocation=()" in got.headers["permissions-policy"]
        hashed = re.fullmatch(r"[a-z_]+-[A-Z0-9]{8}\.(js|css)", name)
        assert got.headers.get_list("cache-control") == [
            "public, max-age=31536000, immutable" if hashed else "no-cache"
        ]
        assert "wasm" not in got.headers["content-security-policy"] or name == "passphrase.worker.js"
        assert asked.get(f"/app/{name}", headers={"if-none-match": got.headers["etag"]}).status_code == 304


def test_the_first_page_stands_at_its_folder_and_the_address_alone_leads_there(asked: httpx.Client, app: Path) -> None:
    page = (app / "index.html").read_bytes()
    assert asked.get("/app/").content == page
    for path in ("/", "/app"):
        led = asked.get(path)
        assert (led.status_code, led.headers["location"]) == (307, "/app/")
    packed = asked.send(asked.build_request("GET", "/app/", headers={"accept-encoding": "gzip"}), stream=True)
    assert gzip.decompress(b"".join(packed.iter_raw())) == page


def test_nothing_else_is_served_and_the_api_keeps_its_own_headers(asked: httpx.Client) -> None:
    for path in ("/app/nothing.js", "/app/../recovery/__init__.py", "/app/%2e%2e/manifest.py", "/app/..%2fmanifest.py"):
        assert asked.get(path).status_code == 404
    about = asked.get("/v1/about")
    assert about.headers.get_list("content-security-policy") == ["default-src 'none'; frame-ancestors 'none'"]
    assert about.headers.get_list("cache-control") == ["no-store"]
    assert asked.get("/app/", headers={"host": "elsewhere.example"}).status_code == 421


def test_a_program_without_the_app_says_so_when_it_serves_and_in_doctor(tmp_path: Path, home: Path, run: Run) -> None:
    left = shutil.ignore_patterns("static", "__pycache__")
    shutil.copytree(Path(recovery.__file__).parent, tmp_path / "recovery", ignore=left)
    env = {"PYTHONPATH": str(tmp_path), "PYTHONSAFEPATH": "1"}
    with served(tmp_path, env=env) as bare:
        assert httpx.get(f"{bare.origin}/app/", trust_env=False).status_code == 404
    assert any("Without the phone app" in line for line in bare.log)
    run("init", "--since", "2026-01-01", "--substance", "heroin", "--timezone", "America/New_York")
    checks = {check["name"]: check for check in run("doctor", "--json", env=env).json["checks"]}
    assert checks["app"]["state"] == "advice"
    assert "make web" in checks["app"]["text"]
    assert run("app", "export", str(tmp_path / "hosted"), env=env).code == 4


def test_without_the_app_only_the_mailbox_is_served(tmp_path: Path) -> None:
    with served(tmp_path, "--no-app") as bare:
        assert httpx.get(f"{bare.origin}/app/", trust_env=False).status_code == 404
        assert httpx.get(f"{bare.origin}/", trust_env=False).status_code == 404
        assert httpx.get(f"{bare.origin}/v1/about", trust_env=False).status_code == 200
    assert not any("phone app" in line for line in bare.log)


ALL_KB = 342  # decision 0275


def test_the_scripts_are_no_larger_than_they_were(app: Path) -> None:
    """A phone on a slow line waits for the first ones; what is said of all of them stands in docs/figures.md."""
    first, _, whole = scripts(app)
    assert first <= START_KB * KB
    assert whole <= ALL_KB * KB
