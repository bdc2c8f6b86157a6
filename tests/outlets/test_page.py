"""Every page that is written as HTML stands in the same frame, which lets nothing in and nothing out."""

from __future__ import annotations

from html.parser import HTMLParser

from recovery.console import one_line
from recovery.outlets import page

HOSTILE = '<script>alert(1)</script> & "x"\x1b[31m'


class _Seen(HTMLParser):
    """The tags of a page, and what its policy says."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.policy = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One tag with its attributes."""
        self.tags.append(tag)
        if ("http-equiv", "Content-Security-Policy") in attrs:
            self.policy = dict(attrs)["content"] or ""


def seen(content: str) -> _Seen:
    seen = _Seen()
    seen.feed(content)
    return seen


def test_a_title_is_words_and_nothing_may_be_fetched() -> None:
    document = seen(page.document(HOSTILE, "<p>x</p>", "p{}"))
    assert "script" not in document.tags
    assert document.policy == "default-src 'none'; style-src 'unsafe-inline'"


def test_only_images_that_stand_in_the_page_are_let_in() -> None:
    assert seen(page.document("x", "", images=True)).policy.endswith("; img-src data:")


def test_text_is_one_harmless_line() -> None:
    assert page.text("a\nb" + HOSTILE) == one_line("a\nb" + HOSTILE).replace("&", "&amp;").replace("<", "&lt;").replace(
        ">", "&gt;"
    ).replace('"', "&quot;")


def test_all_pages_share_one_style_that_prints_in_black_on_white_also_for_who_reads_in_the_dark() -> None:
    content = page.document("x", "", "p{color:red}")
    assert content.index(page.STYLE) < content.index(page.DARK) < content.index("p{color:red}")
    assert page.DARK.startswith("@media screen and")
    assert page.DARK not in page.document("x", "", dark=False)
