"""What a phone sends by hand, takes in and opens beside somebody, with real terminals as the other side."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.server.conftest import Serving
from tests.sync.conftest import device, server
from tests.sync.scenarios import planted
from tests.sync.served import Device, Served
from tests.web.node import Node, NodeError
from tests.web.phones import Phone, new_id, terminal_rows
from tests.web.test_circle import circle, invitation, linked

__all__ = ["device", "linked", "server"]
IDS = {"id", "day"}  # what differs between two who take the same


def test_what_is_sent_by_hand_comes_to_the_terminal(linked: tuple[Phone, Device, str]) -> None:
    phone, ben, id = linked
    assert circle(phone, "hard", 6, [id]) == ["Ben"]
    circle(phone, "change", id, {"shares": ["day", "help", "mark", "page"], "weekly": "mon"})
    assert [one["id"] for one in circle(phone, "pagesDue")] == [id]
    page = "# A page\n\n- one\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    assert circle(phone, "give", id, {"what": "mark", "text": "A line of my own"})
    assert circle(phone, "give", id, {"what": "page", "period": "2026-02-08 to 2026-03-07", "body": page})
    assert circle(phone, "pagesDue") == []
    with pytest.raises(NodeError) as long:
        circle(phone, "give", id, {"what": "page", "period": "x", "body": "x" * 300_001})
    assert long.value.word == "too_long"
    ben("sync")
    seen = ben.json("circle", "show", "Ana")
    assert [mark["what"] for mark in seen["marks"]] == ["A line of my own"]
    assert datetime.fromisoformat(seen["hard_until"]) > datetime.now(UTC) + timedelta(hours=5)
    assert ben("circle", "show", "Ana", "--page").out.strip() == page.strip()


def test_proposals_are_taken_as_the_terminal_takes_them_and_confirmed(
    linked: tuple[Phone, Device, str], node: Node
) -> None:
    """The phone proposes what the terminal takes; of the same proposals the phone's rule writes the same."""
    phone, ben, id = linked
    long = "Call the clinic about the form that is still missing and ask for a new date " * 3
    proposed: list[dict[str, Any]] = [
        {"what": "task", "text": "Walk", "due": "2030-01-02"},
        {"what": "task", "text": " ".join(long.split()), "due": None},
        {"what": "visit", "at": "2030-01-02T15:30:00Z", "where": "Main Street 5"},
    ]
    for given in proposed:
        assert circle(phone, "give", id, given)
    ben("sync")
    seen = ben.json("circle", "show", "Ana")["proposals"]
    (profile,) = [row for row in terminal_rows(ben.folder) if row["kind"] == "profile"]
    for one in seen:
        record = ben.json("circle", "take", one["id"])
        at = None if one["at"] is None else one["at"].replace("+00:00", "Z")
        asked = {"by": "Ana", "text": one["text"], "due": one["due"], "at": at}
        (edit,) = node.ask("taken", {"rows": [profile], "now": "2026-03-07T12:00:00Z", "proposed": asked})
        written = {name: value for name, value in record.items() if value is not None and name not in IDS}
        assert {name: value for name, value in edit["put"].items() if value is not None and name not in IDS} == written
    (walk,) = [one for one in seen if one["text"] == "Walk"]
    assert circle(phone, "confirm", id, walk["id"])
    ben("sync")
    confirmed = ben.json("circle", "show", "Ana")["proposals"]
    assert [one["text"] for one in confirmed if one["confirmed"]] == ["Walk"]
    # And the other way: what the terminal proposes stands on the phone.
    assert ben("circle", "send", "Ana", "--task", "Breathe").code == 0
    circle(phone, "carry")
    assert [one["text"] for one in circle(phone, "one", id)["theirs"]["proposals"]] == ["Breathe"]


def test_that_a_request_is_over_is_said_once(server: Served, node: Node, device: Callable[[str], Device]) -> None:
    phone, ana = Phone(node, f"ben {new_id()}"), device("ana")
    ana("init", "--timezone", "UTC")
    asked_in = ("circle", "invite", "Ben", "--as", "sponsor", "--link", "--yes", "--server", server.origin)
    phone.ask("create")
    circle(phone, "accept", ana.json(*asked_in)["link"], "Ana")
    ana("sync")
    assert ana("circle", "ask").code == 0
    circle(phone, "carry")
    assert circle(phone, "allRight") == []
    assert ana("circle", "over").code == 0
    circle(phone, "carry")
    (over,) = circle(phone, "allRight")
    assert over["person"]["name"] == "Ana"
    circle(phone, "noteAllRight", over)
    assert circle(phone, "allRight") == []


