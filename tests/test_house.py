"""The rules of the house that neither ruff nor import-linter can see, kept on the source of the installed program."""

from __future__ import annotations

import ast
import importlib.util
import re
import tomllib
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest

from recovery.table import COMMANDS, Command

Finder = Callable[[ast.Module], list[str]]

PROJECT = Path(__file__).parents[1]
_SPEC = importlib.util.find_spec("recovery")
assert _SPEC is not None
assert _SPEC.origin is not None
HOUSE = Path(_SPEC.origin).parent
MODULES = sorted(path.relative_to(HOUSE).as_posix() for path in HOUSE.rglob("*.py"))
NO_SLICES = {"commands", "dates", "outlets", "safety", "server", "store", "sync", "web", "wire"}
SLICES = sorted({name.split("/")[0] for name in MODULES if name.endswith("/__init__.py")} - NO_SLICES)

# What stands in commands/ beside the words that a person types, and why.
SHARED = {
    "answering": "what a command that wrote answers",
    "conversation": "questions one after the other",
    "craving_answers": "what is said and asked once it is written down how a craving ended",
    "crisis": "thoughts of suicide: who answers now",
    "editor": "text in the person's own editor",
    "lapse_answers": "what is said and asked around a lapse",
    "locked": "what becomes of a command while the journal is locked",
    "names": "names of triggers and skills, offered and made one",
    "options": "options that several commands have",
    "parameters": "what a command takes, and a line that was read by it",
    "passphrase_prompts": "asking for a passphrase, showing and asking back the 24 words",
    "sealed": "what is said of an entry that is sealed",
    "safety_first": "what keeps a person alive, before everything else",
    "first_questions": "what init asks on the first evening",
    "first_evening": "one key from the journal to the plan, and to the check-in",
    "substance_class": "what a substance is, asked where its name leaves that open",
}
OTHER_NAMES = {"used": "lapse", "redo": "undo"}  # the same command by another word, and the way back
READS_A_SHELL = {"commands/completion.py"}  # the words of its line are taken apart there
CALCULATES = frozenset({"datetime.timedelta", "math", "re", "statistics"})

# Who may open a file to read it otherwise than through `store/files.py`, and what: none of them lies in the folder.
OPENS = {
    "cli.py": "the null device",
    "clock.py": "the table of time zones", "dates/zones.py": "the table of time zones",
    "commands/demo.py": "the null device",
    "exchange/counselor/pdf.py": "the page's template",
    "exchange/files.py": "a file that the person names",
    "safety/texts.py": "a file of the program", "commands/completion.py": "a file of the program",
    "translation.py": "a file of the program",
    "store/phrase.py": "a file of the program", "treatment/questionnaires.py": "a file of the program",
    "treatment/learn_cards.py": "a file of the program", "web/manifest.py": "a file of the program",
    "server/storage/bootstrap.py": "the server's migrations",
    "server/sqlite/file.py": "the server's file", "server/sqlite/restore_detection.py": "the server's file",
    "store/agent.py": "the null device",
    "store/backups.py": "a file just written", "store/switching.py": "a file just written",
    "store/shredding.py": "a file to be overwritten",
    "commands/editor.py": "a file to be overwritten",
    "store/database.py": "the table of mounted file systems",
    "systems/posix.py": "it is the way", "systems/windows.py": "it is the way",
}  # fmt: skip

OUTLIVES = {"language.py": "the language, set once, before anything is said"}

# Slices whose pure modules are all mutated, but for those that draw a page: what a page must hold is read off the page.
MUTATED_SLICES = ("circle", "exchange", "insights", "safety", "treatment")
NOT_MUTATED = {
    "exchange/background.py": "runs a thread: a mutant of it waits for ever",
    "exchange/counselor/build.py": "puts the sections in their order",
    "exchange/counselor/charts.py": "draws",
    "exchange/counselor/document.py": "records alone, and which of them a page has room for",
    "exchange/counselor/html.py": "draws",
    "exchange/counselor/json_file.py": "two lines over a library",
    "exchange/counselor/markdown.py": "draws",
    "exchange/counselor/pdf.py": "draws",
    "exchange/counselor/printing.py": "measures what is drawn",
    "exchange/encryption.py": "a few lines over two libraries",
}
IMPURE = re.compile(
    r"recovery\.(diary|.*queries|store\.(connection|engine|home|rows)|systems?)(\..*)?|os|rich\b.*|shutil|sqlite3|subprocess"
)

