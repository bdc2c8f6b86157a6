"""The phone's rules give what the terminal's give: both run on drawn journals, and the answers are compared."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docs.phone import without_command
from recovery import clock
from recovery.aliases.alias import alias_id
from recovery.aliases.near import near
from recovery.errors import Refused
from recovery.insights import gather
from recovery.insights import queries as insights
from recovery.insights.periods import Period
from recovery.insights.triggers import tally
from recovery.journal import queries
from recovery.journal.listing_queries import Filter, listed, matching
from recovery.outlets import words
from recovery.safety import classes, numbers, safety_cards
from recovery.store import home, kinds, rows
from recovery.store.connection import Journal
from recovery.store.names import alike
from recovery.store.profile import TIME_OF_DAY
from tests.web.drawn_journals import TODAY, Row, days, journals, kept, names, zoned_seconds
from tests.web.phone_rules import Phone, canonical

TIMES = 20 if os.environ.get("TESTS_ALL") else 1  # `make check` draws more
FEW = settings(max_examples=25 * TIMES)
MANY = settings(max_examples=100 * TIMES)
# Letters that both languages know, whatever the age of their tables.
LETTERS = st.characters(max_codepoint=0x2FFF, exclude_categories=("Cs", "Cn"))


@given(drawn=journals(substance=3, lapse=6, checkin=12), as_of=days(30, 30), window=st.sampled_from((1, 7, 90, 400)))
@FEW
def test_streaks(phone: Phone, journal: Journal, drawn: list[Row], as_of: str, window: int) -> None:
    with kept(journal, drawn) as diary:
        day = datetime.fromisoformat(as_of).date()
        here = [
            {
                "streak": streak.to_json(),
                "filled_in_days": streak.filled_in_days,
                "unknown_free_days": streak.unknown_free_days,
            }
            for streak in gather.streaks_of(diary, day, window)
        ]
    given = [phone.ask(f"rows.{name}", drawn) for name in ("substances", "lapses", "checkIns")]
    assert canonical(phone.ask("abstinence.runs", *given, as_of, window)) == canonical(here)


@given(zoned_seconds(), st.sampled_from(("00:00", "04:00", "23:59")))
@MANY
def test_day_of_an_instant(phone: Phone, drawn: tuple[str, int], starts: str) -> None:
    zone, seconds = drawn
    at = datetime.fromtimestamp(seconds, ZoneInfo(zone))
    instant = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    day = clock.day_of(at, TIME_OF_DAY.load(starts)).isoformat()
    assert phone.ask("clock.dayOf", instant, zone, starts) == day
    assert phone.ask("clock.isoformat", instant, zone) == at.isoformat()


@given(zoned_seconds())
@MANY
def test_wall_clock_to_instant(phone: Phone, drawn: tuple[str, int]) -> None:
    zone, seconds = drawn
    wall = (datetime(1970, 1, 1) + timedelta(seconds=seconds)).replace(tzinfo=ZoneInfo(zone))
    try:
        when = clock.resolve(wall)
        here = {"at": when.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "twice": when.twice}
    except Refused:
        here = None
    assert phone.ask("clock.resolve", wall.replace(tzinfo=None).isoformat(), zone) == here


@given(st.text(LETTERS, max_size=12) | names())
@MANY
def test_names_alike(phone: Phone, name: str) -> None:
    assert phone.ask("names.alike", name) == alike(name)
    assert phone.ask("names.stripped", name) == name.strip()
    assert phone.ask("names.length", name) == len(name)


@given(drawn=journals(substance=3, craving=8, lapse=5, checkin=8, note=3, alias=4), wanted=st.data())
@FEW
def test_entries_listed_and_said(phone: Phone, journal: Journal, drawn: list[Row], wanted: st.DataObject) -> None:
    kind = wanted.draw(st.sampled_from((None, "craving", "checkin", "note")))
    trigger, newest = wanted.draw(st.none() | names()), wanted.draw(st.sampled_from((None, 1, 5)))
    first = wanted.draw(st.none() | days(30, 0))
    chosen = Filter(first_day=_day(first), kind=kind, trigger=trigger, last=newest)
    with kept(journal, drawn) as diary:
        here = list(listed(diary.journal, chosen))
        said = [[entry.summary(), *entry.texts()] for entry in here]
        json = [entry.to_json() for entry in here]
    asked = {"first": first, "kind": kind, "trigger": trigger, "newest": newest}
    assert canonical(phone.ask("entries.show", drawn, asked)) == canonical(json)
    theirs = phone.ask("entries.listed", drawn, asked)
    assert [[phone.ask("entries.summary", row), *phone.ask("entries.texts", row)] for row in theirs] == said


@given(drawn=journals(**dict.fromkeys(kinds.ENTRIES, 1)))
@settings(max_examples=8 * TIMES)
def test_every_kind_as_json(phone: Phone, journal: Journal, drawn: list[Row]) -> None:
    with kept(journal, drawn) as diary:
        here = [entry.to_json() for entry in listed(diary.journal, Filter())]
    assert canonical(phone.ask("entries.show", drawn)) == canonical(here)


@given(drawn=journals(craving=5, note=5, checkin=3, plan_item=6, alias=2), words=names() | st.text(LETTERS, max_size=4))
@MANY
def test_search(phone: Phone, journal: Journal, drawn: list[Row], words: str) -> None:
    with kept(journal, drawn) as diary:
        try:
            entries = matching(diary.journal, words, Filter())
        except Refused:
            assert phone.ask("search.terms", words) == []
            return
        here = [entry.to_json() for entry in entries]
        here += [item.to_json() for item, _ in rows.find_undated(diary.journal, words, None)]
    assert canonical(phone.ask("search.search", drawn, words)) == canonical(here)


def test_the_name_that_stands_for_others_finds_them(phone: Phone, journal: Journal) -> None:
    note = {"at": "2026-03-22T20:00:00Z", "timezone": "Europe/Berlin", "day": "2026-03-22"}
    drawn: list[Row] = [
        {"kind": "profile", "timezone": "Europe/Berlin", "day_starts": "04:00", "seed": None},
        *(
            {"kind": "note", "id": str(uuid4()), **note, "text": text, "triggers": triggers}
            for text, triggers in (("rainy", '["lonley"]'), ("lonely", "[]"), ("lonley", "[]"), ("x", '["bored"]'))
        ),
        *(
            {"kind": "alias", "id": alias_id("trigger", name), "of": "trigger", "name": name, "same_as": same_as}
            for name, same_as in (("lonley", "Lonely Straße"), ("bored", "\u7d66\u6599\u65e5"))
        ),
    ]
    counts = {"lonely": 2, "lonley": 2, "rain lone": 1, "strasse": 1, "STRA lonl": 1, "raß": 0, "\u6599": 1, "bored": 1}
    with kept(journal, drawn) as diary:
        for words, count in counts.items():
            here = [entry.to_json() for entry in matching(diary.journal, words, Filter())]
            assert len(here) == count, words
            assert canonical(phone.ask("search.search", drawn, words)) == canonical(here)


def test_a_word_between_letters_that_set_no_blanks_is_found(phone: Phone, journal: Journal) -> None:
    note = {"at": "2026-03-22T20:00:00Z", "timezone": "Asia/Tokyo", "day": "2026-03-23", "triggers": "[]"}
    texts = ("今日AAに行った", "went to aa", "Isaac", "今日Isaacと", "朝のmeeting2")
    drawn: list[Row] = [
        {"kind": "profile", "timezone": "Asia/Tokyo", "day_starts": "04:00", "seed": None},
        *({"kind": "note", "id": str(uuid4()), **note, "text": text} for text in texts),
    ]
    with kept(journal, drawn) as diary:
        for words, count in (("AA", 2), ("aa 行", 1), ("meet", 1), ("saac", 0), ("isaa", 2)):
            here = [entry.to_json() for entry in matching(diary.journal, words, Filter())]
            assert len(here) == count, words
            assert canonical(phone.ask("search.search", drawn, words)) == canonical(here)


def test_sharp_s_and_emoji_are_found_alike(phone: Phone, journal: Journal) -> None:
    note = {"at": "2026-03-22T20:00:00Z", "timezone": "Europe/Berlin", "day": "2026-03-22", "triggers": "[]"}
    texts = ("Straße", "strasse 5", "tired\U0001f642again", "\u2764\ufe0f kid", "\U0001f44d\U0001f3fd", "Strase")
    drawn: list[Row] = [
        {"kind": "profile", "timezone": "Europe/Berlin", "day_starts": "04:00", "seed": None},
        *({"kind": "note", "id": str(uuid4()), **note, "text": text} for text in texts),
    ]
    counts = {"STRASSE": 2, "straß": 2, "stras": 3, "\U0001f642": 1, "\u2764": 1, "\U0001f44d": 1, "\U0001f643": 0}
    with kept(journal, drawn) as diary:
        for words, count in counts.items():
            here = [entry.to_json() for entry in matching(diary.journal, words, Filter())]
            assert len(here) == count, words
            assert canonical(phone.ask("search.search", drawn, words)) == canonical(here)


@given(drawn=journals(craving=12, alias=4), coping=st.booleans(), period=st.none() | st.tuples(days(40), days(40)))
@FEW
def test_triggers(
    phone: Phone, journal: Journal, drawn: list[Row], coping: bool, period: tuple[str, str] | None
) -> None:
    sort = "skill" if coping else "trigger"
    with kept(journal, drawn) as diary:
        if period is None:
            counts = insights.names_ever(diary.journal, coping=coping)
        else:
            counts = insights.names_in(diary.journal, Period(_date(period[0]), _date(period[1])), coping=coping)
        here = [met.to_json() for met in tally(counts)]
        offered = queries.favourites(diary.journal, "coping" if coping else "triggers", 21)
    span = period and {"first": period[0], "last": period[1]}
    assert canonical(phone.ask("triggers.tally", drawn, sort, span)) == canonical(here)
    assert phone.ask("triggers.chips", drawn, sort, 21) == offered


@given(st.text(LETTERS, max_size=10) | names(), st.text(LETTERS, max_size=10) | names())
@MANY
def test_names_near(phone: Phone, one: str, other: str) -> None:
    assert phone.ask("names.near", one, other) == near(one, other)


@given(*[st.lists(st.sampled_from("i'm so feeling bored lonely lonley lonely1 as hell".split()), max_size=3)] * 2)
@MANY
def test_phrases_of_a_feeling_are_near_alike(phone: Phone, one: list[str], other: list[str]) -> None:
    names = " ".join(one), " ".join(other)
    assert phone.ask("names.near", *names) == near(*names)


@given(substances=journals(substance=4, lapse=3, checkin=3), name=st.none() | names(), as_of=days(20, 5))
@FEW
def test_class_of_a_substance(
    phone: Phone, journal: Journal, substances: list[Row], name: str | None, as_of: str
) -> None:
    with kept(journal, substances) as diary:
        here = queries.class_of(diary.journal, name), queries.in_use(diary.journal, name, _date(as_of))
    there = phone.ask("substances.classOf", substances, name), phone.ask("substances.inUse", substances, name, as_of)
    assert there == here


@pytest.mark.parametrize("country", [None, "US", "DE", "GB", "CA", "BR"])
@pytest.mark.parametrize("kind", [None, *classes.CLASSES])
def test_cards(phone: Phone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, country: str | None, kind: str) -> None:
    monkeypatch.setenv("RECOVERY_HOME", str(tmp_path / "home"))
    own = [{"name": "Maria", "number": "555-0100", "for": "any hour", "added_on": TODAY}]
    settings = {"lines": own, "hidden_lines": ["1-800-972-0590"] if kind == "alcohol" else []}
    home.save_settings(settings | ({} if country is None else {"country": country}))
    given = {"country": country, **settings, "lines": [{**own[0], "added_on": TODAY.isoformat()}]}
    for current in (True, False):
        assert phone.ask("safety_cards.lapseCard", kind, given, current) == _lines(
            safety_cards._sentences(kind, current=current)
        )
        assert phone.ask("safety_cards.mayUse", kind, given, current) == _lines(
            safety_cards.may_use(kind, current=current)
        )
        folded = "\n".join(safety_cards.after_overdose(kind, naloxone=current))
        told = phone.ask("safety_cards.afterOverdose", kind, given, current)
        assert " ".join(line["text"] for line in told) == _without(" ".join(folded.split()))
    assert phone.ask("safety_cards.readAlready", kind) == _lines(safety_cards.read_already(kind))
    parts = [[list(row) for row in part] for part in safety_cards._overdose()]
    assert [*phone.ask("safety_cards.overdoseSteps", given).values()] == parts
    shown = [numbers.line_json(line) for line in numbers.crisis_lines()]
    assert [{name: line[name] for name in shown[0]} for line in phone.ask("numbers.crisisLines", given)] == shown
    assert [line["number"] for line in phone.ask("numbers.suicideLines", given)] == [
        line.number for line in numbers.suicide_lines()
    ]


def test_numbers_are_links_that_a_phone_follows(phone: Phone) -> None:
    links = [phone.ask("numbers.link", line.number) for line in numbers.all_lines()]
    assert links[:4] == ["tel:911", "tel:988", "tel:18006624357", "sms:741741?&body=HOME"]
    assert None not in links
    assert phone.ask("numbers.link", "at the door") is None


@given(st.floats(-1e6, 1e6).map(lambda number: number + 0.0) | st.integers(-4000, 4000).map(lambda number: number / 8))
@MANY
def test_numbers_in_words(phone: Phone, value: float) -> None:
    assert phone.ask("words.fixed", value, 2) == f"{value:.2f}"
    assert phone.ask("words.number", value) == words.number(value)
    assert phone.ask("words.general", abs(value)) == f"{abs(value):g}"
    assert phone.ask("rounding.rounded", value) == round(value)


@given(days(400, 400), st.integers(0, 3_000_000))
@FEW
def test_days_and_counts_in_words(phone: Phone, day: str, count: int) -> None:
    assert phone.ask("words.wholeDay", day) == words.day(_date(day))
    assert phone.ask("words.near", day, TODAY.isoformat()) == words.near(_date(day), TODAY)
    assert phone.ask("words.away", day, TODAY.isoformat()) == words.away(_date(day), TODAY)
    assert [phone.ask("words.days", count), phone.ask("words.times", count)] == [words.days(count), words.times(count)]


def _lines(sentences: list[str]) -> list[dict[str, str]]:
    """Sentences as the phone has them: without the terminal's command, which is named beside."""
    pairs = [without_command(sentence) for sentence in sentences]
    return [{"text": text, "leads": leads} for text, leads in pairs]


def _without(sentence: str) -> str:
    return without_command(sentence)[0]


def _date(day: str) -> date:
    return date.fromisoformat(day)


def _day(day: str | None) -> date | None:
    return None if day is None else _date(day)
