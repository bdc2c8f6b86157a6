"""A day on the phone, touch by touch: what every story of it begins with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tests.web.phone import Phone

if TYPE_CHECKING:
    from playwright.sync_api import Locator

BEGUN = "2026-03-07T19:00:00Z"  # two in the afternoon in New York
PASSPHRASE = "old corner 7"
LEAVING_ASKS_NOTHING = "() => dispatchEvent(new Event('beforeunload', {cancelable: true}))"  # what is begun lies sealed


class Diarist:
    """Somebody with a phone; every step is one that a thumb makes."""

    def __init__(self, phone: Phone, at: str = BEGUN) -> None:
        self.phone, self.page = phone, phone.page
        if at:  # where a terminal is the other device, both have the clock of this machine
            self.page.clock.install(time=at)

    def begin(self, *, substances: str = "heroin", last_use: str = "2026-03-05", passphrase: str = "") -> Diarist:
        """A new journal on this phone alone."""
        self.phone.open().touch("Begin a new journal")
        self.fill("What do you want to stay free of?", substances)
        self.fill("When did you last use?", last_use)
        self.press("Lock it" if passphrase else "No lock")
        if passphrase:
            self.fill("Passphrase", passphrase)
            self.fill("The same once more", passphrase)
        self.press("Begin")
        leave = self.page.get_by_role("button", name="Leave them open")
        leave.or_(self.page.locator(".stand")).first.wait_for()
        if leave.is_visible():
            leave.click()
        self.page.locator(".stand").wait_for()
        return self

    def begin_now(self, passphrase: str = "") -> Diarist:
        """The same by the clock of this machine."""
        return self.begin(last_use=(datetime.now(UTC).date() - timedelta(days=2)).isoformat(), passphrase=passphrase)

    def press(self, name: str) -> None:
        """A button of exactly that name."""
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def answer(self, *values: int) -> None:
        """Items of a questionnaire, one after the other."""
        for value in values:
            self.page.locator("main fieldset button", has_text=str(value)).first.click()

    def choose(self, name: str) -> None:
        """One of a choice."""
        self.page.locator("main label", has_text=name).first.click()

    def bar(self, screen: str) -> None:
        """A place in the bar at the bottom."""
        self.page.locator(f"nav button[data-screen={screen}]").click()

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label).first.fill(text)

    def said(self, text: str) -> None:
        """Wait until the app says that of the last command."""
        self.page.locator(".said", has_text=text).first.wait_for()

    def sees(self, text: str) -> Locator:
        """Wait for that text."""
        seen = self.page.get_by_text(text).first
        seen.wait_for()
        return seen

    def reload(self) -> None:
        self.page.reload()
        self.phone.begun()

    def craving(self, intensity: int) -> None:
        """Two touches."""
        self.bar("log")
        self.press(str(intensity))

    def note(self, text: str) -> None:
        self.bar("today")
        self.phone.touch("Write something down")
        self.fill("What do you want to write down?", text)
        self.press("Keep")

    def lock(self, passphrase: str = PASSPHRASE) -> None:
        """Give the journal a lock."""
        self.bar("more")
        self.phone.touch("Lock")
        self.fill("Passphrase", passphrase)
        self.fill("The same once more", passphrase)
        self.press("Lock the journal")
        self.page.get_by_role("button", name="Lock it now").wait_for()

    def unlock(self, passphrase: str = PASSPHRASE) -> None:
        self.fill("Passphrase", passphrase)
        self.press("Open")
        self.page.locator(".stand").wait_for()
