"""What a run says to whoever looks: each thing once, also when it changes, and nothing that breaks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from recovery.circle import asking, link_sync, log, queries, records, views, writing
from recovery.circle.list_views import list_lines
from recovery.circle.side import STOPPED, Stopped
from recovery.diary import new_id
from recovery.store.records import replace
from recovery.sync import server_api
from tests.circle.conftest import Side
from tests.circle.test_link import asked
from tests.sync.devices import DAY, Person

ZONE = ZoneInfo("Pacific/Kiritimati")  # as far from UTC as any
WILD = (None, "", "\x1b[31mred", -1, 2**53, "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31", "[" * 999)
FIELDS = (
    *("name", "shares", "until", "notice", "day", "checked_in", "due", "grace_h", "at", "want", "words", "state"),
    *("answered_by", "items", "what", "period", "media", "body", "help", "how", "which", "text", "where"),
    *("record", "count", *records.KINDS),
)


def news(side: Side) -> list[str]:
    """What a run says, line by line."""
    with side.diary() as diary:
        before = link_sync.seen(diary.journal)
        done = link_sync.carry(diary)
        told = link_sync.news(diary.journal, [one.member for one in done if one.reached])
        lines = [line for one in told for line in views.news_line(one, ZONE)]
        return lines + [line for one in link_sync.changes(diary.journal, before) for line in views.change_lines(*one)]


def says(side: Side, kind: str, values: dict[str, object], rest: str = "") -> None:
    with side.diary() as diary:
        asking.say(diary.journal, queries.members(diary.journal), kind, values, rest)


def test_what_changes_is_told_again_and_what_does_not_is_told_once(linked: tuple[Side, Side]) -> None:
    ana, ben = linked
    for which in ("here", "glad"):
        says(ben, records.CHEER, {"which": which, "at": "2026-03-07T12:00:00Z"})
        assert [news(ana), news(ana)] == [[f"Ben: {views.CHEER_WORDS[which]}"], []]
    first = asked(ana)
    assert "asking for help" in news(ben)[0]
    lists = [next(list_lines([side.known()], ZONE, writing.now())) for side in (ana, ben)]
    assert lists == [
        "Ben (somebody to call): open, not compared",
        "Ana (to whom you are somebody to call): open, not compared",
    ]
    for how in ("cannot", "coming"):
        says(ben, records.ANSWER, {"help": first, "how": how, "at": "2026-03-07T12:00:00Z"}, first)
        assert news(ana) == [views.HOW_WORDS[how].format(name="Ben")]
    with ana.diary() as diary:
        members = queries.members(diary.journal)
        asking.relay(diary.journal, members)
        assert asking.over(diary.journal, members)[0] == 1
    assert [news(ben), news(ben)] == [["Ana is all right now. You do not have to do anything more."], []]


def test_help_that_is_shared_no_more_leaves_no_open_request_and_what_was_sent_is_emptied(
    linked: tuple[Side, Side],
) -> None:
    ana, ben = linked
    asked(ana)
    says(ana, records.MARK, {"what": "a year", "day": DAY}, new_id())
    ben.carry()
    assert (ben.known().theirs.asking is None, len(ben.known().theirs.marks)) == (False, 1)
    ana.change(shares=("day",), paused=True)
    ana.carry()
    assert news(ben) == []  # and nobody says that all is well
    assert (ben.known().theirs.helps, ben.known().theirs.marks) == ((), ())


def test_that_a_day_did_not_come_is_told_to_whoever_agreed_to_it_alone(linked: tuple[Side, Side]) -> None:
    ana, ben = linked
    ana.write(3)
    ana.change(grace_h=12)
    with ana.link() as one:
        one.follow()
        one.say(records.DAY, {"due": "2026-03-01T12:00:00Z", "grace_h": 12})
        one.push()
    ben.carry()
    later = writing.now() + timedelta(days=30)
    for agreed in (False, True):
        lines = views.page("Ana", ben.known().theirs, ZONE, later, notice=agreed)
        assert any("has not checked in" in line for line in lines) is agreed


def test_nobody_is_counted_twice_and_nobody_left_unnamed(linked: tuple[Side, Side]) -> None:
    ana, _ = linked
    request = asked(ana)
    with ana.diary() as diary:
        (member,) = queries.members(diary.journal)
        other = replace(member, id=new_id(), name="Maria", account="ab" * 32)
        found = asking.asking(diary.journal, [member, other], request, ["Ben"])
        assert found is not None
        assert (found.asked, found.not_reached) == (("Ben", "Maria"), ("Ben", "Maria"))


def test_who_is_on_the_way_is_told_to_the_others_and_taken_back(
    linked: tuple[Side, Side], people: Callable[[str], Person]
) -> None:
    ana, ben = linked
    eva = Side(people("eva").device())
    ana.change(name="Bea")
    eva.accept(ana.invite("help"))
    ana.carry()
    asked(ana)
    for how, told in (("calling", "Ben"), ("cannot", None), ("coming", "Ben"), ("later", None)):
        eva.carry()
        with eva.diary() as diary:
            asking.answer(diary.journal, queries.members(diary.journal)[0], how)
        with ana.diary() as diary:
            asking.look(diary.journal, queries.members(diary.journal))
        for side, named in ((ben, told), (eva, None)):  # nobody is told of their own answer
            side.carry()
            assert [one.answered_by for one in side.known().theirs.helps] == [named], how


def test_that_one_is_over_is_told_to_whoever_was_asked(linked: tuple[Side, Side]) -> None:
    ana, ben = linked
    for came in (False, True):
        asked(ana)
        assert not came or "Ana has been asking for help" in news(ben)[0]
        with ana.diary() as diary:
            asking.over(diary.journal, queries.members(diary.journal))
        assert ["Ana is all right now." in line for line in news(ben)] == [True] * came


def test_that_an_invitation_was_opened_is_told_with_what_to_do(ana: Side, ben: Side) -> None:
    ben.accept(ana.invite("help"))
    ana.change(name="Ben; reboot")
    opened, then = news(ana)
    assert "was opened" in opened
    assert "recovery circle end 'Ben; reboot'" in then
    assert news(ana) == []


def test_a_server_that_goes_back_is_told(linked: tuple[Side, Side], monkeypatch: pytest.MonkeyPatch) -> None:
    ana, _ = linked
    monkeypatch.setattr(server_api, "fetch", lambda *_: ([], 1))
    assert "older than this device has already seen" in news(ana)[0]
    with ana.link() as one, pytest.raises(Stopped) as stopped:
        one.follow()
    assert str(stopped.value) == STOPPED


def test_what_is_sent_unasked_does_not_tell_when_a_device_is_in_use(linked: tuple[Side, Side]) -> None:
    ana, ben = linked
    at = "2026-03-07T12:00:00Z"
    before = {one.id for one in ana.said()}
    says(ben, records.CHEER, {"which": "here", "at": at})
    says(ben, records.TASK, {"text": "a walk", "state": "proposed"}, "t")
    says(ben, records.VISIT, {"at": at, "state": "proposed"}, "v")
    says(ben, records.ANSWER, {"help": "h", "how": "coming", "at": at}, "h")
    ana.carry()
    assert len(ana.known().theirs.proposals) == 2
    assert [one.kind for one in ana.said() if one.id not in before and one.side == "a"] == []


def test_two_devices_of_one_side_change_one_request_at_once(people: Callable[[str], Person]) -> None:
    person = people("two")
    one, two, ben = Side(person.device()), Side(person.device()), Side(people("one").device())
    ben.accept(one.invite("help"))
    one.carry()
    for side in (one, two):
        side.device.sync()
    request = asked(one)
    two.carry()
    for side, change in ((one, {"state": "over"}), (two, {"answered_by": "Maria"})):
        with side.link() as link_:
            link_.follow()
            link_.say(records.HELP, change, request)
    for side in (one, two, one, ben, one, two):
        side.carry()
    for side in (one, two):  # the log of each device has what the other one sent
        with side.diary() as diary:
            sent = log.logged(diary.journal, queries.members(diary.journal)[0])
            assert {(each.kind, each.change) for each in sent} >= {("help", "asked"), ("help", "over")}
            assert all(each.opened for each in sent if each.change == "asked")
    for helps in (one.known().own.helps, two.known().own.helps, ben.known().theirs.helps):
        assert [(own.open, own.answered_by) for own in helps] == [(False, "Maria")]


def test_a_name_that_they_chose_is_typed_as_a_name() -> None:
    typed = {
        "Ana": "Ana",
        "Ana W": '"Ana W"',
        "O'Hara": '"O\'Hara"',
        "a;b": "'a;b'",
        "$(x)": "'$(x)'",
        "--all": "-- --all",
    }
    assert {name: views.typed_name(name) for name in typed} == typed


def everything(side: Side) -> Iterator[str]:
    """All that any command shows of a link."""
    one = side.known()
    yield from list_lines([one], ZONE, writing.now())
    yield str(views.to_json(one) | views.said_json(one.theirs))
    yield from views.page("Ben", one.theirs, ZONE, writing.now(), notice=True)


@pytest.mark.parametrize("wild", WILD)
def test_nothing_that_the_other_says_stops_a_run_or_a_list(wild: object, linked: tuple[Side, Side]) -> None:
    ana, ben = linked
    asked(ben)
    with ben.link() as one:
        one.follow()
        for kind in records.KINDS:
            if kind != records.SAID:
                one.say(kind, dict.fromkeys(FIELDS, wild), "" if kind in (records.HELLO, records.DAY) else "x")
            whole = {"at": "2026-03-07T12:00:00Z", "state": "open", "due": "9999-12-31T23:59:59Z", "grace_h": 168}
            one.say(kind, {**dict.fromkeys(FIELDS, wild), **whole, "day": "9999-12-31", "until": "9999-12-31"}, "y")
        one.push()
    lines = [*news(ana), *everything(ana)]
    assert lines
    assert ana.carry()[0].reached
    assert not [line for line in lines if "\x1b" in line]


def test_a_device_that_knows_less_takes_nothing_back_of_what_another_said(people: Callable[[str], Person]) -> None:
    person = people("two")
    one, two, ben = Side(person.device()), Side(person.device()), Side(people("one").device())
    ben.accept(one.invite("day", "help"))
    one.carry()
    for side in (one, two):
        side.device.sync()
    one.write(1)
    two.write(4)
    with time_machine.travel(writing.now() + timedelta(hours=1), tick=True):  # after what a day waits
        one.carry()
        asked(one)
        ben.carry()
        two.carry()  # it has never met the link, and has not heard of the check-in
        ben.carry()
    days = {side.known().own.day if side is not ben else side.known().theirs.day for side in (one, two, ben)}
    assert len(days) == 1
    assert days.pop().checked_in  # type: ignore[union-attr]
    with one.diary() as diary:
        asking.over(diary.journal, queries.members(diary.journal))
    two.carry()  # which hears of a request only once it is over
    with two.diary() as diary:
        sent = [each for each in log.logged(diary.journal, queries.members(diary.journal)[0]) if each.kind == "help"]
    assert [each.change for each in sent] == ["asked", "over"]
