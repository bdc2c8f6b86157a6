"""What the documentation says is so: its commands answer what stands there, its pages are made from the program."""

from __future__ import annotations

import ast
import importlib.util
import json
import re
import shlex
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
import time_machine

from docs import generate
from recovery.safety import numbers
from recovery.store.home import FILE_RIGHTS, FOLDER_RIGHTS
from recovery.table import COMMANDS, Command
from recovery.typer_line import click_command

if TYPE_CHECKING:
    from tests.conftest import Call, Run

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
README = (ROOT / "README.md").read_text("utf-8")
TUTORIAL = (ROOT / "docs" / "first-week.md").read_text("utf-8")
SHOWN = [command for command in COMMANDS if not command.hidden]
NETWORK = {"socket", "ssl", "http", "urllib", "asyncio", "ftplib", "smtplib", "xmlrpc", "requests", "httpx"}
FILE_ENDING = re.compile(r"\.(db|html|json|md|mjs|py|run|toml|yaml)\b")
LINK = re.compile(r"\[[^]]*\]\(([^)\s]+)\)")


def without_code(text: str) -> str:
    return re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)


def anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def commands_of(page: str) -> list[str]:
    blocks = re.findall(r"```console\n(.*?)```", page, flags=re.DOTALL)
    return [line for block in blocks for line in generate.commands_in(block)]


def test_generated_pages_are_current_and_readme_and_tutorial_answer_what_they_show() -> None:
    pages = generate.safety_texts() | generate.pages()
    stale = [path for path, text in pages.items() if path.read_text("utf-8") != text]
    assert stale == [], "write them anew with: make docs"


def test_a_wrong_answer_on_a_page_is_noticed() -> None:
    changed = README.replace("Kept: craving 7", "Kept: craving 8")
    assert changed != README
    assert generate.replayed(changed, generate.REPLAYED[ROOT / "README.md"]) == README


def test_the_tour_of_the_readme_runs_as_typed(run: Run) -> None:
    lines = commands_of(README)
    assert len(lines) >= 5
    for line in lines:
        program, *arguments = shlex.split(line)
        ran = run(*arguments)
        assert (program, ran.code) == ("recovery", 0), (line, ran.err)
        assert ran.out


COUNTED = ("Day ", "Ready. Tomorrow is day ", "Taken back: ", "Your 5 free days stay counted. ")


def test_the_tutorial_tells_the_same_on_any_date() -> None:
    """But for how many days have passed, and when a command was typed."""
    later = generate.replayed(TUTORIAL, datetime(2031, 7, 1, 8, 0, tzinfo=ZoneInfo("Europe/Berlin")))
    differ = [
        ours
        for ours, theirs in zip(TUTORIAL.splitlines(), later.splitlines(), strict=True)
        if ours != theirs and not ours.startswith(COUNTED)
    ]
    assert differ == []


