"""Day status and streaks, against the contract's example and against a slow model that asks of every single day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.insights.abstinence import Streak, next_milestone, streak, streaks
from recovery.insights.use_record import CheckInFact, LapseFact, Tracked, UseRecord, statuses_of_all, use_records

SINCE = date(2026, 1, 1)
DAYS = st.dates(date(2025, 12, 25), date(2026, 3, 15))
NAMES = st.sampled_from([None, "heroin", "Heroin", "alcohol", "something else"])
LAPSES = st.lists(st.builds(LapseFact, DAYS, NAMES), max_size=8)
FREE_OF = st.sampled_from([(), (), ("heroin",), ("Alcohol",), ("heroin", "alcohol"), ("something else",)])
CHECKINS = st.lists(
    st.builds(CheckInFact, DAYS, st.sampled_from([True, False, False, None]), NAMES, FREE_OF), max_size=60
)
TRACKED = [Tracked("heroin", SINCE), Tracked("alcohol", date(2026, 2, 10))]


def one(lapses: list[LapseFact], checkins: list[CheckInFact], as_of: date, window: int = 90) -> Streak:
    return streaks([Tracked("heroin", SINCE)], lapses, checkins, as_of, window)[0]


def free(*days: date) -> list[CheckInFact]:
    return [CheckInFact(day, used=False) for day in days]


def spoken(first: date, last: date) -> list[CheckInFact]:
    return free(*(first + timedelta(days=number) for number in range((last - first).days + 1)))


def test_the_contracts_example() -> None:
    said = [
        *spoken(date(2026, 1, 1), date(2026, 2, 9)),
        *spoken(date(2026, 2, 11), date(2026, 3, 22)),
    ]
    streak = one([LapseFact(date(2026, 2, 10), "heroin")], said, date(2026, 3, 31))
    assert streak.to_json() == {
        "name": "heroin",
        "since": "2026-01-01",
        "first_free_day": "2026-02-11",
        "last_lapse_day": "2026-02-10",
        "current_days": 48,
        "day_number": 49,
        "confirmed_days": 40,
        "unknown_days": 8,
        "longest_days": 48,
        "total_free_days": 88,
        "lapses": 1,
        "window": {
            "days": 90,
            "abstinent": 80,
            "used": 1,
            "unknown": 9,
            "pda_known": pytest.approx(0.98765, abs=1e-5),
            "pda_worst": pytest.approx(0.88889, abs=1e-5),
            "pda_best": pytest.approx(0.98889, abs=1e-5),
        },
        "next_milestone": {"days": 60, "day": "2026-04-12"},
        "free_days": [
            {"last": 30, "days": 30, "abstinent": 21, "used": 0, "unknown": 9, "worst": 21, "best": 30},
            {"last": 90, "days": 90, "abstinent": 80, "used": 1, "unknown": 9, "worst": 80, "best": 89},
        ],
    }


def test_before_since_everything_is_zero_and_no_share_is_claimed() -> None:
    streak = one([LapseFact(date(2025, 12, 1))], free(date(2025, 12, 2)), date(2025, 12, 24)).to_json()
    numbers = ("current_days", "confirmed_days", "unknown_days", "longest_days", "total_free_days", "lapses")
    assert [streak[name] for name in numbers] == [0] * 6
    assert (streak["first_free_day"], streak["last_lapse_day"], streak["day_number"]) == ("2026-01-01", None, 1)
    assert streak["window"] == {
        "days": 0,
        "abstinent": 0,
        "used": 0,
        "unknown": 0,
        "pda_known": None,
        "pda_worst": None,
        "pda_best": None,
    }


def test_a_lapse_before_since_is_no_lapse_of_this_streak() -> None:
    streak = one([LapseFact(date(2025, 12, 31))], [], date(2026, 1, 11))
    assert (streak.lapses, streak.last_lapse_day, streak.current_days) == (0, None, 10)


def test_a_lapse_today_makes_tomorrow_the_first_free_day_and_takes_nothing_away() -> None:
    streak = one([LapseFact(date(2026, 1, 31))], [], date(2026, 1, 31))
    assert streak.first_free_day == date(2026, 2, 1)
    assert (streak.current_days, streak.day_number, streak.total_free_days, streak.longest_days) == (0, 1, 30, 30)
    assert (streak.window.days, streak.window.used) == (31, 1)


def test_a_used_check_in_ends_a_run_and_is_not_counted_as_a_lapse() -> None:
    streak = one([], [CheckInFact(date(2026, 1, 11), used=True)], date(2026, 1, 20))
    assert (streak.last_lapse_day, streak.lapses, streak.current_days, streak.longest_days) == (
        date(2026, 1, 11),
        0,
        8,
        10,
    )


def test_two_lapses_of_one_day_are_two_lapses_and_one_used_day() -> None:
    streak = one([LapseFact(date(2026, 1, 11)), LapseFact(date(2026, 1, 11))], [], date(2026, 1, 20))
    assert (streak.lapses, streak.window.used, streak.total_free_days) == (2, 1, 18)


def test_a_lapse_outweighs_a_check_in_that_says_no_use() -> None:
    day = date(2026, 1, 5)
    assert use_records(TRACKED, [LapseFact(day)], free(day))["heroin"].status(day) == "used"
    window = one([LapseFact(day)], free(day), date(2026, 1, 10)).window
    assert (window.used, window.abstinent, window.unknown) == (1, 0, 9)


def test_entries_without_a_substance_belong_to_the_first_one_and_leave_the_others_alone() -> None:
    day = date(2026, 3, 5)
    records = use_records(TRACKED, [LapseFact(day)], [])
    assert (records["heroin"].status(day), records["alcohol"].status(day)) == ("used", "unknown")


def test_a_check_in_with_use_of_one_says_nothing_about_another_but_one_without_speaks_for_all() -> None:
    used, clear = date(2026, 3, 5), date(2026, 3, 6)
    records = use_records(TRACKED, [], [CheckInFact(used, used=True, substance="ALCOHOL"), *free(clear)])
    assert [records[name].status(used) for name in ("heroin", "alcohol")] == ["unknown", "used"]
    assert [records[name].status(clear) for name in ("heroin", "alcohol")] == ["abstinent", "abstinent"]


def test_a_no_of_one_thing_frees_no_other() -> None:
    day = date(2026, 3, 5)
    for answer in (CheckInFact(day, None, None, ("Heroin",)), CheckInFact(day, False, None, ("heroin",))):  # noqa: FBT003
        records = use_records(TRACKED, [], [answer])
        assert [records[name].status(day) for name in ("heroin", "alcohol")] == ["abstinent", "unknown"]
        assert statuses_of_all([], [answer]).status(day) == "unknown"
    both = CheckInFact(day, True, "alcohol", ("heroin",))  # noqa: FBT003
    records = use_records(TRACKED, [], [both])
    assert [records[name].status(day) for name in ("heroin", "alcohol")] == ["abstinent", "used"]
    assert statuses_of_all([], [both]).status(day) == "used"


def test_a_no_speaks_for_what_was_tracked_then() -> None:
    closed = [Tracked("heroin", SINCE, closed=date(2026, 2, 1)), Tracked("alcohol", SINCE)]
    records = use_records(closed, [], free(date(2026, 2, 1), date(2026, 2, 2)))
    assert [records["heroin"].status(date(2026, 2, day)) for day in (1, 2)] == ["abstinent", "unknown"]
    assert [records["alcohol"].status(date(2026, 2, day)) for day in (1, 2)] == ["abstinent", "abstinent"]


def test_an_open_question_says_nothing() -> None:
    day = date(2026, 3, 5)
    assert use_records(TRACKED, [], [CheckInFact(day, used=None)])["heroin"].status(day) == "unknown"


def test_once_the_first_substance_is_closed_the_next_one_is_meant() -> None:
    substances = [Tracked("heroin", SINCE, closed=date(2026, 2, 1)), Tracked("alcohol", SINCE)]
    records = use_records(substances, [LapseFact(date(2026, 2, 1)), LapseFact(date(2026, 2, 2))], [])
    assert records["heroin"].lapses == [date(2026, 2, 1)]
    assert records["alcohol"].lapses == [date(2026, 2, 2)]
    assert [streak.name for streak in streaks(substances, [], [], date(2026, 2, 1))] == ["heroin", "alcohol"]
    assert [streak.name for streak in streaks(substances, [], [], date(2026, 2, 2))] == ["alcohol"]


def test_over_all_substances_a_day_is_used_if_any_is_even_before_since() -> None:
    day = date(2020, 1, 1)
    record = statuses_of_all([LapseFact(day, "something else")], free(day, date(2020, 1, 2)))
    assert [record.status(date(2020, 1, number)) for number in (1, 2, 3)] == ["used", "abstinent", "unknown"]


def test_what_was_used_on_a_day_is_named_once_where_several_are_tracked() -> None:
    first, second = date(2026, 3, 1), date(2026, 3, 2)
    lapses = [LapseFact(first, name) for name in (None, None, "WINE", "wine")] + [LapseFact(second, "benzos")]
    checkins = [CheckInFact(first, used=True, substance="Heroin"), CheckInFact(second, used=True, substance="Wine")]
    record = statuses_of_all(lapses, checkins, ["heroin", "wine"])
    assert record.of == {first: ["heroin", "WINE"], second: ["benzos", "Wine"]}
    assert statuses_of_all(lapses, checkins, ["heroin"]).of == {first: [], second: []}, "of one nothing need be said"


def test_the_share_among_known_days_needs_seven_of_them() -> None:
    six, seven = free(*(date(2026, 1, n) for n in range(1, 7))), free(*(date(2026, 1, n) for n in range(1, 8)))
    assert one([], six, date(2026, 1, 31)).window.pda_known is None
    assert one([], seven, date(2026, 1, 31)).window.pda_known == 1.0


def test_the_window_has_the_length_asked_for_and_is_cut_at_since() -> None:
    assert one([], [], date(2026, 3, 31), 28).window.days == 28
    assert one([], [], date(2026, 1, 10), 28).window.days == 10


@pytest.mark.parametrize(
    ("behind", "coming"),
    [
        (0, 1),
        (1, 3),
        (3, 7),
        (6, 7),
        (7, 14),
        (14, 30),
        (30, 60),
        (60, 90),
        (89, 90),
        (90, 120),
        (120, 180),
        (179, 180),
        (180, 270),
        (269, 270),
        (270, 365),
        (364, 365),
        (365, 730),
        (3650, 4015),
    ],
)
def test_milestones(behind: int, coming: int) -> None:
    assert next_milestone(behind) == coming


def slow_status(day: date, name: str, lapses: list[LapseFact], checkins: list[CheckInFact]) -> str:
    """The contract's sentence, read aloud for one day. Heroin is the first tracked."""

    def mine(substance: str | None) -> bool:
        return name == "heroin" if substance is None else substance.casefold() == name

    if any(lapse.day == day and mine(lapse.substance) for lapse in lapses):
        return "used"
    if any(checkin.day == day and checkin.used is True and mine(checkin.substance) for checkin in checkins):
        return "used"
    for checkin in checkins:
        if checkin.day == day and (
            name in map(str.casefold, checkin.free_of) or (checkin.used is False and not checkin.free_of)
        ):
            return "abstinent"
    return "unknown"


