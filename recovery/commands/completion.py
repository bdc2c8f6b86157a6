"""Completion in the shell: answered before typer loads, from the command table and the person's own names.

The shell passes the words of the line in COMP_WORDS and the place of the cursor in COMP_CWORD.
Options are read from a page that `make docs` writes and `make check` compares.
"""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from importlib.resources import files
from typing import Annotated, Any, Literal

from recovery.commands.parameters import Argument
from recovery.console import one_line, say
from recovery.table import COMMANDS
from recovery.wire import strict_json

FILES = 10  # the exit code that asks the shell for its own file names
BASH = """\
_recovery_completion() {
    local IFS=$'\\n'
    local found
    COMPREPLY=()
    found=$(env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD COMP_LINE="$COMP_LINE" COMP_POINT="$COMP_POINT" \\
        COMP_LAST="${COMP_WORDS[COMP_CWORD]}" _RECOVERY_COMPLETE=bash recovery 2>/dev/null)
    if [ $? -eq 10 ]; then
        compopt -o default
        return
    fi
    COMPREPLY=($found)
}
complete -o nosort -F _recovery_completion recovery
"""
ZSH = """\
#compdef recovery
_recovery_completion() {
    local -a found
    local answer
    answer="$(env COMP_WORDS="${(F)words}" COMP_CWORD=$((CURRENT-1)) _RECOVERY_COMPLETE=zsh recovery 2>/dev/null)"
    if [[ $? -eq 10 ]]; then
        _files
        return
    fi
    found=("${(@f)answer}")
    [[ -n $answer ]] && compadd -V recovery -a found
}
compdef _recovery_completion recovery
"""
FISH = """\
function _recovery_completion
    set -l found (env COMP_WORDS=(commandline -opc | string collect) COMP_CWORD=(count (commandline -opc)) \\
        COMP_LAST=(commandline -ct | string collect) _RECOVERY_COMPLETE=fish recovery 2>/dev/null)
    if test $status -eq 10
        __fish_complete_path (commandline -ct | string trim --left --chars=\\'\\")
    else
        printf '%s\\n' $found
    end
end
complete -c recovery -f -k -a '(_recovery_completion)'
"""
SCRIPTS = {"bash": BASH, "zsh": ZSH, "fish": FISH}
NAMES = {"--trigger": "triggers", "-t": "triggers", "--coping": "coping", "-c": "coping"}
SUBSTANCES = ("--substance", "-s")
OUTPUT = ("--output", "-o")
TAKES_FILE = ("import", "restore")
_QUOTES = ("'", '"')
_WORD = re.compile(r"""(?:"(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s"'\\]|\\.?)+|(?<=\s)$""")
_BREAKS = re.compile(r"[:=]")


def completion(shell: Annotated[Literal["bash", "zsh", "fish"], Argument()]) -> None:
    """The script that completes recovery in your shell: eval "$(recovery completion bash)"."""
    say(SCRIPTS[shell].rstrip())


def complete() -> int:
    """Answer the shell: one suggestion a line, or `FILES`. Never fails: the line must not be disturbed."""
    from recovery.errors import RecoveryError
    from recovery.store.names import alike

    with suppress(OSError, RecoveryError, ValueError):
        before, typed, raw = _line()
        if _wants_file(before, typed):
            return FILES
        fitting = [word for word in suggestions(before, typed) if alike(word).startswith(alike(typed))]
        shown = map(one_line, dict.fromkeys(fitting))
        say(*([_for_bash(word, raw) for word in shown] if os.environ.get("_RECOVERY_COMPLETE") == "bash" else shown))
        sys.stdout.flush()
    return 0


def _line() -> tuple[list[str], str, str]:
    """The words before the cursor, the one at it as it is meant, and that one as it stands on the line."""
    if line := os.environ.get("COMP_LINE"):  # bash cuts words at colons and equals signs too
        words = _WORD.findall(line.encode()[: int(os.environ.get("COMP_POINT") or 0)].decode("utf-8", "ignore"))
        place = len(words) - 1
    else:
        words = os.environ.get("COMP_WORDS", "").split("\n")
        place = int(os.environ.get("COMP_CWORD", "0") or 0)
        words = [*words, *[""] * (place + 1 - len(words))]
        if "COMP_LAST" in os.environ:
            words[place] = os.environ["COMP_LAST"]
    return [_meant(word) for word in words[1:place]], _meant(words[place]), words[place]


def _meant(word: str) -> str:
    """A word of the line without its quotes and backslashes, also where its quote is still open."""
    if word[:1] in _QUOTES:
        quote = word[0]
        word = word[1:].removesuffix(quote)
        return word if quote == "'" else re.sub(r'\\(["$`\\])', r"\1", word)
    return re.sub(r"\\(.)", r"\1", word)


def _for_bash(name: str, raw: str) -> str:
    """A suggestion as bash puts it in place of what it takes for the word: quoted as begun, from the last colon on."""
    if raw[:1] in _QUOTES and raw:
        return name if raw[0] == "'" else re.sub(r'(["$`\\])', r"\\\1", name)
    last = os.environ.get("COMP_LAST", raw)
    cut = len(_BREAKS.findall(raw.removesuffix("" if _BREAKS.fullmatch(last) else last)))
    for _ in range(cut):
        name = _BREAKS.split(name, maxsplit=1)[-1]
    return re.sub(r"([^\w@%+,./:=-])", r"\\\1", name)


def _wants_file(before: list[str], typed: str) -> bool:
    """Whether the name of a file stands next."""
    if typed.startswith("--") and "=" in typed:
        return typed.partition("=")[0] in OUTPUT
    if not before or typed.startswith("-"):
        return False
    return before[-1] in OUTPUT or (before[0] in TAKES_FILE and not _values(before[0]).get(before[-1]))


def suggestions(before: list[str], typed: str) -> list[str]:
    """What may stand next, after the words before it; the person's own names come from the journal."""
    names = [command.name for command in COMMANDS if not command.hidden]
    line = " ".join(before)
    command = next((name for name in names if line == name or line.startswith(name + " ")), None)
    if command is None:
        start = line + " " if line else ""
        return [name[len(start) :].split(" ")[0] for name in names if name.startswith(start)]
    if typed.startswith("--") and "=" in typed:
        option, _, value = typed.partition("=")
        return [f"{option}={word}" for word in suggestions([*before, option], value)]
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
    table: dict[str, Any] = strict_json.read(files("recovery").joinpath("options.json").read_text("utf-8"))
    return table


def _options(command: str) -> list[str]:
    return [option for option in _page().get(command, {}) if option.startswith("--")]


def _values(command: str) -> dict[str, list[str]]:
    return {option: values for option, values in _page().get(command, {}).items() if values}


def _own_names(column: str) -> list[str]:
    from recovery.journal import queries
    from recovery.store import connection

    with connection.existing(connection.SESSION) as journal:
        return queries.favourites(journal, column)


def _own_substances() -> list[str]:
    from recovery.journal import queries
    from recovery.store import connection

    with connection.existing(connection.SESSION) as journal:
        return [substance.name for substance in queries.substances(journal)]
