"""What somebody proposed as it stands in the journal once it was taken: an appointment, or something to do."""

from __future__ import annotations

from collections.abc import Iterable

from recovery.circle import records
from recovery.circle.member import Member
from recovery.circle.standing import Proposal
from recovery.console import one_line
from recovery.diary import Diary
from recovery.language import tr
from recovery.treatment import queries, writing
from recovery.treatment.episodes import Appointment
from recovery.treatment.goals import Goal


def entry_of(diary: Diary, member: Member, proposal: Proposal) -> Appointment | Goal:
    """The entry that taking it writes."""
    if proposal.kind == records.VISIT and proposal.at is not None:
        at = proposal.at.astimezone(diary.zone)
        values = {"what": member.name, "due": at.date(), "type": "visit", "clock": at.time().replace(second=0)}
        return writing.dated(diary, Appointment, values | {"place": proposal.text or None})
    by = proposal.due
    note = tr("Proposed by {name}, by {day}.", name=member.name, day=by.isoformat()) if by else None
    return writing.dated(
        diary, Goal, {"name": one_line(proposal.text, 90), "counts": "told", "target": 1, "note": note}
    )


def standing_already(diary: Diary, entry: Appointment | Goal) -> Appointment | Goal | None:
    """The entry of the journal that says the same: the same appointment at that time, the same thing to do."""
    if isinstance(entry, Appointment):
        there = queries.appointments(diary.journal)
        same = (entry.what, entry.due, entry.clock, entry.type)
        return next((one for one in there if (one.what, one.due, one.clock, one.type) == same), None)
    goals = queries.goals(diary.journal, closed=True)
    return next(
        (one for one in goals if (one.name, one.counts, one.note) == (entry.name, entry.counts, entry.note)), None
    )


def taken(diary: Diary, member: Member, proposals: Iterable[Proposal]) -> frozenset[str]:
    """The ids of those that stand in the journal."""
    return frozenset(one.id for one in proposals if standing_already(diary, entry_of(diary, member, one)) is not None)
