"""The phone app as files: what they are, how they are served, and whether a server serves the same."""
