"""What runs command lines in forks of one loaded process: each is as a started program is, and leaves the next nothing.

A probe stands in for the program's `main`: it tells of the process that it is in, and changes what it can.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pexpect
import pytest

from recovery import system
from tests import loaded
from tests.conftest import Run
from tests.loaded import Loaded
from tests.terminal import Forked, started

pytestmark = pytest.mark.skipif(not system.FORKS, reason="a process cannot go on as two here")

PROBE = textwrap.dedent(
    """
    import json, os, signal, sys, termios, time

    def main():
        word = sys.argv[1]
        if word == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        if word == "closed":
            os.close(1)
            os.write(2, b"still here")
        if word == "fails":
            sys.exit(7)
        if word == "raises":
            raise ValueError("so it ends")
        if word == "talks":
            talk()
        told = {
            "arguments": sys.argv[1:],
            "given": sys.stdin.buffer.read().decode(),
            "folder": os.getcwd(),
            "environment": {name: os.environ.get(name) for name in ("GIVEN", "BEFORE", "LEFT", "TZ")},
            "zone": time.strftime("%Z", time.localtime(0)),
            "files": [number for number in range(200) if is_open(number)],
            "terminals": [os.isatty(number) for number in range(3)],
            "umask": os.umask(0o077),
            "signals": {
                signal.Signals(number).name: str(signal.getsignal(number))
                for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD, signal.SIGPIPE, signal.SIGHUP)
            },
            "blocked": sorted(signal.pthread_sigmask(signal.SIG_BLOCK, [])),
            "left": getattr(sys, "left", None),
            "pid": os.getpid(),
            "children": subprocess_ends(),
        }
        sys.left = word
        os.environ["LEFT"] = word
        os.chdir("/")
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        sys.stdout.write(json.dumps(told))
        sys.stderr.write("told")

    def talk():
        size, echoes = os.get_terminal_size(), bool(termios.tcgetattr(0)[3] & termios.ECHO)
        streams = [
            (stream.encoding, stream.errors, stream.line_buffering, stream.isatty(), stream.fileno())
            for stream in (sys.stdin, sys.stdout, sys.stderr)
        ]
        its_own = (os.getsid(0) == os.getpid(), os.tcgetpgrp(0) == os.getpgrp(), os.ctermid())
        print(json.dumps([size, echoes, streams, its_own, os.getcwd(), os.environ.get("GIVEN")]))
        print(input("? ").upper())
        try:
            signal.pause()
        except KeyboardInterrupt:
            sys.exit(130)

    def is_open(number):
        try:
            return bool(os.fstat(number))
        except OSError:
            return False

    def subprocess_ends():
        child = os.fork()
        if child == 0:
            os._exit(3)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    """
)


@pytest.fixture
def probe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Loaded, list[str]]]:
    """A loaded process whose program is the probe, and the command that starts the probe anew."""
    (tmp_path / "probe.py").write_text(PROBE)
    forked = Path(loaded.__file__).read_text("utf-8")
    assert forked.count("    load()\n    from recovery import cli\n") == 1
    # What is tested is how it forks: what it loads, and whose `main` it calls, is put in place of the program.
    of_probe = forked.replace("    load()\n    from recovery import cli\n", "    import probe as cli\n")
    (tmp_path / "forking.py").write_text(of_probe)
    monkeypatch.setattr(loaded, "__file__", str(tmp_path / "forking.py"))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("BEFORE", "of the loading")
    made = Loaded()
    monkeypatch.delenv("BEFORE")
    yield made, [sys.executable, "-c", "import probe; probe.main()"]
    made.close()


def test_a_forked_run_is_as_a_started_one_and_leaves_the_next_nothing(
    probe: tuple[Loaded, list[str]], tmp_path: Path
) -> None:
    forking, command = probe
    folder = tmp_path / "here \N{LATIN SMALL LETTER A WITH DIAERESIS}"
    folder.mkdir()
    env = {**os.environ, **forking.env, "GIVEN": "a=b\n\N{SNOWMAN}", "TZ": "Asia/Tokyo"}
    arguments, given = ["one", "two words", "", "-x"], "\N{SNOWMAN}" * 100_000
    tellings: list[dict[str, Any]] = []
    before = os.umask(0o027)
    try:
        started = subprocess.check_output(
            [*command, *arguments], env=env, cwd=folder, input=given.encode(), stderr=subprocess.DEVNULL
        )
        for _ in range(2):
            code, out, err = forking.run(arguments, given.encode(), env, folder)
            assert (code, err) == (0, "told")
            tellings.append(json.loads(out))
    finally:
        os.umask(before)
    expected = json.loads(started)
    pids = {telling.pop("pid") for telling in (*tellings, expected)}
    assert len(pids) == 3
    assert os.getpid() not in pids
    assert tellings[0] == tellings[1] == expected
    assert (expected["zone"], expected["umask"]) == ("JST", 0o027)
    assert expected["files"] == [0, 1, 2]


def test_a_forked_run_ends_as_a_started_one(probe: tuple[Loaded, list[str]], tmp_path: Path) -> None:
    forking, command = probe
    env = {**os.environ, **forking.env}
    for word, expected in (("fails", 7), ("killed", -signal.SIGKILL), ("raises", 1), ("closed", None)):
        started = subprocess.run([*command, word], env=env, cwd=tmp_path, capture_output=True, check=False)
        code, out, err = forking.run([word], b"x" * 200_000, env, tmp_path)  # which nobody reads
        assert code == started.returncode
        assert expected in (code, None)
        assert out == started.stdout.decode()
        assert err.splitlines()[-1:] == started.stderr.decode().splitlines()[-1:]


def test_a_forked_terminal_is_as_a_started_one(probe: tuple[Loaded, list[str]]) -> None:
    forking, command = probe
    env = {**os.environ, **forking.env, "GIVEN": "a=b"}
    forked = Forked(*forking.on_terminal(["talks"], env, Path.cwd(), 70, 20))
    told = []
    for child in (forked, started([*command, "talks"], env, 70, 20)):
        child.expect_exact("? ")
        told.append(json.loads(str(child.before)))
        child.sendline("typed")
        child.expect_exact("TYPED")
        child.sendintr()
        child.expect(pexpect.EOF)
        child.close()
        assert child.exitstatus == 130
    assert told[0] == told[1]
    assert (told[0][0], told[0][1]) == ([70, 20], False)
    unheard = Forked(*forking.on_terminal(["talks"], env, Path.cwd(), 70, 20))
    unheard.expect_exact("? ")
    unheard.close(force=True)
    assert unheard.signalstatus in (signal.SIGHUP, signal.SIGKILL)
    assert not Path(f"/proc/{unheard.pid}").exists()


def test_nothing_of_one_run_of_the_program_is_there_in_the_next(run: Run, tmp_path: Path) -> None:
    other = {"RECOVERY_HOME": str(tmp_path / "other"), "RECOVERY_PASSPHRASE": "one two three four", "TZ": "Asia/Tokyo"}
    for line in (("init", "--passphrase", "--json"), ("config", "date-order", "dmy"), ("log", "5")):
        assert run(*line, env=other).code == 0
    assert run("log", "5", "--json").json["timezone"] == "America/New_York"
    assert run("log", "5", "--at", "05/11/2025 21:00").code == 2, "the order of day and month of the other folder"
    assert len(run("show", "--all", "--json").json) == 1
    assert run("show", "--all", env={**other, "RECOVERY_PASSPHRASE": ""}).code == 7, "the passphrase of the run before"
    assert run("log", "5", "--json", env=other).json["timezone"] == "Asia/Tokyo"
