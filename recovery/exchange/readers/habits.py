"""What a habit's name says: which substances a habit of going without is about.

Names in any common form: `No heroin`, `Don't drink`, `Smoke-free day`, `No smoking, no drinking`, a crossed-out
cigarette. A name that says only that somebody goes without, such as `Sober`, does not say without what, so the person
is asked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from recovery.exchange.readers import first_release
from recovery.store.names import alike

# What begins the name of a habit of going without, with the words that may follow it.
_BEGINS = (
    r"no|non|not|none|without|zero|0|quit(?:ting)?|stop(?:ped|ping)?|off|avoid(?:ed|ing)?|free (?:of|from)|skip(?:ped)?"
    r"|never"
    r"|resist(?:ed)?"
    r"|stay(?:ed|ing)? (?:off|away from|free of|free from|clean from|clean of)|keep(?:ing)? (?:off|away from)"
    r"|don't|dont|do not|didn't|didnt|did not|won't|abstain(?:ed|ing)? from|abstinen(?:t|ce) from"
    r"|clean (?:of|from)|sober from|(?:a )?days? (?:without|free of|off|clean of)"
    r"|kein|keine|keinen|ohne|nicht|sin|sans|pas de|senza|niente|sem|geen|niet|zonder|bez|ingen|inga|uten|без|не"
)
# `Stop and breathe`, `off to bed` and `never give up` are about other things.
_CLAUSE = re.compile(
    rf"(?:i )?(?:(?:{_BEGINS})(?:\s+|(?<=no)-|(?<=non)-)|pas d'|pas )(?!(?:and|to|give|forget|a drop)\b)"
    r"(?:(?:using|use|used|any|more|the|touch(?:ing)?|take|taking)\s+)?(.+)",
    re.IGNORECASE,
)
_FREE = re.compile(r"(.+?)[- ](?:free|frei)", re.IGNORECASE)
_FREE_IN_ONE = re.compile(r"(smoke|alcohol|drug|nicotine|rauch|alkohol|zucker|drogen)(?:free|frei|fri)", re.IGNORECASE)
_DAY = re.compile(r"(?<=\w)(?:er)?[- ](?:days?|today|tag|heute|hoy)$", re.IGNORECASE)
# Who goes without, and not without what. `use` alone is what people in recovery say of any substance.
_UNSAID = re.compile(
    r"(?:stay(?:ed|ing)? |being |be |i(?:'m| am) |a |(?:1|one|another) day )?"
    r"(?:STATE)(?:(?: and | ?& ?|, ?|/)(?:STATE))?"
    r"(?: (?:day|days|today|living|january))?"
    r"|sobriety|abstinence|abstinenz|recovery|abstain"
    r"|(?:don't|dont|do not|no|not|didn't|did not|didnt|never|quit|stop|haven't|have not) "
    r"(?:use|using|used|relapsed?|lapsed?|slip|slipped)".replace(
        "STATE", "sober|clean|dry|abstinent|straight|nüchtern|sobrio|sobre|trezvost|трезвость"
    ),
    re.IGNORECASE,
)
_AND = re.compile(r"\s*(?:[,;/+&]|\band\b|\bor\b|\bund\b|\by\b|\bet\b)\s*", re.IGNORECASE)
_CROSSED = re.compile("[\N{NO ENTRY SIGN}\N{CROSS MARK}\N{NO ENTRY}]")
_BARE_NO = re.compile(r"(?:no|kein|keine|sin|sans|ohne)\b", re.IGNORECASE)
_VARIATION = re.compile("[\ufe0e\ufe0f]")
# Names of one thing. The first is what it is called where the journal has none of them and the name is no noun itself.
SAME = (
    ("alcohol", "drink", "drinking", "drinks", "drank", "booze", "alkohol", "alcool", "álcool", "alcol", "trinken"),
    (
        *("smoking", "smoke", "smokes", "smoked", "smoker", "cigarettes", "cigarette", "cigs", "tobacco", "rauchen"),
        *("rauch", "geraucht", "fumé", "fumer", "fumar", "roken"),
    ),
    ("drugs", "drug", "drogen"),
    ("heroin",),
    ("opioids", "opiates"),
    ("meth", "methamphetamine"),
    ("nicotine",),
    ("cannabis", "weed", "marijuana", "pot"),
    ("gambling", "gamble", "betting", "bet"),
    ("vaping", "vape"),
    ("cocaine", "coke"),
    ("porn", "pornography"),
)
_VERBS = frozenset(
    "drink drinks drinking drank trinken smoke smokes smoked smoker rauch rauchen geraucht fumé fumer fumar roken "
    "drug gamble bet betting vape".split()
)
# Whole names in scripts without blanks.
_WHOLE = {
    **dict.fromkeys(("禁煙", "禁烟", "戒烟", "戒煙", "不吸烟", "不抽烟", "금연"), ("smoking",)),
    **dict.fromkeys(("禁酒", "断酒", "戒酒", "不喝酒", "금주"), ("alcohol",)),
}
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
    if (before := first_release.habit_without(name)) and _known(before, tracked):
        return [_called(before, tracked)]  # so an earlier release called it, and a file adds nothing the second time
    words = _plain(name)
    if _UNSAID.fullmatch(words):
        return []
    named = _signed(words) or _WHOLE.get(words) or _named(words, tracked)
    return None if named is None else list(dict.fromkeys(_called(word, tracked) for word in named))


def _named(words: str, tracked: Sequence[str]) -> list[str] | None:
    """What stands behind the words of going without, one name or several."""
    whole = _after_begin(words)
    if whole is None or _known(whole, tracked):  # a substance may have such a name, for example from an earlier import
        return None if whole is None else [whole]
    parts = [(part, _after_begin(part)) for part in _AND.split(words) if part]
    rest = [name or part for part, name in parts]
    several = all(name for _, name in parts) or all(_group(word) or _known(word, tracked) for word in rest)
    return rest if several else [whole]


def _plain(name: str) -> str:
    """The name with single blanks. Signs beside words are ornament, but for one that crosses out and one that means."""
    words = " ".join(_VARIATION.sub("", name).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").replace("_", " ").split())
    if any(char.isalnum() for char in words):
        meant = "".join(_SIGNS.get(char, char) for char in words) if _BARE_NO.match(words) else words
        plain = " ".join("".join(char for char in meant if unicodedata.category(char) != "So").split())
        words = f"no {plain}" if _CROSSED.search(words) and not _BARE_NO.match(plain) else plain
    return words.strip(" .!?:")


def _after_begin(words: str) -> str | None:
    plain = _DAY.sub("", words)
    match = _CLAUSE.fullmatch(plain) or _FREE.fullmatch(plain) or _FREE_IN_ONE.fullmatch(plain)
    return match[1].strip(" .!?:") if match else None


def _signed(words: str) -> list[str]:
    """What signs say, where there is nothing else in the name; smoking crossed out says it in one."""
    signs = _CROSSED.sub("", words).replace(" ", "")
    crossed = signs != words.replace(" ", "") or "\N{NO SMOKING SYMBOL}" in signs
    return [_SIGNS[sign] for sign in signs] if signs and crossed and all(sign in _SIGNS for sign in signs) else []


def _group(word: str) -> tuple[str, ...] | None:
    return next((group for group in SAME if word.casefold() in group), None)


def _known(word: str, tracked: Sequence[str]) -> bool:
    return alike(word) in map(alike, tracked)


def _called(word: str, tracked: Sequence[str]) -> str:
    """The name of what a word means: as the journal calls it, else as it stands, a verb as the thing."""
    known = {alike(name): name for name in tracked}
    group = _group(word) or ()
    for name in (alike(word), *group):
        if name in known:
            return known[name]
    return group[0] if group and word.casefold() in _VERBS else word
