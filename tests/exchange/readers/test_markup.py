"""Words without the marks of the programs that they come from; what only looks like a mark stays."""

from __future__ import annotations

import json
from typing import Any

import pytest

from recovery.exchange.readers import markup


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("I <3 AT&T, 2 < 3 > 1 & <unknown>", "I <3 AT&T, 2 < 3 > 1 & <unknown>"),
        ("  untouched \n\n\n\n as it is ", "  untouched \n\n\n\n as it is "),
        ("one<br>two <BR/> three<hr>four", "one\ntwo\nthree\nfour"),
        ("<p>one</p><p class='x'>two</p>three", "one\n\ntwo\n\nthree"),
        ("a<div>b</div>", "a\n\nb"),
        ("<ul>\n<li>one</li>\n <li class=x> two</li></ul>end", "- one\n- two\n\nend"),
        ("<b>bold</b> <span style='x'>plain</span> <3", "bold plain <3"),
        ("caf&eacute; &amp; tea&#33; &#x41; a&nbsp;b &nosuch; &#0;", "caf\u00e9 & tea! A a b &nosuch; \ufffd"),
    ],
)
def test_html_becomes_lines(text: str, plain: str) -> None:
    assert markup.without_html(text) == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a\\.b \\# c \\x", "a.b # c \\x"),
        ("a\\. `b\\.` c\\.\n```\nd\\.\n``` e\\.", "a. `b\\.` c.\n```\nd\\.\n``` e."),
        ("one\n\n![](dayone-moment://X)\n\ntwo", "one\n\ntwo"),
        ("one ![a b](dayone-moment:/video/X) two ![](http://x)", "onetwo ![](http://x)"),
        ("  one\n\n\n\ntwo ", "one\n\n\n\ntwo"),
    ],
)
def test_escapes_and_pictures_of_day_one_are_taken_out_but_of_code(text: str, plain: str) -> None:
    assert markup.without_markdown(text) == plain


def rich(*parts: Any) -> str:
    return json.dumps({"contents": parts})


def line(text: str, **style: Any) -> dict[str, Any]:
    return {"text": text, "attributes": {"line": style}}


def test_rich_text_keeps_its_lines_and_the_marks_of_its_lists() -> None:
    content = rich(
        {"text": "Title\n"},
        line("one", listStyle="bulleted"),
        line(" more\n", listStyle="bulleted"),
        line("first\n", listStyle="numbered", listIndex=3),
        line("next\n", listStyle="numbered"),
        line("done\n", listStyle="checkbox", checked=True),
        line("open\n", listStyle="checkbox"),
        line("plain", listStyle="other"),
        {"embeddedObjects": [{}]},
        {"text": "", "attributes": None},
        {"text": 7},
        line("after", listStyle="bulleted"),
        {"text": "\n", "embeddedObjects": [{}]},
        {"embeddedObjects": [{}]},
        {"text": "end", "attributes": {"line": None}},
    )
    assert markup.of_rich_text(content) == (
        "Title\n- one more\n3. first\n1. next\n[x] done\n[ ] open\nplain\n- after\n\nend"
    )


def test_rich_text_may_begin_with_a_list() -> None:
    assert markup.of_rich_text(rich(line("one\n", listStyle="bulleted"), {"text": "two"})) == "- one\ntwo"


@pytest.mark.parametrize("wrong", [None, 7, "", "{}", "[]", "{", '{"contents": 7}', '{"contents": [7]}'])
def test_what_is_no_rich_text_is_empty(wrong: Any) -> None:
    assert (markup.of_rich_text(wrong), markup.first_rich_text(wrong)) == ("", "")


def test_the_first_release_took_the_words_alone() -> None:
    content = rich({"text": " one "}, {"embeddedObjects": [{}]}, {"text": 7}, line("two\n", listStyle="bulleted"))
    assert markup.first_rich_text(content) == "one 7two"
