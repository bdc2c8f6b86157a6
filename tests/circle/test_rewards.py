"""A reward agreed with a counselor: both say it, and only what the counselor confirmed counts towards it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from recovery.circle import confirming, reward_views, rewards
from recovery.circle.member import Member
from recovery.circle.standing import Offer, Proposal, Standing
from recovery.errors import Refused
from tests.circle.test_words import FORBIDDEN
from tests.sync.conftest import device, server
from tests.sync.served import Device, Served

__all__ = ["device", "server"]


def offers(*states: str, text: str = "cinema", times: int = 2) -> Standing:
    return Standing(offers=tuple(Offer(f"r{place}", text, times, state) for place, state in enumerate(states)))


def having_confirmed(standing: Standing, *towards: str | None) -> Standing:
    done = tuple(
        Proposal(f"p{place}", "task", "a test", None, None, True, one)  # noqa: FBT003
        for place, one in enumerate(towards)
    )
    undone = Proposal("open", "visit", "", None, None, False, "r0")  # noqa: FBT003
    return standing._replace(proposals=(*done, undone))


def link(*, invited: bool, role: str = "counselor") -> Member:
    hex64 = "ab" * 32
    values: dict[str, Any] = {"id": "0" * 8 + "-0000-4000-8000-" + "0" * 12, "name": "Lee", "role": role}
    keys = {"account": hex64, "seed": hex64 * 2, "theirs": hex64, "ring": hex64, "origin": "https://a.example"}
    flags = {"invited": invited, "claimed": True, "compared": True, "paused": False, "until": "2027-01-01"}
    return Member.checked({**values, **keys, **flags})


@pytest.mark.parametrize("invited", [True, False])
def test_only_the_counselors_confirmations_count_and_only_once_both_agree(*, invited: bool) -> None:
    member = link(invited=invited)

    def states(person: Standing, counselor: Standing) -> list[tuple[str, int]]:
        own, theirs = (person, counselor) if invited else (counselor, person)
        return [(one.state, one.confirmed) for one in rewards.rewards(member, own, theirs)]

    assert states(offers("open"), Standing()) == [("proposed", 0)]
    assert states(offers("open"), offers("open", text="another")) == [("proposed", 0)]
    assert states(offers("open"), offers("open", times=3)) == [("proposed", 0)]
    both = offers("open")
    assert states(both, both) == [("agreed", 0)]
    assert states(both, having_confirmed(both, "r0", None, "other")) == [("agreed", 1)]
    assert states(both, having_confirmed(both, "r0", "r0")) == [("earned", 2)]
    assert states(having_confirmed(both, "r0", "r0", "r0"), both) == [("agreed", 0)]  # what the person says of it
    assert states(both, having_confirmed(offers("given"), "r0", "r0")) == [("given", 2)]
    assert states(offers("given"), having_confirmed(both, "r0")) == [("agreed", 1)]  # the counselor says what was given
    assert states(offers("over"), having_confirmed(both, "r0", "r0")) == [("over", 2)]
    assert rewards.rewards(link(invited=invited, role="family"), both, both) == []


def test_no_second_one_is_proposed_beside_an_open_one() -> None:
    both = offers("open")
    there = rewards.rewards(link(invited=True), both, both)
    with pytest.raises(Refused):
        rewards.to_propose(there)
    with pytest.raises(Refused):
        rewards.to_give(link(invited=True), there)
    over = rewards.rewards(link(invited=True), offers("over"), both)
    rewards.to_propose(over)
    lines = [
        *reward_views.reward_lines(link(invited=True), there),
        *reward_views.reward_lines(link(invited=True), over),
    ]
    assert lines == ["Agreed reward: cinema, after 2 confirmed visits or tasks. Confirmed so far: 0."]
    assert not any(FORBIDDEN.search(line) for line in lines)


def test_a_reward_from_the_proposal_to_the_day_it_is_given(server: Served, device: Callable[[str], Device]) -> None:
    sam, lee = device("sam"), device("lee")
    for one in (sam, lee):
        assert one("init", "--since", "2026-01-01", "--substance", "heroin", "--timezone", "UTC").code == 0
    asked_in = ("circle", "invite", "Dr Lee", "--as", "counselor", "--link", "--me", "Sam", "--yes")
    lee.json("circle", "accept", sam.json(*asked_in, "--server", server.origin)["link"], "--yes")
    family = sam.json("circle", "invite", "Ana", "--as", "family", "--link", "--yes", "--server", server.origin)
    assert family["name"] == "Ana"
    assert sam("circle", "reward", "Ana", "cinema", "--times", "2").code == 4
    assert sam("circle", "reward", "Dr", "cinema").code == 2

    sam("sync")
    early = lee.json("circle", "send", "Sam", "--task", "a walk")  # confirmed before anything was agreed
    lee.json("circle", "send", "Sam", "--confirm", early["id"][:6])
    (proposed,) = lee.json("circle", "reward", "Sam", "a cinema ticket", "--times", "2")
    assert (proposed["state"], proposed["proposed_by_you"]) == ("proposed", True)
    assert "a reward to agree on" in sam("sync").out
    assert "recovery circle reward" in " ".join(sam("circle", "show", "Dr").out.split())
    assert sam.json("goal", "list") == []
    (agreed,) = sam.json("circle", "reward", "Dr", "--agree")
    assert (agreed["state"], agreed["confirmed"], agreed["times"]) == ("agreed", 0, 2)

    assert "Sam agrees to the reward." in " ".join(lee("sync").out.split())
    visit = lee.json("circle", "send", "Sam", "--visit", "today", "--time", "00:00", "--where", "Room 4")
    assert lee("circle", "reward", "Sam", "--given").code == 3
    lee.json("circle", "send", "Sam", "--confirm", visit["id"][:6])
    lee.json("circle", "send", "Sam", "--confirm", visit["id"][:6])  # twice is once
    assert "confirmed: an appointment" in " ".join(sam("sync").out.split())
    assert sam.json("circle", "show", "Dr")["rewards"][0]["confirmed"] == 1
    sam.json("circle", "take", visit["id"][:6])  # nothing that the person does counts
    assert sam.json("circle", "reward", "Dr")[0]["confirmed"] == 1
    lee.json("circle", "send", "Sam", "--task", "test at the clinic", "--done")
    assert lee.json("circle", "reward", "Sam")[0]["state"] == "earned"
    assert sam("circle", "reward", "Dr", "--given").code == 4
    assert lee.json("circle", "reward", "Sam", "--given")[0]["state"] == "given"
    assert "Dr Lee says that the reward was given." in " ".join(sam("sync").out.split())
    assert "Agreed reward, given: a cinema ticket." in sam("circle", "reward", "Dr").out
    assert sam("undo", "--list").out.count("circle") == 0
    again = sam.json("circle", "reward", "Dr", "a book", "--times", "1")
    assert sorted(one["state"] for one in again) == ["given", "proposed"]
    ended = sam.json("circle", "reward", "Dr", "--end")
    assert sorted(one["state"] for one in ended) == ["given", "over"]


def test_only_the_counselor_confirms_and_only_what_was(
    server: Served, device: Callable[[str], Device], monkeypatch: pytest.MonkeyPatch
) -> None:
    sam, lee = device("sam"), device("lee")
    for one in (sam, lee):
        assert one("init", "--timezone", "UTC").code == 0
    asked_in = ("circle", "invite", "Dr Lee", "--as", "counselor", "--link", "--me", "Sam", "--yes")
    lee.json("circle", "accept", sam.json(*asked_in, "--server", server.origin)["link"], "--yes")
    sam("sync")
    task = sam.json("circle", "send", "Dr", "--task", "I was at the clinic")
    for refused in (("--task", "I was at the clinic", "--done"), ("--confirm", task["id"])):
        ran = sam("circle", "send", "Dr", *refused, "--yes")
        assert (ran.code, ran.err.strip()) == (4, confirming.THEY_CONFIRM)
    ahead = lee.json("circle", "send", "Sam", "--visit", "tomorrow", "--time", "23:59")
    for early in (("--visit", "tomorrow", "--time", "23:59", "--done"), ("--confirm", ahead["id"])):
        ran = lee("circle", "send", "Sam", *early)
        assert (ran.code, ran.err.strip()) == (4, confirming.NOT_YET)
    done = lee("circle", "send", "Sam", "--task", "a walk", "--done")
    assert done.out.strip() == "Sent to Sam: something to do, confirmed."
    lee.json("circle", "reward", "Sam", "a cinema ticket", "--times", "1")
    sam("sync")
    sam.json("circle", "reward", "Dr", "--agree")
    lee("sync")

    with monkeypatch.context() as older:  # a program that let both of them confirm
        older.setattr(confirming, "to_confirm", lambda *_: None)
        assert sam("circle", "send", "Dr", "--confirm", task["id"]).code == 0
        assert lee("circle", "send", "Sam", "--confirm", ahead["id"]).code == 0
    said = " ".join(lee("sync").out.split())
    assert ("New from Sam: something to do" in said, "confirmed" in said) == (True, False)
    assert [one["confirmed"] for one in lee.json("circle", "show", "Sam")["proposals"]] == [False]
    assert "confirmed: an appointment" not in " ".join(sam("sync").out.split())
    here = {one["id"]: one["confirmed"] for one in sam.json("circle", "show", "Dr")["proposals"]}
    assert (here[ahead["id"]], len(here)) == (False, 2)
    assert [side.json("circle", "reward", name)[0]["confirmed"] for side, name in ((sam, "Dr"), (lee, "Sam"))] == [0, 0]
    visit = Standing(proposals=(Proposal("v", "visit", "", None, datetime(2026, 3, 7, tzinfo=UTC), confirmed=True),))
    for day, holds in ((6, False), (8, True)):  # and it holds from its day on
        (held,) = confirming.as_it_holds(link(invited=True), "b", visit, datetime(2026, 3, day, tzinfo=UTC)).proposals
        assert held.confirmed is holds
