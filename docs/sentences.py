"""The sentences that a person reads: all of them for a translator, and those that the phone says with the terminal.

A sentence stands once in the sources. Where the phone says one of the terminal's, `SAID` has a key for it, the file
that says it, and how it begins there; the app reads it from `webapp/src/data/sentences.json`. What only the phone says
stands in the app, marked by `t` or `tn` of `webapp/src/rules/sentences.ts`.
"""

from __future__ import annotations

import io
import re
from contextlib import redirect_stderr
from functools import cache
from inspect import cleandoc
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

import recovery
from recovery.cli import function_of
from recovery.insights import today
from recovery.table import COMMANDS

PACKAGE = Path(str(recovery.__file__)).parent
APP = PACKAGE.parent / "webapp" / "src"
MARKS = {"tr": None, "trn": (1, 2), "Noun": (1, 2)}  # the functions of recovery/language.py
APP_MARKS = {"t": None, "tn": (1, 2)}  # those of webapp/src/rules/sentences.ts
APP_FILES = [("**.ts", "javascript"), ("**.tsx", "javascript")]
Sentence = str | tuple[str, str]

# File, then key and beginning of each sentence. The beginning must tell it from all others of that file.
SAID: dict[str, dict[str, str]] = {
    "insights/today.py": {
        "after_a_lapse": "A lapse takes nothing away",
        "begun_just_now": "Good that you are here.",
        "quiet_days": "It has been quiet",
    },
    "insights/views/streak.py": {
        "day_number": "day {day_number",
        "tomorrow_is_day_1": "tomorrow is day 1",
        "counting_begins": "counting for",
    },
    "journal/entries.py": {
        "craving": "craving {",
        "passed": "passed",
        "used": "used",
        "surfed": "surfed {",
        "after_minutes": "after {minutes}",
        "lasted": "lasted {",
        "lapse": "lapse",
        "near_overdose": "near overdose",
        "overdose": "overdose",
        "naloxone_given": "naloxone given",
        "check_in": "check-in",
        "used_substance": "used {",
        "no_use_of": "no use of {",
        "no_use": "no use",
        "filled_in": "filled in later",
        "mood": "mood {",
        "slept": "slept {",
        "confidence": "confidence {",
        "signs": "sign: {",
        "good": "good: {",
        "intention": "intention: {",
        "kept": " (kept)",
        "not_kept": " (not kept)",
        "note": "note",
    },
    "journal/wave.py": {
        "breathe_in": "breathe in, slowly",
        "let_go": "and let it go",
        "feel_where": "feel where it is",
        "it_rises": "it rises, it falls",
        "at_the_start": "{rating} at the start",
        "rated_after": "{rating} after {minute}",
    },
    "commands/surf.py": {
        "urge_surfing": "urge surfing",
        "like_a_wave": "An urge is like a wave",
        "be_safe": "Sit or stand",
    },
    "safety/numbers.py": {
        "local_emergency": "your local emergency number",
        "emergency_of": "your emergency number (",
        "in_the_us": "In the US, {line}",
    },
    "insights/views/worst_minute.py": {
        "your_plan_for": "your plan for",
        "night_step": "night step",
        "step_for_this_hour": "step for this hour",
        "your_part": "your {part}",
        "worked_before": "worked before",
        "from_your_plan": "from your plan",
        "your_own_step": "your own step",
        "anytime": "Go where somebody is",
        "out_of_date": "{text}: out of date",
    },
    "treatment/notices.py": {
        "and": " and ",
        "jail": "jail",
        "detox": "detox",
        "a_discharge": "a discharge",
        "naltrexone": "naltrexone",
        "end_of_injection": "the end of an injection",
        "coming_off": "coming off {",
        "missed_medicine": "missed {",
        "for_medicine": "{what} for",
        "named_dose": "{name}, {form}",
        "next_dose": "next dose",
        "after_discharge": "{step} days after discharge",
        "expires": "{what} ({place})",
        "again": "{name} again",
    },
    "outlets/words.py": {
        "yesterday": "yesterday",
        "today": "today",
        "tomorrow": "tomorrow",
        "in_days": "in {days}",
        "days_ago": "{days} ago",
        "cravings": "{count:,} craving",
        "days": "{count:,} day",
        "entries": "{count:,} entry",
        "free_days": "{count:,} free day",
        "full_days": "{count:,} full day",
        "lapses": "{count:,} lapse",
        "things": "{count:,} thing",
        "times": "once",
    },
}