# Each of these costs a daily command tens or hundreds of milliseconds.
HEAVY = frozenset({"dateutil", "platformdirs", "pydantic", "rich", "sqlite_utils", "tomli_w", "tzlocal"})

SQL = re.compile(
    r"\b(SELECT|INSERT( OR \w+)? INTO|UPDATE \w+ SET|DELETE FROM|REPLACE INTO|(CREATE|DROP|ALTER) \w+|PRAGMA|VACUUM"
    r"|BEGIN( IMMEDIATE)?$|ORDER BY|GROUP BY|WHERE \w+)\b"
)
EXECUTES = frozenset({"execute", "executemany", "executescript"})

CLOCK_CALLS = frozenset(
    """datetime.datetime.now datetime.datetime.utcnow datetime.datetime.today datetime.date.today
    time.time time.time_ns time.localtime time.gmtime time.ctime time.strftime""".split()
)
SQL_CLOCK = re.compile(r"\bCURRENT_(TIME|DATE|TIMESTAMP)\b|'now'", re.IGNORECASE)

# From the care page, "Words". A phrase stands here only with its reason.
SHAMING = re.compile(
    r"\b(addict\w*|abus\w*|junk(ie|y)\w*|relaps\w*|clean|dirty|fail(ed|ure)s?|back to (day )?(zero|one|square one|0)"
    r"|start(ing|ed)? over)\b",
    re.IGNORECASE,
)
SAID_ALL_THE_SAME = (
    "relapse-prevention",  # the name of the plan, not of a person
    "Substance Abuse and Mental Health Services Administration",  # the agency's name
)

SENTENCE = re.compile(r"^[A-Z][a-z]+ (\S+ )+\S+[.?!]( |$)")
UNTRANSLATED = (
    "errors.py",  # below the mark: what is said of a bug
    "wire/strict_json.py",  # beside the mark, and may not import it
    "exchange/fhir/",  # for another program
    "server/",  # for whoever runs one
    "journal/sample.py",  # entries of a made-up person
)

# Words that stand in other programs' files, or that people type, and are read there; the program says none of them.
HEARD = ("everyday_words.py", "exchange/readers/columns.py", "exchange/readers/habits.py")


@cache
def source(name: str) -> ast.Module:
    return ast.parse((HOUSE / name).read_text("utf-8"), filename=name)


@cache
def nodes(tree: ast.AST) -> tuple[ast.AST, ...]:
    """All that stands in a file, walked through once for all rules."""
    return tuple(ast.walk(tree))


@cache
def spelled(node: ast.expr) -> str:
    """A name with its dots, as `ast.unparse` spells it, and anything else as it does."""
    if isinstance(node, ast.Attribute):
        return f"{spelled(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ast.unparse(node)


