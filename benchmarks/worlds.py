"""How the made-up people of the calibration live."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

LAST = date(2026, 3, 29)


class World(NamedTuple):
    """How a made-up person lives; a `plant` is a kind and a strength 0-1 (which share of what could carries it).

    What is no pattern and may look like one: `carried` is how much of a day's level the next day keeps, `repeated` the
    share of cravings written down again minutes later, `bad_days` gives each day odds of use of its own, `fewer` leaves
    a third of the cravings of the last two weeks, `workdays` leaves the weekends out, `edges` moves the hours awake
    from day to day. `nightly` is the share of cravings that are written before going to bed, with the time of writing;
    `typed` the share of days of which everything is; `heaped` the share that gets an hour which comes to mind later,
    12, 18 or 21. `shifts` turns the hours awake by eight each week, `travel` for two weeks midway; `evenings` and
    `weekends` leave out all else. `reverse` ticks `tired` after days with many cravings. `imported`: nothing tells when
    a craving was written; without it what has a time of memory is known to be written later. `uneven` is how much of a
    day's level of how many cravings it draws the next day keeps. Sleep, mood and feelings of `moody` days are like
    those of the days before; in `falling` worlds cravings and lapses fall to a quarter from the first day to the last.
    What concerns `lapses` stands in `lapses.py`.

    What is written down from some day on or on some days only: cravings (and use) in the last `late` days, before which
    there are check-ins alone; no check-in in the last `given_up` days, but cravings as before; `told_more` leaves out
    seven of ten short nights unless a hard craving came, and good nights on two of three days before a lapse.

    `sampled` random check-ins a day between 8 and 22 are answered at three of four, beside all else. Cravings come
    in spells of about two hours, more on some days than on others; `drifting` days are like the days before, `busy`
    leaves half of those before 13 unanswered, `shy` half of those with a craving; `bad_weeks` have three times the
    cravings of the others, and of their moments before 13 nine in ten are unanswered. The plant `hour` holds for them
    too.
    """

    cravings: int = 80
    days: int = 56
    logged: float = 0.92
    clustered: bool = True
    awake_at_night: float = 0.0
    carried: float = 0.0
    repeated: float = 0.0
    bad_days: bool = False
    fewer: bool = False
    workdays: bool = False
    edges: bool = False
    nightly: float = 0.0
    typed: float = 0.0
    heaped: float = 0.0
    shifts: bool = False
    travel: bool = False
    evenings: bool = False
    weekends: bool = False
    reverse: bool = False
    imported: bool = False
    uneven: float = 0.0
    moody: bool = False
    falling: bool = False
    sampled: int = 0
    drifting: bool = False
    busy: bool = False
    shy: bool = False
    bad_weeks: bool = False
    lapses: int = 0
    in_runs: bool = False
    on_weekends: bool = False
    bad_stretch: bool = False
    aftermath: bool = False
    silent_after: bool = False
    bad_days_only: bool = False
    late: int = 0
    given_up: int = 0
    told_more: bool = False
    plant: str | None = None
    planted_sign: str = "sleep"
    strength: float = 0.5
