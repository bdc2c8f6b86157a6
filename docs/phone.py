"""What the phone's rules are given as data: tables and limits that the program holds, each written once.

`docs/generate.py` writes them to `webapp/src/data/`, and its `--check` says where one is stale. What a rule does with
them is ported by hand (`webapp/src/rules/`) and held equal by `tests/web/test_same_rules.py`.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import timedelta
from html import unescape
from html.entities import html5, name2codepoint
from importlib.resources import files
from itertools import takewhile
from pathlib import Path
from typing import Any
from unicodedata import lookup, normalize

from docs import described, sentences
from recovery.circle import asking as asked_for
from recovery.circle import log_views, meetings, member, records
from recovery.circle import views as circle_views
from recovery.commands import meetings as command_meetings
from recovery.commands import triggers as triggers_command
from recovery.commands.export import counselor
from recovery.commands.plan.chapters import CHAPTERS
from recovery.commands.plan.check import SHOWN
from recovery.commands.plan.if_then import MOST_RESPONSES
from recovery.dates import months, spanish
from recovery.dates import words as date_words
from recovery.exchange import encryption, people
from recovery.exchange.counselor import choice, document, happened, html, material, printing, worth_checking
from recovery.exchange.counselor import safety as page_safety
from recovery.insights import (
    abstinence,
    after_overdose,
    chance,
    claims,
    facts,
    feedback_candidates,
    gaps,
    gather_feedback,
    lately,
    like_today,
    name_patterns,
    periods,
    ratings,
    run_up,
    sampled_hours,
    shares,
    sos,
    time_patterns,
    today,
    triggers,
)
from recovery.insights import feedback as feedback_rules
from recovery.insights import patterns as found_patterns
from recovery.insights.views import checking
from recovery.journal import asking, day_asked, due_card, entries, offered, wave, writing
from recovery.journal import moments as drawn_moments
from recovery.journal import queries as journal_queries
from recovery.outlets import page as outlet
from recovery.plans import markdown, one_line, open_question
from recovery.plans import plan as plans
from recovery.safety import classes, numbers, safety_cards
from recovery.store import engine, names, rules, searching
from recovery.store import kinds as store_kinds
from recovery.store.records import EntryRecord, Record
from recovery.treatment import (
    body,
    episodes,
    health,
    learn_cards,
    medication_queries,
    notices,
    opioid_medication,
    questionnaires,
)
from recovery.treatment import reminders as treatment_reminders
from recovery.treatment.views import pages as treatment_pages
from recovery.wire import protocol

DATA = Path(__file__).resolve().parents[1] / "webapp" / "src" / "data"
HOUR = timedelta(hours=1)


def pages() -> Iterator[tuple[Path, str]]:
    """Each file with its text."""
    made_of = (
        asked,
        casefold,
        zones,
        countries,
        circle,
        entities,
        feedback,
        meeting_lists,
        learn,
        limits,
        listing,
        moments,
        patterns,
        page,
        plan,
        plan_text,
        planning,
        questions,
        reminders,
        safety,
        search,
        treatment,
    )
    for made in made_of:
        yield DATA / f"{made.__name__}.json", written(made())
    yield DATA / "kinds.json", written(kinds(), within="kinds")
    yield (
        DATA / "words.json",
        f"{_short(front_coded(files('recovery.store').joinpath('words.txt').read_text('ascii').split()))}\n",
    )
    yield DATA / "lookback.json", written(sentences.of_looking_back())
    yield DATA / "sentences.json", written(sentences.of_the_phone())
    yield DATA / "findings.json", written(sentences.of_patterns())


def written(content: Mapping[str, Any], within: str = "") -> str:
    """JSON with a line for each key, also of what stands `within` one: small to ship, and a change is one line."""
    return f"{_lines(content, within)}\n"


def _lines(content: Mapping[str, Any], within: str = "") -> str:
    values = {key: _lines(value) if key == within else _short(value) for key, value in content.items()}
    return "{\n" + ",\n".join(f"{_short(key)}: {value}" for key, value in values.items()) + "\n}"


def _short(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def front_coded(words: Iterable[str]) -> str:
    """Words, each as how many letters it has in common with the one before, and the others: a third smaller to ship."""
    coded, before = [], ""
    for word in words:
        shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, word, strict=False)))
        coded.append(f"{shared}{word[shared:]}")
        before = word
    return "".join(coded)


def casefold() -> dict[str, str]:
    """The letters whose `casefold` is not their lower case; for all others the two are one."""
    letters = (chr(point) for point in range(sys.maxunicode + 1) if not 0xD800 <= point < 0xE000)
    return {letter: letter.casefold() for letter in letters if letter.casefold() != letter.lower()}


def zones() -> dict[str, str]:
    """Zones with the other names that they have: an engine may know one by another name alone."""
    lines = (line.split() for line in _tzdata("tzdata.zi"))
    return _grouped((target, name) for kind, target, name, *_ in (line for line in lines if line[:1] == ["L"]))


def countries() -> dict[str, str]:
    """Countries (ISO 3166) with the zones of their clocks."""
    rows = (line.split("\t") for line in _tzdata("zone.tab") if not line.startswith("#"))
    return _grouped((code, zone) for code, _, zone, *_ in rows)


def _tzdata(name: str) -> list[str]:
    return files("tzdata").joinpath("zoneinfo", name).read_text("utf-8").splitlines()


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Under each first text the second ones, with a blank between."""
    groups: dict[str, list[str]] = {}
    for first, second in sorted(pairs):
        groups.setdefault(first, []).append(second)
    return {first: " ".join(seconds) for first, seconds in groups.items()}


