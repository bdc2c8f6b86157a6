"""The text of an invitation, letter by letter: what is none is refused, and nothing of it is repeated."""

from __future__ import annotations

from base64 import urlsafe_b64encode

import pytest

from recovery.circle import invitation
from recovery.circle.invitation import Invitation, is_link, link_of, read_code, read_link
from recovery.errors import Refused
from recovery.sync.account import Identity

WHOLE = Invitation("https://a.example:8443", Identity(b"s" * 32, b"x" * 32), b"a" * 32, b"\xff" * 32)
LINK = link_of(WHOLE)
SECRET = bytes(range(11))


def test_a_link_says_all_of_an_invitation_and_nothing_else_does() -> None:
    assert LINK.startswith("https://a.example:8443/app/circle.html#1c3Nz")
    assert len(LINK.partition("#")[2]) == 172
    assert read_link(f"  {LINK}\n") == WHOLE
    assert link_of(WHOLE, "2") == LINK.replace("#1", "#2")
    assert [is_link(text) for text in (f" {LINK}", "http://a.example", "ftp://a.example", "eight words")] == [
        True,
        True,
        False,
        False,
    ]


SPARE = LINK[:-1] + "9"  # the last letter has bits to spare


@pytest.mark.parametrize(
    "link",
    [
        "",
        LINK[:-1],
        LINK + "A",
        LINK.replace("#1", "#3"),
        LINK.replace("circle.html", "index.html"),
        LINK.replace("#", "?a=b#"),
        LINK.replace("https://a.example:8443", "ftp://a.example"),
        LINK.replace("https://", "https://["),
        LINK.replace("#1c", "#1+"),
        SPARE,
    ],
)
def test_what_is_no_whole_link_is_refused_without_a_word_of_it(link: str) -> None:
    with pytest.raises(Refused) as refused:
        read_link(link)
    assert str(refused.value) == invitation.NOT_ONE


def test_a_page_is_told_from_an_invitation() -> None:
    with pytest.raises(Refused) as refused:
        read_link(link_of(WHOLE, "2"))
    assert str(refused.value) == invitation.A_PAGE
    assert urlsafe_b64encode(b"\xff" * 2)[-2:] == b"8="  # as SPARE has it: 9 says the same bytes


def test_a_code_and_words_say_the_secret_and_the_server() -> None:
    code = invitation.code_of("https://a.example", SECRET)
    assert code.startswith("recovery:circle?server=https://a.example#")
    assert " " not in code
    words = code.partition("#")[2].replace("-", " ")
    assert read_code(f" {code}\n", None) == ("https://a.example", SECRET)
    assert read_code(code, "https://b.example/") == ("https://b.example", SECRET)
    assert read_code(words, "https://b.example") == ("https://b.example", SECRET)
    for text, server in (
        (words, None),
        (words, "nowhere"),
        (code.replace("?server=", "?"), None),
        (code.replace("#", "&server=https://b.example#"), None),
    ):
        with pytest.raises(Refused) as refused:
            read_code(text, server)
        assert str(refused.value) == invitation.NOT_ONE
