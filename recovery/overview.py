"""The help of the whole program: the ten commands of daily life first, then every word by what it is for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from recovery.console import layout_width, say, style
from recovery.folding import fold, wrap
from recovery.language import tr
from recovery.table import COMMANDS, DAILY, GROUPS, Command
from recovery.theme import QUIET, STRONG

WORD = 11  # columns for a word of daily life
LABEL = 10  # and for a group's name, at least
NAME = 17  # and for any word where each has its line
ABOUT = tr("recovery - a private journal for people in recovery. Nothing leaves it unless you say so.")
NOW = (tr("Hard right now?  recovery sos"), tr("An overdose?  recovery sos overdose"))
WIDEST = 80
BESIDE_FROM = 60  # columns; on a narrower terminal a word stands above the line about it
MORE = tr("recovery COMMAND --help explains one of them; recovery help all, each of them.")


def short() -> None:
    """One screen: help now, the ten words, the others by their groups."""
    by_name = {command.name: command for command in COMMANDS}
    _say(*_now())
    _say(*(f"  {style(f'{name:<{WORD}}', STRONG)} {by_name[name].help}" for name in DAILY))
    label = max(LABEL, *(len(group) + 1 for group in GROUPS))
    for group in GROUPS:
        words = dict.fromkeys(command.name.partition(" ")[0] for command in _of(group))
        say(*wrap(" ".join(words), layout_width(WIDEST), " " * label, style(f"{group:<{label - 1}} ", QUIET)))
    _say(MORE)


def whole() -> None:
    """Every word with a line about it, by groups."""
    _say(*_now(), "", ABOUT, "")
    for group in GROUPS:
        _say(style(group, STRONG), *_rows(_of(group)), "")


def rows(commands: Iterable[Command]) -> None:
    """Some commands, each with the line about it."""
    members = [*commands]
    if layout_width(WIDEST) < BESIDE_FROM:
        _say(*(line for member in members for line in (f"  {member.name}", f"    {member.help}")))
        return
    longest = max([NAME, *(len(member.name) for member in members)])
    _say(*(_row(member, longest) for member in members))


def _row(command: Command, columns: int = NAME) -> str:
    return f"  {command.name:<{columns}} {command.help}"


def _now() -> Iterator[str]:
    """Where help is, on one line where it has room."""
    beside = "      ".join(NOW)
    yield from (style(line, STRONG) for line in ([beside] if len(beside) <= layout_width(WIDEST) else NOW))


def _say(*lines: str) -> None:
    """Lines of 80 columns, also through a pipe."""
    say(*(part for line in lines for part in fold(line, layout_width(WIDEST))))


def _of(group: str) -> list[Command]:
    return [command for command in COMMANDS if command.group == group and not command.hidden]


def _rows(commands: list[Command]) -> Iterator[str]:
    """A row for each command; those that begin with the same word share one."""
    families: dict[str, list[Command]] = {}
    for command in commands:
        families.setdefault(command.name.partition(" ")[0], []).append(command)
    for word, members in families.items():
        if len(members) == 1:
            yield _row(members[0])
            continue
        rest = ", ".join(member.name.partition(" ")[2] for member in members if " " in member.name)
        own = next((member for member in members if member.name == word), None)
        yield _row(own) if own else f"  {word:<{NAME}} {rest}"
        if own:
            yield tr("{indent}also: {names}", indent=" " * (NAME + 3), names=rest)
