"""A counselor with thirty clients: who asks or waits stands first, a line each, and no client hears of another."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from recovery.circle import records
from recovery.circle.link_sync import ENDED, INVITED, OPEN, Known
from recovery.circle.list_views import list_lines
from recovery.circle.standing import Answer, CheckedIn, Help, Offer, Proposal, Standing
from recovery.store.records import replace
from tests.circle.test_rewards import link
from tests.circle.test_words import FORBIDDEN, said

NOW, ZONE = datetime(2026, 3, 13, 20, tzinfo=UTC), ZoneInfo("America/New_York")


NOTHING = Standing()


def client(
    name: str, state: str = OPEN, *, notices: tuple[str, ...] = (), own: Standing = NOTHING, **said: Any
) -> Known:
    """A client of a counselor, who says this."""
    member = replace(link(invited=False), name=name, id=name)
    return Known(member, state, Standing(**said), own, notices, stopped=None, held_back=False, last_opened=None)


def test_whoever_asks_or_waits_stands_first() -> None:
    asks = Help("h", datetime(2026, 3, 13, 19, tzinfo=UTC), "talk", None, True, None, b"", 1)  # noqa: FBT003
    silent = CheckedIn(datetime(2026, 3, 10).date(), True, datetime(2026, 3, 11, tzinfo=UTC), 12)  # noqa: FBT003
    offer, watched = (Offer("r", "cinema", 1, "open"),), Standing(notice=True)
    answered = Standing(answers=(Answer("h", "calling", NOW),))
    done = Standing(offers=offer, proposals=(Proposal("p", "task", "a test", None, None, True, "r"),))  # noqa: FBT003
    page = said(records.PAGE, "p", period="2026-02-01 to 2026-02-28", media="text/markdown", body="page")
    clients = [
        *(client(f"client {number:02}", pages=(page,) if number == 3 else ()) for number in range(24)),
        client("over", ENDED),
        client("asked in", INVITED),
        client("earned", own=done, offers=offer),
        client("quiet", own=watched, day=silent),
        client("hard", hard_until=datetime(2026, 3, 14, tzinfo=UTC)),
        client("keys", notices=("keys",)),
        client("asks", own=answered, helps=(asks,)),
    ]
    lines = list(list_lines(clients, ZONE, NOW))
    assert lines[0] == (
        "31 people, to whom you are a counselor: 1 asks for help, 1 link to look at, 1 has a hard time, "
        "1 has not checked in, 1 waits for your answer."
    )
    heads = [line.partition(":")[0] for line in lines[1:] if not line.startswith(" ")]
    assert heads[:5] == ["asks", "keys", "hard", "quiet", "earned"]
    assert heads[5:] == [*(f"client {number:02}" for number in range(24)), "asked in", "over"]
    assert lines[2].startswith("    Has been asking for help since")
    assert lines[2].endswith(": to talk. You have answered.")
    assert "client 03: open, page of 2026-02-01 to 2026-02-28" in lines
    assert not any(line.startswith("    You share") for line in lines)
    assert len(lines) < 40
    assert not [line for line in lines if FORBIDDEN.search(line)]
    few = list(list_lines(clients[-2:], ZONE, NOW))
    assert few[0] == "asks (to whom you are a counselor): open"
    assert sum(line.startswith("    You share") for line in few) == 2
