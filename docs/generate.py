"""Writes what is made from the program, so that no page can say what the program does not do.

That is: the command pages, the options for completion, the screens, the numbers to call, the list of decisions, and
every answer shown in the README and the tutorial: each command in a `console` block runs in a fresh journal, and what
it says is put below it.
`--check` writes nothing and fails where a page is stale.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import re
import shlex
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from datetime import date, datetime
from pathlib import Path
from typing import Any
from unittest import mock
from uuid import UUID
from zoneinfo import ZoneInfo

import pexpect
import time_machine

import recovery
from docs import described, languages, phone, sentences
from recovery.cli import run
from recovery.command_help import explain
from recovery.commands import demo
from recovery.commands.config import COMPLETED
from recovery.dates import months
from recovery.plans.plan import SECTIONS
from recovery.safety import numbers
from recovery.server import openapi
from recovery.store import rules
from recovery.table import COMMANDS, GROUPS, Command
from recovery.treatment.questionnaires import Item, instrument, names
from recovery.typer_line import click_command

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
DATES = Path(__file__).parent / "how-to" / "dates.md"
PACKAGE = Path(str(recovery.__file__)).parent
OPTIONS = PACKAGE / "options.json"
TEXTS = PACKAGE / "safety" / "texts.json"
INDEX, DECISIONS = DOCS / "index.md", DOCS / "decisions"
CATALOGUE = DOCS / "sentences.pot"
ZONE = "America/New_York"
SCREENS_DAY = date(2026, 3, 22)
SCREENS = {"today": ("today",), "report": ("report",), "calendar": ("calendar", "--months", "2")}
REPLAYED = {
    ROOT / "README.md": datetime(2026, 3, 7, 21, 40, tzinfo=ZoneInfo(ZONE)),
    DOCS / "first-week.md": datetime(2026, 3, 15, 22, 0, tzinfo=ZoneInfo(ZONE)),
}
WIDTH = 80
LINE_HEIGHT, MARGIN = 24.4, 12  # what Rich gives a line of 20 pixels

EXAMPLES = {
    "sos": ("sos", "sos overdose"),
    "log": ("log 7", "log 7 payday bored", 'log 5 -t "old corner" -c walk --outcome passed --at "yesterday 11pm"'),
    "after": ("after passed", 'after passed --intensity 3 -c "called sponsor"'),
    "lapse": ('lapse --at "yesterday 21:00" -t payday', "lapse --overdose near --naloxone"),
    "checkin": ("checkin --no-use --mood 6 --sleep 7.5", 'checkin --day yesterday --no-use --good "dinner with Ana"'),
    "intend": ('intend "meeting at 6"',),
    "note": ('note "Told Maria. She said to come to the meeting." -t argument',),
    "show": ("show", "show --last 7d --kind craving", "show --from 2026-03-01 --to 2026-03-31 --json"),
    "search": ("search dinner", "search --trigger payday --kind craving"),
    "undo": ("undo --list", "undo"),
    "redo": ("redo",),
    "today": ("today", "today --json"),
    "streak": ("streak", "streak --as-of 2026-03-31 --json"),
    "triggers": ("triggers", "triggers --month 2026-03", "triggers --all --coping"),
    "report": (
        "report",
        "report --week 2026-W12 --json",
        "report --last 28d --format html -o report.html",
        "report --month 2026-03 --compare 2026-02",
        "report --all-weeks --json",
    ),
    "calendar": ("calendar", "calendar --month 2026-03"),
    "remind random": (
        "remind random --from 09:00 --to 21:00 --times 2",
        "remind random -o moments.ics",
        "remind random --off",
    ),
    "edit": ('edit 3f9a --note "called back"',),
    "remove": ("remove 3f9a --yes", "remove 3f9a --forever --yes"),
    "export data": ("export data -o journal.jsonl", "export data -o -"),
    "export counselor": (
        "export counselor --from 2026-03-01 --to 2026-03-28 --format pdf -o summary.pdf",
        "export counselor --include discuss,use,craving --format md",
    ),
    "export table": (
        "export table cravings",
        "export table check-ins --last 8w -o check-ins.csv",
        "export table all -o journal.zip",
        "export table all -o journal-tables.db",
    ),
    "export calendar": ("export calendar -o dates.ics", "export calendar --quiet -o -"),
    "private add": ('private add "old corner" --role "a place"',),
    "private list": ("private list",),
    "private remove": ("private remove old corner",),
    "import": ("import journal.jsonl --dry-run", "import journal.jsonl"),
    "init": ("init --last-use yesterday --substance heroin --timezone America/New_York",),
    "substance list": ("substance list",),
    "substance add": ("substance add alcohol --since 2026-02-01",),
    "substance class": ("substance class alcohol alcohol",),
    "substance rename": ("substance rename alcohol wine",),
    "substance since": ("substance since wine 2026-02-03",),
    "substance close": ("substance close wine",),
    "numbers list": ("numbers list",),
    "numbers add": ('numbers add Maria 555-0100 --for "any hour"',),
    "numbers hide": ("numbers hide 1-800-972-0590",),
    "numbers restore": ("numbers restore 1-800-972-0590",),
    "config": ("config", "config day-starts 05:00", "config checkin-confidence on"),
    "completion": ("completion bash",),
    "circle list": ("circle list", "circle list --json"),
    "circle log": ("circle log",),
    "demo": ("demo", "demo --keep made-up"),
}  # fmt: skip

SVG = """\
<svg viewBox="0 0 994 HEIGHT" xmlns="http://www.w3.org/2000/svg" role="img">
<title>TITLE</title>
<style>.{unique_id}-matrix {{ font: {char_height}px ui-monospace, Menlo, Consolas, monospace; }} {styles}</style>
<defs>{lines}</defs>
<rect width="100%" height="100%" rx="8" fill="#292929"/>
<g transform="translate(9, 9)">{backgrounds}<g class="{unique_id}-matrix">{matrix}</g></g>
</svg>
"""


COMMANDS_HEAD = """\
# Commands

