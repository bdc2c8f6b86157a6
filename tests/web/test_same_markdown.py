"""A page in Markdown as the terminal writes it, and as the phone takes it apart: every word is a word again."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from recovery.console import one_line
from recovery.outlets import markdown
from tests.web.phone_rules import Phone

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")) | st.sampled_from(" \\|*-#_[]<>&`~1."))
CELLS = st.lists(WORDS, min_size=2, max_size=2)


@given(item=WORDS, words=WORDS, head=CELLS, rows=st.lists(CELLS, max_size=3))
@settings(max_examples=30)
def test_words_come_back_as_they_were(
    phone: Phone, item: str, words: str, head: list[str], rows: list[list[str]]
) -> None:
    lines = [
        "# Title",
        "",
        f"- {markdown.text(item)}",
        "",
        markdown.text(words),
        "",
        *markdown.table(head, rows),
        "---",
    ]
    said = one_line(words)
    assert phone.ask("markdown.blocks", "\n".join(lines)) == [
        {"is": "title", "text": "Title"},
        {"is": "list", "items": [one_line(item)]},
        *([{"is": "words", "text": said}] if said.strip() else []),
        {"is": "table", "head": shown(head), "rows": [shown(row) for row in rows]},
        {"is": "rule"},
    ]


def shown(cells: list[str]) -> list[str]:
    return [one_line(cell).strip() for cell in cells]
