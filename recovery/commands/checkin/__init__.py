"""`recovery checkin`: the daily answer."""
