"""Entries of one instant: the terminal and the phone have one order for them, whatever came to a device first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given

from recovery.insights import queries as insights
from recovery.insights.periods import Period
from recovery.journal import queries
from recovery.store.connection import Journal
from recovery.treatment import episodes, medication_queries, regimens
from recovery.treatment import queries as treatment
from tests.web.drawn_journals import TODAY, Row, journals, kept
from tests.web.phone_rules import Phone
from tests.web.test_same_today import NOW, SOME

KINDS = {"craving": 6, "lapse": 4, "assessment": 4, "attendance": 4, "body": 3, "ruler": 3, "episode": 3, "regimen": 3}
ONE = {
    "at": "2026-03-22T20:00:00Z",
    "day": "2026-03-22",
    "substance": None,
    "since": "2026-02-01",
    "until": None,
    "instrument": "phq9",
    "answers": "[1,1,1,1,1,1,1,1,1]",
    "outcome": None,
    "overdose": "near",
    "homework": "walk",
    "homework_done": None,
    "reasons": '["Ana"]',
}


def alike(drawn: list[Row]) -> list[Row]:
    """The same rows at one instant; of a medication all regimens, and an episode ended."""
    own: dict[str, Row] = {"regimen": {"name": "methadone"}, "episode": {"until": "2026-03-20"}}
    return [
        {**row, **{name: value for name, value in ONE.items() if name in row}, **own.get(row["kind"], {})}
        for row in drawn
    ]


def on_the_terminal(journal: Journal, rows: list[Row]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Ids in the order in which the terminal has them; those that the phone is not asked for last."""
    at, week = datetime.fromisoformat(NOW), Period(TODAY - timedelta(days=6), TODAY)
    with kept(journal, rows):
        running = medication_queries.regimens(journal)
        before = queries.open_before(journal, None, at, 24)
        waiting = queries.open_craving(journal)
        return {
            "open": ids(insights.open_cravings(journal, week, 3)),
            "unasked": ids([queries.unasked(journal, at - timedelta(hours=24))]),
            "before": ids([before and before[1]]),
            "answered": ids(treatment.assessments(journal, "phq9")),
            "homework": ids(treatment.open_homework(journal)),
            "body": ids(treatment.body(journal, week.first, TODAY)),
            "regimen": ids([regimens.current(running, "methadone", TODAY)] if running else [None]),
        }, {
            "waiting": ids([waiting and waiting[1]]),
            "overdose": ids([queries.last_overdose(journal, week.first, TODAY)]),
            "ruler": ids([treatment.last_ruler(journal)]),
            "last": ids(treatment.last_before(journal, date(2026, 3, 23)).values()),
            "sessions": ids(treatment.attendances(journal, week.first, TODAY)),
            "ended": ids([episodes.last_ended(treatment.episodes(journal), TODAY)]),
        }


def ids(rows: Iterable[Any]) -> list[str]:
    return [row["id"] if isinstance(row, dict) else row.id for row in rows if row is not None]


@given(drawn=journals(**KINDS))
@SOME
def test_what_is_of_one_instant_has_one_order(phone: Phone, journal: Journal, drawn: list[Row]) -> None:
    rows = alike(drawn)
    other = [*reversed(rows)]  # as they may have come to another device
    here, alone = on_the_terminal(journal, rows)
    assert on_the_terminal(journal, other) == (here, alone)
    present = {"rows": other, "now": NOW, "id": "fresh"}
    assert here == {
        "open": ids(phone.ask("today.today", other, str(TODAY))["open_cravings"]),
        "unasked": ids([phone.ask("today.unasked", other, NOW, [])]),
        "before": ids([phone.ask("writing.waitingBefore", present, None, NOW)]),
        "answered": ids(phone.ask("questionnaires.answered", other, "phq9")),
        "homework": ids(phone.ask("treatment.openHomework", other)),
        "body": ids(phone.ask("body.bodies", other, {"first": str(TODAY - timedelta(days=6)), "last": str(TODAY)})),
        "regimen": ids([phone.ask("medication.current", other, "methadone", str(TODAY))]),
    }
