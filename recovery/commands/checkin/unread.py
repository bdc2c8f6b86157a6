"""The same questions while the journal is locked: the answers become the options of the line that is sealed.

What only the journal knows is left to it: the substance is the first one tracked, `yesterday` is named by its date.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from recovery import clock
from recovery.commands.checkin.conversation import Answers, Conversation, Known
from recovery.console import say
from recovery.errors import RecoveryError
from recovery.journal import due_card
from recovery.journal.day_asked import DayAsked, day_asked
from recovery.journal.entries import HALT
from recovery.language import tr
from recovery.store import typed_dates
from recovery.store.profile import DAY_STARTS_DEFAULT

OPTIONS = {"sleep_hours": "sleep", "intention_kept": "kept", "signs": "sign"}
WELLBEING = {
    "good_exchanges": "good_with_others",
    "hard_exchanges": "hard_with_others",
    "thoughts_of_suicide": "suicide_thoughts",
}
GIVEN = (
    "used", "mood", "sleep", "confidence", "halt", "good", "kept", "doses", "sign", "good_with_others",
    "hard_with_others", "suicide_thoughts", "free", "note", "first_day", "last_day",
)  # fmt: skip


def ask(arguments: MutableMapping[str, Any]) -> Answers | None:
    """Ask where the line says nothing yet, and put the answers into its arguments; `None` where nothing was asked."""
    if any(arguments.get(name) not in (None, [], ()) for name in GIVEN) or arguments.get("json"):
        return None
    zone = clock.parse_zone(clock.system_zone())
    now, today = clock.now(zone), clock.today(zone, DAY_STARTS_DEFAULT)
    named = arguments.get("day")
    if named is None:
        asked = day_asked(now, today, yesterday_waits=True)
    else:
        try:
            day = typed_dates.day(named, today, night=now.date() > today)
        except RecoveryError:  # the command itself says what is wrong with it
            return None
        asked = DayAsked(day, None, now.date())
    known = Known(asked, card=lambda name: due_card.unread(name, used=True))
    talk = Conversation(known).hold()
    if talk.answers.empty:
        say(tr("Nothing was answered, so nothing was kept."))
    arguments.update(options(talk.answers))
    if named is None and talk.day != now.date():
        arguments["day"] = talk.day.isoformat()
    arguments["quick"] = False
    return talk.answers


def options(answers: Answers) -> dict[str, Any]:
    """The answers as the command takes them."""
    said = {name: value for name, value in answers.checkin.items() if value is not None}
    felt = {name: said.pop(name) for name in HALT if name in said}
    given = {OPTIONS.get(name, name): value for name, value in said.items()}
    if felt:
        given["halt"] = "".join(name[0] for name in HALT if felt.get(name)) or "none"
    given |= {WELLBEING[name]: value for name, value in answers.wellbeing.items() if value is not None}
    if answers.doses:
        given["doses"] = next(iter(answers.doses.values()))
    return given