def test_somebody_beside_joins_by_words_and_six_digits(
    server: Served, node: Node, device: Callable[[str], Device]
) -> None:
    ana, ben, eve = (Phone(node, f"{name} {new_id()}") for name in ("ana", "ben", "eve"))
    for one in (ana, ben, eve):
        one.ask("create")
    ana.ask("inviteBeside", given=invitation(server.origin, name="Ben"))
    shown = ana.pairing("code")
    assert len(shown["words"].split()) == 8
    ben.ask("acceptBeside", code=shown["code"], server="")
    digits = [one.pairing("digits")["digits"] for one in (ana, ben)]
    assert digits[0] == digits[1]
    for one in (ben, ana):
        one.ask("answers", yes=True)
    assert "id" in ana.pairing("id")
    assert "id" in ben.pairing("id")
    for one in (ana, ben, ana):
        circle(one, "carry")
    known = [circle(one, "everybody")[0] for one in (ana, ben)]
    assert [(one["state"], one["person"]["compared"]) for one in known] == [("open", True)] * 2
    assert known[1]["theirs"]["shares"] == ["day", "help"]
    # A terminal as whoever joins, by the words alone.
    ana.ask("inviteBeside", given=invitation(server.origin, name="Dora"), yes=True)
    words = ana.pairing("words")["words"]
    dora = device("dora")
    assert "Ana" in dora("circle", "accept", *words.split(), "--server", server.origin, "--yes").out
    ana.pairing("id")
    assert [one["person"]["name"] for one in circle(ana, "everybody")] == ["Ben", "Dora"]
    # Who says no joins nothing, and words that are none are said to be none.
    ana.ask("inviteBeside", given=invitation(server.origin, name="Eve"))
    eve.ask("acceptBeside", code=ana.pairing("words")["words"], server=server.origin)
    eve.pairing("digits")
    eve.ask("answers", yes=False)
    assert eve.pairing("failed")["failed"] == "pair_digits"
    assert circle(eve, "everybody") == []
    eve.ask("acceptBeside", code="no such words at all", server=server.origin)
    assert eve.pairing("failed")["failed"] == "not_words"


def test_a_closed_server_opens_a_link_for_a_ticket(node: Node, tmp_path: Path) -> None:
    plant = "from recovery.server import limits\nlimits.OPENING = limits.Rate(2, 1 / 3600)"
    serving = Serving(f"sqlite://{tmp_path}/server.db", env=planted(tmp_path / "planted", plant))
    try:
        phone, other = Phone(node, f"ana {new_id()}"), Phone(node, f"nobody {new_id()}")
        for one in (phone, other):
            one.ask("create")
        phone.ask("begin", server=serving.origin, name="phone")
        circle(other, "invite", invitation(serving.origin))  # the second of two that this address may open
        with pytest.raises(NodeError) as refused:
            circle(other, "invite", invitation(serving.origin))
        assert refused.value.word == "busy"
        assert circle(phone, "invite", invitation(serving.origin))["link"].startswith(serving.origin)
        lines = "".join(serving.log)
        assert json.loads(serving.log[-1])["event"] == "request"
        assert "Ticket" not in lines
    finally:
        assert serving.stop() == 0


def test_a_reward_is_agreed_with_a_counselor_and_counts_what_they_confirm(
    server: Served, node: Node, device: Callable[[str], Device]
) -> None:
    """The phone is the counselor, then the one who is rewarded; the terminal is the other."""
    phone, sam = Phone(node, f"lee {new_id()}"), device("sam")
    sam("init", "--timezone", "UTC")
    asked_in = ("circle", "invite", "Lee", "--as", "counselor", "--link", "--yes", "--server", server.origin)
    phone.ask("create")
    id = circle(phone, "accept", sam.json(*asked_in)["link"], "Sam")
    for step in (sam, phone, sam):
        step("sync") if isinstance(step, Device) else circle(step, "carry")

    def stand() -> list[tuple[str, int]]:
        known = circle(phone, "one", id)
        here = node.ask("rewards", {"person": known["person"], "own": known["own"], "theirs": known["theirs"]})
        sam("sync")
        there = sam.json("circle", "reward", "Lee")
        assert [(one["state"], one["confirmed"], one["times"]) for one in here] == [
            (one["state"], one["confirmed"], one["times"]) for one in there
        ]
        return [(one["state"], one["confirmed"]) for one in here]

    reward = {"what": "reward", "id": new_id(), "text": "a cinema ticket", "times": 2, "state": "open"}
    assert circle(phone, "give", id, reward)
    assert stand() == [("proposed", 0)]
    assert sam("circle", "reward", "Lee", "--agree").code == 0
    circle(phone, "carry")
    assert stand() == [("agreed", 0)]
    assert circle(phone, "give", id, {"what": "task", "text": "Group on Monday", "due": None, "done": True})
    ahead = {"what": "visit", "at": "2099-01-02T15:30:00Z", "where": None}
    with pytest.raises(NodeError) as early:
        circle(phone, "give", id, ahead | {"done": True})
    assert early.value.word == "refused"
    assert circle(phone, "give", id, ahead | {"at": "2026-01-02T15:30:00Z"})
    assert stand() == [("agreed", 1)], "what is only proposed counts for nothing"
    (visit,) = [one for one in circle(phone, "one", id)["own"]["proposals"] if one["kind"] == "visit"]
    assert circle(phone, "confirm", id, visit["id"])
    assert stand() == [("earned", 2)]
    assert circle(phone, "give", id, reward | {"state": "given"})
    assert stand() == [("given", 2)]
