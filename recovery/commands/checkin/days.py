"""Several days at once: `checkin --from DAY --to DAY --no-use` answers those that have no answer yet, and no other."""

from __future__ import annotations

from datetime import date

from recovery import diary as diaries
from recovery.console import emit, say
from recovery.dates.days import span_meant
from recovery.errors import Refused, Usage
from recovery.journal import writing
from recovery.language import tr, trn
from recovery.outlets import words
from recovery.store import invocation

MOST_DAYS = 366
NEEDS = tr(
    "For several days, give --from, --to and --no-use and nothing else: recovery checkin --from DAY --to DAY --no-use"
)


def answer(first: str | None, last: str | None, substance: str | None, *, alone: bool, json: bool) -> None:
    """Say that the days from `first` to `last` that have no answer were without use; `alone`: nothing else was said."""
    if not alone or first is None or last is None:
        raise Usage(NEEDS)
    with diaries.existing_or_new() as diary:
        begin, end = diary.past_day(first), diary.past_day(last)
        count = (end - begin).days + 1
        if count < 1:
            raise _turned_round(first, begin, end)
        if count > MOST_DAYS:
            raise Refused(tr("At most {days} days at once.", days=MOST_DAYS))
        kept = writing.free_days(diary, diaries.days_from(begin, count), substance)
    if json:
        emit([record.to_json() for record in kept])
        return
    if not kept:
        answered = trn(
            "That day has its answer already, and keeps it.",
            "All {count} days have their answers, and keep them.",
            count,
        )
        invocation.current().answer = answered
        say(answered)
        return
    said = trn("1 day answered, without use:", "{count} days answered, without use:", len(kept))
    answered = tr("{said} {first} to {last}.", said=said, first=words.day(begin), last=words.day(end))
    invocation.current().answer = answered
    say(answered)
    if len(kept) < count:
        before = trn(
            "1 day already had an answer and keeps it.",
            "{count} days already had answers and keep them.",
            count - len(kept),
        )
        say(before)


def _turned_round(typed: str, begin: date, end: date) -> Refused:
    """Both days as they were understood, and what to type: a weekday alone is the last one, perhaps today."""
    earlier, later = span_meant(typed, begin, end)
    return Refused(
        tr(
            "--from is {first}, and --to is {last}, which is before it. The earlier day comes first: "
            "--from {earlier} --to {later}",
            first=words.day(begin),
            last=words.day(end),
            earlier=earlier.isoformat(),
            later=later.isoformat(),
        )
    )
