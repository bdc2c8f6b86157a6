"""One line that holds all of an item: `Maria, 555-0100, sponsor, any hour`, or `payday -> go home`."""

from __future__ import annotations

import re
from typing import Any

from recovery.errors import Refused
from recovery.plans.plan import AWAKE

# A number as it is dialled: three digits at least, with signs between and an extension at most.
PHONE = re.compile(r"(?<![\w-])\+?\(?\d(?:[\d\s().\-/]{1,24}\d)(?:\s?(?:ext\.?|x)\s?\d{1,6})?(?![\w-])", re.IGNORECASE)
HOURS = re.compile(
    r"\b(?:any ?(?:hour|time)|always|day and night|day or night|24/7|round the clock"
    r"|(?:a )?cualquier hora|siempre|d[ií]a y noche)\b|"
    r"(?<![\d-])\d{1,2}(?::\d\d)?\s?(?:am|pm)?\s?(?:-|\N{EN DASH}|to|until)\s?\d{1,2}(?::\d\d)?\s?(?:am|pm)?(?![\d-])",
    re.IGNORECASE,
)
CLOCK = re.compile(r"(\d{1,2})(?::\d\d)?\s?(am|pm)?", re.IGNORECASE)
ARTICLES = ("my", "our", "the", "mi", "la", "el")  # that stand before somebody who is called by what they are
WHO = frozenset(
    "sponsor counselor counsellor therapist doctor nurse prescriber clinic mum mom mama mother dad papa father parents "
    "brother sister grandma grandpa aunt uncle cousin friend partner wife husband girlfriend boyfriend neighbour "
    "neighbor peer pastor priest coach caseworker roommate son daughter "
    "madrina padrino consejera consejero terapeuta doctora enfermera enfermero mamá papá madre padre hermana hermano "
    "abuela abuelo tía tío prima primo amiga amigo pareja esposa esposo vecina vecino hija hijo".split()
)
THEN = re.compile(
    r"\s*(?:->|\N{RIGHTWARDS ARROW})\s*(?:then\s+)?(?:i\s+)?|,?\s+(?:then|entonces)\s+(?:i\s+)?", re.IGNORECASE
)
IF = re.compile(r"^(?:if|si)\s+(?=\S)", re.IGNORECASE)  # typed once more behind the question's own
COMMA = re.compile(r"\s*,\s*(?!(?:or|and)\b)(?:i\s+)?(?=\S)", re.IGNORECASE)
FIELDS = ("text", "phone", "role", "awake")


def contact(line: str) -> dict[str, Any]:
    """Name (`text`), phone, role and hours of a line, as far as it has them; nothing of the line is left out."""
    fields: dict[str, Any] = dict.fromkeys(FIELDS)
    parts = [part.strip() for part in re.split(r"[,;]", line) if part.strip()]
    words: list[str] = []
    for part in parts:
        rest = part
        for name, pattern, read in (("awake", HOURS, _hours), ("phone", PHONE, _phone)):
            match = pattern.search(rest) if fields[name] is None else None
            value = read(match[0]) if match else None
            if match and value is not None:
                fields[name] = value
                before, after = rest[: match.start()].strip(" -:"), rest[match.end() :].strip(" -:")
                rest = f"{before}\n{after}"
        words += [left for left in rest.split("\n") if left]
    words = [bare for word in words if (bare := word.strip("() "))]
    if len(words) == 1:
        words = _role_apart(words[0])
    if words:
        fields["text"], rest = words[0], ", ".join(words[1:])
        fields["role"] = rest or None
    return fields


def names_a_role(text: str) -> bool:
    """Whether somebody is called by what they are, such as `mum` or `my sponsor`, and so by no name."""
    words = text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split()
    bare = words[1:] if words[:1] and words[0] in ARTICLES else words
    return bool(bare) and all(word.strip(".,'") in WHO for word in bare)


def situation(line: str) -> tuple[str, list[str]]:
    """A situation, and the response where the line has one: behind an arrow or `then`, or after `if` behind a comma."""
    bare = IF.sub("", line)
    text, *answers = THEN.split(bare, maxsplit=1)
    if not answers and bare != line:
        text, *answers = COMMA.split(bare, maxsplit=1)
    return text, answers


def _role_apart(words: str) -> list[str]:
    """`my sponsor Maria` and `Maria my sponsor` are a name and who that is; anything else is the name."""
    plain = [word for word in words.split() if word.casefold() not in ("my", "the", "mi")]
    for place in (0, -1):
        if len(plain) > 1 and plain[place].casefold() in WHO:
            return [" ".join(plain[1:] if place == 0 else plain[:-1]), plain[place]]
    return [words]


def _phone(text: str) -> str | None:
    return text.strip() if len(re.sub(r"\D", "", text)) >= 3 else None


def _hours(text: str) -> str | None:
    """The hours as the plan keeps them; `None` for what are none."""
    words = " ".join(text.casefold().split())
    if not words[0].isdigit() or words == "24/7":
        return str(AWAKE.check("any hour"))
    ends = [_of_24(match) for match in CLOCK.finditer(words)]
    try:
        return str(AWAKE.check("-".join(f"{hour:02}" for hour in ends)))
    except Refused:
        return None


def _of_24(match: re.Match[str]) -> int:
    hour, half = int(match[1]), (match[2] or "").casefold()
    return hour % 12 + 12 * (half == "pm") if half else hour
