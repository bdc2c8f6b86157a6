"""Tables of what follows from the entries, and would be hard to work out from them alone.

Which triggers the plan answers, the stage of each warning sign, the scores of questionnaires, and the moments at which
a random check-in was asked for, the missed ones too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from recovery import clock
from recovery.diary import Diary
from recovery.exchange.dataset.tables import Field, Table, Written
from recovery.insights.periods import Period
from recovery.insights.warning_signs import OTHER
from recovery.journal import moment_queries, moment_writing
from recovery.journal.entries import CheckIn, Craving
from recovery.language import tr
from recovery.plans import queries as plan_queries
from recovery.store.connection import Journal
from recovery.store.names import alike
from recovery.store.records import Record
from recovery.treatment.assessments import Assessment


def tables(diary: Diary, of_kind: Mapping[str, Sequence[Record]], written: Written, period: Period) -> Iterator[Table]:
    """Those of which there is a row."""
    made = (
        _triggers(diary.journal, of_kind.get("craving", ()), written),
        _signs(diary.journal, of_kind.get("checkin", ()), written),
        _scores(of_kind.get("assessment", ())),
        _asked(diary, period),
    )
    yield from (table for table in made if table.rows)


def _triggers(journal: Journal, cravings: Sequence[Record], written: Written) -> Table:
    plan = plan_queries.situations(journal)
    met: dict[str, bool] = {}
    for craving in cravings:
        if isinstance(craving, Craving):
            for name in written.counted("trigger", craving.triggers):
                if name not in met:
                    met[name] = bool(plan.answering([name]))
    named: dict[str, bool] = {}
    for name, answered in met.items():  # two names may be hidden behind one role
        named[written.hidden(name)] = named.get(written.hidden(name), False) or answered
    fields = [Field("name", "string"), Field("answered", "boolean", means=tr("the plan has a response to it"))]
    return Table("trigger", tr("What set cravings off."), fields, [[*row] for row in named.items()], "name")


def _signs(journal: Journal, checkins: Sequence[Record], written: Written) -> Table:
    stages = {alike(item.text): item.stage or OTHER for item in plan_queries.signs(journal)}
    ticked = [
        [checkin.day.isoformat(), written.hidden(sign), stages.get(alike(sign), OTHER)]
        for checkin in checkins
        if isinstance(checkin, CheckIn)
        for sign in checkin.signs
    ]
    fields = [
        Field("day", "date"),
        Field("sign", "string"),
        Field("stage", "string", words=("early", "middle", "late", OTHER), means=tr("as in the plan")),
    ]
    return Table("sign", tr("Warning signs ticked, a row each."), fields, ticked, "")


def _scores(assessments: Sequence[Record]) -> Table:
    scores = [
        [entry.id, entry.at.isoformat(), entry.day.isoformat(), entry.instrument, name, value, entry.result().band]
        for entry in assessments
        if isinstance(entry, Assessment)
        for name, value in entry.result().scores.items()
    ]
    fields = [
        Field("assessment", "string", means=tr("the id in the table assessment")),
        Field("at", "datetime"),
        Field("day", "date"),
        Field("instrument", "string"),
        Field("score", "string", means=tr("total, or the part of the questionnaire")),
        Field("value", "number", means=tr("empty where an answer is missing")),
        Field("band", "string"),
    ]
    return Table("score", tr("Scores of questionnaires, a row each."), fields, scores, "")


def _asked(diary: Diary, period: Period) -> Table:
    fields = [
        Field("drawn", "datetime", means=tr("the moment that chance chose")),
        Field("day", "date"),
        Field("status", "string", words=("answered", "late", "missed"), means=tr("answered: within 30 minutes")),
        Field("intensity", "integer", least=0, most=10, means=tr("the craving at the moment, where answered then")),
    ]
    became = moment_writing.outcomes(diary, period.first, period.last) if moment_queries.any_plan(diary.journal) else []
    asked = []
    for wall, status, answer in became:
        at = wall.replace(tzinfo=diary.zone) if answer is None else answer.drawn
        day = clock.day_of(at, diary.profile.day_starts) if answer is None else answer.day
        rating = answer.intensity if answer is not None and status == "answered" else None
        asked.append([at.isoformat(), day.isoformat(), status, rating])
    return Table("asked", tr("Random check-ins, a row each, the missed ones too."), fields, asked, "")
