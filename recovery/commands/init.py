"""`recovery init`: the journal is made, by a short conversation or by flags."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from recovery import clock, console
from recovery import diary as diaries
from recovery.commands import first_evening, first_questions, substance_class
from recovery.commands import passphrase_prompts as asking
from recovery.commands.options import Json
from recovery.commands.parameters import Option
from recovery.console import emit, say
from recovery.dates import zones
from recovery.errors import Refused, Usage
from recovery.journal import substance_words, writing
from recovery.journal.entries import Substance
from recovery.language import tr
from recovery.outlets import words
from recovery.safety import own_numbers, safety_cards
from recovery.store import connection, rows
from recovery.store.command_names import INIT
from recovery.store.names import clean_names
from recovery.store.profile import DAY_STARTS_DEFAULT, Profile

ALREADY = tr("There is already a journal. Add what you stay free of with: recovery substance add NAME --since DAY")


def init(
    since: Annotated[str | None, Option(metavar="DAY", help=tr("The first day without it."))] = None,
    last_use: Annotated[
        str | None, Option(metavar="DAY", help=tr("The day you last used, instead of --since."))
    ] = None,
    substance: Annotated[
        list[str] | None,
        Option("--substance", "-s", metavar="NAME", help=tr("What you stay free of. May repeat.")),
    ] = None,
    timezone: Annotated[
        str | None, Option(metavar="ZONE", help=tr("A city, or America/New_York (default: this machine's)."))
    ] = None,
    day_starts: Annotated[
        str | None, Option(metavar="HH:MM", help=tr("When a new day begins for you (default: 04:00)."))
    ] = None,
    country: Annotated[str | None, Option(metavar="CODE", help=tr("For the crisis lines, such as US."))] = None,
    passphrase: Annotated[bool, Option("--passphrase", help=tr("Lock it with a passphrase from the start."))] = False,
    json: Json = False,
) -> None:
    """Make your journal. On a terminal it asks what, since when, and who else is there; flags answer beforehand."""
    _refuse_second()
    if since and last_use:
        raise Usage(tr("Give --since or --last-use, not both."))
    asks = console.interactive() and not (since or last_use or substance or json)
    zone = clock.parse_zone(timezone or clock.system_zone())
    starts = clock.parse_time_of_day(day_starts) if day_starts else DAY_STARTS_DEFAULT
    place = None if country is None else own_numbers.country_code(country)
    profile = Profile(timezone=zone.key, day_starts=starts)
    today = clock.today(zone, starts)
    marked = 0
    if asks:
        say(tr("Welcome. Everything you write stays on this machine."), "")
        tracked = first_questions.tracked(today)
        marked = first_questions.days_to_mark(tracked, today)
        passphrase = passphrase or first_questions.passphrase_wanted()
    else:
        tracked = _given(today, substance or [], since, last_use)
        tracked = [substance_class.asked(named, json=json) for named in tracked]
    phrase = _first_words(locked=passphrase, asked=asks)
    with connection.existing_or_new() as journal, journal.command(INIT):
        if rows.profile(journal) is not None:  # another command was quicker
            raise Refused(ALREADY)
        for record in (profile, *tracked):
            rows.add(journal, record)
    own_numbers.keep_country(place or clock.country_of(zone.key))
    if marked:
        with diaries.existing_or_new() as diary:
            writing.free_days(diary, diaries.days_before(today, marked))
    if phrase is not None:
        asking.show_words(phrase, json=json)
    if json:
        if phrase is None:
            emit([profile.to_json(), *(record.to_json() for record in tracked)])
        return
    say(*([""] if asks else []), *_ready(profile, tracked, today))
    if asks and tracked and phrase is None:
        first_evening.offer_plan()


def _refuse_second() -> None:
    if connection.exists():
        with connection.existing() as journal:
            if rows.profile(journal) is not None:
                raise Refused(ALREADY)


def _given(today: date, names: list[str], since: str | None, last_use: str | None) -> list[Substance]:
    if names and not (since or last_use):
        raise Usage(tr("Say since when: --since with the first day without it, or --last-use."))
    if not names and (since or last_use):
        raise Usage(tr("Say what you stay free of: --substance NAME"))
    start = writing.first_day(today, since, last_use) if names else today
    tracked = clean_names([name for text in names for name in substance_words.between_commas(text)])
    return [Substance.checked({"name": name, "since": start}) for name in tracked]


def _first_words(*, locked: bool, asked: bool) -> str | None:
    """The 24 words of a locked journal; a passphrase that was begun and left out loses nothing that was answered."""
    try:
        return asking.first_words(locked=locked)
    except Refused:
        if not asked:
            raise
        say(tr("No passphrase for now. Set one whenever you like: recovery passphrase set"))
        return asking.first_words(locked=False)


def _ready(profile: Profile, tracked: list[Substance], today: date) -> list[str]:
    """Where the person stands, the clock that was guessed, and the two commands of a hard evening."""
    together = {one.since: [other.name for other in tracked if other.since == one.since] for one in tracked}
    begun = [
        tr(
            "day {day} without {names} (the first: {first})",
            day=(today - since).days + 2,
            names=console.joined(names),
            first=words.day(since),
        )
        for since, names in together.items()
    ]
    what = (
        tr("Ready. Tomorrow is {days}.", days=", ".join(begun))
        if begun
        else tr("Ready. To count days: recovery substance add NAME --last-use DAY")
    )
    clock_line = tr(
        "Your clock: {zone}, days begin at {day_starts:%H:%M}. To change it: recovery config",
        zone=zones.city(profile.timezone),
        day_starts=profile.day_starts,
    )
    current = [named.guess.kind for named in tracked if (today - named.since).days < safety_cards.CURRENT_DAYS]
    stops = safety_cards.stopping(current)
    return [what, clock_line, *stops, tr("Hard right now?  recovery sos        A craving?  recovery log 7")]
