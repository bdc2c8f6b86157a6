"""What one party of a link says, put together: what makes each part of it, and what leaves it out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from recovery.circle import confirming, records, rewards, standing
from recovery.circle.records import Said
from recovery.circle.rewards import Reward
from recovery.circle.standing import Answer, CheckedIn, Help, Offer, Proposal
from recovery.errors import NotFound, Refused
from tests.circle.test_rewards import having_confirmed, link, offers

AT = "2026-03-07T12:00:00Z"
NOON = datetime(2026, 3, 7, 12, tzinfo=UTC)
ID = b"i" * 16


def said(kind: str, rest: str = "x", count: int = 1, side: str = "a", **fields: Any) -> Said:
    return Said(side, kind, rest, ID, count, fields)


def receipt(record: str, count: int | None, at: str = AT, side: str = "a") -> Said:
    return Said(side, "got", "x", ID, 1, {"record": record, "count": count, "at": at})


def told(*records_: Said) -> standing.Standing:
    return standing.standing(records_, "a")


def test_who_says_it_and_what_is_shared() -> None:
    hello = said("hello", "", name="n" * 100, shares='["day","help","plan"]', until="2026-06-01", notice=1)
    shown = told(hello, said("hello", "", side="b", name="Ben"))
    assert (shown.name, shown.shares, shown.until, shown.notice) == (
        "n" * 100,
        ("day", "help", "plan"),
        date(2026, 6, 1),
        True,
    )
    assert [told(said("hello", "", name=name)).name for name in ("n" * 101, None)] == [None, None]
    assert [told(said("hello", "", notice=value)).notice for value in (0, 2, None)] == [False] * 3
    assert told() == standing.Standing()


def test_the_last_day_and_what_is_shared_beside_it() -> None:
    hello = said("hello", "", shares='["day","help","plan"]')
    day = said("day", "", day="2026-03-06", checked_in=1, due=AT, grace_h=168)
    shown = told(hello, day, said("hard", "", until=AT), said("plan", "", items='["one","two"]'))
    assert (shown.day, shown.hard_until, shown.plan) == (
        CheckedIn(date(2026, 3, 6), checked_in=True, due=NOON, grace_h=168),
        NOON,
        ("one", "two"),
    )
    assert told(hello, said("day", "", day="never"), day).day == shown.day
    begun = told(hello, said("day", "", day="2026-03-06", checked_in=2, grace_h=169)).day
    assert begun == CheckedIn(date(2026, 3, 6), checked_in=False, due=None, grace_h=None)
    assert not CheckedIn(date(2026, 3, 6), checked_in=True, due=NOON, grace_h=None).silent(NOON + timedelta(days=9))
    for share, part in (("day", "day"), ("help", "hard_until"), ("plan", "plan")):
        fewer = replace(hello, fields={"shares": records.list_text({"day", "help", "plan"} - {share})})
        assert not getattr(told(fewer, day, said("hard", "", until=AT), said("plan", "", items='["one"]')), part)


def test_requests_in_their_order_the_newest_open_one_last() -> None:
    later = said("help", "a", at="2026-03-07T13:00:00Z", want="talk", words="w", state="open", answered_by="b" * 100)
    first, same, over = (
        said("help", rest, 2, at=AT, state=state) for rest, state in (("c", "open"), ("b", "open"), ("d", "over"))
    )
    shown = told(later, over, first, same, said("help", "", at=AT, state="open"), said("help", "e", state="open"))
    assert [one.id for one in shown.helps] == ["b", "c", "d", "a"]
    assert shown.helps[-1] == Help(
        "a", NOON + timedelta(hours=1), "talk", "w", open=True, answered_by="b" * 100, record=ID, count=1
    )
    assert shown.helps[0] == Help("b", NOON, None, None, open=True, answered_by=None, record=ID, count=2)
    assert shown.asking == shown.helps[-1]
    assert told(over, first, same).asking == told(first).helps[0]
    assert told(over).asking is None
    assert told(replace(later, fields={**later.fields, "answered_by": "b" * 101})).helps[0].answered_by is None


def test_answers_milestones_pages_and_a_kind_word() -> None:
    second = timedelta(seconds=1)
    answers = [
        said("answer", help="g", how="coming", at=AT[:-3] + "01Z"),
        said("answer", help="h" * 64, how="coming", at=AT),
    ]
    wrong = [
        said("answer", help=help_, how=how, at=at)
        for help_, how, at in (("h" * 65, "coming", AT), ("h", "no", AT), ("h", "later", ""))
    ]
    assert told(*answers, *wrong).answers == (Answer("h" * 64, "coming", NOON), Answer("g", "coming", NOON + second))
    marks = [
        said("mark", day=day, what=what)
        for day, what in (("2026-03-07", "b"), ("2026-03-06", "z"), ("", "a"), ("2026-03-07", ""))
    ]
    assert told(*marks).marks == ((date(2026, 3, 6), "z"), (date(2026, 3, 7), "b"))
    page = said("page", "p", body="text")
    assert told(page).pages == (page,)
    cheers = [said("cheer", which=which, at=at) for which, at in (("here", "never"), ("boo", AT), ("glad", AT))]
    assert told(*cheers).cheer == ("glad", NOON)
    assert told(*cheers[:2]).cheer is None


def test_proposals_and_offers() -> None:
    visit = said("visit", "v", at=AT, where="w" * 100, state="proposed", reward="r" * 64)
    task = said("task", "t", text="a walk", due="2026-03-09", state="confirmed", reward="r")
    shown = told(
        visit,
        said("visit", "u", at=AT, where="w" * 101, reward="r" * 65),
        said("visit", "", at=AT),
        said("visit"),
        task,
        said("task", "y", text="no day", reward="r" * 65),
        said("task", "", text="x"),
        said("task"),
    ).proposals
    assert shown == (
        Proposal("t", "task", "a walk", date(2026, 3, 9), None, confirmed=True, reward="r"),
        Proposal("y", "task", "no day", None, None, confirmed=False),
        Proposal("u", "visit", "", None, NOON, confirmed=False),
        Proposal("v", "visit", "w" * 100, None, NOON, confirmed=False, reward="r" * 64),
    )
    good = [
        said("reward", rest, text="c", times=times, state=state)
        for rest, times, state in (("b", 100, "over"), ("a", 1, "given"))
    ]
    wrong = [
        said("reward", rest, text=text, times=times, state=state)
        for rest, text, times, state in (
            ("c", "", 1, "open"),
            ("c", "x", 0, "open"),
            ("c", "x", 101, "open"),
            ("", "x", 1, "open"),
            ("c", "x", 1, "?"),
        )
    ]
    assert told(*good, *wrong).offers == (Offer("a", "c", 1, "given"), Offer("b", "c", 100, "over"))


def test_receipts_and_how_much_was_written() -> None:
    got = receipt("ab" * 16, 2)
    wrong = [("zz", 1, AT), ("cd", None, AT), ("ef", 0, "x"), ("a" * 34, 1, AT)]
    others = [receipt("01", 1, side="b"), replace(receipt("02", 1), kind="help"), *(receipt(*one) for one in wrong)]
    assert standing.receipts([*others, got, receipt("03", 0)], "a") == {b"\xab" * 16: (2, NOON), b"\x03": (0, NOON)}
    written = [
        said("help", "x", 3),
        said("help", "y", 2),
        said("day", "", 4),
        said("help", "z", 9, "b"),
        said("said", "", 5),
    ]
    assert standing.counts(written, "a") == {"help": 5, "day": 4}
    for count, back in ((5, False), (6, True)):
        assert standing.held_back([*written[:4], said("said", "", help=count)], "a") is back
    assert not standing.held_back([*written[:4], said("said", "", 1, "b", help=99)], "a")
    assert standing.held_back([said("said", "", page=1)], "a")


def test_a_visit_is_confirmed_by_the_counselor_from_its_time_on() -> None:
    person, counselor = link(invited=True), link(invited=False)
    friend = link(invited=True, role="peer")
    assert [confirming.confirms(person, side) for side in "ab"] == [False, True]
    assert [confirming.confirms(friend, side) for side in "ab"] == [True, True]
    second = timedelta(seconds=1)
    assert [confirming.has_come(at, NOON) for at in (None, NOON - second, NOON, NOON + second)] == [
        True,
        True,
        True,
        False,
    ]
    confirming.to_confirm(counselor, NOON, NOON)
    with pytest.raises(Refused, match="to come"):
        confirming.to_confirm(counselor, NOON + second, NOON)
    with pytest.raises(Refused, match="Only the counselor"):
        confirming.to_confirm(person, NOON, NOON)
    visits = tuple(
        Proposal(str(place), "visit", "", None, at, confirmed=True) for place, at in enumerate((NOON, NOON + second))
    )
    given = standing.Standing(name="Lee", proposals=(*visits, visits[0]._replace(confirmed=False)))
    held = confirming.as_it_holds(person, "b", given, NOON)
    assert [one.confirmed for one in held.proposals] == [True, False, False]
    assert held._replace(proposals=()) == given._replace(proposals=())
    assert not any(one.confirmed for one in confirming.as_it_holds(person, "a", given, NOON).proposals)


def test_who_may_do_what_with_a_reward() -> None:
    person, counselor = link(invited=True), link(invited=False)
    mine = rewards.rewards(person, offers("open"), standing.Standing())
    theirs = rewards.rewards(counselor, standing.Standing(), offers("open"))
    agreed = rewards.rewards(counselor, offers("open"), offers("open"))
    earned = rewards.rewards(counselor, having_confirmed(offers("open"), "r0", "r0"), offers("open"))
    over = rewards.rewards(person, offers("over"), standing.Standing())
    states = [(given[0].state, given[0].confirmed, given[0].mine) for given in (mine, theirs, agreed, earned, over)]
    assert states == [
        ("proposed", 0, True),
        ("proposed", 0, False),
        ("agreed", 0, True),
        ("earned", 2, True),
        ("over", 0, True),
    ]
    assert [one.to_json()["proposed_by_you"] for (one,) in (mine, theirs, agreed)] == [True, False, None]
    assert earned[0].to_json() == {
        "id": "r0",
        "text": "cinema",
        "times": 2,
        "confirmed": 2,
        "state": "earned",
        "proposed_by_you": None,
    }
    assert [rewards.present(given) for given in (mine, theirs, over, agreed, earned)] == [
        None,
        None,
        None,
        agreed[0],
        earned[0],
    ]
    for free in ([], theirs, over):
        rewards.to_propose(free)
    for taken in (mine, agreed, earned):
        with pytest.raises(Refused, match="One reward at a time"):
            rewards.to_propose(taken)
    assert rewards.to_agree([*mine, *theirs]) == theirs[0]
    with pytest.raises(NotFound, match="Nothing is proposed"):
        rewards.to_agree([*mine, *agreed])
    with pytest.raises(Refused, match="One reward"):
        rewards.to_agree([*theirs, *agreed])
    assert rewards.to_give(counselor, [*agreed, *earned]) == earned[0]
    with pytest.raises(Refused, match="Whoever confirms"):
        rewards.to_give(person, earned)
    with pytest.raises(NotFound, match="No reward is earned"):
        rewards.to_give(counselor, agreed)
    assert [rewards.to_end(given) for given in ([*theirs, *agreed], [*over, *mine])] == [agreed[0], mine[0]]
    with pytest.raises(NotFound, match="No reward is open"):
        rewards.to_end(over)
    two = rewards.rewards(person, offers("open", "open"), offers("open", "over"))
    assert [(one.id, one.state) for one in two] == [("r0", "agreed"), ("r1", "over")]
    assert isinstance(two[0], Reward)
