"""Every sentence of a look back is marked where it is said, and says nothing that care forbids."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import recovery

SLICE = Path(str(recovery.__file__)).parent / "insights"
# SQL is no sentence; what saves a life is held to rules of its own: tests/commands/test_sos_screen.py, tests/safety.
APART = ("queries.py", "suicide.py", "sos.py")
MODULES = [path for path in sorted(SLICE.rglob("*.py")) if not path.name.endswith(APART)]

# Care, "Words" and "What the numbers may claim": blame, causes, forecasts, advice.
FORBIDDEN = {
    "blame": r"addict\w*|abus\w*|junk(ie|y)\w*|relaps\w*|clean|dirty|fail\w*|back to (day )?(zero|one|0)"
    r"|start(ing)? over|weak\w*|willpower|shame\w*|guilt\w*",
    "a cause": r"because|caus(es|ed|ing)|the cause of|due to|leads? to|makes? you|thanks to|therefore|so that",
    "a forecast": r"risk\w*|predict\w*|probab\w*|likel\w*(?! a little less)|will (pass|use|happen)|danger\w*",
    "advice": r"should|must|have to(?! feel)|ought|\d+ ?mg|dosage",
    "a prize": r"congrat\w*|badge\w*|well done|streak lost|perfect (week|month)|always passes",
}
TAGS = re.compile(r"<[^<>]*>?|[\w-]+=\"[^\"]*\"?")
PATH = re.compile(r"^M\{\}")
WORD = re.compile(r"(?<![A-Za-z])(?!(?:of|to)\b)[A-Za-z]{2,}(?![A-Za-z])")
COMMAND = re.compile(r"recovery( [a-z]+)+")  # typed as it stands, in every language


def is_sentence(text: str) -> bool:
    """Two words or more that are no command, once markup and the page's style sheet are taken away."""
    if text.startswith(":root{") or PATH.match(text) or COMMAND.fullmatch(text):
        return False
    return " " in text and len(WORD.findall(TAGS.sub(" ", text).replace("{}", " "))) > 1


def allowed(tree: ast.AST) -> Iterator[ast.AST]:
    """What is listed in docs/commands.md (options), what only readers of the code see, what is marked, and parts."""
    for node in ast.walk(tree):
        if is_marked(node):
            yield from ast.walk(node)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and isinstance(node.body[0], ast.Expr):
            yield node.body[0].value
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("typer.Option", "typer.Argument"):
            yield from ast.walk(node)
        if isinstance(node, ast.JoinedStr):
            yield from (part for part in node.values if isinstance(part, ast.Constant))


def is_marked(node: ast.AST) -> bool:
    """Whether it is the mark on a sentence."""
    return isinstance(node, ast.Call) and ast.unparse(node.func) in ("tr", "trn")


def said() -> dict[str, str]:
    """Every sentence of the slice, by its place."""
    sentences: dict[str, str] = {}
    for path in MODULES:
        for node in filter(is_marked, ast.walk(ast.parse(path.read_text("utf-8")))):
            assert isinstance(node, ast.Call)
            texts = [arg.value for arg in node.args[:2] if isinstance(arg, ast.Constant)]
            sentences |= {f"{path.name}:{node.lineno} {text}": text for text in texts if isinstance(text, str)}
    return sentences


def literals(source: str) -> Iterator[tuple[int, str]]:
    """Each text in the code with its line; what comes into an f-string is `{}`."""
    tree = ast.parse(source)
    skipped = {id(item) for item in allowed(tree)}
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.JoinedStr):
            parts = (value.value if isinstance(value, ast.Constant) else "{}" for value in node.values)
            yield node.lineno, "".join(map(str, parts))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SLICE)))
def test_no_sentence_is_left_without_its_mark(path: Path) -> None:
    literals_ = [(line, text) for line, text in literals(path.read_text("utf-8")) if is_sentence(text)]
    assert not literals_


@pytest.mark.parametrize(
    ("source", "sentences_found"),
    [
        ('yield Text("Nothing is here yet.")', 1),
        ('yield Text(f"<b>Nothing is {here}</b>")', 1),
        ('yield f"{count} of {known}"', 0),
        ('yield f\'<rect class="used" x="{x}" width="8"/>\'', 0),
        ('x: Annotated[bool, typer.Option("--all", help="All that was ever written.")]', 0),
    ],
)
def test_the_walk_tells_a_sentence_from_markup(source: str, sentences_found: int) -> None:
    assert sum(is_sentence(text) for _, text in literals(source)) == sentences_found


def test_what_comes_in_is_named() -> None:
    for name, text in said().items():
        holes = [hole for _, hole, _, _ in Formatter().parse(text) if hole is not None]
        assert all(re.fullmatch(r"[a-z_]+", hole) for hole in holes), name


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_sentence_holds(what: str) -> None:
    forbidden = re.compile(rf"\b({FORBIDDEN[what]})\b", re.IGNORECASE)
    forbidden_in = {name: text for name, text in said().items() if forbidden.search(text)}
    assert not forbidden_in


def test_where_a_share_is_said_its_count_stands_with_it() -> None:
    """Care: below 90 % known, a share stands with its worst and best case; a pattern with its counts."""
    sentences = said()
    shares = [text for text in sentences.values() if ("{share}" in text and "{abstinent}" in text) or "{worst}" in text]
    assert len(shares) >= 3
    assert all({"known", "worst"} & set(re.findall(r"\{(\w+)", text)) for text in shares)
    patterns = [
        text
        for place, text in sentences.items()
        if place.startswith(("time_patterns.py", "name_patterns.py")) and "{" in text
    ]
    assert len(patterns) >= 5
    for text in patterns:
        assert "{of}" in text or "{total}" in text or "{feeling}" in text, text
