"""What the plan says to a craving just written down: the response at once, its use kept with one key."""

from __future__ import annotations

from recovery import console, keypress, prompts
from recovery.console import one_line, say, style
from recovery.diary import Diary
from recovery.journal import queries as entries
from recovery.journal import writing
from recovery.journal.entries import Craving
from recovery.language import tr
from recovery.plans import queries as plan_queries
from recovery.plans.queries import skill_uses_of
from recovery.plans.views.words import all_cravings, responses
from recovery.store.names import alike
from recovery.theme import QUIET, STRONG

SHOWN = 9


def offer(diary: Diary, craving: Craving) -> None:
    """Show the responses that the plan has to what set this craving off, and keep the one that is used.

    It costs nothing where nothing is named, and asks only where somebody is there and none was named with it.
    """
    if not craving.triggers:
        return
    answered = [(item, met) for item, met in plan_queries.situations(diary.journal).answers(craving.triggers) if met]
    if not answered:
        _say_what_helped(diary, craving)
        return
    items = [item for item, _ in answered]
    names = [response for item in items for response in item.responses]
    offered = responses(items, skill_uses_of(diary.journal, names).of)[:SHOWN]
    met = [trigger for trigger in craving.triggers if any(trigger in own for _, own in answered)]
    say("", style(tr("Your plan for {names}:", names=console.joined(met)), STRONG))
    longest = max(len(one_line(text)) for text, _ in offered)
    for number, (text, known) in enumerate(offered, start=1):
        say(f"  [{number}] {one_line(text):<{longest if known else 0}}{f'   {known}' if known else ''}")
    if any(known for _, known in offered):
        say(style(f"  {all_cravings(entries.ended(diary.journal))}", QUIET))
    tried = {alike(skill) for skill in craving.coping}
    if tried & {alike(text) for text, _ in offered}:
        return
    if not console.interactive():
        say(tr('When one has helped: recovery after passed -c "what you did"'))
        return
    key = prompts.chosen(tr("Doing one of them? Its number keeps it; Enter: not now."), _digits(len(offered)))
    if key != keypress.ENTER:
        text = offered[int(key) - 1][0]
        writing.tried(diary, craving.id, text)
        say(tr("Kept with this craving: {text}", text=one_line(text)))


def _say_what_helped(diary: Diary, craving: Craving) -> None:
    """While a craving lasts that the plan has no response to: what it passed after before, with the same trigger.

    Only where somebody is there: it reads eight weeks.
    """
    if craving.outcome is not None or not console.interactive():
        return
    from recovery.aliases.queries import aliases
    from recovery.insights import periods, queries
    from recovery.insights.views.what_helped import brief
    from recovery.insights.what_helped import helped, helped_before

    period = periods.ending(diary.today, periods.LOOKBACK_DAYS)
    triggers = aliases(diary.journal, "trigger").all_shown(craving.triggers)
    pair = helped_before(helped(queries.cravings(diary.journal, period)), triggers)
    if pair is not None:
        say("", brief(pair))


def _digits(count: int) -> str:
    return "".join(str(number) for number in range(1, count + 1))
