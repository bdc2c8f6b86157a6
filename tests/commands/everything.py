"""Every command of the table, tried at least once with a canary in each field: what a journal may never let out."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from recovery.store import opening
from recovery.table import COMMANDS
from tests.commands.conftest import GIVEN, PASSPHRASE, Locked
from tests.conftest import Call, OpenTerminal, Ran
from tests.sync.served import Device, Served

if TYPE_CHECKING:
    import pytest

CANARY = "zq7canary"
NAMES = {command.name for command in COMMANDS}


def word(field: str) -> str:
    """The canary of a field, so that a leak names where it came from."""
    return f"{CANARY} {field}"


class Tried:
    """Runs commands in this process and remembers which; each must end as it is said to."""

    def __init__(self, call: Call, opened: Locked, outside: Path) -> None:
        self.call, self.opened, self.outside = call, opened, outside
        self.names: set[str] = set()

    def __call__(self, *arguments: str, piped: str | None = None, code: int = 0) -> Ran:
        self.note(*arguments)
        ran = self.call(*arguments, piped=piped)
        assert ran.code == code, (arguments, ran)
        return ran

    def note(self, *arguments: str) -> None:
        """Remember which command of the table a line is."""
        self.names.add(max((n for n in NAMES if list(arguments)[: n.count(" ") + 1] == n.split()), key=len))

    def id_of(self, *arguments: str) -> str:
        """The id of what a command wrote."""
        answer = self(*arguments, "--json").json
        return str((answer[0] if isinstance(answer, list) else answer)["id"])


def journal(do: Tried) -> None:
    """The groups Right now, Journal and Look back."""
    w = word
    do("init", "--substance", w("init"), code=4)
    do("substance", "add", w("substance"), "--since", "2026-01-01")
    do("substance", "rename", w("substance"), w("renamed"))
    do("substance", "since", w("renamed"), "2026-01-02")
    do("substance", "class", w("renamed"), "opioid")
    do("log", "7", w("trigger"), "-c", w("coping"), "-n", w("craving note"), "-s", w("renamed"))
    do("after", "used", "-c", w("coping after"))
    do("lapse", "-t", w("lapse trigger"), "--amount", w("amount"), "-n", w("lapse note"))
    do("used", "--amount", w("used amount"))
    do("note", "-", "-t", w("note trigger"), piped=f"{w('long note')} " * 900)
    do("checkin", "--used", w("renamed"), "--good", w("good"), "--note", w("checkin note"), "--sign", w("sign"))
    do("intend", w("intention"))
    note = do.id_of("note", w("note"))
    do("edit", note)
    do("search", CANARY)
    do("remove", note, "--yes")
    do("undo")
    do("redo")
    do("undo")
    do("show", "--all")
    do("show", note, "--history")
    do("remove", do.id_of("note", w("erased")), "--forever", "--yes")
    do("substance", "list")
    for line in ("today", "streak", "triggers", "report", "calendar", "sos", "config", "learn", "completion bash"):
        do(*line.split())
    do("trigger", "list")
    do("trigger", "merge", w("lapse trigger"), w("trigger"))
    do("trigger", "rename", w("trigger"), w("renamed trigger"))
    do("log", "3", "-c", w("other coping"))
    do("skill", "merge", w("other coping"), w("coping"))
    do("skill", "rename", w("coping"), w("renamed coping"))
    do("skill", "list")
    do("log", w("not a number"), w("trigger"), code=2)
    do("log", "5", "--at", w("not a time"), code=2)
    do("config", "country", "US")
    do("demo", "--keep", str(do.outside / "demo"))
    # The numbers of `sos` and the card are plain by design, and said to be so: no canary is for them.
    do("numbers", "add", "Somebody", "555 0100")
    do("numbers", "list")
    do("numbers", "hide", "555 0100")
    do("numbers", "hide", "988")
    do("numbers", "restore", "988")
    do("passphrase", "card", "--step", "Breathe", "--number", "555 0100")


def plan(do: Tried) -> None:
    """The group Plan."""
    w = word
    for section in ("reason", "sign", "skill", "surroundings", "reward", "crisis"):
        do("plan", "add", section, w(section), *(("--step", "1") if section == "crisis" else ()))
    do("plan", "add", "situation", w("situation"), "-t", w("plan trigger"), "--then", w("then"))
    do("plan", "add", "contact", w("contact"), "--phone", "555 0101", "--role", w("role"), "--for", w("for"))
    do("plan", "add", "lapse-step", w("lapse step"), "--when", w("when"))
    do("plan", "move", do.id_of("plan", "add", "reason", w("second reason")), "1")
    do("plan", "remove", do.id_of("plan", "add", "reason", w("third reason")), "--yes")
    do("plan", "remove", do.id_of("plan", "add", "reason", w("erased reason")), "--forever", "--yes")
    do("plan", "show", "-o", str(do.outside / "plan.md"))
    for line in ("check", "review --done", "history", "diff", "restore 1", "restore 9"):
        do("plan", *line.split())
    # What the editor adds is no item, so the text is refused and kept for the next edit: in the journal.
    do("plan", "edit", code=4)
    do("plan", "edit", "--fresh", code=4)


def treatment(do: Tried) -> None:
    """The group Treatment, as far as it is about what one takes, answers and attends."""
    w = word
    medicine = w("medicine")
    do("med", "add", medicine, "--dose", w("dose"), "--prescriber", w("prescriber"), "-n", w("regimen note"))
    do("dose", "taken", medicine, "-e", w("effect"), "-n", w("dose note"))
    do("med", "change", medicine, "--dose", w("other dose"))
    for line in ("list", "show", "card"):
        do("med", line)
    do("med", "stop", medicine)
    do("assess", "craving3", "--answers", "1,2,3", "-n", w("assessment note"))
    for line in ("history craving3", "list", "due", "every craving3 7d"):
        do("assess", *line.split())
    session = ("attend", "counseling", w("counselor"), "--takeaway", w("takeaway"), "--homework", w("homework"))
    did = do.id_of(*session, "-n", w("attendance note"))
    do("attend", "list")
    do("attend", "homework", did)
    topic = do.id_of("discuss", w("topic"))
    do("discuss", "add", w("other topic"))
    do("discuss", "list")
    do("discuss", "done", topic)
    thought = (
        "--situation",
        w("event"),
        "--thought",
        w("thought"),
        "--feeling",
        w("feeling"),
        "--for",
        w("speaks for"),
    )
    do("thought", *thought, "--against", w("against"), "--balanced", w("balanced"), "--before", "7")
    do("card", "5", "-f", w("card feeling"), "-k", w("skill used"), "-n", w("card note"))
    do("ruler", w("about"), "--importance", "7", "-r", w("ruler reason"), "-n", w("ruler note"))


def living(do: Tried) -> None:
    """The rest of the group Treatment."""
    w = word
    do("goal", "add", w("goal"), "--area", w("area"), "--reward", w("goal reward"), "-n", w("goal note"))
    do("goal", "done", w("goal"), "-n", w("done note"))
    for line in ("reward", "close"):
        do("goal", line, w("goal"))
    do("goal", "list", "--all")
    do("episode", "add", "residential", w("episode"), "--from", "2026-01-03", "--goal", w("aim"), "-n", w("stay"))
    do("episode", "end", "--on", "yesterday")
    do("episode", "list")
    do("aftercare", "--going", "5", "--needs", w("needs"), "-n", w("aftercare note"))
    visit = ("appointment", "add", w("appointment"), "--on", "in 3 days", "--place", w("place"))
    kept = do.id_of(*visit, "-n", w("appointment note"))
    do("export", "calendar", "-o", str(do.outside / "dates.ics"))
    do("remind", "add", "appointments", "--at", "09:00", "--with", "ics", "-o", str(do.outside / "remind.ics"))
    do("appointment", "list")
    do("appointment", "kept", kept)
    do("body", "--withdrawal", "4", "--symptom", w("symptom"), "-n", w("body note"))
    do("body", "history")
    naloxone = do.id_of("naloxone", "add", w("naloxone place"), "-n", w("naloxone note"))
    do("naloxone", "list")
    do("naloxone", "gone", naloxone)
    do("health", "test", w("test"), "--result", w("result"), "-n", w("health note"))
    do("health", "list")
    do("remind", "add", "checkin", "--at", "20:00", "--with", "systemd")
    do("remind", "say", "checkin")
    do("remind", "list")
    do("remind", "random", "--from", "09:00", "--to", "21:00")
    do("moment", "3", "-t", w("moment trigger"), "--place", w("moment place"), code=3)  # none has come yet
    do("remind", "random", "--off")
    do("skill", "helped")
    do("feedback")
    do("remind", "remove", "--all")
    do("substance", "close", w("renamed"))


def sharing(do: Tried) -> None:
    """The group Share; what it writes outside the journal's folder is plain by design."""
    do("private", "add", word("private"), "--role", word("private role"))
    do("private", "add", word("public"))
    do("private", "list")
    do("private", "remove", word("public"))
    out = do.outside
    page = ("export", "counselor", "--with-notes", "--with-names", "--name", word("alias"), "--yes")
    do(*page, "-o", str(out / "page.html"))
    do(*page, "-o", str(out / "page.pdf"))
    do("export", "table", "notes", "-o", str(out / "notes.csv"))
    do("export", "data", "-o", str(out / "all.jsonl"))
    (out / "lines.txt").write_text(f"7 {word('imported')} 22:40\nwhat is no {word('bad line')}\n")
    do("import", str(out / "all.jsonl"))
    do("import", str(out / "lines.txt"), "--from", "lines", code=4)
    (out / "lines.txt").write_text(f"7 {word('imported')} 22:40\n")
    do("import", str(out / "lines.txt"), "--from", "lines")


