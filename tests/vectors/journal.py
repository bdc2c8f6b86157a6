"""One record of each kind as a terminal writes it: the program's own commands on a journal that has joined."""

from __future__ import annotations

import io
import random
import shlex
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from datetime import datetime, time, timedelta
from pathlib import Path
from unittest import mock
from uuid import UUID
from zoneinfo import ZoneInfo

import time_machine

from recovery.circle import queries
from recovery.circle.member import Member
from recovery.cli import run
from recovery.journal.moments import Moment, Sampling
from recovery.plans.feedback import Feedback
from recovery.safety.own_number import OwnNumber
from recovery.store import home, kinds, rows, rules
from recovery.store.connection import Journal, existing_or_new
from recovery.sync import documents, write_log
from recovery.sync.account import Identity
from recovery.sync.client import Client
from recovery.sync.documents import Document
from recovery.sync.queries import account_state, sync_records
from recovery.sync.ring import VerifiedRing
from recovery.sync.transport import Server
from tests.sync.devices import living_in

MOMENT = datetime(2026, 3, 22, 21, 40, tzinfo=ZoneInfo("America/New_York"))
INIT = "init --last-use 2026-03-01 --substance heroin --timezone America/New_York"
LINES = """\
log 7 payday "old corner" -c walk --note "Called Mária."
after used --intensity 3
checkin --no-use --mood 6 --sleep 7.5 --halt ht --good "dinner with Ana" --good-with-others 2 --day yesterday
note "Told Maria. She said to come." -t argument
med add methadone --dose "60 mg" --hour 08:00
dose taken
assess gad7 --answers 1,0,2,1,0,-,1
assess every phq9 14d
attend counseling --before 4 --after 6 --homework "a list of reasons"
discuss sleep
thought --situation payday --thought "one time will not matter" --feeling fear --before 8 --after 4
card 5 --feeling sad --skill walk
ruler --importance 8 --confidence 5 --reason daughter
goal add meetings --target 1 --reward cinema
goal done meetings
goal reward meetings
episode add detox "St. Elm" --from 2026-02-20 --to 2026-03-14
aftercare --going 6 --needs "a room"
appointment add "Dr Sample" --on 2026-03-30 --time 10:00
body --withdrawal 4 --pulse 88 --temperature 37.2 --pressure 120/80
naloxone add kitchen --until 2027-03-01
health test "hepatitis C" --result negative
plan add situation payday -t payday --then walk
plan review --done
private add Maria --role sponsor
trigger merge argument payday
"""
MEMBER = {
    "id": "00000000-0000-4000-8000-000000000001",
    "name": "Ana",
    "role": "sponsor",
    "invited": True,
    "origin": "https://sync.example.org",
    "account": "11" * 32,
    "seed": "22" * 64,
    "theirs": "33" * 32,
    "ring": "44" * 32,
    "claimed": True,
    "compared": False,
    "shares": ["day", "help"],
    "until": "2026-06-20",
    "paused": False,
    "due": "21:00",
    "grace_h": 12,
}
ASKED = {"at": MOMENT, "timezone": "America/New_York", "day": MOMENT.date()}
UNASKED = (  # what no line writes the same each time
    Sampling.checked(
        {
            "id": "00000000-0000-4000-8000-000000000002",
            **ASKED,
            "awake_from": time(9),
            "awake_until": time(22, 30),
            "seed": "55" * 32,
        }
    ),
    Moment.checked(
        {
            "id": "00000000-0000-4000-8000-000000000003",
            **ASKED,
            "drawn": MOMENT - timedelta(minutes=9),
            "intensity": 4,
            "triggers": ["payday"],
            "place": "home",
        }
    ),
    Feedback.checked({"week": MOMENT.date() - timedelta(days=MOMENT.weekday()), "about": "helped", "name": "walk"}),
    OwnNumber.checked(
        {
            "id": "00000000-0000-4000-8000-000000000004",
            "number": "555-0101",
            "name": "Ana",
            "what_for": "my sister",
            "added_on": MOMENT.date(),
            "position": 1,
        }
    ),
)
KEPT = 'note "This one is taken back."'


def made(held: VerifiedRing, identity: Identity, server: str) -> dict[str, Document]:
    """A document of each kind under its name, and one that is `deleted`; the same on each run."""
    chance = random.Random(7)
    with (
        tempfile.TemporaryDirectory() as folder,
        living_in(Path(folder)),
        time_machine.travel(MOMENT, tick=False),
        mock.patch.object(rules, "new_id", side_effect=lambda: str(UUID(int=chance.getrandbits(128), version=4))),
    ):
        _say(INIT)
        with existing_or_new() as journal:
            _join(journal, held, identity, server)
            Client(journal, Server(server)).prepare()
        for line in LINES.splitlines():
            _say(line)
        with existing_or_new() as journal:
            queries.add(journal, Member.checked(MEMBER))
            with journal.command("made"):
                for record in UNASKED:
                    rows.add(journal, record)
        noticed = _noticed(server)
        _say(KEPT)
        _noticed(server)
        _say("undo")
        (deleted,) = (record for record in _noticed(server) if record.deleted.value)
    first = {record.kind: record for record in reversed(noticed)}
    return {name: first[name] for name in (*kinds.SYNCED, documents.HEADS)} | {"deleted": deleted}


def _say(line: str) -> None:
    with redirect_stdout(io.StringIO()) as said, redirect_stderr(said), mock.patch("sys.stdin", io.StringIO()):
        code = run(shlex.split(line))
    assert code == 0, (line, said.getvalue())


def _join(journal: Journal, held: VerifiedRing, identity: Identity, server: str) -> None:
    account = held.ring.account
    state = account_state.AccountState(
        server=server,
        account=account.id,
        identity=account.public,
        recovery=account.recovery,
        proof=account.proof,
        collection=held.ring.collection,
        folder=home.device(),
        name="laptop",
        device=identity.public,
        signing=identity.signing,
        sealing=identity.sealing,
        clock_id=identity.clock_id,
        generation=held.ring.generation,
        ring_hash=held.signed.hash,
        existing=False,
    )
    with journal.transaction():
        account_state.begin(journal, state, account_state.Ring(held.ring.generation, *held.signed))


def _noticed(server: str) -> list[Document]:
    """What sync would send now, in the order in which it was written; then what the device says of its first three."""
    with existing_or_new() as journal:
        one = Client(journal, Server(server))
        one.prepare()
        with one.run.transaction() as store:
            waiting = sorted(sync_records.unsent(journal, 1000), key=lambda record: (record.row or 0, record.id))
            write_log.add(store, [(record.id, 1) for record in waiting[:3]])
            store.save()
            waiting.append(sync_records.unsent(journal, 1001)[-1])
            return [store.document(record) for record in waiting]


def plain(document: Document) -> str:
    """A document's plain text, as its first version."""
    return documents.encode(documents.counted(document, 1)).decode("utf-8")
