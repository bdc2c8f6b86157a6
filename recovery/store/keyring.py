"""The system's own keyring as one more way to the key, for who wants it. It may be missing or locked: then nothing breaks."""

from __future__ import annotations

from recovery.errors import add_extra
from recovery.language import tr
from recovery.store import home
from recovery.store.keyfile import KEY_BYTES, KeyFile

MISSING = tr(
    "No keyring could be used here: it is locked, or the part that reaches it is missing. "
    "{add_extra}. Nothing was changed.",
    add_extra=add_extra("keyring"),
)
# Neither says what the program is for: other programs list what a keyring holds.
SERVICE = "journal"


def keep(key_file: KeyFile, secret: bytes) -> bool:
    """Put a secret into the keyring; false where there is none."""
    try:
        import keyring

        keyring.set_password(SERVICE, _name(key_file), secret.hex())
    except Exception:  # noqa: BLE001 - each keyring fails in its own way, and none of them may stop the program
        return False
    return secret_of(key_file) == secret


def secret_of(key_file: KeyFile) -> bytes | None:
    """The secret that the keyring holds for this journal; `None` where it is missing or locked."""
    try:
        import keyring

        secret = bytes.fromhex(keyring.get_password(SERVICE, _name(key_file)) or "")
    except Exception:  # noqa: BLE001 - as above
        return None
    return secret if len(secret) == KEY_BYTES else None


def forget(key_file: KeyFile) -> None:
    """Take the secret out of the keyring, as far as it can be reached."""
    try:
        import keyring

        keyring.delete_password(SERVICE, _name(key_file))
    except Exception:  # noqa: BLE001 - as above
        return


def _name(key_file: KeyFile) -> str:
    return f"{key_file.journal}-{home.folder().name}"
