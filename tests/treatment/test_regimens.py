"""Which medication is meant, by name, day and plan, and whether a day has more doses than planned."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from recovery.errors import NotFound, Refused
from recovery.treatment import regimens
from recovery.treatment.medication import Dose, DoseFact, Regimen

DAY = date(2026, 3, 22)


def regimen(name: str, since: int = -30, until: int | None = None, **values: object) -> Regimen:
    end = None if until is None else DAY + timedelta(days=until)
    begin = DAY + timedelta(days=since)
    return Regimen.checked({"id": str(uuid4()), "day": begin, "name": name, "since": begin, "until": end, **values})


def test_names_are_one_whatever_their_case_and_blanks() -> None:
    assert regimens.same_name("Methadone", "METHADONE")
    assert not regimens.same_name("methadone", "methadose")
    assert regimens.begins("Vitamin  D", "VITA")
    assert not regimens.begins("vitamin d", "d")


def test_a_medication_is_known_by_its_name_or_by_a_beginning_that_only_it_has() -> None:
    own = [regimen("Methadone"), regimen("Methadone night"), regimen("Naltrexone")]
    assert regimens.known(own, "methadone") == "Methadone", "a whole name comes before a beginning"
    assert regimens.known(own, "NAL") == "Naltrexone"
    with pytest.raises(Refused, match="Several medications fit"):
        regimens.known(own, "meth")
    with pytest.raises(Refused, match="not one you take"):
        regimens.known(own, "other")


@pytest.mark.parametrize(("until", "lasts"), [(None, True), (1, True), (0, True), (-1, False)])
def test_a_regimen_lasts_through_its_last_day(until: int | None, lasts: bool) -> None:
    own = regimen("methadone", until=until)
    assert regimens.lasting([own], DAY) == [own] * lasts


def test_the_current_regimen_is_the_latest_of_its_name_that_has_not_ended() -> None:
    first, second, other = regimen("Methadone", -30, 0), regimen("methadone", -3), regimen("other", -1)
    assert regimens.current([second, first, other], "METH", DAY) is second
    assert regimens.current([first, other], "meth", DAY) is first
    with pytest.raises(Refused, match="has ended"):
        regimens.current([first, other], "meth", DAY + timedelta(days=1))
    with pytest.raises(NotFound, match="No medication is written down yet"):
        regimens.current([], "meth", DAY)


def test_a_twin_has_the_same_name_and_covers_the_first_day() -> None:
    new = regimen("Methadone", 0)
    assert regimens.twin([regimen("other"), regimen("methadone")], new)
    assert regimens.twin([regimen("methadone", until=0)], new)
    assert not regimens.twin([regimen("methadone", until=-1)], new)
    assert not regimens.twin([regimen("other")], new)
    assert not regimens.twin([], new)


def test_what_a_dose_may_be_of_is_the_only_planned_medication_or_any() -> None:
    planned, needed, over = regimen("Methadone"), regimen("Ibuprofen", as_needed=True), regimen("old", until=-1)
    assert regimens.offered([over, needed, planned], DAY) == ["Methadone"]
    assert regimens.offered([needed, over], DAY) == ["Ibuprofen"]
    assert regimens.offered([planned, needed, regimen("other")], DAY) == ["Methadone", "Ibuprofen", "other"]
    assert regimens.offered([planned, regimen("METHADONE")], DAY) == ["METHADONE"]
    with pytest.raises(Refused, match="for that day"):
        regimens.offered([over], DAY)
    with pytest.raises(NotFound, match="No medication is written down yet"):
        regimens.offered([], DAY)


def dose(name: str = "methadone") -> Dose:
    at = datetime(2026, 3, 22, 12, tzinfo=UTC)
    return Dose.checked(
        {"id": str(uuid4()), "at": at, "timezone": "UTC", "day": DAY, "medication": name, "status": "taken"}
    )


def taken(*statuses: str, name: str = "Methadone") -> list[DoseFact]:
    return [DoseFact(name, status, DAY) for status in statuses]


def test_more_doses_than_planned_are_too_many() -> None:
    twice = [regimen("methadone", times=2)]
    assert not regimens.too_many(twice, taken("taken", "late"), dose())
    assert regimens.too_many(twice, taken("taken", "late", "taken"), dose())
    assert not regimens.too_many(twice, taken("taken", "late", "missed"), dose()), "what was missed was not taken"
    assert not regimens.too_many(twice, taken(*["taken"] * 3, name="other"), dose())
    both = [*twice, regimen("METHADONE")]
    assert not regimens.too_many(both, taken(*["taken"] * 3), dose())
    assert regimens.too_many(both, taken(*["taken"] * 4), dose())
    assert not regimens.too_many([*twice, regimen("other", times=9)], taken("taken", "taken"), dose())
    assert regimens.too_many([*twice, regimen("other", times=9)], taken(*["taken"] * 3), dose())


def test_a_day_between_two_planned_ones_has_room_for_one_dose() -> None:
    """It may have been given late; a day with no plan at all, or a medication taken as needed, holds any number."""
    weekly = [regimen("methadone", since=-1, every_days=7)]
    assert not regimens.too_many(weekly, taken("taken"), dose())
    assert regimens.too_many(weekly, taken("taken", "taken"), dose())
    for own in ([regimen("methadone", as_needed=True)], [regimen("methadone", until=-1)], [regimen("other")], []):
        assert not regimens.too_many(own, taken(*["taken"] * 9), dose())
