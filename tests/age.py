"""Opening what is locked with a passphrase, whatever else the machine does meanwhile."""

from __future__ import annotations

import time

from pyrage import DecryptError, passphrase

from tests.conftest import PATIENCE_SECONDS


def opened(locked: bytes, words: str) -> bytes:
    """What lies in an age file.

    age measures the machine anew each time and refuses what it takes for more than sixteen times its usual work: a file
    locked in a quiet moment, if the next one is a busy one.
    """
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return bytes(passphrase.decrypt(locked, words))
        except DecryptError as refused:
            if "work parameter" not in str(refused) or time.monotonic() > until:
                raise
