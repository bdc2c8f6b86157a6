"""Many clients on one counselor's device: no link holds a word or a key of another, and the end of one stops none."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from recovery.circle import asking, link_sync, queries, records, writing
from recovery.diary import new_id
from recovery.errors import Unreachable
from recovery.sync.transport import CUT, Server
from tests.circle.conftest import Side
from tests.conftest import PATIENCE_SECONDS
from tests.sync.devices import DAY, Person

if TYPE_CHECKING:
    import pytest

CLIENTS = 6


def words_in(side: Side, place: int = 0) -> str:
    """All that one link holds on that side."""
    with side.diary() as diary:
        member = queries.members(diary.journal)[place]
        return "".join(one.body for one in queries.kept(diary.journal, member.id))


def test_clients_of_one_counselor_stay_apart(people: Callable[[str], Person]) -> None:
    lee = Side(people("lee").device())
    clients = [Side(people(f"client {number}").device()) for number in range(CLIENTS)]
    for number, client in enumerate(clients):
        lee.accept(client.invite("help", "mark"))
        client.carry()
        with client.diary() as diary:
            values = {"what": f"CLIENT{number}", "day": DAY}
            asking.say(diary.journal, queries.members(diary.journal), records.MARK, values, new_id())
    lee.carry()
    with lee.diary() as diary:
        members = queries.members(diary.journal)
        for number, member in enumerate(members):
            task = {"text": f"TASK{number}", "due": None, "state": records.PROPOSED}
            asking.say(diary.journal, [member], records.TASK, task, new_id())
        keys = {(member.seed, member.account, member.theirs) for member in members}
        assert all(len(set(each)) == CLIENTS for each in zip(*keys, strict=True))
    for client in clients:
        client.carry()
    for number, client in enumerate(clients):
        for said in (words_in(client), words_in(lee, number)):
            found = {
                word for word in (f"{kind}{n}" for kind in ("CLIENT", "TASK") for n in range(CLIENTS)) if word in said
            }
            assert found == {f"CLIENT{number}", f"TASK{number}"}
    with clients[2].diary() as diary:
        link_sync.end(diary.journal, queries.members(diary.journal), diary.today)
        assert link_sync.finish_ended(diary.journal, diary.today) == []
    assert [one.reached for one in lee.carry()] == [number != 2 for number in range(CLIENTS)]


def test_a_server_that_does_not_answer_keeps_no_other_from_hearing_of_a_request(
    people: Callable[[str], Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, ben, cleo = (Side(people(name).device()) for name in ("ana", "ben", "cleo"))
    for other in (ben, cleo):
        other.accept(ana.invite("help"))
        ana.carry()
    ana.change(origin="http://127.0.0.1:9")  # of the first
    connect, push, sent = Server._connect, Server.ask_with_token, threading.Event()

    def connecting(self: Server, *given: Any) -> Any:
        if self.origin.endswith(":9"):
            assert sent.wait(PATIENCE_SECONDS), "the other one waited for it"
            raise Unreachable(CUT)
        return connect(self, *given)

    def pushing(self: Server, method: str, path: str, body: Any = None) -> dict[str, Any]:
        answer = push(self, method, path, body)
        if path.endswith("/push"):
            sent.set()
        return answer

    monkeypatch.setattr(Server, "_connect", connecting)
    monkeypatch.setattr(Server, "ask_with_token", pushing)
    with ana.diary() as diary:
        members = queries.members(diary.journal)
        taken = asking.ask(diary.journal, members, new_id(), writing.now(), "call", None)
        assert [one.id for one in taken] == [members[1].id]
        assert all(queries.unsent(diary.journal, one.id) != [] for one in members[:1])
