"""Completion in the shell: answered before typer loads, from the command table and the person's own names.

The shell passes the words of the line in COMP_WORDS and the place of the cursor in COMP_CWORD.
Options are read from a page that `make docs` writes and `make check` compares.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from importlib.resources import files
from typing import Any, Literal

from recovery.console import one_line, say
from recovery.table import COMMANDS

BASH = """\
_recovery_completion() {
    local IFS=$'\\n'
    local each
    COMPREPLY=()
    for each in $(env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD \\
        _RECOVERY_COMPLETE=bash recovery 2>/dev/null); do
        COMPREPLY+=("$(printf %q "$each")")
    done
}
complete -o nosort -F _recovery_completion recovery
"""
ZSH = """\
#compdef recovery
_recovery_completion() {
    local -a found
    found=("${(@f)$(env COMP_WORDS="${(F)words}" COMP_CWORD=$((CURRENT-1)) \\
        _RECOVERY_COMPLETE=zsh recovery 2>/dev/null)}")
    compadd -V recovery -a found
}
compdef _recovery_completion recovery
"""
FISH = """\
complete -c recovery -f -k -a '(env COMP_WORDS=(commandline -opc | string collect) \\
    COMP_CWORD=(count (commandline -opc)) COMP_LAST=(commandline -ct) _RECOVERY_COMPLETE=fish recovery 2>/dev/null)'
"""
SCRIPTS = {"bash": BASH, "zsh": ZSH, "fish": FISH}
NAMES = {"--trigger": "triggers", "-t": "triggers", "--coping": "coping", "-c": "coping"}
SUBSTANCES = ("--substance", "-s")


def completion(shell: Literal["bash", "zsh", "fish"]) -> None:
    """The script that completes recovery in your shell: eval "$(recovery completion bash)"."""
    say(SCRIPTS[shell].rstrip())


def complete() -> int:
    """Answer the shell: one suggestion a line. Never fails: a broken completion must not disturb the line."""
    from recovery.errors import RecoveryError

    with suppress(OSError, RecoveryError, ValueError):
        say(*map(one_line, dict.fromkeys(_fitting())))
        sys.stdout.flush()
    return 0


def _fitting() -> list[str]:
    """The suggestions that begin like the word at the cursor."""
    words = os.environ.get("COMP_WORDS", "").split("\n")
    place = int(os.environ.get("COMP_CWORD", "0") or 0)
    words = [*words, *[""] * (place + 1 - len(words))]
    if "COMP_LAST" in os.environ:
        words[place] = os.environ["COMP_LAST"]
    typed = words[place]
    return [each for each in suggestions(words[1:place], typed) if each.casefold().startswith(typed.casefold())]


def suggestions(before: list[str], typed: str) -> list[str]:
    """What may stand next, after the words before it; the person's own names come from the journal."""
    names = [each.name for each in COMMANDS if not each.hidden]
    line = " ".join(before)
    command = next((name for name in names if line == name or line.startswith(name + " ")), None)
    if command is None:
        start = line + " " if line else ""
        return [name[len(start) :].split(" ")[0] for name in names if name.startswith(start)]
    last = before[-1] if before else ""
    if last in NAMES:
        return _own_names(NAMES[last])
    if last in SUBSTANCES or command.startswith("substance "):
        return _own_substances()
    if typed.startswith("-"):
        return _options(command)
    values = _values(command).get(last, [])
    return values or (_own_names("triggers") if command == "log" and len(before) > 1 else [])


def _page() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files("recovery").joinpath("options.json").read_text("utf-8"))
    return found


def _options(command: str) -> list[str]:
    return [option for option in _page().get(command, {}) if option.startswith("--")]


def _values(command: str) -> dict[str, list[str]]:
    return {option: values for option, values in _page().get(command, {}).items() if values}


def _own_names(column: str) -> list[str]:
    from recovery.journal import queries
    from recovery.store import connection

    with connection.reading(connection.SESSION) as journal:
        return queries.favourites(journal, column)


def _own_substances() -> list[str]:
    from recovery.journal import queries
    from recovery.store import connection

    with connection.reading(connection.SESSION) as journal:
        return [substance.name for substance in queries.substances(journal)]
