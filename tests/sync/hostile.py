"""A device that is listed and hostile, or newer: it seals under the account's key whatever it likes."""

from __future__ import annotations

import json
from contextlib import closing
from typing import Any

from recovery.sync import envelope, server_api
from recovery.sync.account import Identity
from recovery.sync.ring import Ring
from recovery.sync.transport import Server
from recovery.wire import strict_json
from tests.sync.devices import Device


class Hostile:
    """It logs in as that device; `key` is the key it seals under, if not the newest."""

    def __init__(self, device: Device, *, ring: Ring | None = None, identity: Identity | None = None) -> None:
        held = device.person.held
        assert held is not None
        self.origin, self.identity = device.person.origin, identity or device.identity
        self.account, self.ring = held.ring.account.id, ring or held.ring

    def push(self, record: bytes, plain: bytes) -> str:
        """Put that plain text in the place of a record; says what the server answered."""
        with closing(Server(self.origin)) as server:
            server_api.log_in(server, self.identity, self.account)
            epoch = server.ask("GET", "/v1/about")["epoch"]
            current, version = self._all(server, epoch).get(record.hex()), envelope.new_version()
            kid, ring = envelope.kid_of_key(self.ring.key), self.ring
            body = {
                "id": record.hex(),
                "base": current["version"] if current else None,
                "version": version.hex(),
                "blob": strict_json.base64(envelope.seal(kid, ring.key, ring.collection, record, version, plain)),
            }
            path = f"/v1/c/{self.ring.collection.hex()}/push"
            answer = server.ask("POST", path, {"epoch": epoch, "records": [body]})
        status: str = answer["results"][0]["status"]
        return status

    def _all(self, server: Server, epoch: str) -> dict[str, dict[str, Any]]:
        path = f"/v1/c/{self.ring.collection.hex()}/pull?after=0&limit=500&epoch={epoch}"
        return {record["id"]: record for record in server.ask("GET", path)["records"]}

    def of(self, kind: str) -> tuple[bytes, dict[str, Any]]:
        """The first record of a kind on the server, and its plain text as JSON gives it."""
        with closing(Server(self.origin)) as server:
            server_api.log_in(server, self.identity, self.account)
            rows = self._all(server, server.ask("GET", "/v1/about")["epoch"]).values()
        for row in rows:
            id, version = bytes.fromhex(row["id"]), bytes.fromhex(row["version"])
            blob = strict_json.blob(row["blob"], len(row["blob"]))
            answer: dict[str, Any] = json.loads(
                envelope.unseal(self.ring.by_kid, self.ring.collection, id, version, blob)
            )
            if answer["kind"] == kind:
                return id, answer
        raise LookupError(kind)

    def id(self, kind: str, local: str) -> bytes:
        """A record's id on the wire."""
        return envelope.record_id(self.ring.id_key, kind, local)
