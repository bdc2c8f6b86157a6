"""A long run of mixed load: what was acknowledged is counted, and looked for at the end."""
