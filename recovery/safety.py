"""What keeps a person alive: the cards and the numbers, in the words of the care page. Reads nothing but the settings.

It must answer without a key, without a journal and with a damaged one, so it stands on the base alone.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any, NamedTuple

OPIOIDS = frozenset(
    """heroin fentanyl carfentanil nitazene nitazenes morphine codeine oxycodone oxycontin percocet hydrocodone vicodin
    hydromorphone dilaudid oxymorphone tramadol tapentadol methadone buprenorphine opium opioid opioids opiate opiates
    kratom smack dope pills painkillers""".split()
)
SEDATIVES = frozenset(
    "alcohol benzodiazepine benzodiazepines benzos xanax alprazolam diazepam valium clonazepam lorazepam".split()
)
WIDTH = 80
TOLERANCE_DAYS = 28  # after a discharge or the end of naltrexone, said in today and sos
NOT_STREET = frozenset("tobacco nicotine cigarettes vaping caffeine gambling".split())


class CrisisLine(NamedTuple):
    """A number to call or text, for one country; `country` is ISO 3166, `EU` for the Union.

    `verified_on` is the day it was copied from the project's care page, or added by the person: nobody has called it.
    `source` says where to check it.
    """

    name: str
    number: str
    what_for: str
    country: str
    verified_on: date
    source: str


OWN = "added by you"
_COPIED = date(2026, 11, 22)
CRISIS_LINES = (
    CrisisLine("Emergency", "911", "overdose, danger to life", "US", _COPIED, "https://www.911.gov"),
    CrisisLine("988 Lifeline", "988", "call, text or chat; suicide, crisis, substance use", "US", _COPIED, "https://988lifeline.org"),
    CrisisLine("SAMHSA helpline", "1-800-662-4357", "24/7, free, English and Spanish; TTY 1-800-487-4889", "US", _COPIED, "https://www.samhsa.gov/find-help/helplines/national-helpline"),
    CrisisLine("Crisis Text Line", "text HOME to 741741", "by text", "US", _COPIED, "https://www.crisistextline.org"),
    CrisisLine("SafeSpot", "1-800-972-0590", "someone stays on the line while you use", "US", _COPIED, "https://safe-spot.me"),
    CrisisLine("Emergency", "112", "overdose, danger to life", "EU", _COPIED, "https://digital-strategy.ec.europa.eu/en/policies/112"),
    CrisisLine("Emergency", "999", "overdose, danger to life", "GB", _COPIED, "https://www.gov.uk/guidance/999-and-112-the-uks-national-emergency-numbers"),
)  # fmt: skip
EU = frozenset("AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split())


def _settings() -> dict[str, object]:
    """The settings, or none at all: a broken settings file must not stand between a person and a number."""
    from recovery.errors import RecoveryError
    from recovery.store import home

    try:
        return home.settings()
    except RecoveryError:
        return {}


def country() -> str | None:
    """The ISO 3166 code the person set or `init` guessed; `None` when nobody knows."""
    code = _settings().get("country")
    return code if isinstance(code, str) else None


def crisis_lines() -> list[CrisisLine]:
    """The lines to show: the person's own first, then those of the country, all of them where it is unknown."""
    settings = _settings()
    hidden = settings.get("hidden_lines")
    added = settings.get("lines")
    code = country()
    place = "EU" if code in EU else code
    shown = [line for line in CRISIS_LINES if line.country == place]
    if not shown:
        shown = [line for line in CRISIS_LINES if code is None or line.number in ("911", "112", "999")]
    own = [_own_line(each) for each in added if isinstance(each, dict)] if isinstance(added, list) else []
    hidden_numbers = hidden if isinstance(hidden, list) else []
    return own + [line for line in shown if line.number not in hidden_numbers]


def called(line: CrisisLine) -> str:
    """The name of a line, with its country where it cannot be told: three of them are called Emergency."""
    told = country() in EU | {"US", "GB"} or not line.country
    return line.name if told else f"{line.name} ({line.country})"


def _own_line(values: dict[str, object]) -> CrisisLine:
    added_on = values.get("added_on")
    return CrisisLine(
        str(values.get("name", "")),
        str(values.get("number", "")),
        str(values.get("for", "")),
        country() or "",
        added_on if isinstance(added_on, date) else _COPIED,
        OWN,
    )


