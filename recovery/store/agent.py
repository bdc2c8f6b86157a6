"""Where no kernel keyring is: a small process that holds one key in memory behind a socket for this user only.

It answers two words, get and drop, and ends with the session, overwriting what it held. The socket lies in a folder
that nobody else can enter; who asks is checked once more where the system can tell.
"""

from __future__ import annotations

import os
import socket
import stat
import struct
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from recovery import system
from recovery.store import session
from recovery.store.session import PAYLOAD_BYTES, Held

GET, DROP, NEW = b"g", b"d", b"n"
DONE = b"ok"
ANSWER_SECONDS = 2.0
FOLDER_RIGHTS = 0o700


def _folder(*, make: bool = False) -> Path | None:
    """The folder of this user's sockets; `None` where there is none or it cannot be trusted."""
    folder = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()) / f"j-{os.getuid()}"
    try:
        if make:
            folder.mkdir(mode=FOLDER_RIGHTS, exist_ok=True)
        status = folder.lstat()
    except OSError:
        return None
    mine = stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid()
    return folder if mine and stat.S_IMODE(status.st_mode) == FOLDER_RIGHTS else None


def ask(title: str, word: bytes) -> bytes | None:
    """The agent's answer; `None` where there is no agent for that journal."""
    folder = _folder()
    if folder is None or not (folder / title).exists():
        return None
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(ANSWER_SECONDS)
        try:
            line.connect(str(folder / title))
            if not _same_user(line):
                return None
            line.sendall(word)
            answer = line.recv(PAYLOAD_BYTES)
        except OSError:
            with suppress(OSError):
                (folder / title).unlink()
            return None
    return answer or None


def hold(title: str, held: Held) -> bool:
    """Start the agent with a key, in place of one that holds an earlier one; false where it cannot be."""
    ask(title, DROP)
    folder = _folder(make=True)
    if folder is None:
        return False
    path = folder / title
    server = socket.socket(socket.AF_UNIX)
    try:
        path.unlink(missing_ok=True)
        server.bind(str(path))
        path.chmod(0o600)
        server.listen(8)
    except OSError:
        server.close()
        return False
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child:
        server.close()
        os.waitpid(child, 0)
        return ask(title, GET) is not None
    _apart(server, path, held)
    return False


def _apart(server: socket.socket, path: Path, held: Held) -> None:
    """Go on as a process of its own, without terminal, folder or open files, until the session ends."""
    mine = _marks(path)
    try:
        os.setsid()
        if os.fork():
            os._exit(0)
        os.chdir("/")
        nothing = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(nothing, standard)
        os.closerange(3, server.fileno())
        os.closerange(server.fileno() + 1, 1024)
        system.harden()
        _serve(server, path, held)
    finally:
        with suppress(OSError):
            if _marks(path) == mine:  # another agent may have its own there by now
                path.unlink()
        os._exit(0)


def _marks(path: Path) -> tuple[int, int]:
    """What tells this socket from another under its name; the number alone may be given again."""
    status = path.lstat()
    return status.st_ino, status.st_ctime_ns


def _serve(server: socket.socket, path: Path, held: Held) -> None:
    """Answer until the session ends; whoever hears that it was dropped finds nothing left of it."""
    secret = bytearray(held.key)
    state = held._replace(key=b"")
    while (rest := session.left(state)) > 0:
        server.settimeout(rest)
        try:
            line, _ = server.accept()
        except TimeoutError:
            continue
        if session.left(state) <= 0:  # the machine slept meanwhile, which the waiting did not count
            line.close()
            break
        with line, suppress(OSError):
            line.settimeout(ANSWER_SECONDS)
            word = line.recv(1) if _same_user(line) else b""
            if word == GET:
                state = state._replace(used=session.seconds())
                line.sendall(state._replace(key=bytes(secret)).packed())
            elif word == DROP:
                secret[:] = bytes(len(secret))
                path.unlink(missing_ok=True)
                line.sendall(DONE)
                break
    secret[:] = bytes(len(secret))


def _same_user(line: socket.socket) -> bool:
    """Whether the other end belongs to this user, as far as the system can tell."""
    credentials = getattr(socket, "SO_PEERCRED", None)
    if credentials is None:
        return True
    size = struct.calcsize("3i")
    _, user, _ = struct.unpack("3i", line.getsockopt(socket.SOL_SOCKET, credentials, size))
    return bool(user == os.getuid())