Made from the program by `make docs`; `recovery COMMAND --help` says the same. `recovery` alone shows `today`.
"""
COMMANDS_RULES = """\
## For every command

- Dates and times: `2026-03-07`, `2026-03-07 21:40`, `today`, `yesterday 11pm`, `fri 21:00`, `3h ago`, `2 days ago`. A
  weekday or a time alone is the latest one, a date alone is noon. What is still to come is refused, and so is an hour
  that the clocks skip in spring; an hour that happens twice in autumn is the first.
- An entry is named by the beginning of its id, as `show` lists it. Lists run oldest first.
- A command that needs an answer asks for it on a terminal only; elsewhere it names the flag and leaves with 2.
- `--json` gives one JSON document on standard output and nothing else. What cannot be done is said in one sentence on
  standard error, which never repeats what you wrote.

| exit code | |
|--:|---|
| 0 | done |
| 1 | a bug in the program |
| 2 | the line cannot be read: an unknown option, a missing answer, a date that is none |
| 3 | not found: no such entry, no journal yet |
| 4 | understood and refused: a time to come, a rating of 11, a substance that is not tracked |
| 5 | the journal cannot be read or written, or is newer than the program |
| 6 | the server cannot be reached, refuses, or gives what cannot be trusted |
| 7 | the journal is locked and its key is not at hand, or the passphrase or the words do not open it |
| 130 | stopped with Ctrl-C |

What holds here at once leaves with 0 though the server is away: `circle pause` and `circle end`, which say that it
hears of it at the next contact. What has to arrive leaves with 6: `circle ask`, `circle answer` and `circle over`,
which keep it and send it then.

