"""The sections on what happened: to discuss, use, craving, triggers, coping skills."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from recovery.exchange.counselor.choice import Choice, with_notes
from recovery.exchange.counselor.document import Block, Dots, Facts, Heat, Lines, Mark, Section, Strip, Table
from recovery.exchange.counselor.material import Material, weeks
from recovery.insights.abstinence import Streak
from recovery.insights.shares import in_words
from recovery.insights.triggers import Met
from recovery.insights.views import sentences, words
from recovery.language import tr
from recovery.outlets import words as wording
from recovery.treatment.health import Health

CLAIM_CRAVINGS, CLAIM_DAYS = 20, 14
DRUG_TESTS = ("urine", "drug", "saliva", "hair", "tox", "uds")


def discuss(material: Material, choice: Choice) -> Section:
    """What the person wants to talk about, in their words; notes of their own stand here where they are chosen."""
    items = [(topic.day, choice.own(topic.text)) for topic in material.topics]
    blocks: list[Block] = [Lines(tuple(text for _, text in items), own=True)]
    if not items:
        blocks = [Lines((tr("Nothing is on the list."),))]
    notes = choice.noted(material.notes, "text")
    if notes:
        blocks.append(Lines(tuple(notes), own=True))
    data = [{"day": day.isoformat(), "text": text} for day, text in items]
    data += [{"day": note.day.isoformat(), "text": choice.own(note.text)} for note in material.notes if choice.notes]
    return Section("discuss", tuple(blocks), data)


def use(material: Material, choice: Choice) -> Section:
    """Days since, longest run, percent days abstinent with worst and best case in full, and the strip of days."""
    lived = material.lived
    rows = [_streak_row(streak, choice) for streak in material.streaks]
    since, longest = tr("Since (unwritten)"), tr("Longest (unwritten)")
    head = (tr("Substance"), since, longest, tr("Free, use, ?"), tr("Known"), tr("Worst to best"))
    begun = material.begun
    days: tuple[tuple[date, Mark], ...] = tuple(
        (day, "before" if begun and day < begun else material.use.status(day)) for day in lived
    )
    free, used = (sum(status == which for _, status in days) for which in ("abstinent", "used"))
    note = tr(
        "Known, worst, best: percent days abstinent over {days} of the period, from the first entry and the first day "
        "tracked on: among the days with an answer (from 7 on), with each day not known (?) counted as use, as free. "
        "Days since and the longest run count unwritten days as part of the run.",
        days=wording.days(material.written.days),
    )
    blocks: list[Block] = [Strip(days)]
    if rows:
        blocks.append(Table(head, tuple(rows), note))
    else:
        blocks.append(Lines((words.known_days(free, used, material.written.days),)))
    tests = positive_tests(material)
    if tests:
        blocks.append(Facts(tuple(test_said(test, choice) for test in tests)))
    data: dict[str, Any] = {
        "as_of": min(material.as_of, material.period.last).isoformat(),
        "journal_begins": begun.isoformat() if begun else None,
        "substances": [
            {**streak.to_json(), "longest_unknown_days": streak.longest_unknown, "name": choice.own(streak.name)}
            for streak in material.streaks
        ],
        "positive_tests": [test_json(test, choice) for test in tests],
        "days": [{"day": day.isoformat(), "status": status} for day, status in days],
    }
    answers = [checkin for checkin in material.checkins if checkin.used]
    with_notes(blocks, data, choice.noted(answers), choice)
    return Section("use", tuple(blocks), data)


def _streak_row(streak: Streak, choice: Choice) -> tuple[str, ...]:
    """A substance in the table: its runs, its days counted, and its percent days abstinent."""
    window = streak.window
    known, worst, best = (
        "-" if share is None else wording.percent(share)
        for share in (window.pda_known, window.pda_worst, window.pda_best)
    )
    return (
        choice.own(streak.name),
        _run(streak.current_days, streak.unknown_days),
        _run(streak.longest_days, streak.longest_unknown),
        f"{window.abstinent}, {window.used}, {window.unknown}",
        known,
        tr("{worst} to {best} %", worst=worst.removesuffix(" %"), best=best.removesuffix(" %")),
    )


def _run(days: int, unwritten: int) -> str:
    return f"{days} ({unwritten})" if unwritten else str(days)


def drug_tests(material: Material) -> list[Health]:
    """The tests of the period."""
    return [test for test in material.health if test.type == "test"]


def positive_tests(material: Material) -> list[Health]:
    """The tests of urine and the like that came out positive, as the person tells it: they stand under use."""
    return [
        test
        for test in drug_tests(material)
        if any(word in test.name.casefold() for word in DRUG_TESTS)
        and test.result is not None
        and "positive" in (result := test.result.casefold())
        and "not positive" not in result
    ]


def test_said(test: Health, choice: Choice) -> tuple[str, str]:
    """A test with its day, what came out and how sure that is."""
    sure = {True: tr("confirmed by a laboratory"), False: tr("not confirmed"), None: tr("as I report it")}
    day = tr("Test {day}", day=wording.short_day(test.dated))
    return day, choice.own(f"{test.name}: {test.result or '-'} ({sure[test.confirmed]})")


def test_json(test: Health, choice: Choice) -> dict[str, Any]:
    """The same as data."""
    result = choice.own(test.result) if test.result else None
    return {"day": test.dated.isoformat(), "name": choice.own(test.name), "confirmed": test.confirmed, "result": result}


def craving(material: Material, choice: Choice) -> Section:
    """How many and how strong, how they ended, the trend where there is enough, each craving, and weekday by hour."""
    report = material.report
    blocks: list[Block] = [Lines((tr("No cravings written down."),))]
    if report.cravings.ratings.count:
        blocks = [Facts(tuple(_counted(material))), _dots(material), _heat(material)]
    bias = sentences.bias(report)
    if bias:
        blocks.append(Lines((bias,)))
    whole = report.to_json()
    data: dict[str, Any] = {
        **{name: whole[name] for name in ("cravings", "previous", "hours", "weekdays")},
        "weeks": [
            {"week": day.isoformat(), "count": count, "median": median} for day, count, median in weeks(material)
        ],
        "days": [{"day": day.day.isoformat(), "cravings": day.cravings, "peak": day.peak} for day in report.days],
    }
    with_notes(blocks, data, choice.noted(material.cravings), choice)
    return Section("craving", tuple(blocks), data)


def _craving_days(material: Material) -> int:
    return len({craving.day for craving in material.cravings})


def _counted(material: Material) -> Iterator[tuple[str, str]]:
    """The figures of the cravings, each with its name."""
    figures = material.report.cravings
    ratings = figures.ratings
    low, middle, high = map(wording.number, ratings.quartiles or ())
    spread = tr("needs 7 ratings") if ratings.sd is None else f"{ratings.sd:.1f}"
    yield "Cravings", f"{ratings.count} on {wording.days(_craving_days(material))}"
    yield tr("Median, middle half"), f"{middle}, {low} to {high}"
    yield tr("Peak, spread (SD)"), f"{ratings.peak}, {spread}"
    yield tr("Days with 7 or more"), str(figures.high_days)
    yield (
        "Ended",
        tr(
            "{passed} passed, {used} in use, {unknown_outcome} not answered",
            passed=figures.passed,
            used=figures.used,
            unknown_outcome=figures.unknown_outcome,
        ),
    )
    yield tr("The period before"), _before(material)
    trend = weeks(material)
    if trend:
        said = ", ".join(f"{wording.number(median)} ({count})" for _, count, median in trend)
        yield tr("Median by week (cravings)"), said


def _heat(material: Material) -> Heat:
    report = material.report
    total = report.cravings.ratings.count
    note = tr("{total} by weekday and hour.", total=wording.cravings(total))
    if total < CLAIM_CRAVINGS or _craving_days(material) < CLAIM_DAYS:
        note += tr(
            " Too few to say when it is hard: that needs {claim_cravings} on {claim_days} days.",
            claim_cravings=CLAIM_CRAVINGS,
            claim_days=CLAIM_DAYS,
        )
    return Heat(tuple(map(tuple, report.heat)), report.day_starts.hour, note)


def _before(material: Material) -> str:
    before = material.report.previous.ratings
    if material.no_journal_then:
        return tr("no journal then")
    if before.median is None:
        return tr("none written down")
    return tr(
        "{count}, median {median}, peak {peak}",
        count=before.count,
        median=wording.number(before.median),
        peak=before.peak,
    )


def _dots(material: Material) -> Dots:
    starts = material.report.day_starts.hour * 60 + material.report.day_starts.minute

    def part(at: datetime) -> float:
        return ((at.hour * 60 + at.minute - starts) % 1440) / 1440

    points = tuple(
        (craving.day, part(craving.at), craving.intensity, craving.outcome) for craving in material.report.timed
    )
    return Dots(material.lived.first, material.lived.last, points)


def triggers(material: Material, choice: Choice) -> Section:
    """What set cravings off, by count; names that became one role are counted as they stand."""
    met = material.report.triggers
    rows = tuple(
        (
            choice.own(trigger.name),
            str(trigger.count),
            wording.number(trigger.ratings.median or 0),
            str(trigger.ratings.peak),
            _passed(trigger),
        )
        for trigger in met
    )
    of = tr("Of {count}; a craving may have several.", count=wording.cravings(material.report.cravings.ratings.count))
    if material.report.cravings.ended.known:
        of = f"{of} {words.base_rate(material.report.cravings.ended)}"
    table = Table(("Trigger", "Cravings", "Median", "Peak", "Passed"), rows, of)
    blocks: list[Block] = [table] if rows else [Lines((tr("No triggers written down."),))]
    return Section("triggers", tuple(blocks), _renamed(met, choice))


def coping(material: Material, choice: Choice) -> Section:
    """What was tried and how often the craving passed, with where the true share may lie."""
    met = material.report.coping
    rows = tuple(
        (choice.own(skill.name), str(skill.count), _passed(skill), in_words(skill.said_interval) or "-")
        for skill in met
    )
    said = tr("Passed without use, of those whose end is known.")
    note = " ".join(filter(None, (said, words.base_rate(material.report.cravings.ended), words.only_ahead(met))))
    table = Table(("Skill", "Tried", "Passed", tr("True share")), rows, note)
    blocks: list[Block] = [table] if rows else [Lines((tr("No coping skills written down."),))]
    return Section("coping", tuple(blocks), _renamed(met, choice))


def _passed(met: Met) -> str:
    return words.passed_of(met)


def _renamed(met: Iterable[Met], choice: Choice) -> list[dict[str, Any]]:
    return [{**name.to_json(), "name": choice.own(name.name)} for name in met]
