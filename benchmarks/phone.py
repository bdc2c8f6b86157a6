"""What the phone app costs: its size, a day on a large journal, a tap, the first sync, a start beside another app.

`python -m benchmarks.phone` runs this part alone. The browser is that of the tests; "x4" is its own throttle, which
makes the page four times as slow. The other app is Actual Budget's from npm, which keeps its data on the device too.
"""

from __future__ import annotations

import gzip
import os
import re
import subprocess
import tarfile
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from benchmarks import journals
from benchmarks.measure import LOUD, Row, Times, alone, environment, figures, heading, lines
from webapp import make_app
from webapp import phone as shown

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, Playwright

LARGE, SMALL = 30_000, 300
ACTUAL = "@actual-app/web@26.9.0"
ACTUAL_FOLDER = Path("build") / "benchmarks" / "actual-web-26.9.0"
SLOWED = 4
TAPS = 100
UNSLOWED_TAPS = 20
KB = 1000
START_KB, ALL_KB = 60, 120
FILLED, TAP_MS = 1.2, 100
WEEK_MS, PATTERNS_MS, YEARS_MS = 200, 2000, 600
COLD, COLD_SLOWED = 1 / 4, 1 / 3
NO_BROWSER = "There is no browser here: make test brings one, where it can."

# Writes down when the first thing of a selector can be seen, in milliseconds after the page was asked for.
WATCH = """
(() => {
  const look = () => {
    if (window.seen === undefined && [...document.querySelectorAll("SELECTOR")].some(one => one.checkVisibility()))
      window.seen = performance.now();
    if (window.seen === undefined) requestAnimationFrame(look);
  };
  look();
})()
"""
TAP = """async count => {
  const until = holds => new Promise(done => {
    const look = () => { if (holds()) { watching.disconnect(); done() } };
    const watching = new MutationObserver(look);
    watching.observe(document, {subtree: true, childList: true, characterData: true});
    look();
  });
  const title = () => document.querySelector('h1').textContent;
  const times = [];
  for (let tap = 0; tap < count; tap++) {
    document.querySelector('nav button[data-screen=log]').click();
    const number = () => [...document.querySelectorAll('main button')].find(one => one.textContent === '7');
    await until(() => title() === 'A craving' && number());
    await new Promise(done => setTimeout(done, 50));
    const began = performance.now();
    number().click();
    await until(() => title() === 'Craving');
    times.push(performance.now() - began);
  }
  return times;
}"""
# Notes how long a worker was at work: the browser's throttle is for the page alone.
WORKERS = """window.worked = 0; window.Worker = class extends Worker {
  postMessage(...given) {
    const asked = performance.now();
    this.addEventListener('message', () => (window.worked += performance.now() - asked));
    super.postMessage(...given);
  }
}"""
LOOK_BACK = """async ([screen, selector]) => {
  const began = performance.now();
  history.pushState({screen, about: ''}, '');
  dispatchEvent(new PopStateEvent('popstate', {state: history.state}));
  await new Promise(done => {
    const look = () => (document.querySelector(selector) ? done() : requestAnimationFrame(look));
    look();
  });
  return [performance.now() - began, window.worked];
}"""
FIRST_SYNC = """async ([server, words, at]) => {
  await journal.create({timezone: 'UTC', day_starts: '04:00'});
  const began = performance.now();
  const since = () => performance.now() - began;
  let rows = null, kept = null;
  journal.subscribe(async event => {
    if (event !== 'rows' || (await journal.rows({kinds: ['craving']})).length === 0 || rows !== null) return;
    rows = since();
    const craving = {kind: 'craving', id: crypto.randomUUID(), at, timezone: 'UTC', day: at.slice(0, 10), intensity: 7};
    await journal.put(craving);
    kept = since();
  });
  await journal.account.joinByWords(server, words, 'phone');
  await journal.account.sync();
  return [rows, kept, since(), (await journal.rows()).length];
}"""


