"""What is said of an entry that is sealed because the journal is locked, and what becomes of it if it does not fit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from recovery import clock, console
from recovery import diary as diaries
from recovery.commands import safety_first
from recovery.commands.answering import answer
from recovery.errors import RecoveryError
from recovery.journal import due_card, trigger_words, writing
from recovery.journal.entries import CheckIn, Craving, Lapse, Note, halt_values
from recovery.journal.moments import Moment
from recovery.language import tr
from recovery.store import keyfile, typed_dates
from recovery.store.records import Record
from recovery.store.rules import TEXT_LIMIT
from recovery.store.sealed_command import SealedCommand

KINDS: dict[str, type[Record]] = {
    "log": Craving,
    "after": Craving,
    "lapse": Lapse,
    "used": Lapse,
    "note": Note,
    "checkin": CheckIn,
    "moment": Moment,
}
SEALED = tr("Kept, sealed. It goes into the journal when you unlock it.")
RENAMED = {"trigger": "triggers", "sleep": "sleep_hours", "kept": "intention_kept", "free": "free_of"}
LAPSE = ("lapse", "used")
LONG_TEXTS = ("note", "text", "good")


def seal(name: str, arguments: Mapping[str, Any]) -> None:
    """Seal one of those commands with these of its arguments, asking for nothing; what is to be known comes after."""
    from recovery.store import inbox

    arrival = inbox.new(name, dict(arguments), "")
    inbox.put(keyfile.load(), arrival)
    console.say(SEALED, *card_after(arrival))


def typed(arguments: Mapping[str, Any]) -> bool:
    """Whether a longer text stands on the command line itself, where the shell remembers it."""
    texts = (arguments.get(name) for name in LONG_TEXTS)
    return any(text and text != "-" and list(text) != ["-"] for text in texts)


def document(arrival: SealedCommand) -> dict[str, Any]:
    """The entry as far as it can be told without the journal: in the contract's shape, its day not yet known."""
    kind, given = KINDS[arrival.command], _fields(arrival)
    names = [column.name for column in kind.columns()]
    values: dict[str, Any] = {"kind": kind.kind} | dict.fromkeys(names)
    for column in kind.columns():
        if column.default == ():
            values[column.name] = []
    values |= {name: value for name, value in given.items() if name in values}
    if arrival.command == "after":
        values |= {"id": None, "intensity": None, "intensity_after": given.get("intensity")}
        return values
    values["id"] = arrival.ids[0]
    if "at" in values:
        values |= {"at": _instant(arrival), "timezone": arrival.zone}
    values["day"] = None
    return values


def of_use(command: str, arguments: Mapping[str, Any]) -> bool:
    """Whether the command writes a use down, so that the safety card stands before everything else."""
    reported = command == "checkin" and arguments.get("used") is True
    return command in LAPSE or arguments.get("outcome") == "used" or reported


def asked(command: str, arguments: dict[str, Any]) -> set[str] | None:
    """Ask what the line leaves open, as far as it can be asked without the journal; the safety texts shown meanwhile.

    `None` where nothing was answered, so that nothing is to be sealed.
    """
    if not console.interactive():
        return set()
    if command == "log" and arguments.get("intensity") is None:
        return _rating_asked(arguments)
    if command == "moment" and arguments.get("intensity") is None:
        from recovery.commands import moment

        arguments["intensity"] = moment.rating_asked()
    if command != "checkin":
        return set()
    from recovery.commands.checkin import unread

    answers = unread.ask(arguments)
    if answers is None:
        return set()
    shown = {"card"} if answers.warned else set()
    shown |= {"suicide"} if answers.wellbeing.get("thoughts_of_suicide") else set()
    return None if answers.empty else shown


def _rating_asked(arguments: dict[str, Any]) -> set[str] | None:
    """How strong a craving was. A use stays said where nobody says it any more: it is sealed alone, as a lapse."""
    from recovery.commands import log

    used = of_use("log", arguments)
    if used:
        safety_first.show(console.say, due_card.unread(arguments.get("substance"), used=True))
    try:
        arguments["intensity"], arguments["words"] = log.rating_asked(arguments.get("words") or [])
    except (EOFError, KeyboardInterrupt):
        if not used:
            raise
        given = {name: arguments.get(name) for name in ("at", "trigger", "substance")}
        note = arguments.get("note")
        console.say("")
        seal("lapse", given | {"note": None if note == "-" else note})
        return None
    return {"card"} if used else set()


