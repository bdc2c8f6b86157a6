"""The phone app as it is served: built once, in a real browser, from a real `recovery serve`.

Where there is no app (npm gave nothing) or no browser, these tests are skipped, and the last lines of the run say so
loudly; with TESTS_ALL set, as `make check` does, they fail.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import recovery
from tests.web.browser import bring
from webapp import make_app

CHECKOUT = bring.CHECKOUT
STATIC = Path(recovery.__file__).parent / "web" / "static"
NO_APP = "no phone app: npm could not bring what it is built with"
STALE = "the phone app here is older than its sources"
NO_BROWSER = "no browser for the phone app"


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