def sections(*, quick: bool) -> Iterator[list[str]]:
    """The phone's part of the table."""
    yield ["", "The phone app", "-" * 80]
    try:
        built()
    except make_app.CannotBuild as error:
        yield [f"{LOUD}The app COULD NOT BE BUILT, so there is nothing to measure: {error}"]
        return
    yield from ([line] for line in sizes(make_app.STATIC))
    if not _has_browser():
        yield [f"{LOUD}{NO_BROWSER}"]
        return
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        yield from _in_the_browser(playwright, Path(folder), quick=quick)


def sizes(static: Path) -> Iterator[str]:
    """The scripts in kilobytes as gzip."""
    first, own, whole = (packed / KB for packed in scripts(static))
    for what, kilobytes, limit in (
        ("scripts before the first button", first, f"   limit {START_KB} KB"),
        ("  and with the journal's own, loaded next", own, ""),
        ("all scripts, workers too", whole, f"   limit {ALL_KB} KB"),
    ):
        yield f"  {what:<42}{kilobytes:>8.1f} KB gzip{limit}"


def scripts(static: Path) -> tuple[int, int, int]:
    """Bytes as gzip: what comes before the first button, that with what the journal needs next, and all there are."""
    page = (static / "index.html").read_text("utf-8")
    first = _with_imports(static, *re.findall(r'<script[^>]* src="([^"]+)"', page))
    opening = _with_imports(static, *(path.name for part in ("journal",) for path in static.glob(f"{part}-*.js")))
    whole = {path.name for path in static.glob("*.js")}
    packed = {name: len(gzip.compress((static / name).read_bytes(), 9, mtime=0)) for name in whole}
    return sum(map(packed.__getitem__, first)), sum(map(packed.__getitem__, first | opening)), sum(packed.values())


def _with_imports(static: Path, *names: str) -> set[str]:
    """These scripts and whatever they import at once; what is imported later, by a call, is not among them."""
    known: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in known:
            known.add(name)
            waiting += re.findall(r'(?:from|import)"\./([^"]+\.js)"', (static / name).read_text("utf-8"))
    return known


