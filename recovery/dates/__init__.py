"""The one reader of dates and times, for whatever a person or a file writes. It knows no clock: the present is given.

A small closed grammar: all readings that it permits are gathered, one is taken, several are refused by name, none is
nothing. `reading` puts them together; `words` holds what may be said; `days`, `calendar` and `months` read days,
`hours` times and lengths; `order` finds the order of the dates in a file; `amounts` reads hours slept and the like.
"""
