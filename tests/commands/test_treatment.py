"""Treatment's commands as typed: the contract's examples, what they refuse, and what a person is told."""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from recovery import diary as diaries

if TYPE_CHECKING:
    from tests.conftest import Call, Made, Run

PHQ = "1,0,2,1,0,0,1,0,0"


@pytest.fixture(scope="module")
def made_ready(made: Made, made_heroin: Path) -> Path:
    medication = ("buprenorphine-naloxone", "--dose", "8 mg/2 mg", "--times", "1", "--since", "2026-02-01")
    return made(datetime(2026, 2, 1, 17, tzinfo=UTC), ("med", "add", *medication), begun=made_heroin)


@pytest.fixture
def ready(made_ready: Path, home: Path, call: Call) -> Call:
    """A journal of somebody in New York who takes one medication."""
    shutil.copytree(made_ready, home)
    return call


def today(days: int = 0) -> str:
    with diaries.existing() as diary:
        return (diary.today + timedelta(days=days)).isoformat()


def test_the_contract_examples_by_process(run: Run) -> None:
    def typed(line: str) -> Any:
        return run(*line.split())

    assert typed("init --since 2026-01-01 --substance heroin --timezone America/New_York").code == 0
    assert typed("med add buprenorphine-naloxone --dose 8mg/2mg --times 1 --since 2026-02-01").code == 0
    for day, status in (
        (1, "taken"),
        (2, "taken"),
        (3, "late"),
        (4, "missed"),
        (5, "taken"),
        (6, "taken"),
        (7, "taken"),
    ):
        assert typed(f"dose {status} --at 2026-03-0{day}T08:00").code == 0
    shown = typed("med show --from 2026-03-01 --to 2026-03-28 --json").json
    assert shown == [
        {
            "name": "buprenorphine-naloxone",
            "expected": 28,
            "taken": 6,
            "late": 1,
            "missed": 1,
            "unlogged": 21,
            "adherence_known": 6 / 7,
            "adherence_worst": 6 / 28,
        }
    ]
    assessment = typed(f"assess phq9 --answers {PHQ} --json")
    assert assessment.err == ""
    assert assessment.json | {"day": ""} == {
        "instrument": "phq9",
        "day": "",
        "answers": [1, 0, 2, 1, 0, 0, 1, 0, 0],
        "scores": {"total": 5},
        "band": "mild",
        "flags": [],
    }
    history = typed("assess history phq9 --json").json
    assert [assessment["scores"] for assessment in history] == [{"total": 5}]
    went = typed("attend group --before 6 --after 3 --note helped --json").json
    assert (went["kind"], went["type"], went["before"], went["after"]) == ("attendance", "group", 6, 3)
    assert typed("thought --situation argument --json").json["situation"] == "argument"
    assert typed("goal add walk").code == 0
    assert typed("episode add residential --from 2026-01-05 --to 2026-02-02 --json").json["until"] == "2026-02-02"


EVERY = [
    "med list",
    "med show",
    "med card",
    "assess list",
    "assess due",
    "assess every gad7 7d",
    "attend list",
    "attend homework",
    "discuss rent",
    "discuss list",
    "card 4",
    "ruler --importance 5",
    "goal add swim",
    "goal list",
    "goal done swim",
    "goal close swim",
    "episode list",
    "appointment add dentist --on tomorrow",
    "appointment list",
    "body --withdrawal 3 --pressure 120/80 --temperature 99.0F",
    "body history",
    "naloxone add hall drawer --until 2027-05",
    "naloxone list",
    "health test HIV --result negative",
    "health vaccine hepatitis B",
    "health list",
    "learn",
    "learn tolerance",
    "remind list",
    "checkin --no-use --doses taken",
    "today",
    "today --prompt",
    "report",
    "sos",
    "show",
]


def test_every_command_ends_well_and_says_something(heroin: Call) -> None:
    heroin("med", "add", "methadone", "--since", "2026-02-01")
    for line in EVERY:
        ran = heroin(*line.split())
        assert (ran.code, ran.err) == (0, ""), line
        assert ran.out.strip(), line
        assert max(map(len, ran.out.splitlines())) <= 100, line


def test_json_is_one_document_and_crisis_lines_go_to_stderr(ready: Call) -> None:
    ran = ready("assess", "phq9", "--answers", "0,0,0,0,0,0,0,-,1", "--json")
    assert ran.json["flags"] == ["crisis"]
    assert (ran.json["scores"], ran.json["band"]) == ({"total": None}, None)
    assert "988" in ran.err
    plain = ready("assess", "phq9", "--answers", "0,0,0,0,0,0,0,0,1")
    assert plain.out.index("988") < plain.out.index("PHQ-9")
    assert "988" not in ready("assess", "phq9", "--answers", "3,3,3,3,3,3,3,3,0").out


