"""Carries records, not meanings: what leaves this device, sealed, and what comes back to it."""
