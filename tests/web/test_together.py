"""Three devices and a server, one of them a phone: the stories of tests/sync/test_together.py, and what must hold.

The phone is the app's own code in Node. What breaks on its line, stands still on it, or stops it before a commit,
happens there.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test

from recovery.store import phrase
from recovery.sync import pull, push
from recovery.sync.record_store import natural
from tests.server.conftest import Serving
from tests.sync.conftest import made_journal, sync_server
from tests.sync.devices import Device, Person
from tests.sync.test_together import EDITS, KEYS, TABLES, WITH_ID, Chosen, Devices, World
from tests.web.drawn_journals import WHOLE
from tests.web.node import Node, NodeError
from tests.web.phones import Phone

if TYPE_CHECKING:
    import pytest

__all__ = ["made_journal", "sync_server"]

PHONE = 2  # its place among the three
_NAMES = count()


class Ended(NamedTuple):
    """A run of the phone's sync, as the machine asks for it."""

    pushed: int
    pulled: int
    pending: int
    warnings: tuple[str, ...]


class Told(NamedTuple):
    """What a journal's file would have said."""

    rows: list[tuple[Any, ...]]

    def fetchall(self) -> list[tuple[Any, ...]]:
        return self.rows

    def fetchone(self) -> tuple[Any, ...]:
        return self.rows[0]


class PhoneDevice(Device):
    """The phone as one of a person's devices."""

    def __init__(self, person: Person, name: str, node: Node) -> None:
        super().__init__(person, name, person.folder)
        self.phone = Phone(node, f"together {next(_NAMES)}")

    @contextmanager
    def open(self) -> Iterator[Any]:
        yield self

    def execute(self, asked: str) -> Told:
        """The two things that are asked of a journal's file when all have agreed."""
        if "sync_record" in asked:
            return Told([(why,) for why in self.phone.ask("aside")])
        return Told([("ok",)])

    def tell_time(self, world: World) -> None:
        self.phone.ask("at", ms=int(world.present().timestamp() * 1000))

    def sync(self, ask: str = "sync", **given: Any) -> Any:
        ended = self.phone.ask(ask, takesRemovals=True, **given)
        if ended is True:
            return ended
        words = tuple(notice["word"] for notice in ended["warnings"])
        return Ended(ended["pushed"], ended["pulled"], ended["pending"], words)

    def snapshot(self) -> dict[tuple[str, str], dict[str, Any]]:
        """Its rows by name; what it keeps of older months must be what these rows say."""
        for before in ("2026-03", "2099-01"):
            facts = self.phone.ask("facts", before=before)
            assert facts["kept"] == facts["fresh"]
        found = {}
        for row in self.phone.rows(*TABLES):
            kind = row.pop("kind")
            found[kind, natural(kind, row)] = row
        return found

    def write(self, *edits: dict[str, Any]) -> None:
        """A command; what the phone refuses, as another check-in of a day, is no edit."""
        with only("exists", "refused_row"):
            self.phone.ask("write", edits=list(edits))

    def refs(self, kind: str) -> list[dict[str, str]]:
        rows = self.phone.ask("rows", query={"kinds": [kind]})
        return [{"kind": kind, "local": natural(kind, row)} for row in rows]


@contextmanager
def only(*words: str) -> Iterator[None]:
    """What the phone may throw here, and nothing else."""
    try:
        yield
    except NodeError as error:
        if error.word not in words:
            raise


class PersonWithAPhone(Person):
    """Somebody whose third device is a phone, which joins by the 24 words."""

    def __init__(self, origin: str, folder: Path, node: Node, world: World) -> None:
        super().__init__(origin, folder)
        self.node, self.world = node, world

    def device(self, *, init: bool = True) -> Device:
        if len(self.devices) != PHONE:
            return super().device(init=init)
        new = PhoneDevice(self, f"device {PHONE + 1}", self.node)
        new.tell_time(self.world)
        new.phone.ask("page", page=pull.PULL_AT_ONCE)
        new.phone.ask("create")
        words = phrase.written(self.entropy)
        new.phone.ask("joinByWords", server=self.origin, words=words, name=new.name)
        self.devices.append(new)
        with self.devices[0].client() as one:
            one.run.follow()
            self.held = one.run.held
        return new


