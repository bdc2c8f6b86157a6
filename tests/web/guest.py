"""Somebody on the page of the circle: no app, no journal, a browser. Every step is one that a thumb makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.web.phone import NARROW, SIZE, Phone

if TYPE_CHECKING:
    from playwright.sync_api import Locator

PAGE = "/app/circle.html"


class Guest:
    """Their browser, as `phones(origin)` opens it."""

    def __init__(self, phone: Phone) -> None:
        self.phone, self.page = phone, phone.page

    def open(self, link: str) -> Guest:
        """Open a link: nothing is claimed by that. Waits until the page says who sent it."""
        self.page.goto(link)
        self.phone.begun()
        self.page.get_by_text("What you will see:").wait_for()
        return self

    def accept(self) -> Guest:
        """The one press."""
        self.press("Open the invitation")
        self.sees("You are in their circle now. You share nothing.")
        return self

    def come_back(self) -> Guest:
        """The same address, later: a bookmark, or the home screen."""
        self.page.goto(f"{self.phone.origin}{PAGE}")
        self.phone.begun().show("guest")
        return self

    def looked_at(self) -> None:
        """Dark and light, narrow too: axe has nothing to say, and all can be touched."""
        for theme, (wide, high) in (("dark", SIZE), ("light", NARROW)):
            self.page.set_viewport_size({"width": wide, "height": high})
            self.page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
            assert self.phone.against() == [], theme
            assert not self.phone.overflows(), theme
            assert self.phone.too_small() == [], theme

    def sees(self, text: str) -> Locator:
        """Wait for that text."""
        seen = self.page.get_by_text(text).first
        seen.wait_for()
        return seen

    def press(self, name: str) -> None:
        """A button of exactly that name, once it is there."""
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def answer(self, words: str, to: str) -> None:
        """Answer a request, such as `I am calling you`; waits until the server has it."""
        self.press(words)
        self.sees(f"Sent to {to}.")

    def cheer(self, words: str, to: str) -> None:
        self.press(words)
        self.sees(f'Sent to {to}: "{words}"')

    def fingerprint(self, name: str) -> str:
        """What both sides compare; `same` says that they are."""
        self.press(f"Compare with {name}, on the phone or side by side It makes sure that nobody sits between you.")
        return self.page.locator("#compare").inner_text().removeprefix("Yours: ")

    def same(self) -> None:
        self.press("Yes, the same")

    def leave(self, name: str) -> None:
        """Leave the circle; everything of it is erased from this browser."""
        self.press(f"Leave {name}'s circle")
        self.press("Leave and erase it")
        self.sees("You left. Nothing that was shared with you is in this browser any more.")

    def text(self) -> str:
        """All that is to be read."""
        return self.page.locator("body").inner_text()