def locked(do: Tried, monkeypatch: pytest.MonkeyPatch) -> None:
    """Locked: what can be written is sealed, all else says so; then the passphrase in every way, and copies."""
    w = word
    do("lock")
    do("log", "7", w("sealed trigger"), "-n", w("sealed note"))
    do("after", "passed", "-c", w("sealed coping"))
    do("lapse", "--amount", w("sealed amount"))
    do("note", "-", piped=w("sealed long note") * 900)
    do("checkin", "--no-use", "--good", w("sealed good"))
    for line in (
        "show",
        "today",
        "search " + CANARY,
        "export data",
        "edit 1",
        f"intend {CANARY}",
        "med list",
        "doctor",
    ):
        do(*line.split(), code=7)
    do("sos")
    with monkeypatch.context() as given:
        for name, value in GIVEN.items():
            given.setenv(name, value)
        do("unlock")
    do("passphrase", "check", piped=do.opened.words)
    do("passphrase", "keyring", "off")
    do("backup")
    do("backup", "-o", str(do.outside / "copy.zip"))
    do("restore", str(do.outside / "copy.zip"))
    do("doctor", "--fix")
    do("note", "--at", "2026-01-05 12:00", w("purged"))
    do("purge", "--before", "2026-02-01", "--yes")
    with monkeypatch.context() as given:
        for name in ("RECOVERY_PASSPHRASE", "RECOVERY_NEW_PASSPHRASE"):
            given.setenv(name, PASSPHRASE)
        do("passphrase", "change", "--new-key")
        do("unlock")
        # Plain in between, as asked for; nothing of that is left once it is locked again.
        do("passphrase", "remove", "--yes")
        do("backup")
        do("note", w("while plain"))
        do("passphrase", "set")
        do("unlock")
    opening.forget()


