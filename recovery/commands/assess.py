"""Questionnaires: `assess`, `assess history`, `assess list`, `assess due`, `assess every`."""

from __future__ import annotations

from typing import Annotated, Any

from recovery import clock, console
from recovery import diary as diaries
from recovery.commands import answering, crisis
from recovery.commands import conversation as guide
from recovery.commands.conversation import Question
from recovery.commands.options import At, Json, NoteText, note_text
from recovery.commands.parameters import Argument, Option
from recovery.console import emit, say, style
from recovery.diary import Diary
from recovery.errors import Refused, Usage
from recovery.insights.sos import known
from recovery.language import tr
from recovery.theme import STRONG
from recovery.treatment import assessments, queries, questionnaires, writing
from recovery.treatment.assessments import CRISIS, Assessment, Rhythm
from recovery.treatment.questionnaires import Answers, Instrument
from recovery.treatment.views import pages

NOT_ANSWERED = tr("Nothing was answered, so nothing was kept.")
FORM = tr("Do you have the official form in front of you? Our short labels are not its wording. y or n")
NEVER = tr("You have not answered this questionnaire yet. On a terminal, recovery assess NAME asks.")

Name = Annotated[str, Argument(metavar="NAME", help=tr("phq9, gad7, bam, ...: recovery assess list names them all."))]


def assess(
    name: Name,
    answers: Annotated[
        str | None, Option("--answers", metavar="1,0,2", help=tr("All answers in order; - for a missing one."))
    ] = None,
    form_at_hand: Annotated[
        bool | None,
        Option("--form-at-hand/--no-form-at-hand", help=tr("You answer from the official form.")),
    ] = None,
    at: At = None,
    note: NoteText = None,
    json: Json = False,
) -> None:
    """Answer a questionnaire from its official form: item by item, or with --answers. It is not a diagnosis."""
    which = questionnaires.instrument(name)
    if answers is None and not console.interactive():
        raise Usage(tr("There is no terminal to ask on. Give all answers: --answers 1,0,2 with - for a missing one."))
    if answers is None:
        form_at_hand, given = _ask(which, form_at_hand)
    else:
        given = which.newly_checked(assessments.answers_from(answers))
    if all(answer is None for answer in given):
        raise Refused(NOT_ANSWERED)
    with diaries.existing_or_new() as diary:
        values = {"instrument": which.name, "answers": given, "note": note_text(note), "form_at_hand": form_at_hand}
        record = writing.timed(diary, Assessment, at, values)
        before = [
            assessment for assessment in queries.assessments(diary.journal, which.name) if assessment.at < record.at
        ]
        writing.keep(diary, "assess", record)
    if CRISIS in record.result().flags and answers is not None:
        crisis.show(known().plan, json=json)
    if json:
        emit(record.result_json())
    else:
        say(*pages.result(which, record.result(), before))


def history(name: Name, json: Json = False) -> None:
    """How a questionnaire moved, against the last time and the first."""
    which = questionnaires.instrument(name)
    with diaries.existing() as diary:
        entries = queries.assessments(diary.journal, which.name)
    if json:
        emit(pages.results_json(which, entries))
    elif not entries:
        say(NEVER)
    else:
        say(*pages.assessed(which, entries))


def list_(json: Json = False) -> None:
    """The questionnaires there are, with the form to answer from."""
    which = [questionnaires.instrument(name) for name in questionnaires.names()]
    if json:
        emit(
            [
                {
                    "name": instrument.name,
                    "title": instrument.title,
                    "items": len(instrument.items),
                    "form": instrument.form,
                }
                for instrument in which
            ]
        )
        return
    for instrument in which:
        say(
            tr(
                "{name:<10} {title}, {count} questions about {period}",
                name=style(instrument.name, STRONG),
                title=instrument.title,
                count=len(instrument.items),
                period=instrument.period,
            )
        )
        say(*pages.wrapped([instrument.form, instrument.source], "           "))


def due(json: Json = False) -> None:
    """The questionnaires whose day has come, by the rhythm you chose."""
    with diaries.existing() as diary:
        due = assessments.due(queries.rhythms(diary.journal), queries.last_assessed(diary.journal), diary.today)
    if json:
        emit([{"instrument": name, "day": day.isoformat()} for name, day in due])
    else:
        say(
            *(
                [tr("{name}: since {day}. recovery assess {name}", name=name, day=day.isoformat()) for name, day in due]
                or [tr("No questionnaire is due.")]
            )
        )


def every(
    name: Name,
    span: Annotated[str, Argument(metavar="7d", help=tr("How often: 7d, 2w; off for never."))],
    json: Json = False,
) -> None:
    """Choose how often a questionnaire comes back. recovery today then says when it is due."""
    which = questionnaires.instrument(name)
    with diaries.existing_or_new() as diary:
        old = next((rhythm for rhythm in queries.rhythms(diary.journal) if rhythm.instrument == which.name), None)
        if span.casefold() == "off":
            _forget(diary, old, json=json)
            return
        days = clock.parse_span(span)
        if old is None:
            record = writing.dated(diary, Rhythm, {"instrument": which.name, "every_days": days})
            writing.keep(diary, "assess every", record)
        else:
            located = (queries.row_of(diary.journal, old), old)
            record = writing.change(diary, "assess every", located, {"every_days": days})
        answering.answer(diary, record, json=json)


def _forget(diary: Diary, old: Rhythm | None, *, json: bool) -> None:
    if old is not None:
        from recovery.store import rows

        with diary.journal.command("assess every"):
            rows.delete(diary.journal, rows.Located(Rhythm.kind, queries.row_of(diary.journal, old)))
    if json:
        emit({"removed": old.id if old else None})
    else:
        say(tr("It no longer comes back by itself."))


def _ask(which: Instrument, form_at_hand: bool | None) -> tuple[bool | None, Answers]:
    """Ask for the form where it is not said, then item by item; what the first answer closes is not asked."""
    say(style(which.title, STRONG), *pages.wrapped([about(which), which.scale, which.source]))
    questions = [] if form_at_hand is not None or not which.official else [Question("form", FORM, guide.yes_no)]
    for number, item in enumerate(which.items, start=1):
        flags = [flag for flag in which.flags if flag.item == number and flag.name == CRISIS]

        def at_once(value: Any, flags: Any = flags) -> None:
            if any(flag.holds(value) for flag in flags):
                crisis.show(known().plan, json=False)

        text = "\n".join(pages.asked(which, number))
        read = guide.one_of(item.offered) if item.offered else guide.whole(item.low, item.high)
        needed = (lambda given: given.get("1") != 0) if which.first_opens_rest and number > 1 else None
        questions.append(Question(str(number), text, read, then=at_once, needed=needed))
    answers = guide.talk(questions)
    given = [answers.get(str(number)) for number in range(1, len(which.items) + 1)]
    if which.closed(given):
        given[1:] = [None] * (len(given) - 1)
    return answers.get("form", form_at_hand), which.newly_checked(given)


def about(which: Instrument) -> str:
    """The line below a questionnaire's name: its time, and where its own wording stands."""
    if which.official:
        return tr("About {period}. Answer from: {form}.", period=which.period, form=which.form)
    return tr("About {period}, in our own words.", period=which.period)
