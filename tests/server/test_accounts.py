"""Accounts, logins, tokens, devices and key rings: what is given, and what is refused, on both engines."""

from __future__ import annotations

import base64
import hashlib
import secrets
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from benchmarks import server as benchmark
from tests.server.person import Person, b64, new_id, public

REFUSED = (401, {"error": "login"})


def two_devices(person: Person) -> tuple[Ed25519PrivateKey, str]:
    """Add a second device; returns its key and a token of its own."""
    second = Ed25519PrivateKey.generate()
    person.devices.append(second)
    assert person.put_ring().status_code == 204
    return second, person.log_in(second)


def test_the_benchmark_opens_accounts_that_the_server_takes(person: Person) -> None:
    """Nothing else runs it, so a form that the server no longer takes would show only where somebody measures."""
    account = benchmark.open_account(person.origin)
    assert person.http.get("/v1/usage", headers={"Authorization": f"Bearer {account.token}"}).status_code == 200


def test_an_account_is_opened_once(person: Person) -> None:
    other = Ed25519PrivateKey.generate()
    person.rings, person.devices = [], [other]
    answer = person.http.post("/v1/accounts", json=person.first(other))
    assert (answer.status_code, answer.json()) == (409, {"error": "exists"})


@pytest.mark.parametrize(
    "changed",
    [
        {"generation": 2},
        {"previous": "11" * 32},
        {"retired": ["22" * 8]},
        {"signer": "33" * 32},
        {"devices": []},
        {"kid": "44"},
        {"recovery": None},
        {"devices": [{"device": public(Ed25519PrivateKey.generate()), "sealed": ""}] * 2},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_first_ring_that_may_not_stand_opens_nothing(nobody: Person, changed: dict[str, Any]) -> None:
    made = nobody
    body = made.first(made.devices[0], **changed)
    answer = made.http.post("/v1/accounts", json=body)
    assert (answer.status_code, answer.json()["error"]) == (400, "ring")
    assert made.http.post("/v1/login", json=made.signed(made.account_private, made.challenge())).status_code == 401


def test_a_first_ring_must_be_signed_by_its_device_for_this_account(nobody: Person, stranger: Person) -> None:
    made, other = nobody, stranger
    other.rings = []
    signed_for_another = other.ring(made.devices[0])
    body = made.first(made.devices[0])
    for wrong in (signed_for_another["signature"], "00" * 64, made.ring(other.devices[0])["signature"]):
        answer = made.http.post("/v1/accounts", json={**body, "signature": wrong})
        assert (answer.status_code, answer.json()["error"]) == (400, "ring")


def test_an_account_is_opened_by_its_words_alone(nobody: Person, stranger: Person) -> None:
    """Who knows the account's public key and has a device opens nothing: not with keys and signatures of their own."""
    made, other = nobody, stranger
    body, thief = made.first(made.devices[0]), made.devices[0]
    ring, true = body["ring"], made.opening(body["ring"])
    hashed = hashlib.sha256(base64.b64decode(ring)).digest()
    certificate = thief.sign(b"recovery/v1/opening-key\0" + bytes.fromhex(public(thief))).hex()
    own = thief.sign(b"recovery/v1/opening\0" + bytes.fromhex(made.account) + hashed).hex()
    for wrong in (
        other.opening(ring),
        {**true, "certificate": other.opening(ring)["certificate"]},
        {**true, "signature": "00" * 64},
        made.opening(made.ring(made.devices[0])["ring"]),
        {**true, "key": public(thief), "signature": own},
        {"key": public(thief), "certificate": certificate, "signature": own},
    ):
        answer = made.http.post("/v1/accounts", json={**body, "opening": wrong})
        assert (answer.status_code, answer.json()["error"]) == (400, "ring")
    del body["opening"]
    assert made.http.post("/v1/accounts", json=body).status_code == 400
    assert made.http.post("/v1/accounts", json={**body, "opening": true}).status_code == 201


def test_what_opened_the_account_is_given_to_the_words_alone(person: Person) -> None:
    """A device that has it could open the account anew, after it was erased."""
    answer = person.ask("GET", "/v1/opening")
    assert (answer.status_code, answer.json()) == (403, {"error": "scope"})
    assert person.ask("GET", "/v1/opening", token="00" * 32).status_code == 401
    given = person.ask("GET", "/v1/opening", token=person.log_in(person.account_private))
    assert given.status_code == 200
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(given.json()["key"]))
    hashed = hashlib.sha256(person.rings[0]).digest()
    key.verify(
        bytes.fromhex(given.json()["signature"]), b"recovery/v1/opening\0" + bytes.fromhex(person.account) + hashed
    )
    certified = b"recovery/v1/opening-key\0" + bytes.fromhex(given.json()["key"])
    person.account_private.public_key().verify(bytes.fromhex(given.json()["certificate"]), certified)


def test_refused_logins_look_the_same(person: Person, stranger: Person, nobody: Person) -> None:
    device, unknown = person.devices[0], nobody
    unlisted = Ed25519PrivateKey.generate()
    good, later = person.challenge(), person.challenge()
    used = person.signed(device, good)
    assert person.http.post("/v1/login", json=used).status_code == 200
    bodies = [
        used,
        unknown.signed(unknown.devices[0], unknown.challenge()),
        person.signed(unlisted, person.challenge()),
        person.signed(device, person.challenge(), signer=unlisted),
        person.signed(device, person.challenge(), origin="https://elsewhere.example"),
        person.signed(device, stranger.challenge()),
        person.signed(device, {"nonce": secrets.token_hex(32), "expires": good["expires"]}),
        person.signed(device, later | {"expires": later["expires"] + 1}),
        person.signed(device, {**person.challenge(), "expires": good["expires"] - 121}),
        person.signed(device, person.challenge(), key="ff" * 32),
    ]
    answers = [person.http.post("/v1/login", json=body) for body in bodies]
    assert [(answer.status_code, answer.json()) for answer in answers] == [REFUSED] * len(bodies)
    assert len({tuple(sorted(set(answer.headers) - {"date"})) for answer in answers}) == 1
    assert len({len(answer.content) for answer in answers}) == 1


def test_a_challenge_looks_the_same_without_an_account(person: Person) -> None:
    there = person.challenge()
    not_there = person.http.post("/v1/challenge", json={"account": new_id()}).json()
    assert there.keys() == not_there.keys() == {"nonce", "expires"}
    assert len(there["nonce"]) == len(not_there["nonce"]) == 64
    assert abs(there["expires"] - not_there["expires"]) <= 1
    assert person.challenge()["nonce"] != there["nonce"]


def test_no_token_no_answer(person: Person, stranger: Person) -> None:
    for token in (
        "x",
        "00" * 32,
        person.token[:-2],
        person.token.upper(),
        person.token + "00",
        stranger.token[:32] * 2,
    ):
        for method, path in (
            ("GET", "/v1/usage"),
            ("GET", "/v1/ring"),
            ("DELETE", "/v1/account"),
            ("GET", "/v1/events"),
        ):
            answer = person.ask(method, path, token=token)
            assert (answer.status_code, answer.json()) == (401, {"error": "token"})
            assert answer.headers["www-authenticate"] == "Bearer"
    assert person.http.get("/v1/usage", headers={"Authorization": f"Basic {person.token}"}).status_code == 401


def test_a_token_ends_with_its_log_out(person: Person) -> None:
    other = person.log_in(person.devices[0])
    assert person.ask("DELETE", "/v1/token").status_code == 204
    assert person.ask("GET", "/v1/usage").status_code == 401
    assert person.ask("GET", "/v1/usage", token=other).status_code == 200


def test_the_accounts_own_key_may_only_mend_the_ring_or_end_the_account(person: Person) -> None:
    owner = person.log_in(person.account_private)
    for method, path in (
        ("GET", "/v1/devices"),
        ("GET", "/v1/usage"),
        ("GET", "/v1/events"),
        ("GET", f"/v1/c/{person.collection}/pull?epoch={person.epoch}"),
    ):
        answer = person.ask(method, path, token=owner)
        assert (answer.status_code, answer.json()) == (403, {"error": "scope"}), path
    assert person.push(person.record(), token=owner).status_code == 403
    offer = person.ask("PUT", f"/v1/pair/{new_id()}/offer", token=owner, json={"body": b64(b"x")})
    assert offer.status_code == 403
    assert person.ask("GET", "/v1/ring", token=owner).json()["generation"] == 1
    device = Ed25519PrivateKey.generate()
    person.devices.append(device)
    assert person.put_ring(person.account_private, token=owner).status_code == 204
    assert person.ask("GET", "/v1/usage", token=person.log_in(device)).status_code == 200


def test_a_ring_that_lists_the_accounts_own_key_makes_no_device_of_it(person: Person) -> None:
    """Or a device in other hands could take from the words what is given to them alone, and so keep them out."""
    person.devices.append(person.account_private)
    assert person.put_ring().status_code == 204
    owner = person.log_in(person.account_private)
    assert person.ask("GET", "/v1/opening", token=owner).status_code == 200
    assert person.ask("GET", "/v1/usage", token=owner).status_code == 403
    person.devices.remove(person.account_private)
    person.rotate()
    assert person.put_ring().status_code == 204
    assert person.ask("GET", "/v1/ring", token=owner).status_code == 200


def test_devices_are_the_rings_and_say_when_they_were_here(person: Person) -> None:
    second = Ed25519PrivateKey.generate()
    person.devices.append(second)
    assert person.put_ring().status_code == 204
    (first, later) = person.ask("GET", "/v1/devices").json()["devices"]
    assert (first["device"], later) == (public(person.devices[0]), {"device": public(second), "seen": None})
    assert len(first["seen"]) == 10
    person.log_in(second)
    assert person.ask("GET", "/v1/devices").json()["devices"][1]["seen"] == first["seen"]


def test_a_removed_device_is_out_at_once(person: Person) -> None:
    second, token = two_devices(person)
    waiting = person.challenge()
    assert person.ask("GET", "/v1/usage", token=token).status_code == 200
    person.devices.remove(second)
    person.rotate()
    assert person.put_ring().status_code == 204
    assert person.ask("GET", "/v1/usage", token=token).status_code == 401
    assert person.http.post("/v1/login", json=person.signed(second, waiting)).status_code == 401
    assert person.http.post("/v1/login", json=person.signed(second, person.challenge())).status_code == 401
    assert person.put_ring(second).json() == {"error": "ring"}
    assert person.ask("GET", "/v1/usage").status_code == 200


def test_rings_are_given_back_byte_for_byte(person: Person) -> None:
    for _ in range(19):
        person.rotate()
        assert person.put_ring().status_code == 204
    results: list[Any] = []
    while True:
        page = person.ask("GET", "/v1/ring", params={"after": len(results)}).json()
        if not page["rings"]:
            break
        results += page["rings"]
    assert page["generation"] == 20
    assert [ring["generation"] for ring in results] == list(range(1, 21))
    assert [base64.b64decode(ring["ring"]) for ring in results] == person.rings


def test_the_next_ring_must_follow(person: Person, stranger: Person) -> None:
    first = person.rings[0]
    old = person.kid
    person.rotate()
    wrong: list[dict[str, Any]] = [
        {"previous": hashlib.sha256(b"other").hexdigest()},
        {"previous": "0" * 64},
        {"retired": []},
        {"kid": old, "retired": [person.kid, old]},
        {"devices": [{"device": public(person.devices[0]), "sealed": ""}] * 2},
        {"devices": [{"device": secrets.token_hex(32), "sealed": ""} for _ in range(33)]},
        {"devices": []},
        {"signer": public(stranger.devices[0])},
    ]
    for changed in wrong:
        answer = person.put_ring(**changed)
        assert (answer.status_code, answer.json()["error"]) == (400, "ring"), changed
    assert person.put_ring(stranger.devices[0]).status_code == 400
    for generation in (1, 3, 2**40):
        answer = person.put_ring(generation=generation)
        assert (answer.status_code, answer.json()) == (409, {"error": "generation", "generation": 1})
    too_large = {"ring": b64(b" " * 65_537), "signature": "00" * 64}
    assert person.ask("PUT", "/v1/ring", json=too_large).status_code == 400
    assert person.ask("GET", "/v1/ring").json()["rings"][0]["ring"] == b64(first)
    assert person.put_ring().status_code == 204
    person.rotate()
    person.kid, kept = old, person.kid
    assert person.put_ring().json()["error"] == "ring"
    person.kid = kept


def test_a_ring_that_every_device_would_refuse_is_not_kept(person: Person) -> None:
    """It would end the account for all of them: the chain has no way around it."""
    two_devices(person)
    kid, mine = person.kid, public(person.devices[0])
    share = b64(bytes(80))
    for changed in (
        {"recovery": b64(bytes(79))},
        {"recovery": b64(bytes(81))},
        {"recovery": share[:-2] + "B="},
        {"devices": [{"device": mine, "sealed": b64(bytes(300))}, {"device": "11" * 32, "sealed": share}]},
        {"devices": [{"device": mine, "sealed": share}]},  # one is gone and has the key
        {"retired": [kid], "kid": "11" * 8, "later": float("inf")},
    ):
        answer = person.put_ring(**changed)
        assert (answer.status_code, answer.json()) == (400, {"error": "ring"}), changed
    person.retired, person.kid = [secrets.token_hex(8), kid], secrets.token_hex(8)  # the keys in another order
    assert person.put_ring().json() == {"error": "ring"}
    person.retired, person.kid = [], kid
    body = person.ring(person.devices[0])
    twice = base64.b64decode(body["ring"])[:-1] + f', "recovery": "{share}"}}'.encode()
    signed = {"ring": b64(twice), "signature": person.sign_ring(person.devices[0], twice)}
    assert person.ask("PUT", "/v1/ring", json=signed).json() == {"error": "ring"}
    assert person.put_ring().status_code == 204


def test_another_accounts_ring_cannot_be_put(person: Person, stranger: Person) -> None:
    stranger.rotate()
    body = stranger.ring(stranger.devices[0])
    assert person.ask("PUT", "/v1/ring", json=body).json()["error"] == "ring"


def test_an_erased_account_is_gone(person: Person, stranger: Person) -> None:
    person.pushed(person.record(), person.record())
    stranger.pushed(stranger.record())
    owner = person.log_in(person.account_private)
    assert person.ask("DELETE", "/v1/account", token=owner).status_code == 204
    for token in (owner, person.token):
        assert person.ask("GET", "/v1/ring", token=token).status_code == 401
    body = person.signed(person.devices[0], person.challenge())
    assert person.http.post("/v1/login", json=body).status_code == 401
    person.rings = []
    person.open()
    assert person.everything() == []
    assert len(stranger.everything()) == 1
