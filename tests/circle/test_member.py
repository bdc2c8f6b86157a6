"""Who stands in the circle: which side, until when, by what name; each limit on both of its sides."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from recovery.circle import member
from recovery.circle.member import Member, free_name, last_day, last_second, named, shares_of
from recovery.circle.records import instant_text
from recovery.errors import Refused, Usage

DAY = date(2026, 3, 7)
HEX = "0123456789abcdef" * 4
VALUES: dict[str, Any] = {
    "id": "0b000000-0000-4000-8000-000000000000",
    "name": "Ana",
    "role": "peer",
    "invited": True,
    "origin": "https://a.example",
    "account": HEX,
    "seed": HEX * 2,
    "theirs": HEX,
    "ring": HEX,
    "claimed": True,
    "compared": True,
    "until": "2026-03-07",
    "paused": False,
}


def made(**values: Any) -> Member:
    return Member.checked({**VALUES, **values})


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("account", [HEX], [HEX[1:], HEX + "0", HEX[1:] + "g", HEX.upper(), 5]),
        ("seed", [HEX * 2], [HEX]),
        ("origin", ["a" * 300, "x"], ["a" * 301, "", " ", 5]),
        ("due", ["00:00", "21:05", "23:59", None], ["24:00", "9:05", "21:5", "21:05:00", "2105", 5]),
        ("grace_h", [12, 168, None], [11, 169]),
        ("weekly", ["mon", "sun", None], ["monday"]),
        ("role", list(member.ROLES), ["friend"]),
    ],
)
def test_what_a_field_may_hold(name: str, good: list[Any], bad: list[Any]) -> None:
    for value in good:
        assert getattr(made(**{name: value}), name) == value
    for value in bad:
        with pytest.raises(Refused):
            made(**{name: value})


@pytest.mark.parametrize(("digits", "form"), [(64, "key"), (128, "seed")])
def test_keys_are_hex_digits(digits: int, form: str) -> None:
    rule = member._hex(digits)
    assert rule.wants == {"type": "string", "format": form}
    assert rule.check("09af" * (digits // 4)) == "09af" * (digits // 4)
    for wrong in (
        "0" * (digits - 1),
        "0" * (digits + 1),
        "0" * (digits - 1) + "g",
        "X" + "0" * (digits - 1),
        "A" * digits,
        " " * digits,
        digits,
        ["0"] * digits,
    ):
        with pytest.raises(Refused, match=f"{digits} hex digits"):
            rule.check(wrong)


def test_a_link_is_over_after_its_last_day_and_is_listed_for_ninety_more() -> None:
    assert [made().over(date(2026, 3, day)) for day in (7, 8)] == [False, True]
    assert made(ended="2026-03-01").over(date(2026, 3, 1))
    assert [made().listed(date(2026, 6, day)) for day in (5, 6)] == [True, False]
    assert [made(ended="2026-03-01").listed(date(2026, 5, day)) for day in (30, 31)] == [True, False]
    assert made(until="2030-01-01").listed(date(2029, 12, 31))
    assert [(made(invited=asked).side, made(invited=asked).other_side) for asked in (True, False)] == [
        ("a", "b"),
        ("b", "a"),
    ]


def test_shares_have_one_order() -> None:
    assert shares_of([" Plan", "DAY", "", "day"]) == ("day", "plan")
    with pytest.raises(Usage):
        shares_of(["day", "mood"])


def test_somebody_is_found_by_a_name_an_id_or_their_beginning() -> None:
    ana, anna = made(name="Ann"), made(id="0c000000-0000-4000-8000-000000000000", name="Anna")
    both = [ana, anna]
    assert named(both, " ANN ") == ana, "a whole name is that one, though another begins so"
    assert named(both, "anna") == named(both, "0c0") == anna
    assert named(both, "0c") == anna
    assert named(both, ana.id) == ana
    assert named(both, "nna") is None
    for several in ("an", "AN", "0"):
        with pytest.raises(Refused):
            named(both, several)


def test_a_name_that_is_taken_gets_a_number() -> None:
    taken = [made(), made(name="ana 2")]
    assert [free_name(name, taken) for name in ("Ben", "ANA", "Ana 2")] == ["Ben", "ANA 3", "Ana 2 2"]
    long = "b" * 95
    assert free_name(long, []) == "b" * 90
    assert free_name(long, [made(name="b" * 90)]) == "b" * 90 + " 2"


def test_how_long_a_share_may_last() -> None:
    assert [last_day(until, DAY) for until in ("1d", "2026-03-08", "2w")] == [
        date(2026, 3, 8),
        date(2026, 3, 8),
        date(2026, 3, 21),
    ]
    assert last_day("366d", DAY) == date(2027, 3, 8)
    for wrong in ("2026-03-07", "367d", "2026-03-06"):
        with pytest.raises(Refused):
            last_day(wrong, DAY)


@pytest.fixture
def far_away(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This machine is in Auckland."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Pacific/Auckland")
        time.tzset()
        yield
    time.tzset()


def test_a_link_ends_at_its_server_once_its_last_day_is_over_everywhere(far_away: None) -> None:
    assert (
        instant_text(datetime(2026, 3, 7, 23, 5, 6, 999_999, tzinfo=timezone(-timedelta(hours=5))))
        == "2026-03-08T04:05:06Z"
    )
    assert datetime.fromtimestamp(last_second(DAY), UTC) == datetime(2026, 3, 9, tzinfo=UTC)
