"""What a translator works with: what a language's file lacks, what is wrong in it, and the same for the phone.

`python docs/languages.py check es` says what is wrong in `recovery/languages/es.po`, `todo es` writes what is still
English in the form of that file, safety text first. docs/translating.md explains the file.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from babel.messages.pofile import read_po

from docs import sentences
from recovery import translation
from recovery.table import COMMANDS
from recovery.translation import FOLDER, Entry

POT = Path(__file__).with_name("sentences.pot")
NEEDED = (
    "recovery/safety/", "recovery/insights/views/suicide.py", "recovery/insights/views/sos.py",
    "webapp/src/views/overdose.tsx",
)  # fmt: skip
"""Where every sentence is about staying alive: a language has all of them."""

SAFETY = (
    *NEEDED,
    *(
        "recovery/journal/due_card.py",
        "recovery/treatment/notices.py",
        "recovery/treatment/tolerance.py",
        "webapp/src/views/sos.tsx",
    ),
    *("recovery/treatment/learn/", "webapp/src/data/learn.json"),
)
"""These and what is near them: the same numbers in the same order."""

# How many columns there are for what stands as a label, by where it is said. Others are folded.
ROOM = {
    "recovery/insights/views/today.py": (10, r"[A-Z][a-z]+(-in| days| all| week| today| \{days\})?"),
    "recovery/insights/views/sos.py": (15, r"[A-Z][A-Z ?]+"),
    "recovery/plans/views/screen.py": (15, r"[A-Z][A-Z .]+"),
    "recovery/insights/views/first_page.py": (16, r"[A-Z][a-z]+( [a-z]+)*"),
    "recovery/insights/views/streak.py": (14, r"[a-z]+( [a-z]+)*( \{days\} days)?"),
    "recovery/dates/names.py": (4, r"[A-Z][a-z]{2}"),
}
TABLES = (
    "casefold",
    "countries",
    "entities",
    "kinds",
    "search",
    "words",
    "zones",
)  # data files of the app without sentences
DAYS_AND_MONTHS = "recovery/dates/names.py"  # what the phone calls them too
LONGER, MORE = 2, 24  # no translation is longer than twice the English and so many letters

_COMMAND = re.compile(r"recovery((?: [a-z][a-z-]*){1,2})")
_FLAG = re.compile(r"(?<![\w-])--?[a-z][a-z-]*")
_KEY = re.compile(r"\[(\w)\]")
_NUMBER = re.compile(r"\d+(?:[-./:]\d+)*")
_TAG = re.compile(r"</?[a-z][^<>]*>|`[^`]*`")
_NAMES = {command.name for command in COMMANDS}


class Said(NamedTuple):
    """An English sentence with its plural and the files that say it."""

    one: str
    many: str
    places: tuple[str, ...]

    @property
    def safety(self) -> bool:
        """Whether it is about staying alive."""
        return any(place.startswith(SAFETY) for place in self.places)


Catalogue = dict[str, Said]


def catalogue(text: str = "") -> Catalogue:
    """Every English sentence, from the catalogue's text or, without one, from its file."""
    text = text or POT.read_text("utf-8")
    said: Catalogue = {}
    for message in read_po(io.BytesIO(text.encode("utf-8"))):
        one, many = (message.id, "") if isinstance(message.id, str) else message.id
        if one:
            said[one] = Said(one, many, tuple(place for place, _ in message.locations))
    return said


def listed(code: str) -> list[Entry]:
    """The entries of a language's file."""
    return [*translation.entries((FOLDER / f"{code}.po").read_text("utf-8"))]


def wrong(code: str, english: Catalogue) -> Iterator[str]:
    """What is wrong in a language's file, a line for each; what it translates and nobody says is in `left_over`."""
    entries = listed(code)
    head = next((entry.forms[0] for entry in entries if not entry.one), "")
    yield from _rule(head)
    seen: set[str] = set()
    forms, _ = translation.plural_rule(head)
    yes = next((entry.forms[0][1] for entry in entries if entry.one == "[y/n]"), "y")
    for entry in entries:
        if entry.one in seen:
            yield f"twice: {entry.one}"
        seen.add(entry.one)
        if (said := english.get(entry.one)) is not None:
            yield from (f"{fault}: {entry.one}" for fault in faults(said, entry, forms, yes))
    for said in english.values():
        if any(place.startswith(NEEDED) for place in said.places) and said.one not in seen:
            yield f"safety text is not translated: {said.one}"


def _rule(head: str) -> Iterator[str]:
    for field in ("Language", "Language-Name", "Plural-Forms", "X-Safety-Text-Read-By-Clinician"):
        if f"{field}:" not in head:
            yield f"the head does not say {field}"
    forms, form = translation.plural_rule(head)
    used = {form(count) for count in range(1001)}
    if used != set(range(forms)):
        yield f"the plural rule has {forms} forms and uses {len(used)}"


def left_over(code: str, english: Catalogue) -> list[str]:
    """What a file translates and nobody says any more."""
    return [entry.one for entry in listed(code) if entry.one and entry.one not in english]


def faults(said: Said, entry: Entry, forms: int, yes: str = "y") -> Iterator[str]:
    """What is wrong with one translation into a language in which the key `yes` says yes."""
    if entry.many != said.many or len(entry.forms) != (forms if said.many else 1):
        yield "wrong plural forms"
        return
    if not all(entry.forms):
        yield "empty"
        return
    if not translation.fits(entry, forms):
        yield "holes missing or added"
    for form in entry.forms:
        yield from _lost(said, form.replace("[y]", "").replace(f"[{yes}]", "[y]") if "[y]" in said.one else form)
        yield from _too_long(said, form)