def _in_the_browser(playwright: Playwright, folder: Path, *, quick: bool) -> Iterator[list[str]]:
    rounds, count = (3, LARGE // 10) if quick else (7, LARGE)
    shown.program(folder)
    hosts: set[str] = set()
    env = environment({}) | {"PYTHONPATH": str(folder), "PYTHONSAFEPATH": "1"}
    with shown.serving(env, f"sqlite://{folder}/server.db", "--rate", "0") as origin, _browser(playwright) as browser:
        words = {size: _account(folder, size, origin) for size in (SMALL, count)}
        small, large = (_phone(browser, hosts) for _ in words)
        yield [f"First sync of {count:,} records, milliseconds after it was asked for"]
        _joined(small, origin, words[SMALL])
        rows, kept, whole, _ = _joined(large, origin, words[count])
        for what, value in (("first entries there", rows), ("a craving written then was kept", kept), ("all", whole)):
            yield [f"  {what:<42}{value:>8.0f} ms"]
        yield lines(_filled(small, large, origin, count, rounds))
        yield _taps(large, origin)
        yield _looked_back(large, origin, count, rounds)
        other = sorted(hosts - {urlsplit(origin).netloc})
        yield [f"  {'requests to any other host':<42}{len(other):>8}", *other]
        ours = folder / "profile-ours"
        with _profile(playwright, ours) as context:
            _visit(context, f"{origin}/app/show.html#{quote(words[SMALL])}", ".stand")
    yield heading(f"Cold start without a network, to the first button ({SMALL} entries)")
    yield from _beside_actual(playwright, folder, origin, ours, rounds)


def _filled(small: BrowserContext, large: BrowserContext, origin: str, count: int, rounds: int) -> Row:
    """`today` until it says where a person stands, slowed, on both journals in turn."""
    times: dict[BrowserContext, list[float]] = {small: [], large: []}
    for _ in range(rounds):
        for context, seen in times.items():
            seen.append(_seen(context, f"{origin}/app/", ".stand", SLOWED))
    ours, theirs = (
        Times(f"on {n:,} entries, x{SLOWED}", tuple(times[of])) for n, of in ((count, large), (SMALL, small))
    )
    return Row("today, filled", ours, theirs, FILLED)


def _taps(context: BrowserContext, origin: str) -> list[str]:
    """From the touch of a number until the app says that the craving is durable, slowed; and the page's work for it."""
    page = context.new_page()
    page.goto(f"{origin}/app/")
    page.wait_for_selector(".stand")
    page.wait_for_timeout(2000)  # the start is over, its sync too
    asked = context.new_cdp_session(page)
    asked.send("Performance.enable", {"timeDomain": "threadTicks"})
    before = _worked(asked)
    page.evaluate(TAP, UNSLOWED_TAPS)
    work = (_worked(asked) - before) / UNSLOWED_TAPS * 1000
    _slow(page, SLOWED)
    seconds = tuple(time / 1000 for time in page.evaluate(TAP, TAPS))
    page.close()
    highest = quantiles(seconds, n=20)[-1] * 1000
    return [
        f"Tap to a durable craving, {TAPS} times",
        f"  {f'x{SLOWED}':<42}{figures(Times('', seconds))}",
        f"  {'95th percentile':<42}{highest:>8.0f} ms   limit {TAP_MS} ms",
        f"  {'the page works for one, not slowed':<42}{work:>8.0f} ms of its thread",
    ]


def _looked_back(context: BrowserContext, origin: str, count: int, rounds: int) -> list[str]:
    """From the touch that leads to a screen until it has said all, slowed; a worker's time counts as if it were."""
    told = [f"Looking back on {count:,} entries, x{SLOWED}"]
    for what, screen, selector, limit in (
        ("the week", "week", ".facts", WEEK_MS),
        ("patterns, in a worker", "patterns", "section[aria-busy=false]", PATTERNS_MS),
        ("ten years", "years", ".year", YEARS_MS),
    ):
        seconds = tuple(_shown(context, origin, screen, selector) for _ in range(rounds))
        told += [f"  {what:<42}{figures(Times('', seconds))}   limit {limit} ms"]
    return told


def _shown(context: BrowserContext, origin: str, screen: str, selector: str) -> float:
    page = context.new_page()
    page.add_init_script(WORKERS)
    page.goto(f"{origin}/app/")
    page.wait_for_selector(".stand")
    page.wait_for_timeout(2000)  # the start is over, its sync too
    _slow(page, SLOWED)
    whole, worked = page.evaluate(LOOK_BACK, [screen, selector])
    page.close()
    return float(whole + (SLOWED - 1) * worked) / 1000


def _beside_actual(playwright: Playwright, folder: Path, origin: str, ours: Path, rounds: int) -> Iterator[list[str]]:
    try:
        build = actual()
    except (make_app.CannotBuild, OSError) as error:
        yield [f"{LOUD}npm DID NOT BRING {ACTUAL}, so there is nothing to compare with: {str(error)[:200]}"]
        return
    theirs = folder / "profile-theirs"
    with _served(build) as address, _profile(playwright, theirs) as context:
        _visit(context, address, "button")
    for slowed, limit in ((1, COLD), (SLOWED, COLD_SLOWED)):
        times: dict[str, list[float]] = {f"{origin}/app/": [], address: []}
        for _ in range(min(rounds, 5)):
            for profile, (at, seen) in zip((ours, theirs), times.items(), strict=True):
                with _profile(playwright, profile) as context:
                    seen.append(_seen(context, at, "button", slowed))
        this, other = (tuple(seen) for seen in times.values())
        yield lines(Row(f"x{slowed}", Times("this app", this), Times(ACTUAL, other), limit))


def actual() -> Path:
    """The built files of the other app, as npm has them; they stay. Raises `CannotBuild`, `OSError`."""
    files = ACTUAL_FOLDER / "package" / "build"
    if not files.exists():
        ACTUAL_FOLDER.mkdir(parents=True, exist_ok=True)
        done = make_app.npm(["pack", "--silent", ACTUAL], ACTUAL_FOLDER)
        if done.returncode:
            raise make_app.CannotBuild(done.stderr)
        packed_file = next(ACTUAL_FOLDER.glob("actual-app-web-*.tgz"))
        with tarfile.open(packed_file) as packed:
            packed.extractall(ACTUAL_FOLDER, filter="data")
        packed_file.unlink()
    return files


def built() -> None:
    """Have this app built as it is now. Raises `CannotBuild`."""
    if not make_app.is_fresh():
        make_app.build(make_app.STATIC, tools=True)


class _Isolated(SimpleHTTPRequestHandler):
    """Files with the headers that the other app needs for its database."""

    def end_headers(self) -> None:
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Nothing: the table is on standard output."""


@contextmanager
def _served(build: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Isolated, directory=str(build)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def _has_browser() -> bool:
    from tests.web.browser import bring

    return find_spec("playwright") is not None and bring.executable() is not None


def _how() -> dict[str, Any]:
    from tests.web.browser import bring

    settings: dict[str, str | float | bool] = {**os.environ, **bring.environment()}
    return {"executable_path": str(bring.executable()), "args": ["--no-sandbox"], "env": settings}


@contextmanager
def _browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(**_how())
    yield browser
    browser.close()


@contextmanager
def _profile(playwright: Playwright, folder: Path) -> Iterator[BrowserContext]:
    """A process of its own on a profile that stays."""
    width, height = shown.WIDTH, shown.HEIGHT
    context = playwright.chromium.launch_persistent_context(
        str(folder), viewport={"width": width, "height": height}, **_how()
    )
    context.set_default_timeout(600_000)
    yield context
    context.close()


def _phone(browser: Browser, hosts: set[str]) -> BrowserContext:
    context = browser.new_context(viewport={"width": shown.WIDTH, "height": shown.HEIGHT}, timezone_id="UTC")
    context.set_default_timeout(600_000)
    context.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    return context


def _joined(context: BrowserContext, origin: str, words: str) -> list[float]:
    page = context.new_page()
    page.goto(f"{origin}/app/show.html")
    page.wait_for_selector("html[data-shown]")
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    timed: list[float] = page.evaluate(FIRST_SYNC, [origin, words, at])
    page.goto(f"{origin}/app/")
    _kept_offline(page)
    page.close()
    return timed


def _visit(context: BrowserContext, address: str, selector: str) -> None:
    """The first visit, until the app is kept for starts without a network."""
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector(selector)
    _kept_offline(page)


def _kept_offline(page: Page) -> None:
    page.wait_for_function("() => navigator.serviceWorker.ready.then(one => one.active.state === 'activated')")
    page.wait_for_timeout(2000)


def _seen(context: BrowserContext, address: str, selector: str, slowed: int) -> float:
    """Seconds from asking for a page until something in it can be seen."""
    page = context.new_page()
    page.add_init_script(WATCH.replace("SELECTOR", selector))
    _slow(page, slowed)
    page.goto(address)
    page.wait_for_function("() => window.seen !== undefined")
    seconds: float = page.evaluate("() => window.seen") / 1000
    page.close()
    return seconds


def _worked(asked: CDPSession) -> float:
    """How many seconds the page's thread has worked so far, whatever else the machine did."""
    metrics = asked.send("Performance.getMetrics")["metrics"]
    return next(float(one["value"]) for one in metrics if one["name"] == "TaskDuration")


def _slow(page: Page, times: int) -> None:
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": times})


def _account(folder: Path, count: int, origin: str) -> str:
    """The 24 words of an account with so many cravings."""
    home = journals.make(folder, count)
    env = environment({"RECOVERY_HOME": str(home)})
    words = str(shown.recovery(env, "sync", "join", origin, "--json")["recovery_phrase"])
    subprocess.run([journals.RECOVERY, "sync", "--json"], env=env, check=True, capture_output=True)
    return words


if __name__ == "__main__":
    alone("phone", __doc__, sections)