# The same for the circle, which the app loads with its screens.
SAID_OF_THE_CIRCLE: dict[str, dict[str, str]] = {
    "circle/member.py": {"sharing_ended": "Sharing has ended."},
    "circle/views.py": {
        "nobody_yet": "Nobody has it yet.",
        "unanswered": "Nobody is on the way yet.",
        "held_back": "{name} has sent more",
        "not_compared": ", not compared",
        "asks_for": "{name} asks for help since {since}: {want}.",
        "asks": "{name} asks for help since {since}.",
        "has_answered": "    {other} has answered.",
        "in_danger": "    If you believe {name}",
        "hard_time": "{name} is having a hard time",
        "if_you_see_me": "If you see me:",
        "a_page": "A page, {period}.",
        "proposes_visit": "{name} proposes an appointment",
        "proposes_by": "{name} proposes: {text} (by",
        "proposes": "{name} proposes: {text}",
        "confirmed_by": "confirmed by {name}",
        "has_not": "{name} has not checked in",
        "checked_in": "{name} checked in: {day}.",
        "shares_from": "{name} shares whether",
        "nothing": "nothing",
        "not_yet": "not yet",
        "all_right_now": "{name} is all right now.",
        "to_whom": "to whom you are",
        "logged": "{at}  {name}: {what}",
        "logged_opened": "{at}  {name}: {what}; opened",
        "was_opened": "The invitation to {name} was opened",
    },
    "commands/circle/ask.py": {
        "sent": "Sent \N{MIDDLE DOT}",
        "not_on": "Not on the device of",
        "over_said": "Sent: you are all right now.",
    },
    "commands/circle/invite.py": {
        "you_call_them": "What you call them. Others",
        "own_idea": "Is this your own idea?",
        "nothing_shared": "Nothing was shared",
        "name_there": "Somebody in your circle has that name",
        "hand_over": "Send this link to",
        "would_be": "{name} would be {role}",
        "will_see": "{name} will see, until",
    },
    "commands/circle/keep.py": {
        "may_notice": "{name} may notice.",
        "same_question": "Do both of you see",
        "all_ended": "You share nothing with anybody now.",
        "ended_one": "You share nothing with {name} now.",
        "whole_end": "Share nothing with anybody?",
        "compared": "Compared with {name}.",
        "yours": "Yours: {fingerprint}",
    },
    "commands/sync/links.py": {"not_replaced": "Whoever has a copy of that device"},
    "commands/circle/accept.py": {"take_up": "Open this invitation?", "left": "It was not opened."},
    "commands/circle/look.py": {"sees_nothing": "{name} sees nothing of you yet.", "nothing_yet": "Nothing yet."},
    "circle/opening.py": {"used": "This invitation was used already", "own": "That is an invitation of your own."},
}


def catalogue() -> str:
    """Every sentence that a person reads, with the modules that say it: what a translator fills in."""
    sentences = Catalog(charset="utf-8")
    with redirect_stderr(io.StringIO()) as warnings:
        for name, _, message, _, _ in extract_from_dir(PACKAGE, [("**.py", "python")], keywords=MARKS):
            sentences.add(message, locations=[(f"recovery/{Path(name).as_posix()}", 0)])
        for name, _, message, _, _ in extract_from_dir(APP, APP_FILES, keywords=APP_MARKS):
            sentences.add(message, locations=[(f"webapp/src/{Path(name).as_posix()}", 0)])
    if warnings.getvalue():
        raise ValueError(warnings.getvalue())  # a sentence that no translator would get to see
    for command in COMMANDS:
        place = f"{command.target.partition(':')[0].replace('.', '/')}.py"
        sentences.add(cleandoc(function_of(command).__doc__), locations=[(place, 0)])
    page = io.BytesIO()
    write_po(page, sentences, omit_header=True, include_lineno=False, sort_output=True, width=120)
    return page.getvalue().decode("utf-8")


def of_the_phone() -> dict[str, Any]:
    """The terminal's sentences that the phone says too, by key; of one about a number of things both forms.

    A command of the terminal at the end is left out: the phone has a button there.
    """
    return {**_said(SAID), "kind_lines": today.KIND_LINES}


def of_the_circle() -> dict[str, str]:
    """Those of the circle; raises `ValueError` for one that names a command."""
    said: dict[str, str] = {key: sentence.strip(" ") for key, sentence in _said(SAID_OF_THE_CIRCLE).items()}
    said["not_compared"] = f", {said['not_compared'].strip(', ')}"
    return {key: without_typed(sentence) for key, sentence in said.items()}


def without_typed(sentence: str) -> str:
    """A sentence without what it says to type, nor one saying no more; raises `ValueError` where a command stays."""
    shown = re.sub(r"(?<=[.?]) [A-Z][a-z ]+: recovery [a-z ]+( \{typed\})?$", "", sentence)
    shown = re.sub(r": recovery [a-z ]+( \{typed\})?$", ".", shown)
    if "recovery " in shown:
        raise ValueError(shown)
    return shown


def _said(named: dict[str, dict[str, str]]) -> dict[str, Any]:
    return {key: _form(_named(file, begins)) for file, keys in named.items() for key, begins in keys.items()}


def _form(sentence: Sentence) -> Any:
    if isinstance(sentence, str):
        return re.sub(r":? recovery [a-z ]+$", "", sentence)
    return {"one": sentence[0], "many": sentence[1]}


def _named(file: str, begins: str) -> Sentence:
    """The one sentence of a file that is that text, or begins so; raises `LookupError`."""
    marked = _marked()[file]
    beginning = [sentence for sentence in marked if _first(sentence).startswith(begins)]
    fitting = [begins] if begins in marked else beginning
    if len(fitting) != 1:
        message = f"{len(fitting)} sentences of recovery/{file} begin with: {begins}"
        raise LookupError(message)
    return fitting[0]


def _first(sentence: Sentence) -> str:
    return sentence if isinstance(sentence, str) else sentence[0]


@cache
def _marked() -> dict[str, list[Sentence]]:
    """The marked sentences of each file, each once."""
    marked: dict[str, dict[Sentence, None]] = {}
    for name, _, message, _, _ in extract_from_dir(PACKAGE, [("**.py", "python")], keywords=MARKS):
        sentence = message if isinstance(message, str) else (message[0], message[1])
        marked.setdefault(Path(name).as_posix(), {})[sentence] = None
    return {name: list(sentences) for name, sentences in marked.items()}