| environment | |
|---|---|
| `RECOVERY_HOME` | the one folder that holds everything |
| `RECOVERY_DEBUG` | show where an error happened, without anything you wrote |
| `RECOVERY_SHARE_PASSPHRASE` | the passphrase of one page, for `export counselor --encrypt` off a terminal |
| `NO_COLOR` | no colour |
| `EDITOR` | what `recovery edit ID` opens |
"""


def pages() -> dict[Path, str]:
    """Every generated page as it should be."""
    pages = {DOCS / "commands.md": commands_page(), OPTIONS: options_page()}
    pages[CATALOGUE] = sentences.catalogue()
    pages[DOCS / "openapi.json"] = openapi.encoded().decode()
    pages |= dict(records_pages())
    pages[DATES] = dates_page()
    pages[INDEX] = index_page()
    pages |= dict(phone.pages())
    english = languages.catalogue(pages[CATALOGUE])
    for code in languages.codes():
        pages[phone.DATA.parent / "languages" / f"{code}.json"] = phone.written(
            languages.of_the_phone(code, english), "sentences"
        )
    pages |= {path: replayed(with_numbers(path.read_text("utf-8")), moment) for path, moment in REPLAYED.items()}
    return pages | dict(screens())


def commands_page() -> str:
    """All commands by group: what each is for, how it is typed, its options."""
    shown = {
        group: [command for command in COMMANDS if command.group == group and not command.hidden] for group in GROUPS
    }
    parts = [COMMANDS_HEAD]
    for group, members in shown.items():
        links = (f"[{member.name}](#recovery-{member.name.replace(' ', '-')})" for member in members)
        parts.append(f"- {group}: {', '.join(links)}")
    parts += ["", COMMANDS_RULES]
    for group, members in shown.items():
        parts += [f"## {group}", ""]
        for command in members:
            parts += [f"### recovery {command.name}", "", command.help, "", "```text", _help(command), "```", ""]
            lines = EXAMPLES.get(command.name, ())
            parts += ["For example:", "", *(f"    recovery {line}" for line in lines), ""] if lines else []
    return "\n".join(parts)


def records_pages() -> Iterator[tuple[Path, str]]:
    """What sync carries, for people and for programs."""
    sections = {section.name: {"title": section.title, "columns": section.fields} for section in SECTIONS}
    items = {name: instrument(name).items for name in names()}
    instruments = {name: {"answers": [(item.low, item.high) for item in asked]} for name, asked in items.items()}
    catalog = described.catalog(sections=sections, instruments=instruments)
    yield DOCS / "records.json", described.encoded(catalog)
    columns = (f"| `{section.name}` | {', '.join(f'`{name}`' for name in section.fields)} |" for section in SECTIONS)
    asked = (f"| `{name}` | {len(every)} | {_ranges(every)} |" for name, every in items.items())
    text = (DOCS / "records.md").read_text("utf-8")
    text = marked(text, "sections", ["", "| section | columns beside `text` |", "|---|---|", *columns, ""])
    text = marked(text, "instruments", ["", "| instrument | questions | answers |", "|---|--:|---|", *asked, ""])
    yield DOCS / "records.md", marked(text, "kinds", ["", *described.tables(catalog)])


def _ranges(items: Sequence[Item]) -> str:
    """The whole numbers that questions may be answered with: the usual ones, and then those of the others."""
    ranges = [(item.low, item.high) for item in items]
    low, high = usual = max(ranges, key=ranges.count)
    others = [
        f"{least} to {most} for {place}" for place, (least, most) in enumerate(ranges, 1) if (least, most) != usual
    ]
    return ", ".join([f"{low} to {high}", *others])


def dates_page() -> str:
    """The page about dates, with the languages of the table of months."""
    return marked(DATES.read_text("utf-8"), "languages", [f"{', '.join(['English', *months.LANGUAGES])}."])


def index_page() -> str:
    """The page of all pages, with every decision by its number and its heading."""
    headings = ((path.name, path.read_text("utf-8").partition("\n")[0]) for path in sorted(DECISIONS.glob("*.md")))
    lines = [f"- [{heading.removeprefix('# ')}](decisions/{name})" for name, heading in headings]
    return marked(INDEX.read_text("utf-8"), "decisions", lines)


def marked(text: str, name: str, lines: Iterable[str]) -> str:
    """A page with these lines between its marks of that name."""
    block = "\n".join([f"<!-- {name} -->", *lines, f"<!-- /{name} -->"])
    return re.sub(f"<!-- {name} -->.*<!-- /{name} -->", lambda _: block, text, flags=re.DOTALL)


def _help(command: Command) -> str:
    built = explain(click_command(command))
    context = built.make_context(f"recovery {command.name}", [], resilient_parsing=True, max_content_width=WIDTH)
    context.terminal_width = WIDTH
    return str(built.get_help(context)).rstrip()


def options_page() -> str:
    """Each command's options with what they may be set to; what may follow the command itself, under its last word."""
    page: dict[str, dict[str, list[str]]] = {}
    for command in COMMANDS:
        if command.hidden:
            continue
        options: dict[str, list[str]] = {}
        for parameter in click_command(command).params:
            choices = [str(item) for item in getattr(parameter.type, "choices", ())]
            if parameter.param_type_name == "option":
                options |= dict.fromkeys((*parameter.opts, *parameter.secondary_opts), choices)
            elif choices and command.name.split()[-1] not in options:
                options[command.name.split()[-1]] = choices
        page[command.name] = options
    page["config"] |= {word: [*values] for word, values in COMPLETED.items()}
    return json.dumps(page, indent=1) + "\n"


def safety_texts() -> dict[Path, str]:
    """What the TOML files of `recovery/safety` hold, in one file; the program says its other pages by it."""
    held = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(TEXTS.parent.glob("*.toml"))}
    return {TEXTS: json.dumps(held, indent=1, ensure_ascii=False, default=date.isoformat) + "\n"}


