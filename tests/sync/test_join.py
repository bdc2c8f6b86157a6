"""Into an account and out of it: with words, without, on open and on locked journals, and what is refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from recovery import system
from recovery.commands import passphrase as passphrases
from recovery.commands.sync import join, leave, status
from recovery.errors import Unreachable
from recovery.store import connection, keyfile, keys, opening, phrase, protecting
from recovery.sync import chain, membership, ring, sealed_ring, server_api
from recovery.sync import join as joining
from recovery.sync.account import Identity, OpeningProof
from recovery.sync.pull import Puller
from recovery.sync.queries import account_state
from recovery.sync.ring import VerifiedRing
from recovery.sync.transport import NOT_SECURE, ErrorResponse, Server
from recovery.wire import protocol
from tests.sync.faulty_proxy import PASSES, UNANSWERED, Message
from tests.sync.rings import nonsense
from tests.sync.scenarios import Behind
from tests.sync.served import Device, Served

PASSPHRASE, OTHER = "correct horse battery", "staple made of words"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "COST", keyfile.FLOOR)


@pytest.fixture
def laptop(device: Callable[[str], Device]) -> Device:
    laptop = device("laptop")
    laptop("log", "7", "payday")
    return laptop


def words_of(device: Device, server: Served) -> str:
    return str(device.json("sync", "join", server.origin, "--name", device.name)["recovery_phrase"])


def test_an_open_journal_gets_words_and_a_new_device_joins_by_them(
    server: Served, laptop: Device, device: Callable[[str], Device]
) -> None:
    joined = laptop.json("sync", "join", server.origin, "--name", "laptop")
    words, fingerprint = joined.pop("recovery_phrase"), joined.pop("fingerprint")
    assert joined == {"server": server.origin, "device": "laptop", "existing": False, "devices": ["laptop"]}
    assert len(phrase.read(words)) == 32
    phone = device("phone")
    ran = phone(
        "sync", "join", server.origin, "--recovery-phrase", "-", "--name", "laptop", piped=words, passphrase=PASSPHRASE
    )
    assert ran.code == 0, ran.err
    assert "laptop and laptop 2" in ran.out
    assert join.CANNOT_TELL in ran.err
    shown = laptop("devices")
    assert " ".join(shown.err.split()).startswith("laptop 2 was added to your account on 2")
    again = laptop("devices")
    assert (again.err, again.out.count("laptop")) == ("", 2)
    assert [listed["name"] for listed in laptop.json("devices")] == ["laptop", "laptop 2"]
    now = laptop.json("sync", "status")["fingerprint"]
    assert f"Fingerprint {now}" in ran.out
    assert f"Fingerprint {now}" in again.out
    assert now != fingerprint
    # The journal was made, locked, and the same words open it.
    assert phone("show").code == 7
    key_file = keyfile.load(phone.folder / "key.json")
    assert keys.by_phrase(key_file, phrase.read(words))
    assert key_file.phrase_checked
    assert phone.json("sync", "status", passphrase=PASSPHRASE)["device"] == "laptop 2"


def test_a_sync_mentions_once_that_a_device_was_added_elsewhere(
    server: Served, laptop: Device, device: Callable[[str], Device], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = words_of(laptop, server)
    given = ("sync", "join", server.origin, "--recovery-phrase", "-", "--name")
    assert device("phone")(*given, "phone", piped=words, passphrase=PASSPHRASE).code == 0
    ran = laptop("sync")
    assert (ran.code, "phone was added to your account on 2" in ran.err) == (0, True)
    assert "recovery devices revoke phone" in ran.err
    assert laptop("sync").err == ""
    # A run that ends half way, which a server can always bring about, says it too.
    assert device("desk")(*given, "desk", piped=words, passphrase=PASSPHRASE).code == 0
    with monkeypatch.context() as patch:
        patch.setattr(Puller, "pull", broken)
        ran = laptop("sync")
    assert (ran.code, "desk was added" in ran.err, "phone was" in ran.err) == (6, True, False)
    assert laptop("sync").err == ""


def broken(_: Puller) -> None:
    raise Unreachable("The line is cut")


def test_the_words_of_a_locked_journal_stand_for_its_account(server: Served, device: Callable[[str], Device]) -> None:
    laptop = device("laptop")
    words = laptop.json("init", "--passphrase", passphrase=PASSPHRASE)["recovery_phrase"]
    before, after = laptop.folder.with_name("before"), laptop.folder.with_name("after")
    shutil.copytree(laptop.folder, before)
    ran = laptop("sync", "join", server.origin, passphrase=PASSPHRASE)
    assert (ran.code, join.SAME_WORDS in ran.out) == (0, True)
    assert laptop("sync", "leave", "--yes", passphrase=PASSPHRASE).code == 0
    again = laptop("sync", "join", server.origin, passphrase=PASSPHRASE)
    assert (again.code, again.err.strip().removesuffix(".")) == (2, joining.WORDS_NEEDED.removesuffix("."))
    laptop.folder.rename(after)
    before.rename(laptop.folder)  # a copy of the folder that knows of no account
    again = laptop("sync", "join", server.origin, passphrase=PASSPHRASE)
    assert (again.code, again.err.strip().removesuffix(".")) == (4, joining.THERE.removesuffix("."))
    laptop.folder.rename(before)
    after.rename(laptop.folder)
    back = laptop("sync", "join", server.origin, "--recovery-phrase", "-", piped=words, passphrase=PASSPHRASE)
    assert back.code == 0, back.err
    assert join.NOW_SAME not in back.out


def test_the_key_that_opens_an_account_without_the_words_serves_once(
    server: Served, device: Callable[[str], Device]
) -> None:
    laptop = device("laptop")
    words = laptop.json("init", "--passphrase", passphrase=PASSPHRASE)["recovery_phrase"]
    path = laptop.folder / "key.json"
    key = keys.by_passphrase(keyfile.load(path), PASSPHRASE)
    assert keys.opener_of(keyfile.load(path), key)
    joins = ("sync", "join", server.origin)
    assert laptop(*joins, passphrase=PASSPHRASE).code == 0
    assert keys.opener_of(keyfile.load(path), key) is None
    for _ in range(2):  # after an account is erased, the words open another
        assert laptop("sync", "leave", "--delete-account", "--yes", passphrase=PASSPHRASE).code == 0
        ran = laptop(*joins, passphrase=PASSPHRASE)
        assert (ran.code, ran.err.strip().removesuffix(".")) == (2, joining.WORDS_NEEDED.removesuffix("."))
        ran = laptop(*joins, "--recovery-phrase", "-", piped=words, passphrase=PASSPHRASE)
        assert (ran.code, join.SAME_WORDS in ran.out) == (0, True)


def test_nobody_who_once_was_in_it_opens_an_erased_account_anew(
    server: Served, laptop: Device, device: Callable[[str], Device]
) -> None:
    words, phone = words_of(laptop, server), device("phone")
    joins = ("sync", "join", server.origin, "--recovery-phrase", "-")
    assert phone(*joins, piped=words, passphrase=PASSPHRASE).code == 0
    with connection.existing() as journal, closing(membership.enter(journal)) as member:
        kept, held, identity = account_state.rings(journal), member.held, member.identity
        with pytest.raises(ErrorResponse) as raised:
            member.server.ask("GET", "/v1/opening")
        assert raised.value.code == "scope"
    assert laptop("sync", "leave", "--delete-account", "--yes").code == 0
    account = held.ring.account
    forged = chain.first(account, identity, "phone", "2026-03-22").signed
    key = OpeningProof(
        identity.public,
        identity.sign(protocol.certificate_message(identity.public)),
        identity.sign(protocol.opening_message(account.id, forged.hash)),
    )
    with closing(Server(server.origin)) as asked:
        for signed in (forged, ring.Signed(kept[0].ring, kept[0].signature)):
            body = {"account_key": account.public.hex(), **signed.to_json(), "opening": key.to_json()}
            with pytest.raises(ErrorResponse) as raised:
                asked.ask("POST", "/v1/accounts", body)
            assert raised.value.code == "ring"
    ran = laptop(*joins, piped=words)
    assert (ran.code, ran.err.strip().removesuffix(".")) == (6, joining.NOT_THERE.removesuffix("."))


def test_an_old_key_file_asks_for_the_words_once(server: Served, device: Callable[[str], Device]) -> None:
    laptop = device("laptop")
    words = laptop.json("init", "--passphrase", passphrase=PASSPHRASE)["recovery_phrase"]
    path = laptop.folder / "key.json"
    new = keyfile.load(path)
    key = keys.by_passphrase(new, PASSPHRASE)
    keyfile.save(new._replace(account=None).signed(key), path)
    ran = laptop("sync", "join", server.origin, passphrase=PASSPHRASE)
    assert (ran.code, ran.err.strip().removesuffix(".")) == (2, joining.WORDS_NEEDED.removesuffix("."))
    wrong = phrase.written(b"\5" * 32)
    ran = laptop("sync", "join", server.origin, "--recovery-phrase", "-", piped=wrong, passphrase=PASSPHRASE)
    assert (ran.code, ran.err.strip().removesuffix(".")) == (6, joining.OTHER_WORDS.removesuffix("."))
    ran = laptop("sync", "join", server.origin, "--recovery-phrase", "-", piped=words, passphrase=PASSPHRASE)
    assert (ran.code, join.SAME_WORDS in ran.out) == (0, True)
    assert keys.account_of(keyfile.load(path), key) is not None


def test_a_locked_journal_with_other_words_takes_those_of_the_account(
    server: Served, laptop: Device, device: Callable[[str], Device]
) -> None:
    words = words_of(laptop, server)
    other = device("other")
    own = other.json("init", "--passphrase", passphrase=OTHER)["recovery_phrase"]
    ran = other("sync", "join", server.origin, "--recovery-phrase", "-", piped=words, passphrase=OTHER)
    assert (ran.code, join.NOW_SAME in ran.out) == (0, True)
    assert other("unlock", "--recovery-phrase", "-", piped=own).code == 7
    assert keys.by_phrase(keyfile.load(other.folder / "key.json"), phrase.read(words))


def test_a_passphrase_set_later_keeps_the_words_and_no_others_can_be_made(server: Served, laptop: Device) -> None:
    words = words_of(laptop, server)
    ran = laptop("passphrase", "set", passphrase=PASSPHRASE)
    assert (ran.code, passphrases.SAME_WORDS in ran.out) == (0, True), ran.err
    assert keys.by_phrase(keyfile.load(laptop.folder / "key.json"), phrase.read(words))
    assert laptop("devices", passphrase=PASSPHRASE).code == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(opening.NEW_VARIABLE, OTHER)
        ran = laptop("passphrase", "change", "--new-phrase", passphrase=PASSPHRASE)
    assert (ran.code, protecting.SHARED_WORDS in ran.err) == (4, True)
    assert laptop("show", passphrase=PASSPHRASE).code == 0


@pytest.mark.parametrize(
    "url",
    [
        "http://far.example",
        "ftp://a.example",
        "https://user:pw@a.example",
        "https://a.example/path",
        "a.example",
        "",
        "http://127.0.0.1:99999",
    ],
)
def test_an_address_that_would_carry_anything_in_clear_is_refused(laptop: Device, url: str) -> None:
    for arguments in (("sync", "join", url), ("pair", "zoo " * 8, "--server", url, "--yes")):
        ran = laptop(*arguments)
        assert (ran.code, ran.err.strip().removesuffix(".")) == (4, NOT_SECURE.removesuffix("."))


def test_what_is_refused(server: Served, laptop: Device, device: Callable[[str], Device]) -> None:
    assert laptop("sync", "join", "http://127.0.0.1:9").code == 6
    assert laptop("sync", "status").code == laptop("devices").code == laptop("sync", "leave", "--yes").code == 3
    assert device("empty")("sync", "join", server.origin).code == 3
    given = ("sync", "join", server.origin, "--recovery-phrase")
    assert laptop(*given, "abandon abandon").code == 2
    assert laptop(*given, "-", piped="abandon abandon").code == 7
    strange = phrase.written(b"\3" * 32)
    ran = laptop(*given, "-", piped=strange)
    assert (ran.code, ran.err.strip().removesuffix(".")) == (6, joining.NOT_THERE.removesuffix("."))
    words, new = words_of(laptop, server), device("new")
    assert new(*given, "-", piped=strange).code == 6
    # Nobody is there to say a passphrase for the journal to be.
    assert new(*given, "-", piped=words).code == 2
    assert not (new.folder / "key.json").exists()
    assert len(laptop.json("devices")) == 1
    ran = laptop("sync", "join", server.origin)
    assert (ran.code, server.origin in ran.err) == (4, True)


def test_no_word_is_ever_repeated(server: Served, laptop: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    own = words_of(laptop, server)
    assert laptop("sync", "leave", "--yes").code == 0
    monkeypatch.setenv("RECOVERY_DEBUG", "1")
    given = ("sync", "join", server.origin, "--recovery-phrase")
    shown = [
        laptop(*given, own),
        laptop(*given, "-", piped=f"{own} zoo"),
        laptop(*given, "-", piped=own.rpartition(" ")[0]),
    ]
    shown += [laptop(*given, "-", piped=phrase.written(b"\3" * 32)), laptop(*given, "-", piped=own)]
    said = "".join(ran.out + ran.err for ran in shown) + (server.folder / "log").read_text("utf-8")
    assert [ran.code for ran in shown] == [2, 7, 7, 6, 0]
    for words in (own.split(), phrase.written(b"\3" * 32).split()):
        # Some of the words are English words that sentences need; two of them in a row are not chance.
        assert not any(" ".join(two) in said for two in pairwise(words) if two[0] != two[1])


def test_memory_is_closed_before_words_are_in_it(
    server: Served, device: Callable[[str], Device], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fresh machine has no journal whose opening would do it."""
    done: list[str] = []
    read = phrase.read_words
    monkeypatch.setattr(system, "harden", lambda: done.append("closed"))

    def reading(text: str, count: int) -> bytes:
        done.append("read")
        return read(text, count)

    monkeypatch.setattr(phrase, "read_words", reading)
    fresh = device("fresh")
    words = phrase.written(b"\3" * 32)
    given = ("sync", "join", server.origin, "--recovery-phrase", "-")
    assert fresh(*given, piped=words, passphrase=PASSPHRASE).code == 6
    assert fresh("pair", "zoo " * 8, "--server", server.origin, "--yes", passphrase=PASSPHRASE).code == 6
    assert done.count("read") == 2
    assert [done[place - 1] for place, event in enumerate(done) if event == "read"] == ["closed", "closed"]