def agreed(command: str, arguments: Mapping[str, Any]) -> bool:
    """Whether what a word says is meant, where one key is asked with an open journal too; its card stands above."""
    if command != "used" or arguments.get("json") or not console.interactive():
        return True
    from recovery.commands import lapse

    return lapse.agreed()


def card_first(arrival: SealedCommand) -> list[str]:
    """The safety card of a use, before the answer as with an open journal; `lapse` has shown it already."""
    due = of_use(arrival.command, arrival.arguments) and arrival.command not in LAPSE
    return safety_first.lines(due_card.unread(arrival.arguments.get("substance"), used=True)) if due else []


def card_after(arrival: SealedCommand) -> list[str]:
    """What follows the answer: the card of a high craving that did not end in use, or the crisis lines."""
    given = arrival.arguments
    if arrival.command == "checkin" and given.get("suicide_thoughts") is True:
        from recovery.insights.views import suicide
        from recovery.plans.plan import Plan

        return list(suicide.lines(Plan()))
    rating, outcome = given.get("intensity"), given.get("outcome")
    high = arrival.command in ("log", "moment") and isinstance(rating, int) and rating >= due_card.WARN_FROM
    if not high or outcome == "used" or (outcome == "passed" and _long_ago(arrival)):
        return []
    return due_card.unread(given.get("substance"))


def keep_as_note(arrival: SealedCommand, reason: str) -> None:
    """Write down as a note what could not be taken in as what it was, so that nothing is lost."""
    given = {name: value for name, value in arrival.arguments.items() if value not in (None, [], False)}
    lines = [
        f"{name}: {', '.join(map(str, value)) if isinstance(value, list) else value}" for name, value in given.items()
    ]
    head = tr(
        "Written while the journal was locked, and not accepted as it was ({command}): {reason}",
        command=arrival.command,
        reason=reason,
    )
    text = "\n".join([head, *lines, arrival.text]).replace("\0", "").strip()[:TEXT_LIMIT]
    text = text.encode("utf-8", "replace").decode("utf-8")
    with diaries.existing() as diary:
        answer(diary, writing.note(diary, diary.when(None), {"text": text, "triggers": ()}), json=False)


def _fields(arrival: SealedCommand) -> dict[str, Any]:
    """The command's arguments under the names of the entry's fields."""
    given = {name: value for name, value in arrival.arguments.items() if value is not None}
    values = {RENAMED.get(name, name): value for name, value in given.items()}
    values["triggers"] = [*given.get("trigger", ()), *trigger_words.names(given.get("words", ()), list)]
    if arrival.command in LAPSE and given.get("what"):
        values["substance"] = " ".join(given["what"])
    values["coping"] = list(given.get("coping", ()))
    if "halt" in given:
        values |= halt_values(given["halt"])
    if arrival.command == "checkin" and values.get("used") is False and "substance" in values:
        del values["used"]  # whether that is all that is tracked only the journal knows
        values["free_of"] = [values.pop("substance"), *values.get("free_of", ())]
    if arrival.command == "note":
        words = " ".join(given.get("text", ()))
        values["text"] = arrival.text.strip() if words in ("", "-") else words
    elif values.get("note") == "-":
        values["note"] = arrival.text.strip()
    return values


def _long_ago(arrival: SealedCommand) -> bool:
    """Whether it was long before it was written down."""
    return arrival.at - datetime.fromisoformat(_instant(arrival)) > due_card.STAYS_READ


def _instant(arrival: SealedCommand) -> str:
    """The time named, on this machine's clock; the time of writing where it cannot be told yet."""
    named = arrival.arguments.get("at")
    if named is None:
        return arrival.at.isoformat()
    try:
        return typed_dates.when(named, clock.parse_zone(arrival.zone)).at.isoformat()
    except RecoveryError:
        return arrival.at.isoformat()
