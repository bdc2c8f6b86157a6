"""A server that lies to a phone: what it drops, replays or puts back is never shown as reached or answered."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta

import time_machine

from recovery import diary as diaries
from recovery.circle import queries
from recovery.circle.link import Link
from recovery.sync import chain
from recovery.sync.account import Identity
from tests.sync.conftest import device, server
from tests.sync.devices import DAY, living_in
from tests.sync.served import Device, Served
from tests.web.node import Node
from tests.web.phones import Phone, new_id
from tests.web.test_circle import circle, invitation, linked

__all__ = ["device", "linked", "server"]


def test_help_that_is_dropped_is_never_reached_nor_answered(linked: tuple[Phone, Device, str], node: Node) -> None:
    """Nor by an old answer and receipt given once more, nor by wakes for nothing."""
    phone, ben, id = linked
    first, second = new_id(), new_id()
    circle(phone, "ask", first, "talk", None, [id])
    ben("sync")
    assert ben("circle", "answer", "calling").code == 0
    node.ask("lies", {"how": "listens"})
    try:
        circle(phone, "look")
        assert circle(phone, "asking", first)["haveIt"] == ["Ben"]
        assert circle(phone, "over")
        node.ask("lies", {"how": "replays"})
        circle(phone, "ask", second, "come", None)
        assert phone.ask("listened") >= 1
        circle(phone, "look")
        stands = circle(phone, "asking", second)
        assert (stands["taken"], stands["haveIt"], stands["notReached"]) == (["Ben"], [], ["Ben"])
        assert stands["answers"] == []
        steps = {"asking": stands, "seconds": [59, 60, 179, 180]}
        assert node.ask("circleSteps", steps) == ["sent", "nobody yet", "nobody yet", "call"]
        assert not circle(phone, "one", id)["own"]["helps"][-1]["answeredBy"]
    finally:
        node.ask("lies", {"how": None})


def test_who_is_on_the_way_is_told_to_the_others_and_taken_back(
    linked: tuple[Phone, Device, str], device: Callable[[str], Device], server: Served
) -> None:
    phone, ben, _ = linked
    ann = device("ann")
    ann("circle", "accept", circle(phone, "invite", invitation(server.origin, name="Ann"))["link"], "--yes")
    circle(phone, "carry")
    circle(phone, "ask", new_id(), "talk", None)
    for how, told in (("calling", True), ("cannot", False), ("coming", True)):
        ann("sync")
        assert ann("circle", "answer", how).code == 0
        circle(phone, "carry")
        for one, is_told in ((ben, told), (ann, False)):  # nobody is told of their own answer
            one("sync")
            assert ("Ann has answered." in one("circle", "show", "Ana").out) is is_told, how


def test_that_one_is_over_is_told_to_whoever_was_asked(linked: tuple[Phone, Device, str]) -> None:
    phone, ben, _ = linked
    ben("circle", "share", "Ana", "+help", "--yes")
    for came in (False, True):
        with time_machine.travel(datetime.now(UTC) + timedelta(minutes=came), tick=True):  # one is the newer one
            assert ben("circle", "ask").code == 0
        if came:
            circle(phone, "carry")
        assert ben("circle", "over").code == 0
        circle(phone, "carry")
        assert len(circle(phone, "allRight")) == came


def test_a_clock_that_is_wrong_ends_no_link_and_forgets_no_key(linked: tuple[Phone, Device, str]) -> None:
    phone, ben, id = linked
    began = datetime.now(UTC)
    for days, states in ((92, ["ended"]), (300, [])):
        phone.ask("at", ms=int((began + timedelta(days=days)).timestamp() * 1000))
        circle(phone, "carry")
        assert [one["state"] for one in circle(phone, "everybody")] == states
    phone.ask("at", ms=None)
    circle(phone, "carry")
    assert [one["state"] for one in circle(phone, "everybody")] == ["open"]
    circle(phone, "ask", new_id(), "talk", "a line for Ben", [id])
    ben("sync")
    assert "a line for Ben" in ben("circle", "show", "Ana").out


def test_what_is_held_back_or_put_back_is_told_and_a_third_stops_the_link(
    linked: tuple[Phone, Device, str], node: Node
) -> None:
    phone, ben, id = linked
    try:
        node.ask("lies", {"how": "listens"})
        ben("circle", "cheer", "Ana", "here")
        circle(phone, "carry")
        node.ask("lies", {"how": "withholds"})
        ben("circle", "share", "Ana", "+mark", "--yes")
        circle(phone, "carry")
        assert circle(phone, "one", id)["heldBack"]
        node.ask("lies", {"how": None})
        ben("circle", "share", "Ana", "+plan", "--yes")
        circle(phone, "carry")
        known = circle(phone, "one", id)
        assert (known["heldBack"], known["theirs"]["shares"], known["notices"]) == (False, ["mark", "plan"], [])
        node.ask("lies", {"how": "replays"})
        circle(phone, "look")
        known = circle(phone, "one", id)
        assert (known["theirs"]["shares"], known["notices"]) == (["mark", "plan"], ["older"])
    finally:
        node.ask("lies", {"how": None})
    third = Identity.new()
    with living_in(ben.folder), diaries.existing() as diary:
        (member,) = queries.members(diary.journal)
        with closing(Link(diary.journal, member)) as link:
            link.follow()
            ring = chain.with_device(link.held, link.identity, "third", third.public, third.sealing_public, DAY)
            link.server.ask_with_token("PUT", "/v1/ring", ring.signed.to_json())
    circle(phone, "carry")
    assert circle(phone, "one", id)["stopped"] == "third"
    assert circle(phone, "canBeAsked") == []