@given(LAPSES, CHECKINS, DAYS, st.integers(1, 120), st.sampled_from([0, 1]))
def test_streaks_agree_with_walking_day_by_day(
    lapses: list[LapseFact], checkins: list[CheckInFact], as_of: date, window: int, which: int
) -> None:
    name, since, _ = TRACKED[which]
    streak = streaks(TRACKED, lapses, checkins, as_of, window)[which]

    run, runs, first_free, last_used = 0, [], since, None
    day = since
    while day <= as_of:
        if slow_status(day, name, lapses, checkins) == "used":
            runs.append(run)
            run, first_free, last_used = 0, day + timedelta(days=1), day
        elif day < as_of:
            run += 1
        day += timedelta(days=1)
    runs.append(run)
    assert (streak.current_days, streak.first_free_day, streak.last_lapse_day) == (run, first_free, last_used)
    assert (streak.longest_days, streak.total_free_days, streak.day_number) == (max(runs), sum(runs), run + 1)

    owned = [lapse for lapse in lapses if (lapse.substance or "heroin").casefold() == name]
    assert streak.lapses == len([lapse for lapse in owned if since <= lapse.day <= as_of])
    behind = [first_free + timedelta(days=number) for number in range(streak.current_days)]
    assert streak.confirmed_days == sum(slow_status(day, name, lapses, checkins) == "abstinent" for day in behind)
    assert streak.confirmed_days + streak.unknown_days == streak.current_days

    last = [as_of - timedelta(days=number) for number in range(window)]
    kinds = [slow_status(day, name, lapses, checkins) for day in last if day >= since]
    share = streak.window
    assert (share.days, share.abstinent, share.used, share.unknown) == (
        len(kinds),
        kinds.count("abstinent"),
        kinds.count("used"),
        kinds.count("unknown"),
    )
    if share.pda_known is not None and share.pda_worst is not None and share.pda_best is not None:
        assert 0 <= share.pda_worst <= share.pda_known <= share.pda_best <= 1


