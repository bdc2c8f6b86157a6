"""Answers of the rules, written down: whoever writes another program tries its days, names and screens on these.

`python -m tests.vectors.make_rules` writes them anew. A case is a list of arguments and the answer; where `takes` is
rows, the first argument is the number of a journal in `rules/journals.json`. A long answer is told by the SHA-256 of
its JSON: keys in order, no blanks, UTF-8, numbers as JavaScript writes them. Everything is made from fixed chance.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from recovery import clock
from recovery.aliases.alias import alias_id
from recovery.aliases.near import near
from recovery.commands.sos.command import document
from recovery.diary import Diary
from recovery.errors import Refused
from recovery.insights import chance as chances
from recovery.insights import gaps, gather, lately, plan_check, shares, sos
from recovery.insights import queries as insights
from recovery.insights.abstinence import next_milestone
from recovery.insights.days import strip
from recovery.insights.periods import Period, ending, month_of, months_later
from recovery.insights.report import build
from recovery.insights.triggers import tally
from recovery.journal import queries
from recovery.journal.listing_queries import Filter, listed, matching
from recovery.outlets import words
from recovery.plans import one_line
from recovery.plans import queries as plans
from recovery.plans.plan import placed
from recovery.safety import classes
from recovery.safety.texts import texts
from recovery.store.names import alike
from recovery.store.profile import TIME_OF_DAY
from recovery.treatment import medication, medication_queries, questionnaires
from tests.web.drawn_journals import (
    CATALOGUE,
    INSTRUMENTS,
    TODAY,
    WORDS,
    ZONES,
    Row,
    changes,
    fill_in,
    fit_section,
    kept,
)
from tests.web.told import as_on_the_phone

HERE = Path(__file__).parent / "rules"
CASES = 504
OFTEN = {"craving": 24, "checkin": 14, "lapse": 3, "note": 4, "plan_item": 10, "alias": 3, "dose": 6}
ONCE = (
    "substance",
    "substance",
    "private",
    "regimen",
    "episode",
    "appointment",
    "supply",
    "wellbeing",
    "topic",
    "rhythm",
)
LONG = 120  # of an answer's JSON, from which on its sum stands for it


class Rule(NamedTuple):
    """What makes the arguments of a case, and what the program answers; with `rows` it is given a journal."""

    arguments: Callable[[Random], list[Any]]
    answer: Callable[..., Any]
    rows: bool = False


def told(answer: Any) -> Any:
    """An answer as it is written down."""
    text = canonical(answer)
    return answer if len(text) <= LONG else sha256(text.encode()).hexdigest()


def canonical(answer: Any) -> str:
    """The JSON of an answer, the same in every language."""
    return json.dumps(_plain(answer), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def journals() -> list[list[Row]]:
    """One journal for each zone."""
    return [list(_journal(Random(f"journal of {zone}"), zone)) for zone in ZONES]


def _journal(chance: Random, zone: str) -> Iterator[Row]:
    starts = chance.choice(("00:00", "04:00", "06:30"))
    yield {"kind": "profile", "timezone": zone, "day_starts": starts, "seed": None}
    there: set[tuple[str, str]] = set()
    for kind in (*ONCE, *(kind for kind, count in OFTEN.items() for _ in range(count))):
        row = _row(chance, kind, zone, starts)
        natural = {"checkin": "day", "wellbeing": "day", "rhythm": "instrument", "substance": "name"}.get(kind, "id")
        if (kind, row[natural].lower()) not in there:
            there.add((kind, row[natural].lower()))
            yield row


def _row(chance: Random, kind: str, zone: str, starts: str) -> Row:
    row: Row = {"kind": kind}
    for column in CATALOGUE[kind]["columns"]:
        empty = column["null"] and chance.random() < 0.4
        row[column["name"]] = None if empty else _value(chance, column["name"], column["schema"], zone)
    if "at" in row:
        at = datetime.fromisoformat(row["at"]).astimezone(ZoneInfo(row["timezone"]))
        row["day"] = clock.day_of(at, TIME_OF_DAY.load(starts)).isoformat()
    if row.get("until") and "since" in row and row["until"] < row["since"]:
        row["until"] = row["since"]
    if kind == "rhythm":
        row["instrument"] = chance.choice(INSTRUMENTS)
    if row.get("filled_in") and chance.random() < 0.7:
        row = fill_in(row)
    if row.get("ended") and chance.random() < 0.3:
        row["ended"] = row["written"]
    if kind == "alias":
        row["id"] = alias_id(row["of"], row["name"])
    return fit_section(row) if kind == "plan_item" else row


def _value(chance: Random, name: str, schema: dict[str, Any], zone: str) -> Any:
    forms: dict[str, Callable[[], Any]] = {
        "uuid": lambda: _uuid(chance),
        "instant": lambda: _instant(chance),
        "zone": lambda: zone if chance.random() < 0.8 else chance.choice(ZONES),
        "date": lambda: _day(chance),
        "time": lambda: chance.choice(("08:00", "20:30")),
        "awake": lambda: chance.choice(("any hour", "08-23")),
        "line": lambda: chance.choice(WORDS),
    }
    if "enum" in schema:
        return chance.choice(schema["enum"])
    if "contentSchema" in schema:
        held = {"ratings": [[0, 7], [5, 3]], "hours": ["08:00"]}.get(name) or _names(chance)
        return json.dumps(held, ensure_ascii=False, separators=(",", ":"))
    if schema["type"] == "string":
        return forms[schema["format"]]() if "format" in schema else " ".join(chance.sample(WORDS, 3))
    low, high = schema["minimum"], schema["maximum"]
    return (
        float(chance.randint(low * 2, high * 2)) / 2
        if schema["type"] == "number"
        else chance.randint(low, min(high, 30))
    )


def _uuid(chance: Random) -> str:
    digits = f"{chance.getrandbits(128):032x}"
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"


def _names(chance: Random) -> list[str]:
    return [*{alike(name): name for name in chance.sample(WORDS, chance.randint(0, 3))}.values()]


def _day(chance: Random) -> str:
    return (TODAY + timedelta(days=chance.randint(-90, 12))).isoformat()


def _instant(chance: Random) -> str:
    start = datetime(TODAY.year, TODAY.month, TODAY.day, 22, tzinfo=UTC)
    return (start - timedelta(minutes=chance.randint(0, 60 * 1440))).strftime("%Y-%m-%dT%H:%M:%SZ")


def _zoned(chance: Random) -> tuple[str, int]:
    zone = chance.choice(ZONES)
    near_change = chance.choice([0, *changes(zone)]) + chance.randint(0, 172_800)
    return zone, near_change if chance.random() < 0.7 else chance.randint(0, 4_000_000_000)


def _zoned_instant(chance: Random) -> list[Any]:
    zone, seconds = _zoned(chance)
    return [datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), zone]


def _day_begins(chance: Random) -> list[Any]:
    """An instant and when days begin, often that second or the one before."""
    instant, zone = _zoned_instant(chance)
    at = _local(instant, zone)
    if chance.random() < 0.5:
        return [instant, zone, chance.choice(("00:00", "04:00", "23:59"))]
    shown = at.replace(second=chance.choice((0, 59))).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return [shown, zone, f"{at:%H:%M}"]


def _zoned_wall(chance: Random) -> list[Any]:
    zone, seconds = _zoned(chance)
    return [(datetime(1970, 1, 1) + timedelta(seconds=seconds)).isoformat(), zone]


def _resolved(wall: str, zone: str) -> Any:
    try:
        when = clock.resolve(datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone)))
    except Refused:
        return None
    return {"at": when.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "twice": when.twice}


def _local(instant: str, zone: str) -> datetime:
    return datetime.fromisoformat(instant).astimezone(ZoneInfo(zone))


def _spelled(chance: Random) -> str:
    word = chance.choice(WORDS)
    place = chance.randint(0, len(word))
    changed = (
        str.upper,
        str.title,
        lambda text: f" {text}  ",
        lambda text: text[:place] + chance.choice("ae s") + text[place:],
    )
    return chance.choice((str, *changed))(word)


def _sos(diary: Diary, now: str, settings: dict[str, Any], trigger: str | None) -> Any:
    with clock.as_recorded(datetime.fromisoformat(now)):
        assert settings == {"country": None}
        return document(sos._read(diary, trigger))


def _reported(diary: Diary, span: dict[str, str], as_of: str) -> Any:
    """`report --json` as the phone has it: without patterns and treatment."""
    period = ending(date.fromisoformat(span["last"]), _length(span))
    facts = replace(gather.report_facts(diary.journal, period, diary.profile.day_starts), logged=None)
    report = gather.with_plan(diary, build(period, date.fromisoformat(as_of), facts))
    return {name: block for name, block in report.to_json().items() if name not in ("patterns", "treatment")}


CONTACTS = (
    "Maria",
    "my sponsor",
    "mum",
    "555-0100",
    "+1 (555) 010-0100 ext 4",
    "any hour",
    "8am - 11 pm",
    "08-23",
    "Dr. Lee",
)


def _checked(diary: Diary, as_of: str, begun: str | None) -> Any:
    day = date.fromisoformat(as_of)
    facts = replace(plan_check.facts(diary, day), begun=date.fromisoformat(begun) if begun else None)
    return [finding.to_json() for finding in gaps.findings(plans.plan(diary.journal), facts, day)]


def _places(chance: Random) -> list[int | None]:
    return [
        chance.choice((None, chance.randint(0, 30), chance.randint(0, 1 << 40))) for _ in range(chance.randint(0, 8))
    ]


def _minute(chance: Random) -> str:
    return f"{_day(chance)}T{chance.randint(0, 23):02}:{chance.randint(0, 59):02}:00Z"


def _past(chance: Random) -> str:
    return min(_day(chance), TODAY.isoformat())


def _calendar(diary: Diary, day: str, months: int) -> dict[str, Any]:
    """`calendar --json --months N`."""
    last = date.fromisoformat(day)
    period = Period(months_later(last, 1 - months), month_of(last).last)
    use, cravings = gather.use_of_all(diary.journal, period), insights.craving_days(diary.journal, period)
    ends = period.to_json()
    return {"from": ends["from"], "to": ends["to"], "days": [one.to_json() for one in strip(period, use, cravings)]}


def _fisher(chance: Random) -> list[Any]:
    """Hits of tried, and hits among the others."""
    tried, others = chance.randint(1, 60), chance.randint(1, 400)
    return [chance.randint(0, tried), tried, chance.randint(0, others), others]


def _blocks(chance: Random) -> list[Any]:
    return [[chance.randint(0, 1200) for _ in range(chance.randint(4, 40))], chance.randint(2, 9)]


def _units(chance: Random) -> list[Any]:
    """Days with counts in some cells, each as likely turned, and a seed; often one cell is fuller than the others."""
    cells, loud = chance.randint(1, 5), chance.choice((0, 0, 2, 6))
    rows = [[chance.randint(0, 3) + loud * (not cell) for cell in range(cells)] for _ in range(chance.randint(2, 6))]
    units = ({"seen": row, "arrangements": chances.turned(row)} for row in rows)
    return [[*units], chance.choice((1, chance.getrandbits(32)))]


def _most_outstanding(units: list[dict[str, Any]], seed: int) -> dict[str, Any] | None:
    found = chances.most_outstanding([chances.Unit(unit["seen"], unit["arrangements"]) for unit in units], seed)
    return found and found._asdict()


def _answered(chance: Random) -> list[Any]:
    """A questionnaire and answers to it, often at their ends, a few of them missing."""
    name = chance.choice(questionnaires.names())
    which = questionnaires.instrument(name)
    given = [chance.choice((item.low, item.high, chance.randint(item.low, item.high))) for item in which.items]
    answers = [None if chance.random() < 0.05 else answer for answer in given]
    return [name, [0, *[None] * (len(answers) - 1)] if which.closed(answers) else answers]


def _scored(name: str, answers: list[int | None]) -> dict[str, Any]:
    return questionnaires.score(questionnaires.instrument(name), answers)._asdict()


def _adherences(diary: Diary, day: str) -> Any:
    """`med show --json` of the 28 days that end with a day."""
    period = ending(date.fromisoformat(day), 28)
    taken = medication_queries.taken(diary.journal, period.first, period.last)
    figures = medication.adherence(medication_queries.regimens(diary.journal), taken, period.first, period.last)
    return [figure.to_json() for figure in figures]


RULES: dict[str, Rule] = {
    "clock.dayOf": Rule(
        _day_begins,
        lambda at, zone, starts: clock.day_of(_local(at, zone), TIME_OF_DAY.load(starts)).isoformat(),
    ),
    "clock.isoformat": Rule(_zoned_instant, lambda at, zone: _local(at, zone).isoformat()),
    "clock.resolve": Rule(_zoned_wall, _resolved),
    "names.alike": Rule(lambda chance: [_spelled(chance)], alike),
    "names.near": Rule(lambda chance: [_spelled(chance), _spelled(chance)], near),
    "substances.guess": Rule(
        lambda chance: [" ".join(chance.sample(_known_words(), chance.randint(1, 3)))],
        lambda name: classes.guess(name)._asdict(),
    ),
    "words.number": Rule(lambda chance: [chance.randint(-400, 4000) / 8], words.number),
    "words.percent": Rule(lambda chance: [chance.randint(0, 200) / 200], words.percent),
    "chance.fisher": Rule(_fisher, chances.fisher),
    "chance.latestHighest": Rule(_blocks, lately._latest_highest),
    "chance.mostOutstanding": Rule(_units, _most_outstanding),
    "triggers.wilson": Rule(
        lambda chance: [_ended(chance)], lambda ended: shares.wilson(ended["passed"], ended["known"])
    ),
    "abstinence.nextMilestone": Rule(lambda chance: [chance.randint(0, 4000)], next_milestone),
    "today.streak": Rule(
        lambda chance: [_day(chance), chance.choice((7, 90, 365))],
        lambda diary, day, window: {
            "as_of": day,
            "substances": [run.to_json() for run in gather.streaks_of(diary, date.fromisoformat(day), window)],
        },
        rows=True,
    ),
    "today.calendar": Rule(
        lambda chance: [_day(chance), chance.randint(1, 5)],
        _calendar,
        rows=True,
    ),
    "today.today": Rule(
        lambda chance: [_day(chance)],
        lambda diary, day: as_on_the_phone(gather.today_of(diary, date.fromisoformat(day)).to_json()),
        rows=True,
    ),
    "report.document": Rule(
        lambda chance: [_span(_past(chance), chance.choice((7, 7, 28, 60))), _day(chance)],
        _reported,
        rows=True,
    ),
    "entries.show": Rule(
        lambda chance: [{"first": _day(chance), "kind": chance.choice((None, "craving", "note", "checkin"))}],
        lambda diary, wanted: [
            entry.to_json()
            for entry in listed(
                diary.journal, Filter(first_day=date.fromisoformat(wanted["first"]), kind=wanted["kind"])
            )
        ],
        rows=True,
    ),
    "search.search": Rule(
        lambda chance: [chance.choice(WORDS)[: chance.randint(2, 9)], {"kind": chance.choice(("craving", "note"))}],
        lambda diary, said, wanted: [
            entry.to_json() for entry in matching(diary.journal, said, Filter(kind=wanted["kind"]))
        ],
        rows=True,
    ),
    "triggers.tally": Rule(
        lambda chance: [chance.choice(("trigger", "skill")), _span(_past(chance), chance.randint(7, 90))],
        lambda diary, sort, span: [
            met.to_json()
            for met in tally(
                insights.names_in(
                    diary.journal,
                    ending(date.fromisoformat(span["last"]), _length(span)),
                    coping=sort == "skill",
                )
            )
        ],
        rows=True,
    ),
    "triggers.chips": Rule(
        lambda chance: [chance.choice(("trigger", "skill")), chance.randint(0, 23)],
        lambda diary, sort, hour: queries.favourites(
            diary.journal, "triggers" if sort == "trigger" else "coping", hour
        ),
        rows=True,
    ),
    "questionnaires.scored": Rule(_answered, _scored),
    "medication.shown": Rule(lambda chance: [_day(chance)], _adherences, rows=True),
    "gaps.check": Rule(lambda chance: [_day(chance), chance.choice((None, _day(chance)))], _checked, rows=True),
    "one_line.contact": Rule(
        lambda chance: [", ".join(chance.sample(CONTACTS, chance.randint(1, 4)))], one_line.contact
    ),
    "places.placed": Rule(lambda chance: [_places(chance)], placed),
    "sos.sos": Rule(
        lambda chance: [_minute(chance), {"country": None}, chance.choice((None, *WORDS))],
        _sos,
        rows=True,
    ),
}


def _known_words() -> list[str]:
    return [*(name for kind in classes.CLASSES for name in texts("substances")[kind]), "and", "Some", "xyzzy"]


def _ended(chance: Random) -> dict[str, int]:
    known = chance.randint(0, 60)
    return {"passed": chance.randint(0, known), "known": known}


def _span(last: str, days: int) -> dict[str, str]:
    return {"first": (date.fromisoformat(last) - timedelta(days=days - 1)).isoformat(), "last": last}


def _length(span: dict[str, str]) -> int:
    return (date.fromisoformat(span["last"]) - date.fromisoformat(span["first"])).days + 1


def arguments(name: str) -> list[list[Any]]:
    """The arguments of every case of a rule."""
    chance, rule = Random(f"cases of {name}"), RULES[name]
    cases: list[list[Any]] = []
    for number in range(CASES):
        drawn = rule.arguments(chance)
        cases.append([number % len(ZONES), *drawn] if rule.rows else drawn)
    return cases


def answered(name: str, cases: list[list[Any]], journal: Any) -> list[Any]:
    """What the program answers to these; `journal` is an empty one in memory."""
    rule = RULES[name]
    if not rule.rows:
        return [told(rule.answer(*case)) for case in cases]
    answers: dict[int, Any] = {}
    for number, drawn in enumerate(journals()):
        with kept(journal, drawn) as diary:
            for place, (which, *given) in enumerate(cases):
                if which == number:
                    answers[place] = told(rule.answer(diary, *given))
    return [answers[place] for place in range(len(cases))]


def written(name: str, cases: list[list[Any]], answers: list[Any]) -> str:
    """A file as it stands in the folder: a case a line."""
    head = json.dumps({"rule": name, "takes": "rows" if RULES[name].rows else "arguments"})[:-1]
    lines = (_line([case, answer]) for case, answer in zip(cases, answers, strict=True))
    return head + ', "cases": [\n' + ",\n".join(lines) + "\n]}\n"


def written_journals() -> str:
    """The journals as they stand in the folder: a row a line."""
    return "[\n" + ",\n".join("[\n" + ",\n".join(map(_line, rows)) + "\n]" for rows in journals()) + "\n]\n"


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def main() -> None:
    """Write every file."""
    from recovery.store import connection

    HERE.mkdir(exist_ok=True)
    (HERE / "journals.json").write_text(written_journals(), "utf-8")
    with connection.rehearsing() as journal:
        for name in RULES:
            cases = arguments(name)
            (HERE / f"{name}.json").write_text(written(name, cases, answered(name, cases, journal)), "utf-8")


if __name__ == "__main__":
    main()