@pytest.mark.parametrize(
    "answers", ["4,0,0,0,0,0,0,0,0", "-1,0,0,0,0,0,0,0,0", "0,0", "0,0,0,0,0,0,0,0,x", "0" * 9, "1.5"]
)
def test_impossible_answers_exit_4_and_keep_nothing(answers: str, ready: Call) -> None:
    ran = ready("assess", "phq9", f"--answers={answers}")
    assert (ran.code, ran.out) == (4, "")
    assert ready("assess", "history", "phq9", "--json").json == []


IMPOSSIBLE = [
    ("dose taken aspirin", 4),
    ("dose skipped", 2),
    ("dose taken --at tomorrow", 4),
    ("assess phq9", 2),
    ("assess nosuch", 4),
    ("attend pub", 2),
    ("attend group --before 11", 4),
    ("thought", 2),
    ("card", 2),
    ("ruler", 2),
    ("body", 2),
    ("body --pressure 80", 4),
    ("body --pressure 80/120", 4),
    ("body --temperature hot", 4),
    ("med change bup", 2),
    ("med show --from 2026-03-02 --to 2026-03-01", 4),
    ("goal done nothing", 3),
    ("goal reward walk", 3),
    ("episode end", 3),
    ("episode add residential --from 2026-02-02 --to 2026-01-01", 4),
    ("aftercare --going 5", 3),
    ("learn nothing", 3),
    ("remind remove nothing", 3),
    ("remind remove", 2),
    ("appointment kept ffff", 3),
    ("naloxone gone zz", 3),
    ("med add x --times 0", 4),
    ("med add x --every 0", 4),
    ("med add x --since 2026-02-02 --until 2026-02-01", 4),
    ("checkin", 2),
    ("checkin --quick", 2),
]


def test_what_cannot_be_done_says_so_with_its_code(ready: Call) -> None:
    before = ready("export", "data").out
    for line, code in IMPOSSIBLE:
        ran = ready(*line.split())
        assert (ran.code, ran.out) == (code, ""), (line, ran.err)
        assert len(ran.err.strip().splitlines()) == 1, line
        for word in ("aspirin", "nosuch", "hot", "nothing"):
            assert word not in ran.err
    assert ready("export", "data").out == before


def test_without_a_journal_reading_exits_3_and_writing_makes_one(call: Call) -> None:
    for line in ("med show", "assess history phq9", "goal list", "dose taken", "body history"):
        assert call(*line.split()).code == 3
    assert call("learn", "lapse").code == 0
    assert call("med", "card").code == 0
    assert "new journal" in call("attend", "smart", "--json").err


def test_prescribed_medication_never_touches_a_streak(ready: Call) -> None:
    for line in ("checkin --no-use", "checkin --no-use --day yesterday"):
        assert ready(*line.split()).code == 0
    before = ready("streak", "--json").json
    for line in (
        "med add methadone --since 2026-02-01",
        "dose taken meth",
        "dose late meth --at yesterday",
        "dose missed bup",
    ):
        assert ready(*line.split()).code == 0
    assert ready("streak", "--json").json == before
    assert ready("report", "--json").json["days"][-1]["status"] == "abstinent"


def test_a_missed_dose_leads_to_the_card_and_taken_ones_to_nothing_more(ready: Call) -> None:
    missed = ready("dose", "missed")
    assert "ask your prescriber" in missed.out
    assert not re.search(r"\d+ ?(mg|hours|days)\b", missed.out)
    assert "prescriber" not in ready("dose", "taken", "--at", "yesterday").out
    piped = ready("dose", "missed", "--json")
    assert json.loads(piped.out)["status"] == "missed"
    assert "prescriber" in piped.err
    ready("health", "condition", "pregnancy")
    assert "do not stop medication, call your clinician" in ready("dose", "missed").out


def test_what_ends_with_a_medication_is_said_of_that_one_alone(ready: Call) -> None:
    falls, wears_off = "Without it your tolerance falls", "When it wears off tolerance is low"
    for name, said in (("methadone", falls), ("Sublocade", falls), ("Vivitrol", wears_off), ("sertraline", None)):
        assert ready("med", "add", name).code == 0
        told = ready("med", "stop", name).out
        assert [line for line in (falls, wears_off) if line in told] == ([said] if said else []), name


def test_more_doses_than_planned_are_pointed_out(ready: Call) -> None:
    assert "undo" not in ready("dose", "taken").out
    assert "recovery undo" in ready("dose", "taken").out


def test_a_changed_dose_keeps_the_old_line_and_the_count(ready: Call) -> None:
    assert ready("med", "change", "bup", "--dose", "12 mg/3 mg", "--from", "2026-03-10").code == 0
    first, second = ready("med", "list", "--all", "--json").json
    assert (first["dose"], first["until"]) == ("8 mg/2 mg", "2026-03-09")
    assert (second["dose"], second["since"]) == ("12 mg/3 mg", "2026-03-10")
    (medication,) = ready("med", "show", "--from", "2026-03-01", "--to", "2026-03-31", "--json").json
    assert medication["expected"] == 31
    assert ready("undo").code == 0
    assert [medication["until"] for medication in ready("med", "list", "--json").json] == [None]