def circle() -> dict[str, Any]:
    """What the circle's screens say and go by: roles, shares, and the words for all that is said on a link."""
    return {
        "said": sentences.of_the_circle(),
        "roles": member.ROLE_WORDS,
        "shares": member.SHARE_WORDS,
        "presets": member.PRESETS,
        "states": circle_views.STATE_WORDS,
        "wants": circle_views.WANT_WORDS,
        "hows": circle_views.HOW_WORDS,
        "cheers": circle_views.CHEER_WORDS,
        "kinds": circle_views.KIND_WORDS,
        "help_changes": log_views.HELP_WORDS,
        "changes": log_views.CHANGE_WORDS,
        "warnings": {word: sentences.without_typed(said) for word, said in circle_views.WARNINGS.items()},
        "ended_days": member.ENDED_DAYS,
        "grace_hours": member.GRACE_HOURS,
        "until_days": member.UNTIL_DAYS,
        "unheard_seconds": asked_for.UNHEARD_SECONDS,
        "unanswered_seconds": asked_for.UNANSWERED_SECONDS,
        "line_length": records.LINE_LIMIT,
    }


def meeting_lists() -> dict[str, Any]:
    """What a list of meetings may hold and how its columns, days and types are called."""
    return {
        "file_limit": meetings.FILE_LIMIT,
        "rows_limit": meetings.ROWS_LIMIT,
        "text_limit": meetings.TEXT_LIMIT,
        "types_limit": meetings.TYPES_LIMIT,
        "usual_minutes": meetings.LENGTH // timedelta(minutes=1),
        "days": meetings.NAMED_DAYS,
        "types": meetings.TYPE_WORDS,
        "columns": meetings.COLUMNS,
        "not_meetings": meetings.NOT_MEETINGS,
        "too_large": meetings.TOO_LARGE,
        "call_ahead": command_meetings.CALL_AHEAD,
        "none": command_meetings.NONE,
        "shown": command_meetings.SHOWN,
    }


def entities() -> dict[str, Any]:
    """The entities of HTML 4, those that need no semicolon, and what stands for the numbers 128 to 159."""
    bare = {name for name in html5 if not name.endswith(";")}
    named = sorted({*bare, *name2codepoint, "apos"})
    return {
        "named": {name: html5[f"{name};"] for name in named},
        "bare": sorted(bare),
        "windows": "".join(unescape(f"&#{number};") or chr(number) for number in range(0x80, 0xA0)),
    }


def reminders() -> dict[str, Any]:
    """When each reminder is where nobody says another time, and what a calendar shows of it in quiet mode."""
    quiet = {what: said for what, (_, said) in treatment_reminders.TEXTS.items()}
    usual = {what: f"{at:%H:%M}" for what, at in treatment_reminders.USUAL.items()}
    return {"usual": usual, "quiet": quiet, "most": protocol.REMINDERS_LIMIT}


