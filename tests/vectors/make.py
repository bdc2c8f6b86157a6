"""The bytes on the wire, written down: whoever writes another program for this protocol tries it against these files.

`python -m tests.vectors.make` writes them anew; a test says whether they are still what the program makes and opens.
Everything random is fixed here, so that the files are the same on each run; HPKE is written out once more for that,
after RFC 9180, because a library gives no way to fix its ephemeral key.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any
from unittest import mock

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from recovery.store import keys, phrase
from recovery.sync import account as accounts
from recovery.sync import chain, documents, envelope, pairing_words, sealed_ring
from recovery.sync.account import Account, Identity, OpeningProof
from recovery.sync.documents import Document, Field
from recovery.sync.hybrid_clock import ZERO, Timestamp
from recovery.sync.pairing import Handover, JoiningDevice, JoiningSide, OfferingSide
from recovery.wire import protocol
from recovery.wire.strict_json import base64
from tests.sync.rings import in_clear
from tests.vectors import journal

HERE = Path(__file__).parent
ENTROPY = bytes(range(32))
ORIGIN = "https://sync.example"
DAY = "2026-03-22"


def fixed(label: str, size: int = 32) -> bytes:
    """Bytes that look random and are the same on each run."""
    return sha256(b"recovery vectors\0" + label.encode()).digest()[:size]


class Chance:
    """What stands in for the system's random bytes: a row that is the same on each run."""

    def __init__(self, label: str) -> None:
        self.label, self.count = label, 0

    def __call__(self, size: int) -> bytes:
        self.count += 1
        return fixed(f"{self.label} {self.count}", size)


@contextmanager
def without_chance(label: str) -> Iterator[None]:
    chance = Chance(label)
    with (
        mock.patch("os.urandom", chance),
        mock.patch.object(accounts, "seal_to", lambda *given: seal_to(chance(32), *given)),
    ):
        yield


def _extract(salt: bytes, secret: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), secret, "sha256")


