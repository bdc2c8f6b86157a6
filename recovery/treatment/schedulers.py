"""Reminders in the hands of the machine's own scheduler and notifier: set, taken away, shown."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

from recovery import system
from recovery.errors import Refused
from recovery.language import tr
from recovery.store import home
from recovery.treatment import reminders
from recovery.treatment.reminders import Reminder

Way = Literal["systemd", "cron", "launchd", "windows", "ics"]


class Written(NamedTuple):
    """The files that a scheduler reads, and what is still to be done by hand, else empty."""

    files: list[str]
    left_to_do: str


def way_here() -> Way:
    """By what this machine reminds."""
    return {"darwin": "launchd", "win32": "windows"}.get(
        sys.platform, "systemd" if shutil.which("systemctl") else "cron"
    )  # type: ignore[return-value]


def set_up(
    way: Literal["systemd", "launchd"], reminder: Reminder, command: Sequence[str], folder: str | None
) -> Written:
    """Have the scheduler run the command; `folder` is the journal's, if not the usual. Raises `Refused`."""
    return (_systemd if way == "systemd" else _launchd)(reminder, command, folder)


def take_away(entry: Mapping[str, Any]) -> None:
    """Remove what a reminder left on the machine, as `set_up` wrote it; `entry` is that of the settings."""
    files = [Path(str(file)) for file in entry.get("files", [])]
    if entry.get("with") == "systemd":
        _run("systemctl", "--user", "disable", "--now", f"{entry['name']}.timer")
        for file in files:
            (file.parent / "timers.target.wants" / file.name).unlink(missing_ok=True)
    for file in files:
        if entry.get("with") == "launchd":
            _run("launchctl", "unload", "-w", str(file))
        file.unlink(missing_ok=True)
    for folder in {file.parent for file in files}:
        for empty in (folder / "timers.target.wants", folder):
            if empty.is_dir() and not any(empty.iterdir()):
                empty.rmdir()
    if entry.get("with") == "systemd":
        _run("systemctl", "--user", "daemon-reload")


def notify(title: str, text: str) -> bool:
    """Show a notification by what this machine has; false where it has nothing."""
    return any(_run(*line) for line in _notifiers(title, text))


def _notifiers(title: str, text: str) -> list[list[str]]:
    return [
        ["notify-send", title, text],
        ["osascript", "-e", tr('display notification "{text}" with title "{title}"', text=text, title=title)],
    ]


def _units() -> Path:
    return Path(os.environ.get("XDG_CONFIG_HOME") or "~/.config").expanduser() / "systemd" / "user"


def _systemd(reminder: Reminder, command: Sequence[str], folder: str | None) -> Written:
    files = _write(_units(), reminders.systemd(reminder, command, folder))
    done = _run("systemctl", "--user", "daemon-reload") and _run(
        "systemctl", "--user", "enable", "--now", f"{reminder.name}.timer"
    )
    start = tr("systemctl --user enable --now {name}.timer", name=reminder.name)
    return Written(files, "" if done else tr("It is written, not started yet. Start it with: {command}", command=start))


def _launchd(reminder: Reminder, command: Sequence[str], folder: str | None) -> Written:
    agents = Path("~/Library/LaunchAgents").expanduser()
    name = f"{reminders.label(reminder)}.plist"
    files = _write(agents, {name: reminders.launchd(reminder, command, folder)})
    loaded = _run("launchctl", "load", "-w", files[0])
    return Written(files, "" if loaded else tr("It is written and starts at your next login."))


def _write(folder: Path, texts: dict[str, str]) -> list[str]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            home.write_private(folder / name, text.encode())
    except OSError as error:
        raise Refused(
            tr("The reminder could not be written. Check that your configuration folder can be written to.")
        ) from error
    return [str(folder / name) for name in texts]


def _run(program: str, *words: str) -> bool:
    """Whether that program is there and did it."""
    path = shutil.which(program)
    if path is None:
        return False
    return system.run_program([path, *words], silent=True).returncode == 0
