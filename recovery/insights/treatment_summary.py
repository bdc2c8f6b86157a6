"""Treatment in a look back: adherence beside cravings, where a person went, questionnaires, signs.

Pure: it takes what treatment's own arithmetic made of the records. Two things that stand side by side are no cause.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from recovery.insights import missed_doses
from recovery.insights.missed_doses import AfterMissed
from recovery.language import tr, trn
from recovery.outlets import words

if TYPE_CHECKING:  # a journal without treatment should not pay for its modules
    from recovery.treatment.assessments import Assessment
    from recovery.treatment.attendance import Attendance
    from recovery.treatment.body import Wellbeing
    from recovery.treatment.medication import Adherence


@dataclass(frozen=True, slots=True)
class TreatmentSummary:
    """What helped in a period. `missed_days` are the days with a dose written down as missed.

    `before` holds the last assessment of each instrument before the period, if any; `after_missed` is of the look-back.
    """

    medication: Sequence[Adherence] = ()
    missed_days: frozenset[date] = frozenset()
    attended: Sequence[Attendance] = ()
    assessments: Sequence[Assessment] = ()
    before: Mapping[str, Assessment] = field(default_factory=dict)
    wellbeing: Sequence[Wellbeing] = ()
    after_missed: Sequence[AfterMissed] = ()

    def latest(self) -> Iterator[tuple[Assessment, Assessment | None]]:
        """The last assessment of each instrument in the period, with the one before it."""
        latest: dict[str, tuple[Assessment, Assessment | None]] = {}
        for assessment in self.assessments:
            earlier = (
                latest[assessment.instrument][0]
                if assessment.instrument in latest
                else self.before.get(assessment.instrument)
            )
            latest[assessment.instrument] = (assessment, earlier)
        yield from latest.values()

    def to_json(self) -> dict[str, Any]:
        """What `report --json` holds under `treatment`; `medication` as in `med show --json`."""
        from recovery.treatment.questionnaires import differences

        return {
            "medication": [adherence.to_json() for adherence in self.medication],
            "attendance": dict(Counter(attendance.type for attendance in self.attended)),
            "assessments": [
                {
                    **assessment.result_json(),
                    "change": differences(assessment.result(), earlier.result()) if earlier else None,
                }
                for assessment, earlier in self.latest()
            ],
            "with_others": {
                "days": len(self.wellbeing),
                "good_exchanges": sum(wellbeing.good_exchanges or 0 for wellbeing in self.wellbeing),
                "hard_exchanges": sum(wellbeing.hard_exchanges or 0 for wellbeing in self.wellbeing),
            },
            "after_missed": [row.to_json() for row in self.after_missed],
        }

    def sentences(self, peaks: Mapping[date, int]) -> Iterator[str]:
        """What a person reads; `peaks` is the hardest craving of each day that had any."""
        for adherence in self.medication:
            if adherence.expected:
                missing = tr(", {unlogged} not written down", unlogged=adherence.unlogged) if adherence.unlogged else ""
                yield tr(
                    "{name}: {taken} of {expected} doses taken, {missed} missed{missing}.",
                    name=adherence.name,
                    taken=adherence.taken,
                    expected=adherence.expected,
                    missed=adherence.missed,
                    missing=missing,
                )
        hard = sorted(peaks[day] for day in self.missed_days if day in peaks)
        if self.missed_days:
            beside = (
                tr("; hardest craving on such a day {hard}", hard=hard[-1])
                if hard
                else tr("; no craving written down on them")
            )
            yield tr("A dose was missed on {days}{beside}.", days=words.days(len(self.missed_days)), beside=beside)
        yield from missed_doses.said(self.after_missed)
        if self.attended:
            counts = Counter(attendance.type for attendance in self.attended).most_common()
            yield tr("You went: {counts}.", counts=", ".join((f"{name} {count}" for name, count in counts)))
        for entry, earlier in self.latest():
            yield _assessed(entry, earlier)
        good, hard_ones = (
            sum(getattr(day, name) or 0 for day in self.wellbeing) for name in ("good_exchanges", "hard_exchanges")
        )
        if good or hard_ones:
            yield tr(
                "With others: {good}, {hard}, on {days}.",
                good=trn("{count} good moment", "{count} good moments", good),
                hard=trn("{count} hard one", "{count} hard ones", hard_ones),
                days=words.days(len(self.wellbeing)),
            )


NONE = TreatmentSummary()


def _assessed(entry: Assessment, earlier: Assessment | None) -> str:
    """One questionnaire in a sentence: its figures, its band, how far it moved."""
    from recovery.treatment.questionnaires import differences, instrument

    result = entry.result()
    moved = differences(result, earlier.result()) if earlier else {}
    parts = []
    for name, value in result.scores.items():
        label = f"{name} " if len(result.scores) > 1 else ""
        change = moved.get(name)
        step = "" if change is None else f" ({change:+.3g})" if change else tr(" (as before)")
        figure = tr("not complete") if value is None else f"{value:.3g}"
        parts.append(f"{label}{figure}{step}")
    band = f", {result.band}" if result.band else ""
    return tr(
        "{title} on {day}: {figures}{band}.",
        title=instrument(entry.instrument).title,
        day=entry.day.isoformat(),
        figures=", ".join(parts),
        band=band,
    )