class Card(NamedTuple):
    """What the person lets `sos` show while the journal is locked."""

    steps: list[str]
    name: str
    number: str


def locked_card() -> Card | None:
    """The two steps and the number that may be shown without the key; `None` unless the person said so."""
    import json

    from recovery.store import home

    try:
        values = json.loads(home.card_path().read_text("utf-8"))
        steps = [str(each) for each in values["steps"]][:2]
        return Card(steps, str(values["name"]), str(values["number"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def keep_locked_card(card: Card) -> None:
    """Let `sos` show that while the journal is locked."""
    import json

    from recovery.store import home

    home.make_folder()
    home.write_private(home.card_path(), json.dumps(card._asdict()).encode("utf-8"))


def line_json(line: CrisisLine) -> dict[str, Any]:
    """A crisis line as JSON."""
    return {
        "name": line.name,
        "number": line.number,
        "for": line.what_for,
        "country": line.country,
        "verified_on": line.verified_on.isoformat(),
        "source": line.source,
    }


def emergency() -> str:
    """The emergency number of the country, or the three that cover most readers."""
    code = country()
    known = {"US": "911", "GB": "999"} | dict.fromkeys(EU, "112")
    return known.get(code or "", "your emergency number (911 US, 112 EU, 999 UK)")


def is_opioid(substance: str | None) -> bool:
    """Whether opioid safety applies; where nothing is named it does, since a needless warning costs less."""
    return substance is None or bool(OPIOIDS & _words(substance))


def is_sedative(substance: str | None) -> bool:
    """Whether stopping it suddenly can kill: alcohol and benzodiazepines."""
    return bool(SEDATIVES & _words(substance))


def _words(substance: str | None) -> set[str]:
    return set(re.findall(r"[^\W_]+", (substance or "").casefold()))


def naloxone_matters(substance: str) -> bool:
    """Whether naloxone is worth having near: for opioids, and for street drugs, which may contain them."""
    words = set(substance.casefold().split())
    return is_opioid(substance) or not words & (NOT_STREET | SEDATIVES)


def lapse_card(substance: str | None) -> list[str]:
    """What to know before anything else when somebody used or is about to, the most important line first; 80 columns."""
    from textwrap import wrap

    return [line for sentence in _lapse_card(substance) for line in wrap(sentence, WIDTH, break_on_hyphens=False)]


def _lapse_card(substance: str | None) -> list[str]:
    words, opioid = _words(substance), is_opioid(substance)
    call = emergency()
    if words & SEDATIVES and not opioid:
        return [
            "Stopping alcohol or benzodiazepines suddenly can kill. Get medical help to stop; don't do it alone.",
            "Together with opioids they can stop the breathing.",
            f"Shaking, seizure, confusion, trouble breathing: call {call}.",
        ]
    if words & NOT_STREET and not opioid:
        return []
    if opioid:
        first = ["Your old dose can kill now: tolerance falls within days."]
    else:
        first = ["Street drugs may contain fentanyl, and pressed pills and powders too."]
    if words & SEDATIVES:
        first.append("Together with alcohol or benzodiazepines the breathing can stop.")
    return [
        *first,
        "Do not use alone. In the US, SafeSpot 1-800-972-0590 stays on the line with you.",
        "Keep naloxone within reach, and let somebody know where it is.",
        f"Not waking, not breathing: call {call} at once. Steps: recovery sos overdose",
    ]


def overdose_card() -> list[str]:
    """The overdose steps, to be read aloud by whoever is there."""
    return [
        "SIGNS  no response; slow or no breathing; blue or grey lips; gurgling;",
        "       pinpoint pupils",
        "",
        f"1  CALL {emergency() if emergency().isdigit() else '911 (US), 112 (EU), 999 (UK)'} NOW",
        "2  NALOXONE: one spray in one nostril",
        "3  NOT BREATHING? One rescue breath every 5 seconds",
        "4  Still no normal breathing after 2-3 minutes: another device, other nostril",
        "5  BREATHING? Lay them on their side (recovery position)",
        "6  STAY. Naloxone wears off in 30-90 minutes and the overdose can return",
        "",
        "The aim is breathing, not waking: xylazine or medetomidine may keep them",
        "asleep, and naloxone does not reverse those.",
        "Keep them breathing until help comes.",
    ]
