"""What a habit's name says: which substances a habit of going without is about.

Names in any common form: `No heroin`, `Don't drink`, `Smoke-free day`, `No smoking, no drinking`, a crossed-out
cigarette. A name that says only that somebody goes without, such as `Sober`, does not say without what, so the person
is asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

# What begins the name of a habit of going without, with the words that may follow it.
_BEGINS = (
    r"no|not|none|without|zero|quit(?:ting)?|stop(?:ped|ping)?|off|avoid(?:ed|ing)?|free (?:of|from)|skip(?:ped)?|never"
    r"|resist(?:ed)?"
    r"|stay(?:ed|ing)? (?:off|away from|free of|free from|clean from|clean of)|keep(?:ing)? (?:off|away from)"
    r"|don't|dont|do not|didn't|didnt|did not|won't|abstain(?:ed|ing)? from|abstinen(?:t|ce) from"
    r"|clean (?:of|from)|sober from|(?:a )?days? (?:without|free of|off|clean of)"
    r"|kein|keine|keinen|ohne|nicht|sin|sans|pas de|senza|sem|geen|zonder|bez|ingen|без|не"
)
_CLAUSE = re.compile(
    rf"(?:i )?(?:{_BEGINS})\s+(?:(?:using|use|any|more|to|the|touch(?:ing)?|take|taking)\s+)?(.+)", re.IGNORECASE
)
_FREE = re.compile(r"(.+?)[- ](?:free|frei)(?:[- ](?:day|days|today|tag))?", re.IGNORECASE)
# Who goes without, and not without what. `use` alone is what people in recovery say of any substance.
_UNSAID = re.compile(
    r"(?:stay(?:ed|ing)? |being |be |i(?:'m| am) |a )?"
    r"(?:sober|clean|abstinent|straight|nüchtern|sobrio|sobre|trezvost|трезвость)"
    r"(?: (?:day|days|today|living))?"
    r"|sobriety|abstinence|abstinenz|recovery"
    r"|(?:don't|dont|do not|no|not|didn't|never|quit|stop) (?:use|using|relapse|lapse|slip)",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*(?:[,;/+&]|\band\b|\bor\b|\bund\b|\by\b|\bet\b)\s*", re.IGNORECASE)
_CROSSED = re.compile("[\N{NO ENTRY SIGN}\N{CROSS MARK}\N{NO ENTRY}]")
_VARIATION = re.compile("[\ufe0e\ufe0f]")
# Names of one thing. The first is what it is called where the journal has none of them and the name is no noun itself.
SAME = (
    ("alcohol", "drink", "drinking", "drinks", "booze", "alkohol", "alcool"),
    ("smoking", "smoke", "smokes", "cigarettes", "cigarette", "cigs", "tobacco", "rauchen"),
    ("cannabis", "weed", "marijuana", "pot"),
    ("gambling", "gamble", "betting", "bet"),
    ("vaping", "vape"),
    ("cocaine", "coke"),
    ("porn", "pornography"),
)
_VERBS = frozenset({"drink", "drinks", "drinking", "smoke", "smokes", "gamble", "bet", "betting", "vape"})
_SIGNS = {
    "\N{NO SMOKING SYMBOL}": "smoking",
    "\N{SMOKING SYMBOL}": "smoking",
    **dict.fromkeys(
        "\N{BEER MUG}\N{CLINKING BEER MUGS}\N{WINE GLASS}\N{COCKTAIL GLASS}\N{TUMBLER GLASS}\N{SAKE BOTTLE AND CUP}",
        "alcohol",
    ),
}


def substances_of(name: str, tracked: Sequence[str]) -> list[str] | None:
    """The substances that a habit is about; empty where its name does not say, `None` for a habit of another kind."""
    words = _plain(name)
    if _UNSAID.fullmatch(words):
        return []
    if signs := _signed(words):
        return list(dict.fromkeys(_called(each, tracked) for each in signs))
    whole = _after_begin(words)
    if whole is None:
        return None
    if any(whole.casefold() == each.casefold() for each in tracked):
        return [_called(whole, tracked)]  # a substance may have such a name, for example from an earlier import
    parts = [part for part in _AND.split(words) if part]
    named = [_after_begin(part) for part in parts]
    rest = [each or part for each, part in zip(named, parts, strict=True)]
    if len(parts) > 1 and (all(named) or all(_group(each) for each in rest)):
        return list(dict.fromkeys(_called(each, tracked) for each in rest))
    return [_called(whole, tracked)]


def _plain(name: str) -> str:
    words = " ".join(_VARIATION.sub("", name).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())
    return words.strip(" .!?:")


def _after_begin(words: str) -> str | None:
    match = _CLAUSE.fullmatch(words) or _FREE.fullmatch(words)
    return match[1].strip(" .!?:") if match else None


def _signed(words: str) -> list[str]:
    """What signs say, where there is nothing else in the name; smoking crossed out says it in one."""
    signs = _CROSSED.sub("", words).replace(" ", "")
    crossed = signs != words.replace(" ", "") or "\N{NO SMOKING SYMBOL}" in signs
    return [_SIGNS[sign] for sign in signs] if signs and crossed and all(sign in _SIGNS for sign in signs) else []


def _group(word: str) -> tuple[str, ...] | None:
    return next((group for group in SAME if word.casefold() in group), None)


def _called(word: str, tracked: Sequence[str]) -> str:
    """The name of what a word means: as the journal calls it, else as it stands, a verb as the thing."""
    known = {each.casefold(): each for each in tracked}
    group = _group(word) or ()
    for each in (word.casefold(), *group):
        if each in known:
            return known[each]
    return group[0] if group and word.casefold() in _VERBS else word