def limits() -> dict[str, Any]:
    """What rules go by: numbers, in days unless their name says otherwise, and a name that they keep."""
    return {
        "milestones": abstinence.MILESTONES,
        "year": abstinence.YEAR,
        "window_days": abstinence.WINDOW_DAYS,
        "measured_days": abstinence.MEASURED_DAYS,
        "lookback_days": periods.LOOKBACK_DAYS,
        "trigger_days": triggers_command.TRIGGER_DAYS,
        "treatment_kinds": store_kinds.of_slice("treatment"),
        "fewest_known_days": abstinence.FEWEST_KNOWN_DAYS,
        "strip_days": today.STRIP_DAYS,
        "week": today.WEEK,
        "good_days": today.GOOD_DAYS,
        "open_days": today.OPEN_DAYS,
        "open_shown": today.OPEN_SHOWN,
        "silent_days": today.SILENT_DAYS,
        "after_lapse_days": today.AFTER_LAPSE_DAYS,
        "tolerance_days": safety_cards.TOLERANCE_DAYS,
        "after_overdose_days": safety_cards.AFTER_OVERDOSE_DAYS,
        "current_days": safety_cards.CURRENT_DAYS,
        "asked_within_hours": asking.WITHIN // HOUR,
        "warn_from": due_card.WARN_FROM,
        "stays_read_hours": due_card.STAYS_READ // HOUR,
        "looked_back_hours": due_card.LOOKED_BACK // HOUR,
        "enough_ahead": triggers.ENOUGH_AHEAD,
        "bands": ratings.BANDS,
        "fewest_known": shares.FEWEST_KNOWN,
        "z_95": shares.Z_95,
        "morning_ends": day_asked.MORNING_ENDS,
        "high_intensity": entries.HIGH_INTENSITY,
        "name_length": names.NAME_LIMIT,
        "names": names.NAMES_LIMIT,
        "text_length": rules.TEXT_LIMIT,
        "line_length": plans.TEXT_LIMIT,
        "fresh_hours": sos.FRESH_HOURS,
        "lapse_days": sos.LAPSE_DAYS,
        "good_shown": sos.GOOD_SHOWN,
        "offered_cravings": offered.LATEST,
        "offered_weight": offered.FIRST_WEIGHT,
        "offered_percent": offered.KEPT_PERCENT,
        "offered_hours": offered.NEAR_HOURS,
        "offered_times": offered.NEAR_TIMES,
        "recent_days": medication_queries.RECENT_DAYS,
        "ahead_days": notices.AHEAD_DAYS,
        "expires_soon_days": health.EXPIRES_SOON_DAYS,
        "missed_running": opioid_medication.MISSED_RUNNING,
        "aftercare_steps": episodes.STEPS,
        "few_ratings": treatment_pages.FEW,
        "fahrenheit": body.FAHRENHEIT,
        "together_minutes": writing.TOGETHER_MINUTES,
        "ended_within_hours": writing.ENDED_WITHIN_HOURS,
        "same_use_hours": journal_queries.SAME_USE // HOUR,
        "urge_surfing": wave.SKILL,
    }


def feedback() -> dict[str, Any]:
    """What the week's sentence goes by, and what it says beside the plan's own sentences."""
    return {
        "kinds": feedback_rules.KINDS,
        "tested": feedback_rules.TESTED,
        "gentle": feedback_rules.GENTLE,
        "most_evidence": feedback_rules.MOST_EVIDENCE,
        "little_evidence": feedback_candidates.LITTLE_EVIDENCE,
        "discussed": feedback_rules.DISCUSSED,
        "halvings": feedback_rules.HALVINGS,
        "refusals": feedback_rules.REFUSALS,
        "silent_weeks": feedback_rules.SILENT_WEEKS,
        "rests_weeks": feedback_rules.RESTS_WEEKS,
        "enough_cravings": feedback_rules.ENOUGH_CRAVINGS,
        "fewest_uses": feedback_candidates.FEWEST_USES,
        "enough_uses": feedback_candidates.ENOUGH_USES,
        "helped_by_chance": feedback_candidates.HELPED_BY_CHANCE,
        "thoughts_days": gather_feedback.THOUGHTS_DAYS,
        "again_after_days": gather_feedback.AGAIN_AFTER_DAYS,
        "after_lapse_days": today.AFTER_LAPSE_DAYS,
        "lookback_days": periods.LOOKBACK_DAYS,
        "said": sentences.of_the_week(),
    }


