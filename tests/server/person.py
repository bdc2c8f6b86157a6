"""A person with devices, made with `cryptography` alone: a second reading of the protocol, not the program's client."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Sequence
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

WAIT = 20.0


def public(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def new_id() -> str:
    return secrets.token_hex(16)


def sealed(kid: str, size: int = 1024, content: bytes = b"") -> bytes:
    """What a sealed record looks like from outside: version, kid, nonce, noise."""
    noise = content + secrets.token_bytes(size + 16 - len(content))
    return b"\x01" + bytes.fromhex(kid) + secrets.token_bytes(12) + noise


class Person:
    """One account: its key, its devices, its rings; what it asks goes out through httpx."""

    def __init__(self, origin: str, signed_origin: str | None = None) -> None:
        self.origin = origin
        self.signed_origin = signed_origin or origin
        self.http = httpx.Client(base_url=origin, timeout=WAIT)
        self.account_private = Ed25519PrivateKey.generate()
        self.account_key = public(self.account_private)
        self.account = hashlib.sha256(bytes.fromhex(self.account_key)).hexdigest()[:32]
        self.devices = [Ed25519PrivateKey.generate()]
        self.kid = secrets.token_hex(8)
        self.retired: list[str] = []
        self.rings: list[bytes] = []
        self.collection = new_id()
        self.token = ""
        self.epoch = ""

    def ring(self, by: Ed25519PrivateKey, /, **changed: Any) -> dict[str, Any]:
        """The next generation; what is `changed` replaces its fields."""
        previous = hashlib.sha256(self.rings[-1]).hexdigest() if self.rings else "0" * 64
        document = {
            "generation": len(self.rings) + 1,
            "kid": self.kid,
            "retired": self.retired,
            "devices": [{"device": public(device), "sealed": b64(secrets.token_bytes(80))} for device in self.devices],
            "recovery": b64(secrets.token_bytes(80)),
            "body": b64(secrets.token_bytes(1052)),
            "previous": previous,
            "signer": public(by),
        } | changed
        ring = json.dumps(document).encode()
        return {"ring": b64(ring), "signature": self.sign_ring(by, ring)}

    def opening(self, ring: str, /, **changed: str) -> dict[str, str]:
        """What shows that the words opened the account with that ring, in base64; `changed` replaces its parts."""
        key, hashed = Ed25519PrivateKey.generate(), hashlib.sha256(base64.b64decode(ring)).digest()
        certificate = self.account_private.sign(b"recovery/v1/opening-key\0" + bytes.fromhex(public(key)))
        signature = key.sign(b"recovery/v1/opening\0" + bytes.fromhex(self.account) + hashed)
        return {"key": public(key), "certificate": certificate.hex(), "signature": signature.hex()} | changed

    def first(self, by: Ed25519PrivateKey, /, **changed: Any) -> dict[str, Any]:
        """What opens the account; what is `changed` replaces fields of its ring."""
        body = self.ring(by, **changed)
        return {"account_key": self.account_key, **body, "opening": self.opening(body["ring"])}

    def sign_ring(self, signer: Ed25519PrivateKey, ring: bytes) -> str:
        return signer.sign(b"recovery/v1/ring\0" + bytes.fromhex(self.account) + ring).hex()

    def open(self) -> Person:
        """Open the account, log in, and note the epoch."""
        body = self.first(self.devices[0])
        answer = self.http.post("/v1/accounts", json=body)
        assert answer.status_code == 201, answer.text
        assert answer.json() == {"account": self.account}
        self.rings.append(base64.b64decode(body["ring"]))
        self.token = self.log_in(self.devices[0])
        self.epoch = self.http.get("/v1/about").json()["epoch"]
        return self

    def put_ring(
        self, by: Ed25519PrivateKey | None = None, /, token: str | None = None, **changed: Any
    ) -> httpx.Response:
        """Put the next generation, and take it as kept if the server does."""
        body = self.ring(by or self.devices[0], **changed)
        answer = self.ask("PUT", "/v1/ring", token=token, json=body)
        if answer.status_code == 204:
            self.rings.append(base64.b64decode(body["ring"]))
        return answer

    def rotate(self) -> None:
        """Another key from now on."""
        self.retired = [*self.retired, self.kid]
        self.kid = secrets.token_hex(8)

    def challenge(self) -> dict[str, Any]:
        answer = self.http.post("/v1/challenge", json={"account": self.account})
        assert answer.status_code == 200, answer.text
        reply: dict[str, Any] = answer.json()
        return reply

    def signed(self, key: Ed25519PrivateKey, challenge: dict[str, Any], /, **changed: Any) -> dict[str, Any]:
        """A login; what is `changed` replaces fields of the body, `origin` and `signer` what is signed and by whom."""
        origin, signer = changed.pop("origin", self.signed_origin), changed.pop("signer", key)
        message = (
            b"recovery/v1/login\0" + origin.encode() + b"\0" + bytes.fromhex(self.account) + bytes.fromhex(public(key))
            + bytes.fromhex(challenge["nonce"]) + challenge["expires"].to_bytes(8, "big")
        )  # fmt: skip
        return {
            "account": self.account,
            "key": public(key),
            **challenge,
            "signature": signer.sign(message).hex(),
        } | changed

    def log_in(self, key: Ed25519PrivateKey) -> str:
        answer = self.http.post("/v1/login", json=self.signed(key, self.challenge()))
        assert answer.status_code == 200, answer.text
        assert len(answer.json()["token"]) == 64
        return str(answer.json()["token"])

    def ask(self, method: str, path: str, token: str | None = None, **more: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token if token is None else token}"} | more.pop("headers", {})
        if "content" in more:
            headers.setdefault("Content-Type", "application/json")
        return self.http.request(method, path, headers=headers, **more)

    def record(self, base: str | None = None, **changed: Any) -> dict[str, Any]:
        blob = changed.pop("blob", None) or sealed(changed.pop("kid", self.kid))
        return {"id": new_id(), "base": base, "version": new_id(), "blob": b64(blob)} | changed

    def push(self, *records: dict[str, Any], collection: str | None = None, **more: Any) -> httpx.Response:
        body = {"epoch": more.pop("epoch", self.epoch), "records": records}
        return self.ask("POST", f"/v1/c/{collection or self.collection}/push", json=body, **more)

    def pushed(self, *records: dict[str, Any]) -> list[dict[str, Any]]:
        answer = self.push(*records)
        assert answer.status_code == 200, answer.text
        assert answer.json()["epoch"] == self.epoch
        reply: list[dict[str, Any]] = answer.json()["results"]
        assert [record["id"] for record in reply] == [record["id"] for record in records]
        return reply

    def pull(self, after: int = 0, limit: int | None = None, **more: Any) -> httpx.Response:
        collection, epoch = more.pop("collection", self.collection), more.pop("epoch", self.epoch)
        query = {"after": after, "epoch": epoch} | ({"limit": limit} if limit else {})
        return self.ask("GET", f"/v1/c/{collection}/pull", params=query, **more)

    def pulled(self, after: int = 0, limit: int | None = None) -> dict[str, Any]:
        answer = self.pull(after, limit)
        assert answer.status_code == 200, answer.text
        reply: dict[str, Any] = answer.json()
        return reply

    def everything(self, limit: int | None = None) -> list[dict[str, Any]]:
        results: list[dict[str, Any]] = []
        after, more = 0, True
        while more:
            page = self.pulled(after, limit)
            results += page["records"]
            after, more = page["next"], page["more"]
        return results


def statuses(results: Sequence[dict[str, Any]]) -> list[str]:
    return [str(result["status"]) for result in results]
