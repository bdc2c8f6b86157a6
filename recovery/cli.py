"""The command table, and the way from a line typed to one function: found by name, loaded alone, its errors said once.

A command's module is imported only when it runs, so that `recovery log` pays for `log` and for nothing else.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any, NamedTuple

from recovery.errors import RecoveryError, Refused, Usage


class Command(NamedTuple):
    """One row of the table: `target` is `module:function`."""

    name: str
    group: str
    help: str
    target: str
    hidden: bool = False


_NOW, _JOURNAL, _BACK, _SHARE, _SAFE, _LEARN = (
    "Right now",
    "Journal",
    "Look back",
    "Share",
    "Keep safe",
    "Learn",
)
GROUPS = (_NOW, _JOURNAL, _BACK, _SHARE, _SAFE, _LEARN)

COMMANDS = (
    Command("sos", _NOW, "Help for the worst minute: numbers, what worked before, overdose steps.", "recovery.moments.sos:sos"),
    Command("log", _NOW, "Write down a craving: a number from 0 to 10, triggers after it.", "recovery.moments.commands:log"),
    Command("after", _NOW, "Say how the last craving ended: passed or used.", "recovery.moments.commands:after"),
    Command("lapse", _NOW, "Write down a return to use. Safety first, no blame.", "recovery.moments.commands:lapse"),
    Command("used", _NOW, "Another name for lapse.", "recovery.moments.commands:lapse", hidden=True),
    Command("checkin", _JOURNAL, "The daily answer, in under a minute.", "recovery.journal.checkin:checkin"),
    Command("intend", _JOURNAL, "The morning's intention, asked back in the evening.", "recovery.journal.checkin:intend"),
    Command("note", _JOURNAL, "Write anything down.", "recovery.journal.commands:note"),
    Command("show", _JOURNAL, "Read entries: the last 20, a period, a kind, a trigger, or one by its id.", "recovery.journal.reading:show"),
    Command("search", _JOURNAL, "Find entries by their words.", "recovery.journal.reading:search"),
    Command("edit", _JOURNAL, "Change an entry, with its flags or in your editor.", "recovery.journal.changing:edit"),
    Command("remove", _JOURNAL, "Take an entry out of the journal.", "recovery.journal.changing:remove"),
    Command("undo", _JOURNAL, "Take back the last command.", "recovery.journal.changing:undo"),
    Command("today", _BACK, "Where I stand, on one screen. Also what recovery alone shows.", "recovery.insights.commands:today"),
    Command("streak", _BACK, "Days without, and all the days that stay counted.", "recovery.insights.commands:streak"),
    Command("triggers", _BACK, "What set cravings off, and how they ended.", "recovery.insights.commands:triggers"),
    Command("report", _BACK, "The week: cravings, triggers, what helped.", "recovery.insights.commands:report"),
    Command("calendar", _BACK, "Months as a grid of days.", "recovery.insights.commands:calendar"),
    Command("export data", _SHARE, "The whole journal as JSON Lines.", "recovery.exchange.commands:export_data"),
    Command("import", _SHARE, "Take in a journal written as JSON Lines.", "recovery.exchange.commands:import_"),
    Command("init", _SAFE, "Make your journal: a short conversation, or flags.", "recovery.moments.setup:init"),
    Command("substance list", _SAFE, "What you stay free of, and since when.", "recovery.journal.substances:list_"),
    Command("substance add", _SAFE, "Track another substance.", "recovery.journal.substances:add"),
    Command("substance rename", _SAFE, "Give a substance another name, everywhere.", "recovery.journal.substances:rename"),
    Command("substance since", _SAFE, "Correct the first day without it.", "recovery.journal.substances:since"),
    Command("substance close", _SAFE, "Stop tracking a substance; nothing is deleted.", "recovery.journal.substances:close"),
    Command("demo", _LEARN, "Eight weeks of made-up entries, and what the program makes of them.", "recovery.moments.demo:demo"),
    Command("numbers list", _SAFE, "The numbers that sos shows, with source and date.", "recovery.journal.numbers:list_"),
    Command("numbers add", _SAFE, "Add a number of your own to sos.", "recovery.journal.numbers:add"),
    Command("numbers hide", _SAFE, "Take a number out of sos.", "recovery.journal.numbers:hide"),
    Command("numbers restore", _SAFE, "Show a hidden number again.", "recovery.journal.numbers:restore"),
    Command("completion", _LEARN, "The script that completes recovery in your shell.", "recovery.completion:completion"),
    Command("config", _LEARN, "Read or change a setting.", "recovery.moments.setup:config"),
)  # fmt: skip
_BY_NAME = {command.name: command for command in COMMANDS}
_OVERVIEW = """\
recovery - a private journal for people in recovery. It stays on this machine.

Usage: recovery COMMAND [OPTIONS]      recovery COMMAND --help explains one
       recovery                        where I stand today
