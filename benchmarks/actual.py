"""Actual's sync server beside ours. It comes from npm and compiles better-sqlite3, once, for many minutes.

That takes Node 20 and its headers, which Debian's packages nodejs, npm and libnode-dev have. Its limit of 500 requests
a minute is lifted by `NODE_ENV=development`, which wants the second package. Each client has a file of its own.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.mailboxes import CLIENTS, KB, Peer, alternating, answers
from benchmarks.measure import environment

FOLDER = Path("build") / "benchmarks" / "actual-26.9.0"
PROGRAM = FOLDER / "node_modules" / "@actual-app" / "sync-server" / "build" / "bin" / "actual-server.js"
PACKAGES = ("@actual-app/sync-server@26.9.0", "http-proxy-middleware@3")
HEADERS = Path("/usr/include/node/node.h")
NO_NODE = "it wants Node 20 with its headers (Debian: nodejs, npm, libnode-dev)"
INSTALL_SECONDS = 900
PORT = 15_006
KIND = "application/actual-sync"
FIRST = datetime(2026, 1, 1, tzinfo=UTC)


def install() -> None:
    """Bring it, once; raises `OSError` and `SubprocessError`."""
    if PROGRAM.exists():
        return
    npm = shutil.which("npm")
    if npm is None or not HEADERS.exists():
        raise FileNotFoundError(NO_NODE)
    print(f"Compiling Actual's server into {FOLDER} ...", file=sys.stderr)
    line = [npm, "install", "--no-audit", "--no-fund", "--prefix", str(FOLDER), *PACKAGES]
    env = environment({"npm_config_nodedir": "/usr"})
    subprocess.run(line, env=env, check=True, capture_output=True, timeout=INSTALL_SECONDS)


def field(number: int, content: bytes) -> bytes:
    """A field of a message of protocol buffers that has a length."""
    size, length = len(content), b""
    while size > 127:
        length, size = length + bytes([size & 127 | 128]), size >> 7
    return bytes([number << 3 | 2]) + length + bytes([size]) + content


def stamp(count: int) -> str:
    """Actual's timestamps: each is later than the one before."""
    return f"{(FIRST + timedelta(milliseconds=count)).isoformat(timespec='milliseconds')[:23]}Z-0000-{'0' * 16}"


def ask(path: str, body: bytes, headers: dict[str, str]) -> Any:
    """One question before the clock starts."""
    question = urllib.request.Request(f"http://127.0.0.1:{PORT}{path}", body, headers, method="POST")
    with urllib.request.urlopen(question, timeout=30) as answer:  # noqa: S310
        return json.load(answer)


def synced(token: str, file: str, group: str, since: str, messages: bytes = b"") -> bytes:
    """A question to its one way to write and to read, as it goes over the wire."""
    body = messages + field(2, file.encode()) + field(3, group.encode()) + field(6, since.encode())
    head = f"POST /sync/sync HTTP/1.1\r\nHost: localhost\r\nX-Actual-Token: {token}\r\nContent-Type: {KIND}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


@contextmanager
def actual(folder: Path) -> Iterator[Peer]:
    """Actual's sync server on its SQLite files. Raises `OSError` where it was not set up."""
    if not PROGRAM.exists():
        raise FileNotFoundError
    more = {"ACTUAL_DATA_DIR": str(folder), "ACTUAL_PORT": str(PORT), "ACTUAL_HOSTNAME": "127.0.0.1"}
    env = environment({**more, "NODE_ENV": "development", "PATH": os.environ["PATH"]})
    quiet: Any = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(["node", str(PROGRAM.resolve())], env=env, **quiet) as process:
        try:
            while process.poll() is None and not answers(f"http://127.0.0.1:{PORT}/info"):
                time.sleep(0.1)
            kind, password = {"Content-Type": "application/json"}, json.dumps({"password": "benchmark"}).encode()
            ask("/account/bootstrap", password, kind)
            token = ask("/account/login", password, kind)["data"]["token"]
            files = []
            for number in range(max(CLIENTS)):
                file = str(uuid.uuid4())
                headers = {"Content-Type": "application/encrypted-file", "X-Actual-Token": token}
                headers |= {"X-Actual-Name": f"c{number}", "X-Actual-File-Id": file, "X-Actual-Format": "2"}
                files.append((file, ask("/sync/upload-user-file", b"x", headers)["groupId"]))

            def write(number: int, count: int) -> bytes:
                content = field(1, stamp(count + 1).encode()) + b"\x10\x01" + field(3, secrets.token_bytes(KB))
                return synced(token, *files[number], stamp(count + 1), field(1, content))

            def read(number: int, count: int) -> bytes:
                return synced(token, *files[number], stamp(count))

            yield Peer(f"http://127.0.0.1:{PORT}", alternating(write, read), process.pid)
        finally:
            process.terminate()
