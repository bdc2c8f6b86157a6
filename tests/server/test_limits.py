"""How much may be asked, and how much kept."""

from __future__ import annotations

import httpx
import pytest

from recovery.server import limits
from recovery.server.limits import Limits, Rate, neighbourhood
from tests.server.conftest import Serving
from tests.server.person import Person, new_id, statuses


def test_a_bucket_gives_its_burst_and_then_a_share_of_each_second(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(limits, "monotonic", lambda: now)
    buckets, rate = Limits(), Rate(3, 0.5)
    assert [buckets.wait("a", 1, rate) for _ in range(3)] == [0, 0, 0]
    assert buckets.wait("a", 1, rate) == pytest.approx(2)
    assert buckets.wait("a", 2, rate) == buckets.wait("b", 1, rate) == 0
    now += 2
    assert buckets.wait("a", 1, rate) == 0
    assert buckets.wait("a", 1, rate) == pytest.approx(2)
    now += 1000
    assert [buckets.wait("a", 1, rate) for _ in range(4)] == [0, 0, 0, pytest.approx(2)]


def test_a_factor_multiplies_and_nothing_lifts_the_limits() -> None:
    rate = Rate(1, 0.001)
    assert [bool(Limits(2).wait("a", 1, rate)) for _ in range(1)] == [False]
    twice, without = Limits(2), Limits(0)
    assert [bool(twice.wait("a", 1, rate)) for _ in range(3)] == [False, False, True]
    assert not any(without.wait("a", 1, rate) for _ in range(10))


def test_memory_stays_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BUCKETS", 100)
    buckets = Limits()
    for each in range(1000):
        buckets.wait("a", each, Rate(1, 1))
    assert len(buckets._buckets) == 100


def test_neighbours_in_ipv6_count_as_one() -> None:
    assert (
        neighbourhood("2001:db8:1:2:3:4:5:6")
        == neighbourhood("2001:db8:1:2::9%eth0")
        != neighbourhood("2001:db8:1:3::")
    )
    assert neighbourhood("::ffff:192.0.2.1") == neighbourhood("192.0.2.1") != neighbourhood("192.0.2.2")
    assert neighbourhood("") == neighbourhood("garbage") == "unknown"


def test_limits_answer_429_with_a_time(tmp_path: object) -> None:
    running = Serving(f"sqlite://{tmp_path}/s.db", "--behind-proxy", "--records", "3", "--quota-mib", "1")
    try:
        with httpx.Client(base_url=running.origin) as http:

            def challenge(address: str, account: str) -> httpx.Response:
                return http.post("/v1/challenge", json={"account": account}, headers={"X-Forwarded-For": address})

            account = new_id()
            answers = [challenge(f"6.6.6.6, 192.0.2.{n}", account) for n in range(25)]
            assert [each.status_code for each in answers].count(200) in range(20, 23)
            refused = answers[-1]
            assert (refused.status_code, refused.json()) == (429, {"error": "slow_down"})
            assert 1 <= int(refused.headers["retry-after"]) <= 10
            assert challenge("192.0.2.99", new_id()).status_code == 200
            many = [challenge(f"192.0.2.{n}, 203.0.113.9", new_id()).status_code for n in range(70)]
            assert many.count(429) >= 5, "only what the proxy itself adds is believed"
        quotas(Person(running.origin))
    finally:
        assert running.stop() == 0


def quotas(person: Person) -> None:
    person.open()
    kept = person.record()
    assert statuses(person.pushed(kept, person.record(), person.record(), person.record())) == ["ok"] * 3 + ["quota"]
    changed = person.record(base=kept["version"], id=kept["id"])
    assert statuses(person.pushed(changed)) == ["ok"], "what is there may still change"
    large = person.record(
        base=changed["version"], id=kept["id"], blob=b"\x01" + bytes.fromhex(person.kid) + bytes(500_000)
    )
    assert statuses(person.pushed(large)) == ["ok"]
    person.http.close()


def test_without_a_proxy_its_header_is_not_believed(tmp_path: object) -> None:
    running = Serving(f"sqlite://{tmp_path}/s.db")
    try:
        with httpx.Client(base_url=running.origin) as http:
            answers = [
                http.post("/v1/challenge", json={"account": new_id()}, headers={"X-Forwarded-For": f"192.0.2.{n}"})
                for n in range(70)
            ]
        assert [each.status_code for each in answers].count(429) >= 5
    finally:
        assert running.stop() == 0