"""
DEBUG_HINT = "Please report it; RECOVERY_DEBUG=1 shows where it happened, without anything you wrote."


def main() -> None:
    """The program's entry: run the command line and leave with its exit code."""
    os.umask(0o077)
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # closed by whoever started the program
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))
    if "_RECOVERY_COMPLETE" in os.environ:
        from recovery.completion import complete

        sys.exit(complete())
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command line; returns its exit code, having said on standard error what went wrong."""
    from recovery.console import tell

    try:
        try:
            _dispatch(arguments)
        finally:
            sys.stdout.flush()
    except RecoveryError as error:
        if os.environ.get("RECOVERY_DEBUG"):
            _show_frames(error)
        sentence = error.sentence
        tell(sentence if sentence.endswith((".", "?")) else sentence + ".")
        return error.exit_code
    except (KeyboardInterrupt, EOFError):
        tell("", "Stopped.")
        return 130
    except BrokenPipeError:
        _stop_writing()
        return 0
    except OSError as error:
        _show_frames(error)
        _stop_writing()
        tell(f"The answer could not be written out ({error.strerror}). What the command kept stays kept.")
        return Refused.exit_code
    except Exception as error:
        _show_frames(error)
        tell(f"Something in the program itself broke ({type(error).__name__}). {DEBUG_HINT}")
        return 1
    return 0


def _stop_writing() -> None:
    """Let standard output go nowhere, so that what is still waiting in it cannot fail again on the way out."""
    from contextlib import suppress

    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _dispatch(arguments: list[str]) -> None:
    if not arguments:
        arguments = ["today"]
    if arguments[0] in ("--help", "-h", "help"):
        _overview()
    elif arguments[0] == "--version":
        from recovery import __version__
        from recovery.console import say

        say(f"recovery {__version__}")
    else:
        command, rest = _find(arguments)
        if command is None:
            _group(arguments)
        else:
            _invoke(command, rest)


def _find(arguments: list[str]) -> tuple[Command | None, list[str]]:
    """The row whose name the line begins with, the longest first, and what follows it."""
    for words in (2, 1):
        command = _BY_NAME.get(" ".join(arguments[:words]))
        if command and len(arguments) >= words:
            return command, arguments[words:]
    return None, []


def _group(arguments: list[str]) -> None:
    """A word that only begins commands, such as `substance`: show them; raises `Usage` for any other word."""
    from recovery.console import say

    members = [command for command in COMMANDS if command.name.startswith(arguments[0] + " ")]
    if members and (len(arguments) == 1 or arguments[1] in ("--help", "-h")):
        say(*(_row(command) for command in members))
    elif members:
        names = ", ".join(command.name for command in members)
        raise Usage(f"There is no such command. There are: {names}.")
    else:
        from difflib import get_close_matches

        near = get_close_matches(arguments[0], [command.name for command in COMMANDS], n=1)
        hint = f"Did you mean recovery {near[0]}?" if near else "recovery --help lists them all."
        raise Usage(f"There is no such command. {hint}")


def _overview() -> None:
    from recovery.console import say, style

    say(_OVERVIEW)
    for group in GROUPS:
        say(style(group, "bold"), *(_row(each) for each in COMMANDS if each.group == group and not each.hidden), "")
    say("Hard right now?  recovery sos")


def _row(command: Command) -> str:
    return f"  {command.name:<17} {command.help}"


def click_command(command: Command) -> Any:
    """The table's row as typer builds it, for running it and for the pages made from it."""
    from typer.main import get_command_from_info
    from typer.models import CommandInfo

    module, _, function = command.target.partition(":")
    callback = getattr(import_module(module), function)
    settings = {"help_option_names": ["-h", "--help"]}
    info = CommandInfo(command.name, callback=callback, context_settings=settings)
    return get_command_from_info(info, pretty_exceptions_short=True, rich_markup_mode=None)


def _invoke(command: Command, arguments: list[str]) -> None:
    import typer

    usage_error: Any = typer.BadParameter.__base__
    try:
        built = click_command(command)
        with built.make_context(f"recovery {command.name}", arguments) as context:
            built.invoke(context)
    except usage_error as error:
        raise Usage(_usage_sentence(error, command.name)) from None
    except typer.Exit as leaving:
        if leaving.exit_code:
            raise
    except typer.Abort as error:
        raise KeyboardInterrupt from error


def _usage_sentence(error: Any, name: str) -> str:
    """What is wrong with the line, in our words: typer's own would repeat what was typed."""
    see = f"See recovery {name} --help"
    hint = ""
    if getattr(error, "param", None) is not None:
        hint = error.param.get_error_hint(error.ctx).replace("'", "")
    match type(error).__name__:
        case "MissingParameter":
            return f"recovery {name} needs {hint}. {see}"
        case "BadParameter":
            choices = getattr(error.param.type, "choices", None)
            wanted = "one of " + ", ".join(map(str, choices)) if choices else f"a value of type {error.param.type.name}"
            return f"{hint} takes {wanted}. {see}"
        case "NoSuchOption":
            near = f" Did you mean {min(error.possibilities)}?" if error.possibilities else ""
            return f"recovery {name} has no such option.{near} {see}"
        case "BadOptionUsage":
            return f"{error.option_name} is not used like that: it takes a value, or takes none. {see}"
        case _:
            return f"There are words too many after recovery {name}. {see}"


def _show_frames(error: BaseException) -> None:
    """Where an error came from, for RECOVERY_DEBUG: files and lines, never the values."""
    if not os.environ.get("RECOVERY_DEBUG"):
        return
    import traceback

    from recovery.console import tell

    tell(*(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)))
    tell(type(error).__name__)
