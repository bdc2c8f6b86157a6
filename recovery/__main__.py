"""The program's entry: the person's language first, since modules say sentences while they load, then the line."""

from __future__ import annotations

import gc
import os
import sys

FOR_OTHERS = ("export", "serve")  # what they write is for other people and programs
FOR_PROGRAMS = ("--json", "--format")
PROMPT = ["today", "--prompt"]  # runs before each line of a shell


def main() -> None:
    """Run the command line in the person's language and leave with its exit code."""
    gc.set_threshold(50_000)  # a short run has no garbage worth looking for while its modules load
    if sys.argv[1:] == PROMPT and prompt():
        return
    code = language(sys.argv[1:])
    if code:
        from recovery import translation
        from recovery.language import speak

        spoken = translation.load(code)
        if spoken is not None:
            speak(spoken)
    from recovery import cli

    cli.main()


def prompt() -> bool:
    """Write the signs of the shell's prompt; false where that takes the whole program (docs/decisions/0310)."""
    from recovery.insights.prompt import at_a_glance

    signs = at_a_glance()
    try:
        if signs:
            os.write(sys.stdout.fileno(), f"{signs}\n".encode())
    except (AttributeError, OSError, ValueError):  # closed, or it takes nothing: the whole program says so
        return False
    gc.freeze()
    return signs is not None


def language(arguments: list[str]) -> str:
    """The language that the settings name; empty for English, and for what other people and programs read."""
    if (arguments[:1] and arguments[0] in FOR_OTHERS) or not set(FOR_PROGRAMS).isdisjoint(arguments):
        return ""
    from recovery import system
    from recovery.store import files, settings

    try:
        content = files.read(os.path.join(system.home_folder(), "config.toml"))
        code = settings.read(content).get("language") if b"language" in content else ""
    except (OSError, ValueError):
        return ""  # the command itself says what is the matter with the folder
    return code if isinstance(code, str) else ""


if __name__ == "__main__":
    main()