def with_numbers(text: str) -> str:
    """A page with the crisis lines of the program between its marks."""
    rows = [
        f"| [{line.name}]({line.source}) | **{line.number}** | {line.what_for} | {line.country} |"
        for line in numbers.all_lines()
    ]
    copied = min(line.verified_on for line in numbers.all_lines())
    head = ["| | call or text | for | where |", "|---|---|---|---|"]
    said = f"Taken from the care page of the project on {copied}; nobody has called them to check."
    return marked(text, "numbers", [*head, *rows, "", said])


def replayed(text: str, moment: datetime) -> str:
    """A page with the answers of its commands as they are, from a journal of its own, at that moment."""
    with (
        tempfile.TemporaryDirectory() as folder,
        living_in(Path(folder) / "home"),
        working_in(Path(folder)),
        time_machine.travel(moment, tick=False),
        mock.patch.object(rules, "new_id", _ids()),
    ):
        return re.sub(r"(?<=```console\n).*?(?=```)", lambda block: _replayed_block(block[0]), text, flags=re.DOTALL)


def _replayed_block(block: str) -> str:
    lines = []
    for line in commands_in(block):
        code, said = answer(line)
        if code:
            raise SystemExit(f"A command of a page left with {code}: {line}\n{said}")
        lines += [f"$ {line}", *said.splitlines(), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def commands_in(block: str) -> list[str]:
    """The commands of a `console` block."""
    return [line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ ")]


def answer(line: str) -> tuple[int, str]:
    """Exit code and answer of a line as a person types it, through a pipe of 80 columns."""
    program, *arguments = shlex.split(line)
    if program != "recovery":
        raise SystemExit(f"A page may only run recovery, not: {line}")
    said = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with redirect_stdout(said), redirect_stderr(said), mock.patch("sys.stdin", io.StringIO()):
        code = run(arguments)
    said.flush()
    shown = said.buffer.getvalue().decode("utf-8")
    return code, "\n".join(line.rstrip() for line in shown.splitlines())


def _ids() -> Any:
    chance = random.Random(7)
    return lambda: str(UUID(int=chance.getrandbits(128), version=4))


@contextmanager
def living_in(home: Path) -> Iterator[None]:
    """A folder in the place of the journal's own, and 80 columns."""
    with mock.patch.dict(os.environ, {"RECOVERY_HOME": str(home), "COLUMNS": str(WIDTH), "NO_COLOR": "1"}):
        yield


@contextmanager
def working_in(folder: Path) -> Iterator[None]:
    """A folder to write files in."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def screens() -> Iterator[tuple[Path, str]]:
    """Pictures of the program on the demo's journal, drawn by itself on a terminal of 80 columns."""
    with tempfile.TemporaryDirectory() as folder, living_in(Path(folder)):
        demo.write(demo.SEED, SCREENS_DAY, ZONE)
        answer(f'recovery log 7 payday --at "{SCREENS_DAY} 17:20"')
        for name, arguments in SCREENS.items():
            yield DOCS / "screens" / f"{name}.svg", picture(name, [*arguments, "--as-of", str(SCREENS_DAY)])


def picture(name: str, arguments: list[str]) -> str:
    """What a command draws on a terminal, as SVG; nothing in it is loaded from elsewhere."""
    from rich.console import Console
    from rich.text import Text

    settings: Any = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLORTERM")}
    settings |= {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}
    line = ["-m", "recovery", *arguments]
    size = (60, WIDTH)
    child = pexpect.spawn(sys.executable, line, env=settings, dimensions=size, encoding="utf-8", timeout=60, echo=False)
    child.send("q")  # a screen that ends with its keys is left
    drawn = str(child.read())
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    text = Text.from_ansi(drawn.replace("\r\n", "\n").rstrip())
    console.print(text)
    height = round(LINE_HEIGHT * (text.plain.count("\n") + 1) + 2 * MARGIN)
    shape = SVG.replace("TITLE", f"recovery {name}").replace("HEIGHT", str(height))
    return console.export_svg(code_format=shape, unique_id=name)


def main() -> None:
    """Write the pages, or say which are stale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail where a page is stale")
    check = parser.parse_args().check
    stale = []
    for made in (safety_texts, pages):  # the latter are said by what the former holds
        for path, text in made().items():
            if not path.exists() or path.read_text("utf-8") != text:
                stale.append(path)
                if not check:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_text(text, "utf-8")
    names = ", ".join(str(path.relative_to(ROOT)) for path in stale)
    if check and stale:
        sys.exit(f"Stale: {names}. Write them anew with: make docs")
    print(f"Written: {names}." if stale else "All generated pages are current.")


if __name__ == "__main__":
    main()
