"""The two other engines, as Debian has them: Firefox by WebDriver BiDi, WebKitGTK by WebDriver on a screen in memory.

apt-get install firefox-esr webkit2gtk-driver xvfb
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import httpx

from tests.conftest import PATIENCE_SECONDS
from tests.web.node import Node

WINDOW = (360, 740)
MINI_BROWSERS = "/usr/lib/*/webkit2gtk-4.*/MiniBrowser"


class Engine(Protocol):
    """One page of another engine."""

    def open(self, address: str) -> None:
        """Load an address."""

    def run(self, code: str) -> Any:
        """What the body of an async function gives, as JSON."""


def missing(name: str) -> str | None:
    """Which program of an engine this machine lacks."""
    if name == "Firefox":
        return None if shutil.which("firefox-esr") or shutil.which("firefox") else "firefox-esr"
    lacks = [program for program in ("Xvfb", "WebKitWebDriver") if shutil.which(program) is None]
    return lacks[0] if lacks else None if _mini_browser() else "MiniBrowser"


class Firefox:
    """A stock Firefox without a window; `profile` is where it keeps what pages write."""

    def __init__(self, profile: Path) -> None:
        program = shutil.which("firefox-esr") or "firefox"
        command = [program, "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port", "0"]
        env = {**os.environ, "HOME": str(profile), "MOZ_HEADLESS_WIDTH": str(WINDOW[0])}
        self._process = subprocess.Popen(
            [*command, "about:blank"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        self._node = Node("bidi.mjs")
        self._node.ask("connect", f"{self._address()}/session")
        self._send("session.new", capabilities={})
        self._context = self._send("browsingContext.getTree")["contexts"][0]["context"]

    def _address(self) -> str:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            found = re.search(r"listening on (ws://\S+)", line)
            if found:
                return found[1]
        raise AssertionError("Firefox did not begin")

    def _send(self, method: str, **params: Any) -> Any:
        return self._node.ask("send", {"method": method, "params": params})

    def open(self, address: str) -> None:
        """Load an address."""
        self._send("browsingContext.navigate", context=self._context, url=address, wait="complete")

    def run(self, code: str) -> Any:
        """What the body of an async function gives, as JSON."""
        expression = f"(async () => {{ {code} }})().then(found => JSON.stringify(found ?? null))"
        given = self._send(
            "script.evaluate", expression=expression, target={"context": self._context}, awaitPromise=True
        )
        if given["type"] != "success":
            raise AssertionError(given["exceptionDetails"]["text"])
        return json.loads(given["result"]["value"])

    def close(self) -> None:
        """End it."""
        self._send("browser.close")
        self._node.close()
        self._process.communicate(timeout=PATIENCE_SECONDS)


class WebKit:
    """WebKitGTK's own small browser."""

    def __init__(self, folder: Path) -> None:
        self._screen = subprocess.Popen(
            ["Xvfb", "-displayfd", "1", "-screen", "0", f"{WINDOW[0]}x{WINDOW[1]}x24", "-nolisten", "tcp"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._screen.stdout is not None
        display = f":{self._screen.stdout.readline().strip()}"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        # As root its sandbox cannot be had; what is shown is this checkout's own app.
        env = {**os.environ, "DISPLAY": display, "HOME": str(folder), "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1"}
        env |= {"LIBGL_ALWAYS_SOFTWARE": "1", "WEBKIT_DISABLE_COMPOSITING_MODE": "1", "GIO_USE_VFS": "local"}
        self._driver = subprocess.Popen(
            ["WebKitWebDriver", f"--port={port}"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE_SECONDS, trust_env=False)
        options = {"binary": _mini_browser(), "args": ["--automation"]}
        wanted = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        self._session = f"/session/{self._begun(wanted)['sessionId']}"
        self._ask("/timeouts", {"script": PATIENCE_SECONDS * 1000, "pageLoad": PATIENCE_SECONDS * 1000})

    def _begun(self, wanted: Any) -> Any:
        ends = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return self._answer(self._client.post("/session", json=wanted))
            except httpx.ConnectError:
                assert time.monotonic() < ends
                time.sleep(0.05)

    def _ask(self, path: str, given: Any) -> Any:
        return self._answer(self._client.post(f"{self._session}{path}", json=given))

    @staticmethod
    def _answer(answer: httpx.Response) -> Any:
        value = answer.json()["value"]
        assert answer.status_code == httpx.codes.OK, value
        return value

    def open(self, address: str) -> None:
        """Load an address."""
        for url in ("about:blank", address):  # the same address again would be this page anew, on its screen
            self._ask("/url", {"url": url})

    def run(self, code: str) -> Any:
        """What the body of an async function gives, as JSON."""
        script = (
            f"const done = arguments[0]; (async () => {{ {code} }})()"
            ".then(found => done([true, JSON.stringify(found ?? null)]), error => done([false, String(error)]))"
        )
        good, said = self._ask("/execute/async", {"script": script, "args": []})
        assert good, said
        return json.loads(said)

    def close(self) -> None:
        """End it, and its screen."""
        self._client.delete(self._session)
        self._client.close()
        for process in (self._driver, self._screen):
            process.terminate()
            process.communicate(timeout=PATIENCE_SECONDS)


def _mini_browser() -> str:
    return next((str(path) for path in sorted(Path("/").glob(MINI_BROWSERS.lstrip("/")))), "")


@contextmanager
def running(name: str) -> Iterator[Engine]:
    """That engine, with an empty profile."""
    with tempfile.TemporaryDirectory(prefix="recovery-engine-") as folder:
        engine = Firefox(Path(folder)) if name == "Firefox" else WebKit(Path(folder))
        try:
            yield engine
        finally:
            engine.close()
