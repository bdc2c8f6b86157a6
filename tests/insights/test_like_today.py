"""Days like today: the counts are the person's own, from eight such days on, and chance is asked twice."""

from __future__ import annotations

import json
from datetime import date, timedelta
from random import Random

import pytest

from recovery.insights.facts import Answers
from recovery.insights.like_today import SIGNS, LikeToday, Past, like_today, marked
from tests.conftest import Call
from tests.insights.looks import LAST, ago

SHORT = Answers(sleep_hours=5.0)


def nights(short: set[int], high: set[int], days: int = 90, first: int = 1) -> Past:
    """Days with a check-in each, counted back from today, whose own night was short."""
    answers = {ago(day): SHORT if day in short else Answers(sleep_hours=7.5) for day in range(first, days)}
    peaks = {ago(days - 1): 2, **{ago(day): 7 for day in high}}  # cravings were written down from the first day on
    return Past([*answers], {**answers, LAST: SHORT}, {}, peaks)


EVERY_FIFTH = set(range(3, 90, 5))


def test_the_counts_are_those_of_the_days_before() -> None:
    past = nights(EVERY_FIFTH, {*list(EVERY_FIFTH)[:12], 1, 2})
    told = like_today(past, LAST)
    assert told == LikeToday("sleep", 12, 18, 2, 71)
    assert told.text == (
        "Less than 6 hours of sleep: on 18 of the 89 days of the last half year for which you wrote this down. Of "
        "those 18 days, 12 had a craving of 7 or more; of the other 71, 2. These are past days; they do not say how "
        "today will go."
    )
    assert told.to_json() == {**told._asdict(), "skill_ended": None, "text": told.text}
    rested = past._replace(answers={**past.answers, LAST: Answers(sleep_hours=6.0)})
    assert like_today(rested, LAST) is None
    assert like_today(past._replace(answers={}), LAST) is None


def test_eight_such_days_and_fourteen_others_are_needed() -> None:
    few = set(range(3, 43, 5))
    assert like_today(nights(few, few), LAST) is not None
    assert like_today(nights(few - {3}, few), LAST) is None
    assert like_today(nights(few, few, days=43), LAST) is not None
    many = set(range(1, 90)) - set(range(1, 90, 6))  # 15 others
    assert like_today(nights(many, many), LAST) is not None
    assert like_today(nights(many | {1}, many), LAST) is not None
    assert like_today(nights(many | {1, 7}, many), LAST) is None


def test_half_a_year_is_counted_to_the_day_and_today_is_not() -> None:
    far = {180 - 5 * step for step in range(8)}
    assert like_today(nights(far, far, days=181, first=100), LAST) is not None
    further = {day + 1 for day in far}
    assert like_today(nights(further, further, days=182, first=100), LAST) is None
    past = nights(EVERY_FIFTH, EVERY_FIFTH)
    by_now = past._replace(logged=[*past.logged, LAST], peaks={**past.peaks, LAST: 9})
    assert like_today(by_now, LAST) == like_today(past, LAST)


def test_each_sign_has_its_words() -> None:
    said = {sign: LikeToday(sign, 6, 9, 11, 40).text.partition(":")[0] for sign in SIGNS}
    assert said == {
        "sleep": "Less than 6 hours of sleep",
        "mood": "A mood of 3 or less yesterday",
        "halt": "Two of hungry, angry, lonely, tired yesterday",
        "medication": "A missed dose yesterday",
    }


def test_only_days_of_the_last_half_year_that_have_an_entry_are_counted() -> None:
    far = {day + 180 for day in EVERY_FIFTH}
    assert like_today(nights(far, far, days=270), LAST) is None
    past = nights(EVERY_FIFTH, EVERY_FIFTH)
    unlogged = past._replace(logged=[ago(day) for day in range(1, 90) if day not in EVERY_FIFTH])
    assert like_today(unlogged, LAST) is None


def test_what_the_weekday_or_a_bad_month_explains_is_not_told() -> None:
    weekends = {day for day in range(1, 90) if ago(day).weekday() > 4}
    assert like_today(nights(weekends, weekends), LAST) is None
    month = set(range(1, 29))
    assert like_today(nights(month, month), LAST) is None


@pytest.mark.parametrize(
    ("said", "sign", "there"),
    [
        (Answers(mood=3), "mood", True),
        (Answers(mood=4), "mood", False),
        (Answers(sleep_hours=5.0), "mood", None),
        (Answers(lonely=True, tired=True), "halt", True),
        (Answers(lonely=True, tired=False), "halt", False),
        (Answers(mood=3), "halt", None),
    ],
)
def test_what_yesterday_said_marks_today(said: Answers, sign: str, there: bool | None) -> None:
    past = Past([], {ago(1): said, LAST: Answers(9.0, 9)}, {}, {})
    assert marked(past, sign, LAST) is there
    assert marked(past, sign, ago(1)) is None


def test_a_dose_missed_yesterday_and_this_mornings_sleep() -> None:
    past = Past([], {LAST: Answers(sleep_hours=5.9)}, {ago(1): True, ago(2): False}, {})
    assert marked(past, "medication", LAST) is True
    assert marked(past, "medication", ago(1)) is False
    assert marked(past, "medication", ago(2)) is None
    assert marked(past, "sleep", LAST) is True
    assert marked(past, "sleep", ago(1)) is None


def test_the_surest_of_several_signs_is_told() -> None:
    past = nights(EVERY_FIFTH, set(list(EVERY_FIFTH)[:14]))
    doses: dict[date, bool] = {day - timedelta(days=1): (LAST - day).days in EVERY_FIFTH for day in past.logged}
    both = past._replace(doses={**doses, ago(1): True, ago(7): True})
    told = like_today(both, LAST)
    assert told is not None
    assert told.sign == "sleep"
    assert json.loads(json.dumps(told.to_json()))["of"] == 18


