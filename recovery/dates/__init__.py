"""The one reader of dates and times, for whatever a person or a file writes. It knows no clock: the present is given.

A small closed grammar: all readings that it permits are gathered, one is taken, several are refused by name, none is
nothing. `words` holds what may be said, `calendar` the days with a number or a month, `hours` times and lengths,
`reading` puts them together, `order` finds the order of a file's dates, `amounts` reads hours slept and the like.
"""

from recovery.dates.reading import Loose, Preference, Reading, read, said, said_at

__all__ = ["Loose", "Preference", "Reading", "read", "said", "said_at"]