def _expand(key: bytes, info: bytes, length: int) -> bytes:
    stream = block = b""
    while len(stream) < length:
        block = hmac.digest(key, block + info + bytes([len(stream) // 32 + 1]), "sha256")
        stream += block
    return stream[:length]


def seal_to(ephemeral: bytes, public: bytes, content: bytes, info: bytes) -> bytes:
    """HPKE in base mode with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM: RFC 9180, sections 4 and 5."""

    def extract(suite: bytes, salt: bytes, label: bytes, secret: bytes) -> bytes:
        return _extract(salt, b"HPKE-v1" + suite + label + secret)

    def expand(suite: bytes, key: bytes, label: bytes, about: bytes, length: int) -> bytes:
        return _expand(key, length.to_bytes(2) + b"HPKE-v1" + suite + label + about, length)

    kem, hpke = b"KEM" + (32).to_bytes(2), b"HPKE" + (32).to_bytes(2) + (1).to_bytes(2) + (2).to_bytes(2)
    private = X25519PrivateKey.from_private_bytes(ephemeral)
    shown = private.public_key().public_bytes_raw()
    shared = private.exchange(X25519PublicKey.from_public_bytes(public))
    secret = expand(kem, extract(kem, b"", b"eae_prk", shared), b"shared_secret", shown + public, 32)
    context = b"\0" + extract(hpke, b"", b"psk_id_hash", b"") + extract(hpke, b"", b"info_hash", info)
    scheduled = extract(hpke, secret, b"secret", b"")
    key, nonce = expand(hpke, scheduled, b"key", context, 32), expand(hpke, scheduled, b"base_nonce", context, 12)
    return shown + AESGCM(key).encrypt(nonce, content, b"")


def identity(label: str) -> Identity:
    return Identity(fixed(f"{label} signing"), fixed(f"{label} sealing"))


def envelopes() -> dict[str, Any]:
    plains = ("{}", '{"kind":"note","id":"5","clocks":[[1,0,"a"]],"fields":{"text":["déjà vu ☕",0]}}', "x" * 1021)
    key, collection = fixed("collection key"), fixed("collection", 16)
    cases = []
    for number, plain in enumerate(plains):
        record = envelope.record_id(fixed("id key"), "note", str(number))
        version, nonce = fixed(f"version {number}", 16), fixed(f"nonce {number}", 12)
        blob = envelope.Envelope(collection, {envelope.kid_of_key(key): key})._sealed(
            record, version, plain.encode(), nonce
        )
        cases.append({"id": record.hex(), "version": version.hex(), "plain": plain, "blob": blob.hex()})
    return {"key": key.hex(), "kid": envelope.kid_of_key(key).hex(), "collection": collection.hex(), "cases": cases}


def paddings() -> dict[str, Any]:
    lengths = (0, 1, 1019, 1020, 1021, 2044, 2045, 65_532, 65_533, protocol.PLAIN_LIMIT - 4)
    sizes = [{"length": length, "padded": envelope.padded_length(length)} for length in lengths]
    return {"sizes": sizes, "example": {"plain": b"hi".hex(), "padded": envelope.padded(b"hi").hex()}}


def ids() -> dict[str, Any]:
    key = fixed("id key")
    of = [
        ("craving", "00000000-0000-4000-8000-000000000001"),
        ("checkin", "2026-03-07"),
        ("substance", "heroin"),
        ("substance", "weiß"),
        ("profile", "profile"),
        ("checkin", "2026-03-07\n2"),
    ]
    records = [{"kind": kind, "local": local, "id": envelope.record_id(key, kind, local).hex()} for kind, local in of]
    kids = [
        {"key": collection_key.hex(), "kid": envelope.kid_of_key(collection_key).hex()}
        for collection_key in (key, fixed("collection key"))
    ]
    return {"id_key": key.hex(), "ids": records, "kids": kids}


def account() -> dict[str, Any]:
    of, owner, device = Account.of_phrase(ENTROPY), Identity.of_phrase(ENTROPY), identity("laptop")
    return {
        "words": phrase.written(ENTROPY),
        "entropy": ENTROPY.hex(),
        "account_seed": owner.signing.hex(),
        "account_key": of.public.hex(),
        "account": of.id.hex(),
        "recovery_private": owner.sealing.hex(),
        "recovery": of.recovery.hex(),
        "proof": of.proof.hex(),
        "device": {
            "signing": device.signing.hex(),
            "sealing": device.sealing.hex(),
            "public": device.public.hex(),
            "sealing_public": device.sealing_public.hex(),
            "word": device.clock_id,
        },
    }


def logins() -> dict[str, Any]:
    of, device = Account.of_phrase(ENTROPY), identity("laptop")
    nonce, expires = fixed("login nonce"), 1_774_180_000
    cases = []
    for origin in (ORIGIN, "http://127.0.0.1:8765"):
        message = protocol.login_message(origin, of.id, device.public, nonce, expires)
        signature = device.login(origin, of.id, nonce, expires)
        cases.append({"origin": origin, "message": message.hex(), "signature": signature.hex()})
    return {
        "account": of.id.hex(),
        "key": device.public.hex(),
        "nonce": nonce.hex(),
        "expires": expires,
        "cases": cases,
    }


def rings() -> dict[str, Any]:
    of, laptop, phone = Account.of_phrase(ENTROPY), identity("laptop"), identity("phone")
    with without_chance("ring"):
        first = chain.first(of, laptop, "laptop", DAY)
        second = chain.with_device(first, laptop, "phone", phone.public, phone.sealing_public, DAY)
        third = chain.without_device(second, laptop, phone.public)
        refused = [
            {
                "why": "signed by a device that is not listed",
                **sealed_ring.seal(second.ring, identity("thief")).signed.to_json(),
            },
            {
                "why": "another past",
                **sealed_ring.seal(replace(second.ring, previous=fixed("past")), laptop).signed.to_json(),
            },
            {
                "why": "another id key",
                **sealed_ring.seal(replace(second.ring, id_key=fixed("else")), laptop).signed.to_json(),
            },
            {"why": "a gap", **third.signed.to_json()},
        ]
    with without_chance("opening"):
        opening = OpeningProof.of(keys.opener(ENTROPY), of, first.signed.hash)
    with without_chance("ring that nobody reads"):
        tablet = identity("tablet")
        spoiled = in_clear(chain._next(second, phone), phone, name_nothing)
        newest = chain.by_phrase([first.signed, second.signed, spoiled], ENTROPY, opening).held
        owner = Identity.of_phrase(ENTROPY)
        mended = chain.with_device(newest, owner, "tablet", tablet.public, tablet.sealing_public, DAY)
    return {
        "account_key": of.public.hex(),
        "opening": opening.to_json(),
        "recovery_private": Identity.of_phrase(ENTROPY).sealing.hex(),
        "devices": {name: identity(name).sealing.hex() for name in ("laptop", "phone")},
        "rings": [
            {
                "generation": held.ring.generation,
                "hash": held.signed.hash.hex(),
                "fingerprint": held.fingerprint,
                "body": sealed_ring._to_json(held.ring),
                **held.signed.to_json(),
            }
            for held in (first, second, third)
        ],
        "refused_after_the_first": refused,
        "after_the_second_instead": {
            "spoiled": spoiled.to_json(),
            "by_the_words": {"body": sealed_ring._to_json(mended.ring), **mended.signed.to_json()},
        },
    }


def name_nothing(ring: dict[str, Any]) -> None:
    """A body of noise, and a key in the open parts that is nobody's."""
    noise, key = fixed("noise"), fixed("nobody's key", protocol.KID_BYTES)
    ring.update(body=base64(noise * 33), retired=[*ring["retired"], ring["kid"]], kid=key.hex())


def merging() -> dict[str, Any]:
    """Two states of a record, and what becomes of them, whichever comes first."""
    early, late, same_ms = Timestamp(1000, 0, "b"), Timestamp(2000, 0, "a"), Timestamp(2000, 1, "a")
    there, back, gone = Field(False, early), Field(False, same_ms), Field(True, late)  # noqa: FBT003 - of `deleted`

    def state(*, count: int = 1, deleted: Field = there, **fields: Any) -> Document:
        more = fields.pop("more", {})
        named = {name: Field(*field) for name, field in fields.items()}
        return Document("note", "5", named, deleted, count=count, more=more)

    pairs = {
        "the later edit of each field": (
            state(a=("x", early), b=(1, late)),
            state(a=("y", late), b=(2, early), count=4),
        ),
        "the counter where the time is one": (state(a=("x", late)), state(a=("y", same_ms))),
        "the device's word where both are": (
            state(a=("x", Timestamp(1, 0, "a"))),
            state(a=("y", Timestamp(1, 0, "b"))),
        ),
        "a field that one of them has": (state(a=("x", early)), state(b=("y", early))),
        "null with a clock is an answer": (state(a=("x", early)), state(a=(None, late))),
        "an answer stands before none": (state(a=(None, ZERO)), state(a=("x", early))),
        "one clock: the greater text": (state(a=("é", early)), state(a=("z", early))),
        "one clock: DEL is escaped too": (state(a=("\x7f", early)), state(a=("z", early))),
        "one clock: text beside null": (state(a=(None, ZERO)), state(a=("n", ZERO))),
        "one clock: numbers as text": (state(a=(9, ZERO)), state(a=(10, ZERO))),
        "a deletion after an edit": (
            state(a=("x", early)),
            state(a=("w", early), deleted=gone),
        ),
        "an edit after a deletion": (
            state(a=("x", same_ms), deleted=back),
            state(deleted=gone),
        ),
        "what was erased stays so": (documents.erased("note", 7), state(a=("x", late), count=9)),
        "members that are not known": (state(more={"m": [1, 2], "n": "x"}), state(more={"m": [1, 3], "o": {"p": 1}})),
    }
    cases = []
    for why, (one, other) in pairs.items():
        texts = (one, other, documents.merge(one, other))
        shown = dict(zip(("one", "other", "merged"), (documents.encode(text).decode() for text in texts), strict=True))
        cases.append({"why": why, **shown})
    return {"cases": cases}


def pairings() -> dict[str, Any]:
    secret, of, phone = fixed("pairing", 11), Account.of_phrase(ENTROPY), identity("phone")
    newcomer = JoiningDevice("phone", phone.public, phone.sealing_public)
    handed = Handover(of.public, 2, fixed("ring hash"))
    with without_chance("pairing"):
        old, new = OfferingSide(ORIGIN, secret, of.public), JoiningSide(ORIGIN, secret)
        posts = {protocol.OFFER: old.offer()}
        new.take_offer(posts[protocol.OFFER])
        posts[protocol.JOIN] = new.join()
        old.take_join(posts[protocol.JOIN])
        posts[protocol.REVEAL] = old.reveal()
        new.take_reveal(posts[protocol.REVEAL])
        posts[protocol.DEVICE] = new.device(newcomer)
        old.take_device(posts[protocol.DEVICE])
        posts[protocol.RING] = old.ring(handed)
    return {
        "origin": ORIGIN,
        "secret": secret.hex(),
        "words": pairing_words.words_of(secret),
        "link": pairing_words.link_of(ORIGIN, secret),
        "mailbox": old.mailbox.hex(),
        "old_private": old._private.hex(),
        "new_private": new._private.hex(),
        "posts": {slot: body.hex() for slot, body in posts.items()},
        "digits": old.digits,
        "device": {"name": newcomer.name, "device": newcomer.device.hex(), "sealing": newcomer.sealing.hex()},
        "ring": {
            "identity": of.public.hex(),
            "generation": 2,
            "ring": handed.ring.hex(),
        },
    }


def records() -> dict[str, Any]:
    of, laptop = Account.of_phrase(ENTROPY), identity("laptop")
    with without_chance("journal"):
        held = chain.first(of, laptop, "laptop", DAY)
    key, collection = held.ring.key, held.ring.collection
    made = journal.made(held, laptop, ORIGIN)
    plains = {name: (entry.kind, entry.local, journal.plain(entry)) for name, entry in made.items()}
    gone = made["deleted"]
    plains["erased"] = (gone.kind, gone.local, journal.plain(documents.erased(gone.kind)))
    cases = {}
    for name, (kind, local, plain) in plains.items():
        record = envelope.record_id(held.ring.id_key, kind, local)
        version, nonce = fixed(f"version of {name}", 16), fixed(f"nonce of {name}", 12)
        blob = base64(
            envelope.Envelope(collection, {envelope.kid_of_key(key): key})._sealed(
                record, version, plain.encode(), nonce
            )
        )
        shown = {"kind": kind, "local": local, "id": record.hex(), "version": version.hex()}
        cases[name] = shown | {"plain": plain, "blob": blob}
    return {
        "device": laptop.clock_id,
        "collection": collection.hex(),
        "id_key": held.ring.id_key.hex(),
        "key": key.hex(),
        "records": cases,
    }


def words() -> dict[str, Any]:
    listed = phrase._words()
    return {"sha256": sha256("\n".join((*listed, "")).encode()).hexdigest(), "words": listed}


FILES: dict[str, Callable[[], dict[str, Any]]] = {
    "account": account,
    "envelope": envelopes,
    "ids": ids,
    "login": logins,
    "merging": merging,
    "padding": paddings,
    "pairing": pairings,
    "records": records,
    "ring": rings,
    "words": words,
}


def written(content: dict[str, Any]) -> str:
    """A file as it stands in the folder."""
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    for name, make in FILES.items():
        (HERE / f"{name}.json").write_text(written(make()), "utf-8")
