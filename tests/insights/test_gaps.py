"""Plan against journal: each finding appears when it should and goes when it is mended."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from recovery.insights import gaps
from recovery.insights.gaps import Facts, Finding
from recovery.insights.triggers import NONE_ENDED, Banded, Ended, Met, NameCount, tally
from recovery.insights.warning_signs import Ticked, by_stage
from recovery.plans.plan import Plan, PlanItem, ordered

DAY = date(2026, 3, 28)


def item(section: str, text: str = "x", **values: Any) -> PlanItem:
    return PlanItem.checked({"id": str(uuid4()), "section": section, "text": text, **values})


def plan(*items: PlanItem, reviewed_on: date | None = None) -> Plan:
    return Plan(ordered(items), 1, reviewed_on)


def met(name: str, times: int, outcome: str | None = None) -> list[Met]:
    return tally([NameCount(name, 5, outcome, times, 1)])


def kinds(plan: Plan, facts: Facts, day: date = DAY) -> list[str]:
    return [finding.kind for finding in gaps.findings(plan, facts, day)]


def test_an_empty_plan_lacks_what_every_plan_needs() -> None:
    assert kinds(Plan(), Facts()) == ["no_reason", "no_contact", "no_lapse_step", "no_naloxone"]
    assert "no_naloxone" not in kinds(Plan(), Facts(naloxone=False))


def test_a_full_plan_lacks_nothing() -> None:
    whole = plan(
        item("reasons"),
        item("contacts", "Maria", phone="555-0100"),
        item("lapse_steps"),
        item("surroundings", "Narcan in the hall", until="2027-05-01"),
    )
    assert kinds(whole, Facts(begun=DAY)) == []


def test_a_trigger_is_answered_by_a_situation_with_a_response_only() -> None:
    facts = Facts(triggers=[*met("payday", 4), *met("row", 1)])
    (first, second) = gaps.plan_gaps(plan(item("situations", "row")), facts.triggers)
    assert (first.trigger, first.count, second.trigger) == ("payday", 4, "row")
    answered = plan(item("situations", "s", triggers=["PAYDAY"], responses=["walk"]))
    assert [plan_gap.trigger for plan_gap in gaps.plan_gaps(answered, facts.triggers)] == ["row"]
    finding = gaps.findings(Plan(), facts, DAY)[0].to_json()
    assert (finding["kind"], finding["trigger"], finding["count"]) == ("trigger_without_response", "payday", 4)


def test_out_of_date_from_the_day_after() -> None:
    spray = plan(item("surroundings", "naloxone", until="2026-03-28"))
    assert "expired" not in kinds(spray, Facts())
    late = gaps.findings(spray, Facts(), date(2026, 3, 29))
    (expired,) = [finding.to_json() for finding in late if finding.kind == "expired"]
    assert expired["item"] == spray.items[0].id


def test_a_contact_without_a_number() -> None:
    findings = gaps.findings(plan(item("contacts", "Maria")), Facts(), DAY)
    assert [finding.item.text for finding in findings if finding.kind == "contact_without_phone" and finding.item] == [
        "Maria"
    ]


def test_a_review_is_due_after_thirty_days() -> None:
    one = item("reasons")
    assert "review_due" in kinds(plan(one), Facts(begun=date(2026, 2, 26)))
    assert "review_due" not in kinds(plan(one), Facts(begun=date(2026, 2, 27)))
    assert "review_due" not in kinds(plan(one, reviewed_on=date(2026, 3, 1)), Facts(begun=date(2025, 1, 1)))
    assert "review_due" not in kinds(Plan(), Facts(begun=date(2025, 1, 1)))


def test_skills_never_tried_need_enough_cravings_to_say_so() -> None:
    shower = plan(item("skills", "cold shower"))
    assert "skill_never_tried" not in kinds(shower, Facts(cravings=4))
    assert "skill_never_tried" in kinds(shower, Facts(cravings=5))
    assert "skill_never_tried" not in kinds(shower, Facts(cravings=5, skills=met("Cold Shower", 1)))


def test_what_helped_and_is_not_in_the_plan() -> None:
    assert "skill_not_in_plan" in kinds(Plan(), Facts(skills=met("walk", 3, "passed")))
    assert "skill_not_in_plan" not in kinds(Plan(), Facts(skills=met("walk", 2, "passed")))
    known = plan(item("situations", "s", responses=["Walk"]))
    assert "skill_not_in_plan" not in kinds(known, Facts(skills=met("walk", 3, "passed")))


@pytest.mark.parametrize(("passed", "used", "named"), [(3, 3, False), (4, 3, True), (3, 2, True), (2, 0, False)])
def test_a_skill_after_which_exactly_half_passed_is_not_named_as_one_that_helped(
    passed: int, used: int, named: bool
) -> None:
    ends = [NameCount("walk", 5, "passed", passed, 1), NameCount("walk", 5, "used", used, 1)]
    facts = Facts(skills=tally(ends))
    assert ("skill_not_in_plan" in kinds(Plan(), facts)) is named


def test_a_skill_after_which_fewer_passed_than_without_it_is_not_named_as_one_that_helped() -> None:
    """Vaping: 5 of 9 passed; without it 40 of 40, or 3 of 6."""
    vaping = tally([NameCount("vaping", 5, "passed", 5, 1), NameCount("vaping", 5, "used", 4, 1)])
    assert "skill_not_in_plan" not in kinds(Plan(), Facts(skills=vaping, ended=(NONE_ENDED, Ended(45, 49), NONE_ENDED)))
    assert "skill_not_in_plan" in kinds(Plan(), Facts(skills=vaping, ended=(NONE_ENDED, Ended(8, 15), NONE_ENDED)))


def test_a_skill_kept_for_mild_cravings_is_not_named_for_that() -> None:
    """Tea: of mild cravings all pass, with it and without; of strong ones 2 of 6 with it, and half of the others."""

    def named(*ends: tuple[int, str, int], all_ended: Banded) -> bool:
        tea = tally(NameCount("tea", rating, outcome, times, 1) for rating, outcome, times in ends)
        return "skill_not_in_plan" in kinds(Plan(), Facts(skills=tea, ended=all_ended))

    mild, strong = ((2, "passed", 20), (8, "passed", 2), (8, "used", 4)), (8, "passed", 4)
    assert not named(*mild, all_ended=(Ended(40, 40), NONE_ENDED, Ended(12, 26))), "22 of 26, the others 30 of 40"
    assert named(*mild, strong, all_ended=(Ended(40, 40), NONE_ENDED, Ended(16, 30))), "of strong ones 6 of 10"
    only_mild = (2, "passed", 20)
    assert not named(only_mild, all_ended=(Ended(20, 20), NONE_ENDED, Ended(10, 20))), "no mild one without it"
    assert not named(only_mild, (8, "passed", 2), all_ended=(Ended(20, 20), NONE_ENDED, Ended(12, 22))), "two are few"
    assert named(only_mild, (8, "passed", 3), all_ended=(Ended(20, 20), NONE_ENDED, Ended(13, 23)))
    assert named(only_mild, all_ended=(Ended(20, 20), NONE_ENDED, NONE_ENDED)), "nothing was without it"


def test_signs_are_told_with_their_stage() -> None:
    known = plan(item("warning_signs", "skipping meals", stage="early"))
    findings = [
        finding
        for finding in gaps.findings(known, Facts(signs={"Skipping meals": 2}), DAY)
        if finding.kind == "sign_ticked"
    ]
    assert "early sign" in findings[0].text
    assert findings[0].more["count"] == 2


def test_days_with_a_sign_stand_beside_the_other_days() -> None:
    days = [date(2026, 3, number) for number in range(1, 7)]
    ticked = [Ticked(days[0], ("skipping meals", "cash")), Ticked(days[1], ("Skipping Meals",))]
    (early, other) = by_stage(
        ticked, [item("warning_signs", "skipping meals", stage="early")], days, {days[0]: 3, days[2]: 1}
    )
    assert (early.stage, early.days, early.cravings, early.other_days, early.other_cravings) == ("early", 2, 3, 4, 1)
    assert early.signs == {"skipping meals": 2}
    assert (other.stage, other.days) == ("other", 1)


def test_every_finding_in_full() -> None:
    """The words a person reads, and the keys other programs do."""
    early = item("warning_signs", "skipping meals", stage="early")
    other, expired = item("warning_signs", "cash"), item("surroundings", "strips", until="2026-03-27")
    shower, maria = item("skills", "cold shower"), item("contacts", "Maria")
    whole = plan(early, other, expired, shower, maria)
    facts = Facts(
        triggers=[*met("payday", 4), *met("row", 1)],
        skills=[*met("walk", 3, "passed"), *met("Tea", 4, "passed"), *met("gin", 9, "used")],
        signs={"Cash": 1, "Skipping meals": 2, "alone": 2},
        ended=(NONE_ENDED, Ended(9, 18), NONE_ENDED),
        cravings=5,
        begun=date(2026, 2, 26),
    )
    findings = [finding.to_json() for finding in gaps.findings(whole, facts, DAY)]
    assert [(item.pop("kind"), item.pop("text"), item) for item in findings] == [
        (
            "trigger_without_response",
            "payday: 4 times in 28 days, and the plan has no response yet.",
            {"trigger": "payday", "count": 4},
        ),
        (
            "trigger_without_response",
            "row: once in 28 days, and the plan has no response yet.",
            {"trigger": "row", "count": 1},
        ),
        ("no_reason", "There is no reason of your own in the plan yet. sos shows it in the worst minute.", {}),
        ("contact_without_phone", "Maria has no number in the plan.", {"item": maria.id}),
        ("no_lapse_step", "There is no step for after a lapse yet: the first hour, the first day.", {}),
        (
            "no_naloxone",
            (
                "Naloxone is not in the plan. "
                "Write down where it is and when it expires; a pharmacist can tell you how to get it."
            ),
            {},
        ),
        ("expired", "strips: out of date since 2026-03-27.", {"item": expired.id}),
        ("skill_never_tried", "cold shower: in the plan, not tried with a craving yet.", {"item": shower.id}),
        (
            "skill_not_in_plan",
            "walk: 3 of 3 cravings passed after it as written down, of all cravings 9 of 18. It is not in the plan.",
            {"skill": "walk", "passed": 3, "known": 3},
        ),
        (
            "skill_not_in_plan",
            "Tea: 4 of 4 cravings passed after it as written down, of all cravings 9 of 18. It is not in the plan.",
            {"skill": "Tea", "passed": 4, "known": 4},
        ),
        ("sign_ticked", "alone: ticked on 2 days of the last 28.", {"sign": "alone", "count": 2}),
        (
            "sign_ticked",
            "Skipping meals (early sign): ticked on 2 days of the last 28.",
            {"sign": "Skipping meals", "count": 2, "item": early.id},
        ),
        ("sign_ticked", "Cash: ticked on 1 day of the last 28.", {"sign": "Cash", "count": 1, "item": other.id}),
        ("review_due", "The plan was begun 30 days ago. A look through takes a few minutes.", {"since": "2026-02-26"}),
    ]
    (nobody, *_) = [finding for finding in gaps.findings(Plan(), Facts(), DAY) if finding.kind == "no_contact"]
    assert nobody.text == "There is nobody to call in the plan yet. One name and number is enough."
    reviewed = plan(item("reasons"), reviewed_on=date(2026, 1, 1))
    (due,) = [finding for finding in gaps.findings(reviewed, Facts(begun=DAY), DAY) if finding.kind == "review_due"]
    assert due.text.startswith("The plan was gone through 86 days ago.")
    in_plan = plan(item("skills", "WALK"), item("situations", "s", responses=["tea"]))
    assert "skill_not_in_plan" not in kinds(in_plan, facts)


def test_naloxone_is_held_under_any_of_its_names_beside_other_things() -> None:
    held = plan(item("surroundings", "NARCAN spray"), item("surroundings", "no cash at home"))
    assert "no_naloxone" not in kinds(held, Facts())
    assert "no_naloxone" in kinds(plan(item("surroundings", "no cash at home")), Facts())


def test_naloxone_comes_before_all_else() -> None:
    """Of what is out of date too: the kit before the bells."""
    bells = Finding("expired", "", item=item("surroundings", "church bells", until=date(2026, 1, 1)))
    kit = Finding("expired", "", item=item("surroundings", "naloxone kit", until=date(2026, 1, 1)))
    findings = [Finding(kind, "") for kind in ("trigger_without_response", "no_reason", "review_due", "no_contact")]
    first = gaps.pressing([*findings, bells, kit, Finding("no_naloxone", "")])
    assert [finding.kind for finding in first][:4] == ["no_naloxone", "expired", "expired", "no_contact"]
    assert first[1] is kit
