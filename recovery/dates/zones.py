"""Time zones by the names that people use: of a city, of a part of the United States, or of the zone itself."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

# Large cities whose clock is called after another one. Those that could be two places are left out.
_KEPT_BY = {
    "America/New_York": "eastern atlanta baltimore boston buffalo charlotte cincinnati cleveland columbus miami "
    "orlando philadelphia pittsburgh tampa washington brooklyn nyc",
    "America/Chicago": "central austin dallas houston memphis milwaukee minneapolis nashville new-orleans "
    "san-antonio st-louis",
    "America/Denver": "mountain albuquerque el-paso salt-lake-city",
    "America/Phoenix": "tucson",
    "America/Los_Angeles": "pacific las-vegas oakland sacramento san-diego san-francisco san-jose seattle la",
    "America/Toronto": "montreal ottawa",
    "Europe/Berlin": "cologne frankfurt hamburg munich",
    "Europe/London": "belfast edinburgh glasgow leeds liverpool manchester",
    "Europe/Madrid": "barcelona",
    "Europe/Rome": "milan",
    "Europe/Zurich": "geneva",
    "Asia/Kolkata": "bangalore delhi mumbai new-delhi",
    "Asia/Shanghai": "beijing",
}


def named(text: str) -> str | None:
    """The IANA name of the zone that a text names, whatever its case; `None` where it names none, or several."""
    wanted = _plain(text)
    return _whole_names().get(wanted) or _cities().get(wanted)


def city(zone: str) -> str:
    """What a person calls a zone: `New York` for `America/New_York`."""
    return zone.rsplit("/", maxsplit=1)[-1].replace("_", " ")


def _plain(name: str) -> str:
    return " ".join(name.replace("_", " ").replace("-", " ").replace(",", " ").replace(".", "").casefold().split())


@cache
def _whole_names() -> dict[str, str]:
    names = files("tzdata").joinpath("zones").read_text("utf-8").split()
    return {_plain(name): name for name in reversed(names)}


@cache
def _cities() -> dict[str, str]:
    """The last word of each zone that zone.tab has: those of today, and no older name for them."""
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8").splitlines()
    today = [line.split("\t")[2] for line in table if not line.startswith("#")]
    zones = {_plain(city(name)): name for name in today}
    for zone, cities in _KEPT_BY.items():
        for name in cities.split():
            zones.setdefault(_plain(name), zone)
    return zones
