"""The command table, and the way from a line typed to one function: found by name, loaded alone, its errors said once.

A command's module is imported only when it runs, so that `recovery log` pays for `log` and for nothing else.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
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
    sealed: bool = False  # while the journal is locked it is sealed into the inbox, and runs at the next opening


_NOW, _JOURNAL, _BACK, _PLAN, _TREATMENT, _SHARE, _SAFE, _LEARN = (
    "Right now",
    "Journal",
    "Look back",
    "Plan",
    "Treatment",
    "Share",
    "Keep safe",
    "Learn",
)
GROUPS = (_NOW, _JOURNAL, _BACK, _PLAN, _TREATMENT, _SHARE, _SAFE, _LEARN)

COMMANDS = (
    Command("sos", _NOW, "Help for the worst minute: numbers, what worked before, overdose steps.", "recovery.moments.sos:sos"),
    Command("log", _NOW, "Write down a craving: a number from 0 to 10, triggers after it.", "recovery.moments.commands:log", sealed=True),
    Command("after", _NOW, "Say how the last craving ended: passed or used.", "recovery.moments.commands:after", sealed=True),
    Command("lapse", _NOW, "Write down a return to use. Safety first, no blame.", "recovery.moments.commands:lapse", sealed=True),
    Command("used", _NOW, "Another name for lapse.", "recovery.moments.commands:lapse", hidden=True, sealed=True),
    Command("surf", _NOW, "Ride an urge out with a calm timer, rated every 5 minutes.", "recovery.moments.surf:surf"),
    Command("checkin", _JOURNAL, "The daily answer, in under a minute.", "recovery.moments.checkin:checkin", sealed=True),
    Command("intend", _JOURNAL, "The morning's intention, asked back in the evening.", "recovery.journal.checkin:intend"),
    Command("note", _JOURNAL, "Write anything down.", "recovery.journal.commands:note", sealed=True),
    Command("show", _JOURNAL, "Read entries: the last 20, a period, a kind, a trigger, or one by its id.", "recovery.journal.reading:show"),
    Command("search", _JOURNAL, "Find entries by their words.", "recovery.journal.reading:search"),
    Command("edit", _JOURNAL, "Change an entry, with its flags or in your editor.", "recovery.journal.changing:edit"),
    Command("remove", _JOURNAL, "Take an entry out of the journal.", "recovery.journal.changing:remove"),
    Command("undo", _JOURNAL, "Take back the last command.", "recovery.journal.changing:undo"),
    Command("today", _BACK, "Where I stand, on one screen. Also what recovery alone shows.", "recovery.insights.commands:today"),
    Command("streak", _BACK, "Days without, and all the days that stay counted.", "recovery.insights.commands:streak"),
    Command("triggers", _BACK, "What set cravings off, and how they ended.", "recovery.insights.commands:triggers"),
    Command("report", _BACK, "The week: cravings, triggers, what helped.", "recovery.moments.lookback:report"),
    Command("calendar", _BACK, "Months as a grid of days.", "recovery.insights.commands:calendar"),
    Command("plan start", _PLAN, "Write your plan in about ten minutes; stop and go on at any point.", "recovery.moments.guide:start"),
    Command("plan show", _PLAN, "Your plan, and how often what is in it helped.", "recovery.moments.plan:show"),
    Command("plan add", _PLAN, "Write one thing into your plan.", "recovery.plans.commands:add"),
    Command("plan edit", _PLAN, "The whole plan as Markdown in your editor.", "recovery.plans.commands:edit"),
    Command("plan remove", _PLAN, "Take one thing out of your plan.", "recovery.plans.commands:remove"),
    Command("plan move", _PLAN, "Put one thing at another place in its section.", "recovery.plans.commands:move"),
    Command("plan check", _PLAN, "What the plan does not answer yet, beside your journal.", "recovery.moments.plan:check"),
    Command("plan review", _PLAN, "Go through what is missing, one thing at a time.", "recovery.moments.review:review"),
    Command("plan history", _PLAN, "Every change of your plan.", "recovery.plans.commands:history"),
    Command("plan diff", _PLAN, "What differs between two revisions.", "recovery.plans.commands:diff"),
    Command("plan restore", _PLAN, "Make the plan what it was at a revision.", "recovery.plans.commands:restore"),
    Command("med add", _TREATMENT, "Add a medication as it is prescribed.", "recovery.treatment.commands.med:add"),
    Command("med change", _TREATMENT, "Another dose, another refill or visit date.", "recovery.treatment.commands.med:change"),
    Command("med stop", _TREATMENT, "Say that a medication has ended.", "recovery.treatment.commands.med:stop"),
    Command("med list", _TREATMENT, "What you take.", "recovery.treatment.commands.med:list_"),
    Command("med show", _TREATMENT, "Doses taken, late and missed, and what comes next.", "recovery.treatment.commands.med:show"),
    Command("med card", _TREATMENT, "What to know after a missed dose.", "recovery.treatment.commands.med:card"),
    Command("dose", _TREATMENT, "Write a dose down: taken, late or missed.", "recovery.treatment.commands.med:dose"),
    Command("assess", _TREATMENT, "Answer a questionnaire: phq9, gad7, bam, sows, barc10, craving3.", "recovery.treatment.commands.assess:assess"),
    Command("assess history", _TREATMENT, "How a questionnaire moved over time.", "recovery.treatment.commands.assess:history"),
    Command("assess list", _TREATMENT, "The questionnaires there are.", "recovery.treatment.commands.assess:list_"),
    Command("assess due", _TREATMENT, "The questionnaires whose day has come.", "recovery.treatment.commands.assess:due"),
    Command("assess every", _TREATMENT, "How often a questionnaire comes back: 7d, 2w, off.", "recovery.treatment.commands.assess:every"),
    Command("attend", _TREATMENT, "Write down a session, a meeting or an activity.", "recovery.treatment.commands.attend:attend"),
    Command("attend list", _TREATMENT, "Where you went.", "recovery.treatment.commands.attend:list_"),
    Command("attend homework", _TREATMENT, "Open homework, and what is done of it.", "recovery.treatment.commands.attend:homework"),
    Command("discuss", _TREATMENT, "Put something on the list for your counselor.", "recovery.treatment.commands.attend:discuss"),
    Command("discuss add", _TREATMENT, "The same as discuss.", "recovery.treatment.commands.attend:discuss", hidden=True),
    Command("discuss list", _TREATMENT, "What you want to discuss.", "recovery.treatment.commands.attend:topics"),
    Command("discuss done", _TREATMENT, "Take something off the list.", "recovery.treatment.commands.attend:discussed"),
    Command("thought", _TREATMENT, "A thought record, in two minutes.", "recovery.treatment.commands.skill:thought"),
    Command("card", _TREATMENT, "A line of your diary card: urge, feeling, skill, acted on.", "recovery.treatment.commands.skill:card"),
    Command("ruler", _TREATMENT, "Importance, confidence, readiness, and your reasons.", "recovery.treatment.commands.skill:ruler"),
    Command("goal add", _TREATMENT, "Set a goal for something you do.", "recovery.treatment.commands.goal:add"),
    Command("goal done", _TREATMENT, "You did it, once.", "recovery.treatment.commands.goal:done"),
    Command("goal list", _TREATMENT, "Your goals and how they stand.", "recovery.treatment.commands.goal:list_"),
    Command("goal reward", _TREATMENT, "Take a reward that you earned.", "recovery.treatment.commands.goal:reward"),
    Command("goal close", _TREATMENT, "End a goal.", "recovery.treatment.commands.goal:close"),
    Command("episode add", _TREATMENT, "A stretch of treatment: residential, outpatient and others.", "recovery.treatment.commands.episode:add"),
    Command("episode end", _TREATMENT, "A discharge.", "recovery.treatment.commands.episode:end"),
    Command("episode list", _TREATMENT, "Every episode.", "recovery.treatment.commands.episode:list_"),
    Command("aftercare", _TREATMENT, "The check-in 1, 7, 30 and 90 days after a discharge.", "recovery.treatment.commands.episode:aftercare"),
    Command("appointment add", _TREATMENT, "Note an appointment.", "recovery.treatment.commands.episode:appointment_add"),
    Command("appointment list", _TREATMENT, "What is coming up.", "recovery.treatment.commands.episode:appointment_list"),
    Command("appointment kept", _TREATMENT, "Say that an appointment came about.", "recovery.treatment.commands.episode:appointment_kept"),
    Command("body", _TREATMENT, "How withdrawal feels, and what you measured.", "recovery.treatment.commands.body:body"),
    Command("body history", _TREATMENT, "Withdrawal and measurements over time.", "recovery.treatment.commands.body:history"),
    Command("naloxone add", _TREATMENT, "Note where naloxone is and until when.", "recovery.treatment.commands.body:naloxone_add"),
    Command("naloxone list", _TREATMENT, "Naloxone that is at hand.", "recovery.treatment.commands.body:naloxone_list"),
    Command("naloxone gone", _TREATMENT, "It was used, given away or thrown out.", "recovery.treatment.commands.body:naloxone_gone"),
    Command("health", _TREATMENT, "A test, a vaccine, an emergency visit, a condition.", "recovery.treatment.commands.body:health_add"),
    Command("health list", _TREATMENT, "Tests, vaccines, visits and conditions.", "recovery.treatment.commands.body:health_list"),
    Command("remind add", _TREATMENT, "Set a reminder with what this machine has; no server.", "recovery.treatment.commands.remind:add"),
    Command("remind list", _TREATMENT, "The reminders that are set.", "recovery.treatment.commands.remind:list_"),
    Command("remind remove", _TREATMENT, "Take a reminder away.", "recovery.treatment.commands.remind:remove"),
    Command("remind say", _TREATMENT, "What a reminder runs.", "recovery.treatment.commands.remind:say_", hidden=True),
    Command("export data", _SHARE, "The whole journal as JSON Lines.", "recovery.exchange.commands:export_data"),
    Command("export counselor", _SHARE, "One honest page for your counselor; you see it first.", "recovery.exchange.sharing:export_counselor"),
    Command("export table", _SHARE, "One kind of entry as CSV for a spreadsheet.", "recovery.exchange.sharing:export_table"),
    Command("export calendar", _SHARE, "Appointments, doses and review dates for a calendar.", "recovery.exchange.sharing:export_calendar"),
    Command("private add", _SHARE, "Keep a name out of what you hand over: its role stands instead.", "recovery.exchange.private:add"),
    Command("private list", _SHARE, "What is kept out, and what stands instead.", "recovery.exchange.private:list_"),
    Command("private remove", _SHARE, "Show a name again.", "recovery.exchange.private:remove"),
    Command("import", _SHARE, "Take in a journal as JSON Lines, or another program's file (--from).", "recovery.exchange.commands:import_"),
    Command("init", _SAFE, "Make your journal: a short conversation, or flags.", "recovery.moments.setup:init"),
    Command("substance list", _SAFE, "What you stay free of, and since when.", "recovery.journal.substances:list_"),
    Command("substance add", _SAFE, "Track another substance.", "recovery.journal.substances:add"),
    Command("substance rename", _SAFE, "Give a substance another name, everywhere.", "recovery.journal.substances:rename"),
    Command("substance since", _SAFE, "Correct the first day without it.", "recovery.journal.substances:since"),
    Command("substance close", _SAFE, "Stop tracking a substance; nothing is deleted.", "recovery.journal.substances:close"),
    Command("passphrase set", _SAFE, "Lock the journal with a passphrase.", "recovery.keeping.passphrase:set_"),
    Command("passphrase change", _SAFE, "Choose another passphrase, or another key too.", "recovery.keeping.passphrase:change"),
    Command("passphrase check", _SAFE, "Try your 24 recovery words.", "recovery.keeping.passphrase:check"),
    Command("passphrase card", _SAFE, "What sos may show of yours while locked.", "recovery.keeping.passphrase:card"),
    Command("passphrase keyring", _SAFE, "Let this system's keyring open the journal too.", "recovery.keeping.passphrase:keyring_"),
    Command("passphrase remove", _SAFE, "Take the passphrase away.", "recovery.keeping.passphrase:remove"),
    Command("lock", _SAFE, "Close the journal now.", "recovery.keeping.unlocking:lock"),
    Command("unlock", _SAFE, "Open the journal for a while.", "recovery.keeping.unlocking:unlock"),
    Command("backup", _SAFE, "The whole journal in one file, as locked as it is.", "recovery.keeping.copies:backup"),
    Command("restore", _SAFE, "Put a backup in the journal's place.", "recovery.keeping.copies:restore"),
    Command("doctor", _SAFE, "Is everything as it should be?", "recovery.keeping.doctor:doctor"),
    Command("purge", _SAFE, "Erase everything before a day, for good.", "recovery.keeping.erasing:purge"),
    Command("wipe", _SAFE, "Erase journal, keys and backups from this device.", "recovery.keeping.erasing:wipe"),
    Command("demo", _LEARN, "Eight weeks of made-up entries, and what the program makes of them.", "recovery.moments.demo:demo"),
    Command("numbers list", _SAFE, "The numbers that sos shows, with source and date.", "recovery.journal.numbers:list_"),
    Command("numbers add", _SAFE, "Add a number of your own to sos.", "recovery.journal.numbers:add"),
    Command("numbers hide", _SAFE, "Take a number out of sos.", "recovery.journal.numbers:hide"),
    Command("numbers restore", _SAFE, "Show a hidden number again.", "recovery.journal.numbers:restore"),
    Command("learn", _LEARN, "Short cards: tolerance, naloxone, medication, sleep and more.", "recovery.treatment.commands.learn:learn"),
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
    code = run(sys.argv[1:])
    _afterwards()
    sys.exit(code)


def _afterwards() -> None:
    """What is due after the answer, once a day, if this command wrote."""
    connection = sys.modules.get("recovery.store.connection")
    if connection is None or not connection.Journal.written:
        return
    from recovery import clock
    from recovery.store import home

    if connection.exists() and not home.backup_of(clock.machine_now()):
        from recovery import locked

        locked.once_a_day()


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
        say(style(group, "bold"), *_rows([each for each in COMMANDS if each.group == group and not each.hidden]), "")
    say("Hard right now?  recovery sos")


def _rows(commands: list[Command]) -> Iterator[str]:
    """A row for each command; those that begin with the same word share one."""
    families: dict[str, list[Command]] = {}
    for each in commands:
        families.setdefault(each.name.split(" ")[0], []).append(each)
    for word, members in families.items():
        if len(members) == 1:
            yield _row(members[0])
            continue
        rest = ", ".join(each.name.partition(" ")[2] for each in members if " " in each.name)
        own = next((each for each in members if each.name == word), None)
        yield _row(own) if own else f"  {word:<17} {rest}"
        if own:
            yield f"  {'':<17} also: {rest}"


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
            _run(command, built, context)
    except usage_error as error:
        raise Usage(_usage_sentence(error, command.name)) from None
    except typer.Exit as leaving:
        if leaving.exit_code:
            raise
    except typer.Abort as error:
        raise KeyboardInterrupt from error


def _run(command: Command, built: Any, context: Any) -> None:
    from recovery.store import home

    if home.locked():
        from recovery import locked

        locked.run(command, built, context, {each.name: each for each in COMMANDS if each.sealed}, click_command)
    else:
        built.invoke(context)


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