def docstrings(tree: ast.AST) -> Iterator[ast.Constant]:
    for node in nodes(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                yield first.value


def strings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and text of everything the program could say or send to a database; docstrings are for maintainers."""
    passed = set(docstrings(tree))
    for node in nodes(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in passed:
            yield node.lineno, node.value


def sql(tree: ast.Module) -> list[str]:
    lines = [f"line {line}: {text[:60]!r}" for line, text in strings(tree) if SQL.search(text)]
    return lines + [
        f"line {node.lineno}: .{node.func.attr}()"
        for node in nodes(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in EXECUTES
    ]


def opens_a_file(tree: ast.Module) -> list[str]:
    """Where a file is opened to be read; what is opened to be made (`xb`, `wb`) waits for nobody."""
    results = []
    for node in nodes(tree):
        if isinstance(node, ast.Call):
            name = spelled(node.func)
            mode = next((ast.unparse(argument) for argument in (*node.args, *(k.value for k in node.keywords))), "'r'")
            reads = name in ("open", "os.open", "io.open") or name.endswith((".read_text", ".read_bytes", "Path.open"))
            if reads or (name.endswith("path.open") and mode not in ("'wb'", "'xb'")):
                results.append(f"line {node.lineno}: {name}")
    return results


def _imported_names(tree: ast.Module) -> dict[str, str]:
    """What each name brought in from `datetime` and `time` stands for, by its full name."""
    names: dict[str, str] = {}
    for node in nodes(tree):
        if isinstance(node, ast.Import):
            names |= {name.asname or name.name: name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module in ("datetime", "time"):
            names |= {name.asname or name.name: f"{node.module}.{name.name}" for name in node.names}
    return names


def asks_the_time(tree: ast.Module) -> list[str]:
    names = _imported_names(tree)
    results = []
    for node in nodes(tree):
        if isinstance(node, ast.Attribute | ast.Name):
            head, dot, rest = spelled(node).partition(".")
            if names.get(head, "") + dot + rest in CLOCK_CALLS:
                results.append(f"line {node.lineno}: {ast.unparse(node)}")
    return results + [f"line {line}: {text[:60]!r}" for line, text in strings(tree) if SQL_CLOCK.search(text)]


def undocumented(tree: ast.Module) -> list[str]:
    def look(node: ast.Module | ast.ClassDef, prefix: str) -> Iterator[str]:
        for statement in node.body:
            if (
                isinstance(statement, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
                and statement.name[0] != "_"
            ):
                if not ast.get_docstring(statement):
                    yield f"line {statement.lineno}: {prefix}{statement.name}"
                if isinstance(statement, ast.ClassDef):
                    yield from look(statement, f"{statement.name}.")

    return ([] if ast.get_docstring(tree) else ["the module itself"]) + list(look(tree, ""))


def loaded_at_import(tree: ast.Module) -> list[tuple[int, str]]:
    """Line and full name of what is imported as soon as the module is, and not only when a function runs."""

    def look(body: list[ast.stmt]) -> Iterator[tuple[int, str]]:
        for node in body:
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
            elif isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
                yield from look(node.orelse)
            elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                for name in ("body", "orelse", "finalbody"):
                    yield from look(getattr(node, name, []))
                for handler in getattr(node, "handlers", []):
                    yield from look(handler.body)

    return list(look(tree.body))


def unmarked(tree: ast.Module) -> list[str]:
    """The sentences that no translator would get to see."""
    calls = (node for node in nodes(tree) if isinstance(node, ast.Call) and spelled(node.func) in ("tr", "trn", "Noun"))
    remarks = {node.value for node in nodes(tree) if isinstance(node, ast.Expr)}
    passed = remarks.union(part for call in calls for part in nodes(call))
    said = (node for node in nodes(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    texts = ((node.lineno, str(node.value)) for node in said if node not in passed)
    return [f"line {line}: {text}" for line, text in texts if SENTENCE.search(text) and not SQL.search(text)]


def heavy(tree: ast.Module) -> list[str]:
    return [f"line {line}: {name}" for line, name in loaded_at_import(tree) if name.split(".")[0] in HEAVY]


@cache
def ours_loaded_at_import(name: str) -> frozenset[str]:
    """Every module of ours that a module loads as soon as it is imported, the module itself among them."""
    reached, waiting = set(), [name]
    while waiting:
        module = waiting.pop()
        if module in MODULES and module not in reached:
            reached.add(module)
            for _, full in loaded_at_import(source(module)):
                path = full.removeprefix("recovery.").replace(".", "/")
                waiting += [f"{path}.py", f"{path.rpartition('/')[0]}.py"]
    return frozenset(reached)


def shaming(tree: ast.Module) -> list[str]:
    results = []
    for line, text in strings(tree):
        for phrase in SAID_ALL_THE_SAME:
            text = text.replace(phrase, "")  # noqa: PLW2901
        results += [f"line {line}: {match[0]}" for match in SHAMING.finditer(text)]
    return results


def imports(tree: ast.Module) -> set[str]:
    """Every module named in an import, those in functions and for types too."""
    modules: set[str] = set()
    for node in nodes(tree):
        if isinstance(node, ast.Import):
            modules |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            modules |= {f"{node.module}.{name.name}" for name in node.names} | {str(node.module)}
    return modules


def held_by_the_process(tree: ast.Module) -> list[str]:
    """State that outlives the run of a command: a `global`, or an attribute of a class that a function sets."""
    lines = [f"line {node.lineno}: global" for node in nodes(tree) if isinstance(node, ast.Global)]
    for node in nodes(tree):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            lines += [
                f"line {node.lineno}: {ast.unparse(target)}"
                for target in targets
                if isinstance(target, ast.Attribute)
                and isinstance(target.value, ast.Name)
                and target.value.id.lstrip("_")[:1].isupper()
            ]
    return lines


def calculates(tree: ast.Module) -> list[str]:
    """Modules that a rule needs and talk does not."""
    return sorted(name for _, name in loaded_at_import(tree) if {name, name.split(".")[0]} & CALCULATES)


JSON_READERS = frozenset({"loads", "load", "JSONDecoder", "scanner", "decode", "raw_decode"})
READS_STRICTLY = {"wire/strict_json.py"}  # it is the reader


def reads_json(tree: ast.Module) -> list[str]:
    """Where JSON is read without `strict_json`, and a name that stands twice is not noticed."""
    results = []
    for node in nodes(tree):
        if isinstance(node, ast.Attribute) and node.attr in JSON_READERS:
            if ast.unparse(node.value).rpartition(".")[2] in ("json", "msgspec"):
                results.append(f"line {node.lineno}: {ast.unparse(node)}")
        elif isinstance(node, ast.ImportFrom) and str(node.module).partition(".")[0] in ("json", "msgspec"):
            names = {name.name for name in node.names}
            results += [f"line {node.lineno}: {name}" for name in sorted(names & JSON_READERS)]
    return results


# Where another process begins, and why it is no program that could read a secret from its environment.
BEGINS_PROCESSES = {
    "system.py": "the one place that starts programs, with an open environment",
    "pager.py": "the person's own pager, behind a pipe and with an open environment",
    "store/agent.py": "goes on as this same program",
    "server/processes.py": "uvicorn's workers, which are this same program",
}
STARTS = re.compile(r"os\.(exec|spawn|posix_spawn|fork|popen|startfile|system\b)\w*|(subprocess|multiprocessing|pty)\b")


def starts_programs(tree: ast.Module) -> list[str]:
    """Where a process could begin that inherits the environment of this one."""
    named = [f"line {line}: {name}" for line, name in _all_imports(tree) if STARTS.match(name)]
    return named + [
        f"line {node.lineno}: {ast.unparse(node)}"
        for node in nodes(tree)
        if isinstance(node, ast.Attribute)
        and (STARTS.match(spelled(node)) or node.attr.startswith("create_subprocess"))
    ]


def _all_imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in nodes(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{name.name}") for name in node.names)


# What writes to the terminal beside the console, and why nothing planted can come through it.
WRITES = {
    "console.py": "the one place that prints",
    "keypress.py": "questions that prompts has made harmless, and the key that was pressed",
    "typed.py": "questions that prompts has made harmless, and what the person types",
    "outlets/file.py": "into a pipe, as the bytes are; onto a terminal through the console",
    "commands/export/data.py": "JSON, in which a terminal's characters are escaped",
    "commands/sync/run.py": "how far a sync has come: words of our own and numbers",
    "store/opening.py": "a sentence of our own",
    "server/logs.py": "JSON, in which all beyond ASCII is escaped",
}


def writes(tree: ast.Module) -> list[str]:
    """Where text goes to the terminal past the console."""
    streams = re.compile(
        r"(sys\.)?(__)?std(out|err)(__)?(\.buffer)?\.(write|writelines)|print|(rich\.)?(console\.)?Console"
    )
    return [
        f"line {node.lineno}: {ast.unparse(node.func)}"
        for node in nodes(tree)
        if isinstance(node, ast.Call) and streams.fullmatch(spelled(node.func))
    ]


def command_file(target: str) -> str:
    """The file or folder of commands/ in which a row of the table has its function."""
    module = target.partition(":")[0].removeprefix("recovery.commands.")
    return module.partition(".")[0].rstrip("_")  # `import` is a word of Python, so its file is import_.py


def _holds_sql(name: str) -> bool:
    return name.startswith(("store/", "server/")) or name.endswith("queries.py") or "/queries/" in name


def broken_rules(find: Finder, *names: str) -> dict[str, list[str]]:
    """By module, what a rule finds in it."""
    return {name: places for name in names if (places := find(source(name)))}


def test_sql_stands_in_queries_store_and_server_only() -> None:
    assert broken_rules(sql, *(name for name in MODULES if not _holds_sql(name))) == {}


def test_files_of_the_folder_are_read_in_one_way_alone() -> None:
    assert broken_rules(opens_a_file, *(name for name in MODULES if name not in OPENS)) == {}


def test_only_the_clock_asks_for_the_time() -> None:
    assert broken_rules(asks_the_time, *(name for name in MODULES if name != "clock.py")) == {}


def test_everything_public_says_what_it_is() -> None:
    assert broken_rules(undocumented, *MODULES) == {}


def test_what_is_heavy_is_loaded_by_the_function_that_needs_it() -> None:
    """A module of a `views` package may load Rich for its classes; then nobody may load that module at import."""
    light = [name for name in MODULES if "/views/" not in name]
    loaded = frozenset().union(*map(ours_loaded_at_import, light))
    assert broken_rules(heavy, *loaded) == {}
    assert {"store/records.py", "errors.py"} <= ours_loaded_at_import("journal/entries.py"), "what it loads is followed"


def test_every_sentence_is_marked_for_translators() -> None:
    assert broken_rules(unmarked, *(name for name in MODULES if not name.startswith(UNTRANSLATED))) == {}


def test_no_sentence_shames() -> None:
    assert broken_rules(shaming, *(name for name in MODULES if name not in HEARD)) == {}


def test_packages_import_nothing() -> None:
    packages = [name for name in MODULES if name.endswith("__init__.py")]
    assert {name: places for name in packages if (places := imports(source(name)))} == {}


def test_nothing_is_kept_beyond_the_run_of_a_command() -> None:
    assert broken_rules(held_by_the_process, *(name for name in MODULES if name not in OUTLIVES)) == {}


def test_commands_hold_no_arithmetic() -> None:
    talk = [name for name in MODULES if name.startswith("commands/") and name not in READS_A_SHELL]
    assert broken_rules(calculates, *talk) == {}


def test_json_is_read_by_the_strict_reader_only() -> None:
    assert broken_rules(reads_json, *(name for name in MODULES if name not in READS_STRICTLY)) == {}


def test_programs_are_started_in_one_place_only() -> None:
    assert broken_rules(starts_programs, *(name for name in MODULES if name not in BEGINS_PROCESSES)) == {}


@pytest.mark.parametrize("name", [name for name in MODULES if name not in WRITES])
def test_text_goes_to_the_terminal_through_the_console(name: str) -> None:
    assert writes(source(name)) == []


@pytest.mark.parametrize("row", COMMANDS, ids=lambda row: str(row.name))
def test_a_word_that_is_typed_has_its_own_file(row: Command) -> None:
    word = row.name.partition(" ")[0]
    assert row.target.startswith("recovery.commands.")
    assert command_file(row.target) == OTHER_NAMES.get(word, word)


def test_every_file_of_commands_is_a_word_or_is_named_as_shared() -> None:
    words = {row.name.partition(" ")[0] for row in COMMANDS} - OTHER_NAMES.keys()
    files = {name.split("/")[1].removesuffix(".py").rstrip("_") for name in MODULES if name.startswith("commands/")}
    assert files - {"__init__".rstrip("_")} == words | SHARED.keys()


def test_every_pure_module_is_mutated_or_is_named_with_the_reason() -> None:
    """`make mutants` breaks what pyproject.toml lists: a module that is new or has moved must not be missing there."""
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["tool"]["mutmut"]
    patterns = [pattern.removeprefix("recovery/") for pattern in settings["only_mutate"]]
    listed = {name for name in MODULES if any(fnmatch(name, pattern) for pattern in patterns)}
    pure = {
        name
        for name in MODULES
        if name.startswith(tuple(f"{part}/" for part in MUTATED_SLICES))
        and not name.endswith("__init__.py")
        and "views" not in name
        and not any(map(IMPURE.fullmatch, imports(source(name))))
    }
    assert pure - listed == NOT_MUTATED.keys()
    assert [pattern for pattern in patterns if not any(fnmatch(name, pattern) for name in listed)] == []
    assert len(pure & listed) > 50, "pure modules are recognised"


def names_in(tree: ast.Module) -> Iterator[str]:
    """What a survivor may be of: functions, methods by their class, and names at the top of the module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield node.name
        elif isinstance(node, ast.ClassDef):
            yield from (f"{node.name}.{method.name}" for method in node.body if isinstance(method, ast.FunctionDef))
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def test_each_mutant_that_may_survive_is_of_something_that_is_there() -> None:
    known = tomllib.loads((PROJECT / "tests" / "mutants.toml").read_text("utf-8"))
    files = {module: module.removeprefix("recovery.").replace(".", "/") + ".py" for module in known}
    gone = {module: known[module].keys() - set(names_in(source(file))) for module, file in files.items()}
    assert {module: names for module, names in gone.items() if names} == {}


@pytest.mark.parametrize(
    ("find", "broken", "whole"),
    [
        (sql, "x = f'SELECT {a} FROM b'", "x = 'Select one of these.'"),
        (sql, "journal.execute(text)", "def execute() -> None: 'SELECT is only named here'"),
        (asks_the_time, "import datetime as dt\ndt.datetime.now()", "from recovery import clock\nclock.now(zone)"),
        (asks_the_time, "from datetime import date as d\nd.today()", "today.date()\nclock.today(zone, start)"),
        (asks_the_time, "from time import time\ntime()", "from datetime import time\ntime(4)"),
        (asks_the_time, "from datetime import datetime\nread = datetime.now", "import time\ntime.monotonic()"),
        (asks_the_time, "x = \"date('now')\"", "x = 'now'"),
        (opens_a_file, "home.card_path().read_text('utf-8')", "files.read(home.card_path())"),
        (opens_a_file, "with path.open('rb') as file: ...", "with path.open('wb') as file: ..."),
        (opens_a_file, "os.open(path, os.O_RDONLY)", "archive.open(name)"),
        (undocumented, "'Why.'\nclass A:\n  'What.'\n  def b(self): ...", "'Why.'\ndef _b(): ..."),
        (heavy, "try:\n  import rich.text\nexcept ImportError: ...", "def f():\n  import rich"),
        (heavy, "if x:\n  from dateutil import parser", "if TYPE_CHECKING:\n  from rich import box"),
        (held_by_the_process, "def f():\n  _Known.key = 1", "def f(self):\n  self.key = 1"),
        (held_by_the_process, "def f():\n  global x", "X = 1"),
        (calculates, "from datetime import timedelta", "from datetime import date"),
        (reads_json, "import json\njson.loads(text)", "import json\njson.dumps(text)\nstrict_json.read(text)"),
        (reads_json, "from json import load", "from json import dumps"),
        (reads_json, "msgspec.json.decode(body)", "body.decode()\nmsgspec.json.encode(body)"),
        (
            starts_programs,
            "import subprocess\nsubprocess.run(line)",
            "import os\nos.environ['x']\nsystem.run_program(line)",
        ),
        (starts_programs, "from os import execvp", "from os import environ"),
        (starts_programs, "def f():\n  os.posix_spawn(a, b, c)", "self.system.start()"),
        (starts_programs, "await asyncio.create_subprocess_exec(a)", "asyncio.create_task(a)"),
        (writes, "import sys\nsys.stdout.buffer.write(b)", "file.write(b)\nconsole.print(view)"),
        (writes, "print(text)", "printed(text)"),
        (writes, "from rich.console import Console\nConsole(file=f)", "console_on(f)"),
        (shaming, "x = f'{n} days clean'", "x = clean(text)"),
        (shaming, "x = 'Your relapse is noted.'", "x = 'The relapse-prevention plan.'"),
    ],
)
def test_each_rule_catches_what_it_is_for(find: Finder, broken: str, whole: str) -> None:
    assert find(ast.parse(broken))
    assert not find(ast.parse(whole))


# Of the phone's rules, what has no equal in Python: helpers that Python has built in, and what only a phone needs.
PHONE_ALONE = frozenset(
    """craving_days day_sets meeting_text month_names rounding saying sha256 weekday_names""".split()
)


def test_each_rule_of_the_phone_is_named_as_in_python_or_says_what_it_equals() -> None:
    folder = PROJECT / "webapp" / "src" / "rules"
    modules = {Path(name).stem for name in MODULES}
    without = set()
    for file in folder.glob("*.ts"):
        head = "".join(
            line for line in file.read_text("utf-8").splitlines(keepends=True)[:6] if line.startswith(("//", "/*"))
        )
        named = re.findall(r"recovery/[a-z_/]+(?:\.py)?", head)
        assert [path for path in named if not (PROJECT / path).exists()] == [], file.name
        if not named and file.stem not in modules:
            without.add(file.stem)
    assert without == PHONE_ALONE