def test_leaving_keeps_the_journal_and_deleting_leaves_nothing_there(
    server: Served, laptop: Device, device: Callable[[str], Device]
) -> None:
    words = words_of(laptop, server)
    assert laptop("sync", "leave").code == 2  # nobody is there to say yes
    assert laptop.json("sync", "status")["server"] == server.origin
    assert laptop.json("sync", "leave", "--delete-account", "--yes") == {"left": server.origin, "account_deleted": True}
    assert len(laptop.json("show")) == 1
    with connection.existing() as journal:
        assert account_state.state(journal) is None
    ran = laptop("sync", "join", server.origin, "--recovery-phrase", "-", piped=words)
    assert (ran.code, ran.err.strip().removesuffix(".")) == (6, joining.NOT_THERE.removesuffix("."))


def bad_ring(device: Device, passphrase: str | None = None) -> None:
    """What a device in other hands can put as long as it is listed: a ring that nobody can open."""
    assert device("sync", "status", passphrase=passphrase).code == 0  # its folder is the one in use now
    with connection.existing() as journal, closing(membership.enter(journal)) as member:
        member.server.ask("PUT", "/v1/ring", nonsense(member.held, member.identity).to_json())


def test_an_account_whose_ring_nobody_can_read_can_still_be_erased(server: Served, laptop: Device) -> None:
    words = words_of(laptop, server)
    bad_ring(laptop)
    ran = laptop("devices")
    assert (ran.code, ran.err.strip()) == (6, ring.UNREADABLE.format("laptop"))
    assert laptop.json("sync", "leave", "--delete-account", "--yes")["account_deleted"]
    assert laptop("sync", "status").code == 3
    ran = laptop("sync", "join", server.origin, "--recovery-phrase", "-", piped=words)
    assert ran.err.strip() == f"{joining.NOT_THERE}."


