"""Words in Markdown, judged by a real reader: whatever is written, it comes out as the same words."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from recovery.console import one_line
from recovery.outlets import markdown

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
SPECIAL = "".join(chr(number) for number in range(33, 127) if not chr(number).isalnum())
WORDS = st.text(st.one_of(st.sampled_from(SPECIAL + " 1ax\n"), st.characters(exclude_categories=["Cs"])), max_size=40)
HOSTILE = [
    "<script>alert(1)</script>",
    "<!-- gone -->",
    "[click](javascript:alert(1))",
    "![x](http://example.org/seen.png)",
    "<http://example.org>",
    "&lt;b&gt; &#60; &amp",
    "*so* _much_ **of** ~~it~~ ~a~",
    "`code` ``more``",
    "\\*not\\*",
    "a | b",
    "# a ## b #",
    "#",
    "- a",
    "-",
    "---",
    "- - -",
    "+ a",
    "* * *",
    "===",
    "=",
    "> a",
    "1. a",
    "1)",
    "123456789. a",
    "1234567890. a",
    "-5 today",
    "shot #2!",
    "```",
    "~~~",
    "[a]: http://example.org",
    "|---|",
    "first\n\n# second",
]


def said(source: str, kind: str) -> list[str]:
    """The plain text of each block of one kind, and that nothing else is in the document but plain text."""
    tokens = READER.parse(source)
    texts = []
    for before, token in pairwise(tokens):
        if token.type == "inline":
            assert before.type == kind, (source, before.type)
            assert [child.type for child in token.children or []] in ([], ["text"]), (source, token.children)
            texts.append("".join(child.content for child in token.children or []))
    return texts


def types(source: str) -> list[str]:
    return [token.type for token in READER.parse(source) if token.type != "inline"]


def examples(test: Callable[[str], None]) -> Callable[[str], None]:
    for words in HOSTILE:
        test = example(words)(test)
    return test


@examples
@given(WORDS)
def test_words_come_out_as_the_same_words_wherever_they_stand(words: str) -> None:
    shown = [one_line(words)] if one_line(words) else []
    safe = markdown.text(words)
    assert said(safe, "paragraph_open") == shown
    assert said(f"- {safe}", "paragraph_open") == shown
    assert types(f"- {safe}")[:2] + types(f"- {safe}")[-2:] == [
        "bullet_list_open",
        "list_item_open",
        "list_item_close",
        "bullet_list_close",
    ]
    assert types(f"- {safe}").count("bullet_list_open") == 1
    assert "".join(said(f"## {safe}", "heading_open")) == one_line(words)
    assert said(f"so: {markdown.inline(words)}", "paragraph_open") == [f"so: {one_line(words)}".rstrip()]


@examples
@given(WORDS)
def test_a_cell_stays_in_its_place(words: str) -> None:
    source = "\n".join(markdown.table(["name", "count"], [[words, "1"], ["b", words]], numbers=True))
    tokens = READER.parse(source)
    assert types(source).count("tr_open") == 3
    cells = [token.content for token in tokens if token.type == "inline"]
    assert len(cells) == 6
    texts = ["".join(child.content for child in token.children or []) for token in tokens if token.type == "inline"]
    assert texts == ["name", "count", one_line(words), "1", "b", one_line(words)]
    assert all(child.type == "text" for token in tokens for child in token.children or [])


@examples
@given(WORDS.filter(lambda words: bool(one_line(words))))
def test_code_is_the_same_code(words: str) -> None:
    (inline,) = [token for token in READER.parse(f"so: {markdown.code(words)}") if token.type == "inline"]
    assert [child.type for child in inline.children or []] == ["text", "code_inline"]
    assert (inline.children or [])[1].content == one_line(words)


@pytest.mark.parametrize(
    "words", ["I did it!", "shot #2", "50 % of 3 (three)", "-5 today", "1.5 mg", "a & b", "x = y > z"]
)
def test_what_means_nothing_is_left_as_it_was_written(words: str) -> None:
    assert markdown.text(words) == words