@given(LAPSES, CHECKINS, DAYS, DAYS)
def test_a_lapse_never_takes_a_free_day_away_but_its_own(
    lapses: list[LapseFact], checkins: list[CheckInFact], as_of: date, slip: date
) -> None:
    before = one(lapses, checkins, as_of).total_free_days
    after = one([*lapses, LapseFact(slip)], checkins, as_of).total_free_days
    assert before - 1 <= after <= before


@given(LAPSES, CHECKINS, DAYS)
def test_free_days_are_counted_day_by_day(lapses: list[LapseFact], checkins: list[CheckInFact], as_of: date) -> None:
    record = use_records(TRACKED, lapses, checkins)["heroin"]
    for free_day in one(lapses, checkins, as_of).free_days:
        days = [as_of - timedelta(days=back) for back in range(free_day.last)]
        statuses = [record.status(day) for day in days if day >= SINCE]
        assert (free_day.worst, free_day.best) == (statuses.count("abstinent"), len(statuses) - statuses.count("used"))


@given(LAPSES, CHECKINS, DAYS, st.data())
def test_no_worst_case_rises_when_a_day_is_left_out_and_a_lapse_costs_one_day(
    lapses: list[LapseFact], checkins: list[CheckInFact], as_of: date, data: st.DataObject
) -> None:
    before = one(lapses, checkins, as_of).free_days
    if checkins:
        left_out = data.draw(st.sampled_from(checkins)).day
        after = one(lapses, [checkin for checkin in checkins if checkin.day != left_out], as_of).free_days
        assert all(new.worst <= old.worst for new, old in zip(after, before, strict=True))
    lapsed = one([*lapses, LapseFact(as_of)], checkins, as_of).free_days
    assert all(old.worst - new.worst in (0, 1) for new, old in zip(lapsed, before, strict=True))


