"""One link between two people over a real server: claims, receipts, replays, other keys, and what it carries."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from recovery.circle import asking, link, link_sync, opening, queries, records, writing
from recovery.circle.invitation import read_link
from recovery.circle.member import last_second
from recovery.circle.side import Stopped, identity_of
from recovery.diary import new_id
from recovery.errors import Refused, Unreachable
from recovery.store import kinds
from recovery.sync import chain, server_api
from recovery.sync.account import Identity, account_id
from recovery.sync.transport import CUT, ErrorResponse, Server
from recovery.wire import protocol
from tests.circle.conftest import Side
from tests.server.conftest import Serving
from tests.sync.devices import DAY, Person
from tests.sync.test_canaries import CANARY, full_of_canaries
from tests.web.conftest import node
from tests.web.node import Node
from tests.web.phones import Phone

__all__ = ["node"]


def asked(side: Side, want: str = "talk") -> str:
    """A request for help, sent."""
    with side.diary() as diary:
        id, members = new_id(), link_sync.can_be_asked(diary.journal, diary.today)
        asking.ask(diary.journal, members, id, writing.now(), want, None)
        return id


def stands(side: Side, id: str) -> asking.Asking:
    with side.diary() as diary:
        found = asking.asking(diary.journal, queries.members(diary.journal), id, ())
        assert found is not None
        return found


def bodies(side: Side) -> list[str]:
    with side.diary() as diary:
        member = queries.members(diary.journal)[0]
        return [one.body for one in queries.kept(diary.journal, member.id)]


def test_nothing_is_said_before_the_claim_and_of_two_claims_one_wins(
    ana: Side, ben: Side, people: Callable[[str], Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    eve, invitation = Side(people("eve").device()), ana.invite("day", "help")
    ana.write(0)
    assert (ana.carry()[0].taken, ana.known().state, bodies(ana)) == (0, "invited", [])
    with pytest.raises(Refused, match=opening.OWN[:20]):
        ana.accept(invitation)

    with ana.link() as one:
        one.follow()
        one.say(records.CHEER, {"which": "here"})
        assert one.push() == 0

    put, raced = opening._put, list[str]()

    def slow(*given: Any) -> None:
        if not raced:  # the other one comes between this one's reading and its claim
            raced.append("eve")
            eve.accept(invitation)
        put(*given)

    monkeypatch.setattr(opening, "_put", slow)
    with pytest.raises(Refused, match="was used already"):
        ben.accept(invitation)
    with ben.diary() as diary:
        assert queries.members(diary.journal) == []
    with pytest.raises(Refused, match="was used already"):  # and later
        ben.accept(invitation)
    with pytest.raises(Refused, match=opening.KNOWN[:20]):
        eve.accept(invitation)
    ana.carry()
    assert (ana.known().state, ana.member().compared) == ("open", False)
    assert ana.member().theirs == identity_of(eve.member().seed).public.hex()
    with ana.link() as one, eve.link() as other:
        one.follow()
        other.follow()
        assert one.held.fingerprint == other.held.fingerprint


def test_a_claim_whose_answer_is_lost_is_settled_by_a_login(
    ana: Side, ben: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    invitation, ask = ana.invite("help"), Server.ask

    def lost(self: Server, method: str, path: str, body: Any = None, **more: Any) -> dict[str, Any]:
        answer = ask(self, method, path, body, **more)
        if (method, path) == ("PUT", "/v1/ring"):
            raise Unreachable(CUT)
        return answer

    monkeypatch.setattr(Server, "ask", lost)
    assert ben.accept(invitation).claimed
    monkeypatch.undo()
    assert ben.carry()[0].reached


def test_only_the_others_receipt_counts_as_reached_whatever_the_server_does(
    linked: tuple[Side, Side], monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, ben = linked
    first = asked(ana)
    ben.carry()
    with ben.diary() as diary:
        members = queries.members(diary.journal)
        assert [one.want for _, one in asking.open_requests(diary.journal, members)] == ["talk"]
        asking.answer(diary.journal, members[0], "calling")
    with ana.diary() as diary:
        asking.look(diary.journal, queries.members(diary.journal))
    now = stands(ana, first)
    assert (now.have_it, now.not_reached, [one.how for one in now.answers]) == (("Ben",), (), ["calling"])
    ben.carry()
    helps = {one.id: one for one in ben.known().theirs.helps}
    assert helps[first].answered_by is None  # nobody is told of their own answer

    # A server that takes all and stores nothing, and gives old answers once more.
    real, old = Server.ask_with_token, dict[str, Any]()

    def lying(self: Server, method: str, path: str, body: Any = None) -> dict[str, Any]:
        if path.endswith("/push"):
            return {"results": [{"id": one["id"], "status": "ok", "seq": 900} for one in body["records"]]}
        answer = real(self, method, path, body)
        if "/pull?" in path:
            answer = {**answer, "records": [*old.get("page", [])], "more": False}
            asked_after = int(path.split("after=")[1].split("&", maxsplit=1)[0])
            answer["next"] = answer["records"][-1]["seq"] if answer["records"] else asked_after
            answer["head"] = max(answer["head"], answer["next"])
        return answer

    with ana.link() as one:
        one.follow()
        path = f"/v1/c/{one.held.ring.collection.hex()}/pull?after=0&limit=500&epoch={(one.state.epoch or b'').hex()}"
        page = one.server.ask_with_token("GET", path)["records"]
        old["page"] = [{**record, "seq": 1000 + place} for place, record in enumerate(page)]
    monkeypatch.setattr(Server, "ask_with_token", lying)
    second = asked(ana, "come")
    with ana.diary() as diary:
        asking.look(diary.journal, queries.members(diary.journal))
    now = stands(ana, second)
    assert (now.have_it, now.not_reached, now.answers) == ((), ("Ben",), ())
    assert [now.step(seconds) for seconds in (0, 59, 60, 179, 180)] == [
        "sent",
        "sent",
        "nobody yet",
        "nobody yet",
        "call",
    ]
    heard = now._replace(have_it=("Ben",))
    assert [heard.step(seconds) for seconds in (60, 180)] == ["sent", "call"]
    answered = heard._replace(answers=stands(ana, first).answers)
    assert answered.step(10_000) == "sent"
    unable = heard._replace(answers=(answered.answers[0]._replace(how="cannot"),))
    assert (unable.step(1), unable.nobody_left) == ("call", True)  # everybody who was asked has said so
    more = unable._replace(asked=("Ben", "Maria"))
    assert [more.step(seconds) for seconds in (1, 179, 180)] == ["sent", "sent", "call"]
    assert (more.somebody, more.nobody_left) == (False, False)


def test_an_older_version_is_told_and_not_taken_and_what_is_held_back_shows(
    linked: tuple[Side, Side], monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, ben = linked
    old: dict[str, Any] = {}
    with ben.link() as one:
        one.follow()
        path = f"/v1/c/{one.held.ring.collection.hex()}/pull?after=0&limit=500&epoch={(one.state.epoch or b'').hex()}"
        old["before"] = one.server.ask_with_token("GET", path)
    ana.change(shares=("day", "help", "mark", "plan"))
    ana.carry()
    real = Server.ask_with_token

    def without_plan(self: Server, method: str, path: str, body: Any = None) -> dict[str, Any]:
        answer = real(self, method, path, body)
        if "/pull?" in path and answer["records"]:
            kept = answer["records"][:-1]  # all but the plan, which is the last that was said
            answer = {**answer, "records": kept, "next": kept[-1]["seq"]}
        return answer

    monkeypatch.setattr(Server, "ask_with_token", without_plan)
    assert not ben.known().held_back
    ben.carry()
    assert ben.known().held_back
    monkeypatch.undo()
    with ben.diary() as diary:
        state = queries.state(diary.journal, queries.members(diary.journal)[0])
        state.cursor = 0
        queries.save(diary.journal, state)
    ben.carry()
    assert (ben.known().held_back, ben.known().theirs.shares) == (False, ("day", "help", "mark", "plan"))

    def older(self: Server, method: str, path: str, body: Any = None) -> dict[str, Any]:
        answer = real(self, method, path, body)
        if "/pull?" in path:
            again = [{**record, "seq": 500 + place} for place, record in enumerate(old["before"]["records"])]
            answer = {**answer, "records": again, "next": again[-1]["seq"], "head": 999, "more": False}
        return answer

    monkeypatch.setattr(Server, "ask_with_token", older)
    with ben.link() as one, suppress(Unreachable):
        one.follow()
        one.pull()
    assert (ben.known().notices, ben.known().theirs.shares) == (("older",), ("day", "help", "mark", "plan"))


def test_a_third_stops_the_link_and_other_keys_are_told(linked: tuple[Side, Side]) -> None:
    ana, ben = linked
    ana.change(compared=True)
    with ben.link() as one:  # the phone of the other side was lost: a remaining device of it replaces its side
        lost = one.identity
        opening.replace_own(one, DAY)
    ana.carry()
    assert (ana.known().notices, ana.member().compared) == (("keys",), False)
    with closing(Server(ana.member().origin)) as server, pytest.raises(ErrorResponse):
        server_api.log_in(server, lost, account_id(bytes.fromhex(ana.member().account)))
    ana.write(0)
    request = asked(ana)
    ben.carry()
    ana.carry()
    assert stands(ana, request).have_it == ("Ben",)

    with ana.diary() as diary:  # and so does this side, in every link, as after `devices revoke`
        assert link_sync.replace_everywhere(diary.journal, diary.today) == []
    ben.carry()
    assert ben.known().notices == ("keys",)
    request = asked(ana)
    ben.carry()
    ana.carry()
    assert stands(ana, request).have_it == ("Ben",)

    third = Identity.new()
    with ben.link() as one:
        one.follow()
        ring = chain.with_device(one.held, one.identity, "third", third.public, third.sealing_public, DAY)
        one.server.ask_with_token("PUT", "/v1/ring", ring.signed.to_json())
    before = len(bodies(ana))
    with ana.link() as one, pytest.raises(Stopped):
        one.follow()
    assert (ana.known().stopped, ana.known().state) == ("third", "open")
    with ana.diary() as diary:
        assert link_sync.can_be_asked(diary.journal, diary.today) == []
    assert (ana.carry(), len(bodies(ana))) == ([], before)


def test_ended_removed_and_run_out_read_the_same_and_nothing_offline_is_lost(
    linked: tuple[Side, Side], monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, ben = linked

    def away(self: Server, *_: Any) -> Any:
        raise Unreachable(CUT)

    monkeypatch.setattr(Server, "_connect", away)
    with ana.diary() as diary:
        ended = link_sync.end(diary.journal, queries.members(diary.journal), diary.today)
        assert [one.shares for one in ended] == [()]
        assert len(link_sync.finish_ended(diary.journal, diary.today)) == 1
    assert ana.known().state == "ended"
    monkeypatch.undo()
    order: list[str] = []
    ask = Server.ask

    def noted(self: Server, method: str, path: str, *more: Any, **named: Any) -> Any:
        order.append(f"{method} {path.partition('?')[0]}")
        return ask(self, method, path, *more, **named)

    monkeypatch.setattr(Server, "ask", noted)
    ana.write(0)
    ana.carry()
    assert "DELETE /v1/account" in order
    assert not any("/push" in one or "/ring" in one for one in order)  # and nothing else of the link
    assert ben.carry()[0].over
    assert ben.known().state == "ended"
    with ben.diary() as diary:
        told = link_sync.ended_on(diary.journal, queries.members(diary.journal)[0])  # by the calendar of UTC
        assert abs((told - diary.today).days) <= 1
        assert len(link_sync.listed(diary.journal, told + timedelta(days=90))) == 1
        assert link_sync.listed(diary.journal, told + timedelta(days=91)) == []


def test_a_share_runs_out_by_itself(linked: tuple[Side, Side]) -> None:
    ana, ben = linked
    with ana.diary() as diary, ben.diary() as other:
        one, theirs = queries.members(diary.journal)[0], queries.members(other.journal)[0]
        assert one.until == theirs.until
        for member, journal in ((one, diary.journal), (theirs, other.journal)):
            assert link_sync.known(journal, member, one.until).state == "open"
            assert link_sync.known(journal, member, one.until + timedelta(days=1)).state == "ended"
        # The server ends it as well, also when nobody is there any more.
        with closing(link.Link(diary.journal, one)) as at:
            assert at.server.ask_with_token("GET", "/v1/usage")["until"] == last_second(one.until)
        later = queries.change(diary.journal, one, until=one.until + timedelta(days=9))
        link_sync.carry(diary, [later], moved=True)
        with closing(link.Link(diary.journal, later)) as at:
            assert at.server.ask_with_token("GET", "/v1/usage")["until"] == last_second(later.until)
        link_sync.carry(other)
        assert queries.members(other.journal)[0].until == later.until


def test_no_field_that_is_not_shared_stands_in_a_link(ana: Side, ben: Side) -> None:
    assert full_of_canaries(ana.device) > len(kinds.SYNCED)  # also a link that leads nowhere
    with ana.diary() as diary:
        diary.journal.execute("UPDATE member SET ended = '2026-03-07'")
        diary.journal.execute("UPDATE checkin SET day = '2026-03-07'")
    ben.accept(ana.invite("day", "help", "mark", "plan", "page"))
    with ana.diary() as diary:
        diary.journal.execute(
            "INSERT INTO plan_item (id, section, position, text) VALUES (?, 'warning_signs', 5, 'skips meals')",
            (new_id(),),
        )
        diary.journal.execute("DELETE FROM plan_item WHERE section = 'warning_signs' AND text LIKE ?", (f"%{CANARY}%",))
        members = [one for one in queries.members(diary.journal) if one.ended is None]
        link_sync.carry(diary, members)
    ben.carry()
    said = bodies(ben)
    assert {records.DAY, records.PLAN, records.HELLO} <= {
        kind for body in said for kind in records.KINDS if f'"kind":"{kind}"' in body
    }
    assert any("skips meals" in body for body in said)
    assert not [body for body in said if CANARY in body]


def test_a_push_of_the_journal_changes_no_byte_head_or_wake_of_a_link(linked: tuple[Side, Side]) -> None:
    ana, ben = linked
    with ben.link() as one:
        one.follow()
        path = f"/v1/c/{one.held.ring.collection.hex()}/pull?after=0&limit=500&epoch={(one.state.epoch or b'').hex()}"
        before = one.server.ask_with_token("GET", path)
        events = one.server.events()
        try:
            assert events.wait(30)  # each stream begins with one
            ana.carry()
            before = one.server.ask_with_token("GET", path)
            while events.wait(0.2):
                pass
            ana.write(3)
            with ana.diary() as diary, diary.journal.command("log"):
                craving = "INSERT INTO craving (id, at, timezone, day, intensity) VALUES (?, ?, 'UTC', ?, 8)"
                diary.journal.execute(craving, (new_id(), f"{diary.today}T03:10:00Z", diary.today.isoformat()))
            assert ana.device.sync().pushed >= 2
            assert [done.taken for done in ana.carry()] == [0]
            assert not events.wait(0.5)
        finally:
            events.close()
        assert one.server.ask_with_token("GET", path) == before


class Walk:
    """Two devices of one person, a member whose journal is kept elsewhere and one on a page, and chance.

    Answers get lost, the journal's own sync runs too, and the clocks are a day and more apart.
    """

    AHEAD = (timedelta(hours=26), timedelta(hours=-3), timedelta(days=-2))

    def __init__(self, seed: int, people: Callable[[str], Person], elsewhere: Person, page: Phone) -> None:
        self.chance, person = random.Random(seed), people("two")
        self.one, self.two, self.ben = Side(person.device()), Side(person.device()), Side(elsewhere.device())
        self.lose, self.page = False, page
        self.ben.accept(self.one.invite("day", "help", "mark"))
        for side in (self.one, self.two):
            side.device.sync()  # so that this link is the first on both devices
        page.ask("create")
        self.guest = self.on_page("accept", self.one.invite("help"), "Ana")
        self.acts = (self.share, self.mark, asked, self.check_in)

    def on_page(self, call: str, *given: Any) -> Any:
        """Something that the page's own script is asked."""
        return self.page.ask("circle", call=call, given=given)

    @contextmanager
    def by_its_clock(self, side: Side) -> Iterator[Side]:
        """As its own clock has it, while it does something."""
        ahead = self.AHEAD[(self.one, self.two, self.ben).index(side)]
        with time_machine.travel(datetime.now(UTC) + ahead, tick=True):
            yield side

    def share(self, side: Side) -> None:
        words = ("day", "help", "mark", "plan")
        side.change(shares=tuple(word for word in words if self.chance.random() < 0.6))

    def check_in(self, side: Side) -> None:
        side.write(self.chance.randrange(9))

    def mark(self, side: Side) -> None:
        with side.diary() as diary:
            values = {"what": str(self.chance.random()), "day": DAY}
            asking.say(diary.journal, queries.members(diary.journal)[:1], records.MARK, values, new_id())

    def step(self) -> None:
        side, self.lose = self.chance.choice((self.one, self.two)), self.chance.random() < 0.5
        with suppress(Unreachable), self.by_its_clock(side):
            self.chance.choice(self.acts)(side)
        for somebody in (self.one, self.two, self.ben):
            if self.chance.random() < 0.4:
                with self.by_its_clock(somebody):
                    somebody.carry()
        if self.chance.random() < 0.4:
            self.on_page("carry")
        if self.chance.random() < 0.3:
            with suppress(Unreachable), self.by_its_clock(side):
                side.device.sync()

    def settle(self) -> None:
        self.lose = False
        for side in (self.one, self.two, self.one, self.two):
            with self.by_its_clock(side):
                side.device.sync()
        for side in (self.one, self.ben, self.two, self.ben, self.one, self.ben, self.two):
            self.on_page("carry")
            with self.by_its_clock(side):
                side.carry()

    def agree(self) -> None:
        with self.one.diary() as diary:
            guest = link_sync.known(diary.journal, queries.members(diary.journal)[1], diary.today)
        seen = self.on_page("one", self.guest)["theirs"]
        assert {(one["id"], one["open"]) for one in seen["helps"]} == {(one.id, one.open) for one in guest.own.helps}
        assert (seen["shares"], seen["marks"]) == (["help"], [])  # and nothing of what another is sent
        one, two, ben = self.one.known(), self.two.known(), self.ben.known()
        assert one.own == two.own == ben.theirs
        assert set(ben.theirs.shares) == set(one.member.shares)
        assert not ben.held_back
        shared = {records.DAY: "day", records.PLAN: "plan"}
        with self.ben.diary() as diary:
            said = queries.said(diary.journal, ben.member.id)
        gone = [one_ for one_ in said if shared.get(one_.kind, "help") not in ("help", *one.member.shares)]
        assert not [value for one_ in gone if one_.side == "a" for value in one_.fields.values() if value]