def test_the_words_go_on_where_a_device_stopped_all_others(
    server: Served, laptop: Device, device: Callable[[str], Device]
) -> None:
    words = words_of(laptop, server)
    phone, tablet = device("phone"), device("tablet")
    given = ("sync", "join", server.origin, "--recovery-phrase", "-", "--name")
    assert phone(*given, "phone", piped=words, passphrase=PASSPHRASE).code == 0
    bad_ring(phone, PASSPHRASE)
    ran = laptop("sync")
    assert (ran.code, ran.err.strip()) == (6, ring.UNREADABLE.format("phone"))
    ran = tablet(*given, "tablet", piped=words, passphrase=PASSPHRASE)
    assert ran.code == 0
    assert join.LEFT_OUT.format("phone") in " ".join(ran.out.split())
    synced = laptop("sync")
    assert (synced.code, "tablet was added" in synced.err) == (0, True)
    assert [listed["name"] for listed in laptop.json("devices")] == ["laptop", "tablet"]
    assert phone("sync", passphrase=PASSPHRASE).code == 6
    assert tablet("sync", passphrase=PASSPHRASE).code == 0
    assert len(tablet.json("show", passphrase=PASSPHRASE)) == len(laptop.json("show")) == 1


@pytest.fixture
def behind(tmp_path: Path) -> Iterator[Behind]:
    (tmp_path / "behind").mkdir()
    made = Behind(f"sqlite://{tmp_path}/behind/server.db")
    yield made
    made.close()


