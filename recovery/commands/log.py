"""`recovery log`: a craving, written down in seconds; then what helps in this minute."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from recovery import console, prompts
from recovery import diary as diaries
from recovery.aliases import queries as alias_queries
from recovery.commands import names, safety_first
from recovery.commands.after import answer_craving, ask_outcome, offer_answer, warn_of_use
from recovery.commands.answering import answer, has_plan
from recovery.commands.options import At, Coping, Json, NoteText, Substance, Triggers, minutes_long, with_clock
from recovery.commands.parameters import Argument, Option
from recovery.console import say, tell
from recovery.dates.amounts import rating_or_words
from recovery.diary import Diary
from recovery.errors import Refused, Usage
from recovery.journal import asking, due_card, queries, trigger_words, writing
from recovery.journal.entries import Craving
from recovery.language import tr
from recovery.store import rows, runs

NUMBER_FIRST = tr("Say how strong it is, from 0 to 10, and what set it off after it: recovery log NUMBER WORDS")


def _words_alone(line: Any, words: list[str] | None) -> list[str] | None:
    """What stands in the number's place and is none is the first of the words; the number is asked for then."""
    first = line.params.get("intensity")
    if not isinstance(first, str):
        return words
    line.params["intensity"] = None
    return [first, *(words or ())]


def log(
    intensity: Annotated[
        int | None, Argument(parser=rating_or_words, metavar="NUMBER", help=tr("How strong, 0 to 10."))
    ] = None,
    words: Annotated[
        list[str] | None,
        Argument(metavar="TRIGGER", callback=_words_alone, help=tr("What set it off, like -t.")),
    ] = None,
    trigger: Triggers = None,
    coping: Coping = None,
    outcome: Annotated[Literal["passed", "used"] | None, Option(help=tr("How it ended, if it has."))] = None,
    minutes: Annotated[int | None, minutes_long(tr("How long it lasted, 0 to 1440."))] = None,
    at: At = None,
    substance: Substance = None,
    note: NoteText = None,
    json: Json = False,
) -> None:
    """Write down a craving. Only the number is needed: recovery log 7 payday, bored."""
    skills = list(coping or ())
    at, words = with_clock(at, words or ())
    words = [] if prompts.is_unsure(" ".join(words)) else words
    if intensity is None and not console.interactive():
        raise Usage(NUMBER_FIRST if words else tr("Say how strong it is, from 0 to 10: recovery log NUMBER"))
    if intensity is None and words:
        intensity, words = rating_asked(words)
    high = outcome == "used" or (intensity is not None and due_card.WARN_FROM <= intensity <= 10)
    card = due_card.unread(substance, used=outcome == "used") if high else ()
    keeps_alive = safety_first.anyway(tell if json else say, card, use=outcome == "used", note=note)
    with keeps_alive as text, diaries.existing_or_new() as diary:
        if outcome == "used" and not runs.current().warned:
            warn_of_use(diary, queries.tracked(diary.journal, substance), json=json)
        waiting, planned = asking.due(diary) if at is None else None, has_plan(diary)
        bare = trigger_words.names(words, lambda: alias_queries.known(diary.journal, "trigger"))
        triggers = [*(trigger or ()), *bare]
        phrase = trigger_words.is_new_phrase(words, bare, lambda: alias_queries.known(diary.journal, "trigger"))
        asks = at is None and not json and console.interactive() and (intensity is not None or waiting is not None)
        fits = intensity is None or 0 <= intensity <= 10  # one that does not is refused below, before any question
        together = asks and fits and writing.follows_another(diary, diary.when(None))
        if intensity is None:  # three questions at most: what was done, or when it was
            try:
                intensity, triggers, skills = _questions(diary, triggers, skills, ask_skills=waiting is None)
            except (EOFError, KeyboardInterrupt):
                if outcome != "used":
                    raise
                _use_alone(diary, at, {"triggers": triggers, "substance": substance, "note": text})
                return
        new_triggers = names.new_and_near(diary, "trigger", triggers, json=json)
        new_skills = names.new_and_near(diary, "skill", skills, json=json)
        values = {"intensity": intensity, "triggers": triggers, "coping": skills, "outcome": outcome}
        values |= {"minutes": minutes, "substance": substance, "note": text}
        instant, at_known, now = _now_or_earlier(diary) if together else (diary.when(at), True, at is None)
        record = writing.craving(diary, instant, values, at_known=at_known)
        answer_craving(diary, record, json=json)
        (tell if json else say)(*due_card.after_craving(diary, record))
        if phrase and console.interactive() and not json:
            record, new_triggers = _mended(diary, record, [*(trigger or ()), *bare], new_triggers)
        if not json:
            past = not at_known or asking.is_past(record)
            _afterwards(diary, record, (new_triggers, new_skills), waiting if now else None, past=past, planned=planned)


