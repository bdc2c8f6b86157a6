"""JSON as every part of the program reads it: each name once, finite numbers, and one clean error."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.wire import strict_json

TREES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
)  # fmt: skip


@given(TREES)
def test_what_was_written_is_read_back(tree: Any) -> None:
    assert strict_json.read(json.dumps(tree)) == tree
    assert strict_json.document(json.dumps({"a": tree}).encode(), 2**20) == {"a": tree}


@given(TREES, st.text(max_size=4))
def test_a_name_that_stands_twice_is_refused_however_deep_and_however_spelt(tree: Any, name: str) -> None:
    once, escaped = json.dumps(name), '"' + "".join(f"\\u{unit:04x}" for unit in _units(name)) + '"'
    value = json.dumps(tree)
    for text in (f"{{{once}: {value}, {once}: {value}}}", f"{{{once}: 1, {escaped}: 2}}"):
        for whole in (text, f'[{{"a": {text}}}]', f'{{"b": [[], {text}]}}'):
            with pytest.raises(strict_json.NamedTwice):
                strict_json.read(whole)
            with pytest.raises(strict_json.Malformed):
                strict_json.document(whole.encode(), 2**20)


def _units(text: str) -> list[int]:
    raw = text.encode("utf-16-be", "surrogatepass")
    return [int.from_bytes(raw[at : at + 2]) for at in range(0, len(raw), 2)]


@pytest.mark.parametrize("text", ["NaN", "-Infinity", "1e999", "[-1e999]", "", "{", "'a'", "[1,]", "\x00", "9" * 5000])
def test_what_other_readers_could_take_otherwise_is_an_error(text: str) -> None:
    with pytest.raises(ValueError):
        strict_json.read(text)


def test_depth_and_bytes_that_are_no_text_are_errors_of_the_same_kind() -> None:
    with pytest.raises(strict_json.TooDeep):
        strict_json.read("[" * 100_000)
    with pytest.raises(ValueError):
        strict_json.read(b"\xff")
    assert strict_json.read(b"\xef\xbb\xbf{}") == {}, "as a Windows editor writes it"


@pytest.mark.parametrize(
    ("number", "whole"), [(2**63 - 1, True), (2**63, False), (-(2**63), True), (-(2**63) - 1, False)]
)
def test_whole_numbers_on_the_wire_are_held_by_64_bits(number: int, whole: bool) -> None:
    content = json.dumps({"a": number}).encode()
    if whole:
        assert strict_json.document(content, 100) == {"a": number}
    else:
        with pytest.raises(strict_json.Malformed):
            strict_json.document(content, 100)
    assert strict_json.read(content) == {"a": number}, "a file may hold more, which a rule then refuses by its name"


@given(st.binary(max_size=60))
def test_base64_has_one_spelling(content: bytes) -> None:
    text = strict_json.base64(content)
    assert strict_json.blob(text, 60) == content
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    others = {text + "=", text + "\n", " " + text, text + "====", text.rstrip("=")}
    if text.endswith("="):  # bits that the last letter has left over
        kept = text.rstrip("=")
        others.add(kept[:-1] + letters[letters.index(kept[-1]) + 1] + "=" * (len(text) - len(kept)))
    for other in others - {text}:
        with pytest.raises(strict_json.Malformed):
            strict_json.blob(other, 60)
