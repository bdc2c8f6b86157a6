"""The questionnaires of the care page: golden vectors, their neighbours, what is missing and what is impossible."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.errors import Refused
from recovery.treatment import assessments, questionnaires
from recovery.treatment.assessments import Assessment, Rhythm
from recovery.treatment.questionnaires import Result, instrument, score

SIZES = {
    "phq9": (9, 0, 3),
    "gad7": (7, 0, 3),
    "bam": (17, 0, 4),
    "sows": (16, 0, 4),
    "barc10": (10, 1, 6),
    "craving3": (3, 0, 10),
    "tea": (4, 1, 10),
    "auditc": (3, 0, 4),
    "dast10": (10, 0, 1),
    "pcptsd5": (6, 0, 1),
}


def scored(name: str, *answers: int | None) -> Result:
    which = instrument(name)
    return score(which, which.checked(answers))


def with_total(total: int, items: int, highest: int) -> list[int]:
    """Answers that add up to a total, the last item left at 0 where it can be."""
    answers = []
    for _ in range(items):
        answers.append(min(highest, total))
        total -= answers[-1]
    assert total == 0
    return answers


def test_every_instrument_of_the_care_page_is_there_and_none_besides() -> None:
    assert set(questionnaires.names()) == SIZES.keys()
    for name, (items, low, high) in SIZES.items():
        which = instrument(name)
        assert len(which.items) == items
        assert {(item.low, item.high) for item in which.items} == {(low, high)}
        assert [number for number, item in enumerate(which.items, start=1) if item.reversed] == (
            [3] if name == "dast10" else []
        )
        assert which.source
        assert which.form
        assert all(item.label for item in which.items)
        assert which.official == (name != "craving3")


@pytest.mark.parametrize("name", SIZES)
def test_every_item_says_its_time_and_which_way_it_counts(name: str) -> None:
    which = instrument(name)
    for item in which.items:
        assert item.ask
        assert item.ends.startswith(f"{item.low} ")
        assert f" {item.high} " in item.ends or item.ends.endswith(f" {item.high}")


@pytest.mark.parametrize(
    ("total", "band"),
    [
        (0, "minimal"),
        (4, "minimal"),
        (5, "mild"),
        (9, "mild"),
        (10, "moderate"),
        (14, "moderate"),
        (15, "moderately severe"),
        (19, "moderately severe"),
        (20, "severe"),
        (27, "severe"),
    ],
)
def test_phq9_bands_at_their_edges(total: int, band: str) -> None:
    result = scored("phq9", *with_total(total, 9, 3))
    assert (result.scores, result.band) == ({"total": total}, band)
    assert result.flags == (["crisis"] if total > 24 else [])


@pytest.mark.parametrize(
    ("total", "band"),
    [
        (0, "minimal"),
        (4, "minimal"),
        (5, "mild"),
        (9, "mild"),
        (10, "moderate"),
        (14, "moderate"),
        (15, "severe"),
        (21, "severe"),
    ],
)
def test_gad7_bands_at_their_edges(total: int, band: str) -> None:
    result = scored("gad7", *with_total(total, 7, 3))
    assert (result.scores, result.band, result.flags) == ({"total": total}, band, [])


@pytest.mark.parametrize("answer", [1, 2, 3])
def test_any_answer_above_0_on_item_9_raises_the_crisis_flag(answer: int) -> None:
    assert scored("phq9", 0, 0, 0, 0, 0, 0, 0, 0, answer).flags == ["crisis"]
    assert scored("phq9", None, 0, 0, 0, 0, 0, 0, 0, answer) == Result({"total": None}, None, ["crisis"])
    assert scored("phq9", 3, 3, 3, 3, 3, 3, 3, 3, 0).flags == []
    assert scored("phq9", 3, 3, 3, 3, 3, 3, 3, 3, None).flags == []


def test_bam_scores_its_three_scales_and_no_total() -> None:
    assert scored("bam", *[4] * 17).scores == {"use": 12, "risk": 24, "protective": 24}
    assert scored("bam", *[0] * 17).scores == {"use": 0, "risk": 0, "protective": 0}
    items = {"use": (4, 5, 6), "risk": (1, 2, 3, 8, 11, 15), "protective": (9, 10, 12, 13, 14, 16)}
    for number in range(1, 18):
        answers = [0] * 17
        answers[number - 1] = 1
        scores = scored("bam", *answers).scores
        assert scores == {name: int(number in own) for name, own in items.items()}, number


def test_bam_items_7_and_17_may_be_missing_and_any_other_costs_its_scale_only() -> None:
    answers: list[int | None] = [1] * 17
    answers[6] = answers[16] = None
    assert scored("bam", *answers).scores == {"use": 3, "risk": 6, "protective": 6}
    answers[0] = None
    assert scored("bam", *answers).scores == {"use": 3, "risk": None, "protective": 6}


@pytest.mark.parametrize(
    ("use", "risk", "protective", "flags"),
    [
        (0, 11, 13, []),
        (1, 11, 13, ["use"]),
        (0, 12, 13, ["risk"]),
        (0, 11, 12, ["protective"]),
        (12, 24, 0, ["use", "risk", "protective"]),
    ],
)
def test_bam_points_out_what_is_worth_a_look(use: int, risk: int, protective: int, flags: list[str]) -> None:
    answers = [0] * 17
    for own, total in (((4, 5, 6), use), ((1, 2, 3, 8, 11, 15), risk), ((9, 10, 12, 13, 14, 16), protective)):
        for number, value in zip(own, with_total(total, len(own), 4), strict=True):
            answers[number - 1] = value
    assert scored("bam", *answers).flags == flags


def test_bam_item_14_takes_0_or_4_when_it_is_answered_and_any_whole_number_when_it_was_kept() -> None:
    which = instrument("bam")
    for value in (0, 4, None):
        answers: list[int | None] = [1] * 17
        answers[13] = value
        assert which.newly_checked(answers) == tuple(answers)
    for value in (1, 2, 3):
        answers = [1] * 17
        answers[13] = value
        assert which.checked(answers) == tuple(answers)
        with pytest.raises(Refused, match="answer 14 must be 0 or 4"):
            which.newly_checked(answers)


def test_sows_2_and_13_ask_about_feeling_like_it() -> None:
    labels = [item.label for item in instrument("sows").items]
    assert (labels[1], labels[12]) == ("feeling like yawning", "feeling like vomiting")


def test_tea_adds_up_and_has_no_bands() -> None:
    assert scored("tea", 1, 1, 1, 1) == Result({"total": 4}, None, [])
    assert scored("tea", 10, 10, 10, 10) == Result({"total": 40}, None, [])
    assert scored("tea", 10, None, 10, 10) == Result({"total": None}, None, [])


def test_auditc_adds_up_and_says_both_thresholds() -> None:
    assert scored("auditc", 0, 0, 0) == Result({"total": 0}, None, [])
    assert scored("auditc", 4, 4, 4) == Result({"total": 12}, None, [])
    (scale,) = instrument("auditc").scores
    assert [tuple(threshold) for threshold in scale.thresholds] == [(4, "men"), (3, "women")]
    assert "4 for men" in scale.note
    assert "3 for women" in scale.note


@pytest.mark.parametrize(
    ("total", "band"),
    [
        (0, "none"),
        (1, "low"),
        (2, "low"),
        (3, "moderate"),
        (5, "moderate"),
        (6, "substantial"),
        (8, "substantial"),
        (9, "severe"),
        (10, "severe"),
    ],
)
def test_dast10_counts_a_no_to_item_3_and_its_bands_at_their_edges(total: int, band: str) -> None:
    answers = with_total(total, 10, 1)
    answers[2] = 1 - answers[2]
    assert scored("dast10", *answers) == Result({"total": total}, band, [])


def test_pcptsd5_is_0_without_exposure_and_needs_all_five_after_it() -> None:
    assert scored("pcptsd5", 0, None, None, None, None, None) == Result({"total": 0}, None, [])
    assert scored("pcptsd5", 1, 0, 0, 0, 0, 0) == Result({"total": 0}, None, [])
    assert scored("pcptsd5", 1, 1, 1, 1, 1, 1) == Result({"total": 5}, None, [])
    assert scored("pcptsd5", 1, 1, 1, None, 1, 1).scores == {"total": None}
    assert scored("pcptsd5", None, 1, 1, 1, 1, 1).scores == {"total": None}
    assert scored("pcptsd5", *[None] * 6).scores == {"total": None}
    for answer in (0, 1):
        with pytest.raises(Refused, match="left out"):
            scored("pcptsd5", 0, None, None, answer, None, None)
    assert [threshold.at for threshold in instrument("pcptsd5").scores[0].thresholds] == [3, 4]


def test_the_other_instruments_at_their_ends() -> None:
    assert scored("barc10", *[1] * 10) == Result({"total": 10}, None, [])
    assert scored("barc10", *[6] * 10) == Result({"total": 60}, None, [])
    assert scored("sows", *[0] * 16) == Result({"total": 0}, None, [])
    assert scored("sows", *[4] * 16) == Result({"total": 64}, None, [])
    assert scored("craving3", 10, 9, 9) == Result({"mean": 28 / 3}, None, [])
    assert scored("craving3", 0, 0, 0) == Result({"mean": 0}, None, [])


@pytest.mark.parametrize("name", SIZES)
def test_impossible_answers_and_wrong_numbers_of_them_are_refused(name: str) -> None:
    items, low, high = SIZES[name]
    which = instrument(name)
    for wrong in (low - 1, high + 1, True, 1.0, "1"):
        for place in range(items):
            answers: list[Any] = [low] * items
            answers[place] = wrong
            with pytest.raises(Refused, match=str(place + 1)):
                which.checked(answers)
    for count in (0, items - 1, items + 1):
        with pytest.raises(Refused, match=str(items)):
            which.checked([low] * count)


@given(st.sampled_from(sorted(SIZES)), st.data())
def test_one_missing_answer_makes_each_score_that_needs_it_null_and_no_other(name: str, data: st.DataObject) -> None:
    items, low, high = SIZES[name]
    answers: list[int | None] = data.draw(st.lists(st.none() | st.integers(low, high), min_size=items, max_size=items))
    which = instrument(name)
    if name == "pcptsd5" and answers[0] == 0:
        answers[1:] = [None] * 5
    result = score(which, which.checked(answers))
    for scale in which.scores:
        own = [answers[number - 1] for number in scale.items]
        if name == "dast10" and own[2] is not None:
            own[2] = 1 - own[2]
        if name == "pcptsd5" and answers[0] is None:
            own.append(None)
        if name == "pcptsd5" and answers[0] == 0:
            assert result.scores[scale.name] == 0
        elif None in own:
            assert result.scores[scale.name] is None
        else:
            total = sum(number for number in own if number is not None)
            assert result.scores[scale.name] == (total / len(own) if scale.method == "mean" else total)
    assert (result.band is not None) == bool(which.bands and result.scores[which.scores[0].name] is not None)


def test_an_instrument_is_a_file_and_reversed_items_run_the_other_way() -> None:
    file = """
        title = "Made up"
        form = "none"
        period = "today"
        scale = "0 to 4"
        source = "this test"
        values = [0, 4]
        ask = "how much?"
        ends = "0 to 4"
        items = [{ label = "one" }, { label = "two", reversed = true }, { label = "three", high = 1 }]
        scores = [{ name = "total", items = [1, 2, 3], method = "sum", low = 0, high = 9, better = "lower" }]
        bands = [{ name = "some", low = 1, high = 9 }]
    """
    which = questionnaires.read("madeup", tomllib.loads(file))
    assert score(which, which.checked([1, 1, 1])) == Result({"total": 1 + 3 + 1}, "some", [])
    with pytest.raises(Refused):
        which.checked([1, 1, 2])


def test_a_record_cannot_hold_what_its_questionnaire_cannot() -> None:
    values = {"id": str(uuid4()), "at": datetime(2026, 3, 1, tzinfo=UTC), "timezone": "UTC", "day": date(2026, 3, 1)}
    with pytest.raises(Refused):
        Assessment.checked({**values, "instrument": "phq9", "answers": [4] * 9})
    with pytest.raises(Refused):
        Assessment.checked({**values, "instrument": "nosuch", "answers": [1]})
    made = Assessment.checked({**values, "instrument": "phq9", "answers": [1, 0, 2, 1, 0, 0, 1, 0, 0]})
    assert made.result_json() == {
        "instrument": "phq9",
        "day": "2026-03-01",
        "answers": [1, 0, 2, 1, 0, 0, 1, 0, 0],
        "scores": {"total": 5},
        "band": "mild",
        "flags": [],
    }
    assert "form_at_hand" not in made.to_json()
    for said in (True, False):
        told = Assessment.checked({**values, "instrument": "tea", "answers": [5] * 4, "form_at_hand": said})
        assert told.to_json()["form_at_hand"] is said
        assert told.result_json()["form_at_hand"] is said


def test_what_is_due_follows_the_chosen_rhythm() -> None:
    day = date(2026, 3, 1)
    chosen = Rhythm.checked({"id": str(uuid4()), "day": day, "instrument": "gad7", "every_days": 7})
    assert assessments.due([chosen], {}, day) == [("gad7", day)]
    assert assessments.due([chosen], {"gad7": day}, day + timedelta(days=6)) == []
    week = day + timedelta(days=7)
    assert assessments.due([chosen], {"gad7": day}, week) == [("gad7", week)]


def test_those_due_stand_by_their_day_and_then_by_name() -> None:
    day = date(2026, 3, 1)
    named = [("phq9", 2), ("gad7", 2), ("tea", 2), ("sows", 1)]
    rhythms = [
        Rhythm.checked({"id": str(uuid4()), "day": day, "instrument": name, "every_days": every})
        for name, every in named
    ]
    last = {"phq9": day, "gad7": day, "tea": day + timedelta(days=1), "sows": day}
    assert assessments.due(rhythms, last, day + timedelta(days=3)) == [
        ("sows", day + timedelta(days=1)),
        ("gad7", day + timedelta(days=2)),
        ("phq9", day + timedelta(days=2)),
        ("tea", day + timedelta(days=3)),
    ]
    assert [name for name, _ in assessments.due(rhythms, {}, day)] == ["gad7", "phq9", "sows", "tea"]


def test_how_far_each_score_moved() -> None:
    def result(**scores: float | None) -> Result:
        return Result(scores, None, [])

    before = result(use=0, risk=3, protective=None, gone=1)
    assert questionnaires.differences(result(use=5, risk=1, protective=2, new=4), before) == {
        "use": 5,
        "risk": -2,
        "protective": None,
        "new": None,
    }
    assert questionnaires.differences(result(use=None), before) == {"use": None}
    assert questionnaires.differences(result(use=0), before) == {"use": 0}


@pytest.mark.parametrize("place", range(1, 6))
def test_what_the_first_answer_closes_has_no_answer_at_any_place(place: int) -> None:
    answers: list[int | None] = [0, *[None] * 5]
    assert instrument("pcptsd5").checked(answers) == tuple(answers)
    answers[place] = 0
    with pytest.raises(Refused, match="left out"):
        instrument("pcptsd5").checked(answers)


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("1 2 0", [1, 2, 0]),
        ("1, 2,-", [1, 2, None]),
        ("- 10 999", [None, 10, 999]),
        ("7", [7]),
        ("", []),
    ],
)
def test_answers_are_read_with_commas_or_blanks_between(text: str, answers: list[int | None]) -> None:
    assert assessments.answers_from(text) == answers


@pytest.mark.parametrize(
    ("text", "number"), [("1 x 2", 2), ("1000", 1), ("1,,2", 2), ("0 -1", 2), ("1.5", 1), ("\u0663", 1), ("\u00b2", 1)]
)
def test_what_is_no_number_is_named_by_its_place(text: str, number: int) -> None:
    with pytest.raises(Refused) as caught:
        assessments.answers_from(text)
    assert caught.value.sentence == f"Answer {number} is not a whole number. - stands for a missing one"


def test_what_is_refused_says_which_answer_and_between_what() -> None:
    which = instrument("craving3")
    for answers in ((0, 0), (0, 0, 0, 0)):
        with pytest.raises(Refused, match=r"^answers must be 3, in order; - stands for a missing one$"):
            which.checked(answers)
    with pytest.raises(Refused, match=r"^answer 2 must be a whole number from 0 to 10, or missing$"):
        which.checked((0, 11, -1))
