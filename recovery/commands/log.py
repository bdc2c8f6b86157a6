"""`recovery log`: a craving, written down in seconds; then what helps in this minute."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Annotated, Any, Literal

from recovery import console, prompts
from recovery import diary as diaries
from recovery.aliases import queries as alias_queries
from recovery.commands import names, safety_first
from recovery.commands.answering import answer, has_plan
from recovery.commands.craving_answers import answer_craving, ask_outcome, offer_answer, warn_of_use
from recovery.commands.options import At, Coping, Json, NoteText, Substance, Triggers, minutes_long, with_clock
from recovery.commands.parameters import Argument, Option
from recovery.console import say, tell
from recovery.dates.amounts import rating_or_words
from recovery.diary import Diary
from recovery.errors import Refused, Usage
from recovery.journal import asking, due_card, queries, trigger_words, writing
from recovery.journal.entries import Craving
from recovery.language import tr
from recovery.store import invocation, rows

NUMBER_FIRST = tr("Say how strong it is, from 0 to 10, and what set it off after it: recovery log NUMBER WORDS")


def _words_alone(line: Any, words: list[str] | None) -> list[str] | None:
    """A word in the number's place is the first of the words; the number is asked for then."""
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
    at, words = with_clock(at, words or ())
    intensity, words = _intensity_given(intensity, words)
    used = outcome == "used"
    high = used or (intensity is not None and due_card.WARN_FROM <= intensity <= 10)
    card = due_card.unread(substance, used=used) if high else ()
    with (
        safety_first.anyway(tell if json else say, card, use=used, note=note) as text,
        diaries.existing_or_new() as diary,
    ):
        if used and not invocation.current().warned:
            warn_of_use(diary, queries.tracked(diary.journal, substance), json=json)
        known = partial(alias_queries.known, diary.journal, "trigger")
        bare = trigger_words.names(words, known)
        values: dict[str, Any] = {"intensity": intensity, "triggers": [*(trigger or ()), *bare]}
        values |= {"coping": list(coping or ()), "outcome": outcome, "minutes": minutes}
        values |= {"substance": substance, "note": text}
        _write_and_answer(diary, at, values, phrase=trigger_words.is_new_phrase(words, bare, known), json=json)


def _intensity_given(intensity: int | None, words: list[str]) -> tuple[int | None, list[str]]:
    """How strong the line says it is, and its words; asked if it has words alone. Raises `Usage` if nobody is there."""
    words = [] if prompts.is_unsure(" ".join(words)) else words
    if intensity is None and not console.interactive():
        raise Usage(NUMBER_FIRST if words else tr("Say how strong it is, from 0 to 10: recovery log NUMBER"))
    return rating_asked(words) if intensity is None and words else (intensity, words)


def _write_and_answer(diary: Diary, at: str | None, values: dict[str, Any], *, phrase: bool, json: bool) -> None:
    """Ask for what is missing, keep the craving, say what helps; `phrase`: its bare words were taken as one name."""
    waiting, planned = asking.due(diary) if at is None else None, has_plan(diary)
    asks_when = _asks_when(diary, at, values["intensity"], waiting, json=json)
    if values["intensity"] is None and not _asked(diary, at, values, ask_skills=waiting is None):
        return
    new_triggers = names.new_and_near(diary, "trigger", values["triggers"], json=json)
    new_skills = names.new_and_near(diary, "skill", values["coping"], json=json)
    instant, at_known, now = _now_or_earlier(diary) if asks_when else (diary.when(at), True, at is None)
    record = writing.craving(diary, instant, values, at_known=at_known)
    answer_craving(diary, record, json=json)
    (tell if json else say)(*due_card.after_craving(diary, record))
    if phrase and console.interactive() and not json:
        record, new_triggers = _mended(diary, record, values["triggers"], new_triggers)
    if not json:
        past = not at_known or asking.is_past(record)
        _afterwards(diary, record, (new_triggers, new_skills), waiting if now else None, past=past, planned=planned)


def _asks_when(diary: Diary, at: str | None, intensity: int | None, waiting: Craving | None, *, json: bool) -> bool:
    """Whether to ask if the craving is now or was earlier: another was written just before.

    At most three questions are asked: without an intensity, what was done or when it was. An intensity that does not
    fit is refused before any question.
    """
    if at is not None or json or not console.interactive() or (intensity is None and waiting is None):
        return False
    return (intensity is None or 0 <= intensity <= 10) and writing.follows_another(diary, diary.when(None))


def _asked(diary: Diary, at: str | None, values: dict[str, Any], *, ask_skills: bool) -> bool:
    """Ask for the intensity and what else is missing, into `values`; false if the person stopped.

    A use that was said is kept then, as a lapse alone; without one the stop goes on.
    """
    try:
        answers = _questions(diary, values["triggers"], values["coping"], ask_skills=ask_skills)
    except (EOFError, KeyboardInterrupt):
        if values["outcome"] != "used":
            raise
        _use_alone(diary, at, {name: values[name] for name in ("triggers", "substance", "note")})
        return False
    values["intensity"], values["triggers"], values["coping"] = answers
    return True


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
