"""Warning signs: on which days those of each stage were ticked, and how many cravings those days had."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from recovery.insights.warning_signs import StageDays, Ticked, by_stage
from recovery.plans.plan import PlanItem

DAYS = [date(2026, 3, number) for number in range(1, 8)]
CRAVINGS = {DAYS[0]: 3, DAYS[1]: 1, DAYS[3]: 2, DAYS[5]: 7}


def sign(text: str, stage: str | None) -> PlanItem:
    return PlanItem.checked({"id": str(uuid4()), "section": "warning_signs", "text": text, "stage": stage})


PLAN = [sign("Skipping meals", "early"), sign("lying", "late"), sign("stare", None), sign("Alone", "early")]


def test_a_stage_has_the_days_on_which_any_of_its_signs_was_ticked_and_all_other_logged_days() -> None:
    ticked = [
        Ticked(DAYS[0], ("SKIPPING MEALS", "Alone")),
        Ticked(DAYS[1], ("skipping meals",)),
        Ticked(DAYS[2], ("alone", "lying")),
        Ticked(DAYS[4], ("stare", "no longer in the plan")),
    ]
    assert by_stage(ticked, PLAN, DAYS[:5], CRAVINGS) == [
        StageDays("early", 3, 4, 2, 2, {"Alone": 2, "SKIPPING MEALS": 2}),
        StageDays("late", 1, 0, 4, 6, {"lying": 1}),
        StageDays("other", 1, 0, 4, 6, {"no longer in the plan": 1, "stare": 1}),
    ]


def test_signs_stand_by_how_often_and_then_by_name_without_regard_to_case() -> None:
    ticked = [Ticked(DAYS[0], ("beta", "Alpha", "often")), Ticked(DAYS[1], ("often",))]
    (other,) = by_stage(ticked, [], DAYS, {})
    assert list(other.signs.items()) == [("often", 2), ("Alpha", 1), ("beta", 1)]
    assert (other.stage, other.days, other.cravings, other.other_days, other.other_cravings) == ("other", 2, 0, 5, 0)


def test_where_nothing_was_ticked_no_stage_stands() -> None:
    assert by_stage([Ticked(DAYS[0], ())], PLAN, DAYS, CRAVINGS) == []


def test_a_stage_as_other_programs_read_it() -> None:
    assert StageDays("middle", 2, 5, 3, 1, {"lying": 2}).to_json() == {
        "stage": "middle",
        "days": 2,
        "cravings": 5,
        "other_days": 3,
        "other_cravings": 1,
        "signs": [{"text": "lying", "days": 2}],
    }
