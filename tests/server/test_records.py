"""Push and pull as the protocol page promises them, on both engines."""

from __future__ import annotations

import base64

from tests.server.person import Person, b64, new_id, sealed, statuses


def test_what_was_pushed_is_pulled_in_its_order(person: Person) -> None:
    records = [person.record() for _ in range(7)]
    results = person.pushed(*records)
    assert statuses(results) == ["ok"] * 7
    assert [result["seq"] for result in results] == [1, 2, 3, 4, 5, 6, 7]
    page = person.pulled()
    assert (page["head"], page["next"], page["more"], page["epoch"]) == (7, 7, False, person.epoch)
    assert [(record["id"], record["version"], record["blob"]) for record in page["records"]] == [
        (record["id"], record["version"], record["blob"]) for record in records
    ]
    assert person.everything(limit=2) == page["records"]
    assert person.pulled(after=7)["records"] == []


def test_a_change_moves_a_record_to_the_end(person: Person) -> None:
    first, second = person.record(), person.record()
    person.pushed(first, second)
    changed = person.record(base=first["version"], id=first["id"])
    assert person.pushed(changed)[0] == {"id": first["id"], "status": "ok", "seq": 3}
    assert [(record["id"], record["seq"]) for record in person.everything()] == [(second["id"], 2), (first["id"], 3)]
    assert person.ask("GET", "/v1/usage").json()["records"] == 2


def test_the_same_push_again_changes_nothing(person: Person) -> None:
    record = person.record()
    (once,), (again,) = person.pushed(record), person.pushed(record)
    assert (once["status"], again["status"], again["seq"]) == ("ok", "duplicate", once["seq"])
    assert person.pulled()["head"] == 1


def test_who_comes_second_is_told_what_stands_there(person: Person) -> None:
    first = person.record()
    person.pushed(first)
    (result,) = person.pushed(person.record(base=new_id(), id=first["id"]))
    assert result["status"] == "conflict"
    assert result["current"] == {"id": first["id"], "version": first["version"], "seq": 1, "blob": first["blob"]}
    (result,) = person.pushed(person.record(id=first["id"]))
    assert (result["status"], result["current"]["version"]) == ("conflict", first["version"])
    (result,) = person.pushed(person.record(base=new_id()))
    assert result["status"] == "conflict"
    assert "current" not in result


def test_large_rows_in_the_way_are_told_as_far_as_there_is_room(person: Person) -> None:
    large = [person.record(blob=sealed(person.kid, 512 * 1024)) for _ in range(4)]
    for record in large:
        assert statuses(person.pushed(record)) == ["ok"]
    results = person.pushed(*(person.record(id=record["id"]) for record in large))
    assert statuses(results) == ["conflict"] * 4
    assert ["current" in result for result in results] == [True, False, False, False]


def test_a_page_ends_before_it_grows_too_large(person: Person) -> None:
    for _ in range(3):
        person.pushed(person.record(blob=sealed(person.kid, 512 * 1024 - 64)))
    page = person.pulled()
    assert (len(page["records"]), page["more"]) == (1, True) or (len(page["records"]), page["more"]) == (2, True)
    assert len(person.everything()) == 3


def test_one_id_twice_in_a_push_is_taken_in_turn(person: Person) -> None:
    first = person.record()
    second = person.record(base=first["version"], id=first["id"])
    third = person.record(base=first["version"], id=first["id"])
    assert statuses(person.pushed(first, second, third)) == ["ok", "ok", "conflict"]
    (kept,) = person.everything()
    assert (kept["version"], kept["seq"]) == (second["version"], 2)


def test_a_record_under_another_key_is_not_taken(person: Person) -> None:
    old = person.kid
    kept = person.record()
    assert statuses(person.pushed(kept)) == ["ok"]
    assert statuses(person.pushed(person.record(kid="00" * 8))) == ["unknown_key"]
    person.rotate()
    assert person.put_ring().status_code == 204
    assert statuses(person.pushed(kept)) == ["duplicate"]
    assert statuses(person.pushed(person.record(kid=old), person.record())) == ["stale_key", "ok"]


