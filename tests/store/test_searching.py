"""Words are found in every script: inside those without blanks, with accents and without, however they are composed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.store import searching

if TYPE_CHECKING:
    from tests.conftest import Call

Form = Literal["NFC", "NFD"]
FOUND = [
    ("給料日の後に駅前の古い角", "駅前"),
    ("給料日の後に駅前の古い角", "角"),
    ("給料日の後に駅前の古い角", "古い 駅前"),
    ("Tokyo駅で友達", "駅 友達"),
    ("월급날에 술집 앞", "급날"),
    ("วันเงินเดือนออก", "เงินเดือน"),
    ("वेतन का दिन", "वेत"),
    ("ハンカチ", "ﾊﾝｶﾁ"),
    ("café au lait", "cafe"),
    ("cafe au lait", "café"),
    ("мой брат ещё", "мои еще"),
    ("αγάπη μου", "ΑΓΑΠΗ"),
    ("Mom\N{RIGHT SINGLE QUOTATION MARK}s kitchen", "mom's"),
    ("tiếng Việt", "viet"),
    ("Straße", "STRASSE"),
    ("Hauptstrasse 5", "hauptstraß"),
    ("ein Fußmarsch", "fussm"),
    ("ein Fußmarsch", "fus"),
    ("Schloßstraße", "schlossstrasse"),
    ("tired\U0001f642again", "\U0001f642 tired"),
    ("my \u2764\ufe0f kid", "\u2764"),
    ("\U0001f44d\U0001f3fd done", "\U0001f44d"),
]
LOST = [
    ("給料日の後に駅前", "前駅"),
    ("брат мой", "рат"),
    ("payday", "ayday"),
    ("かき", "がき"),
    ("plain words", "駅"),
    ("Strase", "straße"),
]
LOST += [("\U0001f642", "\U0001f643"), ("nothing", "\U0001f642")]


@pytest.mark.parametrize(("form", "other"), [("NFC", "NFD"), ("NFD", "NFC")])
@pytest.mark.parametrize(("text", "words"), FOUND)
def test_words_are_found_whatever_they_are_written_in(
    text: str, words: str, form: Form, other: Form, heroin: Call
) -> None:
    heroin("note", normalize(form, text))
    heroin("note", "something else")
    heroin("plan", "add", "reasons", normalize(form, text))
    for typed in (words, normalize(other, words)):
        kinds = [entry["kind"] for entry in heroin("search", typed, "--json").json]
        assert kinds == ["note", "plan_item"], typed


@pytest.mark.parametrize(("text", "words"), LOST)
def test_what_is_not_there_is_not_found(text: str, words: str, heroin: Call) -> None:
    heroin("note", text)
    assert heroin("search", words, "--json").json == []


def test_an_erased_note_is_found_no_more(heroin: Call) -> None:
    made = heroin("note", "駅前の角", "--at", "2026-02-01 10:00", "--json").json
    assert heroin("search", "駅前", "--json").json == [made]
    assert heroin("purge", "--before", "2026-02-10", "--yes").code == 0
    assert heroin("search", "駅前", "--json").json == []


def test_scripts_and_flags_go_together(heroin: Call) -> None:
    heroin("note", "payday 駅前")
    heroin("note", "payday 角", "--at", "2026-02-01 10:00")
    assert len(heroin("search", "pay 駅前", "--json").json) == 1
    assert len(heroin("search", "pay 角", "--from", "2026-03-01", "--json").json) == 0
    refused = heroin("search", "…")
    assert (refused.code, "a word, a number or an emoji" in refused.err) == (4, True)


@given(st.text(), st.text())
def test_a_text_holds_its_own_words(before: str, text: str) -> None:
    assert searching.holds(f"{before} {text}", searching.terms(text))
