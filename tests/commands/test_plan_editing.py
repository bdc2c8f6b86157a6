"""The plan's commands: every change is a revision, what cannot be read is kept, and nothing is ever lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from recovery.console import clean
from recovery.diary import Diary
from recovery.plans import queries
from recovery.plans.plan import SECTIONS, Plan, PlanItem

if TYPE_CHECKING:
    from tests.conftest import Call, OpenTerminal, Run

EXAMPLES = (
    'reason "my daughter"',
    'sign "skipping meals" --stage early',
    'situation "payday near the corner" -t payday --then "go straight home with my sister" --then "text Maria first"',
    'skill "cold shower"',
    'contact Maria --phone 555-0100 --role sponsor --for "any hour"',
    "place library --safe",
    'surroundings "naloxone in the hall drawer" --until 2027-05-01',
    'lapse-step "call the clinic" --when "first day"',
)


def sections(call: Call) -> dict[str, list[dict[str, Any]]]:
    sections: dict[str, list[dict[str, Any]]] = call("plan", "show", "--json").json["sections"]
    return sections


def add(call: Call, line: str) -> None:
    import shlex

    ran = call("plan", "add", *shlex.split(line))
    assert ran.code == 0, ran.err


@pytest.fixture
def plan(heroin: Call) -> Call:
    for example in EXAMPLES:
        add(heroin, example)
    return heroin


def test_the_contracts_examples(plan: Call) -> None:
    document = plan("plan", "show", "--json").json
    assert document["revision"] == len(EXAMPLES)
    assert document["reviewed_on"] is None
    sections = document["sections"]
    assert list(sections) == [section.name for section in SECTIONS]
    assert sections["situations"][0]["responses"] == ["go straight home with my sister", "text Maria first"]
    assert sections["situations"][0]["triggers"] == ["payday"]
    assert {name: sections["contacts"][0][name] for name in ("name", "phone", "role", "for")} == {
        "name": "Maria",
        "phone": "555-0100",
        "role": "sponsor",
        "for": "any hour",
    }
    assert sections["places"][0]["kind"] == "safe"
    assert sections["surroundings"][0]["until"] == "2027-05-01"
    assert sections["lapse_steps"][0]["when"] == "first day"
    assert sections["warning_signs"][0]["stage"] == "early"
    assert sections["crisis"] == []


def test_an_unknown_section_a_wrong_field_and_a_second_time(plan: Call) -> None:
    assert plan("plan", "add", "resaon", "x").code == 2
    assert plan("plan", "add", "reason", "x", "--phone", "5").code == 4
    assert "such as 988" in plan("plan", "add", "contact", "Ana", "--phone", "abc").err
    assert plan("plan", "add", "crisis", "x", "--step", "9").code == 4
    assert plan("plan", "add", "reason", "MY daughter").code == 4
    assert plan("plan", "show", "--json").json["revision"] == len(EXAMPLES)


def test_a_situation_that_is_there_takes_more_responses(plan: Call) -> None:
    add(plan, 'situation "Payday near the corner" --then "call Ana"')
    assert sections(plan)["situations"][0]["responses"][-1] == "call Ana"


def test_remove_undo_restore_history_and_diff(plan: Call) -> None:
    whole = sections(plan)
    skill = whole["skills"][0]["id"]
    assert plan("plan", "remove", skill[:8]).code == 2, "nobody is there to ask"
    assert plan("plan", "remove", skill[:8], "--yes").code == 0
    assert sections(plan)["skills"] == []
    assert plan("undo").code == 0
    assert sections(plan) == whole
    add(plan, "reason health")
    moved = sections(plan)["reasons"][1]["id"]
    assert plan("plan", "move", moved[:8], "1").code == 0
    assert [reason["text"] for reason in sections(plan)["reasons"]] == ["health", "my daughter"]
    assert "(moved)" in plan("plan", "diff").out
    assert plan("plan", "restore", str(len(EXAMPLES))).code == 0
    assert sections(plan) == whole
    history = plan("plan", "history", "--json").json
    assert [revision["revision"] for revision in history] == list(range(1, len(history) + 1))
    assert history[-1]["command"] == "plan restore"
    assert plan("undo").code == 0
    assert len(sections(plan)["reasons"]) == 2
    assert plan("plan", "restore", "999").code == 3
    assert plan("plan", "diff", "0", "1", "--json").json[0]["after"]["text"] == "my daughter"


def test_remove_forever_leaves_the_words_nowhere(plan: Call, home: Path) -> None:
    add(plan, "reason zanzibarian")
    item = sections(plan)["reasons"][1]["id"]
    plan("plan", "move", item, "1")
    plan("plan", "remove", item, "--yes")
    plan("undo")
    assert plan("plan", "remove", item, "--forever", "--yes").code == 0
    assert "zanzibarian" not in plan("plan", "history").out
    assert plan("plan", "show", "--json").json["revision"] == len(EXAMPLES) + 5, "no revision is renumbered"
    for number in range(len(EXAMPLES), len(EXAMPLES) + 6):
        assert plan("plan", "diff", str(number), "--json").code == 0
    for path in home.iterdir():
        if path.is_file():
            assert b"zanzibarian" not in path.read_bytes(), path.name


def test_edit_takes_the_whole_plan_in_and_keeps_what_cannot_be_read(plan: Call, editor: Callable[[str], Path]) -> None:
    before = sections(plan)
    editor("text = text.replace('my daughter', 'my two daughters')")
    assert plan("plan", "edit").code == 0
    after = sections(plan)
    assert after["reasons"] == [{**before["reasons"][0], "text": "my two daughters"}]
    assert {**after, "reasons": 0} == {**before, "reasons": 0}
    editor("text = text + '\\n???\\n'")
    refused = plan("plan", "edit")
    assert refused.code == 4
    assert "Line " in refused.err
    assert "???" not in refused.err
    assert sections(plan) == after
    shown = editor("text = text.replace('???', '- a safe room')")
    assert plan("plan", "edit").code == 0
    assert "???" in shown.read_text("utf-8"), "the text of the first try is opened again"
    assert sections(plan)["crisis"][0]["text"] == "a safe room"
    shown = editor("pass")
    assert plan("plan", "edit").out.startswith("Nothing was changed")
    assert "???" not in shown.read_text("utf-8")


def test_an_editor_that_ends_badly_loses_nothing(plan: Call, editor: Callable[[str], Path]) -> None:
    before = sections(plan)
    editor("path.write_text(text.replace('my daughter', 'half writ')); sys.exit(1)")
    assert plan("plan", "edit").code == 4
    assert sections(plan) == before
    shown = editor("text = text.replace('half writ', 'half written')")
    assert plan("plan", "edit").code == 0
    assert "half writ" in shown.read_text("utf-8")
    assert sections(plan)["reasons"][0]["text"] == "half written"


def test_killed_half_way_the_plan_and_the_text_are_kept(plan: Call, home: Path, tmp_path: Path) -> None:
    before = sections(plan)
    script, ready = tmp_path / "slow.py", tmp_path / "ready"
    script.write_text(
        "import sys, pathlib, time\n"
        "path = pathlib.Path(sys.argv[-1])\n"
        "path.write_text(path.read_text().replace('my daughter', 'killed half-way'))\n"
        f"pathlib.Path({str(ready)!r}).touch()\n"
        "time.sleep(60)\n"
    )
    environment = {**os.environ, "EDITOR": f"{sys.executable} {script}", "PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.Popen(
        [sys.executable, "-m", "recovery", "plan", "edit"], env=environment, start_new_session=True
    )
    try:
        deadline = time.monotonic() + 120
        while not ready.exists():
            assert time.monotonic() < deadline
            time.sleep(0.05)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert sections(plan) == before
    take = tmp_path / "take.py"
    take.write_text("")
    os.environ["EDITOR"] = f"{sys.executable} {take}"
    try:
        assert plan("plan", "edit").code == 0
    finally:
        del os.environ["EDITOR"]
    assert sections(plan)["reasons"][0]["text"] == "killed half-way"
    assert not [path for path in home.iterdir() if path.name.startswith(".edit-")]


def test_two_terminals_at_once_the_second_is_told_and_nothing_is_lost(
    plan: Call, editor: Callable[[str], Path], tmp_path: Path
) -> None:
    editor(
        "import subprocess\n"
        f"subprocess.run([{sys.executable!r}, '-m', 'recovery', 'plan', 'add', 'reason', 'from the other terminal'],"
        f" check=True, env={{**__import__('os').environ, 'PYTHONPATH': {os.pathsep.join(sys.path)!r}}})\n"
        "text = text.replace('cold shower', 'ice cold shower')"
    )
    ran = plan("plan", "edit")
    assert ran.code == 0
    assert "changed elsewhere while you wrote" in ran.err
    written = sections(plan)
    assert [reason["text"] for reason in written["reasons"]] == ["my daughter", "from the other terminal"]
    assert written["skills"][0]["text"] == "ice cold shower"


def test_a_clash_of_two_edits_is_announced_and_both_versions_stand(plan: Call, editor: Callable[[str], Path]) -> None:
    other = "import sys, pathlib; p = pathlib.Path(sys.argv[-1]); "
    other += "p.write_text(p.read_text().replace('cold shower', 'warm shower'))"
    editor(
        "import os, subprocess\n"
        f"pathlib.Path('{{}}'.format(path) + '.py').write_text({other!r})\n"
        f"command = {sys.executable!r} + ' ' + str(path) + '.py'\n"
        f"subprocess.run([{sys.executable!r}, '-m', 'recovery', 'plan', 'edit'], check=True,"
        f" env={{**os.environ, 'EDITOR': command, 'PYTHONPATH': {os.pathsep.join(sys.path)!r}}})\n"
        "text = text.replace('cold shower', 'ice cold shower')"
    )
    ran = plan("plan", "edit")
    assert ran.code == 0
    assert "1 item was changed in both places; both versions were kept." in ran.err
    assert {skill["text"] for skill in sections(plan)["skills"]} >= {"warm shower", "ice cold shower"}


def test_a_plan_of_two_thousand_items(diary: Diary, call: Call, editor: Callable[[str], Path]) -> None:
    made = [
        PlanItem.checked(
            {"id": str(uuid4()), "section": "skills", "position": number * 1000, "text": f"skill {number}"}
        )
        for number in range(1, 2001)
    ]
    with diary.journal.command("test"):
        queries.put(diary.journal, Plan(), Plan(tuple(made)))
    assert len(sections(call)["skills"]) == 2000
    editor("text = text.replace('skill 1999 ', 'skill nineteen-ninety-nine ')")
    assert call("plan", "edit").code == 0
    (difference,) = call("plan", "diff", "--json").json
    assert difference["after"]["text"] == "skill nineteen-ninety-nine"
    assert call("plan", "check").code == call("sos").code == call("plan", "history").code == 0
    assert call("search", "nineteen").out.startswith("Item of your plan")


HOSTILE = "\x1b[2Jx\x07\u202ey\u200bz\r\nw"


def test_hostile_text_is_shown_harmless(heroin: Call) -> None:
    for line in (
        ("reason", HOSTILE),
        ("situation", HOSTILE, "-t", HOSTILE, "--then", HOSTILE),
        ("contact", HOSTILE, "--phone", f"555-0100{HOSTILE}", "--role", HOSTILE),
        ("skill", HOSTILE),
        ("lapse-step", HOSTILE, "--when", HOSTILE),
        ("surroundings", f"naloxone {HOSTILE}"),
    ):
        ran = heroin("plan", "add", *line)
        assert ran.code == 0
        assert clean(ran.out) == ran.out
    for command in (
        ("plan", "show"),
        ("plan", "show", "--format", "md"),
        ("plan", "show", "--format", "html"),
        ("plan", "history"),
        ("plan", "diff"),
        ("plan", "check"),
        ("sos",),
        ("sos", "--card"),
        ("log", "5", "-t", HOSTILE),
        ("lapse",),
        ("search", "x"),
    ):
        ran = heroin(*command)
        assert ran.code == 0, command
        assert clean(ran.out) == ran.out, command


def test_the_whole_plan_goes_out_and_comes_in_byte_for_byte(
    plan: Call, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan("checkin", "--no-use", "--sign", "skipping meals")
    plan("plan", "review", "--done")
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    assert plan("export", "data", "-o", str(first)).code == 0
    whole = plan("plan", "show", "--json").json
    assert plan("import", str(first)).code == 0, "here already"
    monkeypatch.setenv("RECOVERY_HOME", str(tmp_path / "other"))
    assert plan("import", str(first)).code == 0
    assert plan("export", "data", "-o", str(second)).code == 0
    assert first.read_bytes() == second.read_bytes()
    there = plan("plan", "show", "--json").json
    assert (there["sections"], there["reviewed_on"]) == (whole["sections"], whole["reviewed_on"])
    assert plan("undo").code == 0
    assert sections(plan)["reasons"] == []


def test_a_bad_plan_line_takes_nothing_in(heroin: Call, tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(json.dumps({"kind": "plan_item", "section": "reasons", "text": "x", "phone": "5"}) + "\n")
    ran = heroin("import", str(path))
    assert ran.code == 4
    assert "line 1: phone does not belong" in ran.err


def test_without_a_plan_and_without_a_journal(call: Call) -> None:
    assert call("plan", "show").code == 3
    assert call("plan", "add", "reason", "x").code == 0
    assert call("plan", "show").code == 0


def test_markdown_and_html_for_paper(plan: Call, tmp_path: Path) -> None:
    page = tmp_path / "plan.html"
    assert plan("plan", "show", "-o", str(page)).code == 0
    assert page.stat().st_mode & 0o777 == 0o600
    assert "go straight home with my sister" in page.read_text("utf-8")
    assert "src=" not in page.read_text("utf-8")
    assert plan("plan", "show", "-o", str(page)).code == 4
    assert "- Maria (555-0100, sponsor" in plan("plan", "show", "--format", "md").out


def test_edit_on_a_terminal_offers_to_mend_the_line(
    plan: Call, terminal: OpenTerminal, editor: Callable[[str], Path], tmp_path: Path
) -> None:
    flag = tmp_path / "once"
    editor(
        f"flag = pathlib.Path({str(flag)!r})\n"
        "text = text.replace('???', '- mended') if flag.exists() else text + '\\n???\\n'\n"
        "flag.touch()"
    )
    window = terminal("plan", "edit")
    window.see("Open it again")
    window.type("y")
    window.see("Kept: revision")
    assert window.end() == 0
    assert sections(plan)["crisis"][0]["text"] == "mended"
