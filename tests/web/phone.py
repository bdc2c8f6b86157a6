"""A phone to look at: one page of the served app, at the size of a phone, that must talk to its own server alone."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from tests.web.browser import bring

if TYPE_CHECKING:  # not every system has a wheel of it; tests without a browser run there too
    from playwright.sync_api import Browser, Page

SIZE = (360, 740)
NARROW = (320, 740)
TOUCH = 48  # CSS pixels that a target has at least, both ways
TOUCH_OF_SEVEN = 45  # where the days of a week stand side by side on 320 of them
PATIENCE_MS = 120_000

# Everything that can be touched, as large as it is to the finger: a label counts for the field it holds.
TARGETS = """() => [...document.querySelectorAll('#app :is(a[href], button, select, input, label)')]
  .filter(node => !(node.matches('input') && node.closest('label')) && !(node.matches('label') && node.htmlFor))
  .map(node => [node.textContent.trim() || node.outerHTML, node.getBoundingClientRect(), !!node.closest('.month')])
  .map(([name, box, ofSeven]) => [name, box.width, box.height, ofSeven])"""


class Finding(NamedTuple):
    """What axe holds against a screen."""

    rule: str
    where: str


class Phone:
    """One page of the app; `faults` is what the browser complained of, `hosts` whom it asked."""

    def __init__(self, page: Page, origin: str, axe: str) -> None:
        self.page, self.origin, self._axe = page, origin, axe
        self.faults: list[str] = []
        self.hosts: set[str] = set()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda message: self._heard(message.type, message.text, message.location["url"]))
        page.context.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))

    def _heard(self, kind: str, text: str, about: str) -> None:
        # That a server is away, or that its API says no (somebody was first, a pairing waits), is no fault of the page.
        answered = text.startswith("Failed to load resource") and "/v1/" in about
        if kind == "error" and "ERR_" not in text and not answered:
            self.faults.append(f"{text} {urlsplit(about).path}".strip())

    def open(self) -> Phone:
        """Open the app as its icon does."""
        self.page.goto(f"{self.origin}/app/")
        return self.begun()

    def begun(self) -> Phone:
        """Wait until the app is there."""
        self.page.wait_for_selector("html[data-begun]")
        return self

    def show(self, screen: str, about: str = "") -> Phone:
        """Show a screen by its name, as a touch would that leads there; `about` is an entry's id."""
        self.page.evaluate(
            "state => { history.replaceState(state, ''); dispatchEvent(new PopStateEvent('popstate', {state})) }",
            {"screen": screen, "about": about},
        )
        self.page.wait_for_function(
            "() => document.querySelector('main') && !document.querySelector('main:empty')", timeout=PATIENCE_MS
        )
        return self

    def set(self, **settings: Any) -> Phone:
        """Settings of the device, as they are kept; the page is loaded anew."""
        self.page.evaluate("text => localStorage.setItem('settings', text)", json.dumps(settings))
        self.page.reload()
        return self.begun()

    def offline_ready(self) -> Phone:
        """Wait until the app is kept for offline starts and in charge of this page."""
        self.page.wait_for_function("() => navigator.serviceWorker.controller !== null")
        return self

    def sees(self, text: str) -> None:
        """Wait for that text: what a screen shows may have to be read first."""
        self.page.get_by_text(text).first.wait_for()

    def visible(self, text: str) -> bool:
        """Whether that text is to be seen in this moment; asked once what would stand beside it is there."""
        return self.page.get_by_text(text).first.is_visible()

    def touch(self, name: str) -> None:
        """Touch the button, link or choice of that name."""
        self.page.get_by_role("button", name=name).or_(self.page.get_by_role("link", name=name)).first.click()

    def against(self, *only: str) -> list[Finding]:
        """What axe holds against what is shown, by WCAG 2.2 AA and best practice, or by the rules that are named."""
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(self._axe)
        options: dict[str, Any] = {"resultTypes": ["violations"]}
        if only:
            options |= {"runOnly": {"type": "rule", "values": list(only)}}
        found = self.page.evaluate("options => axe.run(document, options)", options)
        return [Finding(each["id"], node["html"][:200]) for each in found["violations"] for node in each["nodes"]]

    def too_small(self) -> list[str]:
        """Targets that are smaller than a thumb."""
        return [
            f"{name}: {wide} x {high}"
            for name, wide, high, of_seven in self.page.evaluate(TARGETS)
            if wide < (TOUCH_OF_SEVEN if of_seven else TOUCH) or high < TOUCH
        ]

    def overflows(self) -> bool:
        """Whether the page must be pushed sideways to be read."""
        return bool(self.page.evaluate("() => document.documentElement.scrollWidth > innerWidth"))

    def close(self) -> None:
        """End it; nobody but its own server was asked, and the browser had nothing to complain of."""
        self.page.context.close()
        assert self.hosts <= {urlsplit(self.origin).netloc}
        assert self.faults == [], self.faults


@contextmanager
def running() -> Iterator[Browser]:
    """The browser. Only one module's tests have it at a time: while it runs, this thread has an event loop."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=str(bring.executable()),
            args=["--no-sandbox"],
            env={**os.environ, **bring.environment()},
        )
        yield found
        found.close()


def axe_in(tools: Path) -> str:
    """The source of axe-core, as npm brought it."""
    return (tools / "axe-core" / "axe.min.js").read_text("utf-8")
