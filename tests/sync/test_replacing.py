"""Another key for the journal, another device for the account: what a copy from before can still do, and until when."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from recovery.commands import passphrase as passphrases
from recovery.commands.sync import status
from recovery.errors import NotFound
from recovery.store import connection, keyfile, keys, opening, switching
from recovery.sync import chain, membership, server_api
from recovery.sync.account import Identity
from recovery.sync.queries import account_state
from recovery.sync.transport import ErrorResponse, Server
from tests.conftest import Ran
from tests.sync.devices import Person
from tests.sync.faulty_proxy import LOST, PASSES, UNANSWERED, Line, Message
from tests.sync.scenarios import Behind
from tests.sync.served import Device, Served
from tests.sync.test_restored_server import Restored

OLD, NEW, THIRD = "old horse battery staple", "quite another one entirely", "a third one that nobody saw"
ERASE = ("sync", "leave", "--delete-account", "--yes")
AFTER = "written after the change"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "COST", keyfile.FLOOR)
    monkeypatch.setattr(server_api, "AGAIN_SECONDS", 0)


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Behind]:
    made = Behind(f"sqlite://{tmp_path_factory.mktemp('behind')}/server.db")
    yield made
    made.close()


@pytest.fixture
def line(behind: Behind) -> Line:
    behind.line.fate = lambda _: PASSES
    return behind.line


@pytest.fixture
def laptop(device: Callable[[str], Device]) -> Device:
    laptop = device("laptop")
    assert laptop("log", "7", "payday").code == 0
    return laptop


def copied(of: Device, device: Callable[[str], Device]) -> Device:
    """The folder as a thief has it, with the file that names it."""
    thief = device("thief")
    shutil.copytree(of.folder, thief.folder)
    return thief


def changed(of: Device, before: str, after: str) -> Ran:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(opening.NEW_VARIABLE, after)
        ran = of("passphrase", "change", "--new-key", passphrase=before)
    assert ran.code == 0, ran.err
    return ran


def flat(text: str) -> str:
    return " ".join(text.split())


def known(of: Device, passphrase: str | None) -> account_state.AccountState:
    """What the journal in that folder knows of sync."""
    assert of("sync", "status", passphrase=passphrase).code == 0  # and the environment is this device's now
    with connection.existing() as journal:
        return account_state.joined(journal)


def shut_out(thief: Device, passphrase: str | None, held: account_state.AccountState) -> None:
    """A copy syncs no more, by its keys nor by its token, and reads nothing that came later."""
    for command in (("sync",), ("devices",), ("pair", "--yes")):
        assert thief(*command, passphrase=passphrase).code == 6
    assert AFTER not in thief("show", passphrase=passphrase).out
    with closing(Server(held.server)) as asked:
        with pytest.raises(ErrorResponse) as raised:
            server_api.log_in(asked, Identity(held.signing, held.sealing), held.account)
        assert raised.value.code == "login"
        asked.token = held.token
        for path in ("/v1/ring", f"/v1/c/{held.collection.hex()}/pull?after=0"):
            with pytest.raises(ErrorResponse) as raised:
                asked.ask("GET", path)
            assert raised.value.code == "token"


def test_a_backup_of_before_the_new_keys_says_how_it_syncs_again(
    server: Served, laptop: Device, tmp_path: Path
) -> None:
    words = laptop.json("sync", "join", server.origin, "--name", "laptop")["recovery_phrase"]
    assert laptop("passphrase", "set", passphrase=OLD).code == laptop("sync", passphrase=OLD).code == 0
    assert laptop("backup", "-o", str(tmp_path / "old.zip"), passphrase=OLD).code == 0
    changed(laptop, OLD, NEW)
    # Before the sync that brings other keys: they are still wanted afterwards.
    assert laptop("restore", str(tmp_path / "old.zip"), "--yes", passphrase=NEW).code == 0
    assert known(laptop, NEW).renewing == 1
    assert laptop("note", AFTER, passphrase=NEW).code == laptop("sync", passphrase=NEW).code == 0
    assert known(laptop, NEW).renewing == 0
    told = laptop("restore", str(tmp_path / "old.zip"), "--yes", passphrase=NEW)
    assert (told.code, "recovery sync leave" in flat(told.err)) == (0, True)
    refused = laptop("sync", passphrase=NEW)
    assert refused.code == 6
    for said in ("restored from a backup", "recovery sync leave", "24 words"):
        assert said in flat(refused.err)
    assert laptop("sync", "leave", "--yes", passphrase=NEW).code == 0
    joining = ("sync", "join", server.origin, "--recovery-phrase", "-")
    assert laptop(*joining, piped=words, passphrase=NEW).code == laptop("sync", passphrase=NEW).code == 0
    assert AFTER in laptop("show", passphrase=NEW).out


def test_a_copy_with_the_old_passphrase_is_shut_out_of_a_journal_that_syncs(
    server: Served, laptop: Device, device: Callable[[str], Device]
) -> None:
    words = laptop.json("sync", "join", server.origin, "--name", "laptop")["recovery_phrase"]
    assert laptop("passphrase", "set", passphrase=OLD).code == 0
    phone = device("phone")
    assert phone("sync", "join", server.origin, "--recovery-phrase", "-", piped=words, passphrase=OLD).code == 0
    assert laptop("sync", passphrase=OLD).code == 0
    thief, held = copied(laptop, device), known(laptop, OLD)
    assert flat(passphrases.STILL_SYNCS) in flat(changed(laptop, OLD, NEW).err)
    assert thief("sync", passphrase=OLD).code == 0  # as the person was told: not before the next sync
    assert laptop("note", AFTER, passphrase=NEW).code == 0
    assert laptop("sync", passphrase=NEW).code == 0
    shut_out(thief, OLD, held)
    told = flat(phone("sync", passphrase=OLD).err)
    assert "laptop has new keys in your account" in told
    assert "was added" not in told
    # For the person nothing else is different: the same name, and what either device writes comes to the other.
    mine = laptop.json("devices", passphrase=NEW)[0]
    assert (mine["name"], mine["this_device"]) == ("laptop", True)
    assert phone("note", "from the phone", passphrase=OLD).code == phone("sync", passphrase=OLD).code == 0
    assert AFTER in phone("show", passphrase=OLD).out
    assert laptop("sync", passphrase=NEW).code == 0
    assert "from the phone" in laptop("show", passphrase=NEW).out
    now = known(laptop, NEW)
    assert (now.renewing, now.next_signing, now.warnings) == (0, None, "[]")
    assert now.clock_id == Identity(now.signing, now.sealing).clock_id != held.clock_id


def test_a_copy_of_an_open_journal_is_shut_out_once_there_is_a_passphrase(
    server: Served, laptop: Device, device: Callable[[str], Device]
) -> None:
    laptop("sync", "join", server.origin, "--name", "laptop")
    assert laptop("sync").code == 0
    thief, held = copied(laptop, device), known(laptop, None)
    assert flat(passphrases.STILL_SYNCS) in flat(laptop("passphrase", "set", passphrase=OLD).err)
    assert laptop("note", AFTER, passphrase=OLD).code == laptop("sync", passphrase=OLD).code == 0
    shut_out(thief, None, held)


def test_without_a_server_nothing_is_said_of_it(laptop: Device) -> None:
    assert passphrases.STILL_SYNCS[:20] not in laptop("passphrase", "set", passphrase=OLD).err
    assert passphrases.STILL_SYNCS[:20] not in changed(laptop, OLD, NEW).err


def test_while_the_server_is_away_it_is_remembered_and_said(line: Line, laptop: Device) -> None:
    laptop("sync", "join", line.origin, "--name", "laptop")
    assert laptop("passphrase", "set", passphrase=OLD).code == laptop("sync", passphrase=OLD).code == 0
    before = known(laptop, OLD)
    line.fate = lambda _: LOST
    assert flat(passphrases.STILL_SYNCS) in flat(changed(laptop, OLD, NEW).err)
    assert laptop("sync", passphrase=NEW).code == 6
    assert flat(status.STILL_SYNCS) in flat(laptop("sync", "status", passphrase=NEW).err)
    assert laptop("devices", passphrase=NEW).code == 0
    line.fate = lambda _: PASSES
    assert laptop("sync", passphrase=NEW).code == 0
    assert known(laptop, NEW).device != before.device
    assert laptop("sync", "status", passphrase=NEW).err == ""


@pytest.mark.parametrize("fate", [UNANSWERED, LOST])
def test_a_line_that_breaks_for_a_moment_changes_nothing(fate: str, line: Line, laptop: Device) -> None:
    """What was put and not answered for is looked for before the person is told that it failed."""
    laptop("sync", "join", line.origin, "--name", "laptop")
    assert laptop("passphrase", "set", passphrase=OLD).code == 0
    puts = iter([fate, fate])  # a question is put twice by itself

    def of(message: Message) -> str:
        return next(puts, PASSES) if message.line.startswith("PUT /v1/ring") else PASSES

    line.fate = of
    assert laptop("sync", passphrase=OLD).code == 0
    now = known(laptop, OLD)
    assert (now.renewing, now.generation) == (0, 2)
    assert [device["name"] for device in laptop.json("devices", passphrase=OLD)] == ["laptop"]


@pytest.mark.parametrize("then", [("sync",), ("devices",), ("sync", "leave", "--yes"), ERASE], ids=" ".join)
@pytest.mark.parametrize("fate", [UNANSWERED, LOST])
def test_an_answer_that_is_lost_costs_no_device(fate: str, then: tuple[str, ...], line: Line, laptop: Device) -> None:
    """The server has the new keys and this device was not told so, as when it is killed then; or it has them not."""
    laptop("sync", "join", line.origin, "--name", "laptop")
    assert laptop("passphrase", "set", passphrase=OLD).code == 0

    def of(message: Message) -> str:
        if not message.line.startswith("PUT /v1/ring"):
            return PASSES
        line.fate = lambda _: LOST  # and nothing comes through from then on
        return fate

    line.fate = of
    assert laptop("sync", passphrase=OLD).code == 6
    waiting = known(laptop, OLD)
    assert (waiting.renewing, waiting.generation) == (1, 1)
    assert waiting.next_signing is not None
    line.fate = lambda _: PASSES
    assert laptop(*then, passphrase=OLD).code == 0
    if then == ("sync",):
        now = known(laptop, OLD)
        assert (now.renewing, now.generation, now.signing) == (0, 2, waiting.next_signing)
        assert [device["name"] for device in laptop.json("devices", passphrase=OLD)] == ["laptop"]


def test_keys_that_a_copy_holds_already_are_replaced_too(
    line: Line, laptop: Device, device: Callable[[str], Device]
) -> None:
    """The passphrase is changed twice, and the copy was made in between, after other keys were drawn."""
    laptop("sync", "join", line.origin, "--name", "laptop")
    assert laptop("passphrase", "set", passphrase=OLD).code == 0
    line.fate = lambda message: LOST if message.line.startswith("PUT /v1/ring") else PASSES
    assert laptop("sync", passphrase=OLD).code == 6
    drawn = known(laptop, OLD)
    changed(laptop, OLD, NEW)
    line.fate = lambda _: PASSES
    assert laptop("sync", passphrase=NEW).code == 0
    now = known(laptop, NEW)
    assert (now.renewing, now.generation) == (0, 3)
    assert now.signing not in (drawn.signing, drawn.next_signing)
    assert drawn.next_signing is not None
    assert drawn.next_sealing is not None
    with closing(Server(line.origin)) as asked:
        for identity in (Identity(drawn.signing, drawn.sealing), Identity(drawn.next_signing, drawn.next_sealing)):
            with pytest.raises(ErrorResponse):
                server_api.log_in(asked, identity, drawn.account)


def test_a_server_that_was_restored_meanwhile_is_given_its_rings_first(home: Path, tmp_path: Path) -> None:
    served = Restored(tmp_path)
    person = Person(served.origin, tmp_path / "person")
    (tmp_path / "person").mkdir()
    one = person.device()
    one.sync()
    person.close()
    served.back_up()
    other = person.device()
    one.sync()
    person.close()
    served.put_back("--new-epoch")
    with one.open() as journal, journal.transaction():
        switching.mark_to_be_replaced(journal.connection)
    one.sync()
    other.sync()
    for device in (one, other):
        with device.open() as journal:
            held = membership.Member(journal).held.ring
        assert (held.generation, len(held.keys)) == (3, 2)
        assert [listed.name for listed in held.devices] == ["device 1", "device 2"]
    person.close()
    served.serving.stop()


def test_who_was_taken_off_meanwhile_is_told_so(
    server: Served, laptop: Device, device: Callable[[str], Device]
) -> None:
    """The copy was quicker, and took the person's own device off."""
    words = laptop.json("sync", "join", server.origin, "--name", "laptop")["recovery_phrase"]
    phone = device("phone")
    assert phone("sync", "join", server.origin, "--recovery-phrase", "-", piped=words, passphrase=OLD).code == 0
    assert laptop("sync").code == laptop("passphrase", "set", passphrase=OLD).code == 0
    assert phone("devices", "revoke", "laptop", "--yes", passphrase=OLD).code == 0
    ran = laptop("sync", passphrase=OLD)
    assert ran.code == 6
    assert known(laptop, OLD).renewing == 1


def test_no_ring_replaces_what_is_not_listed(server: Served, laptop: Device) -> None:
    laptop("sync", "join", server.origin, "--name", "laptop")
    with connection.existing() as journal, closing(membership.enter(journal)) as member, pytest.raises(NotFound):
        chain.replaced(member.held, member.identity, bytes(32), Identity.new(), membership.today())