def test_which_medication_is_meant(ready: Call) -> None:
    assert ready("dose", "taken", "--json").json["medication"] == "buprenorphine-naloxone"
    ready("med", "add", "ibuprofen", "--as-needed")
    assert ready("dose", "taken", "--json").json["medication"] == "buprenorphine-naloxone"
    assert ready("dose", "taken", "IBU", "--json").json["medication"] == "ibuprofen"
    ready("med", "add", "sertraline", "--since", "2026-03-01")
    assert ready("dose", "taken").code == 2


def test_today_and_sos_warn_after_a_discharge(ready: Call) -> None:
    warning = "Your old dose can kill now"
    assert warning not in ready("today").out
    made = ready("episode", "add", "detox", "--from", today(-20), "--to", today(-10))
    assert warning in made.out
    assert warning in ready("today").out
    assert "weeks after detox" in re.sub(r"\s+", " ", ready("sos").out)
    ready("undo")
    assert warning not in ready("today").out


def test_goals_pay_for_checking_in_whatever_it_says(ready: Call) -> None:
    ready("goal", "add", "check in", "--counts", "checkin", "--target", "2", "--reward", "a film", "--points", "5")
    assert ready("goal", "reward", "check").code == 4
    ready("checkin", "--used")
    ready("checkin", "--mood", "4", "--day", "yesterday")
    (goal,) = ready("goal", "list", "--json").json
    assert (goal["times"], goal["rewards_earned"]) == (1, 0), "yesterday was before the goal"
    ready("edit", goal["id"], "--set", f"day={today(-2)}")
    (goal,) = ready("goal", "list", "--json").json
    assert (goal["times"], goal["rewards_earned"], goal["points_earned"]) == (2, 1, 10)
    assert ready("goal", "reward", "check").code == 0
    assert ready("goal", "reward", "check").code == 4


def test_the_list_to_discuss(ready: Call) -> None:
    entry = ready("discuss", "fridays", "and", "payday", "--json").json
    assert entry["text"] == "fridays and payday"
    assert "1 thing on your list" in ready("today").out
    assert ready("discuss", "done", entry["id"][:6]).code == 0
    assert ready("discuss", "list", "--json").json == []
    assert len(ready("discuss", "list", "--all", "--json").json) == 1


def test_homework_is_open_until_it_is_done(ready: Call) -> None:
    entry = ready("attend", "counseling", "Dr Sample", "--homework", "write it down", "--json").json
    assert [item["id"] for item in ready("attend", "homework", "--json").json] == [entry["id"]]
    assert ready("attend", "homework", entry["id"][:6]).code == 0
    assert ready("attend", "homework", "--json").json == []


def test_aftercare_asks_for_the_step_that_is_due(ready: Call) -> None:
    ready("episode", "add", "residential", "--from", today(-60), "--to", today(-8))
    assert [answered["step"] for answered in ready("aftercare", "--json").json] == [7]
    assert ready("aftercare", "--going", "6", "--json").json["step"] == 7
    assert ready("aftercare", "--json").json == []


def test_the_report_and_the_prompt_carry_treatment(ready: Call) -> None:
    assert ready("today", "--prompt").out.rstrip().endswith("?!")
    ready("dose", "taken")
    assert ready("today", "--prompt").out.rstrip().endswith("d?")
    ready("checkin", "--no-use")
    assert re.fullmatch(r"\d+d\n", ready("today", "--prompt").out)
    ready("config", "quiet", "on")
    assert re.fullmatch(r"\d+\n", ready("today", "--prompt").out)
    ready("dose", "missed", "--at", "yesterday")
    ready("log", "8", "--at", "yesterday 9pm")
    ready("assess", "phq9", "--answers", PHQ)
    ready("attend", "group")
    report = ready("report", "--json").json["treatment"]
    assert report["medication"][0]["missed"] == 1
    assert report["attendance"] == {"group": 1}
    assert report["assessments"][0]["scores"] == {"total": 5}
    text = ready("report").out
    assert "A dose was missed on 1 day; hardest craving on such a day 8." in text
    assert "PHQ-9" in text


def test_the_prompt_never_fails(call: Call) -> None:
    assert call("today", "--prompt") == (0, "", "")


def test_escape_sequences_in_names_do_no_harm(ready: Call) -> None:
    nasty = "x\x1b[2Jy\u202e"
    ready("med", "add", nasty, "--since", "2026-02-01")
    ready("attend", "activity", nasty)
    ready("discuss", nasty)
    ready("appointment", "add", nasty, "--on", "tomorrow")
    ready("naloxone", "add", nasty, "--until", "tomorrow")
    for line in ("med show", "show", "today", "report", "attend list", "discuss list", "naloxone list"):
        ran = ready(*line.split())
        assert ran.code == 0
        assert "\x1b" not in ran.out
        assert "\u202e" not in ran.out
