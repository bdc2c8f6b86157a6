"""What a browser is told to allow the app: its own files, its own server, one camera, and nothing else.

The policy stands on the app's own paths only; the API keeps its own. `trusted-types files` names the one policy of the
app's code, which admits its worker files and nothing else. Argon2id needs WebAssembly, which is allowed in the worker
that computes it and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable

PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "connect-src {reaches}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types files"
)
OFFLINE_WORKER = "default-src 'none'; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'"
WORKER = "default-src 'none'; script-src 'self'; require-trusted-types-for 'script'"
ARGON2_WORKER = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; require-trusted-types-for 'script'"
POLICIES = {"worker.js": OFFLINE_WORKER, "passphrase.worker.js": ARGON2_WORKER}
PERMISSIONS = (
    "camera=(self), screen-wake-lock=(self), publickey-credentials-create=(self), publickey-credentials-get=(self), "
    "accelerometer=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), "
    "midi=(), payment=(), serial=(), usb=()"
)


def of(name: str, servers: Iterable[str] = ()) -> dict[str, str]:
    """The headers of one file; `servers` are origins that a page hosted elsewhere may talk to as well."""
    return {
        "Content-Security-Policy": _policy(name, servers),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": PERMISSIONS,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "public, max-age=31536000, immutable" if _never_changes(name) else "no-cache",
    }


def _policy(name: str, servers: Iterable[str]) -> str:
    if name in POLICIES:
        return POLICIES[name]
    if name.endswith(".worker.js"):
        return WORKER
    return PAGE.format(reaches=" ".join(["'self'", *servers]))


def _never_changes(name: str) -> bool:
    """Whether the name holds a hash of the content, as `app-ROOUBT4E.js` does."""
    stem, dot, _ = name.rpartition(".")
    mark = stem.rpartition("-")[2]
    return bool(dot) and len(mark) == 8 and mark.isalnum() and mark == mark.upper()