class PhoneAmongThree(Devices):
    """What may happen, in any order, where the third device is a phone."""

    node: ClassVar[Node]

    def __init__(self) -> None:
        super().__init__()
        self.person = PersonWithAPhone(self.origin, self.folder, self.node, self.world)

    def teardown(self) -> None:
        super().teardown()
        if len(self.person.devices) > PHONE:
            self.of_phone.phone.ask("forget")

    @property
    def of_phone(self) -> PhoneDevice:
        device = self.person.devices[PHONE]
        assert isinstance(device, PhoneDevice)
        return device

    @contextmanager
    def at(self, number: int) -> Iterator[Device]:
        with super().at(number) as device:
            if number == PHONE:
                self.of_phone.tell_time(self.world)
            yield device

    @staticmethod
    def snapshot(journal: Any) -> dict[tuple[str, str], dict[str, Any]]:
        return journal.snapshot() if isinstance(journal, PhoneDevice) else Devices.snapshot(journal)

    # What a person does on the phone.

    def insert(self, on: int, kind: str, values: dict[str, Any]) -> None:
        if on != PHONE:
            super().insert(on, kind, values)
            return
        with self.editing(on):
            self.of_phone.write({"put": {"kind": kind, **values}})

    @rule(
        on=st.integers(0, 2),
        kind=st.sampled_from(sorted(EDITS)),
        which=st.sampled_from([0, 0, 0, 1, 5]),
        data=st.data(),
    )
    def edit(self, on: int, kind: str, which: int, data: Any) -> None:
        if on != PHONE:
            super().edit(on, kind, which, data)
            return
        name, value = self.drawn(kind, data)
        with self.editing(on):
            refs = self.of_phone.refs(kind)
            if refs:
                self.of_phone.write({"put": {"kind": kind, name: value}, "was": refs[which % len(refs)]})

    @rule(on=st.integers(0, 2), kind=st.sampled_from((*WITH_ID, "substance")), which=st.integers(0, 5))
    def remove(self, on: int, kind: str, which: int) -> None:
        if on != PHONE:
            super().remove(on, kind, which)
            return
        with self.editing(on):
            refs = self.of_phone.refs(kind)
            if refs:
                self.of_phone.write({"remove": refs[which % len(refs)]})

    @rule(on=st.integers(0, 2))
    def undo(self, on: int) -> None:
        if on != PHONE:
            super().undo(on)
            return
        with self.editing(on), only("nothing_left"):
            self.of_phone.phone.ask("undo")

    @rule(on=st.integers(0, 2), kind=st.sampled_from(WITH_ID), which=st.integers(0, 5))
    def erase(self, on: int, kind: str, which: int) -> None:
        if on != PHONE:
            super().erase(on, kind, which)
            return
        with self.editing(on):
            rows = self.of_phone.phone.ask("rows", query={"kinds": [kind]})
            if rows:
                row = rows[which % len(rows)]
                bore = [
                    key for key, edits in self.edits.items() if any(e.value == row["id"] for e in edits.get("id", ()))
                ]
                self.untold |= {(kind, natural(kind, row)), *(key for key in bore if key[0] == kind)}
                self.of_phone.write({"erase": {"kind": kind, "local": natural(kind, row)}})

    # What happens between it and the others.

    @rule(
        on=st.integers(0, 2),
        after=st.sampled_from([2, 2, 2, 3, 0, 1, 4]),
        arrives=st.booleans(),
        edits=st.booleans(),
        kind=st.sampled_from(sorted(EDITS)),
        data=st.data(),
    )
    def sync_with_a_broken_line(self, on: int, after: int, arrives: bool, edits: bool, kind: str, data: Any) -> None:
        if on != PHONE:
            super().sync_with_a_broken_line(on, after, arrives, edits, kind, data)
            return
        if edits:
            self.edit(on, kind, 0, data)
        with self.at(on) as device, only("away"):
            self.of_phone.sync(breaks={"after": after, "arrives": arrives})
            self.met(device)
        if edits:
            self.edit(on, kind, 0, data)

    @rule(
        on=st.integers(0, 2),
        other=st.integers(0, 2),
        after=st.sampled_from([2, 1, 3, 4]),
        key=st.sampled_from([False, False, True]),
        kind=st.sampled_from(sorted(EDITS)),
        data=st.data(),
    )
    def sync_while_something_happens(self, on: int, other: int, after: int, key: bool, kind: str, data: Any) -> None:
        if on != PHONE:
            super().sync_while_something_happens(on, other, after, key, kind, data)
            return
        other_edit, new_key = Chosen(*self.drawn(kind, data)), key and self.keys < KEYS
        self.keys += new_key
        self.edit(on, kind, 0, data)
        with self.at(on) as device:
            before = self.knows[device.name]
            if self.of_phone.sync("syncHalting", after=after) is True:
                self.edit(other, kind, 0, other_edit)
                if new_key:
                    self.rotate()
                elif other != on:
                    self.sync(other)
                self.world.skew = self.skews[device.name]
                self.of_phone.sync("syncOn")
            self.knows[""] |= before

    @rule(on=st.integers(0, 2), after=st.integers(0, 3))
    def sync_and_stop(self, on: int, after: int) -> None:
        """The phone's page is gone before a commit: sealed and not kept, sent and not noted, taken and not saved."""
        if on != PHONE:
            super().sync_and_stop(on, after)
            return
        with self.at(on) as device:
            self.of_phone.phone.ask("stopAfter", commits=after)
            with only("stopped"):
                self.of_phone.sync()
                self.met(device)
            self.of_phone.phone.ask("restart")


def test_a_phone_and_two_terminals_end_with_one_journal(
    sync_server: Serving, made_journal: Path, node: Node, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pull, "PULL_AT_ONCE", pull.PULL_AT_ONCE)
    monkeypatch.setattr(push, "PUSH_AT_ONCE", push.PUSH_AT_ONCE)
    PhoneAmongThree.origin, PhoneAmongThree.template, PhoneAmongThree.node = sync_server.origin, made_journal, node
    run_state_machine_as_test(
        PhoneAmongThree,
        settings=settings(
            max_examples=int(os.environ.get("SYNC_EXAMPLES", "12" if WHOLE else "8")),
            derandomize="SYNC_EXAMPLES" not in os.environ,
            stateful_step_count=30,
            deadline=None,
            phases=[Phase.explicit, Phase.reuse, Phase.generate] + [Phase.shrink] * bool(os.environ.get("SYNC_SHRINK")),
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
