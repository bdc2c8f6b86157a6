"""The engine for a hosted service: PostgreSQL, several server processes, and a standby."""
