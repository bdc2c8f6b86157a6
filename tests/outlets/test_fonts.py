"""A sign that no font has never ends a PDF and never vanishes from it: on a machine without any font too."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import typst
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from recovery.outlets import fonts

if TYPE_CHECKING:
    from tests.conftest import Call

# What a person writes, and what stands there where only the fonts that Typst carries are at hand.
SIGNS = {
    "👍": "[thumbs up sign]",
    "🚭": "[no smoking symbol]",
    "給料日": "[cjk unified ideograph-7d66, 6599, 65e5]",
    "월급날": "[hangul syllable weol, geub, nal]",
    "ไทย": "[thai character sara ai maimalai, tho thahan, yo yak]",
    "वेतन": "वेतन",
    "👍🏽": "[thumbs up sign]",
    "👨\u200d👩\u200d👧": "[man, woman, girl]",
    "café ÷ “q”": "café ÷ “q”",
}


@pytest.fixture
def no_fonts(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A machine without a font of its own."""
    bare = typst.Fonts(include_system_fonts=False)
    monkeypatch.setattr(fonts, "available", lambda: bare)
    return bare


def text_of(path: Path) -> str:
    """The words of a PDF's pages, without the places where its lines were broken."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(path.read_bytes())).pages)


@pytest.mark.parametrize(("written", "shown"), SIGNS.items())
def test_what_no_font_has_stands_there_by_its_name(written: str, shown: str, no_fonts: Any) -> None:
    assert fonts.shown(f"before {written} after") == f"before {shown} after"


def test_a_font_that_a_package_brings_is_used() -> None:
    assert "Noto Sans Thai" in fonts.available().families()
    assert fonts.shown("ไทย") == "ไทย"


@pytest.mark.parametrize("bare", [True, False])
def test_the_page_and_the_card_are_made_whatever_was_written(
    heroin: Call, tmp_path: Path, bare: bool, request: pytest.FixtureRequest
) -> None:
    if bare:
        request.getfixturevalue("no_fonts")
    for sign in SIGNS:
        assert heroin("log", "7", "-t", sign).code == 0
    assert heroin("plan", "add", "reasons", "娘 👧").code == 0
    page, card = tmp_path / "p.pdf", tmp_path / "c.pdf"
    made = heroin("export", "counselor", "--from", "2026-01-01", "--yes", "-o", str(page))
    assert made.code == 0, made.err
    made = heroin("sos", "--card", "--format", "pdf", "-o", str(card))
    assert made.code == 0, made.err
    if bare:
        for shown in ("[thumbsupsign]", "[nosmokingsymbol]", "geub,nal]"):
            assert shown in text_of(page)
        assert "[cjkunifiedideograph-5a18][girl]" in text_of(card)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30))
def test_any_text_can_be_set_and_stays_json(no_fonts: Any, text: str) -> None:
    shown = json.loads(fonts.shown(json.dumps([text], ensure_ascii=False)))[0]
    typst.compile(
        b'#set document(title: "t")\n#set text(lang: "en", font: "Libertinus Serif")\n#sys.inputs.text',
        sys_inputs={"text": shown}, format="pdf", pdf_standards=["ua-1"], font_paths=no_fonts,
    )  # fmt: skip
    assert shown or not text.strip()