def test_the_first_day_and_the_last_one_count() -> None:
    as_of = date(2026, 3, 31)
    streak = one([LapseFact(SINCE), LapseFact(as_of)], [], as_of)
    assert (streak.lapses, streak.last_lapse_day, streak.as_of, streak.longest_days) == (2, as_of, as_of, 88)
    window = one([LapseFact(date(2026, 1, 1))], [], as_of, 90).window
    assert (window.days, window.used) == (90, 1), "1 January is the first of the ninety days that end with 31 March"
    assert one([LapseFact(date(2026, 1, 1))], [], date(2026, 4, 1), 90).window.used == 0
    assert one([], [CheckInFact(SINCE, used=True)], as_of).first_free_day == date(2026, 1, 2)
    assert one([], free(SINCE, as_of), as_of).window.abstinent == 2
    assert one([], free(SINCE, as_of), as_of).confirmed_days == 1, "the day being lived is not yet behind"
    assert one([], free(SINCE), as_of, 89).window.abstinent == 0


def test_the_window_is_ninety_days_where_nobody_asks_for_another() -> None:
    (streak,) = streaks([Tracked("heroin", date(2020, 1, 1))], [], [], date(2026, 3, 31))
    assert (streak.window.days, [free_day.window.days for free_day in streak.free_days]) == (90, [30, 90])


