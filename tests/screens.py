"""Every screen of the program: a line or more for each command of the table, and the journals they are drawn from."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple
from unittest import mock
from uuid import UUID
from zoneinfo import ZoneInfo

import time_machine

from recovery import cli, diary
from recovery.circle import queries as circle
from recovery.circle.member import Member
from recovery.commands import demo
from recovery.store import rules
from tests.conftest import ZONE

LOOK = r"\x1b\[[0-9;]*m"
PROGRESS = r"\x1b\[\?25l.*?\x1b\[\?25h(?:\r\x1b\[1A\x1b\[2K)?"  # a bar that is gone when it is done
NOW = datetime(2026, 3, 22, 21, 0, tzinfo=ZoneInfo(ZONE))
WORD = "Rehabilitationseinrichtungsleiter"
LONG = "the long way home past the old corner and the bridge"
TEXT = f"I want to tell {WORD} about {LONG}, and that it was better than the week before, much better."

# What a command is given so that it has something to show; `{}` is the id of an entry of that kind.
SCREENS: dict[str, tuple[str, ...]] = {
    "sos": ("sos", "sos overdose", "sos --card", f"sos --trigger '{LONG}'"),
    "log": (f"log 8 '{LONG}' -c {WORD}", "log 3 bored", "log 11", f"log 7 -t {WORD} --at '3 days ago'"),
    "after": ("after passed", f"after used -c '{LONG}'"),
    "lapse": ("lapse", f"lapse --overdose yes --naloxone -t '{LONG}'"),
    "used": ("used",),
    "surf": ("surf",),
    "checkin": (f"checkin --no-use --mood 6 --sleep 7 --good '{TEXT}'", "checkin --used", "checkin"),
    "intend": (f"intend '{TEXT}'",),
    "note": (f"note '{TEXT}'", "note ''"),
    "show": ("show", "show --all", "show {craving}", "show {note} --history", "show --kind dose", "show 000000"),
    "search": ("search walk", "search zzz"),
    "edit": ("edit {craving} --intensity 4", "edit {note}"),
    "remove": ("remove {note} --yes", "remove {note}", "remove {note} --forever --yes"),
    "undo": ("undo", "undo --list"),
    "redo": ("redo",),
    "trigger list": ("trigger list",),
    "trigger rename": (f"trigger rename bored '{LONG} again'", "trigger rename nobody x"),
    "trigger merge": (f"trigger merge bored '{LONG}'",),
    "skill list": ("skill list",),
    "skill helped": ("skill helped",),
    "skill rename": (f"skill rename walk '{LONG} walked'",),
    "skill merge": (f"skill merge walk {WORD}",),
    "today": ("", "today"),
    "streak": ("streak", "streak --window 30"),
    "triggers": ("triggers", "triggers --coping", "triggers --all"),
    "feedback": ("feedback",),
    "moment": ("moment 4",),
    "remind random": ("remind random",),
    "report": (
        "report",
        "report --no-pager",
        "report --last 28d --no-pager",
        "report --last 28d",
        "report --last 200d",
        "report --last 2d",
        "report --compare previous",
        "report --all-weeks",
        "report --format md",
    ),
    "calendar": ("calendar", "calendar --months 1"),
    "plan start": ("plan start",),
    "plan show": ("plan show",),
    "plan add": (f"plan add contact '{WORD} {WORD}' --phone 555-0100 --role '{LONG}'", "plan add sign"),
    "plan edit": ("plan edit",),
    "plan remove": ("plan remove {situation} --yes",),
    "plan move": ("plan move {situation} 1",),
    "plan check": ("plan check", "plan check --all"),
    "plan review": ("plan review", "plan review --done"),
    "plan history": ("plan history",),
    "plan diff": ("plan diff", "plan diff 1 2"),
    "plan restore": ("plan restore 1 --yes", "plan restore 99"),
    "med add": (f"med add '{LONG}' --dose '8 mg/2 mg' --times 2 --prescriber {WORD}",),
    "med change": ("med change buprenorphine --dose '16 mg'",),
    "med stop": ("med stop buprenorphine",),
    "med list": ("med list",),
    "med show": ("med show", "med show --from 2026-01-01 --to 2026-03-22"),
    "med card": ("med card", "med card methadone"),
    "dose": (f"dose taken buprenorphine -e '{LONG}'", "dose missed", "dose"),
    "assess": ("assess phq9 --answers 1,0,2,1,0,0,1,0,1", "assess bam", "assess gad7 --answers 1,1,1,1,1,1,-"),
    "assess history": ("assess history phq9", "assess history"),
    "assess list": ("assess list",),
    "assess due": ("assess due",),
    "assess every": ("assess every phq9 7d",),
    "attend": (f"attend group '{LONG}' --before 6 --after 3 --takeaway '{TEXT}' --homework '{TEXT}'", "attend"),
    "attend list": ("attend list",),
    "attend homework": ("attend homework",),
    "discuss": (f"discuss '{TEXT}'",),
    "discuss add": ("discuss add something",),
    "discuss list": ("discuss list",),
    "discuss done": ("discuss done {topic}",),
    "thought": (
        f"thought --situation '{TEXT}' --thought '{LONG}' --feeling '{WORD}' --for a --against '{TEXT}' --balanced b",
    ),
    "card": (f"card 5 -f '{WORD}' -k '{LONG}'",),
    "ruler": ("ruler stopping --importance 7 --confidence 4 --readiness 6",),
    "goal add": (f"goal add '{LONG} {WORD}' --area {WORD} --reward '{LONG}' --target 3",),
    "goal done": ("goal done 'go to the meeting in the community center'",),
    "goal list": ("goal list", "goal list --all"),
    "goal reward": ("goal reward 'go to the meeting in the community center'",),
    "goal close": ("goal close 'go to the meeting in the community center'",),
    "episode add": (f"episode add residential '{LONG}' --from 2026-01-03 --goal '{LONG}'",),
    "episode end": ("episode end --on yesterday",),
    "episode list": ("episode list",),
    "aftercare": (f"aftercare --going 5 --needs '{TEXT}'",),
    "appointment add": (f"appointment add '{LONG}' --on 'in 3 days' --place '{LONG}'",),
    "appointment list": ("appointment list",),
    "appointment kept": ("appointment kept {appointment}",),
    "body": (f"body --withdrawal 4 --symptom '{WORD}' --pulse 88",),
    "body history": ("body history",),
    "naloxone add": (f"naloxone add '{LONG}' --until 2027-05-01",),
    "naloxone list": ("naloxone list",),
    "naloxone gone": ("naloxone gone {naloxone}",),
    "health": (f"health test '{LONG}' --result '{LONG}'",),
    "health list": ("health list",),
    "remind add": ("remind add checkin --at 20:00 --with ics -o remind.ics",),
    "remind list": ("remind list",),
    "remind remove": ("remind remove --all",),
    "remind say": ("remind say checkin",),
    "export data": ("export data -o all.jsonl",),
    "export counselor": (
        "export counselor --format md --with-notes --with-names -o page.md --yes",
        "export counselor",
        "export counselor --last 7d",
    ),
    "export table": ("export table cravings -o cravings.csv",),
    "export calendar": ("export calendar -o dates.ics",),
    "private add": (f"private add '{LONG}' --role '{WORD}'",),
    "private list": ("private list",),
    "private remove": ("private remove Ana",),
    "import": ("import {lines} --from lines --dry-run", "import {lines} --from lines", "import nowhere.jsonl"),
    "init": ("init",),
    "substance list": ("substance list",),
    "substance add": (f"substance add '{LONG}' --since 2026-02-01",),
    "substance class": ("substance class heroin opioid",),
    "substance rename": (f"substance rename heroin '{LONG}'",),
    "substance since": ("substance since heroin 2026-02-03",),
    "substance close": ("substance close heroin",),
    "passphrase set": ("passphrase set",),
    "passphrase change": ("passphrase change",),
    "passphrase check": ("passphrase check",),
    "passphrase card": (f"passphrase card --step '{TEXT}' --number '555 0100'",),
    "passphrase keyring": ("passphrase keyring off",),
    "passphrase remove": ("passphrase remove --yes",),
    "lock": ("lock",),
    "unlock": ("unlock",),
    "backup": ("backup", "backup -o copy.db"),
    "restore": ("restore {backup} --yes", "restore nowhere.db"),
    "doctor": ("doctor", "doctor --fix"),
    "purge": ("purge --before 2026-02-01", "purge --before 2026-02-01 --yes"),
    "wipe": ("wipe", "wipe --yes"),
    "serve": ("serve --host",),
    "app verify": ("app verify nowhere", "app verify http://127.0.0.1:9"),
    "app export": ("app export --server nowhere folder",),
    "serve backup": ("serve backup copy.db",),
    "sync": ("sync",),
    "sync join": ("sync join nowhere",),
    "sync status": ("sync status",),
    "sync leave": ("sync leave",),
    "pair": ("pair", "pair 'eight words'"),
    "devices": ("devices",),
    "devices revoke": ("devices revoke phone --yes",),
    "circle invite": ("circle invite Cara --as peer", "circle invite Cara --as nobody"),
    "circle accept": ("circle accept nowhere",),
    "circle compare": ("circle compare {member}",),
    "circle list": ("circle list",),
    "circle show": ("circle show {member}", "circle show {other}", "circle show nobody"),
    "circle log": ("circle log", "circle log {member}"),
    "circle share": ("circle share {member}",),
    "circle pause": ("circle pause {member}",),
    "circle end": ("circle end {member}", "circle end --all --yes"),
    "circle ask": ("circle ask",),
    "circle over": ("circle over",),
    "circle hard": ("circle hard {member}",),
    "circle answer": ("circle answer calling",),
    "circle cheer": ("circle cheer {other} here",),
    "circle send": ("circle send {member}",),
    "circle give": ("circle give",),
    "circle take": ("circle take 0000",),
    "circle reward": ("circle reward {member}",),
    "circle doorbell": ("circle doorbell {member}",),
    "meetings": ("meetings {meetings}", "meetings {meetings} --online", "meetings nowhere.json"),
    "demo": (),
    "numbers list": ("numbers list",),
    "numbers add": (f"numbers add '{LONG}' 555-0100 --for '{LONG}'",),
    "numbers hide": ("numbers hide 988",),
    "numbers restore": ("numbers restore 988",),
    "learn": ("learn", "learn tolerance", "learn withdrawal"),
    "completion": (),
    "config": ("config", "config day-starts 05:00", "config zzz"),
}
WITHOUT_COMMAND = ("help", "help all", "plan", "sync zzz", "zzz", "craving 7", "--version")
NO_SCREEN = {
    "demo": "plays for a person to watch: its stops are screens of other commands",
    "completion": "a script, for a shell to read",
}
SEALED = (f"log 8 '{LONG}'", "after passed", "lapse", f"note '{TEXT}'", "checkin --no-use", "sos", "today", "unlock")

_MADE = (
    f"log 9 '{LONG}' -c '{LONG}' --outcome passed --at '2 days ago'",
    f"log 8 '{WORD}' -c {WORD} --at '3h ago'",
    f"log 5 '{LONG}' --outcome passed --at yesterday",
    f"checkin --day yesterday --no-use --good '{TEXT}' --sleep 7",
    f"intend '{TEXT}'",
    f"substance add '{WORD}' --since 2026-02-01",
    "lapse --at '20 days ago' -t argument",
    f"plan add reason '{TEXT}'",
    f"plan add sign '{LONG}' --stage early",
    f"plan add contact '{WORD}' --phone 555-0100 --role '{LONG}' --for 'any hour'",
    f"plan add skill '{LONG}'",
    f"plan add surroundings 'naloxone, {LONG}' --until 2026-01-01",
    f"plan add lapse-step '{TEXT}' --when 'first day'",
    f"plan add crisis '{TEXT}' --step 2",
    "med add buprenorphine --dose '8 mg' --since 2026-02-01 --prescriber '" + LONG + "'",
    f"med add '{LONG}' --dose '1 {WORD}' --times 2 --since 2026-02-01",
    f"dose taken buprenorphine -e '{LONG}' -e {WORD}",
    "dose missed buprenorphine --at '2 days ago'",
    "goal add 'go to the meeting in the community center' --target 1 --reward '" + LONG + "'",
    "goal done 'go to the meeting in the community center'",
    "assess phq9 --answers 1,0,2,1,0,0,1,0,1",
    "assess every phq9 7d",
    f"attend group '{LONG}' --before 6 --after 3 --takeaway '{TEXT}' --homework '{TEXT}'",
    f"episode add residential '{LONG}' --from 2026-01-03 --goal '{LONG}'",
    "episode end --on 'yesterday'",
    f"body --withdrawal 4 --symptom '{WORD}' --pulse 88 --at yesterday",
    f"health test '{LONG}' --result '{LONG}'",
    f"private add 'Ana' --role '{LONG}'",
    f"numbers add '{LONG}' 555-0123 --for '{LONG}'",
    f"trigger merge argument '{LONG}'",
)
_NAMED = {
    "craving": f"log 8 {WORD} --at '1h ago'",
    "note": f"note '{TEXT}'",
    "situation": f"plan add situation '{LONG}' -t '{LONG}' --then '{LONG}' --then {WORD}",
    "topic": f"discuss '{TEXT}'",
    "appointment": f"appointment add '{LONG}' --on 'in 3 days' --place '{LONG}'",
    "naloxone": f"naloxone add '{LONG}' --until 2026-05-01",
}


_MEETING = {
    "name": f"{LONG} {WORD}", "day": 0, "time": "22:00", "end_time": "23:00", "location": LONG, "types": ["O", "ONL"],
    "formatted_address": TEXT, "conference_url": "https://example.org/a/long/way/to/a/meeting", "notes": TEXT,
}  # fmt: skip


class Home(NamedTuple):
    """A journal's folder, and what stands for the names in a line."""

    folder: Path
    names: Mapping[str, str]