GIVEN = ("--recovery-phrase", "-", "--name")


def held_by(device: Device, passphrase: str) -> tuple[VerifiedRing, Identity]:
    """The ring that it holds, and its keys: whoever has that device has both."""
    assert device("sync", passphrase=passphrase).code == 0
    with connection.existing() as journal, closing(membership.enter(journal)) as member:
        return member.held, member.identity


@contextmanager
def as_one(behind: Behind, identity: Identity, account: bytes) -> Iterator[Server]:
    """The server as that device asks it, past its line."""
    with closing(Server(behind.origin)) as asked:
        token = server_api.log_in(asked, identity, account)
    with closing(Server(behind.running.origin, token)) as asked:
        yield asked


def test_a_join_whose_answer_is_lost_while_another_ring_is_spoiled_is_made_again(
    behind: Behind, laptop: Device, device: Callable[[str], Device]
) -> None:
    words = str(laptop.json("sync", "join", behind.origin, "--name", "laptop")["recovery_phrase"])
    phone, tablet = device("phone"), device("tablet")
    given = ("sync", "join", behind.origin, *GIVEN)
    assert phone(*given, "phone", piped=words, passphrase=PASSPHRASE).code == 0
    held, identity = held_by(phone, PASSPHRASE)
    fates = [UNANSWERED]
    with as_one(behind, identity, held.ring.account.id) as asked:

        def fate(message: Message) -> str:
            if not message.line.startswith("PUT /v1/ring"):
                return PASSES
            if fates:
                return fates.pop()
            if len(rings := server_api.fetch(asked.ask, held.ring.generation)[0]) == 1:
                (taken,) = chain.followed(held, rings, [identity])
                asked.ask("PUT", "/v1/ring", nonsense(taken, identity).to_json())
            return PASSES

        behind.line.fate = fate
        ran = tablet(*given, "tablet", piped=words, passphrase=PASSPHRASE)
    assert ran.code == 0, ran.err
    assert join.LEFT_OUT.format("phone") in " ".join(ran.out.split())
    assert tablet("sync", passphrase=PASSPHRASE).code == laptop("sync").code == 0
    assert [listed["name"] for listed in laptop.json("devices")] == ["laptop", "tablet"]
    assert phone("sync", passphrase=PASSPHRASE).code == 6


