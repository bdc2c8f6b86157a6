"""The session: where the key waits between two commands, in memory only, for this user on this machine.

On Linux the kernel's keyring keeps it: it is never written to disk, ends by itself, and is found again from another
terminal, from tmux and over ssh. Where there is no such keyring a small process keeps it behind a socket (`agent`).
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from typing import NamedTuple

from recovery import system
from recovery.store import home
from recovery.store.keyfile import KEY_BYTES, KeyFile

# From each architecture's system call table: add_key, keyctl.
_CALLS = {
    "x86_64": (248, 250),
    "aarch64": (217, 219),
    "riscv64": (217, 219),
    "i686": (286, 288),
    "armv7l": (309, 311),
    "ppc64le": (269, 271),
    "s390x": (278, 280),
}
_SESSION_KEYRING, _USER_KEYRING = -3, -4
_UPDATE, _REVOKE, _SETPERM, _LINK, _UNLINK, _SEARCH, _READ, _SET_TIMEOUT = 2, 3, 5, 8, 9, 10, 11, 15
_OWNER_ONLY = 0x3F3F0000  # all rights for who possesses the key and for this user, none for anybody else
FIELD = 8
PAYLOAD_BYTES = KEY_BYTES + 3 * FIELD


class Held(NamedTuple):
    """A key held; the times are seconds: of the machine's own run until the end, of rest allowed, of the last use."""

    key: bytes
    ends: int
    idle: int
    used: int

    def packed(self) -> bytes:
        """As the keyring or the agent holds it."""
        return self.key + b"".join(number.to_bytes(FIELD) for number in self[1:])


def unpacked(payload: bytes) -> Held | None:
    """What was packed; `None` for anything else, and for a session whose time is over."""
    if len(payload) != PAYLOAD_BYTES:
        return None
    times = [int.from_bytes(payload[at : at + FIELD]) for at in range(KEY_BYTES, PAYLOAD_BYTES, FIELD)]
    held = Held(payload[:KEY_BYTES], *times)
    return held if left(held) > 0 else None


def left(held: Held) -> int:
    """How many seconds it may still be held, counted by a clock that nobody can turn back and that runs in sleep."""
    present = seconds()
    until_rest = held.used + held.idle - present if held.idle else held.ends - present
    return min(held.ends - present, until_rest)


def seconds() -> int:
    """Seconds since this machine started, sleep included."""
    return system.seconds_up()


def name(key_file: KeyFile) -> str:
    """What the session is called: one for each key, journal and folder, saying nothing about any."""
    from _blake2 import blake2b

    of = f"{key_file.journal}\0{key_file.public.hex()}\0{home.folder().resolve()}".encode()
    return blake2b(of, digest_size=16).hexdigest()


def hold(key_file: KeyFile, key: bytes, lasting: int, idle: int = 0) -> bool:
    """Hold the key for `lasting` seconds, and at most `idle` seconds after its last use; false where nothing can."""
    system.harden()
    held = Held(key, seconds() + lasting, idle, seconds())
    if _kernel_hold(name(key_file), held):
        return True
    if not system.FORKS:
        return False
    from recovery.store import agent

    return agent.hold(name(key_file), held)


def held(key_file: KeyFile) -> bytes | None:
    """The key of this journal, if a session holds it and it is the right one."""
    title = name(key_file)
    session = _kernel_held(title)
    if session is None and system.FORKS:
        from recovery.store import agent

        payload = agent.ask(title, agent.GET)
        session = unpacked(payload) if payload else None
    if session is None:
        return None
    system.harden()
    return session.key


def drop(key_file: KeyFile) -> bool:
    """Wipe the key; returns whether one was held."""
    if not system.FORKS:
        return False
    from recovery.store import agent

    title = name(key_file)
    serial = _find(title)
    by_agent = agent.ask(title, agent.DROP)
    if serial is None:
        return by_agent is not None
    _control(_UPDATE, serial, ctypes.c_char_p(bytes(PAYLOAD_BYTES)), ctypes.c_size_t(PAYLOAD_BYTES))
    _control(_REVOKE, serial)
    _control(_UNLINK, serial, _USER_KEYRING)
    return True


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _calls() -> tuple[int, int] | None:
    """The numbers of add_key and keyctl here; `None` where there are none."""
    machine = system.LINUX_MACHINE
    if sys.maxsize < 2**32 and machine in ("x86_64", "aarch64"):
        return None  # a 32-bit Python on a 64-bit kernel has other numbers
    return _CALLS.get(machine)


def _system(number: int, *arguments: object) -> int:
    call: Callable[..., int] = _libc().syscall
    call.restype = ctypes.c_long  # type: ignore[attr-defined]
    converted = [ctypes.c_long(argument) if isinstance(argument, int) else argument for argument in arguments]
    return int(call(ctypes.c_long(number), *converted))


def _control(operation: int, *arguments: object) -> int:
    calls = _calls()
    return _system(calls[1], operation, *arguments) if calls else -1


def _kernel_hold(title: str, held: Held) -> bool:
    calls = _calls()
    if calls is None:
        return False
    payload = held.packed()
    add = (ctypes.c_char_p(b"user"), ctypes.c_char_p(title.encode("ascii")), ctypes.c_char_p(payload))
    serial = _system(calls[0], *add, ctypes.c_size_t(len(payload)), _SESSION_KEYRING)
    if serial < 0:
        return False
    # First in the session's own keyring, where new rights may be set, then where every session of this user looks.
    done = (
        _control(_SETPERM, serial, _OWNER_ONLY) == 0
        and _control(_SET_TIMEOUT, serial, max(1, left(held))) == 0
        and _control(_LINK, serial, _USER_KEYRING) == 0
    )
    _control(_UNLINK, serial, _SESSION_KEYRING)
    if done and _kernel_held(title) is not None:
        return True
    _control(_REVOKE, serial)
    return False


def _find(title: str) -> int | None:
    kind, description = ctypes.c_char_p(b"user"), ctypes.c_char_p(title.encode("ascii"))
    serial = _control(_SEARCH, _USER_KEYRING, kind, description, 0)
    return serial if serial > 0 else None


def _kernel_held(title: str) -> Held | None:
    serial = _find(title)
    if serial is None:
        return None
    buffer = ctypes.create_string_buffer(PAYLOAD_BYTES)
    if _control(_READ, serial, buffer, ctypes.c_size_t(PAYLOAD_BYTES)) != PAYLOAD_BYTES:
        return None
    session = unpacked(buffer.raw)
    if session is None:
        _control(_REVOKE, serial)
    elif session.idle:
        session = session._replace(used=seconds())
        _control(_UPDATE, serial, ctypes.c_char_p(session.packed()), ctypes.c_size_t(PAYLOAD_BYTES))
        _control(_SET_TIMEOUT, serial, max(1, left(session)))
    return session
