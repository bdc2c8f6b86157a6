"""One module for each family of operating systems, all with the same names; `recovery.system` chooses."""