def patterns() -> dict[str, Any]:
    """The numbers that patterns go by, apart from the others: their worker needs no more."""
    return {
        "draws": chance.DRAWS,
        "enough_exceeding": chance.ENOUGH_EXCEEDING,
        "lookback_days": periods.LOOKBACK_DAYS,
        "moment_minutes": facts.MOMENT // timedelta(minutes=1),
        "fewest_cravings": claims.FEWEST_CRAVINGS,
        "fewest_days": claims.FEWEST_DAYS,
        "fewest": claims.FEWEST,
        "fine": claims.FINE,
        "again": claims.AGAIN,
        "known_alike": claims.ALIKE,
        "window_hours": time_patterns.WINDOW_HOURS,
        "together_seconds": time_patterns.TOGETHER_SECONDS,
        "heaped_minutes": time_patterns.HEAPED_MINUTES,
        "fewest_around": time_patterns.FEWEST_AROUND,
        "short_sleep": facts.SHORT_SLEEP,
        "low_mood": facts.LOW_MOOD,
        "halt": entries.HALT,
        "most_names": name_patterns.MOST_NAMES,
        "bands": ratings.BANDS,
        "again_rating": name_patterns.AGAIN_RATING,
        "high_intensity": entries.HIGH_INTENSITY,
        "recent_days": lately.RECENT_DAYS,
        "silent_days": lately.SILENT_DAYS,
        "most_shown": found_patterns.MOST_SHOWN,
        "false_alarms": found_patterns.FALSE_ALARMS,
        "own_share": found_patterns.OWN_SHARE,
        "rate_weeks": lately.RATE_WEEKS,
        "most_alike": lately.MOST_ALIKE,
        "like_today": {
            "looked_back": like_today.LOOKED_BACK,
            "fewest_like": like_today.FEWEST_LIKE,
            "fewest_others": like_today.FEWEST_OTHERS,
            "most_exact": like_today.MOST_EXACT,
            "most_turned": like_today.MOST_TURNED,
            "ticked": like_today.TICKED,
            "fewest_known": shares.FEWEST_KNOWN,
        },
        "most_within_weeks": sampled_hours.MOST_WITHIN_WEEKS,
        "run_up_days": run_up.RUN_UP_DAYS,
        "fewest_lapses": run_up.FEWEST_LAPSES,
        "fewest_led_up": run_up.FEWEST_LED_UP,
        "together_days": run_up.TOGETHER_DAYS,
        "moved_days": run_up.MOVED_DAYS,
        "cravings_sign": run_up.CRAVINGS,
        "cravings_part": run_up.CRAVINGS_PART,
        "near_days": run_up.NEAR_DAYS,
        "just_passed": found_patterns.JUST_PASSED,
        "without_share": found_patterns.WITHOUT_SHARE,
        "missed": checking.MISSED,
    }


def moments() -> dict[str, Any]:
    """The numbers that random check-ins go by."""
    return {
        "answered_within_minutes": drawn_moments.ANSWERED_WITHIN // timedelta(minutes=1),
        "fewest_awake_hours": drawn_moments.FEWEST_AWAKE // HOUR,
        "most_times": drawn_moments.MOST_TIMES,
        "week": drawn_moments.WEEK,
        "ahead_days": drawn_moments.AHEAD_DAYS,
    }


def kinds() -> dict[str, Any]:
    """What docs/records.json says of each kind, without its sentences: what a row of it may hold."""
    told = described.catalog()
    shipped = ("local", "one_answer", "columns")
    return {
        "formats": {name: form["pattern"] for name, form in told["formats"].items()},
        "kinds": {kind: {name: of[name] for name in shipped if name in of} for kind, of in told["kinds"].items()},
    }


def listing() -> dict[str, Any]:
    """What lists and searches need of each kind beside its columns: what it is called, and of entries two things more.

    `searched` are the columns whose words are found, `left_out` those that stand in JSON only where they say something.
    """
    return {kind: _listed(store_kinds.record_class(kind)) for kind in store_kinds.SYNCED}


def _listed(record: type[Record]) -> dict[str, Any]:
    named = {column.name: None for column in record.columns()}
    told: dict[str, Any] = {"called": {"one": record.called.one, "many": record.called.many}}
    if issubclass(record, EntryRecord):
        written_out = record(**named).to_json()
        told |= {"searched": record.searched, "left_out": [name for name in named if name not in written_out]}
    return told


