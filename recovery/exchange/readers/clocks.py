"""Times of day as phones and programs write them, in the languages and digits of their owners.

The words of the halves of the day are those of the Unicode CLDR (formats `a` and `B`), without dots and blanks.
"""

from __future__ import annotations

import re
from datetime import time
from functools import lru_cache

from recovery.dates.hours import time_said
from recovery.dates.words import AT

_MORNING = (
    "am öö 오전 새벽 아침 上午 凌晨 清晨 早上 午前 朝 πμ ص صباحا قظ قبلازظهر de fm ap sa дп прпл пробед לפנהצ בבוקר "
    "dop पूर्वाह्न मपू ก่อนเที่ยง eparadites pd madrugada manhã mañana matin rano morgens vorm vormittags mattina "
    "vm ጥዋት পূৰ্বাহ্ন fh тң ກ່ອນທ່ຽງ priešpiet priekšp претпл үө pg နံနက် غم පෙව goöň to"
).split()
_EVENING = (
    "pm ös 오후 저녁 밤 下午 中午 晚上 午後 夜 μμ م مساء بظ بعدازظهر du em ip odp ch пп сл следобед אחהצ בערב "
    "अपराह्न मउ หลังเที่ยง epasdites md tarde noche noite soir wieczorem abends nachm nachmittags sera "
    "nm ከሰዓት অপৰাহ্ন eh тк ຫຼັງທ່ຽງ popiet pēcp попл үх ptg ညနေ غو පව pop gosoň tk"
).split()
_HALVES = {**dict.fromkeys(_MORNING, "am"), **dict.fromkeys(_EVENING, "pm")}
_AT = frozenset(word.replace(" ", "") for word in AT)
_UNITS = re.compile(r"(?<=\d)\s*(?:h|uhr|ч|час(?:ов)?|時|时|點|点|시|hod|val)\.?(?:\s*(?=\d)|\s*$)", re.IGNORECASE)
_TAILS = re.compile(r"(?<=\d)\s*(?:分|분|min|秒|초|uhr|h|ч|år|klo|น\.?)\s*$", re.IGNORECASE)
_MARKS = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SHAPE = re.compile(
    r"(?P<before>\D*?)(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?)?(?P<after>\D*)"
)


@lru_cache(maxsize=4096)
def clock_of(text: str) -> time | None:
    """A time of day such as `10:00 pm`, `22.40`, `22 h 00`, `下午10:00`, `10pm`; `None` for anything else.

    An hour alone is none without `am` or `pm`, or a unit such as `22 h`.
    """
    words = " ".join(_MARKS.sub("", text).split())
    counted = _UNITS.sub(":", words)
    plain = _TAILS.sub("", counted).strip()
    alone = plain.endswith(":")
    match = _SHAPE.fullmatch(plain.rstrip(": "))
    if match is None:
        return None
    before, after = (_half(match[name]) for name in ("before", "after"))
    if before is None or after is None or (before and after):
        return None
    half = before or after
    if match["minute"] is None and not half and not alone:
        return None
    if (half == "pm" and int(match["hour"]) > 12) or (half == "am" and int(match["hour"]) == 0):
        half = ""  # 14:30 PM and 0:30 a. m., as some phones write them
    if "中午" in words and int(match["hour"]) == 11:
        half = "am"
    if any(word in words for word in ("晚上", "밤", "夜")) and int(match["hour"]) == 12:
        half = "am"  # midnight
    return time_said(match["hour"], match["minute"], match["second"], half or None)


def _half(words: str) -> str | None:
    """`am`, `pm`, or nothing; `None` for words that are no half of a day."""
    plain = re.sub(r"[\s.,'\"\u05f4\u2019/]", "", words).casefold()
    return _HALVES.get(plain) if plain and plain not in _AT else ""
