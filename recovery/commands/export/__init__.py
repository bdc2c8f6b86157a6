"""`recovery export`: what leaves the journal in a file."""
