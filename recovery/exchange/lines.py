"""The journal's own format, JSON Lines: from one line to one checked record, or to the reason why not.

A line may leave out what can be told without it: its id comes from its content, its zone and day from the profile.
Nothing here knows of a database, so that a file is judged the same wherever it goes.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from recovery import clock
from recovery.errors import Refused
from recovery.journal.entries import Substance
from recovery.language import tr
from recovery.plans.plan import Review
from recovery.store import kinds
from recovery.store.names import alike, clean_name
from recovery.store.profile import Profile
from recovery.store.records import Record
from recovery.store.rules import DAY, INSTANT, zone_of
from recovery.wire import strict_json

# What an export holds and an import takes: a kind that joins the table of kinds goes both ways.
KINDS: dict[str, type[Record]] = {
    name: kinds.record_class(name) for name in kinds.SYNCED if name not in kinds.NOT_EXPORTED
}

LINE_LIMIT = 4 * 1024 * 1024
SHOWN = 20
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
NAMED_TWICE = tr("names something twice in one object")
TOO_DEEP = tr("is nested too deeply")
NOT_A_TIME = tr("{} must be a date and time in the form 2026-03-07T21:40:00-05:00")

# Where a line came from, and what a source gives of it: its bytes, its values as a reader of another program's file
# found them, or the reason why there are none.
Place = int | str
Given = bytes | dict[str, Any] | Refused

# Instants beside `at`: when something was written down or its outcome was, which moment was asked for, until when.
LATER = ("written", "ended", "drawn", "stopped")
FIELDS = {kind: frozenset(column.name for column in record.columns()) for kind, record in KINDS.items()}
# A line that may be a profile or a substance. No writer escapes a plain letter, but one that does is not overlooked.
_SETTING = re.compile(rb'"kind"\s*:\s*"(?:profile|substance)"')
_ESCAPED = re.compile(rb"\\u00[67]")
_AT = re.compile(
    r"(\d{4}-\d\d-\d\d[T ](?:[01]\d|2[0-3]):\d\d(?::\d\d)?)([.,]\d+)?(Z|[+-]\d\d:?\d\d(?::?\d\d)?)?", re.ASCII
)


@dataclass(slots=True)
class Frame:
    """What lines are read against: the profile that fills their gaps, the present, and the substances there are.

    `substances` maps a folded name to the tracked spelling; `used` collects the spellings that entries name.
    `profile` is the file's own, where it has one.
    """

    timezone: str
    day_starts: time
    substances: dict[str, str]
    profile: Profile | None = None
    now: datetime = field(default_factory=lambda: clock.now(zone_of("UTC")))
    latest_day: date = field(default_factory=clock.latest_day)
    used: set[str] = field(default_factory=set)


@dataclass(slots=True)
class BadLines:
    """The lines that cannot be taken: how many there are, and the first of them with their reasons."""

    count: int = 0
    shown: list[str] = field(default_factory=list)

    def add(self, place: Place, reason: str) -> None:
        """Note the line of that number, or at that place."""
        self.count += 1
        if self.count <= SHOWN:
            self.shown.append(f"line {place}: {reason}" if isinstance(place, int) else f"{place}: {reason}")

    def also(self, others: BadLines) -> None:
        """Note these after its own."""
        self.count += others.count
        self.shown += others.shown[: SHOWN - len(self.shown)]


@dataclass(slots=True)
class Settings:
    """What a file says about the journal as a whole: the first profile in it, and its substances in their order.

    With `only_adds`, as from another program, they never replace what the journal says itself.
    """

    profile: Profile | None = None
    substances: dict[str, Substance] = field(default_factory=dict)
    only_adds: bool = False


def settings_in(lines: Iterable[tuple[Place, Given]]) -> Settings:
    """The profile and the substances, which hold for every line of the file, also for those before them."""
    settings = Settings()
    for _, line in lines:
        if not _says_setting(line):
            continue
        try:
            record = _record(_values(line))
        except (Refused, RecursionError):
            continue  # the line is named, with its reason, when its turn comes
        if isinstance(record, Profile):
            settings.profile = settings.profile or record
        elif isinstance(record, Substance):
            settings.substances.setdefault(alike(record.name), record)
    return settings


def _says_setting(line: Given) -> bool:
    if isinstance(line, bytes):
        return _SETTING.search(line) is not None or (b"\\u00" in line and _ESCAPED.search(line) is not None)
    return isinstance(line, dict) and line.get("kind") in (Profile.kind, Substance.kind)


def records(lines: Iterable[tuple[Place, Given]], frame: Frame, bad: BadLines) -> Iterator[tuple[Place, Record]]:
    """Every line's place and checked record, in the file's order; a line without a record goes to `bad` instead."""
    for place, line in lines:
        try:
            record = checked(_values(line), frame)
        except Refused as error:
            bad.add(place, error.sentence)
        except RecursionError:
            bad.add(place, TOO_DEEP)
        else:
            yield place, record


def checked(values: dict[str, Any], frame: Frame) -> Record:
    """A record from the values of one line, whose gaps are filled in place; raises `Refused` with the reason."""
    kind = values.get("kind")
    fields = FIELDS.get(kind, frozenset()) if isinstance(kind, str) else frozenset()
    if "id" in fields and values.get("id") is None:
        values["id"] = derived_id(values)
    if "at" in fields:
        _place(values, frame)
    if values.get("substance") is not None and "substance" in fields:
        values["substance"] = _tracked("substance", values["substance"], frame)
    if "free_of" in fields and isinstance(values.get("free_of"), list):
        values["free_of"] = [_tracked("free_of", name, frame) for name in values["free_of"]]
    record = _record(values)
    if "at" not in fields and "id" in fields and getattr(record, "day", date.min) > frame.latest_day:
        raise Refused(tr("day is still to come"))
    if isinstance(record, Review) and record.reviewed_on and record.reviewed_on > frame.latest_day:
        raise Refused(tr("reviewed_on is still to come"))
    if isinstance(record, Profile) and frame.profile is not None and record != frame.profile:
        raise Refused(tr("is a second profile that differs from the first"))
    return record


def derived_id(values: dict[str, Any]) -> str:
    """The id of a line that has none: SHA-256 of its content as sorted JSON, in the form of a UUIDv4.

    A field that is `null` counts as left out.
    """
    content = {name: value for name, value in values.items() if value is not None}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return str(UUID(bytes=hashlib.sha256(text.encode("ascii")).digest()[:16], version=4))


def lapse_id(id: str) -> str:
    """The id of the lapse that an imported check-in or craving of that id tells of."""
    return derived_id({"lapse of": id})


def written(record: Record, *, ascii_only: bool = False) -> str:
    """The record as one line, without its end."""
    return json.dumps(record.to_json(), ensure_ascii=ascii_only, allow_nan=False)


def _values(line: Given) -> dict[str, Any]:
    if isinstance(line, Refused):
        raise line
    return dict(line) if isinstance(line, dict) else _parsed(line)


def _parsed(line: bytes) -> dict[str, Any]:
    if len(line) > LINE_LIMIT:
        raise Refused(tr("is longer than any entry"))
    try:
        values = strict_json.read(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise Refused(tr("is not UTF-8 text")) from None
    except strict_json.NamedTwice:
        raise Refused(NAMED_TWICE) from None
    except strict_json.TooDeep:
        raise Refused(TOO_DEEP) from None
    except ValueError:
        raise Refused(tr("is not JSON")) from None
    if not isinstance(values, dict):
        raise Refused(tr("is not a JSON object"))
    return values


def _record(values: dict[str, Any]) -> Record:
    kind = values.pop("kind", None)
    if kind is None:
        raise Refused(tr("has no kind"))
    record = KINDS.get(kind) if isinstance(kind, str) else None
    if record is None:
        raise Refused(tr("is of a kind this program does not know"))
    return record.checked(values)


def _place(values: dict[str, Any], frame: Frame) -> None:
    """Put a timed line where it belongs: its instant on the wall clock of its zone, and its lived day."""
    if values.get("timezone") is None:
        values["timezone"] = frame.timezone
    zone = _ruled("timezone", _zone, values["timezone"])
    at = _ruled("at", INSTANT.check, _instant(values.get("at"), zone))
    if at > frame.now:
        raise Refused(tr("at is still to come"))
    values["at"] = at
    for name in LATER:
        if values.get(name) is not None and name in FIELDS[values["kind"]]:
            values[name] = _ruled(name, INSTANT.check, _instant(values[name], zone, name))
    if values.get("day") is None:
        values["day"] = clock.day_of(at, frame.day_starts)
        return
    values["day"] = day = _ruled("day", DAY.check, values["day"])
    if not 0 <= (at.date() - day).days <= 1:
        raise Refused(tr("day must be the date of at on the clock of its zone, or the day before"))


def _ruled(name: str, check: Callable[[Any], Any], value: Any) -> Any:
    """The value as a rule keeps it; raises `Refused` that begins with the field's name, as a record's own does."""
    try:
        return check(value)
    except Refused as error:
        raise Refused(f"{name} {error.sentence}") from None


def _zone(name: Any) -> ZoneInfo:
    return zone_of(name if isinstance(name, str) else "")


def _instant(text: Any, zone: ZoneInfo, name: str = "at") -> datetime:
    """The instant in its zone, in whole seconds: an offset decides it, else the wall clock, where it shows it first."""
    match = _AT.fullmatch(text.upper()) if isinstance(text, str) else None
    if match is None:
        raise Refused(NOT_A_TIME.format(name))
    try:
        at = datetime.fromisoformat(match[1] + (match[3] or ""))
        if at.tzinfo is not None:
            return at.astimezone(zone)
        wall = at.replace(tzinfo=zone)
        if clock.exists(wall):
            return wall
    except (ValueError, OverflowError):
        raise Refused(NOT_A_TIME.format(name)) from None
    raise Refused(tr("{name} names an hour that the clocks of its zone skipped", name=name))


def _tracked(field: str, name: Any, frame: Frame) -> str:
    """The tracked spelling of a substance; raises `Refused` for one that is named nowhere."""
    spelling = frame.substances.get(alike(_ruled(field, clean_name, name)))
    if spelling is None:
        raise Refused(tr("{field} is one that neither the journal nor the file tracks", field=field))
    frame.used.add(spelling)
    return spelling
