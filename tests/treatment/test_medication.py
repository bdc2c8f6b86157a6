"""The arithmetic of medication against a slow model that looks at every single day, and against the contract."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery import clock
from recovery.errors import Refused
from recovery.treatment import medication, opioid_medication
from recovery.treatment.medication import Dose, DoseFact, Regimen

START = date(2026, 2, 20)  # three weeks before New York's clocks go forward on 8 March
NAMES = ("methadone", "Methadone", "naltrexone", "ibuprofen")


def regimen(name: str = "methadone", since: date = START, **values: object) -> Regimen:
    return Regimen.checked({"id": str(uuid4()), "day": since, "name": name, "since": since, **values})


days = st.integers(0, 60).map(lambda number: START + timedelta(days=number))
regimens = st.lists(
    st.builds(
        lambda name, since, length, times, every, needed: regimen(
            name,
            since,
            until=None if length is None else since + timedelta(days=length),
            times=times,
            every_days=every,
            as_needed=needed,
        ),
        st.sampled_from(NAMES),
        days,
        st.none() | st.integers(0, 40),
        st.integers(1, 4),
        st.integers(1, 9),
        st.booleans(),
    ),
    max_size=5,
)
doses = st.lists(st.builds(DoseFact, st.sampled_from(NAMES), st.sampled_from(medication.STATUSES), days), max_size=60)
periods = st.tuples(days, days).map(lambda pair: (min(pair), max(pair)))


def slow_expected(item: Regimen, first: date, last: date) -> int:
    count, day = 0, item.since
    while day <= last:
        if day >= first and (item.until is None or day <= item.until) and not item.as_needed:
            count += item.times
        day += timedelta(days=item.every_days)
    return count


@given(regimens, periods)
def test_expected_doses_are_those_a_walk_through_the_days_meets(plan: list[Regimen], period: tuple[date, date]) -> None:
    for regimen in plan:
        assert medication.expected(regimen, *period) == slow_expected(regimen, *period)


@given(regimens, doses, periods)
def test_adherence_is_what_a_slow_count_finds(
    plan: list[Regimen], written: list[DoseFact], period: tuple[date, date]
) -> None:
    first, last = period
    adherence_of = {
        adherence.name.casefold(): adherence for adherence in medication.adherence(plan, written, first, last)
    }
    present = {
        regimen.name.casefold() for regimen in plan for day in every_day(first, last) if slow_covers(regimen, day)
    }
    assert adherence_of.keys() == present
    for name in present:
        own = [regimen for regimen in plan if regimen.name.casefold() == name]
        counted = [
            item.status
            for item in written
            if item.medication.casefold() == name
            and first <= item.day <= last
            and any(slow_covers(one, item.day) for one in own)
        ]
        taken, missed = sum(status in ("taken", "late") for status in counted), counted.count("missed")
        expected = sum(slow_expected(regimen, first, last) for regimen in own)
        result = adherence_of[name].to_json()
        assert result["expected"] == expected
        assert (result["taken"], result["late"], result["missed"]) == (taken, counted.count("late"), missed)
        assert result["unlogged"] == max(0, expected - taken - missed)
        assert result["adherence_known"] == (taken / (taken + missed) if taken + missed >= 7 else None)
        assert result["adherence_worst"] == (taken / expected if expected else None)


def every_day(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def slow_covers(item: Regimen, day: date) -> bool:
    return item.since <= day and (item.until is None or day <= item.until)


def test_known_adherence_needs_seven_doses() -> None:
    plan = [regimen()]
    six = [DoseFact("methadone", "taken", START + timedelta(days=number)) for number in range(6)]
    (few,) = medication.adherence(plan, six, START, START + timedelta(days=27))
    (enough,) = medication.adherence(
        plan, [*six, DoseFact("methadone", "missed", START + timedelta(days=6))], START, START + timedelta(days=27)
    )
    assert few.known is None
    assert enough.known == 6 / 7
    assert enough.worst == 6 / 28


def test_a_changed_dose_is_one_medication_without_a_gap_or_a_day_twice() -> None:
    plan = [regimen(until=START + timedelta(days=9)), regimen(since=START + timedelta(days=10), times=2)]
    (adherence,) = medication.adherence(plan, [], START, START + timedelta(days=19))
    assert adherence.expected == 10 + 20


@pytest.mark.parametrize(
    ("zone", "change"), [("America/New_York", date(2026, 3, 8)), ("Europe/Berlin", date(2026, 10, 25))]
)
def test_the_change_of_the_clock_adds_and_loses_no_dose(zone: str, change: date) -> None:
    since = change - timedelta(days=10)
    plan = [regimen(since=since, times=2)]
    place, begins = ZoneInfo(zone), time(4)
    written = []
    for day in every_day(since, change + timedelta(days=10)):
        for hour, minute in ((8, 0), (23, 30)):
            at = datetime(day.year, day.month, day.day, hour, minute, tzinfo=place).astimezone(UTC).astimezone(place)
            written.append(DoseFact("methadone", "taken", clock.day_of(at, begins)))
    (adherence,) = medication.adherence(plan, written, since, change + timedelta(days=10))
    assert (adherence.expected, adherence.taken, adherence.unlogged) == (42, 42, 0)


@given(regimens, doses, days)
def test_what_is_due_is_planned_less_written(plan: list[Regimen], written: list[DoseFact], day: date) -> None:
    for dose in medication.due(plan, written, day):
        own = [one for one in plan if one.name.casefold() == dose.name.casefold()]
        noted = sum(one.medication.casefold() == dose.name.casefold() and one.day == day for one in written)
        assert dose.planned == sum(slow_expected(one, day, day) for one in own) > 0
        assert dose.left == max(0, dose.planned - noted)


def test_an_injection_stays_due_until_it_is_written_down() -> None:
    shot = [regimen("buprenorphine", every_days=28, form="injection")]
    second = START + timedelta(days=28)
    given_once = [DoseFact("buprenorphine", "taken", START)]
    assert medication.next_doses(shot, given_once, START + timedelta(days=5))[0].day == second
    assert medication.next_doses(shot, given_once, second + timedelta(days=3))[0].day == second
    late = [*given_once, DoseFact("buprenorphine", "late", second + timedelta(days=4))]
    assert medication.next_doses(shot, late, second + timedelta(days=5))[0].day == second + timedelta(days=28)


def test_a_missed_dose_was_not_given_so_the_planned_day_stays_due() -> None:
    """And it leads nowhere near the one after: an injection thought given is one that nobody gives."""
    shot = [regimen("buprenorphine", every_days=28, form="injection")]
    missed = [DoseFact("buprenorphine", "missed", START)]
    assert medication.next_doses(shot, missed, START) == [("buprenorphine", "injection", START)]
    assert medication.next_doses(shot, missed, START + timedelta(days=27))[0].day == START
    other = [*missed, DoseFact("naltrexone", "taken", START)]
    assert medication.next_doses(shot, other, START)[0].day == START


@pytest.mark.parametrize(
    ("values", "after", "planned"),
    [
        ({"every_days": 1}, 0, None),
        ({"every_days": 2}, 0, 0),
        ({"every_days": 2, "as_needed": True}, 0, None),
        ({"every_days": 7}, -3, 0),
        ({"every_days": 7}, 6, 0),
        ({"every_days": 7}, 7, 7),
        ({"every_days": 7, "until": START + timedelta(days=8)}, 8, 7),
        ({"every_days": 7, "until": START + timedelta(days=8)}, 9, None),
        ({"every_days": 7, "until": START}, 0, 0),
    ],
)
def test_what_is_given_every_few_days_is_planned_from_its_first_day(
    values: dict[str, object], after: int, planned: int | None
) -> None:
    doses = medication.next_doses([regimen(**values)], [], START + timedelta(days=after))  # type: ignore[arg-type]
    assert [dose.day for dose in doses] == ([] if planned is None else [START + timedelta(days=planned)])


@pytest.mark.parametrize(("length", "planned"), [(7, True), (6, False)])
def test_after_the_last_dose_of_a_regimen_nothing_is_planned(length: int, planned: bool) -> None:
    weekly = [regimen(every_days=7, until=START + timedelta(days=length))]
    doses = medication.next_doses(weekly, [DoseFact("Methadone", "late", START)], START)
    assert [dose.day for dose in doses] == ([START + timedelta(days=7)] if planned else [])


def test_a_dose_counts_for_the_planned_day_from_that_day_to_today() -> None:
    weekly = [regimen(every_days=7)]
    second = START + timedelta(days=7)
    for day, planned in ((second - timedelta(days=1), second), (second, second + timedelta(days=7))):
        (dose,) = medication.next_doses(weekly, [DoseFact("methadone", "taken", day)], second)
        assert dose.day == planned
    (dose,) = medication.next_doses(weekly, [DoseFact("methadone", "taken", second + timedelta(days=1))], second)
    assert dose.day == second, "a dose of tomorrow is not yet given"


@pytest.mark.parametrize(("after", "warned"), [(27, False), (28, True), (28 + 27, True), (28 + 28, False)])
def test_the_end_of_naltrexone_warns_for_four_weeks(after: int, warned: bool) -> None:
    shot = [regimen("Vivitrol", every_days=28, form="injection")]
    written = [DoseFact("vivitrol", "taken", START)]
    ended = opioid_medication.naltrexone_ended(shot, written, START + timedelta(days=after))
    assert ended == (START + timedelta(days=28) if warned else None)


def test_naltrexone_of_which_nothing_is_written_down_warns_only_once_it_has_ended() -> None:
    running, over = regimen("naltrexone"), regimen("naltrexone", until=START + timedelta(days=5))
    day = START + timedelta(days=20)
    assert opioid_medication.naltrexone_ended([running], [], day) is None
    assert opioid_medication.naltrexone_ended([over], [], day) == START + timedelta(days=6)
    assert opioid_medication.naltrexone_ended([regimen("methadone", until=day)], [], day) is None


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"times": 0}, "times"),
        ({"times": 25}, "times"),
        ({"every_days": 0}, "every_days"),
        ({"until": START - timedelta(days=1)}, "until"),
        ({"hours": ["24:00"]}, "hours"),
        ({"form": "pill"}, "form"),
    ],
)
def test_impossible_regimens_are_refused(values: dict[str, object], word: str) -> None:
    with pytest.raises(Refused, match=word):
        regimen(**values)  # type: ignore[arg-type]


def test_a_dose_has_one_of_three_endings() -> None:
    stamps = {"id": str(uuid4()), "at": datetime(2026, 3, 1, tzinfo=UTC), "timezone": "UTC", "day": START}
    with pytest.raises(Refused, match="status"):
        Dose.checked({**stamps, "medication": "methadone", "status": "skipped"})


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("Suboxone film", "buprenorphine"),
        ("buprenorphine-naloxone", "buprenorphine"),
        ("METHADONE 10mg/ml", "methadone"),
        ("Vivitrol", "naltrexone"),
        ("naloxone", None),
        ("ibuprofen", None),
    ],
)
def test_the_card_is_chosen_by_the_name(name: str, family: str | None) -> None:
    assert opioid_medication.family(name) == family


def test_adherence_as_the_contract_writes_it() -> None:
    plan = [regimen("Ibuprofen"), regimen("methadone", times=2)]
    taken = [DoseFact("METHADONE", status, START) for status in ("taken", "late", "missed")]
    outside = [
        DoseFact("methadone", "taken", START - timedelta(days=1)),
        DoseFact("methadone", "taken", START + timedelta(7)),
    ]
    first, second = medication.adherence(plan, [*taken, *outside, DoseFact("aspirin", "taken", START)], START, START)
    assert first.to_json() == {
        "name": "Ibuprofen",
        "expected": 1,
        "taken": 0,
        "late": 0,
        "missed": 0,
        "unlogged": 1,
        "adherence_known": None,
        "adherence_worst": 0.0,
    }
    assert (second.name, second.expected, second.taken, second.late, second.missed) == ("methadone", 2, 2, 1, 1)


def test_a_name_is_shown_as_it_was_written_last_and_a_regimen_that_touches_the_period_counts() -> None:
    ended, begun = regimen("methadone", until=START), regimen("Methadone", since=START + timedelta(days=1))
    (adherence,) = medication.adherence([ended, begun], [], START, START + timedelta(days=1))
    assert (adherence.name, adherence.expected) == ("Methadone", 2)
    assert medication.adherence([ended], [], START + timedelta(days=1), START + timedelta(days=2)) == []
    assert medication.adherence([begun], [], START, START) == []


def test_what_is_due_tells_name_dose_and_hours_of_all_regimens_of_one_name() -> None:
    morning = regimen("methadone", dose="10 ml", hours=["08:00"])
    evening = regimen("Methadone", dose="5 ml", hours=["20:00", "22:00"], times=2)
    written = [DoseFact("METHADONE", "missed", START), DoseFact("other", "taken", START)]
    (due,) = medication.due([morning, evening, regimen("ibuprofen", as_needed=True)], written, START)
    assert due == ("methadone", "10 ml", 3, 2, ("08:00", "20:00", "22:00"))
    assert medication.due([morning], written * 3, START)[0].left == 0


@pytest.mark.parametrize(
    ("hours", "kept"),
    [(["20:00", "08:00", "20:00"], ("08:00", "20:00")), ((), ()), ([f"{n:02}:00" for n in range(24)], None)],
)
def test_hours_are_kept_in_order_and_once(hours: object, kept: tuple[str, ...] | None) -> None:
    hours_ = regimen(hours=hours).hours
    assert hours_ == kept if kept is not None else len(hours_) == 24


def test_hours_stand_in_a_row_as_json_without_blanks() -> None:
    assert medication.CLOCKS.store(("08:00", "20:00")) == '["08:00","20:00"]'


@pytest.mark.parametrize("hours", ["08:00", 8, {"08:00": 1}, [None], [f"00:{n:02}" for n in range(25)]])
def test_what_are_no_hours_is_refused(hours: object) -> None:
    with pytest.raises(Refused, match="hours"):
        regimen(hours=hours)


def test_the_last_naltrexone_that_ended_counts_and_other_medicines_do_not() -> None:
    day = START + timedelta(days=40)
    first = regimen("Vivitrol", every_days=28, until=START + timedelta(days=30))
    pill = regimen("naltrexone", since=START + timedelta(days=31), until=START + timedelta(days=35))
    written = [
        DoseFact("vivitrol", "taken", START),
        DoseFact("vivitrol", "missed", START + timedelta(days=28)),
        DoseFact("vivitrol", "taken", START + timedelta(days=31)),
        DoseFact("naltrexone", "late", START + timedelta(days=34)),
    ]
    assert opioid_medication.naltrexone_ended([first], written, day) == START + timedelta(days=28)
    assert opioid_medication.naltrexone_ended([first, pill], written, day) == START + timedelta(days=35)
    assert opioid_medication.naltrexone_ended([regimen("Vivitrol", since=day + timedelta(days=1))], [], day) is None
    assert (
        opioid_medication.naltrexone_ended([regimen("methadone", until=START)], [], START + timedelta(days=1)) is None
    )
    assert opioid_medication.naltrexone_ended([], [], day) is None


def test_doses_of_one_day_are_counted_one_by_one() -> None:
    plan = [regimen(times=4)]
    for written in range(6):
        (due,) = medication.due(plan, [DoseFact("methadone", "taken", START)] * written, START)
        assert (due.planned, due.left) == (4, max(0, 4 - written))
    assert medication.due([regimen("Other", since=START + timedelta(days=1)), *plan], [], START)[0].name == "methadone"
    assert medication.next_doses([regimen(every_days=2, since=START)], [], START)[0].day == START
    assert opioid_medication.naltrexone_ended([regimen("naltrexone", since=START)], [], START) is None


LONG_BEFORE = START - timedelta(days=100)


def missed(*ago: int, name: str = "Methadone", status: str = "missed") -> list[DoseFact]:
    return [DoseFact(name, status, START - timedelta(days=number)) for number in ago]


@pytest.mark.parametrize(
    ("doses", "expected"),
    [
        (missed(0, 1, 2), True),
        (missed(27, 28, 29), True),
        (missed(28, 29, 30), False),
        (missed(0, 1), False),
        (missed(0, 1, 3), False),
        (missed(0, 1, 2) + missed(1, status="late"), False),
        (missed(0, 1, 2, name="vitamin D"), False),
        (missed(-1, 0, 1), False),
        ([], False),
    ],
)
def test_three_days_missed_running_as_written_down(doses: list[DoseFact], expected: bool) -> None:
    own = [regimen("methadone", LONG_BEFORE), regimen("vitamin D", LONG_BEFORE)]
    assert opioid_medication.missed_running(own, doses, START) == ("methadone" if expected else None)


@pytest.mark.parametrize(("ago", "expected"), [(0, True), (27, True), (28, False), (-1, False)])
@pytest.mark.parametrize("name", ["methadone", "Suboxone", "naltrexone", "vitamin D"])
def test_coming_off_methadone_or_buprenorphine_holds_four_weeks(name: str, ago: int, expected: bool) -> None:
    own = regimen(name, since=START - timedelta(days=100), until=START - timedelta(days=ago))
    stopped = opioid_medication.agonist_stopped([own], START)
    assert (stopped is own) is (expected and name in ("methadone", "Suboxone"))
    going_on = regimen("buprenorphine", since=START - timedelta(days=ago - 1))
    assert opioid_medication.agonist_stopped([own, going_on], START) is None or ago == -1, (
        "another dose, or another of them"
    )


@pytest.mark.parametrize(("after", "expected"), [(27, False), (28, True), (55, True), (56, False)])
def test_an_injection_by_the_month_ends_four_weeks_after_the_last_one(after: int, expected: bool) -> None:
    own = regimen("Sublocade", every_days=28, since=START - timedelta(days=56), until=START)
    given = [DoseFact("sublocade", "taken", START)]
    day = START + timedelta(days=after)
    assert (opioid_medication.injection_ended([own], given, day) is not None) is expected
    assert opioid_medication.injection_ended([own, regimen("methadone", since=START)], given, day) is None
    assert opioid_medication.agonist_stopped([own], START) is None, "its cover goes on after the last one"


def test_a_weekly_injection_is_one_and_what_is_given_every_six_days_is_none() -> None:
    for every, ended, stopped in ((7, START + timedelta(days=7), False), (6, None, True)):
        own = regimen("Brixadi", every_days=every, since=START - timedelta(days=60), until=START)
        given = [DoseFact("brixadi", "taken", START)]
        assert opioid_medication.injection_ended([own], given, START + timedelta(days=8)) == ended
        assert (opioid_medication.agonist_stopped([own], START + timedelta(days=8)) is own) is stopped
    needed = regimen("Brixadi", every_days=28, as_needed=True, until=START)
    assert opioid_medication.injection_ended([needed], [], START + timedelta(days=8)) is None


def test_the_cover_of_an_injection_ends_while_its_plan_goes_on_and_after_another_agonist_ended() -> None:
    own = regimen("Sublocade", every_days=28, since=START)
    over = regimen("methadone", since=START - timedelta(days=9), until=START)
    given, day = [DoseFact("sublocade", "taken", START)], START + timedelta(days=30)
    assert opioid_medication.injection_ended([own, over], given, day) == START + timedelta(days=28)


@pytest.mark.parametrize(("name", "days"), [("Sublocade", 28), ("naltrexone", 1)])
def test_what_begins_today_covers_today(name: str, days: int) -> None:
    """Nothing is written down of it, so nobody can say that it was not taken."""
    ended = opioid_medication.injection_ended if name == "Sublocade" else opioid_medication.naltrexone_ended
    over, day = regimen(name, every_days=days, until=START), START + timedelta(days=9)
    assert ended([over], [], day) == START + timedelta(days=1)
    assert ended([over, regimen(name, day, every_days=days)], [], day) is None
    assert ended([over, regimen(name, day + timedelta(days=1), every_days=days)], [], day) is not None


def test_of_two_agonists_that_ended_the_later_one_is_told_unless_one_begins_by_tomorrow() -> None:
    first, last = regimen("methadone", until=START), regimen("Subutex", until=START + timedelta(days=2))
    day = START + timedelta(days=5)
    for own in ([first, last], [last, first]):
        assert opioid_medication.agonist_stopped(own, day) is last
        assert opioid_medication.agonist_stopped([*own, regimen("methadone", day + timedelta(days=1))], day) is None
        assert opioid_medication.agonist_stopped([*own, regimen("methadone", day + timedelta(days=2))], day) is last


def test_what_ends_before_it_began_is_refused_by_its_name() -> None:
    with pytest.raises(Refused, match=r"\buntil must be the day of since or later"):
        regimen(until=START - timedelta(days=1))
