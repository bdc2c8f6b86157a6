"""The journal as tidy tables for one's own analysis: a row an entry, a row a day, and a dictionary beside them."""
