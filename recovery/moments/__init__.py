"""Right now: where the journal and the plan meet in one minute."""
