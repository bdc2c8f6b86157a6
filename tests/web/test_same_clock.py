"""Another time zone or start of the day: the phone keeps what the terminal keeps, and lives the same day."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from hypothesis import given
from hypothesis import strategies as st

from recovery.commands.config import _change
from recovery.diary import Diary
from recovery.insights import gather
from recovery.store import rows as stored
from tests.web.drawn_journals import ZONES, Row
from tests.web.phone_rules import Phone, canonical
from tests.web.test_same_writing import DRAWN, NOW, SOME, after, compared, folder, opened, phone, stamp, table
from tests.web.told import as_on_the_phone

__all__ = ["folder", "phone"]
KINDS = ("profile", "substance", "craving", "lapse", "checkin")
STARTS = st.one_of(st.sampled_from(["00:00", "04:00", "23:59", "12:00"]), st.times().map(lambda at: f"{at:%H:%M}"))


@given(drawn=DRAWN, zone=st.sampled_from((*ZONES, "UTC", "Asia/Calcutta")), starts=STARTS, at=st.integers(0, 26 * 60))
@SOME
def test_another_clock(phone: Phone, drawn: list[Row], zone: str, starts: str, at: int) -> None:
    now = NOW + timedelta(minutes=at)
    with time_machine.travel(now, tick=False), opened(drawn) as before:
        _change(before, "timezone", zone)
        _change(with_profile(before), "day-starts", starts)
        diary = with_profile(before)
        present = {"rows": drawn, "now": stamp(now), "id": "fresh"}
        edits = phone.ask("clock_writing.clockChanged", present, {"timezone": zone, "day_starts": starts})
        there = after(drawn, edits)
        again = {**present, "rows": there}
        assert phone.ask("clock_writing.clockChanged", again, {"timezone": zone, "day_starts": starts}) == []
        known = {made.get("id") for made in drawn}
        here = [made for kind in KINDS for made in table(diary.journal, kind)]
        assert compared([made for made in there if made["kind"] in KINDS], known) == compared(here, known)
        day = phone.ask("clock.dayOf", stamp(now), zone, starts)
        assert day == str(diary.today)
        assert canonical(phone.ask("today.today", there, day)) == canonical(
            as_on_the_phone(gather.today_of(diary, diary.today).to_json())
        )


def with_profile(diary: Diary) -> Diary:
    """The journal with the profile that it has by now."""
    profile = stored.profile(diary.journal)
    assert profile is not None
    return Diary(diary.journal, profile)
