"""The phone's store in a real browser: IndexedDB, keys that are kept, two tabs, and sync with a real server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.server.conftest import Serving
from tests.web.browser import bring
from tests.web.conftest import NO_BROWSER, left_out, served
from tests.web.node import Node
from tests.web.phone import running
from tests.web.phones import Phone, checkin, craving, in_order
from webapp import make_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

ORIGIN = "http://localhost"  # nobody listens there: the test answers for it
PAGE = "<!doctype html><title>store</title><script type=module src=/page.js></script>"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if bring.executable() is None:
        left_out(NO_BROWSER)
    with running() as found:
        yield found


@pytest.fixture(scope="module")
def script(tools: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The app's modules and the page's, in one file."""
    out = tmp_path_factory.mktemp("page") / "page.js"
    entry = Path(__file__).parent / "page.mjs"
    made = make_app.node(
        str(tools / "esbuild" / "bin" / "esbuild"), str(entry), "--bundle", "--format=esm", f"--outfile={out}"
    )
    assert made.returncode == 0, made.stderr
    return out.read_text("utf-8")


@pytest.fixture
def tab(browser: Browser, script: str) -> Iterator[Callable[[], Page]]:
    """Open one more tab of one browser profile."""
    # To Chromium a page that a test answers for is of no address space, so it must be allowed to ask this machine.
    context: BrowserContext = browser.new_context(permissions=["local-network-access"])

    def answer(route: Any) -> None:
        is_script = route.request.url.endswith(".js")
        route.fulfill(body=script if is_script else PAGE, content_type="text/javascript" if is_script else "text/html")

    context.route(f"{ORIGIN}/**", answer)

    def opened() -> Page:
        page = context.new_page()
        page.goto(f"{ORIGIN}/")
        page.wait_for_function("() => globalThis.began")
        page.evaluate("() => began")
        return page

    yield opened
    context.close()


def asks(page: Page, what: str, given: Any = None) -> Any:
    return page.evaluate(f"async given => {what}", given)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with served(tmp_path_factory.mktemp("server"), "--allow-origin", ORIGIN) as running_server:
        yield running_server


def test_a_journal_in_a_browser(tab: Callable[[], Page], server: Serving) -> None:
    page = tab()
    assert asks(page, "journal.state") == "empty"
    asks(page, "journal.create({timezone: 'UTC', day_starts: '04:00'})")
    asks(
        page, "journal.write('log', given)", [{"put": craving(note="in a browser")}, {"put": checkin(sleep_hours=7.5)}]
    )
    # The page goes and comes: all of it is there, and opens by the browser's own key, which nobody reads.
    page.close()
    page = tab()
    assert asks(page, "journal.state") == "open"
    assert [row["kind"] for row in asks(page, "journal.rows()")] == ["profile", "craving", "checkin"]
    key = "tables.get('meta', 'vault').then(({locks: [lock]}) => crypto.subtle.exportKey('raw', lock.key))"
    assert asks(page, f"{key}.then(() => 'read', () => 'not readable')") == "not readable"

    # Two tabs write at once: each entry is there once, and no two of them have one place.
    other = tab()
    many = "Promise.all(given.map((row) => journal.put(row)))"
    for one in (page, other):
        one.evaluate(f"given => {{ globalThis.wrote = {many} }}", [craving(intensity=1) for _ in range(10)])
    for one in (page, other):
        one.evaluate("() => wrote")
    assert asks(page, "journal.rows({kinds: ['craving']}).then((rows) => rows.length)") == 21
    assert asks(page, "journal.rows()") == asks(other, "journal.rows()")
    assert "rows" in asks(other, "events")

    # A lock: keys and rows leave both memory and what opens by itself; one can write, and not read.
    asks(page, "journal.protect({passphrase: given})", "correct horse")
    asks(page, "journal.lock()")
    asks(page, "journal.writeLocked('log', given)", [{"put": craving(note="while locked")}])
    assert asks(page, "journal.rows().catch((error) => error.word)") == "locked"
    other.close()
    page.close()
    page = tab()
    assert (asks(page, "journal.state"), asks(page, "journal.pending()")["inbox"]) == ("locked", 1)
    assert asks(page, "journal.unlock({passphrase: 'wrong'}).catch((error) => error.word)") == "wrong"
    asks(page, "journal.unlock({passphrase: given})", "correct horse")
    assert len(asks(page, "journal.rows({kinds: ['craving']})")) == 22

    # From there into an account, and another phone by its words.
    words = asks(page, "journal.account.begin(given, 'browser')", server.origin)["words"]
    assert asks(page, "journal.account.sync()")["pushed"] == 24
    node = Node("phone.mjs")
    try:
        phone = Phone(node, "beside a browser")
        phone.ask("create")
        phone.ask("joinByWords", server=server.origin, words=words, name="node")
        phone.ask("sync")
        assert phone.rows() == in_order(asks(page, "journal.rows()"))
        phone.put(craving(note="from the other one"))
        phone.ask("sync")
        asks(page, "journal.account.sync()")
        assert phone.rows() == in_order(asks(page, "journal.rows()"))
    finally:
        node.close()
    assert asks(page, "journal.erase().then(() => journal.state)") == "empty"
    assert asks(page, "indexedDB.databases()") == []
