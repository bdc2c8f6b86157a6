"""Answers about key rings: every generation of them, and the next."""

from __future__ import annotations

from starlette.responses import Response

from recovery.server import messages, ring_validation
from recovery.server.call import ApiError, Call, answer, empty
from recovery.server.storage.errors import Full, OtherGeneration
from recovery.wire import protocol


async def get_rings(call: Call) -> Response:
    """Give the key rings after a generation."""
    bearer = await call.bearer(device=False)
    after = call.number("after", 0, 2**53)
    generation, rings = await call.storage.rings(bearer.account, after)
    kept = [messages.KeptRing(ring.generation, ring.ring, ring.signature.hex()) for ring in rings]
    return answer(messages.Rings(kept, generation))


async def put_ring(call: Call) -> Response:
    """Keep the next generation; devices that it does not list are logged out at once."""
    bearer = await call.bearer(device=False)
    body = await call.body(messages.NewRing, ring_validation.BODY_LIMIT)
    key = await call.storage.account_key(bearer.account)
    try:
        wanted = ring_validation.generation_of(body.ring)
        generation, rings = await call.storage.rings(bearer.account, wanted - 2)
        if wanted != generation + 1 or not rings or key is None:
            raise OtherGeneration(generation)  # noqa: TRY301 - answered below, as the same from the database
        signature = bytes.fromhex(body.signature)
        await call.storage.put_ring(
            bearer.account, ring_validation.following(bearer.account, key, rings[0].ring, body.ring, signature)
        )
    except ring_validation.Refused:
        raise ApiError(400, protocol.RING_REFUSED) from None
    except OtherGeneration as error:
        raise ApiError(409, protocol.OTHER_GENERATION, generation=error.generation) from None
    except Full:
        raise ApiError(403, protocol.QUOTA) from None
    return empty()