def test_what_names_no_substance_is_of_the_first_once_all_are_closed_and_of_none_where_there_is_none() -> None:
    day = date(2026, 3, 5)
    closed = [Tracked("heroin", SINCE, closed=date(2026, 2, 1)), Tracked("alcohol", SINCE, closed=date(2026, 2, 2))]
    records = use_records(closed, [LapseFact(day)], [])
    assert (records["heroin"].lapses, records["alcohol"].lapses) == ([day], [])
    assert use_records([], [LapseFact(day)], [CheckInFact(day, used=True)]) == {}


def test_a_lapse_of_a_substance_is_its_own_whichever_is_first() -> None:
    day = date(2026, 3, 5)
    records = use_records(TRACKED, [LapseFact(day, "Alcohol"), LapseFact(day, "tea")], [])
    assert (records["heroin"].lapses, records["alcohol"].lapses) == ([], [day])
    later = [Tracked("heroin", SINCE, closed=date(2026, 3, 1)), Tracked("alcohol", SINCE)]
    assert use_records(later, [], [CheckInFact(day, used=True)])["alcohol"].status(day) == "used"


def test_over_all_substances_a_check_in_with_use_makes_the_day_a_used_one() -> None:
    record = statuses_of_all([], [CheckInFact(SINCE, used=True), CheckInFact(date(2026, 1, 2), used=None)])
    assert (record.status(SINCE), record.status(date(2026, 1, 2))) == ("used", "unknown")


def test_of_the_longest_run_the_days_that_no_check_in_speaks_for() -> None:
    since, lapse = date(2026, 1, 11), date(2026, 1, 31)
    free = {since + timedelta(days=number) for number in (-1, 0, 7, 19, 20, 25)}
    record = UseRecord(lapses=[lapse], used={lapse}, free=free)
    result = streak(Tracked("heroin", since), record, lapse + timedelta(days=9))
    assert (result.longest_days, result.longest_unknown) == (20, 17)
    later = streak(Tracked("heroin", since), record, lapse + timedelta(days=30))
    assert (later.longest_days, later.longest_unknown) == (29, 28), "the run since then, of which one day was told"
    assert streak(Tracked("heroin", since), UseRecord(), since).longest_unknown == 0


def test_the_window_is_ninety_days() -> None:
    (counted,) = streaks([Tracked("heroin", date(2025, 1, 1))], [], [], date(2026, 3, 22))
    assert counted.window.days == 90
    assert streak(Tracked("heroin", date(2025, 1, 1)), UseRecord(), date(2026, 3, 22)).window.days == 90


def test_days_filled_in_later_count_from_the_first_free_day_to_yesterday() -> None:
    lapse, as_of = date(2026, 3, 10), date(2026, 3, 20)
    record = UseRecord(lapses=[lapse], used={lapse})
    record.filled_in = {date(2026, 3, day) for day in (9, 11, 15, 19, 20)}
    assert streak(Tracked("heroin", SINCE), record, as_of).filled_in_days == 3, "the 11th, the 15th and the 19th"
