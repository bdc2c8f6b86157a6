"""After a discharge: four weeks of warning, four check-ins, and appointments in their order."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from recovery.errors import Refused
from recovery.treatment import episodes
from recovery.treatment.episodes import Aftercare, Appointment, Episode

END = date(2026, 3, 1)


def episode(until: date | None = END, **values: object) -> Episode:
    return Episode.checked(
        {"id": str(uuid4()), "day": END, "type": "residential", "since": date(2026, 2, 1), "until": until, **values}
    )


@pytest.mark.parametrize(("after", "warned"), [(-1, False), (0, True), (27, True), (28, False)])
def test_a_discharge_is_recalled_for_four_weeks(after: int, warned: bool) -> None:
    last = episodes.last_ended([episode(), episode(until=None)], END + timedelta(days=after))
    assert (last.until if last else None) == (END if warned else None)


@pytest.mark.parametrize(
    ("after", "step"),
    [(0, None), (1, 1), (6, 1), (7, 7), (29, 7), (30, 30), (89, 30), (90, 90), (180, 90), (181, None)],
)
def test_the_check_in_that_is_due(after: int, step: int | None) -> None:
    stay = episode()
    day = END + timedelta(days=after)
    due = episodes.due_steps([stay, episode(until=None)], [], day)
    assert [step.step for step in due] == ([] if step is None else [step])
    if step is not None:
        answer = Aftercare.checked({"id": str(uuid4()), "day": day, "episode": stay.id, "step": step})
        assert episodes.due_steps([stay], [answer], day) == []


def test_appointments_that_are_over_or_kept_are_gone_and_the_next_one_is_first() -> None:
    def appointment(days: int, **values: object) -> Appointment:
        return Appointment.checked(
            {"id": str(uuid4()), "day": END, "what": str(days), "due": END + timedelta(days=days), **values}
        )

    later, sooner = appointment(3), appointment(1, clock="10:00")
    early = appointment(1, clock="09:00")
    coming = episodes.coming([later, appointment(-1), appointment(2, kept=True), sooner, early], END)
    assert coming == [early, sooner, later]


def test_of_several_episodes_the_one_that_ended_last_is_recalled() -> None:
    first, last, same = episode(), episode(until=END + timedelta(days=1)), episode(until=END + timedelta(days=1))
    day = END + timedelta(days=20)
    assert episodes.last_ended([first, last], day) is episodes.last_ended([last, first], day) is last
    of_one_day = max(last, same, key=lambda ended: str(ended.id))  # the same on every device
    assert episodes.last_ended([first, last, same], day) is of_one_day
    assert episodes.last_ended([same, last, first], day) is of_one_day


def test_an_episode_ends_no_sooner_than_it_began() -> None:
    with pytest.raises(Refused, match=r"\buntil must be the day of since or later"):
        episode(until=date(2026, 1, 31))


def test_what_is_due_names_the_episode_and_its_own_day_and_skips_what_goes_on() -> None:
    running, first, second = episode(until=None), episode(), episode(until=END - timedelta(days=7))
    day = END + timedelta(days=1)
    assert episodes.due_steps([running, first, second], [], day) == [
        (first, 1, END + timedelta(days=1)),
        (second, 7, END),
    ]
    answered = Aftercare.checked({"id": str(uuid4()), "day": day, "episode": first.id, "step": 1})
    assert [due_step.episode for due_step in episodes.due_steps([first, second], [answered], day)] == [second]


def test_an_appointment_of_today_is_coming_and_one_without_a_time_stands_before_the_first_hour() -> None:
    def appointment(what: str, **values: object) -> Appointment:
        return Appointment.checked({"id": str(uuid4()), "day": END, "what": what, "due": END, **values})

    early, whole_day = appointment("early", clock="00:30"), appointment("all day")
    assert episodes.coming([early, whole_day], END) == [whole_day, early]


@pytest.mark.parametrize("step", [0, 2, 8, 91, True, "7", 7.0])
def test_aftercare_has_four_steps(step: object) -> None:
    with pytest.raises(Refused):
        Aftercare.checked({"id": str(uuid4()), "day": END, "episode": str(uuid4()), "step": step})


def test_an_episode_may_end_on_the_day_it_began() -> None:
    assert episode(until=date(2026, 2, 1)).until == date(2026, 2, 1)
