"""The OpenAPI page: checked in as it is served, true for every route, and tried by schemathesis."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from recovery.server import messages, openapi
from recovery.server.routes import ENDPOINTS
from recovery.wire import protocol
from tests.server.conftest import Serving
from tests.server.person import Person

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import schemathesis
    from schemathesis.checks import CHECKS, load_all_checks

ROOT = Path(__file__).parents[2]
CHECKED_IN = ROOT / "docs" / "openapi.json"
HELD = ("status_code_conformance", "content_type_conformance", "response_schema_conformance", "not_a_server_error")
TRIED = [f"{row.method} {row.path}" for row in ENDPOINTS if row.path != "/v1/events"]  # a stream has no end


def test_the_page_is_checked_in_as_it_is_served(person: Person) -> None:
    served = person.http.get("/openapi.json")
    assert served.headers["content-type"] == "application/json"
    assert served.content == openapi.encoded()
    assert CHECKED_IN.read_bytes() == openapi.encoded(), "write it anew with: make docs"


def test_the_page_names_every_route_and_every_word() -> None:
    page = openapi.page()
    assert page["openapi"] == "3.1.0"
    named = {f"{method.upper()} {path}" for path, row in page["paths"].items() for method in row}
    assert named == {f"{row.method} {row.path}" for row in ENDPOINTS}
    ids = [row["operationId"] for methods in page["paths"].values() for row in methods.values()]
    assert len(set(ids)) == len(ids)
    text = json.dumps(page)
    for word in ("LOGIN_REFUSED", "NO_TOKEN", "NOT_ALLOWED", "MALFORMED", "BODY_TOO_LARGE", "SLOW_DOWN", "NOT_HERE",
                 "EXISTS", "OTHER_EPOCH", "OTHER_GENERATION", "RING_REFUSED", "WAITING", "GONE", "TAKEN",
                 "UNAVAILABLE"):  # fmt: skip
        assert f"`{getattr(protocol, word)}`" in text, word
    assert page["components"]["schemas"]["Result"]["properties"]["status"]["enum"] == sorted(protocol.STATUSES)


def test_the_protocols_page_lists_every_word_with_its_statuses() -> None:
    text = (ROOT / "docs" / "sync-protocol.md").read_text()
    listed = {
        word: {int(code) for code in statuses.split(", ")}
        for word, statuses in re.findall(r"^\| `(\w+)` \| ([0-9, ]+) \| ", text, re.MULTILINE)
    }
    said: dict[str, set[int]] = {}
    for methods in openapi.page()["paths"].values():
        for row in methods.values():
            for status, answer in row["responses"].items():
                for word in re.findall(r"`(\w+)`", answer["description"].partition("`error`: ")[2]):
                    said.setdefault(word, set()).add(int(status))
    said["not_found"].add(405)
    assert listed == said
    assert listed.keys() == set(get_args(messages.ErrorCode))


@pytest.fixture(scope="module")
def tried(server: Serving) -> Iterator[Person]:
    made = Person(server.origin).open()
    yield made
    made.http.close()


@pytest.mark.parametrize("name", TRIED)
def test_schemathesis_finds_no_answer_that_the_page_does_not_name(name: str, tried: Person) -> None:
    load_all_checks()
    checks = [check for check in CHECKS.get_all() if check.__name__ in HELD]
    assert len(checks) == len(HELD)
    method, path = name.split(" ")
    operation = schemathesis.openapi.from_dict(openapi.page())[path][method]
    token = tried.log_in(tried.devices[0]) if method != "DELETE" else "00" * 32

    @settings(
        max_examples=15,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def every(data: Any) -> None:
        case = data.draw(operation.as_strategy())
        for authorized in ({"Authorization": f"Bearer {token}"}, {}):
            answer = case.call(base_url=tried.origin, headers=authorized)
            case.validate_response(answer, checks=checks)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        every()
