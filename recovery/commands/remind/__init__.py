"""Reminders: by the machine's own scheduler, and at random moments."""
