"""The mailbox at the server through which two devices pair: parts left for the other side, and waited for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic, sleep

from recovery.errors import Unreachable
from recovery.language import tr
from recovery.sync.pairing import PairingStopped
from recovery.sync.transport import ErrorResponse, Server
from recovery.wire import protocol, strict_json

TRIES = 4  # for a part, over a line that breaks
AGAIN_SECONDS = 1.0
TOO_LATE = tr("Nobody came within five minutes, so the words are of no use any more. Begin again with: recovery pair")
NO_SUCH = tr(
    "No device is waiting for these words at that server. They work once, for five minutes. Check the words and the "
    "address, or begin again on the other device with: recovery pair"
)
TOO_MANY = tr("Several pairings were begun and not ended. Wait five minutes, and begin again with: recovery pair")
ENDED = tr(
    "The pairing has ended: it was stopped on the other device, or five minutes are over. Nothing was handed over."
)


class Mailbox:
    """The mailbox of one pairing, for five minutes."""

    def __init__(self, server: Server, mailbox: bytes) -> None:
        self._server, self._path = server, f"/v1/pair/{mailbox.hex()}"
        self._until, self._met = monotonic() + protocol.PAIR_SECONDS, False

    @contextmanager
    def ended(self, *, burn: str) -> Iterator[None]:
        """Say what an ended pairing means. Another content of the part `burn` ends one for the other side too."""
        try:
            yield
        except BaseException as error:
            if self._met or burn == protocol.OFFER:
                with suppress(Unreachable):
                    self.post(burn, b"over")
            if isinstance(error, ErrorResponse) and error.code == protocol.TAKEN:
                raise PairingStopped from None
            if isinstance(error, ErrorResponse) and error.code in (protocol.GONE, protocol.WAITING):
                raise Unreachable(ENDED if self._met else TOO_LATE if burn == protocol.OFFER else NO_SUCH) from None
            raise

    def offer(self, body: bytes) -> None:
        """Leave the first part, which opens the mailbox."""
        try:
            self.post(protocol.OFFER, body)
        except ErrorResponse as error:
            if error.code == protocol.SLOW_DOWN:
                raise Unreachable(TOO_MANY) from None
            raise

    def post(self, slot: str, body: bytes) -> None:
        """Leave a part for the other side."""
        self._server.ask("PUT", f"{self._path}/{slot}", {"body": strict_json.base64(body)})

    def collect(self, slot: str, *, wait: int = protocol.WAIT_SECONDS) -> bytes:
        """The other side's part, waited for, also over a line that breaks; raises `Unreachable` after five minutes."""
        tries = TRIES
        while True:
            try:
                answer = self._server.ask("GET", f"{self._path}/{slot}?wait={wait}")
            except ErrorResponse as error:
                if error.code != protocol.WAITING or not wait:
                    raise
                if monotonic() >= self._until:
                    raise Unreachable(TOO_LATE) from None
            except Unreachable:
                tries -= 1
                if not tries:
                    raise
                sleep(AGAIN_SECONDS)
            else:
                self._met = True
                return strict_json.blob(answer.get("body"), protocol.MAILBOX_LIMIT)