def circle(do: Tried, other: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    """The circle: somebody with a journal of their own, who is shown what may be shown and says what may be said."""
    w, home = word, str(do.opened.home)

    def theirs(*arguments: str) -> Ran:
        ran = other(*arguments)
        monkeypatch.setenv("RECOVERY_HOME", home)
        opening.forget()
        assert ran.code == 0, (arguments, ran)
        return ran

    name = w("member")
    shown = ("--share", "day,help,mark,page,plan", "--due", "21:00", "--me", w("me"))
    made = do("circle", "invite", name, "--as", "counselor", *shown, "--link", "--yes", "--json").json
    theirs("init", "--since", "2026-01-01", "--substance", "other", "--timezone", "UTC")
    theirs("circle", "accept", made["link"], "--yes")
    do("circle", "accept", w("nowhere"), "--yes", code=4)
    do("sync")
    do("circle", "compare", name, "--yes")
    do("circle", "ask", "--words", "-", piped=w("words"))
    theirs("circle", "answer", "later")
    do("circle", "over")
    do("circle", "hard")
    do("circle", "send", name, "--mark", "-", "--yes", piped=w("mark"))
    do("circle", "send", name, "--page", "--yes")
    do("circle", "give", "--page", "--yes", code=6)  # that server serves no app to read it in
    theirs("circle", "send", w("me"), "--task", w("task"), "--yes")
    do("sync")
    proposed = re.findall(r"\[([0-9a-f]{4})\]", do("circle", "show", name).out)
    do("circle", "take", proposed[0])
    do("circle", "answer", "coming", code=3)
    do("circle", "cheer", name, "here")
    do("circle", "reward", name, w("reward"), "--times", "4")
    do("circle", "doorbell", name, "--command", "true")
    for line in ("list", "log", "pause", "pause --off"):
        do("circle", *line.split(), *(("--yes",) if "pause" in line else ()))
    do("circle", "share", name, "-mark")
    do("circle", "end", name, "--yes")
    meetings = do.outside / "meetings.json"
    meetings.write_text(f'[{{"name": "{w("meeting")}", "day": 1, "time": "18:00"}}]')
    do("meetings", str(meetings))


def syncing(do: Tried, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The group Devices, with a server of its own, whose database, copy and log are searched too."""
    folder.mkdir()
    served = Served(folder)
    do.note("serve")
    try:
        do("sync", "join", served.origin, "--name", word("device name"))
        pushed = do("sync", "--json").json["pushed"]
        assert pushed > 30
        assert do("sync", "status", "--json").json["pending"] == 0
        do("devices")
        do("devices", "revoke", word("nobody"), "--yes", code=3)
        do("pair", word("spoken"), code=2)
        do("app", "verify", word("nowhere"), code=2)
        do("app", "export", str(folder / "server.db"), code=4)
        do("serve", "backup", str(folder / "copy.db"), "--database", f"sqlite:///{folder}/server.db")
        circle(do, Device("counselor", do.outside / "counselor", do.call, monkeypatch), monkeypatch)
        do("sync", "leave", "--delete-account", "--yes")
    finally:
        served.stop()
    kept = {path.name: path.read_bytes().lower() for path in folder.iterdir()}
    assert [name for name, content in kept.items() if CANARY.encode() in content] == []


def conversations(do: Tried, terminal: OpenTerminal) -> None:
    """The two commands that only a person at a terminal can run."""
    surf = terminal("surf", "1", "-t", word("surf trigger"), "--plain")
    do.note("surf")
    surf.see("0 to 10?")
    surf.type("6")
    surf.see("min")
    surf.type("")
    surf.interrupt()
    assert surf.end() == 0
    start = terminal("plan", "start")
    do.note("plan", "start")
    start.see("q: stop")
    start.see(">")
    start.type(word("first thing"))
    start.see(">")
    start.type("q")
    assert start.end() == 0


def fields(text: str) -> set[str]:
    """Which canaries stand in a text."""
    return set(re.findall(rf"{CANARY} [a-z ]+", text))


def temporary(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make that the place for whatever is temporary, and the person's home."""
    for name, part in (("TMPDIR", "tmp"), ("HOME", "person"), ("XDG_RUNTIME_DIR", "run")):
        (folder / part).mkdir(parents=True)
        monkeypatch.setenv(name, str(folder / part))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setattr(tempfile, "tempdir", None)
