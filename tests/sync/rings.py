"""Rings that no command makes: what another program, or a device in other hands, may well write and sign."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from recovery.sync import chain
from recovery.sync.account import Identity
from recovery.sync.ring import Signed, VerifiedRing
from recovery.wire import protocol, strict_json


def relabelled(held: VerifiedRing, signer: Identity, device: bytes, **labels: Any) -> VerifiedRing:
    """The next ring, with other labels (`name`, `added`) for a device, as they are given."""
    devices = tuple(replace(listed, **labels) if listed.device == device else listed for listed in held.ring.devices)
    return chain._next(held, signer, devices=devices)


def in_clear(held: VerifiedRing, signer: Identity, change: Callable[[dict[str, Any]], None]) -> Signed:
    """That ring with other open parts, signed anew."""
    document = json.loads(held.signed.ring)
    change(document)
    content = strict_json.written(document)
    return Signed(content, signer.sign(protocol.ring_message(held.ring.account.id, content)))


def nonsense(held: VerifiedRing, signer: Identity) -> Signed:
    """The next ring, with a body that nobody opens."""
    body = strict_json.base64(os.urandom(1052))
    return in_clear(chain._next(held, signer), signer, lambda body_: body_.update(body=body))


def spoiled(held: VerifiedRing, signer: Identity) -> VerifiedRing:
    """The next ring, whose share for the 24 words opens nothing; every device can read it."""
    made = chain._next(held, signer)
    return made._replace(signed=no_share_for_the_words(made, signer))


def no_share_for_the_words(made: VerifiedRing, signer: Identity) -> Signed:
    """That ring, with noise for the share of the 24 words."""
    share = strict_json.base64(os.urandom(protocol.SHARE_BYTES))
    return in_clear(made, signer, lambda body_: body_.update(recovery=share))
