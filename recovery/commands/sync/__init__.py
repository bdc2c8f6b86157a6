"""`recovery sync` and the words under it."""
