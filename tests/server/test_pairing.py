"""The mailbox of a pairing: first post wins, a second one ends it, five minutes, one use."""

from __future__ import annotations

import threading
import time
from typing import Any

import httpx

from tests.server.person import Person, b64, new_id


def put(person: Person, mailbox: str, slot: str, body: bytes, *, token: bool = False) -> httpx.Response:
    path = f"/v1/pair/{mailbox}/{slot}"
    if token:
        return person.ask("PUT", path, json={"body": b64(body)})
    return person.http.put(path, json={"body": b64(body)})


def get(person: Person, mailbox: str, slot: str, wait: int = 0) -> httpx.Response:
    return person.http.get(f"/v1/pair/{mailbox}/{slot}", params={"wait": wait})


def said(answer: httpx.Response) -> tuple[int, Any]:
    return answer.status_code, answer.json() if answer.content else None


def test_a_whole_pairing(person: Person) -> None:
    mailbox = new_id()
    assert said(get(person, mailbox, "offer")) == (410, {"error": "gone"})
    for slot in ("offer", "join", "reveal", "device", "ring"):
        token = slot in ("offer", "reveal", "ring")
        assert said(put(person, mailbox, slot, slot.encode(), token=token)) == (204, None)
        assert said(put(person, mailbox, slot, slot.encode(), token=token)) == (204, None), "a retry is harmless"
        if slot != "ring":
            for _ in range(2):
                assert said(get(person, mailbox, slot)) == (200, {"body": b64(slot.encode())})
    for _ in range(2):
        assert said(get(person, mailbox, "ring")) == (200, {"body": b64(b"ring")}), "an answer may be lost"
        for slot in ("offer", "join", "reveal", "device"):
            assert said(get(person, mailbox, slot)) == (410, {"error": "gone"})
    for slot in ("offer", "ring"):
        assert said(put(person, mailbox, slot, b"again", token=True)) == (410, {"error": "gone"})


def test_a_second_post_ends_the_pairing_for_both(person: Person) -> None:
    mailbox = new_id()
    put(person, mailbox, "offer", b"offer", token=True)
    assert said(put(person, mailbox, "join", b"mine")) == (204, None)
    assert said(put(person, mailbox, "join", b"another's")) == (409, {"error": "taken"})
    for slot in ("offer", "join", "reveal"):
        assert said(get(person, mailbox, slot)) == (410, {"error": "gone"})
    assert said(put(person, mailbox, "join", b"mine")) == (410, {"error": "gone"})
    assert said(put(person, mailbox, "offer", b"offer", token=True)) == (410, {"error": "gone"})


def test_parts_come_in_their_order_and_from_whom_they_should(person: Person, stranger: Person) -> None:
    mailbox = new_id()
    assert said(put(person, mailbox, "join", b"x")) == (410, {"error": "gone"})
    for slot in ("offer", "reveal", "ring"):
        assert said(put(person, mailbox, slot, b"x")) == (401, {"error": "token"})
    put(person, mailbox, "offer", b"offer", token=True)
    assert said(put(person, mailbox, "reveal", b"x", token=True)) == (404, {"error": "waiting"})
    assert said(put(person, mailbox, "device", b"x")) == (404, {"error": "waiting"})
    put(person, mailbox, "join", b"join")
    assert said(put(stranger, mailbox, "reveal", b"x", token=True)) == (410, {"error": "gone"})
    assert said(put(stranger, mailbox, "offer", b"x", token=True)) == (410, {"error": "gone"})
    assert said(get(person, mailbox, "join")) == (200, {"body": b64(b"join")}), "a stranger ended nothing"


def test_who_waits_is_woken(person: Person) -> None:
    mailbox = new_id()
    put(person, mailbox, "offer", b"offer", token=True)
    begun = time.monotonic()
    assert said(get(person, mailbox, "join", wait=1)) == (404, {"error": "waiting"})
    assert time.monotonic() - begun > 0.9
    later = threading.Timer(0.3, put, (person, mailbox, "join", b"join"))
    later.start()
    begun = time.monotonic()
    with httpx.Client(base_url=person.origin, timeout=120) as other:
        answer = other.get(f"/v1/pair/{mailbox}/join", params={"wait": 25})
    assert said(answer) == (200, {"body": b64(b"join")})
    assert time.monotonic() - begun < 20, "long before it would have answered by itself"
    later.join()


def test_parts_have_a_size_and_slots_a_name(person: Person) -> None:
    mailbox = new_id()
    assert said(put(person, mailbox, "offer", bytes(16 * 1024 + 1), token=True)) == (413, {"error": "body"})
    assert said(put(person, mailbox, "offer", bytes(16 * 1024), token=True)) == (204, None)
    assert said(put(person, mailbox, "other", b"x")) == (404, {"error": "not_found"})
    assert said(put(person, "xyz", "join", b"x")) == (404, {"error": "not_found"})
    assert said(get(person, mailbox, "join", wait=26)) == (400, {"error": "malformed"})


def test_an_account_has_few_pairings_under_way(person: Person) -> None:
    boxes = [new_id() for _ in range(6)]
    answers = [put(person, box, "offer", b"x", token=True) for box in boxes]
    assert [answer.status_code for answer in answers] == [204] * 5 + [429]
    assert 200 <= int(answers[-1].headers["retry-after"]) <= 301
    assert said(put(person, boxes[0], "offer", b"over", token=True)) == (409, {"error": "taken"})
    assert said(put(person, boxes[5], "offer", b"x", token=True)) == (204, None), "one that was ended makes room"
