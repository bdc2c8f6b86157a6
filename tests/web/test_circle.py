"""A phone and real terminals as two people of one circle, through a real server."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from recovery import diary as diaries
from recovery.circle import queries, records, views
from recovery.circle.link import Link
from recovery.circle.standing import standing
from recovery.safety.numbers import emergency_short
from tests.circle.test_authorship import forge
from tests.circle.test_words import EVERYTHING, FORBIDDEN, NOW, ZONE
from tests.sync.conftest import device, server
from tests.sync.served import Device, Served
from tests.web.node import Node, NodeError
from tests.web.phones import Phone, checkin, new_id

__all__ = ["device", "server"]


UNTIL = (datetime.now(UTC) + timedelta(days=90)).date().isoformat()


def circle(phone: Phone, call: str, *given: Any) -> Any:
    return phone.ask("circle", call=call, given=given)


def invitation(origin: str, **given: Any) -> dict[str, Any]:
    usual = {"name": "Ben", "role": "sponsor", "shares": ["day", "help"], "until": UNTIL, "me": "Ana"}
    return {**usual, "due": None, "graceH": None, "server": origin, **given}


@pytest.fixture
def linked(server: Served, node: Node, device: Callable[[str], Device]) -> tuple[Phone, Device, str]:
    """A phone whose person shares days and help with somebody at a terminal, and the id of the link there."""
    phone, ben = Phone(node, f"ana {new_id()}"), device("ben")
    phone.ask("create")
    link = circle(phone, "invite", invitation(server.origin, due="21:00", graceH=12))["link"]
    assert [one["state"] for one in circle(phone, "everybody")] == ["invited"]
    assert ben.json("circle", "accept", link, "--yes")["name"] == "Ana"
    circle(phone, "carry")
    assert ben("sync").code in (0, 2)
    circle(phone, "carry")
    return phone, ben, phone.ask("members")[0]["id"]


@pytest.mark.parametrize("hours", [-300, 0, 30, 500])
@pytest.mark.parametrize("notice", [True, False])
def test_the_lines_of_a_member_are_those_of_the_terminal(node: Node, hours: int, *, notice: bool) -> None:
    now = NOW + timedelta(hours=hours)
    for said in (EVERYTHING, EVERYTHING[1:], *([EVERYTHING[0], one] for one in EVERYTHING[1:])):
        given = [[one.side, one.kind, one.rest, one.id.hex(), one.count, dict(one.fields)] for one in said]
        reader = {"now": now.strftime("%Y-%m-%dT%H:%M:%SZ"), "timezone": ZONE.key, "emergency": emergency_short()}
        lines = node.ask("circleLines", {"said": given, "name": "Sam", "reader": reader, "notice": notice})
        terminal = [line.strip() for line in views.page("Sam", standing(said, "a"), ZONE, now, notice=notice)]
        assert lines == [line for line in terminal if not line.startswith("Answer: recovery")]
        assert not [line for line in lines if FORBIDDEN.search(line)]


def test_whoever_asks_or_waits_stands_first_as_in_the_terminal(node: Node) -> None:
    """The people of tests/circle/test_list.py, and one who proposes."""
    silent = {"due": "2026-03-11T00:00:00Z", "graceH": 12}
    offers = [{"id": "r", "text": "cinema", "times": 1, "state": "open"}]
    done = {"offers": offers, "proposals": [{"reward": "r", "confirmed": True}]}

    def client(name: str, state: str = "open", own: Any = None, notices: Any = (), **theirs: Any) -> dict[str, Any]:
        nothing: dict[str, Any] = {"helps": [], "proposals": [], "offers": [], "hardUntil": None, "day": None}
        person = {"name": name, "role": "counselor", "invited": False}
        sides = {"own": {**nothing, **(own or {})}, "theirs": {**nothing, **theirs}}
        return {"person": person, "state": state, "notices": notices, "stopped": None, **sides}

    everybody = [
        client("over", "ended", helps=[{"open": True}]),
        client("asked in", "invited"),
        client("paused", "paused"),
        client("b"),
        client("A", hardUntil="2026-03-13T19:00:00Z", day=silent),
        client("proposes", offers=offers),
        client("earned", own=done, offers=offers),
        client("quiet", own={"notice": True}, day=silent),
        client("hard", hardUntil="2026-03-14T00:00:00Z"),
        client("keys", notices=["keys"]),
        client("asks", helps=[{"open": True}]),
    ]
    first = ["asks", "keys", "hard", "quiet", "earned", "proposes"]
    in_order = node.ask("circleOrder", {"everybody": everybody, "now": "2026-03-13T20:00:00Z"})
    assert in_order == [*first, "A", "b", "paused", "asked in", "over"]


def test_a_phone_asks_and_a_terminal_answers(linked: tuple[Phone, Device, str], node: Node) -> None:
    phone, ben, id = linked
    assert [one["state"] for one in circle(phone, "everybody")] == ["open"]
    request = new_id()
    circle(phone, "ask", request, "talk", "please", [id])
    stands = circle(phone, "asking", request)
    assert (stands["asked"], stands["taken"], stands["haveIt"], stands["notReached"]) == (["Ben"], ["Ben"], [], ["Ben"])
    at = stands["at"]
    steps = {"asking": stands, "seconds": [59, 60, 179, 180]}
    assert node.ask("circleSteps", steps) == ["sent", "nobody yet", "nobody yet", "call"]
    circle(phone, "ask", request, "come", None)
    ben("sync")
    asked = ben.json("circle", "show", "Ana")["asking"]
    assert (asked["words"], asked["want"], asked["at"][:19]) == ("please", "come", at[:19])
    assert ben.json("circle", "answer", "calling")["sent"]
    circle(phone, "look")
    stands = circle(phone, "ownOpen")
    steps = {"asking": stands, "seconds": [60, 180]}
    assert node.ask("circleSteps", steps) == ["sent", "sent"]
    steps["asking"] = {**stands, "answers": [{**stands["answers"][0], "how": "cannot"}]}
    assert node.ask("circleSteps", steps) == ["call", "call"]
    assert (stands["haveIt"], [one["how"] for one in stands["answers"]]) == (["Ben"], ["calling"])
    assert circle(phone, "over")
    ben("sync")
    assert ben.json("circle", "show", "Ana")["asking"] is None
    assert circle(phone, "ownOpen") is None


def test_a_terminal_asks_and_a_phone_answers(server: Served, node: Node, device: Callable[[str], Device]) -> None:
    phone, eve, ana = Phone(node, f"ben {new_id()}"), Phone(node, f"eve {new_id()}"), device("ana")
    ana("init", "--timezone", "UTC")
    asked_in = ("circle", "invite", "Ben", "--as", "sponsor", "--link", "--yes", "--server", server.origin)
    link = ana.json(*asked_in)["link"]
    for one in (phone, eve):
        one.ask("create")
    id = circle(phone, "accept", link, "Ana")
    refused = []
    for one in (eve, phone):
        with pytest.raises(NodeError) as error:
            circle(one, "accept", link, None)
        refused.append(error.value.word)
    assert (refused, eve.ask("members")) == (["invitation_used", "invitation_known"], [])
    ana("sync")
    assert ana("circle", "ask", "--want", "come").code == 0
    circle(phone, "carry")
    (request,) = circle(phone, "requests")
    assert (request["person"]["name"], request["help"]["want"], request["answered"]) == ("Ana", "come", None)
    assert circle(phone, "answer", id, "coming")
    assert "Ben is coming." in ana("sync").out
    (line,) = ana.json("circle", "list")
    assert (line["state"], line["last_opened"] is not None) == ("open", True)
    assert ana("circle", "over").code == 0
    circle(phone, "carry")
    assert circle(phone, "requests") == []
    # What the terminal ends reads the same as what has run out.
    assert ana("circle", "end", "--all", "--yes").code == 0
    circle(phone, "carry")
    assert [one["state"] for one in circle(phone, "everybody")] == ["ended"]


def test_a_phone_takes_nothing_that_the_other_wrote_in_its_name(
    linked: tuple[Phone, Device, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    phone, ben, id = linked
    request = new_id()
    circle(phone, "ask", request, "talk", None)
    assert ben("sync").code == 0
    monkeypatch.setenv("RECOVERY_HOME", str(ben.folder))
    with diaries.existing() as diary, closing(Link(diary.journal, queries.members(diary.journal)[0])) as link:
        link.follow()
        forge(link, "a", records.HELP, request, 9, mark=True, at="2026-03-07T12:00:00Z", state="over")
    circle(phone, "carry")
    assert circle(phone, "ownOpen")["id"] == request
    assert circle(phone, "one", id)["notices"] == ["forged"]
    assert ben("sync").code == 0  # and what the phone said stands at the server again
    assert ben.json("circle", "show", "Ana")["asking"]["id"] == request


def test_a_day_waits_and_then_says_nothing_but_that_there_was_a_check_in(linked: tuple[Phone, Device, str]) -> None:
    phone, ben, id = linked
    today = datetime.now(UTC)
    day = (today - timedelta(hours=4)).date().isoformat()
    phone.put(checkin(day, note="CANARY", mood=3), command="checkin")
    ready = circle(phone, "carry")
    ben("sync")
    assert not ben.json("circle", "show", "Ana")["day"]["checked_in"]
    phone.ask("at", ms=max(ready or 0, round(today.timestamp() * 1000)) + 1000)
    assert circle(phone, "carry") is None
    phone.ask("at", ms=None)
    ben("sync")
    assert ben.json("circle", "show", "Ana")["day"] == {"day": day, "checked_in": True}
    assert "CANARY" not in str(circle(phone, "one", id))
    # Nothing of the circle is taken back by undo, and a lock seals it anew.
    assert [step["command"] for step in phone.ask("steps")] == ["checkin"]
    phone.ask("protect", lock={"passphrase": "correct horse"})
    assert [one["state"] for one in circle(phone, "everybody")] == ["open"]


def test_sharing_nothing_holds_without_a_network(linked: tuple[Phone, Device, str], server: Served) -> None:
    phone, ben, id = linked
    circle(phone, "change", id, {"paused": True})
    ben("sync")
    assert ben.json("circle", "show", "Ana")["gives"] == ["help"]
    phone.put({"kind": "member", "id": id, "origin": "http://127.0.0.1:9"})  # nobody listens there
    assert not circle(phone, "end", "all")
    (one,) = circle(phone, "everybody")
    assert (one["state"], one["person"]["shares"]) == ("ended", [])
    with pytest.raises(NodeError) as nobody:
        circle(phone, "ask", new_id(), None, None)
    assert nobody.value.word == "nobody_to_ask"
    phone.put({"kind": "member", "id": id, "origin": server.origin})
    circle(phone, "carry")
    assert "Sharing has ended." in ben("sync").out


def test_each_device_of_a_person_is_the_same_party_of_a_link(
    server: Served, node: Node, device: Callable[[str], Device]
) -> None:
    laptop, ben, phone = device("laptop"), device("ben"), Phone(node, f"mine {new_id()}")
    laptop("init", "--timezone", "UTC")
    words = laptop.json("sync", "join", server.origin)["recovery_phrase"]
    link = laptop.json("circle", "invite", "Ben", "--as", "sponsor", "--link", "--yes", "--me", "Ana")["link"]
    assert ben.json("circle", "accept", link, "--yes")["name"] == "Ana"
    for _ in range(2):
        assert laptop("sync").code == 0
    phone.ask("create")
    phone.ask("joinByWords", server=server.origin, words=words, name="phone")
    phone.ask("sync")
    request = new_id()
    circle(phone, "ask", request, "call", None)  # a link that this device has never met
    assert circle(phone, "asking", request)["taken"] == ["Ben"]
    ben("sync")
    assert ben("circle", "answer", "calling").code == 0
    assert "Ben is calling you." in laptop("sync").out
    circle(phone, "look")
    assert circle(phone, "ownOpen")["haveIt"] == ["Ben"]
    assert laptop("circle", "over").code == 0
    circle(phone, "carry")
    assert circle(phone, "ownOpen") is None
    # What one device sent, the other's log has too.
    laptop("sync")
    there = [(one["what"], one["change"], one["named"]) for one in laptop.json("circle", "log")]
    (known,) = circle(phone, "everybody")
    assert sorted(map(str, there)) == sorted(str((one["kind"], one["change"], one["named"])) for one in known["sent"])
    assert ("help", "over", None) in there
    # A device was lost: whoever has a copy of its keys is out of the link, and the other devices go on.
    before = phone.ask("members")[0]["seed"]
    assert circle(phone, "renew") == []
    assert phone.ask("members")[0]["seed"] != before
    phone.ask("sync")
    for one in (ben, laptop):
        assert one("sync").code == 0
    assert [line["state"] for line in laptop.json("circle", "list")] == ["open"]
    assert "new keys" in ben("circle", "list").out
    # What one device ends, the other knows of by the journal's own sync.
    assert circle(phone, "end", "all")
    phone.ask("sync")
    laptop("sync")
    assert [one["state"] for one in laptop.json("circle", "list")] == ["ended"]


def test_a_link_that_has_long_been_over_is_forgotten(linked: tuple[Phone, Device, str]) -> None:
    phone, ben, id = linked
    assert circle(phone, "end", "all")
    assert phone.ask("history", ref={"kind": "member", "local": id})
    assert ben("sync").code == 0
    began = round(datetime.now(UTC).timestamp() * 1000)
    for days, left in ((89, 1), (92, 0)):
        phone.ask("at", ms=began + days * 86_400_000)
        circle(phone, "carry")
        assert (len(phone.ask("members")), len(circle(phone, "everybody"))) == (left, left), days
    assert phone.ask("steps") == []
    assert phone.ask("history", ref={"kind": "member", "local": id}) == []
