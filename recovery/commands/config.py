"""`recovery config`: settings read and changed."""

from __future__ import annotations

from typing import Annotated, Any

from recovery import clock, translation
from recovery import diary as diaries
from recovery.commands.checkin.conversation import OPTIONAL, ORDER, STAYING, question_setting
from recovery.commands.options import Json
from recovery.commands.parameters import Argument
from recovery.console import emit, say
from recovery.errors import Usage
from recovery.language import ENGLISH, tr
from recovery.safety import own_numbers
from recovery.store import home, rows
from recovery.store.profile import Profile
from recovery.store.records import replace

SWITCHES = tuple(f"checkin-{name}" for name in OPTIONAL)
LOCK_AFTER = "lock-after"
DATE_ORDER = "date-order"
LANGUAGE = "language"
SETTINGS = (
    *("timezone", "day-starts", DATE_ORDER, "country", LANGUAGE, "quiet", LOCK_AFTER),
    *(*SWITCHES, "checkin-order"),
)
_TAKES = {
    DATE_ORDER: ("dmy", "mdy", "ask"),
    LANGUAGE: tuple(translation.available()),
    "quiet": ("on", "off"),
    LOCK_AFTER: ("off",),
    **{f"checkin-{name}": ("on", "off", "auto") if name in STAYING else ("on", "off") for name in OPTIONAL},
    "checkin-order": ORDER,
}
# What the shell completes: the settings, and the words that each of them takes.
COMPLETED = {"config": SETTINGS, **_TAKES}


def config(
    setting: Annotated[
        str | None, Argument(metavar="SETTING", help=tr("One of: {names}.", names=", ".join(SETTINGS)))
    ] = None,
    value: Annotated[str | None, Argument(metavar="VALUE", help=tr("Its new value."))] = None,
    json: Json = False,
) -> None:
    """Read the settings, or change one: recovery config day-starts 05:00."""
    if setting is not None and setting not in SETTINGS:
        raise Usage(tr("There is no such setting. There are: {names}.", names=", ".join(SETTINGS)))
    with diaries.existing() as diary:
        if setting and value is not None:
            _change(diary, setting, value)
        values = _values(rows.profile(diary.journal) or diary.profile)
    if json:
        emit(values)
    elif setting:
        say(f"{setting} = {values[setting]}")
    else:
        say(*(f"{name:<20} {value}" for name, value in values.items()))


def _change(diary: diaries.Diary, setting: str, value: str) -> None:
    if setting in ("timezone", "day-starts"):
        old = diary.profile
        new = (
            replace(old, timezone=clock.parse_zone(value).key)
            if setting == "timezone"
            else replace(old, day_starts=clock.parse_time_of_day(value))
        )
        with diary.journal.command("config"):
            changes = {name: getattr(new, name) for name in ("timezone", "day_starts")}
            rows.change(diary.journal, 1, old, changes)
    elif setting == "country":
        own_numbers.keep_country(own_numbers.country_code(value))
    elif setting == DATE_ORDER:
        if value not in _TAKES[DATE_ORDER]:
            raise Usage(tr("date-order takes dmy (day first), mdy (month first) or ask."))
        home.save_settings({**home.settings(), "date_order": "" if value == "ask" else value})
    elif setting == LANGUAGE:
        if value not in _TAKES[LANGUAGE]:
            raise Usage(tr("language takes one of: {names}.", names=", ".join(_TAKES[LANGUAGE])))
        kept = {name: said for name, said in home.settings().items() if name != LANGUAGE}
        home.save_settings(kept if value == ENGLISH else {**kept, LANGUAGE: value})
    elif setting == LOCK_AFTER:
        kept = {name: value for name, value in home.settings().items() if name != "lock_after"}
        if value != "off":
            clock.parse_seconds(value)
            kept["lock_after"] = value
        home.save_settings(kept)
    else:
        if setting == "checkin-order":
            _remember_order(value)
            return
        _switch(setting, value)


def _switch(setting: str, value: str) -> None:
    """On or off; a question of the check-in also `auto`: asked once it was answered."""
    name = setting.replace("-", "_")
    allowed = _TAKES.get(setting, ("on", "off"))
    if value not in allowed:
        raise Usage(tr("{setting} takes one of: {allowed}.", setting=setting, allowed=", ".join(allowed)))
    kept = {other: said for other, said in home.settings().items() if other != name}
    home.save_settings(kept if value == "auto" else {**kept, name: value == "on"})


def _values(profile: Profile) -> dict[str, Any]:
    settings = home.settings()
    values: dict[str, Any] = {"timezone": profile.timezone, "day-starts": f"{profile.day_starts:%H:%M}"}
    values |= {DATE_ORDER: home.date_order() or "ask"}
    values |= {"country": settings.get("country"), LANGUAGE: settings.get(LANGUAGE, ENGLISH)}
    values |= {LOCK_AFTER: settings.get("lock_after", "off")}
    values["quiet"] = "on" if settings.get("quiet") else "off"
    for name in OPTIONAL:
        said = {True: "on", False: "off", None: "auto" if name in STAYING else "off"}
        values[f"checkin-{name}"] = said[question_setting(name)]
    return values | {"checkin-order": ",".join(settings.get("checkin_order", ORDER))}


def _remember_order(value: str) -> None:
    """Which questions of the check-in come first; those not named follow in their usual order."""
    names = [name.strip().casefold() for name in value.split(",") if name.strip()]
    if not set(names) <= set(ORDER):
        raise Usage(tr("checkin-order takes names separated by commas, from: {names}.", names=", ".join(ORDER)))
    home.save_settings({**home.settings(), "checkin_order": list(dict.fromkeys(names))})
