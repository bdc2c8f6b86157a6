"""Cells that no spreadsheet takes for a formula, and that can be read back as they were."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.exchange.tables import MARK, as_it_was, cell, csv_lines, exact, harmless, write


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (0, "0"),
        (-3, "-3"),
        (7.25, "7.25"),
        ("plain", "plain"),
        ("", ""),
        (("a", 2), "a; 2"),
        (["=a", "b"], "'=a; b"),
        ("a\x1b[31mb", "a\N{REPLACEMENT CHARACTER}[31mb"),
    ],
)
def test_a_value_as_a_spreadsheet_may_have_it(value: Any, text: str) -> None:
    assert cell(value) == text


@pytest.mark.parametrize(
    "begins", [*"=+-@|%\t\r\n", "\uff1d", "\uff0b", "\uff0d", "\uff20", " =", "\u200b=", "\ufeff+"]
)
def test_what_would_be_a_formula_gets_an_apostrophe(begins: str) -> None:
    assert harmless(f"{begins}SUM(A1)") == f"'{begins}SUM(A1)"
    assert harmless(f"'{begins}SUM(A1)") == f"''{begins}SUM(A1)"
    assert harmless(f"a{begins}SUM(A1)") == f"a{begins}SUM(A1)"


@pytest.mark.parametrize("text", ["-3", "-3.25", "3", "'plain", "", "'", "a=b", "X=b"])
def test_numbers_and_plain_text_stay(text: str) -> None:
    assert harmless(text) == text


@pytest.mark.parametrize("text", ["-3x", "-", "-3.", "+3", "-3 "])
def test_what_only_looks_like_a_number_does_not(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (("a", "b"), "a; b"),
        (["a;b", 'c"d', "e"], '"a;b"; "c""d"; e'),
        (["=a"], "'=a"),
        ([], ""),
        ((1, 2), "[1, 2]"),
        ([[3, 4.5], [5, None]], "[[3, 4.5], [5, null]]"),
        (["a", 1], '["a", 1]'),
        ([{"a": 1}], '[{"a": 1}]'),
        ("a\x1bb", "a\x1bb"),
        ("=a", "'=a"),
        (True, "yes"),
        (None, ""),
        (-2, "-2"),
    ],
)
def test_a_value_that_can_be_read_back_whole(value: Any, text: str) -> None:
    assert exact(value) == text


@pytest.mark.parametrize(
    ("written", "text"),
    [("'=a", "=a"), ("''=a", "'=a"), ("'a", "'a"), ("'", "'"), ("=a", "=a"), ("a", "a"), ("", ""), ("'-3", "'-3")],
)
def test_only_an_apostrophe_that_was_put_there_is_taken_away(written: str, text: str) -> None:
    assert as_it_was(written) == text


@given(st.text(st.sampled_from("'=+-@|% \t\n3a."), max_size=6))
def test_whatever_was_made_harmless_comes_back(text: str) -> None:
    assert as_it_was(harmless(text)) == text


def test_lines_are_those_of_rfc_4180() -> None:
    rows = [("a", 'say "x", y'), ("two\nlines", None), ("\ud800é", True)]
    assert list(csv_lines(rows)) == [
        b'a,"say ""x"", y"\r\n',
        b'"two\nlines",\r\n',
        b"?\xc3\xa9,yes\r\n",
    ]
    assert list(csv_lines([(["a;b", "c"],)], exact)) == [b'"""a;b""; c"\r\n']


def test_a_whole_file_has_the_mark_of_its_encoding() -> None:
    content = write([("name", "count"), ("é", 2)])
    assert content == MARK + "name,count\r\né,2\r\n".encode()
    assert "\ufeff".encode() == MARK
    assert list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))) == [["name", "count"], ["é", "2"]]
