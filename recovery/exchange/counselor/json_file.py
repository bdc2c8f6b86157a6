"""The counselor's page as JSON, a key for each chosen section."""

from __future__ import annotations

import json

from recovery.exchange.counselor.document import Document


def write(document: Document) -> bytes:
    """The whole file."""
    return (json.dumps(document.to_json(), ensure_ascii=False, allow_nan=False, indent=2) + "\n").encode(
        "utf-8", "replace"
    )
