"""From a finding to an if-then in 20 seconds: one question, one answer, and the plan has it."""

from __future__ import annotations

from collections.abc import Sequence

from recovery import console, keypress, prompts
from recovery.console import one_line, say
from recovery.diary import Diary
from recovery.errors import Refused
from recovery.insights.report import PlanGap
from recovery.language import tr
from recovery.outlets import words
from recovery.plans import writing
from recovery.plans.plan import PlanItem

MOST_RESPONSES = 3


def offer(diary: Diary, gaps: Sequence[PlanGap]) -> None:
    """Offer to write the response to the trigger met most often that has none, and then to the next."""
    for place, gap in enumerate(gaps):
        met = f"{one_line(gap.trigger, 40)} ({words.times(gap.count)})"
        if place:
            question = tr("next: {met} has no plan yet. [p] write one now, Enter leaves", met=met)
        else:
            question = tr("{met} has no plan yet. [p] write one now, Enter leaves", met=met)
        if prompts.chosen(question, "p") == keypress.ENTER:
            return
        write(diary, gap.trigger)


def write(diary: Diary, trigger: str) -> PlanItem | None:
    """Ask what the person will do, and keep it as a situation of that name; `None` where they gave no answer."""
    answers: list[str] = []
    while len(answers) < MOST_RESPONSES:
        question = (
            tr("If it is {trigger}, then I", trigger=one_line(trigger, 40))
            if not answers
            else tr("or else (Enter: that is all)")
        )
        reply = prompts.line(f"{question} ...")
        if not reply or prompts.is_unsure(reply):
            break
        answers.append(reply)
    if not answers:
        say(tr("Nothing was written."))
        return None
    try:
        values = {"text": trigger, "triggers": [trigger], "responses": answers}
        item = writing.add(diary, "situations", values)
    except Refused as error:
        say(error.sentence)
        return None
    say(
        tr(
            "In your plan. At the next {trigger} it is shown at once: {names}.",
            trigger=one_line(trigger, 40),
            names=console.joined(item.responses),
        )
    )
    return item


def command_line(gap: PlanGap) -> str:
    """What to type for the same, where no key can be pressed; quoted for the shell."""
    import shlex

    name = shlex.quote(one_line(gap.trigger))
    return tr('recovery plan add situation {name} -t {name} --then "what I will do"', name=name)
