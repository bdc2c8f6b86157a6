"""What people type for a date or a time: read as it was meant, or refused with what it could mean."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.dates import months
from recovery.dates.reading import Order, read, unknown
from recovery.dates.understood import said, said_at
from recovery.dates.words import MONTHS, WEEKDAYS
from recovery.errors import Usage

BERLIN = ZoneInfo("Europe/Berlin")
# A Sunday morning.
PRESENT = datetime(2026, 11, 29, 10, 30, 20, tzinfo=BERLIN)
DAY = datetime.combine(PRESENT.date(), time.max)


def wall(text: str, present: datetime = PRESENT, order: Order = unknown) -> str | None:
    """The wall clock that a text names, its date alone where no time was said."""
    understood = read(text, present, order=order)
    if understood is None:
        return None
    if understood.instant is not None:
        return f"{understood.instant:%Y-%m-%d %H:%M}"
    return f"{understood.day}" + (f" {understood.at:%H:%M}" if understood.at else "")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("last night", "2026-11-28 22:00"),
        ("around the 19th", "2026-11-19"),
        ("the 30th", "2026-10-30"),
        ("the 31st", "2026-10-31"),
        ("the 0th", None),
        ("the 32nd", None),
        ("11 days ago or so", "2026-11-18 10:30"),
        ("11 days or so ago", "2026-11-18 10:30"),
        ("maybe 11 days ago", "2026-11-18 10:30"),
        ("this morning", "2026-11-29 09:00"),
        ("yesterday evening", "2026-11-28 20:00"),
        ("yesterday morning", "2026-11-28 09:00"),
        ("fri night", "2026-11-27 22:00"),
        ("last night at 11", "2026-11-28 23:00"),
        ("the night before last", "2026-11-27 22:00"),
        ("half past nine yesterday", "2026-11-28 09:30"),
        ("half past nine last night", "2026-11-28 21:30"),
        ("fri quarter to ten pm", "2026-11-27 21:45"),
        ("yesterday, quarter to 1 pm", "2026-11-28 12:45"),
        ("yesterday, ca. 21:00", "2026-11-28 21:00"),
        ("\u200e5.11.2026", "2026-11-05"),
        ("\uff15.\uff11\uff11.\uff12\uff10\uff12\uff16", "2026-11-05"),
        ("last night at 2", "2026-11-29 02:00"),
        ("9 in the evening yesterday", "2026-11-28 21:00"),
        ("9am yesterday", "2026-11-28 09:00"),
        ("3 days ago 9pm", "2026-11-26 21:00"),
        ("3 days ago", "2026-11-26 10:30"),
        ("fri 9", "2026-11-27 09:00"),
        ("9.30pm", "2026-11-28 21:30"),
        ("21h30", "2026-11-28 21:30"),
        ("yesterday 9h30", "2026-11-28 09:30"),
        ("1h30m ago", "2026-11-29 09:00"),
        ("1h30 ago", "2026-11-29 09:00"),
        ("half an hour ago", "2026-11-29 10:00"),
        ("an hour and a half ago", "2026-11-29 09:00"),
        ("two hours and 15 minutes ago", "2026-11-29 08:15"),
        ("1,5 h ago", "2026-11-29 09:00"),
        ("midnight", "2026-11-29 00:00"),
        ("midnight last night", "2026-11-29 00:00"),
        ("noon", "2026-11-28 12:00"),
        ("yesterday noon", "2026-11-28 12:00"),
        ("day before yesterday", "2026-11-27"),
        ("about 11 days ago", "2026-11-18 10:30"),
        ("a month ago", "2026-10-29 10:30"),
        ("Nov 28 at 9", "2026-11-28 09:00"),
        ("march 7 at 10", "2026-03-07 10:00"),
        ("yesterday 1am", "2026-11-28 01:00"),
        ("5.11.2026", "2026-11-05"),
        ("7.3.2026 21:40", "2026-03-07 21:40"),
        ("5. 11. 2026", "2026-11-05"),
        ("28/11/2026", "2026-11-28"),
        ("2026/11/5", "2026-11-05"),
        ("2026年11月5日", "2026-11-05"),
        ("Sat 28 Nov 2026, about 22:00", "2026-11-28 22:00"),
        ("saturday, november 28th 2026", "2026-11-28"),
        ("March 31", "2026-03-31"),
        ("December 24", "2025-12-24"),
        ("2026-11-28T22:00:00+01:00", "2026-11-28 22:00"),
        ("1º de abril de 2026", "2026-04-01"),
        ("le 1er avril", "2026-04-01"),
        ("il 1 aprile 2026 alle 21", "2026-04-01 21:00"),
        ("am 1. April um 21 Uhr", "2026-04-01 21:00"),
        ("1 апреля 2026 \u0433. в 21:00", "2026-04-01 21:00"),
        ("5 μαΐου 2026", "2026-05-05"),
        ("4月1日", "2026-04-01"),
        ("1/Apr/2026", "2026-04-01"),
        ("Apr-01-2026", "2026-04-01"),
        ("28 nov 9", "2026-11-28 09:00"),
        ("nov 28 9", "2026-11-28 09:00"),
        ("nine o'clock yesterday", "2026-11-28 09:00"),
        ("9 o\N{RIGHT SINGLE QUOTATION MARK}clock pm yesterday", "2026-11-28 21:00"),
        ("ten to nine last night", "2026-11-28 20:50"),
        ("fri twenty-five past 9 pm", "2026-11-27 21:25"),
        ("thursday the 26th", "2026-11-26"),
        ("two nights ago", "2026-11-27 22:00"),
        ("a couple of hours ago", "2026-11-29 08:30"),
        ("yesterday 12 noon", "2026-11-28 12:00"),
        ("28. Nov. 2026 um 21 Uhr", "2026-11-28 21:00"),
        ("28. November um 21.30 Uhr", "2026-11-28 21:30"),
        ("28 novembre 2026 à 21h", "2026-11-28 21:00"),
        ("28 de noviembre a las 9", "2026-11-28 09:00"),
        ("28 november kl. 21.30", "2026-11-28 21:30"),
        ("28. marraskuuta klo 21", "2026-11-28 21:00"),
        ("28 november om 21 uur 30", "2026-11-28 21:30"),
        ("28 ноября в 21 час", "2026-11-28 21:00"),
        ("28 Kas\u0131m saat 21:00", "2026-11-28 21:00"),
        ("2026年11月28日 21時30分", "2026-11-28 21:30"),
    ],
)
def test_what_people_type(text: str, meant: str) -> None:
    assert wall(text) == meant
    assert wall(f"  {text.upper()}\t") == meant


@pytest.mark.parametrize(
    "text",
    [
        *("last payday", "soon", "7", "half 25", "half 0", "next month", "a few days ago", "now and then"),
        *("2026-13-01", "2026-02-30", "11.28.2026", "29.2.2026", "Fri 28 Nov 2026", "nov 28 2030hrs"),
        *(
            "5 marras 2026",
            "5 marraskuussa 2026",
            "5 mar. kuu 2026",
            "5 novembe 2026",
            "novembre",
            "May 2026",
            "sat 25",
        ),
        *("9 yesterday", "25:00", "13pm", "3h", "1:30 ago", "2 hours 3 days ago", "1h90m ago", "am ago", "as ago"),
    ],
)
def test_what_is_not_certain_is_not_read(text: str) -> None:
    try:
        assert read(text, PRESENT) is None
    except Usage as error:
        assert "can be read as" in error.sentence  # noqa: PT017


@pytest.mark.parametrize("text", ["last week", "Over the weekend", "this month", "in the last year", "the week"])
def test_what_is_longer_than_a_day_is_asked_about(text: str) -> None:
    with pytest.raises(Usage, match="more than one day"):
        read(text, PRESENT)


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("half nine", ("Sun 29 Nov 2026 09:30", "Sun 29 Nov 2026 08:30")),
        ("yesterday at half 9 pm", ("Sat 28 Nov 2026 21:30", "Sat 28 Nov 2026 20:30")),
        ("fri half one", ("Fri 27 Nov 2026 01:30", "Fri 27 Nov 2026 12:30")),
        ("05/11/2026", ("Thu 5 Nov 2026", "Mon 11 May 2026")),
        ("5-11-2026", ("Thu 5 Nov 2026", "Mon 11 May 2026")),
        ("05/11/2026 21:40", ("Thu 5 Nov 2026 21:40", "Mon 11 May 2026 21:40")),
        ("22.10", ("Thu 22 Oct 2026", "Sat 28 Nov 2026 22:10")),
        ("1h30", ("Sun 29 Nov 2026 01:30", "Sun 29 Nov 2026 09:00")),
        ("yesterday midnight", ("Sat 28 Nov 2026 00:00", "Sun 29 Nov 2026 00:00")),
        ("5 listopada 2026", ("Mon 5 Oct 2026", "Thu 5 Nov 2026")),
    ],
)
def test_two_readings_are_named(text: str, readings: tuple[str, str]) -> None:
    with pytest.raises(Usage) as error:
        read(text, PRESENT)
    assert all(reading in error.value.sentence for reading in readings)
    assert ("date-order" in error.value.sentence) == ("/" in text or "-" in text)


def test_the_persons_own_order_decides_and_only_where_it_must() -> None:
    asked = []

    def order() -> str:
        asked.append(1)
        return "mdy"

    assert wall("05/11/2026", order=order) == "2026-05-11"
    assert read("28/11/2026", PRESENT, order=order) is None
    assert len(asked) == 2
    for text in ("5.11.2026", "yesterday", "2026-11-05", "fri 9"):
        assert wall(text, order=order)
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("present", "text", "meant"),
    [
        ("2026-11-29T07:00", "quarter to nine", "2026-11-28 20:45"),
        ("2026-11-29T10:30", "quarter to nine", "2026-11-29 08:45"),
        ("2026-11-29T22:00", "quarter to nine", "2026-11-29 20:45"),
        ("2026-11-29T22:00", "quarter to nine am", "2026-11-29 08:45"),
        ("2026-11-29T13:00", "12 o'clock", "2026-11-29 12:00"),
        ("2026-11-29T11:00", "12 o'clock", "2026-11-29 00:00"),
        ("2026-11-29T11:00", "half past 21", "2026-11-28 21:30"),
        ("2026-11-29T00:50", "quarter to 1", "2026-11-29 00:45"),
    ],
)
def test_a_clock_of_twelve_hours_is_the_latest_that_has_passed(present: str, text: str, meant: str) -> None:
    assert wall(text, datetime.fromisoformat(present).replace(tzinfo=BERLIN)) == meant


@pytest.mark.parametrize(
    "text", ["26-03-07", "5.11.26", "05/11/26", "5-11-26 9pm", "28 nov 12", "nov 28 21", "5 listopada 21", "28. Nov 09"]
)
def test_a_year_has_four_digits(text: str) -> None:
    with pytest.raises(Usage, match="four digits"):
        read(text, PRESENT)


@pytest.mark.parametrize(
    ("text", "day"),
    [("friday", "2026-12-04"), ("sunday", "2026-12-06"), ("4 dec", "2026-12-04"), ("march 3", "2027-03-03"),
     ("in 3 days", "2026-12-02"), ("in two weeks", "2026-12-13"), ("tomorrow", "2026-11-30"), ("4.12.", "2026-12-04"),
     ("last friday", "2026-11-27"), ("3.4.2027", "2027-04-03"), ("29 feb", "2028-02-29")],
)  # fmt: skip
def test_a_day_to_come(text: str, day: str) -> None:
    understood = read(text, DAY, ahead=True)
    assert understood is not None
    assert understood.day == date.fromisoformat(day)


def test_next_friday_may_be_two() -> None:
    with pytest.raises(Usage, match="Fri 4 Dec 2026 or as Fri 11 Dec 2026"):
        read("next friday", DAY, ahead=True)


@pytest.mark.parametrize(
    ("present", "text", "meant"),
    [
        ("2026-11-29T21:10", "sunday night", "2026-11-29 21:10"),  # it has begun
        ("2026-11-29T08:10", "this morning", "2026-11-29 08:10"),
        ("2026-11-29T01:10", "tonight", "2026-11-28 22:00"),  # still the evening before
        ("2026-11-29T15:00", "sunday evening", "2026-11-22 20:00"),
        ("2026-11-29T15:00", "sunday 16:00", "2026-11-22 16:00"),
    ],
)
def test_parts_of_a_day_as_seen_from_it(present: str, text: str, meant: str) -> None:
    assert wall(text, datetime.fromisoformat(present).replace(tzinfo=BERLIN)) == meant


def test_what_was_loose_is_said_so() -> None:
    for text, loose in [("last night", "time"), ("about 9pm", "time"), ("yesterday 9ish", "time"),
                        ("about 11 days ago", "day"), ("yesterday", ""), ("fri 9", "guess"), ("fri 21", ""),
                        ("quarter to nine", "guess"), ("9pm", "guess"), ("9am", ""), ("24 dec 21:00", "guess"),
                        ("24 nov 21:00", ""), ("sunday 11am", "guess")]:  # fmt: skip
        understood = read(text, PRESENT)
        assert understood is not None
        assert understood.loose == loose
    at = datetime(2026, 11, 28, 22, 0)
    assert said_at(at, "time") == "Sat 28 Nov 2026, about 22:00"
    assert said_at(at, "guess") == "Sat 28 Nov 2026 22:00"
    assert said_at(at, "day") == "about Sat 28 Nov 2026"


# Written down apart from the table of names, from which the test below makes its dates.
NOVEMBER = {
    "Bulgarian": "ноември", "Catalan": "novembre", "Croatian": "studenoga", "Czech": "listopadu", "Danish": "november",
    "Dutch": "november", "Estonian": "november", "Finnish": "marraskuuta", "French": "novembre", "German": "November",
    "Greek": "Νοεμβρίου", "Hungarian": "november", "Indonesian": "November", "Italian": "novembre",
    "Latvian": "novembrī", "Lithuanian": "lapkričio", "Norwegian": "november", "Polish": "listopada",
    "Portuguese": "novembro", "Romanian": "noiembrie", "Russian": "ноября", "Slovak": "novembra",
    "Slovenian": "novembra", "Spanish": "noviembre", "Swedish": "november", "Turkish": "Kas\u0131m",
    "Ukrainian": "листопада",
}  # fmt: skip
MARCH = {
    "Bulgarian": "март", "Catalan": "març", "Croatian": "ožujka", "Czech": "března", "Danish": "marts",
    "Dutch": "maart", "Estonian": "märts", "Finnish": "maaliskuuta", "French": "mars", "German": "März",
    "Greek": "Μαρτίου", "Hungarian": "március", "Indonesian": "Maret", "Italian": "marzo", "Latvian": "martā",
    "Lithuanian": "kovo", "Norwegian": "mars", "Polish": "marca", "Portuguese": "março", "Romanian": "martie",
    "Russian": "марта", "Slovak": "marca", "Slovenian": "marca", "Spanish": "marzo", "Swedish": "mars",
    "Turkish": "Mart", "Ukrainian": "березня",
}  # fmt: skip


@pytest.mark.parametrize("language", months.LANGUAGES)
def test_november_and_march_in_every_language(language: str) -> None:
    for name, day in ((NOVEMBER[language], date(2026, 11, 5)), (MARCH[language], date(2026, 3, 5))):
        try:
            understood = read(f"5 {name} 2026", PRESENT)
        except Usage as error:  # listopada is October in Croatian and November in Polish
            assert said(day) in error.sentence  # noqa: PT017
        else:
            assert understood is not None
            assert understood.day == day


# A hundred ways to write a day, all read as that day, or as several of which it is one, or not at all.

YEAR_FIRST_DAY = "{y}-{d:02}-{m:02}"
NUMBERS = ("{d}/{m}/{y}", "{m}/{d}/{y}", "{d:02}-{m:02}-{y}", "{m:02}-{d:02}-{y}")
SHORT = ("{d} {name} {short}", "{d}.{m}.{short}", "{m}/{d}/{short}", "{short}-{m:02}-{d:02}", "{d} {cut} {y}")
ORDERS = (
    *("{y:04}-{m:02}-{d:02}", "{y:04}/{m}/{d}", "{y:04}.{m:02}.{d:02}", "{d}.{m}.{y}", "{d:02}.{m:02}.{y}."),
    *("{y}年{m}月{d}日", "{d} {name} {y}", "{d}. {name} {y}", "{name} {d}, {y}", "{d} de {name} de {y}"),
    *("{y}. {name} {d}.", "{d}-{name}-{y}", "{weekday}, {d} {name} {y}"),
    *(*NUMBERS, *SHORT, YEAR_FIRST_DAY),
)
NAMES = {"English": [item[0] for item in MONTHS]} | {
    language: [months.names(language)[number][-1] for number in range(12)] for language in months.LANGUAGES
}


@given(
    st.dates(date(1990, 1, 1), date(2060, 12, 31)),
    st.sampled_from(ORDERS),
    st.sampled_from(sorted(NAMES)),
    st.sampled_from(["", "dmy", "mdy"]),
    st.booleans(),
)
def test_no_order_and_no_language_is_read_as_another_day(
    day: date, order: str, language: str, preferred: str, accents: bool
) -> None:
    name = NAMES[language][day.month - 1]
    written = order.format(
        y=day.year, m=day.month, d=day.day, short=f"{day.year % 100:02}", cut=name[:3],
        name=name if accents else months.plain(name), weekday=WEEKDAYS[day.weekday()][0],
    )  # fmt: skip
    slashed = order in NUMBERS
    if slashed and preferred and not order.startswith(f"{{{preferred[0]}"):
        return  # a person who said another order of themselves does not write like that
    if order == YEAR_FIRST_DAY and day.day <= 12:
        return  # nobody writes that; with a day above 12 it must not be turned round
    try:
        understood = read(written, datetime.combine(day, time.max), order=lambda: preferred)
    except Usage as error:
        assert "four digits" in error.sentence or said(day) in error.sentence  # noqa: PT017
        return
    assert understood is None or (understood.day, understood.timed) == (day, False)
    whole = order not in SHORT and order != YEAR_FIRST_DAY
    if whole and language not in ("Croatian", "Czech", "Polish"):
        assert understood is not None or slashed


@given(st.datetimes(datetime(2000, 1, 1), datetime(2026, 11, 29)))
def test_what_the_program_says_it_reads(at: datetime) -> None:
    at = at.replace(second=0, microsecond=0)
    for text in (said_at(at), said_at(at, "time")):
        understood = read(text, datetime.combine(DAY.date(), time.max))
        assert understood is not None
        assert datetime.combine(understood.day, understood.at or time.max) == at


LENGTHS = st.sampled_from(["{h}h{m:02}", "{h}h {m}m", "{h} hours and {m} minutes"])


@given(st.integers(0, 300), st.integers(0, 59), LENGTHS)
def test_a_length_counts_back_in_real_time(hours: int, minutes: int, written: str) -> None:
    if hours > 99 and written == "{h}h{m:02}":
        return
    understood = read(written.format(h=hours, m=minutes) + " ago", PRESENT)
    assert understood is not None
    assert understood.instant is not None or not (hours or minutes)
    if understood.instant is not None:
        assert PRESENT - understood.instant == timedelta(hours=hours, minutes=minutes)


@given(st.text(max_size=40), st.sampled_from([PRESENT, DAY]), st.booleans())
def test_any_text_is_read_or_refused(text: str, present: datetime, ahead: bool) -> None:
    try:
        read(text, present, ahead=ahead)
    except Usage as error:
        assert "can be read as" in error.sentence or "four digits" in error.sentence  # noqa: PT017
