"""The default engine: one SQLite file, one server process, no set-up."""