def test_who_made_its_ring_good_again_in_time_is_not_said_to_be_off(
    behind: Behind, laptop: Device, device: Callable[[str], Device]
) -> None:
    words = str(laptop.json("sync", "join", behind.origin, "--name", "laptop")["recovery_phrase"])
    phone, tablet = device("phone"), device("tablet")
    given = ("sync", "join", behind.origin, *GIVEN)
    assert phone(*given, "phone", piped=words, passphrase=PASSPHRASE).code == 0
    held, identity = held_by(phone, PASSPHRASE)
    bad = nonsense(held, identity)
    good = [sealed_ring.seal(replace(held.ring, generation=held.ring.generation + 2, previous=bad.hash), identity)]
    with as_one(behind, identity, held.ring.account.id) as asked:
        asked.ask("PUT", "/v1/ring", bad.to_json())

        def fate(message: Message) -> str:
            if message.line.startswith("PUT /v1/ring") and good:
                asked.ask("PUT", "/v1/ring", good.pop().signed.to_json())
            return PASSES

        behind.line.fate = fate
        ran = tablet(*given, "tablet", piped=words, passphrase=PASSPHRASE)
    assert (ran.code, "taken off" in ran.out) == (0, False)
    assert [listed["name"] for listed in laptop.json("devices")] == ["laptop", "phone", "tablet"]


