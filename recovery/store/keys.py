"""The journal's key: one random key, wrapped by the passphrase, by the recovery phrase and, if wanted, by a keyring.

The phrase opens an X25519 key to which the journal's key is sealed, so that the journal can take another key without
anybody typing the phrase. Its inbox is another X25519 key, derived from the journal's key: whoever writes needs the
public half only. Everything here loads `cryptography`, so nothing here runs in a daily command with an open session.
"""

from __future__ import annotations

import os
import unicodedata
from typing import Any

from recovery.errors import Locked, Unreadable
from recovery.language import tr
from recovery.store.keyfile import COST, KEY_BYTES, KEY_FILE, SALT_BYTES, Cost, KeyFile

NONCE_BYTES = 12
FACTS_BYTES = 2 * KEY_BYTES
WRONG = tr("That does not open the journal. Nothing was changed. Check what you typed, and try again.")
TOO_CHEAP = tr(
    "The key file protects the passphrase less well than this program accepts, so somebody changed it or it is "
    "damaged. Nothing was changed. The 24 recovery words still open the journal: recovery unlock --recovery-phrase -"
)
TOO_DEAR = tr(
    "The key file asks for more memory or time than this program ever does to open it, so it was changed by somebody, "
    "is damaged, or is of a newer version. Nothing was tried. The recovery phrase opens it without: recovery unlock "
    "--recovery-phrase -. If it is yours and you want to wait for it: recovery unlock --any-cost"
)
_INFO = b"recovery/v1/"


def new_key() -> bytes:
    """A random key for a journal."""
    return os.urandom(KEY_BYTES)


def make(journal: str, key: bytes, passphrase: str, entropy: bytes) -> KeyFile:
    """A key file for a key: wrapped by the passphrase and by the phrase, which `entropy` stands for."""
    return make_for(journal, key, passphrase, phrase_public(entropy), new_facts(entropy))


def make_for(journal: str, key: bytes, passphrase: str, owner: bytes, facts: bytes) -> KeyFile:
    """The same for a phrase that is not at hand, by its public key and its `account_facts` or `new_facts`."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    public = X25519PrivateKey.from_private_bytes(derived(key, "inbox")).public_key().public_bytes_raw()
    bare = KeyFile(journal, public, COST, salt=b"", passphrase=b"", phrase_public=owner, phrase=b"")
    return _to_phrase(with_passphrase(_with_facts(bare, key, facts), key, passphrase), key).signed(key)


def with_passphrase(key_file: KeyFile, key: bytes, passphrase: str) -> KeyFile:
    """The same file with another passphrase, at today's cost."""
    salt = os.urandom(SALT_BYTES)
    new = key_file._replace(cost=COST, salt=salt)
    return new._replace(passphrase=_wrap(stretched(passphrase, salt, COST), key, new, "passphrase")).signed(key)


def with_phrase(key_file: KeyFile, key: bytes, entropy: bytes) -> KeyFile:
    """The same file with another recovery phrase, not yet checked."""
    return with_owner(key_file, key, phrase_public(entropy), new_facts(entropy))


def with_owner(key_file: KeyFile, key: bytes, owner: bytes, facts: bytes) -> KeyFile:
    """The same for a phrase that is not at hand, by its public key and its `account_facts`."""
    new = key_file._replace(phrase_public=owner, phrase_checked=False)
    return _to_phrase(_with_facts(new, key, facts), key).signed(key)


def phrase_public(entropy: bytes) -> bytes:
    """The X25519 key to which whatever the phrase shall open is sealed."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    return X25519PrivateKey.from_private_bytes(derived(entropy, "phrase")).public_key().public_bytes_raw()


def account_facts(entropy: bytes) -> bytes:
    """What a device needs of the phrase to open an account at a server: the account's public key, and the proof.

    The proof stands in every key ring, so that who knows the public keys alone cannot make a ring that the phrase takes.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    signing = Ed25519PrivateKey.from_private_bytes(derived(entropy, "account"))
    return signing.public_key().public_bytes_raw() + derived(entropy, "proof")


def opener(entropy: bytes) -> bytes:
    """A new key that may open the phrase's account once the words are put away: its seed, and their signature over it."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    seed = os.urandom(KEY_BYTES)
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    signing = Ed25519PrivateKey.from_private_bytes(derived(entropy, "account"))
    return seed + signing.sign(_INFO + b"opening-key\0" + public)


def new_facts(entropy: bytes) -> bytes:
    """What a journal keeps of a phrase whose account is yet to be opened: `account_facts`, and an `opener`."""
    return account_facts(entropy) + opener(entropy)


def account_of(key_file: KeyFile, key: bytes) -> bytes | None:
    """The `account_facts` of this journal's phrase; `None` for a key file made before there were any."""
    facts = _facts(key_file, key)
    return None if facts is None else facts[:FACTS_BYTES]


def opener_of(key_file: KeyFile, key: bytes) -> bytes | None:
    """The `opener` that is kept until the account was opened; `None` where there is none, or no more."""
    facts = _facts(key_file, key)
    return None if facts is None else facts[FACTS_BYTES:] or None


def without_opener(key_file: KeyFile, key: bytes) -> KeyFile:
    """The same file without it: the account is there, and whoever gets at this device later shall open no other."""
    facts = account_of(key_file, key)
    return key_file if facts is None else _with_facts(key_file, key, facts).signed(key)


