"""The session: held for a while for one key, by the kernel or by the agent, and gone afterwards."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from recovery.store import agent, keyfile, keyring, keys, session
from recovery.store.keyfile import KeyFile
from recovery.store.session import Held

KEY = bytes(range(32))


@pytest.fixture
def key_file(home: Path) -> Iterator[KeyFile]:
    """A key file as far as the session looks at it."""
    home.mkdir()
    made = KeyFile(os.urandom(8).hex(), os.urandom(32), keyfile.COST, b"", b"", b"", b"")
    yield made
    session.drop(made)


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for sockets, whose names may not be long."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        yield Path(folder)


@pytest.fixture(params=["kernel", "agent"])
def place(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, short: Path) -> str:
    """Both places; where the kernel has no keyring, the agent alone."""
    if request.param == "agent":
        monkeypatch.setattr(session, "_calls", lambda: None)
    elif not session._kernel_hold("probe", Held(KEY, session.seconds() + 1, 0, session.seconds())):
        pytest.skip("no kernel keyring here")
    return str(request.param)


def test_held_read_back_and_dropped(key_file: KeyFile, place: str) -> None:
    assert session.held(key_file) is None
    assert session.hold(key_file, KEY, 60)
    assert session.held(key_file) == KEY
    other = KeyFile(key_file.journal, bytes(32), keyfile.COST, b"", b"", b"", b"")
    assert session.held(other) is None
    assert session.drop(key_file)
    assert session.held(key_file) is None
    assert not session.drop(key_file)


def _wait_until_gone(key_file: KeyFile) -> None:
    limit = time.monotonic() + 120
    while session.held(key_file) is not None:
        assert time.monotonic() < limit
        time.sleep(0.1)


def test_it_ends_by_itself(key_file: KeyFile, place: str) -> None:
    ends = session.seconds() + 3
    assert session.hold(key_file, KEY, 3)
    assert session.held(key_file) == KEY or session.seconds() >= ends - 1
    _wait_until_gone(key_file)
    assert session.seconds() >= ends - 1  # the kernel and this clock each leave out a part of a second


def test_rest_ends_it_and_use_does_not(
    key_file: KeyFile, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock stands in a file: the agent, a process of its own, reads the same one."""
    clock = tmp_path / "seconds"

    def at(seconds: int) -> None:
        whole = clock.with_suffix(".new")
        whole.write_text(str(seconds), "ascii")
        whole.replace(clock)  # the agent may read at any moment, and never finds half a file

    at(1_000)
    monkeypatch.setattr(session, "seconds", lambda: int(clock.read_text("ascii")))
    assert session.hold(key_file, KEY, 6_000, idle=600)
    for now in (1_590, 2_180, 2_770):  # in use for longer than the rest that is allowed
        at(now)
        assert session.held(key_file) == KEY
    at(2_770 + 600)
    assert session.held(key_file) is None
    at(2_770)
    assert session.held(key_file) is None, "it is wiped, not only passed over"


def test_another_process_without_our_session_keyring_finds_it(key_file: KeyFile, place: str) -> None:
    assert session.hold(key_file, KEY, 60)
    code = (
        "import sys; from recovery.store import keyfile, session\n"
        "if session._calls(): session._control(1, session.ctypes.c_char_p(None))\n"  # a session keyring of its own
        f"of = {key_file.journal!r}, bytes.fromhex({key_file.public.hex()!r}), keyfile.COST\n"
        "made = keyfile.KeyFile(*of, *[b''] * 4)\n"
        + ("session._calls = lambda: None\n" if place == "agent" else "")
        + "print(session.held(made).hex())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == KEY.hex(), done.stderr


def test_the_agent_leaves_nothing_and_lies_where_nobody_else_looks(key_file: KeyFile, short: Path) -> None:
    assert agent.hold("x", Held(KEY, session.seconds() + 60, 0, session.seconds()))
    (folder,) = short.glob("j-*")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "x").stat().st_mode & 0o777 == 0o600
    assert agent.ask("x", agent.DROP) == agent.DONE
    assert not list(folder.iterdir())
    folder.chmod(0o755)
    assert not agent.hold("x", Held(KEY, session.seconds() + 60, 0, session.seconds()))


def test_no_core_is_dumped_while_a_key_is_held() -> None:
    code = (
        "import resource; from recovery import system; system.harden()\n"
        "import ctypes; print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["(0,", "0)", "0"]
    assert resource.RLIMIT_CORE is not None


def test_a_clock_turned_back_does_not_lengthen_it() -> None:
    held = Held(KEY, session.seconds() - 1, 0, session.seconds() - 10)
    assert session.unpacked(held.packed()) is None
    assert session.unpacked(b"short") is None
    assert session.unpacked(held._replace(ends=session.seconds() + 5).packed()) is not None


def test_a_keyring_that_is_missing_is_no_error(key_file: KeyFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert keyring.secret_of(key_file) is None
    assert not keyring.keep(key_file, KEY)
    keyring.forget(key_file)
    made = keys.make("ab" * 16, KEY, "x", bytes(32))
    wrapped = keys.with_keyring(made, KEY, bytes(32))
    assert keys.by_keyring(wrapped, bytes(32)) == KEY
    assert keys.with_keyring(wrapped, KEY, None).keyring is None


def test_the_kernel_is_asked_by_its_own_numbers() -> None:
    """As include/uapi/linux/keyctl.h and the tables of system calls have them, also for machines that run no test."""
    operations = (session._UPDATE, session._REVOKE, session._SETPERM, session._LINK, session._UNLINK)
    assert (*operations, session._SEARCH, session._READ, session._SET_TIMEOUT) == (2, 3, 5, 8, 9, 10, 11, 15)
    assert (session._SESSION_KEYRING, session._USER_KEYRING) == (-3, -4)
    assert session._calls() in (None, *session._CALLS.values())
    assert session._OWNER_ONLY == 0x3F000000 | 0x3F0000  # KEY_POS_ALL and KEY_USR_ALL
    assert session._CALLS == {
        "x86_64": (248, 250),
        "aarch64": (217, 219),
        "riscv64": (217, 219),
        "i686": (286, 288),
        "armv7l": (309, 311),
        "ppc64le": (269, 271),
        "s390x": (278, 280),
    }
