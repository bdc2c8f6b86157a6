"""Three devices and a server, whatever happens between them: they end with the same journal, and no edit is lost.

Hypothesis writes the story: edits, deletions, undos, erasing, clocks that are hours apart, pages of one record,
answers that never arrive, a program that stops before its transaction ends, a new key. What must hold at its end is
reckoned apart from the program: an edit stands unless one overrode it that was made by somebody who had seen it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from recovery import clock
from recovery.errors import NotFound, Unreachable
from recovery.store import erasing, history
from recovery.store.engine import EngineError
from recovery.sync import chain, pull, push
from recovery.sync.account import Identity
from recovery.sync.apply import Applier
from recovery.sync.client import Client
from recovery.sync.queries import rows
from recovery.sync.record_store import natural
from recovery.sync.transport import Server
from tests.server.conftest import Serving
from tests.sync.devices import DAY, Device, Person

if TYPE_CHECKING:
    import pytest

TABLES = ("profile", "substance", "craving", "note", "checkin", "wellbeing", "plan_item")
WITH_ID = ("craving", "note", "checkin", "wellbeing", "plan_item")
WORDS = ("a", "b", "long words of a person", "")
KEYS = 5  # at most by a step of their own, each two rings more for every device to check
DAYS = ("2026-03-05", "2026-03-06", "2026-03-07")
EDITS: dict[str, dict[str, tuple[Any, ...]]] = {
    "craving": {
        "intensity": (0, 5, 10),
        "note": (None, "x", "y"),
        "outcome": (None, "passed", "used"),
        "triggers": ("[]", '["payday"]'),
    },
    "note": {"text": ("one", "two", "three"), "day": DAYS},
    "checkin": {"mood": (None, 0, 9), "note": (None, "x", "y"), "sleep_hours": (None, 7, 7.5), "day": DAYS},
    "wellbeing": {"note": (None, "x", "y"), "hard_exchanges": (None, 3)},
    "plan_item": {"text": ("call", "walk"), "position": (0, 1, 2)},
    "substance": {"since": DAYS, "name": ("tea", "Coffee", "TEA")},
    "profile": {"timezone": ("UTC", "Asia/Tokyo"), "day_starts": ("04:00", "03:00")},
}


class Stopped(Exception):
    """The program was stopped here."""


class Chosen:
    """What hypothesis would have drawn."""

    def __init__(self, *values: Any) -> None:
        self.values = list(values)

    def draw(self, _: Any) -> Any:
        return self.values.pop(0)


class Edit(NamedTuple):
    """Somebody set a field; `seen` are the edits that this device surely knew then."""

    number: int
    value: Any
    seen: frozenset[int]


class World:
    """Time as it goes on, and by how much each device's clock is wrong."""

    start = datetime(2026, 3, 7, 12, tzinfo=UTC)

    def __init__(self) -> None:
        self.passed = timedelta()
        self.skew = timedelta()

    def present(self) -> datetime:
        return self.start + self.passed + self.skew

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Let the program read the time here."""
        before = clock._present, clock.nanoseconds
        clock._present = self.present
        clock.nanoseconds = lambda: int(self.present().timestamp() * 1e9)
        try:
            yield
        finally:
            clock._present, clock.nanoseconds = before


class Devices(RuleBasedStateMachine):
    """What may happen, in any order."""

    origin: ClassVar[str]
    template: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="devices"))
        self.world = World()
        self.clock = self.world.kept()
        self.clock.__enter__()
        self.person = Person(self.origin, self.folder)
        self.skews: dict[str, timedelta] = {}
        self.edits: dict[tuple[str, str], dict[str, list[Edit]]] = {}
        self.knows: dict[str, frozenset[int]] = {"": frozenset()}
        self.untold: set[tuple[str, str]] = set()  # erased: what becomes of them is asked elsewhere
        self.number = 0
        self.names = 0
        self.keys = 0

    def teardown(self) -> None:
        try:
            if self.person.devices:
                self.agree()
        finally:
            self.person.close()
            self.clock.__exit__(None, None, None)
            shutil.rmtree(self.folder)

    @initialize(skews=st.tuples(*[st.sampled_from([0, 0, -7200, 86_400])] * 3), pages=st.sampled_from([1, 2, 3, 200]))
    def begin(self, skews: tuple[int, ...], pages: int) -> None:
        pull.PULL_AT_ONCE = push.PUSH_AT_ONCE = pages
        for number, skew in enumerate(skews, start=1):
            folder = self.folder / f"device-{number}"
            folder.mkdir(mode=0o700)
            shutil.copyfile(self.template / "journal.db", folder / "journal.db")
            device = self.person.device()
            device.takes_removals = True  # its person always says yes
            self.skews[device.name] = timedelta(seconds=skew)
            self.knows[device.name] = frozenset()
        self.track(0, "tea")
        for kind in WITH_ID:
            self.write(0, kind, DAY)
        for number in range(3):
            self.sync(number)

    @contextmanager
    def at(self, number: int) -> Iterator[Device]:
        """On that device, a few seconds later, by its clock."""
        device = self.person.devices[number]
        self.world.passed += timedelta(seconds=2)
        self.world.skew = self.skews[device.name]
        yield device
        self.world.skew = timedelta()

    @contextmanager
    def editing(self, number: int) -> Iterator[tuple[Device, Any]]:
        """The journal of a device; what is changed in it is noted."""
        with self.at(number) as device, device.open() as journal:
            journal.execute("PRAGMA synchronous = OFF")
            before = self.snapshot(journal)
            yield device, journal
            after = self.snapshot(journal)
        for key in before.keys() | after.keys():
            old, new = before.get(key), after.get(key)
            if old == new:
                continue
            fields = dict(new or {}) if old is None else {n: v for n, v in (new or {}).items() if old[n] != v}
            fields["deleted"] = new is None
            self.number += 1
            for name, value in fields.items():
                seen = self.knows[device.name]
                self.edits.setdefault(key, {}).setdefault(name, []).append(Edit(self.number, value, seen))
            self.knows[device.name] |= {self.number}

    @staticmethod
    def snapshot(journal: Any) -> dict[tuple[str, str], dict[str, Any]]:
        rows_ = {}
        for table in TABLES:
            names = rows.columns(journal, table)
            for row in journal.execute(f"SELECT {', '.join(names)} FROM {table}").fetchall():
                values = dict(zip(names, row, strict=True))
                rows_[table, natural(table, values)] = values
        return rows_

    # What a person does.

    @rule(on=st.integers(0, 2), kind=st.sampled_from(WITH_ID), day=st.sampled_from(DAYS))
    def write(self, on: int, kind: str, day: str) -> None:
        self.names += 1
        values: dict[str, Any] = {"id": f"3f9a0000-0000-4000-8000-{self.names:012x}"}
        if kind in ("craving", "note"):
            values |= {"at": f"{day}T10:00:00Z", "timezone": "UTC"}
        values |= {"day": day} if kind != "plan_item" else {"section": "reasons", "text": "my daughter", "position": 0}
        values |= {"intensity": 7} if kind == "craving" else {"text": "words"} if kind == "note" else {}
        self.insert(on, kind, values)

    @rule(on=st.integers(0, 2), name=st.sampled_from(["tea", "Coffee", "TEA"]))
    def track(self, on: int, name: str) -> None:
        self.insert(on, "substance", {"name": name, "since": DAY})

    def insert(self, on: int, kind: str, values: dict[str, Any]) -> None:
        with self.editing(on) as (_, journal):
            marks = ", ".join("?" * len(values))
            try:
                with journal.command("write"):
                    journal.execute(
                        f"INSERT INTO {kind} ({', '.join(values)}) VALUES ({marks})", tuple(values.values())
                    )
            except EngineError:  # that day has a check-in already
                return

    @rule(
        on=st.integers(0, 2),
        kind=st.sampled_from(sorted(EDITS)),
        which=st.sampled_from([0, 0, 0, 1, 5]),
        data=st.data(),
    )
    def edit(self, on: int, kind: str, which: int, data: st.DataObject) -> None:
        name, value = self.drawn(kind, data)
        with self.editing(on) as (_, journal):
            keys = journal.execute(f"SELECT key FROM {kind} ORDER BY key").fetchall()
            if not keys:
                return
            try:
                with journal.command("edit"):
                    journal.execute(f"UPDATE {kind} SET {name} = ? WHERE key = ?", (value, keys[which % len(keys)][0]))
            except EngineError:
                return

    @staticmethod
    def drawn(kind: str, data: Any) -> tuple[str, Any]:
        """A field of that kind, and what it is set to."""
        name = data.draw(st.sampled_from(sorted(EDITS[kind])))
        return name, data.draw(st.sampled_from(EDITS[kind][name]))

    @rule(on=st.integers(0, 2), kind=st.sampled_from((*WITH_ID, "substance")), which=st.integers(0, 5))
    def remove(self, on: int, kind: str, which: int) -> None:
        with self.editing(on) as (_, journal):
            keys = journal.execute(f"SELECT key FROM {kind} ORDER BY key").fetchall()
            if keys:
                with journal.command("remove"):
                    journal.execute(f"DELETE FROM {kind} WHERE key = ?", (keys[which % len(keys)][0],))

    @rule(on=st.integers(0, 2))
    def undo(self, on: int) -> None:
        with self.editing(on) as (_, journal):
            try:
                history.undo(journal)
            except NotFound:
                return

    @rule(on=st.integers(0, 2), kind=st.sampled_from(WITH_ID), which=st.integers(0, 5))
    def erase(self, on: int, kind: str, which: int) -> None:
        with self.editing(on) as (_, journal):
            saved = journal.execute(f"SELECT * FROM {kind} ORDER BY key").fetchall()
            if not saved:
                return
            names = ("key", *rows.columns(journal, kind))
            values = dict(zip(names, saved[which % len(saved)], strict=True))
            # With it goes what a check-in that was moved left of itself on the day before.
            bore = [
                key for key, edits in self.edits.items() if any(e.value == values["id"] for e in edits.get("id", ()))
            ]
            self.untold |= {(kind, natural(kind, values)), *(key for key in bore if key[0] == kind)}
            with journal.command("remove"):
                erasing.erase(journal.connection, erasing.of_id(values["id"]))

    # What happens between them.

    @rule(on=st.integers(0, 2))
    def sync(self, on: int) -> None:
        with self.at(on) as device:
            device.sync()
            self.met(device)

    def met(self, device: Device) -> None:
        """It and the server now know the same."""
        both = self.knows[device.name] | self.knows[""]
        self.knows[device.name] = self.knows[""] = both

    @rule(
        on=st.integers(0, 2),
        after=st.sampled_from([2, 2, 2, 3, 0, 1, 4]),
        arrives=st.booleans(),
        edits=st.booleans(),
        kind=st.sampled_from(sorted(EDITS)),
        data=st.data(),
    )
    def sync_with_a_broken_line(
        self, on: int, after: int, arrives: bool, edits: bool, kind: str, data: st.DataObject
    ) -> None:
        """A request or its answer is lost, often that of what is sent; and then the same may be edited again."""
        if edits:
            self.edit(on, kind, 0, data)
        server = Meddled(self.origin, after)
        with self.at(on) as device, device.client() as one:
            try:
                server.run(one, lambda ask: self.broken(ask, arrives=arrives))
                self.met(device)
            except Unreachable:
                pass
        if edits:
            self.edit(on, kind, 0, data)

    @staticmethod
    def broken(ask: Callable[[], dict[str, Any]], *, arrives: bool) -> dict[str, Any]:
        if arrives:
            ask()
        raise Unreachable("The line broke.")

    @rule(
        on=st.integers(0, 2),
        other=st.integers(0, 2),
        after=st.sampled_from([2, 1, 3, 4]),
        key=st.sampled_from([False, False, True]),
        kind=st.sampled_from(sorted(EDITS)),
        data=st.data(),
    )
    def sync_while_something_happens(
        self, on: int, other: int, after: int, key: bool, kind: str, data: st.DataObject
    ) -> None:
        """Between two requests another device syncs, or there is a new key, or somebody writes on this one."""
        # Drawn before: whether that request comes at all hangs on what no drawing knows, as on random ids.
        other_edit, new_key = Chosen(*self.drawn(kind, data)), key and self.keys < KEYS
        self.keys += new_key

        def meanwhile(ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
            self.world.skew = timedelta()
            self.edit(other, kind, 0, other_edit)
            if new_key:
                self.rotate()
            elif other != on:
                self.sync(other)
            self.world.skew = self.skews[device.name]
            return ask()

        self.edit(on, kind, 0, data)
        server = Meddled(self.origin, after)
        with self.at(on) as device, device.client() as one:
            # What it knew when it began is what the server surely has of it.
            before = self.knows[device.name]
            server.run(one, meanwhile)
            self.knows[""] |= before

    @rule(on=st.integers(0, 2), after=st.integers(0, 3))
    def sync_and_stop(self, on: int, after: int) -> None:
        """The program ends when all is applied and nothing is committed."""
        left, take = after, Applier.take

        def stops(self: Applier, pulled: Any) -> None:
            nonlocal left
            take(self, pulled)
            left -= 1
            if left < 0:
                raise Stopped

        Applier.take = stops  # type: ignore[method-assign]
        try:
            with self.at(on) as device:
                device.sync()
                self.met(device)
        except Stopped:
            self.world.skew = timedelta()
        finally:
            Applier.take = take  # type: ignore[method-assign]

    @precondition(lambda self: self.keys < KEYS)
    @rule()
    def new_key(self) -> None:
        self.keys += 1
        self.rotate()

    def rotate(self) -> None:
        """A device comes and is taken away, and there is a new key."""
        person, first, gone = self.person, self.person.devices[0], Identity.new()
        assert person.held is not None
        person.held = chain.with_device(person.held, first.identity, "tablet", gone.public, gone.sealing_public, DAY)
        person.put(person.held.signed)
        person.held = chain.without_device(person.held, first.identity, gone.public)
        person.put(person.held.signed)

    @invariant()
    def nothing_is_half_done(self) -> None:
        assert self.world.skew == timedelta()

    # What must hold.

    def agree(self) -> None:
        """Everybody syncs until nothing moves; then all have the same journal, with no edit lost."""
        for _ in range(6):
            moved = 0
            for number in range(3):
                with self.at(number) as device:
                    result = device.sync()
                    moved += result.pushed + result.pulled
                    assert result.pending == 0
                    held_back = [
                        warning for warning in result.warnings if "clock" not in warning and "first day" not in warning
                    ]
                    assert held_back == [], held_back
            if not moved:
                break
        assert not moved, "they do not come to rest"
        results = []
        for device in self.person.devices:
            with device.open() as journal:
                results.append(self.snapshot(journal))
                assert journal.execute("SELECT kind, aside FROM sync_record WHERE aside IS NOT NULL").fetchall() == []
                assert journal.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert results[0] == results[1] == results[2]
        for key, fields in self.edits.items():
            if key not in self.untold:
                self.check(key, fields, results[0].get(key))

    def check(self, key: tuple[str, str], fields: dict[str, list[Edit]], row: dict[str, Any] | None) -> None:
        """The row holds what was set last, by somebody who had seen all else; of edits side by side, any."""
        standing = {name: self.standing(edits) for name, edits in fields.items()}
        assert (row is None) in standing["deleted"], key
        if row is not None:
            for name, allowed in standing.items():
                if name not in ("deleted", "id"):
                    assert row[name] in allowed, (key, name, row[name], allowed)

    @staticmethod
    def standing(edits: list[Edit]) -> list[Any]:
        return [one.value for one in edits if not any(one.number in other.seen for other in edits)]


class Meddled(Server):
    """A line on which something happens at one request."""

    def __init__(self, address: str, after: int) -> None:
        super().__init__(address)
        self.after = after
        self.happens: Callable[[Callable[[], dict[str, Any]]], dict[str, Any]] | None = None

    def run(self, one: Client, happens: Callable[[Callable[[], dict[str, Any]]], dict[str, Any]]) -> None:
        """A run of sync over this line."""
        self.token, self.log_in, self.happens = one.run.state.token, one.run.log_in, happens
        one.run.server = self
        try:
            one.sync()
        finally:
            self.close()

    def ask(self, method: str, path: str, body: Any = None, **more: Any) -> dict[str, Any]:
        self.after -= 1
        if self.after == -1 and self.happens is not None:
            return self.happens(lambda: super(Meddled, self).ask(method, path, body, **more))
        return super().ask(method, path, body, **more)


def test_three_devices_end_with_one_journal(
    sync_server: Serving, made_journal: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pull, "PULL_AT_ONCE", pull.PULL_AT_ONCE)
    monkeypatch.setattr(push, "PUSH_AT_ONCE", push.PUSH_AT_ONCE)
    Devices.origin, Devices.template = sync_server.origin, made_journal
    examples = int(os.environ.get("SYNC_EXAMPLES", "15" if "TESTS_ALL" in os.environ else "10"))
    run_state_machine_as_test(
        Devices,
        settings=settings(
            max_examples=examples,
            derandomize="SYNC_EXAMPLES" not in os.environ,  # the suite tells the same stories each time
            stateful_step_count=30,
            deadline=None,
            phases=[Phase.explicit, Phase.reuse, Phase.generate] + [Phase.shrink] * bool(os.environ.get("SYNC_SHRINK")),
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
