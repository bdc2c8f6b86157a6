"""What device and server agree on: limits, words, and the exact bytes that are signed, sealed or bound.

Both sides import this, and `shapes` to read it, and nothing else of each other. The page that explains it is
docs/sync-protocol.md; the bytes are pinned by tests/vectors/.
"""

from __future__ import annotations

from urllib.parse import urlsplit

VERSION = 1
PREFIX = "recovery/v1/"

# Lengths, in bytes.
ID_BYTES = 16  # a record, a version of it, a collection, an account, an epoch, a mailbox
KID_BYTES = 8
KEY_BYTES = 32  # every key, a nonce of the login, a token
SIGNATURE_BYTES = 64
NONCE_BYTES = 12
TAG_BYTES = 16
SHARE_BYTES = 2 * KEY_BYTES + TAG_BYTES  # a ring's key sealed to somebody: the ephemeral key, the key, the tag
ENVELOPE = 1  # the first byte of a sealed record
HEAD_BYTES = 1 + KID_BYTES  # what the server reads of a sealed record: version and which key

# A record's plain text is padded to one of these sizes, so that its length says little.
PAD_BYTES = 1024
PLAIN_LIMIT = 512 * 1024
BLOB_LIMIT = HEAD_BYTES + NONCE_BYTES + PLAIN_LIMIT + TAG_BYTES

# What one request may hold.
PUSH_RECORDS = 200
PULL_RECORDS = 500
PULL_BYTES = 1024 * 1024  # of records in one page; a single larger one comes alone
BODY_LIMIT = 1024 * 1024
RING_LIMIT = 64 * 1024
RINGS_LIMIT = 16 * 1024 * 1024  # of all rings of an account, but for those that only take devices off
DEVICES_LIMIT = 32
MAILBOX_LIMIT = 16 * 1024

# A link: an account that ends by itself, opened with a ticket of another account.
TICKETS_LIMIT = 32  # of one account that may still be used
LINK_BYTES = 2 * 1024 * 1024  # of its records, and of its rings
UNTIL_SECONDS = 400 * 24 * 3600  # how far ahead its end may lie

# How a browser is rung (RFC 8291): a point of P-256, uncompressed, and a secret.
POINT_BYTES = 65
SECRET_BYTES = 16
REMINDERS_LIMIT = 64  # instants to come, of one doorbell
REMINDERS_SECONDS = 15 * 24 * 3600  # how far ahead one may lie

# How long things last, in seconds.
LOGIN_SECONDS = 120
TOKEN_SECONDS = 90 * 24 * 3600
PAIR_SECONDS = 300
WAIT_SECONDS = 25  # the longest that a reader of a mailbox is kept waiting
HEARTBEAT_SECONDS = 20  # between two signs of life of the event stream

# What became of one pushed record.
OK, DUPLICATE, CONFLICT = "ok", "duplicate", "conflict"
UNKNOWN_KEY, STALE_KEY, TOO_LARGE, QUOTA = "unknown_key", "stale_key", "too_large", "quota"
STATUSES = (OK, DUPLICATE, CONFLICT, UNKNOWN_KEY, STALE_KEY, TOO_LARGE, QUOTA)

# The `error` of an answer that is none.
LOGIN_REFUSED, NO_TOKEN, NOT_ALLOWED = "login", "token", "scope"
MALFORMED, BODY_TOO_LARGE, SLOW_DOWN = "malformed", "body", "slow_down"
NOT_HERE, EXISTS, OTHER_EPOCH, OTHER_GENERATION = "not_found", "exists", "epoch", "generation"
RING_REFUSED, WAITING, GONE, TAKEN, UNAVAILABLE = "ring", "waiting", "gone", "taken", "unavailable"
CLOSED, OTHER_HOST, TICKET_REFUSED, OTHER_SERVICE = "closed", "host", "ticket", "service"

# What `/v1/about` says that a server can, beside what every one can.
TICKETS, UNTIL, DOORBELL, REMINDERS = "tickets", "until", "doorbell", "reminders"

# The parts of a pairing, in the order in which they are posted; the old device posts those of `FROM_OLD`.
OFFER, JOIN, REVEAL, DEVICE, RING = "offer", "join", "reveal", "device", "ring"
SLOTS = (OFFER, JOIN, REVEAL, DEVICE, RING)
FROM_OLD = (OFFER, REVEAL, RING)

NO_PREVIOUS = bytes(32)  # what the first ring names as the hash of the one before it
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def info(purpose: str) -> bytes:
    """The HKDF info of a purpose."""
    return (PREFIX + purpose).encode("ascii")


def login_message(origin: str, account: bytes, key: bytes, nonce: bytes, expires: int) -> bytes:
    """What a device signs to log in at the server of that public origin; `expires` in seconds since 1970."""
    return info("login\0") + origin.encode("utf-8") + b"\0" + account + key + nonce + expires.to_bytes(8)


def ring_message(account: bytes, ring: bytes) -> bytes:
    """What a device signs of a key ring."""
    return info("ring\0") + account + ring


def certificate_message(key: bytes) -> bytes:
    """What the account key signs of a key that may open its account (`keys.opener`)."""
    return info("opening-key\0") + key


def opening_message(account: bytes, ring: bytes) -> bytes:
    """What that key signs to open the account with a first ring of that hash."""
    return info("opening\0") + account + ring


def ring_info(account: bytes, generation: int) -> bytes:
    """What a sealed ring is bound to."""
    return info("ring-body\0") + account + generation.to_bytes(8)


def origin_of(url: str) -> str | None:
    """The origin of a server's address as it is signed: scheme, host and port that is not the scheme's own.

    `None` for an address that is none, or that would carry anything in clear off this machine.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not host or parts.username or parts.password or parts.query or parts.fragment or parts.path not in ("", "/"):
        return None
    if parts.scheme != "https" and not (parts.scheme == "http" and host in LOOPBACK):
        return None
    usual = port is None or port == {"https": 443, "http": 80}[parts.scheme]
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{'' if usual else f':{port}'}"
