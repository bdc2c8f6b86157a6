"""The seed of the ids that other systems see: one for all devices of a person, also where two made one apart."""

from __future__ import annotations

from uuid import UUID

from recovery.exchange import queries
from tests.sync.devices import Device, Person


def seed_of(device: Device) -> UUID:
    with device.open() as journal:
        return queries.seed(journal)


def test_a_second_device_gets_the_seed_of_the_first(somebody: Person) -> None:
    one = somebody.device()
    seed = seed_of(one)
    one.sync()
    two = somebody.device()
    two.sync()
    assert seed_of(two) == seed
    assert seed_of(one) == seed


def test_a_device_that_had_a_seed_takes_that_of_the_account_it_joins(somebody: Person) -> None:
    one = somebody.device()
    seed = seed_of(one)
    one.sync()
    two = somebody.device()
    assert seed_of(two) != seed
    for _ in range(2):
        two.sync()
        one.sync()
    assert seed_of(one) == seed_of(two)


def test_two_devices_that_made_one_each_before_they_met_end_with_one(somebody: Person) -> None:
    one, two = somebody.device(), somebody.device()
    for device in (one, two, one):
        device.sync()
    first, second = seed_of(one), seed_of(two)
    assert first != second
    for device in (one, two, one):
        device.sync()
    assert seed_of(one) == seed_of(two)
    assert seed_of(one) in (first, second)


def test_two_people_never_share_one(somebody: Person) -> None:
    one, other = somebody.device(), Person(somebody.origin, somebody.folder / "other")
    try:
        assert seed_of(one) != seed_of(other.device())
    finally:
        other.close()