def _afterwards(
    diary: Diary,
    craving: Craving,
    near: tuple[list[tuple[str, str]], list[tuple[str, str]]],
    waiting: Craving | None,
    *,
    past: bool,
    planned: bool,
) -> None:
    """What to do, then the questions: after a strong craving only the plan's, the others in a calmer minute.

    `near` are its new triggers and skills, each with the known one that it looks like; `waiting` is an earlier craving.
    """
    if craving.outcome is None:
        say(_what_then(diary, craving, past=past))
    if craving.outcome != "used" and planned:
        offer_answer(diary, craving)
    if console.interactive() and not asking.is_calm(craving):
        return
    for of, pairs in zip(names.ALL, near, strict=True):
        names.ask_same(diary, of, pairs)
    if waiting:
        ask_outcome(diary, waiting)
    names.ask_waiting(diary)


def _what_then(diary: Diary, craving: Craving, *, past: bool) -> str:
    """What to do about a craving whose end is open: now, or long after it."""
    if past:
        id = craving.id[: rows.prefix_length(diary.journal, [craving.id])]
        return tr("How it ended, if you know: recovery after passed|used {id}", id=id)
    return tr("When it has passed: recovery after passed     Hard right now? recovery sos")


def rating_asked(words: list[str]) -> tuple[int, list[str]]:
    """How strong a craving was that was written down in words alone, and the words.

    A number that ends them is offered: it is the rating only where it is agreed to, and else part of a name.
    """
    offered = trigger_words.number_last(words)
    asked = prompts.ask(
        tr("How strong, 0 to 10?"),
        prompts.read_rating,
        flag=tr("a number: recovery log NUMBER"),
        default=None if offered is None else str(offered),
    )
    return asked, words[:-1] if asked == offered else words


def _use_alone(diary: Diary, at: str | None, values: dict[str, Any]) -> None:
    """The use that was said, where nobody says any more how strong the craving was: a lapse, without the craving."""
    tracked = queries.tracked(diary.journal, values["substance"])
    lapse = writing.lapse(diary, diary.when(at), {**values, "substance": tracked}, None)
    say("", tr("Stopped. What you said is kept: {what}.", what=lapse.summary()))


def _mended(
    diary: Diary, craving: Craving, triggers: list[str], near: list[tuple[str, str]]
) -> tuple[Craving, list[tuple[str, str]]]:
    """Bare words were taken as one phrase: one key says them otherwise. The craving is written down in any case.

    With it those of its names that are new and look like a known one: `near`, unless they were said otherwise.
    """
    if prompts.key(tr("[e]dit what set it off, Enter: fine"), "e") != "e":
        return craving, near
    line = prompts.words(tr("What set it off? (commas between; Enter keeps it)"))
    said = trigger_words.names([line, ","], list)
    if not said:
        return craving, near
    near = [pair for pair in names.new_and_near(diary, "trigger", said, json=False) if pair[1] != triggers[-1]]
    located, old = writing.asked_about(diary, craving.id)
    record = writing.edited(diary, located, old, writing.checked_changes(old, {"triggers": [*triggers[:-1], *said]}))
    answer(diary, record, json=False)
    return (record if isinstance(record, Craving) else craving), near


def _questions(
    diary: Diary, triggers: list[str], skills: list[str], *, ask_skills: bool
) -> tuple[int, list[str], list[str]]:
    """At most three short questions."""
    intensity = prompts.ask(tr("How strong, 0 to 10?"), prompts.read_rating, flag=tr("a number: recovery log NUMBER"))
    hour = diary.when(None).hour
    if not triggers:
        triggers = prompts.several(tr("What set it off?"), queries.favourites(diary.journal, "triggers", hour))
    if not skills and ask_skills:
        known = queries.favourites(diary.journal, "coping", hour)
        skills = prompts.several(tr("What did you do, or are you doing?"), known)
    return intensity, triggers, skills


def _now_or_earlier(diary: Diary) -> tuple[datetime, bool, bool]:
    """When a craving was, whether that is known, and whether it is now: one key where another was written just before.

    The craving is written down whatever becomes of the question.
    """
    now = diary.when(None)
    try:
        if prompts.key(tr("Now, or earlier? [n]ow [e]arlier"), "ne") != "e":
            return diary.when(None), True, True
        text = prompts.words(tr("When? Like 14:30 or 2h ago; Enter if you cannot say."))
        return (diary.when(text), True, False) if text else (now, False, False)
    except (Refused, Usage) as error:
        say(error.sentence)
        return now, False, False
    except (EOFError, KeyboardInterrupt):
        return diary.when(None), True, True
