"""What it means: pure functions over entries, and the screens that show them. Reads, never writes."""
