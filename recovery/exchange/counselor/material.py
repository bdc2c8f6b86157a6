"""Everything that the counselor's page may speak of, read once from the journal. It chooses nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from recovery.diary import Diary
from recovery.exchange import queries
from recovery.exchange.people import Names
from recovery.insights import gaps, periods
from recovery.insights import queries as insight_queries
from recovery.insights.abstinence import Streak, streaks
from recovery.insights.gather import report_facts
from recovery.insights.periods import Period
from recovery.insights.report import Report, build
from recovery.insights.use_record import UseRecord, statuses_of_all
from recovery.journal.entries import CheckIn, Craving, Lapse, Note
from recovery.journal.listing_queries import Filter, listed
from recovery.language import tr
from recovery.plans import queries as plan_queries
from recovery.plans.plan import Plan
from recovery.store.connection import Journal
from recovery.store.records import EntryRecord
from recovery.treatment import medication_queries
from recovery.treatment import queries as treatment_queries
from recovery.treatment.assessments import Assessment
from recovery.treatment.attendance import Attendance, Topic
from recovery.treatment.body import Body, Wellbeing
from recovery.treatment.episodes import Episode
from recovery.treatment.goals import Progress, progress
from recovery.treatment.health import Health, Supply
from recovery.treatment.medication import Adherence, Dose, Regimen, adherence

# The order in which a page shows questionnaires.
QUESTIONNAIRES = ("phq9", "bam", "sows", "gad7", "pcptsd5", "craving3", "auditc", "dast10", "tea", "barc10")
KINDS = (Craving.kind, Lapse.kind, CheckIn.kind, Note.kind)


@dataclass(frozen=True, slots=True)
class Material:
    """What the journal holds about a period as of its last lived day, and what it is compared with."""

    period: Period
    as_of: date
    begun: date | None  # the day of the first entry
    report: Report
    streaks: list[Streak]
    use: UseRecord
    use_before: UseRecord
    logged: set[date]
    cravings: list[Craving]
    lapses: list[Lapse]
    checkins: list[CheckIn]
    notes: list[Note]
    topics: list[Topic]
    regimens: list[Regimen]
    doses: list[Dose]
    adherence: list[Adherence]
    assessments: dict[str, list[Assessment]]
    attendances: list[Attendance]
    homework: list[Attendance]
    goals: list[Progress]
    body: list[Body]
    wellbeing: list[Wellbeing]
    supplies: list[Supply]
    health: list[Health]
    episodes: list[Episode]
    plan: Plan
    overdoses_before: int

    @property
    def lived(self) -> Period:
        """The period as far as it was lived."""
        return self.report.lived

    @property
    def seen_on(self) -> date:
        """The day from which the period is looked at."""
        return self.lived.last

    @property
    def written(self) -> Period:
        """The lived period from the first entry on: days before it are before the journal, not unknown."""
        return since_begun(self.lived, self.begun)

    @property
    def written_before(self) -> Period:
        """The same of the period before."""
        return since_begun(self.period.previous, self.begun)

    @property
    def no_journal_then(self) -> bool:
        """Whether all of the period before lies before the first entry."""
        return self.begun is None or self.period.previous.last < self.begun


def since_begun(period: Period, begun: date | None) -> Period:
    """The days of the period from the first entry on; its last day alone where it ended before."""
    return Period(min(max(period.first, begun or period.first), period.last), period.last)


def gather(diary: Diary, period: Period, as_of: date) -> Material:
    """Read it all; `as_of` is the day from which it is looked at."""
    journal = diary.journal
    first, last = period.first, period.last
    plan = plan_queries.plan(journal)
    report = build(period, as_of, report_facts(journal, period, diary.profile.day_starts))
    end = min(last, as_of) if as_of >= first else last
    substances = insight_queries.tracked(journal)
    since = Period(min((tracked.since for tracked in substances), default=end), max(end, first))
    before = period.previous
    begun = insight_queries.first_day(journal)
    entries: dict[str, list[EntryRecord]] = {
        kind: list(listed(journal, Filter(first_day=first, last_day=last, kind=kind))) for kind in KINDS
    }
    regimens = medication_queries.regimens(journal)
    return Material(
        period=period,
        as_of=as_of,
        begun=begun,
        report=report,
        streaks=streaks(
            substances,
            insight_queries.lapses(journal, since),
            insight_queries.checkins(journal, since),
            end,
            since_begun(Period(first, end), begun).days,
        ),
        use=statuses_of_all(insight_queries.lapses(journal, period), insight_queries.checkins(journal, period)),
        use_before=statuses_of_all(insight_queries.lapses(journal, before), insight_queries.checkins(journal, before)),
        logged=insight_queries.logged_days(journal, period),
        cravings=[entry for entry in entries[Craving.kind] if isinstance(entry, Craving)],
        lapses=[entry for entry in entries[Lapse.kind] if isinstance(entry, Lapse)],
        checkins=[entry for entry in entries[CheckIn.kind] if isinstance(entry, CheckIn)],
        notes=[entry for entry in entries[Note.kind] if isinstance(entry, Note)],
        topics=treatment_queries.topics(journal),
        regimens=regimens,
        doses=treatment_queries.doses(journal, first, last),
        adherence=adherence(regimens, medication_queries.taken(journal, first, end), first, end),
        assessments=_assessments(journal, last),
        attendances=treatment_queries.attendances(journal, first, last),
        homework=treatment_queries.open_homework(journal),
        goals=_goals(journal, end),
        body=treatment_queries.body(journal, first, last),
        wellbeing=treatment_queries.wellbeing(journal, first, last),
        supplies=[supply for supply in treatment_queries.supplies(journal) if supply.day <= end],
        health=[record for record in treatment_queries.health(journal) if first <= record.dated <= last],
        episodes=[episode for episode in treatment_queries.episodes(journal) if episode.since <= last],
        plan=plan,
        overdoses_before=_overdoses(journal, before),
    )


def _assessments(journal: Journal, last: date) -> dict[str, list[Assessment]]:
    """By questionnaire, the weightiest first, what was answered up to that day."""
    answered = {
        name: [one for one in treatment_queries.assessments(journal, name) if one.day <= last]
        for name in sorted(treatment_queries.last_assessed(journal), key=_weight)
    }
    return {name: given for name, given in answered.items() if given}


def _goals(journal: Journal, end: date) -> list[Progress]:
    goals = treatment_queries.goals(journal)
    if not goals:
        return []
    done = treatment_queries.done(journal, min((goal.day for goal in goals), default=end))
    given = treatment_queries.rewards(journal)
    return [progress(goal, done, given) for goal in goals]


def _weight(instrument: str) -> tuple[int, str]:
    """What asks about danger comes before what asks about progress."""
    return (QUESTIONNAIRES.index(instrument), "") if instrument in QUESTIONNAIRES else (len(QUESTIONNAIRES), instrument)


def _overdoses(journal: Journal, period: Period) -> int:
    lapses = listed(journal, Filter(first_day=period.first, last_day=period.last, kind=Lapse.kind))
    return sum(isinstance(lapse, Lapse) and lapse.overdose is not None for lapse in lapses)


def unplanned(material: Material) -> list[str]:
    """The triggers of the period that the plan has no response to, by count."""
    return [gap.trigger for gap in gaps.plan_gaps(material.plan, material.report.triggers)]


def weeks(material: Material) -> list[tuple[date, int, float]]:
    """Weeks of the lived period with at least 4 logged days: Monday, cravings, their median; a trend needs three."""
    weeks_logged = []
    monday = material.lived.first - timedelta(days=material.lived.first.weekday())
    while monday <= material.lived.last:
        days = {monday + timedelta(days=number) for number in range(7)}
        ratings = sorted(craving.intensity for craving in material.cravings if craving.day in days)
        if len(days & material.logged) >= 4 and ratings:
            middle = (ratings[len(ratings) // 2] + ratings[(len(ratings) - 1) // 2]) / 2
            weeks_logged.append((monday, len(ratings), middle))
        monday += timedelta(days=7)
    return weeks_logged if len(weeks_logged) >= 3 else []


def since_last_page(journal: Journal, day: date, days: int) -> Period:
    """The days since the last page that was handed over, up to that day; the last `days` where none was."""
    since = queries.last_handed_over(journal, day)
    return Period(since, day) if since is not None and since <= day else periods.ending(day, days)


def people(journal: Journal, *, shown: bool) -> Names:
    """What hides the plan's contacts, the clinicians and whatever the person marked as private."""
    known = [(item.text, item.role) for item in plan_queries.plan(journal).of("contacts")]
    known += [
        (regimen.prescriber, tr("my prescriber"))
        for regimen in medication_queries.regimens(journal)
        if regimen.prescriber
    ]
    known += [(private.name, private.role) for private in queries.private_names(journal)]
    return Names(known, shown=shown)