def plan() -> dict[str, Any]:
    """The sections of the plan in their order, parts of the day, steps of a crisis, and what opens a section."""
    questions = {"first": open_question.FIRST, "later": open_question.LATER}
    return {
        "sections": {section.name: {"title": section.title, "fields": section.fields} for section in plans.SECTIONS},
        "parts": plans.PARTS,
        "crisis_steps": plans.CRISIS_STEPS,
        "any_hour": plans.ANY_HOUR,
        "any_words": plans.ANY_WORDS,
        "moments": plans.MOMENTS,
        "outside": {**plans.JSON_NAMES, "place": "kind"},
        **{name: [question._asdict() for question in asked] for name, asked in questions.items()},
        "naloxone": gaps.NALOXONE,
    }


def plan_text() -> dict[str, Any]:
    """The plan as one text: how it begins, what an empty section shows, how parts are called, what is refused."""
    return {
        "head": markdown.HEAD,
        "examples": markdown.EXAMPLES,
        "labels": markdown.LABELS,
        "earliest_year": rules.EARLIEST_YEAR,
        "latest_year": rules.LATEST_YEAR,
        "said": sentences.of_the_plans_text(),
        "dates": words_of_dates(),
    }


def words_of_dates() -> dict[str, Any]:
    """The words of a day, in English and Spanish: months and weekdays by number, days and units from today on."""
    english = {name: number for number, spelled in enumerate(date_words.MONTHS, 1) for name in spelled}
    foreign = {months.plain(name) for spelled in months.names("Spanish") for name in spelled}
    of_one = {name: numbers[0] for name in sorted(foreign) if len(numbers := months.numbers()[name]) == 1}
    weekdays = {name: number for number, spelled in enumerate(date_words.WEEKDAYS) for name in spelled}
    meant = spanish.DAYS
    sizes = {"days": (1, 0), "weeks": (7, 0), "months": (0, 1), "years": (0, 12)}
    return {
        "months": of_one | english,
        "weekdays": weekdays | {name: weekdays[word] for name, word in meant.items() if word in weekdays},
        "days": date_words.DAYS
        | {name: date_words.DAYS[word] for name, word in meant.items() if word in date_words.DAYS},
        "numbers": date_words.NUMBERS,
        "units": {word: size for unit, size in sizes.items() for word in date_words.UNITS[unit]},
    }


def planning() -> dict[str, Any]:
    """What the screens of the plan say and go by: sections as `plan start` has them, what a check looks at."""
    return {
        "said": sentences.of_the_plan(),
        "chapters": {
            chapter.section: {
                "why": chapter.why.replace("recovery sos", "SOS"),
                "examples": [example for example in chapter.examples if "recovery " not in example],
                "prompts": [{"text": prompt.text, "values": prompt.values} for prompt in chapter.prompts],
            }
            for chapter in CHAPTERS
        },
        "stages": plans.STAGES,
        "places": plans.PLACES,
        "spacing": plans.SPACING,
        "most_responses": MOST_RESPONSES,
        "lookback_days": gaps.LOOKBACK_DAYS,
        "review_days": gaps.REVIEW_DAYS,
        "enough_cravings": gaps.ENOUGH_CRAVINGS,
        "helped_times": gaps.HELPED_TIMES,
        "pressing": gaps.PRESSING,
        "shown": SHOWN,
        **{
            name.lower(): _pattern(getattr(one_line, name))
            for name in ("PHONE", "HOURS", "CLOCK", "THEN", "IF", "COMMA")
        },
        "who": sorted(one_line.WHO),
    }


def _pattern(pattern: re.Pattern[str]) -> str:
    """A pattern as JavaScript has it too, where no sign is called by its name."""
    return re.sub(r"\\N\{([A-Z ]+)\}", lambda match: lookup(match[1]), pattern.pattern)


