"""Times as phones of any country write them, and what is no time."""

from __future__ import annotations

from datetime import time

import pytest
from babel.dates import format_time

from recovery.exchange.readers.clocks import clock_of

EVENING = """
22:00 | 22:00:00 | 22.00 | 22h00 | 22 h 00 | 22 h | 10:00 pm | 10:00 PM | 10:00\u202fPM | 10 pm | 10:00 p. m.
10:00 p.\u00a0m. | 오후 10:00 | 오후 10시 00분 | 下午10:00 | 晚上10:00 | 午後10:00 | 22時00分 | ÖS 10:00 | 10:00 μ.μ.
١٠:٠٠ م | 10:00 م | 10:00 بعدازظهر | du. 10:00 | 10:00 em | 10:00 odp. | 10.00 ip. | 10:00 अपराह्न
at 10:00 PM | a las 22:00 | alle ore 22:00 | à 22h00 | om 22:00
10:00 CH | kl. 22.00 | 22.00 Uhr | 22:00 Uhr | \u200f10:00 م\u200f | ২২:০০
"""
MORNING = """
8:05 | 08:05 | 8.05 | 8h05 | 8:05 am | 8:05 a. m. | 오전 8:05 | 上午8:05 | 早上8:05 | 午前8:05 | ÖÖ 8:05 | 8:05 π.μ.
٨:٠٥ ص | de. 8:05 | 8:05 fm | 8:05 dop. | 8.05 ap. | 8:05 पूर्वाह्न | 8:05 SA | 08:05:00
"""


def listed(text: str) -> list[str]:
    return [part.strip(" \n") for line in text.strip().split("\n") for part in line.split(" | ")]


@pytest.mark.parametrize("text", listed(EVENING))
def test_ten_in_the_evening(text: str) -> None:
    assert f"{clock_of(text):%H:%M}" == "22:00"


@pytest.mark.parametrize("text", listed(MORNING))
def test_five_past_eight_in_the_morning(text: str) -> None:
    assert f"{clock_of(text):%H:%M}" == "08:05"


# Languages that phones are sold in; what they write comes from the same Unicode CLDR as on the phones.
LANGUAGES = """
af am ar as az be bg bn ca cs cy da de el en es et eu fa fi fr gl gu he hi hr hu hy id is it ja ka kk km kn ko ky lo lt
lv mk ml mn mr ms my nb ne nl or pa pl ps pt pt_PT ro ru si sk sl sq sr sv sw ta te th tk tr uk ur uz vi zh zh_Hant zu
""".split()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_halves_of_the_day_in_the_languages_of_phones(language: str) -> None:
    for at in (time(0, 5), time(9, 5), time(12, 5), time(22, 5)):
        for pattern in ("short", "h:mm a"):
            text = format_time(at, format=pattern, locale=language)
            assert clock_of(text) == at, text


@pytest.mark.parametrize(
    ("text", "said"), [("12:05 am", "00:05"), ("오전 12:05", "00:05"), ("12:05 pm", "12:05"), ("中午12:30", "12:30"),
                       ("凌晨2:05", "02:05"), ("晚上12:30", "00:30"), ("0:30 a. m.", "00:30"), ("14:30 PM", "14:30")]
)  # fmt: skip
def test_midnight_and_noon(text: str, said: str) -> None:
    assert f"{clock_of(text):%H:%M}" == said


@pytest.mark.parametrize(
    "text", ["", "7", "22", "2200", "24:00", "10:60", "late", "10:0", "7/10", "7 a", "10:00 xm", "1:2:3"]
)
def test_what_is_no_time(text: str) -> None:
    assert clock_of(text) is None
