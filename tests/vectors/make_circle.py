"""What a link carries, written down for other programs: an invitation, and a record of each kind in its envelope.

`python -m tests.vectors.make_circle` writes the files anew; a test says whether they are what the program makes.
"""

from __future__ import annotations

from typing import Any

from recovery.circle import authorship, records
from recovery.circle.invitation import Invitation, link_of
from recovery.circle.side import seed_of
from recovery.sync import documents, envelope
from recovery.sync.documents import Document, Field
from recovery.sync.hybrid_clock import Timestamp
from tests.vectors.make import HERE, fixed, identity, written

FOLDER = HERE / "circle"
ORIGIN = "https://sync.example.org"
HELP, VISIT = "5f0f7f0a-1c1e-4c3a-9b1a-0a5d4a1c2b3d", "7d7c5d1e-2f3a-4b4c-8d5e-6f7a8b9c0d1e"
SAID: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("a", "hello", "", {"name": "Sam", "shares": '["day","help"]', "notice": 0, "until": "2026-06-20"}),
    ("b", "hello", "", {"name": None, "shares": "[]", "notice": 1}),
    ("a", "day", "", {"day": "2026-03-22", "checked_in": 1, "due": "2026-03-24T01:00:00Z", "grace_h": 12}),
    ("a", "hard", "", {"until": "2026-03-23T04:00:00Z"}),
    (
        "a",
        "help",
        HELP,
        {"at": "2026-03-23T01:40:00Z", "want": "talk", "words": None, "state": "open", "answered_by": None},
    ),
    ("a", "plan", "", {"items": '["skips meals","does not pick up"]'}),
    ("a", "mark", VISIT, {"what": "A year at my job", "day": "2026-03-22"}),
    ("a", "page", VISIT, {"period": "2026-02-23 to 2026-03-22", "media": "text/markdown", "body": "# A page"}),
    ("b", "answer", HELP, {"help": HELP, "how": "calling", "at": "2026-03-23T01:42:00Z"}),
    ("b", "cheer", "", {"which": "here", "at": "2026-03-23T01:42:00Z"}),
    ("b", "task", VISIT, {"text": "A list of reasons", "due": "2026-03-30", "state": "proposed"}),
    ("b", "visit", VISIT, {"at": "2026-03-30T14:00:00Z", "where": "Room 4", "state": "confirmed", "reward": HELP}),
    ("b", "reward", HELP, {"text": "A cinema ticket", "times": 4, "state": "open"}),
    ("a", "said", "", {"hello": 1, "day": 3, "help": 1}),
)


def invitation() -> dict[str, Any]:
    """The parts of an invitation and the link that they make."""
    one_use = identity("one use")
    account, ring = fixed("link account"), fixed("link ring")
    return {
        "origin": ORIGIN,
        "signing": one_use.signing.hex(),
        "sealing": one_use.sealing.hex(),
        "account": account.hex(),
        "ring": ring.hex(),
        "link": link_of(Invitation(ORIGIN, one_use, account, ring)),
    }


def said() -> dict[str, Any]:
    """A record of each kind, sealed."""
    key, collection, id_key = fixed("link key"), fixed("link collection", 16), fixed("link id key")
    kid, seeds = envelope.kid_of_key(key), {side: seed_of(identity(f"link side {side}")) for side in "ab"}
    cases = []
    help_id = envelope.record_id(id_key, "help", records.local_of("a", HELP))
    got = ("b", "got", help_id.hex(), {"record": help_id.hex(), "count": 1, "at": "2026-03-23T01:41:00Z"})
    for number, (side, kind, rest, fields) in enumerate((*SAID, got)):
        clock = Timestamp(1_774_230_000_000 + number, 0, side)
        values = {name: Field(value, clock) for name, value in fields.items()}
        document = Document(kind, records.local_of(side, rest), values, Field(False, clock), count=1)  # noqa: FBT003
        record = envelope.record_id(id_key, kind, document.local)
        version, nonce = fixed(f"link version {number}", 16), fixed(f"link nonce {number}", 12)
        plain = authorship.marked(seeds[side], record, version, documents.encode(document))
        blob = envelope.Envelope(collection, {kid: key})._sealed(record, version, plain, nonce)
        cases.append({"id": record.hex(), "version": version.hex(), "plain": plain.decode(), "blob": blob.hex()})
    keys = {"key": key.hex(), "kid": kid.hex(), "collection": collection.hex(), "id_key": id_key.hex()}
    return {**keys, "seeds": seeds, "cases": cases}


FILES = {"invitation": invitation, "records": said}

if __name__ == "__main__":
    for name, make in FILES.items():
        (FOLDER / f"{name}.json").write_text(written(make()), "utf-8")
