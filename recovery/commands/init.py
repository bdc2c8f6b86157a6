"""`recovery init`: the journal is made, by a short conversation or by flags."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated

import typer

from recovery import clock, console, prompts
from recovery.commands import passphrase_prompts as asking
from recovery.commands import substance_class
from recovery.commands.log import log
from recovery.commands.options import Json
from recovery.console import emit, say
from recovery.errors import Refused, Usage
from recovery.journal import queries, writing
from recovery.journal.entries import Substance
from recovery.language import tr
from recovery.outlets import words
from recovery.safety import own_numbers
from recovery.store import connection
from recovery.store.profile import DAY_STARTS_DEFAULT, Profile
from recovery.store.records import clean_names

ALREADY = tr("There is already a journal. Add what you stay free of with: recovery substance add NAME --since DAY")
SHARED = tr(
    "Whoever can use your login here can read the journal. A passphrase keeps it yours: what you write goes in "
    "without it, reading needs it."
)


def init(
    since: Annotated[str | None, typer.Option(metavar="DAY", help=tr("The first day without it."))] = None,
    last_use: Annotated[
        str | None, typer.Option(metavar="DAY", help=tr("The day you last used, instead of --since."))
    ] = None,
    substance: Annotated[
        list[str] | None,
        typer.Option("--substance", "-s", metavar="NAME", help=tr("What you stay free of. May repeat.")),
    ] = None,
    timezone: Annotated[
        str | None, typer.Option(metavar="ZONE", help=tr("Such as America/New_York (default: this machine's)."))
    ] = None,
    day_starts: Annotated[
        str | None, typer.Option(metavar="HH:MM", help=tr("When a new day begins for you (default: 04:00)."))
    ] = None,
    country: Annotated[str | None, typer.Option(metavar="CODE", help=tr("For the crisis lines, such as US."))] = None,
    passphrase: Annotated[
        bool, typer.Option("--passphrase", help=tr("Lock it with a passphrase from the start."))
    ] = False,
    json: Json = False,
) -> None:
    """Make your journal. On a terminal it asks three or four short questions; flags answer them beforehand."""
    _refuse_second()
    if since and last_use:
        raise Usage(tr("Give --since or --last-use, not both."))
    asks = console.interactive() and not (since or last_use or substance)
    zone = clock.parse_zone(timezone or clock.system_zone())
    starts = clock.parse_time_of_day(day_starts) if day_starts else DAY_STARTS_DEFAULT
    place = None if country is None else own_numbers.country_code(country)
    if asks:
        say(tr("Welcome. Everything you write stays on this machine. Enter takes what stands in brackets."), "")
        zone = prompts.ask(tr("Your time zone?"), clock.parse_zone, flag="--timezone", default=zone.key)
        if day_starts is None:
            starts = _asked_day_starts(starts)
    today = clock.today(zone, starts)
    tracked = _asked(today) if asks else _given(today, substance or [], since, last_use)
    tracked = [substance_class.asked(substance, json=json) for substance in tracked]
    profile = Profile(timezone=zone.key, day_starts=starts)
    words = asking.first_words(locked=passphrase or (asks and _asked_passphrase()))
    with connection.creating() as journal, journal.command("init"):
        if queries.profile(journal) is not None:  # another command was quicker
            raise Refused(ALREADY)
        for record in (profile, *tracked):
            queries.add(journal, record)
    own_numbers.keep_country(place or clock.country_of(zone.key))
    if words is not None:
        asking.show_words(words, json=json)
    if json:
        if words is None:
            emit([profile.to_json(), *(substance.to_json() for substance in tracked)])
        return
    say(*_welcome(profile, tracked, today))
    if asks and prompts.confirm(tr("Write down a first craving now?")):
        log()


def _refuse_second() -> None:
    if connection.exists():
        with connection.reading() as journal:
            if queries.profile(journal) is not None:
                raise Refused(ALREADY)


def _given(today: date, names: list[str], since: str | None, last_use: str | None) -> list[Substance]:
    if names and not (since or last_use):
        raise Usage(tr("Say since when: --since with the first day without it, or --last-use."))
    if not names and (since or last_use):
        raise Usage(tr("Say what you stay free of: --substance NAME"))
    start = writing.first_day(today, since, last_use) if names else today
    return [Substance.checked({"name": name, "since": start}) for name in clean_names(names)]


def _asked_day_starts(default: time) -> time:
    question = tr("When does a new day begin? Until then it is still the evening before.")
    return prompts.ask(question, clock.parse_time_of_day, flag="--day-starts", default=f"{default:%H:%M}")


def _asked_passphrase() -> bool:
    """Whether others use this device, and then the advice; whether a passphrase is wanted."""
    if not prompts.confirm(tr("Does anybody else use this device?")):
        return False
    say(SHARED)
    return prompts.confirm(tr("Set a passphrase now?"), default=True)


def _asked(today: date) -> list[Substance]:
    def read_name(text: str) -> str | None:
        return Substance.checked({"name": text, "since": today}).name if text else None

    def read_day(text: str) -> date:
        return writing.first_day(today, None, text)

    name = prompts.ask(tr("What do you want to stay free of? (Enter to skip)"), read_name, flag="--substance")
    if name is None:
        return []
    since = prompts.ask(
        tr("When did you last use it? (2026-03-07, yesterday, 3 weeks ago)"),
        read_day,
        flag="--last-use",
        default="today",
    )
    return [Substance.checked({"name": name, "since": since})]


def _welcome(profile: Profile, tracked: list[Substance], today: date) -> list[str]:
    lines = [
        tr(
            "Your journal is ready (time zone {timezone}, days begin at {day_starts:%H:%M}).",
            timezone=profile.timezone,
            day_starts=profile.day_starts,
        )
    ]
    for substance in tracked:
        day = (today - substance.since).days + 1
        name, first = console.one_line(substance.name), words.day(substance.since)
        begun = tr("Day {day} without {name}. The first was {first}.", day=day, name=name, first=first)
        lines.append(begun if day > 0 else tr("Tomorrow, {first}, is day 1 without {name}.", name=name, first=first))
    return [
        *lines,
        "",
        tr("A craving:   recovery log 7 payday"),
        tr("Each day:    recovery checkin"),
        tr("Hard minute: recovery sos"),
    ]