def safety() -> dict[str, Any]:
    """The cards, the classes of substances and the numbers to call.

    A sentence of a card is a pair: what it says, and what the terminal's command for more is called, empty where it
    names none. The phone has a button in the place of that command. A line of the overdose steps is a label and a text.
    """
    told = _toml("cards.toml")
    table = _toml("substances.toml")
    return {
        "sentence": {name: without_command(sentence) for name, sentence in told["sentence"].items()},
        "use": told["use"],
        "read": told["read"],
        "overdose": told["overdose"],
        "tolerance": [without_command(line) for line in told["tolerance"]["lines"]],
        "after_overdose": told["after_overdose"],
        "weeks_after": {name: without_command(sentence) for name, sentence in told["weeks_after"].items()},
        "stopping": safety_cards.STOPPING,
        "classes": {kind: names for kind, names in table.items() if kind in classes.CLASSES},
        "ambiguous": table["ambiguous"],
        "unplaced": classes.UNPLACED,
        "stopping_kills": sorted(classes.STOPPING_KILLS),
        "no_street_supply": sorted(classes.NO_STREET_SUPPLY),
        "lines": [{**numbers.line_json(line), "serves": line.serves} for line in numbers.all_lines()],
        "eu": sorted(numbers.EU),
        "anywhere": numbers.ANYWHERE,
        "own": numbers.OWN,
        "undated": numbers.UNDATED.isoformat(),
    }


def without_command(sentence: str) -> list[str]:
    """A sentence without the terminal's command at its end, and that command's name; empty where there is none."""
    match = re.fullmatch(r"(?P<said>.*?)(?P<more>(?<=\.) \w[\w ]+)?: recovery (?P<name>[a-z ]+?)( [A-Z]+)?", sentence)
    if match is None:
        return [sentence, ""]
    return [match["said"] if match["more"] else f"{match['said']}.", match["name"]]


def treatment() -> dict[str, Any]:
    """What the first screen and the entries say of treatment: medicines, who cares, sentences, defaults, scores.

    `defaults` are what stands in a new row where nothing is said; of a questionnaire here is all that scoring needs.
    """
    asked = {name: questionnaires.instrument(name) for name in questionnaires.names()}
    return {
        "families": {name: opioid_medication.FAMILIES[name] for name in opioid_medication.ORDER},
        "agonists": opioid_medication.AGONISTS,
        "caring": after_overdose.CARING,
        "said": sentences.of_treatment(),
        "defaults": {kind: made for kind in store_kinds.SYNCED if (made := _defaults(store_kinds.record_class(kind)))},
        "instruments": {name: _scoring(instrument) for name, instrument in asked.items()},
    }


def _defaults(record: type[Record]) -> dict[str, Any]:
    columns = {column.name: column.default for column in record.columns()}
    return {name: int(value) if value is False else value for name, value in columns.items() if _is_said(value)}


def _is_said(default: Any) -> bool:
    return default not in (None, ()) and isinstance(default, str | int)


def _scoring(which: questionnaires.Instrument) -> dict[str, Any]:
    """What is needed to check and to score answers; what is left out of an item, a score or a flag is its default."""
    items = [{"low": item.low, "high": item.high, **_given(item, ("offered", "reversed"))} for item in which.items]
    scores = [
        {**_given(scale, ("name", "items", "method", "low", "high", "better", "note"), always=True)}
        | ({"thresholds": [threshold._asdict() for threshold in scale.thresholds]} if scale.thresholds else {})
        for scale in which.scores
    ]
    return {
        "title": which.title,
        "official": which.official,
        "first_opens_rest": which.first_opens_rest,
        "items": items,
        "scores": scores,
        "bands": [band._asdict() for band in which.bands],
        "flags": [{**_given(flag, flag._fields)} for flag in which.flags],
    }


def _given(of: Any, names: Iterable[str], *, always: bool = False) -> dict[str, Any]:
    values = {name: getattr(of, name) for name in names}
    return {name: value for name, value in values.items() if always or value not in (None, (), False)}


def asked() -> dict[str, str]:
    """What treatment's screens ask and answer."""
    return sentences.asked_in_treatment()


def questions() -> dict[str, Any]:
    """What each questionnaire asks: where its own wording stands, and for each item label, question and ends."""
    of_all = {name: questionnaires.instrument(name) for name in questionnaires.names()}
    return {
        name: {
            "form": which.form,
            "period": which.period,
            "scale": which.scale,
            "source": which.source,
            "items": [(item.label, item.ask, item.ends) for item in which.items],
        }
        for name, which in of_all.items()
    }