class Window(io.StringIO):
    """A terminal to write on; nobody sits at it."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        """As a terminal says it."""
        return True


def made(folder: Path, *, full: bool) -> Home:
    """A journal that has something of everything, with long names and words; or one that was begun yesterday."""
    folder.mkdir()
    home, names = (
        folder / "home",
        {
            name: str(folder / file)
            for name, file in (("lines", "lines.txt"), ("backup", "home.zip"), ("meetings", "meetings.json"))
        },
    )
    Path(names["lines"]).write_text(f"7 {LONG} 20:40\n3 {WORD} 19:10\n", "utf-8")
    Path(names["meetings"]).write_text(json.dumps([_MEETING]), "utf-8")
    with living(home, 80):
        if full:
            demo.write(7, NOW.date(), ZONE)
        else:
            _run(f"init --last-use yesterday --substance heroin --timezone {ZONE}")
        for line in _MADE if full else ():
            code, said = _run(line)
            assert code == 0, (line, said)
        for name, line in _NAMED.items() if full else ():
            code, said = _run(f"{line} --json")
            assert code == 0, (line, said)
            names[name] = re.findall(r'"id": "([0-9a-f]{8})', said)[0]
        if full:
            names |= _in_circle()
        _run(f"backup -o '{names['backup']}'")
    return Home(home, {**dict.fromkeys((*_NAMED, "member", "other"), "0000"), **names})


def _in_circle() -> dict[str, str]:
    """Somebody who is shown something, and somebody who shows it; their server is not there."""
    with diary.existing_or_new() as open_diary:
        for name, invited in (("member", True), ("other", False)):
            circle.add(open_diary.journal, Member(
                id=diary.new_id(), name=f"{LONG} {name}", role="sponsor", invited=invited, origin="http://127.0.0.1:9",
                account=f"{invited:064x}", seed="0" * 128, theirs="0" * 64, ring="0" * 64, claimed=True, compared=False,
                shares=("day", "help"), until=open_diary.today + timedelta(days=90), paused=False, due="21:00",
                grace_h=12, ended=None, notice=None, weekly=None, me=None,
            ))  # fmt: skip
        return {"member": f"'{LONG} member'", "other": f"'{LONG} other'"}


def locked(folder: Path) -> Home:
    """A journal that is locked, and whose key is not at hand."""
    folder.mkdir()
    with living(folder / "home", 80, RECOVERY_PASSPHRASE="four random little words"):
        _run(f"init --passphrase --last-use yesterday --substance heroin --timezone {ZONE}")
    return Home(folder / "home", {})


def drawn(home: Home, line: str, columns: int, scratch: Path, **env: str) -> str:
    """What a line shows on a terminal of so many columns, from a copy of the journal."""
    shutil.rmtree(scratch, ignore_errors=True)
    shutil.copytree(home.folder, scratch / "home")
    with living(scratch / "home", columns, **env):
        before = Path.cwd()
        os.chdir(scratch)
        try:
            return _run(line.format(**home.names))[1]
        finally:
            os.chdir(before)


@contextmanager
def living(home: Path, columns: int, **env: str) -> Iterator[None]:
    """A terminal, a moment and ids that are always the same; without colour."""
    chance = Random(str(home))  # other ids than those of the entries that are there already

    def new_id() -> str:
        return str(UUID(int=chance.getrandbits(128), version=4))

    kept = {name: value for name, value in os.environ.items() if not name.startswith(("RECOVERY_", "COMP_", "LC_"))}
    kept |= {"HOME": str(home.parent), "PATH": "", "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "TERM": "xterm"}
    settings = {**kept, "RECOVERY_HOME": str(home), "COLUMNS": str(columns), **env}
    with (
        mock.patch.dict(os.environ, settings, clear=True),
        mock.patch.object(rules, "new_id", new_id),
        time_machine.travel(NOW, tick=False),
    ):
        yield


def _run(line: str) -> tuple[int, str]:
    window = Window()
    with redirect_stdout(window), redirect_stderr(window), mock.patch("sys.stdin", io.StringIO()):
        code = cli.run(shlex.split(line))
    return code, re.sub(f"{PROGRESS}|{LOOK}", "", window.getvalue(), flags=re.DOTALL)
