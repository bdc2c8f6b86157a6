"""Answers about records: push, pull, and the stream that says when a pull is worth it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import cast

from msgspec import UNSET
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from recovery.server import logs, messages, page_json
from recovery.server.call import Answer, ApiError, Call, answer, is_id
from recovery.server.compare_and_swap import Incoming
from recovery.server.events import moved
from recovery.server.storage.errors import AccountErased, Full, LoggedOut, OtherEpoch
from recovery.server.storage.values import Bearer, Record
from recovery.wire import protocol

LEAST = protocol.HEAD_BYTES + protocol.NONCE_BYTES + protocol.TAG_BYTES
USUAL_PAGE = 200
KEPT = (protocol.OK, protocol.DUPLICATE)  # a push that is repeated rings: its first answer may have been lost


async def push(call: Call) -> Response:
    """Keep records, each where nobody else changed it meanwhile."""
    bearer = await call.bearer(cached=True)
    collection = call.id("collection")
    body = await call.body(messages.Push)
    records = [
        Incoming(bytes.fromhex(record.id), _base(record.base), bytes.fromhex(record.version), record.blob)
        for record in body.records
    ]
    if any(len(record.blob) < LEAST or record.blob[0] != protocol.ENVELOPE for record in records):
        raise ApiError(400, protocol.MALFORMED)
    try:
        pushed = await call.storage.push(
            bearer.account, collection, bytes.fromhex(body.epoch), records, call.token_use()
        )
    except OtherEpoch as error:
        raise ApiError(409, protocol.OTHER_EPOCH, epoch=error.epoch.hex()) from None
    except Full:
        raise ApiError(403, protocol.QUOTA) from None
    except (AccountErased, LoggedOut):
        raise ApiError(401, protocol.NO_TOKEN) from None
    if body.ring and any(outcome.status in KEPT for outcome in pushed.outcomes):
        call.ring(bearer)
    results = []
    for outcome in pushed.outcomes:
        current = pushed.current.get(outcome.id) if outcome.status == protocol.CONFLICT else None
        seq = UNSET if outcome.seq is None else outcome.seq
        results.append(
            messages.Result(
                outcome.id.hex(), cast("messages.Status", outcome.status), seq, _record(current) if current else UNSET
            )
        )
    return answer(messages.Results(body.epoch, results))


async def pull(call: Call) -> Response:
    """Give records in the order in which they were kept."""
    bearer = await call.bearer(cached=not call.storage.engine.copied)
    collection = call.id("collection")
    after = call.number("after", 0, 2**53)
    limit = call.number("limit", USUAL_PAGE, protocol.PULL_RECORDS)
    epoch = call.parameter("epoch") or ""
    if not limit or not is_id(epoch):
        raise ApiError(400, protocol.MALFORMED)
    try:
        page = await call.storage.pull(bearer, collection, bytes.fromhex(epoch), after, limit, call.token_use())
    except LoggedOut:
        raise ApiError(401, protocol.NO_TOKEN) from None
    except OtherEpoch as error:
        raise ApiError(409, protocol.OTHER_EPOCH, epoch=error.epoch.hex()) from None
    return Answer(page_json.written(page, epoch))


async def events(call: Call) -> Response:
    """Keep the connection and say when the account moved; once at the beginning, so that nothing falls in between."""
    bearer = await call.bearer()
    return _EventStream(call, bearer)


class _EventStream(StreamingResponse):
    """The stream, which counts among those that are kept open from the moment it is granted until it ends."""

    media_type = "text/event-stream"

    def __init__(self, call: Call, bearer: Bearer) -> None:
        self._share = call.keep_open()
        super().__init__(_stream(call, bearer), headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._share:
            await super().__call__(scope, receive, send)


async def _stream(call: Call, bearer: Bearer) -> AsyncIterator[bytes]:
    hub = call.context.hub
    with hub.waiting(bearer.account) as event:
        seen = None
        while not hub.stopped:
            present = await call.storage.bearer(call.token_hash, logs.seconds())
            if present is None:
                return
            state = (present.counter, present.generation)
            yield b": still here\n\n" if state == seen else b"event: wake\ndata: {}\n\n"
            seen = state
            await moved(event, protocol.HEARTBEAT_SECONDS)


def _record(record: Record) -> messages.Record:
    return messages.Record(record.id.hex(), record.version.hex(), record.seq, record.blob)


def _base(text: str | None) -> bytes | None:
    return None if text is None else bytes.fromhex(text)
