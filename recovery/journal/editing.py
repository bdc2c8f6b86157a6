"""An entry as a page for the person's own editor, and back: `name: value` lines, then the text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from recovery.dates.amounts import hours_of, minutes_of, rating_of
from recovery.diary import Diary
from recovery.errors import Refused, Usage
from recovery.journal import queries, writing
from recovery.language import tr
from recovery.store.names import NAMES
from recovery.store.records import Column, EntryRecord
from recovery.store.rules import RATING

HEAD = tr("# Change what you like and save. A name may be on several lines; an empty value clears it.\n")
FIXED = ("kind", "id", "timezone", "ratings", "written", "ended", "drawn", "seed", "stopped")
SINGULAR = {"triggers": "trigger", "coping": "coping", "signs": "sign"}
TEXTS = {"note": "text", "topic": "text"}
YES_NO = {"yes": True, "no": False}
AMOUNTS: dict[str, Callable[[str], float]] = {"sleep_hours": hours_of, "minutes": minutes_of}


def page(entry: EntryRecord) -> str:
    """The entry as text to edit."""
    text_name = _text_name(entry)
    document = entry.to_json()
    timed = entry.timed()
    lines = []
    for name, value in document.items():
        if name in FIXED or name == text_name or (name == "day" and timed):
            continue
        if name == "at":
            lines.append(f"at: {getattr(entry, name):%Y-%m-%d %H:%M:%S}")
        elif name in _several(entry):
            lines += [f"{SINGULAR.get(name, name)}: {line}" for line in value or [""]]
        elif isinstance(value, list):
            lines.append(f"{name}: {','.join('-' if part is None else str(part) for part in value)}")
        else:
            lines.append(f"{name}: {_shown(value)}")
    if text_name is None:
        return HEAD + "\n".join(lines) + "\n"
    below = tr(
        "--- the text below this line is the {text_name} ---\n{value}\n",
        text_name=text_name,
        value=(document[text_name] or "").replace("\r\n", "\n").replace("\r", "\n"),
    )
    return HEAD + "\n".join(lines) + f"\n{below}"


def marked(text: str, sentence: str) -> str:
    """The page with what is wrong with it as its first line, which says how to edit; the lines keep their numbers."""
    first, _, rest = text.partition("\n")
    return f"# {sentence}\n{rest}" if first.startswith("#") else text


def _text_name(entry: EntryRecord) -> str | None:
    """The field that stands below the line, where a kind has one."""
    name = TEXTS.get(entry.kind, "note")
    return name if any(column.name == name for column in entry.columns()) else None


def _several(entry: EntryRecord) -> list[str]:
    """The fields that hold names, each on a line of its own."""
    return [column.name for column in entry.columns() if column.rule is NAMES]


def changes(diary: Diary, old: EntryRecord, text: str) -> dict[str, Any]:
    """What the edited page changes; raises `Refused` with the number of the line that cannot be read.

    A line left alone changes nothing: neither an hour that happened twice nor a substance no longer tracked.
    """
    head, _, body = text.partition(tr("\n--- the text below"))
    text_name = _text_name(old)
    known = {column.name for column in old.columns()} - set(FIXED)
    plural = {SINGULAR.get(name, name): name for name in _several(old)}
    values: dict[str, Any] = {name: [] for name in plural.values()}
    as_shown = page(old).split("\n")
    for number, line in enumerate(head.replace("\r\n", "\n").split("\n"), start=1):
        name, colon, value = line.partition(":")
        left_alone = line in as_shown and name not in plural
        if not line.strip() or line.startswith("#") or left_alone:
            continue
        name, value = name.strip(), value.strip()
        if not colon or (name not in known and name not in plural):
            raise Refused(
                tr(
                    "Line {number} cannot be read; it should be one of the names and a value. Nothing was changed.",
                    number=number,
                )
            )
        try:
            if name in plural:
                values[plural[name]] += [value] if value else []
            else:
                values[name] = _value(diary, old, name, value)
        except (Refused, Usage) as error:
            raise Refused(
                tr("Line {number}: {sentence} Nothing was changed.", number=number, sentence=error.sentence)
            ) from None
    if body and text_name is not None:
        written = _plain(body.partition("\n")[2])
        if written != _plain(getattr(old, text_name) or ""):
            values[text_name] = written or None
    return _only_changed(diary, old, values)


def _value(diary: Diary, old: EntryRecord, name: str, value: str) -> Any:
    if name == "at":
        return diary.instant(value)
    if not value:
        return None
    if name == "day":
        return diary.day(value)
    if name == "substance":
        return queries.tracked(diary.journal, value)
    column = next(column for column in old.columns() if column.name == name)
    return column.check(_read(column, value, several=isinstance(getattr(old, name), tuple)))


def _read(column: Column, value: str, *, several: bool) -> Any:
    """A value of one of the other fields, as its rule takes it; raises `Usage` or `Refused`."""
    if several:
        return _items(value)
    if column.name in AMOUNTS or column.rule is RATING:
        return AMOUNTS.get(column.name, rating_of)(value)
    refused = Refused(tr("That value cannot be read."))
    for read in (lambda: YES_NO[value.lower()], lambda: int(value), lambda: float(value), lambda: _unfolded(value)):
        try:
            given = read()
            column.check(given)
        except (ValueError, KeyError):
            continue
        except Refused as error:
            refused = error
        else:
            return given
    raise refused


def settings(diary: Diary, old: EntryRecord, pairs: list[str]) -> dict[str, Any]:
    """The changes that `name=value` pairs ask for, read as on the page; a name of a list may stand several times."""
    known = {column.name for column in old.columns()} - set(FIXED)
    values: dict[str, Any] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        name = name.strip().replace("-", "_")
        if not equals or name not in known:
            raise Refused(tr("Write it as NAME=VALUE, with one of the names that recovery show ID lists."))
        if name in _several(old):
            values[name] = [*values.get(name, []), *([value.strip()] if value.strip() else [])]
        else:
            values[name] = _value(diary, old, name, value.strip())
    return _only_changed(diary, old, values)


def _items(text: str) -> list[Any]:
    """Values with commas between: whole numbers where they are, `-` for a missing one."""
    parts = [part.strip() for part in text.split(",")]
    return [None if part == "-" else int(part) if part.isdecimal() else part for part in parts]


def _only_changed(diary: Diary, old: EntryRecord, values: dict[str, Any]) -> dict[str, Any]:
    checked = writing.checked_changes(old, values)
    if "at" in checked and checked["at"] != getattr(old, "at", None):
        checked |= writing.moved(diary, old, checked["at"])
    return {name: value for name, value in checked.items() if getattr(old, name) != value}


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else _folded(str(value))


def _plain(text: str) -> str:
    """Text without what an editor may change by itself: the ends of its lines and the blanks around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _folded(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")


def _unfolded(text: str) -> str:
    text = text.replace("\\\\", "\0").replace("\\n", "\n").replace("\\r", "\r")
    return text.replace("\0", "\\")