def test_a_record_too_large_is_told_apart(person: Person) -> None:
    blob = sealed(person.kid, 512 * 1024 + 1)
    assert statuses(person.pushed(person.record(blob=blob), person.record())) == ["too_large", "ok"]
    assert len(person.everything()) == 1


def test_what_is_no_sealed_record_is_refused_whole(person: Person) -> None:
    for blob in (b"\x02" + sealed(person.kid)[1:], b"\x01" + bytes(35)):
        answer = person.push(person.record(), person.record(blob=blob))
        assert (answer.status_code, answer.json()["error"]) == (400, "malformed")
    assert person.everything() == []


def test_another_life_of_the_database_is_told(person: Person) -> None:
    for answer in (person.push(person.record(), epoch=new_id()), person.pull(epoch=new_id())):
        assert (answer.status_code, answer.json()) == (409, {"error": "epoch", "epoch": person.epoch})


def test_another_accounts_collection_is_as_if_it_were_not_there(person: Person, stranger: Person) -> None:
    record = person.record()
    person.pushed(record)
    for _ in range(2):  # before and after it has one of that name itself
        page = stranger.pull(collection=person.collection).json()
        assert page == stranger.pull(collection=new_id()).json() | {"records": page["records"], "next": page["next"]}
        assert record["id"] not in [listed["id"] for listed in page["records"]]
        assert stranger.push(stranger.record(), collection=person.collection).status_code == 200
    assert [stored["seq"] for stored in stranger.pull(collection=person.collection).json()["records"]] == [1, 2]
    same_id = stranger.record(id=record["id"])
    assert statuses(stranger.pushed(same_id)) == ["ok"]
    assert [stored["blob"] for stored in person.everything()] == [record["blob"]]


def test_collections_of_one_account_share_its_order(person: Person) -> None:
    other = new_id()
    person.pushed(person.record())
    person.push(person.record(), collection=other)
    person.pushed(person.record())
    assert [record["seq"] for record in person.everything()] == [1, 3]
    assert [record["seq"] for record in person.pull(collection=other).json()["records"]] == [2]
    for _ in range(14):
        assert person.push(person.record(), collection=new_id()).status_code == 200
    answer = person.push(person.record(), collection=new_id())
    assert (answer.status_code, answer.json()) == (403, {"error": "quota"})


def test_a_collection_that_nobody_wrote_is_empty_and_the_head_is_the_accounts(person: Person) -> None:
    person.pushed(*(person.record() for _ in range(8)))
    for collection in (person.collection, new_id()):
        page = person.pull(99_999, collection=collection).json()
        assert (page["records"], page["next"], page["head"], page["more"]) == ([], 99_999, 8, False)
    page = person.pull(collection=new_id()).json()
    assert (page["records"], page["next"], page["head"], page["more"]) == ([], 0, 8, False)


def test_usage_counts_records_and_bytes(person: Person) -> None:
    blob = sealed(person.kid)
    first = person.record(blob=blob)
    person.pushed(first, person.record(blob=blob))
    larger = sealed(person.kid, 4096)
    person.pushed(person.record(base=first["version"], id=first["id"], blob=larger))
    usage = person.ask("GET", "/v1/usage").json()
    assert (usage["records"], usage["bytes"]) == (2, len(blob) + len(larger))
    assert usage["quota"] == {"records": 500_000, "bytes": 1024 * 1024 * 1024}


def test_base64_is_taken_strictly(person: Person) -> None:
    record = person.record()
    for text in (record["blob"].rstrip("=") + "!", "é", b64(base64.b64decode(record["blob"]))[:-1]):
        assert person.push(record | {"blob": text}).status_code == 400
