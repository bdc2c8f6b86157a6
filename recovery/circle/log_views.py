"""The log of what was sent, a line each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from recovery.circle import records
from recovery.circle.log import ANSWERED, ASKED, BEGUN, CHANGED, WITHDRAWN, Logged
from recovery.circle.views import KIND_WORDS
from recovery.console import one_line
from recovery.language import tr
from recovery.outlets import words

HELP_WORDS = {
    ASKED: tr("a request for help"),
    CHANGED: tr("what would help, changed"),
    ANSWERED: tr("who answered your request: {named}"),
    records.OVER: tr("that you are all right now"),
    WITHDRAWN: tr("your request for help, taken back"),
}
CHANGE_WORDS = {
    WITHDRAWN: tr("{what}, taken back"),
    records.CONFIRMED: tr("{what}, confirmed"),
    records.GIVEN: tr("{what}, given"),
    records.OVER: tr("{what}, ended"),
}


def log_lines(sent: Iterable[Logged], zone: ZoneInfo) -> Iterator[str]:
    """What was sent, a line each, and when it was opened, where their device says so."""
    for one in sent:
        at, name = words.when(one.at.astimezone(zone)), one_line(one.member.name)
        if one.kind not in records.RECEIPTED:
            yield tr("{at}  {name}: {what}", at=at, name=name, what=_what(one))
            continue
        opened = words.when(one.opened.astimezone(zone)) if one.opened else tr("not yet")
        yield tr("{at}  {name}: {what}; opened: {opened}", at=at, name=name, what=_what(one), opened=opened)


def _what(one: Logged) -> str:
    named = one_line(one.named or "")
    if one.kind == records.HELP and one.change in HELP_WORDS:
        return HELP_WORDS[one.change].format(named=named)
    what = KIND_WORDS.get(one.kind, one.kind)
    if one.change in CHANGE_WORDS:
        return CHANGE_WORDS[one.change].format(what=what)
    if one.kind == records.DAY and named:
        day = words.day(date.fromisoformat(named))
        return (
            tr("{what}, from {day} on", what=what, day=day)
            if one.change == BEGUN
            else tr("that you checked in on {day}", day=day)
        )
    return f"{what}, {named}" if named else what


def to_json(one: Logged) -> dict[str, Any]:
    """As `circle log --json` says it."""
    return {
        "name": one.member.name,
        "what": one.kind,
        "change": one.change,
        "named": one.named,
        "sent": one.at.isoformat(),
        "opened": one.opened.isoformat() if one.opened else None,
    }
