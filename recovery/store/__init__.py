"""Where the journal lives: the folder, the engine, the tables, the history."""