def with_key(key_file: KeyFile, old: bytes, key: bytes, passphrase: str) -> KeyFile:
    """A file for another key of the same journal: the same phrase opens it; the old key is kept inside, for backups."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    public = X25519PrivateKey.from_private_bytes(derived(key, "inbox")).public_key().public_bytes_raw()
    new = key_file._replace(public=public, keyring=None, retired=())
    pasts = [
        (key_file.public, old),
        *((public_of, retired_key(key_file, old, public_of)) for public_of, _ in key_file.retired),
    ]
    kept = tuple(
        (public_of, _wrap(derived(key, "retired"), past, new, public_of.hex())) for public_of, past in pasts if past
    )
    facts = _facts(key_file, old)
    new = new._replace(retired=kept, account=None)
    new = new if facts is None else _with_facts(new, key, facts)
    return _to_phrase(with_passphrase(new, key, passphrase), key).signed(key)


def with_keyring(key_file: KeyFile, key: bytes, secret: bytes | None) -> KeyFile:
    """The same file, also opened by a secret that an OS keyring holds; `None` takes that way away."""
    sealed = None if secret is None else _wrap(secret, key, key_file, "keyring")
    return key_file._replace(keyring=sealed).signed(key)


def with_phrase_checked(key_file: KeyFile, key: bytes) -> KeyFile:
    """The same file, knowing that the person has the phrase."""
    return key_file._replace(phrase_checked=True).signed(key)


def by_passphrase(key_file: KeyFile, passphrase: str, *, any_cost: bool = False) -> bytes:
    """The journal's key; raises `Locked` for a wrong passphrase, `Unreadable` for a file that was changed.

    `any_cost`: the person wants to pay more than this program ever asked for.
    """
    if not key_file.cost.enough():
        raise Unreadable(TOO_CHEAP)
    if not (key_file.cost.affordable() or (any_cost and key_file.cost.bearable())):
        raise Unreadable(TOO_DEAR)
    return _checked(key_file, _unwrap(stretched(passphrase, key_file.salt, key_file.cost), key_file, "passphrase"))


def by_phrase(key_file: KeyFile, entropy: bytes) -> bytes:
    """The journal's key; raises `Locked` for a phrase of another journal, `Unreadable` for a file that was changed."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    private = X25519PrivateKey.from_private_bytes(derived(entropy, "phrase"))
    try:
        key = suite().decrypt(key_file.phrase, private, info=_aad(key_file, "phrase"))
    except (InvalidTag, ValueError):
        raise Locked(WRONG) from None
    return _checked(key_file, key)


def by_keyring(key_file: KeyFile, secret: bytes) -> bytes:
    """The journal's key by the secret from an OS keyring; raises `Locked`."""
    return _checked(key_file, _unwrap(secret, key_file, "keyring"))


def retired_key(key_file: KeyFile, key: bytes, public: bytes) -> bytes | None:
    """An earlier key of this journal, for its old backups; `None` when there was no such key."""
    for other, sealed in key_file.retired:
        if other == public:
            return _open(derived(key, "retired"), sealed, _aad(key_file, other.hex()))
    return None


def inbox_private(key: bytes) -> Any:
    """The private half that opens the inbox."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    return X25519PrivateKey.from_private_bytes(derived(key, "inbox"))


def suite() -> Any:
    """HPKE as everything here uses it: X25519, HKDF-SHA256, AES-256-GCM."""
    from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def stretched(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """The wrapping key of a passphrase, by Argon2id (RFC 9106): about 0.3 s and 64 MiB at today's cost."""
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    text = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogateescape")
    kdf = Argon2id(
        salt=salt, length=KEY_BYTES, iterations=cost.iterations, lanes=cost.lanes, memory_cost=cost.memory_kib
    )
    return kdf.derive(text)


def derived(secret: bytes, purpose: str) -> bytes:
    """32 bytes for one purpose from a secret of full entropy: HKDF-SHA256 (RFC 5869), no salt."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), KEY_BYTES, None, _INFO + purpose.encode("ascii")).derive(secret)


def _aad(key_file: KeyFile, purpose: str) -> bytes:
    return b"\0".join([_INFO + purpose.encode("ascii"), key_file.journal.encode("ascii"), key_file.public])


def _facts(key_file: KeyFile, key: bytes) -> bytes | None:
    if key_file.account is None:
        return None
    return _open(derived(key, "account"), key_file.account, _aad(key_file, "account"))


def _with_facts(key_file: KeyFile, key: bytes, facts: bytes) -> KeyFile:
    return key_file._replace(account=_wrap(derived(key, "account"), facts, key_file, "account"))


def _to_phrase(key_file: KeyFile, key: bytes) -> KeyFile:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

    owner = X25519PublicKey.from_public_bytes(key_file.phrase_public)
    return key_file._replace(phrase=suite().encrypt(key, owner, info=_aad(key_file, "phrase")))


def _wrap(wrapping: bytes, key: bytes, key_file: KeyFile, purpose: str) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(wrapping).encrypt(nonce, key, _aad(key_file, purpose))


def _unwrap(wrapping: bytes, key_file: KeyFile, purpose: str) -> bytes:
    sealed = key_file.passphrase if purpose == "passphrase" else key_file.keyring or b""
    key = _open(wrapping, sealed, _aad(key_file, purpose))
    if key is None:
        raise Locked(WRONG)
    return key


def _open(wrapping: bytes, sealed: bytes, aad: bytes) -> bytes | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(wrapping).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], aad)
    except (InvalidTag, ValueError):
        return None


def _checked(key_file: KeyFile, key: bytes) -> bytes:
    if len(key) != KEY_BYTES:
        raise Unreadable(KEY_FILE)
    key_file.check(key)
    return key
