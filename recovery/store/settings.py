"""The text of `config.toml` as values, also for who asks before any sentence can be said: the person's language."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def read(content: bytes) -> dict[str, Any]:
    """What a file of settings holds; raises `ValueError` for what is no TOML."""
    text = content.decode("utf-8")
    values = _plain(text)
    if values is not None:
        return values
    import tomllib

    try:
        return tomllib.loads(text)
    except RecursionError:  # lists in lists in lists
        raise ValueError from None


def _plain(text: str) -> dict[str, Any] | None:
    """What a file of settings holds where all are plain texts, true or false, as in most; else `None`.

    The prompt and `sos` read them each time, and to load what reads any TOML takes longer than all else they read.
    """
    values: dict[str, Any] = {}
    for line in text.split("\n"):
        name, _, value = line.partition(" = ")
        if value in ("true", "false"):
            said: Any = value == "true"
        elif len(value) > 1 and value[0] == value[-1] == '"' and not {'"', "\\"} & {*value[1:-1]}:
            said = value[1:-1]
        elif not line:
            continue
        else:
            return None
        if not (line.isascii() and line.isprintable() and name.isidentifier()) or name in values:
            return None
        values[name] = said
    return values