def page() -> dict[str, Any]:
    """The counselor's page: its sections, how it is set and printed, what it says, and names that name nobody."""
    return {
        "said": sentences.of_the_page(),
        "titles": document.TITLES,
        "least": document.LEAST,
        "facts": document.FACTS,
        "prints": printing.PRINTS,
        "whole": printing.WHOLE,
        "order": material.QUESTIONNAIRES,
        "tells": {
            kind: [name for name in document.NAMES if name in told] for kind, told in worth_checking.TELLS.items()
        },
        "halt": entries.HALT,
        "drug_tests": happened.DRUG_TESTS,
        "naloxone": page_safety.NALOXONE,
        "first_days": counselor.FIRST_DAYS,
        "longest_line": choice.LONGEST_LINE,
        "shortest_secret": encryption.SHORTEST,
        "styles": [outlet.STYLE, html.STYLE, html.PAPER],
        "articles": one_line.ARTICLES,
        "name_titles": sorted(people.TITLES),
        "someone": people.SOMEONE,
    }


# What a terminal's command is called on the phone, where a card names it within a sentence.
ON_THE_PHONE = {
    "sos overdose": "the overdose steps",
    "sos": "SOS",
    "today": "the first screen",
    "plan edit": "your plan",
}


def learn() -> dict[str, Any]:
    """The cards, in their order: each sentence with the command that it ended with, and where one goes on."""
    told = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in learn_cards.FOLDER.glob("*.toml")}
    return {
        name: {
            "title": card["title"],
            "source": card["source"],
            "lines": list(map(of_card, card["lines"])),
            "see": [command.removeprefix("recovery ") for command in card.get("see", ())],
            "in": {place: list(map(of_card, lines)) for place, lines in card.get("in", {}).items()},
            "families": {kind: list(map(of_card, lines)) for kind, lines in card.get("families", {}).items()},
        }
        for name, card in sorted(told.items(), key=lambda pair: (pair[1]["order"], pair[0]))
    }


def of_card(sentence: str) -> list[str]:
    """A sentence of a card and the command at its end; one within it is called by what the phone has there."""
    ending = re.fullmatch(r"(?P<said>[^:]*(?:: [^:]*)*?): recovery (?P<name>[a-z -]*[a-z])( ?\".*)?", sentence)
    said, leads = (f"{ending['said']}.", ending["name"]) if ending else (sentence, "")
    said = re.sub(r"with recovery [a-z]+( add| stop)?", "under Treatment", said)
    for command, called in ON_THE_PHONE.items():
        opening = called[:1].upper() + called[1:]
        said = re.sub(rf"(^|\. )recovery {command}\b", rf"\g<1>{opening}", said)
        said = said.replace(f"recovery {command}", called)
    if "recovery " in said.replace("your recovery ", ""):
        raise ValueError(said)
    return [said, leads]


def search() -> dict[str, Any]:
    """What a search goes by: which words the index finds, which scripts set no blanks, how the index folds letters.

    `folds` are the Latin letters that the index takes for another one than the first of their parts in lower case,
    `marks` the signs that it drops out of a word.
    """
    letters, marks = _index_letters()
    folds = {
        letter: token
        for letter, token in letters.items()
        if token != normalize("NFD", letter.lower())[0]
        and any(map(searching.indexed, (token, normalize("NFD", letter.lower())[0])))
    }
    patterns = {
        "latin": searching._LATIN,  # noqa: SLF001
        "no_blanks": searching._NO_BLANKS,  # noqa: SLF001
        "emoji": searching._EMOJI,  # noqa: SLF001
        "emoji_looks": searching._EMOJI_LOOKS,  # noqa: SLF001
    }
    return {**patterns, "folds": folds, "marks": "".join(marks)}


def _index_letters() -> tuple[dict[str, str], list[str]]:
    """What SQLite's index makes of each letter of the first scripts, and the marks that it drops: it is asked."""
    with closing(engine.connect(Path(":memory:"))) as connection:
        connection.execute("CREATE VIRTUAL TABLE tried USING fts5(text, tokenize = 'unicode61 remove_diacritics 2')")
        connection.execute("CREATE VIRTUAL TABLE tokens USING fts5vocab('tried', 'instance')")
        tried = [(point, f"q{chr(point)}q") for point in range(0x20, 0x2200)]
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO tried (rowid, text) VALUES (?, ?)", tried)
        tokens = connection.execute("SELECT doc, group_concat(term, ' ') FROM tokens GROUP BY doc").fetchall()
    kept = {chr(point): token[1:-1] for point, token in tokens if " " not in token}
    letters = {letter: token for letter, token in kept.items() if token and letter.isalnum()}
    return letters, [letter for letter, token in kept.items() if not token]


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(files("recovery.safety").joinpath(name).read_text("utf-8"))
