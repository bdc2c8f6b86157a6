"""The commands of history as a person reads them: what each wrote. The names that the journal keeps never change."""

from __future__ import annotations

from recovery.language import tr

_WORDS = {
    "after": tr("the answer"),
    "appointment add": tr("the appointment"),
    "appointment kept": tr("the answer about an appointment"),
    "assess every": tr("how often to ask"),
    "checkin": tr("the check-in"),
    "checkin days": tr("days filled in"),
    "config": tr("the setting"),
    "edit": tr("the change"),
    "log": tr("the craving"),
    "med add": tr("the medication"),
    "numbers": tr("a number of sos"),
    "plan add": tr("the plan's new line"),
    "plan draft": tr("the plan's draft"),
    "plan edit": tr("the plan's change"),
    "plan move": tr("the plan's new order"),
    "plan review": tr("the plan's review"),
    "private add": tr("the name kept private"),
    "private remove": tr("the name no longer private"),
    "response": tr("the answer of your plan"),
    "substance add": tr("the new substance"),
    "substance class": tr("what a substance is"),
    "substance close": tr("the end of a substance"),
    "substance rename": tr("a substance's new name"),
    "substance since": tr("a substance's first day"),
    "surf": tr("the surfed craving"),
    "today": tr("the answer"),
}


def called(command: str) -> str:
    """What a command wrote, in words; the command's own name where that says it."""
    return _WORDS.get(command, command)
