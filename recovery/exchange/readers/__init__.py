"""Other programs' files: each reader turns one layout into lines of the journal's own format."""