def _lost(said: Said, form: str) -> Iterator[str]:
    """What a translation does not keep of its sentence; of one with a plural, of both forms."""
    wholes = (said.one, said.many) if said.many else (said.one,)
    for what, kept in _KEPT.items():
        if all(kept(form) != kept(whole) for whole in wholes):
            yield f"{what} differ"
    numbers, told = [_NUMBER.findall(whole) for whole in wholes], _NUMBER.findall(form)
    if told not in numbers and (said.safety or sorted(told) not in map(sorted, numbers)):
        yield "numbers differ"


def _too_long(said: Said, form: str) -> Iterator[str]:
    """Whether it has no room where it is a label, and whether it is far longer than the English."""
    if len(form) > LONGER * max(len(said.one), len(said.many)) + MORE:
        yield "much longer"
    for place in said.places:
        room, label = ROOM.get(place, (0, ""))
        if room and re.fullmatch(label, said.one) and len(form.format_map(_Wide())) > room:
            yield f"longer than its {room} columns"


class _Wide(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return "14"


def _commands(text: str) -> list[str]:
    """The commands that a sentence names, as they are typed."""
    found = []
    for match in _COMMAND.finditer(text):
        words = match[1].split()
        name = next((name for name in (" ".join(words), words[0]) if name in _NAMES), None)
        found += [name] if name else []
    return sorted(found)


def _ends(text: str) -> tuple[int, int, int]:
    """The blanks at its beginning and its end, and its line breaks."""
    return len(text) - len(text.lstrip(" ")), len(text) - len(text.rstrip(" ")), text.count("\n")


_KEPT: dict[str, Callable[[str], Any]] = {
    "commands": _commands,
    "options": lambda text: sorted(_FLAG.findall(text)),
    "keys": lambda text: sorted({*_KEY.findall(text)}),
    "markup": lambda text: sorted(_TAG.findall(text)),
    "blanks or line breaks": _ends,
}


def todo(code: str, english: Catalogue) -> Iterator[str]:
    """What is still English, as entries to fill in, safety text first."""
    there = {entry.one for entry in listed(code)} if (FOLDER / f"{code}.po").exists() else set()
    for said in sorted(english.values(), key=lambda said: (not said.safety, said.places, said.one)):
        if said.one in there:
            continue
        yield from (f"#: {place}" for place in said.places)
        yield f"msgid {quoted(said.one)}"
        yield from [f"msgid_plural {quoted(said.many)}", 'msgstr[0] ""', 'msgstr[1] ""'] if said.many else ['msgstr ""']
        yield ""


def quoted(text: str) -> str:
    """A text as the file has it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def of_the_phone(code: str, english: Catalogue) -> dict[str, Any]:
    """A language as the app loads it: what the app says itself, and what its data files hold, without commands."""
    text = (FOLDER / f"{code}.po").read_text("utf-8")
    spoken, entries = translation.spoken(code, text), {entry.one: entry for entry in translation.entries(text)}
    said: dict[str, Any] = {}
    held = _of_the_app(english)
    for one, forms in spoken.sentences.items():
        for english_text, other in _as_the_phone_says(one, forms[0]):
            if english_text in held:
                said[english_text] = [*forms] if entries[one].many else other
    name = re.search(r"^Language-Name: (.+)$", entries[""].forms[0], re.MULTILINE)
    return {
        "code": code,
        "name": name[1] if name else code,
        "read": spoken.read_by_clinician,
        "forms": "".join(str(spoken.form(count)) for count in (*range(100), *range(1100, 1200))),
        "sentences": dict(sorted(said.items())),
    }


def _as_the_phone_says(one: str, other: str) -> Iterator[tuple[str, str]]:
    """A sentence and its translation, whole and without the command at its end in each way that the data files know."""
    from docs import phone

    yield one, other
    for shortened in (
        lambda text: phone.without_command(text)[0],
        sentences.without_tail,
        sentences.for_a_screen,
        lambda text: sentences.without_typed(text).strip(" "),
    ):
        try:
            text, told = shortened(one), shortened(other)
        except ValueError:  # it names a command in its middle: the phone does not say it
            continue
        if ("recovery " in text) == ("recovery " in told):
            yield text, told


def _of_the_app(english: Catalogue) -> frozenset[str]:
    """Every sentence of the app, those of its data files among them."""
    from docs import phone

    held = {said for path, page in phone.pages() if path.stem not in TABLES for said in _texts_of(json.loads(page))}
    own = ("webapp/", DAYS_AND_MONTHS)
    return frozenset(held | {said.one for said in english.values() if any(at.startswith(own) for at in said.places)})


def _texts_of(told: Any) -> Iterator[str]:
    """The texts of a file's content, whatever else is in it."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict | list):
        for inner in told.values() if isinstance(told, dict) else told:
            yield from _texts_of(inner)


def codes() -> list[str]:
    """The languages beside English."""
    return translation.available()[1:]


def main() -> None:
    """Say what is wrong or missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("check", "todo"))
    parser.add_argument("code")
    given = parser.parse_args()
    if given.what == "todo":
        sys.stdout.write("\n".join(todo(given.code, catalogue())))
        return
    english = catalogue()
    found = [*wrong(given.code, english)]
    over = left_over(given.code, english)
    lines = [*found, *(f"nobody says this any more: {one}" for one in over)]
    there = len(listed(given.code)) - 1 - len(over)
    sys.stdout.write("\n".join([*lines, f"{there} of {len(english)} sentences are translated."]) + "\n")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