def test_of_signs_that_are_as_sure_the_first_is_told() -> None:
    past = nights(EVERY_FIFTH, EVERY_FIFTH)
    doses = {day - timedelta(days=1): (LAST - day).days in EVERY_FIFTH for day in past.logged}
    told = like_today(past._replace(doses={**doses, ago(1): True}), LAST)
    assert told is not None
    assert told.sign == SIGNS[0] == "sleep"


def test_a_share_a_fifth_larger_is_told_where_it_is_more_than_that() -> None:
    """96 of 100 beside 64 of 80 are a fifth more and no more than that, so that chance is not even asked."""
    random, days = Random(3), range(1, 181)
    like = random.sample(days, 100)
    others = [day for day in days if day not in like]
    short, high, spared = set(like), random.sample(like, 96), random.sample(others, 17)
    beside = set(others) - set(spared)
    assert like_today(nights(short, {*high, *beside, spared[0]}, days=181), LAST) is None
    assert like_today(nights(short, {*high, *beside}, days=181), LAST) == LikeToday("sleep", 96, 100, 63, 80)


def kept(*, walks: bool) -> str:
    """A journal of 60 days, every fifth after a short night and with a hard craving, as lines to import."""
    lines: list[dict[str, object]] = []
    for number in range(60):
        day = ago(number)
        short = number % 5 == 0
        lines.append({"kind": "checkin", "day": str(day), "used": False, "sleep_hours": 5 if short else 7.5})
        if short and number:
            tried = {"coping": ["walk"], "outcome": "passed"} if walks else {}
            lines.append({"kind": "craving", "at": f"{day}T18:00:00", "intensity": 8, **tried})
    return "\n".join(map(json.dumps, lines)) + "\n"


def test_today_tells_it_with_what_helped(heroin: Call) -> None:
    assert heroin("import", "-", piped=kept(walks=True)).code == 0
    asked = ("today", "--as-of", str(LAST))
    said = " ".join(heroin(*asked).out.split())
    assert (
        "Like today What helped you: walk (11 of 11 passed, as written down). Less than 6 hours of sleep: on 11 of "
        "the 55 days of the last half year for which you wrote this down. Of those 11 days, 11 had a craving of 7 or "
        "more; of the other 44, 0. "
        "These are past days; they do not say how today will go."
    ) in said
    told = heroin(*asked, "--json").json["like_today"]
    assert (told["sign"], told["of"], told["others"], told["skill"]) == ("sleep", 11, 44, "walk")
    assert heroin("today", "--as-of", str(ago(1)), "--json").json["like_today"] is None
    assert "hours of sleep" not in heroin("today", "--prompt").out
    assert heroin("lapse", "--at", f"{ago(2)} 12:00").code == 0
    assert heroin(*asked, "--json").json["like_today"] is None, "not in the days after a lapse"


def test_without_a_check_in_nothing_is_asked(heroin: Call) -> None:
    lines = [line for line in kept(walks=False).splitlines() if f'"{LAST}"' not in line]
    assert heroin("import", "-", piped="\n".join(lines) + "\n").code == 0
    assert heroin("today", "--as-of", str(LAST), "--json").json["like_today"] is None


@pytest.mark.parametrize(("passed", "used"), [(1, 6), (5, 3)])
def test_a_skill_after_which_most_used_or_fewer_passed_than_after_others_is_none_that_helped(
    heroin: Call, passed: int, used: int
) -> None:
    """Scrolling: use after 6 of 7, or 5 of 8 passed where all others passed."""
    tried = [("scrolling", "passed")] * passed + [("scrolling", "used")] * used + [(None, "passed")] * 8
    cravings: list[dict[str, object]] = [
        {"kind": "craving", "at": f"{ago(70 + number)}T12:00:00", "intensity": 5, "outcome": outcome}
        | ({"coping": [skill]} if skill else {})
        for number, (skill, outcome) in enumerate(tried)
    ]
    piped = kept(walks=False) + "\n".join(map(json.dumps, cravings)) + "\n"
    assert heroin("import", "-", piped=piped).code == 0
    told = heroin("today", "--as-of", str(LAST), "--json").json["like_today"]
    assert (told["of"], told["skill"], "What helped" in told["text"]) == (11, None, False)


def test_days_before_the_first_craving_are_no_days_without_one() -> None:
    """Half a year of check-ins, cravings in its last 60 days: those are the days that are counted."""
    short = set(range(3, 180, 5))
    past = nights(short, {day for day in short if day < 60} | {1, 2, 60}, days=180)
    since = past._replace(peaks={day: peak for day, peak in past.peaks.items() if peak == 7})
    told = like_today(since, LAST)
    assert told is not None
    assert (told.of, told.high, told.others, told.other_high) == (12, 12, 48, 3)


def test_a_night_told_more_after_bad_days_is_not_told() -> None:
    """A craving was hard on a quarter of the days, after short nights as after long ones: of these all are told."""
    hard = set(range(4, 161, 4))
    short = {day for day in range(1, 161) if day % 5 in (1, 4)}
    past = nights(short, hard, days=161)
    untold = [ago(day) for place, day in enumerate(sorted(short - hard)) if place % 5]
    told = past._replace(answers={**past.answers, **dict.fromkeys(untold, Answers())})
    assert like_today(told, LAST) is None, "16 of 26 with a hard craving, and 24 of 96 others"
    asleep = dict.fromkeys(untold, Answers(sleep_hours=8.0))
    assert like_today(past._replace(answers={**past.answers, **asleep}), LAST) is not None
