"""The numbers that `sos` shows: the person's own are added, those that do not help are hidden."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from recovery import clock
from recovery.commands.options import Json
from recovery.console import emit, one_line, say
from recovery.errors import NotFound, Refused
from recovery.safety import numbers
from recovery.store import home
from recovery.store.records import clean_name

Number = Annotated[str, typer.Argument(metavar="NUMBER", help="As you would dial it.")]
NO_SUCH_NUMBER = "sos shows no such number. recovery numbers list shows them."
NOT_A_NUMBER = "A number needs a name and digits, in plain text of up to 100 characters each."
ALREADY = "sos shows that number already."


def list_(json: Json = False) -> None:
    """The numbers that sos shows."""
    lines = numbers.crisis_lines()
    if json:
        emit([numbers.line_json(line) for line in lines])
        return
    for line in lines:
        say(f"{one_line(line.number):<26} {one_line(line.name)}: {one_line(line.what_for)}")
        own = line.source == numbers.OWN
        origin = (
            f"{line.source} on {line.verified_on}" if own else f"copied on {line.verified_on}; check: {line.source}"
        )
        say(f"{'':<26} {', '.join(filter(None, (one_line(line.country), origin)))}")


def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Who answers.")],
    number: Number,
    what_for: Annotated[str, typer.Option("--for", metavar="TEXT", help="What they are for.")] = "",
) -> None:
    """Add a number of your own; it stands first."""
    own = _own()
    if any(line.number == number for line in numbers.crisis_lines()):
        raise Refused(ALREADY)
    try:
        clean_name(name), clean_name(number), clean_name(what_for or "-")
    except Refused as error:
        raise Refused(NOT_A_NUMBER) from error
    added = {"name": one_line(name, 60), "number": one_line(number, 40), "for": one_line(what_for, 60)}
    home.save_settings({**home.settings(), "lines": [*own, {**added, "added_on": clock.latest_day()}]})
    say("sos shows it first now.")


def hide(number: Number) -> None:
    """Take a number out of sos; your own is deleted, a given one only hidden."""
    shown = [line.number for line in numbers.crisis_lines()]
    if number not in shown:
        raise NotFound(NO_SUCH_NUMBER)
    own = _own()
    settings: dict[str, Any] = {**home.settings(), "lines": [each for each in own if each.get("number") != number]}
    if len(settings["lines"]) == len(own):
        settings["hidden_lines"] = [*settings.get("hidden_lines", []), number]
    home.save_settings(settings)
    say("sos no longer shows it.")


def restore(number: Number) -> None:
    """Show a hidden number again."""
    settings = home.settings()
    hidden = settings.get("hidden_lines", [])
    if number not in hidden:
        raise NotFound("That number is not hidden.")
    home.save_settings({**settings, "hidden_lines": [each for each in hidden if each != number]})
    say("sos shows it again.")


def _own() -> list[dict[str, Any]]:
    lines = home.settings().get("lines", [])
    return [each for each in lines if isinstance(each, dict)] if isinstance(lines, list) else []