@pytest.mark.parametrize(
    ("sync_server", "seed"), [("sqlite", 0), ("sqlite", 1), ("postgres", 2)], indirect=["sync_server"]
)
def test_whatever_both_do_in_whatever_order_both_end_with_the_same(
    seed: int, people: Callable[[str], Person], elsewhere: Person, node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk = Walk(seed, people, elsewhere, Phone(node, f"page {new_id()}"))
    real = Server.ask_with_token

    def lossy(self: Server, method: str, path: str, body: Any = None) -> dict[str, Any]:
        answer = real(self, method, path, body)
        if walk.lose and walk.chance.random() < 0.3:
            raise Unreachable(CUT)
        return answer

    monkeypatch.setattr(Server, "ask_with_token", lossy)
    walk.settle()
    for _ in range(12):
        walk.step()
    walk.settle()
    walk.agree()


def test_a_server_put_back_gets_again_what_it_lost(linked: tuple[Side, Side], monkeypatch: pytest.MonkeyPatch) -> None:
    ana, ben = linked
    real = Server.ask_with_token

    def losing(self: Server, method: str, path: str, body: Any = None) -> dict[str, Any]:
        if path.endswith("/push"):
            return {"results": [{"id": one["id"], "status": "ok", "seq": 900} for one in body["records"]]}
        return real(self, method, path, body)

    monkeypatch.setattr(Server, "ask_with_token", losing)
    request = asked(ana)
    ana.change(shares=("help",))
    ana.carry()
    monkeypatch.setattr(Server, "ask_with_token", real)
    with ana.link() as one:  # and its operator says that it was put back
        one.state.epoch = bytes(16)
        one.save()
    for side in (ana, ana, ben, ana):
        side.carry()
    assert stands(ana, request).have_it == ("Ben",)
    assert (ben.known().theirs, ben.known().held_back) == (ana.known().own, False)


def test_an_invitation_says_nothing_where_it_is_not_whole(ana: Side, ben: Side) -> None:
    invitation = ana.invite("help")
    origin, _, fragment = invitation.partition("#")
    assert (len(fragment), fragment[0]) == (172, "1")
    whole = read_link(invitation)
    assert account_id(whole.account) == account_id(bytes.fromhex(ana.member().account))
    for broken in (
        invitation[:-1],
        f"{origin}#2{fragment[1:]}",
        f"{invitation}x",
        fragment,
        f"{origin}?a=b#{fragment}",
        "recovery:circle",
    ):
        with pytest.raises(Refused) as refused:
            ben.accept(broken)
        assert fragment[5:30] not in refused.value.sentence


def test_a_server_that_opens_no_more_accounts_opens_a_link_for_a_ticket(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    serving = Serving(f"sqlite://{tmp_path}/server.db")  # ten new accounts of one address, and then no more for now
    person = Person(serving.origin, tmp_path / "ana")
    try:
        ana = Side(person.device())
        for _ in range(9):
            ana.invite("help")
        given = opening.ticket_of
        monkeypatch.setattr(opening, "ticket_of", lambda *_: None)
        with pytest.raises(ErrorResponse) as refused:
            ana.invite("help")
        assert refused.value.code == protocol.SLOW_DOWN
        monkeypatch.setattr(opening, "ticket_of", given)
        assert read_link(ana.invite("help")).origin == serving.origin
        with ana.diary() as diary:
            assert opening.ticket_of(diary.journal, "https://elsewhere.example") is None
    finally:
        person.close()
        assert serving.stop() == 0


def test_a_phone_is_rung_for_what_is_sent_by_hand_where_the_server_can(
    linked: tuple[Side, Side], monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, ben = linked
    real, ask, rung, able = Server.ask_with_token, Server.ask, list[bool](), ["doorbell"]

    def noted(self: Server, method: str, path: str, body: Any = None) -> dict[str, Any]:
        if path.endswith("/push"):
            rung.append(body.get("ring", False))
        return real(self, method, path, body)

    def about(self: Server, method: str, path: str, *more: Any, **named: Any) -> dict[str, Any]:
        answer = ask(self, method, path, *more, **named)
        return answer | ({"can": able} if path == "/v1/about" else {})

    monkeypatch.setattr(Server, "ask_with_token", noted)
    monkeypatch.setattr(Server, "ask", about)
    request = asked(ana)
    ben.carry()  # a receipt is nothing that somebody sends
    ana.change(shares=("day", "help", "plan"))
    ana.carry()
    assert (rung, stands(ana, request).have_it) == ([True, False, False], ("Ben",))
    able.clear()
    asked(ana)
    assert rung[3:] == [False]
