"""The files of deploy/ against the program: it takes what they start it with, and they leave it the time to end."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import httpx

from recovery.server import processes
from tests.server.conftest import Postgres, Serving

PROJECT = Path(__file__).parents[2]
COMPOSE = (PROJECT / "deploy/compose.yaml").read_text()
SERVER = COMPOSE.partition("\n  server:\n")[2].partition("\n  caddy:\n")[0]
UNIT = (PROJECT / "deploy/recovery.service").read_text()
OF_THE_MACHINE = frozenset({"--host", "--port", "--database"})


def matched(pattern: str, text: str) -> str:
    match = re.search(pattern, text, re.MULTILINE)
    assert match, pattern
    return match[1]


def elsewhere(words: list[str]) -> list[str]:
    """The options without those that say where on the machine it listens and keeps its file."""
    left = iter(words)
    kept = []
    for word in left:
        if word in OF_THE_MACHINE:
            next(left)
        else:
            kept.append(word)
    return kept


def test_compose_starts_a_server_that_its_healthcheck_finds(postgres: Postgres) -> None:
    words = json.loads(
        matched(r"^    command: (\[.*\])$", SERVER).replace("${RECOVERY_NAME:?}", "recovery.example.org")
    )
    started = Serving(postgres.database(), *elsewhere(words))
    assert started.said.endswith(" for https://recovery.example.org\n")
    path = matched(r"http://127\.0\.0\.1:8765(/\w+)'", SERVER)
    assert httpx.get(started.origin + path).json() == {"status": "ready"}
    assert started.stop() == 0


def test_the_unit_starts_a_server(tmp_path: Path) -> None:
    program, *words = shlex.split(matched(r"^ExecStart=(.*)$", UNIT))
    assert (Path(program).name, words.pop(0)) == ("recovery", "serve")
    started = Serving(f"sqlite://{tmp_path}/server.db", *elsewhere(words))
    assert started.said.endswith(" for https://recovery.example.org\n")
    assert started.stop() == 0


def test_both_wait_longer_than_a_server_takes_to_stop() -> None:
    patience = matched(r"^    stop_grace_period: (\d+)s$", SERVER), matched(r"^TimeoutStopSec=(\d+)$", UNIT)
    assert all(int(seconds) >= processes.STOP_SECONDS + 5 for seconds in patience)


def test_the_page_names_what_compose_wants() -> None:
    caddyfile = (PROJECT / "deploy/Caddyfile").read_text()
    wanted = set(re.findall(r"\$\{(\w+):\?\}", COMPOSE)) | set(re.findall(r"\{\$(\w+)\}", caddyfile))
    page = (PROJECT / "docs/deploy/compose.md").read_text()
    assert wanted == set(re.findall(r"(\w+)=", matched(r"^printf '([^']*)'", page).replace(r"\n", " ")))


def test_the_proxy_waits_for_no_head_for_long() -> None:
    """The server leaves that to it."""
    for file in ("deploy/Caddyfile", "docs/deploy/one-machine.md"):
        text = (PROJECT / file).read_text()
        assert int(matched(r"^\s*read_header (\d+)s$", text)) <= 30
        assert matched(r"^\s*idle (\S+)$", text)