def test_the_first_day_without_a_substance_is_the_accounts(server: Served, device: Callable[[str], Device]) -> None:
    """Two journals become one, and where that changes the numbers of one the person is told."""
    laptop, phone = device("laptop"), device("phone")
    init = ("init", "--timezone", "UTC", "--since")
    assert laptop(*init, "2026-01-10", "--substance", "heroin").code == 0
    words = words_of(laptop, server)
    assert laptop("sync").code == 0
    assert phone(*init, "2026-02-20", "--substance", "Heroin").code == 0
    phone("log", "7", "payday")
    assert phone("sync", "join", server.origin, "--recovery-phrase", "-", "--name", "phone", piped=words).code == 0
    (told,) = phone.json("sync")["warnings"]
    assert "first day without heroin is 2026-01-10 now" in told
    assert "here it was 2026-02-20" in told
    assert "warnings" not in phone.json("sync")
    assert laptop("sync").code == 0
    for either in (laptop, phone):
        assert [(substance["name"], substance["since"]) for substance in either.json("substance", "list")] == [
            ("heroin", "2026-01-10")
        ]
    assert phone("substance", "since", "heroin", "2026-02-20").code == phone("sync").code == 0
    assert any("first day without heroin is 2026-02-20 now" in warning for warning in laptop.json("sync")["warnings"])


