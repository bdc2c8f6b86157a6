"""The phone app as it is served: built once, in a real browser, from a real `recovery serve`.

Where there is no app (npm gave nothing) or no browser, these tests are skipped, and the last lines of the run say so
loudly; with TESTS_ALL set, as `make check` does, they fail.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest

import recovery
from recovery.store import connection
from recovery.store.connection import Journal
from tests.server.conftest import Serving
from tests.web import phone_rules
from tests.web.browser import bring
from tests.web.node import Node
from tests.web.phone import SIZE, Phone, axe_in, running
from webapp import make_app
from webapp.phone import program

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHECKOUT = bring.CHECKOUT
STATIC = Path(recovery.__file__).parent / "web" / "static"
NO_APP = "no phone app: npm could not bring what it is built with"
STALE = "the phone app here is older than its sources"
NO_BROWSER = "no browser for the phone app"
NO_WORKER = "delete Navigator.prototype.serviceWorker"  # as in a private window of some browsers


def left_out(reason: str) -> None:
    """Skip, or fail where all tests must run."""
    if os.environ.get("TESTS_ALL"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def app() -> Path:
    """The folder of the built app: the wheel's own, or the checkout's, built anew where its sources are younger."""
    if STATIC == make_app.STATIC and not make_app.is_fresh():
        if "PYTEST_XDIST_WORKER" in os.environ:  # `make test` has tried before, once
            left_out(STALE)
        try:
            make_app.build(STATIC, tools=True)
        except make_app.CannotBuild:
            left_out(NO_APP)
    if not (STATIC / make_app.LIST).exists():
        left_out(NO_APP)
    return STATIC


@pytest.fixture(scope="session")
def tools(app: Path) -> Path:
    """The packages that checks and tests use, as npm laid them down."""
    folder = make_app.HERE / "node_modules"
    if not (folder / "typescript").exists():
        left_out(NO_APP)
    return folder


@contextmanager
def served(folder: Path, *options: str, env: dict[str, str] | None = None) -> Iterator[Serving]:
    """A real `recovery serve` on a free port, its database in that folder."""
    running = Serving(f"sqlite://{folder}/server.db", "--rate", "0", *options, env=env, app=True)
    try:
        yield running
    finally:
        code = running.stop()
    assert code == 0


@pytest.fixture(scope="session")
def serving(app: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """One server with the app, for all tests that need no other."""
    with served(tmp_path_factory.mktemp("serving")) as running:
        yield running


@pytest.fixture(scope="session")
def showing(tools: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """A server whose app has the page of `make phone`: `show.html#WORDS` brings in what an account holds."""
    if not (CHECKOUT / "recovery").exists():
        pytest.skip("the source is gone: this is the wheel")
    folder = tmp_path_factory.mktemp("showing")
    program(folder)
    with served(folder, env={"PYTHONPATH": str(folder), "PYTHONSAFEPATH": "1"}) as running:
        yield running


@pytest.fixture(scope="module")
def browser(app: Path) -> Iterator[Browser]:
    """A real browser, for the tests of one module."""
    if bring.executable() is None or find_spec("playwright") is None:
        left_out(NO_BROWSER)
    with running() as found:
        yield found


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    """The phone's own code in one Node process, for the tests of one module."""
    running = Node("phone.mjs")
    yield running
    running.close()


class OpenPhone(Protocol):
    """Opens the app on a phone: its server, and what Playwright's contexts can be told (`viewport`, `timezone_id`)."""

    def __call__(self, origin: str | None = None, **options: Any) -> Phone: ...


@pytest.fixture
def phones(browser: Browser, serving: Serving, tools: Path, request: pytest.FixtureRequest) -> Iterator[OpenPhone]:
    """As many phones as a test wants, each with storage of its own; at the end each must have kept to its server.

    Keeping the app for offline starts doubles what it costs to open it: only a module that says `KEPT_OFFLINE` has it.
    """
    opened: list[Phone] = []
    kept_offline = getattr(request.module, "KEPT_OFFLINE", False)

    def opening(origin: str | None = None, **options: Any) -> Phone:
        width, height = SIZE
        usual = {
            "viewport": {"width": width, "height": height},
            "timezone_id": "America/New_York",
            "color_scheme": "dark",
            "reduced_motion": "reduce",
            "has_touch": True,
        }
        context = browser.new_context(**{**usual, **options})
        if not kept_offline:
            context.add_init_script(NO_WORKER)
        opened.append(Phone(context.new_page(), origin or serving.origin, axe_in(tools)))
        return opened[-1]

    yield opening
    for phone in opened:
        phone.close()


@pytest.fixture(scope="module")
def phone() -> Iterator[phone_rules.Phone]:
    """The phone's rules, in one process of Node."""
    with phone_rules.running() as process:
        yield process


@pytest.fixture(scope="module")
def journal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journal]:
    """An empty journal in memory, for `drawn_journals.kept`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RECOVERY_HOME", str(Path(tmp_path_factory.mktemp("phone")) / "home"))
        with connection.rehearsing() as empty:
            yield empty
