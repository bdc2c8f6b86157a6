"""An entry as a page for the person's own editor, and back: `name: value` lines, then the text."""

from __future__ import annotations

from typing import Any

from recovery.diary import Diary
from recovery.errors import Refused
from recovery.journal import queries, writing
from recovery.store.records import EntryRecord

HEAD = "# Change what you like and save. A name may stand on several lines; an empty value clears it.\n"
FIXED = ("kind", "id", "timezone")
SINGULAR = {"triggers": "trigger", "coping": "coping"}
TEXTS = {"note": "text"}
YES_NO = {"yes": True, "no": False}


def page(entry: EntryRecord) -> str:
    """The entry as text to edit."""
    text_name = TEXTS.get(entry.kind, "note")
    document = entry.to_json()
    timed = entry.timed()
    lines = []
    for name, value in document.items():
        if name in FIXED or name == text_name or (name == "day" and timed):
            continue
        if name == "at":
            lines.append(f"at: {getattr(entry, name):%Y-%m-%d %H:%M:%S}")
        elif isinstance(value, list):
            lines += [f"{SINGULAR[name]}: {each}" for each in value or [""]]
        else:
            lines.append(f"{name}: {_shown(value)}")
    return (
        HEAD
        + "\n".join(lines)
        + f"\n--- the text below this line is the {text_name} ---\n{document[text_name] or ''}\n"
    )


def changes(diary: Diary, old: EntryRecord, text: str) -> dict[str, Any]:
    """What the edited page changes; raises `Refused` with the number of the line that cannot be read.

    A line left alone changes nothing: neither an hour that happened twice nor a substance no longer tracked.
    """
    head, _, body = text.partition("\n--- the text below")
    text_name = TEXTS.get(old.kind, "note")
    known = {column.name for column in old.columns()} - {"id", "timezone"}
    plural = {singular: name for name, singular in SINGULAR.items() if name in known}
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
                f"Line {number} cannot be read; it should be one of the names and a value. Nothing was changed."
            )
        try:
            if name in plural:
                values[plural[name]] += [value] if value else []
            else:
                values[name] = _value(diary, old, name, value)
        except Refused as error:
            raise Refused(f"Line {number}: {error.sentence} Nothing was changed.") from None
    if body:
        written = _plain(body.partition("\n")[2])
        if written != _plain(getattr(old, text_name) or ""):
            values[text_name] = written or None
    return _only_changed(diary, old, values)


def _value(diary: Diary, old: EntryRecord, name: str, value: str) -> Any:
    if name == "at":
        return diary.when(value)
    if not value:
        return None
    if name == "day":
        return diary.past_day(value)
    if name == "substance":
        return queries.tracked(diary.journal, value)
    before = next(column for column in old.columns() if column.name == name)
    refused = Refused("That value cannot be read.")
    for read in (lambda: YES_NO[value.lower()], lambda: int(value), lambda: float(value), lambda: _unfolded(value)):
        try:
            return before.check(read())
        except (ValueError, KeyError):
            continue
        except Refused as error:
            refused = error
    raise refused


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
