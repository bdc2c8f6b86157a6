"""An import writes in a thread while it reads on; however it ends, nothing is under way and all is kept or nothing."""

from __future__ import annotations

import io
import json
import sys
import threading
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from recovery.exchange import background, importing, lines
from recovery.exchange.files import Source
from recovery.store import bulk
from recovery.store.connection import Journal
from recovery.store.engine import EngineFailure
from tests.exchange.test_queries import COMPANIONS, craving
from tests.rehearsal import rehearsing

CRAVINGS = 700
CONTENT = b"".join(json.dumps(craving(number).to_json()).encode() + b"\n" for number in range(CRAVINGS))
INSERT = bulk.Inserting.insert


@pytest.fixture
def journal() -> Iterator[Journal]:
    with rehearsing() as opened:
        yield opened


@pytest.fixture(autouse=True)
def parts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Parts of 200, and a look afterwards: no thread is left, and threads take turns as before."""
    monkeypatch.setattr(importing, "RECORDS_AT_ONCE", 200)
    before = threading.active_count(), sys.getswitchinterval()
    yield
    assert (threading.active_count(), sys.getswitchinterval()) == before


def taken_in(journal: Journal, content: bytes = CONTENT) -> importing.Tally:
    return importing.taken_in(journal, Source(io.BytesIO(content), len(content)), lines.Settings(), dry_run=False)


def content(journal: Journal) -> list[Any]:
    assert not journal.connection.in_transaction
    return [journal.execute(query).fetchall() for query in COMPANIONS.values()]


def test_what_is_read_is_written_by_another_thread_while_the_next_is_read(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first part waits until a line of the fourth was read: without a thread it would wait for ever."""
    read_on, threads = threading.Event(), list[threading.Thread]()

    def insert(*arguments: Any) -> None:
        assert read_on.wait(60)
        threads.append(threading.current_thread())
        INSERT(*arguments)

    class Watched(Source):
        def lines(self) -> Iterator[Any]:
            for number, line in super().lines():
                if number == 601:
                    read_on.set()
                yield number, line

    monkeypatch.setattr(bulk.Inserting, "insert", insert)
    source = Watched(io.BytesIO(CONTENT), len(CONTENT))
    tally = importing.taken_in(journal, source, lines.Settings(), dry_run=False)
    assert tally.total("added") == CRAVINGS == len(content(journal)[0])
    assert len(threads) == 4
    assert threading.main_thread() not in threads[:-1], "there is nothing to read beside the last part"
    assert taken_in(journal).total("skipped") == CRAVINGS


@pytest.mark.parametrize("first_bad", [1, 3])
def test_what_fails_in_that_thread_is_raised_and_takes_all_back(
    journal: Journal, monkeypatch: pytest.MonkeyPatch, first_bad: int
) -> None:
    before, calls = content(journal), []

    def insert(self: bulk.Inserting, kind: str, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        calls.append(kind)
        if len(calls) == first_bad:
            raise EngineFailure("database or disk is full")
        INSERT(self, kind, names, rows)

    monkeypatch.setattr(bulk.Inserting, "insert", insert)
    with pytest.raises(EngineFailure, match="full"):
        taken_in(journal)
    assert content(journal) == before
    assert len(calls) == first_bad, "nothing is written after that"


@pytest.mark.parametrize("ending", [KeyboardInterrupt, importing.BadFile])
def test_an_import_that_ends_while_something_is_written_keeps_nothing(
    journal: Journal, monkeypatch: pytest.MonkeyPatch, ending: type[BaseException]
) -> None:
    """It ends while the thread is inside: that is waited for before the transaction is taken back."""
    before, ended, inside = content(journal), threading.Event(), threading.Event()

    def insert(*arguments: Any) -> None:
        inside.set()
        assert ended.wait(60)
        INSERT(*arguments)

    class Ending(Source):
        def lines(self) -> Iterator[Any]:
            for number, line in super().lines():
                if number == 650:
                    assert inside.wait(60)
                    ended.set()
                    if ending is KeyboardInterrupt:
                        raise KeyboardInterrupt
                    yield number, b"{}"
                yield number, line

    monkeypatch.setattr(bulk.Inserting, "insert", insert)
    with pytest.raises(ending) as error:
        importing.taken_in(journal, Ending(io.BytesIO(CONTENT), len(CONTENT)), lines.Settings(), dry_run=False)
    assert content(journal) == before
    if isinstance(error.value, importing.BadFile):
        assert error.value.bad.shown == ["line 650: has no kind"]
    monkeypatch.setattr(bulk.Inserting, "insert", INSERT)
    assert taken_in(journal).total("added") == CRAVINGS


def test_leaving_waits_through_every_interruption() -> None:
    """A second Ctrl-C must not let go of a thread that still writes."""
    work, let_go = background.BackgroundWork(), threading.Event()
    stops, written = list[None](), list[None]()

    def stop() -> None:
        stops.append(None)
        if len(stops) < 3:
            raise KeyboardInterrupt
        let_go.set()

    def write() -> None:
        assert let_go.wait(60)
        written.append(None)

    work.begin(write)
    work.leave(stop)
    assert (len(stops), len(written)) == (3, 1)
