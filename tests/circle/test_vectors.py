"""The bytes of a link, as docs/circle-protocol.md tells them, are those that the program makes and takes."""

from __future__ import annotations

import json

from recovery.circle import authorship, records
from recovery.circle.invitation import read_link
from recovery.sync import documents, envelope
from tests.vectors import make, make_circle


def test_what_is_written_down_is_what_the_program_makes_and_takes() -> None:
    for name, made in make_circle.FILES.items():
        assert (make_circle.FOLDER / f"{name}.json").read_text("utf-8") == make.written(made()), name
    given = json.loads((make_circle.FOLDER / "invitation.json").read_text("utf-8"))
    read = read_link(given["link"])
    assert (read.identity.signing.hex(), read.ring.hex(), read.origin) == (
        given["signing"],
        given["ring"],
        given["origin"],
    )
    vectors = json.loads((make_circle.FOLDER / "records.json").read_text("utf-8"))
    kinds = set()
    for case in vectors["cases"]:
        id, version, blob = (bytes.fromhex(case[name]) for name in ("id", "version", "blob"))
        key = {bytes.fromhex(vectors["kid"]): bytes.fromhex(vectors["key"])}
        plain = envelope.unseal(key, bytes.fromhex(vectors["collection"]), id, version, blob)
        body, mark = authorship.split(plain)
        one = records.read(id, documents.decode(body))
        assert one is not None
        made_by = [side for side, seed in vectors["seeds"].items() if authorship.is_own(seed, id, version, body, mark)]
        assert made_by == [one.side]
        assert authorship.marked(vectors["seeds"][one.side], id, version, body) == plain
        kinds.add(one.kind)
    assert kinds == set(records.KINDS)