def test_every_example_runs(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with time_machine.travel(datetime(2026, 3, 22, 18, 0, tzinfo=ZoneInfo(generate.ZONE)), tick=False):
        for name in ("init", *(example for example in generate.EXAMPLES if example != "init")):
            for line in generate.EXAMPLES[name]:
                known = call("show", "--kind", "craving", "--json").json[0]["id"][:8] if "3f9a" in line else ""
                ran = call(*shlex.split(line.replace("3f9a", known)))
                assert ran.code == 0, (line, ran.err)


@pytest.mark.parametrize("command", SHOWN, ids=lambda command: command.name)
def test_every_command_and_option_is_explained(command: Command) -> None:
    built = click_command(command)
    assert built.help
    unexplained = [param.name for param in built.params if not param.help]
    assert unexplained == (["shell"] if command.name == "completion" else [])  # its module must not load typer


def test_every_command_has_its_place_on_the_page_and_examples_are_of_commands_there_are() -> None:
    page = (ROOT / "docs" / "commands.md").read_text("utf-8")
    assert [command.name for command in SHOWN if f"\n### recovery {command.name}\n" not in page] == []
    assert generate.EXAMPLES.keys() <= {command.name for command in SHOWN}
    options = json.loads(generate.OPTIONS.read_text("utf-8"))
    assert options.keys() == {command.name for command in SHOWN}
    assert options["after"]["after"] == ["passed", "used"]
    assert options["report"]["--format"] == ["text", "md", "html"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(without_code(page.read_text("utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        there = (page.parent / name).resolve() if name else page
        assert there.exists(), target
        if anchor:
            assert anchor in anchors(there.read_text("utf-8")), target


def parts_of_the_program() -> dict[str, set[str]]:
    """By path below `recovery/`, what each module defines, its classes' methods too."""
    defined = {}
    for path in (ROOT / "recovery").rglob("*.py"):
        nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
        names = {node.name for node in nodes if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)}
        defined[path.relative_to(ROOT / "recovery").as_posix()] = names
    return defined


def unknown_parts(text: str, defined: dict[str, set[str]]) -> list[str]:
    """The modules and functions that a page names in code and that the program does not have."""

    def modules(path: str) -> list[str]:
        return [name for name in defined if f"/{name}".endswith(f"/{path.removeprefix('recovery/')}")]

    def known(dotted: str) -> bool:
        module, _, name = dotted.rpartition(".")
        path = module.replace(".", "/")
        inside = any(name in defined[part] for part in modules(f"{path}.py"))
        return inside or bool(modules(f"{path}/{name}.py")) or bool(modules(f"{path}/{name}/__init__.py"))

    paths = [path for path in re.findall(r"`([a-z_/]+\.py)`", text) if not (ROOT / path).exists()]
    pairs = re.findall(r"`([a-z_/]+\.py)`, `(\w+)`", text)
    dotted = [name for name in re.findall(r"`((?:[a-z_]+\.)+[a-z_]+)`", text) if not re.search(FILE_ENDING, name)]
    ours = {part for name in defined for part in name.removesuffix(".py").split("/")}
    return [
        *(path for path in paths if not modules(path)),
        *(f"{path}, {name}" for path, name in pairs if not any(name in defined[part] for part in modules(path))),
        *(name for name in dotted if name.split(".")[0] in ours and not known(name)),
    ]


def test_modules_and_functions_that_pages_name_are_there() -> None:
    """But for the decisions, which tell of the program as it was on their day."""
    defined = parts_of_the_program()
    for page in (page for page in PAGES if page not in DECISIONS and page.name != "CHANGELOG.md"):
        assert unknown_parts(page.read_text("utf-8"), defined) == [], page.name
    gone = "`store/gone.py`, `cli.py`, `gone`: `cli.gone`, `treatment.gone`; `cli.run`, `journal.db`, `crypto.subtle`"
    assert unknown_parts(gone, defined) == ["store/gone.py", "cli.py, gone", "cli.gone", "treatment.gone"]


def test_the_readme_gives_every_number_of_the_program_and_no_other() -> None:
    table = README.partition("<!-- numbers -->")[2].partition("<!-- /numbers -->")[0]
    rows = [row.split(" | ") for row in table.splitlines() if row.startswith("| [")]
    assert [row[1] for row in rows] == [f"**{line.number}**" for line in numbers.all_lines()]
    assert all(line.what_for in table and line.source in table for line in numbers.all_lines())


def imported() -> Iterator[tuple[str, str]]:
    """Each module of the program and the full name of each that it imports."""
    spec = importlib.util.find_spec("recovery")
    assert spec is not None
    assert spec.origin is not None
    house = Path(spec.origin).parent
    for path in house.rglob("*.py"):
        name = path.relative_to(house).as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((name, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and not node.level:
                yield name, str(node.module)


def test_privacy_as_the_readme_promises_it(run: Run, home: Path) -> None:
    # The agent's socket is one of this machine's file system; what it names is checked below. Beside it only the client
    # of sync may open a way out, and the server may be one; urllib.parse merely takes addresses apart.
    ways = {module for module in imported() if module[1].split(".")[0] in NETWORK and module[1] != "urllib.parse"}
    assert {way for way in ways if not way[0].startswith("server/")} == {
        ("store/agent.py", "socket"),
        ("sync/transport.py", "socket"),
        ("sync/transport.py", "http.client"),
    }
    outside = {name for name, what in imported() if what.startswith("recovery.sync")} - {"table.py"}
    assert {name.split("/")[0] for name in outside} <= {"circle", "commands", "sync"}
    assert {"AF_UNIX"} == set(re.findall(r"AF_\w+", (ROOT / "recovery" / "store" / "agent.py").read_text("utf-8")))
    assert run("log", "7", "payday").code == 0
    assert home.stat().st_mode & 0o777 == FOLDER_RIGHTS == 0o700
    assert {path.stat().st_mode & 0o777 for path in home.rglob("*") if path.is_file()} == {FILE_RIGHTS} == {0o600}
    assert {path.stat().st_mode & 0o777 for path in home.rglob("*") if path.is_dir()} == {FOLDER_RIGHTS}
    assert re.findall(r"^(\d)\. ", README.partition("## Privacy")[2].partition("\n## ")[0], re.MULTILINE) == list(
        "12345"
    )


def test_pictures_are_whole_small_and_load_nothing() -> None:
    pictures = sorted((ROOT / "docs" / "screens").glob("*.svg"))
    assert [path.stem for path in pictures] == sorted(generate.SCREENS)
    for path in pictures:
        text = path.read_text("utf-8")
        assert len(text) < 60_000
        assert set(re.findall(r"https?://[^\"']+", text)) == {"http://www.w3.org/2000/svg"}
        assert {"today": "heroin", "report": "payday", "calendar": "March"}[path.stem] in text


def test_decisions_are_numbered_in_a_row_listed_and_of_one_page() -> None:
    index = (ROOT / "docs" / "index.md").read_text("utf-8")
    numbers = [int(path.name[:4]) for path in DECISIONS]
    assert len(set(numbers)) == len(numbers)
    for path in DECISIONS:
        text = path.read_text("utf-8")
        assert text.startswith(f"# {path.name[:4]} ")
        assert f"- [{text.partition(chr(10))[0].removeprefix('# ')}](decisions/{path.name})\n" in index
        assert all(f"**{part}.**" in text for part in ("Context", "Decision", "What it gives up"))
        assert len(text.splitlines()) <= 60
