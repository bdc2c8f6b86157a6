"""What a phone keeps of a plan beside its rows: which commands changed it, and what was begun and is not kept yet."""

from __future__ import annotations

from typing import Any

from tests.web.node import Node
from tests.web.phones import Phone, craving, new_id

SECRET = "because of the child that nobody knows of"


def item(text: str, **columns: Any) -> dict[str, Any]:
    return {"kind": "plan_item", "id": new_id(), "section": "reasons", "position": 1 << 20, "text": text, **columns}


def test_the_commands_that_changed_the_plan_are_known(node: Node) -> None:
    phone = Phone(node, "plan history")
    phone.ask("create")
    first, second = item("one"), item("two")
    phone.put(first, command="plan add")
    phone.put(craving())
    phone.put(second, command="plan add")
    phone.put({"kind": "plan_item", "id": first["id"], "text": "another"}, command="plan edit")
    phone.remove("plan_item", second["id"])
    phone.ask("undo")
    told = [
        ("plan add", "insert"),
        ("plan add", "insert"),
        ("plan edit", "update"),
        ("remove", "delete"),
        ("undo", "insert"),
    ]

    def known() -> list[tuple[str, str]]:
        commands = phone.ask("planHistory")
        return [(one["command"], change["action"]) for one in commands for change in one["changes"]]

    assert known() == told
    before = phone.ask("planHistory")
    assert before[2]["changes"] == [{"id": first["id"], "action": "update", "fields": {"text": ["one", "another"]}}]
    assert before[3]["changes"][0]["row"]["text"] == "two"
    # A journal of an earlier app is looked through once, and goes on from there.
    assert phone.ask("forgetPlan") == len(told)
    assert known() == told
    phone.ask("restart")
    phone.put(item("three"), command="plan add")
    assert known() == [*told, ("plan add", "insert")]
    # What is erased for good is in no version; that there was one stays.
    phone.ask("write", command="remove", edits=[{"erase": {"kind": "plan_item", "local": first["id"]}}])
    assert [len(one["changes"]) for one in phone.ask("planHistory")] == [0, 1, 0, 1, 1, 1]


def test_what_is_begun_is_there_again_and_sealed(node: Node) -> None:
    phone = Phone(node, "begun")
    key = {"secret": "ab" * 32}
    phone.ask("create", lock=key)
    phone.ask("keepDrafts", drafts={"typed": SECRET})
    page = {"madeOn": "2026-03-07", "last": "2026-03-07"}
    phone.ask("noteHandedOver", page=page)
    phone.ask("lock")
    phone.ask("restart")
    phone.ask("unlock", lock=key)
    phone.ask("protect", lock={"passphrase": "another one"}, present=key)
    assert phone.ask("drafts") == {"typed": SECRET}
    assert phone.ask("handedOver") == [page]
    assert phone.ask("holds", texts=[SECRET, "typed", "2026-03-07"]) == [False, False, False]
    assert phone.rows("plan_item") == []
    assert phone.ask("steps") == []
