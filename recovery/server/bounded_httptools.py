"""The same on httptools, which has no bound of its own on what it keeps of a request beside its body."""

from __future__ import annotations

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from recovery.server.bounded_http import Bounded
from recovery.server.limits import HEAD_BYTES

TOO_LARGE = "The head of the request is too large."


class BoundedHttptools(Bounded, HttpToolsProtocol):
    """Hangs up once `HEAD_BYTES` came since the request began, or since the last of its body.

    So a head is bounded, and so are the headers that may follow a body in chunks: both are kept until they end. The
    body itself is counted where it is read (`call.py`).
    """

    beside = 0

    def data_received(self, data: bytes) -> None:
        """Read what came, no more of it at once than there is room for."""
        while data and not self.transport.is_closing():
            part, data = data[: HEAD_BYTES - self.beside], data[HEAD_BYTES - self.beside :]
            self.beside += len(part)
            super().data_received(part)
            if self.beside >= HEAD_BYTES and not self.transport.is_closing():
                self.send_400_response(TOO_LARGE)

    def on_body(self, body: bytes) -> None:
        """A part of the body came."""
        self.beside = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is whole; what follows is the next one."""
        self.beside = 0
        super().on_message_complete()
