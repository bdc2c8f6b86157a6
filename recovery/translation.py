"""Languages beside English: `languages/CODE.po`, one file each, as gettext's tools write it; read at the start.

A file with a mistake never stands between a person and `sos`: an entry whose holes are not those of the English one is
left out, so that it is said in English, and so is the whole file where it cannot be read. `docs/languages.py` says what
a file lacks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from recovery.language import ENGLISH, Spoken

FOLDER = Path(__file__).with_name("languages")
_ESCAPES = {"n": "\n", "t": "\t"}
_HOLE = re.compile(r"\{[^{}]*\}")
_RULE = re.compile(r"nplurals\s*=\s*(\d+)\s*;\s*plural\s*=\s*([^;\n]+)")
_READ = re.compile(r"^X-Safety-Text-Read-By-Clinician:\s*yes", re.MULTILINE | re.IGNORECASE)


class Entry(NamedTuple):
    """A sentence, its plural (empty where it has none), and its forms in the other language."""

    one: str
    many: str
    forms: tuple[str, ...]


def available() -> list[str]:
    """The codes of the languages there are, English first."""
    return [ENGLISH, *sorted(path.stem for path in FOLDER.glob("*.po"))]


def load(code: str) -> Spoken | None:
    """A language; `None` for one that is not there or whose file cannot be read."""
    try:
        if code == ENGLISH or code not in available():
            return None
        return spoken(code, (FOLDER / f"{code}.po").read_text("utf-8"))
    except (OSError, ValueError):
        return None


def spoken(code: str, text: str) -> Spoken:
    """The language of a file's text; raises `ValueError`."""
    listed = [*entries(text)]
    head = next((entry.forms[0] for entry in listed if not entry.one), "")
    forms, form = plural_rule(head)
    whole = (entry for entry in listed if entry.one and fits(entry, forms))
    return Spoken(code, {entry.one: entry.forms for entry in whole}, form, read_by_clinician=bool(_READ.search(head)))


def plural_rule(head: str) -> tuple[int, Callable[[int], int]]:
    """How many plural forms a file's head says there are, and which of them goes with a number; raises `ValueError`."""
    from gettext import c2py  # what click loads anyway

    rule = _RULE.search(head)
    if rule is None:
        return 2, lambda count: int(count != 1)
    forms, formula = int(rule[1]), c2py(rule[2])
    return forms, lambda count: min(int(formula(abs(count))), forms - 1)


def holes(text: str) -> set[str]:
    """What is filled into a sentence: `{name}`, `{count:,}`."""
    return set(_HOLE.findall(text))


def fits(entry: Entry, forms: int) -> bool:
    """Whether a translation can take the place of its sentence: it is whole, and the same is filled into it."""
    if not all(entry.forms) or len(entry.forms) != (forms if entry.many else 1):
        return False
    wanted = holes(entry.one) | holes(entry.many)
    if entry.many:
        return all(wanted - {"{count}", "{count:,}"} <= holes(form) <= wanted for form in entry.forms)
    return holes(entry.forms[0]) == wanted


def entries(text: str) -> Iterator[Entry]:
    """The entries of a file, its head (without a sentence) among them; those marked as unsure are left out."""
    fields: dict[str, str] = {}
    field, unsure = "", False
    for number, line in enumerate(map(str.strip, text.split("\n")), start=1):
        begins = line.startswith("#") or line.split(" ", 1)[0] == "msgid"
        if begins and any(name.startswith("msgstr") for name in fields):
            yield from _entry(fields, unsure=unsure)
            fields, unsure = {}, False
        if line.startswith("#"):
            unsure = unsure or (line.startswith("#,") and "fuzzy" in line)
        elif line:
            name, _, text = ("", "", line) if line.startswith('"') else line.partition(" ")
            field = name or field
            fields[field] = fields.get(field, "") + _unquoted(text, number)
    yield from _entry(fields, unsure=unsure)


def _entry(fields: Mapping[str, str], *, unsure: bool) -> Iterator[Entry]:
    """What was read up to the next entry, where it is one."""
    if "msgid" in fields and not unsure:
        said = [fields[name] for name in sorted(fields) if name.startswith("msgstr")]
        yield Entry(fields["msgid"], fields.get("msgid_plural", ""), tuple(said))


def _unquoted(text: str, number: int) -> str:
    if len(text) < 2 or text[0] != '"' or text[-1] != '"':
        raise ValueError(f"line {number} is no text in quotation marks")
    return re.sub(r"\\(.)", lambda match: _ESCAPES.get(match[1], match[1]), text[1:-1])