def test_the_words_take_all_others_off(
    server: Served, laptop: Device, device: Callable[[str], Device], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a theft, and where somebody listed so many devices that no other has room."""
    words = words_of(laptop, server)
    assert laptop("sync").code == 0
    phone, tablet = device("phone"), device("tablet")
    given = ("sync", "join", server.origin, "--recovery-phrase", "-", "--name")
    assert phone(*given, "phone", piped=words, passphrase=PASSPHRASE).code == 0
    monkeypatch.setattr(protocol, "DEVICES_LIMIT", 2)
    full = tablet(*given, "tablet", piped=words, passphrase=PASSPHRASE)
    assert (full.code, "--alone" in full.err) == (4, True)
    assert tablet("sync", "join", server.origin, "--alone", passphrase=PASSPHRASE).code == 2
    assert tablet(*given, "tablet", "--alone", piped=words, passphrase=PASSPHRASE).code == 0
    assert [listed["name"] for listed in tablet.json("devices", passphrase=PASSPHRASE)] == ["tablet"]
    assert laptop("sync").code == phone("sync", passphrase=PASSPHRASE).code == 6
    assert tablet("sync", passphrase=PASSPHRASE).code == 0
    assert len(tablet.json("show", passphrase=PASSPHRASE)) == 1
    with connection.existing() as journal:
        assert len(membership.Member(journal).held.ring.keys) == 2


def test_a_device_that_was_taken_off_erases_the_account_by_the_words(
    server: Served, laptop: Device, device: Callable[[str], Device]
) -> None:
    words = words_of(laptop, server)
    phone = device("phone")
    given = ("sync", "join", server.origin, "--recovery-phrase", "-", "--name", "phone")
    assert phone(*given, piped=words, passphrase=PASSPHRASE).code == 0
    assert phone("devices", "revoke", "laptop", "--yes", passphrase=PASSPHRASE).code == 0
    bad_ring(phone, PASSPHRASE)
    erase = ("sync", "leave", "--delete-account", "--yes")
    assert laptop(*erase).code == 6
    others = laptop(*erase, "--recovery-phrase", "-", piped=phrase.written(b"\5" * 32))
    assert (others.code, others.err.strip()) == (4, leave.NOT_ITS_WORDS)
    assert laptop("sync", "leave", "--yes", "--recovery-phrase", "-", piped=words).code == 2
    ran = laptop(*erase, "--recovery-phrase", "-", piped=words)
    assert (ran.code, ran.err) == (0, "")
    assert laptop("sync", "status").code == 3
    assert phone("sync", passphrase=PASSPHRASE).code == 6


def test_leaving_takes_the_device_off_and_changes_the_key(
    server: Served, laptop: Device, device: Callable[[str], Device]
) -> None:
    words = words_of(laptop, server)
    phone = device("phone")
    assert phone("sync", "join", server.origin, "--recovery-phrase", "-", piped=words, passphrase=PASSPHRASE).code == 0
    ran = phone("sync", "leave", "--yes", passphrase=PASSPHRASE)
    assert (ran.code, ran.err) == (0, "")
    assert " ".join(leave.OFF.split()) in " ".join(ran.out.split())
    assert [listed["this_device"] for listed in laptop.json("devices")] == [True]
    with connection.existing() as journal:
        keys_now = membership.Member(journal).held.ring.keys
    assert len(keys_now) == 2
    last = laptop("sync", "leave", "--yes")
    assert " ".join(leave.LAST.split()) in " ".join(last.out.split())


def test_leaving_works_when_the_server_is_away(laptop: Device, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    away = Served(tmp_path / "other")
    words_of(laptop, away)
    away.stop()
    offline = laptop("devices")
    assert (offline.code, "laptop" in offline.out) == (0, True)
    assert "cannot be reached" in offline.err
    assert laptop("sync", "leave", "--delete-account", "--yes").code == 6
    assert laptop("sync", "status").code == 0
    ran = laptop("sync", "leave", "--yes")
    assert (ran.code, leave.NOT_TOLD in ran.err) == (0, True)
    assert laptop("sync", "status").code == 3


def test_a_copied_journal_does_not_sync_as_two(server: Served, laptop: Device) -> None:
    words_of(laptop, server)
    (laptop.folder / "device").unlink()  # another machine has another
    for command in (("devices",), ("sync", "status"), ("pair", "--yes")):
        ran = laptop(*command)
        assert (ran.code, ran.err.strip().removesuffix(".")) == (4, membership.COPIED.removesuffix("."))
    assert laptop("sync", "leave", "--yes").code == 0


def test_a_ring_that_the_server_changed_is_refused_on_this_device(server: Served, laptop: Device) -> None:
    words_of(laptop, server)
    with connection.existing() as journal, journal.transaction():
        account_state.save(journal, ring_hash=bytes(32))
    ran = laptop("devices")
    assert (ran.code, ran.err.strip().removesuffix(".")) == (6, ring.DAMAGED.removesuffix("."))


def test_quiet_mode_names_no_machine(server: Served, laptop: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.node", lambda: "anas-recovery-laptop.home")
    assert membership.device_name(None) == "anas-recovery-laptop"
    laptop("config", "quiet", "on")
    assert laptop.json("sync", "join", server.origin)["device"] == "device"


def test_the_person_sees_the_words_once_and_says_three_back(
    server: Served, laptop: Device, terminal: Callable[..., object]
) -> None:
    screen = terminal("sync", "join", server.origin, "--name", "laptop", env={"RECOVERY_HOME": str(laptop.folder)})
    screen.see("Enter to do it later) ")  # type: ignore[attr-defined]
    shown: str = screen.screen  # type: ignore[attr-defined]
    screen.type("")  # type: ignore[attr-defined]
    screen.see("on paper.")  # type: ignore[attr-defined]
    screen.type("")  # type: ignore[attr-defined]
    assert screen.end() == 0  # type: ignore[attr-defined]
    assert " 24. " not in screen.screen.replace("\x1b", "")  # type: ignore[attr-defined]
    assert " 1. " in shown
    assert "24. " in shown
    assert max(len(line) for line in shown.splitlines()) <= 80


def test_the_servers_log_and_file_hold_no_name(server: Served, laptop: Device) -> None:
    laptop("sync", "join", server.origin, "--name", "canary-name")
    for path in server.folder.iterdir():
        assert b"canary-name" not in path.read_bytes()
    assert json.loads((server.folder / "log").read_text("utf-8").splitlines()[0])["event"]


def test_status_says_whether_something_is_yet_to_be_sent(server: Served, laptop: Device) -> None:
    words_of(laptop, server)
    for left in (True, False):
        assert (status.LEFT in laptop("sync", "status").out, laptop.json("sync", "status")["left_to_send"]) == (
            left,
            left,
        )
        assert laptop("sync").code == 0
    laptop("note", "written since")
    assert status.LEFT in laptop("sync", "status").out


@pytest.mark.parametrize("words", [False, True])
def test_a_server_asked_by_another_name_says_which_it_goes_by(words: bool, laptop: Device, server: Served) -> None:
    by_another = server.origin.replace("127.0.0.1", "localhost")
    typed = ("--recovery-phrase", "-") if words else ()
    given = " ".join(phrase.written(bytes(32)).split()) if words else None
    refused = laptop("sync", "join", by_another, *typed, piped=given)
    assert refused.code != 0
    assert f"goes by another name, and nothing was changed here. Type instead: recovery sync join {server.origin}" in (
        " ".join(refused.err.split())
    )
    assert laptop("sync", "join", server.origin).code == 0  # no account was opened in vain


@pytest.mark.parametrize("told", ["https://example.org/\x1b[2J", "http://example.org", 7, None])
def test_what_is_no_address_is_not_repeated(told: object, monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server("https://sync.example.org")
    monkeypatch.setattr(server, "ask", lambda *_: {"origin": told})
    server_api.check_name(server, "recovery sync join")
