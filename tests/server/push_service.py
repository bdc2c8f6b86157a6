"""A push service on this machine, behind TLS of an authority of its own, and a browser that reads what comes.

A second reading of RFC 8030, 8188, 8291 and 8292, made with `cryptography` alone: nothing of the server's is used.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import secrets
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

HOST = "push.example.org"
CURVE = ec.SECP256R1()


def raw(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def unbase64(text: str) -> bytes:
    assert "=" not in text
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Browser:
    """One subscription."""

    def __init__(self, host: str = HOST) -> None:
        self.private, self.secret = ec.generate_private_key(CURVE), secrets.token_bytes(16)
        self.path = f"/wp/{secrets.token_hex(8)}"
        self.endpoint = f"https://{host}{self.path}"

    def doorbell(self) -> dict[str, str]:
        """What `PUT /v1/doorbell` takes."""
        return {"endpoint": self.endpoint, "key": raw(self.private).hex(), "secret": self.secret.hex()}

    def read(self, content: bytes) -> bytes:
        """The message inside."""
        salt, size, length = content[:16], int.from_bytes(content[16:20]), content[20]
        sender, sealed = content[21 : 21 + length], content[21 + length :]
        assert (size, length) == (4096, 65)
        assert len(sealed) <= size
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, sender)
        shared = self.private.exchange(ec.ECDH(), theirs)
        info = b"WebPush: info\x00" + raw(self.private) + sender
        key = expanded(extracted(self.secret, shared), info, 32)
        secret = extracted(salt, key)
        opened = AESGCM(expanded(secret, b"Content-Encoding: aes128gcm\x00", 16)).decrypt(
            expanded(secret, b"Content-Encoding: nonce\x00", 12), sealed, None
        )
        assert opened.endswith(b"\x02")
        return opened[:-1]


def doorbell() -> dict[str, str]:
    """A doorbell at a service that is on the usual list, and never rung."""
    return Browser(host="updates.push.services.mozilla.com").doorbell()


def extracted(salt: bytes, secret: bytes) -> bytes:
    made = HMAC(salt, SHA256())
    made.update(secret)
    return made.finalize()


def expanded(key: bytes, info: bytes, length: int) -> bytes:
    return HKDFExpand(SHA256(), length, info).derive(key)


class Rung(NamedTuple):
    """One request that came to the service."""

    path: str
    headers: dict[str, str]
    content: bytes
    at: float

    def sender(self) -> bytes:
        """The public key of who signed it, for this service and for less than a day."""
        scheme, _, rest = self.headers["authorization"].partition(" ")
        said = dict(part.strip().split("=", 1) for part in rest.split(","))
        assert (scheme, set(said)) == ("vapid", {"t", "k"})
        head, claims, signature = said["t"].split(".")
        public = unbase64(said["k"])
        halves = [int.from_bytes(unbase64(signature)[at : at + 32]) for at in (0, 32)]
        key = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, public)
        key.verify(encode_dss_signature(*halves), f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))
        assert json.loads(unbase64(head)) == {"typ": "JWT", "alg": "ES256"}
        claimed = json.loads(unbase64(claims))
        assert claimed.keys() == {"aud", "exp", "sub"}
        assert claimed["aud"] == f"https://{HOST}"
        assert 0 < claimed["exp"] - time.time() <= 24 * 3600
        assert claimed["sub"].startswith(("https://", "http://127.0.0.1"))
        return public


class PushService:
    """The service: it answers as it is told to, by path, and notes all that comes."""

    def __init__(self, folder: Path) -> None:
        self.rung: list[Rung] = []
        self.answers: dict[str, Any] = {}  # by path: the statuses one after the other, the last for ever
        self.headers: dict[str, str] = {}
        self.held = threading.Event()
        self.held.set()
        self.connections = 0
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                content = self.rfile.read(int(self.headers["content-length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                service.rung.append(Rung(self.path, headers, content, time.monotonic()))
                service.held.wait(60)
                statuses = service.answers.get(self.path, [201])
                self.send_response(statuses.pop(0) if len(statuses) > 1 else statuses[0])
                for name, value in service.headers.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: Any) -> None:
                pass  # whoever does not like the certificate hangs up

            def process_request(self, *request: Any) -> None:
                service.connections += 1
                super().process_request(*request)

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        self.authority = folder / "authority.pem"
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate(folder, self.authority))
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def came(self, browser: Browser, count: int = 1) -> list[Rung]:
        """Wait until that many have come for a browser."""
        until = time.monotonic() + 60
        while len(rung := [one for one in list(self.rung) if one.path == browser.path]) < count:
            assert time.monotonic() < until, rung
            time.sleep(0.02)
        return rung

    def stop(self) -> None:
        self.held.set()
        self._server.shutdown()
        self._server.server_close()


def certificate(folder: Path, authority: Path) -> Path:
    """A certificate for the host, that is its own authority; returns the file with its key."""
    key = ec.generate_private_key(CURVE)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST), x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    authority.write_bytes(made.public_bytes(Encoding.PEM))
    both = folder / "service.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    both.write_bytes(secret + made.public_bytes(Encoding.PEM))
    return both


@contextmanager
def serving(folder: Path) -> Iterator[PushService]:
    folder.mkdir(exist_ok=True)
    made = PushService(folder)
    yield made
    made.stop()


def planted_for(service: PushService, *, nearby: bool = True) -> str:
    """What a server runs before it begins, to reach the service; without `nearby` its own look at addresses stands.

    The name of the host is this machine's then, in place of what a resolver would say.
    """
    statements = [
        "import os",
        "from recovery.server.doorbell import hosts, post, ringer",
        f"post.PORT = {service.port}",
        "ringer.TRIES_AFTER, ringer.REMINDERS_SECONDS = (0.1, 0.2, 0.3), 0.1",
        f"os.environ['SSL_CERT_FILE'] = {str(service.authority)!r}",
        "known = post.addresses",
        "async def found(host):",
        f"    return await known('127.0.0.1' if host == {HOST!r} else host)",
        "post.addresses = found",
    ]
    return "\n".join([*statements, *(["hosts.is_public = lambda address: True"] if nearby else [])])
